// SPDX-License-Identifier: LGPL-2.1-or-later
/* near.c - options that nobody reads, but that nearly are what somebody does */
#include <string.h>

#include "lib/link.h"

/*
 * Options of hook packages and of ifupdown2 that are no rows.  A star stands
 * for the rest of a name: such a family is open, and never misspelt.
 */
static const char *const known[] = {
	/* ifupdown */
	"network media hostname leasetime vendor client bootfile "
	"server hwaddr provider unit options mode endpoint dstaddr local ttl "
	"encaplimit tunnel-* dhcp bitrate samplepoint loopback listenonly "
	"triple oneshot berr restart-ms frame netnum inherits template "
	"debug",
	/* wpasupplicant */
	"wpa-* roam-default-iface mapping-* id-str",
	/* wireless-tools */
	"wireless wireless-*",
	/* hostapd */
	"hostapd",
	/* resolvconf */
	"dns-nameservers dns-nameserver dns-search dns-domain "
	"dns-sortlist dns-options dns-default-route",
	/* ethtool */
	"link-speed link-duplex link-autoneg link-fec link-lanes "
	"ethernet-* driver-message-level hardware-* offload-* ring-rx "
	"ring-tx gro-offload lro-offload gso-offload tso-offload ufo-offload "
	"tx-offload rx-offload rx-vlan-filter",
	/* vlan */
	"hw-mac-address ip-proxy-arp ip-rp-filter",
	/* openvswitch-switch */
	"ovs-type ovs-ports ovs-bridge ovs-bonds "
	"ovs-patch-peer ovs-tunnel-type ovs-tunnel-options ovs-options "
	"ovs-extra ovs-mtu ovs-ports-condone-regex",
	/* ifupdown-multi */
	"multi-table multi-gateway multi-gateway-weight "
	"multi-preferred-prefixes",
	/* others */
	"openvpn tinc-* ucarp-* vde2-* tunctl-user uml-* qt-* "
	"firewall guidedog batman-* mstpctl-* clag-* clagd-* vxrd-*",
	/* ifupdown2 */
	"alias link-down veth-peer-name address-purge "
	"address-virtual address-virtual-ipv6-addrgen vrrp vrrp-* "
	"ip-forward ip6-forward mpls-enable ipv6-addrgen arp-accept "
	"disable-ipv6 disable-ip6 vrf vrf-table es-sys-mac "
	"bond-ad-sys-priority bond-ad-actor-sys-prio bond-ad-sys-mac-addr "
	"bond-ad-actor-system bond-lacp-bypass-allow bond-ports "
	"bridge-mclmc bridge-mcrouter bridge-mcsnoop bridge-mcsqc "
	"bridge-mcqifaddr bridge-mcquerier bridge-hashel bridge-hashmax "
	"bridge-mclmi bridge-mcmi bridge-mcqpi bridge-mcqi bridge-mcqri "
	"bridge-mcsqi bridge-mcqv4src bridge-trunk bridge-allow-untagged "
	"bridge-igmp-version bridge-mld-version bridge-vlan-stats "
	"bridge-mcstats bridge-ports-condone-regex bridge-vlan-vni-map "
	"bridge-always-up bridge-igmp-querier-src bridge-port-vids "
	"bridge-port-pvids bridge-stp-vlan-* bridge-unmanaged "
	"vlan-bridge-binding xfrm-id xfrm-physdev ppp-physdev",
	/* ifupdown2, of ports */
	"bridge-vids bridge-pvid bridge-access "
	"bridge-pathcosts bridge-portprios bridge-portmcrouter "
	"bridge-portmcfl bridge-learning bridge-unicast-flood "
	"bridge-multicast-flood bridge-broadcast-flood "
	"bridge-arp-nd-suppress bridge-l2protocol-tunnel",
	/* ifupdown2, vxlan */
	"vxlan-id vxlan-local-tunnelip vxlan-svcnodeip "
	"vxlan-svcnodeip6 vxlan-remoteip vxlan-learning vxlan-ageing "
	"vxlan-purge-remotes vxlan-port vxlan-physdev vxlan-ttl vxlan-tos "
	"vxlan-mcastgrp vxlan-mcastgrp6 vxlan-mcastgrp-map vxlan-vnifilter "
	"vxlan-remoteip-map vxlan-udp-csum vxlan-vni",
	/* Proxmox VE */
	"bridge-disable-mac-learning uplink-id link-type",
};
#define KNOWN (sizeof(known) / sizeof(*known))
#define NEAR 2		/* edits */
#define SHORT 5		/* a shorter name is near to too many */

static bool has_prefix(const char *name, const char *prefix, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((name[i] == '_' ? '-' : name[i]) != prefix[i])
			return false;
	return true;
}

static bool is_word(const char *name, const char *word, size_t length)
{
	if (word[length - 1] == '*')
		return has_prefix(name, word, length - 1);
	return has_prefix(name, word, length) && !name[length];
}

static bool is_known(const char *name)
{
	const char *word;
	size_t length;

	for (size_t i = 0; i < KNOWN; i++) {
		const char *rest = known[i];

		while (text_next_word(&rest, &word, &length))
			if (*word == *name && is_word(name, word, length))
				return true;
	}
	return false;
}

