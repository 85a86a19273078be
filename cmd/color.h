/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* color.h - colours of what goes to stdout */
#ifndef IFPLAN_CMD_COLOR_H
#define IFPLAN_CMD_COLOR_H

#include "cmd/cmd.h"

enum color_role {
	COLOR_PLAIN, COLOR_GOOD, COLOR_DOUBTFUL, COLOR_BAD, COLOR_NAME,
};

/* Not auto: what the terminal and NO_COLOR say. */
enum color color_choose(enum color asked);
bool color_is_on(const struct call *call);
/* What to print before and after; "" when there are no colours. */
const char *color_start(const struct call *call, enum color_role role);
const char *color_end(const struct call *call, enum color_role role);

#endif
