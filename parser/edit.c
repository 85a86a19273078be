// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * edit.c - set, add and remove the options of a stanza
 *
 * A value is exchanged in its place, the blanks around it stay.  A new line
 * goes after the last of its kind, or else of its stanza, and is indented like
 * its neighbour.  What goes, goes by whole lines.
 */
#include <errno.h>
#include <string.h>

#include "parser/edit.h"

/* The lines of one stanza, and which of them are the option's. */
struct options {
	struct edits *edits;
	const struct edit_option *option;
	const struct line *lines;
	const struct line *last;	/* option of the stanza, or its head */
	const struct line **ours;
	size_t count;			/* of ours */
};

bool edit_is_option(const struct edit_option *option, const struct line *line)
{
	return line->kind == LINE_TEXT &&
		(text_same_option(line->name, option->name) ||
		 (option->row && option_has_name(option->row, line->name)));
}

static struct options find_options(struct edits *edits,
				   const struct stanza *stanza,
				   const struct edit_option *option)
{
	struct options found = { .edits = edits, .option = option };
	size_t count;

	found.lines = syntax_lines(edits->arena, stanza, &count);
	found.last = found.lines;
	for (size_t i = 1; i < count; i++) {
		const struct line *line = &found.lines[i];

		if (line->kind == LINE_TEXT && !syntax_is_bare_list(line))
			found.last = line;
		if (edit_is_option(option, line))
			*ARENA_PUSH(edits->arena, &found.ours, &found.count) =
				line;
	}
	return found;
}

static bool does_repeat(const struct edit_option *option)
{
	return option->row && option->row->flags & OPTION_REPEATS;
}

/* Does its value consist of words?  Of what has no row nobody knows better. */
static bool is_list(const struct edit_option *option)
{
	if (!option->row)
		return true;
	switch (option->row->type) {
	case TYPE_NAMES:
	case TYPE_RANGES:
	case TYPE_ADDRESSES:
	case TYPE_PER_PORT:
		return true;
	default:
		return false;
	}
}

/* Values */

static bool has_same_words(const char *a, const char *b)
{
	const char *word_a, *word_b;
	size_t length_a, length_b;

	while (text_next_word(&a, &word_a, &length_a)) {
		if (!text_next_word(&b, &word_b, &length_b) ||
		    length_a != length_b || memcmp(word_a, word_b, length_a))
			return false;
	}
	return !text_next_word(&b, &word_b, &length_b);
}

static bool is_same_value(const struct edit_option *option, const char *a,
			  const char *b)
{
	return is_list(option) ? has_same_words(a, b) : !strcmp(a, b);
}

static void set_value(const struct options *options, const struct line *line,
		      const char *value)
{
	struct edits *edits = options->edits;

	if (is_same_value(options->option, line->value, value))
		return;
	if (*line->value)
		edit_word(edits, line, line->value, strlen(line->value),
			  value);
	else
		edit_word(edits, line, line->name, strlen(line->name),
			  arena_printf(edits->arena, "%s %s", line->name,
				       value));
}

/* New lines */

/* How options are indented and parted from their values, by an example. */
static const char *format_line(const struct options *options,
			       const struct line *example, const char *value)
{
	const char *name = scan_byte(example, example->name);
	size_t length = strlen(example->name);
	bool has_tab = name[length] == '\t' && !text_is_blank(name[length + 1]);

	return arena_printf(options->edits->arena, "%.*s%s%s%s",
			    edit_indent(example), scan_first(example),
			    options->option->name,
			    has_tab ? "\t" : " ", value);
}

/* The first option of the file: the example for a stanza without any. */
static const struct line *find_example(struct edits *edits)
{
	for (const struct stanza *s = edits->file->first; s; s = s->next) {
		size_t count;
		const struct line *lines;

		if (s->kind != STANZA_IFACE)
			continue;
		lines = syntax_lines(edits->arena, s, &count);
		for (size_t i = 1; i < count; i++)
			if (lines[i].kind == LINE_TEXT &&
			    !syntax_is_bare_list(&lines[i]))
				return &lines[i];
	}
	return NULL;
}

