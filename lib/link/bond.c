// SPDX-License-Identifier: LGPL-2.1-or-later
/* bond.c - several links used as one; options of ifenslave and of ifupdown2 */
#include <net/if.h>
#include <string.h>

#include "lib/link.h"
#include "lib/rows.h"

static const struct option_choice modes[] = {
	{ "balance-rr", 0 }, { "active-backup", 1 }, { "balance-xor", 2 },
	{ "broadcast", 3 }, { "802.3ad", 4 }, { "balance-tlb", 5 },
	{ "balance-alb", 6 }, { NULL, 0 },
};
#define MODES (sizeof(modes) / sizeof(*modes))

/* The kernel takes some options in these modes only. */
#define ARP_MODES "balance-rr active-backup balance-xor broadcast"
#define ACTIVE_MODES "active-backup balance-tlb balance-alb"

static const struct option_choice hash_policies[] = {
	{ "layer2", 0 }, { "layer3+4", 1 }, { "layer2+3", 2 },
	{ "encap2+3", 3 }, { "encap3+4", 4 }, { "vlan+srcmac", 5 },
	{ NULL, 0 },
};

static const struct option_choice lacp_rates[] = {
	{ "slow", 0 }, { "fast", 1 }, { NULL, 0 },
};

static const struct option_choice ad_selects[] = {
	{ "stable", 0 }, { "bandwidth", 1 }, { "count", 2 }, { NULL, 0 },
};

static const struct option_choice fail_over_macs[] = {
	{ "none", 0 }, { "active", 1 }, { "follow", 2 }, { NULL, 0 },
};

static const struct option_choice reselects[] = {
	{ "always", 0 }, { "better", 1 }, { "failure", 2 }, { NULL, 0 },
};

static const struct option_choice validates[] = {
	{ "none", 0 }, { "active", 1 }, { "backup", 2 }, { "all", 3 },
	{ "filter", 4 }, { "filter_active", 5 }, { "filter_backup", 6 },
	{ NULL, 0 },
};

/* These modes cannot do without link checks. */
static const struct option_usual checked_always = {
	"100", "802.3ad balance-tlb balance-alb",
};

#define DOWN OPTION_NEEDS_DOWN

