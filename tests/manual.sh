#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# manual.sh - the manual: mandoc finds nothing wrong, nothing is missing, the examples do what they say
#
# An example of interfaces(5) is a literal block; the comment above it names a
# folder of testdata/manual.  `plan` there is what `ifup -n -a` prints, with
# the links of `kernel`, there or one folder up; `names` are words instead of -a.
# UPDATE=1 writes what happened to plan: read the diff in git.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
data=$srcdir/testdata/manual
out=$builddir/manual
passed=0 failed=0
cd "$builddir" || exit

# result WHAT PROBLEMS: nothing is good.
result() {
	if test -z "$2"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED manual: %s\n%s\n' "$1" "$2"
	fi
}

# Pages of others may be missing on this machine, ours may not.
lint() {
	mandoc -T lint "$1" 2>/dev/null | grep -v 'STYLE: referenced manual not found'
	grep -oE '^\.Xr if[a-z]+ [0-9]|^\.Xr interfaces 5' "$1" | sort -u | while read -r _ name section; do
		test -e "$name.$section" || test "$name" = ifdown || echo "$1: there is no $name($section)"
	done
}

missing_functions() { sed -n 's/^\.Fo //p' ifplan.3 | sort | comm -13 - "$srcdir/testdata/abi.txt"; }

# What ifquery --options names.
missing_options() {
	./ifquery --options | cut -f1 | sort -u | while read -r name; do
		grep -q "^\.It Ic $name " interfaces.5 || echo "$name"
	done
}

# What the parser names when a method is wrong.
missing_methods() {
	for family in inet inet6 ipx can; do
		echo "iface x $family -" >"$out/wrong"
		for method in $(./ifquery -i "$out/wrong" --lint 2>&1 | sed -n "s/^hint: methods of $family: //p"); do
			grep -q "^\.Ss .*$family $method" interfaces.5 || echo "$family $method"
		done
	done
}

# The words of --help, options and operations.
missing_words() {
	test -e "$2" || echo "there is no $2"
	"./$1" --help | grep -oE '^\s(-[a-zA-Z]\>, )?--?[a-z-]+' | grep -oE -- '--?[a-zA-Z-]+$' | while read -r word; do
		grep -qE "^\.It (Fl [a-zA-Z] , )?Fl ${word#-}( |\$)" "$2" || echo "$word"
	done
	"./$1" --help | sed '1,/^Operations:/d' | grep -oE '^	[a-z][a-zA-Z-]*' | while read -r word; do
		grep -q "^\.It Cm $word " "$2" || echo "$word"
	done
}

# Each block to $out/NAME/interfaces; what has no name is told.
cut_examples() {
	awk -v out="$out" '
		/^\.\\" example: / { name = $3; next }
		/^\.Bd -literal/ && name == "" { print FILENAME ":" FNR ": an example without a name" }
		/^\.Bd -literal/ && name != "" { file = out "/" name "/interfaces"; system("mkdir -p " out "/" name); next }
		/^\.Ed/ { if (file != "") close(file); name = file = "" }
		file != "" { gsub(/\\e/, "\\"); print >file }' interfaces.5
}

example() {
	folder=$data/$1 kernel=$data/kernel
	test -e "$folder/kernel" && kernel=$folder/kernel
	cd "$out/$1" && mkdir -p "$folder" || return
	../../ifquery --lint -i interfaces --snapshot "$kernel" 2>&1
	# shellcheck disable=SC2046 # words
	../../ifup -n -i interfaces --state-dir state --snapshot "$kernel" $(cat "$folder/names" 2>/dev/null || echo -a) >plan 2>&1 ||
		echo "exit $?"
	test -z "${UPDATE-}" || cp plan "$folder"
	diff -u --label expected "$folder/plan" --label "ifup -n" plan
}

rm -rf "$out" && mkdir -p "$out"
for page in *.[358]; do
	result "mandoc -T lint $page" "$(lint "$page")"
	result "what fill.awk left in $page" "$(grep -nE '@[A-Z]+|\{[A-Za-z]+\}' "$page")"
done
result "functions that ifplan(3) lacks" "$(missing_functions)"
result "options that interfaces(5) lacks" "$(missing_options)"
result "methods that interfaces(5) lacks" "$(missing_methods)"
for name in $(find . -maxdepth 1 -lname ifplan -printf '%f '); do
	page=${name/ifdown/ifup}.8
	result "words of $name --help that $page lacks" "$(missing_words "$name" "$page")"
done
result "examples" "$(cut_examples)"
result "folders of testdata/manual without an example" "$(for folder in "$data"/*/; do
	test -d "$out/$(basename "$folder")" || basename "$folder"
done)"
for folder in "$out"/*/; do
	name=$(basename "$folder")
	result "example $name" "$(example "$name")"
done
echo "manual: $passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
