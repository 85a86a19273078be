// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * batch.c - collected changes sent, refusals judged, and waits
 *
 * On the way down links are deleted last but one: all together, after what
 * must come before and before the ports that they leave behind.  What would
 * be done to a link that is deleted in the same batch is not sent at all.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/internal.h"
#include "lib/run.h"

/* Order */

static bool is_doomed(const struct step *step)
{
	return step->subject && step->subject->is_doomed;
}

/* A bridge must be down before it is deleted: that is quicker by far. */
static bool is_needless(const struct step *step)
{
	return is_doomed(step) && (step->change.verb != LINK_SET ||
				   strcmp(step->subject->kind, "bridge"));
}

/* It would only be taken down again to become a port. */
static bool is_undone(const struct run *run, size_t number)
{
	const struct step *step = run->batch[number];

	for (size_t i = number + 1; step->is_left && i < run->batch_count; i++)
		if (run->batch[i]->change.master &&
		    !strcmp(run->batch[i]->change.link, step->change.link))
			return true;
	return false;
}

static void take(struct step **out, size_t *count, struct step *step)
{
	out[(*count)++] = step;
}

/* The others are told only. */
static size_t pick_changes(const struct run *run, struct step **out)
{
	size_t count = 0;

	for (size_t i = 0; i < run->batch_count; i++)
		if (run->batch[i]->type == STEP_CHANGE && !is_undone(run, i))
			take(out, &count, run->batch[i]);
	return count;
}

static size_t order_batch(struct run *run, struct step **out)
{
	struct step **change = ARENA_ARRAY(run->arena, run->batch_count + 1,
					   struct step *);
	size_t change_count = pick_changes(run, change), count = 0;

	for (size_t i = 0; i < change_count; i++)
		if (change[i]->change.verb == LINK_DELETE && change[i]->subject)
			change[i]->subject->is_doomed = true;
	for (size_t i = 0; i < change_count; i++)
		if (change[i]->change.verb != LINK_DELETE &&
		    !change[i]->is_late && !is_needless(change[i]))
			take(out, &count, change[i]);
	for (size_t i = 0; i < change_count; i++)
		if (change[i]->change.verb == LINK_DELETE)
			take(out, &count, change[i]);
	for (size_t i = 0; i < change_count; i++)
		if (change[i]->is_late && !is_doomed(change[i]))
			take(out, &count, change[i]);
	return count;
}

/* Refusals */

static const char *show_ip(struct run *run, const struct ip_address *ip)
{
	return text_print_address(ip, arena_alloc(run->arena, 46));
}

/* The option that was refused: the kernel says, or there is but one. */
static const struct option *refused_row(const struct change *change,
					const struct change_result *result)
{
	if (result->culprit)
		return result->culprit->row;
	if (change->verb == LINK_SET && change->setting_count == 1 &&
	    !change->master)
		return change->settings[0].row;
	return NULL;
}

static const char *what_route_failed(struct run *run,
				     const struct change *change)
{
	const struct route *route = &change->route;
	const char *verb = change->verb == ROUTE_DELETE ? "delete" : "add";

	if (route->to.prefix)
		return arena_printf(run->arena, "cannot %s a route to %s/%u",
				    verb, show_ip(run, &route->to),
				    route->to.prefix);
	return arena_printf(run->arena, "cannot %s default route via %s", verb,
			    show_ip(run, &route->via));
}

static const char *what_failed(struct run *run, const struct change *change,
			       const struct change_result *result)
{
	const struct option *row = refused_row(change, result);
	struct arena *arena = run->arena;

	if (row)
		return arena_printf(arena, "cannot set %s", row->name);
	switch (change->verb) {
	case LINK_ADD:
		return arena_printf(arena, "cannot create %s", change->kind);
	case LINK_SET:
		if (change->new_name)
			return arena_printf(arena, "cannot rename %s to %s",
					    change->link, change->new_name);
		if (change->master && *change->master)
			return arena_printf(arena, "cannot add port %s to %s",
					    change->link, change->master);
		return arena_printf(arena, "cannot change %s", change->link);
	case LINK_DELETE:
		return arena_printf(arena, "cannot delete %s", change->link);
	case ADDRESS_ADD:
	case ADDRESS_DELETE:
		return arena_printf(arena, "cannot %s address %s/%u",
				    change->verb == ADDRESS_ADD ? "add" :
				    "delete",
				    show_ip(run, &change->address.ip),
				    change->address.ip.prefix);
	case ROUTE_ADD:
	case ROUTE_REPLACE:
	case ROUTE_DELETE:
		return what_route_failed(run, change);
	default:
		return arena_printf(arena, "cannot change VLANs of %s",
				    change->link);
	}
}

