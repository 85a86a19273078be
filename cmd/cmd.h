/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cmd.h - a command: its name, its options, its usage and its function
 *
 * Options that several commands share are rows in main.c; a command names the
 * ones it takes.  The same rows parse and print help.
 */
#ifndef IFPLAN_CMD_H
#define IFPLAN_CMD_H

#include "lib/ifplan.h"

/* What the words of the command line said. */
struct call {
	struct ifplan *ifplan;
	const char *program;		/* ifup, ifdown, ifquery */
	const struct ifplan_diag *reported;	/* the last one printed */
	const char *const *names;	/* NULL-terminated */
	bool is_all;
	bool is_verbose;
	bool is_no_act;
	bool has_class;
	bool has_snapshot;
	bool wants_list, wants_state;
	bool wants_running, wants_brief, wants_options;
};

struct command {
	const char *name;
	const char *takes;		/* letters of the option rows */
	const char *const *usage;	/* lines, NULL-terminated */
	int (*run)(struct call *call);	/* the exit code */
};

extern const struct command command_ifup, command_ifdown, command_ifquery;

/* main.c */
int usage_error(const struct call *call, const char *text);

/* report.c: talk is for stderr, data for stdout */
void report_diags(struct call *call);
/* Say what errno this is; returns the exit code 1. */
int report_failure(const struct call *call, int error);
void report_step(const struct ifplan_step *step, void *call);
void report_plan(const struct ifplan_plan *plan);
int report_links(struct call *call);

/* ifup.c: what ifup and ifdown have in common */
int change_interfaces(struct call *call, enum ifplan_goal goal);

#endif
