#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# life.sh [CASE...] - ifup and ifdown beside Debian's, each in namespaces of its own
#
# Both live the same life with the same devices and the same hooks: up, asked
# for, up again, up by force, down, down again.  After each step these must be
# equal: exit code, output, what every hook got as its environment, the state
# files, and the kernel's links, addresses, routes and rules.
# A case is a folder of testdata/life: `interfaces`, `kernel`, and in `commands`
# the steps, if they are others.  What may differ is in testdata/life/allowed.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
cases=$srcdir/testdata/life
out=$builddir/life

# What ip says of the kernel's errors, and what we say instead: with the place in
# the file, the line and a hint.
TALK='^(Error: |RTNETLINK answers: |Cannot find device |Device ".*" does not exist)|^(warning|error|hint): |^  --> |^ +([0-9]+ )?\|'

# A hook for every folder: its environment, numbered in the order of the calls.
write_hooks() {
	for phase in pre-up up down post-down; do
		cat >"/etc/network/if-$phase.d/0tell" <<-'END'
			#!/bin/sh
			number=$(cat /run/test/number 2>/dev/null || echo 0)
			echo $((number + 1)) >/run/test/number
			env | grep -v '^\(_\|PWD\|SHLVL\|OLDPWD\)=' | sort >"/run/test/env.$(printf %03d "$number").$IFACE.$PHASE"
		END
		chmod +x "/etc/network/if-$phase.d/0tell"
	done
}

# The links of `kernel`, with addresses that are the same each time.
make_links() {
	number=0
	ip netns add peer || return
	# Nobody else has these addresses: no need to look for them.
	echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
	echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits
	while read -r word name _; do
		test "$word" = iface && test "$name" != lo || continue
		number=$((number + 1))
		ip link add "$name" address "02:00:00:00:00:0$number" type veth peer name "$name" \
			address "02:00:00:00:01:0$number" netns peer &&
			ip -n peer link set "$name" up || return
	done <"$1/kernel"
}

kernel_state() {
	for what in link addr "route show table all" "-6 route show table all" rule "-6 rule"; do
		# shellcheck disable=SC2086 # words
		ip -d -j $what | jq -S 'map(del(.stats, .stats64, .link_netnsid, .valid_life_time)) | sort_by(tostring) | .[]'
	done
	for folder in /proc/sys/net/ipv4/conf/* /proc/sys/net/ipv6/conf/*; do
		grep -H . "$folder"/{accept_ra,autoconf,use_tempaddr,disable_ipv6,addr_gen_mode,mtu,forwarding} 2>/dev/null
	done
}

# The state, once it stays the same: carriers take their time.
settle() {
	kernel_state >/run/test/before
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
		sleep 0.3
		kernel_state >/run/test/now
		cmp -s /run/test/before /run/test/now && ! ip -br link | grep -q NO-CARRIER && break
		mv /run/test/now /run/test/before
	done
	cat /run/test/before
}

# live CASE FOLDER: each step's answers as files of FOLDER.
live() {
	step=0
	while read -r command; do
		step=$((step + 1))
		to=$2/$step
		mkdir -p "$to" && echo "$command" >"$to/command"
		rm -f /run/test/env.* /run/test/number
		# shellcheck disable=SC2086 # words
		timeout 60 $command >"$to/out" 2>/run/test/err </dev/null
		echo $? >"$to/exit"
		grep -Ev "$TALK" /run/test/err >"$to/err"
		settle >"$to/kernel"
		cp /run/test/env.* "$to" 2>/dev/null
		(cd /run/network 2>/dev/null && grep -r . . | grep -v '^./ifplan' | sort) >"$to/state"
	done
}

if test "${1-}" = --inside; then
	folder=$2 tool=$3 to=$4
	test "$tool" = theirs && programs=$builddir/oracle/sbin || programs=$builddir
	export PATH="$programs:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root
	{ private_files "$folder" && write_hooks && make_links "$folder"; } || exit 1
	mapfile -t names < <(awk '$1 == "iface" && !seen[$2]++ { print $2 }' "$folder/interfaces")
	{
		cat "$folder/commands" 2>/dev/null || {
			echo "ifup -a"
			echo "ifquery ${names[*]}"
			echo "ifup ${names[*]}"
			echo "ifup --force ${names[*]}"
			echo "ifdown ${names[*]}"
			echo "ifdown ${names[*]}"
		}
	} >/run/test/commands
	live "$folder" "$to" </run/test/commands
	exit
fi

namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

run_case() {
	for tool in theirs ours; do
		timeout -k 2 300 "${namespaces[@]}" "$srcdir/tests/life.sh" --inside "$cases/$1" "$tool" "$out/$1.$tool" \
			>"$out/$1.$tool.log" 2>&1 || { cat "$out/$1.$tool.log" >"$out/$1.log"; return; }
	done
	leave_out "$1"
	(cd "$out" && diff -ru "$1.theirs" "$1.ours") >"$out/$1.log" && touch "$out/$1.ok"
}

# What may differ: "COMMAND FILE" matches a pattern of `allowed`, before its tab.
leave_out() {
	for file in "$out/$1".{theirs,ours}/*/*; do
		while IFS=$'\t' read -r pattern _; do
			# shellcheck disable=SC2053 # a pattern
			[[ "$(cat "$(dirname "$file")/command") ${file##*/}" == $pattern ]] && echo "$file"
		done < <(grep -hv '^#' "$cases/allowed" "$cases/$1/allowed" 2>/dev/null)
	done >"$out/$1.left"
	xargs -r rm -f <"$out/$1.left"
}

mapfile -t names < <(cases_with interfaces "$@")
"${namespaces[@]}" true 2>/dev/null || skip life "no private namespaces here" "${names[@]}"
oracle_get "$builddir/oracle" ifupdown >"$builddir/life.apt" 2>&1 ||
	skip life "the package ifupdown cannot be had: $(tail -n1 "$builddir/life.apt")" "${names[@]}"
run_cases life "$out" "${names[@]}"
