// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tree.c - ifquery --tree: which link stands on which
 *
 *	    INTERFACE   KIND              STATE      ADDRESSES
 *	┌┈▶ eno1        nic               up 10G
 *	└┬▶ eno2        nic               up 10G
 *	 └┈┈bond0       bond 802.3ad      up
 *	    └─vmbr0     bridge vlan-aware up         192.0.2.2/24
 *
 * What stands on one link is its child; what stands on several, the child of
 * their group.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cmd/color.h"
#include "cmd/graph.h"
#include "cmd/json.h"
#include "cmd/table.h"

struct tree {
	const struct call *call;
	struct graph *graph;
	struct smartcols cols;
	struct libscols_table *table;
	struct libscols_line **lines;	/* of the nodes; NULL: not yet */
};

/* Cells */

struct cell {
	const char *text;
	enum color_role role;
};

/* At least as long as its title, which goes behind the drawing, too. */
static struct cell cell_name(const struct node *node, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%-9s", node->name);
	return (struct cell){ buffer, COLOR_NAME };
}

static struct cell cell_kind(const struct node *node, char *buffer, size_t size)
{
	return (struct cell){
		two_words(node->kind, node->detail, buffer, size), COLOR_PLAIN
	};
}

static struct cell cell_state(const struct node *node, char *buffer,
			      size_t size)
{
	bool is_up = !strcmp(node->state, "up");

	if (!strcmp(node->state, "down"))
		return (struct cell){ "DOWN", COLOR_DOUBTFUL };
	if (node->mark == MARK_MISSING)
		return (struct cell){ "", COLOR_PLAIN };
	return (struct cell){
		two_words(node->state, node->speed, buffer, size),
		is_up ? COLOR_PLAIN : COLOR_DOUBTFUL
	};
}

static struct cell cell_check(const struct node *node, char *buffer,
			      size_t size)
{
	static const enum color_role roles[] = {
		[MARK_OK] = COLOR_GOOD, [MARK_FOREIGN] = COLOR_DOUBTFUL,
		[MARK_DIFFERS] = COLOR_BAD, [MARK_MISSING] = COLOR_BAD,
	};

	return (struct cell){
		mark_text(node, buffer, size), roles[node->mark]
	};
}

/* Longer than any of IPv4. */
#define LONG_ADDRESS 20

/*
 * One below the other: most have one, and the line stays short.  A long one
 * does not begin beside the other cells, so that it can move (print_line).
 */
static struct cell cell_addresses(const struct node *node, char *buffer,
				  size_t size)
{
	(void)snprintf(buffer, size, "%s%s",
		       isatty(STDOUT_FILENO) &&
		       strcspn(node->addresses, " ") > LONG_ADDRESS ? " " : "",
		       node->addresses);
	for (char *c = buffer; *c; c++)
		*c = *c == ' ' ? '\n' : *c;
	return (struct cell){ buffer, COLOR_PLAIN };
}

static const struct {
	const char *title;
	int flags;
	struct cell (*make)(const struct node *node, char *buffer,
			    size_t size);
	bool is_of_check;
} columns[] = {
	{ "INTERFACE", SCOLS_FL_TREE, cell_name, false },
	{ "KIND", 0, cell_kind, false },
	{ "STATE", 0, cell_state, false },
	{ "CHECK", 0, cell_check, true },
	{ "ADDRESSES", SCOLS_FL_WRAP, cell_addresses, false },
};

#define COLUMN_COUNT (sizeof(columns) / sizeof(*columns))

static void add_columns(struct tree *tree)
{
	struct libscols_column *column;

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (columns[i].is_of_check && !tree->graph->has_check)
			continue;
		column = tree->cols.scols_table_new_column(tree->table,
							   columns[i].title, 0,
							   columns[i].flags);
		if (!column || columns[i].flags != SCOLS_FL_WRAP)
			continue;
		(void)tree->cols.scols_column_set_safechars(column, "\n");
		(void)tree->cols.scols_column_set_wrapfunc(column,
			tree->cols.scols_wrapnl_chunksize,
			tree->cols.scols_wrapnl_nextchunk, NULL);
	}
}

