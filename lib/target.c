// SPDX-License-Identifier: LGPL-2.1-or-later
/* target.c - which interfaces are meant: names, patterns, classes, mappings */
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "lib/internal.h"

struct selection {
	struct ifplan *ifplan;
	enum ifplan_goal goal;
	struct target_name *targets;
	size_t count;
	struct intern seen;
};

struct target_name target_split(struct arena *arena, const char *argument)
{
	const char *equals = strchr(argument, '=');
	struct target_name target = {
		.name = argument,
		.logical = argument,
		.is_explicit = equals != NULL,
	};

	if (equals) {
		target.name = arena_strndup(arena, argument,
					    (size_t)(equals - argument));
		target.logical = equals + 1;
	}
	return target;
}

static bool in_list(const struct name_list *globs, const char *name)
{
	for (size_t i = 0; i < globs->count; i++)
		if (!fnmatch(globs->names[i], name, 0))
			return true;
	return false;
}

static const char *class_name(const struct ifplan *ifplan)
{
	return ifplan->class ? ifplan->class : "auto";
}

static void push_name(struct selection *selection, const char *argument)
{
	struct arena *arena = selection->ifplan->arena;

	*ARENA_PUSH(arena, &selection->targets, &selection->count) =
		target_split(arena, argument);
}

static void add_name(struct selection *selection, const char *argument)
{
	size_t before = selection->seen.count;

	if (intern_add(&selection->seen, argument) == before)
		push_name(selection, argument);
}

bool target_matches(struct arena *arena, const char *argument,
		    const char *name)
{
	if (!strchr(argument, '/'))
		return !strcmp(target_split(arena, argument).name, name);
	return pattern_matches(arena, argument, name);
}

static void add_pattern(struct selection *selection, const char *argument)
{
	struct name_list names = { .count = 0 };

	pattern_expand(selection->ifplan, argument, &names);
	for (size_t i = 0; i < names.count; i++)
		add_name(selection, names.names[i]);
}

static void add_argument(struct selection *selection, const char *argument)
{
	if (strchr(argument, '/'))
		add_pattern(selection, argument);
	else
		add_name(selection, argument);
}

/* The names of a class are different already, but patterns may meet them. */
static void add_class(struct selection *selection, const char *name)
{
	const struct allow_class *class =
		model_class(selection->ifplan->model, name);
	bool is_plain = class && !selection->ifplan->class &&
		!class->has_patterns;

	for (size_t i = 0; class && i < class->members.count; i++)
		if (is_plain)
			push_name(selection, class->members.names[i]);
		else
			add_argument(selection, class->members.names[i]);
}

static const char *member_name(const struct selection *selection,
			       const char *member)
{
	return arena_strndup(selection->ifplan->arena, member,
			     strcspn(member, "="));
}

/* ifup --allow: VLANs of the targets that are in the class come too. */
static void add_class_vlans(struct selection *selection)
{
	const struct allow_class *class =
		model_class(selection->ifplan->model,
			    selection->ifplan->class);
	size_t count = selection->count;

	for (size_t i = 0; class && i < count; i++) {
		const char *name = selection->targets[i].name;
		size_t length = strlen(name);

		for (size_t k = 0; k < class->members.count; k++)
			if (!strncmp(class->members.names[k], name, length) &&
			    class->members.names[k][length] == '.' &&
			    !strchr(name, '.'))
				add_name(selection, member_name(
					selection, class->members.names[k]));
	}
}

static bool has_target(const struct selection *selection, const char *name)
{
	for (size_t i = 0; i < selection->count; i++)
		if (!strcmp(selection->targets[i].name, name))
			return true;
	return false;
}

/* ifdown -a: all that is recorded, newest first, and what was left half. */
static int add_recorded(struct selection *selection)
{
	struct ifplan *ifplan = selection->ifplan;
	const char **lines, *const *names;
	size_t count;
	int r = state_list(ifplan, ifplan->arena, &lines, &count);

	for (size_t i = count; r == 0 && i > 0; i--)
		add_name(selection, lines[i - 1]);
	names = state_partial(ifplan, &count);
	for (size_t i = 0; i < count; i++)
		if (!has_target(selection, names[i]))
			add_name(selection, names[i]);
	return r;
}

