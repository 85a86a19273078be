// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * group.c - the locks of targets that run together
 *
 * An interface has one lock.  A VLAN takes that of the link it is named after
 * as well, a bridge those of its ports.  Whoever waits for one holds no other,
 * so that two commands and their hooks cannot wait for each other.
 *
 * The lock of a port covers each batch that changes it, but no hook: a hook
 * may call ifup for a port.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

/* Recursion: who calls us has the lock, and gives it only when we are done */

static const char *callers_phase(struct ifplan *ifplan, const char *name)
{
	const char *phase = hook_callers_phase(ifplan, name);

	return phase && lock_callers_phase(ifplan->arena,
					   state_lock_path(ifplan, name)) ?
		phase : NULL;
}

bool group_is_callers(struct ifplan *ifplan, const char *name)
{
	return callers_phase(ifplan, name) != NULL;
}

static bool refuse_recursion(struct diags *said, const char *kind,
			     const char *name, const char *phase)
{
	if (said)
		complain_classic_to(said, DIAG_ERROR, "recursion detected for "
				    "%sinterface %s in %s phase", kind, name,
				    phase);
	return true;
}

bool group_refuses(struct ifplan_plan *plan, const char *name,
		   struct diags *said)
{
	const char *parent = name_parent(plan->arena, name);
	const char *phase = callers_phase(plan->ifplan, name);

	if (phase)
		return refuse_recursion(said, "", name, phase);
	phase = parent ? callers_phase(plan->ifplan, parent) : NULL;
	/* In these hooks a link's VLANs are meant to be handled. */
	if (!phase || !strcmp(phase, plan->is_up ? "post-up" : "pre-down"))
		return false;
	return refuse_recursion(said, "parent ", parent, phase);
}

static void let_go(struct held *held)
{
	if (held->fd < 0)
		return;
	if (held->is_changed)
		state_touch(held->fd);
	(void)close(held->fd);
	held->fd = -1;
	held->is_changed = false;
}

static bool wants_lock(const struct target *target)
{
	return !target->is_meta &&
		(!target->has_failed || target->is_ignored);
}

static void want(struct run *run, const char *name, enum reason reason)
{
	*ARENA_PUSH(run->arena, &run->held, &run->held_count) = (struct held){
		.name = name,
		.reason = reason,
		.fd = -1,
	};
}

static void want_all(struct run *run, const struct target *target)
{
	const char *parent = name_parent(run->arena, target->name);

	want(run, target->name, OWN);
	if (parent)
		want(run, parent, PARENT);
	for (size_t i = 0; i < target->needs.count; i++)
		if (model_find(run->ifplan->model, target->needs.names[i]))
			want(run, target->needs.names[i], NEED);
}

static int compare_held(const void *a, const void *b)
{
	const struct held *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : (int)left->reason - (int)right->reason;
}

/* By name; of several reasons for one lock the strongest stays. */
static void sort_held(struct run *run)
{
	size_t kept = 0;

	if (run->held_count)
		qsort(run->held, run->held_count, sizeof(*run->held),
		      compare_held);
	for (size_t i = 0; i < run->held_count; i++)
		if (!kept || strcmp(run->held[kept - 1].name,
				    run->held[i].name))
			run->held[kept++] = run->held[i];
	run->held_count = kept;
}

static int compare_name(const void *name, const void *held)
{
	return strcmp(name, ((const struct held *)held)->name);
}

static struct held *find_held(const struct run *run, const char *name)
{
	return run->held_count ? bsearch(name, run->held, run->held_count,
					 sizeof(*run->held), compare_name) :
		NULL;
}

/*
 * Somebody has it.  One of our callers: then it is as good as ours.  Others
 * are to be waited for: -EAGAIN.
 */
static int judge_holder(struct run *run, const struct held *held)
{
	return hook_callers_phase(run->ifplan, held->name) ? 0 : -EAGAIN;
}

