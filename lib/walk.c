// SPDX-License-Identifier: LGPL-2.1-or-later
/* walk.c - what is in an interfaces file: stanzas, lines, lists, mappings */
#include <fnmatch.h>
#include <string.h>

#include "lib/document.h"

/* Stanzas */

/* After the NUMBER-th of a source; the first ones of the sources after it. */
static struct ifplan_stanza *stanza_at(const struct ifplan_file *file,
				       size_t source, size_t number)
{
	for (; source < file->source_count; source++, number = 0)
		if (number < file->sources[source]->count)
			return file->sources[source]->stanzas[number];
	return NULL;
}

/* The last one that does not begin after it; a bare list is inside that. */
struct ifplan_stanza *document_stanza(const struct ifplan_file *file,
				      const struct file *tree,
				      const struct stanza *stanza)
{
	const struct source *source = document_source(file, tree->path);
	size_t low = 0, high = source->count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (source->stanzas[middle]->tree->bytes <= stanza->bytes)
			low = middle;
		else
			high = middle;
	}
	return source->stanzas[low];
}

struct ifplan_stanza *ifplan_file_next_stanza(struct ifplan_file *file,
				const struct ifplan_stanza *previous)
{
	const struct source *source;

	if (!previous)
		return stanza_at(file, 0, 0);
	source = previous->source;
	return previous->tree ?
		stanza_at(file, intern_find(&file->paths, source->path),
			  previous->number + 1) : NULL;
}

struct where where_split(struct arena *arena, const char *text)
{
	const char *slash = strchr(text, '/'), *second;
	struct where where = { .name = text };

	if (!slash)
		return where;
	where.name = arena_strndup(arena, text, (size_t)(slash - text));
	where.family = slash + 1;
	second = strchr(slash + 1, '/');
	if (!second)
		return where;
	where.family = arena_strndup(arena, slash + 1,
				     (size_t)(second - slash - 1));
	if (text_read_number(second + 1, &where.number) < 0)
		where.number = UINT64_MAX;
	return where;
}

bool where_is(const struct where *where, const struct ifplan_stanza *stanza)
{
	return stanza->tree && stanza->tree->kind == STANZA_IFACE &&
		!strcmp(stanza->tree->name, where->name) &&
		(!where->family ||
		 !strcmp(where->family, ifplan_stanza_family(stanza)));
}

static uint64_t count_before(const struct where *where,
			     const struct ifplan_stanza *end)
{
	struct ifplan_stanza *stanza = NULL;
	uint64_t count = 0;

	while ((stanza = ifplan_file_next_stanza(end->file, stanza)) != end)
		count += where_is(where, stanza);
	return count;
}

struct ifplan_stanza *document_find(struct ifplan_file *file,
				    const char *text,
				    const struct ifplan_stanza *previous)
{
	struct ifplan_stanza *stanza = (struct ifplan_stanza *)previous;
	const struct where where = where_split(file->tree_arena, text);
	uint64_t count = 0;

	if (previous && where.number)
		count = count_before(&where, previous) +
			where_is(&where, previous);
	while ((stanza = ifplan_file_next_stanza(file, stanza)))
		if (where_is(&where, stanza) &&
		    (!where.number || ++count == where.number))
			return stanza;
	return NULL;
}

struct ifplan_stanza *ifplan_file_find(struct ifplan_file *file,
				       const char *where,
				       const struct ifplan_stanza *previous)
{
	if (FILE_OUT_OF_MEMORY(file))
		return NULL;
	return document_find(file, where, previous);
}

const char *ifplan_stanza_keyword(const struct ifplan_stanza *stanza)
{
	if (!stanza->tree)
		return NULL;
	return ifplan_line_name(ifplan_stanza_next_line(stanza, NULL));
}

const char *ifplan_stanza_words(const struct ifplan_stanza *stanza)
{
	if (!stanza->tree)
		return "";
	return ifplan_line_value(ifplan_stanza_next_line(stanza, NULL));
}

static bool is_iface(const struct ifplan_stanza *stanza)
{
	return stanza->tree && stanza->tree->kind == STANZA_IFACE;
}

