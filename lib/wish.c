// SPDX-License-Identifier: LGPL-2.1-or-later
/* wish.c - what the planner wants, held against what is */
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/check.h"
#include "lib/internal.h"

static bool is_own(const struct job *job, const struct link *link)
{
	return !strcmp(job->target->link, link->name);
}

/* Attributes */

static const char *wanted_text(struct ifplan_plan *plan,
			       const struct setting *setting)
{
	if (setting->wire == WIRE_IFINDEX)
		return setting->link;
	return setting_format(plan->arena, setting->row, plan->snapshot,
			      setting->bytes, setting->length);
}

/* A random address is another one each time it is asked for. */
static bool is_random(const struct entry *entry)
{
	const char *value = entry && entry->line ? entry->line->value : "";
	size_t length = strlen(value);

	return length >= 6 && !strcmp(value + length - 6, "random");
}

/* Soon it will be what was asked for again. */
static bool is_passing(const struct link *link, const struct option *row)
{
	const struct link_kind *kind = link_kind_find(link->kind);

	return kind && kind->is_passing && kind->is_passing(link, row);
}

static void set_actual(struct claim *claim, const char *text)
{
	size_t length = strlen(text);

	claim->actual.at = arena_strndup(claim->actual.arena, text, length);
	claim->actual.length = length;
	claim->actual.room = length + 1;
}

/* The attribute that the option is about: the machine's value is shown. */
static void claim_value(struct ifplan_plan *plan, struct claim *claim,
			const struct setting *setting, const char *have,
			bool is_same)
{
	const char *shown;

	if (is_same) {
		set_actual(claim, claim->expected);
		claim_pass(claim);
		return;
	}
	shown = claim_style(plan->arena, setting->row, claim->expected, have);
	set_actual(claim, shown);
	claim_fail(claim, *shown ? "is %s, not %s" : "is %snot set, not %s",
		   shown, claim->expected);
}

/* One of several: of a port, or of the link below. */
static void claim_part(struct claim *claim, const struct link *link,
		       const struct setting *setting, const char *have,
		       bool is_same)
{
	if (setting->row->type == TYPE_PER_PORT) {
		claim->is_list = true;
		/* That it is no port is another claim's business. */
		if (!*have)
			return;
		text_add(&claim->actual, "%s%s%c%s",
			 claim->actual.length ? " " : "", link->name,
			 strchr(claim->expected, '=') ? '=' : ' ', have);
	}
	claim_pass(claim);
	if (!is_same && setting->row == claim->row)
		claim_fail(claim, "%s has %s", link->name, have);
	else if (!is_same)
		claim_fail(claim, *have ? "%s has %s %s" : "%s has no %s",
			   link->name, setting->row->name, have);
}

static void wish_setting(struct ifplan_plan *plan, struct job *job,
			 const struct link *link, const struct setting *setting,
			 const struct entry *origin)
{
	const char *want = wanted_text(plan, setting);
	const char *have = link_attribute_text(plan->arena, plan->snapshot,
					       link, setting->row);
	bool is_same = link_has_setting(plan->snapshot, link, setting) ||
		(*have && !strcmp(want, have));
	struct claim *claim = claim_of(job, origin);

	if (claim && (is_random(origin) || is_passing(link, setting->row))) {
		set_actual(claim, have);
		return;
	}
	if (!claim && !is_same)
		check_fail(job, NULL, "%s is %s, not %s", setting->row->name,
			   have, want);
	if (!claim)
		return;
	claim->is_disruptive |= !is_same && setting->row->flags &
		(OPTION_NEEDS_DOWN | OPTION_NEEDS_EMPTY | OPTION_AT_CREATION);
	if (is_own(job, link) && setting->row->type != TYPE_PER_PORT)
		claim_value(plan, claim, setting, have, is_same);
	else
		claim_part(claim, link, setting, have, is_same);
}

/* Ports, and up or down */

/* Is it to be a port, and is none?  Then more about it is not said. */
static bool is_no_port(const struct ifplan_plan *plan, const struct job *job,
		       const struct link *link, const struct change *change)
{
	const struct link *own = snapshot_link(plan->snapshot,
					       job->target->link);

	return change->origin && link != own && link->master != own->index;
}

