/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* intern.c - a hash table with open addressing */
#include <string.h>

#include "parser/intern.h"

#define FIRST_ROOM 12
#define FIRST_SLOTS 16

struct intern_slot {
	uint32_t hash;
	uint32_t number;	/* from 1; 0 is a free slot */
};

/* FNV-1 */
uint32_t intern_hash(const char *string)
{
	uint32_t hash = 2166136261u;

	for (; *string; string++)
		hash = hash * 16777619u ^ (unsigned char)*string;
	return hash;
}

/* The slot of a string, or the free one where it belongs. */
static struct intern_slot *find_slot(const struct intern *intern,
				     const char *string, uint32_t hash)
{
	size_t mask = intern->slot_count - 1;
	size_t at = hash & mask;

	for (; intern->slots[at].number; at = (at + 1) & mask) {
		const struct intern_slot *slot = &intern->slots[at];

		if (slot->hash == hash &&
		    strcmp(intern->strings[slot->number - 1], string) == 0)
			break;
	}
	return &intern->slots[at];
}

static void *copy_array(struct intern *intern, const void *array, size_t size)
{
	void *copy = arena_alloc(intern->arena, intern->room * size);

	if (intern->count && size)
		memcpy(copy, array, intern->count * size);
	return copy;
}

static void move_slots(struct intern *intern, const struct intern_slot *old,
		       size_t old_count)
{
	size_t mask = intern->slot_count - 1;

	for (size_t i = 0; i < old_count; i++) {
		size_t at = old[i].hash & mask;

		if (!old[i].number)
			continue;
		while (intern->slots[at].number)
			at = (at + 1) & mask;
		intern->slots[at] = old[i];
	}
}

/* Slots are at most three quarters full. */
static void set_room(struct intern *intern, size_t room)
{
	const struct intern_slot *old = intern->slots;
	size_t old_count = intern->slot_count;

	intern->room = room;
	intern->strings = copy_array(intern, intern->strings,
				     sizeof(*intern->strings));
	intern->items = copy_array(intern, intern->items, intern->item_size);
	if (!old_count)
		intern->slot_count = FIRST_SLOTS;
	while (intern->slot_count / 4 * 3 < room)
		intern->slot_count *= 2;
	if (intern->slot_count == old_count)
		return;
	intern->slots = ARENA_ARRAY(intern->arena, intern->slot_count,
				    struct intern_slot);
	move_slots(intern, old, old_count);
}

void intern_reserve(struct intern *intern, size_t more)
{
	size_t room = intern->count + more;

	if (room > intern->room)
		set_room(intern, room > 2 * intern->room ? room
			 : 2 * intern->room);
}

size_t intern_add(struct intern *intern, const char *string)
{
	uint32_t hash = intern_hash(string);
	struct intern_slot *slot;

	if (intern->count == intern->room)
		intern_reserve(intern, FIRST_ROOM);
	slot = find_slot(intern, string, hash);
	if (!slot->number) {
		intern->strings[intern->count++] = string;
		slot->hash = hash;
		slot->number = (uint32_t)intern->count;
	}
	return slot->number - 1;
}

size_t intern_find(const struct intern *intern, const char *string)
{
	const struct intern_slot *slot;

	if (!intern->slot_count)
		return INTERN_NONE;
	slot = find_slot(intern, string, intern_hash(string));
	return slot->number ? slot->number - 1 : INTERN_NONE;
}

void *intern_item(const struct intern *intern, size_t number)
{
	return (char *)intern->items + number * intern->item_size;
}
