// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * run.c - steps carried out
 *
 * Targets without commands are run together: their locks are taken first,
 * their changes go out as one batch, their waits run at once, and their
 * records are written at once.  A target with commands is run alone, so that
 * its commands may call ifup for others.  When the record of one was changed
 * since it was planned, the plan is made again.
 *
 * When a change fails, what its target got so far is taken back.  When a
 * command or a wait fails, it stays, and the record says "partial".
 */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

void run_report(struct run *run, const struct step *step)
{
	bool is_said = step && step->type == STEP_SAY;

	if (is_said)
		(void)diag_add(&run->ifplan->diags, step->complaint);
	if (run->report && (!step || step_has_line(run->ifplan, step)))
		run->report(is_said ? NULL : (const struct ifplan_step *)step,
			    run->data);
}

void run_fail(struct run *run, struct step *step, const char *text,
	      const char *hint, bool is_kept)
{
	struct target *target = step->target;
	bool is_fatal = run->plan->is_up &&
		!has_flag(run->ifplan, IFPLAN_IGNORE_ERRORS);

	if (target->has_failed)
		return;
	complain(run->ifplan, is_fatal ? DIAG_ERROR : DIAG_WARNING,
		 target->name, step->origin, step->job->iface, hint, text);
	if (!is_fatal)
		return;
	target->has_failed = true;
	target->is_partial |= is_kept;
	run->has_failed = true;
}

void run_interrupt(struct run *run, struct target *target)
{
	target->has_failed = target->is_partial = run->has_failed = true;
}

/* Commands */

static const char *status_text(struct arena *arena, int status)
{
	if (status < 0)
		return arena_printf(arena, "could not be run: %s",
				    strerror(-status));
	if (WIFSIGNALED(status))
		return arena_printf(arena, "was ended by signal %d (%s)",
				    WTERMSIG(status),
				    strsignal(WTERMSIG(status)));
	return arena_printf(arena, "exited with return code %d",
			    WEXITSTATUS(status));
}

/* Ended because we are to stop, by us or by the same key as we. */
static bool is_interrupted(struct run *run, struct step *step, int status)
{
	if (status == 0 || !stop_is_asked(run->ifplan))
		return false;
	run_interrupt(run, step->target);
	return true;
}

static void run_command(struct run *run, struct step *step, char **environment)
{
	const char *const argv[] = { "/bin/sh", "-c", step->value, NULL };
	int status = hook_run(run->ifplan, argv, environment);

	if (is_interrupted(run, step, status) || status == 0 || step->may_fail)
		return;
	run_fail(run, step, arena_printf(run->arena, "%s command %s: %s",
					 step->phase,
					 status_text(run->arena, status),
					 step->value), NULL, true);
}

/* run-parts --verbose names each script that is there. */
static void report_script(struct run *run, const struct step *step,
			  const char *script)
{
	if (has_flag(run->ifplan, IFPLAN_VERBOSE) && access(script, F_OK) == 0)
		run_report(run, &(struct step){
			.type = STEP_LINE,
			.arena = run->arena,
			.target = step->target,
			.value = arena_printf(run->arena,
					      "run-parts: executing %s",
					      script),
		});
}

static void run_script(struct run *run, struct step *step, const char *path,
		       char **environment)
{
	const char *const argv[] = { path, NULL };
	int status;

	report_script(run, step, path);
	status = hook_run(run->ifplan, argv, environment);
	if (!is_interrupted(run, step, status) && status != 0)
		run_fail(run, step, arena_printf(run->arena, "%s %s", path,
			 status_text(run->arena, status)), NULL, true);
}

static void run_scripts(struct run *run, struct step *step, char **environment)
{
	const struct folder *folder = hook_folder(run->ifplan, step->path);

	for (size_t i = 0; i < folder->count && !step->target->has_failed; i++)
		if (folder->scripts[i].is_metric)
			metric_run(run, step);
		else
			run_script(run, step, folder->scripts[i].path,
				   environment);
}

static bool is_lease(const struct address *address, uint8_t family)
{
	return address->ip.family == family && address->scope == 0 &&
		!(family == AF_INET && address->ip.bytes[0] == 169 &&
		  address->ip.bytes[1] == 254);
}

static bool has_lease(struct run *run, const struct step *step)
{
	const char *const names[] = { step->target->link };
	struct snapshot *snapshot;
	const struct link *link;

	if (kernel_snapshot(run->kernel, run->arena, names, 1,
			    SNAPSHOT_ADDRESSES, &snapshot) < 0)
		return false;
	link = snapshot_link(snapshot, step->target->link);
	for (const struct address *a = link ? link->addresses : NULL; a;
	     a = a->next)
		if (is_lease(a, step->lease_family))
			return true;
	return false;
}

