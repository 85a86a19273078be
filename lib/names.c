// SPDX-License-Identifier: LGPL-2.1-or-later
/* names.c - names of interfaces in a file: in lists, deleted, changed */
#include <errno.h>
#include <string.h>

#include "lib/document.h"

/* Lists */

static const char *class_keyword(struct ifplan_file *file, const char *class)
{
	return strcmp(class, "auto") ?
		arena_printf(file->tree_arena, "allow-%s", class) : "auto";
}

static struct ifplan_stanza *first_of_name(struct ifplan_file *file,
					   const char *name)
{
	const struct iface *iface = model_find(file->model, name);

	return iface ? document_stanza(file, iface->file, iface->stanza) :
		document_find(file, name, NULL);
}

static int list(struct ifplan_file *file, const char *class, const char *name)
{
	struct ifplan_stanza *stanza = first_of_name(file, name);
	struct source *source = stanza ? stanza->source : file->sources[0];
	struct edits edits = document_edits(file, source);
	const char *line = arena_printf(file->tree_arena, "%s %s",
					class_keyword(file, class), name);

	if (stanza)
		edit_insert_line(&edits, syntax_head(file->tree_arena,
						     stanza->tree), line);
	else
		edit_add_stanza(&edits, line, NULL);
	return document_commit(file, source, &edits);
}

/* A range is a member by that word; its names are so by a pattern. */
static bool is_member(struct ifplan_file *file, const struct name_list *members,
		      size_t number, const char *name)
{
	const char *member = members->names[number];
	const char *range = members->places[number].range;

	if (range)
		member = range;
	return !strchr(member, '/') &&
		target_matches(file->tree_arena, member, name);
}

static const char *pattern_of(const struct name_list *members, size_t number)
{
	const char *member = members->names[number];
	const char *range = members->places[number].range;

	return range || !strchr(member, '/') ? range : member;
}

/* The place of a member that is, or begins as "NAME=", that name. */
static const struct place *find_place(struct ifplan_file *file,
				      const char *class, const char *name)
{
	const struct allow_class *found = model_class(file->model, class);

	for (size_t i = 0; found && i < found->members.count; i++)
		if (is_member(file, &found->members, i, name))
			return &found->members.places[i];
	return NULL;
}

static const char *find_pattern(struct ifplan_file *file, const char *class,
				const char *name)
{
	const struct allow_class *found = model_class(file->model, class);

	for (size_t i = 0; found && i < found->members.count; i++)
		if (pattern_of(&found->members, i) &&
		    target_matches(file->tree_arena, found->members.names[i],
				   name))
			return pattern_of(&found->members, i);
	return NULL;
}

/* Without words it is a line of the stanza it means. */
static void remove_name(struct edits *edits, const struct stanza *list,
			const char *name)
{
	const struct line *line = syntax_head(edits->arena, list);
	const char *rest = line->value, *word;
	size_t length;

	if (!*rest)
		edit_remove_line(edits, line);
	else if (!rest[strcspn(rest, " \t\n\v\f\r")])
		edit_delete(edits, list);
	else while (text_next_word(&rest, &word, &length)) {
		const char *member = arena_strndup(edits->arena, word, length);

		if (strcmp(target_split(edits->arena, member).name, name) != 0)
			continue;
		edit_remove_word(edits, line, word, length);
		return;
	}
}

/* A name may be in several lists, and in one twice. */
static int unlist(struct ifplan_file *file, const char *class,
		  const char *name)
{
	const struct place *place;
	int changed = 0;

	while ((place = find_place(file, class, name))) {
		struct source *source = document_source(file,
							place->file->path);
		struct edits edits = document_edits(file, source);
		int r;

		remove_name(&edits, place->stanza, name);
		r = document_commit(file, source, &edits);
		if (r < 0)
			return r;
		changed |= r;
	}
	return changed;
}

static bool is_one_word(const char *name)
{
	return *name && !name[strcspn(name, " \t\r\n\v\f\\#")];
}

static int set_member(struct ifplan_file *file, const char *class,
		      const char *name, bool is_member)
{
	const char *pattern = find_pattern(file, class, name);

	if (!is_one_word(class) || !is_one_word(name))
		return document_refuse(file, -EINVAL, name,
				       "a list cannot hold \"%s\"",
				       is_one_word(name) ? class : name);
	if (is_member)
		return pattern || find_place(file, class, name) ? 0 :
			list(file, class, name);
	if (pattern)
		return document_refuse(file, -EINVAL, name,
				       "the pattern %s keeps it in the list",
				       pattern);
	return unlist(file, class, name);
}

