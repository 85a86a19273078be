// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rename.c - links that get another name, before anything else of an ifup
 *
 * Each is a target of its own at the head of the plan; the first that fails
 * ends the run.
 */
#include <linux/if_link.h>
#include <string.h>

#include "lib/internal.h"

/* The line, as if it were an option: complaints point at it. */
static const struct entry *rename_origin(struct arena *arena,
					 const struct place *place)
{
	struct entry *entry = ARENA_NEW(arena, struct entry);

	entry->line = syntax_head(arena, place->stanza);
	entry->name = entry->line->name;
	entry->value = entry->line->value;
	entry->file = place->file;
	return entry;
}

static size_t find_name(const struct name_list *list, const char *name)
{
	size_t i = 0;

	while (i < list->count && strcmp(list->names[i], name))
		i++;
	return i;
}

static struct target *rename_target(struct ifplan_plan *plan,
				    const struct target_name *pair)
{
	struct target *target = plan_new_meta(plan, pair->name, pair->logical,
					      pair->name);

	target->is_rename = target->has_barrier = true;
	return target;
}

/* From now on patterns and arguments speak of the new name. */
static void add_rename(struct ifplan_plan *plan,
		       const struct target_name *pair,
		       const struct entry *origin)
{
	struct name_list *links = pattern_links(plan->ifplan);
	size_t old = find_name(links, pair->name);
	struct target *target;

	if (old == links->count || !strcmp(pair->name, pair->logical))
		return;
	target = rename_target(plan, pair);
	target->renamed_by = origin;
	links->names[old] = pair->logical;
	*ARENA_PUSH(plan->arena, &plan->targets, &plan->target_count) = target;
}

static bool add_renames(struct ifplan_plan *plan, const char *word,
			const struct entry *origin)
{
	struct name_list words = { .count = 0 };
	struct target_name pair;

	if (strchr(word, '/'))
		pattern_expand(plan->ifplan, word, &words);
	else
		*ARENA_PUSH(plan->arena, &words.names, &words.count) = word;
	for (size_t i = 0; i < words.count; i++) {
		pair = target_split(plan->arena, words.names[i]);
		if (!pair.is_explicit || !*pair.logical) {
			complain_classic(plan->ifplan, DIAG_ERROR, "missing "
					 "target name for interface %s",
					 pair.name);
			return false;
		}
		add_rename(plan, &pair, origin);
	}
	return true;
}

bool rename_choose(struct ifplan_plan *plan)
{
	const struct name_list *renames = &plan->ifplan->model->renames;

	for (size_t i = 0; i < renames->count; i++)
		if (!add_renames(plan, renames->names[i],
				 rename_origin(plan->arena,
					       &renames->places[i])))
			return false;
	return true;
}

void rename_failed(struct ifplan *ifplan, const struct target *target)
{
	complain_classic(ifplan, DIAG_ERROR, "unable to rename %s to %s",
			 target->name, target->logical);
}

bool rename_plan(struct ifplan_plan *plan, struct target *target)
{
	struct change change = {
		.verb = LINK_SET,
		.link = target->name,
		.new_name = target->logical,
		.origin = target->renamed_by,
		.addr_gen_mode = -1,
	};

	if (snapshot_link(plan->snapshot, target->logical) &&
	    !is_rehearsal(plan->ifplan)) {
		complain(plan->ifplan, DIAG_ERROR, target->name,
			 target->renamed_by, NULL, NULL,
			 arena_printf(plan->arena, "there is a link %s already",
				      target->logical));
		rename_failed(plan->ifplan, target);
		return false;
	}
	(void)plan_change(plan, &target->jobs[0], &change);
	return true;
}
