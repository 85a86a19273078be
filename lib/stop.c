// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * stop.c - end a program that an earlier ifup started
 *
 * A pid file alone proves nothing: its number may be anybody's by now.  The
 * process is held by a pidfd, and signalled only when its command line is the
 * one that we gave it.  A program that goes to the background writes the file
 * when we have its exit code already: ifup waits for that, or an ifdown soon
 * after would find none, or the number of a process that has ended.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

#define WRITTEN_MS 5000

static ssize_t read_some(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, out, size - 1);
	(void)close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n;
}

static bool has_command_line(struct run *run, uint64_t pid,
			     const char *const argv[])
{
	const char *path = arena_printf(run->arena, "/proc/%lu/cmdline",
					(unsigned long)pid);
	char line[4096];
	ssize_t n = read_some(path, line, sizeof(line));
	const char *at = line;

	for (; *argv; argv++) {
		if (at >= line + n || strcmp(at, *argv))
			return false;
		at += strlen(at) + 1;
	}
	return at == line + n;
}

/*
 * USR2: give the lease back; TERM: end.  The client knows only the last signal
 * that came while it was busy, so the second waits until the first has worked.
 */
static void end_process(struct run *run, const struct step *step, int pidfd)
{
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };
	const struct wait_watch watch = { .stop_fd = run->ifplan->stop_fd };
	struct wait released = {
		.what = WAIT_RELEASED,
		.link = step->target->link,
		.limit_ms = 2000,
	};

	(void)syscall(SYS_pidfd_send_signal, pidfd, SIGUSR2, NULL, 0);
	(void)kernel_wait(run->kernel, run->arena,
			  (struct wait *const[]){ &released }, 1, &watch);
	(void)syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0);
	(void)poll(&ended, 1, 5000);
}

/* The pidfd of the process that the file names, when it is ours; or -1. */
static int open_process(struct run *run, const struct step *step)
{
	char text[32];
	uint64_t pid;
	int pidfd;

	if (read_some(step->path, text, sizeof(text)) <= 0)
		return -1;
	text[strcspn(text, "\n")] = '\0';
	if (text_read_number(text, &pid) < 0 || pid < 2 || pid > INT32_MAX)
		return -1;
	pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (pidfd < 0 || has_command_line(run, pid, step->argv))
		return pidfd;
	(void)close(pidfd);
	return -1;
}

void run_stop(struct run *run, const struct step *step)
{
	int pidfd = open_process(run, step);

	if (pidfd < 0)
		return;
	end_process(run, step, pidfd);
	(void)close(pidfd);
}

/* Has the step left a process behind, whatever the file says? */
static bool is_running(struct run *run, const struct step *step)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	bool found = false;
	uint64_t pid;

	if (!folder)
		return false;
	while (!found && (entry = readdir(folder)))
		found = text_read_number(entry->d_name, &pid) >= 0 &&
			has_command_line(run, pid, step->argv);
	(void)closedir(folder);
	return found;
}

/* Until something is written beside the file; false: in vain. */
static bool wait_for_writer(struct run *run, int written, int64_t end_ms)
{
	struct pollfd fds[] = {
		{ .fd = written, .events = POLLIN },
		{ .fd = run->ifplan->stop_fd, .events = POLLIN },
	};
	char event[sizeof(struct inotify_event) + NAME_MAX + 1];
	int64_t left_ms = end_ms - now_ms();

	if (left_ms <= 0 || poll(fds, 2, (int)left_ms) <= 0 || fds[1].revents)
		return false;
	return read(written, event, sizeof(event)) > 0;
}

void run_await_process(struct run *run, const struct step *step)
{
	int written = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), pidfd = -1;
	int64_t end_ms = now_ms() + WRITTEN_MS;

	if (written < 0)
		return;
	if (inotify_add_watch(written, "/run", IN_CLOSE_WRITE) >= 0)
		do
			pidfd = open_process(run, step);
		while (pidfd < 0 && is_running(run, step) &&
		       wait_for_writer(run, written, end_ms));
	if (pidfd >= 0)
		(void)close(pidfd);
	(void)close(written);
}
