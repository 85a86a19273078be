// SPDX-License-Identifier: LGPL-2.1-or-later
/* manual.c - a link that is only up; hooks do the rest */
#include "lib/method.h"

/* ifdown -a leaves a manual IPv4 link up, and an IPv6 one not ... */
static bool goes_down(const struct ifplan_plan *plan, const struct job *job)
{
	return !plan->is_all && is_plain(plan, job);
}

/* ... where an alias or a VLAN goes down with its name alone. */
static bool goes_down6(const struct ifplan_plan *plan, const struct job *job)
{
	return !plan->is_all || is_plain(plan, job);
}

#define UP \
	{ .classic = "ip link set dev <iface> up 2>/dev/null || true", \
	  .make = row_link_up_softly }
#define DOWN "ip link set dev <iface> down 2>/dev/null || true"

static const struct method_row up_inet[] = {
	{ .classic = "{ip link set dev <iface> mtu <mtu>}",
	  .make = row_set_option, .option = "mtu" },
	LINE_HWADDRESS,
	LINE_READY_PORT,
	UP,
	{ .classic = NULL },
};

static const struct method_row up_inet6[] = {
	LINE_MTU6,
	LINE_HWADDRESS,
	LINE_READY_PORT,
	UP,
	{ .classic = NULL },
};

static const struct method_row down_inet[] = {
	{ .classic = "ip -4 addr flush dev <iface> 2>/dev/null || true",
	  .when = is_plain, .make = row_flush_inet },
	{ .classic = DOWN, .when = goes_down, .make = row_link_down },
	{ .classic = NULL },
};

static const struct method_row down_inet6[] = {
	{ .classic = "ip -6 addr flush dev <iface> 2>/dev/null || true",
	  .when = is_plain, .make = row_flush_inet6 },
	{ .classic = DOWN, .when = goes_down6, .make = row_link_down },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .convert = convert_hwaddress,
	  .up = up_inet, .down = down_inet },
	{ .family = FAMILY_INET6, .convert = convert_hwaddress,
	  .up = up_inet6, .down = down_inet6 },
	{ .family = FAMILY_NONE },
};

const struct method method_manual = {
	.name = "manual",
	.families = families,
};
