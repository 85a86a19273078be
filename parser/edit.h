/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit.h - what to change in the bytes of a file, and nothing else
 *
 * An edit looks at the parsed file and notes splices: so many bytes here become
 * these.  The tree is not touched; whoever wants to see the result applies the
 * splices and parses again.  So the tree is always what the parser says of the
 * bytes, and what no splice names cannot change.
 */
#ifndef IFPLAN_EDIT_H
#define IFPLAN_EDIT_H

#include "option.h"
#include "syntax.h"

struct splice {
	const char *at;			/* in the bytes of the file */
	size_t length;			/* so many go */
	const char *text;		/* and this comes */
};

struct edits {
	struct arena *arena;
	const struct file *file;
	struct splice *splices;
	size_t count;
};

/* An option by name; the row, or NULL, knows its other spellings. */
struct edit_option {
	const char *name;
	const struct option *row;
};

/* How many bytes the file has with all splices done, and what they are. */
size_t edit_size(const struct edits *edits);
void edit_apply(const struct edits *edits, char *out);
/* Where bytes of the file are then, asked for in ascending order. */
struct edit_cursor {
	const struct edits *edits;	/* applied */
	size_t passed;			/* so many splices are before */
	size_t shift;
};
/* SIZE_MAX: the byte goes. */
size_t edit_offset(struct edit_cursor *cursor, const char *at);

/* Why the file cannot hold an option of this name and value; or NULL. */
const char *edit_problem(struct arena *arena, const char *name,
			 const char *value);

/* edit.c: the options of a stanza */
bool edit_is_option(const struct edit_option *option, const struct line *line);
void edit_set(struct edits *edits, const struct stanza *stanza,
	      const struct edit_option *option, const char *const values[]);
/* One more line, whatever is there. */
void edit_append(struct edits *edits, const struct stanza *stanza,
		 const struct edit_option *option, const char *value);
/* -EINVAL: it has another value, and takes but one. */
int edit_add(struct edits *edits, const struct stanza *stanza,
	     const struct edit_option *option, const char *value);
/* VALUE: only that line, or that word of a list; or NULL. */
void edit_unset(struct edits *edits, const struct stanza *stanza,
		const struct edit_option *option, const char *value);

/* splice.c: words and lines */
void edit_replace(struct edits *edits, const char *at, size_t length,
		  const char *text);
/* LENGTH bytes of line->name or line->value from TOKEN on become TEXT. */
void edit_word(struct edits *edits, const struct line *line, const char *token,
	       size_t length, const char *text);
/* With the blanks before or after it; the line when it was the only one. */
void edit_remove_word(struct edits *edits, const struct line *line,
		      const char *token, size_t length);
void edit_remove_line(struct edits *edits, const struct line *line);
/* A line of its own after ANCHOR, or before it, without its newline. */
void edit_add_line(struct edits *edits, const struct line *anchor,
		   const char *text);
void edit_insert_line(struct edits *edits, const struct line *before,
		      const char *text);
/* How many bytes of blanks it begins with. */
int edit_indent(const struct line *line);
/* "\n" or "\r\n", as the line ends, or else the first of the file. */
const char *edit_line_end(const struct edits *edits, const struct line *line);
/* What the last line of a file lacks before another one may follow: its
   newline, and one for each backslash that would take what comes. */
const char *edit_missing_end(const struct edits *edits,
			     const struct line *line);

/* block.c: whole stanzas, and comments */
/* Has the head a method that can be exchanged? */
bool edit_set_method(struct edits *edits, const struct stanza *stanza,
		     const char *method);
void edit_delete(struct edits *edits, const struct stanza *stanza);
/* Before another stanza and its comments; NULL: at the end of the file. */
void edit_move(struct edits *edits, const struct stanza *stanza,
	       const struct stanza *before);
void edit_add_stanza(struct edits *edits, const char *line,
		     const struct stanza *before);
/* Right behind another one, after a blank line. */
void edit_add_behind(struct edits *edits, const struct stanza *stanza,
		     const char *line);
/* The comment right above the stanza or, in it, the option; NULL: none. */
const char *edit_comment(struct arena *arena, const struct file *file,
			 const struct stanza *stanza,
			 const struct edit_option *option);
/* -ENOENT: there is no such option.  TEXT may be NULL. */
int edit_set_comment(struct edits *edits, const struct stanza *stanza,
		     const struct edit_option *option, const char *text);

#endif
