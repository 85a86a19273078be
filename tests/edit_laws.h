/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit_laws.h - what must hold for every edit of every file
 *
 * An edit does what it says; done again it changes nothing; every stanza it is
 * not about keeps its words, its options and its handle; no comment is lost; a
 * sound file stays sound; a refused edit leaves the bytes alone.
 */
#ifndef TESTS_EDIT_LAWS_H
#define TESTS_EDIT_LAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define LAWS_EDITS 4		/* of each file */

struct random {
	uint64_t state;
};

uint64_t next_random(struct random *random);
bool one_in(struct random *random, unsigned n);

#define PICK(random, table) (table)[next_random(random) % COUNT(table)]

/* The words that edits use, and files should. */
extern const char *const laws_links[5], *const laws_names[11],
	*const laws_values[9];

/* The same bytes, the same edits. */
struct random laws_random(const char *bytes, size_t size);

/*
 * Edit a file at random, so many times, and say on stderr which law does not
 * hold.  Of files with errors only that nothing crashes.
 */
bool laws_hold(const char *bytes, size_t size, struct random *random,
	       unsigned edits);

#endif
