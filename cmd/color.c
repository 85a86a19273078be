// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * color.c - colours, for people at a terminal
 *
 * They never say anything that words do not.
 */
#include "cmd/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sequences[] = {
	[COLOR_GOOD] = "\033[32m", [COLOR_DOUBTFUL] = "\033[33m",
	[COLOR_BAD] = "\033[31m", [COLOR_NAME] = "\033[1m",
};

enum color color_choose(enum color asked)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (asked != COLOR_AUTO)
		return asked;
	return !(none && *none) && terminal && strcmp(terminal, "dumb") != 0 &&
		isatty(STDOUT_FILENO) ? COLOR_ALWAYS : COLOR_NEVER;
}

bool color_is_on(const struct call *call)
{
	return call->color == COLOR_ALWAYS;
}

const char *color_start(const struct call *call, enum color_role role)
{
	return sequences[role] && color_is_on(call) ? sequences[role] : "";
}

const char *color_end(const struct call *call, enum color_role role)
{
	return sequences[role] && color_is_on(call) ? "\033[0m" : "";
}
