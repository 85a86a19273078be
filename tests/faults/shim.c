/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * shim.c - loaded before a command of ours, lets calls of it fail
 *
 *	FAULTS='rename *\/ifstate 2: EXDEV; fcntl: interrupted'
 *	        call   pattern    which: what
 *
 * The pattern is for the path, of an open file too; for sockets and memory it
 * is for the library that calls: libmnl.so.0.  Without one it is any.
 * Without a number each such call is meant; of several the last one counts.
 * What happens:
 *
 *	EIO ENOSPC ...  it fails with this error
 *	interrupted     each second one fails with EINTR, beginning with the first
 *	short           it reads or writes one byte
 *	DUMP_INTR       what is received says that the dump was disturbed
 *	nothing         it is only noted
 *
 * What happened is noted in the file FAULTS_LOG, a line each: CALL PATH.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/netlink.h>
#include <poll.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOTHING = -100, INTERRUPTED, SHORT, DUMP_INTR };

struct fault {
	char call[32];
	char pattern[128];
	unsigned number;	/* 0: each */
	unsigned seen;
	int what;
};

static struct fault faults[16];
static size_t fault_count;
static int log_fd = -1;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static int read_what(const char *word)
{
	static const struct {
		const char *word;
		int what;
	} words[] = {
		{ "nothing", NOTHING }, { "interrupted", INTERRUPTED },
		{ "short", SHORT }, { "DUMP_INTR", DUMP_INTR },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(word, words[i].word))
			return words[i].what;
	for (int error = 1; error < 134; error++)
		if (strerrorname_np(error) &&
		    !strcmp(word, strerrorname_np(error)))
			return error;
	fprintf(stderr, "shim: what is '%s'?\n", word);
	abort();
}

static void read_fault(const char *text)
{
	struct fault *fault = &faults[fault_count++];
	char what[32], rest[200] = "*";
	char *last;

	if (sscanf(text, " %31[a-z_0-9] %199[^:]: %31s", fault->call, rest,
		   what) != 3 &&
	    sscanf(text, " %31[a-z_0-9]: %31s", fault->call, what) != 2) {
		fprintf(stderr, "shim: cannot read '%s'\n", text);
		abort();
	}
	last = strrchr(rest, ' ');
	last = last ? last + 1 : rest;
	if (strspn(last, "0123456789") == strlen(last)) {
		fault->number = (unsigned)strtoul(last, NULL, 10);
		*(last > rest ? last - 1 : last) = '\0';
	}
	snprintf(fault->pattern, sizeof(fault->pattern), "%.127s",
		 *rest ? rest : "*");
	fault->what = read_what(what);
}

/* Only for us: what we start gets neither the shim nor its faults. */
__attribute__((constructor)) static void start(void)
{
	const char *text = getenv("FAULTS"), *log = getenv("FAULTS_LOG");
	char buffer[2048], *rest = buffer, *one;

	if (log)
		log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY |
				      O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	snprintf(buffer, sizeof(buffer), "%s", text ? text : "");
	while ((one = strsep(&rest, ";")) && fault_count < 16)
		if (*one)
			read_fault(one);
	unsetenv("LD_PRELOAD");
	unsetenv("FAULTS");
	unsetenv("FAULTS_LOG");
}

static void note(const char *call, const char *path)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "%s %.400s\n", call, path);

	if (log_fd >= 0)
		(void)syscall(SYS_write, log_fd, line, n);
}

/* Is it the call that the fault is for? */
static bool is_meant(struct fault *fault, const char *call, const char *path)
{
	if (strcmp(fault->call, call) || fnmatch(fault->pattern, path, 0))
		return false;
	fault->seen++;
	return fault->number ? fault->seen == fault->number :
		fault->what != INTERRUPTED || fault->seen % 2;
}

/* What happens to this call: 0, an error or one of the words. */
static int judge(const char *call, const char *path)
{
	int before = errno, what = 0;

	for (size_t i = 0; i < fault_count; i++)
		if (is_meant(&faults[i], call, path))
			what = faults[i].what;
	if (what)
		note(call, path);
	errno = before;
	return what == NOTHING ? 0 : what == INTERRUPTED ? EINTR : what;
}

static bool fails(const char *call, const char *path)
{
	int what = judge(call, path);

	if (what > 0)
		errno = what;
	return what > 0;
}

static int judge_file(const char *call, int fd)
{
	char link[64], path[4096];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	return judge(call, path);
}

static bool fails_file(const char *call, int fd)
{
	int what = judge_file(call, fd);

	if (what > 0)
		errno = what;
	return what > 0;
}

static bool shortens(const char *call, int fd, size_t *size, ssize_t *ret)
{
	int what = judge_file(call, fd);

	if (what == SHORT && *size > 1)
		*size = 1;
	if (what > 0)
		errno = what;
	*ret = -1;
	return what > 0;
}

