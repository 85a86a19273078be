/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * intern.h - strings to the numbers 0, 1, 2 ... in the order they came
 *
 * With each string goes an item of the caller's own type, zeroed at first.
 * Items move when strings are added: keep numbers, not pointers.
 */
#ifndef IFPLAN_INTERN_H
#define IFPLAN_INTERN_H

#include <stdint.h>

#include "arena.h"

#define INTERN_NONE SIZE_MAX

struct intern_slot;

/* Starts as all zeros but for `arena` and, if there are items, `item_size`. */
struct intern {
	struct arena *arena;
	size_t item_size;
	const char **strings;		/* borrowed, by number */
	void *items;			/* by number */
	size_t count;
	size_t room;
	struct intern_slot *slots;	/* private */
	size_t slot_count;		/* a power of two */
};

/*
 * Names that differ in the last digit, which mostly come together, are near
 * each other.
 */
uint32_t intern_hash(const char *string);
/* The number of a string; a new one gets the next: the count before. */
size_t intern_add(struct intern *intern, const char *string);
/* Its number, or INTERN_NONE. */
size_t intern_find(const struct intern *intern, const char *string);
void *intern_item(const struct intern *intern, size_t number);
/* Expect so many more strings. */
void intern_reserve(struct intern *intern, size_t more);

#endif
