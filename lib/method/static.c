// SPDX-License-Identifier: LGPL-2.1-or-later
/* static.c - addresses and a router written in the file */
#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/internal.h"

static uint32_t mask_of(unsigned prefix)
{
	return prefix ? UINT32_MAX << (32 - prefix) : 0;
}

/* What the kernel gets: every address line */

/* "10.1.2.3/24 # uplink": ifupdown reads the number and no further. */
static const char *without_remark(struct arena *arena, const char *text)
{
	const char *slash = strchr(text, '/');
	const char *remark = slash ? strpbrk(slash, " \t") : NULL;

	return remark && remark[strspn(remark, " \t")] == '#' ?
		arena_strndup(arena, text, (size_t)(remark - text)) : text;
}

static bool read_one(struct ifplan_plan *plan, struct job *job,
		     const struct entry *entry, bool is_first,
		     struct address *ret)
{
	const struct entry *netmask = job_entry(job, "netmask");
	bool has_netmask = netmask && (netmask->line || netmask->file);

	const char *text = job->iface->family == FAMILY_INET ?
		without_remark(plan->arena, entry->value) : entry->value;

	if (text_read_address(text, &ret->ip) < 0) {
		plan_error(plan, job, entry, NULL,
			   "\"%s\" is not an address with a prefix length",
			   entry->value);
		return false;
	}
	if (has_netmask && (is_first || !ret->ip.has_prefix) &&
	    text_read_netmask(job_value(job, "netmask"), ret->ip.family,
			      &ret->ip.prefix) < 0) {
		plan_error(plan, job, netmask, NULL, "\"%s\" is not a netmask",
			   netmask->value);
		return false;
	}
	return true;
}

/* + and - computed from the address; anything else is an address itself. */
static bool read_broadcast(struct ifplan_plan *plan, struct job *job,
			   struct address *address)
{
	const struct entry *entry = job_entry(job, "broadcast");
	const char *text = entry ? entry->value : "+";
	uint32_t ip, mask = mask_of(address->ip.prefix);

	for (size_t i = 0; i < job->raw_count; i++)
		if (!strcmp(job->raw[i].name, "broadcast"))
			text = job->raw[i].value;
	if (entry && !entry->line)
		text = "+";
	if (strcmp(text, "+") && strcmp(text, "-")) {
		if (text_read_address(text, &address->broadcast) == 0 &&
		    address->broadcast.family == AF_INET)
			return true;
		plan_error(plan, job, entry, NULL,
			   "\"%s\" is not a broadcast address", text);
		return false;
	}
	memcpy(&ip, address->ip.bytes, 4);
	ip = *text == '+' ? ntohl(ip) | ~mask : ntohl(ip) & mask;
	if (address->ip.prefix == 31)
		ip = *text == '+' ? UINT32_MAX : 0;
	ip = htonl(ip);
	address->broadcast = address->ip;
	memcpy(address->broadcast.bytes, &ip, 4);
	return true;
}

/* With a netmask in bits: then ip(8) computes it, if there is room for one. */
static bool is_unconverted(const struct job *job)
{
	const char *text = job_value(job, "broadcast");

	return text && (!strcmp(text, "+") || !strcmp(text, "-"));
}

static bool read_rest(struct ifplan_plan *plan, struct job *job,
		      struct address *address)
{
	struct value value;
	const char *peer = job_value(job, "pointopoint");

	if (job_parse(plan, job, "scope", &value))
		address->scope = (uint8_t)value.number;
	else if (address->ip.family == AF_INET && address->ip.bytes[0] == 127)
		address->scope = RT_SCOPE_HOST;
	if (job_parse(plan, job, "preferred-lifetime", &value))
		address->preferred_s = (uint32_t)value.number;
	if (job_value(job, "dad-attempts") && !job_is_true(job, "dad-attempts"))
		address->flags |= IFA_F_NODAD;
	if (address->ip.family != AF_INET)
		return true;
	address->label = job->target->name;
	if (!read_broadcast(plan, job, address))
		return false;
	/* The prefix is the peer's, which is alone: nobody else is beside it. */
	if (peer && text_read_address(peer, &address->peer) == 0)
		address->ip.prefix = address->peer.prefix = 32;
	if (address->ip.prefix > 30 && is_unconverted(job))
		address->broadcast.family = 0;
	return true;
}