/* MEMBER is NAME, or NAME=LOGICAL. */
static bool is_member(const char *member, const char *name)
{
	size_t length = strcspn(member, "=");

	return !strncmp(member, name, length) && !name[length];
}

static bool class_has(struct ifplan *ifplan, const struct allow_class *class,
		      const char *name)
{
	if (class && !class->has_patterns)
		return model_has_member(ifplan->model, class->name, name);
	for (size_t i = 0; class && i < class->members.count; i++) {
		const char *member = class->members.names[i];
		struct name_list names = { .names = &member, .count = 1 };

		if (strchr(member, '/')) {
			names = (struct name_list){ .count = 0 };
			pattern_expand(ifplan, member, &names);
		}
		for (size_t k = 0; k < names.count; k++)
			if (is_member(names.names[k], name))
				return true;
	}
	return false;
}

bool target_is_filtered(struct ifplan *ifplan, enum ifplan_goal goal,
			const char *name)
{
	if (in_list(&ifplan->excludes, name))
		return true;
	if (goal == IFPLAN_DOWN && has_flag(ifplan, IFPLAN_ALL) &&
	    in_list(&ifplan->model->no_auto_down, name))
		return true;
	return ifplan->class &&
		!class_has(ifplan, model_class(ifplan->model, ifplan->class),
			   name);
}

bool target_is_auto(struct ifplan *ifplan, const char *name)
{
	return class_has(ifplan, model_class(ifplan->model, "auto"), name);
}

static bool matches(const struct mapping *mapping, const char *name)
{
	for (size_t i = 0; mapping->globs[i]; i++)
		if (!fnmatch(mapping->globs[i], name, 0))
			return true;
	return false;
}

bool target_has_mapping(const struct model *model, const char *name)
{
	for (const struct mapping *m = model->mappings; m; m = m->next)
		if (matches(m, name))
			return true;
	return false;
}

bool target_is_defined(const struct ifplan *ifplan,
		       const struct target_name *target)
{
	return model_find(ifplan->model, target->logical) ||
		target_has_mapping(ifplan->model, target->logical);
}

bool target_is_known(struct ifplan *ifplan, enum ifplan_goal goal,
		     const struct target_name *target)
{
	return target_is_defined(ifplan, target) ||
		(goal != IFPLAN_UP && state_is_known(ifplan, target->name));
}

/* Links are spoken of as they will be called, one rename after another. */
static void apply_rename(struct selection *selection,
			 const struct target_name *pair)
{
	const char *new_name = pair->is_explicit ? pair->logical : "";

	for (size_t i = 0; i < selection->count; i++) {
		struct target_name *target = &selection->targets[i];

		if (strcmp(target->name, pair->name))
			continue;
		target->name = new_name;
		if (!target->is_explicit)
			target->logical = new_name;
	}
}

/* ifup goes by the renames of its plan, the others by the file. */
static void apply_renames(struct selection *selection,
			  const struct ifplan_plan *plan)
{
	const struct name_list *renames = &selection->ifplan->model->renames;
	struct target_name pair;

	if (plan && plan->is_up) {
		for (size_t i = 0; i < plan->target_count; i++) {
			pair.name = plan->targets[i]->name;
			pair.logical = plan->targets[i]->logical;
			pair.is_explicit = true;
			apply_rename(selection, &pair);
		}
		return;
	}
	for (size_t i = 0; i < renames->count; i++) {
		pair = target_split(selection->ifplan->arena,
				    renames->names[i]);
		apply_rename(selection, &pair);
	}
}