static void fill_line(struct tree *tree, struct libscols_line *line,
		      const struct node *node)
{
	size_t size = strlen(node->addresses) + 64, at = 0;
	char *buffer = malloc(size);

	for (size_t i = 0; buffer && i < COLUMN_COUNT; i++) {
		struct cell cell;
		const char *color;

		if (columns[i].is_of_check && !tree->graph->has_check)
			continue;
		cell = columns[i].make(node, buffer, size);
		color = color_start(tree->call, cell.role);
		(void)tree->cols.scols_line_set_data(line, at, cell.text);
		if (*color)
			(void)tree->cols.scols_cell_set_color(
				tree->cols.scols_line_get_cell(line, at),
				color);
		at++;
	}
	free(buffer);
}

/* Lines */

static void add_line(struct tree *tree, size_t number);

/* A line can be of one group only. */
static size_t collect_lowers(struct tree *tree, const struct node *node,
			     size_t *ret)
{
	size_t count = 0;

	for (size_t i = 0; i < node->lower_count; i++) {
		size_t lower = node->lowers[i];

		if (!tree->graph->nodes[lower].is_shown)
			continue;
		add_line(tree, lower);
		if (tree->lines[lower] &&
		    !(node->lower_count > 1 &&
		      tree->graph->nodes[lower].is_grouped))
			ret[count++] = lower;
	}
	return count;
}

static void group(struct tree *tree, struct libscols_line *line,
		  const size_t *lowers, size_t count)
{
	struct libscols_line *first = tree->lines[lowers[0]];

	for (size_t i = 1; i < count; i++)
		(void)tree->cols.scols_table_group_lines(tree->table,
			tree->lines[lowers[i]], first, 0);
	for (size_t i = 0; i < count; i++)
		tree->graph->nodes[lowers[i]].is_grouped = true;
	(void)tree->cols.scols_line_link_group(line, first, 0);
}

static void add_line(struct tree *tree, size_t number)
{
	struct node *node = &tree->graph->nodes[number];
	size_t *lowers, count;
	struct libscols_line *line;

	if (!node->is_shown || tree->lines[number])
		return;
	lowers = calloc(node->lower_count + 1, sizeof(*lowers));
	if (!lowers)
		return;
	node->is_shown = false;		/* not twice, should it be a circle */
	count = collect_lowers(tree, node, lowers);
	node->is_shown = true;
	line = tree->cols.scols_table_new_line(tree->table, count == 1 ?
					       tree->lines[lowers[0]] : NULL);
	tree->lines[number] = line;
	if (line)
		fill_line(tree, line, node);
	if (line && count > 1)
		group(tree, line, lowers, count);
	free(lowers);
}

/* Columns that the text takes, colours none. */
static size_t width_of(const char *text, const char *end)
{
	mbstate_t state = { 0 };
	size_t taken = 0;

	while (text < end) {
		wchar_t sign;
		size_t length = mbrtowc(&sign, text, (size_t)(end - text),
					&state);

		if (*text == '\033') {
			text += strcspn(text, "m") + 1;
			continue;
		}
		if (length == 0 || length > (size_t)(end - text))
			return taken;
		taken += wcwidth(sign) > 0 ? (size_t)wcwidth(sign) : 0;
		text += length;
	}
	return taken;
}

/* The last word moves to the left until the line fits, if there is room. */
static void print_line(const char *line, const char *end, size_t width)
{
	const char *word, *blank;
	size_t taken;

	while (end > line && end[-1] == ' ')
		end--;
	taken = width_of(line, end);
	word = end;
	while (word > line && word[-1] != ' ')
		word--;
	blank = word;
	while (blank > line && blank[-1] == ' ' && taken > width) {
		blank--;
		taken--;
	}
	(void)fwrite(line, 1, (size_t)(blank - line), stdout);
	(void)fwrite(word, 1, (size_t)(end - word), stdout);
	putchar('\n');
}

