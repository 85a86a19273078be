// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * order.c - who needs whom: what a target needs becomes a target before it
 *
 * Only interfaces with a stanza become targets; other names are links that
 * are there, or not.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/internal.h"
#include "lib/method.h"

struct target *plan_target(const struct ifplan_plan *plan, const char *name)
{
	size_t number = intern_find(&plan->by_name, name);

	return number == INTERN_NONE ? NULL :
		*(struct target **)intern_item(&plan->by_name, number);
}

static struct target *new_target(struct ifplan_plan *plan,
				 const struct target_name *name)
{
	struct target *target = ARENA_NEW(plan->arena, struct target);
	size_t number = intern_add(&plan->by_name, name->name);

	*(struct target **)intern_item(&plan->by_name, number) = target;
	target->name = name->name;
	target->logical = name->logical;
	target->link = arena_strndup(plan->arena, name->name,
				     strcspn(name->name, ":"));
	target->lock = -1;
	target->said.arena = plan->arena;
	if (!plan->is_check)
		target->mark = state_mark(plan->ifplan, plan->arena,
					  name->name);
	return target;
}

/* Scripts make what is left to them, but for eth0.50, which they never did. */
static const struct link_kind *kind_of(const struct ifplan *ifplan,
				       const char *link, const struct job *job)
{
	const struct link_kind *kind = link_kind_of(link, job->entries,
						    job->count);

	if (kind && link_is_left_to_scripts(ifplan, kind) &&
	    !(kind->has_name && kind->has_name(link)))
		return NULL;
	return kind;
}

/* One job a stanza; the first whose options make a kind decides it. */
static void add_jobs(struct ifplan_plan *plan, struct target *target,
		     struct model *model)
{
	struct iface *iface = model_find(model, target->logical);
	size_t count = 0;

	for (struct iface *i = iface; i; i = i->same_name)
		count++;
	target->jobs = ARENA_ARRAY(plan->arena, count, struct job);
	for (; iface; iface = iface->same_name) {
		struct job *job = &target->jobs[target->job_count++];

		job->target = target;
		job->iface = iface;
		job->is_first = job == target->jobs;
		job_fill(plan->ifplan, plan->arena, model, job);
		if (!target->kind)
			target->kind = kind_of(plan->ifplan, target->link, job);
		link_needs(plan->arena, target->kind, target->link,
			   job->entries, job->count, model, &target->needs);
	}
	for (size_t i = 0; target->kind && i < target->job_count; i++)
		job_find_rows(&target->jobs[i]);
}

static void complain_cycle(struct ifplan_plan *plan, struct target *target,
			   const char *needed)
{
	if (is_rehearsal(plan->ifplan))
		return;
	complain_to(&target->said, DIAG_ERROR, target->name, NULL,
		    target->jobs[0].iface, NULL,
		    arena_printf(plan->arena, "%s and %s need each other",
				 target->name, needed));
	target->has_failed = true;
}

/* Does it take what it needs as its ports? */
static bool has_ports(const struct target *target)
{
	return target->kind && target->kind->ports;
}

static void mark_needs(struct ifplan_plan *plan, struct target *target)
{
	const struct name_list *needs = &target->needs;

	if (plan->is_check)
		return;
	target->need_marks = ARENA_ARRAY(plan->arena, needs->count + 1,
					 struct state_mark);
	for (size_t i = 0; i < needs->count; i++)
		if (model_find(plan->ifplan->model, needs->names[i]))
			target->need_marks[i] = state_mark(plan->ifplan,
							   plan->arena,
							   needs->names[i]);
}

const char *name_parent(struct arena *arena, const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot > name && dot[1] ?
		arena_strndup(arena, name, (size_t)(dot - name)) : NULL;
}

bool name_is_child(const char *name, const char *parent)
{
	size_t length = strcspn(name, ".");

	return name[length] && strlen(parent) == length &&
		!strncmp(name, parent, length);
}

/* Is it a slave that says so?  Its bond comes up, whatever was asked for. */
static bool joins(const struct target *target, const char *master)
{
	for (size_t i = 0; i < target->job_count; i++) {
		const char *its = job_value(&target->jobs[i], "bond-master");

		if (its && !strcmp(its, master))
			return true;
	}
	return false;
}

/* ifenslave's own script brings the bond of a slave up. */
static bool is_left_to_scripts(const struct ifplan *ifplan,
			       const struct target *target, const char *needed)
{
	return joins(target, needed) &&
		link_is_left_to_scripts(ifplan, link_kind_find("bond"));
}

