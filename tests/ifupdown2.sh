#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# ifupdown2.sh [CASE... | files] - our ifquery beside ifupdown2's, on the same host
#
# In User Mode Linux.  Our ifup brings up what the file says, then both are asked
# the same questions: what they answer must be equal, line by line, but for their
# order.  Which lines may differ, and why, is in testdata/ifupdown2/allowed, where
# each row must allow some.
# A case is a file of testdata/ifupdown2, whose comments may say "links: NAME..."
# (eth0 eth1 if it says nothing), which cards there are, and "$ COMMAND", what is
# done before the questions if that is another than ifup -a.  Or it is a folder of
# testdata/cases; `files` leaves those out.
# Python takes long in a guest.  So what ifupdown2 answered is kept, in
# testdata/ifupdown2/theirs: SIDE=both asks it again and looks whether it still
# answers the same; UPDATE=1 then keeps what it answered.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
# shellcheck source=tests/beside.sh
. "$srcdir/tests/beside.sh"
ours=$srcdir/testdata/ifupdown2
out=$builddir/ifupdown2
oracle=$builddir/oracle.ifupdown2
guest_limit=3600
side=${SIDE:-ours}
test "$side" = both && tools='theirs ours' || tools=ours

# What is asked: a name, the words.
questions='
check	--check -a
check-json	--check -a -o json
running	--running -a
running-json	--running -a -o json
json	-o json -a
list	-l
depends	-p list -a
'

plug() {
	number=0
	for card; do
		number=$((number + 1))
		ip link add "$card" address "02:00:00:00:00:0$number" type veth peer name "$card" \
			address "02:00:00:00:01:0$number" netns peer &&
			ip -n peer link set "$card" up || return
	done
}

prepare_file() {
	links=$(sed -n 's/^# links: //p' "$1")
	ip netns add peer || return
	# shellcheck disable=SC2086 # names
	plug ${links:-eth0 eth1}
}

# It is told where it is by the name it is called by, and where its files are
# by what lies there.
install_theirs() {
	cp -r "$oracle/etc/network/ifupdown2" /etc/network/ &&
		mount -t tmpfs tmpfs /var/tmp && mkdir /run/theirs &&
		ln -s "$oracle/usr/share/ifupdown2/__main__.py" /run/theirs/ifquery
}

ask() {
	while IFS=$'\t' read -r question words; do
		test -n "$question" || continue
		for tool in $tools; do
			program=$builddir/ifquery
			test "$tool" = ours || program="python3 -B /run/theirs/ifquery"
			# shellcheck disable=SC2086 # lists of words
			$program $words >"$1/$question.$tool" 2>"$1/$question.$tool.err" </dev/null
			echo $? >"$1/$question.$tool.exit"
		done
	done <<<"$questions"
}

# While a spanning tree grows the kernel has an ageing time of its own.
is_growing() {
	for file in $(grep -lsx 1 /sys/class/net/*/bridge/stp_state); do
		bridge=${file%/bridge/stp_state}
		grep -qsvx 3 "$bridge"/brif/*/state || grep -qx 1 "$bridge/bridge/topology_change" && return
	done
	return 1
}

inside() {
	to=/run/answers
	case=$srcdir/testdata/cases/$1
	prepare=prepare_kernel
	test -d "$case" || case=$ours/$1 prepare=prepare_file
	export PATH=$builddir:$srcdir/tests/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
	for name in accept_dad dad_transmits; do echo 0 >/proc/sys/net/ipv6/conf/default/$name; done
	private_files "$case" && $prepare "$case" || exit
	test "$side" != both || install_theirs || exit
	mkdir $to
	test -d "$case" || sed -n 's/^# \$ //p' "$case" >/run/commands
	test -s /run/commands || echo "ifup -a" >/run/commands
	sh -ex /run/commands >"$to/commands" 2>&1 </dev/null || echo "a command failed" >"$to/failed"
	ip -4 route >"$to/routes"
	sleep 1
	while is_growing; do sleep 1; done
	ask "$to"
	tar -C "$to" -cf - .
}

# stanzas QUESTION - of a text, each line with its interface.
stanzas() {
	awk -v question="$1" '
		/^auto / && NF == 2 { name = $2; print question, name ": " $0; next }
		/^(iface|vlan) / { name = $2 }
		NF { print question, name ": " $0 }'
}

# values QUESTION - of JSON, the same.
values() {
	jq -r --arg question "$1" '.[] | .name as $name | del(.name) | paths(scalars, . == []) as $path |
		"\($question) \($name): \($path | map(tostring) | join(".")) = \(getpath($path) | tojson)"'
}

# What theirs lists comes in another order each time.
sort_words='function sort_words(from, i, k, word) {
	for (i = from; i < NF; i++)
		for (k = i + 1; k <= NF; k++)
			if ($k < $i) { word = $i; $i = $k; $k = word }
}'

