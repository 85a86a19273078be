#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# callers.sh [CASE...] - what other packages ask of us, and what their hooks get
#
# A case is a folder of testdata/callers.  Its `run` calls the scripts of Debian
# packages (`packages`), unpacked below $oracle, or says what they say, or has
# hooks of its own; it is run twice, on Debian's ifupdown and on ours.  Both must
# do what out, err, exit say.  Each command is noted in /run/test/calls:
# "$ COMMAND", its output, its complaints after "! ", its exit code after "= ".
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/oracle.sh
. "$srcdir/tests/oracle.sh"
cases=$srcdir/testdata/callers
out=$builddir/callers space=$builddir/callers.space
export oracle=$builddir/oracle

# The three commands, as scripts that note what is asked and answered.
write_commands() {
	for name in ifup ifdown ifquery; do
		rm -f "$1/$name"
		cat >"$1/$name" <<-END
			#!/bin/sh
			answer=\$(mktemp -p /run/test)
			$2/$name "\$@" >\$answer 2>\$answer.err
			code=\$?
			{
				echo "$ $name \$*"
				cat \$answer
				sed 's/^/! /' \$answer.err
				echo "= \$code"
			} >>/run/test/calls
			cat \$answer
			cat \$answer.err >&2
			rm \$answer \$answer.err
			exit \$code
		END
		chmod +x "$1/$name"
	done
}

# over FOLDER BELOW...: files that may be written lie over the others.
over() {
	folder=$1 mine=$space$1
	mkdir -p "$mine/upper" "$mine/work"
	shift
	mount -t overlay overlay "$folder" \
		-o "lowerdir=$(printf '%s:' "$@")$folder,upperdir=$mine/upper,workdir=$mine/work"
}

if test "${1-}" = --inside; then
	mount --make-rprivate / && mount -t tmpfs tmpfs "$space" || exit 1
	over /usr/sbin "$oracle/sbin" && over /usr/lib "$oracle/lib" && write_commands /usr/sbin "$3" || exit 1
	programs=/usr/sbin exec "$srcdir/tests/case.sh" "$2"
fi

namespaces=(unshare --mount --net --pid --fork --mount-proc --kill-child)
test "$(id -u)" -eq 0 || namespaces+=(--map-root-user)

run_case() {
	for real in "$oracle/sbin" "$builddir"; do
		timeout -k 2 90 "${namespaces[@]}" "$0" --inside "$cases/$1" "$real" && continue
		echo "on $real"
		return
	done >"$out/$1.log" 2>&1
	touch "$out/$1.ok"
}

mapfile -t names < <(cases_with run "$@")
mkdir -p "$space"
"${namespaces[@]}" sh -c "mount -t tmpfs tmpfs '$space'" 2>/dev/null ||
	skip callers "no private namespaces here" "${names[@]}"
mapfile -t packages < <(cat "$cases"/*/packages | sort -u)
oracle_get "$oracle" ifupdown "${packages[@]}" >"$builddir/callers.apt" 2>&1 ||
	skip callers "packages cannot be had: $(tail -n1 "$builddir/callers.apt")" "${names[@]}"
run_cases callers "$out" "${names[@]}"
