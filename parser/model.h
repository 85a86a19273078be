/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.h - what the file means: interfaces, classes, mappings
 *
 * Building the model reads included files through the reader it is given and
 * does no I/O of its own.  The options of a stanza (with what it inherits)
 * are collected only when somebody asks.
 */
#ifndef IFPLAN_MODEL_H
#define IFPLAN_MODEL_H

#include "syntax.h"

struct option;

struct option;

/* One option as it stands in a stanza. */
struct entry {
	const char *name;	/* as spelled; but post-up is "up" and
				   pre-down is "down" */
	const char *value;
	const struct option *row;	/* lib's: what the name means; or NULL */
	const struct file *file;	/* NULL: it comes from -o or a default */
	const struct line *line;
};

/* One iface stanza. */
struct iface {
	const char *name;	/* one of those of a range */
	const char *method;	/* never NULL after loading: "manual" ... */
	enum family family;
	const struct file *file;	/* NULL for the built-in lo */
	const struct stanza *stanza;	/* as well */
	struct iface *same_name;	/* the next of this name, file order */
	struct iface *next;		/* of the model, file order */
	struct iface *parent;		/* inherits, or NULL */
	struct entry *entries;		/* NULL until model_entries() */
	size_t entry_count;
};

/* Where a name stands; all NULL for the built-in lo. */
struct place {
	const struct file *file;
	const struct stanza *stanza;
	const char *range;	/* the word there that means it too, or NULL */
};

struct name_list {
	const char **names;
	const struct place *places;	/* of each name */
	size_t count;
};

struct allow_class {
	const char *name;		/* "auto", "hotplug" */
	struct name_list members;	/* without duplicates, in order */
	bool has_patterns;		/* or NAME=LOGICAL */
	struct allow_class *next;
};

struct mapping {
	const char **globs;		/* NULL-terminated */
	const char *script;		/* or NULL */
	const char **maps;
	size_t map_count;
	const struct file *file;
	const struct line *line;
	struct mapping *next;
};

/*
 * The reader of files: all I/O of the parser goes through it.
 * Each returns 0 or a negative errno; memory is from ARENA.
 */
struct reader {
	int (*read_file)(void *data, struct arena *arena, const char *path,
			 const char **ret_bytes, size_t *ret_size);
	/* Names in the folder, any order. */
	int (*read_folder)(void *data, struct arena *arena, const char *path,
			   const char ***ret_names, size_t *ret_count);
	/* Shell words and wildcards of a source line: wordexp(3) without
	   commands.  Never fails: a line it rejects expands to nothing. */
	size_t (*expand)(void *data, struct arena *arena, const char *words,
			 const char ***ret_paths);
	void *data;
};

struct model {
	struct arena *arena;
	struct diags *diags;
	struct file **files;		/* the main one first, then as included */
	size_t file_count;
	struct iface *first;
	struct iface *last;
	struct allow_class *classes;
	struct mapping *mappings;
	struct name_list no_auto_down;
	struct name_list no_scripts;
	struct name_list renames;
	bool has_error;			/* in any file */
	void *index;			/* of names, private to model.c */
};

/*
 * Load PATH and what it includes.  With BUILTIN_LOOPBACK, `lo` is first in
 * class auto and, unless some stanza has method loopback, a stanza
 * `iface lo inet loopback` stands before all others.
 * Fails only when the main file cannot be read (-ENOENT ...): the model is
 * then the empty one (with lo) and *ret is set all the same.  DIAGS has been
 * told so in ifupdown's words, as of every file; what `-v` shows of included
 * files ("parsing file F") is there as notes, in order.
 */
int model_load(struct arena *arena, struct diags *diags,
	       const struct reader *reader, const char *path,
	       bool builtin_loopback, struct model **ret);

/* The first stanza of that name; follow ->same_name for the others. */
struct iface *model_find(const struct model *model, const char *name);
/* Inherited entries first, as classic; aliases post-up and pre-down resolved. */
const struct entry *model_entries(struct model *model, struct iface *iface,
				  size_t *ret_count);
/* Last value of an option (any of `-`/`_`), or NULL. */
const struct entry *model_get(struct model *model, struct iface *iface,
			      const char *name);
const struct allow_class *model_class(const struct model *model,
				      const char *name);
/* Is the word listed in that class, as it is? */
bool model_has_member(const struct model *model, const char *class_name,
		      const char *word);

#endif
