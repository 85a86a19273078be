/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scan.c - bytes to logical lines
 *
 *	          +-- bytes                    +-- bytes + length
 *	file      |  up  route add \n    me  n|# next...
 *	words        up0 route add     me0
 *	             |   +-- value
 *	             +-- name
 *
 * (\n is a backslash before a newline, n a newline, 0 a NUL.)  A line points
 * into the file for what it is and into a copy of itself for what it says:
 * there continuations are closed up and words end in NUL, in place.
 */
#include <string.h>

#include "parser/scan.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";
#define MARK_SIZE (sizeof(byte_order_mark) - 1)

/* Of the file's first line only. */
static size_t mark_size(uint32_t number, const char *bytes, size_t size)
{
	if (number != 1 || size < MARK_SIZE ||
	    memcmp(bytes, byte_order_mark, MARK_SIZE) != 0)
		return 0;
	return MARK_SIZE;
}

/* The newline that ends the physical line at FROM, or END. */
static const char *find_end(const char *from, const char *end)
{
	const char *newline = memchr(from, '\n', (size_t)(end - from));

	return newline ? newline : end;
}

static const char *skip_blanks(const char *at, const char *stop)
{
	while (at < stop && text_is_blank(*at))
		at++;
	return at;
}

/*
 * Copy the text from START on; while it ends in a backslash, replace that by
 * the next physical line.  Returns the newline after the last line used.
 * At the end of the file there is always one more, empty, as in ifupdown.
 */
static const char *join_lines(struct scanner *scanner, const char *start,
			      const char *stop)
{
	struct text *words = &scanner->words;

	words->length = 0;
	text_add_bytes(words, start, (size_t)(stop - start));
	while (words->length && words->at[words->length - 1] == '\\') {
		words->length--;
		scanner->number++;
		if (scanner->end - stop <= 1)
			continue;
		start = stop + 1;
		stop = find_end(start, scanner->end);
		text_add_bytes(words, start, (size_t)(stop - start));
	}
	return stop;
}

/*
 * Fill in kind, name and value from the words.  Blanks that begin a line after
 * a lone backslash make its name empty, as in ifupdown.
 */
static void cut_words(struct text *words, struct line *line)
{
	char *tail = words->at + words->length;
	char *word = words->at;

	while (tail > word && text_is_blank(tail[-1]))
		tail--;
	*tail = '\0';
	if (word == tail)
		return;
	while (word < tail && !text_is_blank(*word))
		word++;
	line->kind = LINE_TEXT;
	line->name = words->at;
	line->value = skip_blanks(word, tail);
	*word = '\0';
	words->length = (size_t)(tail - words->at);
}

struct scanner scan_start(struct arena *arena, const char *bytes, size_t size,
			  uint32_t number)
{
	return (struct scanner){
		.at = bytes, .end = bytes + size, .number = number,
		.words = { .arena = arena },
	};
}

bool scan_next(struct scanner *scanner, struct line *ret)
{
	const char *at = scanner->at, *end = scanner->end, *start, *stop;

	if (at == end)
		return false;
	stop = find_end(at, end);
	start = at + mark_size(scanner->number, at, (size_t)(stop - at));
	start = skip_blanks(start, stop);
	*ret = (struct line){
		.bytes = at, .name = "", .value = "",
		.number = scanner->number, .kind = LINE_BLANK,
	};
	if (start < stop && *start == '#') {
		ret->kind = LINE_COMMENT;
	} else if (start < stop) {
		stop = join_lines(scanner, start, stop);
		cut_words(&scanner->words, ret);
	}
	ret->last = scanner->number++;
	scanner->at = stop < end ? stop + 1 : end;
	ret->length = (uint32_t)(scanner->at - at);
	return true;
}