static const struct option rows[] = {
	ROW_OTHER("bond-slaves", NAMES, "the links to use: names, none, or all",
		  .aliases = "slaves", .flags = OPTION_CREATES | OPTION_LOWER),
	ROW_CHOICE("bond-mode", U8, INFO, IFLA_BOND_MODE, "mode", modes,
		   "how the links share the work", .usual = "balance-rr",
		   .flags = OPTION_CREATES | DOWN | OPTION_NEEDS_EMPTY),
	ROW_UINT("bond-miimon", U32, INFO, IFLA_BOND_MIIMON, "miimon",
		 0, INT32_MAX, "milliseconds", "time between two link checks",
		 .usual = "0", .usual_in = &checked_always),
	ROW_UINT("bond-updelay", U32, INFO, IFLA_BOND_UPDELAY, "updelay",
		 0, INT32_MAX, "milliseconds", "wait before a link is used",
		 .usual = "0"),
	ROW_UINT("bond-downdelay", U32, INFO, IFLA_BOND_DOWNDELAY, "downdelay",
		 0, INT32_MAX, "milliseconds", "wait before a link is given up",
		 .usual = "0"),
	ROW_BOOL("bond-use-carrier", U8, INFO, IFLA_BOND_USE_CARRIER,
		 "use_carrier", "ask the driver, not the hardware, for the link",
		 .usual = "on"),
	ROW_UINT("bond-arp-interval", U32, INFO, IFLA_BOND_ARP_INTERVAL,
		 "arp_interval", 0, INT32_MAX, "milliseconds",
		 "time between two ARP probes", .usual = "0",
		 .modes = ARP_MODES),
	{ .name = "bond-arp-ip-target", .type = TYPE_ADDRESSES,
	  .wire = WIRE_IP4_LIST, .place = PLACE_INFO,
	  ROW_ATTRIBUTE(IFLA_BOND_ARP_IP_TARGET), .ip = "arp_ip_target",
	  .flags = OPTION_REPEATS, .modes = ARP_MODES,
	  .help = "whom to probe by ARP" },
	ROW_CHOICE("bond-arp-validate", U32, INFO, IFLA_BOND_ARP_VALIDATE,
		   "arp_validate", validates, "which ARP answers count",
		   .usual = "none", .modes = ARP_MODES),
	{ .name = "bond-primary", .type = TYPE_NAMES, .wire = WIRE_IFINDEX,
	  .place = PLACE_INFO, ROW_ATTRIBUTE(IFLA_BOND_PRIMARY), .ip = "primary",
	  .flags = OPTION_AFTER_PORTS, .modes = ACTIVE_MODES,
	  .help = "the link to prefer, the first of several that is a slave" },
	ROW_CHOICE("bond-primary-reselect", U8, INFO,
		   IFLA_BOND_PRIMARY_RESELECT, "primary_reselect", reselects,
		   "when to return to the preferred link", .usual = "always"),
	ROW_LINK("bond-active-slave", INFO, IFLA_BOND_ACTIVE_SLAVE,
		 "active_slave", "the link to use now",
		 .flags = OPTION_AFTER_PORTS, .modes = ACTIVE_MODES),
	ROW_CHOICE("bond-fail-over-mac", U8, INFO, IFLA_BOND_FAIL_OVER_MAC,
		   "fail_over_mac", fail_over_macs,
		   "whose hardware address the bond has",
		   .flags = OPTION_NEEDS_EMPTY, .usual = "none"),
	ROW_CHOICE("bond-xmit-hash-policy", U8, INFO,
		   IFLA_BOND_XMIT_HASH_POLICY, "xmit_hash_policy",
		   hash_policies, "what chooses the link of a packet",
		 .usual = "layer2"),
	ROW_CHOICE("bond-lacp-rate", U8, INFO, IFLA_BOND_AD_LACP_RATE,
		   "lacp_rate", lacp_rates,
		   "how often the switch is to send LACP packets",
		   .flags = DOWN, .usual = "slow", .modes = "802.3ad"),
	ROW_CHOICE("bond-ad-select", U8, INFO, IFLA_BOND_AD_SELECT, "ad_select",
		   ad_selects, "which group of LACP links is used",
		   .flags = DOWN, .usual = "stable"),
	ROW_UINT("bond-min-links", U32, INFO, IFLA_BOND_MIN_LINKS, "min_links",
		 0, INT32_MAX, NULL, "links needed for the bond to have carrier",
		 .usual = "0"),
	ROW_UINT("bond-num-grat-arp", U8, INFO, IFLA_BOND_NUM_PEER_NOTIF,
		 "num_grat_arp", 0, 255, NULL,
		 "announcements after a change of link",
		 .aliases = "bond-num-unsol-na", .usual = "1"),
	ROW_UINT("bond-packets-per-slave", U32, INFO,
		 IFLA_BOND_PACKETS_PER_SLAVE, "packets_per_slave", 0, 65535,
		 NULL, "packets in a row on one link",
		 .usual = "1", .modes = "balance-rr"),
	ROW_BOOL("bond-tlb-dynamic-lb", U8, INFO, IFLA_BOND_TLB_DYNAMIC_LB,
		 "tlb_dynamic_lb", "move flows between links by load",
		 .flags = DOWN, .usual = "on",
		 .modes = "balance-tlb balance-alb"),
	ROW_UINT("bond-resend-igmp", U32, INFO, IFLA_BOND_RESEND_IGMP,
		 "resend_igmp", 0, 255, NULL,
		 "membership reports after a change of link", .usual = "1"),
	ROW_UINT("bond-lp-interval", U32, INFO, IFLA_BOND_LP_INTERVAL,
		 "lp_interval", 1, INT32_MAX, "seconds",
		 "time between two learning packets", .usual = "1"),
	ROW_BOOL("bond-all-slaves-active", U8, INFO,
		 IFLA_BOND_ALL_SLAVES_ACTIVE, "all_slaves_active",
		 "take packets from links that are not in use too",
		 .usual = "off"),
	ROW_OTHER("bond-queue-id", PER_PORT, "transmit queue of a link",
		  .max = 65535, .place = PLACE_PORT, .wire = WIRE_U16,
		  ROW_ATTRIBUTE(IFLA_BOND_SLAVE_QUEUE_ID), .ip = "queue_id",
		  .usual = "0"),
	{ .name = NULL },
};

