#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vm-init.sh CASE... - the first process of a guest: run the cases, switch off
#
# A case whose file `vm` says "without bonding" runs before that is loaded; one
# that says "with tunnels" runs last, as every namespace then begins with some.
# shellcheck source=tests/guest.sh
. "$(dirname "$0")/guest.sh"
touch /run/out/booted

run_cases() {
	for name; do
		if timeout -k 2 120 unshare --mount --net --pid --fork --mount-proc --kill-child \
			"$srcdir/tests/case.sh" "$srcdir/testdata/cases/$name" >"/run/out/$name.log" 2>&1; then
			touch "/run/out/$name.ok"
		fi
	done
}

early='' late='' last=''
for name; do
	case $(cat "$srcdir/testdata/cases/$name/vm") in
	without*) early="$early $name" ;;
	with*) last="$last $name" ;;
	*) late="$late $name" ;;
	esac
done
# shellcheck disable=SC2086 # lists of names
{
	run_cases $early
	load bonding
	run_cases $late
	load ip_gre ipip sit ip6_tunnel
	run_cases $last
}
switch_off
