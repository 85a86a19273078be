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
	private_files /proc/self/fd/0
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

# at_once COMMAND...: all of them, and what they complain about.  (A fork is dear
# in a guest, so dash makes these.)
at_once() {
	timeout 60 "$srcdir/tests/storm/at-once" "$@" >/run/test/said 2>&1 || echo "not done in 60 s: $*"
	while read -r line; do
		[[ $line =~ 'waiting for lock'|(already|not)' configured'$ ]] || echo "$line"
	done </run/test/said
}

# several NAME...: 8 commands at once, each ifup or ifdown of one of them.
several() {
	commands=()
	for _ in 1 2 3 4 5 6 7 8; do
		command=ifup
		test $((RANDOM % 2)) -eq 0 || command=ifdown
		commands+=("$command ${*:$((RANDOM % $# + 1)):1}")
	done
	at_once "${commands[@]}"
}

# The lines of ifstate, by what is before their "=".
read_records() {
	declare -gA recorded=()
	while IFS='=' read -r name logical; do
		test -z "${recorded[$name]-}" || echo "recorded twice: $name=$logical"
		recorded[$name]=yes
	done </run/network/ifstate
}

read_addresses() {
	declare -gA address=()
	ip -o -4 address | while read -r _ name _ found _; do address[$name]=$found; done
}

# What is recorded and what is there must say the same of the links NAME... :
# each is up by both, or by neither; nothing is half done.
disagreement() {
	read_records
	read_addresses
	for name; do
		local up=${recorded[$name]-no} there=${address[$name]:+yes} own=no
		test "$up" = "${there:-no}" || echo "$name: recorded $up, has an address: ${there:-no}"
		! read -r line 2>/dev/null <"/run/network/ifstate.$name" || test -z "$line" || own=yes
		test $own = "$up" || echo "$name: ifstate says $up, ifstate.$name $own"
	done
	for half in /run/network/ifplan.partial/*; do
		test ! -e "$half" || echo "half done: $half"
	done
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
