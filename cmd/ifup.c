// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifup.c - bring interfaces up */
#include <errno.h>

#include "cmd/cmd.h"

static int run(struct call *call)
{
	return change_interfaces(call, IFPLAN_UP);
}

static const char *const usage[] = {
	"<options> <ifaces...>", NULL,
};

const struct command command_ifup = {
	.name = "ifup",
	.takes = "hVaAidXnvomsLfe",
	.takes_more = "NEStI",
	.is_classic = true,
	.usage = usage,
	.run = run,
	.misuse = 1,
};

#define EXIT_LOCKED 89	/* ifupdown2's number */

static bool is_usable(struct call *call, int *ret)
{
	if (call->is_all && call->names[0])
		*ret = usage_error(call, "either use the --all option, or "
				   "specify interface(s), but not both");
	else if (!call->is_all && !call->names[0])
		*ret = usage_error(call, "no interface(s) specified");
	else if (call->has_snapshot && !call->is_no_act)
		*ret = usage_error(call, "--snapshot needs --no-act");
	else
		return true;
	return false;
}

int change_interfaces(struct call *call, enum ifplan_goal goal)
{
	struct ifplan_plan *plan;
	int r;

	if (!is_usable(call, &r))
		return r;
	heed_signals(call);
	tell_waits(call);
	r = ifplan_load(call->ifplan);
	report_end(call, r);
	if (r < 0)
		return 1;
	r = ifplan_make_plan(call->ifplan, goal, call->names, &plan);
	report_diags(call);
	if (r < 0)
		return report_failure(call, r);
	if (call->is_no_act)
		return !report_plan(call, plan) ||
			ifplan_has_errors(call->ifplan);
	r = ifplan_run(plan, report_step, call);
	report_diags(call);
	if (r == -ETIMEDOUT)
		return call->has_lock_limit ? EXIT_LOCKED : 1;
	if (r < 0 && r != -EIO)
		return report_failure(call, r);
	return r < 0 || ifplan_has_errors(call->ifplan);
}
