#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# check.sh PROGRAM... - all tests; the last line is the sum of their tallies
cd "$(dirname "$0")" || exit 1
log=${builddir:?}/check.log
: >"$log"

# A part ends with its tally, "NAME: N passed, N failed, N skipped"; one that
# does not is a failure itself.
part() {
	name=$1
	shift
	"$@" 2>&1 | tee -a "$log"
	grep -q "^$name: [0-9]* passed," "$log" || echo "$name: 0 passed, 1 failed, 0 skipped (it did not finish)" | tee -a "$log"
}

part unit ./unit.sh "$@"
part layers ./layers.sh
part style ./style.sh --facts
part abi ./abi.sh
part golden ./golden.sh
part netns ./netns.sh
part compat ./compat.sh
part callers ./callers.sh
part life ./life.sh
part edit ./edit.sh
part session ./session.sh
part query ./transcript.sh query
part check ./transcript.sh check
part schema ./schema.sh
part binding ./binding.sh
part manual ./manual.sh
part complete ./complete.sh
part examples ./examples.sh
part power ./power-loss.sh
part crowd ./storm.sh crowd
part needs ./storm.sh needs
part debian ./storm.sh debian
part kill ./storm.sh kill
part guest ./storm.sh guest
part vm ./vm.sh
part hook-packages ./hook-packages.sh

total=$(awk '/^[a-z-]+: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { passed += $2; failed += $4; skipped += $6 }
	END { printf "%d passed, %d failed, %d skipped", passed, failed, skipped }' "$log")
echo "$total" | tee -a "$log"
case $total in *" 0 failed,"*) ;; *) exit 1 ;; esac
