// SPDX-License-Identifier: LGPL-2.1-or-later
/* plan.c - from what is asked for to steps: plan.h tells how */
#include "lib/plan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/internal.h"

#define ASK_BY_NAME 16	/* more links than this are dumped */

/* What is */

/* Of links whose names are not in the plan? */
static bool speaks_of_others(const struct option *row, const char *value)
{
	if (row->flags & OPTION_LOOKED_AT)
		return true;
	return row->type == TYPE_NAMES &&
		(strstr(value, "regex") || strstr(value, "all"));
}

static bool wants_all_links(const struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++)
		for (size_t k = 0; k < target->jobs[i].count; k++) {
			const struct entry *e = &target->jobs[i].entries[k];
			const struct option *row = job_row(&target->jobs[i],
							   e->name);

			if (row && speaks_of_others(row, e->value))
				return true;
		}
	return false;
}

/* The links a plan speaks of; NULL when they are many, or not yet known. */
static const char **names_to_ask(struct ifplan_plan *plan, size_t *ret_count)
{
	struct name_list list = { .count = 0 };

	for (size_t i = 0; i < plan->target_count; i++) {
		const struct target *target = plan->targets[i];

		if (target->is_rename)
			return NULL;
		*ARENA_PUSH(plan->arena, &list.names, &list.count) =
			target->link;
		for (size_t k = 0; k < target->needs.count; k++)
			link_names_to_ask(plan->arena, target->needs.names[k],
					  &list);
		for (size_t k = 0; k < target->created_count; k++)
			*ARENA_PUSH(plan->arena, &list.names, &list.count) =
				target->created[k];
		if (list.count > ASK_BY_NAME || wants_all_links(target))
			return NULL;
	}
	*ret_count = list.count;
	return list.names;
}

/* Not for remarks alone. */
static bool wants_snapshot(const struct ifplan_plan *plan)
{
	for (size_t i = 0; i < plan->target_count; i++)
		if (!plan->targets[i]->is_meta || plan->targets[i]->is_rename)
			return true;
	return false;
}

int plan_take_snapshot(struct ifplan_plan *plan)
{
	struct ifplan *ifplan = plan->ifplan;
	const char **names;
	size_t count = 0;
	int r;

	if (!wants_snapshot(plan) && !ifplan->snapshot_path) {
		plan->snapshot = snapshot_new(plan->arena);
		return 0;
	}
	names = plan->is_check ? NULL : names_to_ask(plan, &count);
	r = ifplan_snapshot(ifplan, plan->arena, names, count,
			    SNAPSHOT_ADDRESSES, &plan->snapshot);
	if (r == 0 && !ifplan->snapshot_path)
		kernel_learn(ifplan->kernel, plan->snapshot);
	return r;
}

/* The --all run of the hook folders, before and after everything. */
struct target *plan_new_meta(struct ifplan_plan *plan, const char *name,
			     const char *logical, const char *stanza)
{
	struct target *target = ARENA_NEW(plan->arena, struct target);
	struct iface *iface = ARENA_NEW(plan->arena, struct iface);

	target->name = target->link = name;
	target->logical = logical;
	target->is_meta = true;
	target->said.arena = plan->arena;
	target->lock = -1;
	iface->name = stanza;
	iface->family = FAMILY_META;
	iface->method = "none";
	target->jobs = ARENA_NEW(plan->arena, struct job);
	target->jobs[0].target = target;
	target->jobs[0].iface = iface;
	target->job_count = 1;
	return target;
}

/* Whose hooks run before and after all others. */
static struct target *all_target(struct ifplan_plan *plan)
{
	const char *class = plan->ifplan->class ? plan->ifplan->class : "auto";

	return plan_new_meta(plan, "--all", class, class);
}

static void add_target(struct ifplan_plan *plan, struct target ***all,
		       size_t *count, struct target *target)
{
	*ARENA_PUSH(plan->arena, all, count) = target;
}

static void plan_meta(struct ifplan_plan *plan, struct target *meta,
		      bool is_before)
{
	if (plan->is_up)
		plan_scripts(plan, &meta->jobs[0],
			     is_before ? "if-pre-up.d" : "if-up.d",
			     is_before ? "pre-up" : "post-up");
	else
		plan_scripts(plan, &meta->jobs[0],
			     is_before ? "if-down.d" : "if-post-down.d",
			     is_before ? "pre-down" : "post-down");
}

static void refuse_child(struct ifplan_plan *plan, struct target *target)
{
	struct diags said = { .arena = plan->arena };

	say_parent_failed(&said, target->parent);
	plan_tell(plan, target, said.first);
	target->has_failed = target->is_refused = plan->has_failed = true;
}

/* Asked for once more: as little as the first time. */
static bool is_refused_again(struct ifplan_plan *plan, struct target *remark)
{
	if (!remark->twin || !remark->twin->is_refused)
		return false;
	plan_say(plan, remark, DIAG_ERROR, "failed to bring up %s",
		 remark->logical);
	return true;
}

