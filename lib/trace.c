// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * trace.c - rows of methods: the classic command, and the steps in its place
 *
 * A row's template is filled once for people, as ifupdown would print it, and
 * once for a program that is run, as words.  People may type what they see: a
 * value that a shell would not take for one word is quoted.  The steps that
 * the row makes follow its line and are told by it.
 */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "lib/internal.h"

struct fill {
	struct arena *arena;
	const struct job *job;
	struct text out;
	const char **missing;	/* outside of braces, or in these braces */
	size_t missing_count;
	bool is_words;		/* for exec: each on a line, nothing quoted */
	bool is_quoted;		/* within double quotes */
};

/* Words of templates that are no options */

static const char *show_iface(struct fill *fill)
{
	return fill->job->target->name;
}

/* sysctl(8) takes a slash for what is a dot in a name. */
static const char *show_iface_path(struct fill *fill)
{
	char *path = arena_strdup(fill->arena, fill->job->target->name);

	for (char *c = path; *c; c++)
		*c = *c == '.' ? '/' : *c;
	return path;
}

static const char *show_link(struct fill *fill)
{
	return fill->job->target->link;
}

static const char *show_parent(struct fill *fill)
{
	const char *name = fill->job->target->name;

	return arena_strndup(fill->arena, name, strcspn(name, "."));
}

static const char *show_id_text(struct fill *fill)
{
	const char *id = strchr(fill->job->target->name, '.');

	return id ? arena_strndup(fill->arena, id + 1,
				  strcspn(id + 1, ".:")) : NULL;
}

static const char *show_id(struct fill *fill)
{
	const char *id = show_id_text(fill);

	return id ? id + strspn(id, "0") : NULL;
}

static const char *show_no_dad(struct fill *fill)
{
	return job_value(fill->job, "dad-attempts") &&
		!job_is_true(fill->job, "dad-attempts") ? "nodad" : NULL;
}

/* dhclient's, unless a client id is unwanted. */
static const char *show_client_flag(struct fill *fill)
{
	const char *client = job_value(fill->job, "client");

	return client && !strcmp(client, "no") ? NULL : "-i";
}

static const struct word {
	const char *name;
	const char *(*show)(struct fill *fill);
} words[] = {
	{ "iface", show_iface },
	{ "iface/", show_iface_path },
	{ "iface0", show_link },
	{ "parent", show_parent },
	{ "vlan-text", show_id_text },
	{ "vlan", show_id },
	{ "nodad", show_no_dad },
	{ "client-flag", show_client_flag },
	{ NULL, NULL },
};

static const struct word *find_word(const char *name, size_t length)
{
	const struct word *word = words;

	while (word->name && (strncmp(word->name, name, length) ||
			      word->name[length]))
		word++;
	return word->name ? word : NULL;
}

/* Of several addresses the line shows the first; the others have their own. */
static const char *value_of(struct fill *fill, const char *name)
{
	const struct word *word = find_word(name, strlen(name));
	const char *value = word ? word->show(fill) :
		job_value(fill->job, name);
	const struct entry *entry;

	if (word || !value || strcmp(name, "address"))
		return value;
	entry = job_entry(fill->job, name);
	return arena_strndup(fill->arena, entry->value,
			     strcspn(entry->value, "\n"));
}

/* Filling */

static bool is_plain_word(const char *value)
{
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) &&
		    !strchr("@%+=:,./_-", *value) && !(*value & 0x80))
			return false;
	return true;
}

static void add_quoted(struct text *out, const char *value)
{
	text_add(out, "'");
	for (; *value; value++)
		text_add(out, *value == '\'' ? "'\\''" : "%c", *value);
	text_add(out, "'");
}

/* Within double quotes of the template: what they do not protect. */
static void add_escaped(struct text *out, const char *value)
{
	for (; *value; value++)
		text_add(out, strchr("\"$`\\", *value) ? "\\%c" : "%c", *value);
}

