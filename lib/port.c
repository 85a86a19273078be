// SPDX-License-Identifier: LGPL-2.1-or-later
/* port.c - links that are ports of others: which, how they join and leave */
#include <linux/if_link.h>
#include <net/if.h>
#include <regex.h>
#include <string.h>

#include "lib/internal.h"

#define FEW 16

/* Where the names of a list go, and what is in it once they are not few. */
struct ports {
	struct arena *arena;
	struct name_list *list;
	struct intern seen;
};

static bool ports_have(struct ports *ports, const char *name)
{
	const struct name_list *list = ports->list;

	for (size_t i = 0; i < list->count && list->count <= FEW; i++)
		if (!strcmp(list->names[i], name))
			return true;
	if (list->count <= FEW)
		return false;
	while (ports->seen.count < list->count)
		(void)intern_add(&ports->seen,
				 list->names[ports->seen.count]);
	return intern_find(&ports->seen, name) != INTERN_NONE;
}

static void ports_add(struct ports *ports, const char *name)
{
	if (!ports_have(ports, name))
		*ARENA_PUSH(ports->arena, &ports->list->names,
			    &ports->list->count) = name;
}

static void ports_match(struct ports *ports, const char *pattern,
			const struct snapshot *snapshot,
			const struct model *model)
{
	regex_t regex;

	if (regcomp(&regex, arena_printf(ports->arena, "^(%s)$", pattern),
		    REG_EXTENDED | REG_NOSUB))
		return;
	for (size_t i = 0; snapshot && i < snapshot->link_count; i++)
		if (!snapshot->links[i]->is_gone &&
		    !regexec(&regex, snapshot->links[i]->name, 0, NULL, 0))
			ports_add(ports, snapshot->links[i]->name);
	for (struct iface *i = model ? model->first : NULL; i; i = i->next)
		if (!regexec(&regex, i->name, 0, NULL, 0))
			ports_add(ports, i->name);
	regfree(&regex);
}

/*
 * The words of a ports option.  `regex` makes patterns of the words that
 * follow, `noregex` names again; `all` means bridge-utils' four patterns.
 */
void port_expand(struct arena *arena, const char *words,
			 const struct snapshot *snapshot,
			 const struct model *model, struct name_list *list)
{
	static const char *const all[] = { "eth.*", "em.*", "en.*",
					   "p[0-9].*" };
	struct ports ports = {
		.arena = arena, .list = list, .seen.arena = arena,
	};
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
				ports_match(&ports, all[k], snapshot, model);
		else if (is_regex)
			ports_match(&ports, word[i], snapshot, model);
		else
			ports_add(&ports, word[i]);
	}
}

const char **port_names(struct ifplan_plan *plan, const char *words,
			size_t *ret_count)
{
	struct name_list list = { .count = 0 };

	if (words)
		port_expand(plan->arena, words, plan->snapshot, NULL, &list);
	*ret_count = list.count;
	return list.names;
}

/* What the port's own stanza says of its mtu, or NULL. */
static const struct entry *own_mtu(struct ifplan_plan *plan, const char *port)
{
	struct model *model = plan->ifplan->model;
	const struct target *target = plan_target(plan, port);
	const char *logical = target ? target->logical :
		state_get(plan->ifplan, port);
	const struct entry *found = NULL;

	for (struct iface *i = model_find(model, logical ? logical : port); i;
	     i = i->same_name) {
		const struct entry *mtu = model_get(model, i, "mtu");

		found = mtu ? mtu : found;
	}
	return found;
}

/* A slave got the bond's. */
static void restore_mtu(struct ifplan_plan *plan, struct job *job,
			const char *slave)
{
	const struct option *row = option_find(common_options, "mtu");
	const struct entry *mtu = own_mtu(plan, slave);
	struct setting setting;
	struct value value;
	const char *problem;

	if (!mtu || option_parse(plan->arena, row, mtu->value, &value,
				 &problem) < 0)
		return;
	setting = setting_new(plan->arena, row, &value, mtu);
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = slave,
		.addr_gen_mode = -1,
		.settings = &setting,
		.setting_count = 1,
	});
}

/*
 * A bridge gives its mtu to the ports whose own stanzas have none: the mtu of
 * the stanza that names them, as another one may be that of IPv6 alone.
 */
static void set_master(struct ifplan_plan *plan, struct job *job,
		       const char *port, const char *master,
		       const struct entry *origin)
{
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
	const struct entry *mtu = NULL;
	struct value value;

	if (is_bond && !plan->is_check && (!link || link->master != to->index))
		link_set_flags(plan, job, port, false);
	if (!is_bond && !job_is_of_other(job, origin))
		mtu = job_parse(plan, job, "mtu", &value);
	if (mtu && !own_mtu(plan, port))
		*ARENA_PUSH(plan->arena, &change.settings,
			    &change.setting_count) =
			setting_new(plan->arena, mtu->row, &value, origin);
	plan_change(plan, job, &change);
	/* A bond has raised what joined just now; kernels differ in what comes
	   first when one message says both. */
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = port,
		.origin = origin,
		.flags = IFF_UP,
		.flag_mask = IFF_UP,
		.addr_gen_mode = -1,
	});
	if (is_bond && !plan->is_check)
		restore_mtu(plan, job, port);
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
	/* What carries ports has no addresses of its own either. */
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = lower.names[0],
		.addr_gen_mode = 1,
	});
	link_raise_lower(plan, job, &change);
	change.kind = kind->name;
	plan_change(plan, job, &change);
	return true;
}

