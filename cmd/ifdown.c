// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifdown.c - take interfaces down */
#include "cmd/cmd.h"

static int run(struct call *call)
{
	return change_interfaces(call, IFPLAN_DOWN);
}

static const char *const usage[] = {
	"<options> <ifaces...>", NULL,
};

const struct command command_ifdown = {
	.name = "ifdown",
	.takes = "hVaAidXnvomsLfe",
	.takes_more = "NEStI",
	.is_classic = true,
	.usage = usage,
	.run = run,
	.misuse = 1,
};
