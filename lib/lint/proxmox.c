// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * proxmox.c - what Proxmox VE alone asks for, and names that others refuse
 *
 * Most of what its page and its writer refuse is wrong everywhere, and found
 * by the other rules: testdata/lint/proxmox has the list.
 */
#include <string.h>

#include "lib/rule.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A letter, 1 to 20 letters, digits or `_`, and maybe .N or :N. */
static bool is_proxmox_name(const char *name)
{
	size_t length = 1;

	if (!is_letter(*name))
		return false;
	while (is_letter(name[length]) || is_digit(name[length]) ||
	       name[length] == '_')
		length++;
	if (length < 2 || length > 21)
		return false;
	if (!name[length])
		return true;
	if (name[length] != '.' && name[length] != ':')
		return false;
	for (name += length + 1; is_digit(*name); )
		name++;
	return !*name && is_digit(name[-1]);
}

static void proxmox_name(struct look *look, const struct rule *rule,
			 struct part *part)
{
	const char *name = part->subject->name;

	if (look->is_proxmox && part == part->subject->first &&
	    !is_proxmox_name(name))
		find(look, rule, at_head(look, part),
		     "letters, digits and \"_\", from 2 to 21 of them",
		     "Proxmox VE's page refuses the name %s", name);
}

static void custom_vlan_name(struct look *look, const struct rule *rule,
			     struct part *part)
{
	const char *name = part->subject->name;
	const char *dot = strrchr(name, '.');
	const char *digits = dot ? dot + 1 : strncmp(name, "vlan", 4) ? "" :
		name + 4;

	if (part != part->subject->first ||
	    strcmp(part->subject->type, "vlan") ||
	    !*subject_value(part->subject, "vlan-id") ||
	    (*digits && strspn(digits, "0123456789") == strlen(digits)))
		return;
	find(look, rule, at_head(look, part), "such as eth0.50 or vlan50",
	     "ifupdown makes no VLAN of this name");
}

/* Uplinks: an id that nobody else has, on a card or a bond */

static void uplink_type(struct look *look, const struct rule *rule,
			struct part *part, const struct entry *entry)
{
	const char *type = part->subject->type;

	if (text_same_option(entry->name, "uplink-id") && *type &&
	    strcmp(type, "bond"))
		find(look, rule, at_option(part, entry), NULL,
		     "uplink-id is for cards and bonds, %s is of type %s",
		     part->subject->name, type);
}

static void uplink_twice(struct look *look, const struct rule *rule)
{
	struct intern seen = { .arena = look->arena,
			       .item_size = sizeof(struct part *) };

	for (size_t i = 0; i < look->part_count; i++) {
		struct part *part = &look->parts[i], **first;
		const struct entry *entry = part_entry(part, "uplink-id");

		if (!entry || entry < part->entries + part->own)
			continue;
		first = intern_item(&seen, intern_add(&seen, entry->value));
		if (!*first)
			*first = part;
		else if ((*first)->subject != part->subject)
			find(look, rule, at_value(part, entry), NULL,
			     "uplink-id %s is %s already (%s)", entry->value,
			     (*first)->subject->name,
			     where(look, *first,
				   part_entry(*first, "uplink-id")));
	}
}

const struct rule lint_proxmox[] = {
	{ "proxmox-name", DIAG_NOTE,
	  "beside vmbr0, a name that Proxmox VE's page refuses",
	  .stanza = proxmox_name },
	{ "custom-vlan-name", DIAG_NOTE,
	  "a VLAN by a name of its own, which ifupdown does not make",
	  .stanza = custom_vlan_name },
	{ "uplink-type", DIAG_WARNING,
	  "an uplink-id on what is neither a card nor a bond",
	  .option = uplink_type },
	{ "uplink-twice", DIAG_WARNING,
	  "an uplink-id that another interface has", .all = uplink_twice },
	{ .code = NULL },
};