static void print_at_terminal(struct tree *tree)
{
	size_t width = tree->cols.scols_table_get_termwidth(tree->table);
	char *text = NULL;

	if (tree->cols.scols_print_table_to_string(tree->table, &text) < 0)
		return;
	for (const char *line = text, *end; *line; line = end + !!*end) {
		end = line + strcspn(line, "\n");
		print_line(line, end, width);
	}
	free(text);
}

static int print_tree(struct call *call, struct graph *graph)
{
	struct tree tree = { .call = call, .graph = graph };

	(void)setlocale(LC_CTYPE, "");
	tree.table = table_open(call, &tree.cols);
	tree.lines = calloc(graph->count + 1, sizeof(struct libscols_line *));
	if (tree.table && tree.lines) {
		(void)tree.cols.scols_table_enable_ascii(tree.table,
							 call->is_ascii);
		(void)tree.cols.scols_table_enable_colors(tree.table,
							  color_is_on(call));
		(void)tree.cols.scols_table_enable_minout(tree.table, 1);
		add_columns(&tree);
		for (size_t i = 0; i < graph->count; i++)
			add_line(&tree, i);
		if (isatty(STDOUT_FILENO))
			print_at_terminal(&tree);
		else
			(void)tree.cols.scols_print_table(tree.table);
		tree.cols.scols_unref_table(tree.table);
	}
	free(tree.lines);
	return tree.table && tree.lines ? graph->result : 1;
}

/* JSON */

static json_t *list_words(const char *words)
{
	json_t *list = json_new_list();
	char *copy = strdup(words), *rest = copy, *word;

	while (copy && (word = strsep(&rest, " ")))
		if (*word)
			json_append_text(list, word);
	free(copy);
	return list;
}

static json_t *list_lowers(const struct graph *graph, const struct node *node)
{
	json_t *list = json_new_list();

	for (size_t i = 0; i < node->lower_count; i++)
		json_append_text(list, graph->nodes[node->lowers[i]].name);
	return list;
}

static json_t *new_link(const struct graph *graph, const struct node *node)
{
	static const char *const marks[] = {
		[MARK_NONE] = "unknown", [MARK_OK] = "pass",
		[MARK_FOREIGN] = "not in file", [MARK_DIFFERS] = "fail",
		[MARK_MISSING] = "missing",
	};
	json_t *object = json_new_object();

	json_put_text(object, "name", node->name);
	if (*node->kind)
		json_put_text(object, "kind", node->kind);
	if (*node->detail)
		json_put_text(object, "detail", node->detail);
	json_put_text(object, "state", node->state);
	if (*node->speed)
		json_put_text(object, "speed", node->speed);
	json_put(object, "addresses", list_words(node->addresses));
	json_put(object, "on", list_lowers(graph, node));
	if (!graph->has_check)
		return object;
	json_put_text(object, "status", marks[node->mark]);
	json_put_number(object, "differences", (long)node->differences);
	return object;
}

static int print_json(const struct call *call, const struct graph *graph)
{
	int r = json_open(call);
	json_t *list;

	if (r)
		return r;
	list = json_new_list();
	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i].is_shown)
			json_append(list, new_link(graph, &graph->nodes[i]));
	r = json_print(call, list);
	return r ? r : graph->result;
}

int show_tree(struct call *call)
{
	struct graph graph;
	int r = graph_make(call, &graph);

	if (r < 0)
		graph.result = report_failure(call, r);
	if (call->format == FORMAT_JSON)
		r = print_json(call, &graph);
	else if (r < 0)
		r = graph.result;
	else
		r = print_tree(call, &graph);
	(void)fflush(stdout);
	report_diags(call);
	graph_free(&graph);
	return r;
}
