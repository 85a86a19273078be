// SPDX-License-Identifier: LGPL-2.1-or-later
/* json.c - one JSON document on stdout */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/json.h"

#define JANSSON(F) \
	F(json_object) F(json_array) F(json_stringn) F(json_integer) \
	F(json_true) F(json_false) F(json_object_set_new) \
	F(json_array_append_new) F(json_dumpf) F(json_delete) F(json_loadf) \
	F(json_array_size) F(json_array_get) F(json_object_get) \
	F(json_string_value)

/* Filled once, by json_open(). */
static struct {
#define F(name) __typeof__(name) *name;
	JANSSON(F)
#undef F
} jansson;

static bool is_incomplete;

int json_open(const struct call *call)
{
#define F(name) #name,
	static const char *const names[] = { JANSSON(F) NULL };
#undef F

	if (library_open("libjansson.so.4", names, &jansson))
		return 0;
	return library_failure(call, "JSON needs libjansson.so.4");
}

json_t *json_new_object(void)
{
	return jansson.json_object();
}

json_t *json_new_list(void)
{
	return jansson.json_array();
}

void json_put(json_t *object, const char *name, json_t *value)
{
	if (jansson.json_object_set_new(object, name, value) < 0)
		is_incomplete = true;
}

void json_append(json_t *list, json_t *value)
{
	if (jansson.json_array_append_new(list, value) < 0)
		is_incomplete = true;
}

static json_t *from_latin1(const char *text, size_t size)
{
	char *utf8 = malloc(2 * size + 1), *out = utf8;
	json_t *value;

	if (!utf8)
		return NULL;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x80) {
			*out++ = (char)c;
		} else {
			*out++ = (char)(0xc0 | c >> 6);
			*out++ = (char)(0x80 | (c & 0x3f));
		}
	}
	value = jansson.json_stringn(utf8, (size_t)(out - utf8));
	free(utf8);
	return value;
}

static json_t *new_text(const char *text)
{
	size_t size = strlen(text);
	json_t *value = jansson.json_stringn(text, size);

	return value ? value : from_latin1(text, size);
}

void json_put_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_put(object, name, new_text(text));
}

void json_put_number(json_t *object, const char *name, long number)
{
	json_put(object, name, jansson.json_integer(number));
}

void json_put_bool(json_t *object, const char *name, bool is_true)
{
	json_put(object, name, is_true ? jansson.json_true() :
		 jansson.json_false());
}

void json_append_text(json_t *list, const char *text)
{
	json_append(list, new_text(text));
}

void json_put_several(json_t *object, const char *name, const char *text)
{
	json_t *have = jansson.json_object_get(object, name), *list;

	if (!have) {
		json_put_text(object, name, text);
		return;
	}
	if (!json_is_array(have)) {
		list = json_new_list();
		json_append_text(list, jansson.json_string_value(have));
		json_put(object, name, list);
		have = list;
	}
	json_append_text(have, text);
}

void json_put_place(json_t *object, const char *file, unsigned line)
{
	json_put_text(object, "file", file);
	if (file && line)
		json_put_number(object, "line", line);
}

json_t *json_diag(const struct ifplan_diag *diag)
{
	unsigned line, column, length;
	const char *file = ifplan_diag_place(diag, &line, &column, &length,
					     NULL);
	json_t *object = json_new_object();

	json_put_text(object, "code", ifplan_diag_code(diag));
	json_put_text(object, "severity",
		      severity_word(ifplan_diag_severity(diag)));
	json_put_text(object, "subject", ifplan_diag_subject(diag));
	json_put_text(object, "text", diag_sentence(diag));
	json_put_text(object, "hint", ifplan_diag_hint(diag));
	json_put_place(object, file, line);
	if (file && line) {
		json_put_number(object, "column", column);
		json_put_number(object, "length", length);
	}
	return object;
}

static int print(const struct call *call, json_t *document, size_t indent)
{
	int r = 0;

	if (!document || is_incomplete)
		r = report_failure(call, -ENOMEM);
	else if (jansson.json_dumpf(document, stdout, JSON_INDENT(indent)) < 0 ||
		 putchar('\n') == EOF)
		r = report_failure(call, errno ? -errno : -EIO);
	if (document)
		jansson.json_delete(document);
	return r;
}

int json_print(const struct call *call, json_t *document)
{
	return print(call, document, 2);
}

int json_print_wide(const struct call *call, json_t *document)
{
	return print(call, document, 4);
}

/* Reading */

json_t *json_read(FILE *from, char *error, size_t error_size,
		  unsigned *ret_line)
{
	json_error_t problem;
	json_t *list = jansson.json_loadf(from, 0, &problem);

	*ret_line = list ? 1 : (unsigned)problem.line;
	if (list && json_is_array(list))
		return list;
	(void)snprintf(error, error_size, "%s",
		       list ? "a list is expected" : problem.text);
	if (list)
		jansson.json_delete(list);
	return NULL;
}

json_t *json_end(json_t *document)
{
	if (document)
		jansson.json_delete(document);
	return NULL;
}

size_t json_count(const json_t *list)
{
	return jansson.json_array_size(list);
}

const json_t *json_item(const json_t *list, size_t number)
{
	return jansson.json_array_get(list, number);
}

const char *json_text(const json_t *value)
{
	return jansson.json_string_value(value);
}

json_t *json_member(const json_t *object, const char *name)
{
	return jansson.json_object_get(object, name);
}
