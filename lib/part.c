// SPDX-License-Identifier: LGPL-2.1-or-later
/* part.c - the options of a stanza as the rules of lint see them */
#include <string.h>
#include <strings.h>

#include "lib/rule.h"

#define INDEX_FROM 32		/* options, or stanzas of a name */

/*
 * Stanzas of very many options, and names of very many stanzas, get an index
 * of the options, spelt with '-'.
 */
struct indexed {
	struct part *part;
	const struct entry *entry;
};

static struct intern *new_index(struct look *look)
{
	struct intern *index = ARENA_NEW(look->arena, struct intern);

	index->arena = look->arena;
	index->item_size = sizeof(struct indexed);
	return index;
}

static struct indexed *add_indexed(struct look *look, struct intern *index,
				   const char *option)
{
	char *name = arena_strdup(look->arena, option);

	for (char *c = name; *c; c++)
		*c = *c == '_' ? '-' : *c;
	return intern_item(index, intern_add(index, name));
}

static const struct indexed *find_indexed(const struct intern *index,
					  const char *name)
{
	static const struct indexed none = { .entry = NULL };
	size_t number = intern_find(index, name);

	return number == INTERN_NONE ? &none : intern_item(index, number);
}

/* The last of a part counts ... */
static void index_part(struct look *look, struct part *part)
{
	part->index = new_index(look);
	for (size_t i = 0; i < part->count; i++)
		*add_indexed(look, part->index, part->entries[i].name) =
			(struct indexed){ part, &part->entries[i] };
}

/* ... of the first part that has it. */
void subject_fill_index(struct look *look, struct subject *subject)
{
	if (subject->part_count <= INDEX_FROM)
		return;
	subject->index = new_index(look);
	for (struct part *p = subject->first; p; p = p->next)
		for (size_t i = 0; i < p->count; i++) {
			struct indexed *item = add_indexed(look, subject->index,
							   p->entries[i].name);

			if (!item->part || item->part == p)
				*item = (struct indexed){ p, &p->entries[i] };
		}
}

/* Options */

bool is_hook_line(const struct entry *entry)
{
	return !strcmp(entry->name, "pre-up") || !strcmp(entry->name, "up") ||
		!strcmp(entry->name, "down") ||
		!strcmp(entry->name, "post-down");
}

const struct option *part_row(const struct part *part,
			      const struct entry *entry)
{
	return part->rows[entry - part->entries];
}

void part_find_rows(struct look *look, struct part *part)
{
	part->rows = ARENA_ARRAY(look->arena, part->count,
				 const struct option *);
	for (size_t i = 0; i < part->count; i++)
		part->rows[i] = job_row(&part->job, part->entries[i].name);
}

const struct entry *part_entry(const struct part *part, const char *name)
{
	if (part->index)
		return find_indexed(part->index, name)->entry;
	for (size_t i = part->count; i > 0; i--)
		if (text_same_option(part->entries[i - 1].name, name))
			return &part->entries[i - 1];
	return NULL;
}

const char *part_value(const struct part *part, const char *name)
{
	const struct entry *entry = part_entry(part, name);

	return entry ? entry->value : "";
}

const struct entry *subject_entry(const struct subject *subject,
				  const char *name, struct part **ret_part)
{
	if (subject->index) {
		*ret_part = find_indexed(subject->index, name)->part;
		return find_indexed(subject->index, name)->entry;
	}
	for (struct part *p = subject->first; p; p = p->next) {
		const struct entry *entry = part_entry(p, name);

		if (!entry)
			continue;
		*ret_part = p;
		return entry;
	}
	return NULL;
}

const char *subject_value(const struct subject *subject, const char *name)
{
	struct part *part;
	const struct entry *entry = subject_entry(subject, name, &part);

	return entry ? entry->value : "";
}

/* Stanzas */

static bool is_own(const struct part *part, const struct entry *entry)
{
	const struct stanza *stanza = part->iface->stanza;

	return entry->line && entry->line->bytes >= stanza->bytes &&
		entry->line->bytes < stanza->bytes + stanza->length;
}

void part_fill(struct look *look, struct part *part, struct iface *iface)
{
	const struct stanza *stanza = iface->stanza;

	part->iface = iface;
	part->entries = model_entries(look->lint->model, iface, &part->count);
	while (part->own < part->count &&
	       !is_own(part, &part->entries[part->own]))
		part->own++;
	if (part->count > INDEX_FROM)
		index_part(look, part);
	part->is_typeless = !stanza->method && !stanza->inherits;
	for (size_t i = 0; i < part->count; i++)
		part->has_hooks |= is_hook_line(&part->entries[i]);
	part->job = (struct job){ .target = &part->subject->target,
				  .iface = iface };
	part->job.method = method_find(iface->method, iface->family,
				       &part->job.family);
}

/* Words */

char *word_copy(const struct look *look, const char *word, size_t length)
{
	return arena_strndup(look->arena, word, length);
}

bool is_true(const char *value)
{
	return !strcasecmp(value, "yes") || !strcasecmp(value, "on") ||
		!strcasecmp(value, "true") || !strcmp(value, "1");
}

static bool is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || c == '_';
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at++)
		if ((at == text || !is_word_byte(at[-1])) &&
		    !is_word_byte(at[length]))
			return true;
	return false;
}

bool hooks_mention(const struct subject *subject, const char *word)
{
	for (const struct part *p = subject->hooked; p; p = p->next_hooked)
		for (size_t i = 0; i < p->count; i++)
			if (is_hook_line(&p->entries[i]) &&
			    has_word(p->entries[i].value, word))
				return true;
	return false;
}
