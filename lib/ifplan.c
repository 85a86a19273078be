// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifplan.c - the public functions: each checks, and makes one call inward */
#include "lib/ifplan.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "lib/check.h"
#include "lib/internal.h"
#include "lib/running.h"

/*
 * Memory is the handle's arena; when it runs out, control comes back to the
 * public function that was called, which returns -ENOMEM.
 */
#define OUT_OF_MEMORY(ifplan) \
	(arena_on_failure((ifplan)->arena, &(ifplan)->out_of_memory), \
	 setjmp((ifplan)->out_of_memory) != 0)

struct ifplan_iface {
	struct job job;
	const struct ifplan_iface *next;
};

int ifplan_new(struct ifplan **ret)
{
	struct ifplan *ifplan = calloc(1, sizeof(*ifplan));

	if (!ifplan)
		return -ENOMEM;
	ifplan->arena = arena_new();
	if (!ifplan->arena) {
		free(ifplan);
		return -ENOMEM;
	}
	ifplan->diags.arena = ifplan->arena;
	ifplan->interfaces = "/etc/network/interfaces";
	ifplan->state_dir = "/run/network";
	ifplan->waited.arena = ifplan->arena;
	ifplan->stop_fd = -1;
	ifplan->lock_limit_s = 90;
	*ret = ifplan;
	return 0;
}

struct ifplan *ifplan_free(struct ifplan *ifplan)
{
	if (!ifplan)
		return NULL;
	kernel_free(ifplan->kernel);
	arena_free(ifplan->arena);
	free(ifplan);
	return NULL;
}

static int set_text(struct ifplan *ifplan, const char **setting,
		    const char *value)
{
	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	*setting = arena_strdup(ifplan->arena, value);
	return 0;
}

int ifplan_set_interfaces(struct ifplan *ifplan, const char *path)
{
	return set_text(ifplan, &ifplan->interfaces, path);
}

int ifplan_set_state_dir(struct ifplan *ifplan, const char *path)
{
	return set_text(ifplan, &ifplan->state_dir, path);
}

int ifplan_set_class(struct ifplan *ifplan, const char *name)
{
	return set_text(ifplan, &ifplan->class, name);
}

int ifplan_set_snapshot(struct ifplan *ifplan, const char *path)
{
	return set_text(ifplan, &ifplan->snapshot_path, path);
}

void ifplan_set_stop(struct ifplan *ifplan, int fd)
{
	ifplan->stop_fd = fd;
}

void ifplan_set_lock_limit(struct ifplan *ifplan, unsigned limit_s)
{
	ifplan->lock_limit_s = limit_s;
}

void ifplan_set_flag(struct ifplan *ifplan, enum ifplan_flag flag, bool is_on)
{
	if (is_on)
		ifplan->flags |= 1u << flag;
	else
		ifplan->flags &= ~(1u << flag);
}

void ifplan_on_news(struct ifplan *ifplan, ifplan_news_fn *fn, void *data)
{
	ifplan->on_news = fn;
	ifplan->news_data = data;
}

void ifplan_on_wait(struct ifplan *ifplan, ifplan_wait_fn *fn, void *data)
{
	ifplan->on_wait = fn;
	ifplan->wait_data = data;
}

int ifplan_add_exclude(struct ifplan *ifplan, const char *glob)
{
	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	*ARENA_PUSH(ifplan->arena, &ifplan->excludes.names,
		    &ifplan->excludes.count) =
		arena_strdup(ifplan->arena, glob);
	return 0;
}

static const char *comma_to_blank(struct arena *arena, const char *names)
{
	char *words = arena_strdup(arena, names);

	for (char *c = words; *c; c++)
		*c = *c == ',' ? ' ' : *c;
	return words;
}

int ifplan_leave_to_scripts(struct ifplan *ifplan, const char *names)
{
	struct name_list list = { .count = 0 };
	size_t count;
	const char **name;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	name = text_words(ifplan->arena, comma_to_blank(ifplan->arena, names),
			  &count);
	for (size_t i = 0; i < count; i++) {
		if (!link_package_is_known(name[i]) &&
		    strcmp(name[i], METRIC_PACKAGE))
			return -EINVAL;
		*ARENA_PUSH(ifplan->arena, &list.names, &list.count) = name[i];
	}
	ifplan->left_to_scripts = list;
	return 0;
}

