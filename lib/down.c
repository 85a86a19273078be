// SPDX-License-Identifier: LGPL-2.1-or-later
/* down.c - the steps that take a target down, as it was applied */
#include <string.h>

#include "lib/internal.h"

static void plan_job_down(struct ifplan_plan *plan, struct job *job,
			  bool is_last)
{
	bool is_early = link_is_early(job->target);

	plan_scripts(plan, job, "if-down.d", "pre-down");
	plan_commands(plan, job, "down", "pre-down");
	if (job->family && job->family->down)
		job->family->down(plan, job);
	if (is_last && !is_early)
		link_down(plan, job);
	plan_scripts(plan, job, "if-post-down.d", "post-down");
	plan_commands(plan, job, "post-down", "post-down");
	if (is_last && is_early)
		link_down(plan, job);
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