int ifplan_file_set_member(struct ifplan_file *file, const char *class_name,
			   const char *name, bool is_member)
{
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return set_member(file, class_name, name, is_member);
}

/* What names one of a range: no stanza is its own. */
static int refuse_one_of_range(struct ifplan_file *file, const char *name)
{
	const struct iface *iface = model_find(file->model, name);

	if (!iface || !iface->stanza || !strcmp(iface->stanza->name, name))
		return 0;
	return document_refuse(file, -EINVAL, name,
			       "it is one of %s, which has one stanza for all",
			       iface->stanza->name);
}

/* Deleting */

static int unlist_everywhere(struct ifplan_file *file, const char *name)
{
	const struct allow_class *class = file->model->classes;
	int changed = 0;

	while (class) {
		int r = unlist(file, arena_strdup(file->arena, class->name),
			       name);

		if (r < 0)
			return r;
		changed |= r;
		/* A change made other classes. */
		class = r ? file->model->classes : class->next;
	}
	return changed;
}

static int delete_stanzas(struct ifplan_file *file, const char *where,
			  bool is_one)
{
	struct ifplan_stanza *stanza;
	int changed = 0;

	while ((stanza = document_find(file, where, NULL))) {
		struct edits edits = document_edits(file, stanza->source);
		int r;

		edit_delete(&edits, stanza->tree);
		r = document_commit(file, stanza->source, &edits);
		if (r < 0)
			return r;
		changed |= r;
		if (is_one)
			break;
	}
	return changed;
}

static int delete_all(struct ifplan_file *file, const char *text)
{
	const struct where where = where_split(file->arena, text);
	int deleted = delete_stanzas(file, text, where.number > 0), unlisted;

	if (deleted == 0)
		deleted = refuse_one_of_range(file, where.name);
	if (deleted < 0 || model_find(file->model, where.name))
		return deleted;
	unlisted = unlist_everywhere(file, where.name);
	return unlisted < 0 ? unlisted : deleted | unlisted;
}

int ifplan_file_delete(struct ifplan_file *file, const char *where)
{
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return delete_all(file, where);
}

/* Renaming */

struct renaming {
	struct ifplan_file *file;
	const char *name, *new_name;
	struct edits edits;		/* of the source it goes through */
	const char *too_long;		/* a new name the kernel cannot have */
};

/* The new word for eth0, eth0.5, eth0:1 and, in lists, eth0=home; or NULL. */
static const char *rename_word(struct renaming *renaming, const char *word,
			       size_t length)
{
	size_t same = strlen(renaming->name);

	if (length < same || memcmp(word, renaming->name, same) != 0 ||
	    (length > same && !strchr(".:=", word[same])))
		return NULL;
	return arena_printf(renaming->edits.arena, "%s%.*s",
			    renaming->new_name, (int)(length - same),
			    word + same);
}

/* The words from the first on to the last of a line. */
static void rename_words(struct renaming *renaming, const struct line *line,
			 size_t first, size_t last)
{
	const char *rest = line->value, *word;
	size_t length;

	for (size_t i = 0; text_next_word(&rest, &word, &length); i++) {
		const char *renamed = i < first || i > last ? NULL :
			rename_word(renaming, word, length);

		if (renamed)
			edit_word(&renaming->edits, line, word, length,
				  renamed);
	}
}

static void rename_head(struct renaming *renaming, const struct line *head)
{
	const char *rest = head->value, *word, *renamed;
	size_t length;

	for (size_t i = 0; text_next_word(&rest, &word, &length); i++) {
		bool is_inherits = length == strlen("inherits") &&
			!memcmp(word, "inherits", length);

		renamed = i ? NULL : rename_word(renaming, word, length);
		if (renamed && !text_is_link_name(renamed) &&
		    !strchr(renamed, ':'))
			renaming->too_long = renamed;
		if (renamed)
			rename_words(renaming, head, 0, 0);
		if (i && is_inherits)
			rename_words(renaming, head, i + 1, i + 1);
	}
}

static bool may_name_links(const struct option *row)
{
	return !row || row->type == TYPE_NAME || row->type == TYPE_NAMES ||
		row->type == TYPE_PER_PORT;
}

