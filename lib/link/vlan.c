// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * vlan.c - one VLAN of a link: eth0.50, vlan50, or any name with options
 *
 * eth0.50 names link and id; vlan50 names the id, vlan-raw-device the link;
 * another name needs vlan-raw-device and vlan-id.
 */
#include <ctype.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <string.h>

#include "lib/link.h"
#include "lib/rows.h"

static const struct option_choice protocols[] = {
	{ "802.1Q", ETH_P_8021Q }, { "802.1ad", ETH_P_8021AD }, { NULL, 0 },
};

static const struct option rows[] = {
	ROW_LINK("vlan-raw-device", LINK, IFLA_LINK, "link",
		 "the link that carries the VLAN",
		 .flags = OPTION_CREATES | OPTION_LOWER | OPTION_AT_CREATION),
	ROW_CHOICE("vlan-protocol", BE16, INFO, IFLA_VLAN_PROTOCOL, "protocol",
		   protocols, "tag that marks the VLAN",
		   .flags = OPTION_AT_CREATION, .usual = "802.1Q"),
	ROW_UINT("vlan-id", U16, INFO, IFLA_VLAN_ID, "id", 1, 4094, NULL,
		 "number of the VLAN",
		 .flags = OPTION_CREATES | OPTION_AT_CREATION),
	ROW_OTHER("hw-mac-address", MAC, "hardware address of the VLAN"),
	{ .name = NULL },
};

/* The last dot with something before and after it; aliases are no VLANs. */
static const char *last_dot(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot > name && dot[1] && !strchr(name, ':') ? dot : NULL;
}

static bool has_name(const char *name)
{
	const char *dot = last_dot(name);

	return dot && strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

static void needs(struct arena *arena, const char *name, struct name_list *ret)
{
	const char *dot = last_dot(name);

	if (dot && has_name(name))
		*ARENA_PUSH(arena, &ret->names, &ret->count) =
			arena_strndup(arena, name, (size_t)(dot - name));
}

static void add(struct ifplan_plan *plan, struct change *change,
		const char *row_name, const struct value *value)
{
	*ARENA_PUSH(plan->arena, &change->settings, &change->setting_count) =
		setting_new(plan->arena, option_find(rows, row_name), value,
			    change->origin);
}

static bool has_setting(const struct change *change, uint16_t attribute,
			uint8_t place)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].attribute == attribute &&
		    change->settings[i].place == place)
			return true;
	return false;
}

/* The digits that a name ends in: after the dot, or after "vlan". */
static const char *id_in_name(const char *name)
{
	const char *dot = last_dot(name);

	if (dot)
		return dot + 1;
	return strncmp(name, "vlan", 4) ? "" : name + 4;
}

static bool add_id(struct ifplan_plan *plan, struct job *job,
		   struct change *change)
{
	struct value value = { .text = id_in_name(job->target->name) };

	if (text_read_number(value.text, &value.number) < 0) {
		plan_error(plan, job, NULL, "add vlan-id",
			   "no VLAN id: the name has none and vlan-id is not "
			   "given");
		return false;
	}
	if (value.number < 1 || value.number > 4094) {
		plan_error(plan, job, NULL, "1 to 4094",
			   "VLAN id %s is out of range", value.text);
		return false;
	}
	add(plan, change, "vlan-id", &value);
	return true;
}

static bool add_lower(struct ifplan_plan *plan, struct job *job,
		      struct change *change)
{
	struct name_list lower = { .count = 0 };
	struct value value = { .number = 0 };

	needs(plan->arena, job->target->name, &lower);
	if (!lower.count) {
		plan_error(plan, job, NULL, "add vlan-raw-device",
			   "no link to put the VLAN on");
		return false;
	}
	value.text = lower.names[0];
	add(plan, change, "vlan-raw-device", &value);
	return true;
}

/* ifup has made eth0.7 on eth0 before anybody reads the option. */
static void prefer_name(struct ifplan_plan *plan, struct job *job,
			struct change *change)
{
	struct name_list lower = { .count = 0 };

