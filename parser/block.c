// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * block.c - whole stanzas that come, go and move; comments
 *
 *	# The uplink            \ comment right above   \
 *	auto eth0                 names it alone          } the block that moves
 *	iface eth0 inet manual    head                  /
 *	    mtu 9000
 *	                        blank lines part blocks
 */
#include <errno.h>
#include <string.h>

#include "parser/edit.h"

/* What stands between two stanzas, as lines. */
struct gap {
	const struct line *lines;
	size_t count;
};

static const char *stanza_end(const struct stanza *stanza)
{
	return stanza->bytes + stanza->length;
}

/* How many stanzas begin before AT. */
static size_t count_before(const struct file *file, const char *at)
{
	size_t low = 0, high = file->outer_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (syntax_first(file->outer[middle]) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The last stanza before AT; or NULL. */
static const struct stanza *find_before(const struct file *file, const char *at)
{
	size_t count = count_before(file, at);

	return count ? file->outer[count - 1] : NULL;
}

static struct gap read_gap(struct arena *arena, const struct file *file,
			   const char *start, const char *end)
{
	struct gap gap;

	/* Only the first line of the file may have a byte order mark. */
	gap.lines = scan_lines(arena, start, (size_t)(end - start),
			       start == file->bytes ? 1 : 2, &gap.count);
	return gap;
}

static struct gap gap_before(struct arena *arena, const struct file *file,
			     const struct stanza *stanza)
{
	const struct stanza *before = find_before(file, syntax_first(stanza));

	return read_gap(arena, file, before ? stanza_end(before) : file->bytes,
			stanza->bytes);
}

static struct gap gap_after(struct arena *arena, const struct file *file,
			    const struct stanza *stanza)
{
	size_t next = count_before(file, syntax_first(stanza)) + 1;

	return read_gap(arena, file, stanza_end(stanza),
			next < file->outer_count ? file->outer[next]->bytes :
			file->bytes + file->size);
}

/* How many of the last lines before LINES[COUNT] are comments. */
static size_t count_comments(const struct line *lines, size_t count)
{
	size_t comments = 0;

	while (comments < count &&
	       lines[count - 1 - comments].kind == LINE_COMMENT)
		comments++;
	return comments;
}

/* Is it a list of that one name, with nothing between it and STANZA? */
static bool leads(const struct stanza *list, const struct stanza *stanza)
{
	return list && stanza->kind == STANZA_IFACE &&
		list->kind == STANZA_AUTO &&
		!strcmp(list->words, stanza->name);
}

/* What belongs to a stanza: the lists above it of it alone, comments. */
struct block {
	const struct stanza *top;	/* the stanza itself, or a list */
	const struct line *first;	/* comment above that; or NULL */
	const struct line **comments;	/* all, the last line first */
	size_t count;
};

static void add_comments(struct arena *arena, struct block *block,
			 const struct line *lines, size_t count,
			 size_t comments)
{
	for (size_t i = 0; i < comments; i++)
		*ARENA_PUSH(arena, &block->comments, &block->count) =
			&lines[count - 1 - i];
	block->first = comments ? &lines[count - comments] : NULL;
}

static struct block find_block(struct arena *arena, const struct file *file,
			       const struct stanza *stanza)
{
	struct block block = { .top = stanza };

	for (;;) {
		struct gap gap = gap_before(arena, file, block.top);
		size_t comments = count_comments(gap.lines, gap.count);
		const struct stanza *before =
			find_before(file, syntax_first(block.top));

		add_comments(arena, &block, gap.lines, gap.count, comments);
		if (comments < gap.count || !leads(before, stanza))
			return block;
		block.top = before;
	}
}

static const char *block_start(struct arena *arena, const struct file *file,
			       const struct stanza *stanza)
{
	const struct block block = find_block(arena, file, stanza);

	return block.first ? scan_first(block.first) : syntax_first(block.top);
}

/* Going */

static bool is_blank_line(const struct line *line)
{
	return line->kind == LINE_BLANK;
}

/* The lines between AT and the stanza before it. */
static struct gap gap_above(struct edits *edits, const char *at)
{
	const struct file *file = edits->file;
	const struct stanza *before = find_before(file, at);

	return read_gap(edits->arena, file,
			before ? stanza_end(before) : file->bytes, at);
}

/* Parted by a blank line from what is above, unless that is the beginning. */
static bool needs_blank_above(struct edits *edits, const char *at)
{
	const struct gap gap = gap_above(edits, at);

	return gap.count ? !is_blank_line(&gap.lines[gap.count - 1]) :
		find_before(edits->file, at) != NULL;
}

/* What is cut out when a block goes. */
struct hole {
	const char *start, *end;
};

/*
 * With a blank line, when one stands on either side, or the block is the first
 * or last of the file: two blocks stay as far apart as they were.
 */
static struct hole find_hole(struct edits *edits, const struct stanza *stanza,
			     const char *start)
{
	const struct file *file = edits->file;
	struct gap above = gap_above(edits, start);
	struct gap below = gap_after(edits->arena, file, stanza);
	struct hole hole = { start, stanza_end(stanza) };

	if (needs_blank_above(edits, start))
		return hole;
	if (below.count && is_blank_line(below.lines))
		hole.end += below.lines->length;
	else if (above.count && hole.end == file->bytes + file->size)
		hole.start = scan_first(&above.lines[above.count - 1]);
	return hole;
}

static void cut(struct edits *edits, struct hole hole)
{
	edit_replace(edits, hole.start, (size_t)(hole.end - hole.start), "");
}

void edit_delete(struct edits *edits, const struct stanza *stanza)
{
	cut(edits, find_hole(edits, stanza, syntax_first(stanza)));
}

/* Coming */

static const char *line_end_of(const struct edits *edits)
{
	return edit_line_end(edits, &(struct line){ .length = 0 });
}

/* What must stand before a new block at the end of the file. */
static void end_file(struct edits *edits, struct text *out)
{
	const struct file *file = edits->file;
	struct gap all = read_gap(edits->arena, file, file->last ?
				  file->last->bytes : file->bytes,
				  file->bytes + file->size);
	const struct line *last = all.count ? &all.lines[all.count - 1] : NULL;

	text_add_bytes(out, "", 0);
	if (!last)
		return;
	text_add(out, "%s", edit_missing_end(edits, last));
	if (!is_blank_line(last))
		text_add(out, "%s", line_end_of(edits));
}

/* BLOCK ends in a newline unless it was the end of a file without one. */
static void add_block(struct edits *edits, const char *block, size_t length,
		      const struct stanza *before)
{
	const char *at = edits->file->bytes + edits->file->size;
	const char *end = line_end_of(edits);
	struct text out = { .arena = edits->arena };

	if (before) {
		at = block_start(edits->arena, edits->file, before);
		text_add(&out, "%s", needs_blank_above(edits, at) ? end : "");
	} else {
		end_file(edits, &out);
	}
	text_add_bytes(&out, block, length);
	if (before)
		text_add(&out, "%s%s", edit_missing_end(edits, &(struct line){
				.bytes = block, .length = (uint32_t)length,
				.kind = LINE_TEXT }), end);
	edit_replace(edits, at, 0, out.at);
}

void edit_add_stanza(struct edits *edits, const char *line,
		     const struct stanza *before)
{
	const struct file *file = edits->file;
	bool has_newline = !file->size || file->bytes[file->size - 1] == '\n';
	const char *text = before || !has_newline ? line :
		arena_printf(edits->arena, "%s%s", line, line_end_of(edits));

	add_block(edits, text, strlen(text), before);
}

void edit_add_behind(struct edits *edits, const struct stanza *stanza,
		     const char *line)
{
	size_t count;
	const struct line *lines = syntax_lines(edits->arena, stanza, &count);

	edit_add_line(edits, &lines[count - 1],
		      arena_printf(edits->arena, "%s%s",
				   edit_line_end(edits, lines), line));
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && text_is_blank(*at))
		at++;
	return at >= end;
}

void edit_move(struct edits *edits, const struct stanza *stanza,
	       const struct stanza *before)
{
	struct arena *arena = edits->arena;
	const char *start = block_start(arena, edits->file, stanza);
	struct hole hole = find_hole(edits, stanza, start);
	const char *to = before ? block_start(arena, edits->file, before) :
		edits->file->bytes + edits->file->size;

	if (to >= start && is_blank(stanza_end(stanza), to))
		return;
	add_block(edits, start, (size_t)(stanza_end(stanza) - start), before);
	cut(edits, hole);
}

bool edit_set_method(struct edits *edits, const struct stanza *stanza,
		     const char *method)
{
	const struct line *head = syntax_head(edits->arena, stanza);
	const char *rest = head->value, *word;
	size_t length = 0;

	if (!stanza->method)
		return false;
	for (int i = 0; i < 3; i++)
		(void)text_next_word(&rest, &word, &length);
	if (strlen(method) != length || memcmp(method, word, length) != 0)
		edit_word(edits, head, word, length, method);
	return true;
}

/* Comments */

/* What a comment is about, and its lines; false: there is no such option. */
static bool find_comment(struct arena *arena, const struct file *file,
			 const struct stanza *stanza,
			 const struct edit_option *option,
			 const struct line **ret_about, struct block *ret)
{
	size_t at, count;
	const struct line *lines;

	if (!option) {
		*ret = find_block(arena, file, stanza);
		*ret_about = syntax_head(arena, ret->top);
		return true;
	}
	lines = syntax_lines(arena, stanza, &count);
	for (at = 1; at < count; at++)
		if (edit_is_option(option, &lines[at]))
			break;
	if (at == count)
		return false;
	*ret = (struct block){ .top = stanza };
	add_comments(arena, ret, lines, at, count_comments(lines, at));
	*ret_about = &lines[at];
	return true;
}

/* Without blanks around it, "#" and one blank. */
static void read_comment(const struct line *line, struct text *out)
{
	const char *at = memchr(line->bytes, '#', line->length);
	const char *end = line->bytes + line->length;

	at++;
	while (end > at && text_is_blank(end[-1]))
		end--;
	at += at < end && (*at == ' ' || *at == '\t');
	text_add_bytes(out, at, (size_t)(end - at));
}

static const char *join_comments(struct arena *arena, const struct block *block)
{
	struct text out = { .arena = arena };

	for (size_t i = block->count; i-- > 0; ) {
		read_comment(block->comments[i], &out);
		text_add_bytes(&out, "\n", i > 0);
	}
	return out.at;
}

const char *edit_comment(struct arena *arena, const struct file *file,
			 const struct stanza *stanza,
			 const struct edit_option *option)
{
	const struct line *about;
	struct block block;

	if (!find_comment(arena, file, stanza, option, &about, &block))
		return NULL;
	return block.count ? join_comments(arena, &block) : NULL;
}

static void add_comment(struct edits *edits, const struct line *about,
			const char *text)
{
	const char *start = scan_first(about);
	int indent = edit_indent(about);
	struct text out = { .arena = edits->arena };

	for (;;) {
		size_t length = strcspn(text, "\n");

		text_add(&out, "%.*s#%s%.*s", indent, start,
			 length ? " " : "", (int)length, text);
		text += length;
		if (!*text++)
			break;
		text_add(&out, "%s", edit_line_end(edits, about));
	}
	edit_insert_line(edits, about, out.at);
}

static bool is_same_comment(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

int edit_set_comment(struct edits *edits, const struct stanza *stanza,
		     const struct edit_option *option, const char *text)
{
	const struct line *about;
	struct block block;

	if (!find_comment(edits->arena, edits->file, stanza, option, &about,
			  &block))
		return -ENOENT;
	if (is_same_comment(text, block.count ?
			    join_comments(edits->arena, &block) : NULL))
		return 0;
	for (size_t i = 0; i < block.count; i++)
		edit_remove_line(edits, block.comments[i]);
	if (text)
		add_comment(edits, about, text);
	return 0;
}
