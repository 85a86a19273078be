/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.c - checks of parser/model.c and source.c
 *
 * Files are strings here: each case is a list of paths and contents, and
 * what `ifquery a` and `ifquery --list` would print for it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "parser/model.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define MAIN "/e/f"

struct fake_file {
	const char *path;
	const char *content;	/* NULL: a folder */
};

static int read_file(void *data, struct arena *arena, const char *path,
		     const char **ret_bytes, size_t *ret_size)
{
	const struct fake_file *file = data;

	(void)arena;
	for (; file->path; file++) {
		if (strcmp(file->path, path) != 0)
			continue;
		if (!file->content)
			return -EISDIR;
		if (strcmp(file->content, "EACCES") == 0)
			return -EACCES;
		*ret_bytes = file->content;
		*ret_size = strlen(file->content);
		return 0;
	}
	return -ENOENT;
}

/* The files just below PATH, in the order of the table. */
static int read_folder(void *data, struct arena *arena, const char *path,
		       const char ***ret_names, size_t *ret_count)
{
	const struct fake_file *file = data;
	size_t length = strlen(path);
	bool is_there = false;

	*ret_names = NULL;
	*ret_count = 0;
	for (; file->path; file++) {
		if (strncmp(file->path, path, length) != 0)
			continue;
		is_there = true;
		if (file->path[length] == '/')
			*ARENA_PUSH(arena, ret_names, ret_count) =
				file->path + length + 1;
	}
	return is_there ? 0 : -ENOENT;
}

/* Words, and `*` at the end of one. */
static size_t expand(void *data, struct arena *arena, const char *words,
		     const char ***ret_paths)
{
	const char **list = text_words(arena, words, NULL);
	size_t count = 0;

	*ret_paths = NULL;
	for (; *list; list++) {
		const struct fake_file *file = data;
		size_t length = strlen(*list), before = count;

		if ((*list)[length - 1] == '*')
			for (; file->path; file++)
				if (strncmp(file->path, *list, length - 1) == 0)
					*ARENA_PUSH(arena, ret_paths, &count) =
						file->path;
		if (count == before)
			*ARENA_PUSH(arena, ret_paths, &count) = *list;
	}
	return count;
}

struct fixture {
	struct arena *arena;
	struct diags diags;
	struct model *model;
	int r;
};

static struct fixture load(const struct fake_file *files, bool has_lo)
{
	struct fixture f = { .arena = arena_new() };
	struct reader reader = {
		read_file, read_folder, expand, (void *)(uintptr_t)files };

	f.diags.arena = f.arena;
	f.r = model_load(f.arena, &f.diags, &reader, MAIN, has_lo, &f.model);
	return f;
}

static struct fixture load_text(const char *text, bool has_lo)
{
	const struct fake_file files[] = { { MAIN, text }, { NULL, NULL } };

	return load(files, has_lo);
}

static const char *join(struct arena *arena, const struct name_list *list)
{
	struct text text = { .arena = arena };

	text_add(&text, "%s", "");
	for (size_t i = 0; i < list->count; i++)
		text_add(&text, "%s%s", i ? " " : "", list->names[i]);
	return text.at;
}

static const char *members(struct fixture *f, const char *class)
{
	const struct allow_class *found = model_class(f->model, class);

	return found ? join(f->arena, &found->members) : "(none)";
}

/* All stanzas of a name: options as `name: value|`, stanzas end in `;`. */
static const char *query(struct fixture *f, const char *name)
{
	struct text text = { .arena = f->arena };

	text_add(&text, "%s", "");
	for (struct iface *i = model_find(f->model, name); i;
	     i = i->same_name) {
		size_t count;
		const struct entry *entry = model_entries(f->model, i, &count);

		text_add(&text, "%s %s", family_name(i->family), i->method);
		for (; count--; entry++)
			text_add(&text, "|%s: %s", entry->name, entry->value);
		text_add(&text, ";");
	}
	return text.at;
}

static const char *stanza_names(struct fixture *f)
{
	struct text text = { .arena = f->arena };

	text_add(&text, "%s", "");
	for (struct iface *i = f->model->first; i; i = i->next)
		text_add(&text, "%s%s", text.length ? " " : "", i->name);
	return text.at;
}

