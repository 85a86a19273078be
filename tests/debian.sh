# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# debian.sh - a Debian tree with ifupdown in it, and packages to install there
#
# Made once below build/debian, about 250 MB.  Each test gets the tree with an
# overlay in memory, so that nothing it does stays.
debian=$builddir/debian
tree=$debian/tree
packages=$debian/packages
in_tree=systemd,systemd-sysv,udev,kmod,adduser,init-system-helpers,iproute2,iputils-ping,procps
in_tree+=,ifupdown,ifenslave,vlan,bridge-utils,dnsmasq-base,isc-dhcp-client
in_tree+=,libmnl0,libnl-route-3-200,libjansson4,libsmartcols1

# need_root GROUND NAME...: ends the test when a tree cannot be made or mounted.
need_root() {
	ground=$1
	shift
	test "$(id -u)" -eq 0 || skip "$ground" "only root can make a Debian tree" "$@"
	unshare --mount sh -c 'mount -t tmpfs none /mnt && mkdir /mnt/upper /mnt/work /mnt/root &&
		mount -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work none /mnt/root' 2>/dev/null ||
		skip "$ground" "this kernel has no overlay file system for us" "$@"
}

get_mmdebstrap() {
	command -v mmdebstrap >/dev/null ||
		{ apt-get -qq update && apt-get -qq -y --no-install-recommends install mmdebstrap; } >/dev/null
}

make_tree() {
	test "$(cat "$tree.made" 2>/dev/null)" != "$in_tree" || return 0
	get_mmdebstrap && rm -rf "$tree" && mkdir -p "$debian" &&
		mmdebstrap --quiet --variant=minbase --include="$in_tree" \
			--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
			bookworm "$tree" &&
		(cd "$debian" && rm -f ifupdown_*.deb && apt-get -qq download ifupdown) &&
		echo "$in_tree" >"$tree.made"
}

# Another version of a package, to upgrade to.
raise_version() {
	dpkg-deb -R "$1" "$packages/next" &&
		sed -i "s/^Version: .*/Version: $2/; s/(= [^)]*)/(= $2)/; s/ifupdown (= $2)/ifupdown (= 0.8.41)/" "$packages/next/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$packages/next" "$packages/next.d" >/dev/null &&
		rm -rf "$packages/next"
}

# Nothing that goes into them is newer than they are.
are_built() {
	test -e "$builddir/deb/done" &&
		test -z "$(cd "$srcdir" && find Makefile configure.ac README cmd debian lib parser -newer "$builddir/deb/done" -type f)"
}

make_packages() {
	if ! are_built; then
		"$srcdir/debian/build.sh" "$srcdir" "$builddir" >"$debian/build.log" 2>&1 || { cat "$debian/build.log"; return 1; }
		touch "$builddir/deb/done"
	fi
	rm -rf "$packages" && mkdir -p "$packages/next.d" && cp "$builddir"/deb/*.deb "$packages" && rm "$packages"/*-dbgsym_* || return
	for package in ifplan libifplan0; do
		raise_version "$packages/$package"_*.deb 99 || return
	done
	cp "$debian"/ifupdown_*.deb "$packages"
}

# Inside a private mount namespace: the tree at $root, with the packages.
mount_tree() {
	root=$debian/root
	mkdir -p "$root" &&
	mount -t tmpfs none "$root" &&
	mkdir "$root/upper" "$root/work" "$root/root" &&
	mount -t overlay -o lowerdir="$tree,upperdir=$root/upper,workdir=$root/work" none "$root/root" &&
	root=$root/root &&
	cp -r "$packages" "$root/packages"
}
