#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# crowd.sh - commands at once: on 40 interfaces, on one, on those that need
# each other; in COUNT rounds
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
	cat <<-'END'
		iface br0 inet static
			address 10.1.0.1/24
			bridge-ports eth0 eth1
			bridge-fd 0
			bridge-stp off
		iface eth0 inet manual
		iface eth1 inet manual
			pre-up true
	END
}
interfaces | host || exit 1
mapfile -t names < <(seq -f veth%g 40)
cards "${names[@]}" eth0 eth1

forty() {
	for name in "${names[@]}"; do
		timeout 60 "$1" "$name" >>/run/test/said 2>&1 &
	done
	wait
	cat /run/test/said
	: >/run/test/said
	disagreement "${names[@]}"
	test "$(grep -c ^veth /run/network/ifstate)" -eq "$2" ||
		echo "$(grep -c ^veth /run/network/ifstate) are recorded, not $2"
}
forty ifup 40 | result "40 ifup of 40 interfaces"
forty ifdown 0 | result "40 ifdown of 40 interfaces"

# several NAME...: 8 commands at once, each ifup or ifdown of one of them.
several() {
	for _ in 1 2 3 4 5 6 7 8; do
		name=${!#}
		test $# -eq 1 || name=${*:$((RANDOM % $# + 1)):1}
		command=ifup
		test $((RANDOM % 2)) -eq 0 || command=ifdown
		timeout 20 "$command" "$name" >>/run/test/said 2>&1 || echo "$command $name: exit $?" >>/run/test/said &
	done
	wait
	grep -Ev 'waiting for lock|(already|not) configured$' /run/test/said
	: >/run/test/said
}

for round in $(seq "$count"); do
	{ several veth1; disagreement veth1; } | result "8 commands of one interface with a hook, round $round"
	{ several veth2; disagreement veth2; } | result "8 commands of one interface, round $round"
done

# Whatever the crowd left, all of it goes down, comes up, and goes again.
together() {
	several br0 eth0 eth1
	disagreement br0
	timeout 20 ifdown br0 eth0 eth1 2>&1 | grep -v 'not configured$'
	timeout 20 ifup br0 eth0 eth1
	for port in eth0 eth1; do
		ip -o link show dev $port | grep -q 'UP.* master br0 ' || echo "$port is no port: $(ip -o link show dev $port)"
	done
	disagreement br0
	timeout 20 ifdown br0 eth0 eth1
	test ! -e /sys/class/net/br0 || echo "br0 is left"
	test ! -s /run/network/ifstate || cat /run/network/ifstate
}
ifdown -a
for round in $(seq "$count"); do
	together | result "a bridge and its ports, round $round"
done
both() {
	timeout 20 "$1" br0 &
	timeout 20 "$1" eth0 &
	timeout 20 "$1" eth1 &
	wait
}
for round in $(seq "$count"); do
	{
		both ifup
		disagreement br0
		ip -o link show master br0 | wc -l | grep -vx 2
		both ifdown
		test ! -e /sys/class/net/br0 || echo "br0 is left"
	} 2>&1 | grep -Ev 'waiting for lock|(already|not) configured$' | result "a bridge beside its ports, round $round"
done
tally
