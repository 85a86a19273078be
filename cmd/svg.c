// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * svg.c - ifquery --topology=svg: the links as boxes, in light and dark
 *
 *	rank 0        1          2
 *	+------+
 *	| eno1 |---.  +-------+
 *	+------+    `-| bond0 |--.  +-------+
 *	+------+    ,-|       |   `-| vmbr0 |
 *	| eno2 |---'  +-------+     +-------+
 *	+------+
 *
 * A rank is a column, and each box stands as near as it can to the middle of
 * those it stands on.  All letters are as wide as one another, so the width of
 * a text is known without its font.
 */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "cmd/topology.h"

#define MARGIN 16
#define LETTER 7.3			/* pixels, of 12 pixel letters */
#define LINE 17
#define PADDING 10			/* between a box and its text */
#define GAP_DOWN 12			/* between boxes of a column */
#define GAP_RIGHT 56			/* between columns */

struct box {
	const struct node *node;
	size_t number;
	double y, height, wanted;	/* top; and where its middle should be */
};

struct column {
	double x, width, end;		/* end: where the next box may begin */
};

struct picture {
	const struct graph *graph;
	struct box *boxes;		/* of all nodes */
	struct box **order;		/* those of one column */
	struct column *columns;
	unsigned column_count;
	double width, height;
};

/* Sizes */

static size_t count_letters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void measure(struct picture *picture, struct box *box)
{
	char buffer[NODE_TEXT], mark[MARK_TEXT];
	const char *lines[LINES_MAX + 1];
	size_t count = node_lines(box->node, buffer, sizeof(buffer), lines);
	struct column *column = &picture->columns[box->node->rank];

	if (*mark_text(box->node, mark, sizeof(mark)))
		lines[count++] = mark_text(box->node, mark, sizeof(mark));
	for (size_t i = 0; i < count; i++) {
		double width = (double)count_letters(lines[i]) * LETTER +
			2 * PADDING;

		if (width > column->width)
			column->width = width;
	}
	box->height = (double)count * LINE + PADDING;
}

/* Places */

static int compare_boxes(const void *a, const void *b)
{
	const struct box *one = *(struct box *const *)a;
	const struct box *other = *(struct box *const *)b;

	if (one->wanted != other->wanted)
		return one->wanted < other->wanted ? -1 : 1;
	return one->number < other->number ? -1 : 1;
}

/* The middle of what it stands on. */
static double wanted_middle(const struct picture *picture,
			    const struct node *node)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < node->lower_count; i++) {
		const struct box *lower = &picture->boxes[node->lowers[i]];

		if (!lower->node->is_shown)
			continue;
		sum += lower->y + lower->height / 2;
		count++;
	}
	return count ? sum / (double)count : 0;
}

static void place_column(struct picture *picture, unsigned rank)
{
	struct column *column = &picture->columns[rank];
	size_t count = 0;

	for (size_t i = 0; i < picture->graph->count; i++) {
		struct box *box = &picture->boxes[i];

		if (!box->node->is_shown || box->node->rank != rank)
			continue;
		box->wanted = wanted_middle(picture, box->node);
		picture->order[count++] = box;
	}
	qsort(picture->order, count, sizeof(*picture->order), compare_boxes);
	column->end = MARGIN;
	for (size_t i = 0; i < count; i++) {
		struct box *box = picture->order[i];

		box->y = box->wanted - box->height / 2;
		if (box->y < column->end)
			box->y = column->end;
		column->end = box->y + box->height + GAP_DOWN;
	}
	if (column->end > picture->height)
		picture->height = column->end;
}

static void place(struct picture *picture)
{
	double x = MARGIN;

	for (size_t i = 0; i < picture->graph->count; i++)
		if (picture->graph->nodes[i].is_shown)
			measure(picture, &picture->boxes[i]);
	for (unsigned rank = 0; rank < picture->column_count; rank++) {
		picture->columns[rank].x = x;
		x += picture->columns[rank].width + GAP_RIGHT;
		place_column(picture, rank);
	}
	picture->width = x - GAP_RIGHT + MARGIN;
	picture->height += MARGIN - GAP_DOWN;
}

/* Printing */

static const char *const mark_classes[] = {
	[MARK_NONE] = "", [MARK_OK] = " good", [MARK_FOREIGN] = " foreign",
	[MARK_DIFFERS] = " bad", [MARK_MISSING] = " bad missing",
};

/* Names may be any bytes; XML is UTF-8 and has few signs below the blank. */
static bool is_utf8(const char *text)
{
	mbstate_t state = { 0 };
	const char *rest = text;

	return mbsrtowcs(NULL, &rest, 0, &state) != (size_t)-1;
}

static void print_text(const char *text)
{
	bool is_sound = is_utf8(text);

	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", stdout);
			break;
		case '<':
			fputs("&lt;", stdout);
			break;
		case '>':
			fputs("&gt;", stdout);
			break;
		default:
			putchar((unsigned char)*text < ' ' ||
				(*text < 0 && !is_sound) ? '?' : *text);
		}
}

