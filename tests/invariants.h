/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * invariants.h - what must hold for any bytes; property.c and fuzz/ ask it
 *
 * Each returns 0, or -1 and says on stderr what does not hold.
 *
 *	the logical lines, one after another, are the input
 *	a line says the same when it is scanned alone
 *	stanzas are whole lines, in order
 *	write(parse(input)) == input
 *	loading and asking for every option does not crash
 */
#ifndef IFPLAN_INVARIANTS_H
#define IFPLAN_INVARIANTS_H

#include <stddef.h>

/* BYTES as an interfaces file. */
int invariants_check(const char *bytes, size_t size);
/* TEXT as a value of every row: what it is read as is printed and read back. */
int invariants_check_value(const char *text);

#endif