static void add_line(const struct options *options, const char *value)
{
	const struct line *anchor = options->count ?
		options->ours[options->count - 1] : options->last;
	const struct line *example = anchor == options->lines ?
		find_example(options->edits) : anchor;
	const char *text = example ?
		format_line(options, example, value) :
		arena_printf(options->edits->arena, "\t%s %s",
			     options->option->name, value);

	edit_add_line(options->edits, anchor, text);
}

/* Set */

static const char *join_words(struct arena *arena, const char *const values[])
{
	struct text out = { .arena = arena };

	text_add_bytes(&out, "", 0);
	for (; *values; values++)
		text_add(&out, "%s%s", out.length ? " " : "", *values);
	return out.at;
}

static void set_one(struct options *options, const char *value)
{
	if (!options->count) {
		add_line(options, value);
		return;
	}
	for (size_t i = 0; i + 1 < options->count; i++)
		edit_remove_line(options->edits, options->ours[i]);
	set_value(options, options->ours[options->count - 1], value);
}

/* Lines that are the same at both ends stay; those between are exchanged. */
static void set_lines(struct options *options, const char *const values[])
{
	const struct line **ours = options->ours;
	size_t count = 0, same = 0, tail = 0, old = options->count;

	while (values[count])
		count++;
	while (same < old && same < count &&
	       !strcmp(ours[same]->value, values[same]))
		same++;
	while (tail < old - same && tail < count - same &&
	       !strcmp(ours[old - 1 - tail]->value, values[count - 1 - tail]))
		tail++;
	for (size_t i = same; i < old - tail && i < count - tail; i++)
		set_value(options, ours[i], values[i]);
	for (size_t i = count - tail; i < old - tail; i++)
		edit_remove_line(options->edits, ours[i]);
	options->count = old - tail;
	for (size_t i = old - tail; i < count - tail; i++)
		if (options->count || !old)
			add_line(options, values[i]);
		else
			edit_insert_line(options->edits, ours[0],
					 format_line(options, ours[0],
						     values[i]));
}

void edit_set(struct edits *edits, const struct stanza *stanza,
	      const struct edit_option *option, const char *const values[])
{
	struct options options = find_options(edits, stanza, option);

	if (does_repeat(option))
		set_lines(&options, values);
	else
		set_one(&options, join_words(edits->arena, values));
}

/* Add and remove */

static const char *find_word(const char *value, const char *word)
{
	size_t length, wanted = strlen(word);
	const char *at;

	while (text_next_word(&value, &at, &length))
		if (length == wanted && !memcmp(at, word, length))
			return at;
	return NULL;
}

/* Words that come and go one by one; not so the lines of what repeats. */
static bool are_words(const struct edit_option *option)
{
	return !does_repeat(option) && is_list(option);
}

static bool has_value(const struct options *options, const char *value)
{
	for (size_t i = 0; i < options->count; i++)
		if (is_same_value(options->option, options->ours[i]->value,
				  value))
			return true;
	return false;
}

static bool has_word(const struct options *options, const char *word)
{
	for (size_t i = 0; i < options->count; i++)
		if (find_word(options->ours[i]->value, word))
			return true;
	return false;
}

/* Those words of VALUE that none of the lines has; "" when there are none. */
static const char *missing_words(const struct options *options,
				 const char *value)
{
	struct arena *arena = options->edits->arena;
	struct text out = { .arena = arena };
	const char **words = text_words(arena, value, NULL);

	text_add_bytes(&out, "", 0);
	for (; *words; words++)
		if (!has_word(options, *words) &&
		    (!out.length || !find_word(out.at, *words)))
			text_add(&out, "%s%s", out.length ? " " : "", *words);
	return out.at;
}

