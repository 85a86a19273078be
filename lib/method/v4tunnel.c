// SPDX-License-Identifier: LGPL-2.1-or-later
/* v4tunnel.c - IPv6 through IPv4 to one other end */
#include "lib/method.h"

static const struct method_default defaults[] = {
	{ "preferred-lifetime", "" },
	{ NULL, NULL },
};

static const struct method_row up[] = {
	LINE_PROBE,
	{ .classic = "ip tunnel add <iface> mode sit remote <endpoint> "
		     "{local <local>}        {ttl <ttl>}",
	  .make = row_add_tunnel },
	LINE_TUNNEL_UP,
	{ .classic = "{ ip addr add <address>{/<netmask>} dev <iface> "
		     "{preferred_lft <preferred-lifetime>} }",
	  .make = row_add_tunnel_address },
	{ .classic = "{ ip route add <gateway> dev <iface> }",
	  .make = row_add_gateway_route },
	{ .classic = "{ ip route add ::/0 via <gateway> {metric <metric>} "
		     "dev <iface> onlink }", .make = row_add_default_route },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "ip tunnel del <iface>", .make = row_delete_tunnel },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET6, .options = V4TUNNEL_OPTIONS,
	  .defaults = defaults, .convert = convert_lifetime,
	  .up = up, .down = down, .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_v4tunnel = {
	.name = "v4tunnel",
	.families = families,
};
