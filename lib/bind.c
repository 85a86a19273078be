// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * bind.c - handles of stanzas, bound to the tree of the changed bytes
 *
 * A handle goes to the stanza that stands where the splices moved the first
 * byte of its old one.  What came and went (a move, a new text) is bound by its
 * head, in order.
 */
#include <string.h>

#include "lib/document.h"

#define LOOK_AHEAD 64		/* stanzas, for one with the same head */

struct binding {
	struct ifplan_file *file;
	struct source *source;
	const struct file *tree;
	struct ifplan_stanza **old;	/* NULL: bound */
	size_t old_count;
	const struct stanza **stanzas;
	struct ifplan_stanza **handles;	/* of these */
	size_t count;
	size_t next;			/* of them, while interfaces are found */
};

static void bind(struct binding *binding, size_t old, size_t number)
{
	binding->handles[number] = binding->old[old];
	binding->old[old] = NULL;
}

/* The first of the new stanzas, from NEXT on, that does not begin before. */
static size_t find_from(const struct binding *binding, size_t next,
			size_t offset)
{
	while (next < binding->count &&
	       (size_t)(syntax_first(binding->stanzas[next]) -
			binding->tree->bytes) < offset)
		next++;
	return next;
}

static void bind_by_place(struct binding *binding, const struct edits *edits)
{
	struct edit_cursor cursor = { .edits = edits };
	size_t next = 0;

	for (size_t i = 0; i < binding->old_count; i++) {
		size_t offset = edit_offset(&cursor, syntax_first(
						binding->old[i]->tree));

		if (offset == SIZE_MAX)
			continue;
		next = find_from(binding, next, offset);
		if (next < binding->count &&
		    syntax_first(binding->stanzas[next]) ==
		    binding->tree->bytes + offset)
			bind(binding, i, next++);
	}
}

static bool is_same_word(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool is_iface(const struct stanza *stanza)
{
	return stanza->kind == STANZA_IFACE || stanza->kind == STANZA_BROKEN;
}

/* A stanza that comes before its parent is broken, but the same. */
static bool has_same_head(const struct stanza *a, const struct stanza *b)
{
	if (is_iface(a) && is_iface(b))
		return is_same_word(a->name, b->name) &&
			a->family == b->family;
	return a->kind == b->kind && is_same_word(a->name, b->name) &&
		is_same_word(a->words, b->words);
}

static void bind_by_head(struct binding *binding)
{
	size_t next = 0;

	for (size_t i = 0; i < binding->old_count; i++) {
		size_t seen = 0;

		if (!binding->old[i])
			continue;
		for (size_t k = next; k < binding->count &&
		     seen < LOOK_AHEAD; k++) {
			if (binding->handles[k])
				continue;
			seen++;
			if (!has_same_head(binding->old[i]->tree,
					   binding->stanzas[k]))
				continue;
			bind(binding, i, k);
			next = k + 1;
			break;
		}
	}
}

static void bind_rest(struct binding *binding)
{
	for (size_t i = 0; i < binding->count; i++)
		if (!binding->handles[i])
			binding->handles[i] = ARENA_NEW(binding->file->arena,
							struct ifplan_stanza);
}

/* EDITS made the tree, or none are known that did. */
static void bind_source(struct binding *binding, const struct edits *edits)
{
	struct arena *arena = binding->file->next_arena;
	const struct source *source = binding->source;
	const struct file *tree = binding->tree;

	binding->old_count = source->count;
	binding->old = arena_memdup(arena, source->stanzas, source->count *
				    sizeof(*source->stanzas));
	binding->count = tree ? tree->outer_count : 0;
	binding->stanzas = tree ? tree->outer : NULL;
	binding->handles = ARENA_ARRAY(arena, binding->count,
				       struct ifplan_stanza *);
	if (edits && tree)
		bind_by_place(binding, edits);
	bind_by_head(binding);
	bind_rest(binding);
}

/* The new trees, indexed, by the number of their source. */
static const struct file **sort_trees(struct ifplan_file *file,
				      const struct model *model)
{
	const struct file **trees = ARENA_ARRAY(file->next_arena,
						file->source_count,
						const struct file *);

	for (size_t i = 0; i < model->file_count; i++) {
		struct file *tree = model->files[i];

		syntax_index(file->next_arena, tree);
		trees[intern_find(&file->paths, tree->path)] = tree;
	}
	return trees;
}

struct binding *bind_all(struct ifplan_file *file, const struct model *model,
			 const struct source *changed,
			 const struct edits *edits)
{
	const struct file **trees = sort_trees(file, model);
	struct binding *bindings = ARENA_ARRAY(file->next_arena,
					       file->source_count,
					       struct binding);

	for (size_t i = 0; i < file->source_count; i++) {
		struct source *source = file->sources[i];
		const struct edits none = { .file = source->tree };

		bindings[i] = (struct binding){
			.file = file, .source = source, .tree = trees[i] };
		bind_source(&bindings[i], source == changed ? edits : &none);
	}
	return bindings;
}

static void adopt(const struct binding *binding)
{
	struct source *source = binding->source;

	for (size_t i = 0; i < binding->old_count; i++)
		if (binding->old[i])
			binding->old[i]->tree = NULL;
	for (size_t i = 0; i < binding->count; i++)
		*binding->handles[i] = (struct ifplan_stanza){
			.file = binding->file, .source = source,
			.number = i, .tree = binding->stanzas[i],
		};
	source->stanzas = binding->handles;
	source->count = binding->count;
	source->tree = binding->tree;
}

/* Interfaces come in the order of the stanzas of each file; of a range the
   first one stands for all. */
static void find_ifaces(struct ifplan_file *file, struct binding *bindings)
{
	for (struct iface *i = file->model->first; i; i = i->next) {
		size_t number = intern_find(&file->paths, i->file->path);
		struct binding *binding = &bindings[number];

		while (binding->stanzas[binding->next] != i->stanza)
			binding->next++;
		if (!binding->handles[binding->next]->iface)
			binding->handles[binding->next]->iface = i;
	}
}

void bind_adopt(struct ifplan_file *file, struct binding *bindings)
{
	for (size_t i = 0; i < file->source_count; i++)
		adopt(&bindings[i]);
	find_ifaces(file, bindings);
}
