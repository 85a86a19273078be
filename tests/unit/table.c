/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* table.c - the rows of all options: each is well formed, and none collides */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define HELP_MAX 70

/* Checks of one row return what is wrong with it, or NULL. */
typedef const char *row_check(struct arena *arena, const struct option *row);
/* Two rows that one stanza may use. */
typedef const char *pair_check(const struct option *a, const struct option *b);

static unsigned count_wrong(const char *owner, const struct option *row,
			    const char *problem)
{
	if (!problem)
		return 0;
	print_error("%s: %s: %s\n", *owner ? owner : "common", row->name,
		    problem);
	return 1;
}

static unsigned check_rows(const char *owner, const struct option *rows,
			   row_check *check)
{
	struct arena *arena = arena_new();
	unsigned wrong = 0;

	for (; rows && rows->name; rows++)
		wrong += count_wrong(owner, rows, check(arena, rows));
	arena_free(arena);
	return wrong;
}

/* Each row with the ones after it, and with the common ones. */
static unsigned check_pairs(const char *owner, const struct option *rows,
			    pair_check *check)
{
	unsigned wrong = 0;

	for (; rows && rows->name; rows++) {
		for (const struct option *b = rows + 1; b->name; b++)
			wrong += count_wrong(owner, rows, check(rows, b));
		for (const struct option *b = common_options;
		     *owner && b->name; b++)
			wrong += count_wrong(owner, rows, check(rows, b));
	}
	return wrong;
}

static unsigned check_table(const char *owner, const struct option *rows,
			    row_check *check, pair_check *pairs)
{
	return (check ? check_rows(owner, rows, check) : 0) +
		(pairs ? check_pairs(owner, rows, pairs) : 0);
}

/* Every table there is: the common one, each kind's, each method's. */
static void check_all(row_check *check, pair_check *pairs)
{
	unsigned wrong = check_table("", common_options, check, pairs);

	for (size_t i = 0; link_kinds[i]; i++)
		wrong += check_table(link_kinds[i]->name,
				     link_kinds[i]->options, check, pairs);
	for (size_t i = 0; methods[i]; i++)
		for (const struct method_family *f = methods[i]->families;
		     f->family != FAMILY_NONE; f++)
			wrong += check_table(methods[i]->name, f->options,
					     check, pairs);
	assert_int_equal(wrong, 0);
}

/* What is in a row */

static bool is_sent(const struct option *row)
{
	return row->place == PLACE_LINK || row->place == PLACE_INFO ||
		row->place == PLACE_PORT;
}

static bool is_number(const struct option *row)
{
	return row->wire >= WIRE_U8 && row->wire <= WIRE_BE32;
}

static const char *check_name(struct arena *arena, const struct option *row)
{
	const char **alias = text_words(arena, row->aliases ? row->aliases :
					"", NULL);

	for (const char *c = row->name; *c; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c)
		    && *c != '-' && *c != '_')
			return "the name has odd characters";
	for (; *alias; alias++)
		if (text_same_option(*alias, row->name))
			return "an alias is the name itself";
	return NULL;
}

static const char *check_unit(struct arena *arena, const struct option *row)
{
	static const char *const units[] = { "bytes", "seconds",
					     "milliseconds", "hops",
					     "bits per second" };

	(void)arena;
	if (!row->unit)
		return row->type == TYPE_TIME ? "a time has no unit" : NULL;
	if (row->type != TYPE_TIME && row->type != TYPE_UINT)
		return "a unit, but no number";
	if (row->type == TYPE_TIME && strcmp(row->unit, "seconds"))
		return "a time is not in seconds";
	for (size_t i = 0; i < COUNT(units); i++)
		if (!strcmp(units[i], row->unit))
			return NULL;
	return "a unit that nobody knows";
}

static const char *check_help(struct arena *arena, const struct option *row)
{
	size_t length = row->help ? strlen(row->help) : 0;

	(void)arena;
	if (!length)
		return "no help";
	if (length > HELP_MAX)
		return "the help is long";
	if (row->help[length - 1] == '.')
		return "the help ends with a full stop";
	return isupper((unsigned char)row->help[0]) &&
		islower((unsigned char)row->help[1]) ?
		"the help starts with a capital" : NULL;
}

