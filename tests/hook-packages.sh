#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# hook-packages.sh [CASE...] - beside ifupdown with bridge-utils, ifenslave, vlan, ifmetric
#
# In User Mode Linux.  Both sides live the same life, each in namespaces of its
# own in which its programs are installed and nothing of the other is: theirs
# has the packages' scripts in if-*.d, ours has those that it does not replace.  After each command the
# exit code, what ifquery prints, ifstate and all that the kernel tells of
# links, addresses, routes and VLANs must be equal, line by line.
# A case is a file of testdata/hook-packages.  Its comments may say "links: NAME..."
# (eth0 eth1 if it says nothing), which cards there are, and "$ COMMAND", one
# for each command of its life, if that is another than the usual one; "plug
# NAME" makes a card appear.  With "left to scripts: NAMES" our side has the
# scripts too, and is told --no-native=NAMES.
# Which lines may differ, and why, is in testdata/hook-packages/allowed.
# Scripts take long in a guest.  So what the packages did is kept, in
# testdata/hook-packages/theirs: SIDE=both has them do it again, and look whether it
# is still the same; UPDATE=1 then keeps what they did.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
# shellcheck source=tests/beside.sh
. "$srcdir/tests/beside.sh"
cases=$srcdir/testdata/hook-packages
out=$builddir/hook-packages
oracle=$builddir/oracle.hooks
number=0 guest_limit=3600
side=${SIDE:-ours}
test "$side" = both && tools='theirs ours' || tools=ours

# plug CARD...: with the same addresses each time, and a carrier.
plug() {
	for card; do
		number=$((number + 1))
		ip link add "$card" address "02:00:00:00:00:0$number" type veth peer name "$card" \
			address "02:00:00:00:01:0$number" netns peer &&
			ip -n peer link set "$card" up || return
	done
}

# install_programs TOOL LEFT - as the packages would, over this system's /usr.
# That of ifmetric is there on both sides, ours does its work at its place.
install_programs() {
	mkdir -p /run/usr/sbin /run/usr/lib
	if test "$1" = theirs; then
		cp -r "$oracle"/sbin/if* /run/usr/sbin/
		cp -r "$oracle/lib/ifupdown" /run/usr/lib/
	else
		for name in ifup ifdown ifquery; do ln -s "$builddir/ifplan" "/run/usr/sbin/$name"; done
	fi
	cp "$oracle/usr/sbin/ifmetric" /run/usr/sbin/
	if test "$1" = theirs || test -n "$2"; then
		cp "$oracle/sbin/brctl" /run/usr/sbin/
		cp -r "$oracle/lib/bridge-utils" /run/usr/lib/
		cp -r "$oracle"/etc/network/if-*.d /etc/network/
		rm -f /etc/network/if-*.d/resolved
	else
		cp "$oracle/etc/network/if-up.d/ifmetric" /etc/network/if-up.d/
	fi
	mount -t overlay -o "lowerdir=/run/usr:/usr" overlay /usr
}

# Until the kernel has announced nothing for a while; its announcements are
# counted in `seen`.  No programs: they take long in a guest.
settle() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		read -rt 0.3 <>/run/nothing
		mapfile -t events </run/events
		test "${#events[@]}" -ne "$seen" || is_unsettled || return
		seen=${#events[@]}
	done
}

keep_kernel() {
	ip -d -j link >"$1/links"
	ip -j addr >"$1/addresses"
	ip route show table all >"$1/routes"
	bridge -compressvlans vlan >"$1/vlans"
	grep . /proc/sys/net/ipv4/conf/*/{proxy_arp,rp_filter,forwarding} \
		/proc/sys/net/ipv6/conf/*/{accept_ra,autoconf,disable_ipv6} >"$1/sysctls"
}

ifup() { timeout 300 /sbin/ifup "${options[@]}" "$@"; }
ifdown() { timeout 300 /sbin/ifdown "${options[@]}" "$@"; }

# Commands from standard input; what is then, as files of a folder for each.
live() {
	mkfifo /run/nothing
	ip -o monitor link address route >/run/events 2>/dev/null &
	monitor=$! step=0 seen=0
	while read -r command; do
		step=$((step + 1)) to=$1/$step before=$seen
		mkdir -p "$to" && echo "$command" >"$to/command"
		eval "$command" >"$to/out" 2>"$to/err" </dev/null
		echo $? >"$to/exit"
		test $! -eq "$monitor" || wait $!
		settle
		# What follows no announcement is as it was.
		test "$step" -gt 1 -a "$seen" -eq "$before" || keep_kernel "$to"
		cp /run/network/ifstate "$to/state" 2>/dev/null
	done
	kill $monitor
}

usual_life() {
	names=$(awk '$1 == "iface" && !seen[$2]++ { print $2 }' "$1")
	echo "ifup -a"
	for command in ifquery ifup "ifup --force" ifdown ifdown; do echo "$command" $names; done
}

