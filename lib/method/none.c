// SPDX-License-Identifier: LGPL-2.1-or-later
/* none.c - hooks alone: of the family meta, as what --all runs */
#include "lib/method.h"

static const struct method_row nothing[] = {
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_META, .up = nothing, .down = nothing },
	{ .family = FAMILY_NONE },
};

const struct method method_none = {
	.name = "none",
	.families = families,
};
