/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* option.c - checks of parser/option.c: what each type reads and refuses */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parser/option.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct option_choice speeds[] = {
	{ "slow", 0 }, { "fast", 1 }, { "very-fast", 7 }, { NULL, 0 },
};

static const struct option rows[] = {
	{ .name = "mtu", .type = TYPE_UINT, .min = 68, .max = 65535,
	  .unit = "bytes" },
	{ .name = "metric", .type = TYPE_UINT },
	{ .name = "scaled", .type = TYPE_UINT, .scale = 1000, .unit = "ms" },
	{ .name = "bridge-ageing", .type = TYPE_TIME, .scale = 100,
	  .max = 1000000, .unit = "seconds" },
	{ .name = "odd-time", .type = TYPE_TIME, .scale = 256 },
	{ .name = "flag", .type = TYPE_BOOL },
	{ .name = "rate", .type = TYPE_CHOICE, .choices = speeds },
	{ .name = "gateway", .type = TYPE_ADDRESS },
	{ .name = "address", .type = TYPE_PREFIX },
	{ .name = "targets", .type = TYPE_ADDRESSES },
	{ .name = "hwaddress", .type = TYPE_MAC },
	{ .name = "vlan-raw-device", .type = TYPE_NAME,
	  .aliases = "vlan-device raw_device" },
	{ .name = "bridge-ports", .type = TYPE_NAMES },
	{ .name = "bridge-portprio", .type = TYPE_PER_PORT, .max = 63 },
	{ .name = "bridge-vids", .type = TYPE_RANGES },
	{ .name = "up", .type = TYPE_COMMAND, .aliases = "post-up" },
	{ .name = "description", .type = TYPE_TEXT },
	{ .name = NULL },
};

