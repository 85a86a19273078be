// SPDX-License-Identifier: LGPL-2.1-or-later
/* value.c - rules about the values of options */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/rule.h"

/* Where a remark would begin, if the file had such remarks; or NULL. */
static const char *find_remark(const char *value)
{
	const char *at = value;

	while ((at = strchr(at, '#'))) {
		if (at > value && (at[-1] == ' ' || at[-1] == '\t'))
			return at;
		at++;
	}
	return *value == '#' ? value : NULL;
}

/* Rows of text that static.c reads as something stricter. */
static const struct option address_row = {
	.name = "address", .type = TYPE_PREFIX };

static bool is_static(const struct part *part)
{
	return !strcmp(part->iface->method, "static");
}

/* The sentence of what is wrong with a value, or NULL. */
static const char *netmask_problem(struct look *look, const struct part *part,
				   const char *text)
{
	bool is_inet6 = part->iface->family == FAMILY_INET6;
	uint8_t prefix;

	if (text_read_netmask(text, is_inet6 && !strchr(text, '.') ? AF_INET6 :
			      AF_INET, &prefix) == 0)
		return NULL;
	return arena_printf(look->arena, "\"%s\" is not a netmask (%s)", text,
			    is_inet6 ? "0 to 128 bits" :
			    "0 to 32 bits, or 255.255.255.0 and the like");
}

static const char *parse_problem(struct look *look, const struct option *row,
				 const char *text)
{
	const char *problem;
	struct value value;

	return option_parse(look->arena, row, text, &value, &problem) < 0 ?
		problem : NULL;
}

static const char *find_problem(struct look *look, const struct part *part,
				const struct entry *entry)
{
	const struct option *row = part_row(part, entry);
	const char *text = entry->value;

	if (!row || is_hook_line(entry))
		return NULL;
	if (!strcmp(row->name, "address"))
		row = is_static(part) ? &address_row : NULL;
	else if (!strcmp(row->name, "netmask"))
		return is_static(part) ?
			netmask_problem(look, part, text) : NULL;
	else if (!strcmp(row->name, "broadcast"))
		row = is_static(part) && strcmp(text, "+") &&
			strcmp(text, "-") ? &address_row : NULL;
	else if (!strcmp(row->name, "hwaddress"))
		text = job_hardware_address(text);
	if (!row || (row->type == TYPE_MAC && !strcmp(text, "random")))
		return NULL;
	return parse_problem(look, row, text);
}

static void bad_value(struct look *look, const struct rule *rule,
		      struct part *part, const struct entry *entry)
{
	const char *problem = find_problem(look, part, entry);

	if (problem)
		find(look, rule, at_value(part, entry),
		     find_remark(entry->value) ?
		     "\"#\" starts a remark only as the first of its line" :
		     NULL, "%s: %s", entry->name, problem);
}

/* A text for people, or one that may have any sign in it. */
static bool is_free_text(const char *name, const struct option *row)
{
	static const char *const starts[] = { "wpa-", "wpa_", "wireless", "ovs",
					      "ucarp", "alias" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(name, starts[i], strlen(starts[i])))
			return true;
	return row && row->type == TYPE_TEXT && row->place == PLACE_LINK;
}

static void comment_in_value(struct look *look, const struct rule *rule,
			     struct part *part, const struct entry *entry)
{
	const char *remark = find_remark(entry->value);

	if (!remark || is_hook_line(entry) ||
	    is_free_text(entry->name, part_row(part, entry)) ||
	    find_problem(look, part, entry))
		return;
	find(look, rule, at_word(part, entry, remark, strlen(remark)),
	     "put the remark on a line of its own",
	     "\"%s\" is part of the value", remark);
}

/* auto a #b: all words are names. */
static void comment_in_list(struct look *look, const struct rule *rule)
{
	const struct model *model = look->lint->model;

	for (size_t i = 0; i < model->file_count; i++)
		for (const struct stanza *s = model->files[i]->first; s;
		     s = s->next) {
			struct place place = {
				.file = model->files[i], .stanza = s };
			struct finding at;

			if (s->kind != STANZA_AUTO || !find_remark(s->words))
				continue;
			at = at_list(look, &place, NULL);
			at.token = find_remark(at.token);
			at.length = strlen(at.token);
			find(look, rule, at,
			     "put the remark on a line of its own",
			     "\"%s\" is taken for names of interfaces",
			     at.token);
		}
}

