#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# layers.sh - who may include whom
#
#	parser	parser
#	lib	lib, parser; libmnl and libnl only in lib/kernel
#	cmd	cmd and lib/ifplan.h
cd "${srcdir:-$(dirname "$0")/..}" || exit 1

# Includes in quotes as FILE:LINE:PATH, a bare name being one of the same folder.
quoted() {
	grep -Hno '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]*"' "$@" 2>/dev/null |
		sed -E 's|^(([^:]*/)[^:]*:[0-9]+):.*"([^/"]*)"|\1:\2\3|; s|^([^:]*:[0-9]+):.*"(.*)"|\1:\2|'
}

problems=$(
	quoted parser/*.[ch] | grep -v ':parser/[a-z_]*\.h$'
	quoted lib/*.[ch] lib/*/*.[ch] | grep -Ev ':((lib|lib/kernel|lib/link|lib/method|parser)/[a-z_]*\.h|[a-z/]*(link_kinds|methods|lint_topics)\.h)$'
	quoted cmd/*.[ch] | grep -Ev ':(cmd/[a-z_]*\.h|lib/ifplan\.h)$'
	grep -Hn '#[[:space:]]*include[[:space:]]*<\(libmnl\|netlink\)/' parser/*.[ch] lib/*.[ch] lib/link/* lib/method/* lib/lint/* cmd/*.[ch] 2>/dev/null
	# The kernel's private headers stay inside lib/kernel.
	quoted lib/*.[ch] lib/link/* lib/method/* lib/lint/* | grep ':lib/kernel/'
)
if test -n "$problems"; then
	printf 'FAILED layers: these may not be included here\n%s\n' "$problems"
	echo "layers: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
echo "layers: 1 passed, 0 failed, 0 skipped"