/* What its wire can carry, in the user's unit. */
static uint64_t wire_max(const struct option *row)
{
	uint64_t scale = row->scale ? row->scale : 1;

	switch (row->wire) {
	case WIRE_U8:
		return UINT8_MAX / scale;
	case WIRE_U16:
	case WIRE_BE16:
		return UINT16_MAX / scale;
	case WIRE_U32:
	case WIRE_BE32:
		return UINT32_MAX / scale;
	default:
		return UINT64_MAX / scale;
	}
}

static const char *check_range(struct arena *arena, const struct option *row)
{
	(void)arena;
	if (row->min > row->max)
		return "min is over max";
	if (row->max > wire_max(row))
		return "max does not fit the attribute";
	if (row->type == TYPE_UINT && !row->max)
		return "a number without a range";
	return NULL;
}

static const char *check_choices(struct arena *arena, const struct option *row)
{
	const struct option_choice *c = row->choices, *other;

	(void)arena;
	if (row->type != TYPE_CHOICE)
		return c ? "choices, but no choice" : NULL;
	if (!c || !c->word)
		return "no choices";
	for (; c->word; c++) {
		if (is_number(row) && c->number > wire_max(row))
			return "a choice does not fit the attribute";
		for (other = c + 1; other->word; other++)
			if (!strcasecmp(c->word, other->word) ||
			    c->number == other->number)
				return "two choices are the same";
	}
	return NULL;
}

static const char *check_place(struct arena *arena, const struct option *row)
{
	(void)arena;
	if (row->place == PLACE_SYSCTL)
		return row->file && strchr(row->file, '%') ? NULL :
			"no file with a % for the link";
	if (row->file)
		return "a file, but no sysctl";
	if (!is_sent(row))
		return row->attribute || row->wire ? "goes nowhere" : NULL;
	if (!row->attribute || !row->wire)
		return "no attribute, or no wire";
	if ((row->type == TYPE_PER_PORT) != (row->place == PLACE_PORT))
		return "what is said per port goes to ports, and nothing else";
	return row->ip ? NULL : "no word of ip(8)";
}

/* Two rows of one stanza */

static bool find_alone(const struct option *row, const char *name)
{
	const struct option alone[] = { *row, { .name = NULL } };

	return option_find(alone, name) != NULL;
}

static const char *different_names(const struct option *a,
				   const struct option *b)
{
	const char *problem = NULL;
	struct arena *arena = arena_new();
	const char **alias = text_words(arena, b->aliases ? b->aliases : "",
					NULL);

	if (find_alone(a, b->name) || find_alone(b, a->name))
		problem = b->name;
	for (; *alias; alias++)
		if (find_alone(a, *alias))
			problem = b->name;
	arena_free(arena);
	return problem;
}

static const char *different_attributes(const struct option *a,
					const struct option *b)
{
	/* Bits of one attribute are rows of their own. */
	bool are_bits = a->wire == WIRE_MODE_BIT && b->wire == a->wire &&
		!(a->scale & b->scale);

	return is_sent(a) && a->place == b->place && !are_bits &&
		a->attribute == b->attribute ? b->name : NULL;
}

static const char *different_files(const struct option *a,
				   const struct option *b)
{
	return a->file && b->file && !strcmp(a->file, b->file) ? b->name :
		NULL;
}

/* Values: what is sent for a text reads as the same text */

static struct snapshot *two_links(struct arena *arena)
{
	struct snapshot *snapshot = snapshot_new(arena);

	snapshot_add_link(snapshot, "eth0", 7);
	snapshot_add_link(snapshot, "eth1", 8);
	return snapshot;
}

/* The payload as the kernel gets it: an index for a name. */
static const char *read_back(struct arena *arena, const struct option *row,
			     const struct setting *setting)
{
	const struct snapshot *snapshot = two_links(arena);

	if (setting->wire == WIRE_IFINDEX) {
		uint32_t index = snapshot_link(snapshot, setting->link)->index;

		return setting_format(arena, row, snapshot,
				      (const uint8_t *)&index, sizeof(index));
	}
	return setting_format(arena, row, snapshot, setting->bytes,
			      setting->length);
}

static bool same_setting(const struct setting *a, const struct setting *b)
{
	if (a->wire == WIRE_IFINDEX)
		return !strcmp(a->link, b->link);
	return a->length == b->length && !memcmp(a->bytes, b->bytes, a->length);
}

static struct setting set(struct arena *arena, const struct option *row,
			  const char *text, const char **ret_problem)
{
	struct value value = { .number = 0 };

	if (option_parse(arena, row, text, &value, ret_problem) < 0)
		return (struct setting){ .length = 0 };
	return setting_new(arena, row, &value, NULL);
}

