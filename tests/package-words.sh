# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# package-words.sh - what the scripts of testdata/package say
cd /packages

# install_ours [FOLDER]: as an administrator does; dpkg removes ifupdown.
install_ours() {
	dpkg -i "${1:-.}"/libifplan0_*.deb "${1:-.}"/ifplan_*.deb
}

# Back again, in one go: ifenslave needs one of the two all the time.
install_ifupdown() {
	apt-get -y install ./ifupdown_*.deb
}

install_ifupdown2() {
	apt-get -y install ./ifupdown2_*.deb
}

# host_with_an_address: eth0 is up; its file tells when anybody takes it down.
host_with_an_address() {
	mkdir -p /run/network
	card eth0
	cat >/etc/network/interfaces <<-END
		# mine
		auto lo eth0
		iface lo inet loopback
		iface eth0 inet static
			address 192.0.2.10/24
			down echo down >>/run/touched
	END
	ifup -a
}

# From now on systemd runs, as it were: what it is asked to do is noted.  With
# --root= it is files alone that change.
watch_systemd() {
	mkdir -p /run/systemd/system
	mv /bin/systemctl /bin/systemctl.real
	cat >/bin/systemctl <<-'END'
		#!/bin/sh
		case $* in
		*--root=*) exec systemctl.real "$@" ;;
		*daemon-reload) ;;
		*) echo "systemctl $*" >>/run/touched ;;
		esac
	END
	chmod +x /bin/systemctl
}

# What no package may change: file, addresses, what is recorded, what a boot does.
host() {
	cksum /etc/network/interfaces
	ip -4 -o address show up
	find /run/network -type f -exec cksum {} + | sort
	enabled
}

# untouched HOST: it is as host() said, and no hook ran and no unit was asked for.
untouched() {
	host >"$1.now"
	diff "$1" "$1.now"
	test ! -e /run/touched
}

# leftovers FILES: those that are still there, and no package's.
leftovers() {
	while read -r file; do
		test -d "$file" || test ! -e "$file" || dpkg -S "$file" >&2 || echo "$file"
	done <"$1"
	find /etc -xtype l ! -lname /dev/null
}

# What a boot does, with systemd and without.
enabled() {
	(cd /etc && find systemd/system rc*.d -name '*networking*' | sort)
}

# depends WORDS: a package that depends on them can be installed.
depends() {
	mkdir -p asks/DEBIAN
	printf '%s\n' "Package: asks" "Version: 1" "Architecture: all" "Maintainer: nobody <nobody@example.org>" \
		"Depends: $1" "Description: asks" >asks/DEBIAN/control
	dpkg-deb -b asks asks.deb && dpkg -i asks.deb && dpkg -r asks
}

# fails COMMAND...
fails() {
	! "$@"
}

# card NAME: a network card, as it were.
card() {
	ip link add "$1" type veth peer name "$1-peer"
	ip link set "$1-peer" up
}

has_address() {
	ip -o address show dev "$1" | grep -wF "$2"
}

is_ours() {
	ifup --version | grep -q ifplan
}
