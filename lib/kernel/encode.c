// SPDX-License-Identifier: LGPL-2.1-or-later
/* encode.c - a change to one netlink message */
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>
#include <time.h>

#include "lib/kernel/private.h"

static size_t address_bytes(const struct ip_address *ip)
{
	return ip->family == AF_INET ? 4 : 16;
}

static int put_setting(struct kernel *kernel, struct nlmsghdr *message,
		       const struct setting *setting,
		       struct encoded_place **places)
{
	uint32_t index;

	if (places && *places)
		*(*places)++ = (struct encoded_place){
			.offset = message->nlmsg_len,
			.setting = setting,
		};
	if (setting->wire == WIRE_IFINDEX) {
		index = kernel_known(kernel, setting->link);
		if (!index && *setting->link)
			return -ENODEV;
		mnl_attr_put_u32(message, setting->attribute, index);
		return 0;
	}
	if (setting->wire == WIRE_IP4_LIST || setting->wire == WIRE_IP6_LIST)
		mnl_attr_put(message, setting->attribute | NLA_F_NESTED,
			     setting->length, setting->bytes);
	else
		mnl_attr_put(message, setting->attribute, setting->length,
			     setting->bytes);
	return 0;
}

static int put_place(struct kernel *kernel, struct nlmsghdr *message,
		     const struct change *change, uint8_t place,
		     struct encoded_place **places)
{
	int r;

	for (size_t i = 0; i < change->setting_count; i++) {
		if (change->settings[i].place != place)
			continue;
		r = put_setting(kernel, message, &change->settings[i], places);
		if (r < 0)
			return r;
	}
	return 0;
}

static bool has_place(const struct change *change, uint8_t place)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].place == place)
			return true;
	return false;
}

/* IFLA_LINKINFO: what the link is, and what it is as a port of its master. */
static int put_linkinfo(struct kernel *kernel, struct nlmsghdr *message,
			const struct change *change,
			struct encoded_place **places)
{
	bool has_info = has_place(change, PLACE_INFO);
	/* A kind of its own without data is refused for some that are there. */
	bool has_kind = change->kind && (has_info || change->verb == LINK_ADD);
	struct nlattr *info, *data;
	int r = 0;

	if (!has_kind && !has_place(change, PLACE_PORT))
		return 0;
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	if (has_kind)
		mnl_attr_put_strz(message, IFLA_INFO_KIND, change->kind);
	if (has_kind && has_info) {
		data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
		r = put_place(kernel, message, change, PLACE_INFO, places);
		mnl_attr_nest_end(message, data);
	}
	if (r == 0 && has_place(change, PLACE_PORT)) {
		data = mnl_attr_nest_start(message, IFLA_INFO_SLAVE_DATA);
		r = put_place(kernel, message, change, PLACE_PORT, places);
		mnl_attr_nest_end(message, data);
	}
	mnl_attr_nest_end(message, info);
	return r;
}

static void put_addr_gen_mode(struct nlmsghdr *message, int8_t mode)
{
	struct nlattr *families = mnl_attr_nest_start(message, IFLA_AF_SPEC);
	struct nlattr *inet6 = mnl_attr_nest_start(message, AF_INET6);

	mnl_attr_put_u8(message, IFLA_INET6_ADDR_GEN_MODE, (uint8_t)mode);
	mnl_attr_nest_end(message, inet6);
	mnl_attr_nest_end(message, families);
}

static int encode_link(struct kernel *kernel, struct nlmsghdr *message,
		       const struct change *change,
		       struct encoded_place *places)
{
	struct ifinfomsg *info =
		mnl_nlmsg_put_extra_header(message, sizeof(*info));
	int r;

	message->nlmsg_type = RTM_NEWLINK;
	/* Flags without a mask would replace all that the link has. */
	info->ifi_flags = change->flags & change->flag_mask;
	info->ifi_change = change->flag_mask;
	if (change->verb == LINK_ADD) {
		message->nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
		info->ifi_index = (int)change->index;
		mnl_attr_put_strz(message, IFLA_IFNAME, change->link);
		if (change->index)
			kernel_know(kernel, change->link, change->index);
	} else {
		info->ifi_index = (int)kernel_known(kernel, change->link);
		if (!info->ifi_index)
			return -ENODEV;
	}
	if (change->new_name)
		mnl_attr_put_strz(message, IFLA_IFNAME, change->new_name);
	r = put_place(kernel, message, change, PLACE_LINK, &places);
	if (r < 0)
		return r;
	if (change->addr_gen_mode >= 0)
		put_addr_gen_mode(message, change->addr_gen_mode);
	if (change->master) {
		uint32_t master = *change->master ?
			kernel_known(kernel, change->master) : 0;

		if (*change->master && !master)
			return -ENODEV;
		mnl_attr_put_u32(message, IFLA_MASTER, master);
	}
	return put_linkinfo(kernel, message, change, &places);
}

static int encode_delete(struct kernel *kernel, struct nlmsghdr *message,
			 const struct change *change)
{
	struct ifinfomsg *info =
		mnl_nlmsg_put_extra_header(message, sizeof(*info));

	message->nlmsg_type = RTM_DELLINK;
	info->ifi_index = (int)kernel_known(kernel, change->link);
	return info->ifi_index ? 0 : -ENODEV;
}

static void put_address_life(struct nlmsghdr *message,
			     const struct address *address)
{
	struct ifa_cacheinfo life = {
		.ifa_prefered = address->preferred_s,
		.ifa_valid = UINT32_MAX,
	};

	if (address->flags)
		mnl_attr_put_u32(message, IFA_FLAGS, address->flags);
	if (address->preferred_s != UINT32_MAX)
		mnl_attr_put(message, IFA_CACHEINFO, sizeof(life), &life);
}

