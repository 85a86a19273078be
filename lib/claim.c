// SPDX-License-Identifier: LGPL-2.1-or-later
/* claim.c - what each option of a stanza claims, and how that turned out */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/check.h"
#include "lib/internal.h"

/* Making them */

static struct claim *add_claim(struct checked *checked, struct claim *claim)
{
	if (checked->last)
		checked->last->next = claim;
	else
		checked->first = claim;
	checked->last = claim;
	return claim;
}

struct claim *claim_new(struct job *job, const char *option,
			const struct option *row)
{
	struct arena *arena = job->checked->check->plan->arena;
	struct claim *claim = ARENA_NEW(arena, struct claim);

	claim->option = option;
	claim->row = row;
	claim->actual.arena = arena;
	return add_claim(job->checked, claim);
}

/* With another byte for each of some; what has none of them is no copy. */
static const char *replace(struct arena *arena, const char *text,
			   const char *bytes, char other)
{
	char *copy;

	if (!text[strcspn(text, bytes)])
		return text;
	copy = arena_strdup(arena, text);
	for (char *c = copy; *(c += strcspn(c, bytes)); )
		*c = other;
	return copy;
}

/* As in the file, spelled with '-': post-up is no up there. */
static const char *shown_name(struct arena *arena, const struct entry *entry)
{
	return replace(arena, entry->line ? entry->line->name : entry->name,
		       "_", '-');
}

/* As it is shown: no other blanks than spaces. */
static const char *one_line(struct arena *arena, const char *text)
{
	return replace(arena, text, "\n\t", ' ');
}

static size_t position_of(const struct job *job, const struct entry *entry)
{
	size_t i = 0;

	while (i < job->raw_count && job->raw[i].line != entry->line)
		i++;
	return i;
}

static bool is_same_entry(const struct entry *a, const struct entry *b)
{
	return a == b || (a && a->line && a->line == b->line &&
			  !strcmp(a->name, b->name));
}

/* The one of several that counts, where this is its line. */
static const char *value_in(const struct job *job, const struct entry *entry,
			    const struct option *row)
{
	const struct entry *joined = job_entry(job, entry->name);
	const char *value = joined && joined->line == entry->line &&
		!(row && row->flags & OPTION_REPEATS) ?
		job_value(job, entry->name) : NULL;

	return value ? value : entry->value;
}

struct claim *claim_of(struct job *job, const struct entry *entry)
{
	struct arena *arena = job->checked->check->plan->arena;
	const struct option *row;
	struct claim *claim = job->checked->first;

	if (!entry || !entry->file)
		return NULL;
	while (claim && !is_same_entry(claim->entry, entry))
		claim = claim->next;
	if (claim)
		return claim;
	row = job_entry_row(job, entry);
	claim = claim_new(job, shown_name(arena, entry), row);
	claim->entry = entry;
	claim->position = position_of(job, entry);
	claim->expected = one_line(arena, value_in(job, entry, row));
	return claim;
}

void claim_pass(struct claim *claim)
{
	if (claim->status == IFPLAN_UNKNOWN)
		claim->status = IFPLAN_PASS;
}

static const char *add_reason(struct arena *arena, const char *reason,
			      const char *text)
{
	if (!reason)
		return text;
	return strstr(reason, text) ? reason :
		arena_printf(arena, "%s; %s", reason, text);
}

void claim_fail(struct claim *claim, const char *format, ...)
{
	struct arena *arena = claim->actual.arena;
	va_list args;

	va_start(args, format);
	claim->status = IFPLAN_FAIL;
	claim->reason = add_reason(arena, claim->reason,
				   arena_vprintf(arena, format, args));
	va_end(args);
}

/* "mtu: that is no number", where the option's name is beside it. */
static const char *without_name(const char *text, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(text, name, length) &&
		!strncmp(text + length, ": ", 2) ? text + length + 2 : text;
}

void check_fail(struct job *job, const struct entry *entry,
		const char *format, ...)
{
	struct checked *checked = job->checked;
	struct arena *arena = checked->check->plan->arena;
	struct claim *claim;
	const char *text;
	va_list args;

	if (job_is_of_other(job, entry))
		return;
	claim = claim_of(job, entry);
	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	if (claim) {
		claim_fail(claim, "%s", without_name(text, entry->name));
		return;
	}
	checked->status = IFPLAN_FAIL;
	checked->reason = add_reason(arena, checked->reason, text);
}

