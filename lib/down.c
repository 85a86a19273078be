// SPDX-License-Identifier: LGPL-2.1-or-later
/* down.c - the steps that take a target down, as it was applied */
#include <string.h>

#include "lib/internal.h"

static bool is_vlan_name(const struct ifplan_plan *plan, const struct job *job)
{
	return strchr(job->target->name, '.') && !is_plain(plan, job) &&
		!strchr(job->target->name, ':');
}

#define VLAN \
	"if test -d /sys/class/net/<parent>/device/infiniband; then         " \
	"if test `cat /sys/class/net/<parent>/type` -eq 32; then            " \
	" echo 0x<vlan-text> > /sys/class/net/<parent>/delete_child;        " \
	" fi     else         ip link del <iface>;     fi"

/* The VLAN is gone by then, if it was ours.  A description stays. */
static const struct method_row last_rows[] = {
	{ .classic = VLAN, .when = is_vlan_name },
	{ .classic = "ip link set down dev <iface> 2>/dev/null",
	  .when = is_builtin_loopback, .make = row_link_down },
	{ .classic = "" },
	{ .classic = NULL },
};

static void plan_job_down(struct ifplan_plan *plan, struct job *job,
			  bool is_last)
{
	bool is_early = link_is_early(job->target);

	const struct method_row *rows = job->family ? job->family->down : NULL;

	plan_heading(plan, job);
	if (rows)
		(void)method_complain_missing(plan, job, rows);
	plan_scripts(plan, job, "if-down.d", "pre-down");
	plan_commands(plan, job, "down", "pre-down");
	if (rows)
		method_plan(plan, job, rows);
	if (is_last && !is_early)
		link_down(plan, job);
	plan_scripts(plan, job, "if-post-down.d", "post-down");
	plan_commands(plan, job, "post-down", "post-down");
	if (is_last && is_early)
		link_down(plan, job);
	if (is_last)
		method_plan(plan, job, last_rows);
}

void plan_down(struct ifplan_plan *plan, struct target *target)
{
	for (size_t i = 0; i < target->created_count; i++)
		target->was_created |= !strcmp(target->created[i],
					       target->link);
	for (size_t i = 0; i < target->job_count; i++)
		plan_job_down(plan, &target->jobs[i],
			      i + 1 == target->job_count);
	target->has_failed = false;
}
