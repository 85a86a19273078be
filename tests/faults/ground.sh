# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# ground.sh - a host, and one run of a command in which calls of it fail
# shellcheck source=tests/storm/ground.sh
. "$(dirname "$0")/../storm/ground.sh"
names=(lo eth0 br0 eth3)
log=/run/test/log

# prepare_host FOLDER: with its interfaces, or else those of all cases.
prepare_host() {
	test -e "$1/interfaces" || set -- "$srcdir/testdata/faults"
	private_files "$1" && cards eth0 eth1 eth2 eth3 || return
	# Addresses are looked for, but not for long.
	echo 0 | tee /proc/sys/net/ipv6/conf/*/router_solicitation_delay >/dev/null
	echo 10 | tee /proc/sys/net/ipv6/neigh/*/retrans_time_ms >/dev/null
}

# What is there when nothing fails, to be found again after all that does.
learn_states() {
	ifup -a && ifdown -a && ifup -a && state_of "${names[@]}" >/run/test/up &&
		ifdown -a && state_of "${names[@]}" >/run/test/down
}

# Where a command begins, and where a plain one after it must end.
begins() { test "$1" = ifup && echo down || echo up; }
ends() { test "$1" = ifup && echo up || echo down; }

is_state() {
	state_of "${names[@]}" >/run/test/now 2>&1
	diff "/run/test/$1" /run/test/now >/run/test/difference && return
	head -n 12 /run/test/difference
	return 1
}

# plain COMMAND: without faults it ends right, and says nothing.
plain() {
	timeout 60 "$1" -a >/run/test/said 2>&1 || echo "a plain $1 -a ended with $?"
	sed "s/^/a plain $1 -a said: /" /run/test/said
	is_state "$(ends "$1")" | sed "s/^/after a plain $1 -a: /"
}

# bring STATE: what a failure left is not to be found again as others.
bring() {
	is_state "$1" && return
	if test "$1" = up; then ifup -a; else ifdown -a; fi
	is_state "$1" && return
	ifdown --force -a
	ip link del br0
	for card in eth0 eth1 eth2 eth3; do
		ip address flush dev "$card"
		ip link set dev "$card" down
	done
	rm -rf /run/network/ifplan* /run/network/.ifplan*
	: >/run/network/ifstate
	for name in "${names[@]}"; do : >"/run/network/ifstate.$name"; done
	ifdown -a
	test "$1" = down || ifup -a
} >/dev/null 2>&1

# fault FAULTS COMMAND...: its exit code; what it says is in said.
fault() {
	: >$log
	timeout -k 1 60 env LD_PRELOAD="$builddir/tests/faults/shim.so" FAULTS="$1" FAULTS_LOG=$log \
		"${@:2}" >/run/test/said 2>&1 </dev/null
}
