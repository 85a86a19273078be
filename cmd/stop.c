// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * stop.c - SIGINT, SIGTERM and SIGHUP, told to the library
 *
 * The first of each is said and makes a descriptor readable, which ends what
 * is under way; the second has its usual effect.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cmd/cmd.h"

static const struct {
	int number;
	const char *message;
} stops[] = {
	{ SIGINT, "Got signal Interrupt, terminating...\n" },
	{ SIGTERM, "Got signal Terminated, terminating...\n" },
	{ SIGHUP, "Got signal Hangup, terminating...\n" },
};

#define STOP_COUNT (sizeof(stops) / sizeof(*stops))

/* Where the handler writes; a handler gets no argument of ours. */
static int stop_fd = -1;

static void stop(int number)
{
	const uint64_t one = 1;
	int error = errno;
	ssize_t n = 0;

	erase_waiting();
	for (size_t i = 0; i < STOP_COUNT; i++)
		if (stops[i].number == number)
			n = write(STDERR_FILENO, stops[i].message,
				  strlen(stops[i].message));
	n += write(stop_fd, &one, sizeof(one));
	(void)n;
	errno = error;
}

/* What our caller ignores or has blocked would change what we do. */
static void usual_signals(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)sigaction(SIGCHLD, &usual, NULL);
	(void)sigaction(SIGXFSZ, &ignore, NULL);
}

void heed_signals(struct call *call)
{
	const struct sigaction action = {
		.sa_handler = stop,
		.sa_flags = SA_RESTART | (int)SA_RESETHAND,
	};
	struct sigaction before;

	usual_signals();
	stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop_fd < 0)
		return;
	ifplan_set_stop(call->ifplan, stop_fd);
	/* nohup, and a shell's background jobs, mean what they say. */
	for (size_t i = 0; i < STOP_COUNT; i++)
		if (sigaction(stops[i].number, NULL, &before) == 0 &&
		    (stops[i].number == SIGTERM ||
		     before.sa_handler != SIG_IGN))
			(void)sigaction(stops[i].number, &action, NULL);
}