static void run_program(struct run *run, struct step *step, char **environment)
{
	int status = hook_run(run->ifplan, step->argv, environment);

	if (is_interrupted(run, step, status))
		return;
	if (status != 0 && !step->may_fail)
		run_fail(run, step, arena_printf(run->arena, "%s %s",
			 step->argv[0], status_text(run->arena, status)), NULL,
			 true);
	else if (step->lease_family && !has_lease(run, step))
		run_fail(run, step, arena_printf(run->arena,
			 "%s ended without a lease", step->argv[0]), NULL,
			 true);
	else if (step->path)
		run_await_process(run, step);
}

static void run_barrier(struct run *run, struct step *step)
{
	char **environment;

	run_flush(run);
	run_unlock_needs(run);
	if (stop_is_asked(run->ifplan))
		run_interrupt(run, step->target);
	if (step->target->has_failed)
		return;
	run_report(run, step);
	step->phase = step->phase ? step->phase : "pre-down";
	environment = hook_environment(run->ifplan, run->arena, step);
	if (step->type == STEP_COMMAND)
		run_command(run, step, environment);
	else if (step->type == STEP_SCRIPTS)
		run_scripts(run, step, environment);
	else if (step->type == STEP_PROGRAM)
		run_program(run, step, environment);
	else
		run_stop(run, step);
	kernel_forget(run->kernel);
	step->is_done = true;
}

static void run_sysctl(struct run *run, struct step *step)
{
	int r = sysctl_write(step->path, step->value);

	/* The link may only be made by what waits in the batch. */
	if (r < 0 && run->batch_count) {
		run_send(run);
		r = sysctl_write(step->path, step->value);
	}
	if (r < 0 && !step->may_fail)
		run_fail(run, step, arena_printf(run->arena,
			 "cannot set %s: %s", step->path, strerror(-r)), NULL,
			 false);
}

/* What follows needs a link that is late, or ends the chance of a slave. */
static void run_wait(struct run *run, struct step *step)
{
	if (step->is_done)
		return;
	if (step->wait.what == WAIT_EXISTS || step->wait.what == WAIT_CARRIER)
		run_wait_now(run, step);
	else
		*ARENA_PUSH(run->arena, &run->waits, &run->wait_count) = step;
}

/* What the plan refused still has its complaints. */
bool run_is_off(const struct target *target)
{
	return (target->has_failed && !target->is_refused) ||
		target->is_skipped;
}

static void collect(struct run *run, struct step *step)
{
	*ARENA_PUSH(run->arena, &run->batch, &run->batch_count) = step;
	if (step->type == STEP_SYSCTL)
		run_sysctl(run, step);
	if (step->type == STEP_WAIT)
		run_wait(run, step);
}

static void run_step(struct run *run, struct step *step)
{
	if (run_is_off(step->target) || step->is_dropped)
		return;
	if (is_rehearsal(run->ifplan))
		run_report(run, step);
	else if (step_is_barrier(step))
		run_barrier(run, step);
	else
		collect(run, step);
}

/* Groups */

/* Somebody else may have been faster. */
static void recheck(struct run *run, struct target *target)
{
	struct ifplan *ifplan = run->ifplan;
	bool is_up;
	int r;

	if (target->lock < 0 || has_flag(ifplan, IFPLAN_FORCE) ||
	    state_is_partial_now(ifplan, run->arena, target->name))
		return;
	r = state_get_locked(ifplan, target, &is_up);
	if (r == 0 && is_up != run->plan->is_up)
		return;
	target->is_skipped = true;
	if (r == 0 && !has_flag(ifplan, IFPLAN_ALL))
		complain_classic(ifplan, DIAG_NOTE,
				 "interface %s %s configured", target->name,
				 is_up ? "already" : "not");
}

static size_t pick(struct run *run, struct target **targets, size_t count,
		   bool (*wanted)(const struct target *), struct target ***ret)
{
	size_t kept = 0;

	*ret = ARENA_ARRAY(run->arena, count, struct target *);
	for (size_t i = 0; i < count; i++)
		if (targets[i]->lock >= 0 && !targets[i]->is_skipped &&
		    wanted(targets[i]))
			(*ret)[kept++] = targets[i];
	return kept;
}

static bool is_sound(const struct target *target)
{
	return !target->has_failed && !target->is_ignored;
}

static bool is_ignored(const struct target *target)
{
	return target->is_ignored && !target->is_refused;
}

static bool has_failed(const struct target *target)
{
	return target->has_failed && !target->is_refused;
}

