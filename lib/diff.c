// SPDX-License-Identifier: LGPL-2.1-or-later
/* diff.c - a wish held against what is: what is left to do */
#include <net/if.h>
#include <string.h>

#include "lib/plan.h"

static bool has_master(const struct snapshot *snapshot, const struct link *link,
		       const char *master)
{
	const struct link *to;

	if (!*master)
		return link->master == 0;
	to = snapshot_link(snapshot, master);
	return to && to->index == link->master;
}

static bool has_settings(const struct snapshot *snapshot,
			 const struct link *link, const struct change *change)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (!link_has_setting(snapshot, link, &change->settings[i]))
			return false;
	return true;
}

/* What the link has is left out. */
static void diff_settings(const struct snapshot *snapshot,
			  const struct link *link, struct change *change)
{
	size_t left = 0;

	if (change->is_whole && !has_settings(snapshot, link, change))
		return;
	for (size_t i = 0; i < change->setting_count; i++)
		if (!link_has_setting(snapshot, link, &change->settings[i]))
			change->settings[left++] = change->settings[i];
	change->setting_count = left;
}

static bool diff_link(const struct snapshot *snapshot, struct change *change)
{
	const struct link *link = snapshot_link(snapshot, change->link);

	if (!link)
		return true;
	if (change->master && has_master(snapshot, link, change->master))
		change->master = NULL;
	if ((link->flags & change->flag_mask) ==
	    (change->flags & change->flag_mask))
		change->flag_mask = 0;
	if (link->addr_gen_mode == change->addr_gen_mode ||
	    link->addr_gen_mode < 0)
		change->addr_gen_mode = -1;
	diff_settings(snapshot, link, change);
	return change->setting_count || change->new_name || change->master ||
		change->flag_mask || change->addr_gen_mode >= 0;
}

static bool has_route(const struct snapshot *snapshot,
		      const struct route *route)
{
	for (const struct route *r = snapshot->routes; r; r = r->next)
		if (same_route(r, route))
			return true;
	return false;
}

static bool has_vlans(const struct link *link, const struct vlan_ids *ids)
{
	for (const struct vlan_ids *v = link->vlans; v; v = v->next)
		if (v->first <= ids->first && v->last >= ids->last &&
		    v->on_self == ids->on_self)
			return true;
	return false;
}

bool diff_change(const struct ifplan_plan *plan, struct change *change)
{
	const struct snapshot *snapshot = plan->snapshot;
	const struct link *link = snapshot_link(snapshot, change->link);
	const struct address *have;

	switch (change->verb) {
	case LINK_ADD:
		return !link;
	case LINK_SET:
		return diff_link(snapshot, change);
	case LINK_DELETE:
	case ROUTE_DELETE:
		return link != NULL;
	case ADDRESS_ADD:
		have = link ? link_find_address(link, &change->address) : NULL;
		change->address.is_forced = have && have->runs_out;
		return !have || have->runs_out;
	case ADDRESS_DELETE:
		return link && link_find_address(link, &change->address);
	case ROUTE_ADD:
	case ROUTE_REPLACE:
		return !has_route(snapshot, &change->route);
	case VLAN_ADD:
		return !link || !has_vlans(link, &change->vlans);
	case VLAN_DELETE:
		return link && has_vlans(link, &change->vlans);
	}
	return true;
}
