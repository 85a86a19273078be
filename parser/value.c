/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* value.c - read values as the type of their row wants them */
#include <errno.h>
#include <inttypes.h>
#include <regex.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "parser/value.h"

#define VLAN_MIN 1
#define VLAN_MAX 4094

/* Problems */

/* " (68 to 65535 bytes)", or nothing for a row without range and unit. */
static const char *print_range(struct arena *arena, const struct option *row)
{
	const char *unit = row->unit ? row->unit : "";
	const char *gap = row->unit ? " " : "";

	if (row->min == 0 && row->max == 0)
		return row->unit ? arena_printf(arena, " (%s)", unit) : "";
	return arena_printf(arena, " (%" PRIu64 " to %" PRIu64 "%s%s)",
			    row->min, row->max, gap, unit);
}

static const char *print_choices(struct arena *arena,
				 const struct option_choice *choices)
{
	struct text text = { .arena = arena };

	for (; choices->word; choices++)
		text_add(&text, "%s%s", text.length ? ", " : "",
			 choices->word);
	return text.at ? text.at : "nothing";
}

static int explain(const struct problem *problem, const char *word,
		   size_t length, const char *what, const char *more)
{
	*problem->ret = arena_printf(problem->arena, "\"%.*s\" %s%s",
				     (int)length, word, what, more);
	return -EINVAL;
}

/* Numbers */

static bool has_range(const struct option *row)
{
	return row->min || row->max;
}

static int check_number(const struct option *row, uint64_t number)
{
	if (has_range(row) && (number < row->min || number > row->max))
		return -ERANGE;
	return 0;
}

static int read_uint(const struct option *row, const char *text,
		     uint64_t *ret)
{
	uint64_t number;
	int r;

	r = text_read_number(text, &number);
	if (r == 0)
		r = check_number(row, number);
	if (r < 0)
		return r;
	if (__builtin_mul_overflow(number, (uint64_t)value_scale(row), ret))
		return -ERANGE;
	return 0;
}

/* A range in seconds becomes one in kernel units, unless that overflows. */
static int read_time(const struct option *row, const char *text,
		     uint64_t *ret)
{
	uint64_t number, min, max;
	int r;

	r = text_read_time(text, value_scale(row), &number);
	if (r < 0)
		return r;
	if (has_range(row)) {
		if (__builtin_mul_overflow(row->min, value_scale(row), &min))
			min = UINT64_MAX;
		if (__builtin_mul_overflow(row->max, value_scale(row), &max))
			max = UINT64_MAX;
		if (number < min || number > max)
			return -ERANGE;
	}
	*ret = number;
	return 0;
}

static int read_word(const struct option_choice *words, const char *text,
		     uint64_t *ret)
{
	for (const struct option_choice *c = words; c && c->word; c++)
		if (strcasecmp(c->word, text) == 0) {
			*ret = c->number;
			return 0;
		}
	return -EINVAL;
}

static int read_bool(const char *text, uint64_t *ret)
{
	static const struct option_choice words[] = {
		{ "on", 1 }, { "yes", 1 }, { "true", 1 }, { "1", 1 },
		{ "off", 0 }, { "no", 0 }, { "false", 0 }, { "0", 0 },
		{ NULL, 0 },
	};

	return read_word(words, text, ret);
}

/* The word, or the number that the kernel has for it. */
static int read_choice(const struct option_choice *choices, const char *text,
		       uint64_t *ret)
{
	uint64_t number;

	if (read_word(choices, text, ret) == 0)
		return 0;
	if (text_read_number(text, &number) == 0)
		for (const struct option_choice *c = choices; c->word; c++)
			if (c->number == number) {
				*ret = number;
				return 0;
			}
	return -EINVAL;
}

int value_parse_uint(const struct problem *problem, const struct option *row,
		     const char *text, struct value *value)
{
	int r = read_uint(row, text, &value->number);

	if (r == 0 || read_word(row->words, text, &value->number) == 0)
		return 0;
	return explain(problem, text, strlen(text), r == -ERANGE ?
		       "is out of range" : "is not a number",
		       print_range(problem->arena, row));
}

