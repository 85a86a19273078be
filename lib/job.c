// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * job.c - the options of one stanza, ready to be acted upon
 *
 * As classic ifupdown does: options in file order, those given twice joined by
 * newline, then the method's defaults, then -o, then conversions.  The result
 * is what ifquery prints and hooks get; raw entries stay beside it.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <strings.h>

#include "lib/internal.h"

static bool is_hook(const char *name)
{
	return text_same(name, "pre-up") || text_same(name, "up") ||
		text_same(name, "down") || text_same(name, "post-down");
}

/* A name with a '.' or ':' inside is no plain link. */
bool is_plain_link(const char *name)
{
	const char *mark = strpbrk(name, ".:");

	return !mark || mark == name || !mark[1];
}

struct entry *job_find(struct job *job, const char *name)
{
	for (size_t i = 0; i < job->count; i++)
		if (text_same(job->entries[i].name, name))
			return &job->entries[i];
	return NULL;
}

static void make_room(struct arena *arena, struct job *job, size_t more)
{
	struct entry *entries;

	job->room = job->count + more;
	entries = ARENA_ARRAY(arena, job->room, struct entry);
	if (job->count)
		memcpy(entries, job->entries, job->count * sizeof(*entries));
	job->entries = entries;
}

static void add_entry(struct arena *arena, struct job *job,
		      const struct entry *entry)
{
	if (job->count == job->room)
		make_room(arena, job, job->count + 1);
	job->entries[job->count++] = *entry;
}

static void join_entries(struct arena *arena, struct job *job)
{
	for (size_t i = 0; i < job->raw_count; i++) {
		const struct entry *raw = &job->raw[i];
		struct entry *have = is_hook(raw->name) ? NULL :
			job_find(job, raw->name);

		if (!have) {
			add_entry(arena, job, raw);
			continue;
		}
		have->value = arena_printf(arena, "%s\n%s", have->value,
					   raw->value);
		have->file = raw->file;
		have->line = raw->line;
	}
}

static size_t count_defaults(const struct job *job)
{
	const struct method_default *d =
		job->family ? job->family->defaults : NULL;
	size_t count = 0;

	while (d && d[count].name)
		count++;
	return count;
}

static void add_defaults(struct arena *arena, struct job *job)
{
	const struct method_default *d =
		job->family ? job->family->defaults : NULL;

	for (; d && d->name; d++)
		if (!job_find(job, d->name))
			add_entry(arena, job, &(struct entry){
				.name = d->name,
				.value = d->value,
			});
}

static void unset(struct job *job, const char *name)
{
	struct entry *entry = job_find(job, name);

	if (!entry)
		return;
	job->count--;
	memmove(entry, entry + 1,
		(size_t)(job->entries + job->count - entry) * sizeof(*entry));
}

/* -o: replaces the file's value; hooks are added after the file's. */
static void apply_overrides(struct ifplan *ifplan, struct arena *arena,
			    struct job *job)
{
	for (size_t i = 0; i < ifplan->override_count; i++) {
		const struct entry *override = &ifplan->overrides[i];
		struct entry *have = is_hook(override->name) ? NULL :
			job_find(job, override->name);

		if (!*override->value && is_hook(override->name))
			continue;
		if (!*override->value)
			unset(job, override->name);
		else if (have)
			*have = *override;
		else
			add_entry(arena, job, override);
	}
}

/* The raw addresses follow the override too. */
static void override_raw(struct ifplan *ifplan, struct arena *arena,
			 struct job *job)
{
	struct entry *raw = NULL;
	size_t count = 0;

	for (size_t i = 0; i < job->raw_count; i++) {
		bool is_replaced = false;

		for (size_t k = 0; k < ifplan->override_count; k++)
			is_replaced |= !strcmp(ifplan->overrides[k].name,
					       job->raw[i].name) &&
				!is_hook(job->raw[i].name);
		if (!is_replaced)
			*ARENA_PUSH(arena, &raw, &count) = job->raw[i];
	}
	for (size_t k = 0; k < ifplan->override_count; k++)
		if (*ifplan->overrides[k].value)
			*ARENA_PUSH(arena, &raw, &count) =
				ifplan->overrides[k];
	job->raw = raw;
	job->raw_count = count;
}

