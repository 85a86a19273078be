// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * document.c - the files of an ifplan_file: read, changed, parsed, saved
 */
#include "lib/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/lint.h"

const char *source_bytes(const struct source *source, size_t *ret_size)
{
	*ret_size = source->bytes ? source->size : source->was.size;
	return source->bytes ? source->bytes : source->was.bytes;
}

/* Reading */

static struct source *add_source(struct ifplan_file *file, const char *path)
{
	struct source *source = ARENA_NEW(file->arena, struct source);

	source->path = arena_strdup(file->arena, path);
	(void)intern_add(&file->paths, source->path);
	*ARENA_PUSH(file->arena, &file->sources, &file->source_count) = source;
	return source;
}

struct source *document_source(const struct ifplan_file *file,
			       const char *path)
{
	size_t number = path ? intern_find(&file->paths, path) : 0;

	return number == INTERN_NONE ? NULL : file->sources[number];
}

/* A file is read once; what it was then is what a save holds it against. */
static int read_source(void *data, struct arena *arena, const char *path,
		       const char **ret_bytes, size_t *ret_size)
{
	struct ifplan_file *file = data;
	struct source *source = document_source(file, path);
	struct save_origin was;
	int r;

	(void)arena;
	if (!source) {
		r = file_read(file->arena, path, &was.bytes, &was.size);
		if (r < 0)
			return r;
		source = add_source(file, path);
		source->was = was;
	}
	*ret_bytes = source_bytes(source, ret_size);
	return 0;
}

/* Parsing */

struct reader document_reader(struct ifplan_file *file)
{
	return (struct reader){
		.read_file = read_source,
		.read_folder = file_reader.read_folder,
		.expand = file_reader.expand,
		.data = file,
	};
}

static int load(struct ifplan_file *file, const char *path,
		struct diags *diags, struct model **ret)
{
	const struct reader reader = document_reader(file);

	*diags = (struct diags){ .arena = file->next_arena };
	return model_load(file->next_arena, diags, &reader, path, false, ret);
}

/* There is no file to ask for complaints: the handle has this one. */
static void complain_unreadable(struct ifplan *ifplan, const char *path,
				int error)
{
	diag_add(&ifplan->diags, &(struct diag){
		.severity = DIAG_ERROR, .code = "cannot-open", .subject = path,
		.text = arena_printf(ifplan->arena, "cannot be read: %s",
				     strerror(-error)) });
}

/* Parse all into the next arena; when that worked, it is the tree's. */
static int load_next(struct ifplan_file *file, const char *path,
		     const struct source *changed, const struct edits *edits)
{
	struct binding *bindings;
	struct model *model;
	struct diags diags;
	int r;

	r = load(file, path, &diags, &model);
	if (r < 0) {
		complain_unreadable(file->ifplan, path, r);
		return r;
	}
	bindings = bind_all(file, model, changed, edits);
	arena_free(file->tree_arena);
	file->tree_arena = file->next_arena;
	file->next_arena = NULL;
	file->diags = diags;
	file->model = model;
	file->model->diags = &file->diags;
	bind_adopt(file, bindings);
	return 0;
}

static int parse(struct ifplan_file *file, const char *path,
		 const struct source *changed, const struct edits *edits)
{
	jmp_buf out_of_memory;
	volatile int r = -ENOMEM;

	file->next_arena = arena_new();
	if (!file->next_arena)
		return -ENOMEM;
	arena_on_failure(file->ifplan->arena, &out_of_memory);
	arena_on_failure(file->arena, &out_of_memory);
	arena_on_failure(file->next_arena, &out_of_memory);
	if (setjmp(out_of_memory) == 0)
		r = load_next(file, path, changed, edits);
	file->next_arena = arena_free(file->next_arena);
	arena_on_failure(file->arena, &file->out_of_memory);
	if (file->tree_arena)
		arena_on_failure(file->tree_arena, &file->out_of_memory);
	return r;
}

/* Changing */

/* BYTES, from malloc(3), become those of the source. */
static int replace(struct ifplan_file *file, struct source *source,
		   char *bytes, size_t size, const struct edits *edits)
{
	size_t old_size;
	const char *old = source_bytes(source, &old_size);
	const struct source before = *source;
	int r;

	if (size == old_size && !memcmp(bytes, old, size)) {
		free(bytes);
		return 0;
	}
	source->bytes = bytes;
	source->size = size;
	r = parse(file, file->sources[0]->path, source, edits);
	free(r < 0 ? bytes : before.bytes);
	if (r < 0) {
		source->bytes = before.bytes;
		source->size = before.size;
		return r;
	}
	return 1;
}

