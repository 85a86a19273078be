#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# transcript.sh GROUND [CASE...] - what a person types and sees: the cases of testdata/GROUND
#
# A case is copied to a scratch folder, where sh reads its file `run`.  What it
# prints is `out` and `err`, what it returns is `exit`: nothing and 0 where there
# is no such file.  A FILE with a FILE.after must become that; everything else
# in the folder must be as it was, and nothing may be left there.
# With TWICE=1 a second run must not touch a file, unless there is a file `once`.
# UPDATE=1 writes what happened to out, err, exit and FILE.after: read the diff in git.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
ground=$1
shift
cases=$srcdir/testdata/$ground
out=$builddir/$ground
export PATH="$builddir:$PATH"
unset NO_COLOR VISUAL EDITOR

# want NAME: the folder as it should be in the end.
want() {
	cp -a "$cases/$1" "$out/$1.want"
	cd "$out/$1.want" && rm run && touch out err || exit
	test -e exit || echo 0 >./exit
	find . -name '*.after' -exec sh -c 'mv "$1" "${1%.after}"' - {} \;
}

# update NAME: the case expects what happened.
update() {
	rm -f "$cases/$1/out" "$cases/$1/err" "$cases/$1/exit"
	find . -type f -printf '%P\n' | while read -r file; do
		case $file in
		out | err) test ! -s "$file" || cp "$file" "$cases/$1" ;;
		exit) grep -qx 0 exit || cp exit "$cases/$1" ;;
		*) cmp -s "$file" "$out/$1.want/$file" || cp "$file" "$cases/$1/$file.after" ;;
		esac
	done
}

# again NAME: what is done already is done without a write.
again() {
	cd "$out/$1" && rm out err exit && find . -type f -printf '%P %i %m %T@\n' | sort >"$out/$1.before" || exit
	timeout 60 sh "$cases/$1/run" >"$out/$1.out" 2>"$out/$1.err" </dev/null
	find . -type f -printf '%P %i %m %T@\n' | sort |
		diff -u --label "after the first run" "$out/$1.before" --label "after the second run" -
}

run_case() {
	cp -a "$cases/$1" "$out/$1"
	cd "$out/$1" && find . -name '*.after' -delete && rm -f run out err exit || exit
	# Outside meanwhile, so that a listing of the folder does not show them.
	timeout 60 sh "$cases/$1/run" >"$out/$1.out" 2>"$out/$1.err" </dev/null
	echo $? >./exit
	mv "$out/$1.out" out
	mv "$out/$1.err" err
	(want "$1")
	test -z "${UPDATE-}" || update "$1"
	cd "$out" && diff -ru --no-dereference "$1.want" "$1" >"$1.log" || return
	test -z "${TWICE-}" || test -e "$cases/$1/once" || again "$1" >>"$out/$1.log" || return
	touch "$out/$1.ok"
}

mapfile -t names < <(cases_with run "$@")
run_cases "$ground" "$out" "${names[@]}"