/* -o values come from no file, but are as good as if they did. */
static const struct file override_file = { .path = "--option" };

int ifplan_add_option(struct ifplan *ifplan, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	struct entry entry = { .file = &override_file };

	if (!equals)
		return -EINVAL;
	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	entry.name = arena_strndup(ifplan->arena, assignment,
				   (size_t)(equals - assignment));
	if (!strcmp(entry.name, "post-up"))
		entry.name = "up";
	else if (!strcmp(entry.name, "pre-down"))
		entry.name = "down";
	entry.value = arena_strdup(ifplan->arena, equals + 1);
	*ARENA_PUSH(ifplan->arena, &ifplan->overrides,
		    &ifplan->override_count) = entry;
	return 0;
}

/* After a mistake in an included file ifupdown goes on, and so may a script. */
static unsigned count_tolerated(const struct ifplan *ifplan)
{
	unsigned count = 0;

	for (const struct diag *d = ifplan->diags.first; d; d = d->next)
		count += d->severity == DIAG_ERROR && d->is_classic &&
			d->line && strcmp(d->file, ifplan->interfaces) != 0;
	return count;
}

int ifplan_load(struct ifplan *ifplan)
{
	int r;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	r = model_load(ifplan->arena, &ifplan->diags, &file_reader,
		       ifplan->interfaces,
		       !has_flag(ifplan, IFPLAN_NO_LOOPBACK), &ifplan->model);
	ifplan->tolerated = count_tolerated(ifplan);
	if (r == 0 && ifplan_has_errors(ifplan))
		complain_classic(ifplan, DIAG_ERROR,
				 "couldn't read interfaces file \"%s\" "
				 "completely", ifplan->interfaces);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		complain_classic(ifplan, DIAG_ERROR,
				 "couldn't read interfaces file \"%s\"",
				 ifplan->interfaces);
	return r;
}

bool ifplan_has_errors(const struct ifplan *ifplan)
{
	return ifplan->diags.errors > ifplan->tolerated;
}

/* Complaints */

const struct ifplan_diag *ifplan_next_diag(const struct ifplan *ifplan,
					   const struct ifplan_diag *previous)
{
	const struct diag *diag = (const struct diag *)previous;

	return (const struct ifplan_diag *)(diag ? diag->next :
					    ifplan->diags.first);
}

enum ifplan_severity ifplan_diag_severity(const struct ifplan_diag *diag)
{
	return (enum ifplan_severity)((const struct diag *)diag)->severity;
}

const char *ifplan_diag_text(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->text;
}

const char *ifplan_diag_code(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->code;
}

bool ifplan_diag_is_classic(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->is_classic;
}

bool ifplan_diag_is_finding(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->is_finding;
}

const char *ifplan_diag_subject(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->subject;
}

const char *ifplan_diag_hint(const struct ifplan_diag *diag)
{
	return ((const struct diag *)diag)->hint;
}

const char *ifplan_diag_place(const struct ifplan_diag *public_diag,
			      unsigned *ret_line, unsigned *ret_column,
			      unsigned *ret_length, const char **ret_source)
{
	const struct diag *diag = (const struct diag *)public_diag;

	if (ret_line)
		*ret_line = diag->line;
	if (ret_column)
		*ret_column = diag->column;
	if (ret_length)
		*ret_length = diag->length;
	if (ret_source)
		*ret_source = diag->source;
	return diag->file;
}

/* Queries */

int ifplan_kernel(struct ifplan *ifplan, struct kernel **ret)
{
	int r = ifplan->kernel ? 0 : kernel_open(ifplan->arena, &ifplan->kernel);

	*ret = ifplan->kernel;
	return r;
}

static int read_image(struct ifplan *ifplan, struct arena *arena,
		      struct snapshot **ret)
{
	const char *bytes;
	size_t size;
	int r = file_read(arena, ifplan->snapshot_path, &bytes, &size);

	return r < 0 ? r : image_read(arena, &ifplan->diags,
				      ifplan->snapshot_path, bytes, size, ret);
}

