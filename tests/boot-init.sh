#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# boot-init.sh - the cases of /cases, in a guest that has booted; switch off
property() {
	systemctl show --value -p "$1" networking.service
}

export LC_ALL=C
cd /packages || exit
echo $(($(property ActiveEnterTimestampMonotonic) - $(property InactiveExitTimestampMonotonic))) $(($(property CPUUsageNSec) / 1000)) >/out/microseconds
for case in /cases/*; do
	name=${case##*/}
	cp /packages/interfaces /etc/network/interfaces
	if timeout -k 2 300 sh -euxc ". /packages/package-words.sh; . /packages/boot-words.sh; . $case" >"/out/$name.log" 2>&1; then
		touch "/out/$name.ok"
	else
		last_lines=$(tail -n 4 "/out/$name.log")
		{ ip address; journalctl -b -u world -u networking -u 'ifup@*' --no-pager -o short-monotonic; echo "$last_lines"; } >>"/out/$name.log" 2>&1
	fi
done
echo "the cases are done" >/dev/console
systemctl --no-block poweroff
