/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scan.h - bytes to logical lines; every byte is in exactly one line
 *
 *	struct scanner scanner = scan_start(arena, bytes, size, 1);
 *	struct line line;
 *	while (scan_next(&scanner, &line)) ...
 */
#ifndef IFPLAN_SCAN_H
#define IFPLAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "text.h"

enum line_kind { LINE_BLANK, LINE_COMMENT, LINE_TEXT };

/* One logical line: its bytes as in the file, and what they say. */
struct line {
	const char *bytes;	/* with all newlines and backslashes */
	const char *name;	/* first word; "" unless LINE_TEXT */
	const char *value;	/* the rest, trimmed; "" when there is none */
	uint32_t length;	/* of bytes */
	uint32_t number;	/* its first physical line, from 1 */
	uint32_t last;		/* its last one, which classic messages name */
	uint8_t kind;
};

struct scanner {
	const char *at;
	const char *end;
	uint32_t number;	/* of the physical line at AT */
	struct text words;	/* of the current line */
};

/* BYTES begin with physical line NUMBER; they must outlive the lines. */
struct scanner scan_start(struct arena *arena, const char *bytes, size_t size,
			  uint32_t number);
/* Name and value are valid until the next call; false after the last line. */
bool scan_next(struct scanner *scanner, struct line *ret);
/* Make name and value of the current line last as long as the arena. */
void scan_keep(struct scanner *scanner, struct line *line);
/* All lines, kept. */
struct line *scan_lines(struct arena *arena, const char *bytes, size_t size,
			uint32_t number, size_t *ret_count);

/*
 * Where TOKEN, a pointer into line->name, line->value or line->bytes, stands
 * in the file: physical line from 1, column in characters from 1.
 */
void scan_place(const struct line *line, const char *token,
		unsigned *ret_line, unsigned *ret_column);

/* The byte of the file that TOKEN, in name or value, was copied from. */
const char *scan_byte(const struct line *line, const char *token);

/* The first byte of a line, behind a byte order mark. */
const char *scan_first(const struct line *line);

/* The physical line NUMBER of a logical line, without its end or a BOM. */
const char *scan_physical_line(const struct line *line, unsigned number,
			       size_t *ret_length);

#endif
