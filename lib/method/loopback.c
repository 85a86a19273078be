// SPDX-License-Identifier: LGPL-2.1-or-later
/* loopback.c - the link to oneself */
#include "lib/link.h"
#include "lib/method.h"

static void up(struct ifplan_plan *plan, struct job *job)
{
	method_link_up(plan, job, false);
}

static void down(struct ifplan_plan *plan, struct job *job)
{
	link_set_flags(plan, job, job->target->link, false);
}

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .up = up, .down = down },
	{ .family = FAMILY_INET6, .up = up, .down = down },
	{ .family = FAMILY_NONE },
};

const struct method method_loopback = {
	.name = "loopback",
	.families = families,
};
