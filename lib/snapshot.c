// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * snapshot.c - what is, looked up and changed in memory
 *
 * Changes applied here have the effect the kernel would give them, as far as
 * the planner looks: it sees what earlier steps will have done, and tests use
 * it as a kernel that is always there.
 */
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include "lib/kernel.h"
#include "parser/intern.h"

#define FIRST_BUCKETS 64

static struct link **name_bucket(const struct snapshot *snapshot,
				 const char *name)
{
	return &snapshot->by_name[intern_hash(name) &
				  (snapshot->bucket_count - 1)];
}

static struct link **index_bucket(const struct snapshot *snapshot,
				  uint32_t index)
{
	return &snapshot->by_index[index & (snapshot->bucket_count - 1)];
}

static void file_by_name(struct snapshot *snapshot, struct link *link)
{
	struct link **at = name_bucket(snapshot, link->name);

	link->same_name = *at;
	*at = link;
}

static void file_by_index(struct snapshot *snapshot, struct link *link)
{
	struct link **at = index_bucket(snapshot, link->index);

	link->same_index = *at;
	*at = link;
}

static void set_buckets(struct snapshot *snapshot, size_t count)
{
	snapshot->bucket_count = count;
	snapshot->by_name = ARENA_ARRAY(snapshot->arena, count, struct link *);
	snapshot->by_index = ARENA_ARRAY(snapshot->arena, count,
					 struct link *);
	for (size_t i = 0; i < snapshot->link_count; i++) {
		file_by_name(snapshot, snapshot->links[i]);
		file_by_index(snapshot, snapshot->links[i]);
	}
}

struct snapshot *snapshot_new(struct arena *arena)
{
	struct snapshot *snapshot = ARENA_NEW(arena, struct snapshot);

	snapshot->arena = arena;
	snapshot->asked_for = ARENA_NEW(arena, struct link *);
	set_buckets(snapshot, FIRST_BUCKETS);
	return snapshot;
}

struct link *snapshot_add_link(struct snapshot *snapshot, const char *name,
			       uint32_t index)
{
	struct link *link = ARENA_NEW(snapshot->arena, struct link);

	if (snapshot->link_count == snapshot->bucket_count)
		set_buckets(snapshot, snapshot->bucket_count * 2);
	link->name = arena_strdup(snapshot->arena, name);
	link->index = index;
	link->kind = "";
	link->addr_gen_mode = -1;
	if (index > snapshot->highest)
		snapshot->highest = index;
	file_by_name(snapshot, link);
	file_by_index(snapshot, link);
	*ARENA_PUSH(snapshot->arena, &snapshot->links,
		    &snapshot->link_count) = link;
	return link;
}

struct link *snapshot_expect_link(struct snapshot *snapshot, const char *name)
{
	uint32_t highest = snapshot->highest;
	struct link *link = snapshot_add_link(snapshot, name, UINT32_MAX -
					      (uint32_t)snapshot->link_count);

	snapshot->highest = highest;
	link->addr_gen_mode = 0;
	link->is_expected = true;
	return link;
}

struct link *snapshot_link(const struct snapshot *snapshot, const char *name)
{
	struct link *link = *snapshot->asked_for;

	if (link && !link->is_gone && text_same(link->name, name))
		return link;
	link = *name_bucket(snapshot, name);
	while (link && (link->is_gone || !text_same(link->name, name)))
		link = link->same_name;
	return *snapshot->asked_for = link;
}

struct link *snapshot_index(const struct snapshot *snapshot, uint32_t index)
{
	struct link *link = *index_bucket(snapshot, index);

	while (link && (link->is_gone || link->index != index))
		link = link->same_index;
	return link;
}

static const uint8_t *find_attribute(const struct attributes *in,
				     uint16_t type, size_t *ret_length)
{
	struct nlattr head;

	for (size_t at = 0; at + NLA_HDRLEN <= in->length;
	     at += NLA_ALIGN(head.nla_len)) {
		memcpy(&head, in->bytes + at, sizeof(head));
		if (head.nla_len < NLA_HDRLEN || at + head.nla_len > in->length)
			return NULL;
		if ((head.nla_type & NLA_TYPE_MASK) != type)
			continue;
		*ret_length = head.nla_len - NLA_HDRLEN;
		return in->bytes + at + NLA_HDRLEN;
	}
	return NULL;
}

static struct setting *find_setting(const struct link *link, uint8_t place,
				    uint16_t attribute)
{
	for (size_t i = link->set_count; i > 0; i--)
		if (link->set[i - 1].place == place &&
		    link->set[i - 1].attribute == attribute)
			return &link->set[i - 1];
	return NULL;
}

