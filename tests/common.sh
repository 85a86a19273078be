# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# common.sh - what the grounds share: the list of cases, the count, private files

srcdir=${srcdir:-$(cd "$(dirname "$0")/.." && pwd)}
builddir=${builddir:-$PWD/build}
export srcdir builddir LC_ALL=C
cases=$srcdir/testdata/cases

# cases_with FILE [NAME...]: folders that hold FILE; only those named, if any are.
cases_with() {
	file=$1
	shift
	for folder in "$cases"/*/; do
		name=$(basename "$folder")
		test -e "$folder$file" || continue
		case " ${*:-$name} " in
		*" $name "*) echo "$name" ;;
		esac
	done
}

# count GROUND OUT NAME...: the cases' logs in OUT; each has NAME.log and, when
# it passed, NAME.ok.  Prints how the failed ones ended, and the tally.
count() {
	ground=$1 out=$2 passed=0 failed=0
	shift 2
	for name; do
		if test -e "$out/$name.ok"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAILED $ground $name: the last lines of $out/$name.log"
			{ tail -n 20 "$out/$name.log" 2>/dev/null || echo "did not run"; } | sed 's/^/    /'
		fi
	done
	echo "$ground: $passed passed, $failed failed, 0 skipped"
	test "$failed" -eq 0
}

# run_cases GROUND OUT NAME...: run_case NAME for each, two at a time; the tally.
run_cases() {
	ground=$1 out=$2
	shift 2
	rm -rf "$out" && mkdir -p "$out" || return
	for name; do
		while test "$(jobs -pr | wc -l)" -ge 2; do wait -n; done
		run_case "$name" &
	done
	wait
	count "$ground" "$out" "$@"
}

# skip GROUND REASON NAME...
skip() {
	ground=$1 reason=$2
	shift 2
	echo "$ground: skipped, $reason"
	echo "$ground: 0 passed, 0 failed, $# skipped"
	exit 0
}

hide_folders() {
	for hidden; do
		test ! -d "$hidden" || mount -t tmpfs tmpfs "$hidden" || return
	done
}

# private_files FOLDER - inside a private mount namespace: an empty /run, an
# /etc of links in which only network/, filled from FOLDER, and resolv.conf are
# others, and what DHCP clients keep; or with that file `interfaces`.
private_files() {
	mount --make-rprivate / &&
	mount -t sysfs sysfs /sys &&
	mount -t tmpfs tmpfs /run &&
	mkdir -p /run/etc /run/test &&
	mount --bind /etc /run/etc &&
	mount -t tmpfs tmpfs /etc &&
	ln -s /run/etc/* /etc/ &&
	rm -f /etc/network /etc/resolv.conf &&
	touch /etc/resolv.conf &&
	hide_folders /var/lib/dhcp /var/lib/dhcpcd &&
	mkdir -p /etc/network/if-pre-up.d /etc/network/if-up.d \
		/etc/network/if-down.d /etc/network/if-post-down.d || return
	if test -d "$1"; then
		cp -r "$1"/interfaces* "$1"/if-*.d /etc/network/ 2>/dev/null
	else
		cat "$1" >/etc/network/interfaces
	fi
	chmod -f +x /etc/network/if-*.d/*
	test -r /etc/network/interfaces
}

# prepare_kernel FOLDER - the stanzas of its file `kernel` as ip commands: create all, then settings, addresses.
prepare_kernel() {
	ip netns add peer || return
	awk '
		function later(order, command) { todo[order] = todo[order] "\n" command }
		$1 == "iface" { name = $2 }
		$1 == "kind" && $2 == "veth" {
			print "ip link add", name, "type veth peer name", name, "netns peer"
			print "ip -n peer link set", name, "up" }
		$1 == "kind" && $2 !~ /veth|loopback/ { print "ip link add dev", name, "type", $2 }
		$1 == "mtu" { later(1, "ip link set dev " name " mtu " $2) }
		$1 == "hwaddress" { later(1, "ip link set dev " name " address " $NF) }
		$1 == "master" { later(1, "ip link set dev " name " master " $2) }
		$1 == "state" && $2 == "up" { later(2, "ip link set dev " name " up") }
		$1 == "address" { later(3, "ip address add " $2 " dev " name ($2 ~ /:/ ? "" : " broadcast +")) }
		$1 == "gateway" { later(4, "ip route add default via " $2 " dev " name) }
		END { for (order = 1; order <= 4; order++) print todo[order] }
	' "$1/kernel" >/run/test/devices &&
	sh -e /run/test/devices
}

# Has a carrier come or gone of which the kernel has not yet made a state?  That
# takes up to a second.
is_unsettled() {
	for folder in /sys/class/net/*/; do
		read -r carrier <"$folder/carrier" 2>/dev/null || continue
		read -r state <"$folder/operstate"
		case $carrier$state in 1*down | 0u*) return 0 ;; esac
	done
	return 1
}

# uml SECONDS OPTION... - User Mode Linux on files of this machine.
uml() {
	limit=$1
	shift
	LD_PRELOAD=$builddir/tests/uml.so timeout -k 5 "$limit" \
		linux.uml mem=512M rootfstype=hostfs con=null con0=fd:0,fd:1 "$@" </dev/null
}

# boot_guest FILES COMMAND - User Mode Linux whose first process is COMMAND;
# its console goes to FILES.console.
boot_guest() {
	cat >"$1.init" <<-END
		#!/bin/sh
		export srcdir='$srcdir' builddir='$builddir' out='$out'
		exec $2
	END
	chmod +x "$1.init"
	uml "${guest_limit:-900}" rootflags=/ ro init="$1.init" quiet >"$1.console" 2>&1
}

# boot_guests GROUND COMMAND NAME... - two guests share the names, of which
# COMMAND gets its half; ends as skipped when no guest can be booted.  A guest
# that booted makes $out/booted.
boot_guests() {
	ground=$1 command=$2 first='' second=''
	shift 2
	command -v linux.uml >/dev/null ||
		skip "$ground" "User Mode Linux (package user-mode-linux) is not here" "$@"
	for name; do
		half="$second $name"
		second=$first first=$half
	done
	boot_guest "$out/first" "$command$first" &
	test -z "$second" || boot_guest "$out/second" "$command$second"
	wait
	test ! -e "$out/booted" || return 0
	sed 's/^/    /' "$out/first.console"
	skip "$ground" "User Mode Linux does not boot here" "$@"
}
