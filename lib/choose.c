// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * choose.c - what is to be done about each name that was asked for
 *
 * In the order of ifupdown: recursion, the parent of a VLAN, what is recorded,
 * mappings.  What is found is told when the name's turn comes: by its target,
 * or where nothing is to be done by a remark, a target without an interface.
 */
#include <net/if.h>
#include <string.h>

#include "lib/internal.h"

static void say_done(struct ifplan_plan *plan, struct target_name *name,
		     bool is_up)
{
	if (!has_flag(plan->ifplan, IFPLAN_ALL))
		complain_classic_to(&name->said, DIAG_NOTE,
				    "interface %s %s configured", name->name,
				    is_up ? "already" : "not");
}

static bool is_recorded_done(struct ifplan_plan *plan, const char *name)
{
	struct ifplan *ifplan = plan->ifplan;

	return !has_flag(ifplan, IFPLAN_FORCE) &&
		!state_is_partial(ifplan, name) &&
		(state_get(ifplan, name) != NULL) == plan->is_up;
}

/* By an ifupdown that records first and works then; ours leaves a trace. */
static bool is_in_work(struct ifplan_plan *plan, const char *name)
{
	return !has_flag(plan->ifplan, IFPLAN_NO_ACT) &&
		state_is_locked(plan->ifplan, name);
}

/* Not ours to touch, nor to say that it is up. */
static bool is_foreign(struct ifplan_plan *plan, struct target_name *name)
{
	struct ifplan *ifplan = plan->ifplan;

	if (has_flag(ifplan, IFPLAN_FORCE) ||
	    !state_is_foreign(ifplan, name->name))
		return false;
	complain_classic_to(&name->said, DIAG_ERROR, "%s is up in another "
			    "network namespace that shares %s", name->name,
			    ifplan->state_dir);
	return true;
}

/* It was asked for before, by its name or that of a VLAN of it. */
static struct target *find_twin(struct ifplan_plan *plan, const char *name)
{
	struct target *target = plan_target(plan, name);

	return target && !target->is_dependency ? target : NULL;
}

static bool is_done_already(struct ifplan_plan *plan, struct target_name *name)
{
	struct target *twin = find_twin(plan, name->name);

	if (!twin && (!is_recorded_done(plan, name->name) ||
		      is_in_work(plan, name->name)))
		return false;
	say_done(plan, name, plan->is_up);
	return true;
}

static struct target *choose(struct ifplan_plan *plan,
			     struct target_name *name);

/* The interface that a VLAN is named after; whoever calls us may have it. */
static struct target *choose_parent(struct ifplan_plan *plan,
				    const char *child)
{
	const char *parent = name_parent(plan->arena, child);
	struct target_name name = { .name = parent, .logical = parent };

	if (!parent)
		return NULL;
	if (plan_target(plan, parent) ||
	    !target_is_defined(plan->ifplan, &name) ||
	    target_is_filtered(plan->ifplan, IFPLAN_UP, parent) ||
	    is_recorded_done(plan, parent) ||
	    hook_callers_phase(plan->ifplan, parent))
		return plan_target(plan, parent);
	return choose(plan, &name);
}

static struct target *ignore(struct ifplan_plan *plan,
			     struct target_name *name)
{
	if (!has_flag(plan->ifplan, IFPLAN_FORCE))
		complain_classic_to(&name->said, DIAG_NOTE,
				    "ignoring unknown interface %s=%s",
				    name->name, name->logical);
	return order_ignore(plan, name);
}

/* Its turn comes, it fails, and nothing of it is recorded. */
static struct target *refuse(struct ifplan_plan *plan,
			     const struct target_name *name)
{
	struct target *target = order_ignore(plan, name);

	target->has_failed = target->is_refused = plan->has_failed = true;
	return target;
}

static bool is_possible(struct ifplan_plan *plan, const char *name)
{
	return strlen(name) < IFNAMSIZ &&
		text_is_link_name(arena_strndup(plan->arena, name,
						strcspn(name, ":")));
}

static struct target *refuse_name(struct ifplan_plan *plan,
				  struct target_name *name)
{
	complain_to(&name->said, DIAG_ERROR, NULL, NULL, NULL, NULL,
		    arena_printf(plan->arena, "\"%s\" cannot be the name of "
				 "an interface", name->name));
	complain_classic_to(&name->said, DIAG_ERROR, "failed to bring up %s",
			    name->logical);
	return refuse(plan, name);
}

