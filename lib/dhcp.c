// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * dhcp.c - DHCP clients: which is installed, and its classic arguments
 *
 * A client is run by argument vector; no byte of an option reaches a shell.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/internal.h"

struct words {
	struct arena *arena;
	const char **at;
	size_t count;
};

static void add(struct words *words, const char *format, const char *value)
{
	/* FORMAT is ours and has at most one %s. */
	size_t mark = strcspn(format, "%");
	const char *word = !format[mark] ? format :
		arena_printf(words->arena, "%.*s%s%s", (int)mark, format,
			     value, format + mark + 2);

	*ARENA_PUSH(words->arena, &words->at, &words->count) = word;
}

/* Two words, when the option is set. */
static void add_option(struct words *words, const struct job *job,
		       const char *flag, const char *option)
{
	const char *value = job_value(job, option);

	if (!value)
		return;
	add(words, flag, NULL);
	add(words, "%s", value);
}

static void dhclient_files(struct words *words, const struct job *job,
			   bool is_six, bool is_up)
{
	const char *link = job->target->link;

	add(words, "-pf", NULL);
	add(words, is_six ? "/run/dhclient6.%s.pid" : "/run/dhclient.%s.pid",
	    link);
	add(words, "-lf", NULL);
	add(words, is_six ? "/var/lib/dhcp/dhclient6.%s.leases" :
	    "/var/lib/dhcp/dhclient.%s.leases", link);
	add(words, "-I", NULL);
	if (is_six && is_up && job_is_true(job, "request_prefix") &&
	    !strcmp(job->iface->method, "dhcp")) {
		add(words, "-P", NULL);
		add(words, "-N", NULL);
	}
	add(words, "-df", NULL);
	add(words, is_six ? "/var/lib/dhcp/dhclient.%s.leases" :
	    "/var/lib/dhcp/dhclient6.%s.leases", link);
	add(words, "%s", link);
}

static void dhclient_up(struct words *words, const struct job *job,
			enum dhcp_use use)
{
	const char *client = job_value(job, "client");
	const char *metric = job_value(job, "metric");

	add(words, use == DHCP_4 ? "-4" : "-6", NULL);
	if (use == DHCP_6_STATELESS)
		add(words, "-1", NULL);
	add(words, "-v", NULL);
	if (use == DHCP_6_STATELESS)
		add(words, "-S", NULL);
	if (use == DHCP_6_PREFIX)
		add(words, "-P", NULL);
	if (use == DHCP_4 && (!client || strcmp(client, "no")))
		add(words, "-i", NULL);
	dhclient_files(words, job, use != DHCP_4, true);
	if (use == DHCP_4 && metric) {
		add(words, "-e", NULL);
		add(words, "IF_METRIC=%s", metric);
	}
}

static void dhclient_down(struct words *words, const struct job *job,
			  enum dhcp_use use)
{
	const char *client = job_value(job, "client");

	add(words, use == DHCP_4 ? "-4" : "-6", NULL);
	add(words, "-v", NULL);
	if (use == DHCP_4 && (!client || strcmp(client, "no")))
		add(words, "-i", NULL);
	add(words, "-r", NULL);
	dhclient_files(words, job, use != DHCP_4, false);
}

static void udhcpc_up(struct words *words, const struct job *job,
		      enum dhcp_use use)
{
	const char *hostname = job_value(job, "hostname");

	(void)use;
	add(words, "-n", NULL);
	add(words, "-p", NULL);
	add(words, "/run/udhcpc.%s.pid", job->target->link);
	add(words, "-i", NULL);
	add(words, "%s", job->target->link);
	if (hostname) {
		add(words, "-x", NULL);
		add(words, "hostname:%s", hostname);
	}
}

static void dhcpcd_up(struct words *words, const struct job *job,
		      enum dhcp_use use)
{
	if (use != DHCP_4)
		add(words, "-6", NULL);
	add_option(words, job, "-h", "hostname");
	add_option(words, job, "-i", "vendor");
	add_option(words, job, "-I", "client");
	add_option(words, job, "-l", "leasetime");
	add_option(words, job, "-m", "metric");
	add(words, "%s", job->target->link);
}

static void dhcpcd_down(struct words *words, const struct job *job,
			enum dhcp_use use)
{
	if (use != DHCP_4)
		add(words, "-6", NULL);
	add(words, "-k", NULL);
	add(words, "%s", job->target->link);
}

static const struct client {
	const char *name;
	bool does_six;
	void (*up)(struct words *, const struct job *, enum dhcp_use);
	void (*down)(struct words *, const struct job *, enum dhcp_use);
} clients[] = {
	{ "dhclient", true, dhclient_up, dhclient_down },
	{ "udhcpc", false, udhcpc_up, NULL },	/* ended by signal */
	{ "dhcpcd", true, dhcpcd_up, dhcpcd_down },
};

static const char *find_program(struct arena *arena, const char *name)
{
	size_t length;

	for (const char *at = hook_path; *at; at += length + !!at[length]) {
		const char *path;

		length = strcspn(at, ":");
		path = arena_printf(arena, "%.*s/%s", (int)length, at, name);
		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

static const struct client *find_client(struct ifplan_plan *plan,
					enum dhcp_use use, struct words *words)
{
	for (size_t i = 0; i < sizeof(clients) / sizeof(*clients); i++) {
		if (use != DHCP_4 && !clients[i].does_six)
			continue;
		if (!find_program(plan->arena, clients[i].name))
			continue;
		add(words, clients[i].name, NULL);
		return &clients[i];
	}
	return NULL;
}

void dhcp_up(struct ifplan_plan *plan, struct job *job, enum dhcp_use use)
{
	struct words words = { .arena = plan->arena };
	const struct client *client = find_client(plan, use, &words);
	struct step *step;

	if (!client) {
		plan_error(plan, job, NULL, "install isc-dhcp-client, udhcpc "
			   "or dhcpcd", use == DHCP_4 ?
			   "No DHCP client software found!" :
			   "No DHCPv6 client software found!");
		return;
	}
	client->up(&words, job, use);
	/* One that an ifup that failed left behind goes on asking. */
	if (state_is_partial(plan->ifplan, job->target->name))
		dhcp_down(plan, job, use);
	step = plan_program(plan, job, words.at);
	if (use == DHCP_4)
		step->lease_family = AF_INET;
	else if (use == DHCP_6 && !job_is_true(job, "request_prefix"))
		step->lease_family = AF_INET6;
}

void dhcp_down(struct ifplan_plan *plan, struct job *job, enum dhcp_use use)
{
	struct words words = { .arena = plan->arena };
	const struct client *client = find_client(plan, use, &words);

	if (!client)
		return;
	if (client->down) {
		client->down(&words, job, use);
		plan_program(plan, job, words.at)->may_fail = true;
		return;
	}
	client->up(&words, job, use);
	plan_stop(plan, job, arena_printf(plan->arena, "/run/udhcpc.%s.pid",
					  job->target->link), words.at);
}
