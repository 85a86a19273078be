// SPDX-License-Identifier: LGPL-2.1-or-later
/* auto.c - addresses from router advertisements, inet6 only */
#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

static bool wants_dhcp(const struct ifplan_plan *plan, const struct job *job)
{
	(void)plan;
	return job_is_true(job, "dhcp");
}

static void set_autoconf(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	(void)row;
	plan_sysctl(plan, job, NULL, &(struct sysctl){
		.file = "ipv6/conf/%/autoconf",
		.link = job->target->link,
		.value = 1,
	});
}

static const struct method_row up[] = {
	LINE_PROBE,
	LINE_SYSCTL("use_tempaddr", "privext"),
	LINE_SYSCTL("accept_ra", "accept_ra"),
	{ .classic = "sysctl -q -e -w net.ipv6.conf.<iface/>.autoconf=1",
	  .make = set_autoconf },
	LINE_FLUSH_ADVERTISED,
	{ .classic = "ip link set dev <iface> up", .make = row_link_up },
	{ .rows = wait_link_local_rows, .when = wants_dhcp },
	{ .rows = dhcp_rows_up_auto, .when = wants_dhcp },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .rows = dhcp_rows_down_inet6, .when = wants_dhcp },
	{ .classic = "ip -6 addr flush dev <iface> scope global",
	  .make = row_flush_inet6 },
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct option rows[] = {
	ROW_OTHER("dhcp", BOOL, "ask a DHCP server for the rest"),
	{ .name = NULL },
};

static const struct method_default defaults[] = {
	{ "accept_ra", "2" },
	{ "request_prefix", "0" },
	{ "ll-attempts", "60" },
	{ "ll-interval", "0.1" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET6, .options = rows, .defaults = defaults,
	  .up = up, .down = down },
	{ .family = FAMILY_NONE },
};

const struct method method_auto = {
	.name = "auto",
	.families = families,
};
