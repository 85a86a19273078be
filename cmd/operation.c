// SPDX-License-Identifier: LGPL-2.1-or-later
/* operation.c - what ifedit can do to a file: the table, and the plain ones */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/operation.h"

/* What they share */

int operation_result(struct edit *edit, const char *subject, int r)
{
	const struct ifplan_diag *diag = NULL;
	bool is_told = false;

	if (r >= 0)
		return EDIT_DONE;
	while ((diag = ifplan_file_next_diag(edit->file, diag)))
		if (!findings_is_known(edit, diag)) {
			edit_report(edit, diag);
			is_told = true;
		}
	return is_told ? EDIT_FAILED : edit_failure(edit, subject, r);
}

bool operation_is_one_word(const char *word)
{
	return *word && !word[strcspn(word, " \t\r\n")];
}

static int no_stanza(struct edit *edit, const char *where)
{
	return edit_complain(edit, where, "%s has no such iface stanza",
			     ifplan_file_next_path(edit->file, NULL));
}

/* The stanza a person means, or NULL after a complaint. */
static struct ifplan_stanza *choose(struct edit *edit, const char *where,
				    const char *option, const char *value)
{
	struct ifplan_stanza *stanza = ifplan_file_choose(edit->file, where,
							  option, value);

	if (!stanza)
		(void)no_stanza(edit, where);
	return stanza;
}

/* The first of them, or NULL after a complaint. */
static struct ifplan_stanza *find(struct edit *edit, const char *where)
{
	struct ifplan_stanza *stanza = ifplan_file_find(edit->file, where,
							NULL);

	if (!stanza)
		(void)no_stanza(edit, where);
	return stanza;
}

/* Options */

static int set(struct edit *edit, const char *const words[], size_t count)
{
	struct ifplan_stanza *stanza = choose(edit, words[1], words[2],
					      words[3]);

	(void)count;
	if (!stanza)
		return EDIT_FAILED;
	return operation_result(edit, words[1],
				ifplan_stanza_set(stanza, words[2],
						  words + 3));
}

static int add(struct edit *edit, const char *const words[], size_t count)
{
	struct ifplan_stanza *stanza = choose(edit, words[1], words[2],
					      words[3]);

	(void)count;
	if (!stanza)
		return EDIT_FAILED;
	return operation_result(edit, words[1],
				ifplan_stanza_add(stanza, words[2],
						  words[3]));
}

/* From all stanzas that are meant, so that doing it twice is doing it once. */
static int remove_option(struct edit *edit, const char *const words[],
			 size_t count)
{
	struct ifplan_stanza *stanza = find(edit, words[1]);
	int r = 0;

	(void)count;
	if (!stanza)
		return EDIT_FAILED;
	for (; r >= 0 && stanza;
	     stanza = ifplan_file_find(edit->file, words[1], stanza))
		r = ifplan_stanza_unset(stanza, words[2], words[3]);
	return operation_result(edit, words[1], r);
}

/* With a name of an option only its values. */
static void tell(struct edit *edit, const char *const words[],
		 const char *name, const char *value)
{
	if (edit->answer)
		answer_add_value(edit->answer, words[1], name, value);
	else if (words[2])
		printf("%s\n", value);
	else
		printf("%s: %s\n", name, value);
}

static int get(struct edit *edit, const char *const words[], size_t count)
{
	struct ifplan_stanza *stanza = NULL;
	const char *name, *value;
	bool has_stanza = false, has_value = false;

	while ((stanza = ifplan_file_find(edit->file, words[1], stanza))) {
		has_stanza = true;
		for (size_t i = 0; ifplan_stanza_option(stanza, i, &name,
							&value, NULL); i++) {
			if (words[2] && !ifplan_is_same_option(name, words[2]))
				continue;
			tell(edit, words, name, value);
			has_value = true;
		}
	}
	if (!has_stanza)
		return no_stanza(edit, words[1]);
	return count > 2 && !has_value ? EDIT_FAILED : EDIT_DONE;
}

/* Stanzas */

static int rename_interface(struct edit *edit, const char *const words[],
			    size_t count)
{
	const struct ifplan_diag *diag = NULL;
	int r = ifplan_file_rename(edit->file, words[1], words[2]);

	(void)count;
	if (r <= 0)
		return operation_result(edit, words[1], r);
	/* Commands that say the old name. */
	while ((diag = ifplan_file_next_diag(edit->file, diag)))
		if (ifplan_diag_severity(diag) == IFPLAN_NOTE &&
		    !findings_is_known(edit, diag))
			edit_report(edit, diag);
	return EDIT_DONE;
}

