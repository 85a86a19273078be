#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# golden.sh [CASE...] - the cases with a file `plan`, on the fake kernel
#
# The snapshot is the file `kernel`; what would be done is printed and compared
# with `plan`.  `run.fake`, a shell script that finds an empty folder in $STATE,
# replaces the command.  UPDATE=1 rewrites `plan`: read the diff in git.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/golden
export PATH="$builddir:$PATH"

run_case() {
	cd "$cases/$1" || exit
	export STATE=$out/$1.state
	mkdir -p "$STATE"
	if test -e run.fake; then
		sh ./run.fake
	else
		ifup -n -a -i interfaces --snapshot kernel --state-dir "$STATE"
	fi >"$out/$1.plan" 2>&1 </dev/null
	test -z "${UPDATE-}" || cp "$out/$1.plan" plan
	if diff -u --label plan plan --label "what is planned" "$out/$1.plan" >"$out/$1.log"; then
		touch "$out/$1.ok"
	fi
}

# UPDATE with names makes new ones.
if test -n "${UPDATE-}" && test $# -gt 0; then marker=interfaces; else marker=plan; fi
mapfile -t names < <(cases_with $marker "$@")
run_cases golden "$out" "${names[@]}"
