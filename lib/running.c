// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * running.c - what the kernel has, as an interfaces file that would make it
 *
 * What a new link has anyway is left out.  An address that needs options of
 * its own (a label, the other end, a scope) gets a stanza of its own, as they
 * count for the whole of one.  What others put there (a lease, what routers
 * advertise, the kernel's own addresses) is not written but asked for.
 */
#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/internal.h"
#include "lib/running.h"

struct running {
	struct ifplan *ifplan;
	const struct snapshot *snapshot;
	const struct link *link;	/* that is written now */
	const struct link_kind *kind;	/* of it, or NULL */
	struct text *out;
	bool has_stanza;		/* the link's attributes are written */
};

static void add_option(struct running *running, const char *name,
		       const char *value)
{
	text_add(running->out, "\t%s %s\n", name, value);
}

static const char *value_of(const struct running *running,
			    const struct link *link, const struct option *row)
{
	return link_attribute_text(running->out->arena, running->snapshot,
				   link, row);
}

/* Of a kind that has modes, the option that tells most is which. */
static const char *mode_of(const struct running *running)
{
	const struct link_kind *kind = running->kind;

	return value_of(running, running->link,
			option_find(kind->options, kind->telling));
}

static bool is_port(const struct link *port, const struct link *master)
{
	return !port->is_gone && port->master == master->index && master->index;
}

static bool differs(const struct running *running, const struct link *other,
		    const struct option *row, const char *value)
{
	return other && strcmp(value_of(running, other, row), value) != 0;
}

/* A VLAN is made with what its card has. */
static bool differs_below(const struct running *running,
			  const struct option *row, const char *value)
{
	const struct link *lower = running->kind && running->link->lower ?
		snapshot_index(running->snapshot, running->link->lower) : NULL;

	return row->place == PLACE_LINK && differs(running, lower, row, value);
}

/* Bonds and bridges give their ports their MTU, or take the ports' smallest. */
static bool differs_from_ports(const struct running *running,
			       const struct option *row, const char *value)
{
	const struct snapshot *snapshot = running->snapshot;
	const struct link *link = running->link;

	if (row->place != PLACE_LINK || row->attribute != IFLA_MTU)
		return false;
	if (differs(running, snapshot_index(snapshot, link->master), row,
		    value))
		return true;
	for (size_t i = 0; i < snapshot->link_count; i++)
		if (is_port(snapshot->links[i], link) &&
		    differs(running, snapshot->links[i], row, value))
			return true;
	return false;
}

/* What makes it one of its kind is written all the same, and so is what is
   usual in its mode only. */
static bool is_usual(const struct running *running, const struct option *row,
		     const char *value)
{
	const struct option_usual *in = row->usual_in;

	if (row->flags & OPTION_CREATES ||
	    differs_below(running, row, value) ||
	    differs_from_ports(running, row, value))
		return false;
	if (in && text_has_word(in->modes, mode_of(running)))
		return false;
	return row->usual && text_has_word(row->usual, value);
}

/* Ports */

static void add_ports(struct running *running, const struct option *row)
{
	const struct snapshot *snapshot = running->snapshot;
	struct text names = { .arena = running->out->arena };

	text_add(&names, "%s", "");
	for (size_t i = 0; i < snapshot->link_count; i++)
		if (is_port(snapshot->links[i], running->link))
			text_add(&names, "%s%s", names.length ? " " : "",
				 snapshot->links[i]->name);
	add_option(running, row->name, names.length ? names.at : "none");
}

static void add_per_port(struct running *running, const struct option *row)
{
	const struct snapshot *snapshot = running->snapshot;
	struct text pairs = { .arena = running->out->arena };

	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *port = snapshot->links[i];
		const char *value = is_port(port, running->link) ?
			value_of(running, port, row) : "";

		if (*value && !is_usual(running, row, value))
			text_add(&pairs, "%s%s %s", pairs.length ? " " : "",
				 port->name, value);
	}
	if (pairs.length)
		add_option(running, row->name, pairs.at);
}

#define ID_COUNT 4095

/* Of all ports, but for what is untagged. */
static size_t count_vlans(struct running *running,
			  size_t carriers[ID_COUNT])
{
	const struct snapshot *snapshot = running->snapshot;
	size_t ports = 0;

	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *port = snapshot->links[i];

		if (!is_port(port, running->link))
			continue;
		ports++;
		for (const struct vlan_ids *v = port->vlans; v; v = v->next)
			for (unsigned id = v->first; !v->flags &&
			     id <= v->last && id < ID_COUNT; id++)
				carriers[id]++;
	}
	return ports;
}

