# SPDX-License-Identifier: LGPL-2.1-or-later
# fill.awk - records, then a template, to a page of the manual or a completion
#
# A record is a line of words parted by tabs: its sort, its owner, NAME=TEXT...
# In the template the lines between these are repeated for each record of the
# sort and the owner, or of any for "*"; what would be the same again is left
# out:
#
#	@EACH option bond@
#	.It {item}
#	{Help}{note}.
#	@END@
#
# {name} is a field, {owner} the record's owner, {Name} begins with a capital
# letter.  STYLE says how the target quotes: mdoc, bash, zsh, fish or vim.

FNR == NR { record[++records] = $0; next }

# A text as the target wants it: mdoc(7), a shell's '...', a pattern of vim in
# which - and _ are one.
function quote(text) {
	if (style == "mdoc") {
		gsub(/\\/, "\\e", text)
		gsub(/--/, "\\-\\-", text)
	}
	if (style == "zsh") gsub(/[]:\\[]/, "\\\\&", text)
	if (style == "bash" || style == "zsh") gsub(/'/, "'\\''", text)
	if (style == "fish") gsub(/[\\']/, "\\\\&", text)
	if (style == "vim") gsub(/[-_]/, "[-_]", text)
	return text
}

function capital(text) { return toupper(substr(text, 1, 1)) substr(text, 2) }

# The fields of a record.
function read_fields(line, words, count, i, at) {
	split("", field)
	count = split(line, words, "\t")
	field["owner"] = words[2]
	for (i = 3; i <= count; i++) {
		at = index(words[i], "=")
		field[substr(words[i], 1, at - 1)] = substr(words[i], at + 1)
	}
}

function value(name) {
	if (name in field) return quote(field[name])
	name = tolower(substr(name, 1, 1)) substr(name, 2)
	return name in field ? capital(quote(field[name])) : ""
}

function expand(text, out) {
	while (match(text, /\{[A-Za-z]+\}/)) {
		out = out substr(text, 1, RSTART - 1)
		out = out value(substr(text, RSTART + 1, RLENGTH - 2))
		text = substr(text, RSTART + RLENGTH)
	}
	return out text
}

# mdoc(7) wants short lines of text.
function wrap(line, out, at) {
	while (style == "mdoc" && line !~ /^\./ && length(line) > 78) {
		at = 79
		while (at > 1 && substr(line, at, 1) != " ") at--
		if (at == 1) break
		out = out substr(line, 1, at - 1) "\n"
		line = substr(line, at + 1)
	}
	return out line "\n"
}

function print_each(i, k, words, text, seen) {
	for (i = 1; i <= records; i++) {
		split(record[i], words, "\t")
		if (words[1] != sort || (owner != "*" && words[2] != owner))
			continue
		read_fields(record[i])
		text = ""
		for (k = 1; k <= lines; k++) text = text wrap(expand(block[k]))
		found[sort, owner] = 1
		if (!(text in seen)) printf "%s", text
		seen[text] = 1
	}
	if (!((sort, owner) in found)) {
		print "fill.awk: no " sort " " owner >"/dev/stderr"
		exit 1
	}
}

/^@EACH .*@$/ {
	sort = $2
	owner = substr($3, 1, length($3) - 1)
	lines = 0
	inside = 1
	next
}
/^@END@$/ { inside = 0; print_each(); next }
inside { block[++lines] = $0; next }
{ print }
