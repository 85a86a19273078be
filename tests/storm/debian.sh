#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# debian.sh - ours and Debian's ifup and ifdown at once, on the same interfaces
# and state files; and a process that appends to ifstate, as open-iscsi does
# shellcheck source=tests/storm/ground.sh
. "$(dirname "$0")/ground.sh"
count=${COUNT:-15}
theirs=$builddir/oracle/sbin
echo "$part: COUNT=$count SEED=$seed"

interfaces() {
	for i in $(seq 20); do
		printf 'iface veth%d inet static\n\taddress 10.0.%d.1/24\n' "$i" "$i"
		test $((i % 2)) -eq 0 || printf '\tup true\n'
	done
	cat <<-'END'
		iface held inet static
			address 10.1.0.1/24
			up echo begun >/run/test/begun; cat /run/test/go
			down echo begun >/run/test/begun; cat /run/test/go
		iface plain inet static
			address 10.2.0.1/24
			up echo iscsi0=iscsi0 >>/run/network/ifstate
		iface fails inet static
			address 10.3.0.1/24
			up echo iscsi1=iscsi1 >>/run/network/ifstate; false
	END
}
interfaces | host || exit 1
seq -f veth%g 20 | mapfile -t names
cards "${names[@]}" held plain fails
mkfifo /run/test/begun /run/test/go

# wait_for_other FIRST COMMAND SECOND: the second finds the first at work.
wait_for_other() {
	"$1" held >/dev/null 2>&1 &
	cat /run/test/begun >/dev/null
	timeout 20 "$2" held 2>/run/test/said &
	until grep -qs 'waiting for lock on /run/network/ifstate.held$' /run/test/said; do sleep 0.02; done
	echo go >/run/test/go
	wait $! || echo "$2: exit $?"
	wait
	grep -v 'waiting for lock' /run/test/said
	: >/run/test/said
	disagreement held
}
for pair in "ifup $theirs/ifup already" "$theirs/ifdown ifdown not" "$theirs/ifup ifup already" "ifdown $theirs/ifdown not"; do
	read -r first second word <<<"$pair"
	wait_for_other "$first" "$second" | grep -v "^if[a-z]*: interface held $word configured$" | result "$second while $first works"
done

# turns UP DOWN: of one interface.
turns() {
	"$1" plain
	disagreement plain
	grep -q '^plain=plain$' /run/network/ifstate || echo "$1 recorded nothing"
	grep -q '^iscsi0=' /run/network/ifstate || echo "$1 dropped a line of another"
	"$2" plain
	disagreement plain
	test "$(cat /run/network/ifstate)" = iscsi0=iscsi0 || echo "$2 left: $(cat /run/network/ifstate)"
	: >/run/network/ifstate
}
for up in ifup "$theirs/ifup"; do
	for down in ifdown "$theirs/ifdown"; do
		turns "$up" "$down" 2>&1 | result "$up and $down"
	done
done

{
	ifup fails 2>/dev/null
	test "$(cat /run/network/ifstate)" = iscsi1=iscsi1 || echo "ifup that failed left: $(cat /run/network/ifstate)"
	ifdown fails
	: >/run/network/ifstate
	disagreement fails
} 2>&1 | result "ifup fails when another has appended"

{
	ifup held >/dev/null 2>&1 &
	cat /run/test/begun >/dev/null
	kill -9 $!
	echo go >/run/test/go
	wait
	"$theirs/ifdown" held >/dev/null &
	cat /run/test/begun >/dev/null
	echo go >/run/test/go
	wait
	ifup held >/dev/null &
	cat /run/test/begun >/dev/null
	echo go >/run/test/go
	wait
	disagreement held
	"$theirs/ifdown" held >/dev/null &
	cat /run/test/begun >/dev/null
	echo go >/run/test/go
	wait
	disagreement held
} 2>&1 | grep -v Killed | result "ours is killed, theirs takes down, ours brings up"

either() {
	test $((RANDOM % 2)) -eq 0 && echo "$1" || echo "$theirs/$1"
}

all_of() {
	commands=()
	for name in "${names[@]}"; do
		commands+=("$(either "$1") $name")
	done
	at_once "${commands[@]}"
	disagreement "${names[@]}"
	test "$(grep -c ^veth /run/network/ifstate)" -eq "$2" ||
		echo "$(grep -c ^veth /run/network/ifstate) are recorded, not $2"
}
all_of ifup 20 | result "ours and theirs: 20 ifup of 20 interfaces"
all_of ifdown 0 | result "ours and theirs: 20 ifdown of 20 interfaces"

mixed() {
	commands=()
	for _ in 1 2 3 4 5 6 7 8; do
		command=ifup
		test $((RANDOM % 2)) -eq 0 || command=ifdown
		commands+=("$(either $command) $1")
	done
	{ sleep 0.02; echo "iscsi$1$round=iscsi$round" >>/run/network/ifstate; } &
	at_once "${commands[@]}"
	wait
	disagreement "$1"
	grep -Ev '^(iscsi)?(veth)?[0-9]+=(veth|iscsi)[0-9]+$' /run/network/ifstate
}
for round in $(seq "$count"); do
	mixed veth1 | result "8 of ours and theirs on one interface with a hook, round $round"
	mixed veth2 | result "8 of ours and theirs on one interface, round $round"
done
tally
