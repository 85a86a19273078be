// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * child.c - wait for a process of ours, and end it when we are to stop
 *
 * What a hook starts is found by its process group.  At a terminal it has
 * none of its own, or it could not read what is typed and ^C would not reach
 * us; so its children are looked for, and theirs.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/internal.h"

/* All is over within ten seconds, also when a hook's ifup has hooks. */
#define GRACE_MS 6000
#define NESTED_GRACE_MS 3000

bool stop_is_asked(const struct ifplan *ifplan)
{
	struct pollfd stop = { .fd = ifplan->stop_fd, .events = POLLIN };

	return ifplan->stop_fd >= 0 && poll(&stop, 1, 0) > 0;
}

/* In the foreground of a terminal: keys are for our group. */
static bool has_terminal(void)
{
	int fd = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool is_ours = fd >= 0 && tcgetpgrp(fd) == getpgrp();

	if (fd >= 0)
		(void)close(fd);
	return is_ours;
}

bool child_gets_group(void)
{
	return !has_terminal();
}

static int reap(pid_t pid, int *ret_status)
{
	while (waitpid(pid, ret_status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 1: it ended; 0: the limit is reached; -EINTR: we are to stop. */
static int watch(int pidfd, int stop_fd, int limit_ms)
{
	struct pollfd fds[] = {
		{ .fd = pidfd, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
	};
	int64_t end_ms = now_ms() + limit_ms;
	int r;

	do {
		int64_t left_ms = limit_ms < 0 ? -1 : end_ms - now_ms();

		r = poll(fds, 2, limit_ms >= 0 && left_ms < 0 ? 0 :
			 (int)left_ms);
	} while (r < 0 && errno == EINTR);
	if (r <= 0)
		return r < 0 ? -errno : 0;
	return fds[1].revents ? -EINTR : 1;
}

int child_wait(const struct ifplan *ifplan, pid_t pid, int limit_ms,
	       int *ret_status)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), r;

	if (pidfd < 0)
		return reap(pid, ret_status);
	r = watch(pidfd, ifplan->stop_fd, limit_ms);
	(void)close(pidfd);
	if (r == 1)
		return reap(pid, ret_status);
	return r == 0 ? -ETIMEDOUT : r;
}

/* Reading what it prints */

/* 1: there may be more; 0: nobody will write any more. */
static int read_output(int fd, struct output *out)
{
	char rest[65536];
	bool has_room = out->length < out->size;
	ssize_t n = has_room ?
		read(fd, out->bytes + out->length, out->size - out->length) :
		read(fd, rest, sizeof(rest));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 1 : -errno;
	if (has_room)
		out->length += (size_t)n;
	out->total += (uint64_t)n;
	return out->total > CHILD_OUTPUT_LIMIT ? -EFBIG : n > 0;
}

/* What it starts may hold its output for ever: only its own end counts. */
static int read_until_end(int pidfd, int stop_fd, int fd, struct output *out)
{
	struct pollfd fds[] = {
		{ .fd = pidfd, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};
	int r = 1;

	do {
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return -errno;
		if (fds[1].revents)
			return -EINTR;
		if (fds[2].revents)
			r = read_output(fd, out);
		if (r == 0)
			fds[2].fd = -1;
	} while (r >= 0 && (!fds[0].revents || fds[2].revents));
	return r < 0 ? r : 0;
}

int child_read(const struct ifplan *ifplan, pid_t pid, int fd,
	       struct output *out, int *ret_status)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), r;

	if (pidfd < 0)
		return -errno;
	r = read_until_end(pidfd, ifplan->stop_fd, fd, out);
	(void)close(pidfd);
	return r < 0 ? r : reap(pid, ret_status);
}

/* Ending */

/* A process and what it started, as far as it is of the same group. */
struct kin {
	struct arena *arena;
	pid_t group;
	int *pidfds;
	size_t count;
};

static void add_member(struct kin *kin, pid_t pid)
{
	const char *path = arena_printf(kin->arena, "/proc/%d/task/%d/"
					"children", (int)pid, (int)pid);
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), child;
	FILE *file;

	if (pidfd < 0)
		return;
	if (getpgid(pid) != kin->group) {
		(void)close(pidfd);
		return;
	}
	*ARENA_PUSH(kin->arena, &kin->pidfds, &kin->count) = pidfd;
	file = fopen(path, "re");
	while (file && fscanf(file, "%d", &child) == 1)
		add_member(kin, child);
	if (file)
		(void)fclose(file);
}

static void signal_kin(const struct kin *kin, int number)
{
	for (size_t i = 0; i < kin->count; i++)
		(void)syscall(SYS_pidfd_send_signal, kin->pidfds[i], number,
			      NULL, 0);
}

/* Each ended, or the limit. */
static void watch_kin(const struct kin *kin, int limit_ms)
{
	int64_t end_ms = now_ms() + limit_ms;

	for (size_t i = 0; i < kin->count; i++) {
		int64_t left_ms = end_ms - now_ms();

		(void)watch(kin->pidfds[i], -1,
			    left_ms > 0 ? (int)left_ms : 0);
	}
}

static bool is_nested(void)
{
	for (char **variable = environ; *variable; variable++)
		if (!strncmp(*variable, "IFUPDOWN_", 9))
			return true;
	return false;
}

void child_end(struct arena *arena, pid_t pid, bool has_group)
{
	struct kin kin = { .arena = arena, .group = getpgid(pid) };
	int status;

	add_member(&kin, pid);
	/* Once for each: a second one would not be heeded by a hook's ifup. */
	if (has_group)
		(void)kill(-pid, SIGTERM);
	else
		signal_kin(&kin, SIGTERM);
	watch_kin(&kin, is_nested() ? NESTED_GRACE_MS : GRACE_MS);
	signal_kin(&kin, SIGKILL);
	/* It is not reaped yet, so the number is still its group's. */
	if (has_group)
		(void)kill(-pid, SIGKILL);
	(void)reap(pid, &status);
	for (size_t i = 0; i < kin.count; i++)
		(void)close(kin.pidfds[i]);
}
