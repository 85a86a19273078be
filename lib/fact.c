// SPDX-License-Identifier: LGPL-2.1-or-later
/* fact.c - what is to be told of a link, in words */
#include <linux/if_link.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "lib/internal.h"

static const char *fact_state(struct ifplan *ifplan, const struct link *link)
{
	(void)ifplan;
	if (!(link->flags & IFF_UP))
		return "down";
	return link->flags & IFF_RUNNING ? "up" : "no carrier";
}

static const char *fact_name(struct ifplan *ifplan, const struct link *link)
{
	(void)ifplan;
	return link->name;
}

static const char *fact_kind(struct ifplan *ifplan, const struct link *link)
{
	(void)ifplan;
	return link->kind;
}

/* The value of the option that its kind is told apart by; of one that is on or
   off, the option, without the kind's name. */
static const char *fact_detail(struct ifplan *ifplan, const struct link *link)
{
	const struct link_kind *kind = link_kind_find(link->kind);
	const struct option *row = kind && kind->telling ?
		option_find(kind->options, kind->telling) : NULL;
	const char *text = row ?
		link_attribute_text(ifplan->arena, ifplan->running, link,
				    row) : "";

	if (!row || row->type != TYPE_BOOL)
		return text;
	return strcmp(text, "on") ? "" : row->name + strlen(kind->name) + 1;
}

static const char *fact_master(struct ifplan *ifplan, const struct link *link)
{
	const struct link *master = snapshot_index(ifplan->running,
						   link->master);

	return master ? master->name : "";
}

static const char *set_lower(const struct link *link)
{
	for (size_t i = 0; i < link->set_count; i++)
		if (link->set[i].place == PLACE_LINK &&
		    link->set[i].attribute == IFLA_LINK)
			return link->set[i].link;
	return "";
}

/* The two ends of a pair name each other; neither stands on the other. */
static const char *fact_lower(struct ifplan *ifplan, const struct link *link)
{
	const struct link *lower = link->lower ?
		snapshot_index(ifplan->running, link->lower) : NULL;

	if (!strcmp(link->kind, "veth"))
		return "";
	return lower ? lower->name : set_lower(link);
}

static const char *list_addresses(struct ifplan *ifplan,
				  const struct link *link, bool is_local_too)
{
	struct text out = { .arena = ifplan->arena };
	char shown[46];

	text_add(&out, "%s", "");
	for (const struct address *a = link->addresses; a; a = a->next)
		if (is_local_too || !is_link_local6(&a->ip))
			text_add(&out, "%s%s/%u", out.length ? " " : "",
				 text_print_address(&a->ip, shown),
				 a->ip.prefix);
	return out.at;
}

static const char *fact_addresses(struct ifplan *ifplan,
				  const struct link *link)
{
	return list_addresses(ifplan, link, true);
}

static const char *fact_global(struct ifplan *ifplan, const struct link *link)
{
	return list_addresses(ifplan, link, false);
}

/* The kernel tells it in millions of bits a second; -1: it does not know. */
static const char *fact_speed(struct ifplan *ifplan, const struct link *link)
{
	char text[32];
	long speed;

	if (ifplan->snapshot_path || !(link->flags & IFF_RUNNING) ||
	    link_file_read(link->name, "speed", text, sizeof(text)) < 0)
		return "";
	speed = strtol(text, NULL, 10);
	if (speed <= 0 || speed > 10000000)
		return "";
	if (speed < 1000)
		return arena_printf(ifplan->arena, "%ldM", speed);
	return speed % 1000 ?
		arena_printf(ifplan->arena, "%ld.%ldG", speed / 1000,
			     speed % 1000 / 100) :
		arena_printf(ifplan->arena, "%ldG", speed / 1000);
}

static const struct {
	const char *name;
	const char *(*tell)(struct ifplan *, const struct link *);
} facts[] = {
	{ "name", fact_name }, { "kind", fact_kind },
	{ "detail", fact_detail }, { "master", fact_master },
	{ "lower", fact_lower }, { "state", fact_state },
	{ "speed", fact_speed }, { "addresses", fact_addresses },
	{ "global", fact_global },
};

const char *link_fact(struct ifplan *ifplan, const struct link *link,
		      const char *fact)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (!strcmp(facts[i].name, fact))
			return facts[i].tell(ifplan, link);
	return NULL;
}