int operation_new_stanza(struct edit *edit, const char *name,
			 const char *family, const char *method)
{
	struct ifplan_stanza *stanza;
	char *line;
	int r;

	if (asprintf(&line, "iface %s %s %s", name, family, method) < 0)
		return edit_failure(edit, name, -ENOMEM);
	r = ifplan_file_add_stanza(edit->file, line, NULL, &stanza);
	free(line);
	return operation_result(edit, name, r);
}

static struct ifplan_stanza *find_family(struct edit *edit, const char *name,
					 const char *family)
{
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_find(edit->file, name, stanza)))
		if (!strcmp(ifplan_stanza_family(stanza), family))
			break;
	return stanza;
}

static int new(struct edit *edit, const char *const words[], size_t count)
{
	const struct ifplan_stanza *stanza = find_family(edit, words[1],
							 words[2]);

	for (size_t i = 1; i < count; i++)
		if (!operation_is_one_word(words[i]))
			return edit_misuse(edit, "\"%s\" is not one word",
					   words[i]);
	if (!stanza)
		return operation_new_stanza(edit, words[1], words[2],
					    words[3]);
	if (!strcmp(ifplan_stanza_method(stanza), words[3]))
		return EDIT_DONE;
	return edit_complain(edit, words[1], "interface already exists, with "
			     "the method \"%s\"",
			     ifplan_stanza_method(stanza));
}

static int delete(struct edit *edit, const char *const words[], size_t count)
{
	(void)count;
	return operation_result(edit, words[1],
				ifplan_file_delete(edit->file, words[1]));
}

/* A method belongs to a family: which one must be clear. */
static bool is_of_one_family(struct edit *edit, const char *where)
{
	struct ifplan_stanza *stanza = ifplan_file_find(edit->file, where,
							NULL);
	const char *family = stanza ? ifplan_stanza_family(stanza) : "";

	while (stanza && !strcmp(ifplan_stanza_family(stanza), family))
		stanza = ifplan_file_find(edit->file, where, stanza);
	return !stanza;
}

static int set_method(struct edit *edit, const char *const words[],
		      size_t count)
{
	struct ifplan_stanza *stanza;

	(void)count;
	if (!is_of_one_family(edit, words[1]))
		return edit_complain(edit, words[1], "there are stanzas of "
				     "several families, say %s/inet or "
				     "%s/inet6", words[1], words[1]);
	stanza = find(edit, words[1]);
	if (!stanza)
		return EDIT_FAILED;
	return operation_result(edit, words[1],
				ifplan_stanza_set_method(stanza, words[2]));
}

static int set_comment(struct edit *edit, const char *const words[],
		       size_t count)
{
	const char *option = count > 3 ? words[2] : NULL;
	const char *text = words[count - 1];
	struct ifplan_stanza *stanza = option ?
		choose(edit, words[1], option, NULL) : find(edit, words[1]);

	if (!stanza)
		return EDIT_FAILED;
	return operation_result(edit, words[1],
				ifplan_stanza_set_comment(stanza, option,
							  *text ? text :
							  NULL));
}

/* Lists */

static int set_member(struct edit *edit, const char *const words[],
		      size_t count)
{
	bool is_on = !strcmp(words[2], "on");
	const char *class_name = !strncmp(words[0], "allow-", 6) ?
		words[0] + 6 : words[0];

	(void)count;
	if (!is_on && strcmp(words[2], "off") != 0)
		return edit_misuse(edit, "%s is \"on\" or \"off\", not \"%s\"",
				   words[0], words[2]);
	if (!operation_is_one_word(words[1]))
		return edit_misuse(edit, "\"%s\" is not one word", words[1]);
	return operation_result(edit, words[1],
				ifplan_file_set_member(edit->file, class_name,
						       words[1], is_on));
}

/* Places */

/* STANZA and those of the name after it: the last first, so that each comes
   to stand right before the next. */
static int move_all(struct edit *edit, const char *where,
		    struct ifplan_stanza *stanza,
		    const struct ifplan_stanza *before)
{
	struct ifplan_stanza *next = ifplan_file_find(edit->file, where,
						      stanza);
	int r = 0;

	if (next) {
		r = move_all(edit, where, next, before);
		before = next;
	}
	return r < 0 ? r : ifplan_stanza_move(stanza, before);
}

