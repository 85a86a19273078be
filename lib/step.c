// SPDX-License-Identifier: LGPL-2.1-or-later
/* step.c - steps added to a plan, complaints among them */
#include <arpa/inet.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/check.h"
#include "lib/internal.h"

static struct step *append(struct ifplan_plan *plan, struct target *target,
			   enum step_type type)
{
	struct step *step = ARENA_NEW(plan->arena, struct step);

	step->type = type;
	step->arena = plan->arena;
	step->target = target;
	if (plan->last)
		plan->last->next = step;
	else
		plan->first = step;
	plan->last = target->last = step;
	if (!target->first)
		target->first = step;
	return step;
}

void plan_cut(struct ifplan_plan *plan, struct step *last)
{
	plan->last = last;
	if (last)
		last->next = NULL;
	else
		plan->first = NULL;
}

/* Complaints */

void plan_tell(struct ifplan_plan *plan, struct target *target,
	       const struct diag *complaint)
{
	append(plan, target, STEP_SAY)->complaint = complaint;
}

void plan_say(struct ifplan_plan *plan, struct target *target,
	      enum diag_severity severity, const char *format, ...)
{
	struct diags said = { .arena = plan->arena };
	va_list args;

	va_start(args, format);
	complain_classic_to(&said, severity, "%s",
			    arena_vprintf(plan->arena, format, args));
	va_end(args);
	plan_tell(plan, target, said.first);
}

void plan_complain(struct ifplan_plan *plan, struct job *job,
		   enum diag_severity severity, const struct entry *entry,
		   const char *hint, const char *text)
{
	struct diags said = { .arena = plan->arena };

	complain_to(&said, severity, job->target->name, entry, job->iface,
		    hint, text);
	plan_tell(plan, job->target, said.first);
}

void plan_error(struct ifplan_plan *plan, struct job *job,
		const struct entry *entry, const char *hint,
		const char *format, ...)
{
	const char *text;
	va_list args;

	if (is_rehearsal(plan->ifplan))
		return;
	va_start(args, format);
	text = arena_vprintf(plan->arena, format, args);
	va_end(args);
	if (job->checked) {
		check_fail(job, entry, "%s", text);
		job->target->has_failed |= !entry;
		return;
	}
	plan_complain(plan, job, DIAG_ERROR, entry, hint, text);
	job->target->has_failed = true;
}

void plan_warning(struct ifplan_plan *plan, struct job *job,
		  const struct entry *entry, const char *hint,
		  const char *format, ...)
{
	va_list args;

	/* Its own stanza's turn comes. */
	if (is_rehearsal(plan->ifplan) || plan->is_check ||
	    job_is_of_other(job, entry))
		return;
	va_start(args, format);
	plan_complain(plan, job, DIAG_WARNING, entry, hint,
		      arena_vprintf(plan->arena, format, args));
	va_end(args);
}

/* Steps */

bool step_is_barrier(const struct step *step)
{
	return step->type == STEP_COMMAND || step->type == STEP_PROGRAM ||
		step->type == STEP_SCRIPTS || step->type == STEP_STOP;
}

static struct step *add_step(struct ifplan_plan *plan, struct job *job,
			     enum step_type type)
{
	struct step *step = append(plan, job->target, type);

