#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# storm.sh [PART...] - many commands at once, and commands that are killed
#
# The parts are tests/storm/PART.sh, each in namespaces of its own; the part
# `guest` is `needs` in User Mode Linux, which has bonds and VLANs.  COUNT=n is
# how often, SEED=n repeats a run; both are printed.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)
test $# -gt 0 || set -- crowd needs debian kill guest
failures=0

run_guest() {
	out=$builddir/storm guest_limit=${LIMIT:-900}
	command -v linux.uml >/dev/null || skip guest "User Mode Linux (package user-mode-linux) is not here" guest
	mkdir -p "$out" && rm -f "$out"/guest.*
	boot_guest "$out/guest" "$srcdir/tests/storm-init.sh ${COUNT:-2} ${SEED:-$(date +%s)}"
	cat "$out/guest.log" || skip guest "User Mode Linux does not boot here" guest
	grep -q '^guest: .* 0 failed,' "$out/guest.log"
}

run_debian() {
	oracle_get "$builddir/oracle" ifupdown >"$builddir/storm.apt" 2>&1 ||
		skip debian "the package ifupdown cannot be had: $(tail -n1 "$builddir/storm.apt")" debian
	run_part debian
}

run_part() {
	if ! problem=$("${namespaces[@]}" ip link add eno1 type veth peer name eno2 2>&1); then
		skip "$1" "this kernel has no namespaces with veth: $problem" "$1"
	fi
	timeout -k 2 "${LIMIT:-600}" "${namespaces[@]}" "$srcdir/tests/storm/$1.sh"
}

for part; do
	case $part in
	debian) (run_debian) || failures=1 ;;
	guest) (run_guest) || failures=1 ;;
	*) (run_part "$part") || failures=1 ;;
	esac
done
exit $failures
