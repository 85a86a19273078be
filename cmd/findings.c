// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * findings.c - what was wrong with the file before, and what is wrong now
 *
 * A finding is known again by what it says and of which file and interface;
 * its line moves with every edit.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/edit.h"

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

/* "eth0 is a port of vmbr0 (interfaces:18)": lines move. */
static void drop_line_numbers(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		size_t digits = *from == ':' ? strspn(from + 1, "0123456789") :
			0;

		*to++ = *from++;
		if (digits && from[digits] == ')')
			from += digits;
	}
	*to = '\0';
}

/* NULL: out of memory. */
static char *make_key(const struct ifplan_diag *diag)
{
	const char *file = ifplan_diag_place(diag, NULL, NULL, NULL, NULL);
	char *key;

	if (asprintf(&key, "%d\n%s\n%s\n%s", ifplan_diag_severity(diag),
		     or_nothing(file), or_nothing(ifplan_diag_subject(diag)),
		     diag_sentence(diag)) < 0)
		return NULL;
	drop_line_numbers(key);
	return key;
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int remember(struct edit *edit, const struct ifplan_diag *diag)
{
	char **known = reallocarray(edit->known, edit->known_count + 1,
				    sizeof(*known));

	if (!known)
		return -ENOMEM;
	edit->known = known;
	known[edit->known_count] = make_key(diag);
	return known[edit->known_count] ? edit->known_count++, 0 : -ENOMEM;
}

int findings_remember(struct edit *edit)
{
	const struct ifplan_diag *diag = NULL;
	int r = ifplan_file_lint(edit->file);

	while (r == 0 && (diag = ifplan_file_next_diag(edit->file, diag)))
		r = remember(edit, diag);
	if (r < 0)
		return edit_failure(edit, edit->target, r);
	if (edit->known_count)
		qsort(edit->known, edit->known_count, sizeof(*edit->known),
		      compare_keys);
	return EDIT_DONE;
}

bool findings_is_known(const struct edit *edit, const struct ifplan_diag *diag)
{
	char *key = make_key(diag);
	bool is_known = key && edit->known_count &&
		bsearch(&key, edit->known, edit->known_count,
			sizeof(*edit->known), compare_keys);

	free(key);
	return is_known;
}

/* What Proxmox's web page refuses in a bond or bridge. */
static bool is_refused_by_proxmox(const struct ifplan_diag *diag)
{
	static const char *const codes[] = {
		"address-on-port", "slave-type", "port-type",
		"primary-not-slave", "mtu-above-lower", NULL,
	};
	const char *code = ifplan_diag_code(diag);

	for (size_t i = 0; code && codes[i]; i++)
		if (!strcmp(code, codes[i]))
			return true;
	return false;
}

static int judge_one(struct edit *edit, const struct ifplan_diag *diag)
{
	bool is_error = ifplan_diag_severity(diag) == IFPLAN_ERROR;
	bool is_known = findings_is_known(edit, diag);
	bool may_stay = !is_error || ifplan_diag_is_finding(diag);

	if (ifplan_diag_severity(diag) == IFPLAN_NOTE ||
	    (is_known && may_stay))
		return EDIT_DONE;
	edit_report(edit, diag);
	if (is_error)
		return is_known ? EDIT_INVALID : EDIT_FAILED;
	return edit->is_strict && is_refused_by_proxmox(diag) ? EDIT_FAILED :
		EDIT_DONE;
}

int findings_judge(struct edit *edit)
{
	const struct ifplan_diag *diag = NULL;
	int r = ifplan_file_lint(edit->file), worst = EDIT_DONE;

	if (r < 0)
		return edit_failure(edit, edit->target, r);
	while ((diag = ifplan_file_next_diag(edit->file, diag))) {
		r = judge_one(edit, diag);
		if (r > worst)
			worst = r;
	}
	return worst;
}

int findings_refuse(struct edit *edit)
{
	int r = findings_judge(edit);

	if (r != EDIT_DONE && !edit->answer)
		fprintf(stderr, "%s: nothing was written\n",
			edit->call->program);
	return r;
}
