#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vm.sh [CASE...] - the cases with a file `vm`, in User Mode Linux
#
# Two guests share them.  A guest runs on this host's own files, read only;
# what it writes goes to a tmpfs, and its results to build/vm.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/vm

boot() {
	guest=$1
	shift
	boot_guest "$out/$guest" "$srcdir/tests/vm-init.sh $*"
}

mapfile -t names < <(cases_with vm "$@")
rm -rf "$out" && mkdir -p "$out"
command -v linux.uml >/dev/null || skip vm "User Mode Linux (package user-mode-linux) is not here" "${names[@]}"

first=() second=()
for name in "${names[@]}"; do
	if test ${#first[@]} -le ${#second[@]}; then first+=("$name"); else second+=("$name"); fi
done
boot first "${first[@]}" &
test ${#second[@]} -eq 0 || boot second "${second[@]}"
wait
if ! test -e "$out/booted"; then
	sed 's/^/    /' "$out/first.console"
	skip vm "User Mode Linux does not boot here" "${names[@]}"
fi
count vm "$out" "${names[@]}"
