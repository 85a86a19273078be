#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# bench.sh - ours, the limit and Debian's ifupdown side by side in one run
#
# usage: bench.sh [BUILD [WORKLOAD...]]	BUILD is $builddir unless named
#
# A workload is list:STANZAS, edit:STANZAS, ifedit:STANZAS, ports:COUNT,
# bridge:COUNT or check:COUNT (ifquery --check of so many ports that are up).  edit is a program of ours that parses, sets one option and
# saves; ifedit is the command, which looks for mistakes as well.  Competitors
# alternate within a workload, each up starts from a settled down, and only
# ratios within one run mean something.  Nothing touches the host: every
# workload has mount and network namespaces of its own, and ifupdown runs
# below a root that exists only there.

set -u

script=$(cd "$(dirname "$0")" && pwd)/bench.sh
. "${script%/bench/bench.sh}/oracle.sh"
cd "${1:-${builddir:?no build folder}}" || exit 1
[ $# -eq 0 ] || shift

tools=tests/bench		# all paths are relative to the build folder
work=bench
oracle=oracle
root=$work/root			# ifupdown's; a tmpfs
log=$work/log

say() {
	printf 'bench: %s\n' "$*" >&2
}

# --- the Debian binaries, never installed -------------------------------

# A root with the Debian binaries in place: ifupdown looks for its hook
# scripts in /etc/network, and those for /sbin/brctl.
root_make() {
	mkdir -p $root
	mount -t tmpfs -o mode=755 bench $root
	mkdir -p $root/etc/default $root/lib $root/sbin $root/run/network \
		$root/usr $root/proc $root/sys $root/dev $root/tmp
	mount --rbind /usr $root/usr
	mount --rbind /proc $root/proc
	mount --rbind /dev $root/dev
	mount -t sysfs sysfs $root/sys
	ln -s usr/bin $root/bin
	[ -e /lib64 ] && ln -s usr/lib64 $root/lib64
	ln -s /usr/lib/* $root/lib
	ln -s /usr/sbin/* $root/sbin
	cp -dR /etc/ld.so.cache /etc/passwd /etc/group $root/etc
	[ -d /etc/alternatives ] && cp -dR /etc/alternatives $root/etc
	for phase in pre-up up down post-down; do
		mkdir -p $root/etc/network/if-$phase.d
	done
	[ -x $oracle/sbin/ifup ] || return
	cp -dR --remove-destination $oracle/sbin/* $root/sbin
	rm -rf $root/lib/ifupdown $root/lib/bridge-utils
	cp -dR $oracle/lib/ifupdown $oracle/lib/bridge-utils $root/lib
	cp -dR $oracle/etc/default/bridge-utils $root/etc/default
}

root_add_bridge_script() {
	for phase in pre-up down post-down; do
		cp -dR $oracle/etc/network/if-$phase.d/bridge \
			$root/etc/network/if-$phase.d
	done
}

# --- the files -----------------------------------------------------------

stanzas_write() {
	awk -v count="$1" 'BEGIN {
	for (i = 0; i < count; i++) {
		name = sprintf("if%06d", i)
		net = "10." int(i / 65536) "." int(i / 256) % 256 "." i % 256
		if (i % 8 == 0)
			printf "# port %d of the rack, see the plan\n", i
		print (i % 10 == 9 ? "allow-hotplug " : "auto ") name
		if (i % 5 == 0) {
			print "iface " name " inet dhcp"
			print "\thostname host" i ".example.org"
			print "\tmetric " 100 + i % 50
		} else if (i % 5 == 1) {
			print "iface " name " inet manual"
			print "\tmtu 9000"
			print "\tup ip link set dev $IFACE alias rack-" i
			print "\tdown ip link set dev $IFACE alias none"
		} else if (i % 5 == 2) {
			print "iface " name " inet static"
			print "\taddress " net "/24"
			print "\tbridge_ports if" i "a \\\n\t\tif" i "b"
			print "\tbridge_stp off\n\tbridge_fd 0"
		} else if (i % 5 == 3) {
			print "iface " name " inet6 static"
			printf "\taddress 2001:db8:%x:%x::1/64\n", \
				i / 65536, i % 65536
			printf "\tgateway 2001:db8:%x:%x::fe\n", \
				i / 65536, i % 65536
		} else {
			print "iface " name " inet static"
			print "\taddress " net
			print "\tnetmask 255.255.255.0"
			print "\tpost-up ip route add 192.0.2.0/24 dev " name
		}
		print ""
	} }'
}

ports_write() {
	awk -v count="$1" 'BEGIN {
	for (i = 0; i < count; i++) {
		print "auto v" i
		print "iface v" i " inet static"
		print "\taddress 10." int(i / 256) "." i % 256 ".1/24"
		print "iface v" i " inet6 static"
		printf "\taddress 2001:db8:%x::1/64\n", i
		print "\tdad-attempts 0\n"
	} }'
}

bridge_write() {
	awk -v count="$1" 'BEGIN {
	print "auto br0\niface br0 inet static\n\taddress 10.0.0.1/24"
	printf "\tbridge_ports"
	for (i = 0; i < count; i++)
		printf " v%d", i
	print "\n\tbridge_stp off\n\tbridge_fd 0\n\tbridge_maxwait 0"
	}'
}

# --- the ports -----------------------------------------------------------

# Peers are up, in a namespace of their own, and silent.  Detection of
# duplicate link-local addresses is off: it would run into the next step.
ports_make() {
	echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
	echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits
	mount -t tmpfs run /run
	ip netns add peers
	ip netns exec peers sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	ip link set lo up
	awk -v count="$1" 'BEGIN {
	for (i = 0; i < count; i++)
		print "link add v" i " type veth peer name v" i " netns peers"
	}' | ip -batch -
	awk -v count="$1" 'BEGIN {
	for (i = 0; i < count; i++)
		print "link set v" i " up"
	}' | ip -n peers -batch -
	awk -v count="$1" 'BEGIN {
	for (i = 0; i < count; i++)
		print "link set v" i " addrgenmode eui64"
	}' >$root/addrgenmode
	$tools/settle down "$1"
}

# --- the lists for measure.c ---------------------------------------------

# steps UP DOWN COUNT COMPETITOR ROUNDS UP-COMMAND DOWN-COMMAND
steps() {
	up=$1 down=$2 count=$3 name=$4 rounds=$5
	echo "time $up:$count/$name $rounds $6"
	echo "check $tools/settle $up $count"
	echo "time $down:$count/$name $rounds $7"
	echo "check $tools/settle $down $count"
}

list_steps() {
	echo "time list:$1/limit 11 $tools/pass $root/list"
	if [ -x ./ifquery ]; then
		echo "time list:$1/ours 11 ./ifquery -l -i $root/list"
		echo "check cmp $root/auto $root/listed"
	fi
	[ "$1" -le 10000 ] && [ -x $root/sbin/ifquery ] &&
		echo "time list:$1/ifupdown 3" \
			"chroot $root /sbin/ifquery -l -i /list"
}

# edit_steps KIND COUNT COMMAND...
edit_steps() {
	kind=$1 count=$2
	shift 2
	cp $root/list $root/unedited
	echo "time $kind:$count/limit 7 $tools/pass $root/list"
	echo "time $kind:$count/ours 7 $*"
	echo "check grep -q mtu.1400 $root/list"
	echo "then cp $root/unedited $root/list"
}

# kernel_steps UP DOWN COUNT ROUNDS ROUNDS-OF-IFUPDOWN
kernel_steps() {
	steps "$1" "$2" "$3" limit "$4" \
		"$tools/batch $1 $3" "$tools/batch $2 $3"
	if [ -x ./ifup ] && [ -x ./ifdown ]; then
		args="-a -i $root/file --state-dir $root/run/ours"
		steps "$1" "$2" "$3" ours "$4" "./ifup $args" "./ifdown $args"
		ports_reset "$2" "$3" $root/run/ours
	fi
	if [ -x $root/sbin/ifup ]; then
		args="-a -i /file"
		steps "$1" "$2" "$3" ifupdown "$5" \
			"chroot $root /sbin/ifup $args" \
			"chroot $root /sbin/ifdown $args"
		ports_reset "$2" "$3" $root/run/network
	fi
}

# All ports are up, by ours; the limit is two dumps and the parse of the file.
check_steps() {
	args="-a -i $root/file --state-dir $root/run/ours"
	./ifup $args >&2
	$tools/settle up "$1" >&2
	echo "time check:$1/limit 11 $tools/dumps ./ifquery --list -a -i $root/file"
	echo "time check:$1/ours 11 ./ifquery --check $args"
}

# Whatever a competitor left behind must not burden the next one.
ports_reset() {
	echo "then $tools/batch $1 $2"
	[ "$1" = bridge-down ] && echo "then ip -batch $root/addrgenmode"
	echo "then find $3 -type f -delete"
	echo "then $tools/settle $1 $2"
}

# --- one workload, within its namespaces ---------------------------------

# What a list must print, and what ours prints.
list_answer() {
	{ echo lo; sed -n 's/^auto //p' $root/list; } >$root/auto
	[ ! -x ./ifquery ] || ./ifquery -l -i $root/list >$root/listed
}

# In the form of measure.c: the peak of a competitor called file.
file_size() {
	printf '%s:%s/file\t0\t0\t%s\t1\tok\n' "$1" "$2" $(($(wc -c <$root/list) / 1024))
}

workload_run() {
	kind=${1%:*} count=${1#*:}
	root_make
	mkdir -p $root/run/ours
	[ ! -d /etc/network ] || mount -t tmpfs none /etc/network
	case $kind in
	list)
		stanzas_write "$count" >$root/list
		list_steps "$count" >$root/steps
		list_answer ;;
	edit)
		stanzas_write "$count" >$root/list
		edit_steps edit "$count" tests/examples/set-option if000500 mtu 1400 $root/list >$root/steps
		file_size edit "$count" ;;
	ifedit)
		stanzas_write "$count" >$root/list
		edit_steps ifedit "$count" ./ifedit --file $root/list --write set if000500 mtu 1400 >$root/steps
		file_size ifedit "$count" ;;
	ports)
		ports_write "$count" >$root/file
		ports_make "$count"
		case $count in
		1)	kernel_steps up down 1 21 5 ;;
		????*)	kernel_steps up down "$count" 5 1 ;;
		*)	kernel_steps up down "$count" 7 2 ;;
		esac >$root/steps ;;
	check)
		ports_write "$count" >$root/file
		ports_make "$count"
		check_steps "$count" >$root/steps ;;
	bridge)
		bridge_write "$count" >$root/file
		ports_make "$count"
		[ -x $root/sbin/ifup ] && root_add_bridge_script
		kernel_steps bridge-up bridge-down "$count" 7 2 >$root/steps ;;
	esac
	$tools/measure <$root/steps
}

# --- the tables ----------------------------------------------------------

tables_print() {
	awk -F '\t' '
	{
		split($1, part, "/")
		if (!(part[1] in seen))
			order[++workloads] = part[1]
		seen[part[1]] = 1
		wall[$1] = $2; cpu[$1] = $3; peak[$1] = $4; runs[$1] = $5
		status[$1] = $6
	}
	function head(name) {
		sub(/:/, " ", name)
		sub(/-/, " ", name)
		printf "%-16s", name
	}
	function times(id) {
		if (!(id in wall))
			printf "  %8s %8s", "-", "-"
		else if (status[id] == "late")
			printf "  %8s %8s", "> 90 s", "-"
		else if (status[id] == "failed")
			printf "  %8s %8s", "failed", "-"
		else
			printf "  %8.2f %8.2f", wall[id], cpu[id]
	}
	function ratio(id, limit, ms) {
		if (status[id] == "ok" && status[limit] == "ok" && ms[limit])
			printf " %6.*f", ms[id] / ms[limit] < 99 ? 2 : 0,
				ms[id] / ms[limit]
		else
			printf " %6s", "-"
	}
	function memory(id) {
		if (id in peak)
			printf " %8.1f %5d", peak[id] / 1024, runs[id]
		else
			printf " %8s %5s", "-", "-"
	}
	function rival_table(name) {
		printf "\n%-16s  %8s %8s  %8s %8s %6s %6s\n", "ms",
			"limit", "cpu", name, "cpu", "x", "x cpu"
		for (i = 1; i <= workloads; i++) {
			limit = order[i] "/limit"
			id = order[i] "/" name
			head(order[i])
			times(limit)
			times(id)
			ratio(id, limit, wall)
			ratio(id, limit, cpu)
			print ""
		}
	}
	END {
		rival_table("ours")
		rival_table("ifupdown")
		printf "\n%-16s %8s %5s %8s %5s %8s %5s\n", "peak MiB",
			"limit", "runs", "ours", "runs", "ifupdown", "runs"
		for (i = 1; i <= workloads; i++) {
			head(order[i])
			memory(order[i] "/limit")
			memory(order[i] "/ours")
			memory(order[i] "/ifupdown")
			print ""
		}
		for (i = 1; i <= workloads; i++)
			if (order[i] "/file" in peak)
				printf "%s: peak %.1f times the file of %.1f MiB\n",
					order[i], peak[order[i] "/ours"] / peak[order[i] "/file"],
					peak[order[i] "/file"] / 1024
	}' "$1"
	cat <<-'END'

	Medians; wall time unless it says cpu (of all processes of a command).
	The limit is pass.c (list), dumps.c and ifquery --list (check) or pass.c and batch.c (the rest); x is the ratio to it.
	END
}

# --- all of it -----------------------------------------------------------

namespaces() {
	if [ "$(id -u)" = 0 ]; then
		unshare -mn "$@"
	else
		unshare -rmn "$@"
	fi
}

if [ "${1-}" = --inside ]; then
	workload_run "$2" 2>>$log
	exit
fi

mkdir -p $work
: >$log
: >$work/results
if ! namespaces true 2>>$log; then
	say "skipped: no private namespaces here (be root)"
	exit 0
fi
for tool in ip modprobe sysctl; do
	command -v $tool >/dev/null || say "$tool is missing"
done
[ -x ./ifup ] || say "ours left out: no ifup in the build folder"
oracle_get $oracle ifupdown bridge-utils >>$log 2>&1 ||
	say "ifupdown left out: it cannot be had, see $log"
[ $# -gt 0 ] || set -- list:10000 list:100000 edit:1000 edit:10000 \
	edit:100000 ifedit:1000 ifedit:100000 ports:1 ports:100 bridge:100 \
	ports:1000 check:1000
for workload; do
	say "$workload"
	namespaces sh "$script" . --inside "$workload" >>$work/results ||
		say "$workload did not work, see $log"
done
tables_print $work/results
if grep -q 'failed$' $work/results; then
	say "some failed, see $log in the build folder"
fi
