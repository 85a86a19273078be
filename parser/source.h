/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * source.h - which files make a model, one inside the other
 *
 * source.c finds and reads the files, model.c goes through their stanzas and
 * asks for another file at each source line.
 */
#ifndef IFPLAN_SOURCE_H
#define IFPLAN_SOURCE_H

#include "intern.h"
#include "model.h"

/* The files of one model. */
struct sources {
	struct intern paths;		/* with a bool: it is there */
	bool is_full;
};

/* One file while it is loaded, on the stack. */
struct load {
	const struct load *outer;	/* the file that includes it */
	struct model *model;
	struct sources *sources;
	const struct reader *reader;
	struct file *file;
	struct diags found;		/* by syntax.c, not yet handed on */
	const struct iface *owner;	/* of bare lists that may follow */
	const struct stanza *stanza;	/* the current one */
	const char *range;		/* the word of it, or NULL */
	bool has_range_note;
	unsigned depth;
};

/* Load PATH and what it includes.  0 or the negative errno of the reader. */
int source_load_main(struct model *model, const struct reader *reader,
		     const char *path);
/* Load what the current stanza, a source or source-directory line, names. */
void source_load(struct load *load);

/* The paths that the words of a source line in FILE name. */
size_t source_expand(struct arena *arena, const struct reader *reader,
		     const struct file *file, const char *words,
		     const char ***ret_paths);
/* Does source-directory read a file of this name? */
bool source_takes_name(const char *name);

/* Of model.c: go through the bytes of a file. */
void model_load_bytes(struct load *load, const char *path, const char *bytes,
		      size_t size);
/* Of model.c: about the head of the current stanza. */
void model_complain(struct load *load, struct diag what);

#endif
