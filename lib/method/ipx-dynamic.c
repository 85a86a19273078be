// SPDX-License-Identifier: LGPL-2.1-or-later
/* ipx-dynamic.c - as ipx.c, the number being asked for */
#include "lib/method.h"

static const struct method_row up[] = {
	{ .classic = "ipx_interface add <iface> <frame>",
	  .make = row_refuse_ipx },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "ipx_interface del <iface> <frame>" },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_IPX, .up = up, .down = down, .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_ipx_dynamic = {
	.name = "dynamic",
	.families = families,
};
