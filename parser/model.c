/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.c - stanzas to interfaces, classes and mappings
 *
 * Files are walked in the order of their stanzas, included ones where they
 * are named.  What syntax.c found wrong in a file is handed on just before
 * the stanza after it, so that complaints come in the order of the lines.
 */
#include <string.h>

#include "parser/range.h"
#include "parser/source.h"

#define LO 1			/* the built-in stanza, which may follow */

/* Stanzas of one name. */
struct ends {
	struct iface *first, *last;
};

/* Behind a class: its names, with struct place. */
struct members {
	struct allow_class *class;
	struct intern names;
};

/* What is behind model->index. */
struct index {
	struct intern names;		/* with struct ends */
	struct intern classes;		/* with struct members */
	struct allow_class *last_class;
	struct mapping *last_mapping;
	bool has_loopback;
};

/* Complaints */

void model_complain(struct load *load, struct diag what)
{
	const struct line *line = syntax_head(load->model->arena,
					      load->stanza);

	(void)syntax_complain(load->model->diags, load->file, line,
			      line->value, strlen(line->value), &what);
}

static void hand_on(struct load *load, unsigned line)
{
	while (load->found.first && load->found.first->line < line)
		diag_move_first(&load->found, load->model->diags);
}

static void hand_on_all(struct load *load)
{
	while (load->found.first)
		diag_move_first(&load->found, load->model->diags);
	load->model->diags->errors += load->found.errors;
	load->model->diags->warnings += load->found.warnings;
}

/* Ranges */

/* Noted once for each file. */
static void note_range(struct load *load, const char *word)
{
	if (load->has_range_note)
		return;
	load->has_range_note = true;
	model_complain(load, (struct diag){
		.severity = DIAG_NOTE, .code = "dialect",
		.text = arena_printf(load->model->arena, "range %s: for "
				     "ifupdown 0.8 this is one name", word) });
}

static bool read_range(struct load *load, const char *word,
		       struct range *ret)
{
	if (!range_read(word, ret) || range_problem(ret))
		return false;
	note_range(load, word);
	return true;
}

/* Classes and other lists */

static struct place place_of(const struct load *load)
{
	return load ? (struct place){ load->file, load->stanza, load->range } :
		(struct place){ NULL, NULL, NULL };
}

static void add_to_list(struct arena *arena, struct name_list *list,
			const char *name, const struct load *load)
{
	struct place *places = (struct place *)(uintptr_t)list->places;

	places = arena_grow(arena, places, list->count, sizeof(*places));
	places[list->count] = place_of(load);
	list->places = places;
	*ARENA_PUSH(arena, &list->names, &list->count) = name;
}

static struct members *new_class(struct model *model, const char *name,
				 struct members *members)
{
	struct index *index = model->index;

	members->class = ARENA_NEW(model->arena, struct allow_class);
	members->class->name = name;
	members->names = (struct intern){
		.arena = model->arena, .item_size = sizeof(struct place) };
	if (index->last_class)
		index->last_class->next = members->class;
	else
		model->classes = members->class;
	index->last_class = members->class;
	return members;
}

static struct members *add_class(struct model *model, const char *name)
{
	struct index *index = model->index;
	size_t number = intern_add(&index->classes, name);
	struct members *members = intern_item(&index->classes, number);

	return members->class ? members : new_class(model, name, members);
}

/* The class shows the arrays of the table. */
static void add_member(struct model *model, const char *class,
		       const char *name, const struct load *load)
{
	struct members *members = add_class(model, class);
	struct name_list *list = &members->class->members;
	size_t number = intern_add(&members->names, name);

	if (number < list->count)
		return;
	*(struct place *)intern_item(&members->names, number) = place_of(load);
	list->names = members->names.strings;
	list->places = members->names.items;
	list->count++;
	members->class->has_patterns |= strpbrk(name, "/=") != NULL;
}

