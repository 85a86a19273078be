#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# boot.sh - a Debian tree boots, with systemd, under User Mode Linux
#
# Two guests, one with ifplan and one with ifupdown, have the same cards and the
# same testdata/boot/interfaces; each runs the scripts of its folder there.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/debian.sh
. "$srcdir/tests/debian.sh"
data=$srcdir/testdata/boot
out=$builddir/boot

# The unit that makes the cards, before those who look for them, and the one
# that runs the cases.  The first is not of type forking: there systemd guesses
# which process is the server, and ends the server when the other one exits.
add_units() {
	cat >"$root/etc/systemd/system/world.service" <<-END
		[Unit]
		DefaultDependencies=no
		After=systemd-remount-fs.service systemd-tmpfiles-setup-dev.service systemd-udevd.service
		Before=network-pre.target ifupdown-pre.service networking.service
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		ExecStart=/packages/world
		[Install]
		WantedBy=sysinit.target
	END
	cat >"$root/etc/systemd/system/cases.service" <<-END
		[Unit]
		Wants=network-online.target
		After=network-online.target multi-user.target
		[Service]
		Type=simple
		ExecStart=/packages/boot-init.sh
		[Install]
		WantedBy=multi-user.target
	END
	chroot "$root" systemctl --quiet enable world.service cases.service
	# What no case needs, each a process in a slow guest.
	chroot "$root" systemctl --quiet mask getty.target getty-static.service apt-daily.timer apt-daily-upgrade.timer \
		dpkg-db-backup.timer systemd-update-utmp.service systemd-random-seed.service
}

furnish() {
	mkdir -p "$root/lib/modules" "$root/out" "$root/cases" &&
	mount --bind /usr/lib/uml/modules "$root/lib/modules" &&
	cp "$data/$1"/* "$root/cases" &&
	cp "$srcdir"/tests/{boot-init,boot-words,package-words}.sh "$data/world" "$data/interfaces" "$root/packages" &&
	cp "$data/interfaces" "$root/etc/network/" &&
	add_units
}

install_inside() {
	chroot "$root" env DEBIAN_FRONTEND=noninteractive sh -c 'dpkg -i /packages/libifplan0_*.deb /packages/ifplan_*.deb'
}

# After the cases the guest switches off: what is up is taken down, without complaint.
check_shutdown() {
	sed '1,/the cases are done/d' "$1" >"$1.end"
	grep -q 'System halted' "$1.end" || { echo "the guest did not switch off"; return 1; }
	! grep -E 'FAILED|[Tt]imed out|A stop job' "$1.end"
}

run_guest() {
	mount_tree && { test "$1" = ifupdown || install_inside >"$out/$1.install" 2>&1; } && furnish "$1" || return
	uml "${LIMIT:-900}" root=/dev/root rootflags="$root" rw systemd.show_status=yes >"$out/$1.console" 2>&1
	cp -p "$root"/out/* "$out/"
	mv "$out/microseconds" "$out/$1.microseconds"
	if check_shutdown "$out/$1.console" >"$out/$1-shuts-down.log" 2>&1; then
		touch "$out/$1-shuts-down.ok"
	fi
}

if test "${1-}" = --inside; then
	run_guest "$2"
	exit
fi
mapfile -t names < <(cd "$data" && printf "%s\n" ifplan/* ifupdown/* | sed "s,.*/,,")
names+=(ifplan-shuts-down ifupdown-shuts-down)
command -v linux.uml >/dev/null || skip boot "User Mode Linux (package user-mode-linux) is not here" "${names[@]}"
rm -rf "$out" && mkdir -p "$out"
make_debian boot "${names[@]}"

for guest in ifplan ifupdown; do
	unshare --mount "$0" --inside "$guest" >"$out/$guest.log" 2>&1 &
done
wait
if grep -q 'Kernel panic' "$out"/*.console && ! grep -q 'Welcome to' "$out"/*.console; then
	skip boot "User Mode Linux does not boot here" "${names[@]}"
fi
awk '{ took[NR] = $1 / 1e6; cpu[NR] = $2 / 1e6 }
	END { if (NR == 2 && took[2] && cpu[2])
		printf "networking.service at boot: %.2f s with ifplan, %.2f s with ifupdown, ratio %.2f; of it CPU %.2f s, %.2f s, ratio %.2f\n",
			took[1], took[2], took[1] / took[2], cpu[1], cpu[2], cpu[1] / cpu[2] }' \
	"$out/ifplan.microseconds" "$out/ifupdown.microseconds"
count boot "$out" "${names[@]}"