static void add_vlans(struct running *running, const struct option *row)
{
	size_t carriers[ID_COUNT] = { 0 };
	size_t ports = count_vlans(running, carriers);
	struct text ids = { .arena = running->out->arena };

	for (unsigned id = 1, last; ports && id < ID_COUNT; id = last + 1) {
		last = id;
		if (carriers[id] < ports)
			continue;
		while (last + 1 < ID_COUNT && carriers[last + 1] == ports)
			last++;
		text_add(&ids, last > id ? "%s%u-%u" : "%s%u",
			 ids.length ? " " : "", id, last);
	}
	if (ids.length)
		add_option(running, row->name, ids.at);
}

/* Attributes */

static void add_row(struct running *running, const struct option *row)
{
	const char *value;

	if (row->type == TYPE_PER_PORT) {
		add_per_port(running, row);
	} else if (row->type == TYPE_RANGES) {
		add_vlans(running, row);
	} else if (row->type == TYPE_NAMES && row->flags & OPTION_LOWER) {
		add_ports(running, row);
	} else if (row->place == PLACE_LINK || row->place == PLACE_INFO) {
		value = value_of(running, running->link, row);
		if (*value && !is_usual(running, row, value))
			add_option(running, row->name, value);
	}
}

/* What the link has for a while, or its mode ignores, is none. */
static bool is_setting(const struct running *running, const struct option *row)
{
	const struct link_kind *kind = running->kind;

	return (!kind->is_passing || !kind->is_passing(running->link, row)) &&
		(!kind->is_setting || kind->is_setting(running->link, row));
}

static void add_kind(struct running *running)
{
	const struct link_kind *kind = running->kind;

	if (kind && !kind->options)
		add_option(running, "link-type", kind->name);
	for (const struct option *row = kind ? kind->options : NULL;
	     row && row->name; row++)
		if (is_setting(running, row))
			add_row(running, row);
}

static bool has_mac(const struct running *running)
{
	size_t length = 0;
	const uint8_t *mac = link_attribute(running->link, PLACE_LINK,
					    IFLA_ADDRESS, &length);

	while (length > 0 && !mac[length - 1])
		length--;
	return length > 0;
}

static bool has_same_mac(const struct running *running,
			 const struct link *other)
{
	const struct option *row = option_find(common_options, "hwaddress");

	return !strcmp(value_of(running, running->link, row),
		       value_of(running, other, row));
}

static bool is_before(const struct running *running, const struct link *a,
		      const struct link *b)
{
	const struct option *row = option_find(common_options, "hwaddress");

	return strcmp(value_of(running, a, row), value_of(running, b, row)) < 0;
}

/* A slave has its bond's; the kernel tells which it had before. */
static bool gave_to_bond(const struct running *running,
			 const struct link *slave)
{
	size_t own_length, length = 0;
	const uint8_t *mac, *own = link_attribute(slave, PLACE_PORT,
			IFLA_BOND_SLAVE_PERM_HWADDR, &own_length);

	mac = link_attribute(running->link, PLACE_LINK, IFLA_ADDRESS, &length);
	return !own || (own_length == length && !memcmp(own, mac, length));
}

/* A bond takes that of a slave, a bridge the lowest of its ports. */
static bool has_mac_of_port(const struct running *running)
{
	const struct snapshot *snapshot = running->snapshot;
	bool is_bond = !strcmp(running->link->kind, "bond");
	bool has_one = false;

	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *port = snapshot->links[i];

		if (!is_port(port, running->link))
			continue;
		if (!is_bond && is_before(running, port, running->link))
			return false;
		has_one |= is_bond ? gave_to_bond(running, port) :
			has_same_mac(running, port);
	}
	return has_one;
}

/* What is made of others has one of theirs, and slaves have their bond's. */
static bool has_borrowed_mac(const struct running *running)
{
	const struct link *link = running->link;
	const struct link *master = snapshot_index(running->snapshot,
						   link->master);
	const struct link *lower = link->lower && strcmp(link->kind, "veth") ?
		snapshot_index(running->snapshot, link->lower) : NULL;

	return (master && !strcmp(master->kind, "bond")) ||
		(lower && has_same_mac(running, lower)) ||
		has_mac_of_port(running);
}

static bool is_loopback(const struct link *link)
{
	return link->flags & IFF_LOOPBACK || !strcmp(link->name, "lo");
}

static void add_common(struct running *running)
{
	for (const struct option *row = common_options; row->name; row++)
		if (row->place == PLACE_LINK &&
		    (row->attribute != IFLA_ADDRESS ||
		     (has_mac(running) && !has_borrowed_mac(running))))
			add_row(running, row);
}

/* Stanzas */

static void add_auto(struct running *running, const char *name)
{
	if (running->ifplan->model && target_is_auto(running->ifplan, name))
		text_add(running->out, "auto %s\n", name);
}

