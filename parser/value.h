/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* value.h - the readers of values, one for each type of option.h */
#ifndef IFPLAN_VALUE_H
#define IFPLAN_VALUE_H

#include "option.h"

/* Where the sentence goes when a value is not what the row wants. */
struct problem {
	struct arena *arena;
	const char **ret;
};

/* 0, or -EINVAL and a problem. */
typedef int value_parser(const struct problem *problem,
			 const struct option *row, const char *text,
			 struct value *value);

value_parser value_parse_text, value_parse_bool, value_parse_uint,
	value_parse_time, value_parse_choice, value_parse_address,
	value_parse_prefix, value_parse_addresses, value_parse_mac,
	value_parse_name, value_parse_names, value_parse_per_port,
	value_parse_ranges;

static inline uint32_t value_scale(const struct option *row)
{
	return row->scale ? row->scale : 1;
}

#endif
