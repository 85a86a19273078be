/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* parser.h - one file while it is parsed: what syntax.c and iface.c share */
#ifndef IFPLAN_PARSER_H
#define IFPLAN_PARSER_H

#include "syntax.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct parser {
	struct arena *arena;
	struct file *file;
	struct diags *diags;
	struct scanner scanner;
	struct stanza *open;		/* takes options; or NULL */
	const struct stanza *ender;	/* what ended the last open one */
	bool has_script;		/* the open mapping has */
	bool has_dialect_note;
	bool has_stray_bytes;		/* the file has, somewhere */
};

/* About the word at TOKEN. */
void parser_complain(struct parser *parser, const struct line *line,
		     const char *token, struct diag what);
/* In ifupdown's words. */
void parser_reject(struct parser *parser, const struct line *line,
		   const char *token, const char *code, const char *text,
		   const char *hint);

/* What the iface line says of its stanza; false when it has an error. */
bool parser_read_iface(struct parser *parser, const struct line *line,
		       struct stanza *stanza);

#endif
