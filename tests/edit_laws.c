/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* edit_laws.c - random edits, and what must hold for each */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ifplan.h"
#include "tests/edit_laws.h"

#define STANZAS_MAX 64

uint64_t next_random(struct random *random)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return random->state >> 8;
}

bool one_in(struct random *random, unsigned n)
{
	return next_random(random) % n == 0;
}

const char *const laws_links[] = { "eth0", "eth1", "br0", "eth0.5", "x" };
const char *const laws_names[] = {
	"mtu", "address", "up", "post-up", "bridge_ports", "bridge-ports",
	"dns-nameservers", "hwaddress", "own_option", "bond-slaves", "slaves",
};
const char *const laws_values[] = {
	"1500", "192.0.2.1/24", "2001:db8::1/64", "ip route add default # x",
	"none", "eth0 eth1", "a  b\tc", "x", "eth0 eth0",
};

/* Edits */

enum { SET, ADD, UNSET, UNSET_ONE, METHOD, COMMENT, OPTION_COMMENT, MEMBER,
       DELETE, MOVE, NEW, RENAME, EDITS };

struct edit {
	int what;
	const char *name, *option, *value;
	const char *values[4];
	bool is_on;
	struct ifplan_stanza *stanza, *other;	/* may be NULL */
};

static struct ifplan_stanza *pick_stanza(struct random *random,
					 struct ifplan_file *file)
{
	struct ifplan_stanza *stanzas[STANZAS_MAX], *stanza = NULL;
	size_t count = 0;

	while (count < STANZAS_MAX &&
	       (stanza = ifplan_file_next_stanza(file, stanza)))
		stanzas[count++] = stanza;
	return count ? stanzas[next_random(random) % count] : NULL;
}

static struct edit make_edit(struct random *random, struct ifplan_file *file)
{
	struct edit edit = {
		.what = (int)(next_random(random) % EDITS),
		.name = PICK(random, laws_links), .option = PICK(random, laws_names),
		.value = PICK(random, laws_values), .is_on = one_in(random, 2),
	};
	uint64_t count = 1 + next_random(random) % 3;

	for (uint64_t i = 0; i < count; i++)
		edit.values[i] = PICK(random, laws_values);
	edit.stanza = pick_stanza(random, file);
	if (one_in(random, 2))
		edit.other = pick_stanza(random, file);
	return edit;
}

static int do_edit(struct ifplan_file *file, const struct edit *edit)
{
	struct ifplan_stanza *stanza = edit->stanza;

	if (edit->what < MEMBER && !stanza)
		return 0;
	switch (edit->what) {
	case SET:
		return ifplan_stanza_set(stanza, edit->option, edit->values);
	case ADD:
		return ifplan_stanza_add(stanza, edit->option, edit->value);
	case UNSET:
		return ifplan_stanza_unset(stanza, edit->option, NULL);
	case UNSET_ONE:
		return ifplan_stanza_unset(stanza, edit->option, edit->value);
	case METHOD:
		return ifplan_stanza_set_method(stanza, "manual");
	case COMMENT:
		return ifplan_stanza_set_comment(stanza, NULL, edit->is_on ?
						 "new\nlines" : NULL);
	case OPTION_COMMENT:
		return ifplan_stanza_set_comment(stanza, edit->option,
						 edit->is_on ? "new" : NULL);
	case MEMBER:
		return ifplan_file_set_member(file, "auto", edit->name,
					      edit->is_on);
	case DELETE:
		return ifplan_file_delete(file, edit->name);
	case MOVE:
		return stanza ? ifplan_stanza_move(stanza, edit->other) : 0;
	case NEW:
		return ifplan_file_add_stanza(file, "iface new inet manual",
					      edit->other, NULL);
	default:
		return ifplan_file_rename(file, edit->name, "fresh");
	}
}

/* What a file says */

struct saying {
	const struct ifplan_stanza *stanza;
	bool is_list;			/* auto, allow-CLASS */
	char *text;			/* head and options */
};

struct picture {
	char *bytes;
	size_t size;
	size_t errors, comments;
	struct saying sayings[STANZAS_MAX];
	size_t count;
};