struct edits document_edits(const struct ifplan_file *file,
			    const struct source *source)
{
	return (struct edits){
		.arena = file->tree_arena, .file = source->tree };
}

int document_commit(struct ifplan_file *file, struct source *source,
		    struct edits *edits)
{
	size_t size = edit_size(edits);
	char *bytes;

	if (!edits->count)
		return 0;
	bytes = malloc(size + 1);
	if (!bytes)
		return -ENOMEM;
	edit_apply(edits, bytes);
	bytes[size] = '\0';
	return replace(file, source, bytes, size, edits);
}

int document_refuse(struct ifplan_file *file, int error, const char *subject,
		    const char *format, ...)
{
	struct diag diag = { .severity = DIAG_ERROR, .code = "refused",
			     .subject = subject };
	va_list args;

	va_start(args, format);
	diag.text = arena_vprintf(file->tree_arena, format, args);
	va_end(args);
	diag_add(&file->diags, &diag);
	return error;
}

/* Beginning and end */

static struct ifplan_file *new_file(struct ifplan *ifplan)
{
	struct ifplan_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->ifplan = ifplan;
	file->arena = arena_new();
	file->paths.arena = file->arena;
	return file->arena ? file : ifplan_file_close(file);
}

int ifplan_file_open(struct ifplan *ifplan, const char *path,
		     struct ifplan_file **ret)
{
	struct ifplan_file *file = new_file(ifplan);
	int r;

	if (!file)
		return -ENOMEM;
	r = parse(file, path ? path : ifplan->interfaces, NULL, NULL);
	if (r < 0)
		ifplan_file_close(file);
	else
		*ret = file;
	return r;
}

static int add_bytes(struct ifplan_file *file, const char *path,
		     const char *bytes, size_t size)
{
	struct source *source;

	arena_on_failure(file->arena, &file->out_of_memory);
	if (setjmp(file->out_of_memory) != 0)
		return -ENOMEM;
	source = add_source(file, path);
	source->bytes = malloc(size + 1);
	if (!source->bytes)
		return -ENOMEM;
	memcpy(source->bytes, bytes, size);
	source->bytes[size] = '\0';
	source->size = size;
	return 0;
}

int ifplan_file_parse(struct ifplan *ifplan, const char *path,
		      const char *bytes, size_t size,
		      struct ifplan_file **ret)
{
	struct ifplan_file *file = new_file(ifplan);
	int r;

	if (!file)
		return -ENOMEM;
	r = add_bytes(file, path, bytes, size);
	if (r == 0)
		r = parse(file, path, NULL, NULL);
	if (r < 0)
		ifplan_file_close(file);
	else
		*ret = file;
	return r;
}

/* What there was not is empty. */
static int add_originals(struct ifplan_file *original,
			 const struct ifplan_file *file)
{
	for (size_t i = 0; i < file->source_count; i++) {
		const struct save_origin *was = &file->sources[i]->was;
		int r = add_bytes(original, file->sources[i]->path,
				  was->bytes ? was->bytes : "", was->size);

		if (r < 0)
			return r;
	}
	return parse(original, file->sources[0]->path, NULL, NULL);
}

int document_open_original(const struct ifplan_file *file,
			   struct ifplan_file **ret)
{
	struct ifplan_file *original = new_file(file->ifplan);
	int r;

	if (!original)
		return -ENOMEM;
	r = add_originals(original, file);
	if (r < 0)
		ifplan_file_close(original);
	else
		*ret = original;
	return r;
}

struct ifplan_file *ifplan_file_close(struct ifplan_file *file)
{
	if (!file)
		return NULL;
	for (size_t i = 0; i < file->source_count; i++)
		free(file->sources[i]->bytes);
	arena_free(file->next_arena);
	arena_free(file->tree_arena);
	arena_free(file->arena);
	free(file);
	return NULL;
}

/* The bytes */

const char *ifplan_file_next_path(const struct ifplan_file *file,
				  const char *previous)
{
	size_t next = previous ? intern_find(&file->paths, previous) + 1 : 0;

	while (next < file->source_count && !file->sources[next]->tree)
		next++;
	return next < file->source_count ? file->sources[next]->path : NULL;
}

