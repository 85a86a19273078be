/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* source.c - files and what they include, through the caller's reader */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parser/source.h"

#define DEPTH_MAX 64
#define FILES_MAX 65536

/* Names and folders */

/*
 * The words of a source line, expanded.  A relative line is relative to the
 * file it stands in, as ifupdown does it: once, in front of the whole line.
 */
size_t source_expand(struct arena *arena, const struct reader *reader,
		     const struct file *file, const char *words,
		     const char ***ret_paths)
{
	const char *slash = strrchr(file->path, '/');

	if (*words != '/')
		words = arena_printf(arena, "%.*s/%s",
				     slash ? (int)(slash - file->path) : 1,
				     slash ? file->path : ".", words);
	return reader->expand(reader->data, arena, words, ret_paths);
}

bool source_takes_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_-")];
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * The files source-directory takes from FOLDER, in strcmp(3) order: names of
 * letters, digits, `_` and `-`.  0 or the negative errno of the reader.
 */
static int list_folder(struct arena *arena, const struct reader *reader,
		       const char *folder, const char ***ret_paths,
		       size_t *ret_count)
{
	const char **names, **paths = NULL;
	size_t count, taken = 0;
	int r;

	r = reader->read_folder(reader->data, arena, folder, &names, &count);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		if (source_takes_name(names[i]))
			*ARENA_PUSH(arena, &paths, &taken) =
				arena_printf(arena, "%s/%s", folder, names[i]);
	if (taken)
		qsort(paths, taken, sizeof(*paths), compare_names);
	*ret_paths = paths;
	*ret_count = taken;
	return 0;
}

static const char *skip_nothing(const char *path)
{
	for (;;) {
		if (path[0] == '/')
			path++;
		else if (path[0] == '.' && path[1] == '/')
			path += 2;
		else
			return path;
	}
}

/* The same path but for doubled slashes and `.` parts. */
static bool is_same_path(const char *a, const char *b)
{
	if ((*a == '/') != (*b == '/'))
		return false;
	for (;;) {
		size_t length;

		a = skip_nothing(a);
		b = skip_nothing(b);
		length = strcspn(a, "/");
		if (strcspn(b, "/") != length || memcmp(a, b, length) != 0)
			return false;
		if (!length)
			return true;
		a += length;
		b += length;
	}
}

/* What is said of files */

static void announce(struct load *load, const char *code, const char *text,
		     const char *path)
{
	struct model *model = load->model;

	(void)diag_add(model->diags, &(struct diag){
		.severity = DIAG_NOTE, .is_classic = true, .code = code,
		.subject = path,
		.text = arena_printf(model->arena, "%s %s", text, path) });
}

/* Classic says it so: found wrong at reading, or could not be opened. */
static void add_unreadable(struct model *model, const char *path, int error,
			   enum diag_severity severity)
{
	bool is_read_error = error == EISDIR || error == EIO;

	(void)diag_add(model->diags, &(struct diag){
		.severity = severity, .is_classic = true, .subject = path,
		.code = is_read_error ? "cannot-read" : "cannot-open",
		.text = is_read_error ?
			arena_printf(model->arena, "%s: %s", path,
				     strerror(error)) :
			arena_printf(model->arena, "couldn't open interfaces "
				     "file \"%s\": %s", path,
				     strerror(error)) });
}

static void note_missing(struct load *load, const char *path)
{
	if (strpbrk(path, "*?["))
		return;
	model_complain(load, (struct diag){
		.severity = DIAG_NOTE, .code = "missing-source",
		.text = arena_printf(load->model->arena,
				     "\"%s\" does not exist", path) });
}

/* Files */

static bool is_cycle(const struct load *load, const char *path)
{
	for (; load; load = load->outer)
		if (is_same_path(load->file->path, path))
			return true;
	return false;
}

