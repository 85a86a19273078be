/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lint.c - every folder of testdata/lint is a test
 *
 *	interfaces	what is looked at; it may include files beside it
 *	machine		what the machine says, a fact a line:
 *			link NAME, hook OPTION, mode FILE 0644
 *			without a fact of a kind nobody knows
 *	findings	what is found; absent: nothing
 *
 * A folder called like a rule must make it speak.  With operands, the program
 * prints what it finds in these files.
 */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/internal.h"
#include "lib/lint.h"

/* The machine of a folder */

struct facts {
	struct arena *arena;
	const char ***lines;		/* words of each */
	size_t count;
};

static const char *read_text(struct arena *arena, const char *path)
{
	const char *bytes;
	size_t size;

	return file_read(arena, path, &bytes, &size) < 0 ? "" :
		arena_strndup(arena, bytes, size);
}

static struct facts read_facts(struct arena *arena)
{
	struct facts facts = { .arena = arena };
	const char *text = read_text(arena, "machine");

	while (*text) {
		size_t length = strcspn(text, "\n");

		*ARENA_PUSH(arena, &facts.lines, &facts.count) =
			text_words(arena, arena_strndup(arena, text, length),
				   NULL);
		text += length + (text[length] == '\n');
	}
	return facts;
}

/* The word after KIND and NAME; "" when the line ends there, or NULL. */
static const char *find_fact(const struct facts *facts, const char *kind,
			     const char *name)
{
	for (size_t i = 0; i < facts->count; i++) {
		const char **word = facts->lines[i];

		if (word[0] && !strcmp(word[0], kind) &&
		    (!name || !strcmp(word[1], name)))
			return word[2] ? word[2] : "";
	}
	return NULL;
}

static bool has_link(void *data, const char *name)
{
	return find_fact(data, "link", name) != NULL;
}

static bool is_hook_option(void *data, const char *option)
{
	return find_fact(data, "hook", option) != NULL;
}

static int file_mode(void *data, const char *path)
{
	const char *mode = find_fact(data, "mode", path);

	return mode ? (int)strtol(mode, NULL, 8) : -ENOENT;
}

/* Findings as text */

static const char *const severities[] = { "note", "warning", "error" };

static void print_finding(struct text *out, const struct diag *diag,
			  const char *main_file)
{
	text_add(out, "%s ", severities[diag->severity]);
	if (strcmp(diag->file, main_file))
		text_add(out, "%s:", diag->file);
	text_add(out, "%u:%u %s: %s: %s\n", diag->line, diag->column,
		 diag->code, diag->subject, diag->text);
	if (diag->hint)
		text_add(out, "\thint: %s\n", diag->hint);
}

static const char *lint_file(struct arena *arena, const char *path)
{
	struct facts facts = read_facts(arena);
	struct diags parsed = { .arena = arena }, found = { .arena = arena };
	struct lint lint = { .arena = arena, .diags = &found,
			     .reader = &file_reader, .data = &facts };
	struct text out = { .arena = arena };

	assert_int_equal(model_load(arena, &parsed, &file_reader, path, false,
				    &lint.model), 0);
	if (find_fact(&facts, "link", NULL))
		lint.has_link = has_link;
	if (find_fact(&facts, "hook", NULL))
		lint.is_hook_option = is_hook_option;
	if (find_fact(&facts, "mode", NULL))
		lint.file_mode = file_mode;
	lint_run(&lint);
	text_add(&out, "%s", "");
	for (const struct diag *d = found.first; d; d = d->next)
		print_finding(&out, d, path);
	return out.at;
}

/* Folders */

struct folder_test {
	const char *name;
	const char *path;
	bool is_rule;
};

static void test_folder(void **state)
{
	const struct folder_test *test = *state;
	struct arena *arena = arena_new();
	const char *found, *expected;

	assert_int_equal(chdir(test->path), 0);
	expected = read_text(arena, "findings");
	found = lint_file(arena, "interfaces");
	assert_string_equal(found, expected);
	if (test->is_rule)
		assert_non_null(strstr(found, arena_printf(arena, " %s: ",
							   test->name)));
	arena_free(arena);
}

static bool is_rule(const char *name)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = lint_rule(i)); i++)
		if (!strcmp(rule->code, name))
			return true;
	return false;
}

static const char *testdata(struct arena *arena, const char *name)
{
	const char *srcdir = getenv("srcdir");

	return arena_printf(arena, "%s/testdata/lint/%s", srcdir ? srcdir : ".",
			    name);
}

