// SPDX-License-Identifier: LGPL-2.1-or-later
/* lint.c - run the rules, and put what they find in the order of the lines */
#include <stdlib.h>
#include <string.h>

#include "lib/rule.h"

/* One LINT_TOPIC(x) for each file of lib/lint/, written by the Makefile. */
#define LINT_TOPIC(name) extern const struct rule lint_##name[];
#include "lint_topics.h"
#undef LINT_TOPIC
#define LINT_TOPIC(name) lint_##name,

static const struct rule *const topics[] = {
#include "lint_topics.h"
	NULL
};

const struct rule *lint_rule(size_t number)
{
	for (size_t i = 0; topics[i]; i++)
		for (const struct rule *rule = topics[i]; rule->code; rule++)
			if (number-- == 0)
				return rule;
	return NULL;
}

/* Places */

struct finding at_word(const struct part *part, const struct entry *entry,
		       const char *word, size_t length)
{
	return (struct finding){ entry->file, entry->line, word, length,
				 part->subject->name };
}

struct finding at_value(const struct part *part, const struct entry *entry)
{
	return at_word(part, entry, entry->line->value,
		       strlen(entry->line->value));
}

struct finding at_option(const struct part *part, const struct entry *entry)
{
	return at_word(part, entry, entry->line->name,
		       strlen(entry->line->name));
}

struct finding at_head(const struct look *look, const struct part *part)
{
	const struct line *line = syntax_head(look->arena,
					      part->iface->stanza);

	return (struct finding){ part->iface->file, line, line->value,
				 strlen(part->iface->stanza->name),
				 part->subject->name };
}

struct finding at_tie(const struct look *look, const struct tie *tie)
{
	const char *rest = tie->word, *word;
	size_t length;

	if (!tie->entry || !text_next_word(&rest, &word, &length))
		return at_head(look, tie->part);
	return at_word(tie->part, tie->entry, word, length);
}

struct finding at_list(const struct look *look, const struct place *place,
		       const char *name)
{
	const struct line *line = syntax_head(look->arena, place->stanza);
	struct finding at = { place->file, line, line->value,
			      strlen(line->value), name };
	const char *rest = line->value, *word;
	size_t length;

	if (place->range)
		name = place->range;
	while (name && text_next_word(&rest, &word, &length))
		if (!strncmp(word, name, length) && !name[length]) {
			at.token = word;
			at.length = length;
			break;
		}
	return at;
}

const char *where(const struct look *look, const struct part *part,
		  const struct entry *entry)
{
	const char *path = entry ? entry->file->path : part->iface->file->path;
	const char *slash = strrchr(path, '/');

	return arena_printf(look->arena, "%s:%u", slash ? slash + 1 : path,
			    entry ? entry->line->number :
			    part->iface->stanza->number);
}

void find(struct look *look, const struct rule *rule, struct finding at,
	  const char *hint, const char *format, ...)
{
	struct diag diag = {
		.severity = rule->severity,
		.is_finding = true,
		.code = rule->code,
		.subject = at.subject,
		.hint = hint,
	};
	va_list args;

	va_start(args, format);
	diag.text = arena_vprintf(look->arena, format, args);
	va_end(args);
	(void)syntax_complain(&look->found, at.file, at.line, at.token,
			      at.length, &diag);
}

/* Order */

struct sorted {
	struct diag *diag;
	size_t file, number;
};

static int compare(const void *a, const void *b)
{
	const struct sorted *one = a, *two = b;

	if (one->file != two->file)
		return one->file < two->file ? -1 : 1;
	if (one->diag->line != two->diag->line)
		return one->diag->line < two->diag->line ? -1 : 1;
	if (one->diag->column != two->diag->column)
		return one->diag->column < two->diag->column ? -1 : 1;
	if (one->diag->severity != two->diag->severity)
		return one->diag->severity > two->diag->severity ? -1 : 1;
	return one->number < two->number ? -1 : one->number > two->number;
}

static struct sorted *collect(struct look *look, size_t *ret_count)
{
	struct intern files = { .arena = look->arena };
	const struct model *model = look->lint->model;
	struct sorted *list = NULL;
	size_t number = 0;

	*ret_count = 0;
	for (size_t i = 0; i < model->file_count; i++)
		(void)intern_add(&files, model->files[i]->path);
	for (struct diag *d = look->found.first; d; d = d->next)
		*ARENA_PUSH(look->arena, &list, ret_count) = (struct sorted){
			d, intern_find(&files, d->file), number++ };
	return list;
}

/* Said already: two stanzas may name the same link in the same words. */
static bool is_same(const struct diag *a, const struct diag *b)
{
	return !strcmp(a->code, b->code) && a->line == b->line &&
		a->column == b->column && !strcmp(a->file, b->file) &&
		!strcmp(a->text, b->text);
}

static size_t drop_repeated(struct look *look, struct sorted *list,
			    size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept && is_same(list[kept - 1].diag, list[i].diag)) {
			look->found.errors -= list[i].diag->severity ==
				DIAG_ERROR;
			look->found.warnings -= list[i].diag->severity ==
				DIAG_WARNING;
			continue;
		}
		list[kept++] = list[i];
	}
	return kept;
}

static void hand_on(struct look *look)
{
	struct diags *found = &look->found;
	size_t count;
	struct sorted *list = collect(look, &count);

	if (count)
		qsort(list, count, sizeof(*list), compare);
	count = drop_repeated(look, list, count);
	for (size_t i = 0; i < count; i++) {
		list[i].diag->next = i + 1 < count ? list[i + 1].diag : NULL;
		found->last = list[i].diag;
	}
	found->first = count ? list[0].diag : NULL;
	while (found->first)
		diag_move_first(found, look->lint->diags);
	/* Those that were too many to keep are counted all the same. */
	look->lint->diags->errors += found->errors;
	look->lint->diags->warnings += found->warnings;
}

/* Rules */

static void run_part(struct look *look, const struct rule *rule,
		     struct part *part)
{
	if (rule->stanza)
		rule->stanza(look, rule, part);
	for (size_t i = part->own; rule->option && i < part->count; i++)
		rule->option(look, rule, part, &part->entries[i]);
}

void lint_run(struct lint *lint)
{
	const struct rule *rule;
	struct look look;

	look_start(&look, lint);
	for (size_t n = 0; (rule = lint_rule(n)); n++) {
		if (rule->all)
			rule->all(&look, rule);
		for (size_t i = 0; i < look.part_count; i++)
			run_part(&look, rule, &look.parts[i]);
	}
	hand_on(&look);
}
