#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# netns.sh [CASE...] - the cases with a file `netns`, each in its own namespaces
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/netns

# Without root, a user namespace gives it to us inside.
namespaces=(unshare --mount --uts --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

run_case() {
	if timeout -k 2 90 "${namespaces[@]}" "$srcdir/tests/case.sh" "$cases/$1" >"$out/$1.log" 2>&1; then
		touch "$out/$1.ok"
	fi
}

mapfile -t names < <(cases_with netns "$@")
problem=$("${namespaces[@]}" sh -ec '
	ip link add eno1 type veth peer name eno2
	ip link add vmbr0 type bridge' 2>&1) ||
	skip netns "this kernel has no namespaces with veth and bridge: ${problem:-cannot unshare}" "${names[@]}"

run_cases netns "$out" "${names[@]}"
