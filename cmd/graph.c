// SPDX-License-Identifier: LGPL-2.1-or-later
/* graph.c - the links of the machine, and which of them stand on which */
#include "cmd/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Nodes */

static struct node *find_node(const struct graph *graph, const char *name)
{
	size_t length = strcspn(name, ":");

	for (size_t i = 0; i < graph->count; i++)
		if (!strncmp(graph->nodes[i].name, name, length) &&
		    !graph->nodes[i].name[length])
			return &graph->nodes[i];
	return NULL;
}

static struct node *add_node(struct graph *graph, const char *name)
{
	struct node *more = reallocarray(graph->nodes, graph->count + 1,
					 sizeof(*more));

	if (!more)
		return NULL;
	graph->nodes = more;
	more += graph->count++;
	*more = (struct node){
		.name = name, .kind = "", .detail = "", .state = "missing",
		.speed = "", .addresses = "",
	};
	return more;
}

static int add_lower(const struct graph *graph, struct node *node,
		     const char *name)
{
	const struct node *lower = *name ? find_node(graph, name) : NULL;
	size_t *more;

	if (!lower || lower == node)
		return 0;
	for (size_t i = 0; i < node->lower_count; i++)
		if (node->lowers[i] == (size_t)(lower - graph->nodes))
			return 0;
	more = reallocarray(node->lowers, node->lower_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	node->lowers = more;
	more[node->lower_count++] = (size_t)(lower - graph->nodes);
	return 0;
}

/* Hardware has no kind; the loopback has none either. */
static const char *kind_of(const char *name, const char *kind)
{
	return *kind ? kind : strcmp(name, "lo") ? "nic" : "loopback";
}

static int add_link(struct call *call, struct graph *graph,
		    const struct ifplan_link *link)
{
#define FACT(fact) ifplan_link_fact(call->ifplan, link, fact)
	struct node *node = add_node(graph, FACT("name"));

	if (!node)
		return -ENOMEM;
	node->kind = kind_of(node->name, FACT("kind"));
	node->detail = FACT("detail");
	node->state = FACT("state");
	node->addresses = FACT("global");
	return 0;
}

/* A link that has ports stands on them; its own lower link is another's. */
static int join(struct call *call, struct graph *graph)
{
	const struct ifplan_link *link = NULL;
	struct node *node = graph->nodes, *master;
	int r = 0;

	for (; r == 0 && (link = ifplan_next_link(call->ifplan, link)); node++) {
		master = find_node(graph, FACT("master"));
		if (master)
			r = add_lower(graph, master, node->name);
	}
	node = graph->nodes;
	for (; r == 0 && (link = ifplan_next_link(call->ifplan, link)); node++) {
		if (!node->lower_count)
			r = add_lower(graph, node, FACT("lower"));
		if (!node->lower_count)
			node->speed = FACT("speed");
	}
	return r;
#undef FACT
}

/* Checks */

static unsigned count_differences(const struct ifplan_checked *checked)
{
	const struct ifplan_claim *claim = NULL;
	unsigned count = *ifplan_checked_fact(checked, "text") ||
		*ifplan_checked_fact(checked, "reason");

	while ((claim = ifplan_next_claim(checked, claim)))
		count += ifplan_claim_status(claim) == IFPLAN_FAIL;
	return count;
}

static int take_checked(struct call *call, struct graph *graph,
			const struct ifplan_checked *checked)
{
	const char *name = ifplan_checked_fact(checked, "name");
	struct node *node = find_node(graph, name);
	const char *const *needs;
	int r = 0;

	if (!node)
		node = add_node(graph, name);
	if (!node)
		return -ENOMEM;
	node->differences += count_differences(checked);
	node->mark = ifplan_checked_is_missing(checked) ? MARK_MISSING :
		node->differences ? MARK_DIFFERS : MARK_OK;
	if (node->mark != MARK_OK)
		graph->result = 1;
	if (node->mark == MARK_MISSING)
		r = ifplan_needs(call->ifplan, name, &needs);
	for (; r == 0 && node->mark == MARK_MISSING && *needs; needs++)
		r = add_lower(graph, node, *needs);
	return r;
}

/* What the file does not know, but for what its stanzas stand on. */
static int find_foreign(struct call *call, struct graph *graph)
{
	const char *const *needs;
	struct node *node;

	for (size_t i = 0; i < graph->count; i++) {
		if (!ifplan_is_defined(call->ifplan, graph->nodes[i].name))
			continue;
		graph->nodes[i].is_needed = true;
		if (ifplan_needs(call->ifplan, graph->nodes[i].name,
				 &needs) < 0)
			return -ENOMEM;
		for (; *needs; needs++)
			if ((node = find_node(graph, *needs)))
				node->is_needed = true;
	}
	for (size_t i = 0; i < graph->count; i++)
		if (!graph->nodes[i].is_needed &&
		    graph->nodes[i].mark == MARK_NONE)
			graph->nodes[i].mark = MARK_FOREIGN;
	return 0;
}

/* A link that the file does not know is no mistake here. */
static int check_names(struct call *call, const struct graph *graph,
		       struct ifplan_check **ret)
{
	const char **names;
	size_t count = 0;
	int r = 0;

	for (size_t i = 0; call->names[i]; i++)
		count++;
	names = calloc(count + 1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	count = 0;
	for (size_t i = 0; call->names[i]; i++)
		if (ifplan_is_defined(call->ifplan, call->names[i]) ||
		    !find_node(graph, call->names[i]))
			names[count++] = call->names[i];
	ifplan_set_flag(call->ifplan, IFPLAN_ALL, !call->names[0]);
	if (count || !call->names[0])
		r = ifplan_check(call->ifplan, names, ret);
	free(names);
	return r;
}

static int check_graph(struct call *call, struct graph *graph)
{
	const struct ifplan_checked *checked = NULL;
	struct ifplan_check *check = NULL;
	int r = ifplan_load(call->ifplan);

	if (r == 0)
		r = check_names(call, graph, &check);
	while (r == 0 && check &&
	       (checked = ifplan_next_checked(check, checked)))
		r = take_checked(call, graph, checked);
	if (r == 0)
		r = find_foreign(call, graph);
	graph->has_check = true;
	if (ifplan_has_errors(call->ifplan))
		graph->result = 1;
	return r;
}

/* What is shown, and in which rank */

static unsigned rank_of(struct graph *graph, struct node *node, size_t depth)
{
	/* The kernel has no circles; a file of --snapshot may. */
	if (node->rank || depth > graph->count)
		return node->rank;
	for (size_t i = 0; i < node->lower_count; i++) {
		unsigned below = rank_of(graph, &graph->nodes[node->lowers[i]],
					 depth + 1);

		if (below + 1 > node->rank)
			node->rank = below + 1;
	}
	return node->rank;
}

/* What stands on nothing is drawn right below what stands on it: a line past
   others would look like theirs. */
static void raise_roots(struct graph *graph)
{
	for (size_t i = 0; i < graph->count; i++)
		for (size_t k = 0; k < graph->nodes[i].lower_count; k++) {
			struct node *lower =
				&graph->nodes[graph->nodes[i].lowers[k]];

			if (!lower->roof || graph->nodes[i].rank < lower->roof)
				lower->roof = graph->nodes[i].rank;
		}
	for (size_t i = 0; i < graph->count; i++)
		if (!graph->nodes[i].lower_count && graph->nodes[i].roof)
			graph->nodes[i].rank = graph->nodes[i].roof - 1;
}

static void show_below(struct graph *graph, struct node *node)
{
	for (size_t i = 0; i < node->lower_count; i++) {
		struct node *lower = &graph->nodes[node->lowers[i]];

		if (!lower->is_shown) {
			lower->is_shown = true;
			show_below(graph, lower);
		}
	}
}

static void show_above(struct graph *graph, size_t number)
{
	for (size_t i = 0; i < graph->count; i++)
		for (size_t k = 0; k < graph->nodes[i].lower_count; k++)
			if (graph->nodes[i].lowers[k] == number &&
			    !graph->nodes[i].is_shown) {
				graph->nodes[i].is_shown = true;
				show_above(graph, i);
			}
}

static void choose(struct call *call, struct graph *graph)
{
	for (size_t i = 0; i < graph->count; i++)
		graph->nodes[i].is_shown = !call->names[0];
	for (size_t i = 0; call->names[i]; i++) {
		struct node *node = find_node(graph, call->names[i]);

		if (!node) {
			fprintf(stderr, "%s: %s is not on this machine\n",
				call->program, call->names[i]);
			graph->result = 1;
			continue;
		}
		node->is_shown = true;
		show_above(graph, (size_t)(node - graph->nodes));
	}
	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i].is_shown)
			show_below(graph, &graph->nodes[i]);
}

