// SPDX-License-Identifier: LGPL-2.1-or-later
/* query.c - what the ways to show a file have in common */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/query.h"

/* "parsing file F" is no complaint. */
static bool is_log(const struct ifplan_diag *diag)
{
	return ifplan_diag_severity(diag) == IFPLAN_NOTE &&
		!ifplan_diag_place(diag, NULL, NULL, NULL, NULL);
}

const struct ifplan_diag *query_next_diag(const struct call *call,
					  const struct ifplan_file *file,
					  const struct ifplan_diag *previous)
{
	do
		previous = file ? ifplan_file_next_diag(file, previous) :
			ifplan_next_diag(call->ifplan, previous);
	while (previous && is_log(previous));
	return previous;
}

bool query_is_asked(const struct call *call, const char *name)
{
	if (!call->names[0])
		return true;
	for (size_t i = 0; call->names[i]; i++)
		if (!strcmp(call->names[i], name))
			return true;
	return false;
}

struct span query_span(const struct ifplan_stanza *stanza)
{
	const struct ifplan_line *line = NULL, *last = NULL;
	struct span span = { NULL, 0, 0 };
	const char *text;
	size_t size;

	span.path = ifplan_stanza_place(stanza, &span.first);
	while ((line = ifplan_stanza_next_line(stanza, line)))
		last = line;
	if (!last)
		return span;
	(void)ifplan_line_place(last, &span.last, NULL, NULL);
	text = ifplan_line_text(last, &size);
	for (size_t i = 0; i + 1 < size; i++)
		span.last += text[i] == '\n';
	return span;
}

bool span_has(const struct span *span, const char *path, unsigned line)
{
	return line >= span->first && line <= span->last &&
		path && !strcmp(path, span->path);
}

static bool is_in_stanza_of(struct ifplan_file *file, const char *name,
			    const char *path, unsigned line)
{
	struct ifplan_stanza *stanza = NULL;
	struct span span;

	while ((stanza = ifplan_file_find(file, name, stanza))) {
		span = query_span(stanza);
		if (span_has(&span, path, line))
			return true;
	}
	return false;
}

bool query_is_about(const struct call *call, struct ifplan_file *file,
		    const struct ifplan_diag *diag)
{
	const char *subject = ifplan_diag_subject(diag), *path;
	unsigned line = 0;

	if (!file || (subject && query_is_asked(call, subject)))
		return true;
	path = ifplan_diag_place(diag, &line, NULL, NULL, NULL);
	for (size_t i = 0; call->names[i]; i++)
		if (is_in_stanza_of(file, call->names[i], path, line))
			return true;
	return !call->names[0];
}

static bool is_known(struct ifplan_file *file, const char *name)
{
	const char *class_name;

	for (size_t i = 0; (class_name = ifplan_file_class(file, i)); i++)
		if (ifplan_file_is_member(file, class_name, name))
			return true;
	return ifplan_file_find(file, name, NULL);
}

bool query_report_unknown(const struct call *call, struct ifplan_file *file)
{
	bool is_any = false;

	for (size_t i = 0; file && call->names[i]; i++) {
		if (is_known(file, call->names[i]))
			continue;
		fprintf(stderr, "%s: unknown interface %s\n", call->program,
			call->names[i]);
		is_any = true;
	}
	return is_any;
}