static const char *check_text(struct arena *arena, const struct option *row,
			      const char *text)
{
	const char *problem = NULL, *shown;
	struct setting first = set(arena, row, text, &problem), second;

	if (problem)
		return problem;
	shown = read_back(arena, row, &first);
	if (row->type == TYPE_PER_PORT)
		shown = arena_printf(arena, "eth0 %s", shown);
	second = set(arena, row, shown, &problem);
	if (problem)
		return problem;
	if (!same_setting(&first, &second))
		return arena_printf(arena, "\"%s\" is read back as \"%s\"",
				    text, shown);
	return strcmp(shown, text) && row->type != TYPE_CHOICE ?
		arena_printf(arena, "\"%s\" is shown as \"%s\"", text, shown) :
		NULL;
}

static const char *check_word(struct arena *arena, const struct option *row,
			      const struct option_choice *choice)
{
	const char *number = arena_printf(arena, "%llu",
					  (unsigned long long)choice->number);
	const char *none = NULL;
	struct setting by_word = set(arena, row, choice->word, &none);
	struct setting by_number = set(arena, row, number, &none);

	if (none)
		return none;
	if (!same_setting(&by_word, &by_number))
		return "word and number are not the same";
	if (strcmp(read_back(arena, row, &by_word), choice->word))
		return "a choice is not shown as its word";
	return NULL;
}

static const char *check_extremes(struct arena *arena,
				  const struct option *row)
{
	const char *before = row->type == TYPE_PER_PORT ? "eth0 " : "";
	const char *problem = check_text(arena, row, arena_printf(arena,
		"%s%llu", before, (unsigned long long)row->min));

	return problem ? problem : check_text(arena, row, arena_printf(arena,
		"%s%llu", before, (unsigned long long)row->max));
}

static const char *check_texts(struct arena *arena, const struct option *row)
{
	static const struct {
		uint8_t type;
		const char *text;
	} samples[] = {
		{ TYPE_BOOL, "on" }, { TYPE_BOOL, "off" },
		{ TYPE_TEXT, "to the switch: port 5" },
		{ TYPE_MAC, "02:00:00:00:00:ff" },
		{ TYPE_NAME, "eth0" }, { TYPE_NAMES, "eth1" },
		{ TYPE_ADDRESSES, "192.0.2.1" },
		{ TYPE_ADDRESSES, "192.0.2.1 192.0.2.2 255.255.255.255" },
	};
	const char *problem = NULL;
	bool is_tried = false;

	for (size_t i = 0; i < COUNT(samples) && !problem; i++) {
		if (samples[i].type != row->type)
			continue;
		is_tried = true;
		problem = check_text(arena, row, samples[i].text);
	}
	return is_tried ? problem : "a type that the test has no values of";
}

static const char *check_values(struct arena *arena, const struct option *row)
{
	const char *problem = NULL;

	if (!is_sent(row))
		return NULL;
	switch (row->type) {
	case TYPE_CHOICE:
		for (const struct option_choice *c = row->choices;
		     c->word && !problem; c++)
			problem = check_word(arena, row, c);
		return problem;
	case TYPE_UINT:
	case TYPE_TIME:
	case TYPE_PER_PORT:
		return check_extremes(arena, row);
	default:
		return check_texts(arena, row);
	}
}

/* One below and one above the range are refused. */
static const char *check_outside(struct arena *arena, const struct option *row)
{
	const char *before = row->type == TYPE_PER_PORT ? "eth0 " : "";
	const char *problem = NULL;
	struct value value;

	if ((row->type != TYPE_UINT && row->type != TYPE_TIME &&
	     row->type != TYPE_PER_PORT) || !row->max)
		return NULL;
	if (row->max < UINT64_MAX &&
	    option_parse(arena, row, arena_printf(arena, "%s%llu", before,
			 (unsigned long long)row->max + 1), &value,
			 &problem) == 0)
		return "one more than max is taken";
	if (row->min > 0 &&
	    option_parse(arena, row, arena_printf(arena, "%s%llu", before,
			 (unsigned long long)row->min - 1), &value,
			 &problem) == 0)
		return "one less than min is taken";
	return NULL;
}

/* What is usual, in the words that a link is told of */

