// SPDX-License-Identifier: LGPL-2.1-or-later
/* set-option.c - set an option of an interface and save the file */
#include <ifplan.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int set(struct ifplan_file *file, const char *interface,
	       const char *option, const char *value)
{
	const char *values[] = { value, NULL };
	struct ifplan_stanza *stanza =
		ifplan_file_choose(file, interface, option, value);

	return stanza ? ifplan_stanza_set(stanza, option, values) : -ENODEV;
}

static void complain(struct ifplan_file *file, int error)
{
	const struct ifplan_diag *diag = NULL;

	while (file && (diag = ifplan_file_next_diag(file, diag)))
		fprintf(stderr, "%s\n", ifplan_diag_text(diag));
	fprintf(stderr, "not saved: %s\n", strerror(-error));
}

int main(int argc, char **argv)
{
	struct ifplan *ifplan = NULL;
	struct ifplan_file *file = NULL;
	int r;

	if (argc != 4 && argc != 5) {
		fputs("set-option INTERFACE OPTION VALUE [FILE]\n", stderr);
		return 2;
	}
	r = ifplan_new(&ifplan);
	if (r == 0)
		r = ifplan_file_open(ifplan, argv[4], &file);
	if (r == 0)
		r = set(file, argv[1], argv[2], argv[3]);
	if (r == 1)
		r = ifplan_file_save(file);
	if (r < 0)
		complain(file, r);
	ifplan_file_close(file);
	ifplan_free(ifplan);
	return r < 0;
}
