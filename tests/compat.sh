#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# compat.sh - Debian's ifquery and ours over the same files, line by line
#
# The files: ../shared/corpus when it is there, all of testdata, and COUNT at
# random from SEED on.  They are asked for their lists and for every name they
# hold.  A line "#$ ARGUMENTS" in a file of testdata/compat asks one thing more.
# What we do otherwise on purpose is in testdata/compat/allowed.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"

COUNT=${COUNT:-2000}
SEED=${SEED:-1}
work=$builddir/compat
compat=$srcdir/testdata/compat
corpus=$srcdir/../shared/corpus
CHUNK=500

# ask_all FOLDER FILE...: the commands, as "FILE<tab>ARGUMENTS".
ask_all() (
	cd "$1" || exit
	shift
	awk '
		function ask(arguments) { print FILENAME "\t" arguments }
		function ask_once(arguments) { if (!asked[FILENAME, arguments]++) ask(arguments) }
		FNR == 1 { ask("--list -a"); ask("-v --list -a") }
		/^#\$ / { ask_once(substr($0, 4)) }
		{ sub(/\\$/, "") }
		$1 ~ /^allow-./ { ask_once("--list --allow=" substr($1, 7)) }
		$1 ~ /^(auto|allow-.*)$/ { for (i = 2; i <= NF; i++) ask_once($i) }
		$1 == "iface" && NF > 1 { ask_once($2) }
	' "$@"
)

# answer NAME PROGRAM: what it says to the commands, as NAME.out and NAME.err.
answer() {
	set -f
	ulimit -t 30
	while IFS=$'\t' read -r file arguments; do
		printf '####\t%s\t%s\n' "$file" "$arguments"
		printf '####\t%s\t%s\n' "$file" "$arguments" >&3
		# shellcheck disable=SC2086 # words
		"$2" -i "$file" $arguments 2>&3 </dev/null
		printf 'exit %s\n' $?
	done <"$work/commands" >"$work/$1.out" 3>"$work/$1.err"
}

# Both at once, in namespaces of their own: no state, no other files, two links.
if test "${1-}" = --inside; then
	mount -t tmpfs none /run || exit
	test ! -d /etc/network || mount -t tmpfs none /etc/network || exit
	ip link add eth0 type veth peer name eth1 2>/dev/null
	cd "$2" || exit
	export PATH="$compat/scripts:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/
	answer theirs "$builddir/oracle/sbin/ifquery" &
	answer ours "$builddir/ifquery"
	wait
	exit
fi

namespaces=(unshare --mount --net)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

# compare FOLDER: both answer $work/commands there; one verdict for each file.
compare() {
	timeout -k 5 600 "${namespaces[@]}" "$srcdir/tests/compat.sh" --inside "$1" &&
		awk -v folder="$1" -f "$srcdir/tests/compat.awk" "$compat/allowed" \
			"$work"/{theirs,ours}.{out,err} >>"$work/verdicts"
}

# compare_files FOLDER FILE...
compare_files() {
	ask_all "$@" >"$work/commands"
	compare "$1" && return
	# An answer that never came counts against each file.
	printf 'differs %s\n    no answer\n' "${@:2}" >>"$work/verdicts"
}

# files_in FOLDER: of testdata/compat all but the helpers of those.
files_in() (
	cd "$1" 2>/dev/null || return
	case $1 in
	"$compat") find . -maxdepth 1 -type f ! -name allowed ;;
	*) find . -type f \( -name interfaces -o -name '*.interfaces' \) ;;
	esac | sed 's|^\./||' | sort
)

compare_random() {
	folder=$work/random
	for ((seed = SEED; seed < SEED + COUNT; seed += CHUNK)); do
		rm -rf "$folder" && mkdir -p "$folder" && ln -s "$compat/included" "$folder/" || return
		left=$((SEED + COUNT - seed))
		"$builddir/tests/compat_random" "$seed" $((left < CHUNK ? left : CHUNK)) "$folder" >"$work/commands" &&
			compare "$folder" || return
	done
}

rm -rf "$work" && mkdir -p "$work"
"${namespaces[@]}" true 2>/dev/null || skip compat "no private namespaces here" all
oracle_get "$builddir/oracle" ifupdown >"$work/apt.log" 2>&1 ||
	skip compat "the package ifupdown cannot be had: $(tail -n1 "$work/apt.log")" all
"$builddir/oracle/sbin/ifquery" --version | head -n1

skipped=0
for folder in "$corpus" "$srcdir/testdata" "$compat"; do
	mapfile -t files < <(files_in "$folder")
	if test ${#files[@]} -eq 0; then
		echo "compat: skipped, there is no ${folder#"$srcdir"/}"
		skipped=$((skipped + 1))
		continue
	fi
	compare_files "$folder" "${files[@]}"
	echo "compat: ${#files[@]} files of ${folder#"$srcdir"/}"
done
echo "compat: $COUNT random files, seed $SEED"
compare_random || echo "differs random-$seed" >>"$work/verdicts"

# Whatever they say, they are written back as they were.
for folder in "$corpus" "$srcdir/testdata" "$work/random"; do
	test -d "$folder" || continue
	if "$builddir/tests/property" -n 0 "$folder" >"$work/property.log" 2>&1; then
		echo "same ${folder##*/} written back"
	else
		echo "differs ${folder##*/} written back"
		sed 's/^/    /' "$work/property.log"
	fi
done >>"$work/verdicts"

grep '^differs\|^    ' "$work/verdicts" | head -n 400
awk '/^decided/ { n[$3]++ } END { for (d in n) printf "compat: %d as decided otherwise, %s\n", n[d], d }' "$work/verdicts" | sort
sed -n 's/^differs random-\([0-9]*\)$/compat: again with COUNT=1 SEED=\1/p' "$work/verdicts" | head -n 20
failed=$(grep -c '^differs' "$work/verdicts")
passed=$(grep -c '^same\|^decided' "$work/verdicts")
echo "compat: $passed passed, $failed failed, $skipped skipped"
test "$failed" -eq 0
