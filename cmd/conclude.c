// SPDX-License-Identifier: LGPL-2.1-or-later
/* conclude.c - what becomes of an edited file: told, shown, saved */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/edit.h"

static const struct ifplan_diag *last_diag(const struct edit *edit)
{
	const struct ifplan_diag *diag = NULL, *last = NULL;

	while ((diag = ifplan_file_next_diag(edit->file, diag)))
		last = diag;
	return last;
}

int save_edit(struct edit *edit)
{
	const struct ifplan_diag *diag = last_diag(edit);
	int r = edit->is_new_target ?
		ifplan_file_save_as(edit->file, edit->target) :
		ifplan_file_save(edit->file);

	edit->is_written = r >= 0;
	if (r >= 0)
		return EDIT_DONE;
	diag = ifplan_file_next_diag(edit->file, diag);
	if (!diag)
		return edit_failure(edit, edit->target, r);
	for (; diag; diag = ifplan_file_next_diag(edit->file, diag))
		edit_report(edit, diag);
	return EDIT_FAILED;
}

/* They are gone when the file is saved.  NULL: out of memory. */
static char *join_changes(const struct edit *edit)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; edit->changes[i]; i++)
		fprintf(out, "%s\n", edit->changes[i]);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static int save_and_tell(struct edit *edit)
{
	char *text = join_changes(edit);
	int r = text ? save_edit(edit) :
		edit_failure(edit, edit->target, -ENOMEM);

	if (r == EDIT_DONE && !edit->answer)
		fputs(text, stdout);
	free(text);
	return r;
}

int conclude_sound(struct edit *edit)
{
	int r = ifplan_file_changes(edit->file, &edit->changes);

	edit->is_changed = ifplan_file_is_changed(edit->file, NULL);
	if (!edit->is_changed)
		return EDIT_DONE;
	if (r >= 0 && (edit->answer || edit->call->wants_diff))
		r = udiff_edit(edit, &edit->diff);
	if (r < 0)
		return edit_failure(edit, edit->target, r);
	if (edit->answer)
		answer_take_changes(edit->answer, edit);
	if (!edit->call->wants_diff)
		return save_and_tell(edit);
	if (!edit->answer)
		fputs(edit->diff, stdout);
	return EDIT_DONE;
}

int conclude(struct edit *edit)
{
	int r = findings_refuse(edit);

	if (r == EDIT_DONE)
		r = staged_refuse_included(edit);
	return r == EDIT_DONE ? conclude_sound(edit) : r;
}
