#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# life.sh [NAME...] - ifup and ifdown beside Debian's, each in namespaces of its own
#
# Both live the same lives, with the same links and hooks.  A life is a file of
# testdata/life, an interfaces file with lines such as
#
#	#$ ifup -v eth0=home	a command; no such line: the usual life, below
#	#@ links eth0 eth1 br5	other links than eth0 and eth1
#	#@ veth eth2		links that have a carrier
#	#@ without dhclient	programs that are not there
#	#@ guest		needs User Mode Linux: tunnels, CAN; named guest-*
#
# and COUNT random ones follow, from SEED on.  After each command these must be
# equal: exit code, output with what every hook got as its environment, trace,
# the state files, and what ip and /proc/sys tell of the kernel.  What may differ
# is in testdata/life/allowed.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
lives=$srcdir/testdata/life
out=${LIFE_OUT:-$builddir/life}
COUNT=${COUNT:-24}
SEED=${SEED:-1}

usual_life() {
	all=$(awk '$1 == "iface" && !seen[$2]++ { printf " %s", $2 }' "$1")
	if is_guest; then
		printf '%s\n' "ifup -v -a" "ifup --force$all" "ifdown -v$all"
		return
	fi
	printf '%s\n' "ifup -v -a" "ifquery$all" "ifup$all" "ifup --force$all" "ifdown -v$all" "ifdown$all"
}

# has FILE WORD: the words after it; none: false.
has() {
	sed -n "s/^#@ $2 *//p" "$1" | grep . || grep -q "^#@ $2\$" "$1"
}

# Hooks, and programs that only tell how they were called.  An option `fail-in
# if-up.d` makes that folder's first script fail.
write_programs() {
	mount -t tmpfs tmpfs /usr/local/sbin || return
	cat >/usr/local/sbin/tell <<-'END'
		#!/bin/sh
		unset PWD OLDPWD
		printf 'run %s' "$0"
		test $# -eq 0 || printf ' <%s>' "$@"
		echo
		case $0 in */1more) ;; *) export -p ;; esac
		case $0 in */"${IF_FAIL_IN:-none}"*) exit 3 ;; esac
		case "$0 $* " in
		*network* | *" -r "* | *" -k "* | *" -S "* | */"${IF_NO_LEASE:-none}"*) ;;
		*/dhc*" -6 "*) ip link set "$IFACE" up && ip -6 addr replace 2001:db8:6::7/128 dev "$IFACE" ;;
		*dhc*) ip link set "$IFACE" up && ip addr replace 203.0.113.7/24 dev "$IFACE" ;;
		esac
	END
	chmod +x /usr/local/sbin/tell
	for phase in pre-up up down post-down; do
		for name in 0tell 1more not.run; do
			ln -s /usr/local/sbin/tell "/etc/network/if-$phase.d/$name"
		done
	done
	hidden=" $(has "$1" without) "
	for name in dhclient udhcpc dhcpcd bootpc pon poff avahi-autoipd start-stop-daemon; do
		test ! -x "/usr/sbin/$name" || mount --bind /dev/null "/usr/sbin/$name"
		test "$hidden" != "${hidden/ $name /}" || ln -s tell "/usr/local/sbin/$name"
	done
}

# Links without a carrier to wait for, and addresses that nobody looks for.
make_links() {
	number=0
	echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad
	echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
	# Of a tunnel it would be another each time.
	! is_guest || echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
	for name in $(has "$1" links || echo eth0 eth1); do
		number=$((number + 1))
		address=02:00:00:00:00:0$number
		ip link add name "$name" address "$address" type dummy 2>/dev/null ||
			ip link add name "$name" address "$address" type ifb || return
	done
	for name in $(has "$1" veth); do
		number=$((number + 1))
		ip netns add "$name" && ip link add "$name" address "02:00:00:00:00:0$number" \
			type veth peer name "$name" address "02:00:00:00:01:0$number" netns "$name" &&
			ip -n "$name" link set "$name" up || return
	done
}

# A carrier is known a moment after a link is up, and so is that nobody else has
# its link-local address.
wait_for_rest() {
	for _ in {1..50}; do
		ip -o link show type veth up | grep -qv ' state UP ' ||
			ip -6 -o address show tentative | grep -q . || return
		sleep 0.02
	done
}

# A line for each object, in an order that is the same each time.
is_guest() {
	test -n "${LIFE_GUEST-}"
}

kernel_state() {
	{
		printf '%s\n' link addr rule "route show table all" | ip -d -j -batch -
		printf '%s\n' rule "route show table all" | ip -6 -d -j -batch -
	} | sed 's/},{"\(ifindex\|priority\|type\)/}\n{"\1/g; s/^\[//; s/]$//; s/"[a-z]*_timer":[0-9. ]*,//g; s/"permaddr":"[^"]*",//g; s/"\(min\|max\)_mtu":[0-9]*,//g' | sort
	grep -rs . /proc/sys/net/ipv{4,6}/{conf,neigh}
}

