# SPDX-License-Identifier: LGPL-2.1-or-later
# life.awk - what of two lives must be equal; what is decided otherwise goes
#
# usage: awk -v name=OUT -f life.awk ALLOWED INTERFACES 0.8 OURS
#
# Reads the answers of both, as life.sh writes them, and writes what is left of
# them to OUT.theirs.left and OUT.ours.left, in lines that a person can compare.
# Prints the decisions that were used.
BEGIN { FS = "\t" }

FNR == 1 { file++ }

# Rows of ALLOWED: who, where, pattern, what, decision.
file == 1 {
	if (NF >= 5 && !/^#/) {
		rules++
		who[rules] = $1; command[rules] = $2; pattern[rules] = $3; what[rules] = $4; decision[rules] = $5
	}
	next
}

# "#@ decided NUMBER: PARTS", "... in COMMAND": of this life alone.
file == 2 && /^#@ decided / {
	decided_here = substr($0, index($0, ":") + 1)
	if (match(decided_here, / in .*/)) {
		decided_in = substr(decided_here, RSTART + 4)
		decided_here = substr(decided_here, 1, RSTART - 1)
	}
	used[substr($0, 12, index($0, ":") - 12)] = 1
}

file == 2 {
	for (r = 1; r <= rules; r++)
		if (who[r] == "file" && $0 ~ pattern[r])
			in_file[r] = 1
	next
}

file == 3 { side = "0.8" }
file == 4 { side = "ours" }

/^\$ / && part_of != "out" {
	step = ++steps[side]
	title[step] = substr($0, 3)
	next
}

/^#### / {
	part_of = substr($0, 6)
	next
}

{ text[side, step, part_of, ++count[side, step, part_of]] = $0 }

# The name that it ends with, in a pattern.
function name_in(line) {
	sub(/^.* /, "", line)
	gsub(/[^A-Za-z0-9:_=-]/, "[&]", line)
	return line
}

function with_name(template, name) {
	gsub(/%/, name, template)
	return template
}

# What rule R lets differ in STEP after what SIDE had in a part of step WHERE.
function free_for(r, step, side, where, part,   i, name, found) {
	for (i = 1; i <= count[side, where, part]; i++)
		if (text[side, where, part, i] ~ pattern[r]) {
			name = name_in(text[side, where, part, i])
			if (title[step] ~ with_name(command[r], name))
				found = found with_name(what[r], name) " "
		}
	return found
}

# After what it said in step WHERE, or had recorded when that began.
function free_after(r, step, side, where) {
	return free_for(r, step, side, where, "err") \
		free_for(r, step, side, where - 1, "state")
}

# "before 0.8", "before ours --force": of such a command.
function free_before(r, step,   words, s, found) {
	split(who[r], words, " ")
	for (s = 1; s < step; s++)
		if (title[s] ~ words[3])
			found = found free_after(r, step, words[2], s)
	return found
}

function free_by(r, step) {
	if (who[r] == "file")
		return r in in_file && title[step] ~ command[r] ? what[r] " " : ""
	if (who[r] ~ /^before /)
		return free_before(r, step)
	return free_after(r, step, who[r], step)
}

# What may differ in this step, after the rules that are met: words.
function may_differ(step,   r, words, found) {
	found = title[step] ~ decided_in ? " " decided_here " " : " "
	for (r = 1; r <= rules; r++) {
		words = what[r] == "line" ? "" : free_by(r, step)
		found = found words
		if (words)
			used[decision[r]] = 1
	}
	return found
}

# Lines of a part: "state:PATTERN".
function is_free(free, part, line,   count, words, w) {
	count = split(free, words, " ")
	for (w = 1; w <= count; w++)
		if (index(words[w], part ":") == 1 &&
		    line ~ substr(words[w], length(part) + 2))
			return 1
	return 0
}

# A line of this side that does not count.
function is_left_out(side, step, line,   r) {
	for (r = 1; r <= rules; r++)
		if (what[r] == "line" && (who[r] == side || who[r] == "both") &&
		    title[step] ~ command[r] && line ~ pattern[r]) {
			used[decision[r]] = 1
			return 1
		}
	return 0
}

function write_part(side, step, part, free, to,   i, line) {
	for (i = 1; i <= count[side, step, part]; i++) {
		line = text[side, step, part, i]
		if (i == count[side, step, part] && line == "")
			break
		if (part == "kernel" ? line == "" : is_left_out(side, step, line))
			continue
		sub(/^ifstate: /, "", line)
		if (!is_free(free, part, line))
			print part ": " line >to
	}
}

function write_step(step,   free, p, tool) {
	free = may_differ(step)
	for (tool in file_of) {
		print "$ " title[step] >file_of[tool]
		for (p = 1; p <= 5; p++)
			if (free !~ " (all|" parts[p] ") ")
				write_part(tool, step, parts[p], free,
					   file_of[tool])
	}
}

END {
	split("exit out err state kernel", parts, " ")
	file_of["0.8"] = name ".theirs.left"
	file_of["ours"] = name ".ours.left"
	for (tool in file_of)
		printf "" >file_of[tool]
	for (step = 1; step <= steps["0.8"] || step <= steps["ours"]; step++)
		write_step(step)
	for (d in used)
		print d
}
