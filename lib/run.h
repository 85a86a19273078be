/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* run.h - a plan under way: what run.c, batch.c and stop.c share */
#ifndef IFPLAN_RUN_H
#define IFPLAN_RUN_H

#include "lib/plan.h"

struct run {
	struct ifplan_plan *plan;
	struct ifplan *ifplan;
	struct arena *arena;
	struct kernel *kernel;
	ifplan_step_fn *report;
	void *data;
	struct step **batch;		/* not sent yet, nor told */
	size_t batch_count;
	struct step **waits;		/* to be waited for after the batch */
	size_t wait_count;
	struct held *held;		/* locks, by name (group.c) */
	size_t held_count;
	bool has_waited;		/* for a lock of this group */
	bool has_failed;
};

/* What a lock is wanted for; the first is the strongest reason. */
enum reason { OWN, PARENT, NEED };

struct held {
	const char *name;
	enum reason reason;
	int fd;				/* -1: not held now */
	bool is_refused;		/* and will not be */
	bool is_changed;		/* the link, not by its own target */
};

/* Show the step to people; NULL: what was complained of. */
void run_report(struct run *run, const struct step *step);
/* Nothing more is done for it, nor told. */
bool run_is_off(const struct target *target);

/* Complain and let the step's target fail; is_kept: what is done stays. */
void run_fail(struct run *run, struct step *step, const char *text,
	      const char *hint, bool is_kept);

/* We are to stop: the target stays as it is, half done. */
void run_interrupt(struct run *run, struct target *target);

/*
 * group.c: take the locks of targets.  A target that cannot have all of its
 * locks is skipped.  Fails: -EINTR, we are to stop.
 */
int run_lock(struct run *run, struct target **targets, size_t count);
void run_unlock(struct run *run, struct target **targets, size_t count);
/* Those of links that targets need: released for a hook, taken after it. */
void run_unlock_needs(struct run *run);
void run_lock_needs(struct run *run);
/* Other commands are to see that a link which is only needed was changed. */
void run_note_change(struct run *run, const char *link);

/* batch.c: send what is collected. */
void run_send(struct run *run);
/* And wait for what that started. */
void run_flush(struct run *run);
/* Send, and wait for what the steps after this one need. */
void run_wait_now(struct run *run, struct step *step);
/* Undo the changes of a target that were made. */
void run_take_back(struct run *run, struct target *target);

/* metric.c: the step is of scripts. */
void metric_run(struct run *run, struct step *step);

/* stop.c: end a program that an earlier command of ours started. */
void run_stop(struct run *run, const struct step *step);
/* Until the pid file names the process that the step left behind. */
void run_await_process(struct run *run, const struct step *step);

#endif
