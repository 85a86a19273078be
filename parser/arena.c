/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arena.c - memory in chunks that only grow
 *
 *	chunk  [link| used ...... | free ..... ]   small requests
 *	chunk  [link| one large request        ]   its own, so that calloc(3)
 *	                                           need not touch its pages
 */
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "parser/arena.h"

#define FIRST_CHUNK 4096
#define LAST_CHUNK (1024 * 1024)
#define LARGE_SHARE 4		/* of a chunk: more gets its own */
#define WINDOW (64 * 1024)	/* of a chunk that is made ready */
#define PAGE 4096
#define FIRST_BYTES 32		/* of an array that grows */

struct chunk {
	struct chunk *next;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct chunk *chunks;
	char *free;		/* in the newest shared chunk */
	char *end;		/* of what is ready of it */
	char *chunk_end;
	size_t chunk_size;	/* of the next shared chunk */
	jmp_buf *on_failure;
};

struct arena *arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena)
		arena->chunk_size = FIRST_CHUNK;
	return arena;
}

struct arena *arena_free(struct arena *arena)
{
	if (!arena)
		return NULL;
	while (arena->chunks) {
		struct chunk *next = arena->chunks->next;

		free(arena->chunks);
		arena->chunks = next;
	}
	free(arena);
	return NULL;
}

void arena_on_failure(struct arena *arena, jmp_buf *place)
{
	arena->on_failure = place;
}

void arena_fail_as(struct arena *arena, const struct arena *other)
{
	arena->on_failure = other->on_failure;
}

void arena_fail(struct arena *arena)
{
	if (!arena->on_failure)
		abort();
	longjmp(*arena->on_failure, 1);
}

static char *add_chunk(struct arena *arena, size_t size)
{
	struct chunk *chunk = NULL;

	if (size <= SIZE_MAX - sizeof(*chunk))
		chunk = calloc(1, sizeof(*chunk) + size);
	if (!chunk)
		arena_fail(arena);
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk->bytes;
}

static void start_chunk(struct arena *arena)
{
	arena->free = arena->end = add_chunk(arena, arena->chunk_size);
	arena->chunk_end = arena->free + arena->chunk_size;
	if (arena->chunk_size < LAST_CHUNK)
		arena->chunk_size *= 2;
}

static uintptr_t page_of(const char *at)
{
	return (uintptr_t)at & ~(uintptr_t)(PAGE - 1);
}

/* Many pages at once cost less than a fault each.  (Linux 5.14 and later) */
static bool make_ready(struct arena *arena)
{
	size_t left = (size_t)(arena->chunk_end - arena->end);
	uintptr_t from = page_of(arena->end);

	arena->end += left < WINDOW ? left : WINDOW;
	if (left >= WINDOW)
		(void)madvise((void *)from, page_of(arena->end) - from,
			      MADV_POPULATE_WRITE);
	return left > 0;
}

static void *take_more(struct arena *arena, size_t size, size_t alignment)
{
	if (size > arena->chunk_size / LARGE_SHARE)
		return add_chunk(arena, size);
	if (!arena->end || !make_ready(arena))
		start_chunk(arena);
	return arena_take(arena, size, alignment);
}

void *arena_take(struct arena *arena, size_t size, size_t alignment)
{
	size_t room = (size_t)(arena->end - arena->free);
	size_t gap = -(uintptr_t)arena->free & (alignment - 1);

	if (gap > room || size > room - gap || !arena->free)
		return take_more(arena, size, alignment);
	arena->free += gap + size;
	return arena->free - size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return arena_take(arena, size, alignof(max_align_t));
}

void *arena_memdup(struct arena *arena, const void *bytes, size_t size)
{
	void *copy = arena_alloc(arena, size);

	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_strndup(struct arena *arena, const char *string, size_t length)
{
	size_t size = strnlen(string, length);
	char *copy = arena_take(arena, size + 1, 1);

	memcpy(copy, string, size);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *string;

	va_start(args, format);
	string = arena_vprintf(arena, format, args);
	va_end(args);
	return string;
}

/* Into what is free; anew, now that its length is known, where that is short. */
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	size_t room = (size_t)(arena->end - arena->free);
	char *string = arena->free;
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(string, room, format, again);
	va_end(again);
	if (length < 0)
		arena_fail(arena);
	if ((size_t)length < room)
		return arena_take(arena, (size_t)length + 1, 1);
	if (room)
		memset(string, 0, room);
	string = arena_take(arena, (size_t)length + 1, 1);
	(void)vsnprintf(string, (size_t)length + 1, format, args);
	return string;
}

bool arena_extend(struct arena *arena, void *at, size_t size, size_t larger)
{
	if ((char *)at + size != arena->free ||
	    larger - size > (size_t)(arena->end - arena->free))
		return false;
	arena->free += larger - size;
	return true;
}

/* A power of two: a few small elements, or one that is large. */
static size_t first_capacity(size_t size)
{
	size_t capacity = 1;

	while (2 * capacity * size <= FIRST_BYTES)
		capacity *= 2;
	return capacity;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	size_t first = first_capacity(size);
	size_t capacity = count ? 2 * count : first;
	void *larger;

	if (count && (count < first || (count & (count - 1))))
		return array;
	if (capacity < count || capacity > SIZE_MAX / size)
		arena_fail(arena);
	if (count && arena_extend(arena, array, count * size, capacity * size))
		return array;
	larger = arena_alloc(arena, capacity * size);
	if (count)
		memcpy(larger, array, count * size);
	return larger;
}
