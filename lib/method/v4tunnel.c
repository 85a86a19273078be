// SPDX-License-Identifier: LGPL-2.1-or-later
/* v4tunnel.c - IPv6 through IPv4 to one other end: shown, not yet set up */
#include "lib/method.h"

static const struct method_default defaults[] = {
	{ "preferred-lifetime", "" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET6, .defaults = defaults,
	  .convert = convert_lifetime },
	{ .family = FAMILY_NONE },
};

const struct method method_v4tunnel = {
	.name = "v4tunnel",
	.families = families,
};
