#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# session.sh [NAME...] - ifedit at a terminal: an editor on a copy, and questions
#
# script(1) is the terminal; what a person types comes from a pipe.  The editor
# is a shell script that works on its last argument.
# shellcheck disable=SC2016	# what the editor is made of
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/session
export PATH="$builddir:$PATH"
unset VISUAL EDITOR NO_COLOR

# edit_with LINE... - the editor: these lines of shell, $file being the copy.
edit_with() {
	printf '%s\n' '#!/bin/sh' 'for file; do :; done' "$@" >editor
	chmod +x editor
	export EDITOR=$PWD/editor
}

# session WORD... - ifedit at a terminal, the keys from stdin; its exit code is
# in the file `code`, what the terminal shows in `shown`, without carriage returns.
session() {
	timeout 60 script -qefc "exec ifedit --file interfaces --snapshot kernel $*" log >/dev/null
	echo $? >code
	tr -d '\r' <log >shown
}

# when_shown TEXT - wait until the terminal shows it.
when_shown() {
	timeout 30 sh -c 'until grep -qs -- "$1" log; do sleep 0.1; done' - "$1"
}

shows() {
	grep -qF -- "$1" shown || { echo "not shown: $1"; return 1; }
}

ends_with() {
	test "$(cat code)" -eq "$1" || { echo "exit code $(cat code), not $1"; return 1; }
}

# The file has this line; the file is as it was; the copy is gone, or kept.
has() { grep -qxF -- "$1" interfaces || { echo "the file has no line: $1"; return 1; }; }
is_untouched() { cmp -s interfaces before || { echo "the file changed"; return 1; }; }
copy_is_gone() { test -z "$(ls tmp)" || { echo "left behind: $(ls tmp)"; return 1; }; }
copy_has() {
	shows "your copy is $TMPDIR/ifedit." || return
	grep -qxF -- "$1" tmp/ifedit.*/interfaces || { echo "the copy has no line: $1"; return 1; }
}

helpers=$(compgen -A function | sort)

nothing_edited_is_no_change() {
	edit_with ':'
	session </dev/null
	ends_with 0 && shows "No changes" && is_untouched && copy_is_gone
}

yes_writes_and_keeps_the_mode() {
	chmod 640 interfaces
	edit_with 'sed -i s/1500/9000/ "$file"'
	echo y | session
	ends_with 0 && shows "eth0: mtu 1500 -> 9000" && shows "Write interfaces?" &&
		has "	mtu 9000" && copy_is_gone && test "$(stat -c %a interfaces)" = 640
}

comments_are_told_as_such() {
	edit_with 'echo "# the end" >>"$file"'
	echo y | session
	ends_with 0 && shows "comments only" && has "# the end"
}

discard_throws_away() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	echo d | session
	ends_with 0 && shows "Nothing was written" && is_untouched && copy_is_gone
}

an_unknown_answer_is_asked_again() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	printf '%s\n' x "" y | session
	ends_with 0 && has "	mtu 9000" && test "$(grep -o '(y)es, (e)dit again' shown | wc -l)" -eq 3
}

edit_again_goes_on_with_the_copy() {
	edit_with 'echo "# once more" >>"$file"'
	printf 'e\ny\n' | session
	ends_with 0 && test "$(grep -c '# once more' interfaces)" -eq 2 && copy_is_gone
}

errors_are_shown_with_their_place() {
	edit_with 'sed -i s/1500/15x/ "$file"'
	echo k | session
	ends_with 3 && shows "error: eth0: mtu:" && shows "interfaces:3:6" && shows "^^^" &&
		shows "(e)dit again, (d)iscard, (k)eep the copy?" && is_untouched && copy_has "	mtu 15x"
}

errors_can_be_repaired() {
	edit_with 'if grep -q 1500 "$file"; then sed -i s/1500/15x/ "$file"; else sed -i s/15x/1501/ "$file"; fi'
	printf 'e\ny\n' | session
	ends_with 0 && shows "error: eth0: mtu:" && has "	mtu 1501" && copy_is_gone
}

errors_can_be_thrown_away() {
	edit_with 'sed -i s/1500/15x/ "$file"'
	echo d | session
	ends_with 0 && is_untouched && copy_is_gone
}

a_file_with_errors_can_be_repaired() {
	sed -i s/1500/15x/ interfaces
	edit_with 'sed -i s/15x/1500/ "$file"'
	echo y | session
	ends_with 0 && shows "eth0: mtu 15x -> 1500" && has "	mtu 1500"
}