void port_await(struct ifplan_plan *plan, struct job *job, const char *port,
		const struct entry *limit, unsigned limit_ms)
{
	if (snapshot_link(plan->snapshot, port) ||
	    link_kind_of(port, NULL, 0))
		return;
	plan_wait(plan, job, &(struct wait){
		.what = WAIT_EXISTS,
		.link = port,
		.limit = limit,
		.limit_ms = limit_ms,
	});
	snapshot_expect_link(plan->snapshot, port);
}

/* One that comes up before: its pre-up commands may make it. */
static bool is_made_by_command(const struct ifplan_plan *plan,
			       const char *port)
{
	const struct target *target = plan_target(plan, port);

	return target && target->has_barrier && !target->has_failed;
}

bool port_add(struct ifplan_plan *plan, struct job *job, const char *port,
		   const struct entry *origin)
{
	const char *master = job->target->name;
	const struct link *to = snapshot_link(plan->snapshot, master);
	const struct link *link = snapshot_link(plan->snapshot, port), *now;

	if (plan->is_check) {
		set_master(plan, job, port, master, origin);
		return link;
	}
	if (!link && is_made_by_command(plan, port))
		link = snapshot_expect_link(plan->snapshot, port);
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

bool port_is_joining(struct model *model, struct iface *iface,
		     const char *master)
{
	size_t count;
	const struct entry *entry = model_entries(model, iface, &count);

	for (size_t i = 0; i < count; i++)
		if (text_same_option(entry[i].name, "bond-master") &&
		    !strcmp(entry[i].value, master))
			return true;
	return false;
}

/* bond-master, on the slave: the same join, seen from the other side. */
void port_join(struct ifplan_plan *plan, struct job *job)
{
	const char *master = job_value(job, "bond-master");
	const char *name = job->target->name;
	const struct entry *entry = job_entry(job, "bond-master");
	const struct link *to, *link = snapshot_link(plan->snapshot, name);
	const struct link_kind *kind;

	if (!master || !link)
		return;
	kind = link_kind_find("bond");
	if (kind && link_is_left_to_scripts(plan->ifplan, kind))
		return;
	to = snapshot_link(plan->snapshot, master);
	if (!to) {
		plan_error(plan, job, entry, "give it an iface stanza",
			   "no such bond: %s", master);
		return;
	}
	if (plan->is_check || link->master != to->index)
		set_master(plan, job, name, master, entry);
	kind = link_kind_find(to->kind);
	if (kind && kind->joined)
		kind->joined(plan, job, to);
}

void port_settled(struct ifplan_plan *plan, struct job *job)
{
	const char *master = job_value(job, "bond-master");
	const struct link *to = master ?
		snapshot_link(plan->snapshot, master) : NULL;
	const struct link_kind *kind = to ? link_kind_find(to->kind) : NULL;

	if (kind && kind->settled && !plan->is_check &&
	    !link_is_left_to_scripts(plan->ifplan, kind))
		kind->settled(plan, job, to);
}

/* A port that is up for its own sake stays up, unless all goes down. */
static bool stays_up(struct ifplan_plan *plan, const char *port)
{
	return !plan->is_all && state_get(plan->ifplan, port);
}

void port_lower(struct ifplan_plan *plan, struct job *job, const char *name,
		bool goes_down, bool is_released)
{
	const struct link *link = snapshot_link(plan->snapshot, name);
	struct step *step = link ? plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = name,
		.flag_mask = goes_down ? IFF_UP : 0,
		/* Addresses of its own again, as nobody has them for it. */
		.addr_gen_mode = link->addr_gen_mode == 1 ? 0 : -1,
		.master = is_released ? "" : NULL,
	}) : NULL;

	if (!step)
		return;
	step->is_late = true;
	step->spares_recorded = !plan->is_all;
}

static void add_ports(struct ifplan_plan *plan, const struct job *job,
		      struct name_list *ports)
{
	const struct link_kind *kind = job->target->kind;

	for (size_t i = 0; kind && kind->options && i < job->count; i++) {
		const struct option *row = option_find(kind->options,
						       job->entries[i].name);

		if (row && row->flags & OPTION_LOWER && row->type == TYPE_NAMES)
			port_expand(plan->arena, job->entries[i].value,
				    plan->snapshot, NULL, ports);
	}
}

void port_down_all(struct ifplan_plan *plan, struct job *job)
{
	struct target *target = job->target;
	const struct link *link = snapshot_link(plan->snapshot, target->link);
	struct name_list ports = { .count = 0 };

	for (size_t i = 0; i < target->job_count; i++)
		add_ports(plan, &target->jobs[i], &ports);
	if (link && target->was_created) {
		if (ports.count)
			link_set_flags(plan, job, link->name, false);
		plan_change(plan, job, &(struct change){
			.verb = LINK_DELETE,
			.link = link->name,
			.addr_gen_mode = -1,
		});
	}
	for (size_t i = 0; i < ports.count; i++)
		port_lower(plan, job, ports.names[i],
			   !stays_up(plan, ports.names[i]),
			   !target->was_created);
}