static const char *complaints(struct fixture *f)
{
	struct text text = { .arena = f->arena };

	text_add(&text, "%s", "");
	for (const struct diag *d = f->diags.first; d; d = d->next)
		if (d->severity != DIAG_NOTE)
			text_add(&text, "%s%s", text.length ? "|" : "",
				 d->is_classic ? d->text : d->code);
	return text.at;
}

#define A "iface a inet manual\n"

static void options(void **state)
{
	static const struct {
		const char *text, *a;
	} rows[] = {
		{ "# c1 \\\n" A " foo bar # not comment\n",
		  "inet manual|foo: bar # not comment;" },
		{ A "foo one \\\n  two \\\n# three\nbaz x\n",
		  "inet manual|foo: one   two # three|baz: x;" },
		{ A "baz x\\\\\n\n bar y\n", "inet manual|baz: x bar y;" },
		{ A "foo one \\ \ntwo x\n", "inet manual|foo: one \\|two: x;" },
		{ A "foo one\r\ntwo x \\\r\nthree y\r\n",
		  "inet manual|foo: one|two: x \\|three: y;" },
		{ A "foo last\\", "inet manual|foo: last;" },
		{ "\tiface\ta\tinet\tmanual\n\tfoo\t\tbar  baz\t qux\n",
		  "inet manual|foo: bar  baz\t qux;" },
		{ A "post-up x\npre-down y\nup z\ndown w\npre-up v\n",
		  "inet manual|up: x|down: y|up: z|down: w|pre-up: v;" },
		{ A "mtu 1\nmtu 2\n", "inet manual|mtu: 1|mtu: 2;" },
		{ A "a_b 1\na-b 2\n", "inet manual|a_b: 1|a-b: 2;" },
		{ A "\n# c\n\nmtu 1\n", "inet manual|mtu: 1;" },
		{ A "auto\nallow-hotplug\nno-scripts\nno-auto-down\nqux quux\n",
		  "inet manual|qux: quux;" },
		{ "iface b inet static\n address 10.0.0.1/24\n up foo\n"
		  "iface a inherits b more junk\n address 10.0.0.2/24\n up bar\n",
		  "inet static|address: 10.0.0.1/24|up: foo|"
		  "address: 10.0.0.2/24|up: bar;" },
		{ "iface t inet6 auto\n up echo t1\n down echo td\n mtu 1400\n"
		  "iface a inherits t\n up echo d1\n mtu 1500\n",
		  "inet6 auto|up: echo t1|down: echo td|mtu: 1400|"
		  "up: echo d1|mtu: 1500;" },
		{ "iface t inet dhcp\n x 1\niface t inet6 auto\n x 2\n"
		  "iface a inet6 inherits t\n", "inet6 auto|x: 2;" },
		{ "iface t inet dhcp\n x 1\niface u inherits t\n x 2\n"
		  "iface a inet manual inherits u\n x 3\n",
		  "inet manual|x: 1|x: 2|x: 3;" },
		{ A "x 1\niface a inet6 auto\n x 2\n" A "x 3\n",
		  "inet manual|x: 1;inet6 auto|x: 2;inet manual|x: 3;" },
		{ "iface a\n address 192.0.2.1/24\n",
		  "inet static|address: 192.0.2.1/24;" },
		{ "iface a\n mtu 1\n", "inet manual|mtu: 1;" },
		{ "iface a inet static extra words\n", "inet static;" },
		/* What ifupdown would refuse: all that is sound stays. */
		{ A "foo\n mtu 1\n", "inet manual|mtu: 1;" },
		{ "mtu 1\n" A "mtu 2\nauto b\nmtu 3\n",
		  "inet manual|mtu: 2;" },
		{ "iface a inet bogus\n mtu 1\n" A "mtu 2\n",
		  "inet manual|mtu: 2;" },
		{ "iface a inherits b\n mtu 1\n", "" },
		{ "\xef\xbb\xbf" A "x 1\n", "inet manual|x: 1;" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = load_text(rows[i].text, true);

		assert_string_equal(query(&f, "a"), rows[i].a);
		assert_int_equal(f.model->has_error, f.diags.errors > 0);
		arena_free(f.arena);
	}
}

static void classes(void **state)
{
	static const struct {
		const char *text, *class, *members;
	} rows[] = {
		{ "", "auto", "lo" },
		{ "auto\nauto a a b a\n", "auto", "lo a b" },
		{ "auto b lo a\n", "auto", "lo b a" },
		{ "allow-auto a\n", "auto", "lo a" },
		{ "allow-hotplug a\nallow-hotplug b a\n", "hotplug", "a b" },
		{ "auto a\n", "hotplug", "(none)" },
		{ A "auto\nallow-hotplug\nno-scripts\nno-auto-down\nqux quux\n",
		  "auto", "lo a" },
		{ A "auto\nallow-hotplug\nno-scripts\nqux quux\n",
		  "hotplug", "a" },
		{ "auto a #b\n", "auto", "lo a #b" },
		{ "auto eth* /en.*/2\n", "auto", "lo eth* /en.*/2" },
		{ "auto e[1-2] e1 a[2-1]\n", "auto", "lo e1 e2 a[2-1]" },
		{ "auto /e[1-2] b=e[1-2] e[1-2]=b\n", "auto",
		  "lo /e[1-2] b=e[1-2] e1=b e2=b" },
		{ "iface e[9-10].5 inet manual\nauto\n", "auto",
		  "lo e9.5 e10.5" },
		{ A "auto b\nauto\n", "auto", "lo b" },
		{ A "mapping x\nauto\n", "auto", "lo" },
		{ "iface a inet bogus\nauto\n", "auto", "lo" },
		{ "iface a inherits b\nauto\n", "auto", "lo" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = load_text(rows[i].text, true);

		assert_string_equal(members(&f, rows[i].class),
				    rows[i].members);
		arena_free(f.arena);
	}
}

static void other_lists(void **state)
{
	struct fixture f = load_text("no-auto-down a* b\n" A "no-scripts\n"
				     "rename x=y z=w\nno-auto-down\n", true);

	(void)state;
	assert_string_equal(join(f.arena, &f.model->no_auto_down), "a* b");
	assert_string_equal(join(f.arena, &f.model->no_scripts), "a");
	assert_string_equal(join(f.arena, &f.model->renames), "x=y z=w");
	assert_int_equal(f.model->renames.places[1].stanza->number, 4);
	assert_string_equal(f.model->renames.places[1].file->path, MAIN);
	arena_free(f.arena);
}

static void loopback(void **state)
{
	static const struct {
		const char *text;
		bool has_lo;
		const char *stanzas;
	} rows[] = {
		{ "", true, "lo" },
		{ "", false, "" },
		{ A, true, "lo a" },
		{ A "iface lo inet loopback\n", true, "a lo" },
		{ A "iface x inet6 loopback\n", true, "a x" },
		{ "iface lo inet static\n", true, "lo lo" },
		{ "iface x inet loopback\niface y inherits x\n", false, "x y" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = load_text(rows[i].text, rows[i].has_lo);

		assert_string_equal(stanza_names(&f), rows[i].stanzas);
		arena_free(f.arena);
	}
}

static void builtin_first(void **state)
{
	struct fixture f = load_text("iface lo inet static\n mtu 1\n", true);
	struct iface *lo = model_find(f.model, "lo");
	size_t count;

	(void)state;
	assert_string_equal(lo->method, "loopback");
	assert_null(lo->stanza);
	(void)model_entries(f.model, lo, &count);
	assert_int_equal(count, 0);
	assert_null(model_get(f.model, lo, "mtu"));
	assert_string_equal(lo->same_name->method, "static");
	assert_string_equal(model_get(f.model, lo->same_name, "mtu")->value,
			    "1");
	assert_null(lo->same_name->same_name);
	arena_free(f.arena);
}

static void mappings(void **state)
{
	struct fixture f = load_text("mapping a b*\n script s t\n map x  y\n"
				     "\n map \\\n  z\nmapping c\n", true);
	const struct mapping *mapping = f.model->mappings;

	(void)state;
	assert_string_equal(mapping->globs[0], "a");
	assert_string_equal(mapping->globs[1], "b*");
	assert_null(mapping->globs[2]);
	assert_string_equal(mapping->script, "s t");
	assert_int_equal(mapping->map_count, 2);
	assert_string_equal(mapping->maps[0], "x  y");
	assert_string_equal(mapping->maps[1], "z");
	assert_int_equal(mapping->line->number, 1);
	assert_null(mapping->next->script);
	assert_null(mapping->next->next);
	arena_free(f.arena);
}

static void options_by_name(void **state)
{
	struct fixture f = load_text(A "a-b 1\na_b 2\npost-up x\n", true);
	struct iface *a = model_find(f.model, "a");

	(void)state;
	assert_string_equal(model_get(f.model, a, "a-b")->value, "2");
	assert_string_equal(model_get(f.model, a, "a_b")->name, "a_b");
	assert_string_equal(model_get(f.model, a, "up")->value, "x");
	assert_int_equal(model_get(f.model, a, "up")->line->number, 4);
	assert_null(model_get(f.model, a, "post-up"));
	assert_null(model_find(f.model, "b"));
	arena_free(f.arena);
}

static void faults(void **state)
{
	static const struct {
		const char *text, *complaints;
	} rows[] = {
		{ "iface a inherits b\n",
		  MAIN ":1: unknown iface to inherit from: b (*)" },
		{ "iface a inet inherits b\niface b inet manual\n",
		  MAIN ":1: unknown iface to inherit from: b (inet)" },
		{ "iface b inet6 manual\niface a inet manual inherits b\n",
		  MAIN ":2: unknown iface to inherit from: b (inet)" },
		{ "iface a inet manual inherits a\n",
		  MAIN ":1: unknown iface to inherit from: a (inet)" },
		/* In the order of the lines, whoever found them. */
		{ "x 1\niface a inherits b\n y\niface c inet\n"
		  "iface d inherits e\nz 2\n",
		  MAIN ":1: misplaced option|"
		  MAIN ":2: unknown iface to inherit from: b (*)|"
		  MAIN ":3: option with empty value|"
		  MAIN ":4: unknown or no method and no inherits keyword "
		  "specified|"
		  MAIN ":5: unknown iface to inherit from: e (*)" },
		{ "iface a/b inet manual\n", "interface-name" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = load_text(rows[i].text, true);

		assert_string_equal(complaints(&f), rows[i].complaints);
		assert_true(f.model->has_error);
		arena_free(f.arena);
	}
}

#define S(name) "iface " name " inet manual\n"

static void sources(void **state)
{
	static const struct {
		struct fake_file files[6];
		const char *stanzas, *complaints;
	} rows[] = {
		/* where the line stands decides the order */
		{ { { MAIN, S("a") "source d/*\n" S("z") },
		    { "/e/d/1", S("b") }, { "/e/d/2", S("c") } },
		  "a b c z", "" },
		{ { { MAIN, "source /x/1\n" }, { "/x/1", "source 2\n" },
		    { "/x/2", S("b") }, { "/e/2", S("c") } }, "b", "" },
		/* only the first word of a relative line gets the folder */
		{ { { MAIN, "source d/a e/d/b\n" }, { "/e/d/a", S("a") },
		    { "e/d/b", S("b") } }, "a b", "" },
		{ { { MAIN, "source no such\nsource-directory /none\n" } },
		  "", "" },
		/* each path once */
		{ { { MAIN, "source x x\nsource x\n" },
		    { "/e/x", S("a") } }, "a", "" },
		/* names for source-directory */
		{ { { MAIN, "source-directory d\n" }, { "/e/d/b", S("b") },
		    { "/e/d/B_-1", S("B") }, { "/e/d/x.cfg", S("x") },
		    { "/e/d/~", S("t") } }, "B b", "" },
		{ { { MAIN, "source-dirX d\n" }, { "/e/d/b", S("b") } },
		  "b", "" },
		/* folders and unreadable files */
		{ { { MAIN, "source d\n" S("a") }, { "/e/d", NULL } },
		  "a", "/e/d: Is a directory" },
		{ { { MAIN, "source\n" S("a") }, { "/e/", NULL } },
		  "a", "/e/: Is a directory" },
		{ { { MAIN, "source x\n" S("a") }, { "/e/x", "EACCES" } }, "a",
		  "couldn't open interfaces file \"/e/x\": Permission denied" },
		/* a stanza does not go on after a source, nor into it */
		{ { { MAIN, S("a") "source x\n mtu 1\n" S("c") },
		    { "/e/x", " mtu 2\n" S("b") } }, "a b c",
		  "/e/x:1: misplaced option|" MAIN ":3: misplaced option" },
		{ { { MAIN, "source x\n" S("c") },
		    { "/e/x", S("a") "foo\n" S("b") } }, "a b c",
		  "/e/x:2: option with empty value" },
		/* cycles, also by another spelling */
		{ { { MAIN, S("a") "source f\n" } }, "a", "include-cycle" },
		{ { { MAIN, "source x\n" }, { "/e/x", S("a") "source .//f\n" } },
		  "a", "include-cycle" },
		{ { { MAIN, "source ./x\n" }, { "/e/./x", S("a") "source x\n" } },
		  "a", "include-cycle" },
		/* inheriting across files */
		{ { { MAIN, "source x\niface a inherits b\n" },
		    { "/e/x", S("b") } }, "b a", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = load(rows[i].files, false);

		assert_string_equal(complaints(&f), rows[i].complaints);
		assert_string_equal(stanza_names(&f), rows[i].stanzas);
		arena_free(f.arena);
	}
}

/* Every file includes one more: /e/f, /1, /2 ... */
static int read_next(void *data, struct arena *arena, const char *path,
		     const char **ret_bytes, size_t *ret_size)
{
	unsigned *count = data;

	(void)path;
	*ret_bytes = arena_printf(arena, "source /%u\n" S("i%u"), *count + 1,
				  *count);
	*ret_size = strlen(*ret_bytes);
	++*count;
	return 0;
}

static size_t expand_one(void *data, struct arena *arena, const char *words,
			 const char ***ret_paths)
{
	(void)data;
	*ret_paths = text_words(arena, words, NULL);
	return 1;
}

static void depth(void **state)
{
	unsigned count = 0;
	struct reader reader = { read_next, read_folder, expand_one, &count };
	struct fixture f = { .arena = arena_new() };

	(void)state;
	f.diags.arena = f.arena;
	assert_int_equal(model_load(f.arena, &f.diags, &reader, MAIN, false,
				    &f.model), 0);
	assert_string_equal(complaints(&f), "include-depth");
	assert_int_equal(f.model->file_count, 65);
	assert_non_null(model_find(f.model, "i64"));
	assert_non_null(model_find(f.model, "i0"));
	arena_free(f.arena);
}

static void main_file(void **state)
{
	static const struct fake_file none[] = { { NULL, NULL } };
	static const struct fake_file folder[] = { { MAIN, NULL },
						   { NULL, NULL } };
	struct fixture f = load(none, true);

	(void)state;
	assert_int_equal(f.r, -ENOENT);
	assert_false(f.model->has_error);
	assert_string_equal(stanza_names(&f), "lo");
	assert_string_equal(complaints(&f), "couldn't open interfaces file \""
			    MAIN "\": No such file or directory");
	arena_free(f.arena);
	f = load(folder, true);
	assert_int_equal(f.r, -EISDIR);
	assert_true(f.model->has_error);
	assert_string_equal(complaints(&f), MAIN ": Is a directory");
	arena_free(f.arena);
}

/* More names than any first size of a table. */
static void many(void **state)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	struct fixture f;
	char name[16];

	(void)state;
	for (int i = 0; i < 20000; i++)
		text_add(&text, "auto i%d\niface i%d inet manual\n mtu %d\n",
			 i, i % 10000, i);
	f = load_text(text.at, true);
	for (int i = 0; i < 10000; i++) {
		struct iface *iface;

		(void)snprintf(name, sizeof(name), "i%d", i);
		iface = model_find(f.model, name);
		assert_non_null(iface->same_name);
		assert_null(iface->same_name->same_name);
	}
	assert_int_equal(model_class(f.model, "auto")->members.count, 20001);
	arena_free(f.arena);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options),
		cmocka_unit_test(classes),
		cmocka_unit_test(other_lists),
		cmocka_unit_test(loopback),
		cmocka_unit_test(builtin_first),
		cmocka_unit_test(mappings),
		cmocka_unit_test(options_by_name),
		cmocka_unit_test(faults),
		cmocka_unit_test(sources),
		cmocka_unit_test(depth),
		cmocka_unit_test(main_file),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
