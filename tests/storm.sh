#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# storm.sh [PART...] - many commands at once, and commands that are killed
#
# The parts are tests/storm/PART.sh, each in namespaces of its own.  COUNT=n is
# how often, SEED=n repeats a run; both are printed.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)
test $# -gt 0 || set -- crowd kill
failures=0

for part; do
	if ! problem=$("${namespaces[@]}" ip link add eno1 type veth peer name eno2 2>&1); then
		skip "$part" "this kernel has no namespaces with veth: $problem" "$part"
	fi
	timeout -k 2 "${LIMIT:-600}" "${namespaces[@]}" "$srcdir/tests/storm/$part.sh" || failures=1
done
exit $failures
