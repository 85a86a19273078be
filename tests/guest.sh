# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# guest.sh - what the first process of a User Mode Linux guest needs
#
# The guest sees this host's files, read only; /run/out is where it may write.
srcdir=${srcdir:?}
builddir=${builddir:?}
out=${out:?}
export srcdir builddir PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/out /run/kernel/lib/modules
mount -t hostfs -o "$out" none /run/out
ln -s "/usr/lib/uml/modules/$(uname -r)" /run/kernel/lib/modules/

# The guest finds no modules by itself: /lib/modules holds the host's.
load() {
	for module; do
		modprobe -d /run/kernel "$module"
	done
}

switch_off() {
	sync
	echo o >/proc/sysrq-trigger
	sleep 5
}

# This kernel has the older packet filter only: `iptables` means that one.
load iptable_nat xt_MASQUERADE
mount --bind /usr/sbin/xtables-legacy-multi /usr/sbin/xtables-nft-multi
load ipv6 veth bridge 8021q dummy macvlan vxlan