/* The link's own wish to be in (bond-master), or one of a list of ports. */
static void wish_master(struct ifplan_plan *plan, struct job *job,
			const struct link *link, const struct change *change)
{
	const struct link *to = snapshot_link(plan->snapshot, change->master);
	const struct link *now = snapshot_index(plan->snapshot, link->master);
	struct claim *claim = claim_of(job, change->origin);

	if (!claim)
		return;
	claim->is_list = !is_own(job, link);
	if (to && now == to) {
		text_add(&claim->actual, "%s%s",
			 claim->actual.length ? " " : "",
			 claim->is_list ? link->name : to->name);
		claim_pass(claim);
	} else if (now) {
		claim_fail(claim, "%s is in %s", link->name, now->name);
	} else {
		claim_fail(claim, "%s is not in %s", link->name,
			   change->master);
	}
}

/* On the way a link may have to go down; in the end it never does. */
static void wish_flags(struct ifplan_plan *plan, struct job *job,
		       const struct link *link, const struct change *change)
{
	if (!(change->flag_mask & change->flags & IFF_UP) ||
	    link->flags & IFF_UP || is_no_port(plan, job, link, change))
		return;
	if (is_own(job, link))
		check_fail_text(job, "link is down");
	else
		check_fail(job, change->origin, "%s is down", link->name);
}

/* What making it would add by itself is no wish of the file. */
static bool is_wish(const struct change *change, const struct setting *setting)
{
	const struct entry *origin = setting->origin;

	return setting->row &&
		(change->verb != LINK_ADD || origin != change->origin ||
		 (origin && text_same_option(origin->name,
					     setting->row->name)));
}

static void wish_link(struct ifplan_plan *plan, struct job *job,
		      const struct link *link, const struct change *change)
{
	struct claim *claim = change->verb == LINK_ADD ?
		claim_of(job, change->origin) : NULL;

	if (claim)
		claim_pass(claim);
	if (change->master && *change->master)
		wish_master(plan, job, link, change);
	wish_flags(plan, job, link, change);
	for (size_t i = 0; i < change->setting_count; i++) {
		const struct setting *setting = &change->settings[i];

		if (is_wish(change, setting) &&
		    !job_is_of_other(job, setting->origin))
			wish_setting(plan, job, link, setting, setting->origin ?
				     setting->origin : change->origin);
	}
}

/* Addresses */

static const char *address_text(struct arena *arena,
				const struct ip_address *ip)
{
	char shown[TEXT_PREFIX_SIZE];

	return arena_strdup(arena, text_print_prefix(ip, shown));
}

static struct address *find_ip(const struct link *link,
			       const struct ip_address *ip)
{
	struct address *have = link->addresses;

	while (have && !same_ip(&have->ip, ip))
		have = have->next;
	return have;
}

static void claim_address(struct arena *arena, struct claim *claim,
			  const struct address *have,
			  const struct address *want)
{
	claim->expected = address_text(arena, &want->ip);
	if (!have) {
		claim_fail(claim, "missing");
		return;
	}
	set_actual(claim, have->ip.prefix == want->ip.prefix ?
		   claim->expected : address_text(arena, &have->ip));
	if (have->ip.prefix != want->ip.prefix)
		claim_fail(claim, "is %s, not %s", claim->actual.at,
			   claim->expected);
	else if (have->flags & IFA_F_DADFAILED)
		claim_fail(claim, "another machine has it");
	else if (have->runs_out)
		claim_fail(claim, "is there for a while only");
	else
		claim_pass(claim);
}

static void wish_address(struct ifplan_plan *plan, struct job *job,
			 const struct link *link, const struct change *change)
{
	const struct address *want = &change->address;
	struct address *have = link_find_address(link, want);
	struct claim *claim = claim_of(job, change->origin);

	if (!have)
		have = find_ip(link, &want->ip);
	if (have) {
		have->is_claimed = true;
		address_claim(job, have, want);
	}
	if (claim && claim->row && !strcmp(claim->row->name, "address"))
		claim_address(plan->arena, claim, have, want);
	else if (!have)
		check_fail(job, NULL, "no address %s",
			   address_text(plan->arena, &want->ip));
}

/* Routes */

/* Routes, or VLANs of ports, are asked for when the first wish is about them. */
static bool has_asked(struct ifplan_plan *plan, struct job *job,
		      const struct entry *origin, unsigned want)
{
	struct kernel *kernel;
	int r = 0;

	if (!plan->ifplan->snapshot_path)
		r = ifplan_kernel(plan->ifplan, &kernel);
	if (r == 0 && !plan->ifplan->snapshot_path)
		r = kernel_snapshot_more(kernel, plan->snapshot, want);
	if (r < 0)
		check_fail(job, origin, "the kernel does not tell: %s",
			   strerror(-r));
	return r == 0;
}