static void plan_target_steps(struct ifplan_plan *plan, struct target *target)
{
	if (plan->is_up && parent_has_failed(target)) {
		refuse_child(plan, target);
		return;
	}
	if (is_refused_again(plan, target))
		return;
	for (const struct diag *d = target->said.first; d; d = d->next)
		plan_tell(plan, target, d);
	if (target->is_meta || target->is_refused)
		return;
	if (plan->is_up)
		plan_up(plan, target);
	else
		plan_down(plan, target);
}

static void plan_meta_target(struct ifplan_plan *plan, struct target ***all,
			     size_t *count, bool is_before)
{
	struct target *meta = all_target(plan);

	plan_meta(plan, meta, is_before);
	add_target(plan, all, count, meta);
}

/* Renames come before the --all scripts, which come before all others. */
static bool plan_targets(struct ifplan_plan *plan, bool begins_all,
			 bool ends_all)
{
	struct target **all = NULL;
	size_t count = 0, i = 0;

	for (; i < plan->target_count && plan->targets[i]->is_rename; i++) {
		if (!rename_plan(plan, plan->targets[i]))
			return false;
		add_target(plan, &all, &count, plan->targets[i]);
	}
	if (begins_all)
		plan_meta_target(plan, &all, &count, true);
	for (; i < plan->target_count; i++) {
		plan_target_steps(plan, plan->targets[i]);
		add_target(plan, &all, &count, plan->targets[i]);
	}
	if (ends_all)
		plan_meta_target(plan, &all, &count, false);
	plan->targets = all;
	plan->target_count = count;
	return true;
}

/* After what ends the whole run. */
static int plan_nothing(struct ifplan_plan *plan)
{
	plan->target_count = 0;
	plan_cut(plan, NULL);
	plan->has_failed = true;
	return 0;
}

struct ifplan_plan *plan_new(struct ifplan *ifplan, bool is_up)
{
	struct ifplan_plan *plan = ARENA_NEW(ifplan->arena, struct ifplan_plan);

	plan->ifplan = ifplan;
	plan->arena = ifplan->arena;
	plan->is_up = is_up;
	plan->is_all = has_flag(ifplan, IFPLAN_ALL);
	plan->by_name.arena = plan->arena;
	plan->by_name.item_size = sizeof(struct target *);
	state_forget(ifplan);
	ifplan->links = NULL;
	return plan;
}

static struct target_name name_again(const struct ifplan_plan *plan,
				     const struct target *target)
{
	struct target_name name = {
		.name = target->name,
		.logical = target->logical,
	};
	const char *recorded = state_get(plan->ifplan, target->name);

	if (!plan->is_up && recorded && !has_flag(plan->ifplan, IFPLAN_FORCE))
		name.logical = recorded;
	return name;
}

static void add_again(struct ifplan_plan *again,
		      const struct target_name *name,
		      const struct target *target)
{
	struct target *added = target->is_ignored ? order_ignore(again, name) :
		order_add(again, name, target->is_dependency);

	if (!added->is_refused)
		added->said = target->said;
}

static bool is_all_run(const struct target *target)
{
	return target->is_meta && !target->is_rename && !target->twin;
}

int plan_again(const struct ifplan_plan *plan, struct target *const targets[],
	       size_t count, struct ifplan_plan **ret)
{
	struct ifplan_plan *again = plan_new(plan->ifplan, plan->is_up);
	int r;

	for (size_t i = 0; i < count; i++) {
		struct target_name name = name_again(plan, targets[i]);

		if (targets[i]->is_meta || targets[i]->is_skipped)
			continue;
		choose_children(again, name.name);
		add_again(again, &name, targets[i]);
	}
	r = plan_take_snapshot(again);
	if (r < 0)
		return r;
	(void)plan_targets(again, is_all_run(targets[0]),
			   is_all_run(targets[count - 1]));
	*ret = again;
	return 0;
}

static int complete(struct ifplan_plan *plan, const char *const names[],
		    bool is_all)
{
	int r = choose_targets(plan, names);

	if (r == 0)
		r = plan_take_snapshot(plan);
	if (r < 0)
		return r;
	return plan_targets(plan, is_all, is_all) ? 0 : plan_nothing(plan);
}

int plan_more(const struct ifplan_plan *plan, const char *const names[],
	      struct ifplan_plan **ret)
{
	*ret = plan_new(plan->ifplan, plan->is_up);
	return complete(*ret, names, false);
}

int plan_make(struct ifplan *ifplan, enum ifplan_goal goal,
	      const char *const names[], struct ifplan_plan **ret)
{
	struct ifplan_plan *plan = plan_new(ifplan, goal == IFPLAN_UP);

	*ret = plan;
	return plan->is_up && !rename_choose(plan) ? plan_nothing(plan) :
		complete(plan, names, plan->is_all);
}
