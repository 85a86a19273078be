/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * option.h - the option row: one line of a table says all about an option
 *
 * The parser knows types, ranges and spellings; what a row's attribute means
 * to the kernel is lib's business.  Parse, apply, check, diff, manual and
 * completion all read the same row.
 */
#ifndef IFPLAN_OPTION_H
#define IFPLAN_OPTION_H

#include "text.h"

enum option_type {
	TYPE_TEXT,		/* anything */
	TYPE_BOOL,		/* on/off, yes/no, true/false, 1/0, any case */
	TYPE_UINT,
	TYPE_TIME,		/* seconds, fractions allowed; number = seconds * scale */
	TYPE_CHOICE,		/* a word of choices, or its number */
	TYPE_ADDRESS,		/* IP without prefix */
	TYPE_PREFIX,		/* IP with or without prefix */
	TYPE_ADDRESSES,		/* blank-separated IPs */
	TYPE_MAC,
	TYPE_NAME,		/* an interface */
	TYPE_NAMES,		/* interfaces, none, all, regex */
	TYPE_PER_PORT,		/* PORT NUMBER [PORT NUMBER ...] */
	TYPE_RANGES,		/* VLAN ids: 2-4094, "10 20 30-40" */
	TYPE_COMMAND,		/* given to /bin/sh */
};

/* Where the value goes. */
enum option_place {
	PLACE_NONE,		/* read by code, or only by hooks */
	PLACE_LINK,		/* attribute of the link message */
	PLACE_INFO,		/* of IFLA_INFO_DATA: the kind's own */
	PLACE_PORT,		/* of IFLA_INFO_SLAVE_DATA, on each port */
	PLACE_SYSCTL,		/* a file; `file` is its path below /proc/sys/net */
};

enum option_wire {
	WIRE_NONE, WIRE_U8, WIRE_U16, WIRE_U32, WIRE_U64, WIRE_BE16, WIRE_BE32,
	WIRE_MAC, WIRE_STRING,
	WIRE_IFINDEX,		/* a name; sent as the index */
	WIRE_IP4_LIST,		/* nested, one u32 each */
	WIRE_IP6_LIST,		/* nested, 16 bytes each */
	WIRE_IP,		/* 4 or 16 bytes */
	WIRE_BITRATE,		/* of struct can_bittiming, the rest 0 */
	WIRE_MODE_BIT,		/* `scale` of struct can_ctrlmode */
	WIRE_U32_BIT,		/* `scale` of a u32; the kernel sets others */
};

enum option_flags {
	OPTION_REPEATS = 1,		/* several lines mean several values */
	OPTION_CREATES = 2,		/* makes the stanza a link of this kind */
	OPTION_NEEDS_DOWN = 4,		/* changed only while the link is down */
	OPTION_NEEDS_EMPTY = 8,		/* ... and without ports */
	OPTION_AT_CREATION = 16,	/* cannot change later */
	OPTION_AFTER_PORTS = 32,	/* set when the ports are in */
	OPTION_LOWER = 64,		/* names interfaces that must exist first */
	OPTION_ADDRESS = 128,		/* of an address, not of the link */
	OPTION_LOOKED_AT = 256,		/* may name a link to be looked at */
	OPTION_SPARE = 512,		/* a wrong value is left out, no more */
	OPTION_WAIT = 1024,		/* how long, on the way up: nothing stays */
};

struct option_choice {
	const char *word;
	uint64_t number;
};

/* A value that is usual in some modes of a link; they are words. */
struct option_usual {
	const char *value, *modes;
};

struct option {
	const char *name;		/* canonical, with '-' */
	const char *aliases;		/* other spellings, blank-separated; '_' for '-' needs none */
	const char *unit;		/* "seconds", "bytes", NULL */
	uint64_t min, max;		/* of the number in the user's unit; 0, 0: not checked */
	const struct option_choice *choices;	/* ends with word NULL */
	const struct option_choice *words;	/* beside numbers; or
						   addresses: a family's zero */
	const char *usual;		/* what a new link has anyway, several
					   words for several values; or NULL */
	const struct option_usual *usual_in;	/* another, in these; or NULL */
	const char *modes;		/* words of its link's mode in which it
					   counts; NULL: in all */
	const char *ip;			/* the word of ip(8) for it, or NULL */
	const char *file;		/* PLACE_SYSCTL: "ipv6/conf/%/accept_ra", % is the link */
	const char *help;		/* one sentence, no full stop */
	const char *attribute_name;	/* as kernel headers spell it, or NULL */
	uint32_t scale;			/* kernel units per user unit; 0 is 1 */
	uint16_t attribute, flags;
	uint8_t type, place, wire;
};

struct value {
	uint64_t number;		/* in kernel units: scaled */
	struct ip_address ip;
	uint8_t mac[6];
	const char *text;		/* as written, borrowed */
};

bool option_has_alias(const struct option *row, const char *name);
/* Is NAME the row's, or one of its other spellings? */
static inline bool option_has_name(const struct option *row, const char *name)
{
	return (*row->name == *name && text_same_option(row->name, name)) ||
		(row->aliases && option_has_alias(row, name));
}
/* One table of rows; ends with name NULL. */
const struct option *option_find(const struct option *rows, const char *name);

/*
 * Read TEXT as the row wants it.  0, or -EINVAL with a sentence in
 * *ret_problem (arena) such as `"1500x" is not a number (68 to 65535 bytes)`.
 */
int option_parse(struct arena *arena, const struct option *row,
		 const char *text, struct value *ret, const char **ret_problem);
/* The value in the words of the file; the opposite of option_parse. */
const char *option_format(struct arena *arena, const struct option *row,
			  const struct value *value);
/* The row nearest to NAME within edit distance 2, or NULL. */
const struct option *option_suggest(const struct option *rows, const char *name);

/*
 * The N-th pair of a TYPE_PER_PORT value: false after the last.  A problem
 * (odd word count, not a number) is found by option_parse.
 */
bool option_next_port_value(struct arena *arena, const char **rest,
			    const char **ret_port, uint64_t *ret_number);
/* The next id range of a TYPE_RANGES value; false after the last. */
bool option_next_range(const char **rest, uint16_t *ret_first,
		       uint16_t *ret_last);

#endif
