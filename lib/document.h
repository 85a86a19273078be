/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * document.h - an interfaces file and what it includes, while it is edited
 *
 * The bytes are what counts.  Every edit makes new bytes for one of the files
 * and has all of them parsed again, so the tree cannot say anything else than
 * the bytes do; the handles of stanzas are then bound to the new tree.
 */
#ifndef IFPLAN_DOCUMENT_H
#define IFPLAN_DOCUMENT_H

#include "lib/internal.h"
#include "lib/save.h"
#include "parser/edit.h"

/* One file on disk. */
struct source {
	const char *path;
	struct save_origin was;		/* as it was read */
	char *bytes;			/* as it is now, from malloc(3); or */
	size_t size;			/* NULL: as it was */
	const struct file *tree;	/* NULL: not included any more */
	struct ifplan_stanza **stanzas;	/* one for each of the tree */
	size_t count;
};

struct ifplan_line {
	const struct line *line;
	const char *path;
	enum ifplan_line_kind kind;
};

struct ifplan_stanza {
	struct ifplan_file *file;
	struct source *source;
	size_t number;			/* in its source */
	const struct stanza *tree;	/* NULL: deleted */
	struct iface *iface;		/* of an iface stanza that is sound */
	struct ifplan_line *lines;	/* read when asked for */
	size_t line_count;
	struct ifplan_line *options;	/* in effect, likewise */
	size_t option_count;
};

struct ifplan_file {
	struct ifplan *ifplan;
	struct arena *arena;		/* lives as long as the file */
	struct arena *tree_arena;	/* until the next change */
	struct arena *next_arena;	/* while it is parsed, or looked at */
	struct intern paths;		/* numbers of sources */
	struct source **sources;	/* the main one first */
	size_t source_count;
	struct model *model;
	struct diags diags;
	jmp_buf out_of_memory;
};

/* Control comes back to the public function, which returns. */
#define FILE_OUT_OF_MEMORY(file) \
	(arena_on_failure((file)->arena, &(file)->out_of_memory), \
	 arena_on_failure((file)->tree_arena, &(file)->out_of_memory), \
	 setjmp((file)->out_of_memory) != 0)

/* The files as they were read, for ifplan_file_close(). */
int document_open_original(const struct ifplan_file *file,
			   struct ifplan_file **ret);
const char *source_bytes(const struct source *source, size_t *ret_size);
/* bind.c: for each stanza of the new trees a handle, without changing any; */
struct binding *bind_all(struct ifplan_file *file, const struct model *model,
			 const struct source *changed,
			 const struct edits *edits);
/* and the change, which cannot fail. */
void bind_adopt(struct ifplan_file *file, struct binding *bindings);

/* walk.c: the handle of a stanza of the current tree. */
struct ifplan_stanza *document_stanza(const struct ifplan_file *file,
				      const struct file *tree,
				      const struct stanza *stanza);
struct ifplan_stanza *document_find(struct ifplan_file *file,
				    const char *where,
				    const struct ifplan_stanza *previous);
/* "NAME/FAMILY/NUMBER" taken apart. */
struct where {
	const char *name;
	const char *family;		/* or NULL */
	uint64_t number;		/* or 0 */
};
struct where where_split(struct arena *arena, const char *where);
bool where_is(const struct where *where, const struct ifplan_stanza *stanza);

/* document.c: the bytes of now, others from disk */
struct reader document_reader(struct ifplan_file *file);
struct source *document_source(const struct ifplan_file *file,
			       const char *path);
struct edits document_edits(const struct ifplan_file *file,
			    const struct source *source);
/* Make the edits and parse again.  1, 0 when they change nothing, -ENOMEM. */
int document_commit(struct ifplan_file *file, struct source *source,
		    struct edits *edits);
/* A complaint about why it cannot be; returns ERROR. */
int document_refuse(struct ifplan_file *file, int error, const char *subject,
		    const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The option NAME of a stanza, whose kind and method know its row. */
struct edit_option document_option(struct ifplan_file *file,
				   const struct ifplan_stanza *stanza,
				   const char *name);

#endif