/* Each path is read once; classic names one that is there every time. */
static bool is_known(struct load *load, const char *path)
{
	struct intern *paths = &load->sources->paths;
	size_t known = paths->count, number = intern_add(paths, path);

	if (number == known)
		return false;
	if (*(bool *)intern_item(paths, number))
		announce(load, "parsing-file", "parsing file", path);
	return true;
}

static void set_is_there(struct load *load, const char *path)
{
	struct intern *paths = &load->sources->paths;

	*(bool *)intern_item(paths, intern_add(paths, path)) = true;
}

/* May PATH be read? */
static bool check_include(struct load *load, const char *path)
{
	struct model *model = load->model;
	struct sources *sources = load->sources;
	struct diag what = { .severity = DIAG_ERROR };

	if (is_cycle(load, path)) {
		what.severity = DIAG_WARNING;
		what.code = "include-cycle";
		what.text = arena_printf(model->arena, "\"%s\" includes "
					 "itself, skipped", path);
	} else if (is_known(load, path) || sources->is_full) {
		return false;
	} else if (load->depth >= DEPTH_MAX) {
		what.code = "include-depth";
		what.text = "files are included more than 64 deep";
	} else if (model->file_count >= FILES_MAX) {
		sources->is_full = true;
		what.code = "too-many-files";
		what.text = "more than 65536 files are included";
	} else {
		return true;
	}
	model_complain(load, what);
	return false;
}

static void include(struct load *outer, const char *path)
{
	struct load load = {
		.outer = outer, .model = outer->model,
		.sources = outer->sources, .reader = outer->reader,
		.depth = outer->depth + 1,
	};
	const char *bytes;
	size_t size;
	int r;

	if (!check_include(outer, path))
		return;
	r = outer->reader->read_file(outer->reader->data, outer->model->arena,
				     path, &bytes, &size);
	if (r == -ENOENT) {
		note_missing(outer, path);
		return;
	}
	set_is_there(outer, path);
	announce(outer, "parsing-file", "parsing file", path);
	if (r < 0)
		add_unreadable(outer->model, path, -r, DIAG_WARNING);
	else
		model_load_bytes(&load, path, bytes, size);
}

/* ifupdown says nothing of it. */
static void warn_of_folder(struct load *load, const char *folder, int error)
{
	model_complain(load, (struct diag){
		.severity = DIAG_WARNING, .code = "cannot-open",
		.text = arena_printf(load->model->arena,
				     "\"%s\" cannot be read: %s", folder,
				     strerror(error)) });
}

static void include_folder(struct load *load, const char *folder)
{
	const char **paths;
	size_t count;
	int r;

	r = list_folder(load->model->arena, load->reader, folder, &paths,
			&count);
	if (r == -ENOENT)
		note_missing(load, folder);
	else if (r < 0)
		warn_of_folder(load, folder, -r);
	if (r < 0)
		return;
	announce(load, "reading-directory", "reading directory", folder);
	for (size_t i = 0; i < count; i++)
		include(load, paths[i]);
}

void source_load(struct load *load)
{
	bool is_folder = load->stanza->kind == STANZA_SOURCE_DIRECTORY;
	const char **paths;
	size_t count;

	count = source_expand(load->model->arena, load->reader, load->file,
			      load->stanza->words, &paths);
	for (size_t i = 0; i < count; i++)
		if (is_folder)
			include_folder(load, paths[i]);
		else
			include(load, paths[i]);
}

int source_load_main(struct model *model, const struct reader *reader,
		     const char *path)
{
	struct sources sources = {
		.paths = { .arena = model->arena, .item_size = sizeof(bool) }
	};
	struct load load = {
		.model = model, .sources = &sources, .reader = reader };
	const char *bytes;
	size_t size;
	int r;

	r = reader->read_file(reader->data, model->arena, path, &bytes, &size);
	if (r < 0) {
		add_unreadable(model, path, -r, r == -ENOENT ? DIAG_WARNING :
			       DIAG_ERROR);
		return r;
	}
	set_is_there(&load, path);
	model_load_bytes(&load, path, bytes, size);
	return 0;
}
