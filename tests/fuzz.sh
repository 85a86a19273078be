#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# fuzz.sh PROGRAM... - each for FUZZ_SECONDS, on what testdata and the corpus hold
#
# A program is build/fuzz/NAME, of tests/fuzz/NAME.c; what it learns is kept in
# NAME.corpus beside it.  An input that it fails on is left in NAME.found-*:
# copy it to testdata/seeds, where property and the next run find it.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
seconds=${FUZZ_SECONDS:-60}
work=$builddir/fuzz

mkdir -p "$work"
problem=$(echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return !d * !n; }' |
	clang -fsanitize=fuzzer,address -x c - -o "$work/try" 2>&1) ||
	skip fuzz "clang with libFuzzer is missing (packages clang, libclang-rt-14-dev): ${problem%%$'\n'*}" "$@"
"${MAKE:-make}" "$@" || exit

# The files, each under a name of its own; and the values in them.
rm -rf "$work/seeds" && mkdir -p "$work/seeds/file" "$work/seeds/value"
find "$srcdir/testdata/" "$srcdir/../shared/corpus/" -type f -size -16 2>/dev/null |
	grep -e '/interfaces' -e '/compat/' -e '/seeds/' -e '\.interfaces$' |
	while read -r file; do cp "$file" "$work/seeds/file/$(tr -c 'a-zA-Z0-9.\n' - <<<"${file#"$srcdir"}")"; done
cat "$work"/seeds/file/* | tr -d '\0' | awk -v folder="$work/seeds/value/" '
	NF > 1 && !/^[ \t]*#/ {
		sub(/^[ \t]*[^ \t]+[ \t]+/, "")
		if (seen[$0]++)
			next
		file = folder (++count)
		printf "%s", $0 >file
		close(file)
	}'

{
	printf '"%s"\n' iface auto allow-hotplug mapping script map source source-directory no-auto-down no-scripts \
		rename inherits inet inet6 can ipx meta static manual loopback dhcp auto tunnel v4tunnel 6to4 '\\\x0a' \
		'\x0d\x0a' '\xef\xbb\xbf' ether random regex noregex none all
	"$builddir/ifquery" --options | awk -F'\t' '{ printf "\"%s\"\n", $1 }'
} | sort -u >"$work/dictionary"

for program; do
	name=$(basename "$program")
	case $name in
	value) seeds=$work/seeds/value length=300 ;;
	*) seeds=$work/seeds/file length=4096 ;;
	esac
	mkdir -p "$work/$name.corpus"
	"$program" -max_total_time="$seconds" -max_len=$length -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 \
		-dict="$work/dictionary" -artifact_prefix="$work/$name.found-" \
		"$work/$name.corpus" "$seeds" >"$work/$name.log" 2>&1 && touch "$work/$name.ok"
	sed -n 's/^stat::number_of_executed_units: */'"$name: inputs tried: "'/p' "$work/$name.log"
done
count fuzz "$work" "${@##*/}"
