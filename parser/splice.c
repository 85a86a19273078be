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

const char *edit_line_end(const struct line *line)
{
	size_t length = line->length;

	return length >= 2 && line->bytes[length - 2] == '\r' ? "\r\n" : "\n";
}

void edit_remove_line(struct edits *edits, const struct line *line)
{
	const char *first = scan_first(line);

	edit_replace(edits, first, (size_t)(line->bytes + line->length - first),
		     "");
}

static bool has_newline(const struct line *line)
{
	return line->length && line->bytes[line->length - 1] == '\n';
}

size_t edit_count_open_ends(const struct line *line)
{
	const char *end = line->bytes + line->length - has_newline(line);
	const char *at = end;

	while (line->kind == LINE_TEXT && at > line->bytes && at[-1] == '\\')
		at--;
	return (size_t)(end - at);
}

void edit_add_line(struct edits *edits, const struct line *anchor,
		   const char *text)
{
	const char *end = edit_line_end(anchor);
	struct text out = { .arena = edits->arena };

	for (size_t open = edit_count_open_ends(anchor); open > 0; open--)
		text_add(&out, "%s", end);
	/* A file without a last newline stays so. */
	if (has_newline(anchor))
		text_add(&out, "%s%s", text, end);
	else
		text_add(&out, "%s%s", end, text);
	edit_replace(edits, anchor->bytes + anchor->length, 0, out.at);
}

void edit_insert_line(struct edits *edits, const struct line *before,
		      const char *text)
{
	edit_replace(edits, scan_first(before), 0,
		     arena_printf(edits->arena, "%s%s", text,
				  edit_line_end(before)));
}
