/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit.h - one call of ifedit: the file, what was wrong with it, what is told
 *
 *	words --operation--> file --findings--> verdict --> diff, or saved
 *
 * Functions that may refuse return an exit code, 0 to go on; they have then
 * said why.
 */
#ifndef IFPLAN_EDIT_H
#define IFPLAN_EDIT_H

#include "cmd/cmd.h"

enum edit_exit {
	EDIT_DONE = 0,
	EDIT_FAILED = 1,
	EDIT_MISUSED = 2,
	EDIT_INVALID = 3,	/* the file has errors */
};

/* One of the files as it was read. */
struct original {
	char *path;
	char *bytes;
	size_t size;
};

struct edit {
	struct call *call;
	struct ifplan_file *file;
	char *path;		/* the file that is meant */
	char *target;		/* where it is saved: there, or in PATH.new */
	struct original *originals;
	size_t original_count;
	bool is_new_target;	/* the target is not the file that was read */
	char **known;		/* findings of the file as it was, sorted */
	size_t known_count;
	unsigned line;		/* of stdin, that the operation is from; or 0 */
	const char *new_label;	/* of a diff; NULL: the target */
	const char *const *changes;
	char *diff;
	bool is_changed, is_written;
	bool is_strict;		/* what Proxmox refuses is refused */
	struct answer *answer;	/* the document of --json, else NULL */
};

/* edit.c: the file, and talk about it */
int edit_open(struct edit *edit);
/* What follows begins anew; the answer stays. */
void edit_close(struct edit *edit);
/* The files that are not what they were. */
bool edit_is_changed(const struct edit *edit, size_t original);
/* "error: SUBJECT: text", a printf format; returns EDIT_FAILED. */
int edit_complain(struct edit *edit, const char *subject, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));
int edit_misuse(struct edit *edit, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int edit_failure(struct edit *edit, const char *subject, int error);
void edit_report(struct edit *edit, const struct ifplan_diag *diag);

/* findings.c: what was wrong before, and what is wrong now */
int findings_remember(struct edit *edit);
bool findings_is_known(const struct edit *edit,
		       const struct ifplan_diag *diag);
/* Tell new warnings and all errors; EDIT_INVALID if there were some before. */
int findings_judge(struct edit *edit);
/* And say that nothing was written. */
int findings_refuse(struct edit *edit);

/* udiff.c: what diff -u says of all files that changed; *ret is the caller's */
int udiff_edit(struct edit *edit, char **ret);

/* conclude.c: judge it, then show the difference or save */
int conclude(struct edit *edit);
/* Without judging; says what changed. */
int conclude_sound(struct edit *edit);
int save_edit(struct edit *edit);

/* staged.c: PATH.new, as Proxmox has it */
bool staged_is_word(const char *word);
/* diff, commit, discard */
int staged_run(struct edit *edit, const char *word);
/* Only the main file has a PATH.new. */
int staged_refuse_included(struct edit *edit);

/* answer.c: the document of --json */
/* NULL when jansson or memory is lacking; stderr says so. */
struct answer *answer_new(const struct call *call);
void answer_add_diag(struct answer *answer, const struct ifplan_diag *diag);
void answer_add_complaint(struct answer *answer, unsigned line,
			  const char *subject, const char *text);
void answer_add_value(struct answer *answer, const char *where,
		      const char *option, const char *value);
/* Before they are saved. */
void answer_take_changes(struct answer *answer, const struct edit *edit);
/* Print and end the document; an exit code. */
int answer_print(struct edit *edit);

/* session.c: an editor, and questions */
int session_run(struct edit *edit);

#endif