int ifplan_snapshot(struct ifplan *ifplan, struct arena *arena,
		    const char *const *names, size_t count, unsigned want,
		    struct snapshot **ret)
{
	struct kernel *kernel;
	int r;

	if (ifplan->snapshot_path)
		return read_image(ifplan, arena, ret);
	r = ifplan_kernel(ifplan, &kernel);
	return r < 0 ? r : kernel_snapshot(kernel, arena, names, count, want,
					   ret);
}

static const char *const *name_targets(struct ifplan *ifplan,
				       enum ifplan_goal goal,
				       const struct target_name *targets,
				       size_t count)
{
	const char **names = ARENA_ARRAY(ifplan->arena, count + 1,
					 const char *), **name = names;

	for (size_t i = 0; i < count; i++) {
		if (goal != IFPLAN_QUERY &&
		    target_is_unknown(&ifplan->diags, &targets[i]))
			continue;
		*name++ = targets[i].is_explicit ?
			arena_printf(ifplan->arena, "%s=%s", targets[i].name,
				     targets[i].logical) : targets[i].name;
	}
	return names;
}

int ifplan_select(struct ifplan *ifplan, enum ifplan_goal goal,
		  const char *const names[], const char *const **ret)
{
	struct target_name *targets;
	size_t count;
	int r;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	r = target_select(ifplan, NULL, goal, names, &targets, &count);
	if (r == 0)
		*ret = name_targets(ifplan, goal, targets, count);
	return r;
}

/* As it was asked for; false: it says so. */
static bool is_known(struct ifplan *ifplan, struct target_name *target)
{
	target->is_unknown = !target_is_known(ifplan, IFPLAN_QUERY, target);
	return !target_is_unknown(&ifplan->diags, target);
}

bool ifplan_is_known(struct ifplan *ifplan, const char *name)
{
	struct target_name target;

	if (OUT_OF_MEMORY(ifplan))
		return false;
	target = target_split(ifplan->arena, name);
	return is_known(ifplan, &target);
}

bool ifplan_is_defined(struct ifplan *ifplan, const char *name)
{
	struct target_name target;

	if (OUT_OF_MEMORY(ifplan))
		return false;
	target = target_split(ifplan->arena, name);
	return target_is_defined(ifplan, &target);
}

/* With -v, and when a mapping led nowhere. */
static void say_query(struct ifplan *ifplan, const struct target *target,
		      const struct iface *stanza)
{
	if (!stanza && has_flag(ifplan, IFPLAN_NO_MAPPINGS) &&
	    target_has_mapping(ifplan->model, target->logical))
		return;
	if (!stanza)
		complain_classic(ifplan, DIAG_ERROR, "unknown interface %s",
				 target->name);
	else if (has_flag(ifplan, IFPLAN_VERBOSE))
		complain_classic(ifplan, DIAG_NOTE,
				 "querying interface %s=%s (%s)",
				 target->name, target->logical,
				 family_name(stanza->family));
}

static const struct ifplan_iface *query_ifaces(struct ifplan *ifplan,
					       const char *name)
{
	struct target_name target = target_split(ifplan->arena, name);
	const struct ifplan_iface *first = NULL, **end = &first;
	struct target *owner = ARENA_NEW(ifplan->arena, struct target);
	struct iface *stanza;

	if (!is_known(ifplan, &target) ||
	    !target_map(ifplan, &ifplan->diags, &target, true))
		return NULL;
	owner->name = owner->link = target.name;
	owner->logical = target.logical;
	stanza = model_find(ifplan->model, target.logical);
	if (!stanza)
		say_query(ifplan, owner, stanza);
	for (; stanza; stanza = stanza->same_name) {
		struct ifplan_iface *iface =
			ARENA_NEW(ifplan->arena, struct ifplan_iface);

		say_query(ifplan, owner, stanza);
		iface->job.iface = stanza;
		iface->job.target = owner;
		job_fill(ifplan, ifplan->arena, ifplan->model, &iface->job);
		*end = iface;
		end = &iface->next;
	}
	return first;
}