/* With nothing to tell before it: at once, so that a slow script is named. */
static struct diags *mapping_said(struct ifplan_plan *plan,
				  struct target_name *name)
{
	return plan->target_count || plan->is_all || name->said.first ?
		&name->said : &plan->ifplan->diags;
}

static struct target *choose_up(struct ifplan_plan *plan,
				struct target_name *name)
{
	const struct target *parent = choose_parent(plan, name->name);

	if (parent && parent->is_refused) {
		say_parent_failed(&name->said, parent);
		return refuse(plan, name);
	}
	if (is_done_already(plan, name))
		return NULL;
	if (!target_map(plan->ifplan, mapping_said(plan, name), name, false))
		return refuse(plan, name);
	if (!model_find(plan->ifplan->model, name->logical))
		return ignore(plan, name);
	if (!is_possible(plan, name->name))
		return refuse_name(plan, name);
	return order_add(plan, name, false);
}

void choose_children(struct ifplan_plan *plan, const char *parent)
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
			(void)order_add(plan, &name, false);
	}
}

static void choose_port(struct ifplan_plan *plan, const char *port)
{
	const char *recorded = state_get(plan->ifplan, port);

	if (recorded)
		(void)order_add(plan, &(struct target_name){
			.name = port,
			.logical = recorded,
		}, true);
}

/* What was brought up as a slave goes down with its bond. */
static void choose_ports(struct ifplan_plan *plan, const struct target *target)
{
	if (!target->kind || !target->kind->takes_ports_down)
		return;
	for (size_t i = 0; i < target->needs.count; i++)
		choose_port(plan, target->needs.names[i]);
	for (struct iface *i = plan->ifplan->model->first; i; i = i->next)
		if (port_is_joining(plan->ifplan->model, i, target->name))
			choose_port(plan, i->name);
}

static struct target *choose_down(struct ifplan_plan *plan,
				  struct target_name *name)
{
	const char *recorded = state_get(plan->ifplan, name->name);
	struct target *target;

	choose_children(plan, name->name);
	if (is_done_already(plan, name))
		return NULL;
	if (recorded && !has_flag(plan->ifplan, IFPLAN_FORCE))
		name->logical = recorded;
	if (!is_possible(plan, name->name))
		return order_ignore(plan, name);
	target = order_add(plan, name, false);
	choose_ports(plan, target);
	return target->job_count ? target : ignore(plan, name);
}

/* NULL: there is nothing to do. */
static struct target *find_target(struct ifplan_plan *plan,
				  struct target_name *name)
{
	if (target_is_unknown(&name->said, name) ||
	    group_refuses(plan, name->name, &name->said) ||
	    is_foreign(plan, name))
		return NULL;
	return plan->is_up ? choose_up(plan, name) : choose_down(plan, name);
}

static struct target *add_remark(struct ifplan_plan *plan,
				 const struct target_name *name,
				 const struct target *twin)
{
	struct target *remark = plan_new_meta(plan, name->name, name->logical,
					      name->logical);

	remark->twin = twin;
	*ARENA_PUSH(plan->arena, &plan->targets, &plan->target_count) = remark;
	return remark;
}

/* What was said comes after all that was said of those before it. */
static struct target *choose(struct ifplan_plan *plan,
			     struct target_name *name)
{
	const struct target *twin = find_twin(plan, name->name);
	struct target *target, *told;

	name->said.arena = plan->arena;
	target = told = find_target(plan, name);
	if (name->said.errors)
		plan->has_failed = true;
	if (!name->said.first && !twin)
		return target;
	if (!told || told != plan->targets[plan->target_count - 1])
		told = add_remark(plan, name, twin);
	for (const struct diag *diag = name->said.first; diag;
	     diag = diag->next)
		(void)diag_add(&told->said, diag);
	return target;
}

int choose_targets(struct ifplan_plan *plan, const char *const names[])
{
	struct target_name *chosen;
	size_t count;
	int r = target_select(plan->ifplan, plan, plan->is_up ? IFPLAN_UP :
			      IFPLAN_DOWN, names, &chosen, &count);

	for (size_t i = 0; r == 0 && i < count; i++)
		(void)choose(plan, &chosen[i]);
	return r;
}
