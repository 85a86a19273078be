#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# rows.sh FOLDER - each row of a case's `faults`: the command, and a plain one after it
# shellcheck source=tests/faults/ground.sh
. "$(dirname "$0")/ground.sh"
folder=$1
command=$(cat "$folder/command" 2>/dev/null || echo ifup -a)

err=$folder/err
test -e "$err" || err=/dev/null

# The error that a row names, as a message shows it: ERROR.
hide_error() {
	what=${1##*: }
	case $what in
	E*) sed "s,$(python3 -c "import errno, os; print(os.strerror(errno.$what))"),ERROR," ;;
	*) cat ;;
	esac
}

# Which are up by the record, or half done.
recorded() {
	sed 's/=.*//' /run/network/ifstate
	for path in /run/network/ifplan.partial/*; do
		test ! -e "$path" || echo "$(basename "$path") half done"
	done
	find /run/network -name '*.tmp' -printf '%f is left\n'
}

same() {
	diff -u --label "expected $1" --label "$1" "$2" "$3" | tail -n +3 | sed "s/^/$1: /"
}

row() {
	program=${command%% *}
	bring "$(begins "$program")"
	# shellcheck disable=SC2086 # a command and its words
	fault "$1" $command
	code=$?
	for call in $(tr ';' '\n' <<<"$1" | awk '{ sub(/:.*/, "", $1); print $1 }'); do
		grep -q "^$call " $log || echo "there was no such call of $call"
	done
	test $code -eq "$(cat "$folder/exit" 2>/dev/null || echo 0)" || echo "exit $code"
	hide_error "$1" </run/test/said >/run/test/err
	same said "$err" /run/test/err
	if test -e "$folder/unchanged"; then
		is_state "$(begins "$program")"
	elif test -e "$folder/recorded"; then
		recorded | same recorded "$folder/recorded" -
	else
		is_state "$(ends "$program")"
	fi
	plain "$program"
}

if ! { prepare_host "$folder" && learn_states; } 2>&1; then
	echo "cannot prepare the ground"
	exit 1
fi
part=$(basename "$folder")
while IFS= read -r faults <&3; do
	row "$faults" 2>&1 | result "$faults"
done 3< <(grep -v '^#' "$folder/faults")
test "$failed" -eq 0 && test "$passed" -gt 0
