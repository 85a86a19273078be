// SPDX-License-Identifier: LGPL-2.1-or-later
/* ipv4ll.c - an address that nobody gives, by avahi-autoipd(8) */
#include "lib/method.h"

static const struct method_row up[] = {
	{ .classic = "avahi-autoipd -D <iface>", .make = row_run_program },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "avahi-autoipd --kill <iface>", .make = row_run_program },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .up = up, .down = down,
	  .is_program = true },
	{ .family = FAMILY_NONE },
};

const struct method method_ipv4ll = {
	.name = "ipv4ll",
	.families = families,
};
