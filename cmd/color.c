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

bool color_is_on(const struct call *call)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (call->color != COLOR_AUTO)
		return call->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(none && *none) && terminal &&
		strcmp(terminal, "dumb") != 0;
}

const char *color_start(const struct call *call, enum color_role role)
{
	return sequences[role] && color_is_on(call) ? sequences[role] : "";
}

const char *color_end(const struct call *call, enum color_role role)
{
	return sequences[role] && color_is_on(call) ? "\033[0m" : "";
}