static void print_line(const char *class, double x, double y, const char *text)
{
	printf("  <text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	print_text(text);
	puts("</text>");
}

static void print_box(const struct picture *picture, const struct box *box)
{
	char buffer[NODE_TEXT], mark[MARK_TEXT];
	const char *lines[LINES_MAX];
	const struct node *node = box->node;
	size_t count = node_lines(node, buffer, sizeof(buffer), lines);
	const struct column *column = &picture->columns[node->rank];
	double x = column->x + PADDING, y = box->y + PADDING / 2.0 + 12;

	printf(" <g class=\"link%s%s\">\n  <rect x=\"%.1f\" y=\"%.1f\" "
	       "width=\"%.1f\" height=\"%.1f\" rx=\"5\"/>\n",
	       strcmp(node->state, "up") ? " idle" : "",
	       mark_classes[node->mark], column->x, box->y, column->width,
	       box->height);
	for (size_t i = 0; i < count; i++, y += LINE)
		print_line(i ? "fact" : "name", x, y, lines[i]);
	if (*mark_text(node, mark, sizeof(mark)))
		print_line("mark", x, y, mark_text(node, mark, sizeof(mark)));
	puts(" </g>");
}

static void print_edges(const struct picture *picture, const struct box *box)
{
	const struct column *to = &picture->columns[box->node->rank];
	double y = box->y + box->height / 2;

	for (size_t i = 0; i < box->node->lower_count; i++) {
		const struct box *lower =
			&picture->boxes[box->node->lowers[i]];
		const struct column *from =
			&picture->columns[lower->node->rank];
		double start = from->x + from->width;

		if (!lower->node->is_shown)
			continue;
		printf(" <path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f "
		       "%.1f\"/>\n", start, lower->y + lower->height / 2,
		       start + GAP_RIGHT / 2.0, lower->y + lower->height / 2,
		       to->x - GAP_RIGHT / 2.0, y, to->x, y);
	}
}

static const char style[] =
	" <style>\n"
	"  text { font: 12px ui-monospace, 'DejaVu Sans Mono', monospace; "
		"fill: #1f2328 }\n"
	"  rect { fill: #f6f8fa; stroke: #8c959f }\n"
	"  .paper { fill: #ffffff; stroke: none }\n"
	"  path { fill: none; stroke: #8c959f; stroke-width: 1.5 }\n"
	"  .name { font-weight: bold }\n"
	"  .idle .fact { fill: #59636e }\n"
	"  .idle rect { stroke-dasharray: 2 3 }\n"
	"  .good .mark { fill: #1a7f37 }\n"
	"  .foreign .mark { fill: #9a6700 }\n"
	"  .bad .mark { fill: #cf222e; font-weight: bold }\n"
	"  .bad rect { stroke: #cf222e; stroke-width: 2.5 }\n"
	"  .missing rect { stroke-dasharray: 7 4 }\n"
	"  @media (prefers-color-scheme: dark) {\n"
	"   text { fill: #e6edf3 }\n"
	"   rect { fill: #161b22; stroke: #6e7681 }\n"
	"   .paper { fill: #0d1117; stroke: none }\n"
	"   path { stroke: #6e7681 }\n"
	"   .idle .fact { fill: #9198a1 }\n"
	"   .good .mark { fill: #3fb950 }\n"
	"   .foreign .mark { fill: #d29922 }\n"
	"   .bad .mark { fill: #ff7b72 }\n"
	"   .bad rect { stroke: #f85149 }\n"
	"  }\n"
	" </style>\n";

static void print_picture(const struct picture *picture)
{
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
	       "width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n"
	       " <title>Network interfaces</title>\n%s"
	       " <rect class=\"paper\" width=\"100%%\" height=\"100%%\""
	       "/>\n", picture->width, picture->height,
	       picture->width, picture->height, style);
	for (size_t i = 0; i < picture->graph->count; i++)
		if (picture->graph->nodes[i].is_shown)
			print_edges(picture, &picture->boxes[i]);
	for (size_t i = 0; i < picture->graph->count; i++)
		if (picture->graph->nodes[i].is_shown)
			print_box(picture, &picture->boxes[i]);
	puts("</svg>");
}

static unsigned count_columns(const struct graph *graph)
{
	unsigned count = 1;

	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i].rank >= count)
			count = graph->nodes[i].rank + 1;
	return count;
}

int svg_print(const struct graph *graph)
{
	struct picture picture = {
		.graph = graph,
		.column_count = count_columns(graph),
		.boxes = calloc(graph->count + 1, sizeof(struct box)),
		.order = calloc(graph->count + 1, sizeof(struct box *)),
	};
	int r = -ENOMEM;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	picture.columns = calloc(picture.column_count, sizeof(struct column));
	for (size_t i = 0; picture.boxes && i < graph->count; i++) {
		picture.boxes[i].node = &graph->nodes[i];
		picture.boxes[i].number = i;
	}
	if (picture.boxes && picture.order && picture.columns) {
		place(&picture);
		print_picture(&picture);
		r = 0;
	}
	free(picture.boxes);
	free(picture.order);
	free(picture.columns);
	return r;
}