const uint8_t *link_attribute(const struct link *link, uint8_t place,
			      uint16_t attribute, size_t *ret_length)
{
	const struct setting *set = find_setting(link, place, attribute);

	if (place == PLACE_LINK && attribute == IFLA_LINK) {
		*ret_length = sizeof(link->lower);
		return link->lower ? (const uint8_t *)&link->lower : NULL;
	}
	if (set) {
		*ret_length = set->length;
		return set->bytes;
	}
	return find_attribute(place == PLACE_INFO ? &link->info :
			      place == PLACE_PORT ? &link->port : &link->top,
			      attribute, ret_length);
}

const char *link_attribute_text(struct arena *arena,
				const struct snapshot *snapshot,
				const struct link *link,
				const struct option *row)
{
	size_t length;
	const uint8_t *bytes = link_attribute(link, row->place, row->attribute,
					      &length);

	return bytes ? setting_format(arena, row, snapshot, bytes, length) : "";
}

static bool is_mtu(const struct setting *setting)
{
	return setting->place == PLACE_LINK && setting->attribute == IFLA_MTU;
}

bool link_has_setting(const struct snapshot *snapshot, const struct link *link,
		      const struct setting *setting)
{
	const struct link *named;
	const uint8_t *bytes;
	size_t length;
	uint32_t index;

	if (link->is_mtu_unsure && is_mtu(setting))
		return false;
	bytes = link_attribute(link, setting->place, setting->attribute,
			       &length);
	if (!bytes)
		return setting->wire == WIRE_IFINDEX ? !*setting->link :
			setting->wire == WIRE_STRING && setting->length == 1;
	if (setting->wire == WIRE_IFINDEX) {
		named = snapshot_link(snapshot, setting->link);
		index = named ? named->index : 0;
		return length == 4 && !memcmp(bytes, &index, 4);
	}
	return setting_is(setting, bytes, length);
}

bool same_ip(const struct ip_address *a, const struct ip_address *b)
{
	return a->family == b->family &&
		!memcmp(a->bytes, b->bytes, a->family == AF_INET ? 4 : 16);
}

bool is_link_local6(const struct ip_address *ip)
{
	return ip->family == AF_INET6 && ip->bytes[0] == 0xfe &&
		(ip->bytes[1] & 0xc0) == 0x80;
}

struct address *link_find_address(const struct link *link,
				  const struct address *address)
{
	struct address *have = link->addresses;

	while (have && (!same_ip(&have->ip, &address->ip) ||
			have->ip.prefix != address->ip.prefix))
		have = have->next;
	return have;
}

static void apply_setting(struct snapshot *snapshot, struct link *link,
			  const struct setting *setting)
{
	struct setting resolved = *setting, *have;

	if (setting->wire == WIRE_IFINDEX) {
		const struct link *named =
			snapshot_link(snapshot, setting->link);
		uint32_t index = named ? named->index : 0;

		if (setting->attribute == IFLA_LINK &&
		    setting->place == PLACE_LINK)
			link->lower = index;
		resolved.bytes = arena_memdup(snapshot->arena, &index, 4);
		resolved.length = 4;
	}
	if (is_mtu(setting))
		link->is_mtu_unsure = false;
	have = find_setting(link, setting->place, setting->attribute);
	if (!have)
		have = ARENA_PUSH(snapshot->arena, &link->set,
				  &link->set_count);
	*have = resolved;
}

static void set_mtu(struct snapshot *snapshot, struct link *link,
		    const uint8_t *bytes)
{
	if (bytes)
		apply_setting(snapshot, link, &(struct setting){
			.place = PLACE_LINK,
			.attribute = IFLA_MTU,
			.wire = WIRE_U32,
			.bytes = bytes,
			.length = 4,
		});
}

/* What it was as a port goes with its master. */
static void leave_master(struct snapshot *snapshot, struct link *link)
{
	size_t left = 0;

	for (size_t i = 0; i < link->set_count; i++)
		if (link->set[i].place != PLACE_PORT)
			link->set[left++] = link->set[i];
	link->set_count = left;
	link->port.length = 0;
	link->vlans = NULL;
	link->master = 0;
	set_mtu(snapshot, link, link->own_mtu);
	link->own_mtu = NULL;
}

static void apply_name(struct snapshot *snapshot, struct link *link,
		       const char *name)
{
	struct link **at = name_bucket(snapshot, link->name);

	while (*at != link)
		at = &(*at)->same_name;
	*at = link->same_name;
	link->name = name;
	file_by_name(snapshot, link);
}

static const uint8_t *mtu_of(const struct link *link)
{
	static const uint32_t new_mtu = 1500;
	size_t length;
	const uint8_t *bytes = link_attribute(link, PLACE_LINK, IFLA_MTU,
					      &length);

	return bytes ? bytes : (const uint8_t *)&new_mtu;
}

