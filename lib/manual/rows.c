// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rows.c - the option rows as text, for the manual and for completion
 *
 * Run while building.  A line is one record, its words parted by tabs: what it
 * is, whose it is, and fields that fill.awk puts into templates.
 *
 *	option	bond	name=bond-miimon	item=Ic bond-miimon Ar milliseconds	...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/internal.h"
#include "lib/link.h"
#include "lib/method.h"

static void print_choices(const struct option *row, const char *between)
{
	const struct option_choice *choice = row_choices(row);

	for (; choice && choice->word; choice++)
		printf("%s%s", choice == row_choices(row) ? "" : between,
		       choice->word);
}

/* In mdoc(7): the name, and what may stand after it. */
static void print_item(const struct option *row)
{
	printf("\titem=Ic %s ", row->name);
	if (row_choices(row)) {
		printf("Cm ");
		print_choices(row, " | ");
	} else {
		printf("Ar %s", row_value_word(row));
	}
}

/* What is to be said beside the sentence; IS_REQUIRED and VALUE are a
   method's: must it be there, and what is it when it is not? */
static void print_note(struct arena *arena, const struct option *row,
		       bool is_required, const char *value)
{
	const char *modes = row_fact(arena, row, NULL, "modes");
	const char *before = "\tnote= (";

	if (is_required) {
		printf("%srequired", before);
		before = ", ";
	}
	if (*modes) {
		printf("%sonly in mode %s", before, modes);
		before = ", ";
	}
	if (row_has_limits(row)) {
		printf("%s%llu to %llu", before, (unsigned long long)row->min,
		       (unsigned long long)row->max);
		before = ", ";
	}
	if (*value) {
		printf("%sdefault %s", before, value);
		before = ", ";
	}
	if (row->aliases) {
		printf("%salso %s", before, row->aliases);
		before = ", ";
	}
	if (*before == ',')
		putchar(')');
}

static void print_row(struct arena *arena, const char *owner,
		      const struct option *row, bool is_required,
		      const char *value)
{
	printf("option\t%s\tname=%s\twords=", owner, row->name);
	print_choices(row, " ");
	print_item(row);
	print_note(arena, row, is_required, value);
	printf("\thelp=%s\n", row->help);
}

/* One for all, others for some, or both. */
static const char *default_of(struct arena *arena, const struct option *row)
{
	const char *value = row_fact(arena, row, NULL, "default");
	const char *others = row_fact(arena, row, NULL, "defaults");

	return arena_printf(arena, "%s%s%s", value,
			    *value && *others ? ", " : "", others);
}

static void print_rows(struct arena *arena, const char *owner,
		       const struct option *rows)
{
	for (; rows && rows->name; rows++)
		print_row(arena, rows->flags & OPTION_ADDRESS ? "address" :
			  owner, rows, false, default_of(arena, rows));
}

/* Methods: which options their commands name, and which they cannot do
   without */

struct use {
	struct arena *arena;
	const struct method_family *family;
	const char *owner;
	const char **seen;
	size_t seen_count;
};

static const char *find_default(const struct method_family *family,
				const struct option *row)
{
	const struct method_default *d = family->defaults;

	while (d && d->name && strcmp(d->name, row->name))
		d++;
	return d && d->name ? row_word_of(row, d->value) : "";
}

static void use_option(struct use *use, const char *name, bool is_required)
{
	const struct option *row = use->family->options ?
		option_find(use->family->options, name) : NULL;

	if (!row)
		row = option_find(common_options, name);
	for (size_t i = 0; i < use->seen_count; i++)
		if (!strcmp(use->seen[i], name))
			return;
	if (!row)
		return;
	*ARENA_PUSH(use->arena, &use->seen, &use->seen_count) = name;
	print_row(use->arena, use->owner, row, is_required,
		  find_default(use->family, row));
}

static bool is_required(struct use *use, const char *template,
			const char *name)
{
	const char *required;

	while ((required = row_next_required(use->arena, &template)))
		if (!strcmp(required, name))
			return true;
	return false;
}

static void use_template(struct use *use, const char *template)
{
	const char *at = template, *name;

	while (*(at += strcspn(at, "<"))) {
		size_t length = strcspn(++at, ">");

		name = arena_strndup(use->arena, at, length);
		use_option(use, name, is_required(use, template, name));
		at += length;
	}
}

static void use_rows(struct use *use, const struct method_row *rows)
{
	for (; rows->classic || rows->make || rows->rows; rows++) {
		if (rows->classic)
			use_template(use, rows->classic);
		if (rows->rows)
			use_rows(use, rows->rows);
	}
}

static void use_own(struct use *use)
{
	const struct option *row = use->family->options;

	for (; row && row->name; row++)
		use_option(use, row->name, false);
}

static void print_family(struct arena *arena, const struct method *method,
			 const struct method_family *family)
{
	const char *name = family_name(family->family);
	struct use use = {
		.arena = arena,
		.family = family,
		.owner = arena_printf(arena, "%s/%s", name, method->name),
	};

	printf("method\t%s\tname=%s\tfamily=%s\n", use.owner, method->name,
	       name);
	use_rows(&use, family->up);
	for (const struct method_default *d = family->defaults; d && d->name;
	     d++)
		use_option(&use, d->name, false);
	use_own(&use);
}

int main(void)
{
	struct arena *arena = arena_new();

	if (!arena)
		return 1;
	print_rows(arena, "every", common_options);
	for (size_t i = 0; link_kinds[i]; i++)
		print_rows(arena, link_kinds[i]->name, link_kinds[i]->options);
	for (size_t i = 0; methods[i]; i++)
		for (const struct method_family *f = methods[i]->families;
		     f->family; f++)
			print_family(arena, methods[i], f);
	arena_free(arena);
	return fflush(stdout) || ferror(stdout);
}
