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

static int diff_texts(const char *const labels[2],
		      const char *const bytes[2], const size_t sizes[2],
		      char **ret)
{
	const int files[2] = {
		make_memory_file(bytes[0], sizes[0]),
		make_memory_file(bytes[1], sizes[1]),
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
	const char *main_label = edit->new_label ? edit->new_label :
		edit->target;
	const char *const labels[2] = {
		old->path, number ? old->path : main_label };
	size_t sizes[2] = { old->size, 0 };
	const char *const bytes[2] = {
		old->bytes,
		ifplan_file_text(edit->file, old->path, &sizes[1]) };

	return diff_texts(labels, bytes, sizes, ret);
}

static int print_diffs(struct edit *edit, FILE *out)
{
	char *one = NULL;
	int r = 0;

	for (size_t i = 0; r == 0 && i < edit->original_count; i++) {
		if (!edit_is_changed(edit, i))
			continue;
		r = diff_one(edit, i, &one);
		if (r == 0)
			fputs(one, out);
		free(one);
		one = NULL;
	}
	return r;
}

int udiff_edit(struct edit *edit, char **ret)
{
	char *all = NULL;
	size_t size;
	FILE *out = open_memstream(&all, &size);
	int r = out ? print_diffs(edit, out) : -ENOMEM;

	if (out && fclose(out) != 0 && r == 0)
		r = -ENOMEM;
	if (r == 0)
		*ret = all;
	else
		free(all);
	return r;
}
