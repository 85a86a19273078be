/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* describe.c - changes and settings in the words and units of ip(8) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "lib/link.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The row of an option, of whatever kind. */
static const struct option *find_row(const char *name)
{
	const struct option *row = option_find(common_options, name);

	for (size_t i = 0; link_kinds[i] && !row; i++)
		if (link_kinds[i]->options)
			row = option_find(link_kinds[i]->options, name);
	assert_non_null(row);
	return row;
}

/* "bridge-fd 15" to what is sent for it. */
static struct setting set(struct arena *arena, const char *line)
{
	size_t length = strcspn(line, " ");
	const char *text = line + length + (line[length] == ' ');
	const struct option *row =
		find_row(arena_strndup(arena, line, length));
	const char *problem = NULL;
	struct value value;

	assert_int_equal(option_parse(arena, row, text, &value, &problem), 0);
	return setting_new(arena, row, &value, NULL);
}

static void settings(void **state)
{
	static const struct {
		const char *line, *ip;
	} cases[] = {
		{ "mtu 9000", "mtu 9000" },
		{ "hwaddress 02:0:0:0:0:FF", "address 02:00:00:00:00:ff" },
		{ "description to the switch", "alias \"to the switch\"" },
		{ "description a$b\"c", "alias \"a\\$b\\\"c\"" },
		{ "bridge-stp off", "stp_state 0" },
		{ "bridge-stp YES", "stp_state 1" },
		{ "bridge-fd 15", "forward_delay 1500" },
		{ "bridge-fd 0", "forward_delay 0" },
		{ "bridge-hello 1.5", "hello_time 150" },
		{ "bridge-ageing 5min", "ageing_time 30000" },
		{ "bridge-vlan-aware yes", "vlan_filtering 1" },
		{ "bridge-vlan-protocol 802.1ad", "vlan_protocol 802.1ad" },
		{ "bridge-portprio eth0 5", "priority 5" },
		{ "bridge-pathcosts eth0 100", "cost 100" },
		{ "bond-mode 802.3ad", "mode 802.3ad" },
		{ "bond-mode 4", "mode 802.3ad" },
		{ "bond-mode ACTIVE-backup", "mode active-backup" },
		{ "bond-miimon 100", "miimon 100" },
		{ "bond-lacp-rate 1", "lacp_rate fast" },
		{ "bond-arp-ip-target 192.0.2.1",
		  "arp_ip_target 192.0.2.1" },
		{ "bond-arp-ip-target 192.0.2.1 192.0.2.2",
		  "arp_ip_target 192.0.2.1,192.0.2.2" },
		{ "bond-primary eth1", "primary eth1" },
		{ "bond-queue-id eth0 3", "queue_id 3" },
		{ "vlan-id 5", "id 5" },
		{ "vlan-protocol 802.1Q", "protocol 802.1Q" },
		{ "vlan-raw-device eth0", "link eth0" },
		{ "macvlan-mode bridge", "mode bridge" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setting setting = set(arena, cases[i].line);

		assert_string_equal(arena_printf(arena, "%s %s",
						 setting.row->ip,
						 setting_format_ip(arena,
								   &setting)),
				    cases[i].ip);
	}
	arena_free(arena);
}

/* The word that takes a link name away. */
static void no_link(void **state)
{
	struct arena *arena = arena_new();
	struct setting setting = set(arena, "bond-primary eth0");

	(void)state;
	setting.link = "";
	assert_string_equal(setting_format_ip(arena, &setting), "\"\"");
	arena_free(arena);
}

#define IP4(A, B, C, D, PREFIX) \
	{ .family = AF_INET, .prefix = PREFIX, .bytes = { A, B, C, D } }
#define IP6(LAST, PREFIX) \
	{ .family = AF_INET6, .prefix = PREFIX, \
	  .bytes = { 0x20, 0x01, 0x0d, 0xb8, [15] = LAST } }
#define ROUTE(...) \
	.route = { .link = "eth0", __VA_ARGS__ }
#define FOR_EVER .preferred_s = UINT32_MAX

/* Settings are given as lines of the file. */
static const struct {
	const char *text;
	struct change change;
	const char *settings[3];
} changes[] = {
	{ "ip link add name vmbr0 type bridge stp_state 0 forward_delay 0",
	  { .verb = LINK_ADD, .link = "vmbr0", .kind = "bridge",
	    .addr_gen_mode = -1 }, { "bridge-stp off", "bridge-fd 0" } },
	{ "ip link add link eth0 name eth0.5 type vlan id 5",
	  { .verb = LINK_ADD, .link = "eth0.5", .kind = "vlan",
	    .addr_gen_mode = -1 }, { "vlan-raw-device eth0", "vlan-id 5" } },
	{ "ip link add name dummy0 type dummy",
	  { .verb = LINK_ADD, .link = "dummy0", .kind = "dummy",
	    .addr_gen_mode = -1 }, { NULL } },
	{ "ip link set dev eth0 up",
	  { .verb = LINK_SET, .link = "eth0", .flags = IFF_UP,
	    .flag_mask = IFF_UP, .addr_gen_mode = -1 }, { NULL } },
	{ "ip link set dev eth0 down",
	  { .verb = LINK_SET, .link = "eth0", .flag_mask = IFF_UP,
	    .addr_gen_mode = -1 }, { NULL } },
	{ "ip link set dev eth0 mtu 9000 up",
	  { .verb = LINK_SET, .link = "eth0", .flags = IFF_UP,
	    .flag_mask = IFF_UP, .addr_gen_mode = -1 }, { "mtu 9000" } },
	{ "ip link set dev eth0 addrgenmode none master vmbr0 up",
	  { .verb = LINK_SET, .link = "eth0", .master = "vmbr0",
	    .flags = IFF_UP, .flag_mask = IFF_UP, .addr_gen_mode = 1 },
	  { NULL } },
	{ "ip link set dev eth0 addrgenmode eui64 nomaster",
	  { .verb = LINK_SET, .link = "eth0", .master = "",
	    .addr_gen_mode = 0 }, { NULL } },
	{ "ip link set dev bond0 type bond primary eth0",
	  { .verb = LINK_SET, .link = "bond0", .kind = "bond",
	    .addr_gen_mode = -1 }, { "bond-primary eth0" } },
	{ "ip link set dev eth0 type bridge_slave priority 5 cost 100",
	  { .verb = LINK_SET, .link = "eth0", .addr_gen_mode = -1 },
	  { "bridge-portprio eth0 5", "bridge-pathcost eth0 100" } },
	{ "ip link set dev eth0 type bond_slave queue_id 3",
	  { .verb = LINK_SET, .link = "eth0", .addr_gen_mode = -1 },
	  { "bond-queue-id eth0 3" } },
	{ "ip link del vmbr0",
	  { .verb = LINK_DELETE, .link = "vmbr0" }, { NULL } },
	{ "ip addr add 192.0.2.1/255.255.255.0 broadcast 192.0.2.255 "
	  "dev eth0 label eth0:1",
	  { .verb = ADDRESS_ADD, .link = "eth0",
	    .address = { .ip = IP4(192, 0, 2, 1, 24), FOR_EVER,
			 .broadcast = IP4(192, 0, 2, 255, 0),
			 .label = "eth0:1" } }, { NULL } },
	{ "ip addr add 192.0.2.1/255.255.255.255 peer 192.0.2.2 scope link "
	  "dev eth0",
	  { .verb = ADDRESS_ADD, .link = "eth0",
	    .address = { .ip = IP4(192, 0, 2, 1, 32), FOR_EVER,
			 .peer = IP4(192, 0, 2, 2, 32),
			 .scope = RT_SCOPE_LINK } }, { NULL } },
	{ "ip addr add 10.0.0.1/0.0.0.0 dev eth0",
	  { .verb = ADDRESS_ADD, .link = "eth0",
	    .address = { .ip = IP4(10, 0, 0, 1, 0), FOR_EVER } }, { NULL } },
	{ "ip -6 addr add 2001:db8::1/64 dev eth0 preferred_lft 600 nodad",
	  { .verb = ADDRESS_ADD, .link = "eth0",
	    .address = { .ip = IP6(1, 64), .preferred_s = 600,
			 .flags = IFA_F_NODAD } }, { NULL } },
	{ "ip -6 addr del 2001:db8::1/64 dev eth0",
	  { .verb = ADDRESS_DELETE, .link = "eth0",
	    .address = { .ip = IP6(1, 64), .preferred_s = 600,
			 .flags = IFA_F_NODAD } }, { NULL } },
	{ "ip route add default via 192.0.2.254 metric 5 dev eth0 onlink",
	  { .verb = ROUTE_ADD, .link = "eth0",
	    ROUTE(.to = IP4(0, 0, 0, 0, 0), .via = IP4(192, 0, 2, 254, 32),
		  .metric = 5, .is_onlink = true) }, { NULL } },
	{ "ip -6 route replace default via 2001:db8::fe dev eth0 onlink",
	  { .verb = ROUTE_REPLACE, .link = "eth0",
	    ROUTE(.to = { .family = AF_INET6 }, .via = IP6(0xfe, 128),
		  .is_onlink = true) }, { NULL } },
	{ "ip route del default via 192.0.2.254 dev eth0",
	  { .verb = ROUTE_DELETE, .link = "eth0",
	    ROUTE(.to = IP4(0, 0, 0, 0, 0), .via = IP4(192, 0, 2, 254, 32),
		  .is_onlink = true) }, { NULL } },
	{ "bridge vlan add vid 2-4094 dev eth0",
	  { .verb = VLAN_ADD, .link = "eth0",
	    .vlans = { .first = 2, .last = 4094 } }, { NULL } },
	{ "bridge vlan add vid 5 dev eth0 pvid untagged",
	  { .verb = VLAN_ADD, .link = "eth0",
	    .vlans = { .first = 5, .last = 5,
		       .flags = BRIDGE_VLAN_INFO_PVID |
				BRIDGE_VLAN_INFO_UNTAGGED } }, { NULL } },
	{ "bridge vlan del vid 5 dev vmbr0 self",
	  { .verb = VLAN_DELETE, .link = "vmbr0",
	    .vlans = { .first = 5, .last = 5, .on_self = true } }, { NULL } },
};

static void changes_read_as_typed(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct change change = changes[i].change;

		for (size_t k = 0; k < 3 && changes[i].settings[k]; k++)
			*ARENA_PUSH(arena, &change.settings,
				    &change.setting_count) =
				set(arena, changes[i].settings[k]);
		assert_string_equal(describe_change(arena, &change),
				    changes[i].text);
	}
	arena_free(arena);
}

