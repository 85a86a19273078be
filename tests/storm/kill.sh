#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill.sh - SIGKILL at COUNT random moments of ifup -a and of ifdown -a: a
# plain one after that ends in the right state
# shellcheck source=tests/storm/ground.sh
. "$(dirname "$0")/ground.sh"
count=${COUNT:-40}
echo "$part: COUNT=$count SEED=$seed"

host <<'END' || exit 1
auto eth0 eth1 br0 br1 eth3 eth4.5
iface eth0 inet static
	address 192.0.2.1/24
	gateway 192.0.2.254
	up sleep 0.01
	up ip route replace 203.0.113.0/24 dev eth0

iface eth0 inet6 static
	address 2001:db8::1/64
	dad-attempts 0

iface eth1 inet static
	address 198.51.100.1/24
	mtu 1400

iface br0 inet static
	address 10.1.0.1/24
	bridge-ports eth2
	bridge-stp off
	bridge-fd 0
	pre-up sleep 0.01

iface br1 inet static
	address 10.2.0.1/24
	bridge-ports none
	bridge-fd 0

iface eth3 inet manual
	down sleep 0.01

# Not every kernel has VLANs; the name alone asks for its parent and its lock.
iface eth4 inet manual
	up sleep 0.005
	up ip address replace 10.4.0.1/32 dev $IFACE
	post-down ip address del 10.4.0.1/32 dev $IFACE 2>/dev/null || true

iface eth4.5 inet static
	address 10.3.0.1/24
	bridge-ports none
	bridge-fd 0
	up sleep 0.005
	down sleep 0.005
END
names=(eth0 eth1 br0 br1 eth3 eth4 eth4.5)
cards eth0 eth1 eth2 eth3 eth4

# A hook's process that was just being made has the lock for a moment yet.
again() {
	"$@" 2>&1 | grep -v 'waiting for lock'
}

milliseconds() {
	begin=$(date +%s%N)
	"$@"
	echo $((($(date +%s%N) - begin) / 1000000))
}

# killed MILLISECONDS COMMAND...: kill it at a moment before that.
killed() {
	moment=$((RANDOM * $1 * 1000 / 32768))
	shift
	"$@" >/run/test/said 2>&1 &
	sleep "$((moment / 1000000)).$(printf %06d $((moment % 1000000)))"
	kill -9 $! 2>/dev/null && killed=$((killed + 1))
	wait $! 2>/dev/null
}

# A hook that is left over must not work on: it would be anybody's.
quiet() {
	while pgrep -x sleep >/dev/null; do sleep 0.01; done
}

ifup -a && ifdown -a || { echo "$part: 0 passed, 1 failed, 0 skipped"; exit 1; }
up_ms=$(milliseconds ifup -a)
state() { state_of lo "${names[@]}"; }
settled() { sleep 0.2; state; }
settled >/run/test/up
down_ms=$(milliseconds ifdown -a)
settled >/run/test/down
killed=0

attempt() {
	killed $((up_ms + 5)) ifup -a
	again ifup -a
	state | diff /run/test/up -
}
attempt_down() {
	killed $((down_ms + 5)) ifdown -a
	again ifdown -a
	state | diff /run/test/down -
}
mixed() {
	killed $((up_ms + 5)) ifup -a
	again ifdown -a
	state | diff /run/test/down -
}

for round in $(seq "$count"); do
	attempt >/run/test/wrong 2>&1
	result "ifup -a, kill $round" </run/test/wrong
	attempt_down >/run/test/wrong 2>&1
	result "ifdown -a, kill $round" </run/test/wrong
	mixed >/run/test/wrong 2>&1
	result "ifup -a and then ifdown -a, kill $round" </run/test/wrong
done
test "$killed" -gt "$count" || echo "only $killed commands were killed, the others had ended" | result "moments"
echo "$part: $killed commands were killed before their end"
tally
