#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# deps.sh - install what building and testing need, and only what is missing
set -eu

packages="autoconf make pkg-config
libmnl-dev libnl-3-dev libnl-route-3-dev libjansson-dev libsmartcols-dev libcmocka-dev
iproute2 iptables iputils-ping jq kmod procps strace user-mode-linux valgrind
dnsmasq-base isc-dhcp-client udhcpc dhcpcd-base
mandoc libxml2-utils fish zsh python3 python3-jsonschema"

command -v apt-get >/dev/null || exit 0
missing=
for package in $packages; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>&1) in
	installed) ;;
	*) missing="$missing $package" ;;
	esac
done
command -v cc >/dev/null || missing="$missing gcc libc6-dev"
test -n "$missing" || exit 0

as_root=
test "$(id -u)" -eq 0 || as_root=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # lists of words
{
	$as_root apt-get -qq update
	$as_root apt-get -qq -y --no-install-recommends install $missing
} >/dev/null
