// SPDX-License-Identifier: LGPL-2.1-or-later
/* check.c - does the machine run what the file says?  check.h tells how */
#include "lib/check.h"

#include <errno.h>
#include <string.h>

#include "lib/internal.h"

/* What is recorded counts; a mapping might say something else by now. */
static bool find_logical(struct ifplan *ifplan, struct target_name *name)
{
	const char *recorded = state_get(ifplan, name->name);

	if (recorded && !name->is_explicit &&
	    model_find(ifplan->model, recorded)) {
		name->logical = recorded;
		return true;
	}
	return target_map(ifplan, &ifplan->diags, name, false);
}

static struct target *choose(struct ifplan_check *check,
			     struct target_name *name)
{
	struct ifplan *ifplan = check->ifplan;

	if (target_is_unknown(&ifplan->diags, name) ||
	    !find_logical(ifplan, name))
		return NULL;
	if (!model_find(ifplan->model, name->logical)) {
		complain_classic(ifplan, DIAG_ERROR, "unknown interface %s",
				 name->name);
		return NULL;
	}
	return order_add(check->plan, name, false);
}

static void add_checked(struct ifplan_check *check, struct target *target,
			bool is_asked)
{
	for (size_t i = 0; i < target->job_count; i++) {
		struct checked *checked = ARENA_NEW(check->plan->arena,
						    struct checked);

		checked->check = check;
		checked->job = &target->jobs[i];
		checked->is_asked = is_asked;
		target->jobs[i].checked = checked;
		if (check->last)
			check->last->next = checked;
		else
			check->first = checked;
		check->last = checked;
	}
}

/* In the order they were asked for; then what these need. */
static int choose_checked(struct ifplan_check *check,
			  const char *const names[])
{
	struct ifplan_plan *plan = check->plan;
	struct target_name *chosen;
	struct target *target;
	size_t count;
	int r = target_select(check->ifplan, NULL, IFPLAN_QUERY, names,
			      &chosen, &count);

	if (r == 0)
		intern_reserve(&plan->by_name, count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		target = choose(check, &chosen[i]);
		if (!target)
			check->has_failed = true;
		else if (!target->jobs[0].checked)
			add_checked(check, target, true);
	}
	for (size_t i = 0; r == 0 && i < plan->target_count; i++)
		if (!plan->targets[i]->jobs[0].checked)
			add_checked(check, plan->targets[i], false);
	return r;
}

static void check_job(struct ifplan_plan *plan, struct job *job)
{
	if (!job->family)
		check_fail(job, NULL, "method %s of family %s is not supported",
			   job->iface->method,
			   family_name(job->iface->family));
	else if (method_complain_missing(plan, job, job->family->up))
		check_fail(job, NULL, "an option is missing");
	else
		plan_job_up(plan, job);
}

/* When all addresses of the file are known: a lease is beyond them. */
static void check_lease(struct ifplan_plan *plan, struct job *job)
{
	const struct step *program = job->checked->program;

	if (program && program->lease_family)
		wish_lease(plan, job, program->lease_family);
}

static void check_target(struct ifplan_plan *plan, struct target *target)
{
	bool is_there = snapshot_link(plan->snapshot, target->link);

	for (size_t i = 0; i < target->job_count; i++) {
		struct job *job = &target->jobs[i];

		job->checked->is_missing = !is_there;
		if (!is_there)
			check_fail(job, NULL, "not on this machine");
		else if (job->family)
			job_validate(plan, job);
		if (is_there)
			check_job(plan, job);
		if (is_there && !target->has_failed)
			surplus_ports(plan, job);
	}
	for (size_t i = 0; is_there && i < target->job_count; i++)
		check_lease(plan, &target->jobs[i]);
	if (is_there)
		surplus_addresses(plan, target);
	for (size_t i = 0; is_there && i < target->job_count; i++)
		claims_finish(plan, &target->jobs[i]);
}

int check_make(struct ifplan *ifplan, const char *const names[],
	       struct ifplan_check **ret)
{
	struct ifplan_check *check = ARENA_NEW(ifplan->arena,
					       struct ifplan_check);
	int r;

	check->ifplan = ifplan;
	check->plan = plan_new(ifplan, true);
	check->plan->is_check = true;
	check->is_strict = has_flag(ifplan, IFPLAN_STRICT);
	(void)state_learn(ifplan);
	r = choose_checked(check, names);
	if (r == 0)
		r = plan_take_snapshot(check->plan);
	if (r < 0)
		return r;
	for (size_t i = 0; i < check->plan->target_count; i++)
		check_target(check->plan, check->plan->targets[i]);
	*ret = check;
	return 0;
}
