/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * operation.h - an operation of ifedit: its words and its function
 */
#ifndef IFPLAN_OPERATION_H
#define IFPLAN_OPERATION_H

#include <stddef.h>

#include "cmd/edit.h"

struct operation {
	const char *name;
	const char *usage;	/* the words after the name */
	const char *help;
	size_t min, max;	/* how many of them */
	/* words[0] is the name; NULL-terminated.  Returns an exit code. */
	int (*run)(struct edit *edit, const char *const words[], size_t count);
	bool is_reading;	/* changes nothing */
};

/* operation.c */
const struct operation *operation_find(const char *name);
int operation_run(struct edit *edit, const char *const words[]);
void operation_print_help(void);

/* Tell what the library complained of, when R is negative. */
int operation_result(struct edit *edit, const char *subject, int r);
bool operation_is_one_word(const char *word);
/* Add one at the end of the main file; an exit code. */
int operation_new_stanza(struct edit *edit, const char *name,
			 const char *family, const char *method);

/* batch.c: operations from stdin, one a line or as JSON */
int batch_run(struct edit *edit);

/* forms.c */
int form_bond(struct edit *edit, const char *const words[], size_t count);
int form_bridge(struct edit *edit, const char *const words[], size_t count);

#endif
