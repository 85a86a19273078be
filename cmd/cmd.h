/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cmd.h - a command: its name, its options, its usage and its function
 *
 * Options that several commands share are rows in main.c; a command names the
 * ones it takes.  The same rows parse and print help.
 */
#ifndef IFPLAN_CMD_H
#define IFPLAN_CMD_H

#include <stdio.h>

#include "lib/ifplan.h"

/* How an answer is written: -o WORD. */
enum format {
	FORMAT_NONE, FORMAT_NATIVE, FORMAT_JSON, FORMAT_JSON2,
	FORMAT_SNAPSHOT,		/* what --snapshot takes */
};

/* A picture of what stands on what: --topology WORD. */
enum topology { TOPOLOGY_NONE, TOPOLOGY_DOT, TOPOLOGY_SVG };

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum depends { DEPENDS_NONE, DEPENDS_LIST, DEPENDS_DOT };

/* What the words of the command line said. */
struct call {
	struct ifplan *ifplan;
	const char *program;		/* ifup, ifdown, ifquery, ifedit */
	const struct ifplan_diag *reported;	/* the last one printed */
	const char *const *names;	/* NULL-terminated */
	const char *path;		/* --interfaces; or NULL */
	bool is_all;
	bool is_verbose;
	bool is_no_act;
	bool is_forced;
	bool has_environment;		/* --read-environment: it is the unit */
	bool has_class, has_exclude, has_option;
	bool has_snapshot, has_lock_limit;
	bool wants_list, wants_state;
	bool wants_running, wants_brief, wants_options;
	bool wants_lint, wants_json, wants_stanza;
	bool wants_diff, wants_write, is_staged;
	bool wants_check, is_strict, has_depends, is_quiet;
	bool wants_explanation, wants_raw, wants_syntax, has_format;
	bool wants_tree, wants_topology, wants_depends;
	bool has_detail, is_ascii, has_color;
	enum format format;
	enum depends depends;
	enum topology topology;
	enum color color;
};

struct command {
	const char *name;
	/* letters of the option rows; '+': no options after the first word */
	const char *takes;
	const char *takes_more;		/* those beyond ifupdown; or NULL */
	const char *const *usage;	/* lines, NULL-terminated */
	const char *const *more_usage;	/* likewise, beyond ifupdown; or NULL */
	bool is_classic;		/* a program of ifupdown */
	int (*run)(struct call *call);	/* the exit code */
	void (*print_more)(void);	/* of the help; may be NULL */
	int misuse;			/* exit code */
};

extern const struct command command_ifup, command_ifdown, command_ifquery,
	command_ifedit;

/* main.c: TEXT may be NULL */
int usage_error(const struct call *call, const char *text);

/* report.c: talk is for stderr, data for stdout */
void report_diags(struct call *call);
/* The same, for ifplan_on_news(). */
void report_news(void *call);
/* At a terminal, show what is waited for once that takes a second. */
void tell_waits(struct call *call);
/* A signal handler may call it. */
void erase_waiting(void);
/* "error: SUBJECT: text" and the place, whoever's wording it is. */
void report_diag(FILE *to, const struct ifplan_diag *diag);
/* The text without the place that ifupdown put before it. */
const char *diag_sentence(const struct ifplan_diag *diag);
const char *severity_word(enum ifplan_severity severity);
/* Say what errno this is; returns the exit code 1. */
int report_failure(const struct call *call, int error);
/* What is complained of; and a failure that nothing was said about. */
void report_end(struct call *call, int result);
void report_step(const struct ifplan_step *step, void *call);
/* False: it has errors. */
bool report_plan(const struct call *call, const struct ifplan_plan *plan);

/*
 * library.c: map a library that few processes need.  NAMES, NULL-terminated,
 * are its functions; pointers to them are stored one after the other.
 */
bool library_open(const char *soname, const char *const names[],
		  void *ret_functions);
/* Say that WHAT needs it, and what dlopen said; returns the exit code 1. */
int library_failure(const struct call *call, const char *what);

/* ifquery's ways to show a file; each returns the exit code */
int lint_file(struct call *call);
int dump_file(struct call *call);
int show_stanzas(struct call *call);
/* ... and to compare the machine with it */
int check_interfaces(struct call *call);
int show_running(struct call *call);
int show_listing(struct call *call);
int show_dependencies(struct call *call);
/* ... and to look at the machine */
int report_links(struct call *call);
int show_tree(struct call *call);
int show_topology(struct call *call);
int show_explanation(struct call *call);
/* ... and to be understood by those who know ifupdown2 */
int show_syntax(struct call *call);

/* in_use.c: does something need the network, which is said? */
bool network_is_in_use(const struct call *call);

/* stop.c: from now on a signal ends the run in good order */
void heed_signals(struct call *call);

/* ifup.c: what ifup and ifdown have in common */
int change_interfaces(struct call *call, enum ifplan_goal goal);

#endif