struct job *job_fill(struct ifplan *ifplan, struct arena *arena,
		     struct model *model, struct job *job)
{
	job->raw = model_entries(model, job->iface, &job->raw_count);
	job->method = method_find(job->iface->method, job->iface->family,
				  &job->family);
	make_room(arena, job, job->raw_count + count_defaults(job) + 1);
	join_entries(arena, job);
	add_defaults(arena, job);
	if (ifplan->override_count) {
		apply_overrides(ifplan, arena, job);
		override_raw(ifplan, arena, job);
	}
	job_find_rows(job);
	if (job->family && job->family->convert)
		job->family->convert(arena, job);
	return job;
}

/* Looking options up */

const struct option *job_row(const struct job *job, const char *name)
{
	const struct link_kind *kind = job->target ? job->target->kind : NULL;
	const struct option *row = NULL;

	if (kind && kind->options)
		row = option_find(kind->options, name);
	if (!row && job->family && job->family->options)
		row = option_find(job->family->options, name);
	return row ? row : option_find(common_options, name);
}

/* Remembered with each entry, so that looking one up searches no table. */
static const struct option no_row = { .name = "" };

static const struct option *known_row(const struct job *job,
				      const char *name)
{
	const struct option *row = job_row(job, name);

	return row ? row : &no_row;
}

/* Most options that are looked for are not there, nor any that begins so. */
static uint64_t initial(const char *name)
{
	unsigned second = name[1] == '_' ? '-' : (unsigned char)name[1];

	return UINT64_C(1) << (((unsigned char)*name * 7 + second) & 63);
}

static void note_initials(struct job *job, const struct entry *entry)
{
	const char *rest = entry->row->aliases, *word;
	size_t length;

	job->initials |= initial(entry->name);
	if (entry->row != &no_row)
		job->initials |= initial(entry->row->name);
	while (rest && text_next_word(&rest, &word, &length))
		job->initials |= initial(word);
}

void job_find_rows(struct job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		job->entries[i].row = known_row(job, job->entries[i].name);
		note_initials(job, &job->entries[i]);
	}
}

/* Raw entries have those that were made of them. */
const struct option *job_entry_row(const struct job *job,
				   const struct entry *entry)
{
	const struct option *row = entry->row;

	for (size_t i = 0; !row && i < job->count; i++)
		if (job->entries[i].name == entry->name)
			row = job->entries[i].row;
	if (!row)
		return job_row(job, entry->name);
	return row == &no_row ? NULL : row;
}

static bool is_option(const struct entry *entry, const char *name)
{
	return entry->row == &no_row ? text_same_option(entry->name, name) :
		option_has_name(entry->row, name);
}

/* What the file says in another spelling comes before a default. */
const struct entry *job_entry(const struct job *job, const char *name)
{
	const struct entry *found = NULL;

	if (!(job->initials & initial(name)))
		return NULL;
	for (size_t i = job->count; i > 0; i--) {
		const struct entry *entry = &job->entries[i - 1];

		if (!is_option(entry, name))
			continue;
		if (entry->file)
			return entry;
		found = found ? found : entry;
	}
	return found;
}

static bool is_list(const struct option *row)
{
	return row->type == TYPE_NAMES || row->type == TYPE_RANGES ||
		row->type == TYPE_PER_PORT || row->type == TYPE_ADDRESSES;
}

/* The last of several; NULL when there is none. */
static const char *value_of(const struct entry *entry)
{
	const char *last;

	if (!entry || !*entry->value)
		return NULL;
	if (is_list(entry->row))
		return entry->value;
	last = strrchr(entry->value, '\n');
	return last ? last + 1 : entry->value;
}

const char *job_value(const struct job *job, const char *name)
{
	return value_of(job_entry(job, name));
}

bool job_is_true(const struct job *job, const char *name)
{
	const char *value = job_value(job, name);
	uint64_t number;

	if (!value)
		return false;
	if (text_read_number(value, &number) == 0)
		return number != 0;
	return !strcasecmp(value, "on") || !strcasecmp(value, "yes") ||
		!strcasecmp(value, "true");
}

