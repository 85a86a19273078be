/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syntax.h - logical lines to stanzas, losslessly
 *
 * A file is its bytes and a list of stanzas; a stanza is a head line and the
 * bytes up to the end of the last option that belongs to it.  The lines
 * inside are not kept but read again from the bytes when somebody asks:
 * listing a large file needs only the heads.
 */
#ifndef IFPLAN_SYNTAX_H
#define IFPLAN_SYNTAX_H

#include <stdbool.h>

#include "diag.h"
#include "scan.h"
#include "text.h"

enum stanza_kind {
	STANZA_AUTO,		/* auto and allow-CLASS */
	STANZA_IFACE,
	STANZA_MAPPING,
	STANZA_SOURCE,
	STANZA_SOURCE_DIRECTORY,
	STANZA_NO_AUTO_DOWN,
	STANZA_NO_SCRIPTS,
	STANZA_RENAME,
	STANZA_BROKEN,		/* iface or mapping with an error; owns its
				   options, but means nothing */
};

enum family { FAMILY_NONE, FAMILY_INET, FAMILY_INET6, FAMILY_IPX, FAMILY_CAN,
	      FAMILY_META };

struct stanza {
	struct stanza *next;	/* in the file */
	const char *bytes;	/* in the file */
	uint32_t length;	/* of bytes; a bare auto, allow- or no- line
				   inside is a stanza of its own as well, and
				   comes after this one */
	uint32_t number;	/* physical line of the head */
	enum stanza_kind kind : 8;
	enum family family : 8;	/* iface; NONE when the line has none */
	bool has_address;	/* iface without method: has that option */
	const char *name;	/* of the iface, or CLASS of allow-CLASS */
	union {
		const char *method;	/* iface: NULL when the line has none */
		const char *words;	/* others: what follows the keyword */
	};
	const char *inherits;	/* iface: or NULL */
};

struct file {
	const char *path;	/* as given or built, for messages */
	const char *bytes;
	size_t size;
	struct stanza *first;
	struct stanza *last;
	const struct stanza **outer;	/* those inside no other, in order; */
	size_t outer_count;		/* NULL before syntax_index() */
	size_t iface_count;
	size_t auto_count;
	size_t number;			/* of the model's files */
	bool is_main;
};

/*
 * Parse BYTES (borrowed for the life of the arena).  Always returns a file;
 * what is wrong goes to DIAGS and is kept in the tree.
 */
struct file *syntax_parse(struct arena *arena, const char *path,
			  const char *bytes, size_t size, struct diags *diags);

/* The lines of a stanza, the head first; others may be blank, comments, or
   bare auto, allow- and no- lines. */
struct line *syntax_lines(struct arena *arena, const struct stanza *stanza,
			  size_t *ret_count);
/* Its head alone. */
struct line *syntax_head(struct arena *arena, const struct stanza *stanza);

/* Fill in file->outer: who edits looks for neighbours. */
void syntax_index(struct arena *arena, struct file *file);
/* The first byte of that, behind a byte order mark. */
const char *syntax_first(const struct stanza *stanza);

/* The bytes of a file again (write.c). */
void syntax_write(const struct file *file, struct text *out);

/* Does this first word begin a stanza? */
bool syntax_is_keyword(const char *word);

/* Is it an auto, allow- or no- line without names, which in a stanza means
   that one? */
bool syntax_is_bare_list(const struct line *line);

/* Complain about TOKEN, a pointer into line->name or line->value. */
struct diag *syntax_complain(struct diags *diags, const struct file *file,
			     const struct line *line, const char *token,
			     size_t length, const struct diag *what);

const char *family_name(enum family family);	/* "inet"; "" for NONE */
bool family_has_method(enum family family, const char *method);

#endif
