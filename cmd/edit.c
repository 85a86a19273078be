// SPDX-License-Identifier: LGPL-2.1-or-later
/* edit.c - the file that ifedit works on, and how it talks about it */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/edit.h"

/* Talk: to stderr, or with --json into the document */

static void say(struct edit *edit, const char *subject, const char *text)
{
	if (edit->answer) {
		answer_add_complaint(edit->answer, edit->line, subject, text);
		return;
	}
	fputs("error: ", stderr);
	if (edit->line)
		fprintf(stderr, "-:%u: ", edit->line);
	fprintf(stderr, "%s%s%s\n", subject ? subject : "",
		subject ? ": " : "", text);
}

int edit_complain(struct edit *edit, const char *subject, const char *format,
		  ...)
{
	char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	say(edit, subject, text ? text : "out of memory");
	free(text);
	return EDIT_FAILED;
}

int edit_misuse(struct edit *edit, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	if (edit->answer || edit->line)
		say(edit, NULL, text ? text : "out of memory");
	else
		(void)usage_error(edit->call, text ? text : "out of memory");
	free(text);
	return EDIT_MISUSED;
}

int edit_failure(struct edit *edit, const char *subject, int error)
{
	if (error == -EXDEV)
		return edit_complain(edit, subject, "it can only be moved "
				     "within its file");
	return edit_complain(edit, subject, "%s", strerror(-error));
}

void edit_report(struct edit *edit, const struct ifplan_diag *diag)
{
	if (edit->answer)
		answer_add_diag(edit->answer, diag);
	else
		report_diag(stderr, diag);
}

/* The file */

static int keep_original(struct edit *edit, const char *path)
{
	struct original *all = reallocarray(edit->originals,
					    edit->original_count + 1,
					    sizeof(*all)), *one;
	const char *bytes;

	if (!all)
		return -ENOMEM;
	edit->originals = all;
	one = &all[edit->original_count];
	bytes = ifplan_file_text(edit->file, path, &one->size);
	one->path = strdup(path);
	one->bytes = malloc(one->size + 1);
	edit->original_count++;
	if (!one->path || !one->bytes)
		return -ENOMEM;
	memcpy(one->bytes, bytes, one->size);
	one->bytes[one->size] = '\0';
	return 0;
}

static int keep_originals(struct edit *edit)
{
	const char *path = NULL;
	int r = 0;

	while (r == 0 && (path = ifplan_file_next_path(edit->file, path)))
		r = keep_original(edit, path);
	return r;
}

/* PATH.new takes the place of PATH when it is there. */
static int open_staged(struct edit *edit)
{
	struct ifplan_file *staged;
	int r;

	free(edit->target);
	if (asprintf(&edit->target, "%s.new", edit->path) < 0) {
		edit->target = NULL;
		return -ENOMEM;
	}
	edit->is_new_target = access(edit->target, F_OK) < 0;
	if (edit->is_new_target)
		return 0;
	r = ifplan_file_open(edit->call->ifplan, edit->target, &staged);
	if (r < 0)
		return r;
	edit->file = ifplan_file_close(edit->file);
	edit->file = staged;
	return 0;
}

static int open_file(struct edit *edit)
{
	int r = ifplan_file_open(edit->call->ifplan, NULL, &edit->file);

	if (r < 0)
		return r;
	edit->path = strdup(ifplan_file_next_path(edit->file, NULL));
	edit->target = edit->path ? strdup(edit->path) : NULL;
	if (!edit->target)
		return -ENOMEM;
	return edit->call->is_staged ? open_staged(edit) : 0;
}

/* The handle's complaints say why a file could not be read. */
static int report_open(struct edit *edit, int error)
{
	const char *path = edit->call->path ? edit->call->path :
		"/etc/network/interfaces";
	const struct ifplan_diag *diag = NULL;
	bool is_told = false;

	while ((diag = ifplan_next_diag(edit->call->ifplan, diag)))
		if (ifplan_diag_severity(diag) == IFPLAN_ERROR) {
			edit_report(edit, diag);
			is_told = true;
		}
	return is_told ? EDIT_FAILED :
		edit_failure(edit, edit->target ? edit->target : path, error);
}

int edit_open(struct edit *edit)
{
	int r = open_file(edit);

	if (r == 0)
		r = keep_originals(edit);
	return r < 0 ? report_open(edit, r) : EDIT_DONE;
}

void edit_close(struct edit *edit)
{
	edit->file = ifplan_file_close(edit->file);
	for (size_t i = 0; i < edit->original_count; i++) {
		free(edit->originals[i].path);
		free(edit->originals[i].bytes);
	}
	for (size_t i = 0; i < edit->known_count; i++)
		free(edit->known[i]);
	free(edit->originals);
	free(edit->known);
	free(edit->path);
	free(edit->target);
	free(edit->diff);
	*edit = (struct edit){ .call = edit->call, .answer = edit->answer };
}

bool edit_is_changed(const struct edit *edit, size_t original)
{
	return ifplan_file_is_changed(edit->file,
				      edit->originals[original].path);
}
