#!/bin/sh
# keep-enabled.sh - run after dpkg: networking.service stays enabled
#
# Its name is ifupdown's too, and whoever purges that disables it: then nothing
# is recorded about it.  What an administrator disables is recorded.
record=/var/lib/systemd/deb-systemd-helper-enabled/networking.service.dsh-also
test ! -e "$record" || exit 0
export DPKG_MAINTSCRIPT_PACKAGE=ifplan # or the helper does nothing
deb-systemd-helper enable networking.service >/dev/null
test ! -e /etc/init.d/networking || update-rc.d networking defaults >/dev/null
