#!/bin/sh
# wait-for-ll6.sh - wait until the interface has a link-local address
#
# ifup waits by itself; this is for those who type what `ifup -n` prints.
attempts=${IF_LL_ATTEMPTS:-60}

test "$attempts" -gt 0 || exit 0
while test -z "$(ip -6 -o address show dev "$IFACE" scope link -tentative)"; do
	attempts=$((attempts - 1))
	test "$attempts" -gt 0 || { echo "Could not get a link-local address"; exit 1; }
	sleep "${IF_LL_INTERVAL:-0.1}"
done
