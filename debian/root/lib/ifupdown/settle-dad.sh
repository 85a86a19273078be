#!/bin/sh
# settle-dad.sh - wait until nobody else has turned out to have our address
#
# ifup waits by itself; this is for those who type what `ifup -n` prints.
attempts=${IF_DAD_ATTEMPTS:-60}

addresses() {
	ip -o -6 address list dev "$IFACE" to "$IF_ADDRESS/$IF_NETMASK" "$1"
}

test "$attempts" -gt 0 || exit 0
printf 'Waiting for DAD... '
while test -n "$(addresses tentative)"; do
	attempts=$((attempts - 1))
	test "$attempts" -gt 0 || { echo "Timed out"; exit 1; }
	sleep "${IF_DAD_INTERVAL:-0.1}"
done
test -z "$(addresses dadfailed)" || { echo "Failed"; exit 1; }
echo "Done"
