/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* internal.h - the handle, and modules that need no header of their own */
#ifndef IFPLAN_INTERNAL_H
#define IFPLAN_INTERNAL_H

#include "lib/link.h"
#include "lib/method.h"
#include "lib/plan.h"

struct ifplan {
	struct arena *arena;
	struct diags diags;
	unsigned tolerated;		/* errors that are no failure */
	const char *interfaces;
	const char *state_dir;
	const char *class;		/* NULL: not asked for */
	const char *snapshot_path;	/* NULL: the kernel */
	struct name_list excludes;
	struct name_list left_to_scripts;	/* packages */
	struct entry *overrides;	/* -o, in order */
	size_t override_count;
	unsigned flags;			/* bits of enum ifplan_flag */
	struct model *model;
	struct kernel *kernel;		/* opened when first needed */
	struct snapshot *running;	/* for ifplan_next_link() */
	struct name_list *links;	/* of this machine (pattern.c) */
	struct folder *folders;		/* if-*.d, read once (hook.c) */
	struct recorded *recorded;	/* read once a plan (state.c) */
	ifplan_news_fn *on_news;	/* or NULL */
	void *news_data;
	ifplan_wait_fn *on_wait;	/* or NULL */
	void *wait_data;
	jmp_buf out_of_memory;
	int stop_fd;			/* readable: stop; -1: none */
	unsigned lock_limit_s;		/* 0: none */
	bool has_given_up;		/* waiting for a lock */
	bool is_state_unread;		/* what is done may not be enough */
	struct intern waited;		/* locks whose wait was told of */
};

static inline bool has_flag(const struct ifplan *ifplan, enum ifplan_flag flag)
{
	return ifplan->flags & 1u << flag;
}

/* With --no-act-commands the kernel and its links do not matter. */
static inline bool is_rehearsal(const struct ifplan *ifplan)
{
	return has_flag(ifplan, IFPLAN_NO_ACT_COMMANDS);
}

