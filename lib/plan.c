// SPDX-License-Identifier: LGPL-2.1-or-later
/* plan.c - from what is asked for to steps: plan.h tells how */
#include "lib/plan.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/internal.h"

#define ASK_BY_NAME 16	/* more links than this are dumped */

/* Complaints */

static const char *format_text(struct arena *arena, const char *format,
			       va_list args)
{
	return arena_vprintf(arena, format, args);
}

void plan_error(struct ifplan_plan *plan, struct job *job,
		const struct entry *entry, const char *hint,
		const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(plan->ifplan, DIAG_ERROR, job->target->name, entry, job->iface,
		 hint, format_text(plan->arena, format, args));
	va_end(args);
	job->target->has_failed = true;
}

void plan_warning(struct ifplan_plan *plan, struct job *job,
		  const struct entry *entry, const char *hint,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(plan->ifplan, DIAG_WARNING, job->target->name, entry,
		 job->iface, hint, format_text(plan->arena, format, args));
	va_end(args);
}

/* Steps */

static struct step *add_step(struct ifplan_plan *plan, struct job *job,
			     enum step_type type, const char *text)
{
	struct step *step = ARENA_NEW(plan->arena, struct step);

	step->type = type;
	step->text = text;
	step->job = job;
	step->target = job ? job->target : NULL;
	if (plan->last)
		plan->last->next = step;
	else
		plan->first = step;
	plan->last = step;
	if (job) {
		job->target->last = step;
		if (!job->target->first)
			job->target->first = step;
		if (type == STEP_COMMAND || type == STEP_PROGRAM ||
		    type == STEP_SCRIPTS || type == STEP_STOP)
			job->target->has_barrier = true;
	}
	return step;
}

struct step *plan_last_step(struct ifplan_plan *plan, struct job *job)
{
	return plan->last && plan->last->job == job ? plan->last : NULL;
}

static void note_created(struct ifplan_plan *plan, struct target *target,
			 const char *name)
{
	for (size_t i = 0; i < target->created_count; i++)
		if (!strcmp(target->created[i], name))
			return;
	*ARENA_PUSH(plan->arena, &target->created, &target->created_count) =
		name;
}

void plan_change(struct ifplan_plan *plan, struct job *job,
		 const struct change *wanted)
{
	struct change change = *wanted;
	struct step *step;

	if (job->target->has_failed)
		return;
	change.settings = arena_memdup(plan->arena, wanted->settings,
				       wanted->setting_count *
				       sizeof(*wanted->settings));
	if (!diff_change(plan, &change))
		return;
	if (change.verb == LINK_ADD) {
		change.index = plan->snapshot->is_complete ?
			plan->snapshot->highest + 1 : 0;
		note_created(plan, job->target, change.link);
	}
	step = add_step(plan, job, STEP_CHANGE,
			describe_change(plan->arena, &change));
	step->change = change;
	step->origin = change.origin;
	step->has_inverse = change_invert(plan->arena, plan->snapshot, &change,
					  &step->inverse);
	step->subject = snapshot_link(plan->snapshot, change.link);
	snapshot_apply(plan->snapshot, &change);
	if (!step->subject)
		step->subject = snapshot_link(plan->snapshot, change.link);
}

void plan_sysctl(struct ifplan_plan *plan, struct job *job,
		 const struct entry *origin, const char *path,
		 const char *value)
{
	struct text key = { .arena = plan->arena };
	struct step *step;

	/* sysctl(8): slashes and dots of the path change places. */
	text_add(&key, "net.%s", path);
	for (char *c = key.at + 4; *c; c++)
		*c = *c == '/' ? '.' : *c == '.' ? '/' : *c;
	step = add_step(plan, job, STEP_SYSCTL,
			arena_printf(plan->arena, "sysctl -q -e -w %s=%s",
				     key.at, value));
	step->origin = origin;
	step->path = path;
	step->value = value;
	step->may_fail = true;
}

void plan_command(struct ifplan_plan *plan, struct job *job, const char *phase,
		  const struct entry *origin)
{
	bool is_ignored = origin->value[0] == '-';
	const char *line = origin->value + is_ignored;
	struct step *step = add_step(plan, job, STEP_COMMAND, line);

	step->phase = phase;
	step->origin = origin;
	step->value = line;
	step->may_fail = is_ignored;
}