/* What a value reads as and is printed as. */
static void good_values(void **state)
{
	static const struct {
		const char *option, *text;
		uint64_t number;
		const char *printed;
	} cases[] = {
		{ "mtu",           "1500",     1500,    "1500" },
		{ "mtu",           "68",       68,      "68" },
		{ "metric",        "0",        0,       "0" },
		{ "scaled",        "5",        5000,    "5" },
		{ "bridge-ageing", "30",       3000,    "30" },
		{ "bridge-ageing", "0.5",      50,      "0.5" },
		{ "bridge-ageing", "1min",     6000,    "60" },
		{ "bridge-ageing", "20ms",     2,       "0.02" },
		{ "odd-time",      "0.1",      26,      "0.1015625" },
		{ "flag",          "on",       1,       "on" },
		{ "flag",          "YES",      1,       "on" },
		{ "flag",          "1",        1,       "on" },
		{ "flag",          "False",    0,       "off" },
		{ "rate",          "fast",     1,       "fast" },
		{ "rate",          "FAST",     1,       "fast" },
		{ "rate",          "7",        7,       "very-fast" },
		{ "gateway",       "192.0.2.1", 0,      "192.0.2.1" },
		{ "gateway",       "2001:DB8::1", 0,    "2001:db8::1" },
		{ "address",       "10.0.0.1", 0,       "10.0.0.1" },
		{ "address",       "10.0.0.1/255.255.0.0", 0, "10.0.0.1/16" },
		{ "address",       "::1/64",   0,       "::1/64" },
		{ "targets",       "10.0.0.1 10.0.0.2", 0, "10.0.0.1 10.0.0.2" },
		{ "hwaddress",     "02:0:0:0:0:FF", 0,  "02:00:00:00:00:ff" },
		{ "hwaddress",     "ETHER  02:00:00:00:00:ff", 0,
						        "02:00:00:00:00:ff" },
		{ "vlan-raw-device", "eth0",   0,       "eth0" },
		{ "bridge-ports",  "eth0 eth1", 0,      "eth0 eth1" },
		{ "bridge-ports",  "none",     0,       "none" },
		{ "bridge-ports",  "regex (eth|en/).* noregex a", 0,
					       "regex (eth|en/).* noregex a" },
		{ "bridge-portprio", "a 5 b 63", 63,    "a 5 b 63" },
		{ "bridge-portprio", "a=5 b=on", 1,     "a=5 b=on" },
		{ "bridge-vids",   "2-4094",   0,       "2-4094" },
		{ "bridge-vids",   "10 20,30-40", 0,    "10 20,30-40" },
		{ "up",            "echo \"x\"", 0,     "echo \"x\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		const struct option *row = option_find(rows, cases[i].option);
		struct value value = { 0 }, again = { 0 };
		const char *problem = NULL, *printed;

		assert_int_equal(option_parse(arena, row, cases[i].text,
					      &value, &problem), 0);
		assert_null(problem);
		assert_true(value.number == cases[i].number);
		printed = option_format(arena, row, &value);
		assert_string_equal(printed, cases[i].printed);
		assert_int_equal(option_parse(arena, row, printed, &again,
					      &problem), 0);
		assert_true(again.number == value.number);
		assert_memory_equal(&again.ip, &value.ip, sizeof(value.ip));
		assert_memory_equal(again.mac, value.mac, sizeof(value.mac));
		arena_free(arena);
	}
}

#define NAME_RULE " is not an interface name (1 to 15 bytes, without " \
	"blanks, \"/\" and \":\")"

static void bad_values(void **state)
{
	static const struct {
		const char *option, *text, *problem;
	} cases[] = {
		{ "mtu", "1500x", "\"1500x\" is not a number (68 to 65535 bytes)" },
		{ "mtu", "67", "\"67\" is out of range (68 to 65535 bytes)" },
		{ "mtu", "65536", "\"65536\" is out of range (68 to 65535 bytes)" },
		{ "mtu", "", "\"\" is not a number (68 to 65535 bytes)" },
		{ "metric", "-1", "\"-1\" is not a number" },
		{ "metric", "18446744073709551616",
		  "\"18446744073709551616\" is out of range" },
		{ "scaled", "18446744073709551615",
		  "\"18446744073709551615\" is out of range (ms)" },
		{ "bridge-ageing", "1000001",
		  "\"1000001\" is out of range (0 to 1000000 seconds)" },
		{ "bridge-ageing", "soon",
		  "\"soon\" is not a time (0 to 1000000 seconds)" },
		{ "flag", "maybe", "\"maybe\" is not on or off (nor yes, no, "
		  "true, false, 1, 0)" },
		{ "rate", "fast-ish",
		  "\"fast-ish\" is not one of slow, fast, very-fast" },
		{ "rate", "2", "\"2\" is not one of slow, fast, very-fast" },
		{ "gateway", "10.0.0.300", "\"10.0.0.300\" is not an IP address" },
		{ "gateway", "10.0.0.1/24",
		  "\"10.0.0.1/24\" has a prefix: only the address goes here" },
		{ "address", "10.0.0.1/40", "\"10.0.0.1/40\" has a prefix over 32" },
		{ "address", "::1/129", "\"::1/129\" has a prefix over 128" },
		{ "targets", "10.0.0.1 x", "\"x\" is not an IP address" },
		{ "hwaddress", "02:00", "\"02:00\" is not a hardware address "
		  "(00:11:22:33:44:55)" },
		{ "vlan-raw-device", "eth0 eth1", "\"eth0 eth1\"" NAME_RULE },
		{ "bridge-ports", "eth0 a/b", "\"a/b\"" NAME_RULE },
		{ "bridge-portprio", "a",
		  "\"a\" is a port without a number (0 to 63)" },
		{ "bridge-portprio", "a 5 b 64",
		  "\"64\" is out of range (0 to 63)" },
		{ "bridge-portprio", "a x", "\"x\" is not a number (0 to 63)" },
		{ "bridge-vids", "1 4095",
		  "\"4095\" is not a VLAN id or range of them (1 to 4094)" },
		{ "bridge-vids", "20-10 30",
		  "\"20-10\" is not a VLAN id or range of them (1 to 4094)" },
		{ "bridge-vids", "0",
		  "\"0\" is not a VLAN id or range of them (1 to 4094)" },
		{ "bridge-vids", "5x",
		  "\"5x\" is not a VLAN id or range of them (1 to 4094)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		const struct option *row = option_find(rows, cases[i].option);
		struct value value = { .number = 99 };
		const char *problem = NULL;

		assert_int_equal(option_parse(arena, row, cases[i].text,
					      &value, &problem), -EINVAL);
		assert_string_equal(problem, cases[i].problem);
		assert_true(value.number == 99);
		arena_free(arena);
	}
}

static void finding(void **state)
{
	static const struct {
		const char *name, *found;
	} cases[] = {
		{ "mtu", "mtu" },
		{ "bridge_ports", "bridge-ports" },
		{ "post-up", "up" },
		{ "post_up", "up" },
		{ "vlan-device", "vlan-raw-device" },
		{ "raw-device", "vlan-raw-device" },
		{ "raw_device", "vlan-raw-device" },
		{ "raw-devic", NULL },
		{ "raw-devicex", NULL },
		{ "MTU", NULL },
		{ "", NULL },
		{ "nothing", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct option *row = option_find(rows, cases[i].name);

		if (cases[i].found)
			assert_string_equal(row->name, cases[i].found);
		else
			assert_null(row);
	}
}

static void suggesting(void **state)
{
	static const struct {
		const char *name, *suggested;
	} cases[] = {
		{ "adress", "address" },
		{ "bridge-prots", "bridge-ports" },
		{ "getaway", "gateway" },
		{ "mut", "mtu" },
		{ "xyz", NULL },
		{ "wpa-ssid", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct option *row = option_suggest(rows, cases[i].name);

		if (cases[i].suggested)
			assert_string_equal(row->name, cases[i].suggested);
		else
			assert_null(row);
	}
}

static void walking(void **state)
{
	struct arena *arena = arena_new();
	const char *rest = " eth0 5  eth1=off", *port;
	uint16_t first, last;
	uint64_t number;

	(void)state;
	assert_true(option_next_port_value(arena, &rest, &port, &number));
	assert_string_equal(port, "eth0");
	assert_int_equal(number, 5);
	assert_true(option_next_port_value(arena, &rest, &port, &number));
	assert_string_equal(port, "eth1");
	assert_int_equal(number, 0);
	assert_false(option_next_port_value(arena, &rest, &port, &number));
	rest = "10 20-30, 4094";
	assert_true(option_next_range(&rest, &first, &last));
	assert_int_equal(first, 10);
	assert_int_equal(last, 10);
	assert_true(option_next_range(&rest, &first, &last));
	assert_int_equal(first, 20);
	assert_int_equal(last, 30);
	assert_true(option_next_range(&rest, &first, &last));
	assert_int_equal(first, 4094);
	assert_false(option_next_range(&rest, &first, &last));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_values),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(finding),
		cmocka_unit_test(suggesting),
		cmocka_unit_test(walking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
