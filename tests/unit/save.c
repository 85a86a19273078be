/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * save.c - checks of lib/save.c, each in an empty folder that it is in
 *
 * Every check ends with the same two: no descriptor stayed open, and no
 * temporary file stayed in the folder.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/internal.h"
#include "lib/save.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NOBODY 65534
#define SOON_MS 100

static char folder[4096];
static int descriptors;

/* The folder */

/* Entries of a folder whose names begin with PREFIX; "." and ".." are none. */
static int count_entries(const char *path, const char *prefix)
{
	DIR *open_folder = opendir(path);
	const struct dirent *entry;
	int count = 0;

	assert_non_null(open_folder);
	while ((entry = readdir(open_folder)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    !strncmp(entry->d_name, prefix, strlen(prefix)))
			count++;
	closedir(open_folder);
	return count;
}

static int enter_folder(void **state)
{
	const char *builddir = getenv("builddir");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/save.XXXXXX",
		 builddir ? builddir : ".");
	descriptors = count_entries("/proc/self/fd", "");
	return !mkdtemp(folder) || chdir(folder) ||
	       !getcwd(folder, sizeof(folder));
}

static int remove_entry(const char *path, const struct stat *stat, int type,
			struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int leave_folder(void **state)
{
	int leftover = count_entries(".", ".i");

	(void)state;
	if (chdir("..") || nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS))
		return -1;
	assert_int_equal(leftover, 0);
	assert_int_equal(count_entries("/proc/self/fd", ""), descriptors);
	return 0;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void assert_holds(const char *path, const char *text)
{
	char bytes[256];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, bytes, sizeof(bytes) - 1);

	assert_true(n >= 0);
	bytes[n] = '\0';
	close(fd);
	assert_string_equal(bytes, text);
}

static struct stat stat_of(const char *path)
{
	struct stat stat;

	assert_int_equal(lstat(path, &stat), 0);
	return stat;
}

/* Saving */

static const struct save_origin absent;

static int save_within(unsigned wait_ms, const struct save *files,
		       size_t count, const char **ret_path)
{
	struct arena *arena = arena_new();
	int r = save_all(arena, files, count, wait_ms, ret_path);

	arena_free(arena);
	return r;
}

/* WAS: the text it was read with; NULL: there was no file. */
static int save(const char *path, const char *was, const char *text)
{
	struct save_origin origin = { was, was ? strlen(was) : 0 };
	struct save file = { path, text, strlen(text), &origin };
	const char *failed = NULL;
	int r = save_within(SOON_MS, &file, 1, &failed);

	if (r < 0)
		assert_ptr_equal(failed, path);
	return r;
}

/* What SAVER returns in a process of its own, as user UID if we are root. */
static int in_child(uid_t uid, int (*saver)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && uid && (setgid(uid) || setuid(uid)))
			_exit(255);
		_exit(-saver());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

static int save_interfaces(void)
{
	return save("interfaces", "old\n", "new\n");
}

static void plain(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
	assert_int_equal(save("interfaces", "new\n", ""), 0);
	assert_holds("interfaces", "");
	assert_int_equal(save("./interfaces", "", "x"), 0);
	assert_holds("interfaces", "x");
}

static void whatever_is_there(void **state)
{
	struct save file = { "interfaces", "new\n", 4, NULL };
	const char *failed;

	(void)state;
	assert_int_equal(save_within(0, &file, 1, &failed), 0);
	assert_holds("interfaces", "new\n");
	put("interfaces", "something\n");
	assert_int_equal(chmod("interfaces", 0600), 0);
	assert_int_equal(save_within(0, &file, 1, &failed), 0);
	assert_holds("interfaces", "new\n");
	assert_int_equal(stat_of("interfaces").st_mode, S_IFREG | 0600);
}

static void longest_name(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'i', sizeof(name) - 1);
	name[255] = '\0';
	put(name, "old\n");
	assert_int_equal(save(name, "old\n", "new\n"), 0);
	assert_holds(name, "new\n");
}

/* Owner, mode and the rest */

static void mode(void **state)
{
	static const mode_t modes[] = {
		0600, 0640, 0644, 0660, 0666, 0604, 0755, 01644, 02755, 04700
	};

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		put("interfaces", "old\n");
		assert_int_equal(chmod("interfaces", modes[i]), 0);
		assert_int_equal(save_interfaces(), 0);
		assert_int_equal(stat_of("interfaces").st_mode,
				 S_IFREG | modes[i]);
	}
}

