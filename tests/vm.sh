#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vm.sh [CASE...] - the cases with a file `vm`, in User Mode Linux
#
# Two guests share them.  A guest runs on this host's own files, read only;
# what it writes goes to a tmpfs, and its results to build/vm.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/vm

mapfile -t names < <(cases_with vm "$@")
rm -rf "$out" && mkdir -p "$out"
boot_guests vm "$srcdir/tests/vm-init.sh" "${names[@]}"
count vm "$out" "${names[@]}"