/* No verb without a line above. */
static void every_verb(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++)
		seen |= 1u << changes[i].change.verb;
	assert_int_equal(seen, (1u << (VLAN_DELETE + 1)) - 1);
}

/* What was not there goes again, what was comes back. */
static void inverses(void **state)
{
	static const struct {
		const char *before, *line, *inverse;
	} cases[] = {
		{ "mtu 1400", "mtu 9000", "ip link set dev eth0 mtu 1400" },
		{ "mtu 1400", "description x", "ip link set dev eth0 alias \"\"" },
		{ "description old", "description x",
		  "ip link set dev eth0 alias \"old\"" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct snapshot *snapshot = snapshot_new(arena);
		struct setting setting = set(arena, cases[i].before);
		struct change change = {
			.verb = LINK_SET, .link = "eth0", .addr_gen_mode = -1,
			.settings = &setting, .setting_count = 1,
		}, inverse;

		snapshot_add_link(snapshot, "eth0", 1);
		snapshot_apply(snapshot, &change);
		setting = set(arena, cases[i].line);
		assert_true(change_invert(arena, snapshot, &change, &inverse));
		assert_string_equal(describe_change(arena, &inverse),
				    cases[i].inverse);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings),
		cmocka_unit_test(no_link),
		cmocka_unit_test(changes_read_as_typed),
		cmocka_unit_test(every_verb),
		cmocka_unit_test(inverses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
