// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * access.c - who may do what with a file, from the old one to the new one
 *
 * Owner, group, mode and all extended attributes, which are also the ACL and
 * the SELinux label.  It is all or an error, even if only the label stays
 * behind: a file that others can suddenly read, or that the boot can not, is
 * worse than an edit not done.  Attributes that only root can see (trusted.*)
 * do not survive a save by somebody else, nor do the flags of chattr any.
 */
#include <errno.h>
#include <linux/limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "lib/internal.h"

#define ACCESS_ACL "system.posix_acl_access"

_Static_assert(ACCESS_ROOM == XATTR_LIST_MAX + 2 * XATTR_SIZE_MAX,
	       "the list of names, and two values");

/*
 * The hash, its signature and the capabilities of a program are facts about
 * bytes; the kernel makes them anew or drops them when bytes change.
 */
static bool is_about_bytes(const char *name)
{
	return !strcmp(name, "security.ima") ||
	       !strcmp(name, "security.evm") ||
	       !strcmp(name, "security.capability");
}

static bool is_no_attribute(int error)
{
	return error == ENODATA || error == ENOTSUP;
}

/* One that is there already is not set: it may be the system's to set. */
static int copy_attribute(int from, int to, const char *name, char *value,
			  char *value_now)
{
	ssize_t n = fgetxattr(from, name, value, XATTR_SIZE_MAX);
	ssize_t now;

	if (n < 0)
		return is_no_attribute(errno) ? 0 : -errno;
	now = fgetxattr(to, name, value_now, XATTR_SIZE_MAX);
	if (now == n && !memcmp(value, value_now, (size_t)n))
		return 0;
	return fsetxattr(to, name, value, (size_t)n, 0) < 0 ? -errno : 0;
}

static int copy_attributes(int from, int to, char *names)
{
	char *value = names + XATTR_LIST_MAX;
	ssize_t n = flistxattr(from, names, XATTR_LIST_MAX);
	int r = 0;

	if (n < 0)
		return is_no_attribute(errno) ? 0 : -errno;
	/* The folder may have given the new file an ACL of its own. */
	if (fremovexattr(to, ACCESS_ACL) < 0 && !is_no_attribute(errno))
		return -errno;
	for (const char *name = names; r == 0 && name < names + n;
	     name += strlen(name) + 1)
		if (!is_about_bytes(name))
			r = copy_attribute(from, to, name, value,
					   value + XATTR_SIZE_MAX);
	return r;
}

static bool is_same_owner(const struct stat *a, const struct stat *b)
{
	return a->st_uid == b->st_uid && a->st_gid == b->st_gid;
}

/* The mode comes last, so that nobody gets in before all is as it was. */
int access_copy(int from, int to, char *room)
{
	struct stat is, was;
	int r;

	if (fstat(from, &was) < 0 || fstat(to, &is) < 0)
		return -errno;
	if (!is_same_owner(&is, &was) &&
	    fchown(to, was.st_uid, was.st_gid) < 0)
		return -errno;
	r = copy_attributes(from, to, room);
	if (r < 0)
		return r;
	if (fchmod(to, was.st_mode & 07777) < 0 || fstat(to, &is) < 0)
		return -errno;
	/* Some file systems say yes and do nothing. */
	return is_same_owner(&is, &was) && is.st_mode == was.st_mode ? 0 :
								       -EPERM;
}