static struct name_list *list_of(struct model *model, enum stanza_kind kind)
{
	if (kind == STANZA_NO_AUTO_DOWN)
		return &model->no_auto_down;
	if (kind == STANZA_NO_SCRIPTS)
		return &model->no_scripts;
	return &model->renames;
}

static void add_name(struct load *load, const char *name)
{
	struct model *model = load->model;
	const struct stanza *stanza = load->stanza;

	if (stanza->kind == STANZA_AUTO)
		add_member(model, stanza->name, name, load);
	else
		add_to_list(model->arena, list_of(model, stanza->kind), name,
			    load);
}

/* The stanza that a bare list stands in, or NULL. */
static const struct iface *owner_of(const struct load *load)
{
	const struct iface *owner = load->owner;

	if (!owner || load->stanza->kind == STANZA_RENAME)
		return NULL;
	if (load->stanza->bytes >=
	    owner->stanza->bytes + owner->stanza->length)
		return NULL;
	return owner;
}

/* A range in lists of names; in lists of shell patterns it is one of those. */
static void add_word(struct load *load, const char *word, bool may_be_range)
{
	struct range range;

	if (!may_be_range || !read_range(load, word, &range)) {
		add_name(load, word);
		return;
	}
	load->range = word;
	for (uint64_t i = range.first; i <= range.last; i++)
		add_name(load, range_name(load->model->arena, &range, i));
	load->range = NULL;
}

static void load_list(struct load *load)
{
	const char *rest = load->stanza->words, *word;
	bool is_auto = load->stanza->kind == STANZA_AUTO;
	size_t length;

	if (!*rest && owner_of(load))
		add_word(load, owner_of(load)->stanza->name, true);
	while (text_next_word(&rest, &word, &length))
		add_word(load, word[length] ?
			 arena_strndup(load->model->arena, word, length) :
			 word, is_auto);
}

/* Interfaces */

static struct ends *find_ends(const struct model *model, const char *name)
{
	const struct index *index = model->index;
	size_t number = intern_find(&index->names, name);

	if (number == INTERN_NONE)
		return NULL;
	return intern_item(&index->names, number);
}

struct iface *model_find(const struct model *model, const char *name)
{
	struct ends *ends = find_ends(model, name);

	return ends ? ends->first : NULL;
}

static void add_to_ends(struct model *model, struct iface *iface)
{
	struct index *index = model->index;
	size_t number = intern_add(&index->names, iface->name);
	struct ends *ends = intern_item(&index->names, number);

	if (ends->last)
		ends->last->same_name = iface;
	else
		ends->first = iface;
	ends->last = iface;
}

static bool is_loopback(const struct iface *iface)
{
	return strcmp(iface->method, "loopback") == 0;
}

static void add_iface(struct model *model, struct iface *iface)
{
	struct index *index = model->index;

	if (model->last)
		model->last->next = iface;
	else
		model->first = iface;
	model->last = iface;
	add_to_ends(model, iface);
	index->has_loopback |= is_loopback(iface);
}

static struct iface *find_parent(const struct model *model,
				 const struct stanza *stanza)
{
	struct iface *parent = model_find(model, stanza->inherits);

	while (parent && stanza->family && parent->family != stanza->family)
		parent = parent->same_name;
	return parent;
}

static void complain_about_parent(struct load *load)
{
	const struct stanza *stanza = load->stanza;
	struct arena *arena = load->model->arena;
	bool is_known = model_find(load->model, stanza->inherits);

	model_complain(load, (struct diag){
		.severity = DIAG_ERROR, .is_classic = true,
		.code = "unknown-inherits", .subject = stanza->name,
		.text = arena_printf(arena,
			"unknown iface to inherit from: %s (%s)",
			stanza->inherits, stanza->family ?
			family_name(stanza->family) : "*"),
		.hint = is_known ? "it has stanzas of other families only" :
			"the stanza must stand before this line" });
}