static const char *no_such_kind(struct run *run, const struct change *change)
{
	const struct link_kind *kind = link_kind_find(change->kind);
	struct utsname kernel;

	(void)uname(&kernel);
	return arena_printf(run->arena, "the running kernel has no '%s' device "
			    "type (module %s not found for %s)", change->kind,
			    kind && kind->module ? kind->module :
			    tunnel_module(change->kind),
			    kernel.release);
}

static void refuse(struct run *run, struct step *step,
		   const struct change_result *result)
{
	const struct change *change = &step->change;
	/* Without this text it is an option that the kernel was built without. */
	bool is_unknown = change->verb == LINK_ADD && result->message &&
		!strcmp(result->message, "Unknown device type");

	if (result->culprit && result->culprit->origin)
		step->origin = result->culprit->origin;
	run_fail(run, step, is_unknown ? no_such_kind(run, change) :
		 arena_printf(run->arena, "%s: %s",
			      what_failed(run, change, result),
			      result->message ? result->message :
			      strerror(-result->error)), NULL,
		 result->is_lost);
	if (result->is_lost)
		run_interrupt(run, step->target);
}

static const struct route *route_in_the_way(struct run *run,
					    const struct route *wanted)
{
	/* What IPv6 takes for no metric. */
	uint32_t metric = !wanted->metric && wanted->to.family == AF_INET6 ?
		1024 : wanted->metric;
	struct snapshot *snapshot;

	if (kernel_snapshot(run->kernel, run->arena, NULL, 0, SNAPSHOT_ROUTES,
			    &snapshot) < 0)
		return NULL;
	for (const struct route *r = snapshot->routes; r; r = r->next)
		if (same_ip(&r->to, &wanted->to) &&
		    r->to.prefix == wanted->to.prefix && r->metric == metric)
			return r;
	return NULL;
}

static bool has_gateway(const struct job *job, const struct ip_address *ip)
{
	struct router routers[2];
	size_t count = job_routers(job, routers);

	while (count > 0 && !same_ip(&routers[count - 1].ip, ip))
		count--;
	return count > 0;
}

/* Does a stanza of this plan ask for just this router? */
static bool is_asked_for(const struct ifplan_plan *plan,
			 const struct route *have)
{
	for (size_t i = 0; i < plan->target_count; i++)
		for (size_t k = 0; k < plan->targets[i]->job_count; k++)
			if (has_gateway(&plan->targets[i]->jobs[k],
					&have->via))
				return true;
	return false;
}

/* One of this link does, for IPv6 or when all is applied again. */
static bool gives_way(const struct run *run, const struct step *step,
		      const struct route *have)
{
	bool is_own = !strcmp(have->link, step->change.route.link);

	if (step->change.verb == ROUTE_REPLACE)
		return is_own || have->protocol == RTPROT_RA;
	return is_own && has_flag(run->ifplan, IFPLAN_FORCE) &&
		!is_asked_for(run->plan, have);
}

/* That is no failure; but a failure of others must not take it away. */
static void was_there(struct step *step, struct change_result *result)
{
	step->has_inverse = false;
	result->error = 0;
}

/*
 * A route is in the way, most often the default one.  The same one is no harm;
 * one that gives way is replaced; another is named.
 */
static void judge_route(struct run *run, struct step *step,
			struct change_result *result)
{
	const struct change *changes[] = { &step->change };
	struct route *wanted = &step->change.route;
	const struct route *have = route_in_the_way(run, wanted);