const struct ifplan_iface *
ifplan_next_iface(struct ifplan *ifplan, const char *name,
		  const struct ifplan_iface *previous)
{
	if (previous)
		return previous->next;
	if (OUT_OF_MEMORY(ifplan))
		return NULL;
	return query_ifaces(ifplan, name);
}

bool ifplan_iface_option(const struct ifplan_iface *iface, size_t number,
			 const char **ret_name, const char **ret_value)
{
	if (number >= iface->job.count)
		return false;
	*ret_name = iface->job.entries[number].name;
	*ret_value = iface->job.entries[number].value;
	return true;
}

static void add_once(struct arena *arena, struct name_list *list,
		     const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->names[i], name))
			return;
	*ARENA_PUSH(arena, &list->names, &list->count) = name;
}

static void collect_needs(struct ifplan *ifplan, struct target *target,
			  struct iface *stanza)
{
	struct job job = { .iface = stanza, .target = target };

	job_fill(ifplan, ifplan->arena, ifplan->model, &job);
	if (!target->kind)
		target->kind = link_kind_of(target->link, job.entries,
					    job.count);
	link_needs(ifplan->arena, target->kind, target->link, job.entries,
		   job.count, ifplan->model, &target->needs);
}

int ifplan_needs(struct ifplan *ifplan, const char *name,
		 const char *const **ret)
{
	struct target target = { .name = name, .link = name };
	struct name_list needs = { .count = 0 };

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	for (struct iface *i = model_find(ifplan->model, name); i;
	     i = i->same_name)
		collect_needs(ifplan, &target, i);
	/* eth0.50 as a port needs no stanza; its name comes first. */
	if (!model_find(ifplan->model, name)) {
		link_names_to_ask(ifplan->arena, name, &target.needs);
		target.needs.names++;
		target.needs.count--;
	}
	for (size_t i = 0; i < target.needs.count; i++)
		add_once(ifplan->arena, &needs, target.needs.names[i]);
	*ARENA_PUSH(ifplan->arena, &needs.names, &needs.count) = NULL;
	*ret = needs.names;
	return 0;
}

int ifplan_read_state(struct ifplan *ifplan, const char *const **ret)
{
	const char **lines, **newest_first;
	size_t count;
	int r;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	r = state_list(ifplan, ifplan->arena, &lines, &count);
	if (r < 0)
		return r;
	newest_first = ARENA_ARRAY(ifplan->arena, count + 1, const char *);
	for (size_t i = 0; i < count; i++)
		newest_first[i] = lines[count - 1 - i];
	*ret = newest_first;
	return 0;
}

/* Plans */

int ifplan_make_plan(struct ifplan *ifplan, enum ifplan_goal goal,
		     const char *const names[], struct ifplan_plan **ret)
{
	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	return plan_make(ifplan, goal, names, ret);
}

const struct ifplan_step *ifplan_next_step(const struct ifplan_plan *plan,
					   const struct ifplan_step *previous)
{
	return (const struct ifplan_step *)
		plan_next_line(plan, (const struct step *)previous);
}

const char *ifplan_step_text(const struct ifplan_step *step)
{
	return step_text((const struct step *)step);
}

const struct ifplan_diag *ifplan_step_diag(const struct ifplan_step *step)
{
	return (const struct ifplan_diag *)
		((const struct step *)step)->complaint;
}

const char *ifplan_step_interface(const struct ifplan_step *step)
{
	return ((const struct step *)step)->target->name;
}

int ifplan_run(struct ifplan_plan *plan, ifplan_step_fn *report, void *data)
{
	if (plan->ifplan->snapshot_path ||
	    has_flag(plan->ifplan, IFPLAN_NO_ACT))
		return -EINVAL;
	if (OUT_OF_MEMORY(plan->ifplan))
		return -ENOMEM;
	return plan_run(plan, report, data);
}

/* Checks */

int ifplan_check(struct ifplan *ifplan, const char *const names[],
		 struct ifplan_check **ret)
{
	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	return check_make(ifplan, names, ret);
}

bool ifplan_is_auto(struct ifplan *ifplan, const char *name)
{
	if (OUT_OF_MEMORY(ifplan))
		return false;
	return target_is_auto(ifplan, name);
}

/* The running state */

