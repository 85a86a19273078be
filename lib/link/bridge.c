// SPDX-License-Identifier: LGPL-2.1-or-later
/* bridge.c - a switch in the kernel; options of bridge-utils and of ifupdown2 */
#include <linux/if_ether.h>
#include <net/if.h>
#include <string.h>

#include "lib/link.h"
#include "lib/rows.h"

static const struct option_choice protocols[] = {
	{ "802.1Q", ETH_P_8021Q }, { "802.1ad", ETH_P_8021AD }, { NULL, 0 },
};

static const struct option rows[] = {
	ROW_OTHER("bridge-ports", NAMES, "ports: names, none, all, or regex RE",
		  .flags = OPTION_CREATES | OPTION_LOWER),
	ROW_BOOL("bridge-stp", U32, INFO, IFLA_BR_STP_STATE, "stp_state",
		 "spanning tree protocol", .usual = "off"),
	ROW_TIME("bridge-fd", INFO, IFLA_BR_FORWARD_DELAY, "forward_delay",
		 0, 200, "time a port listens and learns before it forwards",
		 .usual = "15"),
	ROW_TIME("bridge-hello", INFO, IFLA_BR_HELLO_TIME, "hello_time",
		 1, 10, "time between two spanning tree hellos", .usual = "2"),
	ROW_TIME("bridge-maxage", INFO, IFLA_BR_MAX_AGE, "max_age",
		 6, 40, "how long spanning tree messages are believed",
		 .usual = "20"),
	ROW_TIME("bridge-ageing", INFO, IFLA_BR_AGEING_TIME, "ageing_time",
		 0, 1000000, "how long a learned address is kept",
		 .usual = "300"),
	ROW_UINT("bridge-bridgeprio", U16, INFO, IFLA_BR_PRIORITY, "priority",
		 0, 65535, NULL, "spanning tree priority of the bridge",
		 .usual = "32768"),
	ROW_OTHER("bridge-gcint", TIME,
		  "time between two removals of old addresses, fixed in Linux",
		  .scale = 100, .max = 1000000, .unit = "seconds"),
	ROW_OTHER("bridge-hw", TEXT, "hardware address, or whose to copy",
		  .flags = OPTION_LOOKED_AT),
	ROW_OTHER("bridge-maxwait", TIME,
		  "how long to wait for ports to forward, 0 for not at all",
		  .scale = 1000, .max = 3600, .unit = "seconds",
		  .flags = OPTION_WAIT),
	ROW_OTHER("bridge-waitport", TEXT,
		  "seconds to wait for ports to appear, and which",
		  .flags = OPTION_WAIT),
	{ .name = "bridge-portprio", .type = TYPE_PER_PORT, .wire = WIRE_U16,
	  .place = PLACE_PORT, ROW_ATTRIBUTE(IFLA_BRPORT_PRIORITY),
	  .ip = "priority", .max = 63, .aliases = "bridge-portprios",
	  .help = "spanning tree priority of a port", .usual = "32" },
	{ .name = "bridge-pathcost", .type = TYPE_PER_PORT, .wire = WIRE_U32,
	  .place = PLACE_PORT, ROW_ATTRIBUTE(IFLA_BRPORT_COST),
	  .ip = "cost", .min = 1, .max = 65535, .aliases = "bridge-pathcosts",
	  .help = "spanning tree cost of a port",
	  /* by the speed of the port */ .usual = "1 2 3 4 5 19 100" },
	ROW_BOOL("bridge-vlan-aware", U8, INFO, IFLA_BR_VLAN_FILTERING,
		 "vlan_filtering", "keep VLANs apart", .usual = "off"),
	ROW_CHOICE("bridge-vlan-protocol", BE16, INFO, IFLA_BR_VLAN_PROTOCOL,
		   "vlan_protocol", protocols, "tag that marks a VLAN",
		 .usual = "802.1Q"),
	ROW_OTHER("bridge-vids", RANGES, "VLANs that every port carries",
		  .min = 1, .max = 4094),
	{ .name = NULL },
};

static bool is_vlan_aware(const struct job *job)
{
	return job_is_true(job, "bridge-vlan-aware");
}

static void check(struct ifplan_plan *plan, struct job *job)
{
	if (job_value(job, "bridge-gcint"))
		plan_warning(plan, job, job_entry(job, "bridge-gcint"), NULL,
			     "Linux does not let the garbage collection "
			     "interval be set, nothing is changed");
	if (job_value(job, "bridge-vids") && !is_vlan_aware(job))
		plan_warning(plan, job, job_entry(job, "bridge-vids"),
			     "add \"bridge-vlan-aware yes\"",
			     "VLAN ids have no effect on a bridge that is not "
			     "VLAN-aware");
}

/* bridge-hw: a hardware address, or the name of a link to copy it from. */
static void add_hardware_address(struct ifplan_plan *plan, struct job *job,
				 struct change *change)
{
	const struct option *row = option_find(common_options, "hwaddress");
	const struct entry *entry = job_entry(job, "bridge-hw");
	const char *text = job_value(job, "bridge-hw");
	struct setting setting;
	struct value value;
	const struct link *from;
	const uint8_t *mac;
	size_t length;

