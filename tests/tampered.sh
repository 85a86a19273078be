#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# tampered.sh - each option row is in a `tamper` of a case, or in testdata/untampered with the reason
#
# What a case's `tamper` expects to be found names the option: "eth0: mtu: is 1300, not 1400".
srcdir=${srcdir:-$(dirname "$0")/..}
builddir=${builddir:-build}

rows() {
	"$builddir/lib/manual/rows" | awk -F'\t' '$1 == "option" { sub(/^name=/, "", $3); print $3 }' | tr _ - | sort -u
}

# The second part of a line, its findings one by one.
found() {
	cat "$srcdir"/testdata/cases/*/tamper | awk -F' # ' '{ print $2 }' | sed 's/ & /\n/g' |
		awk -F': ' 'NF > 2 { print $2 }' | tr _ - | sort -u
}

excused() {
	grep -v '^#' "$srcdir/testdata/untampered" | cut -f1 | sort
}

problems=$(
	comm -23 <(rows) <(sort -u <(found) <(excused)) | sed 's/$/: no case changes it behind our back/'
	comm -12 <(found) <(excused) | sed 's/$/: a case changes it, testdata\/untampered is wrong/'
	comm -13 <(rows) <(excused) | sed 's/$/: testdata\/untampered names no option/'
	grep -v '^#' "$srcdir/testdata/untampered" | grep -Pv '^[^\t]+\t[^\t]+$' | sed 's/$/: no reason/'
)
if test -n "$problems"; then
	printf 'FAILED tampered\n%s\n' "$problems"
	echo "tampered: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
echo "tampered: 1 passed, 0 failed, 0 skipped"