warnings_are_shown_and_do_not_refuse() {
	edit_with 'echo "	mtu 9000" >>"$file"'
	echo y | session
	ends_with 0 && shows "warning: eth0:" && shows "eth0: mtu 9000 added" && has "	mtu 9000"
}

a_failing_editor_keeps_the_copy() {
	edit_with 'sed -i s/1500/9000/ "$file"; exit 7'
	session </dev/null
	ends_with 1 && shows "the editor failed, exit code 7" && is_untouched && copy_has "	mtu 9000"
}

an_editor_that_is_not_there() {
	export EDITOR=/nonexistent/editor
	session </dev/null
	ends_with 1 && shows "the editor failed, exit code 127" && is_untouched
}

a_change_on_disk_keeps_the_copy() {
	edit_with 'sed -i s/1500/9000/ "$file"; echo "# by another" >>interfaces'
	echo y | session
	ends_with 1 && shows "changed on disk since it was read; nothing was written" &&
		has "	mtu 1500" && has "# by another" && copy_has "	mtu 9000"
}

the_end_of_input_keeps_the_copy() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	session </dev/null
	ends_with 1 && is_untouched && copy_has "	mtu 9000"
}

an_interrupt_at_the_question_keeps_the_copy() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	{ when_shown "(d)iscard"; printf '\003'; } | session
	ends_with 1 && is_untouched && copy_has "	mtu 9000"
}

an_interrupt_in_the_editor_is_for_the_editor() {
	edit_with "trap 'sed -i s/1500/9000/ \"\$file\"' INT" 'kill -INT 0'
	echo y | session
	ends_with 0 && has "	mtu 9000"
}

the_editor_has_a_terminal() {
	edit_with 'test -t 0 && test -t 1 && sed -i s/1500/9000/ "$file"'
	echo y | session
	ends_with 0 && has "	mtu 9000"
}

the_copy_is_private() {
	edit_with 'stat -c "%a %n" "$file" "${file%/*}" >facts'
	session </dev/null
	grep -q "^600 $TMPDIR/ifedit\..*/interfaces$" facts && grep -q "^700 $TMPDIR/ifedit\." facts
}

what_the_editor_leaves_goes_with_the_copy() {
	edit_with 'cp "$file" "$file~"; sed -i s/1500/9000/ "$file"'
	echo y | session
	ends_with 0 && has "	mtu 9000" && copy_is_gone
}

visual_comes_before_editor() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	export VISUAL=$EDITOR
	EDITOR=false session <<<y
	ends_with 0 && has "	mtu 9000"
}

the_variable_may_hold_words() {
	edit_with 'test "$1 $2" = "-w two words" && sed -i s/1500/9000/ "$file"'
	EDITOR="$EDITOR -w 'two words'" session <<<y
	ends_with 0 && has "	mtu 9000"
}

without_a_variable_it_is_editor() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	unset EDITOR
	PATH="$PWD:$PATH" session <<<y
	ends_with 0 && has "	mtu 9000"
}

a_staged_session_writes_the_new_file() {
	edit_with 'sed -i s/1500/9000/ "$file"'
	echo y | session --staged
	ends_with 0 && shows "Write interfaces.new?" && is_untouched && grep -qx "	mtu 9000" interfaces.new
}

an_operation_at_a_terminal_needs_no_write() {
	session set eth0 mtu 9000 </dev/null
	ends_with 0 && shows "eth0: mtu 1500 -> 9000" && has "	mtu 9000"
}

a_diff_at_a_terminal_writes_nothing() {
	session --diff set eth0 mtu 9000 </dev/null
	ends_with 0 && shows "+	mtu 9000" && is_untouched
}

cases=$(comm -13 <(echo "$helpers") <(compgen -A function | sort))

run_case() {
	mkdir -p "$out/$1.d/tmp" && cd "$out/$1.d" || exit
	printf '%s\n' 'auto eth0' 'iface eth0 inet manual' '	mtu 1500' >interfaces
	cp interfaces before
	cp "$srcdir/testdata/edit/kernel" kernel
	export TMPDIR=$PWD/tmp
	if "$1" >"$out/$1.log" 2>&1; then
		touch "$out/$1.ok"
	else
		sed 's/^/| /' shown >>"$out/$1.log"
	fi
}

mapfile -t names <<<"$cases"
test $# -eq 0 || names=("$@")
command -v script >/dev/null || skip session "script(1) is missing" "${names[@]}"
rm -rf "$out" && mkdir -p "$out"
for name in "${names[@]}"; do
	while test "$(jobs -pr | wc -l)" -ge 2; do wait -n; done
	(run_case "$name") &
done
wait
count session "$out" "${names[@]}"
