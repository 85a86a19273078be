/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan.h - from what is asked for to steps
 *
 * A target is an interface to bring up or take down.  It has one job for each
 * of its stanzas.  Kinds and methods say what a job wants, object by object;
 * plan_change() holds each wish against the snapshot, adds a step for what
 * differs, and applies the step to the snapshot, so that the next wish is held
 * against what will be.  When all targets are planned the steps are complete,
 * in order, printable, and nothing has been done.
 *
 * Commands, scripts and programs are barriers: netlink steps between two of
 * them go to the kernel as one batch, across interfaces too.
 */
#ifndef IFPLAN_PLAN_H
#define IFPLAN_PLAN_H

#include "lib/ifplan.h"
#include "lib/kernel.h"
#include "parser/intern.h"

struct target;
struct checked;

/* Tells whether a record is still the one that was read (state.c). */
struct state_mark {
	uint64_t applied, partial, time;
};

struct job {
	struct target *target;
	struct iface *iface;
	const struct method *method;
	const struct method_family *family;
	const struct entry *raw;	/* as in the file, with inherited ones */
	size_t raw_count;
	struct entry *entries;		/* defaults added, converted, joined */
	size_t count, room;
	uint64_t initials;		/* of their names, a bit each (job.c) */
	bool is_first;			/* of its target */
	bool is_absent;			/* there is no link: lines, but no steps */
	struct checked *checked;	/* of a check (check.h), or NULL */
};

struct target {
	const char *name;
	const char *logical;
	const char *link;		/* eth0 of eth0:1 */
	const struct link_kind *kind;	/* NULL: a link that must exist */
	struct job *jobs;
	size_t job_count;
	struct step *first, *last;	/* its steps, linked through the plan's */
	struct diags said;		/* while it was chosen */
	struct name_list needs;		/* links that must be there first */
	struct target *parent;		/* a VLAN's, when it comes up too */
	const char **created;		/* links that its steps create */
	size_t created_count;
	const char **raised;		/* links it stands on that were down */
	size_t raised_count;
	bool is_dependency;		/* a port of others: nobody named it */
	const struct target *twin;	/* a remark's: asked for before */
	struct target *future_master;	/* this plan makes it a port of that */
	bool is_being_ordered;
	const struct entry *renamed_by;	/* of a rename: its line */
	bool is_meta;			/* the --all run of hook folders */
	bool is_rename;			/* meta too: name becomes logical */
	bool was_created;		/* down: we made the link */
	bool has_barrier;
	bool has_failed;
	bool is_refused;		/* by the plan: it has but complaints */
	bool is_partial;		/* a hook failed: kernel state stays */
	bool is_skipped;		/* somebody else did it meanwhile */
	bool is_ignored;		/* mapped to nothing: recorded as down */
	bool is_recorded;		/* was up before */
	const char *recorded;		/* its logical name then, or NULL */
	struct state_mark mark;		/* of what it was planned on */
	struct state_mark *need_marks;	/* and of each link of needs */
	int lock;			/* fd, -1: not held */
};

enum step_type {
	STEP_CHANGE,		/* netlink */
	STEP_SYSCTL,
	STEP_COMMAND,		/* a line for /bin/sh */
	STEP_PROGRAM,		/* another program, by argument vector */
	STEP_SCRIPTS,		/* one script of an if-*.d folder */
	STEP_WAIT,
	STEP_STOP,		/* end the program that argv started */
	STEP_LINE,		/* does nothing: a classic command for people */
	STEP_SAY,		/* a complaint, when its turn comes */
};

struct step {
	enum step_type type;
	struct arena *arena;
	const struct entry *origin;	/* or NULL */
	struct target *target;
	struct job *job;		/* NULL for the --all run */
	struct step *next;
	struct link *subject;		/* of a change: the link in the snapshot */
	struct change change;
	struct change inverse;
	const char *phase;		/* "pre-up": of commands and scripts */
	const char *path;		/* sysctl, script or pid file */
	const char *value;		/* of a sysctl; or the line */
	const char **argv;
	struct wait wait;
	const struct diag *complaint;
	const struct change_result *refusal;	/* the kernel's, NULL: none */
	bool has_inverse;
	bool may_fail;			/* its failure is no failure */
	bool is_late;			/* after the deletions of its batch */
	bool is_left;			/* not taken when the same batch makes
					   its link a port */
	bool spares_recorded;		/* takes no link down that is recorded
					   as up by then */
	bool is_dropped;		/* its link was waited for in vain */
	bool is_done;
	bool is_told;			/* the line before it says so */
	bool is_more;			/* ... although it is of the same row */
	uint8_t lease_family;		/* an address must be there afterwards */
};

/* A setting that is a file. */
struct sysctl {
	const char *file;		/* as in a row: % is the link */
	const char *link;
	unsigned value;
};

struct ifplan_plan {
	struct ifplan *ifplan;
	struct arena *arena;
	struct snapshot *snapshot;
	struct target **targets;	/* in order */
	size_t target_count;
	struct intern by_name;		/* the items are struct target * */
	struct required *required;	/* of tables of rows (trace.c) */
	struct step *first, *last;
	bool is_up;
	bool is_all;
	bool is_check;			/* wishes are compared, no steps */
	bool has_failed;		/* a target could not even be planned */
};

/* address.c: has it, by the file's options, another peer, scope, ...? */
bool address_differs(const struct job *job, const struct address *have,
		     const struct address *want);

