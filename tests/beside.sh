# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# beside.sh - what two programs answered, side by side

# Addresses that are another each time, in what is read.
without_random_addresses() {
	sed -E 's/fe80::([0-9a-f]+:){3}[0-9a-f]+/fe80::&/; s/fe80::fe80::(0:ff:fe00:|ff:fe00:)/fe80::\1/; s/fe80::fe80::[0-9a-f:]+/fe80::RANDOM/
		s/([0-9a-f]{4}\.)?([0-9a-f]{2}:){5}[0-9a-f]{2}/<&>/g; s/<(([0-9a-f]{4}\.)?02:(00|aa:bb):[^>]*|00:00:00:00:00:00|ff:ff[^>]*)>/\1/g; s/<[^>]*>/RANDOM/g'
}

# unexplained CASE FILE - the lines of a difference that FILE does not allow: its rows
# are the pattern of a case, that of a line (with its sign, or without), and why, with
# tabs between.
unexplained() {
	while IFS= read -r line; do
		while IFS=$'\t' read -r case pattern _; do
			# shellcheck disable=SC2053 # patterns
			[[ $1 == $case && ($line == $pattern || ${line#[+-]} == $pattern) ]] && continue 2
		done <"$2"
		echo "$line"
	done
}
