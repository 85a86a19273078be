/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arena.h - memory of one document or one plan, freed at once
 *
 * Nothing is freed alone, so error paths have nothing to free.  When memory
 * runs out the arena jumps to the place its owner named (arena_on_failure);
 * code between the two therefore never sees NULL.
 */
#ifndef IFPLAN_ARENA_H
#define IFPLAN_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
struct arena *arena_free(struct arena *arena);
void arena_on_failure(struct arena *arena, jmp_buf *place);
/* The place that another arena has now. */
void arena_fail_as(struct arena *arena, const struct arena *other);
_Noreturn void arena_fail(struct arena *arena);

/* Zeroed, aligned for any type.  Never NULL once arena_on_failure was set. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same, aligned to a power of two and no more. */
void *arena_take(struct arena *arena, size_t size, size_t alignment);
void *arena_memdup(struct arena *arena, const void *bytes, size_t size);
char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *string, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

/* Give what was taken last more room, where it is; false: that is not so, or
   there is none. */
bool arena_extend(struct arena *arena, void *at, size_t size, size_t larger);

/*
 * Make room for one more element in an array of COUNT elements that lives in
 * the arena; its capacity is the next power of two, so no field keeps it.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#define ARENA_ARRAY(arena, count, type) \
	((type *)arena_take((arena), (count) * sizeof(type), _Alignof(type)))
#define ARENA_NEW(arena, type) ARENA_ARRAY(arena, 1, type)

/* Append: *ARENA_PUSH(arena, &array, &count) = element; */
#define ARENA_PUSH(arena, array, count) \
	(*(array) = arena_grow((arena), *(array), *(count), sizeof(**(array))), \
	 &(*(array))[(*(count))++])

#endif
