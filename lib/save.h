/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* save.h - edited files back to their folders: all of each, or nothing */
#ifndef IFPLAN_SAVE_H
#define IFPLAN_SAVE_H

#include "parser/arena.h"

/* What a file held when it was read.  A zero value: there was no file. */
struct save_origin {
	const char *bytes;	/* NULL: there was no file */
	size_t size;
};

struct save {
	const char *path;
	const char *bytes;
	size_t size;
	const struct save_origin *was;	/* NULL: replace whatever is there */
};

/* How long others usually get to finish; Proxmox gives us the same. */
#define SAVE_WAIT_MS 10000

/*
 * Save COUNT files, of which each is named once, as one transaction.  Memory
 * comes from ARENA and is got before the first file is opened.
 * Fails: -ESTALE a file is not what it was; -EAGAIN somebody holds a lock for
 * longer than WAIT_MS; -EINVAL not a regular file, or named twice; -EBUSY a
 * mount point; or what the system said.  *RET_PATH is the file's path.
 */
int save_all(struct arena *arena, const struct save files[], size_t count,
	     unsigned wait_ms, const char **ret_path);

#endif
