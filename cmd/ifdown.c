// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifdown.c - take interfaces down */
#include "cmd/cmd.h"

static bool takes_all_down(const struct call *call)
{
	return call->is_all && !call->names[0] && !call->has_class &&
		!call->is_forced && !call->is_no_act;
}

static int run(struct call *call)
{
	if (takes_all_down(call) && network_is_in_use(call))
		return 1;
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
