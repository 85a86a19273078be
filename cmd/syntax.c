// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * syntax.c - ifquery --syntax-help: all options, in ifupdown2's layout
 *
 *	bond: options of bond
 *	  bond-lacp-rate
 *	    help: how often the switch is to send LACP packets
 *	    required: False
 *	    validvals: slow,fast
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/json.h"

/* Words with a sign between become several. */
static void print_list(const char *label, const char *words)
{
	if (!*words)
		return;
	printf("    %s: ", label);
	for (; *words; words++)
		putchar(*words == ' ' ? ',' : *words);
	putchar('\n');
}

static void print_option(struct call *call, size_t number, const char *name,
			 const char *help)
{
	const char *value = ifplan_option_fact(call->ifplan, number,
					       "default");

	printf("  %s\n    help: %s\n    required: False\n", name, help);
	if (*value)
		printf("    default: %s\n", value);
	print_list("validvals", ifplan_option_fact(call->ifplan, number,
						   "choices"));
	print_list("validrange", ifplan_option_fact(call->ifplan, number,
						    "range"));
}

static const char *module_of(const char *owner)
{
	return *owner ? owner : "interface";
}

static void print_text(struct call *call)
{
	const char *name, *owner, *help, *before = NULL;

	for (size_t i = 0; ifplan_option_row(i, &name, &owner, NULL, &help);
	     i++) {
		if (!before || strcmp(before, owner) != 0)
			printf("%s%s: options of %s\n", before ? "\n" : "",
			       module_of(owner),
			       *owner ? owner : "every interface");
		before = owner;
		print_option(call, i, name, help);
	}
}

static void put_list(json_t *object, const char *name, const char *words,
		     const char *between)
{
	json_t *list = *words ? json_new_list() : NULL;
	char *copy = *words ? strdup(words) : NULL, *rest = copy, *word;

	while (copy && (word = strsep(&rest, between)))
		json_append_text(list, word);
	free(copy);
	if (list)
		json_put(object, name, list);
}

static json_t *new_option(struct call *call, size_t number, const char *help)
{
	json_t *object = json_new_object();
	const char *value = ifplan_option_fact(call->ifplan, number,
					       "default");

	json_put_text(object, "help", help);
	if (*value)
		json_put_text(object, "default", value);
	put_list(object, "validvals",
		 ifplan_option_fact(call->ifplan, number, "choices"), " ");
	put_list(object, "validrange",
		 ifplan_option_fact(call->ifplan, number, "range"), "-");
	return object;
}

/* The rows of one owner are neighbours, but for methods of several names. */
static int print_json(struct call *call)
{
	const char *name, *owner, *help;
	json_t *document, *module, *options;
	int r = json_open(call);

	if (r)
		return r;
	document = json_new_object();
	for (size_t i = 0; ifplan_option_row(i, &name, &owner, NULL, &help);
	     i++) {
		module = json_member(document, module_of(owner));
		if (!module) {
			module = json_new_object();
			json_put_text(module, "mhelp", "options");
			json_put(module, "attrs", json_new_object());
			json_put(document, module_of(owner), module);
		}
		options = json_member(module, "attrs");
		json_put(options, name, new_option(call, i, help));
	}
	return json_print(call, document);
}

int show_syntax(struct call *call)
{
	if (call->format == FORMAT_JSON)
		return print_json(call);
	print_text(call);
	return 0;
}
