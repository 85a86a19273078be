// SPDX-License-Identifier: LGPL-2.1-or-later
/* sysctl.c - settings that are files: /proc/sys/net, /sys/class/net */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/kernel.h"

static int sysctl_open(const char *path, int flags)
{
	char full[256];
	int n = snprintf(full, sizeof(full), "/proc/sys/net/%s", path);
	int fd;

	if (n < 0 || (size_t)n >= sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, flags | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

static int read_first_line(int fd, char *ret, size_t size)
{
	ssize_t n = pread(fd, ret, size - 1, 0);

	if (n < 0)
		n = -errno;
	(void)close(fd);
	if (n < 0)
		return (int)n;
	ret[n] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return 0;
}

int sysctl_read(const char *path, char *ret, size_t size)
{
	int fd = sysctl_open(path, O_RDONLY);

	return fd < 0 ? fd : read_first_line(fd, ret, size);
}

int link_file_read(const char *link, const char *file, char *ret, size_t size)
{
	char path[128];
	int n = snprintf(path, sizeof(path), "/sys/class/net/%s/%s", link,
			 file);
	int fd;

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : read_first_line(fd, ret, size);
}

int sysctl_write(const char *path, const char *value)
{
	size_t length = strlen(value);
	int fd = sysctl_open(path, O_RDWR), r = 0;
	char now[64];
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, now, sizeof(now), 0);
	if (n <= (ssize_t)length || now[length] != '\n' ||
	    memcmp(now, value, length)) {
		n = pwrite(fd, value, length, 0);
		r = n < 0 ? -errno : (size_t)n < length ? -EIO : 0;
	}
	(void)close(fd);
	return r;
}
