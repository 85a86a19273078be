# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# ground.sh - a host of its own for a part of storm.sh, and its tally
# shellcheck source=tests/common.sh
. "$(dirname "$0")/../common.sh"
set -u
shopt -s lastpipe
export PATH="$builddir:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
part=${PART:-$(basename "$0" .sh)}
passed=0 failed=0 skipped=0
seed=${SEED:-$(date +%s)}
RANDOM=$seed

# The rest of the standard input is /etc/network/interfaces.
host() {
	mkdir -p /tmp/ground
	mount -t tmpfs tmpfs /tmp/ground
	cat >/tmp/ground/interfaces
	private_files /tmp/ground
}

# cards NAME...: each with its other end in a namespace of its own.
cards() {
	ip netns add peer
	for card; do
		ip link add "$card" type veth peer name "$card" netns peer
		ip -n peer link set "$card" up
	done
}

# result NAME: passed when standard input is empty, which is what is wrong.
result() {
	wrong=$(cat)
	if test -z "$wrong"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $part $1 (SEED=$seed)"
		head -n 40 <<<"$wrong" | sed 's/^/    /'
	fi
}

tally() {
	echo "$part: $passed passed, $failed failed, $skipped skipped"
	exit $((failed > 0))
}

# several NAME...: 8 commands at once, each ifup or ifdown of one of them.
several() {
	for _ in 1 2 3 4 5 6 7 8; do
		name=${*:$((RANDOM % $# + 1)):1}
		command=ifup
		test $((RANDOM % 2)) -eq 0 || command=ifdown
		timeout 20 "$command" "$name" >>/run/test/said 2>&1 || echo "$command $name: exit $?" >>/run/test/said &
	done
	wait
	grep -Ev 'waiting for lock|(already|not) configured$' /run/test/said
	: >/run/test/said
}

# What is recorded and what is there must say the same of the links NAME... :
# each is up by both, or by neither; nothing is half done.
disagreement() {
	for name; do
		recorded=no there=no
		grep -q "^$name=" /run/network/ifstate && recorded=yes
		test -n "$(ip -o -4 address show dev "$name" 2>/dev/null)" && there=yes
		test $recorded = $there || echo "$name: recorded $recorded, has an address: $there"
		own=no
		test -n "$(cat "/run/network/ifstate.$name" 2>/dev/null)" && own=yes
		test $own = $recorded || echo "$name: ifstate says $recorded, ifstate.$name $own"
	done
	half=$(ls -A /run/network/ifplan.partial)
	test -z "$half" || echo "half done: $half"
	twice=$(sort /run/network/ifstate | uniq -d)
	test -z "$twice" || echo "recorded twice: $twice"
}

# What counts of the kernel and the records of NAME..., without numbers and times.
state_of() {
	"$builddir/tests/readback" | grep -v ' fe80' | sort
	ls /run/network/ifplan /run/network/ifplan.partial
	ls -A /run/network
	sort /run/network/ifstate
	for name; do
		test -z "$(cat "/run/network/ifstate.$name")" || echo "$name up"
	done
}