void scan_keep(struct scanner *scanner, struct line *line)
{
	const struct text *words = &scanner->words;
	size_t size;
	char *copy;

	if (line->kind != LINE_TEXT)
		return;
	size = (size_t)(words->at + words->length - line->name) + 1;
	copy = arena_take(words->arena, size, 1);
	memcpy(copy, line->name, size);
	line->value = copy + (line->value - line->name);
	line->name = copy;
}

static size_t count_lines(const char *bytes, size_t size)
{
	const char *end = bytes + size;
	size_t count = 0;

	for (; bytes < end; count++) {
		bytes = find_end(bytes, end);
		bytes += bytes < end;
	}
	return count;
}

/* The words of the line stay where they are, the next come behind them. */
static void leave_words(struct scanner *scanner, const struct line *line)
{
	struct text *words = &scanner->words;

	if (line->kind != LINE_TEXT)
		return;
	words->at += words->length + 1;
	words->room -= words->length + 1;
	words->length = 0;
}

struct line *scan_lines(struct arena *arena, const char *bytes, size_t size,
			uint32_t number, size_t *ret_count)
{
	struct scanner scanner = scan_start(arena, bytes, size, number);
	struct line *lines = ARENA_ARRAY(arena, count_lines(bytes, size),
					 struct line);
	size_t count = 0;

	/* All of them, where a NUL takes the place of each newline. */
	scanner.words.room = size + 1;
	scanner.words.at = arena_take(arena, size + 1, 1);
	while (scan_next(&scanner, &lines[count]))
		leave_words(&scanner, &lines[count++]);
	*ret_count = count;
	return lines;
}

/* Is the byte at AT part of a backslash-newline that joins two lines? */
static bool is_joint(const char *at, const char *end)
{
	const char *slash = at, *newline;

	if (*at == '\n')
		return at + 1 < end;
	while (slash < end && *slash == '\\')
		slash++;
	for (newline = slash; newline < end && *newline == '\n'; )
		newline++;
	return slash > at &&
		(newline == end || slash - at <= newline - slash);
}

const char *scan_first(const struct line *line)
{
	return line->bytes + mark_size(line->number, line->bytes,
				       line->length);
}

const char *scan_byte(const struct line *line, const char *token)
{
	const char *at = scan_first(line), *end = line->bytes + line->length;
	ptrdiff_t left = token - line->name;
	bool is_inside = false;

	for (; at < end; at++) {
		if (is_joint(at, end)) {
			is_inside = true;
			continue;
		}
		is_inside |= !text_is_blank(*at);
		if (is_inside && left-- == 0)
			break;
	}
	return at;
}

static bool is_in_file(const struct line *line, const char *token)
{
	uintptr_t first = (uintptr_t)line->bytes;

	return (uintptr_t)token >= first &&
		(uintptr_t)token < first + line->length;
}

void scan_place(const struct line *line, const char *token,
		unsigned *ret_line, unsigned *ret_column)
{
	unsigned number = line->number, column = 1;
	const char *at = scan_first(line);

	if (line->kind != LINE_TEXT && !is_in_file(line, token))
		token = at;
	else if (!is_in_file(line, token))
		token = scan_byte(line, token);
	for (; at < token; at++) {
		if (*at == '\n') {
			number++;
			column = 1;
		} else if ((*at & 0xc0) != 0x80) {
			column++;
		}
	}
	*ret_line = number;
	*ret_column = column;
}

const char *scan_physical_line(const struct line *line, unsigned number,
			       size_t *ret_length)
{
	const char *at = line->bytes, *end = line->bytes + line->length;
	const char *newline = memchr(at, '\n', line->length);

	for (unsigned n = line->number; n < number && newline; n++) {
		at = newline + 1;
		newline = memchr(at, '\n', (size_t)(end - at));
	}
	if (newline)
		end = newline;
	if (end > at && end[-1] == '\r')
		end--;
	at += mark_size(number, at, (size_t)(end - at));
	*ret_length = (size_t)(end - at);
	return at;
}