static const char *join_words(struct arena *arena, const char *const *argv)
{
	struct text out = { .arena = arena };

	for (size_t i = 0; argv[i]; i++)
		text_add(&out, "%s%s", i ? " " : "", argv[i]);
	return out.at;
}

struct step *plan_program(struct ifplan_plan *plan, struct job *job,
			  const char **argv)
{
	struct step *step = add_step(plan, job, STEP_PROGRAM,
				     join_words(plan->arena, argv));

	step->argv = argv;
	step->phase = plan->is_up ? "post-up" : "pre-down";
	return step;
}

void plan_stop(struct ifplan_plan *plan, struct job *job, const char *pid_file,
	       const char **argv)
{
	struct step *step = add_step(plan, job, STEP_STOP,
		arena_printf(plan->arena, "kill -USR2 $(cat %s); "
			     "kill -TERM $(cat %s)", pid_file, pid_file));

	step->path = pid_file;
	step->argv = argv;
	step->may_fail = true;
}

void plan_wait(struct ifplan_plan *plan, struct job *job,
	       const struct wait *wait)
{
	static const char *const reasons[] = {
		[WAIT_DAD] = "duplicate address detection",
		[WAIT_LINK_LOCAL] = "a link-local address",
		[WAIT_PORTS] = "ports to forward",
		[WAIT_EXISTS] = "the link to appear",
		[WAIT_CARRIER] = "carrier",
	};
	struct step *step;

	if (job->target->has_failed)
		return;
	step = add_step(plan, job, STEP_WAIT,
		arena_printf(plan->arena, "# %s: wait for %s, at most %u.%u s",
			     wait->link, reasons[wait->what],
			     wait->limit_ms / 1000,
			     wait->limit_ms / 100 % 10));
	step->wait = *wait;
}

static bool wants_scripts(const struct ifplan_plan *plan,
			  const struct target *target)
{
	const struct name_list *off = &plan->ifplan->model->no_scripts;

	if (has_flag(plan->ifplan, IFPLAN_NO_SCRIPTS))
		return false;
	for (size_t i = 0; !target->is_meta && i < off->count; i++)
		if (fnmatch(off->names[i], target->logical, 0) == 0)
			return false;
	return true;
}

/* The scripts of a folder; an empty one costs nothing. */
static void plan_scripts(struct ifplan_plan *plan, struct job *job,
			 const char *folder, const char *phase)
{
	const struct folder *scripts;
	bool stops = plan->is_up &&
		!has_flag(plan->ifplan, IFPLAN_IGNORE_ERRORS);
	struct step *step;

	if (!wants_scripts(plan, job->target))
		return;
	scripts = hook_folder(plan->ifplan, folder);
	if (!scripts->count)
		return;
	step = add_step(plan, job, STEP_SCRIPTS,
		arena_printf(plan->arena, "run-parts %s%s/etc/network/%s",
			     stops ? "--exit-on-error " : "",
			     has_flag(plan->ifplan, IFPLAN_VERBOSE) ?
			     "--verbose " : "", folder));
	step->path = folder;
	step->phase = phase;
}

static void plan_commands(struct ifplan_plan *plan, struct job *job,
			  const char *option, const char *phase)
{
	for (size_t i = 0; i < job->count; i++)
		if (!strcmp(job->entries[i].name, option))
			plan_command(plan, job, phase, &job->entries[i]);
}

/* Up */

static bool has_required(struct ifplan_plan *plan, struct job *job)
{
	const char *const *name = job->family ? job->family->required : NULL;

	for (; name && *name; name++) {
		if (job_value(job, *name))
			continue;
		complain_classic(plan->ifplan, DIAG_ERROR,
				 "missing required variable: %s", *name);
		complain_classic(plan->ifplan, DIAG_ERROR,
				 "missing required configuration variables for "
				 "interface %s/%s", job->target->logical,
				 family_name(job->iface->family));
		job->target->has_failed = true;
		return false;
	}
	return true;
}

static bool check_jobs(struct ifplan_plan *plan, struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++) {
		struct job *job = &target->jobs[i];

		if (!job->method)
			plan_error(plan, job, NULL, NULL,
				   "method %s of family %s is not supported",
				   job->iface->method,
				   family_name(job->iface->family));
		else if (has_required(plan, job))
			job_validate(plan, job);
	}
	return !target->has_failed;
}