int value_parse_time(const struct problem *problem, const struct option *row,
		     const char *text, struct value *value)
{
	int r = read_time(row, text, &value->number);

	if (r == 0)
		return 0;
	return explain(problem, text, strlen(text), r == -ERANGE ?
		       "is out of range" : "is not a time",
		       print_range(problem->arena, row));
}

int value_parse_bool(const struct problem *problem, const struct option *row,
		     const char *text, struct value *value)
{
	(void)row;
	if (read_bool(text, &value->number) == 0)
		return 0;
	return explain(problem, text, strlen(text),
		       "is not on or off (nor yes, no, true, false, 1, 0)", "");
}

int value_parse_choice(const struct problem *problem,
		       const struct option *row, const char *text,
		       struct value *value)
{
	if (read_choice(row->choices, text, &value->number) == 0)
		return 0;
	return explain(problem, text, strlen(text), "is not one of ",
		       print_choices(problem->arena, row->choices));
}

/* Addresses */

static const char *address_fault(int error, const char *text)
{
	if (error != -ERANGE)
		return "is not an IP address";
	return strchr(text, ':') ? "has a prefix over 128" :
		"has a prefix over 32";
}

int value_parse_prefix(const struct problem *problem,
		       const struct option *row, const char *text,
		       struct value *value)
{
	int r = text_read_address(text, &value->ip);

	(void)row;
	if (r == 0)
		return 0;
	return explain(problem, text, strlen(text), address_fault(r, text),
		       "");
}

int value_parse_address(const struct problem *problem,
			const struct option *row, const char *text,
			struct value *value)
{
	uint64_t family;
	int r;

	if (read_word(row->words, text, &family) == 0)
		return text_read_address(family == AF_INET ? "0.0.0.0" : "::",
					 &value->ip);
	r = value_parse_prefix(problem, row, text, value);
	if (r < 0 || !value->ip.has_prefix)
		return r;
	return explain(problem, text, strlen(text),
		       "has a prefix: only the address goes here", "");
}

int value_parse_addresses(const struct problem *problem,
			  const struct option *row, const char *text,
			  struct value *value)
{
	const char **words = text_words(problem->arena, text, NULL);

	for (; *words; words++) {
		int r = value_parse_address(problem, row, *words, value);

		if (r < 0)
			return r;
	}
	return 0;
}

int value_parse_mac(const struct problem *problem, const struct option *row,
		    const char *text, struct value *value)
{
	const char *mac = text;

	(void)row;
	if (strncasecmp(mac, "ether", 5) == 0 && text_is_blank(mac[5]))
		for (mac += 5; text_is_blank(*mac); )
			mac++;
	if (text_read_mac(mac, value->mac) == 0)
		return 0;
	return explain(problem, text, strlen(text),
		       "is not a hardware address (00:11:22:33:44:55)", "");
}

/* Names */

static const char not_a_name[] = "is not an interface name (1 to 15 bytes, "
	"without blanks, \"/\" and \":\")";

int value_parse_name(const struct problem *problem, const struct option *row,
		     const char *text, struct value *value)
{
	(void)row;
	(void)value;
	if (text_is_link_name(text))
		return 0;
	return explain(problem, text, strlen(text), not_a_name, "");
}

static int parse_regex(const struct problem *problem, const char *text)
{
	regex_t regex;
	char reason[80];
	int r = regcomp(&regex, text, REG_EXTENDED | REG_NOSUB);

	if (r == 0) {
		regfree(&regex);
		return 0;
	}
	(void)regerror(r, &regex, reason, sizeof(reason));
	return explain(problem, text, strlen(text), "is no pattern: ", reason);
}