static char *tell_stanza(const struct ifplan_stanza *stanza)
{
	const struct ifplan_line *line = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	while ((line = ifplan_stanza_next_line(stanza, line)))
		if (ifplan_line_kind(line) == IFPLAN_LINE_HEAD ||
		    ifplan_line_kind(line) == IFPLAN_LINE_OPTION)
			fprintf(out, "%s %s\n", ifplan_line_name(line),
				ifplan_line_value(line));
	fclose(out);
	return text;
}

/* Lines that begin with # and continue none; not for double backslashes. */
static size_t count_comments(const char *at)
{
	bool is_continued = false;
	size_t count = 0;

	while (*at) {
		size_t length = strcspn(at, "\n");
		bool is_comment = !is_continued &&
			at[strspn(at, " \t\v\f\r\xef\xbb\xbf")] == '#';

		count += is_comment;
		is_continued = !is_comment && length && at[length - 1] == '\\';
		at += length + (at[length] == '\n');
	}
	return count;
}

static struct picture take_picture(struct ifplan_file *file)
{
	struct picture picture = { .count = 0 };
	const struct ifplan_diag *diag = NULL;
	struct ifplan_stanza *stanza = NULL;
	const char *bytes = ifplan_file_text(file, NULL, &picture.size);

	picture.bytes = strdup(bytes);
	picture.comments = count_comments(bytes);
	while ((diag = ifplan_file_next_diag(file, diag)))
		picture.errors += ifplan_diag_severity(diag) == IFPLAN_ERROR;
	while (picture.count < STANZAS_MAX &&
	       (stanza = ifplan_file_next_stanza(file, stanza)))
		picture.sayings[picture.count++] = (struct saying){
			stanza, *ifplan_stanza_keyword(stanza) == 'a',
			tell_stanza(stanza) };
	return picture;
}

static void free_picture(struct picture *picture)
{
	free(picture->bytes);
	while (picture->count > 0)
		free(picture->sayings[--picture->count].text);
}

/* Laws */

static bool is_about(const struct edit *edit, const struct saying *saying)
{
	switch (edit->what) {
	case MEMBER:
		return saying->is_list;
	case DELETE:
		return saying->is_list ||
			!strcmp(ifplan_stanza_name(saying->stanza), edit->name) ||
			!ifplan_stanza_keyword(saying->stanza);
	case RENAME:
		return true;
	case SET:
	case ADD:
	case UNSET:
	case UNSET_ONE:
	case METHOD:
		return saying->stanza == edit->stanza;
	default:
		return false;
	}
}

/* Outside of stanzas such a line means nothing, until it comes behind one. */
static bool has_bare_list(const struct picture *picture)
{
	for (size_t i = 0; i < picture->count; i++)
		if (strchr("an", *picture->sayings[i].text) &&
		    strstr(picture->sayings[i].text, " \n"))
			return true;
	return false;
}

static const char *check_others(const struct edit *edit,
				const struct picture *before)
{
	if (has_bare_list(before))
		return NULL;
	for (size_t i = 0; i < before->count; i++) {
		const struct saying *saying = &before->sayings[i];
		char *now;
		bool is_same;

		if (is_about(edit, saying))
			continue;
		if (!ifplan_stanza_keyword(saying->stanza))
			return "a stanza it is not about is gone";
		now = tell_stanza(saying->stanza);
		is_same = !strcmp(now, saying->text);
		free(now);
		if (!is_same)
			return "a stanza it is not about is another";
	}
	return NULL;
}

static const char *check_comments(const struct edit *edit,
				  const struct picture *before,
				  const struct picture *after)
{
	if (strstr(before->bytes, "\\\\"))
		return NULL;
	switch (edit->what) {
	case COMMENT:
	case OPTION_COMMENT:
	case DELETE:		/* those inside go with their stanza */
		return NULL;
	default:
		return before->comments == after->comments ? NULL :
			"comments came or went";
	}
}