static void plan_description(struct ifplan_plan *plan, struct job *job)
{
	struct change change = {
		.verb = LINK_SET,
		.link = job->target->link,
		.origin = job_entry(job, "description"),
		.addr_gen_mode = -1,
	};
	const struct option *row = option_find(common_options, "description");
	struct value value;

	if (!job_parse(plan, job, row, &value))
		return;
	*ARENA_PUSH(plan->arena, &change.settings, &change.setting_count) =
		setting_new(plan->arena, row, &value, change.origin);
	plan_change(plan, job, &change);
}

/* bond-give-a-chance: prefer this slave until it has carrier. */
static void plan_chance(struct ifplan_plan *plan, struct job *job)
{
	const char *seconds = job_value(job, "bond-give-a-chance");
	const char *bond = job_value(job, "bond-master");
	const struct option *row;
	struct setting setting;
	struct step *prefer;
	uint64_t number;

	if (!seconds || !bond || text_read_number(seconds, &number) < 0)
		return;
	row = option_find(link_kind_find("bond")->options, "bond-primary");
	setting = setting_new(plan->arena, row,
			      &(struct value){ .text = job->target->name },
			      job_entry(job, "bond-give-a-chance"));
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = bond,
		.kind = "bond",
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
	prefer = plan_last_step(plan, job);
	plan_wait(plan, job, &(struct wait){
		.what = WAIT_CARRIER,
		.link = job->target->name,
		.limit_ms = (unsigned)(number * 1000),
	});
	if (prefer && prefer->has_inverse && prefer->inverse.setting_count)
		plan_change(plan, job, &prefer->inverse);
}

/* A link that nobody makes must be there, unless a command may make it. */
static void check_presence(struct ifplan_plan *plan, struct job *job)
{
	const struct target *target = job->target;

	if (target->kind || target->has_barrier ||
	    snapshot_link(plan->snapshot, target->link))
		return;
	if (!strcmp(job->iface->method, "manual"))
		plan_warning(plan, job, NULL, NULL, "no such link on this "
			     "machine, nothing to bring up");
	else
		plan_error(plan, job, NULL, NULL,
			   "no such link on this machine");
}

static void plan_job_up(struct ifplan_plan *plan, struct job *job)
{
	bool is_early = link_is_early(job->target);

	if (is_early)
		link_up(plan, job);
	if (job->is_first && is_early)
		plan_description(plan, job);
	plan_commands(plan, job, "pre-up", "pre-up");
	if (!is_early)
		link_up(plan, job);
	if (job->is_first && !is_early)
		plan_description(plan, job);
	plan_scripts(plan, job, "if-pre-up.d", "pre-up");
	check_presence(plan, job);
	job->family->up(plan, job);
	plan_commands(plan, job, "up", "post-up");
	plan_scripts(plan, job, "if-up.d", "post-up");
	plan_chance(plan, job);
}

/* A target that cannot be planned leaves no steps and no trace. */
static void take_back(struct ifplan_plan *plan, struct target *target,
		      struct step *before)
{
	struct step **steps = NULL;
	size_t count = 0;

	for (struct step *s = target->first; s; s = s->next)
		*ARENA_PUSH(plan->arena, &steps, &count) = s;
	for (; count > 0; count--)
		if (steps[count - 1]->type == STEP_CHANGE &&
		    steps[count - 1]->has_inverse)
			snapshot_apply(plan->snapshot,
				       &steps[count - 1]->inverse);
	plan->last = before;
	if (before)
		before->next = NULL;
	else
		plan->first = NULL;
	target->first = target->last = NULL;
}

static void plan_up(struct ifplan_plan *plan, struct target *target)
{
	struct step *before = plan->last;

	if (!target->has_failed && check_jobs(plan, target))
		for (size_t i = 0; i < target->job_count; i++)
			plan_job_up(plan, &target->jobs[i]);
	if (!target->has_failed)
		return;
	take_back(plan, target, before);
	plan->has_failed = true;
	complain_classic(plan->ifplan, DIAG_ERROR, "failed to bring up %s",
			 target->logical);
}

/* Down */

static void plan_job_down(struct ifplan_plan *plan, struct job *job,
			  bool is_last)
{
	bool is_early = link_is_early(job->target);

	plan_scripts(plan, job, "if-down.d", "pre-down");
	plan_commands(plan, job, "down", "pre-down");
	if (job->family)
		job->family->down(plan, job);
	if (is_last && !is_early)
		link_down(plan, job);
	plan_scripts(plan, job, "if-post-down.d", "post-down");
	plan_commands(plan, job, "post-down", "post-down");
	if (is_last && is_early)
		link_down(plan, job);
}

