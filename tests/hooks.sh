#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# hooks.sh [CASE...] - other packages' scripts in if-*.d, run for real
#
# A case is a folder of testdata/hooks.  Its `packages` are unpacked over this
# system's files, as if installed, where only the case sees them: their scripts
# are in /etc/network/if-*.d, their programs in /usr.  Its `run` is run twice, on
# Debian's ifupdown and on ours (on ours alone, when it has a file `ours`).  Both
# must do what out, err, exit say; err.theirs is what ifupdown says in other words.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
cases=$srcdir/testdata/hooks
out=$builddir/hooks space=$builddir/hooks.space store=$builddir/hooks.packages

# unpack PACKAGE: below $store/PACKAGE, and /usr is all of it that is not /etc.
unpack() {
	folder=$store/$1
	test ! -e "$folder/merged" || return 0
	mkdir -p "$folder" && dpkg -x "$store/$1"_*.deb "$folder" || return
	for part in bin sbin lib; do
		test ! -d "$folder/$part" || { mkdir -p "$folder/usr" && cp -a "$folder/$part" "$folder/usr/"; } || return
	done
	mkdir -p "$folder/usr" "$folder/etc" && touch "$folder/merged"
}

# over FOLDER PACKAGE...: what they have of it lies over this system's.
over() {
	folder=$1 mine=$space$1 below=
	shift
	for package; do below+=$store/$package$folder:; done
	mkdir -p "$mine/upper" "$mine/work" &&
		mount -t overlay overlay "$folder" -o "lowerdir=$below$folder,upperdir=$mine/upper,workdir=$mine/work"
}

# put_in_place COMMANDS PACKAGE...: as if installed.
put_in_place() {
	commands=$1
	shift
	over /usr "$@" && over /etc "$@" || return
	for name in ifup ifdown ifquery; do
		ln -sf "$commands/$name" "/usr/sbin/$name" || return
	done
	for package; do
		cp -r "$store/$package"/etc/network/if-*.d "$space/case" 2>/dev/null
	done
	rm -f "$space/case"/if-*.d/resolved
}

# inside CASE COMMANDS
inside() {
	mount --make-rprivate / && mount -t tmpfs tmpfs "$space" && cp -r "$cases/$1" "$space/case" || return
	mapfile -t packages < <(cat "$space/case/packages" 2>/dev/null)
	if test "$2" != "$builddir"; then
		packages+=(ifupdown)
		test ! -e "$space/case/err.theirs" || mv "$space/case/err.theirs" "$space/case/err"
	fi
	put_in_place "$2" "${packages[@]}" || return
	programs=/usr/sbin exec "$srcdir/tests/case.sh" "$space/case"
}

if test "${1-}" = --inside; then
	inside "$2" "$3"
	exit
fi

namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

run_case() {
	theirs=$store/ifupdown/sbin
	test ! -e "$cases/$1/ours" || theirs=
	for commands in $theirs "$builddir"; do
		timeout -k 2 90 "${namespaces[@]}" "$srcdir/tests/hooks.sh" --inside "$1" "$commands" && continue
		echo "on $commands"
		return
	done >"$out/$1.log" 2>&1
	touch "$out/$1.ok"
}

mapfile -t names < <(cases_with run "$@")
mkdir -p "$space" "$store"
"${namespaces[@]}" sh -c "mount -t tmpfs tmpfs '$space'" 2>/dev/null ||
	skip hooks "no private namespaces here" "${names[@]}"
mapfile -t packages < <(echo ifupdown; cat "$cases"/*/packages | sort -u)
oracle_download "$store" "${packages[@]}" >"$builddir/hooks.apt" 2>&1 ||
	skip hooks "packages cannot be had: $(tail -n1 "$builddir/hooks.apt")" "${names[@]}"
for package in "${packages[@]}"; do
	unpack "$package" || exit
done
run_cases hooks "$out" "${names[@]}"
