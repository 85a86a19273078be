// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * metric.c - what the package ifmetric does: all IPv4 routes of a link get its
 * metric, when the turn of its script comes among those of if-up.d
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

#define FOLDER "if-up.d"

bool metric_is_script(const char *folder, const char *script)
{
	return !strcmp(folder, FOLDER) && !strcmp(script, METRIC_PACKAGE);
}

/* A package that was removed leaves its script, which then does nothing. */
static const char *wanted_metric(const struct job *job)
{
	const char *metric = job ? job_value(job, "metric") : NULL;

	return metric && access("/usr/sbin/ifmetric", X_OK) == 0 ? metric :
		NULL;
}

void metric_plan_line(struct ifplan_plan *plan, struct job *job,
		      const struct folder *folder)
{
	const char *metric = NULL;

	for (size_t i = 0; i < folder->count; i++)
		if (folder->scripts[i].is_metric)
			metric = wanted_metric(job);
	if (metric && !is_rehearsal(plan->ifplan))
		plan_line(plan, job, "ifmetric %s %s", job->target->link,
			  metric);
}

static bool commit_one(struct run *run, struct step *step,
		       const struct change *change)
{
	struct change_result result;
	int r = kernel_commit(run->kernel, run->arena, &change, 1, &result);

	if (r == 0)
		r = result.error;
	if (r < 0)
		run_fail(run, step, arena_printf(run->arena, "%s: %s",
			 describe_change(run->arena, change),
			 r == result.error && result.message ?
			 result.message : strerror(-r)), NULL, true);
	return r == 0;
}

/* The new one first, so that there is a way at any moment. */
static bool change_metric(struct run *run, struct step *step,
			  const struct route *route, uint32_t metric)
{
	struct change change = {
		.verb = ROUTE_ADD, .link = route->link, .route = *route,
	};

	change.route.metric = metric;
	change.route.is_beside = true;
	if (!commit_one(run, step, &change))
		return false;
	change.verb = ROUTE_DELETE;
	change.route.metric = route->metric;
	return commit_one(run, step, &change);
}

static void change_metrics(struct run *run, struct step *step, uint32_t metric)
{
	const char *const names[] = { step->target->link };
	struct snapshot *snapshot;
	int r = kernel_snapshot(run->kernel, run->arena, names, 1,
				SNAPSHOT_WHOLE_ROUTES, &snapshot);

	if (r < 0) {
		run_fail(run, step, arena_printf(run->arena,
			 "cannot read the routes: %s", strerror(-r)), NULL,
			 true);
		return;
	}
	for (const struct route *route = snapshot->routes; route;
	     route = route->next)
		if (route->to.family == AF_INET && route->metric != metric &&
		    !strcmp(route->link, names[0]) &&
		    !change_metric(run, step, route, metric))
			return;
}

void metric_run(struct run *run, struct step *step)
{
	struct value value;

	if (!wanted_metric(step->job) ||
	    !job_parse(run->plan, step->job, "metric", &value))
		return;
	step->origin = job_entry(step->job, "metric");
	change_metrics(run, step, (uint32_t)value.number);
}
