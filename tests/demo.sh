#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# demo.sh - a Proxmox-like host comes up, is looked at and goes down
#
# This host is not touched: all happens in private namespaces, or, where its
# kernel has no bonds or VLANs, in User Mode Linux on its files, read only.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/vm
namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

title() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}

# Show a command as it is typed, then what it prints.
typed() {
	printf '\n\033[1m$ %s\033[0m\n' "$*"
	output=$("$@" 2>&1)
	code=$?
	echo "${output:-(no output)}"
	test "$code" -eq 0 || echo "(exit code $code)"
}

play() {
	export PATH=$builddir:/usr/sbin:/usr/bin:/sbin:/bin
	private_files "$cases/proxmox-like-host-of-the-demo" || exit
	ip netns add world
	for card in eno1 eno2; do
		ip link add $card type veth peer name $card netns world
		ip -n world link set $card up
	done

	title "Two network cards, and this file:"
	typed ip -brief link
	typed cat /etc/network/interfaces
	title "What would be done:"
	typed ifup -n -a
	title "Doing it:"
	typed ifup -a
	sleep 0.5 # the cards find their carrier
	typed ifquery --brief
	typed ip route
	typed iptables -t nat -S POSTROUTING
	title "Once more is nothing to do:"
	typed ifup -a
	title "Taking it down, nothing is left:"
	typed ifdown -a
	typed ip -brief link
	typed iptables -t nat -S POSTROUTING
}

guest() {
	# shellcheck source=tests/guest.sh
	. "$srcdir/tests/guest.sh"
	load bonding
	"${namespaces[@]}" "$0" play >/run/out/demo.txt 2>&1
	switch_off
}

case ${1-} in
play) play; exit ;;
guest) guest; exit ;;
esac

if "${namespaces[@]}" sh -ec '
	ip link add bond9 type bond
	ip link add link bond9 name bond9.5 type vlan id 5' >/dev/null 2>&1; then
	title "This runs in private namespaces of this kernel ($(uname -r))."
	exec "${namespaces[@]}" "$0" play
fi
command -v linux.uml >/dev/null || {
	echo "This kernel has no bonds or VLANs in namespaces, and User Mode Linux (package user-mode-linux) is missing."
	exit 1
}
title "This kernel has no bonds or VLANs: this runs in User Mode Linux $(linux.uml --version)."
mkdir -p "$out"
rm -f "$out/demo.txt"
boot_guest "$out/demo" "$srcdir/tests/demo.sh guest"
cat "$out/demo.txt"
