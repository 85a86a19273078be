#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# schema.sh - the JSON of ifquery about every interfaces file of testdata fits testdata/schema
#
# Each is read whole, linted, asked about by the name of its first interface, and checked
# against a machine with nothing but lo, and against what it says of one, as stanzas and as a tree.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/schema
ifquery=$builddir/ifquery
rm -rf "$out" && mkdir -p "$out"
printf 'iface lo\n\tkind loopback\n' >"$out/kernel"

# tell FILE SCHEMA WORD...: the schema, what was asked, and the document in one line, with tabs between.
tell() {
	file=$1 schema=$2
	shift 2
	timeout 60 "$ifquery" -i "$file" "$@" 2>/dev/null | tr -d '\n' >"$out/document"
	printf '%s\t%s: %s\t%s\n' "$schema" "${file#"$srcdir"/}" "$*" "$(cat "$out/document")"
}

ask() {
	while read -r file; do
		kernel=$(dirname "$file")/kernel
		test -e "$kernel" || kernel=$out/kernel
		name=$(awk '$1 == "iface" { print $2; exit }' "$file")
		tell "$file" ifquery --json -a
		tell "$file" ifquery --lint --json --snapshot "$out/kernel"
		test -z "$name" || tell "$file" ifquery --json "$name"
		tell "$file" check --check -a -o json --snapshot "$kernel"
		tell "$file" native -o json -a
		tell "$file" tree --tree --check --json --snapshot "$kernel"
		tell "$file" check2 --check -a --strict -o json2 --snapshot "$kernel"
	done
}

find "$srcdir/testdata" -type f -name 'interfaces*' | sort | ask >"$out/documents"
timeout 300 /usr/bin/python3 - "$srcdir/testdata/schema" "$out/documents" <<'END'
import json, sys
from jsonschema import Draft7Validator

def validator(name):
	schema = json.load(open(f"{sys.argv[1]}/{name}.json"))
	Draft7Validator.check_schema(schema)
	return Draft7Validator(schema)

validators = {name: validator(name) for name in ("ifquery", "check", "check2", "native", "tree")}
passed = failed = 0
for line in open(sys.argv[2], encoding="utf-8"):
	name, title, document = line.rstrip("\n").split("\t", 2)
	try:
		problems = [error.message for error in validators[name].iter_errors(json.loads(document))]
	except ValueError as error:
		problems = [str(error)]
	if problems:
		failed += 1
		print("FAILED schema", title, *problems, sep="\n    ")
	else:
		passed += 1
# No document is no success.
failed += not passed
print(f"schema: {passed} passed, {failed} failed, 0 skipped")
sys.exit(failed > 0)
END