static void rename_option(struct renaming *renaming,
			  const struct ifplan_stanza *stanza,
			  const struct line *line)
{
	if (may_name_links(document_option(renaming->file, stanza,
					   line->name).row))
		rename_words(renaming, line, 0, SIZE_MAX);
}

static void rename_in_stanza(struct renaming *renaming,
			     const struct ifplan_stanza *stanza)
{
	size_t count;
	const struct line *lines = syntax_lines(renaming->edits.arena,
						stanza->tree, &count);

	if (stanza->tree->kind == STANZA_IFACE)
		rename_head(renaming, lines);
	else
		rename_words(renaming, lines, 0, SIZE_MAX);
	for (size_t i = 1; i < count; i++)
		if (lines[i].kind == LINE_TEXT &&
		    !syntax_is_bare_list(&lines[i]))
			rename_option(renaming, stanza, &lines[i]);
}

static bool may_be_renamed(const struct ifplan_stanza *stanza)
{
	switch (stanza->tree->kind) {
	case STANZA_SOURCE:
	case STANZA_SOURCE_DIRECTORY:
	case STANZA_BROKEN:
		return false;
	default:
		return true;
	}
}

static void rename_in_source(struct renaming *renaming,
			     const struct source *source)
{
	renaming->edits = document_edits(renaming->file, source);
	for (size_t i = 0; i < source->count; i++)
		if (may_be_renamed(source->stanzas[i]))
			rename_in_stanza(renaming, source->stanzas[i]);
}

static int rename_everywhere(struct renaming *renaming)
{
	struct ifplan_file *file = renaming->file;
	int changed = 0;

	for (size_t i = 0; i < file->source_count; i++) {
		int r;

		rename_in_source(renaming, file->sources[i]);
		r = document_commit(file, file->sources[i], &renaming->edits);
		if (r < 0)
			return r;
		changed |= r;
	}
	return changed;
}

/* What a new name cannot be is found before the first change. */
static const char *find_too_long(struct renaming *renaming)
{
	struct ifplan_file *file = renaming->file;

	for (size_t i = 0; i < file->source_count; i++)
		rename_in_source(renaming, file->sources[i]);
	return renaming->too_long;
}

/* A command is a person's own: only tell that it says the name. */
static void note_command(struct ifplan_file *file,
			 const struct ifplan_stanza *stanza,
			 const struct line *line, const char *name)
{
	const char *at = strstr(line->value, name);
	const struct option *row = document_option(file, stanza,
						   line->name).row;
	struct diag what = {
		.severity = DIAG_NOTE, .code = "name-in-command",
		.subject = stanza->tree->name,
		.text = arena_printf(file->tree_arena, "this command says %s, "
				     "and was not changed", name),
	};

	if (at && row && row->type == TYPE_COMMAND)
		(void)syntax_complain(&file->diags, stanza->source->tree, line,
				      at, strlen(name), &what);
}

static void note_commands(struct ifplan_file *file, const char *name)
{
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(file, stanza))) {
		size_t count;
		const struct line *lines = syntax_lines(file->tree_arena,
							stanza->tree, &count);

		for (size_t i = 1; i < count; i++)
			if (lines[i].kind == LINE_TEXT)
				note_command(file, stanza, &lines[i], name);
	}
}

static int rename_all(struct ifplan_file *file, const char *name,
		      const char *new_name)
{
	struct renaming renaming = {
		.file = file, .name = name, .new_name = new_name };
	bool is_there = model_find(file->model, name);
	bool is_new_there = model_find(file->model, new_name);
	const char *too_long;
	int r = refuse_one_of_range(file, name);

	if (r < 0)
		return r;
	if (!text_is_link_name(new_name))
		return document_refuse(file, -EINVAL, new_name,
				       "a link cannot have this name");
	if (!is_there)
		return is_new_there ? 0 :
			document_refuse(file, -ENOENT, name,
					"there is no stanza of this name");
	if (is_new_there && strcmp(name, new_name) != 0)
		return document_refuse(file, -EEXIST, new_name,
				       "there is a stanza of this name");
	too_long = find_too_long(&renaming);
	if (too_long)
		return document_refuse(file, -EINVAL, too_long,
				       "a link cannot have this name");
	r = rename_everywhere(&renaming);
	if (r > 0)
		note_commands(file, name);
	return r;
}

int ifplan_file_rename(struct ifplan_file *file, const char *name,
		       const char *new_name)
{
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return rename_all(file, name, new_name);
}
