// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * group.c - the locks of targets that run together
 *
 * An interface has one lock.  A VLAN takes that of the link it is named after
 * as well, a bridge those of its ports.  All are taken in the order of their
 * names, so that two commands cannot wait for each other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

/* "eth0" of "eth0.5", or NULL. */
static const char *parent_name(struct arena *arena, const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && dot > name && dot[1] ?
		arena_strndup(arena, name, (size_t)(dot - name)) : NULL;
}

/* What a lock is wanted for; the first is the strongest reason. */
enum reason { OWN, PARENT, NEED };

struct wanted {
	const char *name;
	enum reason reason;
	bool is_kept;
};

struct wanted_list {
	struct arena *arena;
	struct wanted *at;
	size_t count;
};

static void want(struct wanted_list *list, const char *name,
		 enum reason reason, bool is_kept)
{
	*ARENA_PUSH(list->arena, &list->at, &list->count) = (struct wanted){
		.name = name,
		.reason = reason,
		.is_kept = is_kept,
	};
}

static bool wants_lock(const struct target *target)
{
	return !target->is_meta && !target->has_failed;
}

/* Its hooks may work on what it needs, so it keeps those locks only if none. */
static void want_all(struct run *run, const struct target *target,
		     struct wanted_list *list)
{
	const char *parent = parent_name(run->arena, target->name);

	want(list, target->name, OWN, true);
	if (parent)
		want(list, parent, PARENT, true);
	for (size_t i = 0; i < target->needs.count; i++)
		if (model_find(run->ifplan->model, target->needs.names[i]))
			want(list, target->needs.names[i], NEED,
			     !target->has_barrier);
}

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : (int)left->reason - (int)right->reason;
}

static int compare_held(const void *name, const void *held)
{
	return strcmp(name, ((const struct held *)held)->name);
}

static struct held *find_held(const struct run *run, const char *name)
{
	return run->held_count ? bsearch(name, run->held, run->held_count,
					 sizeof(*run->held), compare_held) :
		NULL;
}

/* The hooks in which a link's VLANs are meant to be handled. */
static bool is_vlan_phase(const struct run *run, const char *phase)
{
	return !strcmp(phase, run->plan->is_up ? "post-up" : "pre-down");
}

static int refuse_recursion(struct run *run, const struct wanted *wanted,
			    const char *phase)
{
	complain_classic(run->ifplan, DIAG_ERROR, "recursion detected for "
			 "%sinterface %s in %s phase",
			 wanted->reason == PARENT ? "parent " : "",
			 wanted->name, phase);
	return -EDEADLK;
}

static int wait_for_lock(struct run *run, int fd, const char *path)
{
	struct intern *waited = &run->ifplan->waited;
	size_t before = waited->count;

	if (intern_add(waited, path) == before)
		complain_classic(run->ifplan, DIAG_NOTE,
				 "waiting for lock on %s", path);
	run->has_waited = true;
	if (run->report)
		run->report(NULL, run->data);
	return lock_wait(run->ifplan, fd, path);
}

/*
 * Somebody has it.  One of our callers: then it is as good as ours, or never
 * will be.  Others are waited for; for what is only needed not yet: -EAGAIN.
 */
static int handle_holder(struct run *run, const struct wanted *wanted, int fd,
			 const char *path)
{
	const char *phase = hook_callers_phase(run->ifplan, wanted->name);

	if (phase && (wanted->reason == NEED ||
		      (wanted->reason == PARENT && is_vlan_phase(run, phase))))
		return 0;
	if (phase)
		return refuse_recursion(run, wanted, phase);
	return wanted->reason == NEED ? -EAGAIN :
		wait_for_lock(run, fd, path);
}

static int lock_one(struct run *run, const struct wanted *wanted)
{
	const char *path = state_lock_path(run->ifplan, wanted->name);
	int fd = lock_open(run->ifplan, path), r;

	if (fd < 0)
		return fd;
	r = lock_try(run->ifplan, fd, path);
	if (r == -EAGAIN)
		r = handle_holder(run, wanted, fd, path);
	if (r < 0 || !wanted->is_kept) {
		(void)close(fd);
		return r;
	}
	*ARENA_PUSH(run->arena, &run->held, &run->held_count) =
		(struct held){
			.name = wanted->name,
			.fd = fd,
			.is_need = wanted->reason == NEED,
		};
	return 0;
}

/*
 * Somebody works on a port of ours.  We wait without any lock: his hooks may
 * want one of them.  -ESTALE: afterwards the plan is to be made again.
 */
static int wait_for_need(struct run *run, const char *name)
{
	const char *path = state_lock_path(run->ifplan, name);
	int fd, r;

	run_unlock(run, NULL, 0);
	fd = lock_open(run->ifplan, path);
	if (fd < 0)
		return fd;
	r = wait_for_lock(run, fd, path);
	(void)close(fd);
	return r < 0 ? r : -ESTALE;
}

/* Those that have all their locks go on. */
static void hand_out(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *parent = parent_name(run->arena, targets[i]->name);
		const struct held *held;

		if (!wants_lock(targets[i]))
			continue;
		held = find_held(run, targets[i]->name);
		if (parent && !find_held(run, parent))
			held = NULL;
		targets[i]->lock = held ? held->fd : -1;
		targets[i]->is_skipped |= !held;
	}
}

/* Said first of all, as ifupdown does. */
static bool is_recursion(struct run *run, const struct target *target)
{
	const struct wanted own = { .name = target->name, .reason = OWN };
	const char *phase = hook_callers_phase(run->ifplan, target->name);
	const char *path = state_lock_path(run->ifplan, target->name);

	return phase && lock_callers_phase(run->arena, path) &&
		refuse_recursion(run, &own, phase);
}

static int lock_all(struct run *run, const struct wanted_list *list)
{
	int r = 0;

	for (size_t i = 0; r != -EINTR && i < list->count; i++) {
		const struct wanted *wanted = &list->at[i];

		if (i > 0 && !strcmp(wanted->name, wanted[-1].name))
			continue;
		r = lock_one(run, wanted);
		if (r == -EAGAIN)
			return wait_for_need(run, wanted->name);
		run->has_failed |= r < 0;
	}
	return r == -EINTR ? r : 0;
}

int run_lock(struct run *run, struct target **targets, size_t count)
{
	struct wanted_list list = { .arena = run->arena };
	int r;

	run->held = NULL;
	run->held_count = 0;
	run->has_waited = false;
	for (size_t i = 0; i < count; i++) {
		if (!wants_lock(targets[i]))
			continue;
		if (is_recursion(run, targets[i]))
			run->has_failed = targets[i]->is_skipped = true;
		else
			want_all(run, targets[i], &list);
	}
	if (list.count)
		qsort(list.at, list.count, sizeof(*list.at), compare_wanted);
	r = lock_all(run, &list);
	if (r == 0)
		hand_out(run, targets, count);
	return r;
}

void run_unlock(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < run->held_count; i++) {
		if (run->held[i].is_need)
			state_touch(run->held[i].fd);
		(void)close(run->held[i].fd);
	}
	run->held_count = 0;
	for (size_t i = 0; i < count; i++)
		targets[i]->lock = -1;
}