static const char *method_of(const struct load *load,
			     const struct iface *parent)
{
	if (load->stanza->method)
		return load->stanza->method;
	if (parent)
		return parent->method;
	return load->stanza->has_address ? "static" : "manual";
}

static struct iface *new_iface(struct load *load, const char *name,
			       struct iface *parent)
{
	const struct stanza *stanza = load->stanza;
	struct iface *iface = ARENA_NEW(load->model->arena, struct iface);

	iface->name = name;
	iface->method = method_of(load, parent);
	iface->family = stanza->family ? stanza->family : parent->family;
	iface->file = load->file;
	iface->stanza = stanza;
	iface->parent = parent;
	add_iface(load->model, iface);
	return iface;
}

static void load_iface(struct load *load, struct stanza *stanza)
{
	struct iface *parent = NULL;
	struct range range;

	load->owner = NULL;
	if (stanza->inherits) {
		parent = find_parent(load->model, stanza);
		if (!parent) {
			complain_about_parent(load);
			stanza->kind = STANZA_BROKEN;
			return;
		}
	}
	if (!read_range(load, stanza->name, &range)) {
		load->owner = new_iface(load, stanza->name, parent);
		return;
	}
	for (uint64_t i = range.first; i <= range.last; i++)
		load->owner = new_iface(load, range_name(load->model->arena,
							 &range, i), parent);
}

/* Mappings */

static void load_mapping(struct load *load)
{
	struct arena *arena = load->model->arena;
	struct index *index = load->model->index;
	struct mapping *mapping = ARENA_NEW(arena, struct mapping);
	size_t count;
	const struct line *lines = syntax_lines(arena, load->stanza, &count);

	mapping->file = load->file;
	mapping->line = lines;
	mapping->globs = text_words(arena, lines->value, NULL);
	for (size_t i = 1; i < count; i++) {
		const struct line *line = &lines[i];

		if (strcmp(line->name, "map") == 0)
			*ARENA_PUSH(arena, &mapping->maps,
				    &mapping->map_count) = line->value;
		else if (strcmp(line->name, "script") == 0 && !mapping->script)
			mapping->script = line->value;
	}
	if (index->last_mapping)
		index->last_mapping->next = mapping;
	else
		load->model->mappings = mapping;
	index->last_mapping = mapping;
}

/* Files */

static void load_stanza(struct load *load, struct stanza *stanza)
{
	load->stanza = stanza;
	hand_on(load, stanza->number);
	switch (stanza->kind) {
	case STANZA_IFACE:
		load_iface(load, stanza);
		break;
	case STANZA_MAPPING:
		load_mapping(load);
		break;
	case STANZA_SOURCE:
	case STANZA_SOURCE_DIRECTORY:
		source_load(load);
		break;
	case STANZA_BROKEN:
		load->owner = NULL;
		break;
	default:
		load_list(load);
	}
}

void model_load_bytes(struct load *load, const char *path, const char *bytes,
		      size_t size)
{
	struct model *model = load->model;
	struct index *index = model->index;

	load->found.arena = model->diags->arena;
	load->file = syntax_parse(model->arena, path, bytes, size,
				  &load->found);
	load->file->is_main = !load->outer;
	load->file->number = model->file_count;
	*ARENA_PUSH(model->arena, &model->files, &model->file_count) =
		load->file;
	intern_reserve(&index->names, load->file->iface_count + LO);
	if (load->file->auto_count)
		intern_reserve(&add_class(model, "auto")->names,
			       load->file->auto_count);
	for (struct stanza *s = load->file->first; s; s = s->next)
		load_stanza(load, s);
	hand_on_all(load);
}

/* The model */

static struct model *new_model(struct arena *arena, struct diags *diags)
{
	struct model *model = ARENA_NEW(arena, struct model);
	struct index *index = ARENA_NEW(arena, struct index);

