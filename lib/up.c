// SPDX-License-Identifier: LGPL-2.1-or-later
/* up.c - the steps that bring a target up, stanza by stanza, phase by phase */
#include <string.h>

#include "lib/internal.h"

static bool has_required(struct ifplan_plan *plan, struct job *job)
{
	if (!method_complain_missing(plan, job, job->family->up))
		return true;
	plan_say(plan, job->target, DIAG_ERROR, "missing required "
		 "configuration variables for interface %s/%s",
		 job->target->logical, family_name(job->iface->family));
	job->target->has_failed = true;
	return false;
}

static bool check_job(struct ifplan_plan *plan, struct job *job)
{
	if (!job->family)
		plan_error(plan, job, NULL, NULL,
			   "method %s of family %s is not supported",
			   job->iface->method,
			   family_name(job->iface->family));
	else if (has_required(plan, job) && !is_rehearsal(plan->ifplan))
		job_validate(plan, job);
	return !job->target->has_failed;
}

/* What comes first of all: the link, where its name says what it is */

static bool is_vlan_name(const struct ifplan_plan *plan, const struct job *job)
{
	const char *name = job->target->name, *dot = strchr(name, '.');

	(void)plan;
	return dot && dot > name && dot[1];
}

/* ifupdown would describe a bridge before it is made. */
static bool describes_late(const struct ifplan_plan *plan,
			   const struct job *job)
{
	(void)plan;
	return job->target->kind && !link_is_early(job->target) &&
		job_value(job, "description");
}

static bool describes_first(const struct ifplan_plan *plan,
			    const struct job *job)
{
	return !describes_late(plan, job);
}

#define VLAN "if test -d /sys/class/net/<parent> &&         ! ip link show " \
	"<iface0> >/dev/null 2>&1;     then         if test " \
	"`cat /sys/class/net/<parent>/type` -eq 32; then             echo " \
	"0x<vlan-text> > /sys/class/net/<parent>/create_child;         else " \
	"            ip link set up dev <parent>;             ip link add " \
	"link <parent> name <iface0> type vlan id <vlan>; \tfi;     fi"
#define DESCRIPTION \
	.classic = "{ip link set <iface0> alias \"<description>\"}", \
	.make = row_set_option, .option = "description"

/* The VLAN is there by then: its kind made it. */
static const struct method_row first_rows[] = {
	{ .classic = VLAN, .when = is_vlan_name },
	{ .classic = "ip link set up dev <iface> 2>/dev/null",
	  .when = is_builtin_loopback, .make = row_link_up_softly },
	{ DESCRIPTION, .when = describes_first },
	{ .classic = NULL },
};

static const struct method_row late_rows[] = {
	{ DESCRIPTION, .when = describes_late },
	{ .classic = NULL },
};

/* Does a command of its method fail without the link? */
static bool sets_link(const struct job *job)
{
	const struct method_row *row = job->family->up;

	while (row->classic && (row->make != row_set_option ||
				!job_value(job, row->option)))
		row++;
	return row->classic;
}

/* A link that nobody makes must be there, unless a command may make it. */
static void check_presence(struct ifplan_plan *plan, struct job *job)
{
	const struct target *target = job->target;

	if (target->kind || target->has_barrier || job->family->makes_link ||
	    job->family->is_program || is_rehearsal(plan->ifplan) ||
	    snapshot_link(plan->snapshot, target->link))
		return;
	if (!strcmp(job->iface->method, "manual") && !sets_link(job))
		plan_warning(plan, job, NULL, NULL, "no such link on this "
			     "machine, nothing to bring up");
	else
		plan_error(plan, job, NULL, NULL,
			   "no such link on this machine");
	job->is_absent = true;
}

static void plan_opening(struct ifplan_plan *plan, struct job *job)
{
	if (job->is_first)
		method_plan(plan, job, first_rows);
	plan_heading(plan, job);
}