static void plan_down(struct ifplan_plan *plan, struct target *target)
{
	for (size_t i = 0; i < target->created_count; i++)
		target->was_created |= !strcmp(target->created[i],
					       target->link);
	for (size_t i = 0; i < target->job_count; i++)
		plan_job_down(plan, &target->jobs[i],
			      i + 1 == target->job_count);
	target->has_failed = false;
}

/* Which targets */

static bool is_done_already(struct ifplan_plan *plan,
			    const struct target_name *name)
{
	struct ifplan *ifplan = plan->ifplan;
	bool is_up = state_get(ifplan, plan->arena, name->name) != NULL;
	bool is_partial = state_is_partial(ifplan, plan->arena, name->name);

	if (has_flag(ifplan, IFPLAN_FORCE) || is_partial ||
	    is_up != plan->is_up)
		return false;
	if (!has_flag(ifplan, IFPLAN_ALL))
		complain_classic(ifplan, DIAG_NOTE,
				 "interface %s %s configured", name->name,
				 is_up ? "already" : "not");
	return true;
}

static void add_up(struct ifplan_plan *plan, struct target_name *name)
{
	if (is_done_already(plan, name))
		return;
	if (!target_map(plan->ifplan, name)) {
		plan->has_failed = true;
		return;
	}
	if (!model_find(plan->ifplan->model, name->logical)) {
		complain_classic(plan->ifplan, DIAG_NOTE,
				 "ignoring unknown interface %s=%s",
				 name->name, name->logical);
		return;
	}
	(void)order_add(plan, name, false);
}

/* VLANs that stand on an interface go down before it. */
static void add_children_down(struct ifplan_plan *plan, const char *parent)
{
	size_t length = strlen(parent);

	if (strchr(parent, '.'))
		return;
	for (struct iface *i = plan->ifplan->model->first; i; i = i->next) {
		struct target_name name = { .name = i->name,
					    .logical = i->name };

		if (strncmp(i->name, parent, length) || i->name[length] != '.')
			continue;
		name.logical = state_get(plan->ifplan, plan->arena, i->name);
		if (name.logical)
			(void)order_add(plan, &name, true);
	}
}

static void add_down(struct ifplan_plan *plan, struct target_name *name)
{
	const char *recorded = state_get(plan->ifplan, plan->arena,
					 name->name);
	struct target *target;

	if (!has_flag(plan->ifplan, IFPLAN_ALL))
		add_children_down(plan, name->name);
	if (is_done_already(plan, name))
		return;
	if (recorded && !has_flag(plan->ifplan, IFPLAN_FORCE))
		name->logical = recorded;
	target = order_add(plan, name, false);
	if (!target->job_count && !has_flag(plan->ifplan, IFPLAN_FORCE))
		complain_classic(plan->ifplan, DIAG_NOTE,
				 "ignoring unknown interface %s=%s",
				 name->name, name->logical);
}

static int choose_targets(struct ifplan_plan *plan, const char *const names[])
{
	struct target_name *chosen;
	unsigned errors = plan->ifplan->diags.errors;
	size_t count;
	int r = target_select(plan->ifplan, plan->is_up ? IFPLAN_UP :
			      IFPLAN_DOWN, names, &chosen, &count);

	if (r < 0)
		return r;
	plan->has_failed = plan->ifplan->diags.errors > errors;
	for (size_t i = 0; i < count; i++)
		if (plan->is_up)
			add_up(plan, &chosen[i]);
		else
			add_down(plan, &chosen[i]);
	return 0;
}

/* What is */

static bool wants_patterns(const struct target *target)
{
	for (size_t i = 0; i < target->job_count; i++)
		for (size_t k = 0; k < target->jobs[i].count; k++) {
			const struct entry *e = &target->jobs[i].entries[k];
			const struct option *row = job_row(&target->jobs[i],
							   e->name);

			if (row && row->type == TYPE_NAMES &&
			    (strstr(e->value, "regex") ||
			     strstr(e->value, "all")))
				return true;
		}
	return false;
}