static int read_running(struct ifplan *ifplan, struct snapshot **ret)
{
	return ifplan_snapshot(ifplan, ifplan->arena, NULL, 0,
			       SNAPSHOT_ADDRESSES | SNAPSHOT_ROUTES |
			       SNAPSHOT_VLANS, ret);
}

static int hand_over(const struct text *text, char **ret)
{
	*ret = strdup(text->at);
	return *ret ? 0 : -ENOMEM;
}

int ifplan_running_text(struct ifplan *ifplan, char **ret)
{
	struct text out = { .arena = ifplan->arena };
	struct snapshot *snapshot;
	int r;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	r = read_running(ifplan, &snapshot);
	if (r == 0)
		image_write(snapshot, &out);
	return r < 0 ? r : hand_over(&out, ret);
}

int ifplan_running_file(struct ifplan *ifplan, const char *const names[],
			char **ret)
{
	struct text out = { .arena = ifplan->arena };
	struct snapshot *snapshot;
	int r;

	if (OUT_OF_MEMORY(ifplan))
		return -ENOMEM;
	r = read_running(ifplan, &snapshot);
	if (r == 0)
		running_write(ifplan, snapshot, names, &out);
	return r < 0 ? r : hand_over(&out, ret);
}

const struct ifplan_link *ifplan_next_link(struct ifplan *ifplan,
					   const struct ifplan_link *previous)
{
	const struct snapshot *snapshot;
	size_t next = 0;

	if (OUT_OF_MEMORY(ifplan) ||
	    (!previous && read_running(ifplan, &ifplan->running) < 0))
		return NULL;
	snapshot = ifplan->running;
	while (previous && next < snapshot->link_count &&
	       snapshot->links[next++] != (const struct link *)previous)
		;
	return next < snapshot->link_count ?
		(const struct ifplan_link *)snapshot->links[next] : NULL;
}

const char *ifplan_link_fact(struct ifplan *ifplan,
			     const struct ifplan_link *link, const char *fact)
{
	if (OUT_OF_MEMORY(ifplan))
		return "";
	return link_fact(ifplan, (const struct link *)link, fact);
}

/* Rows */

static const struct option *nth_row(const struct option *rows, size_t *number)
{
	for (; rows && rows->name; rows++)
		if ((*number)-- == 0)
			return rows;
	return NULL;
}

static const struct option *find_row(size_t number, const char **ret_owner,
				     const struct method **ret_method)
{
	const struct option *row = nth_row(common_options, &number);

	*ret_owner = "";
	*ret_method = NULL;
	for (size_t i = 0; !row && link_kinds[i]; i++) {
		row = nth_row(link_kinds[i]->options, &number);
		*ret_owner = link_kinds[i]->name;
	}
	for (size_t i = 0; !row && methods[i]; i++) {
		row = nth_row(method_options(methods[i]), &number);
		*ret_owner = methods[i]->owner ? methods[i]->owner :
			methods[i]->name;
		*ret_method = methods[i];
	}
	return row;
}

bool ifplan_is_same_option(const char *name, const char *other)
{
	const struct method *method;
	const struct option *row;
	const char *owner;

	if (text_same_option(name, other))
		return true;
	for (size_t i = 0; (row = find_row(i, &owner, &method)); i++)
		if (option_has_name(row, name) && option_has_name(row, other))
			return true;
	return false;
}

bool ifplan_option_row(size_t number, const char **ret_name,
		       const char **ret_owner, const char **ret_unit,
		       const char **ret_help)
{
	const struct method *method;
	const char *owner;
	const struct option *row = find_row(number, &owner, &method);

	if (!row)
		return false;
	if (ret_name)
		*ret_name = row->name;
	if (ret_owner)
		*ret_owner = owner;
	if (ret_unit)
		*ret_unit = row->unit ? row->unit : "";
	if (ret_help)
		*ret_help = row->help;
	return true;
}

const char *ifplan_option_fact(struct ifplan *ifplan, size_t number,
			       const char *fact)
{
	const struct method *method;
	const char *owner;
	const struct option *row = find_row(number, &owner, &method);

	if (OUT_OF_MEMORY(ifplan))
		return "";
	return row ? row_fact(ifplan->arena, row, method, fact) : NULL;
}
