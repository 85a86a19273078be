# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# oracle.sh - Debian's own programs to compare with, unpacked and never installed

# oracle_download FOLDER PACKAGE...: their files, those that are not there; one
# at a time.
oracle_download() (
	mkdir -p "$1" && cd "$1" && exec 9>"${builddir:?}/apt.lock" && flock 9 || exit
	shift
	missing=
	for package; do
		test -e "$package.downloaded" || missing="$missing $package"
	done
	test -n "$missing" || exit 0
	# shellcheck disable=SC2086 # words
	apt-get download $missing || { apt-get -qq update && apt-get download $missing; } || exit
	for package in $missing; do
		touch "$package.downloaded"
	done
)

# oracle_get FOLDER PACKAGE...: what they hold, below FOLDER.
oracle_get() (
	oracle_download "$@" && cd "$1" && exec 8>lock && flock 8 || exit
	shift
	for package; do
		test ! -e "$package.unpacked" || continue
		for file in "$package"_*.deb; do
			dpkg -x "$file" . || exit
		done
		touch "$package.unpacked" || exit
	done
)