static void add_words(struct fill *fill, const char *value)
{
	while (*value) {
		size_t length = strcspn(value, " \t");
		const char *word = arena_strndup(fill->arena, value, length);
		size_t blanks = strspn(value + length, " \t");

		if (fill->is_words || is_plain_word(word))
			text_add(&fill->out, "%s", word);
		else
			add_quoted(&fill->out, word);
		value += length;
		if (fill->is_words && blanks)
			text_add(&fill->out, "\n");
		else
			text_add_bytes(&fill->out, value, blanks);
		value += blanks;
	}
}

static void add_value(struct fill *fill, const char *value, bool is_several)
{
	if (is_several)
		add_words(fill, value);
	else if (fill->is_words || is_plain_word(value))
		text_add(&fill->out, "%s", value);
	else if (fill->is_quoted)
		add_escaped(&fill->out, value);
	else
		add_quoted(&fill->out, value);
}

/* "mtu" or "options+" of <mtu>, <options+>. */
static const char *template_name(struct arena *arena, const char *at,
				 size_t length, bool *ret_several)
{
	*ret_several = length > 1 && at[length - 1] == '+';
	return arena_strndup(arena, at, length - *ret_several);
}

static const char *fill_value(struct fill *fill, const char *at)
{
	size_t length = strcspn(at, ">");
	bool is_several;
	const char *name = template_name(fill->arena, at, length, &is_several);
	const char *value = value_of(fill, name);

	if (value && *value)
		add_value(fill, value, is_several);
	else
		*ARENA_PUSH(fill->arena, &fill->missing,
			    &fill->missing_count) = name;
	return at + length + 1;
}

static void fill_literal(struct fill *fill, char c)
{
	if (c == '"')
		fill->is_quoted = !fill->is_quoted;
	if (fill->is_words && text_is_blank(c))
		c = '\n';
	text_add_bytes(&fill->out, &c, 1);
}

/* Up to END, which is a closing brace or the end of the template. */
static const char *fill_part(struct fill *fill, const char *at, char end)
{
	while (*at && *at != end) {
		size_t length = fill->out.length;
		size_t missing = fill->missing_count;

		if (*at == '<') {
			at = fill_value(fill, at + 1);
		} else if (*at == '{') {
			at = fill_part(fill, at + 1, '}') + 1;
			if (fill->missing_count > missing && fill->out.at)
				fill->out.at[fill->out.length = length] = '\0';
			fill->missing_count = missing;
		} else {
			fill_literal(fill, *at++);
		}
	}
	return at;
}

static struct fill fill_template(struct arena *arena, const struct job *job,
				 const char *template, bool is_words)
{
	struct fill fill = {
		.arena = arena,
		.job = job,
		.out.arena = arena,
		.is_words = is_words,
	};

	text_add(&fill.out, "%s", "");
	(void)fill_part(&fill, template, '\0');
	return fill;
}

/* What must be there */

/* Behind the brace that ends what AT begins: a brace within needs another. */
static const char *skip_brace(const char *at)
{
	const char *end = strchr(at, '}'), *inner = at;

	while (end && (inner = memchr(inner + 1, '{',
				      (size_t)(end - inner - 1))))
		end = strchr(end + 1, '}');
	return end ? end + 1 : at + strlen(at);
}

static const char *skip_braces(const char *at)
{
	while (*(at += strcspn(at, "<{")) == '{')
		at = skip_brace(at);
	return at;
}

const char *row_next_required(struct arena *arena, const char **rest)
{
	while (*(*rest = skip_braces(*rest))) {
		const char *name = ++*rest;
		size_t length = strcspn(name, ">");

		*rest += length;
		if (!find_word(name, length))
			return arena_strndup(arena, name, length);
	}
	return NULL;
}

static bool is_row(const struct method_row *row)
{
	return row->classic || row->make || row->rows;
}

/* What the rows of a table require: read once a plan. */
struct required {
	const struct method_row *rows;
	const char *const **names;	/* of each row; these end with NULL */
	struct required *next;
};

