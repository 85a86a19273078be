#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# case.sh FOLDER - one case on a real kernel
#
# Started inside private mount, network and process namespaces (netns.sh,
# vm.sh).  Builds the devices of `kernel`, makes the case's files /etc/network,
# runs `run`, or else the life of a host: ifup -a, ifup -a again, ifdown -a, and
# the commands of `plan` typed by hand.
# $programs is where the commands are, when they are not those just built.
# What is wrong is printed; exit 0 when nothing is.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
set -u
folder=$1
export PATH="${programs:-$builddir}:$srcdir/tests/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root
failures=0

fail() {
	echo "$*"
	failures=$((failures + 1))
}

# same WHAT EXPECTED-FILE FILE: an absent expectation is an empty one.
same() {
	test -e "$2" || set -- "$1" /dev/null "$3"
	diff -u --label "expected $1" --label "$1" "$2" "$3" >/run/test/difference ||
		fail "$(head -n 40 /run/test/difference)"
}

# attempt WHAT COMMAND...: output to /run/test/WHAT, exit code to $code.  A
# message may name the kernel's version: KERNEL.
attempt() {
	what=$1
	shift
	"$@" >"/run/test/$what.out" 2>"/run/test/$what.err" </dev/null
	code=$?
	sed -i "s/$(uname -r)/KERNEL/g" "/run/test/$what.err"
	cat "/run/test/$what.out" "/run/test/$what.err" >"/run/test/$what"
}

# A script of the case: all must succeed.
script() {
	test -e "$folder/$1" || return 0
	attempt "$1" sh -eux "$folder/$1"
	test "$code" -eq 0 || fail "script '$1' failed ($code):" "$(tail -n 15 "/run/test/$1")"
}

# What the kernel holds, by readers that are not ours.  Random hardware
# addresses are shown only where the case sets one.
state() {
	mac=
	grep -Eqr '^[[:space:]]*(hwaddress|bridge[-_]hw)' "$folder"/interfaces* && mac=--mac
	{
		"$builddir/tests/readback" $mac
		{ ip -d -j link; bridge -compressvlans -j vlan; } |
			jq -rs --arg asked "$(cat "$folder"/interfaces)" -f "$srcdir/tests/state.jq"
	} 2>&1 | sort
}

# The kernel keeps the addresses of lo when it goes down; that is not a rest.
without_lo() {
	grep -v '^address lo ' "$1" >"$1.without_lo"
	echo "$1.without_lo"
}

# Without a carrier they stay so.
has_tentative() {
	for link in $(ip -6 -o address show tentative -dadfailed | awk '{ print $2 }'); do
		! ip link show dev "$link" 2>/dev/null | grep -q LOWER_UP || return 0
	done
	return 1
}

# Wait until no event came for a while, and no address is looked for.
settle() {
	seen=-1
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		now=$(wc -c </run/test/events)
		test "$now" -eq "$seen" && ! has_tentative && return
		seen=$now
		sleep 0.4
	done
}

# A second ifup does nothing.  An event of the kernel's own may be late (a
# carrier), so somebody who saw one looks again.
run_again() {
	: >/run/test/events
	ip -o monitor link address route >>/run/test/events 2>/dev/null &
	monitor=$!
	for _ in 1 2 3; do
		settle
		state >/run/test/after
		: >/run/test/events
		attempt again ifup -a
		sleep 0.1
		state >/run/test/again.state
		test -s /run/test/events || break
	done
	kill $monitor
	test "$code" -eq 0 || fail "second ifup -a: exit code $code"
	same "output of the second ifup -a" /dev/null /run/test/again
	same "events of the second ifup -a" /dev/null /run/test/events
	same "kernel after the second ifup -a" /run/test/after /run/test/again.state
}

# All is as the file says, but for what `differs` shows.
check_all() {
	attempt check ifquery --check -a -q
	test "$code" -eq "$(test ! -e "$folder/differs"; echo $?)" || fail "ifquery --check -a $1: exit code $code"
	same "output of ifquery --check -a $1" "$folder/differs" /run/test/check.out
}

# What the kernel has, as a file: a check of it finds nothing.
write_running() {
	attempt running ifquery --running -a
	test "$code" -eq 0 || fail "ifquery --running -a: exit code $code"
	cp /run/test/running.out /run/test/interfaces
	running=$(awk '$1 == "iface" && !seen[$2]++ { print $2 }' /run/test/interfaces)
	test -n "$running" || return
	# shellcheck disable=SC2086 # a list of names
	attempt check ifquery --check --quiet -i /run/test/interfaces $running
	test "$code" -eq 0 || fail "ifquery --check of what runs: exit code $code" "$(cat /run/test/interfaces)"
	same "check of what runs" /dev/null /run/test/check
}

