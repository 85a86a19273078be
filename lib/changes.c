// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * changes.c - what an edit changed, in the words of the file
 *
 * The bytes as they were read are parsed again beside the ones of now.  Of each
 * file the stanzas that are the same at both ends are left out; the others are
 * compared by name and family, their options as lists of values.
 */
#include <errno.h>
#include <string.h>

#include "lib/document.h"

/* The stanzas of one file that are not the same in old and new. */
struct range {
	size_t first;
	size_t old_end, new_end;
};

struct comparison {
	struct ifplan_file *old, *new;
	struct arena *arena;		/* of the new tree */
	struct range *ranges;		/* of each source */
	const char **changes;
	size_t count;
};

static bool has_same_bytes(const struct ifplan_stanza *a,
			   const struct ifplan_stanza *b)
{
	return a->tree->length == b->tree->length &&
		!memcmp(a->tree->bytes, b->tree->bytes, a->tree->length);
}

static struct range find_range(const struct source *old,
			       const struct source *new)
{
	struct range range = { 0, old->count, new->count };

	while (range.first < range.old_end && range.first < range.new_end &&
	       has_same_bytes(old->stanzas[range.first],
			      new->stanzas[range.first]))
		range.first++;
	while (range.old_end > range.first && range.new_end > range.first &&
	       has_same_bytes(old->stanzas[range.old_end - 1],
			      new->stanzas[range.new_end - 1])) {
		range.old_end--;
		range.new_end--;
	}
	return range;
}

/* The old file's sources begin with those of the new one. */
static void find_ranges(struct comparison *comparison)
{
	size_t count = comparison->new->source_count;

	comparison->ranges = ARENA_ARRAY(comparison->arena, count,
					 struct range);
	for (size_t i = 0; i < count; i++)
		comparison->ranges[i] = find_range(comparison->old->sources[i],
						   comparison->new->sources[i]);
}

/* Those of the ranges, one after the other: starts with zeros. */
struct walk {
	size_t source, passed;
};

static const struct ifplan_stanza *next(const struct comparison *comparison,
					const struct ifplan_file *file,
					struct walk *walk)
{
	for (; walk->source < comparison->new->source_count;
	     walk->source++, walk->passed = 0) {
		const struct range *range = &comparison->ranges[walk->source];
		size_t number = range->first + walk->passed;

		if (number < (file == comparison->old ? range->old_end :
			      range->new_end)) {
			walk->passed++;
			return file->sources[walk->source]->stanzas[number];
		}
	}
	return NULL;
}

__attribute__((format(printf, 2, 3)))
static void tell(struct comparison *comparison, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*ARENA_PUSH(comparison->arena, &comparison->changes,
		    &comparison->count) =
		arena_vprintf(comparison->arena, format, args);
	va_end(args);
}

/* Lists of words: options as "name", their values in order */

struct values {
	const struct line **lines;
	size_t count;
};

/* The options of a stanza, those of one name together. */
struct options {
	struct intern names;		/* with struct values */
};

static const char *canonical(struct comparison *comparison,
			     const struct ifplan_stanza *stanza,
			     const char *name)
{
	const struct option *row = document_option(stanza->file, stanza,
						   name).row;
	char *copy;

	if (row)
		return row->name;
	copy = arena_strdup(comparison->arena, name);
	for (char *c = copy; *c; c++)
		if (*c == '_')
			*c = '-';
	return copy;
}

static struct options collect(struct comparison *comparison,
			      const struct ifplan_stanza *stanza)
{
	struct options options = { .names = {
		.arena = comparison->arena,
		.item_size = sizeof(struct values) } };
	size_t count;
	const struct line *lines = syntax_lines(comparison->arena,
						stanza->tree, &count);

	for (size_t i = 1; i < count; i++) {
		struct values *values;

		if (lines[i].kind != LINE_TEXT || !*lines[i].value)
			continue;
		values = intern_item(&options.names, intern_add(&options.names,
				canonical(comparison, stanza, lines[i].name)));
		*ARENA_PUSH(comparison->arena, &values->lines,
			    &values->count) = &lines[i];
	}
	return options;
}

static bool has_value(const struct values *values, const char *value)
{
	for (size_t i = 0; values && i < values->count; i++)
		if (!strcmp(values->lines[i]->value, value))
			return true;
	return false;
}

static void tell_each(struct comparison *comparison, const char *label,
		      const struct values *from, const struct values *not_in,
		      const char *what)
{
	for (size_t i = 0; from && i < from->count; i++)
		if (!has_value(not_in, from->lines[i]->value))
			tell(comparison, "%s: %s %s %s", label,
			     from->lines[i]->name, from->lines[i]->value,
			     what);
}

static bool is_same(const struct values *a, const struct values *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->lines[i]->value, b->lines[i]->value) != 0)
			return false;
	return true;
}