static int lock_one(struct run *run, struct held *held)
{
	const char *path = state_lock_path(run->ifplan, held->name);
	int r;

	held->fd = lock_open(run->ifplan, path);
	if (held->fd < 0)
		return held->fd;
	r = lock_try(run->ifplan, held->fd, path);
	if (r == -EAGAIN)
		r = judge_holder(run, held);
	if (r < 0)
		let_go(held);
	return r;
}

static void refuse(struct run *run, struct held *held)
{
	held->is_refused = run->has_failed = true;
}

/* Those not held yet; the first that somebody else has, or NULL. */
static struct held *lock_rest(struct run *run)
{
	for (size_t i = 0; i < run->held_count; i++) {
		struct held *held = &run->held[i];
		int r = held->fd >= 0 || held->is_refused ? 0 :
			lock_one(run, held);

		if (r == -EAGAIN)
			return held;
		if (r < 0)
			refuse(run, held);
	}
	return NULL;
}

static void tell_wait(struct run *run, const char *path)
{
	struct intern *waited = &run->ifplan->waited;
	size_t before = waited->count;

	if (intern_add(waited, path) == before)
		complain_classic(run->ifplan, DIAG_NOTE,
				 "waiting for lock on %s", path);
	run->has_waited = true;
	if (run->report)
		run->report(NULL, run->data);
}

/* Without any other lock: the hooks of him we wait for may want one of them. */
static int wait_for(struct run *run, struct held *held)
{
	const char *path = state_lock_path(run->ifplan, held->name);
	int r;

	run_unlock(run, NULL, 0);
	held->fd = lock_open(run->ifplan, path);
	if (held->fd < 0) {
		refuse(run, held);
		return 0;
	}
	tell_wait(run, path);
	r = lock_wait(run->ifplan, held->fd, path);
	if (r < 0) {
		let_go(held);
		refuse(run, held);
	}
	return r == -EINTR ? r : 0;
}

static int lock_all(struct run *run)
{
	struct held *busy;
	int r = 0;

	while (r == 0 && (busy = lock_rest(run)))
		r = wait_for(run, busy);
	return r;
}

static bool has_all(const struct run *run, const struct target *target)
{
	const char *parent = name_parent(run->arena, target->name);
	const struct held *own = find_held(run, target->name);

	if (!own || own->fd < 0 || (parent && find_held(run, parent)->fd < 0))
		return false;
	for (size_t i = 0; i < target->needs.count; i++) {
		const struct held *need = find_held(run,
						    target->needs.names[i]);

		if (need && need->fd < 0)
			return false;
	}
	return true;
}

/* Those that have all their locks go on. */
static void hand_out(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!wants_lock(targets[i]))
			continue;
		if (has_all(run, targets[i]))
			targets[i]->lock = find_held(run,
						     targets[i]->name)->fd;
		targets[i]->is_skipped |= targets[i]->lock < 0;
	}
}

int run_lock(struct run *run, struct target **targets, size_t count)
{
	int r;

	run->held = NULL;
	run->held_count = 0;
	run->has_waited = false;
	for (size_t i = 0; i < count; i++) {
		if (wants_lock(targets[i]))
			want_all(run, targets[i]);
	}
	sort_held(run);
	r = lock_all(run);
	if (r == 0)
		hand_out(run, targets, count);
	return r;
}

void run_unlock(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < run->held_count; i++)
		let_go(&run->held[i]);
	for (size_t i = 0; i < count; i++)
		targets[i]->lock = -1;
}

void run_unlock_needs(struct run *run)
{
	for (size_t i = 0; i < run->held_count; i++)
		if (run->held[i].reason == NEED)
			let_go(&run->held[i]);
}

/* Waiting is over: a port that somebody works on now is changed without. */
void run_lock_needs(struct run *run)
{
	for (size_t i = 0; i < run->held_count; i++)
		if (run->held[i].reason == NEED && run->held[i].fd < 0)
			(void)lock_one(run, &run->held[i]);
}

void run_note_change(struct run *run, const char *link)
{
	struct held *held = find_held(run, link);

	if (held && held->reason == NEED)
		held->is_changed = true;
}
