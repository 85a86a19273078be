// SPDX-License-Identifier: LGPL-2.1-or-later
/* loopback.c - the link to oneself */
#include <arpa/inet.h>
#include <string.h>

#include "lib/link.h"
#include "lib/method.h"

/* The kernel gives lo its addresses by itself. */
static void change_address(struct ifplan_plan *plan, struct job *job,
			   enum change_verb verb)
{
	struct change change = {
		.verb = verb,
		.link = job->target->link,
		.addr_gen_mode = -1,
		.address = { .preferred_s = UINT32_MAX },
	};

	if (!strcmp(change.link, "lo"))
		return;
	(void)text_read_address("::1/128", &change.address.ip);
	plan_change(plan, job, &change);
}

static void add_address(struct ifplan_plan *plan, struct job *job,
			const struct method_row *row)
{
	(void)row;
	change_address(plan, job, ADDRESS_ADD);
}

static void delete_address(struct ifplan_plan *plan, struct job *job,
			   const struct method_row *row)
{
	(void)row;
	change_address(plan, job, ADDRESS_DELETE);
}

static const struct method_row up_inet[] = {
	{ .classic = "ip link set dev <iface> up",
	  .when = is_not_builtin_loopback, .make = row_link_up },
	{ .classic = NULL },
};

static const struct method_row down_inet[] = {
	{ .classic = "ip link set dev <iface> down",
	  .when = is_not_builtin_loopback, .make = row_link_down },
	{ .classic = NULL },
};

static const struct method_row up_inet6[] = {
	{ .classic = "ip link set dev <iface> up 2>/dev/null",
	  .make = row_link_up_softly },
	{ .classic = "ip addr add dev <iface> ::1 2>/dev/null",
	  .make = add_address },
	{ .classic = NULL },
};

static const struct method_row down_inet6[] = {
	{ .classic = "ip addr del dev <iface> ::1 2>/dev/null",
	  .make = delete_address },
	{ .classic = "ip link set dev <iface> down 2>/dev/null",
	  .make = row_link_down },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .up = up_inet, .down = down_inet },
	{ .family = FAMILY_INET6, .up = up_inet6, .down = down_inet6 },
	{ .family = FAMILY_NONE },
};

const struct method method_loopback = {
	.name = "loopback",
	.families = families,
};
