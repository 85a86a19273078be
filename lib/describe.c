// SPDX-License-Identifier: LGPL-2.1-or-later
/* describe.c - steps as one would type them: ip(8), bridge(8), sysctl(8) */
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include "lib/plan.h"

static void add_settings(struct text *out, const struct change *change,
			 uint8_t place)
{
	for (size_t i = 0; i < change->setting_count; i++) {
		const struct setting *setting = &change->settings[i];

		if (setting->place == place && setting->row &&
		    setting->row->ip)
			text_add(out, " %s %s", setting->row->ip,
				 setting_format_ip(out->arena, setting));
	}
}

static bool has_place(const struct change *change, uint8_t place)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].place == place)
			return true;
	return false;
}

static void describe_link(struct text *out, const struct change *change)
{
	if (change->new_name) {
		text_add(out, "ip link set %s name %s", change->link,
			 change->new_name);
		return;
	}
	if (change->verb == LINK_ADD) {
		text_add(out, "ip link add");
		add_settings(out, change, PLACE_LINK);
		text_add(out, " name %s", change->link);
	} else {
		text_add(out, "ip link set dev %s", change->link);
		add_settings(out, change, PLACE_LINK);
	}
	if (change->addr_gen_mode >= 0)
		text_add(out, " addrgenmode %s",
			 change->addr_gen_mode == 1 ? "none" : "eui64");
	if (change->master && *change->master)
		text_add(out, " master %s", change->master);
	else if (change->master)
		text_add(out, " nomaster");
	if (change->flag_mask & IFF_UP)
		text_add(out, change->flags & IFF_UP ? " up" : " down");
	if (change->kind)
		text_add(out, " type %s", change->kind);
	else if (has_place(change, PLACE_PORT))
		text_add(out, " type %s_slave",
			 change->settings[0].row->name[1] == 'r' ? "bridge" :
			 "bond");
	add_settings(out, change, PLACE_INFO);
	add_settings(out, change, PLACE_PORT);
}

/* inet: the mask as a dotted quad, as classic ifupdown has it. */
static void add_prefix(struct text *out, const struct ip_address *ip)
{
	uint32_t mask;

	if (ip->family != AF_INET) {
		text_add(out, "/%u", ip->prefix);
		return;
	}
	mask = ip->prefix ? UINT32_MAX << (32 - ip->prefix) : 0;
	text_add(out, "/%u.%u.%u.%u", mask >> 24, mask >> 16 & 255,
		 mask >> 8 & 255, mask & 255);
}

static const char *scope_name(uint8_t scope)
{
	return scope == RT_SCOPE_HOST ? "host" :
		scope == RT_SCOPE_LINK ? "link" :
		scope == RT_SCOPE_SITE ? "site" : "global";
}

static void describe_address(struct text *out, const struct change *change)
{
	const struct address *address = &change->address;
	bool is_six = address->ip.family == AF_INET6;
	const char *verb = address->is_forced ? "replace" : "add";
	char shown[46];

	text_add(out, "ip %saddr %s %s", is_six ? "-6 " : "",
		 change->verb == ADDRESS_ADD ? verb : "del",
		 text_print_address(&address->ip, shown));
	add_prefix(out, &address->ip);
	if (address->broadcast.family)
		text_add(out, " broadcast %s",
			 text_print_address(&address->broadcast, shown));
	if (address->peer.family)
		text_add(out, " peer %s",
			 text_print_address(&address->peer, shown));
	if (address->scope)
		text_add(out, " scope %s", scope_name(address->scope));
	text_add(out, " dev %s", change->link);
	if (address->label)
		text_add(out, " label %s", address->label);
	if (change->verb == ADDRESS_ADD && address->preferred_s != UINT32_MAX)
		text_add(out, " preferred_lft %u", address->preferred_s);
	if (change->verb == ADDRESS_ADD && address->flags & IFA_F_NODAD)
		text_add(out, " nodad");
}

