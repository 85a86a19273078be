// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * in_use.c - is the network needed until the very end?
 *
 * By file systems and swap space that are on it: what Debian's init script of
 * ifupdown asks before it takes all down.
 */
#include <fnmatch.h>
#include <mntent.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

static const char *const network_types[] = {
	"nfs", "nfs4", "smbfs", "smb3", "ncp", "ncpfs", "cifs", "coda",
	"ocfs2", "gfs", "gfs2", "pvfs", "pvfs2", "ceph", "fuse.httpfs",
	"fuse.curlftpfs", "fuse.sshfs", "fuse.glusterfs", NULL,
};

static const char *const network_devices[] = {
	"/dev/nbd*", "/dev/nd[a-z]*", "/dev/etherd/e*", "curlftpfs*", NULL,
};

static bool matches(const char *const patterns[], const char *text)
{
	while (*patterns && fnmatch(*patterns, text, 0) != 0)
		patterns++;
	return *patterns != NULL;
}

/* The service manager has unmounted what it could, or is about to start anew. */
static bool counts(const struct call *call, const char *folder)
{
	return !call->has_environment || !strcmp(folder, "/") ||
		!strcmp(folder, "/usr");
}

static bool refuse(const struct call *call, const char *who, const char *what,
		   const char *hint)
{
	fprintf(stderr, "%s: not deconfiguring network interfaces: "
		"%s (%s) is on the network\nhint: %s, or say ifdown "
		"--force -a\n", call->program, who, what, hint);
	return true;
}

static bool has_mount(const struct call *call)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	bool is_found = false;

	while (!is_found && mounts && (mount = getmntent(mounts)))
		if (counts(call, mount->mnt_dir) &&
		    (matches(network_types, mount->mnt_type) ||
		     matches(network_devices, mount->mnt_fsname)))
			is_found = refuse(call, mount->mnt_dir,
					  mount->mnt_type,
					  "unmount it first");
	if (mounts)
		endmntent(mounts);
	return is_found;
}

static bool has_swap(const struct call *call)
{
	FILE *swaps = fopen("/proc/swaps", "re");
	char device[256];
	bool is_found = false;

	while (!is_found && swaps &&
	       fscanf(swaps, "%255s%*[^\n]", device) == 1)
		if (matches(network_devices, device))
			is_found = refuse(call, device, "swap space",
					  "swapoff it first");
	if (swaps)
		fclose(swaps);
	return is_found;
}

bool network_is_in_use(const struct call *call)
{
	if (access("/etc/iscsi/iscsi.initramfs", F_OK) == 0)
		return refuse(call, "/", "iSCSI", "leave it to the shutdown");
	return has_mount(call) || has_swap(call);
}
