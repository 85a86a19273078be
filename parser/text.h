/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* text.h - growable text, words, and readers that accept all of it or nothing */
#ifndef IFPLAN_TEXT_H
#define IFPLAN_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include "arena.h"

/* Text that grows in an arena; `at` is always NUL-terminated once used. */
struct text {
	struct arena *arena;
	char *at;
	size_t length;
	size_t room;
};

void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/* What isspace(3) is in the C locale. */
static inline bool text_is_blank(char c)
{
	return (unsigned char)c <= ' ' &&
		(c == ' ' || (c >= '\t' && c <= '\r'));
}

/*
 * Walk blank-separated words (C isspace) in a string that is not modified:
 *	const char *word; size_t length;
 *	while (text_next_word(&rest, &word, &length)) ...
 */
bool text_next_word(const char **rest, const char **word, size_t *length);
/* The words of a string as a NULL-terminated array. */
const char **text_words(struct arena *arena, const char *string, size_t *count);
bool text_has_word(const char *words, const char *word);

/* Most words that are compared differ in their first byte. */
static inline bool text_same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

/* Same name when '-' and '_' count as one character. */
bool text_same_option(const char *a, const char *b);
/* Edit distance (insert, delete, replace, swap), at most LIMIT + 1. */
unsigned text_distance(const char *a, const char *b, unsigned limit);

/* Each returns 0, or -EINVAL (not such a thing) or -ERANGE. */
int text_read_number(const char *string, uint64_t *ret);	/* decimal only */
/* "2", "0.5", "30s", "1min", "100ms"; in units of 1/SCALE second. */
int text_read_time(const char *string, unsigned scale, uint64_t *ret);
int text_read_mac(const char *string, uint8_t ret[6]);

struct ip_address {
	uint8_t family;		/* AF_INET or AF_INET6 */
	uint8_t prefix;		/* bits */
	bool has_prefix;	/* false: prefix is classful (inet) or 128 */
	uint8_t bytes[16];	/* network order, 4 or 16 used */
};

/* "192.0.2.1", "192.0.2.1/24", "192.0.2.1/255.255.255.0", "2001:db8::1/64" */
int text_read_address(const char *string, struct ip_address *ret);
/* "24" or "255.255.255.0" (contiguous), or bits for AF_INET6 */
int text_read_netmask(const char *string, int family, uint8_t *ret_prefix);
/* Without the prefix; at most 46 bytes with the NUL. */
const char *text_print_address(const struct ip_address *address, char out[46]);
#define TEXT_PREFIX_SIZE 50
const char *text_print_prefix(const struct ip_address *address,
			      char out[TEXT_PREFIX_SIZE]);

/* A name the kernel can have: 1 to 15 bytes, no '/', ':', blanks, not . or .. */
bool text_is_link_name(const char *name);

#endif
