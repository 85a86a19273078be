// SPDX-License-Identifier: LGPL-2.1-or-later
/* list-addresses.c - the interfaces of a file, their addresses, and where */
#include <ifplan.h>

#include <stdio.h>
#include <string.h>

static void print_addresses(const struct ifplan_stanza *stanza)
{
	const char *name, *value, *path;
	const struct ifplan_line *where;
	unsigned line;

	for (size_t i = 0;
	     ifplan_stanza_option(stanza, i, &name, &value, &where); i++) {
		if (strcmp(name, "address"))
			continue;
		path = ifplan_line_place(where, &line, NULL, NULL);
		printf("  %-20s %s:%u\n", value, path, line);
	}
}

int main(int argc, char **argv)
{
	struct ifplan *ifplan;
	struct ifplan_file *file;
	struct ifplan_stanza *stanza = NULL;
	int r = ifplan_new(&ifplan);

	if (r == 0)
		r = ifplan_file_open(ifplan, argc > 1 ? argv[1] : NULL, &file);
	if (r < 0) {
		fprintf(stderr, "list-addresses: %s\n", strerror(-r));
		return 1;
	}
	while ((stanza = ifplan_file_next_stanza(file, stanza))) {
		if (strcmp(ifplan_stanza_keyword(stanza), "iface"))
			continue;
		printf("%s %s %s\n", ifplan_stanza_name(stanza),
		       ifplan_stanza_family(stanza),
		       ifplan_stanza_method(stanza));
		print_addresses(stanza);
	}
	ifplan_file_close(file);
	ifplan_free(ifplan);
	return 0;
}