	model->arena = arena;
	model->diags = diags;
	model->index = index;
	index->names = (struct intern){
		.arena = arena, .item_size = sizeof(struct ends) };
	index->classes = (struct intern){
		.arena = arena, .item_size = sizeof(struct members) };
	return model;
}

static void add_builtin_loopback(struct model *model)
{
	struct index *index = model->index;
	struct iface *lo = ARENA_NEW(model->arena, struct iface);
	struct ends *ends;

	if (index->has_loopback)
		return;
	lo->name = "lo";
	lo->method = "loopback";
	lo->family = FAMILY_INET;
	ends = find_ends(model, lo->name);
	if (ends) {
		lo->same_name = ends->first;
		ends->first = lo;
	} else {
		add_to_ends(model, lo);
	}
	lo->next = model->first;
	model->first = lo;
	if (!model->last)
		model->last = lo;
}

int model_load(struct arena *arena, struct diags *diags,
	       const struct reader *reader, const char *path,
	       bool builtin_loopback, struct model **ret)
{
	struct model *model = new_model(arena, diags);
	unsigned errors = diags->errors;
	int r;

	if (builtin_loopback)
		add_member(model, "auto", "lo", NULL);
	r = source_load_main(model, reader, path);
	if (builtin_loopback)
		add_builtin_loopback(model);
	model->has_error = diags->errors > errors;
	*ret = model;
	return r;
}

static const struct members *find_class(const struct model *model,
					const char *name)
{
	const struct index *index = model->index;
	size_t number = intern_find(&index->classes, name);

	return number == INTERN_NONE ? NULL :
		intern_item(&index->classes, number);
}

const struct allow_class *model_class(const struct model *model,
				      const char *name)
{
	const struct members *members = find_class(model, name);

	return members ? members->class : NULL;
}

bool model_has_member(const struct model *model, const char *class_name,
		      const char *word)
{
	const struct members *members = find_class(model, class_name);

	return members && intern_find(&members->names, word) != INTERN_NONE;
}

/* Options */

static const char *entry_name(const char *name)
{
	if (strcmp(name, "post-up") == 0)
		return "up";
	if (strcmp(name, "pre-down") == 0)
		return "down";
	return name;
}

/* Bare lists and options without value are no options. */
static void add_own_entries(struct model *model, const struct iface *own,
			    struct iface *iface)
{
	const struct line *lines;
	struct entry *all;
	size_t count;

	if (!own->stanza)
		return;
	lines = syntax_lines(model->arena, own->stanza, &count);
	all = ARENA_ARRAY(model->arena, iface->entry_count + count - 1,
			  struct entry);
	if (iface->entry_count)
		memcpy(all, iface->entries, iface->entry_count * sizeof(*all));
	iface->entries = all;
	for (size_t i = 1; i < count; i++)
		if (lines[i].kind == LINE_TEXT && *lines[i].value)
			all[iface->entry_count++] = (struct entry){
				.name = entry_name(lines[i].name),
				.value = lines[i].value,
				.file = own->file,
				.line = &lines[i],
			};
}

/* The oldest ancestor's come first. */
const struct entry *model_entries(struct model *model, struct iface *iface,
				  size_t *ret_count)
{
	const struct iface **lineage = NULL;
	size_t count = 0;

	if (!iface->entries) {
		for (const struct iface *i = iface->parent; i; i = i->parent)
			*ARENA_PUSH(model->arena, &lineage, &count) = i;
		while (count-- > 0)
			add_own_entries(model, lineage[count], iface);
		add_own_entries(model, iface, iface);
	}
	*ret_count = iface->entry_count;
	return iface->entries;
}

const struct entry *model_get(struct model *model, struct iface *iface,
			      const char *name)
{
	size_t count;
	const struct entry *entries = model_entries(model, iface, &count);

	while (count-- > 0)
		if (text_same_option(entries[count].name, name))
			return &entries[count];
	return NULL;
}