static const char *const *read_required(struct arena *arena,
					const struct method_row *row)
{
	const char *rest = row->classic ? row->classic : "";
	const char **names = NULL;
	size_t count = 0;

	do
		*ARENA_PUSH(arena, &names, &count) =
			row_next_required(arena, &rest);
	while (names[count - 1]);
	return names;
}

static const char *const *const *
required_of(struct ifplan_plan *plan, const struct method_row *rows)
{
	struct required *required = plan->required;
	size_t count = 0;

	while (required && required->rows != rows)
		required = required->next;
	if (required)
		return required->names;
	required = ARENA_NEW(plan->arena, struct required);
	required->rows = rows;
	for (const struct method_row *row = rows; is_row(row); row++)
		*ARENA_PUSH(plan->arena, &required->names, &count) =
			read_required(plan->arena, row);
	required->next = plan->required;
	plan->required = required;
	return required->names;
}

static bool complain_missing(struct ifplan_plan *plan, const struct job *job,
			     const char *const *names)
{
	bool is_missing = false;

	for (; *names; names++) {
		if (job_value(job, *names))
			continue;
		is_missing = true;
		plan_say(plan, job->target,
			 plan->is_up ? DIAG_ERROR : DIAG_WARNING,
			 "missing required variable: %s", *names);
	}
	return is_missing;
}

bool method_complain_missing(struct ifplan_plan *plan, struct job *job,
			     const struct method_row *rows)
{
	const char *const *const *required = required_of(plan, rows);

	for (; is_row(rows); rows++, required++)
		if (complain_missing(plan, job, *required))
			return true;
	return false;
}

/* Programs */

static const char **split_lines(struct arena *arena, char *lines)
{
	const char **argv = NULL;
	size_t count = 0;

	for (char *at = lines; *at;) {
		size_t length = strcspn(at, "\n");

		if (length)
			*ARENA_PUSH(arena, &argv, &count) =
				arena_strndup(arena, at, length);
		at += length + (at[length] == '\n');
	}
	*ARENA_PUSH(arena, &argv, &count) = NULL;
	return argv;
}

const char **row_argv(struct arena *arena, const struct job *job,
		      const struct method_row *row)
{
	struct fill fill = fill_template(arena, job, row->program ?
					 row->program : row->classic, true);

	return split_lines(arena, fill.out.at);
}

struct step *row_run(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row)
{
	return plan_program(plan, job, row_argv(plan->arena, job, row));
}

void row_run_program(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row)
{
	(void)row_run(plan, job, row);
}

const char *find_program(struct arena *arena, const char *name)
{
	size_t length;

	for (const char *at = hook_path; *at; at += length + !!at[length]) {
		const char *path;

		length = strcspn(at, ":");
		path = arena_printf(arena, "%.*s/%s", (int)length, at, name);
		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

/* Rows */

/* What the line says is not said again; waits and complaints it does not. */
static void tell(struct step *line)
{
	for (struct step *s = line->next; s; s = s->next)
		s->is_told |= s->type != STEP_WAIT &&
			s->type != STEP_SAY && !s->is_more;
}

/* NULL: nobody will see it, or there is none. */
static struct step *plan_row_line(struct ifplan_plan *plan, struct job *job,
				  const struct method_row *row)
{
	struct fill fill;

	if (!row->classic || !plan_has_lines(plan))
		return NULL;
	fill = fill_template(plan->arena, job, row->classic, false);
	plan_line(plan, job, "%s", fill.out.at);
	return plan->last;
}

static void plan_row(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row,
		     const char *const *required)
{
	struct step *line;

	if (complain_missing(plan, job, required))
		return;
	line = plan_row_line(plan, job, row);
	if (row->make && !job->is_absent)
		row->make(plan, job, row);
	if (line)
		tell(line);
}

void method_plan(struct ifplan_plan *plan, struct job *job,
		 const struct method_row *rows)
{
	const char *const *const *required = required_of(plan, rows);

	for (; is_row(rows); rows++, required++) {
		if (rows->when && !rows->when(plan, job))
			continue;
		if (rows->rows)
			method_plan(plan, job, rows->rows);
		else
			plan_row(plan, job, rows, *required);
	}
}
