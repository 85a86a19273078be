/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* source.c - source and source-directory, through the caller's reader */
#include <stdlib.h>
#include <string.h>

#include "parser/source.h"

size_t source_expand(struct arena *arena, const struct reader *reader,
		     const struct file *file, const char *words,
		     const char ***ret_paths)
{
	const char *slash = strrchr(file->path, '/');

	if (*words != '/')
		words = arena_printf(arena, "%.*s/%s",
				     slash ? (int)(slash - file->path) : 1,
				     slash ? file->path : ".", words);
	return reader->expand(reader->data, arena, words, ret_paths);
}

static bool is_taken(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_-")];
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int source_list_folder(struct arena *arena, const struct reader *reader,
		       const char *folder, const char ***ret_paths,
		       size_t *ret_count)
{
	const char **names, **paths = NULL;
	size_t count, taken = 0;
	int r;

	r = reader->read_folder(reader->data, arena, folder, &names, &count);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		if (is_taken(names[i]))
			*ARENA_PUSH(arena, &paths, &taken) =
				arena_printf(arena, "%s/%s", folder, names[i]);
	if (taken)
		qsort(paths, taken, sizeof(*paths), compare_names);
	*ret_paths = paths;
	*ret_count = taken;
	return 0;
}

static const char *skip_nothing(const char *path)
{
	for (;;) {
		if (path[0] == '/')
			path++;
		else if (path[0] == '.' && path[1] == '/')
			path += 2;
		else
			return path;
	}
}

bool source_is_same_path(const char *a, const char *b)
{
	if ((*a == '/') != (*b == '/'))
		return false;
	for (;;) {
		size_t length;

		a = skip_nothing(a);
		b = skip_nothing(b);
		length = strcspn(a, "/");
		if (strcspn(b, "/") != length || memcmp(a, b, length) != 0)
			return false;
		if (!length)
			return true;
		a += length;
		b += length;
	}
}