	needs(plan->arena, job->target->name, &lower);
	if (!lower.count || !snapshot_link(plan->snapshot, lower.names[0]))
		return;
	for (size_t i = 0; i < change->setting_count; i++) {
		struct setting *setting = &change->settings[i];

		if (setting->place != PLACE_LINK ||
		    setting->attribute != IFLA_LINK ||
		    !strcmp(setting->link, lower.names[0]))
			continue;
		plan_warning(plan, job, setting->origin, NULL,
			     "the name says %s, the VLAN is put on that",
			     lower.names[0]);
		setting->link = lower.names[0];
	}
}

static const char *lower_name(const struct change *change)
{
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].attribute == IFLA_LINK &&
		    change->settings[i].place == PLACE_LINK)
			return change->settings[i].link;
	return NULL;
}

static void add_hardware_address(struct ifplan_plan *plan, struct job *job,
				 struct change *change)
{
	struct value value;
	const struct entry *entry = job_parse(plan, job, "hw-mac-address",
					      &value);

	if (entry)
		*ARENA_PUSH(plan->arena, &change->settings,
			    &change->setting_count) =
			setting_new(plan->arena,
				    option_find(common_options, "hwaddress"),
				    &value, entry);
}

/* A bridge that keeps VLANs apart must let this one through to the host. */
static void open_bridge(struct ifplan_plan *plan, struct job *job,
			const struct link *lower, const struct change *change)
{
	size_t length;
	const uint8_t *aware = link_attribute(lower, PLACE_INFO,
					      IFLA_BR_VLAN_FILTERING, &length);
	struct change vlans = {
		.verb = VLAN_ADD,
		.link = lower->name,
		.addr_gen_mode = -1,
		.vlans.on_self = true,
	};

	if (strcmp(lower->kind, "bridge") || !aware || !*aware)
		return;
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].place == PLACE_INFO &&
		    change->settings[i].attribute == IFLA_VLAN_ID)
			memcpy(&vlans.vlans.first, change->settings[i].bytes,
			       sizeof(vlans.vlans.first));
	vlans.vlans.last = vlans.vlans.first;
	plan_change(plan, job, &vlans);
}

/* A VLAN cannot carry more than the link below: raise that one's MTU. */
static void raise_lower_mtu(struct ifplan_plan *plan, struct job *job,
			const struct link *lower)
{
	struct value value;
	const struct entry *mtu = job_parse(plan, job, "mtu", &value);
	struct setting setting;
	uint32_t now = 1500; /* of one that is not yet made */
	size_t length;
	const uint8_t *bytes = link_attribute(lower, PLACE_LINK, IFLA_MTU,
					      &length);

	if (bytes)
		memcpy(&now, bytes, sizeof(now));
	if (!mtu || value.number <= now)
		return;
	setting = setting_new(plan->arena, mtu->row, &value, mtu);
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = lower->name,
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
}

static bool create(struct ifplan_plan *plan, struct job *job,
		   struct change *change)
{
	const struct link *lower;

	if (!has_setting(change, IFLA_LINK, PLACE_LINK) &&
	    !add_lower(plan, job, change))
		return false;
	if (!has_setting(change, IFLA_VLAN_ID, PLACE_INFO) &&
	    !add_id(plan, job, change))
		return false;
	prefer_name(plan, job, change);
	lower = snapshot_link(plan->snapshot, lower_name(change));
	if (!lower) {
		plan_error(plan, job, job_entry(job, "vlan-raw-device"), NULL,
			   "%s does not exist, unable to create %s",
			   lower_name(change), job->target->name);
		return false;
	}
	add_hardware_address(plan, job, change);
	raise_lower_mtu(plan, job, lower);
	open_bridge(plan, job, lower, change);
	return true;
}

static const char *const replaces[] = { "vlan", "ip", NULL };

const struct link_kind link_vlan = {
	.name = "vlan",
	.module = "8021q",
	.telling = "vlan-id",
	.options = rows,
	.replaces = replaces,
	.has_name = has_name,
	.needs = needs,
	.create = create,
};
