// SPDX-License-Identifier: LGPL-2.1-or-later
/* explain.c - an option row in words */
#include <string.h>

#include "lib/check.h"
#include "lib/internal.h"

/* What a value is when it is neither a choice nor has a unit. */
static const char *const values[] = {
	[TYPE_UINT] = "number",
	[TYPE_TIME] = "seconds",
	[TYPE_ADDRESS] = "address",
	[TYPE_PREFIX] = "address",
	[TYPE_ADDRESSES] = "address ...",
	[TYPE_MAC] = "address",
	[TYPE_NAME] = "interface",
	[TYPE_NAMES] = "interface ...",
	[TYPE_PER_PORT] = "port number ...",
	[TYPE_RANGES] = "id ...",
	[TYPE_COMMAND] = "command",
};

static const struct option_choice yes_no[] = {
	{ "yes", 1 }, { "no", 0 }, { NULL, 0 },
};

const struct option_choice *row_choices(const struct option *row)
{
	return row->type == TYPE_BOOL ? yes_no : row->choices;
}

/* Of any other the name says what it is: the type of link-type. */
const char *row_value_word(const struct option *row)
{
	const char *dash = strrchr(row->name, '-');

	if (row->unit)
		return row->unit;
	if (row->type < sizeof(values) / sizeof(*values) && values[row->type])
		return values[row->type];
	return dash ? dash + 1 : row->name;
}

#define NO_LIMIT 1000000

bool row_has_limits(const struct option *row)
{
	return !row_choices(row) && row->max && row->max < NO_LIMIT;
}

const char *row_word_of(const struct option *row, const char *value)
{
	const struct option_choice *choice = row_choices(row);
	uint64_t number;

	if (text_read_number(value, &number) < 0)
		return claim_word(row, value);
	for (; choice && choice->word; choice++)
		if (choice->number == number)
			return choice->word;
	return value;
}

/* Facts */

static const char *fact_choices(struct arena *arena, const struct option *row,
				const struct method *method)
{
	const struct option_choice *choice = row_choices(row);
	struct text out = { .arena = arena };

	(void)method;
	text_add(&out, "%s", "");
	for (; choice && choice->word; choice++)
		text_add(&out, "%s%s", out.length ? " " : "", choice->word);
	return out.at;
}

static const char *fact_value(struct arena *arena, const struct option *row,
			      const struct method *method)
{
	(void)arena;
	(void)method;
	return row_choices(row) ? "" : row_value_word(row);
}

static const char *fact_range(struct arena *arena, const struct option *row,
			      const struct method *method)
{
	(void)method;
	return row_has_limits(row) ?
		arena_printf(arena, "%llu-%llu", (unsigned long long)row->min,
			     (unsigned long long)row->max) : "";
}

static const char *fact_also(struct arena *arena, const struct option *row,
			     const struct method *method)
{
	(void)arena;
	(void)method;
	return row->aliases ? row->aliases : "";
}

/* "one, two or three" */
static const char *join(struct arena *arena, const char *words)
{
	struct text out = { .arena = arena };
	size_t count;
	const char **word = text_words(arena, words, &count);

	text_add(&out, "%s", "");
	for (size_t i = 0; i < count; i++)
		text_add(&out, "%s%s", !i ? "" : i + 1 < count ? ", " : " or ",
			 word[i]);
	return out.at;
}

static const char *fact_modes(struct arena *arena, const struct option *row,
			      const struct method *method)
{
	(void)method;
	return row->modes ? join(arena, row->modes) : "";
}

/* One word; the link's own attributes depend on what the link is. */
static const char *usual_word(const struct option *row)
{
	return row->usual && !strchr(row->usual, ' ') &&
		row->place != PLACE_LINK ? row_word_of(row, row->usual) : "";
}

/* The first of its families that has one. */
static const char *fact_default(struct arena *arena, const struct option *row,
				const struct method *method)
{
	const struct method_family *family = method ? method->families : NULL;

	(void)arena;
	for (; family && family->family; family++)
		for (const struct method_default *d = family->defaults;
		     d && d->name; d++)
			if (!strcmp(d->name, row->name) && *d->value)
				return row_word_of(row, d->value);
	return usual_word(row);
}

static void add_default(struct text *out, const struct option *row,
			const struct method_family *family, const char *method)
{
	for (const struct method_default *d = family->defaults; d && d->name;
	     d++)
		if (!strcmp(d->name, row->name) && *d->value)
			text_add(out, "%s%s in %s %s", out->length ? ", " : "",
				 row_word_of(row, d->value),
				 family_name(family->family), method);
}

/* In a mode of the link; of an option that all have, in methods. */
static const char *fact_defaults(struct arena *arena, const struct option *row,
				 const struct method *method)
{
	const struct option_usual *in = row->usual_in;
	struct text out = { .arena = arena };

	text_add(&out, "%s", "");
	if (in)
		text_add(&out, "%s in mode %s", row_word_of(row, in->value),
			 join(arena, in->modes));
	for (size_t i = 0; !method && row->flags & OPTION_ADDRESS && methods[i];
	     i++)
		for (const struct method_family *f = methods[i]->families;
		     f->family; f++)
			add_default(&out, row, f, methods[i]->name);
	return out.at;
}

static const char *fact_kernel(struct arena *arena, const struct option *row,
			       const struct method *method)
{
	const char *link = row->file ? strchr(row->file, '%') : NULL;

	(void)method;
	if (row->place == PLACE_SYSCTL && link)
		return arena_printf(arena, "/proc/sys/net/%.*sIFACE%s",
				    (int)(link - row->file), row->file,
				    link + 1);
	return row->place && row->attribute_name ? row->attribute_name : "";
}

static const char *fact_ip(struct arena *arena, const struct option *row,
			   const struct method *method)
{
	(void)arena;
	(void)method;
	return row->ip ? row->ip : "";
}

static const struct {
	unsigned flag;
	const char *sentence;
} notes[] = {
	{ OPTION_CREATES, "It makes an interface one of this kind." },
	{ OPTION_LOWER, "What it names is brought up first." },
	{ OPTION_REPEATS, "It may be given several times." },
	{ OPTION_NEEDS_EMPTY, "To change it takes the ports out for a moment." },
	{ OPTION_NEEDS_DOWN, "To change it takes the link down for a moment." },
	{ OPTION_AT_CREATION, "To change it takes ifdown and ifup." },
	{ OPTION_WAIT, "It is heeded on the way up only." },
};

static const char *fact_notes(struct arena *arena, const struct option *row,
			      const struct method *method)
{
	struct text out = { .arena = arena };

	(void)method;
	text_add(&out, "%s", "");
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (row->flags & notes[i].flag)
			text_add(&out, "%s%s", out.length ? " " : "",
				 notes[i].sentence);
	return out.at;
}

static const struct {
	const char *name;
	const char *(*tell)(struct arena *, const struct option *,
			    const struct method *);
} facts[] = {
	{ "choices", fact_choices }, { "value", fact_value },
	{ "range", fact_range }, { "also", fact_also },
	{ "modes", fact_modes }, { "default", fact_default },
	{ "defaults", fact_defaults }, { "kernel", fact_kernel },
	{ "ip", fact_ip }, { "notes", fact_notes },
};

const char *row_fact(struct arena *arena, const struct option *row,
		     const struct method *method, const char *fact)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (!strcmp(facts[i].name, fact))
			return facts[i].tell(arena, row, method);
	return NULL;
}
