#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# crowd.sh - commands at once: on 40 interfaces, and COUNT times 8 on one
# shellcheck source=tests/storm/ground.sh
. "$(dirname "$0")/ground.sh"
count=${COUNT:-15}
echo "$part: COUNT=$count SEED=$seed"

interfaces() {
	for i in $(seq 40); do
		printf 'iface veth%d inet static\n\taddress 10.0.%d.1/24\n' "$i" "$i"
		# Half of them have a hook, and so are run alone.
		test $((i % 2)) -eq 0 || printf '\tup true\n'
	done
}
interfaces | host || exit 1
mapfile -t names < <(seq -f veth%g 40)
cards "${names[@]}"

forty() {
	at_once "${names[@]/#/$1 }"
	disagreement "${names[@]}"
	test "$(grep -c ^veth /run/network/ifstate)" -eq "$2" ||
		echo "$(grep -c ^veth /run/network/ifstate) are recorded, not $2"
}
forty ifup 40 | result "40 ifup of 40 interfaces"
forty ifdown 0 | result "40 ifdown of 40 interfaces"

for round in $(seq "$count"); do
	{ several veth1; disagreement veth1; } | result "8 commands of one interface with a hook, round $round"
	{ several veth2; disagreement veth2; } | result "8 commands of one interface, round $round"
done
tally
