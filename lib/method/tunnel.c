// SPDX-License-Identifier: LGPL-2.1-or-later
/* tunnel.c - a tunnel with addresses: GRE, IPIP and SIT, and those in IPv6 */
#include <strings.h>

#include "lib/method.h"

#define ENDS "mode <mode> remote <endpoint> {local <local>}        {ttl <ttl>}"
#define ADDRESS "addr add <address>/<netmask> dev <iface> {peer <dstaddr>}"
#define VIA "via <gateway> {metric <metric>} dev <iface> onlink"

static bool is_four(const struct ifplan_plan *plan, const struct job *job)
{
	const char *mode = job_value(job, "mode");

	(void)plan;
	return mode && !strcasecmp(mode, "ipip6");
}

static bool is_six(const struct ifplan_plan *plan, const struct job *job)
{
	return !is_four(plan, job);
}

static const struct method_row up_inet[] = {
	{ .classic = "ip tunnel add <iface> " ENDS, .make = row_add_tunnel },
	LINE_TUNNEL_UP,
	{ .classic = "ip " ADDRESS, .make = row_add_tunnel_address },
	{ .classic = "{ ip route add default " VIA " }",
	  .make = row_add_default_route },
	{ .classic = NULL },
};

static const struct method_row down_inet[] = {
	{ .classic = "ip tunnel del <iface>", .make = row_delete_tunnel },
	{ .classic = NULL },
};

static const struct method_row up_inet6[] = {
	{ .classic = "ip -6 tunnel add <iface> " ENDS
		     " {encaplimit <encaplimit>}", .make = row_add_tunnel },
	LINE_TUNNEL_UP,
	{ .classic = "{ip -4 " ADDRESS " }", .when = is_four,
	  .make = row_add_tunnel_address },
	{ .classic = "{ip -6 " ADDRESS " }", .when = is_six,
	  .make = row_add_tunnel_address },
	{ .classic = "{ip -4 route add 0.0.0.0/0 " VIA " }", .when = is_four,
	  .make = row_add_default_route },
	{ .classic = "{ip -6 route add ::/0 " VIA " }", .when = is_six,
	  .make = row_add_default_route },
	{ .classic = NULL },
};

static const struct method_row down_inet6[] = {
	{ .classic = "ip -6 tunnel del <iface>", .make = row_delete_tunnel },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = TUNNEL_OPTIONS, .up = up_inet,
	  .down = down_inet, .makes_link = true },
	{ .family = FAMILY_INET6, .options = TUNNEL6_OPTIONS, .up = up_inet6,
	  .down = down_inet6, .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_tunnel = {
	.name = "tunnel",
	.families = families,
};
