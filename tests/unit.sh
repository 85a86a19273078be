#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unit.sh PROGRAM... - the unit and property tests, counted
export CMOCKA_MESSAGE_OUTPUT=TAP
passed=0 failed=0 skipped=0
for program; do
	output=$("$program" 2>&1)
	code=$?
	ok=$(printf '%s\n' "$output" | grep -c '^ok ')
	not_ok=$(printf '%s\n' "$output" | grep '^not ok ' | grep -vc ' # SKIP ')
	# What this system cannot show, such as attributes on tmpfs.
	skips=$(printf '%s\n' "$output" | sed -n 's/^not ok [0-9]* # SKIP //p')
	# A program that says nothing of this kind, or dies, counts as one.
	test $((ok + not_ok)) -gt 0 || ok=$((code == 0))
	test "$code" -eq 0 || test "$not_ok" -gt 0 || not_ok=1
	test "$not_ok" -eq 0 || { echo "FAILED $program ($code)"; printf '%s\n' "$output" | grep -v '^ok '; }
	for name in $skips; do
		echo "skipped: $(basename "$program"): $name"
		skipped=$((skipped + 1))
	done
	passed=$((passed + ok)) failed=$((failed + not_ok))
done
echo "unit: $passed passed, $failed failed, $skipped skipped"
test "$failed" -eq 0
