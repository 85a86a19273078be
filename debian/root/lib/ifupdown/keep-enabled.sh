#!/bin/sh
# keep-enabled.sh before|after - run by dpkg: networking.service stays as it was
#
# Its name is ifupdown's too, and whoever purges that disables it: then nothing
# is recorded about it any more, not even that an administrator disabled it.
record=/var/lib/systemd/deb-systemd-helper-enabled/networking.service.dsh-also
link=/etc/systemd/system/multi-user.target.wants/networking.service
disabled=/run/networking.disabled
export DPKG_MAINTSCRIPT_PACKAGE=ifplan # or the helper does nothing

note() {
	if test -e "$record" && test ! -L "$link"; then : >"$disabled"; else rm -f "$disabled"; fi
}

# init_script ENABLED: where an administrator has not deleted it.
init_script() {
	test ! -e /etc/init.d/networking || update-rc.d networking "$1" >/dev/null
}

is_masked() {
	test "$(readlink /etc/systemd/system/networking.service)" = /dev/null
}

restore() {
	test ! -e "$record" && ! is_masked || return 0
	if test -e "$disabled"; then
		deb-systemd-helper update-state networking.service
		init_script defaults-disabled
	else
		deb-systemd-helper enable networking.service >/dev/null
		init_script defaults
	fi
}

test "$(id -u)" -eq 0 || exit 0 # dpkg --simulate
case $1 in
before) note ;;
after) restore ;;
esac
