// SPDX-License-Identifier: LGPL-2.1-or-later
/* report.c - complaints, steps and tables, as text */
#include <dlfcn.h>
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

/* Complaints */

static const char *severity_word(enum ifplan_severity severity)
{
	return severity == IFPLAN_ERROR ? "error" :
		severity == IFPLAN_WARNING ? "warning" : "note";
}

/* The line, and a caret under what is meant; a tab stands as one blank. */
static void print_source(const char *source, unsigned line, unsigned column,
			 unsigned length)
{
	fprintf(stderr, "%5u | ", line);
	for (const char *c = source; *c; c++)
		fputc(*c == '\t' ? ' ' : *c, stderr);
	fprintf(stderr, "\n      | %*s", (int)column - 1, "");
	for (unsigned i = 0; i < (length ? length : 1); i++)
		fputc('^', stderr);
	fputc('\n', stderr);
}

static void print_diag(const char *program, const struct ifplan_diag *diag)
{
	unsigned line, column, length;
	const char *source, *subject = ifplan_diag_subject(diag);
	const char *file = ifplan_diag_place(diag, &line, &column, &length,
					     &source);

	if (ifplan_diag_is_classic(diag))
		fprintf(stderr, "%s: %s\n", program, ifplan_diag_text(diag));
	else
		fprintf(stderr, "%s: %s%s%s\n",
			severity_word(ifplan_diag_severity(diag)),
			subject ? subject : "", subject ? ": " : "",
			ifplan_diag_text(diag));
	if (file && line) {
		fprintf(stderr, "  --> %s:%u:%u\n", file, line, column);
		if (source)
			print_source(source, line, column, length);
	}
	if (ifplan_diag_hint(diag))
		fprintf(stderr, "hint: %s\n", ifplan_diag_hint(diag));
}

/*
 * Notes are for those who asked for more, but for ifupdown's own about an
 * interface ("already configured"), which have no code.
 */
static bool is_wanted(const struct call *call, const struct ifplan_diag *diag)
{
	return call->is_verbose ||
		ifplan_diag_severity(diag) != IFPLAN_NOTE ||
		(ifplan_diag_is_classic(diag) && !ifplan_diag_code(diag));
}

void report_diags(struct call *call)
{
	const struct ifplan_diag *diag;

	while ((diag = ifplan_next_diag(call->ifplan, call->reported))) {
		call->reported = diag;
		if (is_wanted(call, diag))
			print_diag(call->program, diag);
	}
}

int report_failure(const struct call *call, int error)
{
	fprintf(stderr, "%s: %s\n", call->program, strerror(-error));
	return 1;
}

/* Steps */

void report_step(const struct ifplan_step *step, void *data)
{
	struct call *call = data;

	report_diags(call);
	if (step && call->is_verbose)
		fprintf(stderr, "%s\n", ifplan_step_text(step));
}

void report_plan(const struct ifplan_plan *plan)
{
	const struct ifplan_step *step = NULL;

	while ((step = ifplan_next_step(plan, step)))
		fprintf(stderr, "%s\n", ifplan_step_text(step));
}

/* Tables: libsmartcols, mapped only by processes that print one */

#define SMARTCOLS(F) \
	F(scols_new_table) F(scols_unref_table) F(scols_table_new_column) \
	F(scols_table_new_line) F(scols_line_set_data) F(scols_print_table)

struct smartcols {
#define F(name) __typeof__(name) *name;
	SMARTCOLS(F)
#undef F
};

static bool find_function(void *library, const char *name, void *ret)
{
	void *symbol = dlsym(library, name);

	memcpy(ret, &symbol, sizeof(symbol));
	return symbol;
}

static bool open_smartcols(struct smartcols *ret)
{
	void *library = dlopen("libsmartcols.so.1", RTLD_NOW);
	bool is_complete = library;

#define F(name) is_complete = is_complete && \
	find_function(library, #name, &ret->name);
	SMARTCOLS(F)
#undef F
	return is_complete;
}

static const struct {
	const char *title;
	const char *fact;
} columns[] = {
	{ "INTERFACE", "name" }, { "KIND", "kind" }, { "MASTER", "master" },
	{ "STATE", "state" }, { "ADDRESSES", "addresses" },
};

#define COLUMN_COUNT (sizeof(columns) / sizeof(*columns))

static void fill_table(struct call *call, const struct smartcols *cols,
		       struct libscols_table *table)
{
	const struct ifplan_link *link = NULL;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		(void)cols->scols_table_new_column(table, columns[i].title, 0,
						   0);
	while ((link = ifplan_next_link(call->ifplan, link))) {
		struct libscols_line *line =
			cols->scols_table_new_line(table, NULL);

		for (size_t i = 0; line && i < COLUMN_COUNT; i++)
			(void)cols->scols_line_set_data(line, i,
				ifplan_link_fact(call->ifplan, link,
						 columns[i].fact));
	}
}

int report_links(struct call *call)
{
	struct libscols_table *table;
	struct smartcols cols;

	if (!open_smartcols(&cols)) {
		fprintf(stderr, "%s: a table needs libsmartcols.so.1: %s\n",
			call->program, dlerror());
		return 1;
	}
	table = cols.scols_new_table();
	if (!table)
		return report_failure(call, -ENOMEM);
	fill_table(call, &cols, table);
	(void)cols.scols_print_table(table);
	cols.scols_unref_table(table);
	return 0;
}