	if (!have)
		return;
	if (!strcmp(have->link, wanted->link) &&
	    same_ip(&have->via, &wanted->via)) {
		was_there(step, result);
	} else if (gives_way(run, step, have)) {
		wanted->is_forced = true;
		step->has_inverse = false;
		(void)kernel_commit(run->kernel, run->arena, changes, 1,
				    result);
	} else {
		result->message = arena_printf(run->arena,
			"there is a %sroute via %s dev %s already",
			wanted->to.prefix ? "" : "default ",
			show_ip(run, &have->via), have->link);
	}
}

/* A command made the link before us, or took the index we meant for it. */
static void retry_add(struct run *run, struct step *step,
		      struct change_result *result)
{
	const char *const names[] = { step->change.link };
	const struct change *changes[] = { &step->change };
	struct snapshot *now;
	const struct link *link;

	kernel_forget(run->kernel);
	if (kernel_snapshot(run->kernel, run->arena, names, 1, 0, &now) < 0)
		return;
	link = snapshot_link(now, step->change.link);
	if (link && strcmp(link->kind, step->change.kind)) {
		result->message = arena_printf(run->arena,
			"it exists and is %s", *link->kind ? link->kind :
			"hardware");
		return;
	}
	step->change.index = 0;
	if (link) {
		step->change.verb = LINK_SET;
		step->has_inverse = false;
	}
	(void)kernel_commit(run->kernel, run->arena, changes, 1, result);
}

/* Is a refusal no failure after all? */
static void judge(struct run *run, struct step *step,
		  struct change_result *result)
{
	const struct change *change = &step->change;

	if (result->error == -EEXIST && change->verb == ADDRESS_ADD)
		was_there(step, result);
	else if (result->error == -EEXIST && (change->verb == ROUTE_ADD ||
					      change->verb == ROUTE_REPLACE))
		judge_route(run, step, result);
	else if (!run->plan->is_up &&
		 (result->error == -ENODEV || result->error == -ESRCH ||
		  result->error == -EADDRNOTAVAIL ||
		  result->error == -ENETDOWN))
		result->error = 0;
	if (result->error && step->may_fail)
		result->error = 0;
}

/* Why a port may be missing, with a warning at most; NULL: it may not. */
static const char *why_missing(struct run *run, const struct step *step)
{
	const struct target *port = plan_target(run->plan, step->change.link);

	if (port && port != step->target && port->has_failed)
		return "failed, it is skipped";
	if (step->subject && step->subject->is_expected)
		return "is not present, skipped";
	return NULL;
}

static bool is_missing_port(struct run *run, struct step *step,
			    const struct change_result *result)
{
	const char *why = result->error == -ENODEV || result->error == -EINVAL ?
		why_missing(run, step) : NULL;

	if (why && step->change.master && *step->change.master)
		complain(run->ifplan, DIAG_WARNING, step->target->name,
			 step->origin, step->job->iface, NULL,
			 arena_printf(run->arena, "%s %s", step->change.link,
				      why));
	return why != NULL;
}

static void commit(struct run *run, struct step **steps, size_t count,
		   struct change_result *results)
{
	const struct change **changes =
		ARENA_ARRAY(run->arena, count + 1, const struct change *);
	int r;

	for (size_t i = 0; i < count; i++)
		changes[i] = &steps[i]->change;
	r = kernel_commit(run->kernel, run->arena, changes, count, results);
	for (size_t i = 0; r < 0 && i < count; i++)
		if (!results[i].error)
			results[i] = (struct change_result){
				.error = r, .is_lost = true,
			};
}

/* After an addition that had to be done again, what followed it is too. */
static void commit_again(struct run *run, struct step **steps, size_t count,
			 struct change_result *results)
{
	for (size_t i = 0; i < count; i++) {
		if (steps[i]->change.verb != LINK_ADD ||
		    (results[i].error != -EEXIST && results[i].error != -EBUSY))
			continue;
		retry_add(run, steps[i], &results[i]);
		for (size_t k = i + 1; k < count && !results[i].error; k++)
			if (results[k].error &&
			    steps[k]->change.verb != LINK_ADD)
				commit(run, &steps[k], 1, &results[k]);
	}
}

/* Taking back */

