/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* setting.c - what is asked for beside what the kernel tells, and in words */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <linux/can/netlink.h>

#include "lib/link.h"
#include "lib/method.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

extern const struct method method_can;

static struct setting can_setting(struct arena *arena, const char *option,
				  uint64_t number)
{
	const struct option *row = option_find(method_can.families->options,
					       option);

	assert_non_null(row);
	return setting_new(arena, row, &(struct value){ .number = number },
			   NULL);
}

/* A controller tells its modes with an empty mask. */
static void modes_of_a_can_bus(void **state)
{
	static const struct {
		const char *option;
		unsigned wanted;
		uint32_t told;
		bool is_same;
		const char *text;
	} cases[] = {
		{ "loopback", 1, CAN_CTRLMODE_LOOPBACK, true, "on" },
		{ "loopback", 1, 0, false, "off" },
		{ "loopback", 0, CAN_CTRLMODE_LOOPBACK, false, "on" },
		{ "loopback", 0, CAN_CTRLMODE_ONE_SHOT, true, "off" },
		{ "listenonly", 1, CAN_CTRLMODE_LISTENONLY |
		  CAN_CTRLMODE_3_SAMPLES, true, "on" },
		{ "triple", 1, CAN_CTRLMODE_LISTENONLY, false, "off" },
		{ "oneshot", 1, CAN_CTRLMODE_ONE_SHOT, true, "on" },
		{ "berr", 0, CAN_CTRLMODE_BERR_REPORTING, false, "on" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setting wanted = can_setting(arena, cases[i].option,
						    cases[i].wanted);
		struct can_ctrlmode told = { .flags = cases[i].told };
		const uint8_t *bytes = (const uint8_t *)&told;

		assert_int_equal(setting_is(&wanted, bytes, sizeof(told)),
				 cases[i].is_same);
		assert_string_equal(setting_format(arena, wanted.row, NULL,
						   bytes, sizeof(told)),
				    cases[i].text);
		assert_false(setting_is(&wanted, bytes, 4));
	}
	arena_free(arena);
}

/* The controller works the other numbers out. */
static void speed_of_a_can_bus(void **state)
{
	struct can_bittiming told = { .bitrate = 500000, .sample_point = 875 };
	const uint8_t *bytes = (const uint8_t *)&told;
	struct arena *arena = arena_new();
	struct setting wanted = can_setting(arena, "bitrate", 500000);

	(void)state;
	assert_true(setting_is(&wanted, bytes, sizeof(told)));
	told.bitrate = 125000;
	assert_false(setting_is(&wanted, bytes, sizeof(told)));
	assert_string_equal(setting_format(arena, wanted.row, NULL, bytes,
					   sizeof(told)), "125000");
	wanted = can_setting(arena, "restart-ms", 100);
	assert_true(setting_is(&wanted, (const uint8_t *)&(uint32_t){ 100 },
			       4));
	assert_false(setting_is(&wanted, (const uint8_t *)&(uint32_t){ 0 },
				4));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_of_a_can_bus),
		cmocka_unit_test(speed_of_a_can_bus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
