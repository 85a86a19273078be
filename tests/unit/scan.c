/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* scan.c - checks of parser/scan.c: bytes, and the lines they are */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parser/scan.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Lines as `FIRST-LAST NAME=VALUE;`, `#` for a comment, `.` for a blank. */
static const char *show(struct arena *arena, const char *bytes, size_t size)
{
	struct text text = { .arena = arena };
	size_t count;
	const struct line *lines = scan_lines(arena, bytes, size, 1, &count);

	text_add(&text, "%s", "");
	for (size_t i = 0; i < count; i++) {
		const struct line *line = &lines[i];

		if (line->kind == LINE_TEXT)
			text_add(&text, "%u-%u %s=%s;", line->number,
				 line->last, line->name, line->value);
		else
			text_add(&text, "%s",
				 line->kind == LINE_BLANK ? "." : "#");
	}
	return text.at;
}

static void lines(void **state)
{
	static const struct {
		const char *bytes, *lines;
	} rows[] = {
		{ "",                          "" },
		{ "\n",                        "." },
		{ " \t\r\n",                   "." },
		{ "a",                         "1-1 a=;" },
		{ "a b",                       "1-1 a=b;" },
		{ " a  b \n",                  "1-1 a=b;" },
		{ "\tfoo\t\tbar  baz\t qux\n", "1-1 foo=bar  baz\t qux;" },
		{ "\v\fa\vb\f\n",              "1-1 a=b;" },
		{ "# c1 \\\nfoo bar # x\n",    "#2-2 foo=bar # x;" },
		{ "  # c\n",                   "#" },
		{ "#",                         "#" },
		{ "foo one \\\n  two \\\n# three\nbaz x\n",
		  "1-3 foo=one   two # three;4-4 baz=x;" },
		{ "baz x\\\\\n\n bar y\n",     "1-3 baz=x bar y;" },
		{ "foo one \\ \ntwo x\n",      "1-1 foo=one \\;2-2 two=x;" },
		{ "foo one\r\ntwo x \\\r\nthree y\r\n",
		  "1-1 foo=one;2-2 two=x \\;3-3 three=y;" },
		{ "foo last\\",                "1-2 foo=last;" },
		{ "foo last\\\n",              "1-2 foo=last;" },
		{ "foo last\\\\",              "1-3 foo=last;" },
		{ "foo last\\\\\n",            "1-3 foo=last;" },
		{ "foo last\\\\\n\n",          "1-3 foo=last;" },
		{ "foo a\\\\\\\n\n\nb\n",      "1-4 foo=ab;" },
		{ "foo \\\n\n",                "1-2 foo=;" },
		{ "fo\\\no bar\n",             "1-2 foo=bar;" },
		{ "\\\n",                      "." },
		{ "\\",                        "." },
		{ "\\\n\nx\n",                 ".3-3 x=;" },
		{ "\\\n  a b\nc\n",            "1-2 =a b;3-3 c=;" },
		{ "\\\na b\n",                 "1-2 a=b;" },
		{ "x \\\n a\n",                "1-2 x=a;" },
		{ "\xef\xbb\xbf" "a b\n",      "1-1 a=b;" },
		{ "\xef\xbb\xbf# c\n",         "#" },
		{ "\xef\xbb\xbf\n",            "." },
		{ "\na\n\xef\xbb\xbf" "b\n",   ".2-2 a=;3-3 \xef\xbb\xbf" "b=;" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new();

		assert_string_equal(show(arena, rows[i].bytes,
					 strlen(rows[i].bytes)),
				    rows[i].lines);
		arena_free(arena);
	}
}

/* Each place is named by the character that stands there in the file. */
static void places(void **state)
{
	static const struct {
		const char *bytes, *token;
		unsigned line, column;
	} rows[] = {
		{ "foo bar\n",                  "foo", 1, 1 },
		{ "  foo  bar\n",               "bar", 1, 8 },
		{ "\tfoo\tbar x\n",             "x",   1, 10 },
		{ "foo \xc3\xa4\xc3\xb6 bar\n", "bar", 1, 8 },
		{ "foo one \\\n  two\n",        "two", 2, 3 },
		{ "fo\\\no bar\n",              "bar", 2, 3 },
		{ "foo x\\\\\n\n bar y\n",      "bar", 3, 2 },
		{ "foo \\x bar\n",              "bar", 1, 8 },
		{ "foo a\\\\\nbar\n",           "\\bar", 1, 6 },
		{ "\\\n foo bar\n",             "foo", 2, 2 },
		{ "\xef\xbb\xbf" "foo bar\n",   "bar", 1, 5 },
		{ "foo\n",                      "",    1, 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new();
		const char *token = rows[i].token;
		unsigned number, column;
		size_t count;
		struct line *line = scan_lines(arena, rows[i].bytes,
					       strlen(rows[i].bytes), 1,
					       &count);

		token = strcmp(line->name, token) == 0 ? line->name :
			strstr(line->value, token);
		assert_non_null(token);
		scan_place(line, token, &number, &column);
		assert_int_equal(number, rows[i].line);
		assert_int_equal(column, rows[i].column);
		arena_free(arena);
	}
}

static void places_of_bytes(void **state)
{
	static const char bytes[] = "a b\\\nc\0d\n";
	struct arena *arena = arena_new();
	unsigned number, column;
	size_t count;
	struct line *line = scan_lines(arena, bytes, sizeof(bytes) - 1, 7,
				       &count);

	(void)state;
	assert_int_equal(count, 1);
	assert_string_equal(line->value, "bc");
	scan_place(line, line->bytes + 6, &number, &column);
	assert_int_equal(number, 8);
	assert_int_equal(column, 2);
	arena_free(arena);
}

static void physical_lines(void **state)
{
	static const char bytes[] = "\xef\xbb\xbf" "a\\\n b\\\r\\\n\tc\r\n";
	static const char *const expected[] = { "a\\", " b\\\r\\", "\tc" };
	struct arena *arena = arena_new();
	size_t count;
	struct line *line = scan_lines(arena, bytes, sizeof(bytes) - 1, 1,
				       &count);

	(void)state;
	for (unsigned i = 0; i < COUNT(expected); i++) {
		size_t length;
		const char *at = scan_physical_line(line, i + 1, &length);

		assert_int_equal(length, strlen(expected[i]));
		assert_memory_equal(at, expected[i], length);
	}
	arena_free(arena);
}

/* A line may be as long as it wants, and every byte is in one. */
static void long_lines(void **state)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	const struct line *line;
	size_t count;

	(void)state;
	text_add(&text, "foo ");
	for (int i = 0; i < 100000; i++)
		text_add_bytes(&text, "0123456789\\\n", 12);
	line = scan_lines(arena, text.at, text.length, 1, &count);
	assert_int_equal(count, 1);
	assert_int_equal(line->last, 100001);
	assert_int_equal(line->length, text.length);
	assert_int_equal(strlen(line->value), 1000000);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(places),
		cmocka_unit_test(places_of_bytes),
		cmocka_unit_test(physical_lines),
		cmocka_unit_test(long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
