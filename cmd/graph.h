/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * graph.h - the links of the machine, and which of them stand on which
 *
 * A bond stands on its cards, a VLAN on its bond, a bridge on its ports.  With
 * --check what the file says of them is known too, and links that are missing
 * are part of it.
 */
#ifndef IFPLAN_CMD_GRAPH_H
#define IFPLAN_CMD_GRAPH_H

#include "cmd/cmd.h"

enum mark {
	MARK_NONE,			/* not checked */
	MARK_OK,
	MARK_FOREIGN,			/* in no stanza, and none needs it */
	MARK_DIFFERS,
	MARK_MISSING,
};

struct node {
	const char *name;
	const char *kind;		/* "bond", "nic" */
	const char *detail;		/* "802.3ad", or "" */
	const char *state;		/* "up", "down", "no carrier"; or
					   "missing" */
	const char *speed;		/* "10G", or "" */
	const char *addresses;		/* with blanks between */
	enum mark mark;
	unsigned differences;
	size_t *lowers;			/* numbers of what it stands on */
	size_t lower_count;
	bool is_needed;			/* by a stanza */
	bool is_shown;
	bool is_grouped;		/* stands with others under one */
	unsigned rank;			/* its column: the longest way down */
	unsigned roof;			/* the lowest rank of what stands on it;
					   0: nothing does */
};

struct graph {
	struct node *nodes;
	size_t count;
	bool has_check;
	int result;			/* exit code */
};

/* The call's names choose what is shown, with all that is above and below.
   0, or a negative errno; a name that is nowhere is said. */
int graph_make(struct call *call, struct graph *ret);
void graph_free(struct graph *graph);

/* "ok", "2 differ", ...; SIZE of the buffer. */
const char *mark_text(const struct node *node, char *buffer, size_t size);
/* "bond 802.3ad", "up 10G": two words, or one. */
const char *two_words(const char *first, const char *second, char *buffer,
		      size_t size);

#endif