static void describe_route(struct text *out, const struct change *change)
{
	static const char *const words[] = {
		[ROUTE_ADD] = "add", [ROUTE_REPLACE] = "replace",
		[ROUTE_DELETE] = "del",
	};
	const struct route *route = &change->route;
	char shown[46];

	text_add(out, "ip %sroute %s ",
		 route->to.family == AF_INET6 ? "-6 " : "",
		 words[change->verb]);
	if (route->to.prefix)
		text_add(out, "%s/%u", text_print_address(&route->to, shown),
			 route->to.prefix);
	else
		text_add(out, "default");
	if (route->via.family)
		text_add(out, " via %s",
			 text_print_address(&route->via, shown));
	if (route->metric)
		text_add(out, " metric %u", route->metric);
	text_add(out, " dev %s", change->link);
	if (route->is_onlink && change->verb != ROUTE_DELETE)
		text_add(out, " onlink");
}

static void describe_vlans(struct text *out, const struct change *change)
{
	const struct vlan_ids *ids = &change->vlans;

	text_add(out, "bridge vlan %s vid %u",
		 change->verb == VLAN_ADD ? "add" : "del", ids->first);
	if (ids->last > ids->first)
		text_add(out, "-%u", ids->last);
	text_add(out, " dev %s", change->link);
	if (ids->flags & BRIDGE_VLAN_INFO_PVID)
		text_add(out, " pvid");
	if (ids->flags & BRIDGE_VLAN_INFO_UNTAGGED)
		text_add(out, " untagged");
	if (ids->on_self)
		text_add(out, " self");
}

const char *describe_change(struct arena *arena, const struct change *change)
{
	struct text out = { .arena = arena };

	switch (change->verb) {
	case LINK_ADD:
	case LINK_SET:
		describe_link(&out, change);
		break;
	case LINK_DELETE:
		text_add(&out, "ip link del %s", change->link);
		break;
	case ADDRESS_ADD:
	case ADDRESS_DELETE:
		describe_address(&out, change);
		break;
	case ROUTE_ADD:
	case ROUTE_REPLACE:
	case ROUTE_DELETE:
		describe_route(&out, change);
		break;
	case VLAN_ADD:
	case VLAN_DELETE:
		describe_vlans(&out, change);
		break;
	}
	return out.at;
}

/* sysctl(8): slashes and dots of the path change places. */
static void describe_sysctl(struct text *out, const struct step *step)
{
	char *key;

	text_add(out, "sysctl -q -e -w net.%s", step->path);
	key = out->at + out->length - strlen(step->path);
	for (char *c = key; *c; c++)
		*c = *c == '/' ? '.' : *c == '.' ? '/' : *c;
	text_add(out, "=%s", step->value);
}

static void describe_program(struct text *out, const struct step *step)
{
	for (size_t i = 0; step->argv[i]; i++)
		text_add(out, "%s%s", i ? " " : "", step->argv[i]);
}

const char *wait_reason(const struct wait *wait)
{
	static const char *const reasons[] = {
		[WAIT_DAD] = "duplicate address detection",
		[WAIT_LINK_LOCAL] = "a link-local address",
		[WAIT_PORTS] = "ports to forward",
		[WAIT_EXISTS] = "the link to appear",
		[WAIT_CARRIER] = "carrier",
	};

	return reasons[wait->what];
}

static void describe_wait(struct text *out, const struct step *step)
{
	const struct wait *wait = &step->wait;

	text_add(out, "# %s: wait for %s, at most %u.%u s", wait->link,
		 wait_reason(wait), wait->limit_ms / 1000,
		 wait->limit_ms / 100 % 10);
}

static void describe_step(struct text *out, const struct step *step)
{
	switch (step->type) {
	case STEP_CHANGE:
		text_add(out, "%s", describe_change(step->arena,
						    &step->change));
		break;
	case STEP_SYSCTL:
		describe_sysctl(out, step);
		break;
	case STEP_COMMAND:
	case STEP_SCRIPTS:
	case STEP_LINE:
		text_add(out, "%s", step->value);
		break;
	case STEP_PROGRAM:
		describe_program(out, step);
		break;
	case STEP_WAIT:
		describe_wait(out, step);
		break;
	case STEP_SAY:
		text_add(out, "%s", step->complaint->text);
		break;
	case STEP_STOP:
		text_add(out, "kill -USR2 $(cat %s); kill -TERM $(cat %s)",
			 step->path, step->path);
		break;
	}
}

const char *step_text(const struct step *step)
{
	struct text out = { .arena = step->arena };

	describe_step(&out, step);
	return out.at;
}
