/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* topology.h - what the pictures of a graph have in common */
#ifndef IFPLAN_CMD_TOPOLOGY_H
#define IFPLAN_CMD_TOPOLOGY_H

#include "cmd/graph.h"

#define LINES_MAX 9			/* of a node; more addresses are cut */
#define NODE_TEXT 1024
#define MARK_TEXT 32

/* The lines of a node, its name first, in BUFFER. */
size_t node_lines(const struct node *node, char *buffer, size_t size,
		  const char *ret[LINES_MAX]);

/* svg.c: 0, or a negative errno */
int svg_print(const struct graph *graph);

#endif
