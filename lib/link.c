// SPDX-License-Identifier: LGPL-2.1-or-later
/* link.c - links brought up and taken down, whatever their kind */
#include "lib/link.h"

#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>

#include "lib/internal.h"

/* One LINK_KIND(x) for each file of lib/link/, written by the Makefile. */
#define LINK_KIND(name) extern const struct link_kind link_##name;
#include "link_kinds.h"
#undef LINK_KIND
#define LINK_KIND(name) &link_##name,

const struct link_kind *const link_kinds[] = {
#include "link_kinds.h"
	NULL
};

const struct link_kind *link_kind_find(const char *name)
{
	for (size_t i = 0; link_kinds[i]; i++)
		if (!strcmp(link_kinds[i]->name, name))
			return link_kinds[i];
	return NULL;
}

static const struct link_kind *kind_by_option(const char *option)
{
	for (size_t i = 0; link_kinds[i]; i++) {
		const struct option *row = link_kinds[i]->options ?
			option_find(link_kinds[i]->options, option) : NULL;

		if (row && row->flags & OPTION_CREATES)
			return link_kinds[i];
	}
	return NULL;
}

const struct link_kind *link_kind_of(const char *name,
				     const struct entry *entries, size_t count)
{
	const struct link_kind *kind;

	for (size_t i = 0; i < count; i++) {
		/* What every interface has says nothing about its kind. */
		if (entries[i].row && *entries[i].row->name &&
		    !(entries[i].row->flags & OPTION_CREATES))
			continue;
		kind = text_same_option(entries[i].name, "link-type") ?
			link_kind_find(entries[i].value) :
			kind_by_option(entries[i].name);
		if (kind)
			return kind;
	}
	for (size_t i = 0; link_kinds[i]; i++)
		if (link_kinds[i]->has_name && link_kinds[i]->has_name(name))
			return link_kinds[i];
	return NULL;
}

const struct link_kind *link_of_script(const char *script)
{
	for (size_t i = 0; link_kinds[i]; i++) {
		const char *const *names = link_kinds[i]->replaces;

		for (; names && *names; names++)
			if (text_same(*names, script))
				return link_kinds[i];
	}
	return NULL;
}

bool link_package_is_known(const char *package)
{
	const struct link_kind *kind = link_of_script(package);

	return kind && !strcmp(kind->replaces[0], package);
}

bool link_is_left_to_scripts(const struct ifplan *ifplan,
			     const struct link_kind *kind)
{
	return kind && kind->replaces &&
		hook_is_left(ifplan, kind->replaces[0]);
}

void link_needs(struct arena *arena, const struct link_kind *kind,
		const char *name, const struct entry *entries, size_t count,
		const struct model *model, struct name_list *ret)
{
	for (size_t i = 0; i < count; i++) {
		const struct option *row = entries[i].row;

		if (!*row->name && kind && kind->options)
			row = option_find(kind->options, entries[i].name);
		if (row && row->flags & OPTION_LOWER)
			port_expand(arena, entries[i].value, NULL, model,
				    ret);
	}
	if (kind && kind->needs)
		kind->needs(arena, name, ret);
}

void link_names_to_ask(struct arena *arena, const char *name,
		       struct name_list *ret)
{
	const struct link_kind *kind = link_kind_of(name, NULL, 0);

	*ARENA_PUSH(arena, &ret->names, &ret->count) = name;
	if (kind && kind->needs)
		kind->needs(arena, name, ret);
}

struct step *link_set_flags(struct ifplan_plan *plan, struct job *job,
			    const char *name, bool is_up)
{
	return plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = name,
		.flags = is_up ? IFF_UP : 0,
		.flag_mask = IFF_UP,
		.addr_gen_mode = -1,
	});
}

/* What stands on a link that is down is of no use. */
void link_raise_lower(struct ifplan_plan *plan, struct job *job,
			const struct change *change)
{
	struct target *target = job->target;

	for (size_t i = 0; i < change->setting_count; i++) {
		const char *lower = change->settings[i].link;
		const struct link *link;

		if (change->settings[i].place != PLACE_LINK ||
		    change->settings[i].attribute != IFLA_LINK)
			continue;
		link = snapshot_link(plan->snapshot, lower);
		if (!link || link->flags & IFF_UP)
			continue;
		link_set_flags(plan, job, lower, true);
		*ARENA_PUSH(plan->arena, &target->raised,
			    &target->raised_count) = lower;
	}
}

