// SPDX-License-Identifier: LGPL-2.1-or-later
/* link.c - links brought up and taken down, whatever their kind */
#include "lib/link.h"

#include <linux/if_link.h>
#include <net/if.h>
#include <regex.h>
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

bool link_replaces(const char *script)
{
	for (size_t i = 0; link_kinds[i]; i++) {
		const char *const *names = link_kinds[i]->replaces;

		for (; names && *names; names++)
			if (!strcmp(*names, script))
				return true;
	}
	return false;
}

/* Names and patterns */

static bool list_has(const struct name_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->names[i], name))
			return true;
	return false;
}

static void list_add(struct arena *arena, struct name_list *list,
		     const char *name)
{
	if (!list_has(list, name))
		*ARENA_PUSH(arena, &list->names, &list->count) = name;
}

static void list_match(struct arena *arena, const char *pattern,
		       const struct snapshot *snapshot,
		       const struct model *model, struct name_list *list)
{
	regex_t regex;

	if (regcomp(&regex, arena_printf(arena, "^(%s)$", pattern),
		    REG_EXTENDED | REG_NOSUB))
		return;
	for (size_t i = 0; snapshot && i < snapshot->link_count; i++)
		if (!snapshot->links[i]->is_gone &&
		    !regexec(&regex, snapshot->links[i]->name, 0, NULL, 0))
			list_add(arena, list, snapshot->links[i]->name);
	for (struct iface *i = model ? model->first : NULL; i; i = i->next)
		if (!regexec(&regex, i->name, 0, NULL, 0))
			list_add(arena, list, i->name);
	regfree(&regex);
}

/*
 * The words of a ports option.  `regex` makes patterns of the words that
 * follow, `noregex` names again; `all` means bridge-utils' four patterns.
 */
static void expand_ports(struct arena *arena, const char *words,
			 const struct snapshot *snapshot,
			 const struct model *model, struct name_list *list)
{
	static const char *const all[] = { "eth.*", "em.*", "en.*",
					   "p[0-9].*" };
	bool is_regex = false;
	size_t count;
	const char **word = text_words(arena, words, &count);

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(word[i], "none"))
			continue;
		if (!strcmp(word[i], "regex") || !strcmp(word[i], "noregex"))
			is_regex = word[i][0] == 'r';
		else if (!strcmp(word[i], "all"))
			for (size_t k = 0; k < 4; k++)
				list_match(arena, all[k], snapshot, model,
					   list);
		else if (is_regex)
			list_match(arena, word[i], snapshot, model, list);
		else
			list_add(arena, list, word[i]);
	}
}

const char **link_ports(struct ifplan_plan *plan, const char *words,
			size_t *ret_count)
{
	struct name_list list = { .count = 0 };

	if (words)
		expand_ports(plan->arena, words, plan->snapshot, NULL, &list);
	*ret_count = list.count;
	return list.names;
}