static void set_entry(struct arena *arena, struct job *job,
		      struct entry *entry, const char *name, const char *value)
{
	struct entry added = { .name = name, .value = value };

	if (entry) {
		entry->value = value;
		return;
	}
	added.row = known_row(job, name);
	note_initials(job, &added);
	add_entry(arena, job, &added);
}

void job_set(struct arena *arena, struct job *job, const char *name,
	     const char *value)
{
	set_entry(arena, job, (struct entry *)job_entry(job, name), name,
		  value);
}

void job_put(struct arena *arena, struct job *job, const char *name,
	     const char *value)
{
	set_entry(arena, job, job_find(job, name), name, value);
}

static bool parse_as(struct ifplan_plan *plan, const struct entry *entry,
		     const struct option *row, struct value *ret)
{
	const char *text = value_of(entry), *problem;

	return text && option_parse(plan->arena, row, text, ret, &problem) == 0;
}

const struct entry *job_parse(struct ifplan_plan *plan, const struct job *job,
			      const char *name, struct value *ret)
{
	const struct entry *entry = job_entry(job, name);

	return entry && parse_as(plan, entry, entry->row, ret) ? entry : NULL;
}

size_t job_routers(const struct job *job, struct router found[2])
{
	size_t count = 0;

	for (size_t i = job->raw_count; i > 0 && count < 2; i--) {
		const struct entry *entry = &job->raw[i - 1];
		struct router *router = &found[count];

		if (!text_same_option(entry->name, "gateway") ||
		    text_read_address(entry->value, &router->ip) < 0 ||
		    router->ip.has_prefix ||
		    (count && router->ip.family == found[0].ip.family))
			continue;
		router->entry = entry;
		count++;
	}
	return count;
}

/* Several stanzas of one link */

static bool is_of_kind(const struct job *job, const struct entry *entry)
{
	const struct link_kind *kind = job->target->kind;

	return kind && kind->options &&
		option_find(kind->options, entry->name);
}

bool job_has_kind_options(const struct job *job)
{
	size_t i = 0;

	while (i < job->count && !is_of_kind(job, &job->entries[i]))
		i++;
	return i < job->count;
}

static bool has_line(const struct job *job, const struct line *line)
{
	size_t i = 0;

	while (i < job->raw_count && job->raw[i].line != line)
		i++;
	return i < job->raw_count;
}

bool job_is_of_other(const struct job *job, const struct entry *entry)
{
	const struct target *target = job->target;

	if (!entry || !entry->line || target->job_count < 2 ||
	    has_line(job, entry->line))
		return false;
	for (size_t i = 0; i < target->job_count; i++)
		if (has_line(&target->jobs[i], entry->line))
			return true;
	return false;
}

/* What makes the link; an mtu is that of its stanza, of IPv6 alone often. */
static bool is_of_link(const struct job *job, const struct entry *entry)
{
	return is_of_kind(job, entry) ||
		(entry->row &&
		 entry->row->flags & (OPTION_CREATES | OPTION_LOWER));
}

/* The next such entry of the other stanzas; NULL: there is no more. */
static const struct entry *next_of_link(const struct job *job, size_t *stanza,
					size_t *entry)
{
	const struct target *target = job->target;

	for (; *stanza < target->job_count; (*stanza)++, *entry = 0) {
		const struct job *other = &target->jobs[*stanza];

		while (other != job && *entry < other->count)
			if (is_of_link(job, &other->entries[(*entry)++]))
				return &other->entries[*entry - 1];
	}
	return NULL;
}

struct job *job_of_link(struct arena *arena, struct job *job)
{
	size_t stanza = 0, number = 0;
	const struct entry *entry = next_of_link(job, &stanza, &number);
	struct job *whole;

	if (!entry)
		return job;
	whole = ARENA_NEW(arena, struct job);
	*whole = *job;
	whole->count = whole->room = 0;
	for (; entry; entry = next_of_link(job, &stanza, &number)) {
		add_entry(arena, whole, entry);
		note_initials(whole, entry);
	}
	for (size_t i = 0; i < job->count; i++)
		add_entry(arena, whole, &job->entries[i]);
	return whole;
}

/* Checking them */