const char *ifplan_stanza_name(const struct ifplan_stanza *stanza)
{
	return is_iface(stanza) ? stanza->tree->name : "";
}

const char *ifplan_stanza_family(const struct ifplan_stanza *stanza)
{
	return stanza->iface ? family_name(stanza->iface->family) : "";
}

const char *ifplan_stanza_method(const struct ifplan_stanza *stanza)
{
	return stanza->iface ? stanza->iface->method : "";
}

struct ifplan_stanza *ifplan_stanza_parent(const struct ifplan_stanza *stanza)
{
	const struct iface *parent = stanza->iface ? stanza->iface->parent :
		NULL;

	return parent ? document_stanza(stanza->file, parent->file,
					parent->stanza) : NULL;
}

bool ifplan_stanza_is_broken(const struct ifplan_stanza *stanza)
{
	return stanza->tree && stanza->tree->kind == STANZA_BROKEN;
}

const char *ifplan_stanza_place(const struct ifplan_stanza *stanza,
				unsigned *ret_line)
{
	if (!stanza->tree)
		return NULL;
	if (ret_line)
		*ret_line = stanza->tree->number;
	return stanza->source->path;
}

/* Lines */

static enum ifplan_line_kind kind_of(const struct line *line, bool is_head)
{
	if (is_head)
		return IFPLAN_LINE_HEAD;
	if (line->kind == LINE_COMMENT)
		return IFPLAN_LINE_COMMENT;
	if (line->kind == LINE_BLANK)
		return IFPLAN_LINE_BLANK;
	return syntax_is_bare_list(line) ? IFPLAN_LINE_LIST :
		IFPLAN_LINE_OPTION;
}

static void read_lines(struct ifplan_stanza *stanza)
{
	struct arena *arena = stanza->file->tree_arena;
	size_t count;
	const struct line *lines = syntax_lines(arena, stanza->tree, &count);
	struct ifplan_line *handles = ARENA_ARRAY(arena, count,
						  struct ifplan_line);

	for (size_t i = 0; i < count; i++)
		handles[i] = (struct ifplan_line){
			&lines[i], stanza->source->path,
			kind_of(&lines[i], i == 0),
		};
	stanza->lines = handles;
	stanza->line_count = count;
}

const struct ifplan_line *
ifplan_stanza_next_line(const struct ifplan_stanza *stanza,
			const struct ifplan_line *previous)
{
	if (previous && previous + 1 < stanza->lines + stanza->line_count)
		return previous + 1;
	if (previous || !stanza->tree || FILE_OUT_OF_MEMORY(stanza->file))
		return NULL;
	if (!stanza->lines)
		read_lines((struct ifplan_stanza *)stanza);
	return stanza->lines;
}

static void read_own_options(struct ifplan_stanza *stanza)
{
	if (!stanza->lines)
		read_lines(stanza);
	for (size_t i = 0; i < stanza->line_count; i++)
		if (stanza->lines[i].kind == IFPLAN_LINE_OPTION)
			*ARENA_PUSH(stanza->file->tree_arena, &stanza->options,
				    &stanza->option_count) = stanza->lines[i];
}

/* Of an interface all in effect, of others their own. */
static void read_options(struct ifplan_stanza *stanza)
{
	const struct entry *entries;

	if (!stanza->iface) {
		read_own_options(stanza);
		return;
	}
	entries = model_entries(stanza->file->model, stanza->iface,
				&stanza->option_count);
	stanza->options = ARENA_ARRAY(stanza->file->tree_arena,
				      stanza->option_count,
				      struct ifplan_line);
	for (size_t i = 0; i < stanza->option_count; i++)
		stanza->options[i] = (struct ifplan_line){
			entries[i].line, entries[i].file->path,
			IFPLAN_LINE_OPTION,
		};
}

static const char *effective_name(const struct ifplan_stanza *stanza,
				  size_t number)
{
	return stanza->iface ? stanza->iface->entries[number].name :
		stanza->options[number].line->name;
}

