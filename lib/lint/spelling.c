// SPDX-License-Identifier: LGPL-2.1-or-later
/* spelling.c - rules about the names of options */
#include <string.h>

#include "lib/rule.h"

/* The same question is asked for every stanza of a kind: the answer is kept. */
static const struct near *ask(struct look *look, const struct part *part,
			      const struct entry *entry)
{
	const struct link_kind *kind = part->subject->target.kind;
	const char *key = arena_printf(look->arena, "%s %s %s",
		kind ? kind->name : "", part_entry(part, "bond-master") ?
		"slave" : "", entry->name);
	size_t number = intern_add(&look->near, key);
	struct near **near = intern_item(&look->near, number);

	if (*near)
		return *near;
	*near = ARENA_NEW(look->arena, struct near);
	**near = near_find(look->arena, kind, part->entries, part->count,
			   entry->name);
	return *near;
}

/* What an installed hook reads is an option, however it looks. */
static bool is_read_by_hook(const struct look *look, const char *name)
{
	const struct lint *lint = look->lint;

	return lint->is_hook_option && lint->is_hook_option(lint->data, name);
}

static void spell(struct look *look, const struct rule *rule,
		  const struct part *part, const struct entry *entry,
		  bool is_of_other_kind)
{
	const struct near *near;

	if (part_row(part, entry) || *part_value(part, "ovs-type"))
		return;
	near = ask(look, part, entry);
	if (near->text && near->is_of_other_kind == is_of_other_kind &&
	    !is_read_by_hook(look, entry->name))
		find(look, rule, at_option(part, entry), near->hint, "%s",
		     near->text);
}

static void unknown_option(struct look *look, const struct rule *rule,
			   struct part *part, const struct entry *entry)
{
	spell(look, rule, part, entry, false);
}

static void other_kind(struct look *look, const struct rule *rule,
		       struct part *part, const struct entry *entry)
{
	spell(look, rule, part, entry, true);
}

const struct rule lint_spelling[] = {
	{ "unknown-option", DIAG_WARNING,
	  "an option that nobody reads, but whose name is nearly one we know",
	  .option = unknown_option },
	{ "other-kind", DIAG_WARNING,
	  "an option of another kind of link than the stanza's",
	  .option = other_kind },
	{ .code = NULL },
};
