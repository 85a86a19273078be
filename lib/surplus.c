// SPDX-License-Identifier: LGPL-2.1-or-later
/* surplus.c - what a link has and no stanza speaks of: shown, and left alone */
#include <linux/if_addr.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/check.h"
#include "lib/internal.h"

/* Ports */

/* Does a stanza of its own put it there? */
static bool joins_itself(struct model *model, const char *port,
			 const char *master)
{
	struct iface *iface = model_find(model, port);

	while (iface && !port_is_joining(model, iface, master))
		iface = iface->same_name;
	return iface;
}

/* The ports that the link has beyond NAMES, in brackets. */
static const char *other_ports(struct ifplan_plan *plan, struct job *job,
			       const char **names, size_t count)
{
	const struct snapshot *snapshot = plan->snapshot;
	const struct link *master = snapshot_link(snapshot, job->target->link);
	struct intern known = { .arena = plan->arena };
	struct text out = { .arena = plan->arena };

	for (size_t i = 0; i < count; i++)
		(void)intern_add(&known, names[i]);
	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *port = snapshot->links[i];

		if (port->master != master->index ||
		    intern_find(&known, port->name) != INTERN_NONE ||
		    joins_itself(plan->ifplan->model, port->name,
				 job->target->name))
			continue;
		text_add(&out, "%s(%s)", out.length ? " " : "", port->name);
	}
	return out.length ? out.at : "";
}

static void claim_ports(struct ifplan_plan *plan, struct job *job,
			const struct entry *entry)
{
	size_t count;
	const char **names = port_names(plan, entry->value, &count);
	const char *others = other_ports(plan, job, names, count);
	struct claim *claim;

	/* As ifupdown2: of no ports, as it should be, nothing is said. */
	if (!count && !*others)
		return;
	claim = claim_of(job, entry);
	if (!claim)
		return;
	claim->is_list = true;
	claim->extra = others;
	claim_pass(claim);
	if (*others && job->checked->check->is_strict)
		claim_fail(claim, "%s: not in the file", others);
}

void surplus_ports(struct ifplan_plan *plan, struct job *job)
{
	const struct link_kind *kind = job->target->kind;

	for (size_t i = 0; kind && kind->options && i < job->count; i++) {
		const struct option *row = option_find(kind->options,
						       job->entries[i].name);

		if (row && row->type == TYPE_NAMES &&
		    row->flags & OPTION_LOWER)
			claim_ports(plan, job, &job->entries[i]);
	}
}

/* Addresses */

/* The link's own: lo's, and the one in fe80::/10 that the kernel makes. */
static bool is_kernels(const struct link *link, const struct address *address)
{
	if (link->flags & IFF_LOOPBACK || !strcmp(link->name, "lo"))
		return address->ip.family == AF_INET6 ?
			address->ip.prefix == 128 :
			address->ip.bytes[0] == 127;
	return is_link_local6(&address->ip);
}

static bool is_advertised(const struct address *address)
{
	return address->ip.family == AF_INET6 &&
		(address->flags & (IFA_F_MANAGETEMPADDR | IFA_F_TEMPORARY) ||
		 address->is_advertised);
}

static const char *origin_of(const struct address *address)
{
	if (is_advertised(address))
		return "by router advertisement";
	return address->flags & IFA_F_PERMANENT ? "not in the file" :
		"not in the file, for a limited time";
}

/* inet6 auto takes what routers advertise. */
static bool wants_advertised(const struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++)
		if (target->jobs[i].iface->family == FAMILY_INET6 &&
		    !strcmp(target->jobs[i].iface->method, "auto"))
			return true;
	return false;
}

static bool stanza_has(struct model *model, struct iface *iface,
		       const struct ip_address *ip)
{
	size_t count;
	const struct entry *entry = model_entries(model, iface, &count);
	struct ip_address its;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(entry[i].name, "address") &&
		    text_read_address(entry[i].value, &its) == 0 &&
		    same_ip(&its, ip))
			return true;
	return false;
}

/* A label's stanza (eth0:1) that is not checked this time. */
static bool label_has(struct model *model, const char *link,
		      const struct ip_address *ip)
{
	size_t length = strlen(link);

	for (struct iface *i = model->first; i; i = i->next)
		if (!strncmp(i->name, link, length) && i->name[length] == ':' &&
		    stanza_has(model, i, ip))
			return true;
	return false;
}

static void add_address(struct job *job, const struct address *address)
{
	struct claim *claim = claim_new(job, "address",
					option_find(common_options, "address"));
	char shown[TEXT_PREFIX_SIZE];

	claim->is_extra = true;
	claim->position = job->raw_count;
	text_add(&claim->actual, "%s", text_print_prefix(&address->ip, shown));
	if (job->checked->check->is_strict)
		claim_fail(claim, "%s", origin_of(address));
	else
		claim->reason = origin_of(address);
}

void surplus_addresses(struct ifplan_plan *plan, struct target *target)
{
	struct job *last = &target->jobs[target->job_count - 1];
	const struct link *link = snapshot_link(plan->snapshot, target->link);
	bool has_autoconf = wants_advertised(target);

	if (strcmp(target->name, target->link))
		return;
	for (const struct address *a = link->addresses; a; a = a->next)
		if (!a->is_claimed && !is_kernels(link, a) &&
		    !(has_autoconf && is_advertised(a)) &&
		    !label_has(plan->ifplan->model, link->name, &a->ip))
			add_address(last, a);
}
