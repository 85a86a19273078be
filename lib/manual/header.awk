# SPDX-License-Identifier: LGPL-2.1-or-later
# manual.awk - lib/ifplan.h, then lib/ifplan.3.in, to the manual page
#
# The header's comments are the only text about the functions; this turns them
# into mdoc(7).  In the page, lines of these forms are replaced:
#
#	@ABOUT@		the essay at the header's top
#	@CONSTANTS@	its enums
#	@FUNCTIONS@	its prototypes, each with its comment
#	@FILE name@	a file of the folder `examples`

# A line of text that begins like a request is none.
function guard(line) {
	return line ~ /^[.']/ ? "\\&" line : line
}

function escape(line) {
	gsub(/\\/, "\\e", line)
	return guard(line)
}

# A line of a comment in mdoc; sentences begin on lines of their own.
function prose(line, sentence) {
	line = escape(line)
	gsub(/\*Owner:\*/, "Owner:", line)
	gsub(/-E/, "\\-E", line)
	while (match(line, /[.?!]\)?  /)) {
		sentence = substr(line, 1, RSTART + RLENGTH - 3)
		line = guard(substr(line, RSTART + RLENGTH))
		call(sentence)
	}
	call(line)
}

# "see f() or g())," with its functions marked.
function call(line, before, name, after) {
	while (match(line, /[a-z_]+\(\)[.,;:)]*/)) {
		before = substr(line, 1, RSTART - 1)
		name = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		after = substr(name, index(name, "(") + 2)
		sub(/ $/, "", before)
		if (before != "") out(before)
		gsub(/./, " &", after)
		out(".Fn " substr(name, 1, index(name, "(") - 1) after)
		sub(/^ /, "", line)
	}
	if (line != "") out(line)
}

function out(line) { text[part] = text[part] line "\n" }

function end_code() {
	if (in_code) out(".Ed")
	in_code = 0
}

# The lines of a comment, comment[1] to comment[lines].
function print_comment(i, line, in_facts, wants_break, is_begun) {
	for (i = 1; i <= lines; i++) {
		line = comment[i]
		if (line ~ /^\t/) {
			if (!in_code) out(".Bd -literal -offset indent")
			else if (wants_break) out("")
			in_code = 1
			wants_break = 0
			out(escape(substr(line, 2)))
		} else if (line == "") {
			wants_break = 1
		} else {
			end_code()
			if (match(line, /^(Owner|Fails|Since): /)) {
				if (!in_facts) out(".Bl -tag -width \"Owner:\" -compact")
				in_facts = 1
				out(".It " substr(line, 1, RLENGTH - 1))
				line = substr(line, RLENGTH + 1)
			} else if (wants_break && is_begun) {
				out(".Pp")
			}
			wants_break = 0
			is_begun = 1
			prose(line)
		}
	}
	end_code()
	if (in_facts) out(".El")
}

# "int f(struct a *a, unsigned b);"
function print_prototype(prototype, name, type, n, arguments, i) {
	match(prototype, /ifplan_[a-z_0-9]+\(/)
	name = substr(prototype, RSTART, RLENGTH - 1)
	type = substr(prototype, 1, RSTART - 1)
	sub(/ $/, "", type)
	n = split(substr(prototype, RSTART + RLENGTH), arguments, /, |\);/)
	out(".It Xo")
	out(".Ft " type)
	out(".Fo " name)
	for (i = 1; i < n; i++)
		out(".Fa \"" arguments[i] "\"")
	out(".Fc")
	out(".Xc")
}

function print_group(i) {
	part = "FUNCTIONS"
	if (!count) {
		if (in_list) out(".El")
		in_list = 0
		# An essay: its first sentence is the heading.
		sub(/\.$/, "", comment[1])
		out(".Ss " comment[1])
		comment[1] = ""
	} else if (!in_list) {
		out(".Bl -tag -width Ds")
		in_list = 1
	}
	for (i = 1; i <= count; i++)
		print_prototype(prototypes[i])
	print_comment()
	lines = count = 0
}

# The header.  A comment, then prototypes up to an empty line.
FNR == NR {
	if (/^\/\* SPDX/) next
	if (/^\/\*$/) { in_comment = 1; lines = count = 0; next }
	if (in_comment && /^ \*\//) {
		in_comment = 0
		if (!has_title++) {
			comment[1] = comment[2] = ""
			part = "ABOUT"
			print_comment()
			lines = 0
		}
		next
	}
	if (in_comment) { comment[++lines] = substr($0, 4); if (/^ \*\t/) comment[lines] = substr($0, 3); next }
	if (/^enum .*\{$/) in_enum = 1
	if (in_enum) {
		part = "CONSTANTS"
		out(escape($0))
		if (/^\};/) { in_enum = 0; out("") }
		next
	}
	if (!lines) next
	if (/^$/) { print_group(); next }
	sub(/^[ \t]+/, "")
	statement = statement (statement == "" || statement ~ /[(*]$/ ? "" : " ") $0
	if (/;$/) { prototypes[++count] = statement; statement = "" }
	next
}

# The page.
FNR == 1 && in_list { part = "FUNCTIONS"; out(".El") }
/^@FILE .*@$/ {
	file = examples "/" substr($2, 1, length($2) - 1)
	while ((status = (getline line <file)) > 0) print escape(line)
	if (status < 0) { print "manual.awk: no " file >"/dev/stderr"; exit 1 }
	next
}
/^@.*@$/ { printf "%s", text[substr($0, 2, length($0) - 2)]; next }
{ print }
