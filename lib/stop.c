// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * stop.c - end a program that an earlier ifup started
 *
 * A pid file alone proves nothing: its number may be anybody's by now.  The
 * process is held by a pidfd, and signalled only when its command line is the
 * one that we gave it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/run.h"

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

void run_stop(struct run *run, const struct step *step)
{
	char text[32];
	uint64_t pid;
	int pidfd;

	if (read_some(step->path, text, sizeof(text)) <= 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	if (text_read_number(text, &pid) < 0 || pid < 2 || pid > INT32_MAX)
		return;
	pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (pidfd < 0)
		return;
	if (has_command_line(run, pid, step->argv))
		end_process(run, step, pidfd);
	(void)close(pidfd);
}