void run_take_back(struct run *run, struct target *target)
{
	const struct change **changes = NULL;
	struct change_result *results;
	size_t count = 0;
	struct step **done = NULL;
	size_t done_count = 0;

	for (struct step *s = target->first; s; s = s->next) {
		if (s->type == STEP_CHANGE && s->is_done && s->has_inverse)
			*ARENA_PUSH(run->arena, &done, &done_count) = s;
		if (s == target->last)
			break;
	}
	for (; done_count > 0; done_count--)
		*ARENA_PUSH(run->arena, &changes, &count) =
			&done[done_count - 1]->inverse;
	results = ARENA_ARRAY(run->arena, count + 1, struct change_result);
	(void)kernel_commit(run->kernel, run->arena, changes, count, results);
}

static void take_back_failed(struct run *run, struct step **steps,
			     size_t count)
{
	struct target *last = NULL;

	for (size_t i = 0; i < count; i++) {
		struct target *target = steps[i]->target;

		if (target == last || !target->has_failed || target->is_partial)
			continue;
		last = target;
		run_take_back(run, target);
	}
}

/* With its lock held that stays so, until we are done. */
static void spare_recorded(struct run *run)
{
	for (size_t i = 0; i < run->batch_count; i++) {
		struct step *step = run->batch[i];

		if (step->spares_recorded &&
		    state_is_up_now(run->ifplan, step->change.link))
			step->change.flag_mask = 0;
	}
}

/* What follows a failure is not told: it was not done, or is taken back. */
static void tell_batch(struct run *run, struct step *const *steps,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct step *step = steps[i];

		if (run_is_off(step->target))
			continue;
		run_report(run, step);
		if (step->refusal &&
		    !is_missing_port(run, step, step->refusal))
			refuse(run, step, step->refusal);
	}
}

static void send_batch(struct run *run)
{
	struct step **steps = ARENA_ARRAY(run->arena, run->batch_count + 1,
					  struct step *);
	size_t count = order_batch(run, steps), told = run->batch_count;
	struct change_result *results =
		ARENA_ARRAY(run->arena, count + 1, struct change_result);

	run->batch_count = 0;
	if (count)
		commit(run, steps, count, results);
	commit_again(run, steps, count, results);
	for (size_t i = 0; i < count; i++) {
		if (results[i].error)
			judge(run, steps[i], &results[i]);
		run_note_change(run, steps[i]->change.link);
		steps[i]->is_done = !results[i].error;
		steps[i]->refusal = results[i].error ? &results[i] : NULL;
	}
	tell_batch(run, run->batch, told);
	if (run->has_failed)
		take_back_failed(run, steps, count);
}

/* Waits */

static const char *what_did_not_come(struct run *run, const struct wait *wait)
{
	switch (wait->what) {
	case WAIT_DAD:
		return arena_printf(run->arena, "%s: duplicate address "
				    "detection did not end",
				    show_ip(run, wait->ip));
	case WAIT_LINK_LOCAL:
		return "Could not get a link-local address";
	case WAIT_EXISTS:
		return arena_printf(run->arena, "%s did not appear",
				    wait->link);
	case WAIT_CARRIER:
		return "no carrier";
	default:
		return "the ports do not forward";
	}
}

/* The limit ran out: its option is shown when the file has one. */
static void judge_limit(struct run *run, struct step *step)
{
	const struct wait *wait = &step->wait;
	const char *text = arena_printf(run->arena, "%s within %u.%u s",
					what_did_not_come(run, wait),
					wait->limit_ms / 1000,
					wait->limit_ms / 100 % 10);

	if (wait->limit && wait->limit->line)
		step->origin = wait->limit;
	if (wait->what == WAIT_DAD || wait->what == WAIT_LINK_LOCAL)
		run_fail(run, step, text, NULL, true);
	else
		complain(run->ifplan, DIAG_WARNING, step->target->name,
			 step->origin, step->job->iface, NULL, text);
}

/* What the plan would do to a link that did not come is left out. */
static void leave_out(struct step *waited)
{
	for (struct step *s = waited; s; s = s->next) {
		if (s->type == STEP_CHANGE &&
		    !strcmp(s->change.link, waited->wait.link))
			s->is_dropped = true;
		if (s == waited->target->last)
			break;
	}
}