static const struct option *row_of(const char *name)
{
	return option_find(rows, name);
}

/* The mode: as in the file, else as the link has it, else the kernel's. */
static uint64_t mode_of(struct ifplan_plan *plan, struct job *job)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->name);
	const uint8_t *bytes;
	struct value value;
	size_t length;

	if (job_parse(plan, job, "bond-mode", &value))
		return value.number;
	bytes = link ? link_attribute(link, PLACE_INFO, IFLA_BOND_MODE,
				      &length) : NULL;
	return bytes ? *bytes : 0;
}

const char *bond_mode_without(const char *option, uint64_t mode)
{
	const struct option *row = row_of(option);
	const char *word = mode < MODES ? modes[mode].word : NULL;

	return row && row->modes && word && !text_has_word(row->modes, word) ?
		word : NULL;
}

/*
 * An option that its mode does not take is left out: the kernel would refuse
 * the whole bond for it, where sysfs only complained.
 */
static void check(struct ifplan_plan *plan, struct job *job)
{
	uint64_t mode = mode_of(plan, job);

	for (const struct option *row = rows; row->name; row++) {
		const struct entry *entry = job_entry(job, row->name);
		const char *without = bond_mode_without(row->name, mode);

		if (!without || !job_value(job, row->name))
			continue;
		plan_warning(plan, job, entry, NULL,
			     "%s has no meaning in mode %s, it is left out",
			     row->name, without);
		job_set(plan->arena, job, row->name, "");
	}
}

static void add_slaves(struct ifplan_plan *plan, struct job *job)
{
	const struct entry *entry = job_entry(job, "bond-slaves");
	const char *words = job_value(job, "bond-slaves");
	size_t count;
	const char **slave;

	if (words && !strcmp(words, "all"))
		words = "regex eth.*";
	slave = port_names(plan, words, &count);
	for (size_t i = 0; i < count; i++)
		(void)port_add(plan, job, slave[i], entry);
}

static void set_queues(struct ifplan_plan *plan, struct job *job)
{
	const struct option *row = row_of("bond-queue-id");
	const struct entry *entry = job_entry(job, row->name);
	const char *rest = job_value(job, row->name), *slave;
	struct value value;
	uint64_t number;

	if (!job_parse(plan, job, row->name, &value))
		return;
	while (option_next_port_value(plan->arena, &rest, &slave, &number)) {
		struct setting setting = setting_number(plan->arena, row,
							number, entry);

		plan_change(plan, job, &(struct change){
			.verb = LINK_SET,
			.link = slave,
			.origin = entry,
			.addr_gen_mode = -1,
			.settings = &setting,
			.setting_count = 1,
		});
	}
}

/* bond-primary may list several: the first that is a slave counts. */
static const char *find_primary(struct ifplan_plan *plan,
				const struct job *job, const struct link *bond)
{
	const char *rest = job_value(job, "bond-primary"), *word;
	size_t length;

	while (rest && bond && text_next_word(&rest, &word, &length)) {
		const char *name = arena_strndup(plan->arena, word, length);
		const struct link *slave = snapshot_link(plan->snapshot, name);

		if (slave && slave->master == bond->index)
			return name;
	}
	return NULL;
}

