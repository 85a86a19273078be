// SPDX-License-Identifier: LGPL-2.1-or-later
/* auto.c - addresses from router advertisements, inet6 only */
#include <sys/socket.h>

#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

static enum dhcp_use use_of(const struct job *job)
{
	return job_is_true(job, "request_prefix") ? DHCP_6_PREFIX :
		DHCP_6_STATELESS;
}

static void up(struct ifplan_plan *plan, struct job *job)
{
	job_sysctl(plan, job, common_options, "privext");
	job_sysctl(plan, job, common_options, "accept_ra");
	plan_sysctl(plan, job, NULL,
		    arena_printf(plan->arena, "ipv6/conf/%s/autoconf",
				 job->target->link), "1");
	method_flush_advertised(plan, job);
	method_link_up(plan, job, false);
	if (!job_is_true(job, "dhcp"))
		return;
	method_wait_link_local(plan, job);
	dhcp_up(plan, job, use_of(job));
}

static void down(struct ifplan_plan *plan, struct job *job)
{
	if (job_is_true(job, "dhcp"))
		dhcp_down(plan, job, use_of(job));
	method_flush(plan, job, AF_INET6);
	method_link_down(plan, job);
}

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
