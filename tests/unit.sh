#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unit.sh PROGRAM... - the unit and property tests, counted
export CMOCKA_MESSAGE_OUTPUT=TAP
passed=0 failed=0
for program; do
	output=$("$program" 2>&1)
	code=$?
	ok=$(printf '%s\n' "$output" | grep -c '^ok ')
	not_ok=$(printf '%s\n' "$output" | grep -c '^not ok ')
	# A program that says nothing of this kind, or dies, counts as one.
	test $((ok + not_ok)) -gt 0 || ok=$((code == 0))
	test "$code" -eq 0 || test "$not_ok" -gt 0 || not_ok=1
	test "$not_ok" -eq 0 || { echo "FAILED $program ($code)"; printf '%s\n' "$output" | grep -v '^ok '; }
	passed=$((passed + ok)) failed=$((failed + not_ok))
done
echo "unit: $passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
