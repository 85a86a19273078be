# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# oracle.sh - Debian's own programs to compare with, unpacked and never installed

# oracle_get FOLDER PACKAGE...: what they hold, below FOLDER; one at a time.
oracle_get() (
	mkdir -p "$1" && cd "$1" && exec 9>"${builddir:?}/apt.lock" && flock 9 || exit
	shift
	for package; do
		test ! -e "$package.unpacked" || continue
		apt-get download "$package" || { apt-get -qq update && apt-get download "$package"; } || exit
		for file in "$package"_*.deb; do
			dpkg -x "$file" . || exit
		done
		touch "$package.unpacked" || exit
	done
)
