// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * dhcp.c - DHCP clients: which is installed, and its classic arguments
 *
 * A client is run by argument vector; no byte of an option reaches a shell.
 * For IPv6 ifupdown knows dhclient alone; dhcpcd does as well.
 */
#include <string.h>
#include <sys/socket.h>

#include "lib/internal.h"

/* Which client */

static bool has(const struct ifplan_plan *plan, const char *name)
{
	return find_program(plan->ifplan->arena, name) != NULL;
}

static bool has_dhclient(const struct ifplan_plan *plan, const struct job *job)
{
	(void)job;
	return has(plan, "dhclient");
}

static bool has_udhcpc(const struct ifplan_plan *plan, const struct job *job)
{
	return !has_dhclient(plan, job) && has(plan, "udhcpc");
}

static bool has_dhcpcd6(const struct ifplan_plan *plan, const struct job *job)
{
	return !has_dhclient(plan, job) && has(plan, "dhcpcd");
}

static bool has_dhcpcd(const struct ifplan_plan *plan, const struct job *job)
{
	return !has_udhcpc(plan, job) && has_dhcpcd6(plan, job);
}

static bool has_none6(const struct ifplan_plan *plan, const struct job *job)
{
	return !has_dhclient(plan, job) && !has_dhcpcd6(plan, job);
}

static bool has_none(const struct ifplan_plan *plan, const struct job *job)
{
	return has_none6(plan, job) && !has_udhcpc(plan, job);
}

static bool has_prefix(const struct ifplan_plan *plan, const struct job *job)
{
	return has_dhclient(plan, job) && job_is_true(job, "request_prefix");
}

static bool has_no_prefix(const struct ifplan_plan *plan,
			  const struct job *job)
{
	return has_dhclient(plan, job) && !job_is_true(job, "request_prefix");
}

/* Steps */

/* One that an ifup that failed left behind goes on asking. */
static void stop_old(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *down)
{
	struct step *step = plan->last;

	if (!state_is_partial(plan->ifplan, job->target->name))
		return;
	method_plan(plan, job, down);
	for (step = step ? step->next : plan->first; step; step = step->next)
		step->is_more = !step->is_told;
}

static struct step *ask4(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	struct step *step;

	stop_old(plan, job, dhcp_rows_down_inet);
	step = row_run(plan, job, row);
	step->lease_family = AF_INET;
	return step;
}

static struct step *ask6(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	bool wants_address = !strcmp(job->iface->method, "dhcp") &&
		!job_is_true(job, "request_prefix");
	struct step *step;

	stop_old(plan, job, dhcp_rows_down_inet6);
	step = row_run(plan, job, row);
	step->lease_family = wants_address ? AF_INET6 : 0;
	return step;
}

static void ask_inet(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row)
{
	(void)ask4(plan, job, row);
}

static void ask_inet6(struct ifplan_plan *plan, struct job *job,
		      const struct method_row *row)
{
	(void)ask6(plan, job, row);
}

/* These go to the background, and write there where they are found. */
static const char *pid_file(const struct ifplan_plan *plan,
			    const struct job *job, const char *client)
{
	return arena_printf(plan->arena, "/run/%s.%s.pid", client,
			    job->target->name);
}

static void ask_dhclient(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	ask4(plan, job, row)->path = pid_file(plan, job, "dhclient");
}

static void ask_dhclient6(struct ifplan_plan *plan, struct job *job,
			  const struct method_row *row)
{
	ask6(plan, job, row)->path = pid_file(plan, job, "dhclient6");
}

static void ask_udhcpc(struct ifplan_plan *plan, struct job *job,
		       const struct method_row *row)
{
	ask4(plan, job, row)->path = pid_file(plan, job, "udhcpc");
}

static void release(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	row_run(plan, job, row)->may_fail = true;
}

static void stop_udhcpc(struct ifplan_plan *plan, struct job *job,
			const struct method_row *row)
{
	plan_stop(plan, job, pid_file(plan, job, "udhcpc"),
		  row_argv(plan->arena, job, row));
}

static void complain_none(struct ifplan_plan *plan, struct job *job,
			  const struct method_row *row)
{
	bool is_inet = job->iface->family == FAMILY_INET;

	(void)row;
	if (plan->is_up)
		plan_error(plan, job, NULL, "install isc-dhcp-client, udhcpc "
			   "or dhcpcd", is_inet ?
			   "No DHCP client software found!" :
			   "No DHCPv6 client software found!");
}

/* Rows */

