// SPDX-License-Identifier: LGPL-2.1-or-later
/* dump.c - ifquery --json: the file with all it includes, and every place */
#include <stdlib.h>
#include <string.h>

#include "cmd/query.h"

static json_t *list_words(const char *text)
{
	json_t *list = json_new_list();
	char *words = strdup(text), *rest = words, *word;

	while (rest && (word = strsep(&rest, " \t")))
		if (*word)
			json_append_text(list, word);
	if (!words)
		json_append(list, NULL);
	free(words);
	return list;
}

static json_t *list_paths(const struct ifplan_file *file)
{
	json_t *list = json_new_list();
	const char *path = NULL;

	while ((path = ifplan_file_next_path(file, path)))
		json_append_text(list, path);
	return list;
}

/* Interfaces */

static void put_classes(json_t *interface, const struct ifplan_file *file,
			const char *name)
{
	json_t *list = json_new_list();
	const char *class_name;
	bool is_auto = false;

	for (size_t i = 0; (class_name = ifplan_file_class(file, i)); i++) {
		if (!ifplan_file_is_member(file, class_name, name))
			continue;
		json_append_text(list, class_name);
		is_auto = is_auto || !strcmp(class_name, "auto");
	}
	json_put_bool(interface, "auto", is_auto);
	json_put(interface, "classes", list);
}

static json_t *list_options(const struct ifplan_stanza *stanza)
{
	struct span own = query_span(stanza);
	json_t *list = json_new_list(), *option;
	const char *name, *value, *path;
	const struct ifplan_line *where;
	unsigned line, column;

	for (size_t i = 0;
	     ifplan_stanza_option(stanza, i, &name, &value, &where); i++) {
		path = ifplan_line_place(where, &line, &column, NULL);
		option = json_new_object();
		json_put_text(option, "name", name);
		json_put_text(option, "value", value);
		json_put_place(option, path, line);
		json_put_number(option, "column", column);
		if (!span_has(&own, path, line))
			json_put_bool(option, "inherited", true);
		json_append(list, option);
	}
	return list;
}

static json_t *new_interface(const struct ifplan_file *file,
			     const struct ifplan_stanza *stanza)
{
	const struct ifplan_stanza *parent = ifplan_stanza_parent(stanza);
	const char *name = ifplan_stanza_name(stanza), *path;
	json_t *interface = json_new_object();
	unsigned line;

	json_put_text(interface, "name", name);
	json_put_text(interface, "family", ifplan_stanza_family(stanza));
	json_put_text(interface, "method", ifplan_stanza_method(stanza));
	put_classes(interface, file, name);
	if (parent)
		json_put_text(interface, "inherits",
			      ifplan_stanza_name(parent));
	path = ifplan_stanza_place(stanza, &line);
	json_put_place(interface, path, line);
	json_put_text(interface, "comment",
		      ifplan_stanza_comment(stanza, NULL));
	json_put(interface, "options", list_options(stanza));
	return interface;
}

static bool is_iface(const struct ifplan_stanza *stanza)
{
	return !strcmp(ifplan_stanza_keyword(stanza), "iface") &&
		!ifplan_stanza_is_broken(stanza);
}

static json_t *list_interfaces(const struct call *call,
			       struct ifplan_file *file)
{
	json_t *list = json_new_list();
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(file, stanza)))
		if (is_iface(stanza) &&
		    query_is_asked(call, ifplan_stanza_name(stanza)))
			json_append(list, new_interface(file, stanza));
	return list;
}

/* Classes */

static json_t *list_members(const struct ifplan_file *file,
			    const char *class_name)
{
	json_t *list = json_new_list(), *member;
	struct ifplan_stanza *stanza;
	const char *name;
	unsigned line;

	for (size_t i = 0; (name = ifplan_file_member(file, class_name, i,
						      &stanza)); i++) {
		member = json_new_object();
		json_put_text(member, "name", name);
		if (stanza) {
			name = ifplan_stanza_place(stanza, &line);
			json_put_place(member, name, line);
		}
		json_append(list, member);
	}
	return list;
}

static json_t *new_classes(const struct ifplan_file *file)
{
	json_t *classes = json_new_object();
	const char *name;

	for (size_t i = 0; (name = ifplan_file_class(file, i)); i++)
		json_put(classes, name, list_members(file, name));
	return classes;
}

