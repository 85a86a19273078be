#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# power-loss.sh [CASE...] - a save is killed, or fails, at each of its system calls
#
# A case makes files (prepare), names the words of tests/saver.c (words) and
# says what may be found afterwards (inspect).  strace lists the calls of one
# save; then the same save is run again for each call and killed as it enters
# it.  What was there must be there still, or the new text: whole, with owner,
# mode and link as before; and the next save must succeed.  In a second round
# the call fails instead: then, too, and no temporary file may stay.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/power
saver=$builddir/tests/saver
mode=640 owner=$(id -u):$(id -g)
test "$(id -u)" -ne 0 || owner=33:34

# Cases.  The old text is longer than one buffer; $found is set to what is there.
old_text() { seq -f 'iface old%g' 2000; }

make_file() {
	old_text >"$1" && chown "$owner" "$1" && chmod "$mode" "$1"
}

is_whole() {
	found=damaged
	if cmp -s "$1" ../old; then found=old; elif cmp -s "$1" ../new; then found=new; fi
	test "$found" != damaged || { echo "$1 is neither the old nor the new one"; return 1; }
	test "$(stat -c '%u:%g %a %F' "$1")" = "$owner $mode regular file" ||
		{ echo "$1 is now $(stat -c '%u:%g %a %F' "$1")"; return 1; }
}

is_absent_or_whole() {
	found=old
	test -e "$1" || return 0
	found=new
	test "$(cat "$1")" = '# saved' || { echo "$1 is there, but not whole"; return 1; }
}

prepare_plain() { make_file interfaces; }
words_plain() { words=(interfaces '# saved'); }
inspect_plain() { is_whole interfaces; }

prepare_link() { mkdir sub && make_file sub/real && ln -s sub/real interfaces; }
words_link() { words_plain; }
inspect_link() {
	test "$(readlink interfaces)" = sub/real || { echo "the link is gone"; return 1; }
	is_whole sub/real
}

prepare_proxmox() { make_file interfaces && : >.pve-interfaces.lock; }
words_proxmox() { words_plain; }
inspect_proxmox() {
	test -f .pve-interfaces.lock || { echo "the lock is gone"; return 1; }
	is_whole interfaces
}

prepare_created() { :; }
words_created() { words_plain; }
inspect_created() { is_absent_or_whole interfaces; }

# Each is whole; and the new one, which the others may name, is there first.
prepare_several() { mkdir sub && make_file interfaces && make_file sub/second; }
words_several() { words=(interfaces '# saved' sub/second '# saved' sub/third '# saved'); }
inspect_several() {
	is_whole interfaces && first=$found &&
		is_whole sub/second && second=$found &&
		is_absent_or_whole sub/third || return
	case $first,$second,$found in
	old,old,old | new,new,new) ;;
	*,new) found=mixed ;;
	*) echo "sub/third is missing, but the others are new"; return 1 ;;
	esac
}

# in_fresh CASE COMMAND...: in a folder as the case prepares it.
in_fresh() {
	rm -rf "$out/$1/files" && mkdir -p "$out/$1/files" && cd "$out/$1/files" &&
		old_text >../old && { old_text && echo '# saved'; } >../new &&
		"prepare_$1" || return
	shift
	"$@"
}

# save CASE COMMAND...: the save of the case, run by the command.
save() {
	"words_$1"
	shift
	# The shell tells of the killed; we know.
	{ timeout -k 1 60 "$@" "$saver" "${words[@]}" >../said 2>&1; } 2>/dev/null
}

