// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * amend.c - the public edits of an interfaces file
 *
 * Each finds the splices (parser/edit.h) and commits them; what the file cannot
 * hold is refused with a complaint before.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/document.h"

/* Which option is meant */

static const struct option mapping_options[] = {
	{ .name = "script", .type = TYPE_TEXT },
	{ .name = "map", .type = TYPE_COMMAND, .flags = OPTION_REPEATS },
	{ .name = NULL },
};

/* A stanza that is not of a kind yet may become of any. */
static const struct option *find_any_row(const char *name)
{
	const struct option *row = NULL;

	for (size_t i = 0; !row && link_kinds[i]; i++)
		if (link_kinds[i]->options)
			row = option_find(link_kinds[i]->options, name);
	return row;
}

static const struct option *find_row(struct ifplan_file *file,
				     struct iface *iface, const char *name)
{
	struct target target = { .name = iface->name };
	struct job job = { .iface = iface, .target = &target };
	const struct option *row;
	const struct entry *entries;
	size_t count;

	entries = model_entries(file->model, iface, &count);
	target.kind = link_kind_of(iface->name, entries, count);
	job.method = method_find(iface->method, iface->family, &job.family);
	row = job_row(&job, name);
	return row ? row : find_any_row(name);
}

struct edit_option document_option(struct ifplan_file *file,
				   const struct ifplan_stanza *stanza,
				   const char *name)
{
	struct edit_option option = { .name = name };

	if (stanza->tree->kind == STANZA_MAPPING)
		option.row = option_find(mapping_options, name);
	else if (stanza->iface)
		option.row = find_row(file, stanza->iface, name);
	else
		option.row = option_find(common_options, name);
	return option;
}

static bool has_option(struct ifplan_file *file,
		       const struct ifplan_stanza *stanza, const char *name)
{
	const struct edit_option option = document_option(file, stanza, name);
	size_t count;
	const struct line *lines = syntax_lines(file->tree_arena, stanza->tree,
						&count);

	for (size_t i = 1; i < count; i++)
		if (edit_is_option(&option, &lines[i]))
			return true;
	return false;
}

/* An address says of which family it is. */
static enum family family_of(const char *value)
{
	struct ip_address address;

	if (!value || text_read_address(value, &address) < 0)
		return FAMILY_NONE;
	return address.family == AF_INET ? FAMILY_INET : FAMILY_INET6;
}

static bool is_of_family(const struct ifplan_stanza *stanza,
			 enum family family)
{
	return !family || !stanza->iface || stanza->iface->family == family;
}

/* What belongs to an address must not go to another family's stanza. */
static bool may_hold(struct ifplan_file *file,
		     const struct ifplan_stanza *stanza, const char *name,
		     enum family family)
{
	const struct option *row = document_option(file, stanza, name).row;

	return is_of_family(stanza, family) || !row ||
		!(row->flags & OPTION_ADDRESS);
}

/* How well a stanza suits; 0: not at all. */
static int suits(struct ifplan_file *file, const struct ifplan_stanza *stanza,
		 const char *name, enum family family)
{
	if (!may_hold(file, stanza, name, family))
		return 0;
	return 1 + is_of_family(stanza, family) +
		2 * has_option(file, stanza, name);
}

static struct ifplan_stanza *choose(struct ifplan_file *file,
				    const char *text, const char *name,
				    const char *value)
{
	const struct where where = where_split(file->tree_arena, text);
	enum family family = where.family ? FAMILY_NONE : family_of(value);
	struct ifplan_stanza *stanza = NULL, *best = NULL;
	int most = 0;

	if (where.number)
		return document_find(file, text, NULL);
	while ((stanza = ifplan_file_next_stanza(file, stanza))) {
		int fit = where_is(&where, stanza) ?
			suits(file, stanza, name, family) : 0;

		if (fit > most) {
			best = stanza;
			most = fit;
		}
	}
	return best;
}

struct ifplan_stanza *ifplan_file_choose(struct ifplan_file *file,
					 const char *where, const char *option,
					 const char *value)
{
	if (FILE_OUT_OF_MEMORY(file))
		return NULL;
	return choose(file, where, option, value);
}

/* Options */

static int refuse(const struct ifplan_stanza *stanza, const char *problem)
{
	return document_refuse(stanza->file, -EINVAL, stanza->tree->name, "%s",
			       problem);
}