state_files() {
	shopt -s nullglob
	cd /run/network 2>/dev/null || return
	for file in * .[!.]*; do
		case $file in ifplan* | .ifstate.*) continue ;; esac
		echo "$file: $(cat "$file" 2>/dev/null)"
	done
}

part() {
	echo "#### $1"
	shift
	"$@"
	echo
}

# live COMMANDS: each step's answers.
live() {
	while read -r command; do
		echo "\$ $command"
		# shellcheck disable=SC2086 # words
		timeout 30 $command >/run/test/out 2>/run/test/err </dev/null
		part exit echo $?
		part out cat /run/test/out
		part err cat /run/test/err
		part state state_files
		case $command in ifquery*) continue ;; esac
		wait_for_rest
		part kernel kernel_state
	done
}

# inside FILE TOOL: in private namespaces; the answers of all steps.
inside() {
	private_files "$1" && write_programs "$1" && make_links "$1" || return
	ln -s "$srcdir/testdata/compat/included" /etc/network/
	programs=$builddir
	test "$2" != theirs || programs=$builddir/oracle/sbin
	# Not in a guest: a library behind two file systems is a slow one.
	test "$2" != theirs || is_guest || mount -t overlay -o "lowerdir=$builddir/oracle/lib:/usr/lib" overlay /usr/lib || return
	ln -s "$programs"/if{up,down,query} /usr/local/sbin/
	export PATH="$srcdir/testdata/compat/scripts:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root
	set -f
	{ sed -n 's/^#\$ //p' "$1" | grep . || usual_life "$1"; } >/run/test/commands
	set +f
	live </run/test/commands
}

if test "${1-}" = --inside; then
	inside "$2" "$3"
	exit
fi

namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

file_of() {
	find "$lives" "$out.random" -maxdepth 1 -type f -name "$1" 2>/dev/null
}

# live_twice NAME: as Debian's and as ours.
live_twice() {
	for tool in theirs ours; do
		timeout -k 2 120 "${namespaces[@]}" "$srcdir/tests/life.sh" --inside "$(file_of "$1")" "$tool" \
			>"$out/$1.$tool" 2>"$out/$1.log" || return
		test ! -s "$out/$1.log" || return
	done
}

# What is not decided otherwise must be equal.
compare() {
	awk -v name="$out/$1" -f "$srcdir/tests/life.awk" "$lives/allowed" "$(file_of "$1")" "$out/$1.theirs" "$out/$1.ours" >"$out/$1.decided" &&
		diff -U2 --label ifupdown --label ours "$out/$1.theirs.left" "$out/$1.ours.left" >"$out/$1.log" && touch "$out/$1.ok"
}

is_for_guest() {
	has "$lives/$1" guest >/dev/null 2>&1
}

run_case() {
	if is_for_guest "$1"; then
		test ! -e "$out/$1.ours" || compare "$1"
	else
		live_twice "$1" && compare "$1"
	fi
}

# In User Mode Linux: what this kernel has not.
if test "${1-}" = --guest; then
	shift
	# shellcheck source=tests/guest.sh
	. "$srcdir/tests/guest.sh"
	out=/run/out
	export LIFE_GUEST=yes
	load ip_gre ipip sit ip6_tunnel ip6_gre
	for name; do
		live_twice "$name"
		echo "$name $SECONDS"
	done
	switch_off
fi

# Those that are named; `random` are COUNT random ones, `guest` those that need
# a guest, which take a minute each; nothing: all others.
rm -rf "$out.random" && mkdir -p "$out.random" || exit
test "${*:-random}" != random || "$builddir/tests/life_random" "$SEED" "$COUNT" "$out.random" || exit
case ${1-} in
'') mapfile -t names < <(find "$lives" -type f ! -name allowed ! -name 'guest-*' -printf '%f\n' | sort; ls "$out.random") ;;
guest) mapfile -t names < <(find "$lives" -name 'guest-*' -printf '%f\n' | sort) ;;
random) mapfile -t names < <(ls "$out.random") ;;
*) names=("$@") ;;
esac
"${namespaces[@]}" true 2>/dev/null || skip life "no private namespaces here" "${names[@]}"
oracle_get "$builddir/oracle" ifupdown >"$builddir/life.apt" 2>&1 ||
	skip life "the package ifupdown cannot be had: $(tail -n1 "$builddir/life.apt")" "${names[@]}"
rm -rf "$out" && mkdir -p "$out" || exit
guest=()
for name in "${names[@]}"; do is_for_guest "$name" && guest+=("$name"); done
if test ${#guest[@]} -gt 0 && command -v linux.uml >/dev/null; then
	boot_guest "$out/guest" "$srcdir/tests/life.sh --guest ${guest[*]}"
fi
for name in "${names[@]}"; do
	while test "$(jobs -pr | wc -l)" -ge 2; do wait -n; done
	run_case "$name" &
done
wait
count life "$out" "${names[@]}"
