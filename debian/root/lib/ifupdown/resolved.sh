#!/bin/sh
# resolved.sh up|down - the dns-* options of an interface, for systemd-resolved
#
# Each family leaves a file of assignments in /run/network; so may a hook of a
# DHCP client (isc-dhcp-v4-IFACE).  Resolved is told what they say together: by
# its own file, for when it starts later than we, and by resolvectl.
set -f
folder=/run/network
mine=$folder/ifupdown-$ADDRFAM-$IFACE

# Only what an address or a name may have: the files are read by shells.
plain() {
	printf '%s ' "$@" | tr -cd 'A-Za-z0-9.:%#_~/ -' | sed 's/  *$//'
}

assignments() {
	case $ADDRFAM in inet6) suffix=6 ;; *) suffix= ;; esac
	# shellcheck disable=SC2086 # lists of words
	{
		servers=$(plain $IF_DNS_NAMESERVERS $IF_DNS_NAMESERVER)
		domains=$(plain $IF_DNS_DOMAIN $IF_DNS_SEARCH)
	}
	test -z "$servers" || echo "DNS$suffix='$servers'"
	test -z "$domains" || echo "DOMAINS$suffix='$domains'"
	case $IF_DNS_DEFAULT_ROUTE in
	1 | yes | true | on) echo DEFAULT_ROUTE=yes ;;
	0 | no | false | off) echo DEFAULT_ROUTE=no ;;
	esac
}

# read_all - sets DNS, DNS6, DOMAINS, DOMAINS6, DEFAULT_ROUTE
read_all() {
	unset DNS DNS6 DOMAINS DOMAINS6 DEFAULT_ROUTE
	for source in isc-dhcp-v4 ifupdown-inet isc-dhcp-v6 ifupdown-inet6; do
		# shellcheck disable=SC1090 # names at run time
		test ! -r "$folder/$source-$IFACE" || . "$folder/$source-$IFACE"
	done
	all_servers=$(plain $DNS6 $DNS)
	all_domains=$(plain $DOMAINS6 $DOMAINS)
}

write_netif() {
	install -d -o systemd-resolve -g systemd-resolve "${netif%/*}"
	{
		echo "# This is private data. Do not parse."
		echo "LLMNR=yes"
		echo "MDNS=no"
		echo "SERVERS=$all_servers"
		echo "DOMAINS=$all_domains"
		test -z "$DEFAULT_ROUTE" || echo "DEFAULT_ROUTE=$DEFAULT_ROUTE"
	} >"$netif"
	chown systemd-resolve:systemd-resolve "$netif"
}

# shellcheck disable=SC2086 # lists of words
tell() {
	resolvectl llmnr "$ifindex" yes &&
		resolvectl mdns "$ifindex" no &&
		resolvectl domain "$ifindex" ${all_domains:-""} &&
		resolvectl dns "$ifindex" ${all_servers:-""} || return
	test -z "$DEFAULT_ROUTE" || resolvectl default-route "$ifindex" "$DEFAULT_ROUTE"
}

# Without a bus resolvectl fails; resolved then reads its file at its start.
pass_on() {
	if test -n "$all_servers$all_domains$DEFAULT_ROUTE"; then
		write_netif
		set -- tell
	else
		rm -f "$netif"
		set -- resolvectl revert "$ifindex"
	fi
	systemctl --quiet is-active systemd-resolved || return 0
	"$@" || systemctl try-restart systemd-resolved
}

# resolvconf may be another's, who then feeds resolved himself.
is_ours_to_tell() {
	case $ADDRFAM in inet | inet6) ;; *) return 1 ;; esac
	test "$IFACE" != lo && test -r "/sys/class/net/$IFACE/ifindex" || return
	systemctl --quiet is-enabled systemd-resolved 2>/dev/null || return
	case $(readlink -f "$(command -v resolvconf)") in
	'' | */resolvectl) ;;
	*) return 1 ;;
	esac
}

is_ours_to_tell || exit 0
read -r ifindex <"/sys/class/net/$IFACE/ifindex"
netif=/run/systemd/resolve/netif/$ifindex
before=$(cat "$mine" 2>/dev/null)
case $1 in
up) now=$(assignments) ;;
down) now= ;;
esac
test "$now" != "$before" || exit 0
if test -n "$now"; then echo "$now" >"$mine"; else rm -f "$mine"; fi
read_all
pass_on
