// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * splice.c - splices: bytes, words and lines that come and go
 *
 *	bytes     |....aaaa......bbb.....|      two splices: aaaa -> x, bbb -> ""
 *	out       |....x...........|            what is between them is copied
 */
#include <stdlib.h>
#include <string.h>

#include "parser/edit.h"

void edit_replace(struct edits *edits, const char *at, size_t length,
		  const char *text)
{
	*ARENA_PUSH(edits->arena, &edits->splices, &edits->count) =
		(struct splice){ at, length, text };
}

/* By place; of one place, as they were noted. */
static void sort_splices(struct splice *splices, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct splice splice = splices[i];
		size_t k = i;

		for (; k > 0 && splices[k - 1].at > splice.at; k--)
			splices[k] = splices[k - 1];
		splices[k] = splice;
	}
}

size_t edit_size(const struct edits *edits)
{
	size_t size = edits->file->size;

	for (size_t i = 0; i < edits->count; i++)
		size += strlen(edits->splices[i].text) -
			edits->splices[i].length;
	return size;
}

void edit_apply(const struct edits *edits, char *out)
{
	const struct file *file = edits->file;
	const char *at = file->bytes;

	sort_splices(edits->splices, edits->count);
	for (size_t i = 0; i < edits->count; i++) {
		const struct splice *splice = &edits->splices[i];

		out = mempcpy(out, at, (size_t)(splice->at - at));
		out = mempcpy(out, splice->text, strlen(splice->text));
		at = splice->at + splice->length;
	}
	memcpy(out, at, (size_t)(file->bytes + file->size - at));
}

size_t edit_offset(struct edit_cursor *cursor, const char *at)
{
	const struct edits *edits = cursor->edits;

	for (; cursor->passed < edits->count; cursor->passed++) {
		const struct splice *splice = &edits->splices[cursor->passed];

		if (splice->at > at)
			break;
		if (at < splice->at + splice->length)
			return SIZE_MAX;
		cursor->shift += strlen(splice->text) - splice->length;
	}
	return (size_t)(at - edits->file->bytes) + cursor->shift;
}

/* Words */

void edit_word(struct edits *edits, const struct line *line, const char *token,
	       size_t length, const char *text)
{
	const char *first = scan_byte(line, token);
	const char *last = scan_byte(line, token + length - 1);

	edit_replace(edits, first, (size_t)(last + 1 - first), text);
}

void edit_remove_word(struct edits *edits, const struct line *line,
		      const char *token, size_t length)
{
	const char *start = token, *end = token + length;

	while (start > line->value && text_is_blank(start[-1]))
		start--;
	if (start == line->value)
		while (text_is_blank(*end))
			end++;
	if (start == line->value && !*end)
		edit_remove_line(edits, line);
	else
		edit_word(edits, line, start, (size_t)(end - start), "");
}

/* Lines */

int edit_indent(const struct line *line)
{
	const char *start = scan_first(line);
	const char *end = line->bytes + line->length, *at = start;

	while (at < end && *at != '\n' && text_is_blank(*at))
		at++;
	return (int)(at - start);
}

static bool has_newline(const struct line *line)
{
	return line->length && line->bytes[line->length - 1] == '\n';
}

static const char *end_before(const char *newline, const char *start)
{
	return newline > start && newline[-1] == '\r' ? "\r\n" : "\n";
}

const char *edit_line_end(const struct edits *edits, const struct line *line)
{
	const struct file *file = edits->file;
	const char *newline;

	if (has_newline(line))
		return end_before(line->bytes + line->length - 1, line->bytes);
	newline = memchr(file->bytes, '\n', file->size);
	return newline ? end_before(newline, file->bytes) : "\n";
}

const char *edit_missing_end(const struct edits *edits,
			     const struct line *line)
{
	const char *end = line->bytes + line->length, *at = end;
	struct text out = { .arena = edits->arena };

	text_add_bytes(&out, "", 0);
	if (has_newline(line))
		at = --end;
	while (line->kind != LINE_COMMENT && at > line->bytes &&
	       at[-1] == '\\')
		at--;
	for (; at < end; at++)
		text_add(&out, "\n");
	if (!has_newline(line))
		text_add(&out, "%s", line->length && end[-1] == '\r' ? "\n" :
			 edit_line_end(edits, line));
	return out.at;
}

void edit_remove_line(struct edits *edits, const struct line *line)
{
	const char *first = scan_first(line);

	edit_replace(edits, first, (size_t)(line->bytes + line->length - first),
		     "");
}

void edit_add_line(struct edits *edits, const struct line *anchor,
		   const char *text)
{
	const char *missing = edit_missing_end(edits, anchor);

	/* A file without a last newline stays so. */
	edit_replace(edits, anchor->bytes + anchor->length, 0,
		     arena_printf(edits->arena, "%s%s%s", missing, text,
				  has_newline(anchor) ?
				  edit_line_end(edits, anchor) : ""));
}

void edit_insert_line(struct edits *edits, const struct line *before,
		      const char *text)
{
	edit_replace(edits, scan_first(before), 0,
		     arena_printf(edits->arena, "%s%s", text,
				  edit_line_end(edits, before)));
}
