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
# tabs between.  The numbers of the rows that do are kept in $out/used.
unexplained() {
	while IFS= read -r line; do
		number=0
		while IFS=$'\t' read -r case pattern _; do
			number=$((number + 1))
			# shellcheck disable=SC2053 # patterns
			[[ $1 == $case && ($line == $pattern || ${line#[+-]} == $pattern) ]] || continue
			echo "$number" >>"${out:?}/used"
			continue 2
		done <"$2"
		echo "$line"
	done
}

# covers PATTERN NAME... - is it that of one of them?
covers() {
	for name in "${@:2}"; do
		# shellcheck disable=SC2053 # a pattern
		[[ $name != $1 ]] || return 0
	done
	return 1
}

# unused FILE REST - its rows that allowed nothing, but for those with a case in REST,
# which was not looked at, and those about chance.
unused() {
	number=0
	while IFS=$'\t' read -r case pattern why; do
		number=$((number + 1))
		# shellcheck disable=SC2086 # names
		test -z "$pattern" || grep -qx "$number" "$out/used" || covers "$case" $2 || [[ $why == chance:* ]] ||
			echo "allows nothing: $case	$pattern"
	done <"$1"
}

# judge GROUND FOLDER NAME... - what `differences` says of each, and the
# rows of FOLDER/allowed: each says why it is there, and is needed.
judge() {
	ground=$1 folder=$2
	shift 2
	: >"$out/used"
	for name; do
		differences "$name" >>"$out/$name.log" 2>&1
		test -s "$out/$name.log" || touch "$out/$name.ok"
	done
	{
		unused "$folder/allowed" "$(comm -23 <(ls "$folder/theirs") <(printf '%s\n' "$@" | sort))"
		grep -nvP '^#|^[^\t]+\t[^\t]+\t(s10|s[1-9]\.[0-9]+|[1-9][0-9]?|chance): .' "$folder/allowed"
	} >"$out/allowed.log"
	test -s "$out/allowed.log" || touch "$out/allowed.ok"
	count "$ground" "$out" "$@" allowed
}