/* A classic message: "PROGRAM: TEXT". */
void complain_classic(struct ifplan *ifplan, enum diag_severity severity,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* About an interface, at the entry's or stanza's place if there is one. */
void complain(struct ifplan *ifplan, enum diag_severity severity,
	      const char *subject, const struct entry *entry,
	      const struct iface *iface, const char *hint, const char *text);
/* The same, to be told later (plan_tell). */
void complain_classic_to(struct diags *to, enum diag_severity severity,
			 const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void complain_to(struct diags *to, enum diag_severity severity,
		 const char *subject, const struct entry *entry,
		 const struct iface *iface, const char *hint, const char *text);
/* The kernel socket, opened when first needed. */
int ifplan_kernel(struct ifplan *ifplan, struct kernel **ret);
/*
 * What is, by the kernel or by the text that --snapshot names; for the rest see
 * kernel_snapshot().
 */
int ifplan_snapshot(struct ifplan *ifplan, struct arena *arena,
		    const char *const *names, size_t count, unsigned want,
		    struct snapshot **ret);

/* fact.c: see ifplan_link_fact(); the link is one of ifplan->running */
const char *link_fact(struct ifplan *ifplan, const struct link *link,
		      const char *fact);

/* explain.c: a row in words */
const struct option_choice *row_choices(const struct option *row);
/* What stands for a value that is no choice: "seconds". */
const char *row_value_word(const struct option *row);
bool row_has_limits(const struct option *row);
/* The word for a number, "yes" for "on"; else the value. */
const char *row_word_of(const struct option *row, const char *value);
/* See ifplan_option_fact(); METHOD is that of the row, or NULL. */
const char *row_fact(struct arena *arena, const struct option *row,
		     const struct method *method, const char *fact);

/* file.c */
int file_read(struct arena *arena, const char *path, const char **ret_bytes,
	      size_t *ret_size);
/* All of it, however often the system stops. */
int file_write_all(int fd, const char *bytes, size_t size);
/*
 * Write BYTES to FD, close it and let its file, TEMPORARY, take the place of
 * PATH; on failure it is gone.
 */
int file_put(int fd, const char *temporary, const char *path,
	     const char *bytes, size_t size, int mode);
/*
 * A descriptor of a new file beside PATH, seen from FOLDER (or AT_FDCWD).  Its
 * name begins with a dot and is one that nobody can have prepared.
 */
int file_create_beside(int folder, const char *path, int mode, char *ret_path,
		       size_t size);
/* Replace a whole file: a temporary file beside it, then rename. */
int file_replace(const char *path, const char *bytes, size_t size, int mode);
/* Write a file that nobody reads before it is complete. */
int file_write(const char *path, const char *bytes, size_t size, int mode);
extern const struct reader file_reader;

/* access.c */
#define ACCESS_ROOM (3 * 65536)
/* Owner, mode, ACL and attributes; ROOM has ACCESS_ROOM bytes. */
int access_copy(int from, int to, char *room);

/* target.c: who is meant */
struct target_name {
	const char *name;
	const char *logical;
	struct diags said;	/* of it, to be told by its target */
	bool is_explicit;	/* the logical name was given with "=" */
	bool is_unknown;
};
/* The plan may be NULL, and may have renames already.  Unknown names are kept,
   so that each is told when its turn comes. */
int target_select(struct ifplan *ifplan, const struct ifplan_plan *plan,
		  enum ifplan_goal goal, const char *const names[],
		  struct target_name **ret, size_t *ret_count);
/* Says so, too. */
bool target_is_unknown(struct diags *said, const struct target_name *target);
bool target_is_filtered(struct ifplan *ifplan, enum ifplan_goal goal,
			const char *name);
struct target_name target_split(struct arena *arena, const char *argument);
/* Does a word of the command line or of a class mean NAME? */
bool target_matches(struct arena *arena, const char *argument,
		    const char *name);
/* Has it a stanza, or may a mapping find it one? */
bool target_is_defined(const struct ifplan *ifplan,
		       const struct target_name *target);
/* Or, where it is not to come up, has it a state file? */
bool target_is_known(struct ifplan *ifplan, enum ifplan_goal goal,
		     const struct target_name *target);
bool target_is_auto(struct ifplan *ifplan, const char *name);
bool target_has_mapping(const struct model *model, const char *name);
/* Mapping scripts; false: one failed, and it was said. */
bool target_map(struct ifplan *ifplan, struct diags *said,
		struct target_name *target, bool is_query);

/* pattern.c: a name with a slash in it */
bool pattern_matches(struct arena *arena, const char *argument,
		     const char *name);
/* Add what it means here, as NAME or NAME=LOGICAL. */
void pattern_expand(struct ifplan *ifplan, const char *argument,
		    struct name_list *ret);
/* The links of this machine, read once; renames are entered. */
struct name_list *pattern_links(struct ifplan *ifplan);

/* rename.c: targets before all others; their steps once there is a snapshot.
   False: it cannot be, and was said; then nothing is to be done at all. */
bool rename_choose(struct ifplan_plan *plan);
bool rename_plan(struct ifplan_plan *plan, struct target *target);
void rename_failed(struct ifplan *ifplan, const struct target *target);

/* order.c: who needs whom */
struct target *order_add(struct ifplan_plan *plan,
			 const struct target_name *name, bool is_dependency);
/* "eth0" of "eth0.5", or NULL. */
const char *name_parent(struct arena *arena, const char *name);
/* Is it eth0.5 and eth0? */
bool name_is_child(const char *name, const char *parent);
/* Nothing to do, but what is recorded of it. */
struct target *order_ignore(struct ifplan_plan *plan,
			    const struct target_name *name);

/* child.c */
int64_t now_ms(void);
bool stop_is_asked(const struct ifplan *ifplan);
/* Shall a child lead a process group of its own? */
bool child_gets_group(void);
/* 0 and the wait status; -EINTR: we are to stop; -ETIMEDOUT; -1: no limit. */
int child_wait(const struct ifplan *ifplan, pid_t pid, int limit_ms,
	       int *ret_status);
/* The first SIZE bytes of what a child prints; the rest is only counted. */
struct output {
	char *bytes;
	size_t size, length;
	uint64_t total;
};
#define CHILD_OUTPUT_LIMIT (16u << 20)
/* The same, while it prints to FD; -EFBIG: more than the limit. */
int child_read(const struct ifplan *ifplan, pid_t pid, int fd,
	       struct output *out, int *ret_status);
/* SIGTERM to it and what it started, SIGKILL to what is left after a while. */
void child_end(struct arena *arena, pid_t pid, bool has_group);

/* lock.c: what goes wrong is said */
/* A descriptor of a lock file, made when it is not there. */
int lock_open(struct ifplan *ifplan, const char *path);
/* -EAGAIN: somebody has it. */
int lock_try(struct ifplan *ifplan, int fd, const char *path);
/* The phase of the hook we run in, when its ifup holds this lock; or NULL. */
const char *lock_callers_phase(struct arena *arena, const char *path);
/* -EINTR: we are to stop; -ETIMEDOUT: the limit is reached. */
int lock_wait(struct ifplan *ifplan, int fd, const char *path);

/* metric.c */
#define METRIC_PACKAGE "ifmetric"
struct script;
/* Is it the one whose work metric_run() does? */
bool metric_is_script(const char *folder, const char *script);
/* The line of what it will do, if it is in the folder and there is a metric. */
void metric_plan_line(struct ifplan_plan *plan, struct job *job,
		      const struct folder *folder);

/* hook.c */
struct script {
	const char *path;
	bool is_metric;		/* not run: metric_run() instead */
};
struct folder {
	const char *phase;
	struct script *scripts;	/* in order; those of links left out */
	size_t count;
	struct folder *next;
};
/* --no-native: is the work of this package left to its scripts? */
bool hook_is_left(const struct ifplan *ifplan, const char *package);
/* The folder of "if-pre-up.d". */
const struct folder *hook_folder(struct ifplan *ifplan, const char *folder);
char **hook_environment(struct ifplan *ifplan, struct arena *arena,
			const struct step *step);
/* The variable that an option is given in. */
const char *hook_variable(struct arena *arena, const char *option);
/*
 * The phase in which a hook of NAME called us, or NULL.  A shell drops the
 * variables of br-lan and eth0.5; then the lock's holder is looked for.
 */
const char *hook_callers_phase(struct ifplan *ifplan, const char *name);
/* IFUPDOWN_eth0: tells a command that eth0 is being worked on above it. */
const char *hook_recursion_name(struct arena *arena, const char *link);
/*
 * Wait status, or negative errno when it could not be started; -EINTR: it was
 * ended because we are to stop.
 */
int hook_run(struct ifplan *ifplan, const char *const argv[],
	     char *const environment[]);
int hook_output(struct ifplan *ifplan, const char *path, const char *argument,
		const struct mapping *input, char *out, size_t size);
extern const char hook_path[];

/* state.c */
int state_prepare(struct ifplan *ifplan);
/* Is somebody working on it? */
bool state_is_locked(struct ifplan *ifplan, const char *name);
/* The file that is an interface's lock, and says whether it is up. */
const char *state_lock_path(struct ifplan *ifplan, const char *name);
struct state_mark state_mark(struct ifplan *ifplan, struct arena *arena,
			     const char *name);
/* Others are to see that we changed something about it. */
void state_touch(int fd);
/* Has another command changed the record since? */
bool state_is_changed(struct ifplan *ifplan, struct arena *arena,
		      const char *name, const struct state_mark *since);
/* Planning asks often: answers are kept until this forgets them. */
void state_forget(struct ifplan *ifplan);
/* The recorded logical name, or NULL: it is down. */
const char *state_get(struct ifplan *ifplan, const char *name);
/* All of them, for who asks for many and changes none: from the list alone. */
int state_learn(struct ifplan *ifplan);
bool state_is_up_now(struct ifplan *ifplan, const char *name);
/* Is what state_get() answers no longer so? */
bool state_is_outdated(struct ifplan *ifplan, const char *name);
/* The same, where the target's lock is; what goes wrong is told. */
int state_get_locked(struct ifplan *ifplan, const struct target *target,
		     bool *ret_is_up);
bool state_is_known(struct ifplan *ifplan, const char *name);
/* Record targets up (or down) in both classic places; a failure is told. */
int state_set(struct ifplan *ifplan, struct target *const targets[],
	      size_t count, bool is_up);
/* Lines of ifstate, oldest first. */
int state_list(struct ifplan *ifplan, struct arena *arena,
	       const char ***ret_lines, size_t *ret_count);
/*
 * The stanzas as applied: begun before the first change, ended after the last.
 * What was begun and not ended is partial.
 */
int state_begin(struct ifplan *ifplan, struct arena *arena,
		const struct target *target, bool is_up);
/* Nothing was changed after all: put the records back. */
void state_cancel(struct ifplan *ifplan, struct arena *arena,
		  const struct target *target);
int state_end(struct ifplan *ifplan, struct arena *arena,
	      const struct target *target, bool is_up);
bool state_is_partial(struct ifplan *ifplan, const char *name);
/* All such names. */
const char *const *state_partial(struct ifplan *ifplan, size_t *ret_count);
/* Is it up, or half so, in another network namespace? */
bool state_is_foreign(struct ifplan *ifplan, const char *name);
/* The same, asked anew: with the lock held it stays true. */
bool state_is_partial_now(struct ifplan *ifplan, struct arena *arena,
			  const char *name);
/*
 * Fills created and raised; the model of what was applied, or NULL.  Why it
 * cannot be read is told by the target.
 */
int state_load_applied(struct ifplan *ifplan, struct arena *arena,
		       struct target *target, struct model **ret);

/* run.c */
int plan_run(struct ifplan_plan *plan, ifplan_step_fn *report, void *data);

/* step.c */
void plan_scripts(struct ifplan_plan *plan, struct job *job,
		  const char *folder, const char *phase);
void plan_commands(struct ifplan_plan *plan, struct job *job,
		   const char *option, const char *phase);

/* -v: which stanza of which interface. */
void plan_heading(struct ifplan_plan *plan, struct job *job);

/* up.c, down.c */
void plan_up(struct ifplan_plan *plan, struct target *target);
void plan_job_up(struct ifplan_plan *plan, struct job *job);
void plan_down(struct ifplan_plan *plan, struct target *target);

/* order.c */
bool parent_has_failed(const struct target *target);
void say_parent_failed(struct diags *said, const struct target *parent);

/* choose.c: targets, and remarks, for the names that are meant */
int choose_targets(struct ifplan_plan *plan, const char *const names[]);
/* VLANs that stand on an interface go down before it. */
void choose_children(struct ifplan_plan *plan, const char *parent);

/* group.c */
/* Is it being worked on by the command whose hook we are called from? */
bool group_is_callers(struct ifplan *ifplan, const char *name);
/* ... so that it, or a VLAN of it, is not to be touched?  SAID may be NULL. */
bool group_refuses(struct ifplan_plan *plan, const char *name,
		   struct diags *said);

/* plan.c */
struct ifplan_plan *plan_new(struct ifplan *ifplan, bool is_up);
/* Of the links its targets speak of; a check sees all there is. */
int plan_take_snapshot(struct ifplan_plan *plan);
/* One that is no interface of the file: steps of its own, and no record. */
struct target *plan_new_meta(struct ifplan_plan *plan, const char *name,
			     const char *logical, const char *stanza);
int plan_make(struct ifplan *ifplan, enum ifplan_goal goal,
	      const char *const names[], struct ifplan_plan **ret);
/* Another plan for more names, without renames and the --all scripts. */
int plan_more(const struct ifplan_plan *plan, const char *const names[],
	      struct ifplan_plan **ret);
/* Another plan for these targets, on what is recorded and there now. */
int plan_again(const struct ifplan_plan *plan, struct target *const targets[],
	       size_t count, struct ifplan_plan **ret);

#endif