static int move(struct edit *edit, const char *const words[], size_t count)
{
	struct ifplan_stanza *stanza, *before = NULL;
	bool is_to_end = !strcmp(words[2], "end") && count == 3;

	if (!is_to_end && (strcmp(words[2], "before") != 0 || count < 4))
		return edit_misuse(edit, "move takes IFACE before OTHER, or "
				   "IFACE end");
	stanza = find(edit, words[1]);
	if (stanza && !is_to_end)
		before = find(edit, words[3]);
	if (!stanza || (!is_to_end && !before))
		return EDIT_FAILED;
	if (before == stanza)
		return EDIT_DONE;
	return operation_result(edit, words[1],
				move_all(edit, words[1], stanza, before));
}

static int move_address(struct edit *edit, const char *const words[],
			size_t count)
{
	(void)count;
	return operation_result(edit, words[1],
				ifplan_file_move_address(edit->file, words[1],
							 words[2]));
}

/* The table */

static const struct operation operations[] = {
	{ "set", "IFACE[/FAMILY[/N]] OPTION VALUE...",
	  "make these its values", 3, 0, set, false },
	{ "add", "IFACE OPTION VALUE",
	  "add a line (up, address) or a word (bridge-ports)", 3, 3, add,
	  false },
	{ "remove", "IFACE OPTION [VALUE]",
	  "remove the option, or only this value", 2, 3, remove_option,
	  false },
	{ "get", "IFACE [OPTION]", "print; change nothing", 1, 2, get, true },
	{ "rename", "OLD NEW", "everywhere but in commands", 2, 2,
	  rename_interface, false },
	{ "new", "IFACE FAMILY METHOD", "add a stanza at the end", 3, 3, new,
	  false },
	{ "delete", "IFACE[/FAMILY]", "stanzas, and the name in lists", 1, 1,
	  delete, false },
	{ "method", "IFACE[/FAMILY] METHOD", "static, dhcp, manual ...", 2, 2,
	  set_method, false },
	{ "auto", "IFACE on|off", "come up at boot", 2, 2, set_member, false },
	{ "allow-CLASS", "IFACE on|off", "be in the class, such as hotplug",
	  2, 2, set_member, false },
	{ "comment", "IFACE [OPTION] TEXT",
	  "the comment above; an empty one removes it", 2, 3, set_comment,
	  false },
	{ "move", "IFACE before OTHER, or IFACE end",
	  "with its comment and its auto line", 2, 3, move, false },
	{ "move-address", "FROM TO",
	  "put TO on top of FROM: address, gateway, dns", 2, 2, move_address,
	  false },
	{ "bond", "BOND [--slaves IFACE...] [--miimon MS] [--mode MODE]\n"
	  "[--xmit-hash-policy POLICY] [--primary IFACE]",
	  "make or change a bond, as Proxmox does", 1, 0, form_bond, false },
	{ "bridge", "BRIDGE [--ports IFACE...|none] [--stp on|off] [--fd S]\n"
	  "[--vlan-aware yes|no] [--vids RANGE...]",
	  "make or change a bridge, as Proxmox does", 1, 0, form_bridge,
	  false },
};

#define OPERATION_COUNT (sizeof(operations) / sizeof(*operations))

const struct operation *operation_find(const char *name)
{
	if (!strncmp(name, "allow-", 6) && name[6])
		name = "allow-CLASS";
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	return NULL;
}

int operation_run(struct edit *edit, const char *const words[])
{
	const struct operation *operation = operation_find(words[0]);
	size_t count = 0;

	if (!operation)
		return edit_misuse(edit, "unknown operation \"%s\"", words[0]);
	while (words[count])
		count++;
	if (count - 1 < operation->min ||
	    (operation->max && count - 1 > operation->max))
		return edit_misuse(edit, "%s takes %s", words[0],
				   operation->usage);
	return operation->run(edit, words, count);
}

void operation_print_help(void)
{
	printf("\nOperations:\n");
	for (size_t i = 0; i < OPERATION_COUNT; i++) {
		const char *usage = operations[i].usage;
		size_t length = strcspn(usage, "\n");

		printf("\t%s %.*s\n", operations[i].name, (int)length, usage);
		if (usage[length])
			printf("\t\t%s\n", usage + length + 1);
		printf("\t\t%s\n", operations[i].help);
	}
}
