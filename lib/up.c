// SPDX-License-Identifier: LGPL-2.1-or-later
/* up.c - the steps that bring a target up, stanza by stanza, phase by phase */
#include <string.h>

#include "lib/internal.h"

static bool has_required(struct ifplan_plan *plan, struct job *job)
{
	const char *const *name = job->family ? job->family->required : NULL;

	for (; name && *name; name++) {
		if (job_value(job, *name))
			continue;
		complain_classic(plan->ifplan, DIAG_ERROR,
				 "missing required variable: %s", *name);
		complain_classic(plan->ifplan, DIAG_ERROR,
				 "missing required configuration variables for "
				 "interface %s/%s", job->target->logical,
				 family_name(job->iface->family));
		job->target->has_failed = true;
		return false;
	}
	return true;
}

static bool check_jobs(struct ifplan_plan *plan, struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++) {
		struct job *job = &target->jobs[i];

		if (!job->family || !job->family->up)
			plan_error(plan, job, NULL, NULL,
				   "method %s of family %s is not supported",
				   job->iface->method,
				   family_name(job->iface->family));
		else if (has_required(plan, job) &&
			 !is_rehearsal(plan->ifplan))
			job_validate(plan, job);
	}
	return !target->has_failed;
}

static void plan_description(struct ifplan_plan *plan, struct job *job)
{
	struct change change = {
		.verb = LINK_SET,
		.link = job->target->link,
		.origin = job_entry(job, "description"),
		.addr_gen_mode = -1,
	};
	const struct option *row = option_find(common_options, "description");
	struct value value;

	if (!job_parse(plan, job, row, &value))
		return;
	*ARENA_PUSH(plan->arena, &change.settings, &change.setting_count) =
		setting_new(plan->arena, row, &value, change.origin);
	plan_change(plan, job, &change);
}

/* A link that nobody makes must be there, unless a command may make it. */
static bool check_presence(struct ifplan_plan *plan, struct job *job)
{
	const struct target *target = job->target;

	if (target->kind || target->has_barrier ||
	    is_rehearsal(plan->ifplan) || snapshot_link(plan->snapshot, target->link))
		return true;
	if (!strcmp(job->iface->method, "manual"))
		plan_warning(plan, job, NULL, NULL, "no such link on this "
			     "machine, nothing to bring up");
	else
		plan_error(plan, job, NULL, NULL,
			   "no such link on this machine");
	return false;
}

static void plan_job_up(struct ifplan_plan *plan, struct job *job)
{
	bool is_early = link_is_early(job->target);

	if (is_early)
		link_up(plan, job);
	if (job->is_first && is_early)
		plan_description(plan, job);
	plan_commands(plan, job, "pre-up", "pre-up");
	if (!is_early)
		link_up(plan, job);
	if (job->is_first && !is_early)
		plan_description(plan, job);
	plan_scripts(plan, job, "if-pre-up.d", "pre-up");
	if (check_presence(plan, job))
		job->family->up(plan, job);
	plan_commands(plan, job, "up", "post-up");
	plan_scripts(plan, job, "if-up.d", "post-up");
	port_settled(plan, job);
}

/* A target that cannot be planned leaves no steps and no trace. */
static void take_back(struct ifplan_plan *plan, struct target *target,
		      struct step *before)
{
	struct step **steps = NULL;
	size_t count = 0;

	for (struct step *s = target->first; s; s = s->next)
		*ARENA_PUSH(plan->arena, &steps, &count) = s;
	for (; count > 0; count--)
		if (steps[count - 1]->type == STEP_CHANGE &&
		    steps[count - 1]->has_inverse)
			snapshot_apply(plan->snapshot,
				       &steps[count - 1]->inverse);
	plan->last = before;
	if (before)
		before->next = NULL;
	else
		plan->first = NULL;
	target->first = target->last = NULL;
}

bool parent_has_failed(struct ifplan *ifplan, const struct target *target)
{
	if (!target->parent || !target->parent->has_failed)
		return false;
	complain_classic(ifplan, DIAG_ERROR,
			 "could not bring up parent interface %s",
			 target->parent->name);
	return true;
}

void plan_up(struct ifplan_plan *plan, struct target *target)
{
	struct step *before = plan->last;

	if (parent_has_failed(plan->ifplan, target)) {
		target->has_failed = plan->has_failed = true;
		return;
	}
	if (!target->has_failed && check_jobs(plan, target))
		for (size_t i = 0; i < target->job_count; i++)
			plan_job_up(plan, &target->jobs[i]);
	if (!target->has_failed)
		return;
	take_back(plan, target, before);
	plan->has_failed = true;
	complain_classic(plan->ifplan, DIAG_ERROR, "failed to bring up %s",
			 target->logical);
}
