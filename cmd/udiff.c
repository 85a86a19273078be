// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * udiff.c - the difference of two texts, as diff -u of diffutils tells it
 *
 * The texts are files in memory; diff finds them as /dev/fd/N.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/edit.h"

/* A descriptor, or a negative errno. */
static int make_memory_file(const char *bytes, size_t size)
{
	int fd = memfd_create("ifedit", 0);

	while (fd >= 0 && size) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0) {
			int error = errno;

			(void)close(fd);
			return -error;
		}
		bytes += written;
		size -= (size_t)written;
	}
	return fd < 0 ? -errno : fd;
}

/* Does not return. */
static void exec_diff(const char *const labels[2], const int files[2],
		      int out)
{
	char paths[2][32];

	for (int i = 0; i < 2; i++)
		(void)snprintf(paths[i], sizeof(paths[i]), "/dev/fd/%d",
			       files[i]);
	(void)dup2(out, STDOUT_FILENO);
	(void)execlp("diff", "diff", "-u", "--label", labels[0], "--label",
		     labels[1], paths[0], paths[1], (char *)NULL);
	_exit(127);
}

/* All there is to read; NULL with errno set. */
static char *read_all(int fd)
{
	char *text = NULL, buffer[4096];
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	ssize_t got;

	if (!out)
		return NULL;
	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		(void)fwrite(buffer, 1, (size_t)got, out);
	if (fclose(out) == 0 && got == 0)
		return text;
	free(text);
	return NULL;
}

/* diff ends with 0 for equal texts, with 1 for others. */
static int wait_for_diff(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : -EIO;
}

static int run_diff(const char *const labels[2], const int files[2],
		    char **ret)
{
	int ends[2], r;
	char *text;
	pid_t pid;

	if (pipe(ends) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		exec_diff(labels, files, ends[1]);
	(void)close(ends[1]);
	text = pid < 0 ? NULL : read_all(ends[0]);
	r = pid < 0 ? -errno : wait_for_diff(pid);
	(void)close(ends[0]);
	if (r == 0 && !text)
		r = -ENOMEM;
	if (r == 0)
		*ret = text;
	else
		free(text);
	return r;
}

int udiff(const char *old_label, const char *old_bytes, size_t old_size,
	  const char *new_label, const char *new_bytes, size_t new_size,
	  char **ret)
{
	const char *const labels[2] = { old_label, new_label };
	const int files[2] = {
		make_memory_file(old_bytes, old_size),
		make_memory_file(new_bytes, new_size),
	};
	int r = files[0] < 0 ? files[0] : files[1];

	if (r >= 0)
		r = run_diff(labels, files, ret);
	for (int i = 0; i < 2; i++)
		if (files[i] >= 0)
			(void)close(files[i]);
	return r;
}

/* The main file is written to the target; the others stay where they are. */
static int diff_one(struct edit *edit, size_t number, char **ret)
{
	const struct original *old = &edit->originals[number];
	const char *label = edit->new_label ? edit->new_label : edit->target;
	const char *bytes;
	size_t size;

	bytes = ifplan_file_text(edit->file, old->path, &size);
	return udiff(old->path, old->bytes, old->size,
		     number ? old->path : label, bytes, size, ret);
}

int udiff_edit(struct edit *edit, char **ret)
{
	char *all = strdup(""), *one, *joined;
	int r = all ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < edit->original_count; i++) {
		if (!edit_is_changed(edit, i))
			continue;
		r = diff_one(edit, i, &one);
		if (r < 0)
			break;
		r = asprintf(&joined, "%s%s", all, one) < 0 ? -ENOMEM : 0;
		free(one);
		if (r == 0) {
			free(all);
			all = joined;
		}
	}
	if (r == 0)
		*ret = all;
	else
		free(all);
	return r;
}