/* Whoever calls us may be at work on it: then it is far enough. */
static bool is_to_come(struct ifplan_plan *plan, const struct target *target,
		       const char *needed)
{
	struct ifplan *ifplan = plan->ifplan;

	if (!model_find(ifplan->model, needed) ||
	    group_is_callers(ifplan, needed) ||
	    group_refuses(plan, needed, NULL))
		return false;
	if (!joins(target, needed) &&
	    target_is_filtered(ifplan, IFPLAN_UP, needed))
		return false;
	return plan->is_check || has_flag(ifplan, IFPLAN_FORCE) ||
		!state_get(ifplan, needed) || state_is_partial(ifplan, needed);
}

/* A dependency: brought up first unless it is up, excluded or unknown. */
static void add_need(struct ifplan_plan *plan, struct target *target,
		     const char *needed)
{
	struct target_name name = { .name = needed, .logical = needed };
	struct target *other = plan_target(plan, needed);
	bool is_parent = name_is_child(target->name, needed);

	if (!strcmp(needed, target->name) ||
	    is_left_to_scripts(plan->ifplan, target, needed))
		return;
	if (other && other->is_being_ordered)
		complain_cycle(plan, target, needed);
	if (!other && is_to_come(plan, target, needed))
		other = order_add(plan, &name, !is_parent);
	if (other && is_parent)
		target->parent = other;
	if (other && has_ports(target))
		other->future_master = target;
}

/* What is up by a record that cannot be read is left alone. */
static struct model *load_applied(struct ifplan_plan *plan,
				  struct target *target)
{
	struct model *applied;

	if (state_load_applied(plan->ifplan, plan->arena, target,
			       &applied) < 0)
		target->has_failed = target->is_refused =
			plan->has_failed = true;
	return applied;
}

/* Would ifupdown, or the script that we replace, delete it? */
static bool is_deleted_by_ifupdown(const struct target *target)
{
	const struct method_family *family =
		target->job_count ? target->jobs->family : NULL;

	return (target->kind && target->kind->replaces) ||
		(family && family->down &&
		 family->down->make == row_delete_tunnel);
}

/* Up, and no record of ours: it was made by ifupdown, whose place we take. */
static void adopt_link(struct ifplan_plan *plan, struct target *target)
{
	if (is_deleted_by_ifupdown(target) &&
	    !strcmp(target->name, target->link))
		*ARENA_PUSH(plan->arena, &target->created,
			    &target->created_count) = target->link;
}

/* What an earlier ifup made stays ours, whatever this one does. */
static bool wants_applied(const struct ifplan_plan *plan,
			  const struct target *target)
{
	return !plan->is_up ||
		(!plan->is_check && (target->is_recorded ||
				     state_is_partial(plan->ifplan,
						      target->name)));
}

struct target *order_add(struct ifplan_plan *plan,
			 const struct target_name *name, bool is_dependency)
{
	struct target *target = plan_target(plan, name->name);
	struct model *applied = NULL;

	if (target) {
		target->is_dependency &= is_dependency;
		return target;
	}
	target = new_target(plan, name);
	target->is_dependency = is_dependency;
	target->recorded = state_get(plan->ifplan, name->name);
	target->is_recorded = target->recorded != NULL;
	target->is_being_ordered = true;
	if (wants_applied(plan, target))
		applied = load_applied(plan, target);
	/* ifup eth0=home that failed has no record of "home" elsewhere. */
	if (applied && !plan->is_up)
		target->logical = applied->first->name;
	add_jobs(plan, target, applied && !plan->is_up ? applied :
		 plan->ifplan->model);
	if (target->is_recorded && !applied && wants_applied(plan, target))
		adopt_link(plan, target);
	mark_needs(plan, target);
	for (size_t i = 0; plan->is_up && i < target->needs.count; i++)
		add_need(plan, target, target->needs.names[i]);
	target->is_being_ordered = false;
	*ARENA_PUSH(plan->arena, &plan->targets, &plan->target_count) = target;
	return target;
}

struct target *order_ignore(struct ifplan_plan *plan,
			    const struct target_name *name)
{
	struct target *target = plan_target(plan, name->name);

	if (target)
		return target;
	target = new_target(plan, name);
	target->is_ignored = true;
	*ARENA_PUSH(plan->arena, &plan->targets, &plan->target_count) = target;
	return target;
}

const struct link_kind *plan_takes_port(const struct ifplan_plan *plan,
					const char *name)
{
	const struct target *target = plan_target(plan, name);

	return target && target->future_master && !target->is_recorded ?
		target->future_master->kind : NULL;
}

bool parent_has_failed(const struct target *target)
{
	return target->parent && target->parent->has_failed;
}

void say_parent_failed(struct diags *said, const struct target *parent)
{
	complain_classic_to(said, DIAG_ERROR,
			    "could not bring up parent interface %s",
			    parent->name);
}
