// SPDX-License-Identifier: LGPL-2.1-or-later
/* find-mistakes.c - what is wrong in a file, or likely is, one a line */
#include <ifplan.h>

#include <stdio.h>
#include <string.h>

static void print(const struct ifplan_diag *diag)
{
	const char *subject = ifplan_diag_subject(diag);
	const char *hint = ifplan_diag_hint(diag), *path;
	unsigned line, column;

	path = ifplan_diag_place(diag, &line, &column, NULL, NULL);
	if (path)
		printf("%s:%u:%u: ", path, line, column);
	if (subject)
		printf("%s: ", subject);
	printf("%s", ifplan_diag_text(diag));
	if (hint)
		printf(" (%s)", hint);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct ifplan *ifplan = NULL;
	struct ifplan_file *file = NULL;
	const struct ifplan_diag *diag = NULL;
	int r = ifplan_new(&ifplan), count = 0;

	if (r == 0 && argc > 2)
		r = ifplan_set_snapshot(ifplan, argv[2]);
	if (r == 0)
		r = ifplan_file_open(ifplan, argc > 1 ? argv[1] : NULL, &file);
	if (r == 0)
		r = ifplan_file_lint(file);
	while (r == 0 && (diag = ifplan_file_next_diag(file, diag)))
		if (ifplan_diag_severity(diag) != IFPLAN_NOTE) {
			print(diag);
			count++;
		}
	if (r < 0)
		fprintf(stderr, "find-mistakes: %s\n", strerror(-r));
	ifplan_file_close(file);
	ifplan_free(ifplan);
	return r < 0 || count;
}
