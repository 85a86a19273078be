// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * forms.c - bonds and bridges as the forms of Proxmox's web page make them
 *
 * A new one gets the options, the order and the defaults of Proxmox's writer;
 * of one that is there only what is given changes.  What is wrong in a file
 * however it came there (a slave used twice, an address on a port) is not
 * looked for here: the findings tell, and are strict with what forms made.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/operation.h"

#define FIELD_COUNT 5

struct field {
	const char *flag;
	const char *option;
	const char *initial[2];		/* of a new one; none: no line */
	bool is_list;
};

/* The form as it was filled in. */
struct draft {
	struct edit *edit;
	const struct form *form;
	const char *name;
	struct ifplan_stanza *stanza;	/* NULL: a new one */
	const char **words;		/* NULL where there was a flag */
	/* NULL: leave it; without words: remove it */
	const char *const *values[FIELD_COUNT];
};

/* The first field is the list of links below. */
struct form {
	const char *kind, *lower_kind;
	const char *other_kind, *other_option;
	struct field fields[FIELD_COUNT];
	int (*check)(struct draft *draft);
};

static const char *const nothing[] = { NULL };

/* What the file says now */

/* The last value, NULL when there is none. */
static const char *stanza_value(const struct ifplan_stanza *stanza,
				const char *option)
{
	const char *name, *value, *last = NULL;

	for (size_t i = 0; stanza && ifplan_stanza_option(stanza, i, &name,
							  &value, NULL); i++)
		if (ifplan_is_same_option(name, option))
			last = value;
	return last;
}

/* Of several stanzas of the name the one that has the option. */
static struct ifplan_stanza *field_stanza(const struct draft *draft,
					  const char *option)
{
	struct ifplan_stanza *stanza =
		ifplan_file_choose(draft->edit->file, draft->name, option,
				   NULL);

	return stanza_value(stanza, option) ? stanza : draft->stanza;
}

static const char *old_value(const struct draft *draft, size_t field)
{
	const char *option = draft->form->fields[field].option;

	return stanza_value(field_stanza(draft, option), option);
}

/* What it will say: given, or else there, or else initially so. */
static const char *value_of(const struct draft *draft, size_t field)
{
	const char *old;

	if (draft->values[field])
		return draft->values[field][0];
	old = old_value(draft, field);
	return old ? old : draft->form->fields[field].initial[0];
}

/* Bonds */

enum { SLAVES, MIIMON, MODE, HASH_POLICY, PRIMARY };

static const char *const modes[][2] = {
	{ "balance-rr", NULL }, { "active-backup", NULL },
	{ "balance-xor", NULL }, { "broadcast", NULL }, { "802.3ad", NULL },
	{ "balance-tlb", NULL }, { "balance-alb", NULL },
};

#define MODE_COUNT (sizeof(modes) / sizeof(*modes))

/* A mode by name or number; NULL: there is none. */
static const char *const *find_mode(const char *text)
{
	for (size_t i = 0; i < MODE_COUNT; i++)
		if (!strcmp(text, modes[i][0]) ||
		    (text[0] == '0' + (char)i && !text[1]))
			return modes[i];
	return NULL;
}

/* A mode takes away what only others know, unless it was asked for. */
static int need_mode(struct draft *draft, size_t field, const char *mode,
		     bool is_right)
{
	const struct field *row = &draft->form->fields[field];

	if (is_right)
		return EDIT_DONE;
	if (draft->values[field])
		return edit_complain(draft->edit, draft->name, "%s is not for "
				     "the mode %s", row->flag, mode);
	if (draft->values[MODE] && old_value(draft, field))
		draft->values[field] = nothing;
	return EDIT_DONE;
}

static int check_bond(struct draft *draft)
{
	const char *text = value_of(draft, MODE), *old = old_value(draft, MODE);
	const char *const *mode = find_mode(text);
	int r;

	if (!mode)
		return edit_complain(draft->edit, draft->name,
				     "there is no bond mode %s", text);
	if (draft->values[MODE])
		draft->values[MODE] = mode;
	r = need_mode(draft, HASH_POLICY, *mode,
		      mode == modes[2] || mode == modes[4]);
	if (r == EDIT_DONE)
		r = need_mode(draft, PRIMARY, *mode, mode == modes[1]);
	if (old && draft->values[MODE] && find_mode(old) == mode)
		draft->values[MODE] = NULL;
	return r;
}

static const struct form bond = {
	"bond", "slave", "bridge", "bridge-ports", {
		{ "--slaves", "bond-slaves", { "none" }, true },
		{ "--miimon", "bond-miimon", { "100" }, false },
		{ "--mode", "bond-mode", { "balance-rr" }, false },
		{ "--xmit-hash-policy", "bond-xmit-hash-policy", { NULL },
		  false },
		{ "--primary", "bond-primary", { NULL }, false },
	}, check_bond,
};

