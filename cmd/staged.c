// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * staged.c - ifedit --staged: edits wait in PATH.new, as Proxmox's do
 *
 *	diff       PATH beside PATH.new
 *	commit     PATH.new takes the place of PATH, which keeps mode and owner
 *	discard    PATH.new is removed
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/edit.h"

bool staged_is_word(const char *word)
{
	return !strcmp(word, "diff") || !strcmp(word, "commit") ||
		!strcmp(word, "discard");
}

int staged_refuse_included(struct edit *edit)
{
	if (!edit->call->is_staged)
		return EDIT_DONE;
	for (size_t i = 1; i < edit->original_count; i++)
		if (edit_is_changed(edit, i))
			return edit_complain(edit, edit->originals[i].path,
					     "an included file cannot be "
					     "staged, only %s", edit->path);
	return EDIT_DONE;
}

static int remove_staged(struct edit *edit, const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return edit_failure(edit, path, -errno);
	return EDIT_DONE;
}

static int discard(struct edit *edit)
{
	int r;

	if (edit->is_new_target)
		return EDIT_DONE;
	edit->is_changed = true;
	if (edit->call->wants_diff)
		return EDIT_DONE;
	r = remove_staged(edit, edit->target);
	edit->is_written = r == EDIT_DONE;
	return r;
}

/* The edit becomes one of PATH, into which the text of PATH.new is put. */
static int replace(struct edit *edit, const char *staged, const char *bytes,
		   size_t size)
{
	int r;

	edit_close(edit);
	edit->call->is_staged = false;
	r = edit_open(edit);
	if (r != EDIT_DONE)
		return r;
	if (ifplan_file_set_text(edit->file, NULL, bytes, size) < 0)
		return edit_failure(edit, edit->path, -ENOMEM);
	if (edit->call->wants_diff)
		edit->new_label = staged;
	r = conclude_sound(edit);
	if (r == EDIT_DONE && !edit->call->wants_diff)
		r = remove_staged(edit, staged);
	return r;
}

static int put_in_place(struct edit *edit)
{
	const struct original *original = &edit->originals[0];
	char *staged = strdup(edit->target);
	char *bytes = malloc(original->size + 1);
	size_t size = original->size;
	int r;

	if (staged && bytes) {
		memcpy(bytes, original->bytes, size);
		r = replace(edit, staged, bytes, size);
	} else {
		r = edit_failure(edit, edit->target, -ENOMEM);
	}
	free(bytes);
	free(staged);
	return r;
}

int staged_run(struct edit *edit, const char *word)
{
	int r = EDIT_DONE;

	if (!strcmp(word, "discard"))
		return discard(edit);
	if (edit->is_new_target)
		return EDIT_DONE;
	if (!strcmp(word, "diff"))
		edit->call->wants_diff = true;
	else
		r = findings_refuse(edit);
	return r == EDIT_DONE ? put_in_place(edit) : r;
}
