// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * pattern.c - names with a slash: which links of this machine they mean
 *
 *	[VARIABLE]/VALUE[/[N]][=LOGICAL]	/eth*, /eth* + /2, mac/02:*=home
 *
 * VARIABLE is a file of the link in sysfs, of which some line must match; `mac`
 * stands for `address`.  Of all that match, N means only the N-th.
 */
#include <fnmatch.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/internal.h"

struct pattern {
	const char *variable;
	const char *value;
	const char *logical;	/* or NULL */
	long number;		/* only the N-th match; 0: all */
};

static struct pattern pattern_split(struct arena *arena, const char *argument)
{
	char *text = arena_strdup(arena, argument), *option, *equals;
	struct pattern pattern = { .variable = text };

	text += strcspn(text, "/");
	*text++ = '\0';
	pattern.value = text;
	option = strchr(text, '/');
	if (option)
		*option++ = '\0';
	equals = strchr(option ? option : text, '=');
	if (equals) {
		*equals = '\0';
		pattern.logical = equals + 1;
	}
	if (option)
		pattern.number = strtol(option, NULL, 10);
	if (pattern.number < 0)
		pattern.number = 0;
	return pattern;
}

/* Not by file_read(): sysfs does not know how long its files are. */
static bool line_matches(const char *path, const char *value)
{
	FILE *in = fopen(path, "re");
	bool does_match = false;
	char *line = NULL;
	size_t room = 0;

	if (!in)
		return false;
	while (!does_match && getline(&line, &room, in) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		does_match = !fnmatch(value, line, FNM_EXTMATCH);
	}
	free(line);
	(void)fclose(in);
	return does_match;
}

/* With "*" it is enough that the link has such a file. */
static bool sysfs_matches(struct arena *arena, const char *link,
			  const struct pattern *pattern)
{
	const char *file = strcasecmp(pattern->variable, "mac") ?
		pattern->variable : "address";
	const char *path = arena_printf(arena, "/sys/class/net/%s/%s", link,
					file);

	return strcmp(pattern->value, "*") ?
		line_matches(path, pattern->value) : access(path, F_OK) == 0;
}

static bool matches(struct arena *arena, const struct pattern *pattern,
		    const char *name)
{
	return *pattern->variable ? sysfs_matches(arena, name, pattern) :
		!fnmatch(pattern->value, name, FNM_EXTMATCH);
}

bool pattern_matches(struct arena *arena, const char *argument,
		     const char *name)
{
	struct pattern pattern = pattern_split(arena, argument);

	return matches(arena, &pattern, name);
}

/* The links there are */

static void add_name(struct ifplan *ifplan, struct name_list *names,
		     const char *name)
{
	*ARENA_PUSH(ifplan->arena, &names->names, &names->count) = name;
}

/* Of the image with --snapshot. */
static void read_image_names(struct ifplan *ifplan, struct name_list *names)
{
	struct diags ignored = { .arena = ifplan->arena };
	struct snapshot *snapshot;
	const char *bytes;
	size_t size;

	if (file_read(ifplan->arena, ifplan->snapshot_path, &bytes, &size) < 0 ||
	    image_read(ifplan->arena, &ignored, ifplan->snapshot_path, bytes,
		       size, &snapshot) < 0)
		return;
	for (size_t i = 0; i < snapshot->link_count; i++)
		add_name(ifplan, names, snapshot->links[i]->name);
}

/* A name with addresses stands where its last address does, as in ifupdown. */
static void read_names(struct ifplan *ifplan, struct name_list *names)
{
	struct intern seen = { .arena = ifplan->arena };
	struct name_list all = { .count = 0 };
	struct ifaddrs *links;

	if (getifaddrs(&links) < 0)
		return;
	for (struct ifaddrs *link = links; link; link = link->ifa_next)
		add_name(ifplan, &all, arena_strdup(ifplan->arena,
						    link->ifa_name));
	freeifaddrs(links);
	for (size_t i = all.count; i > 0; i--)
		(void)intern_add(&seen, all.names[i - 1]);
	for (size_t i = seen.count; i > 0; i--)
		add_name(ifplan, names, seen.strings[i - 1]);
}

struct name_list *pattern_links(struct ifplan *ifplan)
{
	if (ifplan->links)
		return ifplan->links;
	ifplan->links = ARENA_NEW(ifplan->arena, struct name_list);
	if (ifplan->snapshot_path)
		read_image_names(ifplan, ifplan->links);
	else
		read_names(ifplan, ifplan->links);
	return ifplan->links;
}

void pattern_expand(struct ifplan *ifplan, const char *argument,
		    struct name_list *ret)
{
	struct arena *arena = ifplan->arena;
	struct pattern pattern = pattern_split(arena, argument);
	const struct name_list *links = pattern_links(ifplan);
	long count = 0;

	for (size_t i = 0; i < links->count; i++) {
		const char *name = links->names[i];

		if (!matches(arena, &pattern, name))
			continue;
		count++;
		if (pattern.number && pattern.number != count)
			continue;
		add_name(ifplan, ret, pattern.logical ?
			 arena_printf(arena, "%s=%s", name, pattern.logical) :
			 name);
	}
}