/* Bridges */

enum { PORTS, STP, FD, VLAN_AWARE, VIDS };

static const char *const all_vids[] = { "2-4094", NULL };

static bool is_yes(const char *text)
{
	return text && (!strcmp(text, "yes") || !strcmp(text, "on") ||
			!strcmp(text, "1") || !strcmp(text, "true"));
}

static bool is_yes_or_no(const char *text)
{
	return is_yes(text) || !strcmp(text, "no") || !strcmp(text, "off") ||
		!strcmp(text, "0") || !strcmp(text, "false");
}

static int check_switch(struct draft *draft, size_t field)
{
	const char *const *value = draft->values[field];

	if (!value || is_yes_or_no(*value))
		return EDIT_DONE;
	return edit_misuse(draft->edit, "%s is \"yes\" or \"no\", \"on\" or "
			   "\"off\", not \"%s\"",
			   draft->form->fields[field].flag, *value);
}

/* With a spanning tree Linux takes 2 to 30 seconds, 0 is for without. */
static int check_delay(struct draft *draft)
{
	const char *delay = value_of(draft, FD);
	char *end;
	double seconds = delay ? strtod(delay, &end) : 2;

	if (!draft->values[STP] && !draft->values[FD])
		return EDIT_DONE;
	if (!is_yes(value_of(draft, STP)) || (seconds >= 2 && seconds <= 30))
		return EDIT_DONE;
	if (draft->values[FD])
		return edit_complain(draft->edit, draft->name, "with spanning "
				     "tree the forward delay is 2 to 30 "
				     "seconds, not %s", delay);
	/* Proxmox leaves it to the kernel, too. */
	draft->values[FD] = nothing;
	return EDIT_DONE;
}

/* For Proxmox "bridge-vlan-aware no" is a yes; so there is no line. */
static int check_vlans(struct draft *draft)
{
	bool is_aware = is_yes(value_of(draft, VLAN_AWARE));

	if (draft->values[VIDS] && !is_aware)
		return edit_complain(draft->edit, draft->name, "--vids needs "
				     "a VLAN-aware bridge: --vlan-aware yes");
	if (!draft->values[VLAN_AWARE])
		return EDIT_DONE;
	if (is_aware && !value_of(draft, VIDS))
		draft->values[VIDS] = all_vids;
	if (!is_aware)
		draft->values[VLAN_AWARE] = nothing;
	else if (is_yes(old_value(draft, VLAN_AWARE)))
		draft->values[VLAN_AWARE] = NULL;
	return EDIT_DONE;
}

static int check_bridge(struct draft *draft)
{
	int r = check_switch(draft, STP);

	if (r == EDIT_DONE)
		r = check_switch(draft, VLAN_AWARE);
	if (r == EDIT_DONE)
		r = check_delay(draft);
	return r == EDIT_DONE ? check_vlans(draft) : r;
}

static const struct form bridge = {
	"bridge", "bridge port", "bond", "bond-slaves", {
		{ "--ports", "bridge-ports", { "none" }, true },
		{ "--stp", "bridge-stp", { "off" }, false },
		{ "--fd", "bridge-fd", { "0" }, false },
		{ "--vlan-aware", "bridge-vlan-aware", { NULL }, false },
		{ "--vids", "bridge-vids", { NULL }, true },
	}, check_bridge,
};

/* Reading the words */

static int take_flag(struct draft *draft, size_t number)
{
	const char *word = draft->words[number];

	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (!strcmp(draft->form->fields[i].flag, word)) {
			draft->values[i] = &draft->words[number + 1];
			draft->words[number] = NULL;
			return EDIT_DONE;
		}
	return edit_misuse(draft->edit, "%s takes no %s", draft->form->kind,
			   word);
}

static int check_count(struct draft *draft, size_t field)
{
	const struct field *row = &draft->form->fields[field];
	const char *const *value = draft->values[field];

	if (value && !*value)
		return edit_misuse(draft->edit, "%s needs a value", row->flag);
	if (value && value[1] && !row->is_list)
		return edit_misuse(draft->edit, "%s takes one value",
				   row->flag);
	return EDIT_DONE;
}

static int take_words(struct draft *draft, size_t count)
{
	int r = EDIT_DONE;

	if (draft->words[2] && strncmp(draft->words[2], "--", 2) != 0)
		return edit_misuse(draft->edit, "%s takes no %s",
				   draft->form->kind, draft->words[2]);
	for (size_t i = 2; r == EDIT_DONE && i < count; i++)
		if (!strncmp(draft->words[i], "--", 2))
			r = take_flag(draft, i);
	for (size_t i = 0; r == EDIT_DONE && i < FIELD_COUNT; i++)
		r = check_count(draft, i);
	return r;
}

