// SPDX-License-Identifier: LGPL-2.1-or-later
/* snapshot.c - what the kernel has, read by a handful of dumps or by name */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <string.h>

#include "lib/kernel/private.h"

#define UNKNOWN_INDEXES 0x40000000	/* planned links count from here */

struct reading {
	struct kernel *kernel;
	struct snapshot *snapshot;
	uint32_t only_index;	/* addresses of this link; 0: of all */
	bool keeps_rest;	/* of routes */
	struct route **routes_end;
};

/* Those of a message by number, behind its head; libmnl makes four calls for
   each of a link's forty. */
static void find_attributes(const struct nlmsghdr *message, size_t head,
			    const struct nlattr *found[], uint16_t highest)
{
	const char *at = mnl_nlmsg_get_payload_offset(message, head);
	const char *end = (const char *)message + message->nlmsg_len;

	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *attribute = (const void *)at;
		uint16_t type = attribute->nla_type & NLA_TYPE_MASK;

		if (attribute->nla_len < NLA_HDRLEN ||
		    attribute->nla_len > end - at)
			break;
		if (type <= highest)
			found[type] = attribute;
		at += MNL_ALIGN(attribute->nla_len);
	}
}

static void keep(struct reading *reading, struct attributes *ret,
		 const struct nlattr *attribute)
{
	ret->length = mnl_attr_get_payload_len(attribute);
	ret->bytes = arena_memdup(reading->snapshot->arena,
				  mnl_attr_get_payload(attribute), ret->length);
}

static void read_linkinfo(struct reading *reading, struct link *link,
			  const struct nlattr *linkinfo)
{
	const struct nlattr *at;

	mnl_attr_for_each_nested(at, linkinfo) {
		switch (mnl_attr_get_type(at)) {
		case IFLA_INFO_KIND:
			link->kind = arena_strdup(reading->snapshot->arena,
						  mnl_attr_get_str(at));
			break;
		case IFLA_INFO_DATA:
			keep(reading, &link->info, at);
			break;
		case IFLA_INFO_SLAVE_DATA:
			keep(reading, &link->port, at);
			break;
		}
	}
}

/* What a list of links tells of ipv6/conf/NAME/ and somebody asks for. */
static const struct {
	const char *file;
	size_t number;
} conf6[CONF6_COUNT] = {
	{ "ipv6/conf/%/accept_ra", DEVCONF_ACCEPT_RA },
	{ "ipv6/conf/%/autoconf", DEVCONF_AUTOCONF },
	{ "ipv6/conf/%/use_tempaddr", DEVCONF_USE_TEMPADDR },
};

static void read_conf6(struct link *link, const struct nlattr *attribute)
{
	const int32_t *values = mnl_attr_get_payload(attribute);
	size_t count = mnl_attr_get_payload_len(attribute) / sizeof(*values);

	link->has_conf6 = count > DEVCONF_USE_TEMPADDR;
	for (size_t i = 0; link->has_conf6 && i < CONF6_COUNT; i++)
		link->conf6[i] = values[conf6[i].number];
}

bool link_sysctl(const struct link *link, const char *file, int32_t *ret)
{
	for (size_t i = 0; link->has_conf6 && i < CONF6_COUNT; i++)
		if (!strcmp(file, conf6[i].file)) {
			*ret = link->conf6[i];
			return true;
		}
	return false;
}

static void read_inet6(struct link *link, const struct nlattr *family)
{
	const struct nlattr *at;

	mnl_attr_for_each_nested(at, family)
		if (mnl_attr_get_type(at) == IFLA_INET6_ADDR_GEN_MODE)
			link->addr_gen_mode = (int8_t)mnl_attr_get_u8(at);
		else if (mnl_attr_get_type(at) == IFLA_INET6_CONF)
			read_conf6(link, at);
}

static void read_af_spec(struct link *link, const struct nlattr *spec)
{
	const struct nlattr *family;

	mnl_attr_for_each_nested(family, spec)
		if (mnl_attr_get_type(family) == AF_INET6)
			read_inet6(link, family);
}

/* The attributes of the link itself that rows speak of, one after another. */
static void keep_top(struct reading *reading, struct link *link,
		     const struct nlattr *const found[])
{
	static const uint16_t kept[] = { IFLA_ADDRESS, IFLA_MTU, IFLA_IFALIAS,
					 IFLA_TXQLEN };
	size_t length = 0;
	uint8_t *bytes;

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (found[kept[i]])
			length += MNL_ALIGN(found[kept[i]]->nla_len);
	bytes = arena_alloc(reading->snapshot->arena, length + 1);
	link->top = (struct attributes){ .bytes = bytes, .length = length };
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		const struct nlattr *at = found[kept[i]];

		if (!at)
			continue;
		memcpy(bytes, at, at->nla_len);
		bytes += MNL_ALIGN(at->nla_len);
	}
}

