# SPDX-License-Identifier: LGPL-2.1-or-later
# help.awk - what a command's --help says, as records for fill.awk
#
#	argument  an option as a person reads it: item (mdoc), help
#	switch    one spelling of an option without argument: word, name, type
#	takes     one with an argument: also argument, and join, as zsh has it
#	operation name, usage, help
#	flag      a word of an operation's usage, such as --ports; its owner is that

function tell() {
	if (label != "") option(label, help)
	label = help = ""
}

function option(label, help, words, count, i, item, argument) {
	count = split(label, words, /[ ,]+/)
	if (words[count] !~ /^-/) argument = words[count--]
	for (i = 1; i <= count; i++) {
		item = item (i > 1 ? " , Fl " : "Fl ") substr(words[i], 2)
		spelling(words[i], argument, help)
	}
	if (argument != "") item = item " Ar " argument
	record("argument", "item=" item "\thelp=" help)
}

function spelling(word, argument, help, is_long) {
	is_long = word ~ /^--/
	record(argument == "" ? "switch" : "takes", "word=" word \
		"\tname=" substr(word, is_long ? 3 : 2) \
		"\ttype=" (is_long ? "l" : "s") "\tjoin=" (is_long ? "=" : "+") \
		"\targument=" argument "\thelp=" help)
}

function operation(words, count, i) {
	if (name == "") return
	record("operation", "name=" name "\tusage=" usage "\thelp=" last)
	count = split(usage, words, /[][ ]+/)
	for (i = 1; i <= count; i++)
		if (words[i] ~ /^--/) print "flag\t" name "\tname=" words[i]
	name = usage = last = ""
}

function record(sort, fields) { print sort "\t" command "\t" fields }

/^Operations:/ { tell(); has_operations = 1; next }
/^$|^[A-Z ]/ { tell(); next }
has_operations && /^\t\t/ {
	if (last != "") usage = usage " " last
	last = substr($0, 3)
	next
}
has_operations {
	operation()
	name = $1
	usage = substr($0, length(name) + 3)
	next
}
/^\t-/ {
	tell()
	if (substr($0, 24, 1) != " ") {
		print "help.awk: where does the help begin? " $0 >"/dev/stderr"
		exit 1
	}
	label = substr($0, 2, 22)
	sub(/ +$/, "", label)
	help = substr($0, 25)
	next
}
/^\t +/ { sub(/^\t +/, ""); help = help " " $0 }
END { tell(); operation() }
