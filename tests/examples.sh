#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# examples.sh [CASE...] - tests/examples, built as another project would, do what testdata/examples says
#
# They see an installed tree, through pkg-config, and nothing of the sources.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
root=$builddir/installed
log=$builddir/installed.log

build() {
	rm -rf "$root" && mkdir -p "$root/programs" || return
	"${MAKE:-make}" -C "$(dirname "$builddir")" install DESTDIR="$root" || return
	PKG_CONFIG_PATH=$(dirname "$(find "$root" -name libifplan.pc)") || return
	export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR=$root
	flags=$(pkg-config --cflags --libs libifplan) || return
	cd "$root/programs" || return
	for source in "$srcdir"/tests/examples/*.c; do
		# shellcheck disable=SC2086 # a list of words
		"${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$(basename "$source" .c)" "$source" $flags || return
	done
}

if ! (build) >"$log" 2>&1 </dev/null; then
	sed 's/^/    /' "$log"
	echo "examples: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
LD_LIBRARY_PATH=$(dirname "$(find "$root" -name libifplan.so.0)")
export LD_LIBRARY_PATH PATH="$root/programs:$PATH"
exec "$srcdir/tests/transcript.sh" examples "$@"
