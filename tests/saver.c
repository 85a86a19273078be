/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * saver.c - saver PATH TEXT [PATH TEXT...]: one save, for power-loss.sh to kill
 *
 * The files are read, and saved with one more line, TEXT.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/internal.h"
#include "lib/save.h"

static int read_file(struct arena *arena, struct save *file,
		     struct save_origin *was, const char *line)
{
	int r = file_read(arena, file->path, &was->bytes, &was->size);

	if (r < 0 && r != -ENOENT)
		return r;
	file->bytes = arena_printf(arena, "%.*s%s\n", (int)was->size,
				   was->bytes ? was->bytes : "", line);
	file->size = strlen(file->bytes);
	file->was = was;
	return 0;
}

static int read_and_save(struct arena *arena, char *const words[],
			 size_t count, const char **ret_path)
{
	struct save *files = ARENA_ARRAY(arena, count, struct save);
	struct save_origin *was = ARENA_ARRAY(arena, count,
					      struct save_origin);

	for (size_t i = 0; i < count; i++) {
		int r;

		was[i] = (struct save_origin){ 0 };
		files[i] = (struct save){ .path = words[2 * i] };
		*ret_path = files[i].path;
		r = read_file(arena, &files[i], &was[i], words[2 * i + 1]);
		if (r < 0)
			return r;
	}
	return save_all(arena, files, count, SAVE_WAIT_MS, ret_path);
}

int main(int argc, char *argv[])
{
	struct arena *arena = arena_new();
	const char *path = "";
	int r = arena ? read_and_save(arena, argv + 1, (size_t)argc / 2,
				      &path) : -ENOMEM;

	if (r < 0)
		fprintf(stderr, "saver: %s: %s\n", path, strerror(-r));
	arena_free(arena);
	return r < 0;
}
