#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# complete.sh - bash, zsh and fish complete what testdata/complete/lines says; vim knows the options
#
# bash and fish are asked for all words.  zsh is typed at, on a terminal of its
# own: where there is one word only, that must stand in the line.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
data=$srcdir/testdata/complete
out=$builddir/complete
passed=0 failed=0 skipped=0
export PATH="$builddir:$PATH"

tally() {
	echo "complete: $passed passed, $failed failed, $skipped skipped"
	test "$failed" -eq 0
	exit
}

has() {
	command -v "$1" >/dev/null && return
	echo "complete: skipped, $1 is not installed"
	skipped=$((skipped + 1))
	return 1
}

# result WHO LINE WANTED GOT
result() {
	if test "$3" = "$4"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED complete: %s: "%s"\n    expected: %s\n    got:      %s\n' "$1" "$2" "$3" "$4"
	fi
}

in_bash() {
	# shellcheck disable=SC2016 # for the other bash
	timeout 20 bash --norc -c '. "$1" && COMP_LINE=$2 COMP_POINT=${#2}; _ifplan "${2%% *}"; printf "%s\n" "${COMPREPLY[@]}"' - \
		"$builddir/ifup.bash" "$1"
}

in_fish() {
	# shellcheck disable=SC2016 # for fish
	timeout 20 fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$builddir/ifup.fish" "$1" | cut -f1
}

# in_zsh LINE...: what they have become, a line each.
in_zsh() {
	mkdir -p functions && cp "$builddir/ifup.zsh" functions/_ifup && : >lines.zsh || return
	timeout 60 zsh -f -s -- "$@" <<'END'
		zmodload zsh/zpty
		zpty shell zsh -f -i
		zpty -w shell '
			fpath=($PWD/functions $fpath)
			autoload -U compinit; compinit -u -D
			setopt noautolist nolistbeep
			show() { print -r -- "$BUFFER" >>lines.zsh; BUFFER=; print -r -- "=END=" }
			zle -N show; bindkey "^X" show; bindkey "^I" complete-word'
		for line; do
			zpty -w -n shell "$line"$'\t\x18'
			zpty -r shell shown '*=END=[[:cntrl:]]*'
		done
		zpty -d shell
END
	cat lines.zsh
}

words() { sort | xargs; }

# The word at the end, without what zsh puts after it.
last_word() { sed -E 's/[ =]*$//; s/.* //'; }

# Every option, and every method, is matched by a pattern of the syntax file.
vim_lacks() {
	ifquery --options | cut -f1 | sort -u | while read -r option; do
		grep -qxF "syn match interfacesOption '^\s*${option//[-_]/[-_]}\s'me=e-1" "$builddir/interfaces.vim" || echo "$option"
	done
}

# The group that vim gives to the word at LINE of `interfaces`.
in_vim() {
	mkdir -p vim/syntax vim/ftdetect etc/network && cp interfaces etc/network &&
		cp "$builddir/interfaces.vim" vim/syntax && cp "$srcdir/lib/manual/ftdetect.vim" vim/ftdetect || return
	timeout 20 vim -u NONE -N -es --cmd "set runtimepath^=$out/vim" -c 'filetype on' -c 'syntax on' -c 'edit' \
		-c "call writefile([synIDattr(synID($1, match(getline($1), '\\S') + 1, 1), 'name')], 'group')" -c 'qa!' \
		etc/network/interfaces </dev/null
	cat group
}

rm -rf "$out" && cp -r "$data" "$out" && cd "$out" || exit
grep -v '^#\|^$' lines >table
for shell in bash fish; do
	has $shell || continue
	while IFS='|' read -r line wanted; do
		result $shell "$line" "$wanted" "$(in_$shell "$line" | words)"
	done <table
done
if has zsh; then
	result zsh "zsh -n" "" "$(zsh -n "$builddir/ifup.zsh" 2>&1)"
	grep -E '\|[^ ]+$' table >single
	mapfile -t typed < <(cut -d'|' -f1 single)
	mapfile -t seen < <(in_zsh "${typed[@]}")
	while IFS='|' read -r line wanted; do
		result zsh "$line" "${wanted%=}" "$(last_word <<<"${seen[0]}")"
		seen=("${seen[@]:1}")
	done <single
fi
result vim "options without a pattern" "" "$(vim_lacks)"
if has vim && vim --version | grep -q '+syntax'; then
	result vim "a comment" interfacesComment "$(in_vim 1)"
	result vim "auto lo" interfacesKeyword "$(in_vim 2)"
	result vim "address" interfacesOption "$(in_vim 10)"
fi
tally
