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
