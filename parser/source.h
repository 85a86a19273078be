/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* source.h - what source and source-directory lines name */
#ifndef IFPLAN_SOURCE_H
#define IFPLAN_SOURCE_H

#include "model.h"

/*
 * The words of a source line, expanded.  A relative line is relative to the
 * file it stands in, as ifupdown does it: once, in front of the whole line.
 */
size_t source_expand(struct arena *arena, const struct reader *reader,
		     const struct file *file, const char *words,
		     const char ***ret_paths);

/*
 * The files source-directory takes from FOLDER, in strcmp(3) order: names of
 * letters, digits, `_` and `-`.  0 or the negative errno of the reader.
 */
int source_list_folder(struct arena *arena, const struct reader *reader,
		       const char *folder, const char ***ret_paths,
		       size_t *ret_count);

/* The same path but for doubled slashes and `.` parts. */
bool source_is_same_path(const char *a, const char *b);

#endif