static const char *check_usual_word(struct arena *arena,
				    const struct option *row, const char *word)
{
	const char *problem = NULL, *shown;
	struct setting setting = set(arena, row, row->type == TYPE_PER_PORT ?
				     arena_printf(arena, "eth0 %s", word) :
				     word, &problem);

	if (problem)
		return problem;
	shown = read_back(arena, row, &setting);
	return strcmp(shown, word) ?
		arena_printf(arena, "usual \"%s\" is shown as \"%s\"", word,
			     shown) : NULL;
}

static const char *check_usual(struct arena *arena, const struct option *row)
{
	const char **word = text_words(arena, row->usual ? row->usual : "",
				       NULL);
	const char *problem = NULL;

	for (; *word && !problem; word++)
		problem = check_usual_word(arena, row, *word);
	if (row->usual_in && !problem)
		problem = check_usual_word(arena, row, row->usual_in->value);
	return problem;
}

/* Modes are words of the option that tells most about the kind. */
static const char *check_modes(struct arena *arena,
			       const struct link_kind *kind, const char *modes)
{
	const struct option *row = kind->telling ?
		option_find(kind->options, kind->telling) : NULL;
	const char **mode = text_words(arena, modes ? modes : "", NULL);

	for (; *mode; mode++) {
		const struct option_choice *c = row ? row->choices : NULL;

		while (c && c->word && strcmp(c->word, *mode) != 0)
			c++;
		if (!c || !c->word)
			return *mode;
	}
	return NULL;
}

static void modes(void **state)
{
	struct arena *arena = arena_new();
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; link_kinds[i]; i++)
		for (const struct option *row = link_kinds[i]->options;
		     row && row->name; row++) {
			wrong += count_wrong(link_kinds[i]->name, row,
				check_modes(arena, link_kinds[i], row->modes));
			if (row->usual_in)
				wrong += count_wrong(link_kinds[i]->name, row,
					check_modes(arena, link_kinds[i],
						    row->usual_in->modes));
		}
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

/* Methods */

static const char *check_default(const struct method_family *family,
				 const struct method_default *preset)
{
	const struct option *row = NULL;
	struct arena *arena = arena_new();
	const char *problem = NULL;
	struct value value;

	if (family->options)
		row = option_find(family->options, preset->name);
	if (!row)
		row = option_find(common_options, preset->name);
	if (!row)
		problem = "a default without a row";
	else if (*preset->value &&
		 option_parse(arena, row, preset->value, &value, &problem) < 0)
		problem = "a default that its row does not take";
	arena_free(arena);
	return problem;
}

static void defaults(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; methods[i]; i++)
		for (const struct method_family *f = methods[i]->families;
		     f->family != FAMILY_NONE; f++)
			for (const struct method_default *d = f->defaults;
			     d && d->name; d++)
				wrong += count_wrong(methods[i]->name,
					&(struct option){ .name = d->name },
					check_default(f, d));
	assert_int_equal(wrong, 0);
}

/* One cmocka test a property */

#define ROW_TEST(NAME, CHECK) \
	static void NAME(void **state) \
	{ \
		(void)state; \
		check_all(CHECK, NULL); \
	}
#define PAIR_TEST(NAME, CHECK) \
	static void NAME(void **state) \
	{ \
		(void)state; \
		check_all(NULL, CHECK); \
	}

ROW_TEST(names_are_words, check_name)
ROW_TEST(units_are_known, check_unit)
ROW_TEST(help_is_short, check_help)
ROW_TEST(ranges_fit, check_range)
ROW_TEST(choices_differ, check_choices)
ROW_TEST(places_are_complete, check_place)
ROW_TEST(values_come_back, check_values)
ROW_TEST(outside_is_refused, check_outside)
ROW_TEST(usual_values_come_back, check_usual)
PAIR_TEST(names_differ, different_names)
PAIR_TEST(attributes_differ, different_attributes)
PAIR_TEST(files_differ, different_files)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_words),
		cmocka_unit_test(names_differ),
		cmocka_unit_test(units_are_known),
		cmocka_unit_test(help_is_short),
		cmocka_unit_test(ranges_fit),
		cmocka_unit_test(choices_differ),
		cmocka_unit_test(places_are_complete),
		cmocka_unit_test(attributes_differ),
		cmocka_unit_test(files_differ),
		cmocka_unit_test(values_come_back),
		cmocka_unit_test(outside_is_refused),
		cmocka_unit_test(usual_values_come_back),
		cmocka_unit_test(modes),
		cmocka_unit_test(defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
