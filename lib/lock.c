// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * lock.c - files locked as ifupdown locks them, but with a limit
 *
 * An OFD lock excludes ifupdown's own kind and is not lost when the file is
 * opened and closed once more.  The kernel waits for one without a limit; so
 * a child waits in our place: the lock belongs to the open file that we share.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/internal.h"

/* 0600: a lock that others can open, others can hold. */
static int check_lock(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (!S_ISREG(stat.st_mode))
		return -EINVAL;
	if (stat.st_uid != geteuid())
		return -EPERM;
	return (stat.st_mode & 07777) != 0600 && fchmod(fd, 0600) < 0 ?
		-errno : 0;
}

int lock_open(struct ifplan *ifplan, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		      O_NONBLOCK | O_NOCTTY, 0600);
	int r = fd < 0 ? -errno : check_lock(fd);

	if (r == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	complain_classic(ifplan, DIAG_ERROR, "failed to open lockfile %s: %s",
			 path, strerror(-r));
	return r;
}

static int set_lock(int fd, int command)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int r;

	do
		r = fcntl(fd, command, &lock);
	while (r < 0 && errno == EINTR);
	return r == 0 ? 0 : errno == EACCES ? -EAGAIN : -errno;
}

static int refuse_lock(struct ifplan *ifplan, const char *path, int error)
{
	complain_classic(ifplan, DIAG_ERROR, "failed to lock lockfile %s: %s",
			 path, strerror(-error));
	return error;
}

int lock_try(struct ifplan *ifplan, int fd, const char *path)
{
	int r = set_lock(fd, F_OFD_SETLK);

	return r < 0 && r != -EAGAIN ? refuse_lock(ifplan, path, r) : r;
}

/* Who holds it */

static bool has_lock_line(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256];
	bool has = false;

	while (file && !has && fgets(line, sizeof(line), file))
		has = !strncmp(line, "lock:", 5);
	if (file)
		(void)fclose(file);
	return has;
}

/* Has the process this file open, and a lock on it by that descriptor? */
static bool holds_lock(struct arena *arena, const char *pid,
		       const struct stat *wanted)
{
	const char *path = arena_printf(arena, "/proc/%s/fd", pid);
	DIR *folder = opendir(path);
	const struct dirent *entry;
	struct stat stat;
	bool holds = false;

	while (folder && !holds && (entry = readdir(folder)))
		holds = isdigit((unsigned char)*entry->d_name) &&
			fstatat(dirfd(folder), entry->d_name, &stat, 0) == 0 &&
			stat.st_ino == wanted->st_ino &&
			stat.st_dev == wanted->st_dev &&
			has_lock_line(arena_printf(arena, "/proc/%s/fdinfo/%s",
						   pid, entry->d_name));
	if (folder)
		(void)closedir(folder);
	return holds;
}

/* The kernel does not tell whose an OFD lock is. */
static const char *find_holder(struct arena *arena, int fd)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	const char *holder = NULL;
	struct stat wanted;

	if (processes && fstat(fd, &wanted) == 0)
		while (!holder && (entry = readdir(processes)))
			if (isdigit((unsigned char)*entry->d_name) &&
			    holds_lock(arena, entry->d_name, &wanted))
				holder = arena_strdup(arena, entry->d_name);
	if (processes)
		(void)closedir(processes);
	return holder;
}

static const char *lock_holder(struct arena *arena, int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK &&
	    lock.l_pid > 0)
		return arena_printf(arena, "%d", (int)lock.l_pid);
	return find_holder(arena, fd);
}

static const char *process_name(struct arena *arena, const char *pid)
{
	FILE *file = fopen(arena_printf(arena, "/proc/%s/comm", pid), "re");
	char name[64] = "";

	if (file && !fgets(name, sizeof(name), file))
		*name = '\0';
	if (file)
		(void)fclose(file);
	name[strcspn(name, "\n")] = '\0';
	return arena_strdup(arena, name);
}

/* Our callers */

static pid_t parent_of(struct arena *arena, pid_t pid)
{
	FILE *file = fopen(arena_printf(arena, "/proc/%d/status", (int)pid),
			   "re");
	char line[256];
	int parent = 0;

	while (file && fgets(line, sizeof(line), file) &&
	       sscanf(line, "PPid: %d", &parent) != 1)
		;
	if (file)
		(void)fclose(file);
	return parent;
}

static const char *phase_of(struct arena *arena, pid_t pid)
{
	FILE *file = fopen(arena_printf(arena, "/proc/%d/environ", (int)pid),
			   "re");
	const char *phase = "unknown";
	char *variable = NULL;
	size_t room = 0;

	while (file && getdelim(&variable, &room, '\0', file) > 0)
		if (!strncmp(variable, "PHASE=", 6))
			phase = arena_strdup(arena, variable + 6);
	free(variable);
	if (file)
		(void)fclose(file);
	return phase;
}

const char *lock_callers_phase(struct arena *arena, const char *path)
{
	pid_t child = getpid(), pid = getppid();
	struct stat wanted;

	if (lstat(path, &wanted) < 0)
		return NULL;
	for (; pid > 1; child = pid, pid = parent_of(arena, pid))
		if (holds_lock(arena, arena_printf(arena, "%d", (int)pid),
			       &wanted))
			return phase_of(arena, child);
	return NULL;
}

static void complain_holder(struct ifplan *ifplan, int fd, const char *path)
{
	struct arena *arena = ifplan->arena;
	const char *pid = lock_holder(arena, fd);

	if (pid)
		complain_classic(ifplan, DIAG_ERROR, "gave up after %u s: %s "
				 "is locked by process %s (%s)",
				 ifplan->lock_limit_s, path, pid,
				 process_name(arena, pid));
	else
		complain_classic(ifplan, DIAG_ERROR, "gave up after %u s: %s "
				 "is locked by another process",
				 ifplan->lock_limit_s, path);
}

/* Waiting */

static void wait_in_child(int fd, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		(void)set_lock(fd, F_OFD_SETLKW);
	_exit(0);
}

/* No signal but SIGKILL is for it; handlers are the parent's. */
static pid_t start_waiter(int fd)
{
	sigset_t all, before;
	pid_t parent = getpid(), pid;
	int error;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	error = errno;
	if (pid == 0)
		wait_in_child(fd, parent);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? -error : pid;
}

static int limit_ms(const struct ifplan *ifplan)
{
	unsigned limit_s = ifplan->lock_limit_s;

	return limit_s == 0 ? -1 : limit_s > INT32_MAX / 1000 ? INT32_MAX :
		(int)(limit_s * 1000);
}

int lock_wait(struct ifplan *ifplan, int fd, const char *path)
{
	int status, r, pid = start_waiter(fd);

	if (pid < 0)
		return refuse_lock(ifplan, path, pid);
	r = child_wait(ifplan, pid, limit_ms(ifplan), &status);
	if (r < 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
	}
	if (r == -EINTR)
		return r;
	/* Ours by now, or not at all. */
	r = lock_try(ifplan, fd, path);
	if (r != -EAGAIN)
		return r;
	complain_holder(ifplan, fd, path);
	ifplan->has_given_up = true;
	return -ETIMEDOUT;
}