static void mode_of_a_new_file(void **state)
{
	static const struct {
		mode_t umask, mode;
	} rows[] = {
		{ 0022, 0644 },
		{ 0077, 0600 },
		{ 0027, 0640 },
		{ 0000, 0644 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		mode_t before = umask(rows[i].umask);
		int r = save("interfaces", NULL, "new\n");

		umask(before);
		assert_int_equal(r, 0);
		assert_holds("interfaces", "new\n");
		assert_int_equal(stat_of("interfaces").st_mode & 07777,
				 rows[i].mode);
		unlink("interfaces");
	}
}

static void owner(void **state)
{
	struct stat stat;

	(void)state;
	if (geteuid() != 0)
		skip();
	put("interfaces", "old\n");
	assert_int_equal(chown("interfaces", 33, 34), 0);
	assert_int_equal(chmod("interfaces", 0640), 0);
	assert_int_equal(save_interfaces(), 0);
	stat = stat_of("interfaces");
	assert_int_equal(stat.st_uid, 33);
	assert_int_equal(stat.st_gid, 34);
	assert_int_equal(stat.st_mode, S_IFREG | 0640);
}

/* He may write the file, but not give a new one to its owner. */
static void owner_that_cannot_be_kept(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	put("interfaces", "old\n");
	assert_int_equal(chmod("interfaces", 0666), 0);
	assert_int_equal(chmod(".", 0777), 0);
	assert_int_equal(in_child(NOBODY, save_interfaces), -EPERM);
	assert_holds("interfaces", "old\n");
	assert_int_equal(count_entries(".", ""), 1);
}

/* user:rw- user 33:r-- group:--- mask:r-- other:---, as the kernel keeps it. */
static const unsigned char acl[] = {
	2, 0, 0, 0,
	0x01, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,
	0x02, 0, 4, 0, 33, 0, 0, 0,
	0x04, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
	0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff,
	0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
};

/* False: this file system has no such attributes, or only root sets them. */
static bool can_set(const char *path, const char *name, const void *value,
		    size_t size)
{
	return setxattr(path, name, value, size, 0) == 0;
}

static void assert_attribute(const char *name, const void *value, size_t size)
{
	char now[256];

	assert_int_equal(getxattr("interfaces", name, now, sizeof(now)), size);
	assert_memory_equal(now, value, size);
}

static void access_list(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	if (!can_set("interfaces", "system.posix_acl_access", acl, sizeof(acl)))
		skip();
	assert_int_equal(stat_of("interfaces").st_mode, S_IFREG | 0640);
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
	assert_attribute("system.posix_acl_access", acl, sizeof(acl));
	assert_int_equal(stat_of("interfaces").st_mode, S_IFREG | 0640);
}

/* What the folder gives to new files is not what the old file had. */
static void inherited_access_list(void **state)
{
	char now[256];

	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(chmod("interfaces", 0640), 0);
	if (!can_set(".", "system.posix_acl_default", acl, sizeof(acl)))
		skip();
	assert_int_equal(save_interfaces(), 0);
	assert_int_equal(getxattr("interfaces", "system.posix_acl_access", now,
				  sizeof(now)), -1);
	assert_int_equal(stat_of("interfaces").st_mode, S_IFREG | 0640);
}

static void attribute(const char *name, const char *value)
{
	put("interfaces", "old\n");
	if (!can_set("interfaces", name, value, strlen(value)))
		skip();
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
	assert_attribute(name, value, strlen(value));
}

static void attribute_of_users(void **state)
{
	(void)state;
	attribute("user.origin", "ansible");
}

static void attribute_of_root(void **state)
{
	(void)state;
	attribute("trusted.origin", "ansible");
}

static void label(void **state)
{
	(void)state;
	attribute("security.selinux", "system_u:object_r:net_conf_t:s0");
}

/* Of the old bytes: the new file must not have it. */
static void hash_of_the_bytes(void **state)
{
	char now[256];

	(void)state;
	put("interfaces", "old\n");
	if (!can_set("interfaces", "security.ima", "hash", 4))
		skip();
	assert_int_equal(save_interfaces(), 0);
	assert_int_equal(getxattr("interfaces", "security.ima", now,
				  sizeof(now)), -1);
}

/* Links */

static void assert_link(const char *path, const char *to)
{
	char now[4096];
	ssize_t n = readlink(path, now, sizeof(now) - 1);

	assert_true(n >= 0);
	now[n] = '\0';
	assert_string_equal(now, to);
}

static void symlinks(void **state)
{
	char absolute[sizeof(folder) + 16];
	const char *const rows[] = {
		"real", "./real", "sub/../real", "sub/further", absolute
	};

	(void)state;
	snprintf(absolute, sizeof(absolute), "%s/real", folder);
	assert_int_equal(mkdir("sub", 0755), 0);
	assert_int_equal(symlink("../real", "sub/further"), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		put("real", "old\n");
		assert_int_equal(chmod("real", 0604), 0);
		assert_int_equal(symlink(rows[i], "interfaces"), 0);
		assert_int_equal(save_interfaces(), 0);
		assert_link("interfaces", rows[i]);
		assert_link("sub/further", "../real");
		assert_holds("real", "new\n");
		assert_int_equal(stat_of("real").st_mode, S_IFREG | 0604);
		unlink("interfaces");
	}
}

static void dangling_symlink(void **state)
{
	(void)state;
	assert_int_equal(mkdir("sub", 0755), 0);
	assert_int_equal(symlink("sub/real", "interfaces"), 0);
	assert_int_equal(save("interfaces", NULL, "new\n"), 0);
	assert_link("interfaces", "sub/real");
	assert_holds("sub/real", "new\n");
	assert_int_equal(count_entries("sub", ""), 1);
}

static void symlinks_that_lead_nowhere(void **state)
{
	(void)state;
	assert_int_equal(symlink("interfaces", "interfaces"), 0);
	assert_int_equal(save("interfaces", NULL, "new\n"), -ELOOP);
	assert_int_equal(symlink("absent/real", "far"), 0);
	assert_int_equal(save("far", NULL, "new\n"), -ENOENT);
	assert_int_equal(symlink("real/", "slash"), 0);
	assert_int_equal(save("slash", NULL, "new\n"), -EISDIR);
	assert_int_equal(count_entries(".", ""), 3);
}

/* As in /tmp: everybody can put a link there. */
static void symlink_of_somebody_else(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	put("interfaces", "old\n");
	assert_int_equal(mkdir("tmp", 0755), 0);
	assert_int_equal(chmod("tmp", 01777), 0);
	assert_int_equal(symlink("../interfaces", "tmp/link"), 0);
	assert_int_equal(lchown("tmp/link", NOBODY, NOBODY), 0);
	assert_int_equal(save("tmp/link", "old\n", "new\n"), -EACCES);
	assert_holds("interfaces", "old\n");
	assert_int_equal(chmod("tmp", 0755), 0);
	assert_int_equal(save("tmp/link", "old\n", "new\n"), 0);
	assert_holds("interfaces", "new\n");
}

static void hard_link(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(link("interfaces", "other"), 0);
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
	assert_holds("other", "old\n");
}

/* Changed since it was read */

static void changed(void **state)
{
	static const char *const rows[] = {
		"", "ol", "old", "olD\n", "Old\n", "old\n\n", "new\n",
		"a much longer file than it was\n"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		put("interfaces", rows[i]);
		assert_int_equal(save_interfaces(), -ESTALE);
		assert_holds("interfaces", rows[i]);
	}
	assert_int_equal(count_entries(".", ""), 1);
}

/* As long as before, and its times put back. */
static void changed_in_secret(void **state)
{
	struct stat before;

	(void)state;
	put("interfaces", "old\n");
	before = stat_of("interfaces");
	put("interfaces", "odd\n");
	assert_int_equal(utimensat(AT_FDCWD, "interfaces",
				   (struct timespec[]){ before.st_atim,
							before.st_mtim }, 0),
			 0);
	assert_int_equal(save_interfaces(), -ESTALE);
	assert_holds("interfaces", "odd\n");
}

static void touched_only(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(utimensat(AT_FDCWD, "interfaces", NULL, 0), 0);
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
}

static void gone(void **state)
{
	(void)state;
	assert_int_equal(save_interfaces(), -ESTALE);
	assert_int_equal(count_entries(".", ""), 0);
}

static void appeared(void **state)
{
	(void)state;
	put("interfaces", "");
	assert_int_equal(save("interfaces", NULL, "new\n"), -ESTALE);
	assert_holds("interfaces", "");
	assert_int_equal(unlink("interfaces"), 0);
	assert_int_equal(mkdir("interfaces", 0755), 0);
	assert_int_equal(save("interfaces", NULL, "new\n"), -EISDIR);
	assert_int_equal(count_entries(".", ""), 1);
}

/* More than the buffer that compares. */
static void large(void **state)
{
	static char was[100000], text[100001];
	const size_t places[] = { 0, 16383, 16384, 99998 };

	(void)state;
	memset(was, 'a', sizeof(was) - 1);
	memset(text, 'b', sizeof(text) - 1);
	put("interfaces", was);
	for (size_t i = 0; i < COUNT(places); i++) {
		was[places[i]] = 'x';
		assert_int_equal(save("interfaces", was, text), -ESTALE);
		was[places[i]] = 'a';
	}
	assert_int_equal(save("interfaces", was, text), 0);
	assert_int_equal(stat_of("interfaces").st_size, sizeof(text) - 1);
}

/* What cannot be done leaves everything as it was */

static void no_files(void **state)
{
	(void)state;
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_int_equal(mkfifo("fifo", 0644), 0);
	assert_int_equal(save("folder", "old\n", "new\n"), -EISDIR);
	assert_int_equal(save(".", "old\n", "new\n"), -EISDIR);
	assert_int_equal(save("", "old\n", "new\n"), -EISDIR);
	assert_int_equal(save("fifo", "old\n", "new\n"), -EINVAL);
	assert_int_equal(save("/dev/null", "", "new\n"), -EINVAL);
	assert_int_equal(save("fifo/file", "old\n", "new\n"), -ENOTDIR);
	assert_int_equal(save("absent/file", NULL, "new\n"), -ENOENT);
	assert_int_equal(count_entries(".", ""), 2);
}

/* He may write the file, but make none beside it. */
static void read_only_folder(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	if (geteuid() == 0)
		assert_int_equal(chown("interfaces", NOBODY, NOBODY), 0);
	assert_int_equal(chmod(".", 0555), 0);
	assert_int_equal(in_child(NOBODY, save_interfaces), -EACCES);
	assert_int_equal(chmod(".", 0755), 0);
	assert_holds("interfaces", "old\n");
	assert_int_equal(count_entries(".", ""), 1);
}

static void read_only_file(void **state)
{
	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(chmod("interfaces", 0444), 0);
	assert_int_equal(chmod(".", 0777), 0);
	assert_int_equal(in_child(NOBODY, save_interfaces), -EACCES);
	assert_holds("interfaces", "old\n");
}

/* Several files */

static int save_pair(const char *first_was, const char *second_was,
		     const char *second_text, const char **ret_path)
{
	struct save_origin origins[] = {
		{ first_was, strlen(first_was) },
		{ second_was, strlen(second_was) }
	};
	struct save files[] = {
		{ "interfaces", "new\n", 4, &origins[0] },
		{ "sub/second", second_text, strlen(second_text), &origins[1] }
	};

	return save_within(SOON_MS, files, 2, ret_path);
}

static void assert_pair(const char *first, const char *second)
{
	assert_holds("interfaces", first);
	assert_holds("sub/second", second);
	assert_int_equal(count_entries(".", ""), 2);
	assert_int_equal(count_entries("sub", ""), 1);
}

static void put_pair(void)
{
	assert_int_equal(mkdir("sub", 0755), 0);
	put("interfaces", "old\n");
	put("sub/second", "old 2\n");
}

static void pair(void **state)
{
	const char *failed;

	(void)state;
	put_pair();
	assert_int_equal(save_pair("old\n", "old 2\n", "new 2\n", &failed), 0);
	assert_pair("new\n", "new 2\n");
}

static void pair_of_which_one_changed(void **state)
{
	const char *failed;

	(void)state;
	put_pair();
	assert_int_equal(save_pair("old\n", "x\n", "new 2\n", &failed),
			 -ESTALE);
	assert_string_equal(failed, "sub/second");
	assert_pair("old\n", "old 2\n");
	assert_int_equal(save_pair("x\n", "old 2\n", "new 2\n", &failed),
			 -ESTALE);
	assert_string_equal(failed, "interfaces");
	assert_pair("old\n", "old 2\n");
}

/* The second does not fit, which shows when the first is written already. */
static int save_pair_on_a_full_disk(void)
{
	const struct rlimit limit = { 5, 5 };
	const char *failed;
	int r;

	(void)sigaction(SIGXFSZ, &(struct sigaction){ .sa_handler = SIG_IGN },
			NULL);
	if (setrlimit(RLIMIT_FSIZE, &limit))
		return -255;
	r = save_pair("old\n", "old 2\n", "too long for it\n", &failed);
	return strcmp(failed, "sub/second") ? -255 : r;
}

static void pair_of_which_one_does_not_fit(void **state)
{
	(void)state;
	put_pair();
	assert_int_equal(in_child(0, save_pair_on_a_full_disk), -EFBIG);
	assert_pair("old\n", "old 2\n");
}

static int save_pair_with_mounted(void)
{
	const char *failed;
	int r;

	if (unshare(CLONE_NEWNS) ||
	    mount("", "/", "", MS_REC | MS_PRIVATE, NULL) ||
	    mount("sub/second", "sub/second", "", MS_BIND, NULL))
		return -255;
	r = save_pair("old\n", "old 2\n", "new 2\n", &failed);
	return strcmp(failed, "sub/second") ? -254 : r;
}

/* As a container gets it from outside; it shows before the first rename. */
static void pair_of_which_one_is_mounted(void **state)
{
	int r;

	(void)state;
	put_pair();
	r = in_child(0, save_pair_with_mounted);
	if (r == -255)
		skip();
	assert_int_equal(r, -EBUSY);
	assert_pair("old\n", "old 2\n");
}

static void new_file_and_changed_one(void **state)
{
	struct save_origin origin = { "other\n", 6 };
	struct save files[] = {
		{ "new", "text\n", 5, &absent },
		{ "interfaces", "new\n", 4, &origin },
	};
	const char *failed = NULL;

	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(save_within(0, files, 2, &failed), -ESTALE);
	assert_string_equal(failed, "interfaces");
	assert_int_equal(count_entries(".", ""), 1);
	origin = (struct save_origin){ "old\n", 4 };
	assert_int_equal(save_within(0, files, 2, &failed), 0);
	assert_holds("interfaces", "new\n");
	assert_holds("new", "text\n");
}

/* Waiting for oneself would end with "somebody holds a lock". */
static void same_file_twice(void **state)
{
	static const char *const rows[][2] = {
		{ "interfaces", "interfaces" },
		{ "interfaces", "./interfaces" },
		{ "interfaces", "link" },
		{ "new", "./new" },
	};

	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(symlink("interfaces", "link"), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct save files[] = {
			{ rows[i][0], "1\n", 2, NULL },
			{ rows[i][1], "2\n", 2, NULL },
		};
		const char *failed = NULL;

		assert_int_equal(save_within(0, files, 2, &failed), -EINVAL);
		assert_ptr_equal(failed, rows[i][1]);
	}
	assert_holds("interfaces", "old\n");
	assert_int_equal(count_entries(".", ""), 2);
}

/* Others */

static void locked_by_proxmox(void **state)
{
	int lock = open(".pve-interfaces.lock", O_RDWR | O_CREAT, 0644);

	(void)state;
	put("interfaces", "old\n");
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(save_interfaces(), -EAGAIN);
	assert_holds("interfaces", "old\n");
	assert_int_equal(flock(lock, LOCK_UN), 0);
	assert_int_equal(save_interfaces(), 0);
	assert_holds("interfaces", "new\n");
	/* It is free again, and still there. */
	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
	close(lock);
	assert_int_equal(count_entries(".", ""), 2);
}

/* Proxmox's lock is beside the link that it knows. */
static void locked_by_proxmox_behind_a_link(void **state)
{
	int lock;

	(void)state;
	assert_int_equal(mkdir("network", 0755), 0);
	put("real", "old\n");
	assert_int_equal(symlink("../real", "network/interfaces"), 0);
	lock = open("network/.pve-interfaces.lock", O_RDWR | O_CREAT, 0644);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(save("network/interfaces", "old\n", "new\n"), -EAGAIN);
	close(lock);
	assert_int_equal(save("network/interfaces", "old\n", "new\n"), 0);
	assert_holds("real", "new\n");
}

static void proxmox_lock_for_two(void **state)
{
	struct save files[] = {
		{ "interfaces", "1\n", 2, NULL },
		{ "interfaces.new", "2\n", 2, NULL },
	};
	const char *failed;

	(void)state;
	put(".pve-interfaces.lock", "");
	put("interfaces", "old\n");
	assert_int_equal(save_within(0, files, 2, &failed), 0);
	assert_holds("interfaces", "1\n");
	assert_holds("interfaces.new", "2\n");
}

static void locked_by_another_save(void **state)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	(void)state;
	put("interfaces", "old\n");
	fd = open("interfaces", O_RDWR);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_int_equal(save_interfaces(), -EAGAIN);
	assert_holds("interfaces", "old\n");
	close(fd);
	assert_int_equal(save_interfaces(), 0);
}