/* The kernel gives an IPv6 route a metric where none is asked for. */
static uint32_t metric_of(const struct route *route)
{
	return !route->metric && route->to.family == AF_INET6 ? 1024 :
		route->metric;
}

static bool has_same_target(const struct route *a, const struct route *b)
{
	return same_ip(&a->to, &b->to) && a->to.prefix == b->to.prefix &&
		a->table == b->table;
}

static bool is_fulfilled(const struct route *have, const struct route *want)
{
	return has_same_target(have, want) && !strcmp(have->link, want->link) &&
		metric_of(have) == metric_of(want) &&
		(!want->via.family || same_ip(&have->via, &want->via));
}

/* Of the link, and of the metric, is what most likely stands in its place. */
static unsigned nearness(const struct route *have, const struct route *want)
{
	if (!has_same_target(have, want))
		return 0;
	return 1 + (metric_of(have) == metric_of(want)) +
		2 * !strcmp(have->link, want->link) +
		4 * is_fulfilled(have, want);
}

static const struct route *find_route(const struct ifplan_plan *plan,
				      const struct route *want)
{
	const struct route *found = NULL;
	unsigned best = 0;

	for (const struct route *r = plan->snapshot->routes; r; r = r->next) {
		unsigned near = nearness(r, want);

		if (near <= best)
			continue;
		best = near;
		found = r;
	}
	return found;
}

static const char *router_text(struct arena *arena, const struct route *route)
{
	char shown[46];

	if (!route->via.family)
		return arena_printf(arena, "%s", route->link);
	return arena_strdup(arena, text_print_address(&route->via, shown));
}

/* The route that is there in its place. */
static void claim_router(struct ifplan_plan *plan, struct claim *claim,
			 const struct route *have, const struct route *want)
{
	const char *router = router_text(plan->arena, have);

	if (strcmp(have->link, want->link)) {
		claim_fail(claim, "no default route via %s; found via %s on %s",
			   want->link, router, have->link);
		return;
	}
	set_actual(claim, router);
	if (metric_of(have) != metric_of(want))
		claim_fail(claim, "metric is %u, not %u", metric_of(have),
			   metric_of(want));
	else
		claim_fail(claim, "is %s, not %s", router, claim->expected);
}

static void wish_route(struct ifplan_plan *plan, struct job *job,
		       const struct change *change)
{
	const struct route *want = &change->route;
	const struct route *have;
	struct claim *claim = claim_of(job, change->origin);
	bool is_router = claim && claim->row &&
		!strcmp(claim->row->name, "gateway") && want->via.family;

	if (!has_asked(plan, job, change->origin, SNAPSHOT_ROUTES))
		return;
	have = find_route(plan, want);
	if (have && is_fulfilled(have, want)) {
		if (is_router)
			set_actual(claim, claim->expected);
		if (claim)
			claim_pass(claim);
	} else if (is_router && have) {
		claim_router(plan, claim, have, want);
	} else if (is_router) {
		claim_fail(claim, "no default route");
	} else {
		check_fail(job, change->origin, "missing: %s",
			   describe_change(plan->arena, change));
	}
}

/* VLANs of ports */

#define ID_MAX 4094

static const char *missing_ids(struct arena *arena, const struct link *link,
			       const struct vlan_ids *want)
{
	bool has[ID_MAX + 2] = { false };
	struct text out = { .arena = arena };

	text_add(&out, "%s", "");
	for (const struct vlan_ids *v = link->vlans; v; v = v->next)
		for (unsigned id = v->first; id <= v->last && id <= ID_MAX &&
		     v->on_self == want->on_self; id++)
			has[id] = true;
	for (unsigned id = want->first, last; id <= want->last; id = last + 1) {
		for (last = id; last < want->last && !has[id] &&
		     !has[last + 1]; last++)
			;
		if (has[id])
			continue;
		text_add(&out, last > id ? "%s%u-%u" : "%s%u",
			 out.length ? " " : "", id, last);
	}
	return out.at;
}