/* A bond raises what joins it, and gives it its own MTU; a bridge takes the
   smallest of its ports, unless it was given one. */
static void join_master(struct snapshot *snapshot, struct link *link,
			struct link *master)
{
	size_t length;

	if (link->master == master->index)
		return;
	leave_master(snapshot, link);
	link->master = master->index;
	if (!strcmp(master->kind, "bridge"))
		master->is_mtu_unsure |= memcmp(mtu_of(link), mtu_of(master),
						4) != 0;
	if (strcmp(master->kind, "bond"))
		return;
	link->flags |= IFF_UP;
	link->own_mtu = link_attribute(link, PLACE_LINK, IFLA_MTU, &length);
	set_mtu(snapshot, link, mtu_of(master));
}

static void apply_link(struct snapshot *snapshot, struct link *link,
		       const struct change *change)
{
	struct link *master = change->master && *change->master ?
		snapshot_link(snapshot, change->master) : NULL;

	if (change->new_name)
		apply_name(snapshot, link, change->new_name);
	if (master)
		join_master(snapshot, link, master);
	else if (change->master)
		leave_master(snapshot, link);
	link->flags = (link->flags & ~change->flag_mask) |
		(change->flags & change->flag_mask);
	if (change->addr_gen_mode >= 0)
		link->addr_gen_mode = change->addr_gen_mode;
	for (size_t i = 0; i < change->setting_count; i++)
		apply_setting(snapshot, link, &change->settings[i]);
}

/* Links above a deleted one go with it, ports are released. */
static void apply_delete(struct snapshot *snapshot, struct link *link)
{
	link->is_gone = true;
	link->addresses = NULL;
	for (size_t i = 0; i < snapshot->link_count; i++) {
		struct link *other = snapshot->links[i];

		if (other->is_gone)
			continue;
		if (other->master == link->index)
			leave_master(snapshot, other);
		if (other->lower == link->index &&
		    strcmp(other->kind, "veth"))
			apply_delete(snapshot, other);
	}
}

static bool has_family(const struct link *link, uint8_t family)
{
	const struct address *address = link->addresses;

	while (address && address->ip.family != family)
		address = address->next;
	return address;
}

/* Without an IPv4 address a link has no IPv4 routes. */
static void drop_routes(struct snapshot *snapshot, const struct link *link)
{
	struct route **at = &snapshot->routes;

	while (*at)
		if ((*at)->to.family == AF_INET &&
		    !strcmp((*at)->link, link->name))
			*at = (*at)->next;
		else
			at = &(*at)->next;
}

static void drop_address(struct snapshot *snapshot, struct link *link,
			 const struct address *address)
{
	struct address *have = link_find_address(link, address);
	struct address **at = &link->addresses;

	if (!have)
		return;
	while (*at != have)
		at = &(*at)->next;
	*at = have->next;
	if (address->ip.family == AF_INET && !has_family(link, AF_INET))
		drop_routes(snapshot, link);
}

static void add_address(struct snapshot *snapshot, struct link *link,
			const struct address *address)
{
	struct address *have = address->is_forced ?
		link_find_address(link, address) : NULL;
	struct address *next = have ? have->next : NULL;
	struct address **at = &link->addresses;

	while (*at && *at != have)
		at = &(*at)->next;
	*at = arena_memdup(snapshot->arena, address, sizeof(*address));
	(*at)->next = next;
}

bool same_route(const struct route *a, const struct route *b)
{
	return same_ip(&a->to, &b->to) && a->to.prefix == b->to.prefix &&
		a->metric == b->metric && a->table == b->table &&
		!strcmp(a->link, b->link) &&
		(!a->via.family || !b->via.family || same_ip(&a->via, &b->via));
}

static void apply_route(struct snapshot *snapshot, const struct change *change)
{
	struct route **at = &snapshot->routes, *route;

	while (*at && !same_route(*at, &change->route))
		at = &(*at)->next;
	if (change->verb == ROUTE_DELETE) {
		if (*at)
			*at = (*at)->next;
		return;
	}
	route = arena_memdup(snapshot->arena, &change->route,
			     sizeof(change->route));
	route->next = *at ? (*at)->next : NULL;
	*at = route;
}

static bool same_vlans(const struct vlan_ids *a, const struct vlan_ids *b)
{
	return a->first == b->first && a->last == b->last &&
		a->on_self == b->on_self;
}

static void apply_vlans(struct snapshot *snapshot, struct link *link,
			const struct change *change)
{
	struct vlan_ids **at = &link->vlans;

	while (*at && !same_vlans(*at, &change->vlans))
		at = &(*at)->next;
	if (change->verb == VLAN_ADD && !*at)
		*at = arena_memdup(snapshot->arena, &change->vlans,
				   sizeof(change->vlans));
	else if (change->verb == VLAN_DELETE && *at)
		*at = (*at)->next;
}