#define FILES "-pf /run/dhclient.<iface>.pid -lf " \
	"/var/lib/dhcp/dhclient.<iface>.leases -I -df " \
	"/var/lib/dhcp/dhclient6.<iface>.leases <iface>"
#define FILES6(PREFIX) "-pf /run/dhclient6.<iface>.pid -lf " \
	"/var/lib/dhcp/dhclient6.<iface>.leases -I " PREFIX "-df " \
	"/var/lib/dhcp/dhclient.<iface>.leases <iface>"
#define SHELL "CLIENT=\"-i\"; {[ \"<client>\" = no ] && CLIENT=\"\";} " \
	"dhclient -4 -v $CLIENT "
#define VECTOR "dhclient -4 -v {<client-flag>} "
#define METRIC " \t{-e IF_METRIC=<metric>}"
#define UDHCPC "udhcpc -n -p /run/udhcpc.<iface>.pid -i <iface> " \
	"{-x hostname:<hostname>}"
#define DHCPCD "{-h <hostname>} {-i <vendor>} {-I <client>}            " \
	"{-l <leasetime>} {-m <metric>} <iface>"
#define NONE "echo 'No DHCP client software found!' >&2; false"
#define NONE6 "echo 'No DHCPv6 client software found!' >&2; false"

const struct method_row dhcp_rows_up_inet[] = {
	{ .classic = SHELL FILES METRIC, .program = VECTOR FILES METRIC,
	  .when = has_dhclient, .make = ask_dhclient },
	{ .classic = UDHCPC, .when = has_udhcpc, .make = ask_udhcpc },
	{ .classic = "dhcpcd " DHCPCD, .when = has_dhcpcd, .make = ask_inet },
	{ .classic = NONE, .when = has_none, .make = complain_none },
	{ .classic = NULL },
};

const struct method_row dhcp_rows_down_inet[] = {
	{ .classic = SHELL "-r " FILES, .program = VECTOR "-r " FILES,
	  .when = has_dhclient, .make = release },
	{ .classic = "if test -f /run/udhcpc.<iface>.pid; then kill -USR2 "
		     "$(cat /run/udhcpc.<iface>.pid); kill -TERM "
		     "$(cat /run/udhcpc.<iface>.pid); fi",
	  .program = UDHCPC, .when = has_udhcpc, .make = stop_udhcpc },
	{ .classic = "dhcpcd -k <iface>", .when = has_dhcpcd, .make = release },
	{ .classic = NONE, .when = has_none, .make = complain_none },
	{ .classic = NULL },
};

/*
 * Without -1 dhclient would ask for ever, in the foreground: with it until the
 * timeout of dhclient.conf (60 s).
 */
const struct method_row dhcp_rows_up_inet6[] = {
	{ .classic = "dhclient -6 -v " FILES6("-P -N "),
	  .program = "dhclient -6 -1 -v " FILES6("-P -N "),
	  .when = has_prefix, .make = ask_dhclient6 },
	{ .classic = "dhclient -6 -v " FILES6(""),
	  .program = "dhclient -6 -1 -v " FILES6(""),
	  .when = has_no_prefix, .make = ask_dhclient6 },
	{ .classic = "dhcpcd -6 " DHCPCD, .when = has_dhcpcd6,
	  .make = ask_inet6 },
	{ .classic = NONE6, .when = has_none6, .make = complain_none },
	{ .classic = NULL },
};

/* For inet6 auto: the rest, or a prefix to delegate. */
const struct method_row dhcp_rows_up_auto[] = {
	{ .classic = "dhclient -6 -v -P " FILES6(""),
	  .program = "dhclient -6 -1 -v -P " FILES6(""),
	  .when = has_prefix, .make = ask_dhclient6 },
	{ .classic = "dhclient -6 -1 -v -S " FILES6(""), .when = has_no_prefix,
	  .make = ask_inet6 },
	{ .classic = "dhcpcd -6 " DHCPCD, .when = has_dhcpcd6,
	  .make = ask_inet6 },
	{ .classic = NONE6, .when = has_none6, .make = complain_none },
	{ .classic = NULL },
};

const struct method_row dhcp_rows_down_inet6[] = {
	{ .classic = "dhclient -6 -v -r " FILES6(""), .when = has_dhclient,
	  .make = release },
	{ .classic = "dhcpcd -6 -k <iface>", .when = has_dhcpcd6,
	  .make = release },
	{ .classic = NONE6, .when = has_none6, .make = complain_none },
	{ .classic = NULL },
};
