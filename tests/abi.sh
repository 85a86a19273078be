#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# abi.sh - the exported names are those of testdata/abi.txt; UPDATE=1 rewrites it
srcdir=${srcdir:-$(dirname "$0")/..}
builddir=${builddir:-build}
names() {
	nm -D --defined-only "$builddir/libifplan.so.0" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort
}
if test -n "${UPDATE-}"; then names >"$srcdir/testdata/abi.txt"; fi
if names | diff -u --label "$srcdir/testdata/abi.txt" --label exported "$srcdir/testdata/abi.txt" -; then
	echo "abi: 1 passed, 0 failed, 0 skipped"
else
	echo "abi: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
