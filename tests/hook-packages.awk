# SPDX-License-Identifier: LGPL-2.1-or-later
# hook-packages.awk - answers of a life, made whole: each line with its command
# Lines of the kernel are given where they come (+) and go (-) only.
function whole() {
	for (line in kernel) print number, command ": " line
}
/^\$ / { if (number) whole(); number = 100 + NR; command = substr($0, 3); next }
/^\+/ { kernel[substr($0, 2)]; next }
/^-/ { delete kernel[substr($0, 2)]; next }
{ print number, command ": " $0 }
END { whole() }