static void choose_primary(struct ifplan_plan *plan, struct job *job)
{
	const struct link *bond = snapshot_link(plan->snapshot,
						job->target->name);
	const char *slave = find_primary(plan, job, bond);

	if (!job_value(job, "bond-primary") || (plan->is_check && !slave))
		return;
	if (!slave)
		plan_warning(plan, job, job_entry(job, "bond-primary"), NULL,
			     "no slave of %s is named here, none is preferred",
			     job->target->name);
	job_set(plan->arena, job, "bond-primary", slave ? slave : "");
}

/* "none" leaves the choice to the bond. */
static void choose_active(struct ifplan_plan *plan, struct job *job)
{
	const char *slave = job_value(job, "bond-active-slave");

	if (slave && !strcmp(slave, "none"))
		job_set(plan->arena, job, "bond-active-slave", "");
}

/* What names a slave is set when the slaves are in. */
static void ports(struct ifplan_plan *plan, struct job *job)
{
	struct change change = {
		.verb = LINK_SET,
		.link = job->target->name,
		.kind = "bond",
		.addr_gen_mode = -1,
	};

	add_slaves(plan, job);
	set_queues(plan, job);
	choose_primary(plan, job);
	choose_active(plan, job);
	job_settings(plan, job, rows, PLACE_INFO, OPTION_AFTER_PORTS, &change);
	if (change.setting_count)
		plan_change(plan, job, &change);
}

/* On the slave: the first of its bond-primary that is in the bond counts. */
static struct step *prefer(struct ifplan_plan *plan, struct job *job,
			   const struct link *bond, const char *slave,
			   const char *option)
{
	struct setting setting = setting_new(plan->arena, row_of("bond-primary"),
					     &(struct value){ .text = slave },
					     job_entry(job, option));

	return plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = bond->name,
		.kind = "bond",
		.origin = setting.origin,
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
}

static void joined(struct ifplan_plan *plan, struct job *job,
		   const struct link *bond)
{
	const char *slave = find_primary(plan, job, bond);

	if (slave)
		(void)prefer(plan, job, bond, slave, "bond-primary");
}

/* Does this plan make it a slave? */
static bool is_joining(const struct ifplan_plan *plan, const char *slave)
{
	const struct step *step = plan->first;

	while (step && !(step->type == STEP_CHANGE && step->change.master &&
			 *step->change.master &&
			 !strcmp(step->change.link, slave)))
		step = step->next;
	return step != NULL;
}

/* bond-give-a-chance: prefer a new slave until it has carrier. */
static void settled(struct ifplan_plan *plan, struct job *job,
		    const struct link *bond)
{
	const char *seconds = job_value(job, "bond-give-a-chance");
	struct step *step;
	uint64_t number;

	if (!seconds || text_read_number(seconds, &number) < 0 ||
	    !is_joining(plan, job->target->name))
		return;
	step = prefer(plan, job, bond, job->target->name,
		      "bond-give-a-chance");
	plan_wait(plan, job, &(struct wait){
		.what = WAIT_CARRIER,
		.link = job->target->name,
		.limit = job_entry(job, "bond-give-a-chance"),
		.limit_ms = (unsigned)(number * 1000),
	});
	if (step && step->has_inverse && step->inverse.setting_count)
		(void)plan_change(plan, job, &step->inverse);
}

/* Which link is used now is none, nor is what the mode ignores. */
static bool is_setting(const struct link *link, const struct option *row)
{
	size_t length;
	const uint8_t *mode = link_attribute(link, PLACE_INFO, IFLA_BOND_MODE,
					     &length);

	return row->attribute != IFLA_BOND_ACTIVE_SLAVE &&
		(!mode || !bond_mode_without(row->name, *mode));
}

static const char *const replaces[] = { "ifenslave", NULL };

const struct link_kind link_bond = {
	.name = "bond",
	.module = "bonding",
	.telling = "bond-mode",
	.options = rows,
	.replaces = replaces,
	.takes_ports_down = true,
	.check = check,
	.ports = ports,
	.joined = joined,
	.settled = settled,
	.is_setting = is_setting,
};