/* The work of the vlan package's if-up.d/ip, which is for any link. */
static void set_sysctls(struct ifplan_plan *plan, struct job *job)
{
	if (link_is_left_to_scripts(plan->ifplan, link_of_script("ip")))
		return;
	job_sysctl(plan, job, "ip-proxy-arp");
	job_sysctl(plan, job, "ip-rp-filter");
}

void plan_job_up(struct ifplan_plan *plan, struct job *job)
{
	bool is_early = link_is_early(job->target);

	if (is_early)
		link_up(plan, job);
	plan_opening(plan, job);
	plan_commands(plan, job, "pre-up", "pre-up");
	if (!is_early)
		link_up(plan, job);
	if (job->is_first)
		method_plan(plan, job, late_rows);
	plan_scripts(plan, job, "if-pre-up.d", "pre-up");
	if (job->family) {
		check_presence(plan, job);
		method_plan(plan, job, job->family->up);
	}
	plan_commands(plan, job, "up", "post-up");
	set_sysctls(plan, job);
	plan_scripts(plan, job, "if-up.d", "post-up");
	port_settled(plan, job);
}

/* The stanza that cannot be planned; NULL: all can. */
static struct job *plan_jobs(struct ifplan_plan *plan, struct target *target)
{
	if (target->has_failed)
		return target->jobs;
	for (size_t i = 0; i < target->job_count; i++)
		if (!check_job(plan, &target->jobs[i]))
			return &target->jobs[i];
	for (size_t i = 0; i < target->job_count; i++) {
		plan_job_up(plan, &target->jobs[i]);
		if (target->has_failed)
			return &target->jobs[i];
	}
	return NULL;
}

/*
 * A target that cannot be planned leaves no steps but what is said of it, and
 * of which stanza.
 */
static void take_back(struct ifplan_plan *plan, struct job *refused,
		      struct step *before, struct step *own)
{
	struct target *target = refused->target;
	struct step **steps = NULL;
	size_t count = 0;

	for (struct step *s = own ? own->next : target->first; s; s = s->next)
		*ARENA_PUSH(plan->arena, &steps, &count) = s;
	for (size_t i = count; i > 0; i--)
		if (steps[i - 1]->type == STEP_CHANGE &&
		    steps[i - 1]->has_inverse)
			snapshot_apply(plan->snapshot, &steps[i - 1]->inverse);
	plan_cut(plan, before);
	target->last = own;
	target->first = own ? target->first : NULL;
	refused->is_absent = true;
	plan_opening(plan, refused);
	for (size_t i = 0; i < count; i++)
		if (steps[i]->type == STEP_SAY)
			plan_tell(plan, target, steps[i]->complaint);
}

/* Could one of its commands make the link, or a script for its options? */
static bool may_be_made(const struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++) {
		const struct job *job = &target->jobs[i];

		if (job->family && job->family->makes_link)
			return true;
		for (size_t k = 0; k < job->count; k++)
			if (!strcmp(job->entries[k].name, "pre-up") ||
			    job_row(job, job->entries[k].name) == NULL)
				return true;
	}
	return false;
}

/* A port that is not there yet: hotplug will bring it up when it comes. */
static bool is_to_come(const struct ifplan_plan *plan,
		       const struct target *target)
{
	return target->is_dependency && !target->kind &&
		!is_rehearsal(plan->ifplan) &&
		!snapshot_link(plan->snapshot, target->link) &&
		!may_be_made(target);
}

void plan_up(struct ifplan_plan *plan, struct target *target)
{
	struct step *before = plan->last, *own = target->last;
	struct job *refused;

	if (is_to_come(plan, target)) {
		target->is_skipped = true;
		return;
	}
	refused = plan_jobs(plan, target);
	if (!refused)
		return;
	take_back(plan, refused, before, own);
	target->is_refused = plan->has_failed = true;
	plan_say(plan, target, DIAG_ERROR, "failed to bring up %s",
		 target->logical);
}
