#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# schema.sh - the JSON of ifquery about every interfaces file of testdata fits testdata/schema
#
# Each is read whole, linted, and asked about by the name of its first interface.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
out=$builddir/schema
ifquery=$builddir/ifquery
rm -rf "$out" && mkdir -p "$out"
printf 'iface lo\n\tkind loopback\n' >"$out/kernel"

# The file's name, a tab, and the document in one line.
ask() {
	while read -r file; do
		name=$(awk '$1 == "iface" { print $2; exit }' "$file")
		for words in "--json -a" "--lint --json --snapshot $out/kernel" ${name:+"--json $name"}; do
			# shellcheck disable=SC2086 # a list of words
			timeout 60 "$ifquery" -i "$file" $words 2>/dev/null | tr -d '\n' >"$out/document"
			printf '%s: %s\t%s\n' "${file#"$srcdir"/}" "$words" "$(cat "$out/document")"
		done
	done
}

find "$srcdir/testdata" -type f -name 'interfaces*' | sort | ask >"$out/documents"
timeout 300 /usr/bin/python3 - "$srcdir/testdata/schema/ifquery.json" "$out/documents" <<'END'
import json, sys
from jsonschema import Draft7Validator

schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)
passed = failed = 0
for line in open(sys.argv[2], encoding="utf-8"):
	title, document = line.rstrip("\n").split("\t", 1)
	try:
		problems = [error.message for error in validator.iter_errors(json.loads(document))]
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