/* The one who waited finds that what it waited for was replaced. */
static void replaced_while_waiting(void **state)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct save_origin origin = { "other\n", 6 };
	struct save file = { "interfaces", "new\n", 4, &origin };
	const char *failed;
	int fd, status;
	pid_t pid;

	(void)state;
	put("interfaces", "old\n");
	put("next", "other\n");
	fd = open("interfaces", O_RDWR | O_CLOEXEC);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
	pid = fork();
	if (pid == 0) {
		close(fd);
		_exit(-save_within(SAVE_WAIT_MS, &file, 1, &failed));
	}
	usleep(SOON_MS * 1000);
	assert_int_equal(rename("next", "interfaces"), 0);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_holds("interfaces", "new\n");
}

/* Reads the number in the file, adds one and saves, until that succeeds. */
static int add_one(void)
{
	int r;

	do {
		struct arena *arena = arena_new();
		struct save_origin was;
		struct save file = { .path = "interfaces", .was = &was };
		const char *failed;

		r = file_read(arena, file.path, &was.bytes, &was.size);
		if (r == 0) {
			file.bytes = arena_printf(arena, "%d\n",
						  atoi(was.bytes) + 1);
			file.size = strlen(file.bytes);
			r = save_all(arena, &file, 1, SAVE_WAIT_MS, &failed);
		}
		arena_free(arena);
	} while (r == -ESTALE);
	return r;
}