# That file makes the same kernel of one where nothing is up, unless there was
# a link in it that no stanza makes: a tunnel.
run_running() {
	test -n "$running" && test ! -e "$folder/differs" || return 0
	! grep -q "^# made by others" /run/test/interfaces || return 0
	words="-i /run/test/interfaces --state-dir /run/test/state --no-scripts"
	# shellcheck disable=SC2086 # lists of words
	attempt up ifup $words $running
	test "$code" -eq 0 || fail "ifup of what ran: exit code $code" "$(cat /run/test/up)"
	# A topology change shortens the ageing time of a bridge for a while.
	for _ in $(seq 50); do
		state >/run/test/made
		cmp -s /run/test/after /run/test/made && break
		sleep 0.5
	done
	same "kernel made by what ran" /run/test/after /run/test/made
	# shellcheck disable=SC2086 # lists of words
	attempt down ifdown $words $running
}

# What a check finds, a line each: "eth0: mtu: is 1400, not 1500", and of an
# interface as a whole "eth0: link is down".
findings() {
	jq -r '.interfaces[] | .name as $name
		| (select(.text) | "\($name): \(.text)"), (select(.reason) | "\($name): \(.reason)"),
		  (.options[] | select(.status == "fail") | "\($name): \(.name): \(.reason)")' "$1"
}

# What the kernel never changes of a living link: ifup --force says so, by name,
# and what was made of the file is made anew.
repair_refused() {
	attempt repair ifup --force -a
	test "$code" -eq 1 || fail "ifup --force after \"$1\": exit code $code"
	grep '^error: ' /run/test/repair.err >/run/test/refused
	echo "error: $2" >/run/test/wanted
	same "what ifup --force says after \"$1\"" /run/test/wanted /run/test/refused
	ifdown -a >/dev/null 2>&1
	attempt repair ifup -a
}

# Each line of `tamper` changes the kernel behind our back and says in its
# comment what a check then finds, and that must be all; ifup --force repairs it.
# Where it cannot, a second comment is what it says: "... # FOUND # REFUSED".
tamper() {
	test -e "$folder/tamper" || return 0
	while IFS= read -r line <&3; do
		sh -ec "${line%% # *}" || fail "cannot tamper: $line"
		attempt check ifquery --check -a -o json2
		test "$code" -eq 1 || fail "ifquery --check -a after \"$line\": exit code $code"
		findings /run/test/check.out >/run/test/found
		rest=${line#* # }
		echo "${rest%% # *}" | sed 's/ & /\n/g' >/run/test/wanted
		same "findings after \"$line\"" /run/test/wanted /run/test/found
		case $rest in
		*' # '*) repair_refused "$line" "${rest##* # }" ;;
		*)
			attempt repair ifup --force -a
			test "$code" -eq 0 || fail "ifup --force after \"$line\":" "$(cat /run/test/repair)"
			;;
		esac
		check_all "after the repair of \"$line\""
	done 3<"$folder/tamper"
}

run_life() {
	state >/run/test/before
	attempt up ifup -a
	test "$code" -eq 0 || fail "ifup -a: exit code $code"
	same "output of ifup -a" "$folder/err" /run/test/up
	state >/run/test/after
	test ! -e "$folder/kernel.after" || same kernel.after "$folder/kernel.after" /run/test/after
	script check
	run_again
	check_all 'when all is up'
	write_running
	tamper

	attempt query ifquery --state
	names=$(awk '$1 == "auto" { $1 = ""; print }' /etc/network/interfaces)
	for name in $names; do
		grep -q "^$name=" /run/test/query || fail "ifquery --state does not list $name:" "$(cat /run/test/query)"
	done
	attempt down ifdown -a
	test "$code" -eq 0 || fail "ifdown -a: exit code $code"
	same "output of ifdown -a" "$folder/err.down" /run/test/down
	state >/run/test/down.state
	same "kernel after ifdown -a" "$(without_lo /run/test/before)" "$(without_lo /run/test/down.state)"
	attempt query ifquery --state
	same "ifquery --state after ifdown -a" /dev/null /run/test/query
	script check.down
	run_running
	run_plan
}

# A printed plan, typed into a shell, has the effect of the steps: ip and bridge
# make the same kernel.  Complaints printed before it are no commands.
run_plan() {
	test -e "$folder/plan" && test -e "$folder/kernel.after" || return 0
	grep -Ev '^(warning|error|hint|ifup): |^  --> |^ +([0-9]+ )?\|' "$folder/plan" >/run/test/plan.sh
	attempt plan sh /run/test/plan.sh
	same "what the plan's commands complain about" /dev/null /run/test/plan.err
	for _ in 1 2 3 4 5 6 7 8; do
		state >/run/test/plan.state
		cmp -s "$folder/kernel.after" /run/test/plan.state && return
		sleep 0.5
	done
	same "kernel after the plan's commands" "$folder/kernel.after" /run/test/plan.state
}

run_command() {
	cd "$folder" || exit 1
	attempt run sh ./run
	cat exit 2>/dev/null >/run/test/exit || echo 0 >/run/test/exit
	echo "$code" >/run/test/code
	same "exit code" /run/test/exit /run/test/code
	same out out /run/test/run.out
	same err err /run/test/run.err
	state >/run/test/after
	test ! -e kernel.after || same kernel.after kernel.after /run/test/after
	script check
}

if ! { private_files "$folder" && prepare_kernel "$folder"; }; then
	echo "cannot prepare the ground"
	exit 1
fi
script setup
if test -e "$folder/run"; then run_command; else run_life; fi
test "$failures" -eq 0
