// SPDX-License-Identifier: LGPL-2.1-or-later
/* plan.c - from what is asked for to steps: plan.h tells how */
#include "lib/plan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/internal.h"

#define ASK_BY_NAME 16	/* more links than this are dumped */

/* Which targets */

static void say_done(struct ifplan_plan *plan, const char *name, bool is_up)
{
	if (!has_flag(plan->ifplan, IFPLAN_ALL))
		complain_classic(plan->ifplan, DIAG_NOTE,
				 "interface %s %s configured", name,
				 is_up ? "already" : "not");
}

/* By an ifupdown that records first and works then; ours leaves a trace. */
static bool is_in_work(struct ifplan_plan *plan, const char *name)
{
	return state_is_partial(plan->ifplan, name) ||
		(!has_flag(plan->ifplan, IFPLAN_NO_ACT) &&
		 state_is_locked(plan->ifplan, name));
}

static bool is_done_already(struct ifplan_plan *plan,
			    const struct target_name *name)
{
	struct ifplan *ifplan = plan->ifplan;
	bool is_up = state_get(ifplan, name->name) != NULL;

	if (has_flag(ifplan, IFPLAN_FORCE) || is_up != plan->is_up ||
	    is_in_work(plan, name->name))
		return false;
	say_done(plan, name->name, is_up);
	return true;
}

/* Not ours to touch, nor to say that it is up. */
static bool is_foreign(struct ifplan_plan *plan, const char *name)
{
	struct ifplan *ifplan = plan->ifplan;

	if (has_flag(ifplan, IFPLAN_FORCE) || !state_is_foreign(ifplan, name))
		return false;
	complain_classic(ifplan, DIAG_ERROR, "%s is up in another network "
			 "namespace that shares %s", name, ifplan->state_dir);
	plan->has_failed = true;
	return true;
}

/* From a hook of a VLAN's parent that still, or already, has no VLANs. */
static bool is_too_early(struct ifplan_plan *plan, const char *name)
{
	const char *parent = arena_strndup(plan->arena, name,
					   strcspn(name, "."));
	const char *phase = getenv(hook_recursion_name(plan->arena, parent));

	if (!name_is_child(name, parent) || !phase ||
	    strcmp(phase, plan->is_up ? "pre-up" : "post-down") ||
	    !state_is_locked(plan->ifplan, parent))
		return false;
	complain_classic(plan->ifplan, DIAG_ERROR, "recursion detected for "
			 "parent interface %s in %s phase", parent, phase);
	plan->has_failed = true;
	return true;
}

/* By a VLAN before it on the command line. */
static bool is_coming_up(struct ifplan_plan *plan, const char *name)
{
	const struct target *target = plan_target(plan, name);

	if (!target || !target->is_parent || !target->is_dependency)
		return false;
	say_done(plan, name, true);
	return true;
}

static void add_up(struct ifplan_plan *plan, struct target_name *name)
{
	if (is_too_early(plan, name->name) || is_foreign(plan, name->name) ||
	    is_done_already(plan, name) || is_coming_up(plan, name->name))
		return;
	if (!target_map(plan->ifplan, name, false)) {
		order_ignore(plan, name)->is_skipped = true;
		plan->has_failed = true;
		return;
	}
	if (!model_find(plan->ifplan->model, name->logical)) {
		(void)order_ignore(plan, name);
		complain_classic(plan->ifplan, DIAG_NOTE,
				 "ignoring unknown interface %s=%s",
				 name->name, name->logical);
		return;
	}
	(void)order_add(plan, name, false);
}

/* VLANs that stand on an interface go down before it. */
static void add_children_down(struct ifplan_plan *plan, const char *parent)
{
	if (plan->is_up || has_flag(plan->ifplan, IFPLAN_ALL))
		return;
	for (struct iface *i = plan->ifplan->model->first; i; i = i->next) {
		struct target_name name = { .name = i->name,
					    .logical = i->name };

		if (!name_is_child(i->name, parent) ||
		    target_is_filtered(plan->ifplan, IFPLAN_DOWN, i->name))
			continue;
		name.logical = state_get(plan->ifplan, i->name);
		if (name.logical)
			(void)order_add(plan, &name, true);
	}
}

static void add_down(struct ifplan_plan *plan, struct target_name *name)
{
	const char *recorded = state_get(plan->ifplan, name->name);
	struct target *target;

	if (is_too_early(plan, name->name) || is_foreign(plan, name->name))
		return;
	add_children_down(plan, name->name);
	if (is_done_already(plan, name))
		return;
	if (recorded && !has_flag(plan->ifplan, IFPLAN_FORCE))
		name->logical = recorded;
	target = order_add(plan, name, false);
	if (!target->job_count && !has_flag(plan->ifplan, IFPLAN_FORCE))
		complain_classic(plan->ifplan, DIAG_NOTE,
				 "ignoring unknown interface %s=%s",
				 name->name, name->logical);
}