inside() {
	file=$1 tool=$2
	mount --make-rprivate / && mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && mkdir /run/etc &&
		mount --bind /etc /run/etc && mount -t tmpfs tmpfs /etc && ln -s /run/etc/* /etc/ && rm -f /etc/network &&
		mkdir -p /etc/network/if-{pre-up,up,down,post-down}.d && cp "$file" /etc/network/interfaces || exit
	left=$(sed -n 's/^# left to scripts: //p' "$file")
	install_programs "$tool" "$left" || exit
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
	for name in accept_dad dad_transmits; do echo 0 >/proc/sys/net/ipv6/conf/default/$name; done
	options=()
	test "$tool" = theirs || test -z "$left" || options=("--no-native=$left")
	links=$(sed -n 's/^# links: //p' "$file")
	# shellcheck disable=SC2086 # names
	ip netns add peer && plug ${links:-eth0 eth1} || exit
	# The scripts' patterns would match names of files, too.
	mkdir /run/empty && cd /run/empty || exit
	sed -n 's/^# \$ //p' "$file" >/run/commands
	test -s /run/commands || usual_life "$file" >/run/commands
	live /run/answers </run/commands
	tar -C /run/answers -cf - .
}

# What the kernel holds, a line each: no times and counts, no limits of drivers,
# no sysctls that are as ever.  A bridge whose port had its carrier first is UNKNOWN,
# not UP, from then on: to the kernel that is the same.
kernel_lines() {
	jq -r '.[] | .ifname as $name | .addr_info[]? |
		"address \($name) \(del(.valid_life_time, .preferred_life_time) | tojson)"' "$1/addresses"
	jq -r '.[] | .ifname as $name | del(.ifindex, .ifname, .link_index, .link_netnsid) |
		paths(scalars) as $path | "link \($name) \($path | map(tostring) | join(".")) \(getpath($path))"' "$1/links" |
		sed 's/ flags\.[0-9]* / flag /; s/linkinfo\.info_//; s/ operstate UNKNOWN$/ operstate UP/' |
		grep -v '_timer\|message_age\|slave_data.*\(link_failure\|ad_\)\|ad_info\|topology_change\|[gt]so_\|gro_\|mcast_\|nf_call_' |
		grep -v 'm[ai][xn]_mtu\|num_tx_queues\|txqlen\|group\|linkmode\|qdisc\|promiscuity\|allmulti\|broadcast\|_type'
	sed 's/^/route /; s/ expires [0-9]*sec//' "$1/routes"
	sed 's/^/vlan /' "$1/vlans"
	sed 's|^/proc/sys/net/|sysctl |' "$1/sysctls" |
		grep -v '\(proxy_arp\|rp_filter\|forwarding\|disable_ipv6\):0\|\(accept_ra\|autoconf\):1'
}

# report_life FOLDER - each command with its answers; of the kernel, what comes
# and goes.
report_life() {
	: >"$1/kernel"
	for ((step = 1; ; step++)); do
		at=$1/$step
		test -e "$at/exit" || return
		echo "$ $(cat "$at/command")"
		sed 's/^/exit /' "$at/exit"
		grep -q ^ifquery "$at/command" && sed 's/^/out /' "$at/out"
		sed 's/^/state /' "$at/state" 2>/dev/null | sort
		test -e "$at/links" || continue
		kernel_lines "$at" | without_random_addresses | sort -u >"$at/kernel"
		comm --output-delimiter=/ "$1/kernel" "$at/kernel" | sed -n 's|^/\([^/]\)|+\1|p; /^[^/]/s/^/-/p'
		cp "$at/kernel" "$1/kernel"
	done
}

whole() {
	awk -f "$srcdir/tests/hook-packages.awk" "$@" | sort | cut -d' ' -f2-
}

differing() {
	diff -U0 <(whole "$1") <(whole "$2") | grep '^[-+][^-+]'
}

# differences CASE - lines in which the two sides differ, and may not.
differences() {
	for tool in $tools; do
		mkdir "$out/$1.$tool" && tar -C "$out/$1.$tool" -xf "$out/$1.$tool.tar" || return
		report_life "$out/$1.$tool" >"$out/$1.$tool.life"
	done
	if test "$side" = both; then
		test -z "${UPDATE-}" || cp "$out/$1.theirs.life" "$cases/theirs/$1"
		sed '/\tchance: /!s/.*//' "$cases/allowed" >"$out/chance"
		differing "$cases/theirs/$1" "$out/$1.theirs.life" | unexplained "$1" "$out/chance"
	fi
	differing "$cases/theirs/$1" "$out/$1.ours.life" | unexplained "$1" "$cases/allowed"
}

run_case() {
	for tool in $tools; do
		timeout -k 2 900 unshare --mount --net --pid --fork --mount-proc --kill-child \
			"$srcdir/tests/hook-packages.sh" --inside "$cases/$1" "$tool" >"/run/out/$1.$tool.tar" ||
			echo "$tool: did not run"
	done
}

guest() {
	# shellcheck source=tests/guest.sh
	. "$srcdir/tests/guest.sh"
	touch /run/out/booted
	load bonding overlay
	for name; do
		while test "$(jobs -pr | wc -l)" -ge 6; do wait -n; done
		run_case "$name" >"/run/out/$name.log" 2>&1 &
	done
	wait
	switch_off
}

case ${1-} in
--inside | --guest)
	part=${1#--}
	shift
	"$part" "$@"
	exit
	;;
esac

mapfile -t names < <(cd "$cases" && for name in ${*:-*}; do test "$name" = allowed -o -d "$name" || echo "$name"; done)
rm -rf "$out" && mkdir -p "$out"
oracle_get "$oracle" ifupdown bridge-utils ifenslave vlan ifmetric >"$out/apt" 2>&1 ||
	skip hook-packages "the packages cannot be had: $(tail -n1 "$out/apt")" "${names[@]}"
boot_guests hook-packages "env SIDE=$side $srcdir/tests/hook-packages.sh --guest" "${names[@]}"
judge hook-packages "$cases" "${names[@]}"