/* Those of a stanza, which mostly are few. */
struct addresses {
	struct address few[4];
	struct address *all;
	size_t count;
};

/* They end before the first bad one. */
static void read_addresses(struct ifplan_plan *plan, struct job *job,
			   struct addresses *ret)
{
	ret->count = 0;
	ret->all = job->raw_count <= sizeof(ret->few) / sizeof(*ret->few) ?
		ret->few : ARENA_ARRAY(plan->arena, job->raw_count,
				       struct address);
	for (size_t i = 0; i < job->raw_count; i++) {
		struct address *address = &ret->all[ret->count];

		if (!text_same(job->raw[i].name, "address"))
			continue;
		*address = (struct address){ .preferred_s = UINT32_MAX };
		if (!read_one(plan, job, &job->raw[i], !ret->count, address) ||
		    !read_rest(plan, job, address))
			return;
		ret->count++;
	}
}

static const struct entry *address_entry(const struct job *job, size_t number)
{
	for (size_t i = 0; i < job->raw_count; i++)
		if (!strcmp(job->raw[i].name, "address") && number-- == 0)
			return &job->raw[i];
	return NULL;
}

static struct step *change_address(struct ifplan_plan *plan, struct job *job,
				   const struct address *address,
				   const struct entry *origin,
				   enum change_verb verb)
{
	return plan_change(plan, job, &(struct change){
		.verb = verb,
		.link = job->target->link,
		.origin = origin,
		.address = *address,
		.addr_gen_mode = -1,
	});
}

static void change_addresses(struct ifplan_plan *plan, struct job *job,
			     enum change_verb verb)
{
	bool is_addition = verb == ADDRESS_ADD;
	struct addresses addresses;

	read_addresses(plan, job, &addresses);
	for (size_t i = 0; i < addresses.count; i++) {
		struct step *step =
			change_address(plan, job, &addresses.all[i],
				       is_addition ? address_entry(job, i) :
				       NULL, verb);

		/* ifupdown knows one address a stanza. */
		if (step)
			step->is_more = i > 0;
	}
}

static void add_addresses(struct ifplan_plan *plan, struct job *job,
			  const struct method_row *row)
{
	(void)row;
	change_addresses(plan, job, ADDRESS_ADD);
}

static void delete_addresses(struct ifplan_plan *plan, struct job *job,
			     const struct method_row *row)
{
	(void)row;
	change_addresses(plan, job, ADDRESS_DELETE);
}

/* A bridge without ports never has carrier: no address is ever checked. */
static bool is_empty_bridge(const struct ifplan_plan *plan,
			    const struct link *link)
{
	if (!link || strcmp(link->kind, "bridge"))
		return false;
	for (size_t i = 0; i < plan->snapshot->link_count; i++)
		if (plan->snapshot->links[i]->master == link->index &&
		    !plan->snapshot->links[i]->is_gone)
			return false;
	return true;
}

static void wait_for_dad(struct ifplan_plan *plan, struct job *job,
			 const struct address *address,
			 const struct entry *origin)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	const struct address *have = link ?
		link_find_address(link, address) : NULL;
	struct wait wait = {
		.what = WAIT_DAD,
		.link = job->target->link,
	};
	struct step *step;

	if (address->ip.family != AF_INET6 ||
	    !job_is_true(job, "dad-attempts") || is_empty_bridge(plan, link))
		return;
	if (have && !(have->flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) &&
	    have->flags & IFA_F_PERMANENT)
		return;
	wait.ip = arena_memdup(plan->arena, &address->ip, sizeof(address->ip));
	method_limit(job, "dad-attempts", "dad-interval", &wait);
	step = plan_wait(plan, job, &wait);
	if (step)
		step->origin = origin;
}