static uint32_t number_of(const struct nlattr *attribute)
{
	return attribute ? mnl_attr_get_u32(attribute) : 0;
}

static int read_link(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	const struct nlattr *found[IFLA_MAX + 1] = { NULL };
	struct reading *reading = data;
	struct link *link;

	if (message->nlmsg_type != RTM_NEWLINK || info->ifi_family != AF_UNSPEC)
		return MNL_CB_OK;
	find_attributes(message, sizeof(*info), found, IFLA_MAX);
	if (!found[IFLA_IFNAME])
		return MNL_CB_OK;
	link = snapshot_add_link(reading->snapshot,
				 mnl_attr_get_str(found[IFLA_IFNAME]),
				 (uint32_t)info->ifi_index);
	link->flags = info->ifi_flags;
	link->master = number_of(found[IFLA_MASTER]);
	/* A link of another namespace has that one's number. */
	if (!found[IFLA_LINK_NETNSID])
		link->lower = number_of(found[IFLA_LINK]);
	if (found[IFLA_OPERSTATE])
		link->operstate = mnl_attr_get_u8(found[IFLA_OPERSTATE]);
	if (found[IFLA_LINKINFO])
		read_linkinfo(reading, link, found[IFLA_LINKINFO]);
	if (found[IFLA_AF_SPEC])
		read_af_spec(link, found[IFLA_AF_SPEC]);
	keep_top(reading, link, found);
	return MNL_CB_OK;
}

static void read_ip(struct ip_address *ret, uint8_t family, uint8_t prefix,
		    const struct nlattr *attribute)
{
	ret->family = family;
	ret->prefix = prefix;
	ret->has_prefix = true;
	memcpy(ret->bytes, mnl_attr_get_payload(attribute),
	       family == AF_INET ? 4 : 16);
}

static void fill_address(struct arena *arena, struct address *address,
			 const struct ifaddrmsg *info,
			 const struct nlattr *const found[])
{
	const struct nlattr *local = found[IFA_LOCAL] ? found[IFA_LOCAL] :
		found[IFA_ADDRESS];

	read_ip(&address->ip, info->ifa_family, info->ifa_prefixlen, local);
	if (found[IFA_ADDRESS] && found[IFA_LOCAL] &&
	    memcmp(mnl_attr_get_payload(found[IFA_ADDRESS]),
		   mnl_attr_get_payload(local),
		   mnl_attr_get_payload_len(local)))
		read_ip(&address->peer, info->ifa_family, info->ifa_prefixlen,
			found[IFA_ADDRESS]);
	if (found[IFA_BROADCAST])
		read_ip(&address->broadcast, AF_INET, 32, found[IFA_BROADCAST]);
	if (found[IFA_LABEL])
		address->label = arena_strdup(arena,
					mnl_attr_get_str(found[IFA_LABEL]));
	address->scope = info->ifa_scope;
	address->flags = found[IFA_FLAGS] ?
		mnl_attr_get_u32(found[IFA_FLAGS]) : info->ifa_flags;
	address->is_kernels = found[IFA_PROTO] &&
		mnl_attr_get_u8(found[IFA_PROTO]) <= IFAPROT_KERNEL_LL;
	address->is_advertised = found[IFA_PROTO] &&
		mnl_attr_get_u8(found[IFA_PROTO]) == IFAPROT_KERNEL_RA;
	address->preferred_s = UINT32_MAX;
	if (found[IFA_CACHEINFO]) {
		const struct ifa_cacheinfo *life =
			mnl_attr_get_payload(found[IFA_CACHEINFO]);

		address->preferred_s = life->ifa_prefered;
		address->runs_out = life->ifa_valid != UINT32_MAX;
	}
}

static int read_address(const struct nlmsghdr *message, void *data)
{
	const struct ifaddrmsg *info = mnl_nlmsg_get_payload(message);
	const struct nlattr *found[IFA_MAX + 1] = { NULL };
	struct reading *reading = data;
	struct address *address, **end;
	struct link *link = snapshot_index(reading->snapshot, info->ifa_index);

	find_attributes(message, sizeof(*info), found, IFA_MAX);
	if (!link || (!found[IFA_LOCAL] && !found[IFA_ADDRESS]) ||
	    (info->ifa_family != AF_INET && info->ifa_family != AF_INET6) ||
	    (reading->only_index && reading->only_index != info->ifa_index))
		return MNL_CB_OK;
	address = ARENA_NEW(reading->snapshot->arena, struct address);
	fill_address(reading->snapshot->arena, address, info, found);
	reading->snapshot->tells_makers |= address->is_kernels;
	end = &link->addresses;
	while (*end)
		end = &(*end)->next;
	*end = address;
	return MNL_CB_OK;
}