static void add_words(const struct options *options, const char *value)
{
	const struct line *line = options->ours[options->count - 1];
	const char *words = missing_words(options, value);
	size_t length = strlen(line->value);
	struct edits *edits = options->edits;

	if (!*words)
		return;
	if (!length || !strcmp(line->value, "none"))
		set_value(options, line, words);
	else
		edit_replace(edits,
			     scan_byte(line, line->value + length - 1) + 1, 0,
			     arena_printf(edits->arena, " %s", words));
}

void edit_append(struct edits *edits, const struct stanza *stanza,
		 const struct edit_option *option, const char *value)
{
	struct options options = find_options(edits, stanza, option);

	add_line(&options, value);
}

int edit_add(struct edits *edits, const struct stanza *stanza,
	     const struct edit_option *option, const char *value)
{
	struct options options = find_options(edits, stanza, option);

	if (has_value(&options, value))
		return 0;
	if (!options.count || does_repeat(option))
		add_line(&options, value);
	else if (are_words(option))
		add_words(&options, value);
	else
		return -EINVAL;
	return 0;
}

/* A bridge without its ports option would be none. */
static bool must_stay(const struct edit_option *option)
{
	return option->row && option->row->type == TYPE_NAMES &&
		option->row->flags & OPTION_CREATES;
}

static const char *without_word(struct arena *arena, const char *value,
				const char *word)
{
	struct text out = { .arena = arena };
	const char **words = text_words(arena, value, NULL);

	text_add_bytes(&out, "", 0);
	for (; *words; words++)
		if (strcmp(*words, word) != 0)
			text_add(&out, "%s%s", out.length ? " " : "", *words);
	return out.at;
}

static void unset_line(const struct options *options, const struct line *line)
{
	if (must_stay(options->option))
		set_value(options, line, "none");
	else
		edit_remove_line(options->edits, line);
}

static void unset_word(const struct options *options, const struct line *line,
		       const char *word)
{
	const char *at = find_word(line->value, word);
	const char *rest = without_word(options->edits->arena, line->value,
					word);
	size_t length = strlen(word);

	if (!at)
		return;
	if (!*rest)
		unset_line(options, line);
	else if (find_word(at + length, word))
		set_value(options, line, rest);
	else
		edit_remove_word(options->edits, line, at, length);
}

void edit_unset(struct edits *edits, const struct stanza *stanza,
		const struct edit_option *option, const char *value)
{
	struct options options = find_options(edits, stanza, option);

	for (size_t i = 0; i < options.count; i++) {
		const struct line *line = options.ours[i];

		if (!value)
			edit_remove_line(edits, line);
		else if (is_same_value(option, line->value, value))
			unset_line(&options, line);
		else if (are_words(option))
			unset_word(&options, line, value);
	}
}

/* What the file can hold */

static const char *name_problem(struct arena *arena, const char *name)
{
	if (!*name || *name == '#' || name[strcspn(name, " \t\r\n\v\f\\")])
		return arena_printf(arena, "\"%s\" cannot be the name of an "
				    "option", name);
	if (syntax_is_keyword(name))
		return arena_printf(arena, "\"%s\" starts a stanza and cannot "
				    "be the name of an option", name);
	return NULL;
}

const char *edit_problem(struct arena *arena, const char *name,
			 const char *value)
{
	size_t length = value ? strlen(value) : 0;
	const char *problem = name_problem(arena, name);

	if (problem || !value)
		return problem;
	if (!*value || text_is_blank(*value) || text_is_blank(value[length - 1]))
		return arena_printf(arena, "a value cannot be empty, or begin "
				    "or end with a blank: \"%s\"", value);
	if (strpbrk(value, "\r\n"))
		return "a value cannot have more than one line";
	if (value[length - 1] == '\\')
		return "a value cannot end in a backslash: the next line "
			"would belong to it";
	return NULL;
}