/* May the stanza have this option? */
static const char *stanza_problem(const struct ifplan_stanza *stanza,
				  const char *name)
{
	switch (stanza->tree->kind) {
	case STANZA_IFACE:
	case STANZA_BROKEN:
		return NULL;
	case STANZA_MAPPING:
		return option_find(mapping_options, name) ? NULL :
			"a mapping has no options but script and map";
	default:
		return "only iface and mapping stanzas have options";
	}
}

static const char *find_problem(const struct ifplan_stanza *stanza,
				const char *option, const char *value)
{
	const char *problem = stanza_problem(stanza, option);

	return problem ? problem : edit_problem(stanza->file->tree_arena,
						option, value);
}

static int set(struct ifplan_stanza *stanza, const char *name,
	       const char *const values[])
{
	struct ifplan_file *file = stanza->file;
	struct edits edits = document_edits(file, stanza->source);
	struct edit_option option;
	const char *problem = NULL;

	if (!*values)
		problem = find_problem(stanza, name, "");
	for (size_t i = 0; values[i] && !problem; i++)
		problem = find_problem(stanza, name, values[i]);
	if (problem)
		return refuse(stanza, problem);
	option = document_option(file, stanza, name);
	edit_set(&edits, stanza->tree, &option, values);
	return document_commit(file, stanza->source, &edits);
}

/* Guarded: a deleted stanza has nothing to edit. */
#define REFUSE_DELETED(stanza) do { \
	if (!(stanza)->tree) \
		return -ENOENT; \
	if (FILE_OUT_OF_MEMORY((stanza)->file)) \
		return -ENOMEM; \
} while (0)

int ifplan_stanza_set(struct ifplan_stanza *stanza, const char *option,
		      const char *const values[])
{
	REFUSE_DELETED(stanza);
	return set(stanza, option, values);
}

static int add(struct ifplan_stanza *stanza, const char *name,
	       const char *value)
{
	struct ifplan_file *file = stanza->file;
	struct edits edits = document_edits(file, stanza->source);
	const char *problem = find_problem(stanza, name, value);
	struct edit_option option;

	if (problem)
		return refuse(stanza, problem);
	option = document_option(file, stanza, name);
	if (edit_add(&edits, stanza->tree, &option, value) < 0)
		return document_refuse(file, -EINVAL, stanza->tree->name,
				       "%s has a value already, and takes but "
				       "one", name);
	return document_commit(file, stanza->source, &edits);
}

int ifplan_stanza_add(struct ifplan_stanza *stanza, const char *option,
		      const char *value)
{
	REFUSE_DELETED(stanza);
	return add(stanza, option, value);
}

static int unset(struct ifplan_stanza *stanza, const char *name,
		 const char *value)
{
	struct ifplan_file *file = stanza->file;
	struct edits edits = document_edits(file, stanza->source);
	struct edit_option option;

	if (stanza_problem(stanza, name))
		return 0;
	option = document_option(file, stanza, name);
	edit_unset(&edits, stanza->tree, &option, value);
	return document_commit(file, stanza->source, &edits);
}

int ifplan_stanza_unset(struct ifplan_stanza *stanza, const char *option,
			const char *value)
{
	REFUSE_DELETED(stanza);
	return unset(stanza, option, value);
}

static int set_method(struct ifplan_stanza *stanza, const char *method)
{
	struct ifplan_file *file = stanza->file;
	struct edits edits = document_edits(file, stanza->source);

	if (!stanza->iface)
		return refuse(stanza, "only iface stanzas have a method");
	if (!family_has_method(stanza->iface->family, method))
		return document_refuse(file, -EINVAL, stanza->tree->name,
				       "%s has no method \"%s\"",
				       family_name(stanza->iface->family),
				       method);
	if (!edit_set_method(&edits, stanza->tree, method))
		return refuse(stanza, "its line names no method to replace");
	return document_commit(file, stanza->source, &edits);
}

int ifplan_stanza_set_method(struct ifplan_stanza *stanza, const char *method)
{
	REFUSE_DELETED(stanza);
	return set_method(stanza, method);
}

/* Comments */

static const struct edit_option *option_or_none(struct edit_option *option)
{
	return option->name ? option : NULL;
}