static bool needs_flag(const struct change *change, uint16_t flag)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].row &&
		    change->settings[i].row->flags & flag)
			return true;
	return false;
}

static void release_ports(struct ifplan_plan *plan, struct job *job,
			  const struct link *master)
{
	for (size_t i = 0; i < plan->snapshot->link_count; i++) {
		const struct link *port = plan->snapshot->links[i];

		if (!port->is_gone && port->master == master->index)
			plan_change(plan, job, &(struct change){
				.verb = LINK_SET,
				.link = port->name,
				.master = "",
				.addr_gen_mode = -1,
			});
	}
}

/* The link is there: change what differs, with the detours that takes. */
static void change_existing(struct ifplan_plan *plan, struct job *job,
			    const struct link *link, struct change *change)
{
	change->verb = LINK_SET;
	if (plan->is_check) {
		plan_change(plan, job, change);
		return;
	}
	if (!diff_change(plan, change))
		return;
	if (needs_flag(change, OPTION_AT_CREATION)) {
		plan_error(plan, job, change->settings[0].origin,
			   "take it down first, it is made anew then",
			   "%s exists with another %s", link->name,
			   change->settings[0].row->name);
		return;
	}
	if (needs_flag(change, OPTION_NEEDS_EMPTY))
		release_ports(plan, job, link);
	if (needs_flag(change, OPTION_NEEDS_DOWN))
		link_set_flags(plan, job, link->name, false);
	plan_change(plan, job, change);
}

static void create_link(struct ifplan_plan *plan, struct job *job)
{
	const struct link_kind *kind = job->target->kind;
	const struct link *have = snapshot_link(plan->snapshot,
						job->target->link);
	struct change change = {
		.verb = LINK_ADD,
		.link = job->target->name,
		.kind = kind->name,
		.addr_gen_mode = -1,
	};

	if (have && strcmp(have->kind, kind->name)) {
		/* eth0.5 is made when it lacks; its name alone asks no more. */
		if (!link_kind_of("", job->entries, job->count))
			return;
		plan_error(plan, job, NULL, NULL, "%s exists and is %s, not a %s",
			   have->name, *have->kind ? have->kind : "hardware",
			   kind->name);
		return;
	}
	if (kind->options) {
		job_settings(plan, job, kind->options, PLACE_LINK, 0, &change);
		job_settings(plan, job, kind->options, PLACE_INFO, 0, &change);
	}
	if (kind->create && !kind->create(plan, job, &change))
		return;
	link_raise_lower(plan, job, &change);
	if (have)
		change_existing(plan, job, have, &change);
	else
		plan_change(plan, job, &change);
}

static bool has_value(const struct target *target, const char *name)
{
	for (size_t i = 0; i < target->job_count; i++)
		if (job_value(&target->jobs[i], name))
			return true;
	return false;
}

bool link_is_early(const struct target *target)
{
	return target->kind && target->kind->has_name &&
		target->kind->has_name(target->name) &&
		!has_value(target, "vlan-raw-device");
}

/*
 * One link, whatever the number and the order of its stanzas: the first makes
 * it of what all of them say, so that it is made once.
 */
void link_up(struct ifplan_plan *plan, struct job *job)
{
	const struct link_kind *kind = job->target->kind;
	struct job *whole = job_of_link(plan->arena, job);

	if (kind && (job->is_first || job_has_kind_options(job))) {
		if (kind->check)
			kind->check(plan, whole);
		create_link(plan, whole);
		if (!job->target->has_failed && kind->ports)
			kind->ports(plan, whole);
	}
	port_join(plan, whole);
}

/* Taking down */

/* With ifdown -a nobody else needs what we raised. */
static void lower_down(struct ifplan_plan *plan, struct job *job)
{
	for (size_t i = 0; plan->is_all && i < job->target->raised_count; i++)
		port_lower(plan, job, job->target->raised[i], true, false);
}

void link_down(struct ifplan_plan *plan, struct job *job)
{
	struct target *target = job->target;

	if (has_value(target, "bond-master"))
		plan_change(plan, job, &(struct change){
			.verb = LINK_SET,
			.link = target->name,
			.master = "",
			.addr_gen_mode = -1,
		});
	port_down_all(plan, job);
	lower_down(plan, job);
	for (size_t i = 0; i < target->created_count; i++)
		plan_change(plan, job, &(struct change){
			.verb = LINK_DELETE,
			.link = target->created[i],
			.addr_gen_mode = -1,
		});
}