void link_needs(struct arena *arena, const struct link_kind *kind,
		const char *name, const struct entry *entries, size_t count,
		const struct model *model, struct name_list *ret)
{
	for (size_t i = 0; i < count; i++) {
		const struct option *row =
			option_find(common_options, entries[i].name);

		if (!row && kind && kind->options)
			row = option_find(kind->options, entries[i].name);
		if (row && row->flags & OPTION_LOWER)
			expand_ports(arena, entries[i].value, NULL, model,
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

/* Changes that kinds share */

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

static void set_master(struct ifplan_plan *plan, struct job *job,
		       const char *port, const char *master,
		       const struct entry *origin)
{
	const struct option *mtu = option_find(common_options, "mtu");
	const struct link *to = snapshot_link(plan->snapshot, master);
	const struct link *link = snapshot_link(plan->snapshot, port);
	bool is_bond = to && !strcmp(to->kind, "bond");
	struct change change = {
		.verb = LINK_SET,
		.link = port,
		.origin = origin,
		.master = master,
		/* 1 is none: the bridge has the addresses */
		.addr_gen_mode = is_bond ? -1 : 1,
	};
	struct value value;

	if (is_bond && (!link || link->master != to->index))
		link_set_flags(plan, job, port, false);
	else if (!is_bond && job_parse(plan, job, mtu, &value))
		*ARENA_PUSH(plan->arena, &change.settings,
			    &change.setting_count) =
			setting_new(plan->arena, mtu, &value, origin);
	plan_change(plan, job, &change);
	/* A bond has raised what joined just now; kernels differ in what comes
	   first when one message says both. */
	link_set_flags(plan, job, port, true);
}

/* What stands on a link that is down is of no use. */
static void raise_lower(struct ifplan_plan *plan, struct job *job,
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

/* eth0.50 as a port needs no stanza: it is made when eth0 is there. */
static bool make_vlan_port(struct ifplan_plan *plan, struct job *job,
			   const char *port, const struct entry *origin)
{
	const struct link_kind *kind = link_kind_of(port, NULL, 0);
	struct change change = {
		.verb = LINK_ADD,
		.link = port,
		.origin = origin,
		.addr_gen_mode = -1,
	};
	struct target target = { .name = port };
	struct job bare = { .target = &target };
	struct name_list lower = { .count = 0 };

	if (!kind || !kind->create || !kind->needs)
		return false;
	kind->needs(plan->arena, port, &lower);
	if (!lower.count || !snapshot_link(plan->snapshot, lower.names[0]) ||
	    !kind->create(plan, &bare, &change))
		return false;
	raise_lower(plan, job, &change);
	change.kind = kind->name;
	plan_change(plan, job, &change);
	return true;
}

bool link_add_port(struct ifplan_plan *plan, struct job *job, const char *port,
		   const struct entry *origin)
{
	const char *master = job->target->name;
	const struct link *to = snapshot_link(plan->snapshot, master);
	const struct link *link = snapshot_link(plan->snapshot, port), *now;

	if (!link) {
		if (make_vlan_port(plan, job, port, origin)) {
			set_master(plan, job, port, master, origin);
			return true;
		}
		plan_warning(plan, job, origin, NULL,
			     "%s is not present, skipped", port);
		return false;
	}
	now = snapshot_index(plan->snapshot, link->master);
	if (now && now != to) {
		plan_error(plan, job, origin, NULL,
			   "cannot add port %s: it is a port of %s", port,
			   now->name);
		return false;
	}
	set_master(plan, job, port, master, origin);
	return true;
}

/* bond-master, on the slave: the same join, seen from the other side. */
static void join_master(struct ifplan_plan *plan, struct job *job)
{
	const char *master = job_value(job, "bond-master");
	const char *name = job->target->name;
	const struct entry *entry = job_entry(job, "bond-master");
	const struct link *to, *link = snapshot_link(plan->snapshot, name);
	const struct link_kind *kind;

	if (!master || !link)
		return;
	to = snapshot_link(plan->snapshot, master);
	if (!to) {
		plan_error(plan, job, entry, "give it an iface stanza",
			   "no such bond: %s", master);
		return;
	}
	if (link->master != to->index)
		set_master(plan, job, name, master, entry);
	kind = link_kind_find(to->kind);
	if (kind && kind->joined)
		kind->joined(plan, job, to);
}

void link_settled(struct ifplan_plan *plan, struct job *job)
{
	const char *master = job_value(job, "bond-master");
	const struct link *to = master ?
		snapshot_link(plan->snapshot, master) : NULL;
	const struct link_kind *kind = to ? link_kind_find(to->kind) : NULL;

	if (kind && kind->settled)
		kind->settled(plan, job, to);
}

/* Creation */

static bool needs_flag(const struct change *change, uint8_t flag)
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
	raise_lower(plan, job, &change);
	if (have)
		change_existing(plan, job, have, &change);
	else
		plan_change(plan, job, &change);
}

bool link_is_early(const struct target *target)
{
	return target->kind && target->kind->has_name &&
		target->kind->has_name(target->name) &&
		!job_entry(&target->jobs[0], "vlan-raw-device");
}

/* A second stanza may say more about the link, or nothing at all. */
static bool speaks_of_kind(const struct job *job)
{
	return job->is_first ||
		link_kind_of("", job->entries, job->count) == job->target->kind;
}

void link_up(struct ifplan_plan *plan, struct job *job)
{
	const struct link_kind *kind = job->target->kind;

	if (kind && speaks_of_kind(job)) {
		if (kind->check)
			kind->check(plan, job);
		create_link(plan, job);
		if (!job->target->has_failed && kind->ports)
			kind->ports(plan, job);
	}
	join_master(plan, job);
}

/* Taking down */

/* A port that is up for its own sake stays up, unless all goes down. */
static bool stays_up(struct ifplan_plan *plan, const char *port)
{
	return !plan->is_all &&
		state_get(plan->ifplan, port) != NULL;
}

static void port_down(struct ifplan_plan *plan, struct job *job,
		      const char *port, bool was_created)
{
	const struct link *link = snapshot_link(plan->snapshot, port);
	struct change change = {
		.verb = LINK_SET,
		.link = port,
		.flag_mask = stays_up(plan, port) ? 0 : IFF_UP,
		.addr_gen_mode = link && link->addr_gen_mode == 1 ? 0 : -1,
		.master = was_created ? NULL : "",
	};
	struct step *step;

	if (!link)
		return;
	step = plan_change(plan, job, &change);
	if (step)
		step->is_late = true;
}

static void ports_down(struct ifplan_plan *plan, struct job *job)
{
	const struct link_kind *kind = job->target->kind;
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	size_t count = 0;
	const char **port = NULL;

	for (size_t i = 0; kind && kind->options && i < job->count; i++) {
		const struct option *row = option_find(kind->options,
						       job->entries[i].name);

		if (row && row->flags & OPTION_LOWER && row->type == TYPE_NAMES)
			port = link_ports(plan, job->entries[i].value, &count);
	}
	if (link && job->target->was_created) {
		if (count)
			link_set_flags(plan, job, link->name, false);
		plan_change(plan, job, &(struct change){
			.verb = LINK_DELETE,
			.link = link->name,
			.addr_gen_mode = -1,
		});
	}
	for (size_t i = 0; i < count; i++)
		port_down(plan, job, port[i], job->target->was_created);
}

/* With ifdown -a nobody else needs what we raised. */
static void lower_down(struct ifplan_plan *plan, struct job *job)
{
	struct step *step;

	for (size_t i = 0; plan->is_all && i < job->target->raised_count; i++) {
		step = link_set_flags(plan, job, job->target->raised[i],
				      false);
		if (step)
			step->is_late = true;
	}
}

void link_down(struct ifplan_plan *plan, struct job *job)
{
	struct target *target = job->target;

	if (job_value(job, "bond-master"))
		plan_change(plan, job, &(struct change){
			.verb = LINK_SET,
			.link = target->name,
			.master = "",
			.addr_gen_mode = -1,
		});
	ports_down(plan, job);
	lower_down(plan, job);
	for (size_t i = 0; i < target->created_count; i++)
		plan_change(plan, job, &(struct change){
			.verb = LINK_DELETE,
			.link = target->created[i],
			.addr_gen_mode = -1,
		});
}