static const char *read_comment(const struct ifplan_stanza *stanza,
				const char *name)
{
	struct ifplan_file *file = stanza->file;
	struct edit_option option = { .name = NULL };

	if (name)
		option = document_option(file, stanza, name);
	return edit_comment(file->tree_arena, stanza->source->tree,
			    stanza->tree, option_or_none(&option));
}

const char *ifplan_stanza_comment(const struct ifplan_stanza *stanza,
				  const char *option)
{
	if (!stanza->tree || FILE_OUT_OF_MEMORY(stanza->file))
		return NULL;
	return read_comment(stanza, option);
}

static int set_comment(struct ifplan_stanza *stanza, const char *name,
		       const char *text)
{
	struct ifplan_file *file = stanza->file;
	struct edits edits = document_edits(file, stanza->source);
	struct edit_option option = { .name = NULL };
	int r;

	if (name)
		option = document_option(file, stanza, name);
	r = edit_set_comment(&edits, stanza->tree, option_or_none(&option),
			     text);
	if (r < 0)
		return document_refuse(file, r, stanza->tree->name,
				       "it has no option %s", name);
	return document_commit(file, stanza->source, &edits);
}

int ifplan_stanza_set_comment(struct ifplan_stanza *stanza, const char *option,
			      const char *text)
{
	REFUSE_DELETED(stanza);
	return set_comment(stanza, option, text);
}

/* Stanzas */

static int delete(struct ifplan_stanza *stanza)
{
	struct edits edits = document_edits(stanza->file, stanza->source);

	edit_delete(&edits, stanza->tree);
	return document_commit(stanza->file, stanza->source, &edits);
}

int ifplan_stanza_delete(struct ifplan_stanza *stanza)
{
	if (!stanza->tree)
		return 0;
	if (FILE_OUT_OF_MEMORY(stanza->file))
		return -ENOMEM;
	return delete(stanza);
}

static int move(struct ifplan_stanza *stanza,
		const struct ifplan_stanza *before)
{
	struct edits edits = document_edits(stanza->file, stanza->source);

	if (syntax_is_bare_list(syntax_head(edits.arena, stanza->tree)))
		return document_refuse(stanza->file, -EINVAL,
				       stanza->source->path, "a list without "
				       "names means the stanza it stands in");
	edit_move(&edits, stanza->tree, before ? before->tree : NULL);
	return document_commit(stanza->file, stanza->source, &edits);
}

int ifplan_stanza_move(struct ifplan_stanza *stanza,
		       const struct ifplan_stanza *before)
{
	if (before && (!before->tree || before->source != stanza->source))
		return -EXDEV;
	REFUSE_DELETED(stanza);
	return move(stanza, before);
}

/* The line parses to one stanza, and without a complaint. */
static bool is_stanza(struct arena *arena, const char *line)
{
	struct diags diags = { .arena = arena };
	const struct file *tree = syntax_parse(arena, "", line, strlen(line),
					       &diags);

	return tree->first && !tree->first->next && !diags.errors &&
		tree->first->kind != STANZA_BROKEN && !strchr(line, '\n') &&
		line[strlen(line) - 1] != '\\';
}

/* The last one of that head, up to what it was added before. */
static struct ifplan_stanza *find_added(const struct source *source,
					const char *line,
					const struct ifplan_stanza *before)
{
	size_t number = before ? before->number : source->count;
	size_t length = strlen(line);

	while (number > 0) {
		struct ifplan_stanza *stanza = source->stanzas[--number];

		if (!strncmp(syntax_first(stanza->tree), line, length))
			return stanza;
	}
	return NULL;
}

static int add_stanza(struct ifplan_file *file, const char *line,
		      const struct ifplan_stanza *before,
		      struct ifplan_stanza **ret)
{
	struct source *source = before ? before->source : file->sources[0];
	struct edits edits = document_edits(file, source);
	int r;

	if (!is_stanza(file->tree_arena, line))
		return document_refuse(file, -EINVAL, source->path,
				       "\"%s\" is no stanza", line);
	edit_add_stanza(&edits, line, before ? before->tree : NULL);
	r = document_commit(file, source, &edits);
	if (r > 0 && ret)
		*ret = find_added(source, line, before);
	return r;
}

int ifplan_file_add_stanza(struct ifplan_file *file, const char *line,
			   const struct ifplan_stanza *before,
			   struct ifplan_stanza **ret)
{
	if (before && !before->tree)
		return -ENOENT;
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return add_stanza(file, line, before, ret);
}
