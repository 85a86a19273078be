/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* text.c - checks of parser/text.c: one line per case */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "parser/text.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void numbers(void **state)
{
	static const struct {
		const char *text;
		int r;
		uint64_t number;
	} rows[] = {
		{ "0",                    0,       0 },
		{ "1500",                 0,       1500 },
		{ "007",                  0,       7 },
		{ "18446744073709551615", 0,       UINT64_MAX },
		{ "18446744073709551616", -ERANGE, 0 },
		{ "99999999999999999999x", -EINVAL, 0 },
		{ "",                     -EINVAL, 0 },
		{ "+1",                   -EINVAL, 0 },
		{ "-1",                   -EINVAL, 0 },
		{ " 1",                   -EINVAL, 0 },
		{ "1 ",                   -EINVAL, 0 },
		{ "1500x",                -EINVAL, 0 },
		{ "0x10",                 -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t number = 0;

		assert_int_equal(text_read_number(rows[i].text, &number),
				 rows[i].r);
		assert_true(number == rows[i].number);
	}
}

static void times(void **state)
{
	static const struct {
		const char *text;
		unsigned scale;
		int r;
		uint64_t number;
	} rows[] = {
		{ "2",       1,    0, 2 },
		{ "2",       100,  0, 200 },
		{ "0.5",     100,  0, 50 },
		{ "0.005",   100,  0, 1 },
		{ "0.004",   100,  0, 0 },
		{ "30s",     1,    0, 30 },
		{ "30sec",   1,    0, 30 },
		{ "1min",    1,    0, 60 },
		{ "1.5min",  1000, 0, 90000 },
		{ "2h",      1,    0, 7200 },
		{ "100ms",   1000, 0, 100 },
		{ "100ms",   100,  0, 10 },
		{ "250us",   1000000, 0, 250 },
		{ "0.1234567891", 1000000000, 0, 123456789 },
		{ "4294967295", 1, 0, 4294967295 },
		{ "",        1, -EINVAL, 0 },
		{ ".5",      1, -EINVAL, 0 },
		{ "1.",      1, -EINVAL, 0 },
		{ "1.s",     1, -EINVAL, 0 },
		{ "-1",      1, -EINVAL, 0 },
		{ "1 s",     1, -EINVAL, 0 },
		{ "1sx",     1, -EINVAL, 0 },
		{ "1d",      1, -EINVAL, 0 },
		{ "99999999999999999999", 1, -ERANGE, 0 },
		{ "18446744073709551615", 1, -ERANGE, 0 },
		{ "18446744073h", 1000, -ERANGE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t number = 0;

		assert_int_equal(text_read_time(rows[i].text, rows[i].scale,
						&number), rows[i].r);
		assert_true(number == rows[i].number);
	}
}

static void addresses(void **state)
{
	static const struct {
		const char *text;
		int r;
		const char *printed;
		int prefix;
		bool has_prefix;
	} rows[] = {
		{ "10.1.2.3",               0, "10.1.2.3",    8,   false },
		{ "127.0.0.1",              0, "127.0.0.1",   8,   false },
		{ "172.16.0.1",             0, "172.16.0.1",  16,  false },
		{ "192.168.0.1",            0, "192.168.0.1", 24,  false },
		{ "224.0.0.1",              0, "224.0.0.1",   32,  false },
		{ "10.1.2.3/32",            0, "10.1.2.3",    32,  true },
		{ "10.1.2.3/0",             0, "10.1.2.3",    0,   true },
		{ "10.1.2.3/255.255.0.0",   0, "10.1.2.3",    16,  true },
		{ "10.1.2.3/255.255.255.255", 0, "10.1.2.3",  32,  true },
		{ "10.1.2.3/0.0.0.0",       0, "10.1.2.3",    0,   true },
		{ "2001:DB8::1/64",         0, "2001:db8::1", 64,  true },
		{ "2001:db8::1",            0, "2001:db8::1", 128, false },
		{ "::ffff:192.0.2.1/128",   0, "::ffff:192.0.2.1", 128, true },
		{ "10.0.0.1/40",            -ERANGE, NULL, 0, false },
		{ "2001:db8::1/129",        -ERANGE, NULL, 0, false },
		{ "10.0.0.1/24x",           -EINVAL, NULL, 0, false },
		{ "10.0.0.1/",              -EINVAL, NULL, 0, false },
		{ "10.0.0.1/24/24",         -EINVAL, NULL, 0, false },
		{ "10.0.0.1/+24",           -EINVAL, NULL, 0, false },
		{ "10.0.0.1/255.0.255.0",   -EINVAL, NULL, 0, false },
		{ "2001:db8::1/255.0.0.0",  -EINVAL, NULL, 0, false },
		{ "010.1.2.3/24",           -EINVAL, NULL, 0, false },
		{ "10.1.2",                 -EINVAL, NULL, 0, false },
		{ "10.1.2.3.4",             -EINVAL, NULL, 0, false },
		{ "10.1.2.256",             -EINVAL, NULL, 0, false },
		{ " 10.1.2.3",              -EINVAL, NULL, 0, false },
		{ "10.1.2.3 ",              -EINVAL, NULL, 0, false },
		{ "fe80::1%eth0",           -EINVAL, NULL, 0, false },
		{ "foo/24",                 -EINVAL, NULL, 0, false },
		{ "",                       -EINVAL, NULL, 0, false },
		{ "/24",                    -EINVAL, NULL, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ip_address address = { .prefix = 99 };
		char out[46];

		assert_int_equal(text_read_address(rows[i].text, &address),
				 rows[i].r);
		if (rows[i].r < 0) {
			assert_int_equal(address.prefix, 99);
			continue;
		}
		assert_string_equal(text_print_address(&address, out),
				    rows[i].printed);
		assert_int_equal(address.prefix, rows[i].prefix);
		assert_int_equal(address.has_prefix, rows[i].has_prefix);
	}
}

/* Zeros at each set of places, and each byte, as inet_ntop(3) prints them. */
static void addresses_as_others(void **state)
{
	static const unsigned groups[] = { 1, 0xa0, 0xffff, 0xfed };
	char out[46], theirs[46];

	(void)state;
	for (unsigned i = 0; i < 256 * COUNT(groups); i++) {
		struct ip_address ip = { .family = AF_INET6 };

		for (unsigned k = 0; k < 8; k++) {
			unsigned group = i >> k & 1 ? groups[i / 256] : 0;

			ip.bytes[2 * k] = (uint8_t)(group >> 8);
			ip.bytes[2 * k + 1] = (uint8_t)group;
		}
		assert_string_equal(text_print_address(&ip, out),
				    inet_ntop(AF_INET6, ip.bytes, theirs, 46));
		ip = (struct ip_address){ .family = AF_INET,
			.bytes = { (uint8_t)i, 0, 10, (uint8_t)(i + 99) } };
		assert_string_equal(text_print_address(&ip, out),
				    inet_ntop(AF_INET, ip.bytes, theirs, 46));
	}
}

static void netmasks(void **state)
{
	uint8_t prefix = 0;

	(void)state;
	assert_int_equal(text_read_netmask("255.255.255.0", AF_INET, &prefix), 0);
	assert_int_equal(prefix, 24);
	assert_int_equal(text_read_netmask("64", AF_INET6, &prefix), 0);
	assert_int_equal(prefix, 64);
	assert_int_equal(text_read_netmask("33", AF_INET, &prefix), -ERANGE);
	assert_int_equal(text_read_netmask("0.0.0.255", AF_INET, &prefix), -EINVAL);
	assert_int_equal(text_read_netmask("24 ", AF_INET, &prefix), -EINVAL);
	assert_int_equal(prefix, 64);
}

static void macs(void **state)
{
	static const uint8_t expected[6] = { 0, 0x11, 0x2a, 0xb, 0xff, 1 };
	uint8_t mac[6] = { 0 };

	(void)state;
	assert_int_equal(text_read_mac("00:11:2a:0b:ff:01", mac), 0);
	assert_memory_equal(mac, expected, 6);
	assert_int_equal(text_read_mac("0:11:2A:B:fF:1", mac), 0);
	assert_memory_equal(mac, expected, 6);
	assert_int_equal(text_read_mac("00:11:2a:0b:ff", mac), -EINVAL);
	assert_int_equal(text_read_mac("00:11:2a:0b:ff:01:02", mac), -EINVAL);
	assert_int_equal(text_read_mac("00:11:2a:0b:ff:011", mac), -EINVAL);
	assert_int_equal(text_read_mac("00-11-2a-0b-ff-01", mac), -EINVAL);
	assert_int_equal(text_read_mac("random", mac), -EINVAL);
	assert_int_equal(text_read_mac("", mac), -EINVAL);
}

static void link_names(void **state)
{
	static const char *const good[] = {
		"a", "eth0", "eth0.100", "br-lan", "123456789012345",
		"...", "enxb827eb1c713d", "-x", "%d",
	};
	static const char *const bad[] = {
		"", ".", "..", "1234567890123456", "a/b", "eth0:1", "a b",
		"a\tb", "a\xa0", "a\r",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(text_is_link_name(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(text_is_link_name(bad[i]));
}

static void option_names(void **state)
{
	(void)state;
	assert_true(text_same_option("bridge_ports", "bridge-ports"));
	assert_true(text_same_option("-_", "_-"));
	assert_false(text_same_option("bridge", "bridge-"));
	assert_false(text_same_option("bridge-", "bridge"));
	assert_false(text_same_option("up", "UP"));
}

static void distances(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned limit, distance;
	} rows[] = {
		{ "mtu",         "mtu",         2, 0 },
		{ "bond-slavs",  "bond-slaves", 2, 1 },
		{ "adress",      "address",     2, 1 },
		{ "adderss",     "address",     2, 1 },
		{ "getaway",     "gateway",     2, 2 },
		{ "",            "ab",          2, 2 },
		{ "abcdef",      "uvwxyz",      2, 3 },
		{ "abc",         "abd",         0, 1 },
		{ "ab",          "ba",          1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(text_distance(rows[i].a, rows[i].b,
				 rows[i].limit), rows[i].distance);
		assert_int_equal(text_distance(rows[i].b, rows[i].a,
				 rows[i].limit), rows[i].distance);
	}
}

static void words(void **state)
{
	struct arena *arena = arena_new();
	size_t count;
	const char **list = text_words(arena, " a\tbc \v\f\r d ", &count);

	(void)state;
	assert_int_equal(count, 3);
	assert_string_equal(list[0], "a");
	assert_string_equal(list[1], "bc");
	assert_string_equal(list[2], "d");
	assert_null(list[3]);
	assert_null(text_words(arena, "  ", &count)[0]);
	assert_int_equal(count, 0);
	assert_null(arena_free(arena));
}

static void growing(void **state)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	int *numbers_ = NULL;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 100000; i++)
		*ARENA_PUSH(arena, &numbers_, &count) = i;
	for (int i = 0; i < 100000; i++)
		assert_int_equal(numbers_[i], i);
	for (int i = 0; i < 1000; i++)
		text_add(&text, "%d,", i % 10);
	assert_int_equal(text.length, 2000);
	assert_int_equal(strlen(text.at), 2000);
	text_add_bytes(&text, "\0x", 2);
	assert_int_equal(text.length, 2002);
	assert_memory_equal(text.at + 1998, "9,\0x", 5);
	assert_string_equal(arena_strndup(arena, "abc\0d", 5), "abc");
	arena_free(arena);
}

/* Texts of any length stand side by side, and leave what is free zeroed. */
static void printing(void **state)
{
	struct arena *arena = arena_new();
	const char *before = "", *text;
	jmp_buf place;

	(void)state;
	arena_on_failure(arena, &place);
	for (int length = 1; length < 3000; length += 7) {
		text = arena_printf(arena, "%0*d", length, 0);
		assert_int_equal(strlen(text), length);
		assert_int_equal(strspn(text, "0"), length);
		assert_int_equal(strspn(before, "0"), strlen(before));
		assert_int_equal(*(char *)arena_take(arena, 1, 1), 0);
		before = text;
	}
	arena_free(arena);
}

static void out_of_memory(void **state)
{
	struct arena *volatile arena = arena_new();
	jmp_buf place;

	(void)state;
	arena_on_failure(arena, &place);
	if (setjmp(place) == 0) {
		(void)arena_alloc(arena, SIZE_MAX - 4);
		fail_msg("got more memory than there is");
	}
	assert_non_null(arena_alloc(arena, 16));
	arena_free(arena);
	assert_null(arena_free(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(times),
		cmocka_unit_test(addresses),
		cmocka_unit_test(addresses_as_others),
		cmocka_unit_test(netmasks),
		cmocka_unit_test(macs),
		cmocka_unit_test(link_names),
		cmocka_unit_test(option_names),
		cmocka_unit_test(distances),
		cmocka_unit_test(words),
		cmocka_unit_test(growing),
		cmocka_unit_test(printing),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
