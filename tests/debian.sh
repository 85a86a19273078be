# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# debian.sh - a Debian tree with ifupdown in it, and packages to install there
#
# Made once below build/debian, about 200 MB, while the packages are built.  Each
# test gets the tree with an overlay in memory, so that nothing it does stays.
debian=$builddir/debian
tree=$debian/tree
packages=$debian/packages
in_tree=systemd,systemd-sysv,udev,kmod,adduser,init-system-helpers,iproute2,iputils-ping,procps
in_tree+=,ifupdown,ifenslave,vlan,bridge-utils,dnsmasq-base,isc-dhcp-client
in_tree+=,usr-is-merged,libmnl0,libnl-route-3-200,libjansson4,libsmartcols1,python3

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
	get="apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install mmdebstrap"
	command -v mmdebstrap >/dev/null || $get >/dev/null || { apt-get -qq update && $get >/dev/null; }
}

make_tree() {
	test "$(cat "$tree.made" 2>/dev/null)" != "$in_tree" || return 0
	rm -rf "$tree" &&
		mmdebstrap --quiet --variant=apt --include="$in_tree" --dpkgopt=force-unsafe-io \
			--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
			--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
			bookworm "$tree" &&
		(cd "$debian" && rm -f ifupdown*.deb && apt-get -qq download ifupdown ifupdown2) &&
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

build_packages() {
	are_built || { LINTIAN=: "$srcdir/debian/build.sh" "$srcdir" "$builddir" && touch "$builddir/deb/done"; }
}

collect_packages() {
	rm -rf "$packages" && mkdir -p "$packages/next.d" && cp "$builddir"/deb/*.deb "$packages" && rm "$packages"/*-dbgsym_* || return
	for package in ifplan libifplan0; do
		raise_version "$packages/$package"_*.deb 99 || return
	done
	cp "$debian"/ifupdown*.deb "$packages"
}

# make_debian GROUND NAME...: tree and packages, for one test at a time.
make_debian() {
	need_root "$@"
	mkdir -p "$debian" && exec 9>"$debian/lock" && flock 9
	get_mmdebstrap >"$debian/tree.log" 2>&1
	make_tree >>"$debian/tree.log" 2>&1 &
	making=$!
	if ! build_packages >"$debian/build.log" 2>&1; then
		cat "$debian/build.log"
		echo "$1: 0 passed, $(($# - 1)) failed, 0 skipped"
		exit 1
	fi
	if ! wait "$making"; then
		cat "$debian/tree.log"
		skip "$1" "a Debian tree cannot be had here" "${@:2}"
	fi
	test "$debian/collected" -nt "$builddir/deb/done" || { collect_packages && touch "$debian/collected"; } || exit
	exec 9>&-
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
