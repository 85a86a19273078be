/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * property.c - what must hold for any bytes at all
 *
 * usage: property [-n COUNT] [-s SEED] [FILE|FOLDER]...
 *
 * For each file, each beginning of a small one (as a torn write leaves it) and
 * COUNT random inputs, made of what matters to the scanner and of noise:
 *
 *	the logical lines, one after another, are the input
 *	a line says the same when it is scanned alone
 *	stanzas are whole lines, in order
 *	write(parse(input)) == input
 *	loading and asking for every option does not crash
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/model.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define TOKENS_MAX 40
#define SMALL_FILE 2048

struct input {
	const char *bytes;
	size_t size;
};

static int fail(const struct input *input, const char *property)
{
	fprintf(stderr, "property: %s does not hold for:\n", property);
	(void)fwrite(input->bytes, 1, input->size, stderr);
	fputc('\n', stderr);
	return -1;
}

/* The properties */

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
			if (!*entries[k].name || !*entries[k].value)
				return fail(input, "options say something");
		if (!i->method || !model_find(model, i->name))
			return fail(input, "interfaces can be found");
	}
	return model->has_error == (diags.errors > 0) ? 0 :
		fail(input, "has_error says whether there is one");
}

/* A copy of exact size lets valgrind and the sanitizers see overruns. */
static int check(const char *bytes, size_t size)
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

/* Random inputs */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void add_token(uint64_t *seed, struct text *text)
{
	static const char *const tokens[] = {
		"iface", "auto", "allow-hotplug", "allow-", "mapping",
		"script", "map", "source", "source-directory", "rename",
		"no-scripts", "no-auto-down", "inherits", "inet", "inet6",
		"static", "manual", "loopback", "dhcp", "lo", "eth0", "a",
		"eth0:1", "br[1-4]", "0123456789abcdef", "a/b", "address",
		"192.0.2.1/24", "up", "post-up", "mtu", "bridge_ports",
		"#", "# comment", "\\", "\\\\", "\\\n", "\\\n\n", "\\\r\n",
		"\n", "\n", "\n", "\r\n", "\r", " ", " ", " ", "\t", "\v",
		"\xef\xbb\xbf", "\xc3\xa4",
		"\niface a inet manual\n", "\niface b inherits a\n",
	};
	uint64_t random = next_random(seed);
	size_t which = random % (COUNT(tokens) + 3);
	char byte = which == COUNT(tokens) ? '\0' : (char)(random >> 32);

	if (which < COUNT(tokens))
		text_add_bytes(text, tokens[which], strlen(tokens[which]));
	else
		text_add_bytes(text, &byte, 1);
	if (random >> 60 < 8)
		text_add_bytes(text, " ", 1);
}

static int check_random(uint64_t seed)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	uint64_t tokens = next_random(&seed) % TOKENS_MAX;
	int r;

	while (tokens-- > 0)
		add_token(&seed, &text);
	text_add_bytes(&text, "", 0);
	r = check(text.at, text.length);
	arena_free(arena);
	return r;
}

/* Files */

static int check_path(const char *path);

static int check_folder(DIR *folder, const char *path)
{
	struct arena *arena = arena_new();
	struct dirent *entry;
	int r = 0;

	while ((entry = readdir(folder)))
		if (*entry->d_name != '.')
			r |= check_path(arena_printf(arena, "%s/%s", path,
						     entry->d_name));
	closedir(folder);
	arena_free(arena);
	return r;
}

static int check_beginnings(const char *bytes, size_t size)
{
	int r = check(bytes, size);

	if (size <= SMALL_FILE)
		while (size-- > 0 && r == 0)
			r = check(bytes, size);
	return r;
}

static int check_path(const char *path)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	DIR *folder = opendir(path);
	FILE *file = folder ? NULL : fopen(path, "re");
	char buffer[4096];
	size_t size;
	int r = -1;

	if (folder) {
		r = check_folder(folder, path);
	} else if (file) {
		while ((size = fread(buffer, 1, sizeof(buffer), file)) > 0)
			text_add_bytes(&text, buffer, size);
		text_add_bytes(&text, "", 0);
		fclose(file);
		r = check_beginnings(text.at, text.length);
	}
	if (r < 0)
		fprintf(stderr, "property: %s failed\n", path);
	arena_free(arena);
	return r;
}

int main(int argc, char *argv[])
{
	unsigned long count = 200000, seed = 20250601;
	int option, r = 0;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == '?')
			return 2;
		*(option == 'n' ? &count : &seed) = strtoul(optarg, NULL, 0);
	}
	printf("property: seed %lu, %lu random inputs, %d paths\n", seed,
	       count, argc - optind);
	for (; optind < argc; optind++)
		r |= check_path(argv[optind]);
	for (unsigned long i = 0; i < count && r == 0; i++) {
		r = check_random((seed + i) * 0x9e3779b97f4a7c15 + 1);
		if (r < 0)
			fprintf(stderr, "property: again with -n 1 -s %lu\n",
				seed + i);
	}
	return r < 0 ? 1 : 0;
}