/* step.c */
/* Drop the steps after LAST; NULL: all. */
void plan_cut(struct ifplan_plan *plan, struct step *last);
/* The step that was added; NULL when nothing was needed, or is only checked. */
struct step *plan_change(struct ifplan_plan *plan, struct job *job,
			 const struct change *change);
struct step *plan_sysctl(struct ifplan_plan *plan, struct job *job,
			 const struct entry *origin,
			 const struct sysctl *sysctl);
void plan_command(struct ifplan_plan *plan, struct job *job, const char *phase,
		  const struct entry *origin);
struct step *plan_program(struct ifplan_plan *plan, struct job *job,
			  const char **argv);
/* End the program that ARGV started, whose pid stands in PID_FILE. */
void plan_stop(struct ifplan_plan *plan, struct job *job,
	       const char *pid_file, const char **argv);
struct step *plan_wait(struct ifplan_plan *plan, struct job *job,
		       const struct wait *wait);
/* A line of ifupdown's trace; there are none when nobody will see them. */
void plan_line(struct ifplan_plan *plan, struct job *job, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));
bool plan_has_lines(const struct ifplan_plan *plan);
/* Does another program run, so that changes do not go beyond it? */
bool step_is_barrier(const struct step *step);
/* Not told by another, and in a rehearsal one of ifupdown's. */
bool step_has_line(const struct ifplan *ifplan, const struct step *step);
/* The step after PREVIOUS that has a line of its own; the first for NULL. */
const struct step *plan_next_line(const struct ifplan_plan *plan,
				  const struct step *previous);

/*
 * What planning finds is a step too: it is told when its turn comes, so that
 * messages stand in the order of the interfaces.
 */
void plan_tell(struct ifplan_plan *plan, struct target *target,
	       const struct diag *complaint);
void plan_say(struct ifplan_plan *plan, struct target *target,
	      enum diag_severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void plan_complain(struct ifplan_plan *plan, struct job *job,
		   enum diag_severity severity, const struct entry *entry,
		   const char *hint, const char *text);
/* Complain and let the target fail (errors), or only complain. */
void plan_error(struct ifplan_plan *plan, struct job *job,
		const struct entry *entry, const char *hint,
		const char *format, ...) __attribute__((format(printf, 5, 6)));
void plan_warning(struct ifplan_plan *plan, struct job *job,
		  const struct entry *entry, const char *hint,
		  const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* diff.c: take out of CHANGE what is so already; false: nothing is left. */
bool diff_change(const struct ifplan_plan *plan, struct change *change);

/* describe.c: as one would type it */
const char *describe_change(struct arena *arena, const struct change *change);
const char *step_text(const struct step *step);
/* What is waited for, for the link. */
const char *wait_reason(const struct wait *wait);

/* job.c */
struct job *job_fill(struct ifplan *ifplan, struct arena *arena,
		     struct model *model, struct job *job);
/* Look its rows up: again, once its target turns out to be of a kind. */
void job_find_rows(struct job *job);
const struct entry *job_entry(const struct job *job, const char *name);
/* Spelled so and not otherwise, as classic; and set or added so. */
struct entry *job_find(struct job *job, const char *name);
void job_put(struct arena *arena, struct job *job, const char *name,
	     const char *value);
/* The value that counts: the last of several; NULL when absent or empty. */
const char *job_value(const struct job *job, const char *name);
bool job_is_true(const struct job *job, const char *name);
void job_set(struct arena *arena, struct job *job, const char *name,
	     const char *value);
const struct option *job_row(const struct job *job, const char *name);
/* Of an entry of the job, raw or not. */
const struct option *job_entry_row(const struct job *job,
				   const struct entry *entry);
/* convert.c: without a first word such as "ether". */
const char *job_hardware_address(const char *value);
/* Complain about every value its row does not take, and blank it. */
void job_validate(struct ifplan_plan *plan, struct job *job);
/* The stanza with what the other stanzas say of the link; what it says itself
   counts more. */
struct job *job_of_link(struct arena *arena, struct job *job);
bool job_has_kind_options(const struct job *job);
/* Does the entry stand in another stanza of the link, and not in this one? */
bool job_is_of_other(const struct job *job, const struct entry *entry);
/* The value of an option, and where it stands; NULL when absent. */
const struct entry *job_parse(struct ifplan_plan *plan, const struct job *job,
			      const char *name, struct value *ret);
/* The last router of each family: a stanza without family may have both. */
struct router {
	const struct entry *entry;	/* raw */
	struct ip_address ip;
};
size_t job_routers(const struct job *job, struct router found[2]);
struct target *plan_target(const struct ifplan_plan *plan, const char *name);
/* The kind of the target that will make this link its port, or NULL. */
const struct link_kind *plan_takes_port(const struct ifplan_plan *plan,
					const char *name);
bool is_plain_link(const char *name);

/* The change that sets rows of a place from the options of a job. */
void job_settings(struct ifplan_plan *plan, struct job *job,
		  const struct option *rows, uint8_t place, uint16_t flags,
		  struct change *change);
/* The file of a sysctl row for LINK. */
const char *sysctl_path(struct arena *arena, const char *file,
			const char *link);
/* An option that is a sysctl, as a step. */
struct step *job_sysctl(struct ifplan_plan *plan, struct job *job,
			const char *name);

#endif
