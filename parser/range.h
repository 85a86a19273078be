/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * range.h - eth[1-4]: one word for several interfaces, as in ifupdown2
 *
 *	eth[1-3].100	eth1.100 eth2.100 eth3.100
 *
 * Numbers are written without zeros before them.  What has another form, or
 * stands behind a `=` or together with a `/`, is a name or a pattern.
 */
#ifndef IFPLAN_RANGE_H
#define IFPLAN_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define RANGE_MAX 4096		/* names of one word */

struct range {
	const char *word;
	size_t before;		/* bytes of the word before the bracket */
	uint64_t first, last;
	const char *after;	/* the bracket */
};

/* Is it of that form?  Its numbers may make no sense. */
bool range_read(const char *word, struct range *ret);
/* Why it stands for no names, or NULL. */
const char *range_problem(const struct range *range);
/* The name with that number. */
const char *range_name(struct arena *arena, const struct range *range,
		       uint64_t number);

#endif
