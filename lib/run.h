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
	struct step **batch;		/* changes not sent yet */
	size_t batch_count;
	struct step **waits;		/* to be waited for after the batch */
	size_t wait_count;
	bool has_failed;
};

/* Complain and let the step's target fail; is_kept: what is done stays. */
void run_fail(struct run *run, struct step *step, const char *text,
	      const char *hint, bool is_kept);

/* batch.c: send what is collected, then wait for what that started. */
void run_flush(struct run *run);

/* stop.c: end a program that an earlier command of ours started. */
void run_stop(struct run *run, const struct step *step);

#endif