/* Options given twice */

struct given {
	const struct option *row;
	const struct entry *entry;
};

static int compare_given(const void *a, const void *b)
{
	const struct given *one = a, *two = b;

	if (one->row != two->row)
		return one->row < two->row ? -1 : 1;
	return one->entry < two->entry ? -1 : one->entry > two->entry;
}

static bool is_single(const struct option *row)
{
	return row && !(row->flags & OPTION_REPEATS) &&
		row->type != TYPE_NAMES && row->type != TYPE_RANGES &&
		row->type != TYPE_PER_PORT && row->type != TYPE_ADDRESSES;
}

/* ifupdown2 has one for each address before it. */
static bool is_of_address(const struct option *row)
{
	return !strcmp(row->name, "netmask") ||
		!strcmp(row->name, "broadcast") ||
		!strcmp(row->name, "gateway") || !strcmp(row->name, "scope") ||
		!strcmp(row->name, "pointopoint") ||
		!strcmp(row->name, "preferred-lifetime");
}

static struct given *collect(struct look *look, const struct part *part,
			     size_t *ret_count)
{
	struct given *list = ARENA_ARRAY(look->arena, part->count - part->own,
					 struct given);
	unsigned addresses = 0;

	*ret_count = 0;
	for (size_t i = part->own; i < part->count; i++) {
		const struct entry *entry = &part->entries[i];

		addresses += !strcmp(entry->name, "address");
		if (is_single(part->rows[i]) &&
		    !(addresses > 1 && is_of_address(part->rows[i])))
			list[(*ret_count)++] = (struct given){ part->rows[i],
							       entry };
	}
	return list;
}

static void option_twice(struct look *look, const struct rule *rule,
			 struct part *part)
{
	size_t count;
	struct given *list = collect(look, part, &count);

	if (count > 1)
		qsort(list, count, sizeof(*list), compare_given);
	for (size_t i = 1; i < count; i++)
		if (list[i].row == list[i - 1].row)
			find(look, rule, at_option(part, list[i].entry),
			     "keep one of them; hooks see both",
			     "%s stands at %s already, the last one counts",
			     list[i].entry->name,
			     where(look, part, list[i - 1].entry));
}

/* What a stanza says again of what it inherits */

static const struct entry *find_inherited(const struct part *part, size_t own)
{
	for (size_t i = 0; i < part->own; i++)
		if (part->rows[i] == part->rows[own])
			return &part->entries[i];
	return NULL;
}

static void inherited_too(struct look *look, const struct rule *rule,
			  struct part *part)
{
	for (size_t i = part->own; part->own && i < part->count; i++) {
		const struct entry *entry = &part->entries[i], *first;

		if (!part->rows[i] || is_hook_line(entry))
			continue;
		first = find_inherited(part, i);
		if (!first)
			continue;
		if (is_single(part->rows[i]))
			find(look, rule, at_option(part, entry),
			     "nothing replaces what is inherited: hooks and "
			     "ifupdown see both",
			     "%s is inherited from %s (%s) as well",
			     entry->name, part->iface->parent->name,
			     where(look, part, first));
		else
			find(look, rule, at_option(part, entry),
			     "nothing replaces what is inherited",
			     "the %s inherited from %s (%s) stays beside this "
			     "one", entry->name, part->iface->parent->name,
			     where(look, part, first));
	}
}

const struct rule lint_value[] = {
	{ "bad-value", DIAG_ERROR,
	  "a value that its option does not take", .option = bad_value },
	{ "comment-in-value", DIAG_WARNING,
	  "a value that ends in what looks like a remark, but is part of it",
	  .option = comment_in_value },
	{ "comment-in-list", DIAG_WARNING,
	  "a remark on an auto or allow- line, whose words are taken for names",
	  .all = comment_in_list },
	{ "option-twice", DIAG_WARNING,
	  "an option of one value that is given twice in a stanza",
	  .stanza = option_twice },
	{ "inherited-too", DIAG_WARNING,
	  "an option that is inherited and given again: both are kept",
	  .stanza = inherited_too },
	{ .code = NULL },
};
