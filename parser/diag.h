/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * diag.h - complaints, as records; the library never prints them
 *
 * A complaint about the file points at a token.  It keeps a copy of the line,
 * so it can be shown after the document is gone.
 */
#ifndef IFPLAN_DIAG_H
#define IFPLAN_DIAG_H

#include <stdbool.h>

#include "arena.h"

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

struct diag {
	struct diag *next;
	enum diag_severity severity;
	bool is_finding;	/* of lint: allowed, but likely wrong */
	bool is_classic;	/* text is ifupdown's own wording, "PROG: " goes before it */
	const char *code;	/* stable word for programs: "misplaced-option" */
	const char *subject;	/* interface, or file for problems of the file; may be NULL */
	const char *text;	/* one sentence, no full stop */
	const char *hint;	/* or NULL */
	const char *file;	/* NULL: no place */
	unsigned line;		/* from 1, physical */
	unsigned column;	/* characters from 1, a tab is one */
	unsigned length;	/* characters marked, at least 1 */
	const char *source;	/* the physical line, without its end */
};

struct diags {
	struct arena *arena;
	struct diag *first;
	struct diag *last;
	unsigned errors;
	unsigned warnings;
};

/* Copies all strings; appends; counts. */
struct diag *diag_add(struct diags *diags, const struct diag *diag);
/* Move the first one to the end of another list of the same arena. */
void diag_move_first(struct diags *from, struct diags *to);

#endif