/* Links below */

static bool has_link(struct ifplan *ifplan, const char *name)
{
	const struct ifplan_link *link = NULL;

	while ((link = ifplan_next_link(ifplan, link)))
		if (!strcmp(ifplan_link_fact(ifplan, link, "name"), name))
			return true;
	return false;
}

/* In the file or the kernel; a VLAN "eth0.5" is there when eth0 is. */
static bool is_there(struct edit *edit, const char *name)
{
	char base[16] = "";
	size_t length = strcspn(name, ".");

	if (ifplan_file_find(edit->file, name, NULL) ||
	    has_link(edit->call->ifplan, name))
		return true;
	if (!name[length] || length >= sizeof(base))
		return false;
	memcpy(base, name, length);
	return is_there(edit, base);
}

static bool is_name(const char *word)
{
	return strcmp(word, "none") != 0;
}

static int check_lower(struct draft *draft)
{
	const char *const *names = draft->values[0];

	for (; names && *names; names++)
		if (is_name(*names) && !is_there(draft->edit, *names))
			return edit_complain(draft->edit, draft->name,
					     "unable to find %s '%s'",
					     draft->form->lower_kind, *names);
	return EDIT_DONE;
}

static int make_lower(struct draft *draft)
{
	const char *const *names = draft->values[0];
	int r = EDIT_DONE;

	for (; r == EDIT_DONE && names && *names; names++)
		if (is_name(*names) &&
		    !ifplan_file_find(draft->edit->file, *names, NULL))
			r = operation_new_stanza(draft->edit, *names, "inet",
						 "manual");
	return r;
}

/* Writing it down */

static int make_stanza(struct draft *draft)
{
	struct edit *edit = draft->edit;
	int r;

	if (draft->stanza)
		return EDIT_DONE;
	r = operation_new_stanza(edit, draft->name, "inet", "manual");
	if (r != EDIT_DONE)
		return r;
	draft->stanza = ifplan_file_find(edit->file, draft->name, NULL);
	r = ifplan_file_set_member(edit->file, "auto", draft->name, true);
	return operation_result(edit, draft->name, r);
}

static int set_fields(struct draft *draft)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < FIELD_COUNT; i++) {
		const char *option = draft->form->fields[i].option;
		const char *const *value = draft->values[i];
		struct ifplan_stanza *stanza = field_stanza(draft, option);

		if (value && *value)
			r = ifplan_stanza_set(stanza, option, value);
		else if (value)
			r = ifplan_stanza_unset(stanza, option, NULL);
	}
	return operation_result(draft->edit, draft->name, r);
}

static int check(struct draft *draft)
{
	const struct form *form = draft->form;
	int r;

	if (!operation_is_one_word(draft->name))
		return edit_misuse(draft->edit, "\"%s\" is not one word",
				   draft->name);
	if (stanza_value(draft->stanza, form->other_option))
		return edit_complain(draft->edit, draft->name,
				     "this is a %s, not a %s",
				     form->other_kind, form->kind);
	r = form->check(draft);
	return r == EDIT_DONE ? check_lower(draft) : r;
}

static void take_initial_values(struct draft *draft)
{
	const struct field *fields = draft->form->fields;

	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (!draft->values[i] && fields[i].initial[0])
			draft->values[i] = fields[i].initial;
}

static int fill_in(struct draft *draft, size_t count)
{
	int r = take_words(draft, count);

	if (r == EDIT_DONE)
		r = check(draft);
	if (r == EDIT_DONE && !draft->stanza)
		take_initial_values(draft);
	if (r == EDIT_DONE)
		r = make_lower(draft);
	if (r == EDIT_DONE)
		r = make_stanza(draft);
	return r == EDIT_DONE ? set_fields(draft) : r;
}

static int run_form(struct edit *edit, const struct form *form,
		    const char *const words[], size_t count)
{
	struct draft draft = {
		.edit = edit, .form = form, .name = words[1],
		.stanza = ifplan_file_choose(edit->file, words[1],
					     form->fields[0].option, NULL),
		.words = calloc(count + 1, sizeof(*words)),
	};
	int r;

	if (!draft.words)
		return edit_failure(edit, words[1], -ENOMEM);
	memcpy(draft.words, words, count * sizeof(*words));
	edit->is_strict = true;
	r = fill_in(&draft, count);
	free(draft.words);
	return r;
}

int form_bond(struct edit *edit, const char *const words[], size_t count)
{
	return run_form(edit, &bond, words, count);
}

int form_bridge(struct edit *edit, const char *const words[], size_t count)
{
	return run_form(edit, &bridge, words, count);
}
