# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# boot-words.sh - what the scripts of testdata/boot say, beside package-words.sh

wait_for() {
	for _ in $(seq 300); do
		! "$@" || return 0
		sleep 0.2
	done
	return 1
}

# What testdata/boot/interfaces asks for.
all_is_up() {
	has_address vmbr0 192.0.2.10/24 &&
	has_address vmbr0 2001:db8::10/64 &&
	has_address bond0.30 198.51.100.10/24 &&
	has_address eno3 172.16.3.50/24 &&
	ip route show default | grep -w 'via 192.0.2.1' &&
	grep -x 'eno1 eno2' /sys/class/net/bond0/bonding/slaves &&
	test -e /sys/class/net/vmbr0/brif/bond0 &&
	test -e /proc/net/vlan/bond0.30
}

watch_packets() {
	ping -i 0.1 192.0.2.1 >packets &
	pinging=$!
	wait_for grep -q icmp_seq=3 packets
}

no_packet_was_lost() {
	sleep 1
	kill -INT "$pinging"
	wait "$pinging" || :
	tail -n 3 packets
	grep ' 0% packet loss' packets
}