static bool is_rest(uint16_t type)
{
	return type != RTA_DST && type != RTA_GATEWAY && type != RTA_OIF &&
		type != RTA_PRIORITY && type != RTA_TABLE &&
		type != RTA_CACHEINFO;
}

static void keep_rest(struct reading *reading, const struct nlmsghdr *message,
		      struct attributes *ret)
{
	uint8_t *bytes = arena_alloc(reading->snapshot->arena,
				     message->nlmsg_len);
	const struct nlattr *at;

	ret->bytes = bytes;
	mnl_attr_for_each(at, message, sizeof(struct rtmsg)) {
		if (!is_rest(mnl_attr_get_type(at)))
			continue;
		memcpy(bytes + ret->length, at, MNL_ALIGN(at->nla_len));
		ret->length += MNL_ALIGN(at->nla_len);
	}
}

static int read_route(const struct nlmsghdr *message, void *data)
{
	const struct rtmsg *info = mnl_nlmsg_get_payload(message);
	const struct nlattr *found[RTA_MAX + 1] = { NULL };
	struct reading *reading = data;
	const struct link *link;
	struct route *route;

	find_attributes(message, sizeof(*info), found, RTA_MAX);
	link = found[RTA_OIF] ? snapshot_index(reading->snapshot,
			mnl_attr_get_u32(found[RTA_OIF])) : NULL;
	if (!link || info->rtm_table != RT_TABLE_MAIN ||
	    info->rtm_flags & RTM_F_CLONED)
		return MNL_CB_OK;
	route = ARENA_NEW(reading->snapshot->arena, struct route);
	route->to.family = info->rtm_family;
	route->to.prefix = info->rtm_dst_len;
	if (found[RTA_DST])
		read_ip(&route->to, info->rtm_family, info->rtm_dst_len,
			found[RTA_DST]);
	if (found[RTA_GATEWAY])
		read_ip(&route->via, info->rtm_family, 0, found[RTA_GATEWAY]);
	route->metric = number_of(found[RTA_PRIORITY]);
	route->table = info->rtm_table;
	route->protocol = info->rtm_protocol;
	route->scope = info->rtm_scope;
	route->type = info->rtm_type;
	route->tos = info->rtm_tos;
	route->is_onlink = info->rtm_flags & RTNH_F_ONLINK;
	if (reading->keeps_rest)
		keep_rest(reading, message, &route->rest);
	route->link = link->name;
	*reading->routes_end = route;
	reading->routes_end = &route->next;
	return MNL_CB_OK;
}

static void read_vlan_infos(struct reading *reading, struct link *link,
			    const struct nlattr *spec)
{
	struct vlan_ids *ids = NULL, **end = &link->vlans;
	const struct nlattr *at;

	link->vlans = NULL;
	mnl_attr_for_each_nested(at, spec) {
		const struct bridge_vlan_info *vlan = mnl_attr_get_payload(at);

		if (mnl_attr_get_type(at) != IFLA_BRIDGE_VLAN_INFO)
			continue;
		if (vlan->flags & BRIDGE_VLAN_INFO_RANGE_END && ids) {
			ids->last = vlan->vid;
			continue;
		}
		ids = ARENA_NEW(reading->snapshot->arena, struct vlan_ids);
		ids->first = ids->last = vlan->vid;
		ids->flags = vlan->flags & (BRIDGE_VLAN_INFO_PVID |
					    BRIDGE_VLAN_INFO_UNTAGGED);
		ids->on_self = !strcmp(link->kind, "bridge");
		*end = ids;
		end = &ids->next;
	}
}

static int read_vlans(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
	struct reading *reading = data;
	struct link *link = snapshot_index(reading->snapshot,
					   (uint32_t)info->ifi_index);
	const struct nlattr *at;

	if (!link)
		return MNL_CB_OK;
	mnl_attr_for_each(at, message, sizeof(*info))
		if (mnl_attr_get_type(at) == IFLA_AF_SPEC)
			read_vlan_infos(reading, link, at);
	return MNL_CB_OK;
}