/* Files */

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
	return fails("open", path) ? -1 :
		(int)syscall(SYS_openat, folder, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list more;
	mode_t mode;

	va_start(more, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
	va_end(more);
	return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list more;
	mode_t mode;

	va_start(more, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
	va_end(more);
	return open_at(folder, path, flags, mode);
}

ssize_t read(int fd, void *bytes, size_t size)
{
	ssize_t r;

	return shortens("read", fd, &size, &r) ? r :
		syscall(SYS_read, fd, bytes, size);
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
	if (size > room)
		abort();
	return read(fd, bytes, size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
	ssize_t r;

	return shortens("pread", fd, &size, &r) ? r :
		syscall(SYS_pread64, fd, bytes, size, at);
}

ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room);
ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room)
{
	if (size > room)
		abort();
	return pread(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	ssize_t r;

	return shortens("write", fd, &size, &r) ? r :
		syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	ssize_t r;

	return shortens("pwrite", fd, &size, &r) ? r :
		syscall(SYS_pwrite64, fd, bytes, size, at);
}

/* It is closed, whatever is answered. */
int close(int fd)
{
	int what = judge_file("close", fd), r = (int)syscall(SYS_close, fd);

	if (what > 0)
		errno = what;
	return what > 0 ? -1 : r;
}

#define FILE_CALL(name, number, parameters, ...)			\
	int name parameters						\
	{								\
		return fails_file(#name, fd) ? -1 :			\
			(int)syscall(number, __VA_ARGS__);		\
	}
FILE_CALL(fsync, SYS_fsync, (int fd), fd)
FILE_CALL(fchmod, SYS_fchmod, (int fd, mode_t mode), fd, mode)
FILE_CALL(ftruncate, SYS_ftruncate, (int fd, off_t size), fd, size)

off_t lseek(int fd, off_t at, int whence)
{
	return fails_file("lseek", fd) ? -1 :
		syscall(SYS_lseek, fd, at, whence);
}

int fcntl(int fd, int command, ...)
{
	va_list more;
	void *argument;

	va_start(more, command);
	argument = va_arg(more, void *);
	va_end(more);
	return fails_file("fcntl", fd) ? -1 :
		(int)syscall(SYS_fcntl, fd, command, argument);
}

/* A rename is found by what it replaces. */
int rename(const char *from, const char *to)
{
	return fails("rename", to) ? -1 : (int)syscall(SYS_rename, from, to);
}

int unlink(const char *path)
{
	return fails("unlink", path) ? -1 : (int)syscall(SYS_unlink, path);
}

int mkdir(const char *path, mode_t mode)
{
	return fails("mkdir", path) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

/* Sockets and memory */

static const char *library_of(void *caller)
{
	Dl_info info;
	const char *slash;

	if (!dladdr(caller, &info) || !info.dli_fname)
		return "";
	slash = strrchr(info.dli_fname, '/');
	return slash ? slash + 1 : info.dli_fname;
}
#define CALLER library_of(__builtin_return_address(0))

int socket(int domain, int type, int protocol)
{
	return fails("socket", CALLER) ? -1 :
		(int)syscall(SYS_socket, domain, type, protocol);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags,
	       const struct sockaddr *to, socklen_t length)
{
	return fails("sendto", CALLER) ? -1 :
		syscall(SYS_sendto, fd, bytes, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return fails("sendmsg", CALLER) ? -1 :
		syscall(SYS_sendmsg, fd, message, flags);
}

/* An overrun loses what was there; an interruption does not. */
ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	int what = judge("recvmsg", CALLER);
	ssize_t n = what > 0 && what != ENOBUFS ? -1 :
		syscall(SYS_recvmsg, fd, message, flags);
	struct nlmsghdr *first = message->msg_iov[0].iov_base;

	if (what == DUMP_INTR && n >= (ssize_t)sizeof(*first))
		first->nlmsg_flags |= NLM_F_DUMP_INTR;
	if (what > 0)
		errno = what;
	return what > 0 ? -1 : n;
}

void *malloc(size_t size)
{
	return fails("malloc", CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails("malloc", CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails("malloc", CALLER) ? NULL : __libc_realloc(old, size);
}

/* Processes */

int poll(struct pollfd *fds, nfds_t count, int limit_ms)
{
	return fails("poll", "") ? -1 :
		(int)syscall(SYS_poll, fds, count, limit_ms);
}

int pipe2(int fds[2], int flags)
{
	return fails("pipe2", "") ? -1 : (int)syscall(SYS_pipe2, fds, flags);
}

int memfd_create(const char *name, unsigned flags)
{
	return fails("memfd_create", name) ? -1 :
		(int)syscall(SYS_memfd_create, name, flags);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return fails("waitpid", "") ? -1 :
		(pid_t)syscall(SYS_wait4, pid, status, options, NULL);
}

#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

pid_t fork(void)
{
	return fails("fork", "") ? -1 : NEXT(fork)();
}

int posix_spawn(pid_t *pid, const char *path,
		const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attributes, char *const argv[],
		char *const environment[])
{
	int what = judge("spawn", path);

	return what > 0 ? what : NEXT(posix_spawn)(pid, path, actions,
						   attributes, argv,
						   environment);
}

DIR *opendir(const char *path)
{
	return fails("opendir", path) ? NULL : NEXT(opendir)(path);
}
