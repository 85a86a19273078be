#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# cost.sh [CASE...] - what ifquery --check takes of 1 000 interfaces, counted: no clock is looked at
#
# 1 000 ports with two addresses each are up.  What no check can do without is
# tests/bench/dumps.c (all links, all addresses) and reading the file (ifquery
# --list); a check is held against these, and against limits of its own.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/cost
ifquery=$builddir/ifquery

# 5.8 times as many instructions on Debian 12; a name that is compared with all others makes it 9 and more.
instructions_limit=6.5
# 250: the pages of the dumps and of what is printed; one call for each port makes it 1 250.
calls_limit=350
# The goal of 6 MiB; 5.3 here.
memory_limit_kib=6144
# A tenth of the ports takes a tenth, and what a process takes at all.
growth_limit=12

ports() {
	awk -v count="$1" 'BEGIN { for (i = 0; i < count; i++)
		printf "auto v%d\niface v%d inet static\n\taddress 10.%d.%d.1/24\n" \
			"iface v%d inet6 static\n\taddress 2001:db8:%x::1/64\n\tdad-attempts 0\n\n",
			i, i, i / 256, i % 256, i, i }'
}

bridge() {
	awk -v count="$1" 'BEGIN { printf "iface br0 inet manual\n\tbridge-ports"
		for (i = 0; i < count; i++) printf " v%d", i; print "" }'
}

# The kernel that bridge() describes, as image.c reads it.
bridge_kernel() {
	awk -v count="$1" 'BEGIN { print "iface br0\n\tkind bridge\n\tstate up"
		for (i = 0; i < count; i++) printf "iface v%d\n\tkind veth\n\tmaster br0\n\tstate up\n", i }'
}

ports_up() {
	mount -t tmpfs run /run && mkdir /run/state || return
	sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.dad_transmits=0
	ip link set lo up
	seq 0 2 998 | awk '{ print "link add v" $1 " type veth peer name v" $1 + 1 }' | ip -batch - &&
		"$builddir/ifup" -a -i "$out/ports" --state-dir /run/state
}

check=(--check -a --state-dir /run/state -i "$out/ports")

# instructions COMMAND...
instructions() {
	timeout 120 valgrind --tool=callgrind --callgrind-out-file="$out/callgrind" "$@" 2>&1 >/dev/null |
		awk '/Collected/ { print $NF }'
}

# memory COMMAND...: the most that was resident, in KiB.
memory() {
	echo "time it 1 $*" | "$builddir/tests/bench/measure" 2>/dev/null | cut -f 4
}

# at_most FOUND LIMIT WHAT; nothing found is no success.
at_most() {
	echo "$3: $1, at most $2"
	awk -v found="${1:-none}" -v limit="$2" 'BEGIN { exit !(found + 0 > 0 && found + 0 <= limit + 0) }'
}

ratio() {
	awk -v a="${1:-0}" -v b="${2:-0}" 'BEGIN { printf "%.2f", b ? a / b : 0 }'
}

run_says_pass() {
	timeout 60 "$ifquery" "${check[@]}" >"$out/said" && test "$(grep -c 'pass\]$' "$out/said")" -eq 4000
}

run_instructions() {
	local dumps list all
	dumps=$(instructions "$builddir/tests/bench/dumps") list=$(instructions "$ifquery" --list -i "$out/ports")
	all=$(instructions "$ifquery" "${check[@]}")
	echo "dumps $dumps, list $list, check $all"
	at_most "$(ratio "$all" $((dumps + list)))" $instructions_limit "instructions, times two dumps and the file"
}

run_calls() {
	timeout 60 strace -f -o "$out/calls" "$ifquery" "${check[@]}" >"$out/said" || return
	at_most "$(wc -l <"$out/calls")" $calls_limit "system calls"
}

run_memory_of_ports() {
	at_most "$(memory "$ifquery" "${check[@]}")" $memory_limit_kib "KiB"
}

run_memory_of_missing_vlans() {
	sed 's/\<v\([0-9]\)/eth0.1\1/' "$out/ports" >"$out/vlans"
	at_most "$(memory "$ifquery" --check -a --state-dir /run/state -i "$out/vlans")" $memory_limit_kib "KiB"
}

run_ports_of_a_bridge() {
	local count found=()
	for count in 100 1000; do
		bridge $count >"$out/bridge" && bridge_kernel $count >"$out/kernel"
		found+=("$(instructions "$ifquery" --check br0 -i "$out/bridge" --snapshot "$out/kernel")")
	done
	at_most "$(ratio "${found[1]}" "${found[0]}")" $growth_limit "instructions for 1 000 ports, times those for 100"
}

all=(says_pass instructions calls memory_of_ports memory_of_missing_vlans ports_of_a_bridge)
if test "${1-}" != --inside; then
	for tool in valgrind strace; do
		command -v $tool >/dev/null || skip cost "$tool is not here" "${all[@]}"
	done
	isolate=(unshare -mn)
	test "$(id -u)" -eq 0 || isolate=(unshare -rmn)
	"${isolate[@]}" true 2>/dev/null || skip cost "no private namespaces here" "${all[@]}"
	rm -rf "$out" && mkdir -p "$out" && ports 1000 >"$out/ports" || exit
	exec "${isolate[@]}" "$0" --inside "$@"
fi
shift
ports_up || { echo "cost: 0 passed, 1 failed, 0 skipped (no ports)"; exit 1; }
test $# -gt 0 || set -- "${all[@]}"
for name; do
	if "run_$name" >"$out/$name.log" 2>&1; then touch "$out/$name.ok"; fi
	tail -n 1 "$out/$name.log"
done
count cost "$out" "$@"
