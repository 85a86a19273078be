/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* option.c - look up option rows; the types with their readers and printers */
#include <inttypes.h>
#include <string.h>

#include "parser/value.h"

#define SUGGEST_DISTANCE 2
#define NANO 1000000000u

/* Look-up */

bool option_has_alias(const struct option *row, const char *name)
{
	const char *aliases = row->aliases, *word;
	size_t length;

	while (text_next_word(&aliases, &word, &length)) {
		size_t same = 0;

		while (same < length && (word[same] == name[same] ||
		       (word[same] == '-' && name[same] == '_') ||
		       (word[same] == '_' && name[same] == '-')))
			same++;
		if (same == length && !name[same])
			return true;
	}
	return false;
}

const struct option *option_find(const struct option *rows, const char *name)
{
	for (const struct option *row = rows; row->name; row++)
		if (option_has_name(row, name))
			return row;
	return NULL;
}

const struct option *option_suggest(const struct option *rows,
				    const char *name)
{
	const struct option *best = NULL;
	unsigned limit = strlen(name) > 3 ? SUGGEST_DISTANCE : 1;
	unsigned nearest = limit + 1;

	for (const struct option *row = rows; row->name; row++) {
		unsigned distance = text_distance(row->name, name, limit);

		if (distance < nearest) {
			nearest = distance;
			best = row;
		}
	}
	return best;
}

/* Printing.  Types without a printer keep the words of the file. */

static const char *format_uint(struct arena *arena, const struct option *row,
			       const struct value *value)
{
	return arena_printf(arena, "%" PRIu64,
			    value->number / value_scale(row));
}

/* Seconds with as many decimals as it takes to read the same back. */
static const char *format_time(struct arena *arena, const struct option *row,
			       const struct value *value)
{
	uint64_t scale = value_scale(row);
	uint64_t rest = value->number % scale;
	uint64_t billionths = (rest * NANO + scale / 2) / scale;
	int decimals = 9;

	if (!rest)
		return format_uint(arena, row, value);
	for (; billionths && billionths % 10 == 0; decimals--)
		billionths /= 10;
	return arena_printf(arena, "%" PRIu64 ".%0*" PRIu64,
			    value->number / scale, decimals, billionths);
}

static const char *format_bool(struct arena *arena, const struct option *row,
			       const struct value *value)
{
	(void)arena;
	(void)row;
	return value->number ? "on" : "off";
}

static const char *format_choice(struct arena *arena,
				 const struct option *row,
				 const struct value *value)
{
	for (const struct option_choice *c = row->choices; c->word; c++)
		if (c->number == value->number)
			return c->word;
	return arena_printf(arena, "%" PRIu64, value->number);
}

static const char *format_address(struct arena *arena,
				  const struct option *row,
				  const struct value *value)
{
	char address[46];

	(void)row;
	return arena_strdup(arena, text_print_address(&value->ip, address));
}

static const char *format_prefix(struct arena *arena,
				 const struct option *row,
				 const struct value *value)
{
	const char *address = format_address(arena, row, value);

	if (!value->ip.has_prefix)
		return address;
	return arena_printf(arena, "%s/%u", address, value->ip.prefix);
}

static const char *format_mac(struct arena *arena, const struct option *row,
			      const struct value *value)
{
	const uint8_t *mac = value->mac;

	(void)row;
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x",
			    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static const char *format_text(struct arena *arena, const struct option *row,
			       const struct value *value)
{
	(void)arena;
	(void)row;
	return value->text ? value->text : "";
}

/* The types */

static const struct type {
	value_parser *parse;
	const char *(*format)(struct arena *arena, const struct option *row,
			      const struct value *value);
} types[] = {
	[TYPE_TEXT]      = { value_parse_text,      format_text },
	[TYPE_BOOL]      = { value_parse_bool,      format_bool },
	[TYPE_UINT]      = { value_parse_uint,      format_uint },
	[TYPE_TIME]      = { value_parse_time,      format_time },
	[TYPE_CHOICE]    = { value_parse_choice,    format_choice },
	[TYPE_ADDRESS]   = { value_parse_address,   format_address },
	[TYPE_PREFIX]    = { value_parse_prefix,    format_prefix },
	[TYPE_ADDRESSES] = { value_parse_addresses, format_text },
	[TYPE_MAC]       = { value_parse_mac,       format_mac },
	[TYPE_NAME]      = { value_parse_name,      format_text },
	[TYPE_NAMES]     = { value_parse_names,     format_text },
	[TYPE_PER_PORT]  = { value_parse_per_port,  format_text },
	[TYPE_RANGES]    = { value_parse_ranges,    format_text },
	[TYPE_COMMAND]   = { value_parse_text,      format_text },
};

int option_parse(struct arena *arena, const struct option *row,
		 const char *text, struct value *ret, const char **ret_problem)
{
	const struct problem problem = { arena, ret_problem };
	struct value value = { .text = text };
	int r;

	r = types[row->type].parse(&problem, row, text, &value);
	if (r < 0)
		return r;
	*ret = value;
	return 0;
}

const char *option_format(struct arena *arena, const struct option *row,
			  const struct value *value)
{
	return types[row->type].format(arena, row, value);
}