/* Before the first change: hooks see it, and a kill leaves a trace. */
static int record_start(struct run *run, struct target **targets, size_t count)
{
	struct target **sound;
	size_t n = pick(run, targets, count, is_sound, &sound), begun = 0;
	struct target **ignored;
	size_t ignored_count = pick(run, targets, count, is_ignored, &ignored);
	int r = ignored_count ? state_set(run->ifplan, ignored, ignored_count,
					  false) : 0;

	while (r == 0 && begun < n)
		r = state_begin(run->ifplan, run->arena, sound[begun++],
				run->plan->is_up);
	if (r == 0 && n)
		r = state_set(run->ifplan, sound, n, run->plan->is_up);
	for (size_t i = 0; r < 0 && i < begun; i++)
		state_cancel(run->ifplan, run->arena, sound[i]);
	return r;
}

static void say_failed(struct run *run, const struct target *target)
{
	if (parent_has_failed(target))
		say_parent_failed(&run->ifplan->diags, target->parent);
	else
		complain_classic(run->ifplan, DIAG_ERROR,
				 "failed to bring up %s", target->logical);
}

/* First "down", then no trace: a kill between the two leaves the trace. */
static int record_failed(struct run *run, struct target **failed, size_t count)
{
	int r = count ? state_set(run->ifplan, failed, count, false) : 0;

	for (size_t i = 0; i < count; i++) {
		if (r == 0 && !failed[i]->is_partial)
			r = state_end(run->ifplan, run->arena, failed[i],
				      false);
		if (failed[i]->first && run->plan->is_up)
			say_failed(run, failed[i]);
	}
	return r;
}

static int record_end(struct run *run, struct target **targets, size_t count)
{
	struct target **some;
	size_t n = pick(run, targets, count, has_failed, &some);
	int r = record_failed(run, some, n);

	n = pick(run, targets, count, is_sound, &some);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = state_end(run->ifplan, run->arena, some[i],
			      run->plan->is_up);
	return r;
}

/* A VLAN does not stay up without its parent. */
static bool fails_with_parent(struct run *run, struct target *target)
{
	if (target->has_failed || target->is_skipped || target->lock < 0 ||
	    !parent_has_failed(target))
		return false;
	target->has_failed = run->has_failed = true;
	return true;
}

static void run_steps(struct run *run, struct target *target)
{
	(void)fails_with_parent(run, target);
	for (struct step *step = target->first; step; step = step->next) {
		run_step(run, step);
		if (step == target->last)
			break;
	}
}

/* What this plan itself did to what the target needs is no change. */
static bool needs_changed(struct run *run, const struct target *target)
{
	for (size_t i = 0; i < target->needs.count; i++) {
		const char *name = target->needs.names[i];
		const struct target *other = plan_target(run->plan, name);

		if (model_find(run->ifplan->model, name) &&
		    state_is_changed(run->ifplan, run->arena, name,
				     other ? &other->mark :
				     &target->need_marks[i]))
			return true;
	}
	return false;
}

/* Does it go down with its card, under the same locks? */
static bool goes_too(const struct run *run, const char *child)
{
	const struct target *target = plan_target(run->plan, child);

	return target && target->lock >= 0;
}

/* A VLAN that came up after the plan to take its card down was made. */
static bool has_new_child(struct run *run, const struct target *target)
{
	struct ifplan *ifplan = run->ifplan;

	if (run->plan->is_up || has_flag(ifplan, IFPLAN_ALL) ||
	    ifplan->has_given_up)
		return false;
	for (struct iface *i = ifplan->model->first; i; i = i->next)
		if (name_is_child(i->name, target->name) &&
		    !goes_too(run, i->name) &&
		    !target_is_filtered(ifplan, IFPLAN_DOWN, i->name) &&
		    state_is_up_now(ifplan, i->name))
			return true;
	return false;
}

static bool is_stale(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct target *target = targets[i];
		bool is_up;

		if (target->lock < 0 || target->is_skipped ||
		    target->is_refused)
			continue;
		if (state_is_changed(run->ifplan, run->arena, target->name,
				     &target->mark) ||
		    state_get_locked(run->ifplan, target, &is_up) < 0 ||
		    target->is_recorded != is_up ||
		    needs_changed(run, target) || has_new_child(run, target))
			return true;
	}
	return false;
}

static int run_groups(struct run *run);

static int run_other(struct run *run, struct ifplan_plan *plan)
{
	struct run other = *run;
	int r;

	other.plan = plan;
	other.has_failed = plan->has_failed;
	r = run_groups(&other);
	run->has_failed |= other.has_failed;
	return r;
}