static int choose_targets(struct ifplan_plan *plan, const char *const names[])
{
	struct target_name *chosen;
	size_t count;
	int r = target_select(plan->ifplan, plan, plan->is_up ? IFPLAN_UP :
			      IFPLAN_DOWN, names, &chosen, &count);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		if (target_is_unknown(plan->ifplan, &chosen[i]))
			plan->has_failed = true;
		else if (plan->is_up)
			add_up(plan, &chosen[i]);
		else
			add_down(plan, &chosen[i]);
	return 0;
}

/* What is */

static bool wants_patterns(const struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++)
		for (size_t k = 0; k < target->jobs[i].count; k++) {
			const struct entry *e = &target->jobs[i].entries[k];
			const struct option *row = job_row(&target->jobs[i],
							   e->name);

			if (row && row->type == TYPE_NAMES &&
			    (strstr(e->value, "regex") ||
			     strstr(e->value, "all")))
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
		if (list.count > ASK_BY_NAME || wants_patterns(target))
			return NULL;
	}
	*ret_count = list.count;
	return list.names;
}

static int take_snapshot(struct ifplan_plan *plan)
{
	struct ifplan *ifplan = plan->ifplan;
	const char *bytes, **names;
	struct kernel *kernel;
	size_t size, count = 0;
	int r;

	if (ifplan->snapshot_path) {
		r = file_read(plan->arena, ifplan->snapshot_path, &bytes,
			      &size);
		return r < 0 ? r : image_read(plan->arena, &ifplan->diags,
					      ifplan->snapshot_path, bytes,
					      size, &plan->snapshot);
	}
	if (plan->target_count == 0) {
		plan->snapshot = snapshot_new(plan->arena, 0);
		return 0;
	}
	r = ifplan_kernel(ifplan, &kernel);
	if (r < 0)
		return r;
	names = names_to_ask(plan, &count);
	r = kernel_snapshot(kernel, plan->arena, names, count,
			    SNAPSHOT_ADDRESSES, &plan->snapshot);
	if (r == 0)
		kernel_learn(kernel, plan->snapshot);
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

static void plan_target_steps(struct ifplan_plan *plan, struct target *target)
{
	if (plan->is_up)
		plan_up(plan, target);
	else
		plan_down(plan, target);
}

static void plan_meta_target(struct ifplan_plan *plan, struct target ***all,
			     size_t *count, bool is_before)
{
	struct target *meta;

	if (!plan->is_all)
		return;
	meta = all_target(plan);
	plan_meta(plan, meta, is_before);
	add_target(plan, all, count, meta);
}

/* Renames come before the --all scripts, which come before all others. */
static bool plan_targets(struct ifplan_plan *plan)
{
	struct target **all = NULL;
	size_t count = 0, i = 0;

	for (; i < plan->target_count && plan->targets[i]->is_rename; i++) {
		if (!rename_plan(plan, plan->targets[i]))
			return false;
		add_target(plan, &all, &count, plan->targets[i]);
	}
	plan_meta_target(plan, &all, &count, true);
	for (; i < plan->target_count; i++) {
		plan_target_steps(plan, plan->targets[i]);
		add_target(plan, &all, &count, plan->targets[i]);
	}
	plan_meta_target(plan, &all, &count, false);
	plan->targets = all;
	plan->target_count = count;
	return true;
}

/* After what ends the whole run. */
static int plan_nothing(struct ifplan_plan *plan)
{
	plan->target_count = 0;
	plan->first = plan->last = NULL;
	plan->has_failed = true;
	return 0;
}

static struct ifplan_plan *new_plan(struct ifplan *ifplan, bool is_up)
{
	struct ifplan_plan *plan = ARENA_NEW(ifplan->arena, struct ifplan_plan);

	plan->ifplan = ifplan;
	plan->arena = ifplan->arena;
	plan->is_up = is_up;
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

int plan_again(const struct ifplan_plan *plan, struct target *const targets[],
	       size_t count, struct ifplan_plan **ret)
{
	struct ifplan_plan *again = new_plan(plan->ifplan, plan->is_up);
	int r;

	for (size_t i = 0; i < count; i++) {
		struct target_name name = name_again(plan, targets[i]);

		if (targets[i]->is_meta || targets[i]->is_skipped)
			continue;
		add_children_down(again, name.name);
		(void)order_add(again, &name, targets[i]->is_dependency);
	}
	r = take_snapshot(again);
	if (r < 0)
		return r;
	(void)plan_targets(again);
	*ret = again;
	return 0;
}

int plan_make(struct ifplan *ifplan, enum ifplan_goal goal,
	      const char *const names[], struct ifplan_plan **ret)
{
	struct ifplan_plan *plan = new_plan(ifplan, goal == IFPLAN_UP);
	int r;

	plan->is_all = has_flag(ifplan, IFPLAN_ALL);
	*ret = plan;
	if (plan->is_up && !rename_choose(plan))
		return plan_nothing(plan);
	r = choose_targets(plan, names);
	if (r == 0)
		r = take_snapshot(plan);
	if (r < 0)
		return r;
	return plan_targets(plan) ? 0 : plan_nothing(plan);
}