static void test_every_rule_has_a_folder(void **state)
{
	const struct rule *rule;
	struct arena *arena = *state;

	for (size_t i = 0; (rule = lint_rule(i)); i++) {
		const char *path = testdata(arena, rule->code);

		if (access(path, F_OK) != 0)
			fail_msg("no folder %s", path);
	}
}

static void test_rules_are_well_formed(void **state)
{
	struct arena *arena = *state;
	struct intern codes = { .arena = arena };
	const struct rule *rule;

	for (size_t i = 0; (rule = lint_rule(i)); i++) {
		size_t length = strlen(rule->help);

		assert_int_equal(intern_add(&codes, rule->code), i);
		assert_true(length > 0 && length < 80);
		assert_true(rule->help[length - 1] != '.');
		assert_true(rule->option || rule->stanza || rule->all);
	}
}

/* "CODE <tab> what Proxmox VE says", for each of its checks. */
static void test_proxmox_checks_have_rules(void **state)
{
	struct arena *arena = *state;
	const char *text = read_text(arena, testdata(arena, "proxmox"));
	unsigned checks = 0;

	for (; *text; text += strcspn(text, "\n") + 1) {
		const char *code = arena_strndup(arena, text,
						 strcspn(text, "\t\n"));

		if (*text == '#' || *text == '\n')
			continue;
		if (!is_rule(code))
			fail_msg("no rule \"%s\"", code);
		checks++;
	}
	assert_true(checks > 30);
}

/* The real answers, with the links of a case. */
static void test_machine(void **state)
{
	struct arena *arena = *state;
	struct lint lint = { .arena = arena };
	struct ifplan *ifplan;

	assert_int_equal(ifplan_new(&ifplan), 0);
	assert_int_equal(ifplan_set_snapshot(ifplan, testdata(arena,
		"../cases/proxmox-default-install/kernel")), 0);
	lint_ask_machine(&lint, ifplan);
	assert_true(lint.has_link(lint.data, "eno1"));
	assert_false(lint.has_link(lint.data, "eno2"));
	assert_true(lint.file_mode(lint.data, testdata(arena, "proxmox")) &
		    0400);
	assert_int_equal(lint.file_mode(lint.data, testdata(arena, "none")),
			 -ENOENT);
	assert_false(lint.is_hook_option(lint.data, "no-hook-reads-this"));
	ifplan_free(ifplan);
}

/* Links that cannot be read may be there. */
static void test_machine_without_links(void **state)
{
	struct arena *arena = *state;
	struct lint lint = { .arena = arena };
	struct ifplan *ifplan;

	assert_int_equal(ifplan_new(&ifplan), 0);
	assert_int_equal(ifplan_set_snapshot(ifplan, testdata(arena, "none")),
			 0);
	lint_ask_machine(&lint, ifplan);
	assert_true(lint.has_link(lint.data, "eno2"));
	ifplan_free(ifplan);
}

static struct CMUnitTest *find_tests(struct arena *arena, size_t *ret_count)
{
	static const struct CMUnitTest fixed[] = {
		cmocka_unit_test(test_every_rule_has_a_folder),
		cmocka_unit_test(test_rules_are_well_formed),
		cmocka_unit_test(test_proxmox_checks_have_rules),
		cmocka_unit_test(test_machine),
		cmocka_unit_test(test_machine_without_links),
	};
	struct CMUnitTest *tests = NULL;
	const struct dirent *entry;
	DIR *folder = opendir(testdata(arena, "."));

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
		*ARENA_PUSH(arena, &tests, ret_count) = fixed[i];
		tests[i].initial_state = arena;
	}
	while (folder && (entry = readdir(folder))) {
		struct folder_test *test = ARENA_NEW(arena, struct folder_test);
		char *path;

		if (*entry->d_name == '.' || entry->d_type == DT_REG)
			continue;
		path = realpath(testdata(arena, entry->d_name), NULL);
		test->name = arena_strdup(arena, entry->d_name);
		test->path = arena_strdup(arena, path);
		test->is_rule = is_rule(entry->d_name);
		*ARENA_PUSH(arena, &tests, ret_count) = (struct CMUnitTest){
			.name = test->name, .test_func = test_folder,
			.initial_state = test };
		free(path);
	}
	if (folder)
		(void)closedir(folder);
	return tests;
}

int main(int argc, char *argv[])
{
	struct arena *arena = arena_new();
	size_t count = 0;
	struct CMUnitTest *tests;
	int r;

	for (int i = 1; i < argc; i++)
		(void)fputs(lint_file(arena, argv[i]), stdout);
	if (argc > 1)
		return 0;
	tests = find_tests(arena, &count);
	r = _cmocka_run_group_tests("lint", tests, count, NULL, NULL);
	arena_free(arena);
	return r;
}