static void wish_vlans(struct ifplan_plan *plan, struct job *job,
		       const struct link *link, const struct change *change)
{
	struct claim *claim = claim_of(job, change->origin);
	const char *missing;

	if (is_no_port(plan, job, link, change) ||
	    !has_asked(plan, job, change->origin, SNAPSHOT_VLANS))
		return;
	missing = missing_ids(plan->arena, link, &change->vlans);
	if (*missing && !claim) {
		check_fail_text(job, "bridge vid error");
		check_fail(job, NULL, "VLAN %s is missing on %s", missing,
			   link->name);
	} else if (*missing) {
		claim_fail(claim, "missing on %s: %s", link->name, missing);
	} else if (claim) {
		claim_pass(claim);
	}
}

/* All of them */

void wish_change(struct ifplan_plan *plan, struct job *job,
		 const struct change *change)
{
	const struct link *link = snapshot_link(plan->snapshot, change->link);

	if (job_is_of_other(job, change->origin))
		return;
	if (!link) {
		check_fail(job, change->origin, "%s is missing", change->link);
		return;
	}
	switch (change->verb) {
	case LINK_ADD:
	case LINK_SET:
		wish_link(plan, job, link, change);
		break;
	case ADDRESS_ADD:
		wish_address(plan, job, link, change);
		break;
	case ROUTE_ADD:
	case ROUTE_REPLACE:
		wish_route(plan, job, change);
		break;
	case VLAN_ADD:
		wish_vlans(plan, job, link, change);
		break;
	default:
		/* Nothing that is there hurts. */
		break;
	}
}

/* Settings that are files */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const char *sysctl_text(struct ifplan_plan *plan,
			       const struct claim *claim, const char *text)
{
	struct value value;

	if (!claim->row || claim->row->place != PLACE_SYSCTL ||
	    text_read_number(text, &value.number) < 0)
		return text;
	return claim_style(plan->arena, claim->row, claim->expected,
			   option_format(plan->arena, claim->row, &value));
}

/* It came with the link, as a number, or is read. */
static int read_sysctl(struct ifplan_plan *plan, const struct sysctl *sysctl,
		       bool *ret_same, char *ret, size_t size)
{
	const struct link *link = snapshot_link(plan->snapshot, sysctl->link);
	char wanted[16];
	int32_t value;
	int r;

	if (link && link_sysctl(link, sysctl->file, &value)) {
		*ret_same = value == (int64_t)sysctl->value;
		if (!*ret_same)
			(void)snprintf(ret, size, "%d", (int)value);
		return 0;
	}
	r = sysctl_read(sysctl_path(plan->arena, sysctl->file, sysctl->link),
			ret, size);
	(void)snprintf(wanted, sizeof(wanted), "%u", sysctl->value);
	*ret_same = r == 0 && !strcmp(ret, wanted);
	return r;
}

void wish_sysctl(struct ifplan_plan *plan, struct job *job,
		 const struct entry *origin, const struct sysctl *sysctl)
{
	struct claim *claim;
	bool is_same;
	char now[64];

	if (plan->ifplan->snapshot_path ||
	    read_sysctl(plan, sysctl, &is_same, now, sizeof(now)) < 0)
		return;
	claim = claim_of(job, origin);
	if (!claim && !is_same)
		check_fail(job, NULL, "%s is %s, not %u",
			   last_part(sysctl->file), now, sysctl->value);
	if (!claim)
		return;
	set_actual(claim, is_same ? claim->expected :
		   sysctl_text(plan, claim, now));
	if (is_same)
		claim_pass(claim);
	else
		claim_fail(claim, "is %s, not %s", claim->actual.at,
			   claim->expected);
}

/* Leases */

/* An address that no stanza has: whoever got it, it is there. */
static bool is_lease(const struct address *address, uint8_t family)
{
	return address->ip.family == family && !address->is_claimed &&
		address->scope != RT_SCOPE_LINK &&
		!(address->flags & (IFA_F_MANAGETEMPADDR | IFA_F_TEMPORARY));
}

void wish_lease(struct ifplan_plan *plan, struct job *job, uint8_t family)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	bool has_one = false;

	for (struct address *a = link->addresses; a; a = a->next)
		if (is_lease(a, family))
			has_one = a->is_claimed = true;
	if (!has_one)
		check_fail(job, NULL, "no address from DHCP");
	else if (job->checked->status == IFPLAN_UNKNOWN)
		job->checked->status = IFPLAN_PASS;
}