/* The link's own options stand in its first one. */
static void add_head(struct running *running, const char *name,
		     const char *family, const char *method)
{
	if (running->has_stanza)
		text_add(running->out, "\n");
	if (strcmp(name, running->link->name) != 0)
		add_auto(running, name);
	text_add(running->out, "iface %s %s %s\n", name, family, method);
	if (running->has_stanza)
		return;
	running->has_stanza = true;
	if (is_loopback(running->link))
		return;
	add_kind(running);
	add_common(running);
}

/* Is it by a router or the kernel, which make it again? */
static bool is_made_again(const struct running *running,
			  const struct address *address)
{
	if (is_loopback(running->link))
		return address->ip.family == AF_INET6 ?
			address->ip.prefix == 128 &&
			address->ip.bytes[15] == 1 :
			address->ip.bytes[0] == 127;
	return !(address->flags & IFA_F_PERMANENT) ||
		address->flags & IFA_F_MANAGETEMPADDR ||
		(is_link_local6(&address->ip) &&
		 (address->is_kernels || !running->snapshot->tells_makers));
}

static bool has_usual_broadcast(const struct address *address)
{
	uint32_t ip, broadcast, mask = address->ip.prefix ?
		UINT32_MAX << (32 - address->ip.prefix) : 0;

	/* static.c: nobody is beside the two ends */
	if (address->ip.prefix == 31)
		mask = 0;

	memcpy(&ip, address->ip.bytes, 4);
	memcpy(&broadcast, address->broadcast.bytes, 4);
	return !address->broadcast.family ||
		ntohl(broadcast) == (ntohl(ip) | ~mask);
}

/* Of IPv6 the address tells its scope. */
static bool has_usual_scope(const struct address *address)
{
	return address->ip.family == AF_INET6 ||
		address->scope == (address->ip.bytes[0] == 127 ?
				   RT_SCOPE_HOST : RT_SCOPE_UNIVERSE);
}

static bool has_label(const struct running *running,
		      const struct address *address)
{
	return address->label && strcmp(address->label, running->link->name);
}

/* Can it stand in one stanza with others? */
static bool is_plain_address(const struct running *running,
			     const struct address *address)
{
	return !has_label(running, address) && !address->peer.family &&
		has_usual_scope(address) &&
		address->preferred_s == UINT32_MAX &&
		!(address->flags & IFA_F_NODAD) &&
		(address->ip.family != AF_INET ||
		 has_usual_broadcast(address));
}

static const char *ip_text(const struct running *running,
			   const struct ip_address *ip)
{
	return text_print_address(ip, arena_alloc(running->out->arena, 46));
}

static void add_address(struct running *running,
			const struct address *address)
{
	text_add(running->out, "\taddress %s/%u\n",
		 ip_text(running, &address->ip), address->ip.prefix);
}

/* The kernel counts IPv6 routes from 1024 on where none is asked for. */
static bool has_usual_metric(const struct route *route)
{
	return route->metric == (route->to.family == AF_INET6 ? 1024 : 0);
}

static void add_gateway(struct running *running, int family)
{
	for (const struct route *r = running->snapshot->routes; r;
	     r = r->next) {
		if (r->to.prefix || r->to.family != family || !r->via.family ||
		    strcmp(r->link, running->link->name) ||
		    (r->protocol != RTPROT_UNSPEC &&
		     r->protocol != RTPROT_BOOT &&
		     r->protocol != RTPROT_STATIC))
			continue;
		add_option(running, "gateway", ip_text(running, &r->via));
		if (!has_usual_metric(r))
			text_add(running->out, "\tmetric %u\n", r->metric);
		return;
	}
}

/* accept_ra depends on much; privext -1 is no word of the file. */
static bool is_sysctl_usual(const char *name, const char *value)
{
	return strcmp(name, "accept_ra") &&
		(!strcmp(value, "0") || value[0] == '-');
}

/* What a stanza of inet6 sets, or else the kernel. */
static void add_sysctls(struct running *running, bool is_static)
{
	static const char *const names[] = { "accept_ra", "autoconf",
					     "privext" };
	struct arena *arena = running->out->arena;

	for (size_t i = is_static ? 0 : 2; i < 3; i++) {
		const struct option *row = option_find(common_options,
						       names[i]);
		const char *path = sysctl_path(arena, row->file,
					       running->link->name);
		char value[64];

		if (running->ifplan->snapshot_path ||
		    sysctl_read(path, value, sizeof(value)) < 0 ||
		    is_sysctl_usual(names[i], value))
			continue;
		add_option(running, row->name, value);
	}
}