static int add_fifty(void)
{
	int r = 0;

	for (int i = 0; r == 0 && i < 50; i++)
		r = add_one();
	return r;
}

static void many_at_once(void **state)
{
	pid_t pids[8];

	(void)state;
	put("interfaces", "0\n");
	for (size_t i = 0; i < COUNT(pids); i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(-add_fifty());
	}
	for (size_t i = 0; i < COUNT(pids); i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_holds("interfaces", "400\n");
	assert_int_equal(count_entries(".", ""), 1);
}

#define CHECK(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK(plain),
		CHECK(whatever_is_there),
		CHECK(longest_name),
		CHECK(mode),
		CHECK(mode_of_a_new_file),
		CHECK(owner),
		CHECK(owner_that_cannot_be_kept),
		CHECK(access_list),
		CHECK(inherited_access_list),
		CHECK(attribute_of_users),
		CHECK(attribute_of_root),
		CHECK(label),
		CHECK(hash_of_the_bytes),
		CHECK(symlinks),
		CHECK(dangling_symlink),
		CHECK(symlinks_that_lead_nowhere),
		CHECK(symlink_of_somebody_else),
		CHECK(hard_link),
		CHECK(changed),
		CHECK(changed_in_secret),
		CHECK(touched_only),
		CHECK(gone),
		CHECK(appeared),
		CHECK(large),
		CHECK(no_files),
		CHECK(read_only_folder),
		CHECK(read_only_file),
		CHECK(pair),
		CHECK(pair_of_which_one_changed),
		CHECK(pair_of_which_one_does_not_fit),
		CHECK(pair_of_which_one_is_mounted),
		CHECK(new_file_and_changed_one),
		CHECK(same_file_twice),
		CHECK(locked_by_proxmox),
		CHECK(locked_by_proxmox_behind_a_link),
		CHECK(proxmox_lock_for_two),
		CHECK(locked_by_another_save),
		CHECK(replaced_while_waiting),
		CHECK(many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
