#!/bin/sh
# wait-online.sh - wait for what /etc/default/networking says is online
set -f
WAIT_ONLINE_METHOD=ifup WAIT_ONLINE_IFACE='' WAIT_ONLINE_ADDRESS='' WAIT_ONLINE_TIMEOUT=300
# shellcheck source=debian/root/etc/default/networking
test ! -r /etc/default/networking || . /etc/default/networking

fail() {
	echo "$*" >&2
	exit 1
}

are_all_up() {
	for interface; do
		ifquery --state "$interface" >/dev/null || return
	done
}

is_one_up() {
	test -n "$(ifquery --state "$@")"
}

# The first word is the destination, perhaps with a length.
has_route() {
	{ ip -4 route show; ip -6 route show; } |
		awk -v to="$1" '$1 == to || index($1, to "/") == 1 { found = 1 } END { exit !found }'
}

answers() {
	ping "$1" -q -c 1 -W 1 "$2" >/dev/null 2>&1
}

wait_until() {
	seconds=0
	until "$@"; do
		seconds=$((seconds + 1))
		test "$seconds" -lt "$WAIT_ONLINE_TIMEOUT" || fail "not online after $WAIT_ONLINE_TIMEOUT s: $*"
		sleep 1
	done
}

wait_for_interfaces() {
	auto=$(ifquery -X lo --list)
	hotplug=$(ifquery -X lo --allow=hotplug --list)
	# shellcheck disable=SC2086 # lists of words
	if test -n "$WAIT_ONLINE_IFACE"; then
		wait_until is_one_up $WAIT_ONLINE_IFACE
	elif test -n "$auto"; then
		wait_until are_all_up $auto
	elif test -n "$hotplug"; then
		wait_until is_one_up $hotplug
	fi
}

case $WAIT_ONLINE_METHOD in
ifup | iface | interface) wait_for_interfaces ;;
route) wait_until has_route "${WAIT_ONLINE_ADDRESS:-default}" ;;
ping | ping6)
	test -n "$WAIT_ONLINE_ADDRESS" || fail "WAIT_ONLINE_ADDRESS is not set"
	case $WAIT_ONLINE_METHOD in ping) family=-4 ;; ping6) family=-6 ;; esac
	wait_until answers "$family" "$WAIT_ONLINE_ADDRESS"
	;;
no | none) ;;
*) fail "WAIT_ONLINE_METHOD: there is no '$WAIT_ONLINE_METHOD'" ;;
esac