/* The links a plan speaks of; NULL when they are many, or not yet known. */
static const char **names_to_ask(struct ifplan_plan *plan, size_t *ret_count)
{
	struct name_list list = { .count = 0 };

	for (size_t i = 0; i < plan->target_count; i++) {
		const struct target *target = plan->targets[i];

		*ARENA_PUSH(plan->arena, &list.names, &list.count) =
			target->link;
		for (size_t k = 0; k < target->needs.count; k++)
			link_names_to_ask(plan->arena, target->needs.names[k],
					  &list);
		for (size_t k = 0; k < target->created_count; k++)
			*ARENA_PUSH(plan->arena, &list.names, &list.count) =
				target->created[k];
		if (list.count > ASK_BY_NAME || wants_patterns(target))
			return NULL;
	}
	*ret_count = list.count;
	return list.names;
}

static int take_snapshot(struct ifplan_plan *plan)
{
	struct ifplan *ifplan = plan->ifplan;
	const char *bytes, **names;
	struct kernel *kernel;
	size_t size, count = 0;
	int r;

	if (ifplan->snapshot_path) {
		r = file_read(plan->arena, ifplan->snapshot_path, &bytes,
			      &size);
		return r < 0 ? r : image_read(plan->arena, &ifplan->diags,
					      ifplan->snapshot_path, bytes,
					      size, &plan->snapshot);
	}
	if (plan->target_count == 0) {
		plan->snapshot = snapshot_new(plan->arena, 0);
		return 0;
	}
	r = ifplan_kernel(ifplan, &kernel);
	if (r < 0)
		return r;
	names = names_to_ask(plan, &count);
	r = kernel_snapshot(kernel, plan->arena, names, count,
			    SNAPSHOT_ADDRESSES, &plan->snapshot);
	if (r == 0)
		kernel_learn(kernel, plan->snapshot);
	return r;
}

/* The --all run of the hook folders, before and after everything. */
static struct target *meta_target(struct ifplan_plan *plan)
{
	struct target *target = ARENA_NEW(plan->arena, struct target);
	struct iface *iface = ARENA_NEW(plan->arena, struct iface);
	const struct ifplan *ifplan = plan->ifplan;

	target->name = target->link = "--all";
	target->logical = ifplan->class ? ifplan->class : "auto";
	target->is_meta = true;
	target->lock = -1;
	iface->name = target->logical;
	iface->family = FAMILY_META;
	iface->method = "none";
	target->jobs = ARENA_NEW(plan->arena, struct job);
	target->jobs[0].target = target;
	target->jobs[0].iface = iface;
	target->job_count = 1;
	return target;
}

static void add_target(struct ifplan_plan *plan, struct target ***all,
		       size_t *count, struct target *target)
{
	*ARENA_PUSH(plan->arena, all, count) = target;
}

static void plan_meta(struct ifplan_plan *plan, struct target *meta,
		      bool is_before)
{
	if (plan->is_up)
		plan_scripts(plan, &meta->jobs[0],
			     is_before ? "if-pre-up.d" : "if-up.d",
			     is_before ? "pre-up" : "post-up");
	else
		plan_scripts(plan, &meta->jobs[0],
			     is_before ? "if-down.d" : "if-post-down.d",
			     is_before ? "pre-down" : "post-down");
}

static void plan_targets(struct ifplan_plan *plan)
{
	struct target **all = NULL, *meta;
	size_t count = 0;

	if (plan->is_all) {
		meta = meta_target(plan);
		plan_meta(plan, meta, true);
		add_target(plan, &all, &count, meta);
	}
	for (size_t i = 0; i < plan->target_count; i++) {
		if (plan->is_up)
			plan_up(plan, plan->targets[i]);
		else
			plan_down(plan, plan->targets[i]);
		add_target(plan, &all, &count, plan->targets[i]);
	}
	if (plan->is_all) {
		meta = meta_target(plan);
		plan_meta(plan, meta, false);
		add_target(plan, &all, &count, meta);
	}
	plan->targets = all;
	plan->target_count = count;
}

int plan_make(struct ifplan *ifplan, enum ifplan_goal goal,
	      const char *const names[], struct ifplan_plan **ret)
{
	struct ifplan_plan *plan = ARENA_NEW(ifplan->arena, struct ifplan_plan);
	int r;

	plan->ifplan = ifplan;
	plan->arena = ifplan->arena;
	plan->is_up = goal == IFPLAN_UP;
	plan->is_all = has_flag(ifplan, IFPLAN_ALL);
	plan->by_name.arena = plan->arena;
	plan->by_name.item_size = sizeof(struct target *);
	r = choose_targets(plan, names);
	if (r == 0)
		r = take_snapshot(plan);
	if (r < 0)
		return r;
	plan_targets(plan);
	*ret = plan;
	return 0;
}
