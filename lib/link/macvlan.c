// SPDX-License-Identifier: LGPL-2.1-or-later
/* macvlan.c - another hardware address on a link */
#include <linux/if_link.h>

#include "lib/link.h"
#include "lib/rows.h"

static const struct option_choice modes[] = {
	{ "private", MACVLAN_MODE_PRIVATE }, { "vepa", MACVLAN_MODE_VEPA },
	{ "bridge", MACVLAN_MODE_BRIDGE }, { "passthru", MACVLAN_MODE_PASSTHRU },
	{ NULL, 0 },
};

static const struct option rows[] = {
	ROW_LINK("macvlan-raw-device", LINK, IFLA_LINK, "link",
		 "the link that carries the address",
		 .flags = OPTION_CREATES | OPTION_LOWER | OPTION_AT_CREATION),
	ROW_CHOICE("macvlan-mode", U32, INFO, IFLA_MACVLAN_MODE, "mode", modes,
		   "whom the link talks to", .usual = "vepa"),
	{ .name = NULL },
};

const struct link_kind link_macvlan = {
	.name = "macvlan",
	.telling = "macvlan-mode",
	.options = rows,
};
