#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# build.sh SOURCE BUILD [VERSION] - Debian packages of SOURCE in BUILD/deb
#
# They are made from a copy, so the tree stays as it is.  The tests are not run
# (`make check` does that) unless DEB_BUILD_OPTIONS says otherwise; LINTIAN=: lets
# lintian out.
set -eu
source=$(cd "$1" && pwd)
builddir=$2
out=$builddir/deb
copy=$out/ifplan

as_root() {
	if test "$(id -u)" -eq 0; then "$@"; else sudo "$@"; fi
}

install_needed() {
	command -v dpkg-checkbuilddeps >/dev/null && (cd "$source" && dpkg-checkbuilddeps 2>/dev/null) &&
		command -v lintian >/dev/null && return
	echo "installing what is needed to build Debian packages"
	export DEBIAN_FRONTEND=noninteractive
	as_root apt-get -qq update
	as_root apt-get -qq -y --no-install-recommends install dpkg-dev lintian >/dev/null
	as_root apt-get -qq -y --no-install-recommends build-dep "$source" >/dev/null
}

# What git would commit; or all but what is built, where git is missing or refuses.
copy_tree() {
	mkdir -p "$copy"
	if test -e "$source/.git" && git -C "$source" ls-files >/dev/null 2>&1; then
		git -C "$source" ls-files -z --cached --others --exclude-standard | tar -C "$source" --null -T - -cf - | tar -C "$copy" -xf -
	else
		tar -C "$source" --exclude=./.git --exclude=./build --exclude=./config.\* -cf - . | tar -C "$copy" -xf -
	fi
}

# A higher version of the same, to try an upgrade with.
set_version() {
	sed -i "1s/(.*)/($1)/" "$copy/debian/changelog"
}

install_needed
rm -rf "$out" && mkdir -p "$out"
copy_tree
test $# -lt 3 || set_version "$3"
export DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-nocheck parallel=$(nproc)}
if ! (cd "$copy" && dpkg-buildpackage -us -uc -b) >"$out/log" 2>&1; then
	tail -n 40 "$out/log"
	exit 1
fi
rm -rf "$copy"
${LINTIAN:-lintian} --fail-on error,warning "$out"/*.changes
ls "$out"/*.deb
