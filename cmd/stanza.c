// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * stanza.c - ifquery --stanza: stanzas as the file has them, with origins
 *
 *	auto vmbr0              # /etc/network/interfaces:9
 *	iface vmbr0 inet static # :10
 *		mtu 9000        # :11
 *
 * A bare ":10" is in the file named last.  This is for people: in the file
 * itself, "# :11" would be part of the value.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/query.h"

#define TAB 8
#define GAP 2			/* blanks before the origins, at least */
#define COLUMN_MAX 56		/* longer lines push theirs out */

/* The output for one name; it is gone through twice. */
struct print {
	struct ifplan_file *file;
	const char *path;		/* named last, or NULL */
	size_t column;			/* of the origins */
	bool is_measuring;		/* finding the column, nothing else */
	bool wants_gap;			/* an empty line before the next */
};

/* A line of a file, without its end. */
struct row {
	const char *text;
	size_t size;
	const char *path;
	unsigned number;
};

static size_t width_of(const char *text, size_t size)
{
	size_t width = 0;

	for (size_t i = 0; i < size; i++)
		if (text[i] == '\t')
			width += TAB - width % TAB;
		else if (((unsigned char)text[i] & 0xc0) != 0x80)
			width++;
	return width;
}

static void measure(struct print *print, const struct row *row)
{
	size_t column = width_of(row->text, row->size) + GAP;

	if (column > print->column && column <= COLUMN_MAX)
		print->column = column;
}

static void print_origin(struct print *print, const struct row *row)
{
	bool is_same = print->path && !strcmp(print->path, row->path);

	printf("# %s:%u\n", is_same ? "" : row->path, row->number);
	print->path = row->path;
}

static void print_gap(struct print *print)
{
	if (print->wants_gap && !print->is_measuring)
		putchar('\n');
	print->wants_gap = false;
}

static void print_row(struct print *print, const struct row *row)
{
	size_t width = width_of(row->text, row->size);
	size_t gap = width + GAP < print->column ? print->column - width : GAP;

	if (print->is_measuring) {
		measure(print, row);
		return;
	}
	print_gap(print);
	(void)fwrite(row->text, 1, row->size, stdout);
	if (width) {
		printf("%*s", (int)gap, "");
		print_origin(print, row);
	} else {
		putchar('\n');
	}
}

/* A line that goes on with a backslash is several rows. */
static void print_line(struct print *print, const struct ifplan_line *line)
{
	struct row row;
	size_t size, step;
	const char *text = ifplan_line_text(line, &size), *end;

	row.path = ifplan_line_place(line, &row.number, NULL, NULL);
	for (; size; text += step, size -= step, row.number++) {
		end = memchr(text, '\n', size);
		step = end ? (size_t)(end - text) + 1 : size;
		row.text = text;
		row.size = step - (end != NULL);
		if (row.size && text[row.size - 1] == '\r')
			row.size--;
		print_row(print, &row);
	}
}

static void print_stanza(struct print *print,
			 const struct ifplan_stanza *stanza)
{
	const struct ifplan_line *line = NULL;

	while ((line = ifplan_stanza_next_line(stanza, line)))
		print_line(print, line);
	print->wants_gap = true;
}

static void print_inherited(struct print *print,
			    const struct ifplan_stanza *stanza)
{
	while ((stanza = ifplan_stanza_parent(stanza))) {
		print_gap(print);
		if (!print->is_measuring)
			printf("# inherited from %s:\n",
			       ifplan_stanza_name(stanza));
		print_stanza(print, stanza);
	}
}

/* Is it this word of a list: a name, "/PATTERN" or "/PATTERN/NUMBER"? */
static bool is_meant(const char *word, const char *name)
{
	bool is_match;
	char *pattern;

	if (*word != '/')
		return !strcmp(word, name);
	pattern = strndup(word + 1, strcspn(word + 1, "/"));
	is_match = pattern && !fnmatch(pattern, name, FNM_EXTMATCH);
	free(pattern);
	return is_match;
}

static void print_membership(struct print *print,
			     const struct ifplan_stanza *list,
			     const char *word)
{
	struct row row;
	char *line;
	int size = asprintf(&line, "%s %s", ifplan_stanza_keyword(list), word);

	if (size < 0)
		return;
	row.text = line;
	row.size = (size_t)size;
	row.path = ifplan_stanza_place(list, &row.number);
	print_row(print, &row);
	free(line);
}

static void print_classes(struct print *print, const char *name)
{
	struct ifplan_stanza *list;
	const char *class_name, *word;

	for (size_t i = 0; (class_name = ifplan_file_class(print->file, i));
	     i++)
		for (size_t j = 0;
		     (word = ifplan_file_member(print->file, class_name, j,
						&list)); j++)
			if (list && is_meant(word, name))
				print_membership(print, list, word);
}

static void print_name(struct print *print, const char *name)
{
	struct ifplan_stanza *stanza = NULL;

	print_classes(print, name);
	while ((stanza = ifplan_file_find(print->file, name, stanza))) {
		print_stanza(print, stanza);
		print_inherited(print, stanza);
	}
}

/* The complaints of a file; were there errors? */
static bool report_file(const struct call *call,
			const struct ifplan_file *file)
{
	const struct ifplan_diag *diag = NULL;
	enum ifplan_severity severity;
	bool has_error = false;

	while ((diag = query_next_diag(call, file, diag))) {
		severity = ifplan_diag_severity(diag);
		has_error = has_error || severity == IFPLAN_ERROR;
		if (call->is_verbose || severity != IFPLAN_NOTE)
			report_diag(stderr, diag);
	}
	return has_error;
}

/* Once to find the column of the origins, once to print. */
static void show_name(struct print *print, const char *name)
{
	struct print measured = { .file = print->file, .is_measuring = true };

	print_name(&measured, name);
	print->column = measured.column;
	print->path = NULL;
	print_name(print, name);
	print->wants_gap = print->wants_gap || print->path;
}

int show_stanzas(struct call *call)
{
	struct print print = { .wants_gap = false };
	bool is_broken, is_unknown;

	if (ifplan_file_open(call->ifplan, NULL, &print.file) < 0) {
		report_diags(call);
		return QUERY_BROKEN;
	}
	is_broken = report_file(call, print.file);
	for (size_t i = 0; call->names[i]; i++)
		show_name(&print, call->names[i]);
	(void)fflush(stdout);
	is_unknown = query_report_unknown(call, print.file);
	ifplan_file_close(print.file);
	return is_broken ? QUERY_BROKEN :
		is_unknown ? QUERY_DOUBTFUL : QUERY_SOUND;
}
