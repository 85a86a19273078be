// SPDX-License-Identifier: LGPL-2.1-or-later
/* lint.c - ifquery --lint: what is wrong in the file, and what likely is */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/query.h"

struct finding {
	const struct ifplan_diag *diag;
	size_t file_number;		/* in the order of reading */
	unsigned line, column;
	size_t number;			/* as it was found */
};

struct findings {
	struct finding *all;
	size_t count, room;
	unsigned errors, warnings;
};

static size_t number_of_file(const struct ifplan_file *file, const char *path)
{
	const char *each = NULL;
	size_t number = 0;

	while (file && path && (each = ifplan_file_next_path(file, each)) &&
	       strcmp(each, path))
		number++;
	return number;
}

static bool make_room(struct findings *findings)
{
	void *all;

	if (findings->count < findings->room)
		return true;
	findings->room = 2 * findings->room + 16;
	all = reallocarray(findings->all, findings->room,
			   sizeof(*findings->all));
	if (all)
		findings->all = all;
	return all;
}

static bool add_finding(struct findings *findings,
			const struct ifplan_file *file,
			const struct ifplan_diag *diag)
{
	struct finding finding = { .diag = diag, .number = findings->count };
	const char *path = ifplan_diag_place(diag, &finding.line,
					     &finding.column, NULL, NULL);

	if (!make_room(findings))
		return false;
	finding.file_number = number_of_file(file, path);
	findings->all[findings->count++] = finding;
	findings->errors += ifplan_diag_severity(diag) == IFPLAN_ERROR;
	findings->warnings += ifplan_diag_severity(diag) == IFPLAN_WARNING;
	return true;
}

static int compare_numbers(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_findings(const void *first, const void *second)
{
	const struct finding *a = first, *b = second;
	int r = compare_numbers(a->file_number, b->file_number);

	if (r == 0)
		r = compare_numbers(a->line, b->line);
	if (r == 0)
		r = compare_numbers(a->column, b->column);
	return r ? r : compare_numbers(a->number, b->number);
}

/* In file order; FILE is NULL when it could not be read. */
static int collect(struct call *call, struct ifplan_file *file,
		   struct findings *ret)
{
	const struct ifplan_diag *diag = NULL;

	while ((diag = query_next_diag(call, file, diag)))
		if (query_is_about(call, file, diag) &&
		    !add_finding(ret, file, diag))
			return -ENOMEM;
	if (ret->count)
		qsort(ret->all, ret->count, sizeof(*ret->all),
		      compare_findings);
	return 0;
}

static void print_count(unsigned count, const char *word)
{
	printf("%u %s%s", count, word, count == 1 ? "" : "s");
}

static void print_sum(const struct findings *findings)
{
	if (!findings->errors && !findings->warnings)
		return;
	putchar('\n');
	if (findings->errors)
		print_count(findings->errors, "error");
	if (findings->errors && findings->warnings)
		fputs(", ", stdout);
	if (findings->warnings)
		print_count(findings->warnings, "warning");
	putchar('\n');
}

static int print_text(const struct call *call, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct ifplan_diag *diag = findings->all[i].diag;

		if (call->is_verbose ||
		    ifplan_diag_severity(diag) != IFPLAN_NOTE)
			report_diag(stdout, diag);
	}
	print_sum(findings);
	return 0;
}

static int print_json(const struct call *call, const struct findings *findings)
{
	json_t *document, *list;
	int r = json_open(call);

	if (r)
		return r;
	document = json_new_object();
	list = json_new_list();
	json_put(document, "diagnostics", list);
	for (size_t i = 0; i < findings->count; i++)
		json_append(list, json_diag(findings->all[i].diag));
	json_put_number(document, "errors", findings->errors);
	json_put_number(document, "warnings", findings->warnings);
	return json_print(call, document);
}

static int judge(const struct findings *findings)
{
	return findings->errors ? QUERY_BROKEN :
		findings->warnings ? QUERY_DOUBTFUL : QUERY_SOUND;
}

static int print_findings(struct call *call, struct ifplan_file *file)
{
	struct findings findings = { .count = 0 };
	int r = collect(call, file, &findings);

	if (r < 0)
		r = report_failure(call, r);
	else if (call->format == FORMAT_JSON)
		r = print_json(call, &findings);
	else if (file)
		r = print_text(call, &findings);
	else
		report_diags(call);
	if (r == 0)
		r = judge(&findings);
	free(findings.all);
	return r;
}

int lint_file(struct call *call)
{
	struct ifplan_file *file = NULL;
	bool has_unknown;
	int r, lint = ifplan_file_open(call->ifplan, NULL, &file);

	if (lint == 0)
		lint = ifplan_file_lint(file);
	if (file && lint < 0)
		(void)report_failure(call, lint);
	r = print_findings(call, file);
	has_unknown = query_report_unknown(call, file);
	if (r == QUERY_SOUND && (has_unknown || lint < 0))
		r = QUERY_DOUBTFUL;
	ifplan_file_close(file);
	return file ? r : QUERY_BROKEN;
}
