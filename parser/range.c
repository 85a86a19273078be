// SPDX-License-Identifier: LGPL-2.1-or-later
/* range.c - eth[1-4]: one word for several interfaces */
#include "parser/range.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "parser/arena.h"

#define DIGITS "0123456789"
#define DIGITS_MAX 10		/* a name of more is too long */

static bool read_number(const char **at, char end, uint64_t *ret)
{
	size_t length = strspn(*at, DIGITS);

	if (!length || length > DIGITS_MAX || (*at)[length] != end)
		return false;
	*ret = strtoull(*at, NULL, 10);
	*at += length + 1;
	return true;
}

bool range_read(const char *word, struct range *ret)
{
	struct range range = { .word = word, .before = strcspn(word, "[=") };
	const char *at = word + range.before;

	if (*at++ != '[' || strchr(word, '/') ||
	    !read_number(&at, '-', &range.first) ||
	    !read_number(&at, ']', &range.last))
		return false;
	range.after = at;
	*ret = range;
	return true;
}

const char *range_problem(const struct range *range)
{
	if (range->first > range->last)
		return "its first number is above its last";
	if (range->last - range->first >= RANGE_MAX)
		return "it stands for more than 4096 names";
	return NULL;
}

const char *range_name(struct arena *arena, const struct range *range,
		       uint64_t number)
{
	return arena_printf(arena, "%.*s%" PRIu64 "%s", (int)range->before,
			    range->word, number, range->after);
}
