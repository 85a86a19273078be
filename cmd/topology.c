// SPDX-License-Identifier: LGPL-2.1-or-later
/* topology.c - ifquery --topology: which link stands on which, as a picture */
#include "cmd/topology.h"

#include <stdlib.h>
#include <string.h>

size_t node_lines(const struct node *node, char *buffer, size_t size,
		  const char *ret[LINES_MAX])
{
	size_t count = 0, half = size / 2;
	char *rest;

	ret[count++] = node->name;
	if (*two_words(node->kind, node->detail, buffer, half))
		ret[count++] = buffer;
	if (node->mark != MARK_MISSING && strcmp(node->state, "up") != 0)
		ret[count++] = node->state;
	else if (*node->speed)
		ret[count++] = node->speed;
	(void)snprintf(buffer + half, size - half, "%s", node->addresses);
	for (rest = buffer + half; *rest && count < LINES_MAX - 1;) {
		ret[count++] = rest;
		rest += strcspn(rest, " ");
		if (*rest)
			*rest++ = '\0';
	}
	return count;
}

/* Graphviz */

static void print_quoted(const char *text)
{
	for (; *text; text++)
		printf("%s%c", *text == '"' || *text == '\\' ? "\\" : "",
		       *text);
}

static void print_label(const struct node *node)
{
	char buffer[NODE_TEXT], mark[MARK_TEXT];
	const char *lines[LINES_MAX];
	size_t count = node_lines(node, buffer, sizeof(buffer), lines);

	for (size_t i = 0; i < count; i++) {
		fputs(i ? "\\n" : "", stdout);
		print_quoted(lines[i]);
	}
	if (*mark_text(node, mark, sizeof(mark)))
		printf("\\n%s", mark_text(node, mark, sizeof(mark)));
}

static void print_dot_node(const struct graph *graph, size_t number)
{
	static const char *const styles[] = {
		[MARK_NONE] = "", [MARK_OK] = "",
		[MARK_FOREIGN] = ", style=dashed",
		[MARK_DIFFERS] = ", color=red, penwidth=2",
		[MARK_MISSING] = ", color=red, penwidth=2, style=dashed",
	};
	const struct node *node = &graph->nodes[number];

	printf("\tnode%zu [label=\"", number + 1);
	print_label(node);
	printf("\"%s];\n", styles[node->mark]);
	for (size_t i = 0; i < node->lower_count; i++)
		if (graph->nodes[node->lowers[i]].is_shown)
			printf("\tnode%zu -> node%zu;\n", node->lowers[i] + 1,
			       number + 1);
}

static void print_dot(const struct graph *graph)
{
	puts("digraph topology {\n\trankdir=LR;\n\tnode [shape=box];\n"
	     "\tedge [dir=none];");
	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i].is_shown)
			print_dot_node(graph, i);
	puts("}");
}

int show_topology(struct call *call)
{
	struct graph graph;
	int r = graph_make(call, &graph);

	if (r < 0)
		(void)report_failure(call, r);
	else if (call->topology == TOPOLOGY_DOT)
		print_dot(&graph);
	else
		r = svg_print(&graph);
	(void)fflush(stdout);
	report_diags(call);
	graph_free(&graph);
	return r < 0 ? 1 : graph.result;
}
