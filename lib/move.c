// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * move.c - the address of one interface to another, as under a new bridge
 *
 *	iface eth0 inet static          iface eth0 inet manual
 *	    address 192.0.2.2/24   ->       mtu 9000
 *	    mtu 9000
 *	iface vmbr0 inet manual         iface vmbr0 inet static
 *	    bridge-ports eth0               bridge-ports eth0
 *	                                    address 192.0.2.2/24
 */
#include <errno.h>
#include <string.h>

#include "lib/document.h"

struct moved_line {
	const char *name, *value;
	bool stays;			/* is copied */
};

/* One family's stanza. */
struct move {
	struct ifplan_file *file;
	struct ifplan_stanza *from, *to;	/* TO may be made */
	const char *to_name;
	const char *method;
	struct moved_line *lines;
	size_t count;
};

/* Rows of its method, of addresses; of name servers nobody has rows. */
static bool is_of_address(const struct ifplan_stanza *stanza,
			  const struct option *row, const char *name)
{
	const struct method_family *family = NULL;

	if (!strncmp(name, "dns-", 4))
		return true;
	if (!row)
		return false;
	(void)method_find(stanza->iface->method, stanza->iface->family,
			  &family);
	return row->flags & OPTION_ADDRESS ||
		(family && family->options &&
		 option_find(family->options, row->name) == row);
}

static bool is_bond(const struct ifplan_stanza *stanza)
{
	size_t count;
	const struct entry *entries = model_entries(stanza->file->model,
						    stanza->iface, &count);

	return link_kind_of(stanza->tree->name, entries, count) ==
		link_kind_find("bond");
}

static void find_lines(struct move *move)
{
	struct arena *arena = move->file->arena;
	size_t count;
	const struct line *lines = syntax_lines(move->file->tree_arena,
						move->from->tree, &count);

	for (size_t i = 1; i < count; i++) {
		const struct option *row = document_option(move->file,
					move->from, lines[i].name).row;
		bool stays = row && !strcmp(row->name, "hwaddress") &&
			is_bond(move->from);

		if (lines[i].kind != LINE_TEXT || !*lines[i].value ||
		    (!stays && !is_of_address(move->from, row, lines[i].name)))
			continue;
		*ARENA_PUSH(arena, &move->lines, &move->count) =
			(struct moved_line){
				arena_strdup(arena, lines[i].name),
				arena_strdup(arena, lines[i].value), stays };
	}
}

static bool is_manual(const struct ifplan_stanza *stanza)
{
	return !strcmp(stanza->iface->method, "manual");
}

/* An address, or a method that gets one. */
static bool has_address(const struct ifplan_stanza *stanza)
{
	return model_get(stanza->file->model, stanza->iface, "address") ||
		(!is_manual(stanza) &&
		 strcmp(stanza->iface->method, "static") != 0);
}

static struct ifplan_stanza *find_family(struct ifplan_file *file,
					 const char *name, enum family family)
{
	const char *where = arena_printf(file->tree_arena, "%s/%s", name,
					 family_name(family));

	return document_find(file, where, NULL);
}

static int check(struct move *move)
{
	struct ifplan_file *file = move->file;

	move->method = arena_strdup(file->arena, move->from->iface->method);
	move->to = find_family(file, move->to_name, move->from->iface->family);
	if (!move->from->tree->method || move->from->iface->parent ||
	    (move->to && !move->to->tree->method))
		return document_refuse(file, -EINVAL, move->from->tree->name,
				       "what is inherited cannot be moved");
	if (move->to && has_address(move->to))
		return document_refuse(file, -EEXIST, move->to_name,
				       "it has an address already");
	find_lines(move);
	return 0;
}

/* Carrying it out */

/* A stanza of the family, behind the last one of that name. */
static int make_stanza(struct move *move)
{
	struct ifplan_file *file = move->file;
	struct ifplan_stanza *last = NULL, *s = NULL;
	const char *family = family_name(move->from->iface->family);
	struct edits edits;
	int r;

	while ((s = document_find(file, move->to_name, s)))
		last = s;
	edits = document_edits(file, last->source);
	edit_add_behind(&edits, last->tree,
			arena_printf(file->tree_arena, "iface %s %s %s",
				     move->to_name, family, move->method));
	r = document_commit(file, last->source, &edits);
	move->to = r < 0 ? NULL : find_family(file, move->to_name,
					      move->from->iface->family);
	return r;
}

static int give(struct move *move)
{
	struct ifplan_file *file = move->file;
	struct edits edits = document_edits(file, move->to->source);

	edit_set_method(&edits, move->to->tree, move->method);
	for (size_t i = 0; i < move->count; i++) {
		const struct edit_option option = { move->lines[i].name, NULL };

		edit_append(&edits, move->to->tree, &option,
			    move->lines[i].value);
	}
	return document_commit(file, move->to->source, &edits);
}

static int take(struct move *move)
{
	struct ifplan_file *file = move->file;
	struct edits edits = document_edits(file, move->from->source);

	edit_set_method(&edits, move->from->tree, "manual");
	for (size_t i = 0; i < move->count; i++) {
		const struct edit_option option = { move->lines[i].name, NULL };
		bool is_seen = false;

		for (size_t k = 0; k < i; k++)
			is_seen |= text_same_option(move->lines[k].name,
						    option.name);
		if (!is_seen && !move->lines[i].stays)
			edit_unset(&edits, move->from->tree, &option, NULL);
	}
	return document_commit(file, move->from->source, &edits);
}

static int carry_out(struct move *move)
{
	int r = move->to ? 0 : make_stanza(move);

	if (r >= 0)
		r = give(move);
	if (r >= 0)
		r = take(move);
	return r < 0 ? r : 1;
}

/* Does the stanza say anything of an address? */
static bool is_to_move(const struct ifplan_stanza *stanza)
{
	return stanza->iface && stanza->iface->family && has_address(stanza);
}

static int move_address(struct ifplan_file *file, const char *from,
			const char *to)
{
	struct ifplan_stanza *stanza = NULL;
	struct move *moves = NULL;
	size_t count = 0;
	int r;

	if (!document_find(file, from, NULL) || !document_find(file, to, NULL))
		return document_refuse(file, -ENOENT,
				       document_find(file, from, NULL) ? to :
				       from, "there is no stanza of this "
				       "name");
	while ((stanza = document_find(file, from, stanza))) {
		struct move *move;

		if (!is_to_move(stanza))
			continue;
		move = ARENA_PUSH(file->arena, &moves, &count);
		*move = (struct move){
			.file = file, .from = stanza, .to_name = to };
		r = check(move);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < count; i++) {
		r = carry_out(&moves[i]);
		if (r < 0)
			return r;
	}
	return count > 0;
}

int ifplan_file_move_address(struct ifplan_file *file, const char *from,
			     const char *to)
{
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return move_address(file, from, to);
}
