# SPDX-License-Identifier: LGPL-2.1-or-later
# compat.awk - compare what two ifquery said; one verdict for each file
#
# usage: awk -v folder=DIR -f compat.awk ALLOWED 0.8.out 0.8.err ours.out ours.err
#
# The four are transcripts: after a line "####<tab>FILE<tab>ARGUMENTS" what the
# command printed.  A file that 0.8 accepts: the same output, exit code and
# classic messages.  One that it rejects: its messages first, exit code 1.
# Prints "same FILE", "decided FILE DECISION", or "differs FILE" with both sides.
BEGIN { FS = "\t" }

FNR == 1 { part++ }

part == 1 {
	if (NF == 5 && !/^#/) {
		rules++
		side[rules] = $1; pattern[rules] = $2; what[rules] = $3; decision[rules] = $4
	}
	next
}

/^####\t/ {
	key = $2 "\t" $3
	if (part == 2) {
		order[++keys] = key
		file_of[key] = $2
		if (!($2 in is_file)) { is_file[$2] = 1; files[++count] = $2 }
	}
	next
}

part == 2 { theirs_out[key] = theirs_out[key] $0 "\n" }
part == 3 { theirs_err[key] = theirs_err[key] $0 "\n" }
part == 4 { ours_out[key] = ours_out[key] $0 "\n" }
# Ours says more: places, hints, and complaints that ifupdown does not have.
part == 5 {
	ours_all[key] = ours_all[key] $0 "\n"
	if (!/^(  --> | *[0-9]* \| |hint: |error: |warning: |note: )/)
		ours_err[key] = ours_err[key] $0 "\n"
}

function is_rejected(key) {
	return theirs_err[key] ~ /(^|\n)ifquery: couldn't read interfaces file "[^\n]*"\n$/
}

# "ifquery: FILE:LINE: text" with the line of the file, as it is joined.
function with_source(message,   part, path, n, line, text) {
	if (!match(message, /^ifquery: [^:]*:[0-9]+: /))
		return message
	split(substr(message, 10, RLENGTH - 10), part, ":")
	path = folder "/" part[1]
	for (n = 0; n < part[2] && (getline line < path) > 0; n++)
		text = (text !~ /^[ \t\v\f]*#/ && sub(/\\$/, "", text) ? text : "") line
	close(path)
	sub(/\\$/, "", text)
	return message " | " text
}

# The decision that WHO's messages in TEXT bring up, or "".
function decision_on(key, who, text,   lines, n, i, r, message) {
	n = split(text, lines, "\n")
	for (i = 1; i <= n; i++) {
		message = with_source(lines[i])
		for (r = 1; r <= rules; r++)
			if (side[r] == who && message ~ pattern[r] && is_allowed(key, what[r]))
				return decision[r]
	}
	return ""
}

function is_allowed(key, what) {
	if (what == "exit")
		return !differs_but_exit(key)
	if (what == "note" && key ~ /\t-v /)
		return ours_all[key] ~ /ifupdown 0.8 would refuse the file\n  --> /
	return 1
}

# Does it list all, or name the range of this line or one of it?
function is_of_range(key, line,   arguments, n, words, w, range) {
	arguments = substr(key, index(key, "\t") + 1)
	if (arguments ~ /--list|[[]/)
		return 1
	match(line, /[^ \t=\/[]*[[][0-9]+-[0-9]+[]]/)
	range = substr(line, RSTART, index(substr(line, RSTART), "[") - 1)
	n = split(arguments, words, " ")
	for (w = 1; w <= n; w++)
		if (index(words[w], range) == 1 && substr(words[w], length(range) + 1) ~ /^[0-9]/)
			return 1
	return 0
}

# The decision that a line of the file itself brings up, or "".
function decision_on_file(key,   path, line, r, found) {
	path = folder "/" file_of[key]
	while ((getline line < path) > 0)
		for (r = 1; r <= rules; r++)
			if (side[r] == "file" && line ~ pattern[r] && (what[r] != "range" || is_of_range(key, line)))
				found = decision[r]
	close(path)
	return found
}

function without_exit(text) {
	sub(/exit [01]\n$/, "", text)
	return text
}

function differs_but_exit(key,   err) {
	err = ours_err[key]
	sub(/ifquery: couldn't read interfaces file "[^\n]*" completely\n/, "", err)
	return without_exit(theirs_out[key]) != without_exit(ours_out[key]) || theirs_err[key] != err
}

# Random hardware addresses, where the file asks for one, differ each time.
function without_random(key, text,   path, line, is_asked) {
	path = folder "/" file_of[key]
	while ((getline line < path) > 0)
		is_asked = is_asked || line ~ /^[ \t]*hwaddress[ \t]+random[ \t\r]*$/
	close(path)
	if (is_asked)
		gsub(/hwaddress: [0-9a-f][26ae](:[0-9a-f][0-9a-f])+\n/, "hwaddress: random\n", text)
	return text
}

function differs(key,   said) {
	if (is_rejected(key)) {
		said = theirs_err[key]
		sub(/ifquery: couldn't read interfaces file "[^\n]*"\n$/, "", said)
		return substr(ours_err[key], 1, length(said)) != said || ours_out[key] !~ /(^|\n)exit 1\n$/
	}
	if (theirs_out[key] != ours_out[key] &&
	    without_random(key, theirs_out[key]) != without_random(key, ours_out[key]))
		return 1
	return theirs_err[key] != ours_err[key]
}

# 0.8 dies of --no-loopback -l when there are mappings and no stanza.
function is_crash(key) {
	return theirs_out[key] ~ /(^|\n)exit (124|13[0-9])\n$/
}

END {
	for (k = 1; k <= keys; k++) {
		key = order[k]
		if (file_of[key] in detail || !differs(key))
			continue
		why = is_crash(key) ? "crash" : decision_on(key, "0.8", theirs_err[key])
		if (why == "")
			why = decision_on(key, "ours", ours_all[key])
		if (why == "")
			why = decision_on_file(key)
		if (why != "") {
			verdict[file_of[key]] = "decided " file_of[key] " " why
			continue
		}
		verdict[file_of[key]] = "differs " file_of[key]
		detail[file_of[key]] = "$ ifquery " substr(key, index(key, "\t") + 1) "\n--- ifupdown\n" \
			theirs_out[key] theirs_err[key] "--- ours\n" ours_out[key] ours_all[key]
	}
	for (i = 1; i <= count; i++) {
		print (files[i] in verdict) ? verdict[files[i]] : "same " files[i]
		if (files[i] in detail) {
			gsub(/\n/, "\n    ", detail[files[i]])
			sub(/ *$/, "", detail[files[i]])
			printf "    %s", detail[files[i]]
		}
	}
}