static void compare_values(struct comparison *comparison, const char *label,
			   const struct values *old, const struct values *new)
{
	size_t before = comparison->count;

	if (old && new && is_same(old, new))
		return;
	if (old && new && old->count == 1 && new->count == 1) {
		tell(comparison, "%s: %s %s -> %s", label, new->lines[0]->name,
		     old->lines[0]->value, new->lines[0]->value);
		return;
	}
	tell_each(comparison, label, old, new, "removed");
	tell_each(comparison, label, new, old, "added");
	if (comparison->count == before)
		tell(comparison, "%s: %s in another order", label,
		     new->lines[0]->name);
}

static struct values *find_values(const struct options *options,
				  const char *name)
{
	size_t number = intern_find(&options->names, name);

	return number == INTERN_NONE ? NULL :
		intern_item(&options->names, number);
}

static void compare_options(struct comparison *comparison, const char *label,
			    const struct ifplan_stanza *old,
			    const struct ifplan_stanza *new)
{
	struct options before = { .names.count = 0 }, after = before;

	if (old)
		before = collect(comparison, old);
	if (new)
		after = collect(comparison, new);
	for (size_t i = 0; i < before.names.count; i++)
		compare_values(comparison, label,
			       intern_item(&before.names, i),
			       find_values(&after, before.names.strings[i]));
	for (size_t i = 0; i < after.names.count; i++)
		if (!find_values(&before, after.names.strings[i]))
			compare_values(comparison, label, NULL,
				       intern_item(&after.names, i));
}

/* Stanzas */

/* With the family where there are several stanzas of the name. */
static const char *label_of(struct comparison *comparison,
			    const struct ifplan_stanza *stanza)
{
	const struct iface *first = model_find(stanza->file->model,
					       stanza->tree->name);

	return !first || !first->same_name ? stanza->tree->name :
		arena_printf(comparison->arena, "%s %s", stanza->tree->name,
			     ifplan_stanza_family(stanza));
}

static const char *inherited_from(const struct ifplan_stanza *stanza)
{
	return stanza->tree->inherits ? stanza->tree->inherits : "nothing";
}

static void compare_stanzas(struct comparison *comparison,
			    const struct ifplan_stanza *old,
			    const struct ifplan_stanza *new)
{
	const char *label = label_of(comparison, new);

	if (strcmp(ifplan_stanza_method(old), ifplan_stanza_method(new)) != 0)
		tell(comparison, "%s: method %s -> %s", label,
		     ifplan_stanza_method(old), ifplan_stanza_method(new));
	if (strcmp(inherited_from(old), inherited_from(new)) != 0)
		tell(comparison, "%s: inherits %s -> %s", label,
		     inherited_from(old), inherited_from(new));
	compare_options(comparison, label, old, new);
}

/* Stanzas by "NAME/FAMILY", those of one such in order. */
struct stanzas {
	const struct ifplan_stanza **at;
	size_t count;
};

static struct intern index_stanzas(struct comparison *comparison,
				   struct ifplan_file *file)
{
	struct intern index = { .arena = comparison->arena,
				.item_size = sizeof(struct stanzas) };
	const struct ifplan_stanza *stanza;
	struct walk walk = { 0, 0 };

	while ((stanza = next(comparison, file, &walk))) {
		struct stanzas *same;

		if (!stanza->iface)
			continue;
		same = intern_item(&index, intern_add(&index,
			arena_printf(comparison->arena, "%s/%s",
				     stanza->tree->name,
				     ifplan_stanza_family(stanza))));
		*ARENA_PUSH(comparison->arena, &same->at, &same->count) =
			stanza;
	}
	return index;
}

static const struct ifplan_stanza *nth(const struct intern *index,
				       const char *key, size_t number)
{
	size_t found = intern_find(index, key);
	const struct stanzas *same = found == INTERN_NONE ? NULL :
		intern_item(index, found);

	return same && number < same->count ? same->at[number] : NULL;
}

static void tell_new(struct comparison *comparison,
		     const struct ifplan_stanza *new)
{
	const char *label = label_of(comparison, new);

	tell(comparison, "%s: new, %s %s", new->tree->name,
	     ifplan_stanza_family(new), ifplan_stanza_method(new));
	compare_options(comparison, label, NULL, new);
}

static void compare_interfaces(struct comparison *comparison)
{
	const struct intern old = index_stanzas(comparison, comparison->old);
	const struct intern new = index_stanzas(comparison, comparison->new);

	for (size_t i = 0; i < old.count; i++) {
		const struct stanzas *same = intern_item(&old, i);

		for (size_t k = 0; k < same->count; k++)
			if (!nth(&new, old.strings[i], k))
				tell(comparison, "%s: removed",
				     label_of(comparison, same->at[k]));
	}
	for (size_t i = 0; i < new.count; i++) {
		const struct stanzas *same = intern_item(&new, i);

		for (size_t k = 0; k < same->count; k++) {
			const struct ifplan_stanza *was =
				nth(&old, new.strings[i], k);

			if (was)
				compare_stanzas(comparison, was, same->at[k]);
			else
				tell_new(comparison, same->at[k]);
		}
	}
}

