/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json.h - one JSON document on stdout
 *
 * jansson is mapped by processes that print JSON and by no others, so nobody
 * but json.c calls it.  First json_open(), then values, last json_print().
 * Memory that was lacking anywhere between makes json_print() fail.
 */
#ifndef IFPLAN_JSON_H
#define IFPLAN_JSON_H

#include "cmd/cmd.h"

typedef struct json_t json_t;

/* 0, or the exit code when jansson is missing: stderr says so. */
int json_open(const struct call *call);

json_t *json_new_object(void);
json_t *json_new_list(void);

/* VALUE becomes part of the object or list. */
void json_put(json_t *object, const char *name, json_t *value);
void json_append(json_t *list, json_t *value);
/* One text is a text, several of a name are a list. */
void json_put_several(json_t *object, const char *name, const char *text);

/* Without TEXT nothing is put.  What is not UTF-8 is taken for Latin-1. */
void json_put_text(json_t *object, const char *name, const char *text);
void json_put_number(json_t *object, const char *name, long number);
void json_put_bool(json_t *object, const char *name, bool is_true);
void json_append_text(json_t *list, const char *text);

/* "file" and, unless it is 0, "line". */
void json_put_place(json_t *object, const char *file, unsigned line);

/* code, severity, subject, text, hint, file, line, column, length: those that
   are known. */
json_t *json_diag(const struct ifplan_diag *diag);

/* Print and end the document; 0, or the exit code when that failed. */
int json_print(const struct call *call, json_t *document);
/* With ifupdown2's indentation of plain stanzas. */
int json_print_wide(const struct call *call, json_t *document);

/*
 * Reading.  json_read() gives the list that a stream holds, or NULL and a
 * sentence; the caller ends it with json_end().  The others give 0 or NULL for
 * what is no list, no text or not there.
 */
json_t *json_read(FILE *from, char *error, size_t error_size,
		  unsigned *ret_line);
json_t *json_end(json_t *document);
size_t json_count(const json_t *list);
const json_t *json_item(const json_t *list, size_t number);
const char *json_text(const json_t *value);
json_t *json_member(const json_t *object, const char *name);

#endif
