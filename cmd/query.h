/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* query.h - what the ways to show a file have in common */
#ifndef IFPLAN_QUERY_H
#define IFPLAN_QUERY_H

#include "cmd/json.h"

enum query_exit {
	QUERY_SOUND = 0,
	QUERY_DOUBTFUL = 1,	/* warnings; or nothing of that name */
	QUERY_BROKEN = 3,	/* errors in the file */
};

/* Complaint after complaint about the file, or about opening it; the lines of
   its log that -v shows elsewhere are left out. */
const struct ifplan_diag *query_next_diag(const struct call *call,
					  const struct ifplan_file *file,
					  const struct ifplan_diag *previous);

/* Is it one of the names, or are there none? */
bool query_is_asked(const struct call *call, const char *name);
/* Is the complaint about one of them? */
bool query_is_about(const struct call *call, struct ifplan_file *file,
		    const struct ifplan_diag *diag);
/* Say which names are those of no stanza and no list; were there any? */
bool query_report_unknown(const struct call *call, struct ifplan_file *file);

/* listing.c: a stanza in ifupdown2's form. */
json_t *listing_json(const struct call *call,
		     const struct ifplan_stanza *stanza);

/* Are its lines those from the stanza's head to its end? */
struct span {
	const char *path;
	unsigned first, last;
};

struct span query_span(const struct ifplan_stanza *stanza);
bool span_has(const struct span *span, const char *path, unsigned line);

#endif