bool ifplan_stanza_option(const struct ifplan_stanza *stanza, size_t number,
			  const char **ret_name, const char **ret_value,
			  const struct ifplan_line **ret_line)
{
	if (!stanza->tree || FILE_OUT_OF_MEMORY(stanza->file))
		return false;
	if (!stanza->options)
		read_options((struct ifplan_stanza *)stanza);
	if (number >= stanza->option_count)
		return false;
	*ret_name = effective_name(stanza, number);
	*ret_value = stanza->options[number].line->value;
	if (ret_line)
		*ret_line = &stanza->options[number];
	return true;
}

enum ifplan_line_kind ifplan_line_kind(const struct ifplan_line *line)
{
	return line->kind;
}

const char *ifplan_line_name(const struct ifplan_line *line)
{
	return line->line->name;
}

const char *ifplan_line_value(const struct ifplan_line *line)
{
	return line->line->value;
}

const char *ifplan_line_text(const struct ifplan_line *line, size_t *ret_size)
{
	*ret_size = line->line->length;
	return line->line->bytes;
}

const char *ifplan_line_place(const struct ifplan_line *line,
			      unsigned *ret_line, unsigned *ret_name_column,
			      unsigned *ret_value_column)
{
	unsigned number, column;

	if (ret_line)
		*ret_line = line->line->number;
	scan_place(line->line, line->line->name, &number, &column);
	if (ret_name_column)
		*ret_name_column = column;
	if (*line->line->value)
		scan_place(line->line, line->line->value, &number, &column);
	if (ret_value_column)
		*ret_value_column = column;
	return line->path;
}

/* Lists */

const char *ifplan_file_class(const struct ifplan_file *file, size_t number)
{
	const struct allow_class *class = file->model->classes;

	while (class && number-- > 0)
		class = class->next;
	return class ? class->name : NULL;
}

const char *ifplan_file_member(const struct ifplan_file *file,
			       const char *class_name, size_t number,
			       struct ifplan_stanza **ret_stanza)
{
	const struct allow_class *class = model_class(file->model, class_name);
	const struct place *place;

	if (!class || number >= class->members.count)
		return NULL;
	place = &class->members.places[number];
	if (ret_stanza)
		*ret_stanza = document_stanza(file, place->file,
					      place->stanza);
	return class->members.names[number];
}

/* By a pattern, or a range as a whole. */
static bool is_member(const struct ifplan_file *file,
		      const struct allow_class *class, size_t number,
		      const char *name)
{
	const char *range = class->members.places[number].range;

	if (range && target_matches(file->tree_arena, range, name))
		return true;
	return class->has_patterns &&
		target_matches(file->tree_arena, class->members.names[number],
			       name);
}

static bool has_member(const struct ifplan_file *file, const char *class_name,
		       const char *name)
{
	const struct allow_class *class = model_class(file->model, class_name);

	if (model_has_member(file->model, class_name, name))
		return true;
	for (size_t i = 0; class && i < class->members.count; i++)
		if (is_member(file, class, i, name))
			return true;
	return false;
}

bool ifplan_file_is_member(const struct ifplan_file *file,
			   const char *class_name, const char *name)
{
	if (FILE_OUT_OF_MEMORY((struct ifplan_file *)file))
		return false;
	return has_member(file, class_name, name);
}

/* Mappings */

static bool does_map(const struct ifplan_stanza *stanza, const char *name)
{
	struct arena *arena = stanza->file->tree_arena;
	const char **globs;

	if (stanza->tree->kind != STANZA_MAPPING)
		return false;
	globs = text_words(arena, syntax_head(arena, stanza->tree)->value,
			   NULL);
	while (*globs && fnmatch(*globs, name, 0) != 0)
		globs++;
	return *globs;
}

static struct ifplan_stanza *next_mapping(const struct ifplan_stanza *previous,
					  struct ifplan_file *file,
					  const char *name)
{
	struct ifplan_stanza *stanza = ifplan_file_next_stanza(file, previous);

	while (stanza && !does_map(stanza, name))
		stanza = ifplan_file_next_stanza(file, stanza);
	return stanza;
}

struct ifplan_stanza *ifplan_file_next_mapping(struct ifplan_file *file,
				const char *name,
				const struct ifplan_stanza *previous)
{
	if (FILE_OUT_OF_MEMORY(file))
		return NULL;
	return next_mapping(previous, file, name);
}