/* After set the option's lines are the values: each its own, or one of all. */
static const char *check_set(const struct edit *edit)
{
	const struct ifplan_line *line = NULL;
	char joined[256] = "";
	size_t count = 0, lines = 0;

	for (; edit->values[count]; count++)
		(void)snprintf(joined + strlen(joined),
			       sizeof(joined) - strlen(joined), "%s%s",
			       count ? " " : "", edit->values[count]);
	while ((line = ifplan_stanza_next_line(edit->stanza, line))) {
		const char *value = ifplan_line_value(line);

		if (ifplan_line_kind(line) != IFPLAN_LINE_OPTION ||
		    !ifplan_is_same_option(ifplan_line_name(line),
					   edit->option))
			continue;
		if (count == 1 || lines < count ?
		    strcmp(value, edit->values[lines]) &&
		    (lines || strcmp(value, joined)) : true)
			return "set gave other values";
		lines++;
	}
	return lines ? NULL : "set gave no value";
}

/* An heir must stand after its parent, and needs one. */
static bool may_orphan(const struct edit *edit, const struct picture *before)
{
	return (edit->what == MOVE || edit->what == DELETE) &&
		strstr(before->bytes, "inherits");
}

static const char *check(struct ifplan_file *file, const struct edit *edit,
			 const struct picture *before)
{
	int r = do_edit(file, edit);
	struct picture after = take_picture(file);
	bool is_same = before->size == after.size &&
		!memcmp(before->bytes, after.bytes, after.size);
	const char *problem = NULL;

	if (r != 1 && !is_same)
		problem = "it says nothing changed, but bytes did";
	else if (r == 1 && is_same)
		problem = "it says something changed, but nothing did";
	else if (r >= 0 && after.errors > before->errors &&
		 !may_orphan(edit, before))
		problem = "the file has errors now";
	if (!problem && r == 1)
		problem = check_others(edit, before);
	if (!problem && r == 1)
		problem = check_comments(edit, before, &after);
	free_picture(&after);
	return problem;
}

static const char *check_again(struct ifplan_file *file,
			       const struct edit *edit)
{
	size_t size;
	char *before = strdup(ifplan_file_text(file, NULL, &size));
	const char *problem = NULL;

	/* These do something each time they are asked. */
	if (edit->what != NEW && do_edit(file, edit) > 0)
		problem = "done again it changes something";
	if (problem)
		fprintf(stderr, "--- once\n%s\n", before);
	free(before);
	return problem;
}

static const char *check_edit(struct ifplan_file *file, struct random *random)
{
	const struct edit edit = make_edit(random, file);
	struct picture before = take_picture(file);
	const char *problem = check(file, &edit, &before);

	if (!problem && edit.what == SET && edit.stanza &&
	    do_edit(file, &edit) == 0)
		problem = check_set(&edit);
	if (!problem)
		problem = check_again(file, &edit);
	if (problem) {
		size_t size;

		fprintf(stderr, "edit_property: edit %d (%s %s %s) of %s: %s\n"
			"--- before\n%s\n--- after\n%s\n", edit.what,
			edit.name, edit.option, edit.value, edit.stanza ?
			ifplan_stanza_words(edit.stanza) : "nothing", problem,
			before.bytes, ifplan_file_text(file, NULL, &size));
	}
	free_picture(&before);
	return problem;
}

struct random laws_random(const char *bytes, size_t size)
{
	struct random random = { 88172645463325252 };

	for (size_t i = 0; i < size; i++)
		random.state = (random.state ^ (uint8_t)bytes[i]) *
			1099511628211u + 1;
	return random;
}

static bool is_sound(struct ifplan_file *file)
{
	const struct ifplan_diag *diag = NULL;

	while ((diag = ifplan_file_next_diag(file, diag)))
		if (ifplan_diag_severity(diag) == IFPLAN_ERROR)
			return false;
	return true;
}

static bool edit_file(struct ifplan_file *file, struct random *random,
		      unsigned edits)
{
	while (edits-- > 0) {
		struct edit edit;

		if (is_sound(file)) {
			if (check_edit(file, random))
				return false;
			continue;
		}
		edit = make_edit(random, file);
		(void)do_edit(file, &edit);
	}
	return true;
}

bool laws_hold(const char *bytes, size_t size, struct random *random,
	       unsigned edits)
{
	struct ifplan_file *file = NULL;
	struct ifplan *ifplan = NULL;
	bool do_hold = ifplan_new(&ifplan) == 0 &&
		ifplan_file_parse(ifplan, "/nowhere/interfaces", bytes, size,
				  &file) == 0 &&
		edit_file(file, random, edits);

	ifplan_file_close(file);
	ifplan_free(ifplan);
	return do_hold;
}
