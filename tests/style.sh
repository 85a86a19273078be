#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# style.sh [--facts] - the figures of the source, and the facts that must hold
#
# Figures are a mirror, not a gate.  Facts fail: a banned function, a public
# function without a comment, a variable of the whole program in lib or parser.
builddir=${builddir:-$PWD/build}
mkdir -p "$builddir"
cd "${srcdir:-$(dirname "$0")/..}" || exit 1
shopt -s nullglob
sources=(parser/*.c lib/*.c lib/link/*.c lib/method/*.c lib/lint/*.c lib/kernel/*.c lib/manual/*.c cmd/*.c)
headers=(parser/*.h lib/*.h lib/kernel/*.h cmd/*.h)

# One line per function: length, branch points, deepest indentation, name.
functions() {
	awk '
		FNR == 1 { inside = 0 }
		/^[a-zA-Z].*\(/ && !/;$/ && !inside { head = FNR; match($0, /[a-z_0-9]+\(/); name = substr($0, RSTART, RLENGTH - 1) }
		/^\{/ && head { inside = 1; branches = 0; deep = 0 }
		inside {
			branches += gsub(/(^|[^a-z_])(if|for|while|case) ?[(A-Z0-9'\'']|&&|\|\|| \? /, "&")
			match($0, /^\t*/)
			if (RLENGTH > deep && deep < 20 && $0 !~ /^\t+ /) deep = RLENGTH
		}
		/^\}/ && inside { print FNR - head + 1, branches, deep, FILENAME ":" name; inside = head = 0 }
	' "${sources[@]}"
}

# figure TITLE COLUMN: median, p90 and longest of a column of numbers.
figure() {
	sort -n -k "$2,$2" | awk -v title="$1" -v c="$2" '
		{ value[NR] = $c; name = $NF }
		END { if (NR) printf "%-34s median %3d   p90 %3d   most %3d  %s\n", title, value[int((NR + 1) / 2)], value[int(NR * 0.9 + 0.5)], value[NR], name }'
}

figures() {
	functions >"$builddir/functions"
	printf '%-34s %d in %d sources, %d headers, %d lines\n' functions \
		"$(wc -l <"$builddir/functions")" ${#sources[@]} ${#headers[@]} "$(cat "${sources[@]}" "${headers[@]}" | wc -l)"
	figure "lines of a function" 1 <"$builddir/functions"
	figure "branch points of a function" 2 <"$builddir/functions"
	figure "indentation of a function" 3 <"$builddir/functions"
	wc -l "${sources[@]}" | grep -v ' total$' | figure "lines of a source" 1
	expand "${sources[@]}" "${headers[@]}" | awk 'length > 80 { n++ } END { printf "%-34s %d\n", "lines over 80 columns", n }'
	cat "${sources[@]}" | awk '/(^|[^a-z_])goto / { n++ } END { printf "%-34s %.1f\n", "gotos in 1000 lines", NR ? n * 1000 / NR : 0 }'
	printf '%-34s %d\n' "variables of the whole program" "$(variables | wc -l)"
}

banned() {
	grep -nE '(^|[^a-zA-Z0-9_>.])(system|popen|strcpy|strcat|sprintf|strtok|atoi|alloca|mktemp|gets|signal)[[:space:]]*\(' \
		"${sources[@]}" "${headers[@]}" | grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)'
}

undocumented() {
	awk '
		/^[[:space:]]*$/ { documented = 0 }
		/\*\// { documented = 1 }
		/^[a-z].*[^a-z_]ifplan_[a-z_0-9]+\(/ && !/^typedef/ && !documented { print FILENAME ":" FNR ": " $0 }
	' lib/ifplan.h
}

# What is in .data or .bss of the objects; tables that the linker makes read
# only (.data.rel.ro) are constant.
variables() {
	objects=("$builddir"/parser/*.o "$builddir"/lib/*.o "$builddir"/lib/*/*.o)
	test ${#objects[@]} -gt 0 || return
	nm -A -f sysv "${objects[@]}" | awk -F'|' '
		$NF ~ /^\.t?(data|bss)/ && $NF !~ /rel\.ro/ && $4 ~ /OBJECT|TLS/ { gsub(/ +/, "", $1); print $1 }' | grep -v ':__'
}

# Rows are ROW_TYPE("name", ... or { .name = "name", ...; '-' and '_' are one.
unused_rows() {
	find testdata -type f -path '*/interfaces*' -exec awk '{ print $1 }' {} + | tr _ - | sort -u >"$builddir/used"
	grep -ohE '(ROW_[A-Z0-9]+\(|\{ \.name = )"[a-z0-9_-]+"' lib/*.c lib/link/*.c lib/method/*.c |
		cut -d'"' -f2 | tr _ - | sort -u | comm -23 - "$builddir/used"
}

failed=0
fact() {
	passed=$((passed + 1))
	found=$($2)
	test -n "$found" || return 0
	passed=$((passed - 1)) failed=$((failed + 1))
	printf 'FAILED style: %s\n%s\n' "$1" "$found"
}

test "${1-}" = --facts || figures
passed=0
fact "banned functions" banned
fact "public functions without a comment" undocumented
fact "variables of the whole program in lib or parser" variables
fact "rows of the option table that no case uses" unused_rows
echo "style: $passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