/* After `regex` come patterns, as in bridge-ports. */
int value_parse_names(const struct problem *problem, const struct option *row,
		      const char *text, struct value *value)
{
	const char **words = text_words(problem->arena, text, NULL);
	bool is_pattern = false;

	for (; *words; words++) {
		int r;

		if (strcmp(*words, "regex") == 0) {
			is_pattern = true;
		} else if (strcmp(*words, "noregex") == 0) {
			is_pattern = false;
		} else {
			r = is_pattern ? parse_regex(problem, *words) :
				value_parse_name(problem, row, *words, value);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* Lists */

/* `port 5` or, as ifupdown2 has it, `port=5`. */
static bool next_pair(const char **rest, const char **port,
		      size_t *port_length, const char **number,
		      size_t *number_length)
{
	const char *equals;

	*number = "";
	*number_length = 0;
	if (!text_next_word(rest, port, port_length))
		return false;
	equals = memchr(*port, '=', *port_length);
	if (equals) {
		*number = equals + 1;
		*number_length = (size_t)(*port + *port_length - *number);
		*port_length = (size_t)(equals - *port);
	} else {
		(void)text_next_word(rest, number, number_length);
	}
	return true;
}

static int read_port_number(const char *word, uint64_t *ret)
{
	int r = text_read_number(word, ret);

	return r == -EINVAL ? read_bool(word, ret) : r;
}

bool option_next_port_value(struct arena *arena, const char **rest,
			    const char **ret_port, uint64_t *ret_number)
{
	const char *port, *number;
	size_t port_length, number_length;
	uint64_t read;

	if (!next_pair(rest, &port, &port_length, &number, &number_length))
		return false;
	number = arena_strndup(arena, number, number_length);
	if (read_port_number(number, &read) < 0)
		return false;
	*ret_port = arena_strndup(arena, port, port_length);
	*ret_number = read;
	return true;
}

int value_parse_per_port(const struct problem *problem,
			 const struct option *row, const char *text,
			 struct value *value)
{
	const char *port, *word, *rest = text;
	size_t port_length, length;

	while (next_pair(&rest, &port, &port_length, &word, &length)) {
		const char *number = arena_strndup(problem->arena, word,
						   length);
		int r;

		if (!length)
			return explain(problem, port, port_length,
				       "is a port without a number",
				       print_range(problem->arena, row));
		r = read_port_number(number, &value->number);
		if (r == 0)
			r = check_number(row, value->number);
		if (r < 0)
			return explain(problem, word, length, r == -ERANGE ?
				       "is out of range" : "is not a number",
				       print_range(problem->arena, row));
	}
	return 0;
}

static bool is_separator(char c)
{
	return text_is_blank(c) || c == ',';
}

static bool read_id(const char **at, uint16_t *ret)
{
	unsigned id = 0;
	bool has_digit = false;

	for (; **at >= '0' && **at <= '9'; ++*at) {
		id = id * 10 + (unsigned)(**at - '0');
		if (id > VLAN_MAX)
			return false;
		has_digit = true;
	}
	*ret = (uint16_t)id;
	return has_digit && id >= VLAN_MIN;
}

bool option_next_range(const char **rest, uint16_t *ret_first,
		       uint16_t *ret_last)
{
	const char *at = *rest;
	uint16_t first, last;

	while (is_separator(*at))
		at++;
	if (!read_id(&at, &first))
		return false;
	last = first;
	if (*at == '-') {
		at++;
		if (!read_id(&at, &last) || last < first)
			return false;
	}
	if (*at && !is_separator(*at))
		return false;
	*rest = at;
	*ret_first = first;
	*ret_last = last;
	return true;
}

int value_parse_ranges(const struct problem *problem,
		       const struct option *row, const char *text,
		       struct value *value)
{
	const char *rest = text, *end;
	uint16_t first, last;

	(void)row;
	(void)value;
	while (option_next_range(&rest, &first, &last))
		;
	while (is_separator(*rest))
		rest++;
	if (!*rest)
		return 0;
	for (end = rest; *end && !is_separator(*end); )
		end++;
	return explain(problem, rest, (size_t)(end - rest),
		       "is not a VLAN id or range of them (1 to 4094)", "");
}

int value_parse_text(const struct problem *problem, const struct option *row,
		     const char *text, struct value *value)
{
	(void)problem;
	(void)row;
	(void)text;
	(void)value;
	return 0;
}
