// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * save.c - edited files back to their folders: all of each, or nothing
 *
 * A file is never written to.  A new one is made beside it and takes its name:
 *
 *	interfaces -----------------------> old bytes    locked, compared
 *	.interfaces.5ac1...  -------------> new bytes    written, synced
 *	interfaces -----------------------> new bytes    renamed, folder synced
 *
 * A save is a list of steps (see `steps`), and each step is taken for all files
 * before the next is taken for any.  So whatever can go wrong with one of them
 * does so before the first rename, and then the temporary files go away and
 * nothing has changed.  Files that did not exist are renamed before those that
 * did, so that a `source` line never names what is not there yet.
 *
 * Power loss.  Each file is the old or the new one at any moment, for the bytes
 * are on the disk before the name leads to them.  What may remain is a
 * temporary file; it begins with a dot, which neither `source` patterns nor
 * source-directory take, and no later save minds it.  Several files are not
 * one: between two renames the first is new and the second old.
 *
 * Others.  The file itself carries our lock (OFD).  Who got it looks whether
 * the name still leads to what is locked, and else begins again, because the
 * one before has replaced it.  Proxmox's programs lock a file beside it, with
 * flock(2); where that file exists we take it too.  Editors lock nothing:
 * therefore the bytes are compared with those that the edit was made from,
 * before writing and once more before the first rename.  Bytes, not times: a
 * clock tick is long enough for two changes, and a `touch` is none.
 *
 * What is kept: owner, group, mode, ACL, SELinux label, and the other extended
 * attributes (access.c).  What cannot be kept makes the save fail.
 *
 * Links.  A symlink stays and what it leads to is replaced, or made.  Of a hard
 * link only this name gets the new bytes, the others keep the old.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/save.h"

#define LINK_LIMIT 40		/* the kernel's own */
#define PROXMOX_LOCK ".pve-interfaces.lock"

/* One file on its way.  Descriptors are -1 when not open. */
struct saving {
	const struct save *save;
	const char *folder_path;
	const char *name;		/* in that folder, no symlink */
	const char *proxmox_path;
	int proxmox;
	int folder;
	int old;			/* locked; -1: there is no file */
	int new;
	char temporary[NAME_MAX + 1];	/* "": none */
};

struct transaction {
	struct saving *savings;
	size_t count;
	int64_t deadline_ms;
	char *room;			/* for access_copy() */
};

/* Names */

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	size_t length = folder_length(path);

	return length ? arena_strndup(arena, path, length) : ".";
}

static const char *beside(struct arena *arena, const char *path,
			  const char *name)
{
	return arena_printf(arena, "%.*s%s", (int)folder_length(path), path,
			    name);
}

/*
 * In a folder like /tmp a symlink of somebody else would choose for us what is
 * replaced.  The kernel has the same rule, but it can be off.
 */
static int check_link(struct arena *arena, const char *path)
{
	struct stat folder, link;

	if (stat(folder_of(arena, path), &folder) < 0 ||
	    lstat(path, &link) < 0)
		return -errno;
	if (!(folder.st_mode & S_IWOTH) || link.st_uid == geteuid() ||
	    link.st_uid == folder.st_uid)
		return 0;
	return -EACCES;
}

/* Where PATH leads.  The last link may lead to what does not exist. */
static int follow_links(struct arena *arena, const char *path,
			const char **ret)
{
	for (int i = 0; i <= LINK_LIMIT; i++) {
		char to[PATH_MAX];
		ssize_t n = readlink(path, to, sizeof(to) - 1);
		int r;

		if (n < 0 && errno != EINVAL && errno != ENOENT)
			return -errno;
		if (n < 0) {
			*ret = path;
			return 0;
		}
		r = check_link(arena, path);
		if (r < 0)
			return r;
		to[n] = '\0';
		path = *to == '/' ? arena_strdup(arena, to) :
				    beside(arena, path, to);
	}
	return -ELOOP;
}

