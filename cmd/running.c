// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * running.c - ifquery --running: what the kernel has, as an interfaces file
 *
 * The JSON is ifupdown2's, made of that file's stanzas:
 *
 *	[ { "name": "eth0", "addr_method": "static", "addr_family": "inet",
 *	    "auto": true, "config": { "address": "192.0.2.1/24" } } ]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/query.h"
#include "cmd/query.h"

static int print_json(const struct call *call, const char *text)
{
	struct ifplan_stanza *stanza = NULL;
	struct ifplan_file *file;
	int r = json_open(call);
	json_t *list;

	if (r)
		return r;
	r = ifplan_file_parse(call->ifplan, "running", text, strlen(text),
			      &file);
	if (r < 0)
		return report_failure(call, r);
	list = json_new_list();
	while ((stanza = ifplan_file_next_stanza(file, stanza)))
		if (!strcmp(ifplan_stanza_keyword(stanza), "iface"))
			json_append(list, listing_json(call, stanza));
	ifplan_file_close(file);
	return json_print(call, list);
}

static int print_text(const struct call *call, const char *text)
{
	(void)call;
	return fputs(text, stdout) < 0;
}

/* One that is not there is said. */
static bool has_links(const struct call *call)
{
	bool has_all = true;

	for (size_t i = 0; call->names[i]; i++) {
		const struct ifplan_link *link = NULL;

		while ((link = ifplan_next_link(call->ifplan, link)) &&
		       strcmp(ifplan_link_fact(call->ifplan, link, "name"),
			      call->names[i]))
			;
		if (!link)
			fprintf(stderr, "%s: %s is not on this machine\n",
				call->program, call->names[i]);
		has_all &= link != NULL;
	}
	return has_all;
}

static int read_running(struct call *call, char **ret)
{
	if (call->format == FORMAT_SNAPSHOT)
		return ifplan_running_text(call->ifplan, ret);
	(void)ifplan_load(call->ifplan);
	return ifplan_running_file(call->ifplan, call->names, ret);
}

int show_running(struct call *call)
{
	char *text;
	int r = read_running(call, &text);

	if (r < 0)
		return report_failure(call, r);
	r = call->format == FORMAT_JSON ? print_json(call, text) :
		print_text(call, text);
	free(text);
	return r || !has_links(call);
}
