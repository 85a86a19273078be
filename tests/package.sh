#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# package.sh [CASE...] - our packages, installed into a Debian tree
#
# A case is testdata/package/NAME, a script that runs as root inside a tree of
# its own that has ifupdown, in private namespaces; tests/package-words.sh has
# the words it may use.  The packages are in /packages.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/debian.sh
. "$srcdir/tests/debian.sh"

# Not the host's: what runs inside may change their owner or mode.
make_devices() {
	mount -t tmpfs none "$root/dev" &&
	mknod -m 666 "$root/dev/null" c 1 3 && mknod -m 666 "$root/dev/zero" c 1 5 &&
	mknod -m 666 "$root/dev/random" c 1 8 && mknod -m 666 "$root/dev/urandom" c 1 9
}

run_inside() {
	mount_tree &&
	cp "$srcdir/tests/package-words.sh" "$srcdir/testdata/package/$1" "$srcdir/testdata/paths-of-others" "$root/packages/" &&
	mount -t proc none "$root/proc" && mount -t sysfs none "$root/sys" && mount -t tmpfs none "$root/run" &&
	make_devices &&
	exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
		sh -euxc ". /packages/package-words.sh; . /packages/$1"
}

run_case() {
	case $1 in
	lintian-*) lintian --fail-on error,warning "$builddir"/deb/*.changes ;;
	*) timeout -k 2 120 unshare --mount --net --pid --fork --kill-child "$0" --inside "$1" ;;
	esac >"$out/$1.log" 2>&1 </dev/null && touch "$out/$1.ok"
}

if test "${1-}" = --inside; then
	run_inside "$2"
	exit
fi
out=$builddir/package
names=("$@")
test $# -gt 0 || mapfile -t names < <(echo lintian-has-no-complaint; ls "$srcdir/testdata/package")
make_debian package "${names[@]}"
run_cases package "$out" "${names[@]}"