static void judge_wait(struct run *run, struct step *step, int error)
{
	if (step->wait.what == WAIT_EXISTS)
		leave_out(step);
	if (step->wait.result == -EINPROGRESS)
		run_fail(run, step, arena_printf(run->arena, "cannot wait for "
			 "the kernel: %s", error == -ENOSYS ? "libnl-route-3 "
			 "is not usable" : strerror(-error)), NULL, true);
	else if (step->wait.result == -EADDRINUSE)
		run_fail(run, step, arena_printf(run->arena, "%s is in use by "
			 "another machine (duplicate address detection)",
			 show_ip(run, step->wait.ip)), NULL, true);
	else
		judge_limit(run, step);
}

/* The first that is awaited still, and how many more. */
static void tell_waiting(struct wait *const waits[], size_t count,
			 unsigned passed_s, void *data)
{
	const struct run *run = data;
	const struct wait *first = NULL;
	size_t more = 0;
	struct text text = { .arena = run->arena };

	for (size_t i = 0; i < count; i++)
		if (waits[i]->result != -EINPROGRESS)
			continue;
		else if (first)
			more++;
		else
			first = waits[i];
	if (first)
		text_add(&text, "%s: waiting for %s", first->link,
			 wait_reason(first));
	if (more)
		text_add(&text, ", %zu more", more);
	run->ifplan->on_wait(text.at, passed_s, run->ifplan->wait_data);
}

static void wait_for(struct run *run, struct step **steps, size_t count)
{
	const struct wait_watch watch = {
		.tell = run->ifplan->on_wait ? tell_waiting : NULL,
		.data = run,
		.stop_fd = run->ifplan->stop_fd,
	};
	struct wait **waits = ARENA_ARRAY(run->arena, count + 1,
					  struct wait *);
	size_t wait_count = 0;
	int r = 0;

	for (size_t i = 0; i < count; i++)
		if (!steps[i]->target->has_failed)
			waits[wait_count++] = &steps[i]->wait;
	if (wait_count)
		r = kernel_wait(run->kernel, run->arena, waits, wait_count,
				&watch);
	for (size_t i = 0; i < count; i++) {
		steps[i]->is_done = true;
		if (r == -EINTR)
			run_interrupt(run, steps[i]->target);
		else if (steps[i]->wait.result < 0 &&
			 !steps[i]->target->has_failed)
			judge_wait(run, steps[i], r);
	}
}

/* Are both in one batch, when nothing else is between them? */
static bool is_batch_mate(const struct step *first, const struct step *step)
{
	return step->target == first->target ||
		(!first->target->has_barrier && !step->target->has_barrier);
}

/*
 * For one whose steps need the end of the wait.  Links that are late are
 * waited for together.
 */
void run_wait_now(struct run *run, struct step *step)
{
	struct step **steps = NULL;
	size_t count = 0;

	run_send(run);
	for (struct step *s = step; s && is_batch_mate(step, s) &&
	     !step_is_barrier(s); s = s->next)
		if (s == step || (s->type == STEP_WAIT && !s->is_done &&
				  s->wait.what == WAIT_EXISTS &&
				  step->wait.what == WAIT_EXISTS &&
				  !s->target->is_skipped))
			*ARENA_PUSH(run->arena, &steps, &count) = s;
	wait_for(run, steps, count);
}

static void drop_batch(struct run *run)
{
	for (size_t i = 0; i < run->batch_count; i++)
		if (run->batch[i]->type == STEP_CHANGE)
			run_interrupt(run, run->batch[i]->target);
	run->batch_count = 0;
}

void run_send(struct run *run)
{
	if (run->batch_count && stop_is_asked(run->ifplan))
		drop_batch(run);
	if (run->batch_count) {
		run_lock_needs(run);
		spare_recorded(run);
		send_batch(run);
	}
}

void run_flush(struct run *run)
{
	size_t count = run->wait_count;

	run_send(run);
	run->wait_count = 0;
	wait_for(run, run->waits, count);
}