const char *ifplan_file_text(const struct ifplan_file *file, const char *path,
			     size_t *ret_size)
{
	const struct source *source = document_source(file, path);

	return source ? source_bytes(source, ret_size) : NULL;
}

int ifplan_file_set_text(struct ifplan_file *file, const char *path,
			 const char *bytes, size_t size)
{
	struct source *source = document_source(file, path);
	char *copy = malloc(size + 1);

	if (!source || !copy) {
		free(copy);
		return source ? -ENOMEM : -ENOENT;
	}
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	return replace(file, source, copy, size, NULL);
}

static bool is_changed(const struct source *source)
{
	size_t size;
	const char *bytes = source_bytes(source, &size);

	return size != source->was.size || !source->was.bytes ||
		memcmp(bytes, source->was.bytes, size) != 0;
}

bool ifplan_file_is_changed(const struct ifplan_file *file, const char *path)
{
	const struct source *source = path ? document_source(file, path) : NULL;

	if (path)
		return source && is_changed(source);
	for (size_t i = 0; i < file->source_count; i++)
		if (is_changed(file->sources[i]))
			return true;
	return false;
}

const struct ifplan_diag *
ifplan_file_next_diag(const struct ifplan_file *file,
		      const struct ifplan_diag *previous)
{
	const struct diag *diag = (const struct diag *)previous;

	return (const struct ifplan_diag *)(diag ? diag->next :
					    file->diags.first);
}

/* What the rules make of the file is of no use afterwards. */
static void find_mistakes(struct ifplan_file *file)
{
	const struct reader reader = document_reader(file);
	struct lint lint = {
		.arena = file->next_arena, .diags = &file->diags,
		.model = file->model, .reader = &reader,
	};

	arena_on_failure(file->next_arena, &file->out_of_memory);
	arena_on_failure(file->ifplan->arena, &file->out_of_memory);
	lint_ask_machine(&lint, file->ifplan);
	lint_run(&lint);
	file->next_arena = arena_free(file->next_arena);
}

int ifplan_file_lint(struct ifplan_file *file)
{
	file->next_arena = arena_new();
	if (!file->next_arena || FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	find_mistakes(file);
	return 0;
}

/* Saving */

static const char *save_problem(int error)
{
	switch (error) {
	case -ESTALE:
		return "it changed on disk since it was read; nothing was "
			"written";
	case -EAGAIN:
		return "another program holds its lock; nothing was written";
	case -EINVAL:
		return "it is no regular file, or is included under two names";
	case -EBUSY:
		return "it is a mount point";
	default:
		return strerror(-error);
	}
}

static int save(struct ifplan_file *file, const struct save *saves,
		size_t count)
{
	const char *path = saves->path;
	int r = save_all(file->tree_arena, saves, count, SAVE_WAIT_MS, &path);

	return r < 0 ? document_refuse(file, r, path, "cannot be written: %s",
				       save_problem(r)) : 0;
}

/* What is on disk now is what was read. */
static void remember(struct source *source, const char *copy)
{
	source->was.bytes = copy;
	source->was.size = source->size;
}

static int save_changed(struct ifplan_file *file)
{
	struct save *saves = NULL;
	struct source **changed = NULL;
	size_t count = 0, same = 0;
	int r;

	for (size_t i = 0; i < file->source_count; i++) {
		struct source *source = file->sources[i];

		if (!is_changed(source))
			continue;
		*ARENA_PUSH(file->tree_arena, &changed, &same) = source;
		*ARENA_PUSH(file->tree_arena, &saves, &count) = (struct save){
			.path = source->path,
			.bytes = arena_memdup(file->arena, source->bytes,
					      source->size),
			.size = source->size, .was = &source->was,
		};
	}
	r = count ? save(file, saves, count) : 0;
	for (size_t i = 0; r == 0 && i < count; i++)
		remember(changed[i], saves[i].bytes);
	return r;
}

int ifplan_file_save(struct ifplan_file *file)
{
	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	return save_changed(file);
}

int ifplan_file_save_as(struct ifplan_file *file, const char *path)
{
	struct save saves = { .path = path };

	if (FILE_OUT_OF_MEMORY(file))
		return -ENOMEM;
	saves.bytes = source_bytes(file->sources[0], &saves.size);
	return save(file, &saves, 1);
}