static int dump_links(struct reading *reading, uint8_t family, uint32_t filter,
		      mnl_cb_t read)
{
	char buffer[128] = { 0 };
	struct nlmsghdr *request = kernel_request(reading->kernel, buffer,
						  RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *info =
		mnl_nlmsg_put_extra_header(request, sizeof(*info));

	info->ifi_family = family;
	mnl_attr_put_u32(request, IFLA_EXT_MASK, filter);
	return kernel_ask(reading->kernel, request, read, reading);
}

static int dump_addresses(struct reading *reading)
{
	char buffer[128] = { 0 };
	struct nlmsghdr *request = kernel_request(reading->kernel, buffer,
						  RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *info =
		mnl_nlmsg_put_extra_header(request, sizeof(*info));

	info->ifa_index = reading->only_index;
	return kernel_ask(reading->kernel, request, read_address, reading);
}

static int dump_routes(struct reading *reading)
{
	char buffer[128] = { 0 };
	struct nlmsghdr *request = kernel_request(reading->kernel, buffer,
						  RTM_GETROUTE, NLM_F_DUMP);
	struct rtmsg *info =
		mnl_nlmsg_put_extra_header(request, sizeof(*info));

	info->rtm_table = RT_TABLE_MAIN;
	reading->snapshot->routes = NULL;
	reading->routes_end = &reading->snapshot->routes;
	return kernel_ask(reading->kernel, request, read_route, reading);
}

static uint32_t primary_of(const struct link *bond)
{
	size_t length;
	const uint8_t *bytes = link_attribute(bond, PLACE_INFO,
					      IFLA_BOND_PRIMARY, &length);
	uint32_t index = 0;

	if (bytes && !strcmp(bond->kind, "bond") && length == sizeof(index))
		memcpy(&index, bytes, sizeof(index));
	return index;
}

static int ask_index(struct reading *reading, uint32_t index)
{
	int r = 0;

	if (index && !snapshot_index(reading->snapshot, index))
		r = kernel_find_index(reading->kernel, index, read_link,
				      reading);
	return r == -ENODEV ? 0 : r;
}

/* Whose port a link is, and what a bond prefers, must be known by name. */
static int ask_indexes(struct reading *reading)
{
	struct snapshot *snapshot = reading->snapshot;

	for (size_t i = 0; i < snapshot->link_count; i++) {
		int r = ask_index(reading, snapshot->links[i]->master);

		if (r == 0)
			r = ask_index(reading, primary_of(snapshot->links[i]));
		if (r < 0)
			return r;
	}
	snapshot->highest = UNKNOWN_INDEXES;
	return 0;
}

/* By name: a question a link, none for what was asked already. */
static int ask_links(struct reading *reading, const char *const *names,
		     size_t name_count, unsigned want)
{
	int r;

	for (size_t i = 0; i < name_count; i++) {
		if (snapshot_link(reading->snapshot, names[i]))
			continue;
		r = kernel_find_link(reading->kernel, names[i], 0, read_link,
				     reading);
		if (r == -ENODEV)
			continue;
		if (r < 0)
			return r;
		if (!(want & SNAPSHOT_ADDRESSES) ||
		    !snapshot_link(reading->snapshot, names[i]))
			continue;
		reading->only_index =
			snapshot_link(reading->snapshot, names[i])->index;
		r = dump_addresses(reading);
		if (r < 0)
			return r;
	}
	return ask_indexes(reading);
}

static int ask_all(struct reading *reading, unsigned want)
{
	int r = dump_links(reading, AF_UNSPEC, RTEXT_FILTER_SKIP_STATS,
			   read_link);

	if (r < 0 || !(want & SNAPSHOT_ADDRESSES))
		return r;
	return dump_addresses(reading);
}

static int read_more(struct reading *reading, unsigned missing)
{
	int r, vlans = 0;

	reading->keeps_rest = (missing & SNAPSHOT_WHOLE_ROUTES) ==
		SNAPSHOT_WHOLE_ROUTES;
	r = missing & SNAPSHOT_ROUTES ? dump_routes(reading) : 0;
	if (r == 0 && missing & SNAPSHOT_VLANS)
		vlans = dump_links(reading, AF_BRIDGE,
				   RTEXT_FILTER_BRVLAN_COMPRESSED, read_vlans);
	/* A kernel without bridges does not know the question. */
	return vlans == -EINTR ? vlans : r;
}

int kernel_snapshot_more(struct kernel *kernel, struct snapshot *snapshot,
			 unsigned want)
{
	struct reading reading = { .kernel = kernel, .snapshot = snapshot };
	unsigned missing = want & ~snapshot->known;
	int r = -EINTR;

	for (int i = 0; kernel_asks_again(i, &r); i++)
		r = read_more(&reading, missing);
	if (r == 0)
		snapshot->known |= want;
	return r;
}

int kernel_snapshot(struct kernel *kernel, struct arena *arena,
		    const char *const *names, size_t name_count, unsigned want,
		    struct snapshot **ret)
{
	struct reading reading;
	int r = -EINTR;

	for (int i = 0; kernel_asks_again(i, &r); i++) {
		reading = (struct reading){
			.kernel = kernel,
			.snapshot = snapshot_new(arena),
		};
		r = names ? ask_links(&reading, names, name_count, want) :
			ask_all(&reading, want);
	}
	if (r < 0)
		return r;
	reading.snapshot->is_complete = !names;
	*ret = reading.snapshot;
	return kernel_snapshot_more(kernel, *ret, want);
}