static int encode_address(struct kernel *kernel, struct nlmsghdr *message,
			  const struct change *change)
{
	const struct address *address = &change->address;
	struct ifaddrmsg *info =
		mnl_nlmsg_put_extra_header(message, sizeof(*info));
	size_t bytes = address_bytes(&address->ip);
	const struct ip_address *other =
		address->peer.family ? &address->peer : &address->ip;

	message->nlmsg_type = RTM_DELADDR;
	info->ifa_family = address->ip.family;
	info->ifa_prefixlen = address->peer.family ? address->peer.prefix :
		address->ip.prefix;
	info->ifa_scope = address->scope;
	info->ifa_index = kernel_known(kernel, change->link);
	if (!info->ifa_index)
		return -ENODEV;
	mnl_attr_put(message, IFA_LOCAL, bytes, address->ip.bytes);
	mnl_attr_put(message, IFA_ADDRESS, bytes, other->bytes);
	if (change->verb == ADDRESS_DELETE)
		return 0;
	message->nlmsg_type = RTM_NEWADDR;
	message->nlmsg_flags |= NLM_F_CREATE |
		(address->is_forced ? NLM_F_REPLACE : NLM_F_EXCL);
	if (address->broadcast.family)
		mnl_attr_put(message, IFA_BROADCAST, 4,
			     address->broadcast.bytes);
	if (address->label)
		mnl_attr_put_strz(message, IFA_LABEL, address->label);
	put_address_life(message, address);
	return 0;
}

static void put_attributes(struct nlmsghdr *message,
			   const struct attributes *attributes)
{
	if (!attributes->length)
		return;
	memcpy(mnl_nlmsg_get_payload_tail(message), attributes->bytes,
	       attributes->length);
	message->nlmsg_len += (uint32_t)attributes->length;
}

static int encode_route(struct kernel *kernel, struct nlmsghdr *message,
			const struct change *change)
{
	const struct route *route = &change->route;
	struct rtmsg *info =
		mnl_nlmsg_put_extra_header(message, sizeof(*info));
	uint32_t index = kernel_known(kernel, change->link);

	if (!index)
		return -ENODEV;
	message->nlmsg_type = change->verb == ROUTE_DELETE ?
		RTM_DELROUTE : RTM_NEWROUTE;
	if (change->verb != ROUTE_DELETE)
		message->nlmsg_flags |= NLM_F_CREATE |
			(route->is_forced ? NLM_F_REPLACE :
			 route->is_beside ? 0 : NLM_F_EXCL);
	info->rtm_family = route->to.family;
	info->rtm_dst_len = route->to.prefix;
	info->rtm_table = RT_TABLE_MAIN;
	info->rtm_tos = route->tos;
	info->rtm_protocol = route->protocol;
	info->rtm_scope = route->scope;
	info->rtm_type = route->type;
	if (route->is_onlink && change->verb != ROUTE_DELETE)
		info->rtm_flags = RTNH_F_ONLINK;
	if (route->to.prefix)
		mnl_attr_put(message, RTA_DST, address_bytes(&route->to),
			     route->to.bytes);
	if (route->via.family)
		mnl_attr_put(message, RTA_GATEWAY, address_bytes(&route->via),
			     route->via.bytes);
	mnl_attr_put_u32(message, RTA_OIF, index);
	if (route->metric)
		mnl_attr_put_u32(message, RTA_PRIORITY, route->metric);
	put_attributes(message, &route->rest);
	return 0;
}

static int encode_vlans(struct kernel *kernel, struct nlmsghdr *message,
			const struct change *change)
{
	const struct vlan_ids *ids = &change->vlans;
	struct ifinfomsg *info =
		mnl_nlmsg_put_extra_header(message, sizeof(*info));
	struct bridge_vlan_info vlan = { .flags = ids->flags, .vid = ids->first };
	struct nlattr *spec;

	message->nlmsg_type = change->verb == VLAN_DELETE ?
		RTM_DELLINK : RTM_SETLINK;
	info->ifi_family = AF_BRIDGE;
	info->ifi_index = (int)kernel_known(kernel, change->link);
	if (!info->ifi_index)
		return -ENODEV;
	spec = mnl_attr_nest_start(message, IFLA_AF_SPEC);
	if (ids->on_self)
		mnl_attr_put_u16(message, IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
	if (ids->last > ids->first) {
		vlan.flags |= BRIDGE_VLAN_INFO_RANGE_BEGIN;
		mnl_attr_put(message, IFLA_BRIDGE_VLAN_INFO, sizeof(vlan),
			     &vlan);
		vlan.flags = ids->flags | BRIDGE_VLAN_INFO_RANGE_END;
		vlan.vid = ids->last;
	}
	mnl_attr_put(message, IFLA_BRIDGE_VLAN_INFO, sizeof(vlan), &vlan);
	mnl_attr_nest_end(message, spec);
	return 0;
}

int encode_change(struct kernel *kernel, struct nlmsghdr *message,
		  const struct change *change, struct encoded_place *places)
{
	switch (change->verb) {
	case LINK_ADD:
	case LINK_SET:
		return encode_link(kernel, message, change, places);
	case LINK_DELETE:
		return encode_delete(kernel, message, change);
	case ADDRESS_ADD:
	case ADDRESS_DELETE:
		return encode_address(kernel, message, change);
	case ROUTE_ADD:
	case ROUTE_REPLACE:
	case ROUTE_DELETE:
		return encode_route(kernel, message, change);
	case VLAN_ADD:
	case VLAN_DELETE:
		return encode_vlans(kernel, message, change);
	}
	return -EINVAL;
}