/* Mappings, and what is neither interface, class nor mapping */

static bool is_mapping(const struct ifplan_stanza *stanza)
{
	return !strcmp(ifplan_stanza_keyword(stanza), "mapping") &&
		!ifplan_stanza_is_broken(stanza);
}

static json_t *new_mapping(const struct ifplan_stanza *stanza)
{
	json_t *mapping = json_new_object(), *maps = json_new_list();
	const struct ifplan_line *line = NULL;
	const char *script = NULL, *path;
	unsigned number;

	while ((line = ifplan_stanza_next_line(stanza, line)))
		if (!strcmp(ifplan_line_name(line), "script"))
			script = ifplan_line_value(line);
		else if (!strcmp(ifplan_line_name(line), "map"))
			json_append_text(maps, ifplan_line_value(line));
	json_put(mapping, "patterns",
		 list_words(ifplan_stanza_words(stanza)));
	json_put_text(mapping, "script", script);
	json_put(mapping, "maps", maps);
	path = ifplan_stanza_place(stanza, &number);
	json_put_place(mapping, path, number);
	return mapping;
}

static json_t *list_mappings(struct ifplan_file *file)
{
	json_t *list = json_new_list();
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(file, stanza)))
		if (is_mapping(stanza))
			json_append(list, new_mapping(stanza));
	return list;
}

static bool is_other(const struct ifplan_stanza *stanza)
{
	const char *keyword = ifplan_stanza_keyword(stanza);

	return !is_iface(stanza) && !is_mapping(stanza) &&
		strcmp(keyword, "auto") && strncmp(keyword, "allow-", 6);
}

static json_t *new_other(const struct ifplan_stanza *stanza)
{
	json_t *other = json_new_object();
	const char *path;
	unsigned line;

	json_put_text(other, "keyword", ifplan_stanza_keyword(stanza));
	json_put_text(other, "words", ifplan_stanza_words(stanza));
	path = ifplan_stanza_place(stanza, &line);
	json_put_place(other, path, line);
	if (ifplan_stanza_is_broken(stanza))
		json_put_bool(other, "broken", true);
	return other;
}

static json_t *list_others(struct ifplan_file *file)
{
	json_t *list = json_new_list();
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(file, stanza)))
		if (is_other(stanza))
			json_append(list, new_other(stanza));
	return list;
}

/* The document */

static json_t *list_diags(const struct call *call, struct ifplan_file *file,
			  int *ret_exit)
{
	json_t *list = json_new_list();
	const struct ifplan_diag *diag = NULL;

	while ((diag = query_next_diag(call, file, diag))) {
		if (ifplan_diag_severity(diag) == IFPLAN_ERROR)
			*ret_exit = QUERY_BROKEN;
		if (query_is_about(call, file, diag))
			json_append(list, json_diag(diag));
	}
	return list;
}

/* One of a file that cannot be read is the same, but empty. */
static json_t *new_document(const struct call *call, struct ifplan_file *file,
			    int *ret_exit)
{
	json_t *document = json_new_object();

	json_put(document, "files", file ? list_paths(file) : json_new_list());
	json_put(document, "interfaces", file ? list_interfaces(call, file) :
		 json_new_list());
	json_put(document, "classes", file ? new_classes(file) :
		 json_new_object());
	json_put(document, "mappings", file ? list_mappings(file) :
		 json_new_list());
	json_put(document, "other", file ? list_others(file) :
		 json_new_list());
	json_put(document, "diagnostics", list_diags(call, file, ret_exit));
	return document;
}

int dump_file(struct call *call)
{
	struct ifplan_file *file = NULL;
	int judgement = QUERY_SOUND, r = json_open(call);

	if (r)
		return r;
	if (ifplan_file_open(call->ifplan, NULL, &file) < 0)
		judgement = QUERY_BROKEN;
	r = json_print(call, new_document(call, file, &judgement));
	if (query_report_unknown(call, file) && judgement == QUERY_SOUND)
		judgement = QUERY_DOUBTFUL;
	ifplan_file_close(file);
	return r ? r : judgement;
}