/* All that are meant, known or not. */
static int collect(struct selection *selection, const struct ifplan_plan *plan,
		   const char *const names[])
{
	struct ifplan *ifplan = selection->ifplan;

	if (names && *names)
		for (; *names; names++)
			add_argument(selection,
				     arena_strdup(ifplan->arena, *names));
	else if (selection->goal == IFPLAN_DOWN)
		return add_recorded(selection);
	else
		add_class(selection, class_name(ifplan));
	if (selection->goal == IFPLAN_UP && ifplan->class)
		add_class_vlans(selection);
	apply_renames(selection, plan);
	return 0;
}

bool target_is_unknown(struct diags *said, const struct target_name *target)
{
	if (target->is_unknown)
		complain_classic_to(said, DIAG_ERROR, "unknown interface %s",
				    target->logical);
	return target->is_unknown;
}

int target_select(struct ifplan *ifplan, const struct ifplan_plan *plan,
		  enum ifplan_goal goal, const char *const names[],
		  struct target_name **ret, size_t *ret_count)
{
	struct selection selection = {
		.ifplan = ifplan,
		.goal = goal,
		.seen.arena = ifplan->arena,
	};
	size_t kept = 0;
	int r = collect(&selection, plan, names);

	for (size_t i = 0; i < selection.count; i++) {
		struct target_name *target = &selection.targets[i];

		if (target_is_filtered(ifplan, goal, target->name))
			continue;
		target->is_unknown = !target_is_known(ifplan, goal, target);
		selection.targets[kept++] = *target;
	}
	*ret = selection.targets;
	*ret_count = kept;
	return r;
}

/* Without blanks at its end; an empty one is an answer too. */
static const char *first_line(struct arena *arena, const char *output)
{
	size_t length = strcspn(output, "\n");

	while (length && text_is_blank(output[length - 1]))
		length--;
	return arena_strndup(arena, output, length);
}

static void say_mapping(struct ifplan *ifplan, struct diags *said,
			const char *script, const struct target_name *target)
{
	if (has_flag(ifplan, IFPLAN_VERBOSE))
		complain_classic_to(said, DIAG_NOTE,
				    "running mapping script %s on %s", script,
				    target->logical);
	if (ifplan->on_news)
		ifplan->on_news(ifplan->news_data);
}

static bool refuse_mapping(struct diags *said, const char *problem,
			   const char *script, const struct target_name *target)
{
	complain_classic_to(said, DIAG_ERROR, "%s mapping script %s on %s",
			    problem, script, target->name);
	return false;
}

static bool run_mapping(struct ifplan *ifplan, struct diags *said,
			struct target_name *target,
			const struct mapping *mapping)
{
	const char *script = mapping->script ? mapping->script : "(null)";
	char out[80];
	int r;

	say_mapping(ifplan, said, script, target);
	r = mapping->script ? hook_output(ifplan, script, target->name,
					  mapping, out, sizeof(out)) : -ENOENT;
	if (r == -EINTR)
		return false;
	if (r < 0 && mapping->script)
		complain_classic_to(said, DIAG_ERROR,
				    "executing \"%s\" failed: %s", script,
				    r == -EFBIG ?
				    "it prints more than 16 MiB" :
				    strerror(-r));
	if (r != 0)
		return refuse_mapping(said, "error trying to executing",
				      script, target);
	if (!*out)
		return refuse_mapping(said, "no output from", script, target);
	target->logical = first_line(ifplan->arena, out);
	return true;
}

bool target_map(struct ifplan *ifplan, struct diags *said,
		struct target_name *target, bool is_query)
{
	for (const struct mapping *m = ifplan->model->mappings; m;
	     m = m->next) {
		if (!matches(m, target->logical))
			continue;
		if (!has_flag(ifplan, IFPLAN_NO_MAPPINGS)) {
			if (!run_mapping(ifplan, said, target, m))
				return false;
		} else if (is_query && has_flag(ifplan, IFPLAN_VERBOSE)) {
			complain_classic_to(said, DIAG_NOTE,
					    "not running mapping scripts for "
					    "%s", target->logical);
			break;
		}
	}
	return true;
}
