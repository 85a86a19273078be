#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# faults.sh [CASE...] - what happens when the system refuses: testdata/faults, and a sweep
#
# A case is a folder.  Each row of its file `faults` is a run of `command` (ifup
# -a) in which those calls fail (tests/faults/shim.c).  `exit` and `err` are what
# comes of it, ERROR being the row's error.  What is up then is as if nothing had
# failed; with a file `unchanged` it is as before; or `recorded` tells what is up
# by the record, or half done.  A plain command after it must end right.
# The case `sweep` lets every call fail in its turn; COUNT=n, only n of each kind.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
cases=$srcdir/testdata/faults
out=$builddir/faults
namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

problem=$("${namespaces[@]}" ip link add eno1 type veth peer name eno2 2>&1) ||
	skip faults "this kernel has no namespaces with veth: $problem" faults

run_case() {
	if timeout -k 2 "${LIMIT:-300}" "${namespaces[@]}" "$srcdir/tests/faults/rows.sh" "$cases/$1" >"$out/$1.log" 2>&1; then
		touch "$out/$1.ok"
	fi
}

if test "$*" = sweep; then
	timeout -k 2 "${LIMIT:-7200}" "${namespaces[@]}" "$srcdir/tests/faults/sweep.sh"
	exit
fi
mapfile -t names < <(cases_with faults "$@")
run_cases faults "$out" "${names[@]}"
