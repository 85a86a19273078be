// SPDX-License-Identifier: LGPL-2.1-or-later
/* manual.c - a link that is only up; hooks do the rest */
#include <sys/socket.h>

#include "lib/method.h"

static void up(struct ifplan_plan *plan, struct job *job)
{
	if (job->iface->family == FAMILY_INET6)
		method_mtu6(plan, job);
	method_link_up(plan, job, true);
}

/* ifdown -a leaves a manual IPv4 link up, as ifupdown does. */
static void down(struct ifplan_plan *plan, struct job *job)
{
	bool is_inet6 = job->iface->family == FAMILY_INET6;

	method_flush(plan, job, is_inet6 ? AF_INET6 : AF_INET);
	if (!plan->is_all || is_inet6)
		method_link_down(plan, job);
}

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .convert = convert_hwaddress,
	  .up = up, .down = down },
	{ .family = FAMILY_INET6, .convert = convert_hwaddress,
	  .up = up, .down = down },
	{ .family = FAMILY_NONE },
};

const struct method method_manual = {
	.name = "manual",
	.families = families,
};