# The calls of a save, one a line: NAME COUNT, the COUNT-th of that name.
# They begin where the program opens its first file.  Those about memory change
# no file, and are not the same each time.
list_calls() {
	in_fresh "$1" save "$1" strace -o ../log || { cat ../said; return 1; }
	awk '
		/^(brk|m(map|unmap|remap|protect|advise))\(/ { next }
		/^openat?\(.*interfaces"/ { begun = 1 }
		match($0, /^[a-z_0-9]+\(/) { name = substr($0, 1, RLENGTH - 1); count[name]++; if (begun) print name, count[name] }
	' ../log >../calls
	test -s ../calls || { echo "the save made no calls"; return 1; }
}

no_temporaries() {
	left=$(find . -name '.*.????????????????' -type f)
	test -z "$left" || { echo "a temporary file is left: $left"; return 1; }
}

is_saved() {
	"inspect_$1" || return
	test "$found" = new || { echo "the save saved nothing"; return 1; }
}

killed_at() {
	in_fresh "$1" save "$1" strace -o ../log -e "inject=$2:signal=SIGKILL:when=$3"
	tail -n 1 ../log | grep -q 'killed by SIGKILL' || { echo "it was not killed"; return 1; }
	"inspect_$1" || return
	after_kill="$after_kill $found" before=$found
	save "$1" || { echo "the next save: $(cat ../said)"; return 1; }
	test "$before" = old || return 0
	is_saved "$1"
}

fails_at() {
	in_fresh "$1" save "$1" strace -o ../log -e "inject=$2:error=$4:when=$3"
	code=$?
	"inspect_$1" || return
	test "$code" -le 1 || { echo "it ended with code $code"; return 1; }
	test "$found" = new || test "$code" -eq 1 || { echo "not saved, and not said"; return 1; }
	test "$2" = unlinkat || no_temporaries
}

# A system that lacks this call, or is interrupted in it, saves all the same.
saves_without() {
	in_fresh "$1" save "$1" strace -o ../log -e "inject=$2" || { cat ../said; return 1; }
	grep -q INJECTED ../log || { echo "there was no such call"; return 1; }
	no_temporaries && is_saved "$1"
}

# Somebody writes the file while our call waits to be made: it stays as he wrote
# it.  His change comes when the temporary file is there.
yields_to_others() {
	in_fresh "$1" true
	save "$1" strace -o ../log "${@:2}" &
	for _ in {1..300}; do
		no_temporaries >/dev/null || break
		sleep 0.01
	done
	sleep 0.1
	echo 'of somebody else' >interfaces
	! wait $! || { echo "it was saved"; return 1; }
	grep -q DELAYED ../log || { echo "there was no such call"; return 1; }
	test "$(cat interfaces)" = 'of somebody else' || { echo "what he wrote is gone"; return 1; }
	no_temporaries
}

# What reaches the disk when: bytes before their name, the folder after it.
in_order() {
	in_fresh "$1" save "$1" strace -y -o ../log || { cat ../said; return 1; }
	awk -F'[<>"]' '
		/^fsync\(.*= 0$/ { synced[$2] = 1; delete renamed[$2] }
		/^rename(at2?)?\(/ {
			renames++
			renamed[$2] = 1
			if (!synced[$2 "/" $4]) { print "renamed before it was synced: " $4; bad = 1 }
		}
		END {
			for (folder in renamed) { print "not synced after the last rename: " folder; bad = 1 }
			if (!renames) { print "nothing was renamed"; bad = 1 }
			exit bad
		}
	' ../log
}

# Else the kills did not fall where it matters.
both_found() {
	case $after_kill in *old*new*) ;; *) echo "after the kills: $after_kill"; return 1 ;; esac
}

# attempt TITLE COMMAND...: counted; what it says is shown when it fails.
attempt() {
	title=$1
	shift
	if "$@" >"$out/problem" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED power $title"
		sed 's/^/    /' "$out/problem"
	fi
}

run_case() {
	after_kill=
	attempt "$1: order" in_order "$1"
	attempt "$1: calls" list_calls "$1"
	while read -r call number; do
		attempt "$1: killed at $call $number" killed_at "$1" "$call" "$number"
		test "$call" != exit_group || continue
		attempt "$1: EIO at $call $number" fails_at "$1" "$call" "$number" EIO
		attempt "$1: ENOSPC at $call $number" fails_at "$1" "$call" "$number" ENOSPC
	done <"$out/$1/calls"
	attempt "$1: kills" both_found
}

poor_systems() {
	while read -r case injection; do
		attempt "$case: saves with $injection" saves_without "$case" "$injection"
	done <<-END
		plain getrandom:error=EAGAIN
		plain statx:error=ENOSYS
		plain flistxattr:error=EOPNOTSUPP
		plain fremovexattr:error=EOPNOTSUPP
		plain read:error=EINTR:when=2
		plain pread64:error=EINTR:when=3
		plain write:error=EINTR:when=1
		plain fcntl:error=EINTR:when=1
		plain fsync:error=EINVAL:when=2
		proxmox flock:error=EINTR:when=1
		created renameat2:error=EINVAL
		created renameat2:error=ENOSYS
	END
}

late_changes() {
	attempt "changed while we write" yields_to_others plain -e inject=fsync:delay_enter=500000:when=1
	attempt "appears while we rename" yields_to_others created -e inject=renameat2:delay_enter=500000
	attempt "appears while we link" yields_to_others created \
		-e inject=renameat2:error=EINVAL -e inject=linkat:delay_enter=500000
}

names=("$@")
test $# -gt 0 || names=(plain link proxmox created several)
rm -rf "$out" && mkdir -p "$out"
problem=$(strace -o /dev/null -e inject=getpid:signal=SIGKILL true 2>&1) ||
	skip power "strace cannot be used here: $problem" "${names[@]}"
passed=0 failed=0
for name in "${names[@]}"; do
	run_case "$name"
done
test $# -gt 0 || { poor_systems && late_changes; }
echo "power: $passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