void check_fail_text(struct job *job, const char *text)
{
	job->checked->status = IFPLAN_FAIL;
	job->checked->text = text;
}

/* Spelling */

static const char *const booleans[][2] = {
	{ "off", "on" }, { "no", "yes" }, { "false", "true" }, { "0", "1" },
};

#define BOOLEANS (sizeof(booleans) / sizeof(*booleans))

static const char *style_boolean(const char *written, const char *text)
{
	for (size_t i = 0; i < BOOLEANS; i++)
		if (!strcasecmp(written, booleans[i][0]) ||
		    !strcasecmp(written, booleans[i][1]))
			return booleans[i][!strcmp(text, "on")];
	return text;
}

const char *claim_word(const struct option *row, const char *text)
{
	if (!row || row->type != TYPE_BOOL || row->place == PLACE_SYSCTL ||
	    !strcmp(text, "0") || !strcmp(text, "1"))
		return text;
	for (size_t i = 0; i < BOOLEANS; i++)
		for (int is_on = 0; is_on < 2; is_on++)
			if (!strcasecmp(text, booleans[i][is_on]))
				return is_on ? "yes" : "no";
	return text;
}

static const char *style_choice(struct arena *arena, const struct option *row,
				const char *written, const char *text)
{
	uint64_t number;

	if (text_read_number(written, &number) < 0)
		return text;
	for (const struct option_choice *c = row->choices; c->word; c++)
		if (!strcmp(c->word, text))
			return arena_printf(arena, "%u", (unsigned)c->number);
	return text;
}

const char *claim_style(struct arena *arena, const struct option *row,
			const char *written, const char *text)
{
	if (row->type == TYPE_BOOL)
		return style_boolean(written, text);
	if (row->type == TYPE_CHOICE && row->choices)
		return style_choice(arena, row, written, text);
	return text;
}

/* Finishing */

static void finish_entry(struct job *job, const struct entry *entry,
			 const struct link *link)
{
	const struct option *row = job_entry_row(job, entry);

	if (!row)
		return;
	if (row->type == TYPE_COMMAND)
		(void)claim_of(job, entry);
	else if (row->flags & OPTION_WAIT ||
		 (!strcmp(row->name, "link-type") &&
		  !strcmp(entry->value, link->kind)))
		claim_pass(claim_of(job, entry));
}

/* The order of ifupdown2's modules: link, bond, vlan, commands, bridge ... */
static unsigned rank_of(const struct job *job, const struct option *row)
{
	const struct link_kind *kind = job->target->kind;
	bool is_of_kind = row && kind && kind->options &&
		option_find(kind->options, row->name) == row;

	if (!row || row->type == TYPE_COMMAND)
		return 2;
	if (is_of_kind)
		return kind->comes_late ? 3 : 1;
	if (row->flags & (OPTION_CREATES | OPTION_LOWER))
		return 0;
	if (row->flags & OPTION_ADDRESS)
		return 6;
	return option_find(common_options, row->name) == row ? 5 : 4;
}

static bool comes_before(const struct job *job, const struct claim *a,
			 const struct claim *b)
{
	unsigned rank_a = rank_of(job, a->row), rank_b = rank_of(job, b->row);

	return rank_a != rank_b ? rank_a < rank_b : a->position < b->position;
}

static void sort_claims(struct job *job)
{
	struct claim *sorted = NULL, *next;

	for (struct claim *claim = job->checked->first; claim; claim = next) {
		struct claim **at = &sorted;

		while (*at && !comes_before(job, claim, *at))
			at = &(*at)->next;
		next = claim->next;
		claim->next = *at;
		*at = claim;
	}
	job->checked->first = sorted;
}

/* An option that does not fail lets all pass, one that fails, fail. */
static void judge(struct checked *checked)
{
	for (const struct claim *c = checked->first; c; c = c->next) {
		enum ifplan_status status =
			c->status == IFPLAN_UNKNOWN && !c->is_extra ?
			IFPLAN_PASS : c->status;

		if (status > checked->status)
			checked->status = status;
	}
}

void claims_finish(struct ifplan_plan *plan, struct job *job)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);

	for (size_t i = 0; i < job->raw_count; i++)
		finish_entry(job, &job->raw[i], link);
	sort_claims(job);
	judge(job->checked);
}