	if (!text)
		return;
	if (text_read_mac(text, value.mac) < 0) {
		from = snapshot_link(plan->snapshot, text);
		mac = from ? link_attribute(from, PLACE_LINK, IFLA_ADDRESS,
					    &length) : NULL;
		if (!mac || length != 6) {
			plan_warning(plan, job, entry, NULL, "\"%s\" is neither "
				     "a hardware address nor an Ethernet link",
				     text);
			return;
		}
		memcpy(value.mac, mac, 6);
	}
	setting = setting_new(plan->arena, row, &value, entry);
	*ARENA_PUSH(plan->arena, &change->settings, &change->setting_count) =
		setting;
}

static bool create(struct ifplan_plan *plan, struct job *job,
		   struct change *change)
{
	add_hardware_address(plan, job, change);
	return true;
}

/* One message with the settings that name this port. */
static void set_port(struct ifplan_plan *plan, struct job *job,
		     const char *port)
{
	struct change change = {
		.verb = LINK_SET,
		.link = port,
		.addr_gen_mode = -1,
	};

	for (const struct option *row = rows; row->name; row++) {
		const struct entry *entry = NULL;
		const char *rest, *named;
		struct value value;
		uint64_t number;

		if (row->type == TYPE_PER_PORT)
			entry = job_parse(plan, job, row->name, &value);
		rest = entry ? entry->value : "";
		while (option_next_port_value(plan->arena, &rest, &named,
					      &number))
			if (!strcmp(named, port))
				*ARENA_PUSH(plan->arena, &change.settings,
					    &change.setting_count) =
					setting_number(plan->arena, row,
						       number, entry);
	}
	if (change.setting_count)
		plan_change(plan, job, &change);
}

static void set_port_vlans(struct ifplan_plan *plan, struct job *job,
			   const char *port)
{
	struct value value;
	const struct entry *entry = job_parse(plan, job, "bridge-vids", &value);
	const char *rest = entry ? entry->value : "";
	struct change change = {
		.verb = VLAN_ADD,
		.link = port,
		.origin = entry,
		.addr_gen_mode = -1,
	};

	if (!is_vlan_aware(job))
		return;
	while (option_next_range(&rest, &change.vlans.first,
				 &change.vlans.last))
		plan_change(plan, job, &change);
}

static void wait_for_ports(struct ifplan_plan *plan, struct job *job)
{
	const char *rest = job_value(job, "bridge-waitport");
	const char *default_ports = job_value(job, "bridge-ports");
	const char *word, **ports;
	size_t length, count;
	uint64_t limit_ms;

	if (!rest || !text_next_word(&rest, &word, &length))
		return;
	if (text_read_time(arena_strndup(plan->arena, word, length), 1000,
			   &limit_ms) < 0) {
		plan_error(plan, job, job_entry(job, "bridge-waitport"), NULL,
			   "\"%s\" is not a number of seconds",
			   job_value(job, "bridge-waitport"));
		return;
	}
	rest += strspn(rest, " \t");
	ports = port_names(plan, *rest ? rest : default_ports, &count);
	for (size_t i = 0; i < count; i++)
		port_await(plan, job, ports[i],
			   job_entry(job, "bridge-waitport"),
			   (unsigned)limit_ms);
}

/* Ports of a bridge with spanning tree listen and learn before they forward. */
static void wait_for_forwarding(struct ifplan_plan *plan, struct job *job)
{
	unsigned limit_ms = 32000;
	struct value value;

	if (!job_is_true(job, "bridge-stp") && !job_value(job, "bridge-maxwait"))
		return;
	if (job_parse(plan, job, "bridge-fd", &value))
		limit_ms = (unsigned)(2 * (value.number * 10 + 1000));
	if (job_parse(plan, job, "bridge-maxwait", &value))
		limit_ms = (unsigned)value.number;
	if (limit_ms)
		plan_wait(plan, job, &(struct wait){
			.what = WAIT_PORTS,
			.link = job->target->name,
			.limit = job_entry(job, "bridge-maxwait"),
			.limit_ms = limit_ms,
		});
}

static void ports(struct ifplan_plan *plan, struct job *job)
{
	const struct entry *entry = job_entry(job, "bridge-ports");
	const struct step *before;
	bool is_new;
	size_t count;
	const char **port;

	wait_for_ports(plan, job);
	before = plan->last;
	port = port_names(plan, job_value(job, "bridge-ports"), &count);
	for (size_t i = 0; i < count; i++) {
		if (!port_add(plan, job, port[i], entry))
			continue;
		set_port(plan, job, port[i]);
		set_port_vlans(plan, job, port[i]);
	}
	/* Another stanza has waited for those that were there. */
	is_new = job->is_first || plan->last != before;
	link_set_flags(plan, job, job->target->name, true);
	if (count && is_new)
		wait_for_forwarding(plan, job);
}

/* After a topology change the kernel has an ageing time of its own. */
static bool is_passing(const struct link *link, const struct option *row)
{
	size_t length;
	const uint8_t *is_changing =
		link_attribute(link, PLACE_INFO, IFLA_BR_TOPOLOGY_CHANGE,
			       &length);

	return row->attribute == IFLA_BR_AGEING_TIME &&
		row->place == PLACE_INFO && is_changing && *is_changing;
}

static const char *const replaces[] = { "bridge", NULL };

const struct link_kind link_bridge = {
	.name = "bridge",
	.telling = "bridge-vlan-aware",
	.options = rows,
	.replaces = replaces,
	.check = check,
	.create = create,
	.ports = ports,
	.comes_late = true,
	.is_passing = is_passing,
};
