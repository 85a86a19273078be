/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* invariants.c - what must hold for any bytes, and for any value of an option */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/link.h"
#include "lib/method.h"
#include "parser/model.h"
#include "tests/invariants.h"

struct input {
	const char *bytes;
	size_t size;
};

static int fail(const struct input *input, const char *property)
{
	fprintf(stderr, "%s: that does not hold for:\n", property);
	(void)fwrite(input->bytes, 1, input->size, stderr);
	fputc('\n', stderr);
	return -1;
}

/* Lines and stanzas */

static int check_lines(struct arena *arena, const struct input *input)
{
	const char *at = input->bytes;
	size_t count;
	const struct line *lines = scan_lines(arena, input->bytes, input->size,
					      1, &count);

	for (size_t i = 0; i < count; i++) {
		struct scanner scanner = scan_start(arena, lines[i].bytes,
				lines[i].length, lines[i].number);
		struct line alone = { 0 };

		if (lines[i].bytes != at || !lines[i].length)
			return fail(input, "lines cover the input");
		at += lines[i].length;
		(void)scan_next(&scanner, &alone);
		if (alone.length != lines[i].length ||
		    alone.kind != lines[i].kind ||
		    strcmp(alone.name, lines[i].name) != 0 ||
		    strcmp(alone.value, lines[i].value) != 0)
			return fail(input, "a line alone says the same");
	}
	return at == input->bytes + input->size ? 0 :
		fail(input, "lines cover the input");
}

static int check_stanzas(const struct input *input, const struct file *file)
{
	const char *at = input->bytes, *end = input->bytes + input->size;

	for (const struct stanza *s = file->first; s; s = s->next) {
		const char *after = s->bytes + s->length;

		if (s->bytes < at || after > end || !s->length)
			return fail(input, "stanzas are in order");
		if (after < end && after[-1] != '\n')
			return fail(input, "stanzas are whole lines");
		at = s->bytes;
	}
	return 0;
}

static int check_file(struct arena *arena, const struct input *input)
{
	struct diags diags = { .arena = arena };
	struct text out = { .arena = arena };
	const struct file *file = syntax_parse(arena, "input", input->bytes,
					       input->size, &diags);

	syntax_write(file, &out);
	if (out.length != input->size ||
	    memcmp(out.at, input->bytes, out.length) != 0)
		return fail(input, "write(parse(input)) == input");
	for (const struct diag *d = diags.first; d; d = d->next)
		if (!d->line || !d->column || !d->length || !d->source)
			return fail(input, "a complaint has a place");
	return check_stanzas(input, file);
}

/* Values */

static bool is_same(const struct value *a, const struct value *b)
{
	return a->number == b->number &&
		memcmp(&a->ip, &b->ip, sizeof(a->ip)) == 0 &&
		memcmp(a->mac, b->mac, sizeof(a->mac)) == 0;
}

static int check_value(struct arena *arena, const struct option *row,
		       const char *text)
{
	const struct input input = { text, strlen(text) };
	struct value value = { 0 }, again = { 0 };
	const char *problem = NULL, *words;

	if (option_parse(arena, row, text, &value, &problem) < 0)
		return problem && *problem ? 0 :
			fail(&input, "what is refused is explained");
	words = option_format(arena, row, &value);
	if (option_parse(arena, row, words, &again, &problem) < 0)
		return fail(&input, "what is printed can be read");
	if (!is_same(&value, &again))
		return fail(&input, "what is printed reads as the same");
	if (strcmp(option_format(arena, row, &again), words) != 0)
		return fail(&input, "it is printed the same again");
	return 0;
}

/* As a value of the rows called NAME, or of all for NULL. */
static int check_rows(struct arena *arena, const struct option *row,
		      const char *name, const char *text)
{
	for (; row && row->name; row++) {
		if (name && !text_same_option(row->name, name))
			continue;
		if (check_value(arena, row, text) < 0) {
			fprintf(stderr, "as a value of %s\n", row->name);
			return -1;
		}
	}
	return 0;
}

static int check_tables(struct arena *arena, const char *name,
			const char *text)
{
	int r = check_rows(arena, common_options, name, text);

	for (size_t i = 0; link_kinds[i] && r == 0; i++)
		r = check_rows(arena, link_kinds[i]->options, name, text);
	for (size_t i = 0; methods[i] && r == 0; i++)
		for (const struct method_family *f = methods[i]->families;
		     f->family && r == 0; f++)
			r = check_rows(arena, f->options, name, text);
	return r;
}

/* The model */

static int read_input(void *data, struct arena *arena, const char *path,
		      const char **ret_bytes, size_t *ret_size)
{
	const struct input *input = data;

	(void)arena;
	(void)path;
	*ret_bytes = input->bytes;
	*ret_size = input->size;
	return 0;
}

static int read_no_folder(void *data, struct arena *arena, const char *path,
			  const char ***ret_names, size_t *ret_count)
{
	(void)data;
	(void)arena;
	(void)path;
	(void)ret_names;
	(void)ret_count;
	return -ENOENT;
}

/* Only the main file: a random one could include itself without end. */
static size_t expand_nothing(void *data, struct arena *arena,
			     const char *words, const char ***ret_paths)
{
	(void)data;
	(void)arena;
	(void)words;
	*ret_paths = NULL;
	return 0;
}

static int check_model(struct arena *arena, const struct input *input)
{
	struct diags diags = { .arena = arena };
	struct reader reader = { read_input, read_no_folder, expand_nothing,
				 (void *)(uintptr_t)input };
	struct model *model;

	(void)model_load(arena, &diags, &reader, "input", true, &model);
	for (struct iface *i = model->first; i; i = i->next) {
		size_t count;
		const struct entry *entries = model_entries(model, i, &count);

		for (size_t k = 0; k < count; k++)
			if (!*entries[k].value)
				return fail(input, "options say something");
			else if (check_tables(arena, entries[k].name,
					      entries[k].value) < 0)
				return fail(input, "the values are sound");
		if (!i->method || !model_find(model, i->name))
			return fail(input, "interfaces can be found");
	}
	return model->has_error == (diags.errors > 0) ? 0 :
		fail(input, "has_error says whether there is one");
}

/* A copy of exact size lets valgrind and the sanitizers see overruns. */
int invariants_check(const char *bytes, size_t size)
{
	struct arena *arena = arena_new();
	char *copy = malloc(size ? size : 1);
	struct input input = { copy, size };
	int r = -1;

	memcpy(copy, bytes, size);
	if (check_lines(arena, &input) == 0 &&
	    check_file(arena, &input) == 0 && check_model(arena, &input) == 0)
		r = 0;
	free(copy);
	arena_free(arena);
	return r;
}

int invariants_check_value(const char *text)
{
	struct arena *arena = arena_new();
	int r = check_tables(arena, NULL, text);

	arena_free(arena);
	return r;
}