static void wait_for_all(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	struct addresses addresses;

	(void)row;
	if (plan->is_check)
		return;
	read_addresses(plan, job, &addresses);
	for (size_t i = 0; i < addresses.count; i++)
		wait_for_dad(plan, job, &addresses.all[i],
			     address_entry(job, i));
}

/* Debian's script is printed only where it would be run. */
static bool has_dad_script(const struct ifplan_plan *plan,
			   const struct job *job)
{
	return job_is_true(job, "dad-attempts") &&
		!has_flag(plan->ifplan, IFPLAN_NO_ACT) &&
		access("/lib/ifupdown/settle-dad.sh", X_OK) == 0;
}

#define ADDRESS "<address>{/<netmask>} {broadcast <broadcast>} " \
	"\t{peer <pointopoint>} {scope <scope>} dev <iface> label <iface>"
#define ADDRESS6 "<address>{/<netmask>} {scope <scope>} dev <iface>"
#define ROUTE "default via <gateway> {metric <metric>} dev <iface>"

static const struct method_row up_inet[] = {
	{ .classic = "ip addr add " ADDRESS, .make = add_addresses },
	{ .classic = "ip link set dev <iface> {mtu <mtu>} "
		     "{address <hwaddress>} up", .make = row_link_up },
	{ .classic = "{ ip route add " ROUTE " onlink }",
	  .make = row_add_default_route },
	{ .classic = NULL },
};

static const struct method_row down_inet[] = {
	{ .classic = "{ ip route del " ROUTE " 2>&1 1>/dev/null || true }",
	  .make = row_delete_default_route },
	{ .classic = "ip addr del " ADDRESS, .make = delete_addresses },
	{ .classic = "ip -4 addr flush dev <iface>", .when = is_plain,
	  .make = row_flush_inet },
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct method_row up_inet6[] = {
	LINE_PROBE,
	LINE_SYSCTL("use_tempaddr", "privext"),
	LINE_SYSCTL("accept_ra", "accept_ra"),
	LINE_SYSCTL("autoconf", "autoconf"),
	LINE_MTU6,
	LINE_FLUSH_ADVERTISED,
	LINE_UP6,
	{ .classic = "ip -6 addr add " ADDRESS6
		     " {preferred_lft <preferred-lifetime>}{ <nodad>}",
	  .make = add_addresses },
	{ .classic = "{ ip -6 route replace " ROUTE " onlink }",
	  .make = row_add_default_route },
	{ .classic = "/lib/ifupdown/settle-dad.sh", .when = has_dad_script },
	{ .make = wait_for_all },
	{ .classic = NULL },
};

static const struct method_row down_inet6[] = {
	{ .classic = "{ ip -6 route del " ROUTE " }",
	  .make = row_delete_default_route },
	{ .classic = "ip -6 addr del " ADDRESS6, .make = delete_addresses },
	{ .classic = "ip -6 addr flush dev <iface>", .when = is_plain,
	  .make = row_flush_inet6 },
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct method_default defaults_inet[] = {
	{ "broadcast", "+" },
	{ NULL, NULL },
};

static const struct method_default defaults_inet6[] = {
	{ "autoconf", "0" },
	{ "preferred-lifetime", "" },
	{ "dad-attempts", "60" },
	{ "dad-interval", "0.1" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .defaults = defaults_inet,
	  .convert = convert_inet_static,
	  .up = up_inet, .down = down_inet },
	{ .family = FAMILY_INET6, .defaults = defaults_inet6,
	  .convert = convert_inet6_static,
	  .up = up_inet6, .down = down_inet6 },
	{ .family = FAMILY_NONE },
};

const struct method method_static = {
	.name = "static",
	.families = families,
};