/* Lists and the rest */

static void tell_members(struct comparison *comparison,
			 const struct model *from, const struct model *not_in,
			 const char *what)
{
	for (const struct allow_class *c = from->classes; c; c = c->next) {
		const struct allow_class *other = model_class(not_in, c->name);
		struct intern names = { .arena = comparison->arena };
		const char *prefix = strcmp(c->name, "auto") ? "allow-" : "";

		for (size_t i = 0; other && i < other->members.count; i++)
			(void)intern_add(&names, other->members.names[i]);
		for (size_t i = 0; i < c->members.count; i++)
			if (intern_find(&names, c->members.names[i]) ==
			    INTERN_NONE)
				tell(comparison, "%s: %s%s %s",
				     c->members.names[i], prefix, c->name,
				     what);
	}
}

/* A stanza that is neither interface nor list, as one text. */
static const char *text_of(struct comparison *comparison,
			   const struct ifplan_stanza *stanza)
{
	struct text out = { .arena = comparison->arena };
	size_t count;
	const struct line *lines = syntax_lines(comparison->arena,
						stanza->tree, &count);

	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == LINE_TEXT)
			text_add(&out, "%s%s%s%s", i ? ", " : "",
				 lines[i].name, *lines[i].value ? " " : "",
				 lines[i].value);
	return out.at;
}

static struct intern index_others(struct comparison *comparison,
				  struct ifplan_file *file)
{
	struct intern index = { .arena = comparison->arena };
	const struct ifplan_stanza *stanza;
	struct walk walk = { 0, 0 };

	while ((stanza = next(comparison, file, &walk)))
		if (!stanza->iface && stanza->tree->kind != STANZA_AUTO)
			(void)intern_add(&index, text_of(comparison, stanza));
	return index;
}

static void compare_others(struct comparison *comparison)
{
	const struct intern old = index_others(comparison, comparison->old);
	const struct intern new = index_others(comparison, comparison->new);

	for (size_t i = 0; i < old.count; i++)
		if (intern_find(&new, old.strings[i]) == INTERN_NONE)
			tell(comparison, "\"%s\" removed", old.strings[i]);
	for (size_t i = 0; i < new.count; i++)
		if (intern_find(&old, new.strings[i]) == INTERN_NONE)
			tell(comparison, "\"%s\" added", new.strings[i]);
}

/* Is there a list among them, or inside one of them? */
static bool has_lists(const struct comparison *comparison,
		      const struct ifplan_file *file)
{
	const struct ifplan_stanza *stanza;
	struct walk walk = { 0, 0 };

	while ((stanza = next(comparison, file, &walk)))
		if (!stanza->iface || (stanza->tree->next &&
		    stanza->tree->next->bytes <
		    stanza->tree->bytes + stanza->tree->length))
			return true;
	return false;
}

static bool has_same_order(struct comparison *comparison)
{
	const struct iface *old = comparison->old->model->first;
	const struct iface *new = comparison->new->model->first;

	while (old && new && !strcmp(old->name, new->name) &&
	       old->family == new->family) {
		old = old->next;
		new = new->next;
	}
	return !old && !new;
}

static void compare(struct comparison *comparison)
{
	bool do_lists_count;

	find_ranges(comparison);
	do_lists_count = has_lists(comparison, comparison->old) ||
		has_lists(comparison, comparison->new);
	if (do_lists_count)
		tell_members(comparison, comparison->old->model,
			     comparison->new->model, "off");
	compare_interfaces(comparison);
	if (do_lists_count)
		tell_members(comparison, comparison->new->model,
			     comparison->old->model, "on");
	compare_others(comparison);
	if (comparison->count)
		return;
	if (!has_same_order(comparison))
		tell(comparison, "stanzas in another order");
	else if (ifplan_file_is_changed(comparison->new, NULL))
		tell(comparison, "comments only");
}

static int tell_changes(struct ifplan_file *file, struct ifplan_file *old,
			const char *const **ret)
{
	struct comparison comparison = {
		.old = old, .new = file, .arena = file->tree_arena };

	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	arena_on_failure(old->tree_arena, &file->out_of_memory);
	compare(&comparison);
	*ARENA_PUSH(comparison.arena, &comparison.changes,
		    &comparison.count) = NULL;
	*ret = comparison.changes;
	return 0;
}

int ifplan_file_changes(struct ifplan_file *file, const char *const **ret)
{
	struct ifplan_file *old;
	int r = document_open_original(file, &old);

	if (r < 0)
		return r;
	r = tell_changes(file, old, ret);
	ifplan_file_close(old);
	return r;
}