/* The nearest so far, of all that is looked through. */
struct search {
	struct arena *arena;
	const char *name;
	const char *best;
	unsigned distance;		/* of the best */
};

/* bridge-foo is not bridge-fd: what is after the first '-' must be alike. */
static unsigned edits_allowed(const char *candidate)
{
	const char *tail = strchr(candidate, '-');
	size_t length = strlen(tail ? tail + 1 : candidate);

	return length < 3 ? 1 : NEAR;
}

static void try(struct search *search, const char *candidate)
{
	unsigned limit = edits_allowed(candidate), distance;

	if (!search->distance)
		return;
	if (search->distance <= limit)
		limit = search->distance - 1;
	distance = text_distance(candidate, search->name, limit);
	if (distance > limit)
		return;
	search->distance = distance;
	search->best = candidate;
}

static void try_rows(struct search *search, const struct option *rows)
{
	for (; rows && rows->name; rows++)
		try(search, rows->name);
}

static void try_known(struct search *search)
{
	const char *word;
	size_t length;

	for (size_t i = 0; i < KNOWN; i++) {
		const char *rest = known[i];

		while (text_next_word(&rest, &word, &length))
			if (length >= SHORT && word[length - 1] != '*')
				try(search, arena_strndup(search->arena, word,
							  length));
	}
}

/* bond-xmit for bond-xmit-hash-policy: the start of one name alone. */
static void try_start(struct search *search, const struct option *rows)
{
	size_t length = strlen(search->name);

	for (; rows && rows->name && strpbrk(search->name, "-_"); rows++) {
		if (strncmp(rows->name, search->name, length))
			continue;
		if (search->best)
			return;
		search->best = rows->name;
	}
}

/* - and _ are one, so a distance is taken between names with '-'. */
static char *with_hyphens(struct arena *arena, const char *name)
{
	char *copy = arena_strdup(arena, name);

	for (char *c = copy; *c; c++)
		*c = *c == '_' ? '-' : *c;
	return copy;
}

static const char *find_nearest(struct arena *arena,
				const struct link_kind *kind, const char *name)
{
	struct search search = {
		.arena = arena,
		.name = with_hyphens(arena, name),
		.distance = NEAR + 1,
	};

	if (strlen(name) < SHORT)
		return NULL;
	try_rows(&search, kind ? kind->options : NULL);
	try_rows(&search, common_options);
	for (size_t i = 0; !search.best && link_kinds[i]; i++)
		try_rows(&search, link_kinds[i]->options);
	if (!search.best)
		try_known(&search);
	if (!search.best)
		try_start(&search, kind ? kind->options : NULL);
	return search.best;
}

/* Another kind's option: whose */
static const struct link_kind *find_owner(const char *name,
					  const struct option **ret_row)
{
	for (size_t i = 0; link_kinds[i]; i++) {
		*ret_row = link_kinds[i]->options ?
			option_find(link_kinds[i]->options, name) : NULL;
		if (*ret_row)
			return link_kinds[i];
	}
	return NULL;
}

static bool is_port_list(const struct option *row)
{
	return row->type == TYPE_NAMES && row->flags & OPTION_CREATES;
}

/* Its like for this kind: bridge-ports for bond-slaves. */
static const char *find_like(const struct link_kind *kind,
			     const struct option *row)
{
	const char *tail = strchr(row->name, '-');

	for (const struct option *o = kind->options; o && o->name; o++) {
		const char *own_tail = strchr(o->name, '-');

		if ((is_port_list(o) && is_port_list(row)) ||
		    (tail && own_tail && !strcmp(tail, own_tail)))
			return o->name;
	}
	return NULL;
}

static const char *creating_option(const struct link_kind *kind)
{
	const struct option *row = kind->options;

	while (!(row->flags & OPTION_CREATES))
		row++;
	return row->name;
}

static struct near near_other_kind(struct arena *arena,
				   const struct link_kind *kind,
				   const struct link_kind *owner,
				   const struct option *row)
{
	struct near near = {
		.text = arena_printf(arena, "%s is an option of a %s",
				     row->name, owner->name),
		.is_of_other_kind = true,
	};
	const char *like = kind ? find_like(kind, row) : NULL;

	if (like)
		near.hint = arena_printf(arena, "of a %s it is \"%s\"",
					 kind->name, like);
	else if (kind)
		near.hint = arena_printf(arena, "this is a %s", kind->name);
	else
		near.hint = arena_printf(arena, "\"%s\" would make it one",
					 creating_option(owner));
	return near;
}

static bool has_bond_master(const struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_same_option(entries[i].name, "bond-master"))
			return true;
	return false;
}

struct near near_find(struct arena *arena, const struct link_kind *kind,
		      const struct entry *entries, size_t count,
		      const char *name)
{
	const struct option *row;
	const struct link_kind *owner;
	struct near near = { .text = NULL };
	const char *nearest;

	if (is_known(name))
		return near;
	owner = find_owner(name, &row);
	/* What a slave says of its bond is read there. */
	if (owner && has_bond_master(entries, count))
		return near;
	if (owner)
		return near_other_kind(arena, kind, owner, row);
	nearest = find_nearest(arena, kind, name);
	if (!nearest)
		return near;
	near.text = arena_printf(arena, "unknown option \"%s\"", name);
	near.hint = arena_printf(arena, "did you mean \"%s\"?", nearest);
	return near;
}
