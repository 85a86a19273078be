// SPDX-License-Identifier: LGPL-2.1-or-later
/* 6to4.c - IPv6 through the IPv4 internet, by the local address */
#include "lib/method.h"

static const struct method_default defaults[] = {
	{ "preferred-lifetime", "" },
	{ NULL, NULL },
};

static const struct method_row up[] = {
	LINE_PROBE,
	{ .classic = "ip tunnel add <iface> mode sit remote any "
		     "local <local>        {ttl <ttl>}",
	  .make = row_add_tunnel },
	LINE_TUNNEL_UP,
	{ .classic = "ip addr add 2002:<hexaddress>::1/16 dev <iface> "
		     "{preferred_lft <preferred-lifetime>}",
	  .make = row_add_tunnel_address },
	{ .classic = "ip route add 2000::/3 via ::192.88.99.1 "
		     "{metric <metric>} dev <iface>",
	  .make = row_add_relay_route },
	{ .classic = NULL },
};

/* Its routes go with it. */
static const struct method_row down[] = {
	{ .classic = "ip -6 route flush dev <iface>" },
	{ .classic = "ip link set dev <iface> down", .make = row_link_down },
	{ .classic = "ip tunnel del <iface>", .make = row_delete_tunnel },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET6, .options = SIXTOFOUR_OPTIONS,
	  .defaults = defaults, .convert = convert_6to4,
	  .up = up, .down = down, .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_6to4 = {
	.name = "6to4",
	.families = families,
};
