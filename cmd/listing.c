// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * listing.c - ifquery -o native, -o json, --raw: stanzas, as ifupdown2 has them
 *
 *	auto eth0
 *	iface eth0 inet static
 *		address 192.0.2.1/24
 *
 * Options of one name stand together, where the first of them is, and are
 * spelled with '-'.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/query.h"

/* The option as it is called there: post-up is no up. */
static bool next_option(const struct ifplan_stanza *stanza, size_t number,
			char **ret_name, const char **ret_value)
{
	const struct ifplan_line *line;
	const char *name;

	if (!ifplan_stanza_option(stanza, number, &name, ret_value, &line))
		return false;
	*ret_name = strdup(ifplan_line_name(line));
	for (char *c = *ret_name; c && *c; c++)
		*c = *c == '_' ? '-' : *c;
	return *ret_name;
}

/* JSON */

static json_t *new_config(const struct ifplan_stanza *stanza)
{
	json_t *config = json_new_object();
	const char *value;
	char *name;

	for (size_t i = 0; next_option(stanza, i, &name, &value); i++) {
		json_put_several(config, name, value);
		free(name);
	}
	return config;
}

static void put_word(json_t *object, const char *name, const char *word)
{
	if (*word)
		json_put_text(object, name, word);
}

/* Does the stanza's first line say more than the name? */
static bool has_family(const struct ifplan_stanza *stanza)
{
	const struct ifplan_line *line = NULL;

	while ((line = ifplan_stanza_next_line(stanza, line)))
		if (!strcmp(ifplan_line_name(line), "iface"))
			return strpbrk(ifplan_line_value(line), " \t");
	return false;
}

static const char *family_of(const struct ifplan_stanza *stanza)
{
	return has_family(stanza) ? ifplan_stanza_family(stanza) : "";
}

static const char *method_of(const struct ifplan_stanza *stanza)
{
	return has_family(stanza) ? ifplan_stanza_method(stanza) : "";
}

json_t *listing_json(const struct call *call,
		     const struct ifplan_stanza *stanza)
{
	json_t *object = json_new_object();
	const char *name = ifplan_stanza_name(stanza);

	json_put_text(object, "name", name);
	put_word(object, "addr_method", method_of(stanza));
	put_word(object, "addr_family", family_of(stanza));
	json_put_bool(object, "auto", ifplan_is_auto(call->ifplan, name));
	json_put(object, "config", new_config(stanza));
	return object;
}

/* Text */

/* With all others of its name, or with the first of them. */
static void print_option(const struct ifplan_stanza *stanza, size_t number,
			 const char *name)
{
	const char *value;
	char *other;
	bool is_same;

	for (size_t i = 0; next_option(stanza, i, &other, &value); i++) {
		is_same = !strcmp(name, other);
		free(other);
		if (is_same && i < number)
			return;
		if (is_same)
			printf("\t%s %s\n", name, value);
	}
}

static void print_native(const struct ifplan_stanza *stanza)
{
	const char *value;
	const char *family = family_of(stanza);
	const char *method = method_of(stanza);
	char *option;

	printf("iface %s%s%s%s%s\n", ifplan_stanza_name(stanza),
	       *family ? " " : "", family, *method ? " " : "", method);
	for (size_t i = 0; next_option(stanza, i, &option, &value); i++) {
		print_option(stanza, i, option);
		free(option);
	}
	putchar('\n');
}

/* The bytes of the file, each line but the first with two blanks. */
static void print_raw(const struct ifplan_stanza *stanza)
{
	const struct ifplan_line *line = NULL;
	const char *indent = "";

	while ((line = ifplan_stanza_next_line(stanza, line))) {
		size_t size, blank = 0;
		const char *text = ifplan_line_text(line, &size);

		if (ifplan_line_kind(line) == IFPLAN_LINE_LIST)
			continue;
		while (blank < size && isblank((unsigned char)text[blank]))
			blank++;
		fputs(indent, stdout);
		(void)fwrite(text + blank, 1, size - blank, stdout);
		if (!size || text[size - 1] != '\n')
			putchar('\n');
		indent = "  ";
	}
}

static void print_stanza(const struct call *call,
			 const struct ifplan_stanza *stanza)
{
	const char *name = ifplan_stanza_name(stanza);

	if (ifplan_is_auto(call->ifplan, name))
		printf("auto %s\n", name);
	if (call->wants_raw)
		print_raw(stanza);
	else
		print_native(stanza);
}

/* Which of them */

static bool is_chosen(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

/* All that are chosen, or those of NAME. */
static void list_stanzas(const struct call *call, json_t *list,
			 struct ifplan_file *file, const char *const *names,
			 const char *name)
{
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(file, stanza))) {
		if (strcmp(ifplan_stanza_keyword(stanza), "iface") ||
		    ifplan_stanza_is_broken(stanza) ||
		    (name ? strcmp(ifplan_stanza_name(stanza), name) != 0 :
		     !is_chosen(names, ifplan_stanza_name(stanza))))
			continue;
		if (list)
			json_append(list, listing_json(call, stanza));
		else
			print_stanza(call, stanza);
	}
}

/* As they were asked for; of classes, as in the file. */
static void list_chosen(const struct call *call, json_t *list,
			struct ifplan_file *file, const char *const *names)
{
	if (!call->names[0])
		list_stanzas(call, list, file, names, NULL);
	for (; call->names[0] && *names; names++)
		list_stanzas(call, list, file, NULL, *names);
}

static int print_chosen(const struct call *call, struct ifplan_file *file,
			const char *const *names)
{
	json_t *list;
	int r;

	if (call->format == FORMAT_NATIVE) {
		list_chosen(call, NULL, file, names);
		return 0;
	}
	r = json_open(call);
	if (r)
		return r;
	list = json_new_list();
	list_chosen(call, list, file, names);
	return json_print_wide(call, list);
}

int show_listing(struct call *call)
{
	struct ifplan_file *file = NULL;
	const char *const *names;
	bool has_all = true;
	int r = ifplan_load(call->ifplan), shown = 0;

	if (r == 0)
		r = ifplan_file_open(call->ifplan, NULL, &file);
	if (r == 0)
		r = ifplan_select(call->ifplan, IFPLAN_QUERY, call->names,
				  &names);
	if (r == 0)
		shown = print_chosen(call, file, names);
	for (size_t i = 0; r == 0 && names[i]; i++)
		has_all &= ifplan_is_known(call->ifplan, names[i]) &&
			ifplan_is_defined(call->ifplan, names[i]);
	(void)fflush(stdout);
	report_diags(call);
	ifplan_file_close(file);
	return r < 0 || shown || !has_all || ifplan_has_errors(call->ifplan);
}