sorted_needs() {
	awk "$sort_words"' { gsub(/[][\047,]/, ""); $1 = $1; sort_words(3); print "depends", $0 }' "$1"
}

# Options of JSON as those of text; of what runs, addresses without their numbers,
# and the kernel's own without what was the hardware address when it made them.
comparable() {
	sed -E 's/^([a-z]+-json [^ ]+) config\.([^ ]+) = "?([^"]*)"?$/\1 \t\2 \3/
		s/^([a-z]+-json [^ ]+) config_status\.([^ ]+) = "(.*)"$/\1 \t\2 [\3]/
		s/^(running-json [^ ]+ \taddress)\.[0-9]+/\1/; s/^(running.*\taddress fe80::)[^/]*/\1/' |
		awk "$sort_words"' /^running.*\t(bond-slaves|bridge-ports) / { $3 = "\t" $3; sort_words(4) } { print }' | sort
}

# Lines of one answer that the other has not.
compare() {
	diff -U0 <(comparable <"$1") <(comparable <"$2") | grep '^[-+][^-+]'
}

# report FOLDER TOOL - the answers as lines.  Reasons, and what is said beside
# the columns, is ours.
report() {
	while IFS=$'\t' read -r question _; do
		test -n "$question" || continue
		answer=$1/$question.$2
		echo "$question exit $(cat "$answer.exit")"
		case $question in
		check) sed -E 's/(\[(pass|fail|)\]) .*/\1/' "$answer" | stanzas "$question" ;;
		running) grep -v '^#' "$answer" | stanzas "$question" ;;
		*json) values "$question" <"$answer" ;;
		depends) sorted_needs "$answer" ;;
		*) sed "s/^/$question /" "$answer" ;;
		esac
	done <<<"$questions" | without_random_addresses
}

differences() {
	mkdir "$out/$1" && tar -C "$out/$1" -xf "$out/$1.tar" || return
	test ! -e "$out/$1/failed" || cat "$out/$1/failed" "$out/$1/commands"
	report "$out/$1" ours >"$out/$1/ours"
	if test "$side" = both; then
		report "$out/$1" theirs >"$out/$1/theirs"
		test -z "${UPDATE-}" || cp "$out/$1/theirs" "$ours/theirs/$1"
		compare "$ours/theirs/$1" "$out/$1/theirs" | sed 's/^/theirs now: /'
	fi
	compare "$ours/theirs/$1" "$out/$1/ours" | unexplained "$1" "$ours/allowed"
}

run_case() {
	timeout -k 2 600 unshare --mount --net --pid --fork --mount-proc --kill-child \
		"$srcdir/tests/ifupdown2.sh" --inside "$1" >"/run/out/$1.tar" 2>"/run/out/$1.log" ||
		echo "did not run" >>"/run/out/$1.log"
}

guest() {
	# shellcheck source=tests/guest.sh
	. "$srcdir/tests/guest.sh"
	touch /run/out/booted
	load bonding
	for name; do
		while test "$(jobs -pr | wc -l)" -ge 4; do wait -n; done
		run_case "$name" &
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

mapfile -t names < <(
	case $* in
	'') ls "$ours/theirs" ;;
	files) cd "$ours" && find . -maxdepth 1 -type f ! -name allowed -printf '%f\n' | sort ;;
	*) printf '%s\n' "$@" ;;
	esac
)
rm -rf "$out" && mkdir -p "$out"
oracle_get "$oracle" ifupdown2 >"$out/apt" 2>&1 ||
	skip ifupdown2 "ifupdown2 cannot be had: $(tail -n1 "$out/apt")" "${names[@]}"
# Compiled once, here: the guest cannot keep it.
test "$side" != both || python3 -m compileall -q "$oracle/usr/share/ifupdown2"
boot_guests ifupdown2 "env SIDE=$side $srcdir/tests/ifupdown2.sh --guest" "${names[@]}"
judge ifupdown2 "$ours" "${names[@]}"