void snapshot_apply(struct snapshot *snapshot, const struct change *change)
{
	struct link *link = snapshot_link(snapshot, change->link);

	if (change->verb == LINK_ADD && !link) {
		link = snapshot_add_link(snapshot, change->link, change->index ?
					 change->index : snapshot->highest + 1);
		link->kind = change->kind;
		link->addr_gen_mode = 0;
	}
	if (!link)
		return;
	switch (change->verb) {
	case LINK_ADD:
	case LINK_SET:
		apply_link(snapshot, link, change);
		break;
	case LINK_DELETE:
		apply_delete(snapshot, link);
		break;
	case ADDRESS_ADD:
		add_address(snapshot, link, &change->address);
		break;
	case ADDRESS_DELETE:
		drop_address(snapshot, link, &change->address);
		break;
	case ROUTE_ADD:
	case ROUTE_REPLACE:
	case ROUTE_DELETE:
		apply_route(snapshot, change);
		break;
	case VLAN_ADD:
	case VLAN_DELETE:
		apply_vlans(snapshot, link, change);
		break;
	}
}

/* The link that a setting names now; "" for none. */
static const char *named_link(const struct snapshot *snapshot,
			      const uint8_t *bytes)
{
	const struct link *link;
	uint32_t index = 0;

	if (bytes)
		memcpy(&index, bytes, sizeof(index));
	link = snapshot_index(snapshot, index);
	return link ? link->name : "";
}

/* The settings a link has now where a change would put others. */
static void invert_settings(struct arena *arena, const struct snapshot *before,
			    const struct link *link,
			    const struct change *change, struct change *ret)
{
	ret->settings = ARENA_ARRAY(arena, change->setting_count,
				    struct setting);
	ret->setting_count = 0;
	for (size_t i = 0; i < change->setting_count; i++) {
		struct setting old = change->settings[i];
		size_t length = 0;

		old.bytes = link_attribute(link, old.place, old.attribute,
					   &length);
		old.length = (uint16_t)length;
		if (old.wire == WIRE_IFINDEX) {
			old.link = named_link(before, old.bytes);
		} else if (!old.bytes && old.wire == WIRE_STRING) {
			old.bytes = (const uint8_t *)"";
			old.length = 1;
		} else if (!old.bytes) {
			continue;
		}
		ret->settings[ret->setting_count++] = old;
	}
}

static bool invert_link_set(struct arena *arena, const struct snapshot *before,
			    const struct change *change, struct change *ret)
{
	const struct link *link = snapshot_link(before, change->link);
	const struct link *master;

	if (!link)
		return false;
	if (change->new_name) {
		ret->link = change->new_name;
		ret->new_name = change->link;
	}
	if (change->master) {
		master = snapshot_index(before, link->master);
		ret->master = master ? master->name : "";
		ret->flag_mask |= IFF_UP;
	}
	ret->flags = link->flags & ret->flag_mask;
	if (change->addr_gen_mode >= 0)
		ret->addr_gen_mode = link->addr_gen_mode;
	invert_settings(arena, before, link, change, ret);
	return true;
}

/* Some of these are there, and would go with the others. */
static bool has_some_vlans(const struct snapshot *snapshot,
			   const struct change *change)
{
	const struct link *link = snapshot_link(snapshot, change->link);
	const struct vlan_ids *v = link ? link->vlans : NULL;

	while (v && (v->on_self != change->vlans.on_self ||
		     v->last < change->vlans.first ||
		     v->first > change->vlans.last))
		v = v->next;
	return v != NULL;
}

bool change_invert(struct arena *arena, const struct snapshot *before,
		   const struct change *change, struct change *ret)
{
	static const enum change_verb opposite[] = {
		[LINK_ADD] = LINK_DELETE, [LINK_SET] = LINK_SET,
		[ADDRESS_ADD] = ADDRESS_DELETE, [ADDRESS_DELETE] = ADDRESS_ADD,
		[ROUTE_ADD] = ROUTE_DELETE, [ROUTE_REPLACE] = ROUTE_DELETE,
		[ROUTE_DELETE] = ROUTE_ADD,
		[VLAN_ADD] = VLAN_DELETE, [VLAN_DELETE] = VLAN_ADD,
	};

	if (change->verb == LINK_DELETE ||
	    (change->verb == ADDRESS_ADD && change->address.is_forced) ||
	    (change->verb == VLAN_ADD && has_some_vlans(before, change)))
		return false;
	*ret = *change;
	ret->verb = opposite[change->verb];
	if (change->verb == LINK_SET)
		return invert_link_set(arena, before, change, ret);
	return true;
}