/* An unknown option belongs to hooks, unless it nearly is one of ours. */
static void check_spelling(struct ifplan_plan *plan, struct job *job,
			   const struct entry *entry)
{
	struct near near = near_find(plan->arena, job->target->kind, job->raw,
				     job->raw_count, entry->name);

	if (near.is_of_other_kind && plan->ifplan->left_to_scripts.count)
		return;
	if (near.text)
		plan_warning(plan, job, entry, near.hint, "%s", near.text);
}

/* The link can do without: better up than out of reach. */
static bool is_spare(const struct job *job, const struct option *row)
{
	const struct link_kind *kind = job->target->kind;

	return row->flags & OPTION_SPARE ||
		(kind && kind->options &&
		 option_find(kind->options, row->name));
}

static void check_value(struct ifplan_plan *plan, struct job *job,
			const struct entry *entry, const struct option *row)
{
	const char *text = job_value(job, row->name), *problem;
	struct value value;

	if (!text || option_parse(plan->arena, row, text, &value,
				  &problem) == 0)
		return;
	if (plan->is_check || !is_spare(job, row)) {
		plan_error(plan, job, entry, NULL, "%s: %s", entry->name,
			   problem);
		return;
	}
	plan_complain(plan, job, DIAG_ERROR, entry, "the option is left out",
		      arena_printf(plan->arena, "%s: %s", entry->name,
				   problem));
	plan->has_failed = true;
	job_set(plan->arena, job, row->name, "");
}

/* Of several options the last counts, but of routers one of each family. */
static void check_routers(struct ifplan_plan *plan, struct job *job)
{
	const struct entry *last = job_entry(job, "gateway");
	const char *problem;
	struct value value;

	for (size_t i = 0; last && i < job->raw_count; i++) {
		const struct entry *entry = &job->raw[i];

		if (text_same_option(entry->name, "gateway") &&
		    entry->line != last->line &&
		    option_parse(plan->arena, last->row, entry->value, &value,
				 &problem) < 0)
			plan_error(plan, job, entry, NULL, "%s: %s",
				   entry->name, problem);
	}
}

/* Not a default, nor what was converted. */
static bool is_said(const struct ifplan_plan *plan, const struct entry *entry)
{
	return entry->line || entry->file || plan->ifplan->override_count;
}

void job_validate(struct ifplan_plan *plan, struct job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		const struct entry *entry = &job->entries[i];
		const struct option *row = entry->row;

		if (!is_said(plan, entry) || is_hook(entry->name))
			continue;
		if (row == &no_row && entry->line)
			check_spelling(plan, job, entry);
		else if (row != &no_row)
			check_value(plan, job, entry, row);
	}
	check_routers(plan, job);
}

/* Acting on them */

void job_settings(struct ifplan_plan *plan, struct job *job,
		  const struct option *rows, uint8_t place, uint16_t flags,
		  struct change *change)
{
	for (const struct option *row = rows; row->name; row++) {
		const struct entry *entry;
		struct value value;

		if (row->place != place || row->type == TYPE_PER_PORT ||
		    (row->flags & OPTION_AFTER_PORTS) != flags)
			continue;
		/* A mode of a tunnel has rows of its own. */
		entry = job_entry(job, row->name);
		if (entry && parse_as(plan, entry, row, &value))
			*ARENA_PUSH(plan->arena, &change->settings,
				    &change->setting_count) =
				setting_new(plan->arena, row, &value, entry);
	}
}

/* "ipv6/conf/%/accept_ra": the link's name for the percent sign. */
const char *sysctl_path(struct arena *arena, const char *file, const char *link)
{
	const char *mark = strchr(file, '%');

	return arena_printf(arena, "%.*s%s%s", (int)(mark - file), file, link,
			    mark + 1);
}

struct step *job_sysctl(struct ifplan_plan *plan, struct job *job,
			const char *name)
{
	struct value value;
	const struct entry *entry = job_parse(plan, job, name, &value);

	if (!entry)
		return NULL;
	return plan_sysctl(plan, job, entry, &(struct sysctl){
		.file = entry->row->file,
		.link = job->target->name,
		.value = (unsigned)value.number,
	});
}
