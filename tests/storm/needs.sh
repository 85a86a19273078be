#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# needs.sh - commands at once on links that need each other: a bridge and its
# ports, a bond and its slaves, a card and its VLAN; in COUNT rounds
# shellcheck source=tests/storm/ground.sh
. "$(dirname "$0")/ground.sh"
count=${COUNT:-15}
echo "$part: COUNT=$count SEED=$seed"

host <<'END' || exit 1
iface br0 inet static
	address 10.1.0.1/24
	bridge-ports eth0 eth1
	bridge-fd 0
	bridge-stp off
iface eth0 inet manual
iface eth1 inet manual
	pre-up true

iface br1 inet static
	address 10.1.1.1/24
	bridge-ports eth2 eth3
	bridge-fd 0
	pre-up true
	up true
	down true
iface eth2 inet manual
iface eth3 inet manual

iface bond0 inet static
	address 10.2.0.1/24
	bond-slaves eth4 eth5
	bond-mode active-backup
	bond-miimon 100
iface eth4 inet manual
iface eth5 inet manual
	pre-up true

iface bond1 inet static
	address 10.2.1.1/24
	bond-slaves eth6 eth7
	bond-mode active-backup
	bond-miimon 100
	pre-up true
	up true
	down true
iface eth6 inet manual
iface eth7 inet manual

iface eth8 inet manual
iface eth8.5 inet static
	address 10.3.0.1/24

iface eth9 inet manual
	up true
	down true
iface eth9.5 inet static
	address 10.3.1.1/24
	up true
	down true
END
seq -f eth%g 0 9 | mapfile -t cards
cards "${cards[@]}"

# What the first needs: the kind of link, then the names.
rows=(
	"bridge br0 eth0 eth1"
	"bridge br1 eth2 eth3"
	"bond bond0 eth4 eth5"
	"bond bond1 eth6 eth7"
	"vlan eth8.5 eth8"
	"vlan eth9.5 eth9"
)

# The guest is for what the kernel outside may not have.
test "$part" != guest || rows=("${rows[@]:2}")

# Does this kernel make links of a kind?
has_kind() {
	test "$1" != vlan || set -- vlan id 9
	ip link add link eth0 name probe type "$@" 2>/dev/null && ip link del probe
}

is_up() {
	read -r flags 2>/dev/null <"/sys/class/net/$1/flags" && ((flags & 1))
}

# stands TOP LOWER: both are up, and one on the other.
stands() {
	test -e "/sys/class/net/$1/lower_$2" && is_up "$1" && is_up "$2" ||
		echo "$1 does not stand on $2: $(ip -o link show dev "$2")"
}

# same_as_recorded NAME...: up by the record is up in the kernel, and so is down.  (A bond that is gone
# leaves its slaves down.)
same_as_recorded() {
	read_records
	for name; do
		up=no
		! is_up "$name" || up=yes
		test "${recorded[$name]-no}" = $up || echo "$name: recorded ${recorded[$name]-no}, up $up"
	done
}

all_stand() {
	disagreement "$1"
	for lower in "${@:2}"; do
		stands "$1" "$lower"
	done
	same_as_recorded "$@"
}

none_is_left() {
	test ! -e "/sys/class/net/$1" || echo "$1 is left"
	read_records
	test ${#recorded[@]} -eq 0 || echo "recorded: ${!recorded[*]}"
}

# Whatever the crowd left, all of it comes up, and goes again.
together() {
	several "$@"
	disagreement "$1"
	test "$kind" = bond || same_as_recorded "${@:2}"
	at_once "ifup $*"
	all_stand "$@"
	at_once "ifdown $*"
	none_is_left "$1"
}

# In the order of `ordered`; the arguments are the top and its lowers.
beside() {
	at_once "${ordered[@]/#/ifup }"
	all_stand "$@"
	at_once "${ordered[@]/#/ifdown }"
	none_is_left "$1"
}

for row in "${rows[@]}"; do
	read -r kind top lowers <<<"$row"
	read -ra names <<<"$top $lowers"
	if ! has_kind "$kind"; then
		echo "$part: this kernel has no '$kind', $top is left to the guest"
		continue
	fi
	for round in $(seq "$count"); do
		together "${names[@]}" | result "crowd of $top and $lowers, round $round"
		ordered=("${names[@]}")
		beside "${names[@]}" | result "$top beside $lowers, round $round"
		ordered=("${names[@]:1}" "$top")
		beside "${names[@]}" | result "$lowers beside $top, round $round"
	done
done
tally
