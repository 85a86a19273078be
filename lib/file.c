// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * file.c - read a file whole; replace one atomically
 *
 * A file is read once and completely, and only if it is a file: a FIFO or a
 * device would hang us.  Replacing writes a new file beside the old one, with
 * a name nobody can have prepared, and renames it over.
 */
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>
#include <wordexp.h>

#include "lib/internal.h"

#define FILE_LIMIT (256u << 20)

static int read_all(int fd, char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EAGAIN;	/* it shrank while we read */
		done += (size_t)n;
	}
	return 0;
}

static bool is_null_device(const struct stat *stat)
{
	return S_ISCHR(stat->st_mode) && stat->st_rdev == makedev(1, 3);
}

static int read_open_file(struct arena *arena, int fd, const char **ret_bytes,
			  size_t *ret_size)
{
	struct stat stat;
	char *bytes;
	int r;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (S_ISDIR(stat.st_mode))
		return -EISDIR;
	if (!S_ISREG(stat.st_mode) && !is_null_device(&stat))
		return -EINVAL;
	if (stat.st_size > FILE_LIMIT)
		return -EFBIG;
	bytes = arena_alloc(arena, (size_t)stat.st_size + 1);
	r = read_all(fd, bytes, (size_t)stat.st_size);
	if (r < 0)
		return r;
	*ret_bytes = bytes;
	*ret_size = (size_t)stat.st_size;
	return 0;
}

int file_read(struct arena *arena, const char *path, const char **ret_bytes,
	      size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r;

	if (fd < 0)
		return -errno;
	r = read_open_file(arena, fd, ret_bytes, ret_size);
	(void)close(fd);
	return r;
}

int file_write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Guessing it does not help, see O_EXCL; so the boot need not wait for it. */
static uint64_t random_number(void)
{
	struct timespec now;
	uint64_t number;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) ==
	    sizeof(number))
		return number;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec << 50 ^ (uint64_t)now.tv_nsec << 20 ^
	       (uint64_t)getpid();
}

int file_create_beside(int folder, const char *path, int mode, char *ret_path,
		       size_t size)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char temporary[PATH_MAX];
	int fd, n;

	for (int i = 0; i < 100; i++) {
		/* The longest name must leave room for what is added. */
		n = snprintf(temporary, sizeof(temporary),
			     "%.*s.%.200s.%016" PRIx64, (int)(name - path),
			     path, name, random_number());
		if (n < 0 || (size_t)n >= sizeof(temporary) ||
		    (size_t)n >= size)
			return -ENAMETOOLONG;
		fd = openat(folder, temporary, O_RDWR | O_CREAT | O_EXCL |
			    O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return -errno;
		memcpy(ret_path, temporary, (size_t)n + 1);
		return fd;
	}
	return -EEXIST;
}

int file_put(int fd, const char *temporary, const char *path,
	     const char *bytes, size_t size, int mode)
{
	int r = file_write_all(fd, bytes, size);

	if (r == 0 && fchmod(fd, (mode_t)mode) < 0)
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(temporary);
	return r;
}

int file_replace(const char *path, const char *bytes, size_t size, int mode)
{
	char temporary[PATH_MAX];
	int fd = file_create_beside(AT_FDCWD, path, 0600, temporary,
				    sizeof(temporary));

	if (fd < 0)
		return fd;
	return file_put(fd, temporary, path, bytes, size, mode);
}

int file_write(const char *path, const char *bytes, size_t size, int mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
		      O_NOFOLLOW, mode);
	int r;

	if (fd < 0)
		return -errno;
	r = file_write_all(fd, bytes, size);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

static int reader_file(void *data, struct arena *arena, const char *path,
		       const char **ret_bytes, size_t *ret_size)
{
	(void)data;
	return file_read(arena, path, ret_bytes, ret_size);
}

static int reader_folder(void *data, struct arena *arena, const char *path,
			 const char ***ret_names, size_t *ret_count)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	(void)data;
	if (!folder)
		return -errno;
	*ret_names = NULL;
	*ret_count = 0;
	while ((entry = readdir(folder)))
		*ARENA_PUSH(arena, ret_names, ret_count) =
			arena_strdup(arena, entry->d_name);
	(void)closedir(folder);
	return 0;
}

static size_t reader_expand(void *data, struct arena *arena, const char *words,
			    const char ***ret_paths)
{
	size_t count = 0;
	wordexp_t expanded;

	(void)data;
	*ret_paths = NULL;
	if (wordexp(words, &expanded, WRDE_NOCMD) != 0)
		return 0;
	for (size_t i = 0; i < expanded.we_wordc; i++)
		*ARENA_PUSH(arena, ret_paths, &count) =
			arena_strdup(arena, expanded.we_wordv[i]);
	wordfree(&expanded);
	return count;
}

const struct reader file_reader = {
	.read_file = reader_file,
	.read_folder = reader_folder,
	.expand = reader_expand,
};