/* Asked for twice: what failed is tried again, maybe as something else. */
static int run_twice(struct run *run, const struct target *remark)
{
	const char *const names[] = {
		arena_printf(run->arena, "%s=%s", remark->name,
			     remark->logical), NULL
	};
	struct ifplan_plan *plan;
	int r;

	kernel_forget(run->kernel);
	r = plan_more(run->plan, names, &plan);
	return r < 0 ? r : run_other(run, plan);
}

/*
 * Another command was at work when we planned.  The new plan may ask for more
 * targets; so it begins without our locks, as the first did.
 */
static int run_anew(struct run *run, struct target **targets, size_t count)
{
	struct ifplan_plan *plan;
	int r;

	kernel_forget(run->kernel);
	r = plan_again(run->plan, targets, count, &plan);
	if (r < 0)
		return r;
	r = run_other(run, plan);
	for (size_t i = 0; i < count; i++) {
		const struct target *target = plan_target(plan,
							  targets[i]->name);

		targets[i]->has_failed |= target && target->has_failed;
	}
	return r;
}

static int run_recorded(struct run *run, struct target **targets, size_t count)
{
	int r = record_start(run, targets, count);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		run_steps(run, targets[i]);
	run_flush(run);
	for (size_t i = 0; i < count; i++)
		if (fails_with_parent(run, targets[i]))
			run_take_back(run, targets[i]);
	r = record_end(run, targets, count);
	state_forget(run->ifplan);
	for (size_t i = 0; i < count; i++)
		if (targets[i]->lock >= 0 && !targets[i]->is_skipped)
			targets[i]->mark = state_mark(run->ifplan, run->arena,
						      targets[i]->name);
	return r;
}

/* While we waited, somebody may have done more than he recorded. */
static bool is_to_be_planned_again(struct run *run, struct target **targets,
				   size_t count)
{
	struct target **sound;

	return is_stale(run, targets, count) ||
		(run->has_waited &&
		 pick(run, targets, count, is_sound, &sound) > 0);
}

static int run_locked(struct run *run, struct target **targets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		recheck(run, targets[i]);
	return is_to_be_planned_again(run, targets, count) ? -ESTALE :
		run_recorded(run, targets, count);
}

static int run_group(struct run *run, struct target **targets, size_t count)
{
	int r = stop_is_asked(run->ifplan) ? -EINTR : 0;

	if (r == 0 && targets[0]->twin && targets[0]->twin->has_failed)
		return run_twice(run, targets[0]);
	if (r == 0)
		r = run_lock(run, targets, count);
	if (r == 0)
		r = run_locked(run, targets, count);
	run_unlock(run, targets, count);
	if (r == -ESTALE)
		return run_anew(run, targets, count);
	return r;
}

/* What failed before it is to be told before it. */
static bool is_alone(const struct target *target)
{
	return target->has_barrier || target->said.first ||
		target->is_refused || target->twin;
}

static size_t group_end(const struct ifplan_plan *plan, size_t first)
{
	size_t end = first + 1;

	if (is_alone(plan->targets[first]))
		return end;
	while (end < plan->target_count && !is_alone(plan->targets[end]))
		end++;
	return end;
}

/* A rename, or the --all scripts: their failure ends the run. */
static bool ends_run(struct run *run, const struct target *target,
		     bool is_before)
{
	if (!target->is_meta || !target->has_failed || !run->plan->is_up ||
	    stop_is_asked(run->ifplan))
		return false;
	if (target->is_rename)
		rename_failed(run->ifplan, target);
	else
		complain_classic(run->ifplan, DIAG_ERROR, "%s script failed",
				 is_before ? "pre-up" : "post-up");
	return true;
}

static int run_groups(struct run *run)
{
	const struct ifplan_plan *plan = run->plan;
	int r = 0;

	for (size_t i = 0, end; r == 0 && i < plan->target_count; i = end) {
		end = group_end(plan, i);
		r = run_group(run, plan->targets + i, end - i);
		if (r == 0 && ends_run(run, plan->targets[i],
				       i + 1 < plan->target_count))
			r = -EIO;
		if (plan->targets[i]->is_rename)
			kernel_forget(run->kernel);
	}
	return r;
}

int plan_run(struct ifplan_plan *plan, ifplan_step_fn *report, void *data)
{
	struct run run = {
		.plan = plan,
		.ifplan = plan->ifplan,
		.arena = plan->arena,
		.report = report,
		.data = data,
		.has_failed = plan->has_failed,
	};
	int r = ifplan_kernel(plan->ifplan, &run.kernel);

	if (r == 0)
		r = state_prepare(plan->ifplan);
	if (r == 0)
		r = run_groups(&run);
	/* What went wrong was said where it did. */
	if (r == 0 && !run.has_failed && !plan->ifplan->is_state_unread)
		return 0;
	return plan->ifplan->has_given_up ? -ETIMEDOUT : -EIO;
}