static int prepare(struct arena *arena, struct saving *saving)
{
	const char *path;
	int r = follow_links(arena, saving->save->path, &path);

	if (r < 0)
		return r;
	saving->folder_path = folder_of(arena, path);
	saving->name = path + folder_length(path);
	saving->proxmox_path = beside(arena, saving->save->path, PROXMOX_LOCK);
	return *saving->name ? 0 : -EISDIR;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int open_folder(struct transaction *t, struct saving *saving)
{
	struct stat here, there;

	saving->folder = open(saving->folder_path,
			      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (saving->folder < 0 || fstat(saving->folder, &here) < 0)
		return -errno;
	for (const struct saving *s = t->savings; s < saving; s++) {
		if (fstat(s->folder, &there) < 0)
			return -errno;
		if (is_same_file(&here, &there) &&
		    !strcmp(s->name, saving->name))
			return -EINVAL;
	}
	return 0;
}

/* Locks */

static int try_lock_beside(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB);
}

static int try_lock_itself(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &lock);
}

/* No lock can be waited for with a limit, so it is asked for again. */
static int wait_for_lock(const struct transaction *t, int fd,
			 int (*try_lock)(int fd))
{
	static const struct timespec pause = { .tv_nsec = 5000000 };

	while (try_lock(fd) < 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return -errno;
		if (now_ms() >= t->deadline_ms)
			return -EAGAIN;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

/* A second descriptor of the same lock would wait for the first. */
static bool has_proxmox_lock(const struct transaction *t,
			     const struct saving *saving)
{
	struct stat here, there;

	if (fstat(saving->proxmox, &here) < 0)
		return false;
	for (const struct saving *s = t->savings; s < saving; s++)
		if (s->proxmox >= 0 && fstat(s->proxmox, &there) == 0 &&
		    is_same_file(&here, &there))
			return true;
	return false;
}

static int lock_proxmox(struct transaction *t, struct saving *saving)
{
	saving->proxmox = open(saving->proxmox_path, O_RDONLY | O_CLOEXEC |
			       O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (saving->proxmox < 0)
		return errno == ENOENT ? 0 : -errno;
	if (has_proxmox_lock(t, saving))
		return 0;
	return wait_for_lock(t, saving->proxmox, try_lock_beside);
}

/* 1: the name leads to what is open. */
static int is_named(const struct saving *saving)
{
	struct stat open_file, named;

	if (fstat(saving->old, &open_file) < 0)
		return -errno;
	if (fstatat(saving->folder, saving->name, &named,
		    AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return is_same_file(&open_file, &named);
}

static int open_old(struct saving *saving)
{
	struct stat stat;

	saving->old = openat(saving->folder, saving->name, O_RDWR | O_CLOEXEC |
			     O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (saving->old < 0)
		return -errno;
	if (fstat(saving->old, &stat) < 0)
		return -errno;
	return S_ISREG(stat.st_mode) ? 0 : -EINVAL;
}

static int lock_old(struct transaction *t, struct saving *saving)
{
	do {
		int r = open_old(saving);

		if (r == -ENOENT)
			return 0;
		if (r == 0)
			r = wait_for_lock(t, saving->old, try_lock_itself);
		if (r == 0)
			r = is_named(saving);
		if (r != 0)
			return r < 0 ? r : 0;
		(void)close(saving->old);
		saving->old = -1;
	} while (now_ms() < t->deadline_ms);
	return -EAGAIN;
}

/* Is it what it was? */

static int compare_bytes(int fd, const char *bytes, size_t size)
{
	char buffer[16384];
	size_t done = 0;

	for (;;) {
		ssize_t n = pread(fd, buffer, sizeof(buffer), (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return done == size ? 0 : -ESTALE;
		if ((size_t)n > size - done ||
		    memcmp(buffer, bytes + done, (size_t)n) != 0)
			return -ESTALE;
		done += (size_t)n;
	}
}

/* A file that is mounted by itself, as containers do, cannot be renamed to. */
static bool is_mount_point(const struct saving *saving)
{
	struct statx stat;

	return statx(saving->folder, saving->name, AT_SYMLINK_NOFOLLOW, 0,
		     &stat) == 0 &&
	       (stat.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

static int check_absent(const struct saving *saving)
{
	struct stat stat;

	if (fstatat(saving->folder, saving->name, &stat,
		    AT_SYMLINK_NOFOLLOW) == 0)
		return -ESTALE;
	return errno == ENOENT ? 0 : -errno;
}

static int check(struct transaction *t, struct saving *saving)
{
	const struct save_origin *was = saving->save->was;
	int r;

	(void)t;
	if (was && !was->bytes != (saving->old < 0))
		return -ESTALE;
	if (saving->old < 0)
		return check_absent(saving);
	r = is_named(saving);
	if (r <= 0)
		return r < 0 ? r : -ESTALE;
	if (is_mount_point(saving))
		return -EBUSY;
	return was ? compare_bytes(saving->old, was->bytes, was->size) : 0;
}

/* The new file */

static int write_new(struct transaction *t, struct saving *saving)
{
	bool has_old = saving->old >= 0;
	int r = file_create_beside(saving->folder, saving->name,
				   has_old ? 0600 : 0644, saving->temporary,
				   sizeof(saving->temporary));

	if (r < 0)
		return r;
	saving->new = r;
	r = file_write_all(saving->new, saving->save->bytes,
			   saving->save->size);
	if (r == 0 && has_old)
		r = access_copy(saving->old, saving->new, t->room);
	if (r == 0 && fsync(saving->new) < 0)
		r = -errno;
	return r;
}

/* Where a file system has no such rename, a link does not replace either. */
static int rename_unless_exists(const struct saving *saving)
{
	int r = renameat2(saving->folder, saving->temporary, saving->folder,
			  saving->name, RENAME_NOREPLACE);

	if (r == 0 || (errno != EINVAL && errno != ENOSYS))
		return r;
	r = linkat(saving->folder, saving->temporary, saving->folder,
		   saving->name, 0);
	if (r == 0)
		(void)unlinkat(saving->folder, saving->temporary, 0);
	return r;
}

static int rename_first(struct transaction *t, struct saving *saving)
{
	(void)t;
	if (saving->old >= 0)
		return 0;
	if (rename_unless_exists(saving) < 0)
		return errno == EEXIST ? -ESTALE : -errno;
	saving->temporary[0] = '\0';
	return 0;
}

static int rename_over(struct transaction *t, struct saving *saving)
{
	(void)t;
	if (saving->old < 0)
		return 0;
	if (renameat(saving->folder, saving->temporary, saving->folder,
		     saving->name) < 0)
		return -errno;
	saving->temporary[0] = '\0';
	return 0;
}

/* EINVAL: this file system has nothing to sync of a folder. */
static int sync_folder(struct transaction *t, struct saving *saving)
{
	(void)t;
	return fsync(saving->folder) < 0 && errno != EINVAL ? -errno : 0;
}

/* All of it */

static void close_saving(struct saving *saving)
{
	const int fds[] = {
		saving->new, saving->old, saving->folder, saving->proxmox
	};

	if (saving->temporary[0])
		(void)unlinkat(saving->folder, saving->temporary, 0);
	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
}

static int take_steps(struct transaction *t, const char **ret_path)
{
	static int (*const steps[])(struct transaction *, struct saving *) = {
		open_folder, lock_proxmox, lock_old, check, write_new, check,
		rename_first, rename_over, sync_folder
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		for (size_t j = 0; j < t->count; j++) {
			int r = steps[i](t, &t->savings[j]);

			if (r < 0) {
				*ret_path = t->savings[j].save->path;
				return r;
			}
		}
	return 0;
}

int save_all(struct arena *arena, const struct save files[], size_t count,
	     unsigned wait_ms, const char **ret_path)
{
	struct transaction t = {
		.savings = ARENA_ARRAY(arena, count, struct saving),
		.count = count,
		.deadline_ms = now_ms() + wait_ms,
		.room = ARENA_ARRAY(arena, ACCESS_ROOM, char),
	};
	int r;

	for (size_t i = 0; i < count; i++) {
		t.savings[i] = (struct saving){
			.save = &files[i], .proxmox = -1, .folder = -1,
			.old = -1, .new = -1
		};
		r = prepare(arena, &t.savings[i]);
		if (r < 0) {
			*ret_path = files[i].path;
			return r;
		}
	}
	r = take_steps(&t, ret_path);
	for (size_t i = 0; i < count; i++)
		close_saving(&t.savings[i]);
	return r;
}