static void add_plain_addresses(struct running *running, int family)
{
	bool is_first = true;

	for (const struct address *a = running->link->addresses; a;
	     a = a->next) {
		if (a->ip.family != family || is_made_again(running, a) ||
		    !is_plain_address(running, a))
			continue;
		if (is_first)
			add_head(running, running->link->name,
				 family == AF_INET ? "inet" : "inet6",
				 "static");
		if (is_first && family == AF_INET6)
			add_sysctls(running, true);
		add_address(running, a);
		is_first = false;
	}
	if (!is_first)
		add_gateway(running, family);
}

static const char *scope_word(const struct address *address)
{
	const struct option *row = option_find(common_options, "scope");
	const struct option_choice *choice = row->choices;

	while (choice->word && choice->number != address->scope)
		choice++;
	return choice->word ? choice->word : "global";
}

static void add_odd_address(struct running *running,
			    const struct address *a)
{
	bool is_six = a->ip.family == AF_INET6;

	/* eth0:1 stands on a stanza of eth0. */
	if (has_label(running, a) && !running->has_stanza)
		add_head(running, running->link->name, "inet", "manual");
	add_head(running, has_label(running, a) ? a->label :
		 running->link->name, is_six ? "inet6" : "inet", "static");
	if (is_six)
		add_sysctls(running, true);
	add_address(running, a);
	if (a->peer.family)
		add_option(running, "pointopoint", ip_text(running, &a->peer));
	if (!is_six && !has_usual_broadcast(a))
		add_option(running, "broadcast",
			   ip_text(running, &a->broadcast));
	if (!has_usual_scope(a))
		add_option(running, "scope", scope_word(a));
	if (a->preferred_s != UINT32_MAX)
		text_add(running->out, "\tpreferred-lifetime %u\n",
			 a->preferred_s);
	if (a->flags & IFA_F_NODAD)
		add_option(running, "dad-attempts", "0");
}

static void add_odd_addresses(struct running *running)
{
	bool has_plain[2] = { false }, is_six;

	for (const struct address *a = running->link->addresses; a;
	     a = a->next)
		has_plain[a->ip.family == AF_INET6] |=
			!is_made_again(running, a) &&
			is_plain_address(running, a);
	for (const struct address *a = running->link->addresses; a;
	     a = a->next) {
		is_six = a->ip.family == AF_INET6;
		if (is_made_again(running, a) || is_plain_address(running, a))
			continue;
		add_odd_address(running, a);
		if (!has_plain[is_six])
			add_gateway(running, a->ip.family);
		has_plain[is_six] = true;
	}
}

/* Whose addresses others give. */
static bool is_given(const struct running *running, int family)
{
	for (const struct address *a = running->link->addresses; a;
	     a = a->next)
		if (a->ip.family == family &&
		    (!(a->flags & IFA_F_PERMANENT) ||
		     a->flags & IFA_F_MANAGETEMPADDR))
			return true;
	return false;
}

static void add_stanzas(struct running *running)
{
	const char *name = running->link->name;

	if (is_loopback(running->link))
		add_head(running, name, "inet", "loopback");
	if (is_given(running, AF_INET))
		add_head(running, name, "inet", "dhcp");
	add_plain_addresses(running, AF_INET);
	add_plain_addresses(running, AF_INET6);
	add_odd_addresses(running);
	if (is_given(running, AF_INET6)) {
		add_head(running, name, "inet6", "auto");
		add_sysctls(running, false);
	}
	if (!running->has_stanza)
		add_head(running, name, "inet", "manual");
}

/* Links */

static bool is_asked(const char *const names[], const char *name)
{
	if (!names || !*names)
		return true;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

/* A link that no stanza makes. */
static bool is_foreign(const struct running *running)
{
	return !running->kind && *running->link->kind &&
		strcmp(running->link->kind, "veth") &&
		!is_loopback(running->link);
}

static void add_link(struct running *running)
{
	const struct link *link = running->link;

	if (running->out->length)
		text_add(running->out, "\n");
	if (!(link->flags & IFF_UP)) {
		text_add(running->out, "# %s is down\n", link->name);
		return;
	}
	if (is_foreign(running))
		text_add(running->out, "# made by others: %s\n", link->kind);
	add_auto(running, link->name);
	add_stanzas(running);
}

void running_write(struct ifplan *ifplan, const struct snapshot *snapshot,
		   const char *const names[], struct text *out)
{
	text_add(out, "%s", "");
	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *link = snapshot->links[i];
		struct running running = {
			.ifplan = ifplan,
			.snapshot = snapshot,
			.link = link,
			.kind = link_kind_find(link->kind),
			.out = out,
		};

		if (!link->is_gone && is_asked(names, link->name))
			add_link(&running);
	}
}