	step->job = job;
	if (step_is_barrier(step))
		job->target->has_barrier = true;
	return step;
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

static bool has_network(const struct address *address,
			const struct address *of)
{
	const struct ip_address *a = address->peer.family ? &address->peer :
		&address->ip, *b = of->peer.family ? &of->peer : &of->ip;
	uint32_t one, other, mask = a->prefix ?
		htonl(UINT32_MAX << (32 - a->prefix)) : 0;

	memcpy(&one, a->bytes, 4);
	memcpy(&other, b->bytes, 4);
	return address->ip.prefix == of->ip.prefix &&
		!((one ^ other) & mask);
}

/* With the first IPv4 address the kernel takes others of its network, too. */
static bool has_company(const struct link *link, const struct address *address)
{
	for (const struct address *a = link->addresses; a; a = a->next)
		if (a != address && a->ip.family == AF_INET &&
		    address->ip.family == AF_INET && has_network(a, address))
			return true;
	return false;
}

/* IPv6 has an address once, whatever its prefix. */
static const struct address *find_other(const struct job *job,
					const struct link *link,
					const struct address *want)
{
	const struct address *have = link_find_address(link, want);

	if (have || want->ip.family != AF_INET6)
		return have && address_differs(job, have, want) ? have : NULL;
	for (have = link->addresses; have; have = have->next)
		if (same_ip(&have->ip, &want->ip))
			break;
	return have;
}

/* All is applied again, and the address is there, but otherwise. */
static void drop_address(struct ifplan_plan *plan, struct job *job,
			 const struct change *wanted)
{
	const struct link *link = snapshot_link(plan->snapshot, wanted->link);
	const struct address *have = link && wanted->verb == ADDRESS_ADD ?
		find_other(job, link, &wanted->address) : NULL;
	struct step *step;

	if (!have || !has_flag(plan->ifplan, IFPLAN_FORCE))
		return;
	if (has_company(link, have)) {
		plan_warning(plan, job, wanted->origin,
			     "ifdown and ifup make it as the file says",
			     "this address is there, but otherwise, and stays "
			     "so: with it others would go");
		return;
	}
	step = plan_change(plan, job, &(struct change){
		.verb = ADDRESS_DELETE,
		.link = wanted->link,
		.origin = wanted->origin,
		.address = *have,
		.addr_gen_mode = -1,
	});
	if (step)
		step->is_more = true;
}

/* The kernel does not tell which of them were there, so it is asked before. */
static void know_vlans(struct ifplan_plan *plan, const struct change *change)
{
	const struct link *bridge = snapshot_link(plan->snapshot, change->link);
	struct kernel *kernel;

	if (change->verb != VLAN_ADD || plan->ifplan->snapshot_path)
		return;
	if (bridge && !change->vlans.on_self)
		bridge = snapshot_index(plan->snapshot, bridge->master);
	/* A planned one has none. */
	if (bridge && bridge->top.length &&
	    ifplan_kernel(plan->ifplan, &kernel) == 0)
		(void)kernel_snapshot_more(kernel, plan->snapshot,
					   SNAPSHOT_VLANS);
}

struct step *plan_change(struct ifplan_plan *plan, struct job *job,
			 const struct change *wanted)
{
	struct change change = *wanted;
	struct step *step;

	if (job->checked)
		wish_change(plan, job, wanted);
	if (job->checked || job->target->has_failed)
		return NULL;
	drop_address(plan, job, wanted);
	know_vlans(plan, wanted);
	change.settings = arena_memdup(plan->arena, wanted->settings,
				       wanted->setting_count *
				       sizeof(*wanted->settings));
	if (!diff_change(plan, &change))
		return NULL;
	if (change.verb == LINK_ADD) {
		change.index = plan->snapshot->is_complete ?
			plan->snapshot->highest + 1 : 0;
		if (!is_rehearsal(plan->ifplan))
			note_created(plan, job->target, change.link);
	}
	step = add_step(plan, job, STEP_CHANGE);
	step->change = change;
	step->origin = change.origin;
	step->has_inverse = change_invert(plan->arena, plan->snapshot, &change,
					  &step->inverse);
	step->subject = snapshot_link(plan->snapshot, change.link);
	snapshot_apply(plan->snapshot, &change);
	if (!step->subject)
		step->subject = snapshot_link(plan->snapshot, change.link);
	return step;
}

struct step *plan_sysctl(struct ifplan_plan *plan, struct job *job,
			 const struct entry *origin,
			 const struct sysctl *sysctl)
{
	struct step *step;

	if (job->checked) {
		wish_sysctl(plan, job, origin, sysctl);
		return NULL;
	}
	step = add_step(plan, job, STEP_SYSCTL);
	step->origin = origin;
	step->path = sysctl_path(plan->arena, sysctl->file, sysctl->link);
	step->value = arena_printf(plan->arena, "%u", sysctl->value);
	step->may_fail = true;
	return step;
}

void plan_command(struct ifplan_plan *plan, struct job *job, const char *phase,
		  const struct entry *origin)
{
	bool is_ignored = origin->value[0] == '-';
	const char *line = origin->value + is_ignored;
	struct step *step;

	if (job->checked)
		return;
	step = add_step(plan, job, STEP_COMMAND);
	step->phase = phase;
	step->origin = origin;
	step->value = line;
	step->may_fail = is_ignored;
}

struct step *plan_program(struct ifplan_plan *plan, struct job *job,
			  const char **argv)
{
	struct step *step;

	if (job->checked)
		return job->checked->program = ARENA_NEW(plan->arena,
							 struct step);
	step = add_step(plan, job, STEP_PROGRAM);
	step->argv = argv;
	step->phase = plan->is_up ? "post-up" : "pre-down";
	return step;
}

void plan_stop(struct ifplan_plan *plan, struct job *job, const char *pid_file,
	       const char **argv)
{
	struct step *step;

	if (job->checked)
		return;
	step = add_step(plan, job, STEP_STOP);
	step->path = pid_file;
	step->argv = argv;
	step->may_fail = true;
}

struct step *plan_wait(struct ifplan_plan *plan, struct job *job,
		       const struct wait *wait)
{
	struct step *step;

	if (job->checked || job->target->has_failed)
		return NULL;
	step = add_step(plan, job, STEP_WAIT);
	step->wait = *wait;
	return step;
}

bool plan_has_lines(const struct ifplan_plan *plan)
{
	return !plan->is_check && (has_flag(plan->ifplan, IFPLAN_VERBOSE) ||
				   has_flag(plan->ifplan, IFPLAN_NO_ACT) ||
				   is_rehearsal(plan->ifplan));
}

void plan_line(struct ifplan_plan *plan, struct job *job, const char *format,
	       ...)
{
	va_list args;

	if (!plan_has_lines(plan))
		return;
	va_start(args, format);
	add_step(plan, job, STEP_LINE)->value =
		arena_vprintf(plan->arena, format, args);
	va_end(args);
}

/* Would ifupdown print it?  The rest is ours alone. */
static bool step_is_classic(const struct step *step)
{
	return step->type == STEP_LINE || step->type == STEP_COMMAND ||
		step->type == STEP_SCRIPTS || step->type == STEP_SAY ||
		step->change.new_name;
}

bool step_has_line(const struct ifplan *ifplan, const struct step *step)
{
	return !step->is_told &&
		(!is_rehearsal(ifplan) || step_is_classic(step));
}

const struct step *plan_next_line(const struct ifplan_plan *plan,
				  const struct step *previous)
{
	const struct step *step = previous ? previous->next : plan->first;

	while (step && !step_has_line(plan->ifplan, step))
		step = step->next;
	return step;
}

static bool wants_scripts(const struct ifplan_plan *plan,
			  const struct target *target)
{
	const struct name_list *off = &plan->ifplan->model->no_scripts;

	if (has_flag(plan->ifplan, IFPLAN_NO_SCRIPTS))
		return false;
	for (size_t i = 0; i < off->count; i++)
		if (fnmatch(off->names[i], target->logical, 0) == 0)
			return false;
	return true;
}

static const char *scripts_text(struct ifplan_plan *plan, const char *folder)
{
	bool stops = plan->is_up &&
		!has_flag(plan->ifplan, IFPLAN_IGNORE_ERRORS);

	return arena_printf(plan->arena, "run-parts %s%s/etc/network/%s",
			    stops ? "--exit-on-error " : "",
			    has_flag(plan->ifplan, IFPLAN_VERBOSE) ?
			    "--verbose " : "", folder);
}

/* The scripts of a folder; an empty one costs no more than its line. */
void plan_scripts(struct ifplan_plan *plan, struct job *job,
			 const char *folder, const char *phase)
{
	struct step *step;

	if (job->checked || !wants_scripts(plan, job->target))
		return;
	if (!hook_folder(plan->ifplan, folder)->count) {
		plan_line(plan, job, "%s", scripts_text(plan, folder));
		return;
	}
	step = add_step(plan, job, STEP_SCRIPTS);
	step->path = folder;
	step->phase = phase;
	step->value = scripts_text(plan, folder);
	metric_plan_line(plan, job, hook_folder(plan->ifplan, folder));
}

void plan_heading(struct ifplan_plan *plan, struct job *job)
{
	if (has_flag(plan->ifplan, IFPLAN_VERBOSE))
		plan_line(plan, job, "%s: configuring interface %s=%s (%s)",
			  plan->is_up ? "ifup" : "ifdown", job->target->name,
			  job->target->logical,
			  family_name(job->iface->family));
}

void plan_commands(struct ifplan_plan *plan, struct job *job,
			  const char *option, const char *phase)
{
	for (size_t i = 0; i < job->count; i++)
		if (text_same(job->entries[i].name, option))
			plan_command(plan, job, phase, &job->entries[i]);
}
