#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# manual.sh - mandoc finds nothing wrong in ifplan(3), and every exported function is in it
srcdir=${srcdir:-$(dirname "$0")/..}
builddir=${builddir:-build}
page=$builddir/ifplan.3
passed=0 failed=0

# result PROBLEMS: nothing is good.
result() {
	if test -z "$1"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED manual: $1"
	fi
}

missing() {
	sed -n 's/^\.Fo //p' "$page" | sort | comm -13 - "$srcdir/testdata/abi.txt"
}

result "$(mandoc -T lint "$page" 2>&1)"
result "$(missing)"
result "$(grep -n '@' "$page")"
echo "manual: $passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