int graph_make(struct call *call, struct graph *ret)
{
	const struct ifplan_link *link = NULL;
	int r = 0;

	*ret = (struct graph){ .count = 0 };
	while (r == 0 && (link = ifplan_next_link(call->ifplan, link)))
		r = add_link(call, ret, link);
	if (r == 0)
		r = join(call, ret);
	if (r == 0 && call->wants_check)
		r = check_graph(call, ret);
	for (size_t i = 0; r == 0 && i < ret->count; i++)
		(void)rank_of(ret, &ret->nodes[i], 0);
	raise_roots(ret);
	if (r == 0)
		choose(call, ret);
	return r;
}

void graph_free(struct graph *graph)
{
	for (size_t i = 0; i < graph->count; i++)
		free(graph->nodes[i].lowers);
	free(graph->nodes);
}

/* Words */

const char *mark_text(const struct node *node, char *buffer, size_t size)
{
	static const char *const texts[] = {
		[MARK_NONE] = "", [MARK_OK] = "ok",
		[MARK_FOREIGN] = "not in file", [MARK_MISSING] = "missing",
	};

	if (node->mark != MARK_DIFFERS)
		return texts[node->mark];
	(void)snprintf(buffer, size, "%u differ%s", node->differences,
		       node->differences == 1 ? "s" : "");
	return buffer;
}

const char *two_words(const char *first, const char *second, char *buffer,
		      size_t size)
{
	(void)snprintf(buffer, size, "%s%s%s", first, *second ? " " : "",
		       second);
	return buffer;
}
