// SPDX-License-Identifier: LGPL-2.1-or-later
/* 6to4.c - IPv6 through the IPv4 internet, by the local address: shown, not yet set up */
#include "lib/method.h"

static const struct method_default defaults[] = {
	{ "preferred-lifetime", "" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET6, .defaults = defaults,
	  .convert = convert_6to4 },
	{ .family = FAMILY_NONE },
};

const struct method method_6to4 = {
	.name = "6to4",
	.families = families,
};
