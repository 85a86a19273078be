// SPDX-License-Identifier: LGPL-2.1-or-later
/* ipx.c - a network with a number, which Linux has no more: refused */
#include "lib/method.h"

static const struct method_row up[] = {
	{ .classic = "ipx_interface add <iface> <frame> <netnum>",
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

const struct method method_ipx = {
	.name = "static",
	.families = families,
};
