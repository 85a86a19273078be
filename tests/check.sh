#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# check.sh PROGRAM... - all tests; the last line is the sum of their tallies
#
# Three parts run side by side, most of them wait more than they work; what a
# part prints comes when it is over.
cd "$(dirname "$0")" || exit 1
log=${builddir:?}/check.log
parts=$builddir/parts
rm -rf "$parts" && mkdir -p "$parts" && : >"$log" || exit

# A part ends with its tally, "NAME: N passed, N failed, N skipped"; one that
# does not is a failure itself.
run_part() {
	name=$1 began=$SECONDS
	shift
	"$@" >"$parts/$name" 2>&1
	grep -q "^$name: [0-9]* passed," "$parts/$name" ||
		echo "$name: 0 passed, 1 failed, 0 skipped (it did not finish)" >>"$parts/$name"
	times >"$parts/$name.times"
	echo "($name took $((SECONDS - began)) s; of the processors: $(tail -n 1 "$parts/$name.times"))" >>"$parts/$name"
	flock "$log" tee -a "$log" <"$parts/$name"
}

part() {
	while test "$(jobs -pr | wc -l)" -ge 3; do wait -n; done
	run_part "$@" &
}

part unit ./unit.sh "$@"
part layers ./layers.sh
part tampered ./tampered.sh
part style ./style.sh --facts
part abi ./abi.sh
part golden ./golden.sh
part package ./package.sh
part vm ./vm.sh
part ifupdown2 ./ifupdown2.sh files
part netns ./netns.sh
part compat ./compat.sh
part boot ./boot.sh
part life ./life.sh
part hook-packages ./hook-packages.sh
part callers ./callers.sh
part hooks ./hooks.sh
part edit ./edit.sh
COUNT=1 part guest ./storm.sh guest
part session ./session.sh
part query ./transcript.sh query
part check ./transcript.sh check
part schema ./schema.sh
part binding ./binding.sh
part manual ./manual.sh
part complete ./complete.sh
part examples ./examples.sh
part cost ./cost.sh
part power ./power-loss.sh
part faults ./faults.sh
COUNT=1 part sweep ./faults.sh sweep
part crowd ./storm.sh crowd
part needs ./storm.sh needs
part debian ./storm.sh debian
part kill ./storm.sh kill
wait

total=$(awk '/^[a-z-]+: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { passed += $2; failed += $4; skipped += $6 }
	END { printf "%d passed, %d failed, %d skipped", passed, failed, skipped }' "$log")
echo "$total" | tee -a "$log"
case $total in *" 0 failed,"*) ;; *) exit 1 ;; esac
