// SPDX-License-Identifier: LGPL-2.1-or-later
/* vlan.c - rules about VLANs and other links that stand on one */
#include <string.h>
#include <strings.h>

#include "lib/rule.h"

static bool is_vlan(const struct subject *subject)
{
	return !strcmp(subject->type, "vlan");
}

static bool is_digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* The digits that a name ends in: eth0.50, vlan50; "" */
static const char *id_in_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot && dot > name)
		return is_digits(dot + 1) ? dot + 1 : "";
	return !strncmp(name, "vlan", 4) && is_digits(name + 4) ? name + 4 : "";
}

static const char *id_of(const struct subject *subject)
{
	const char *given = subject_value(subject, "vlan-id");

	return *given ? given : id_in_name(subject->name);
}

static bool is_first(const struct part *part)
{
	return part == part->subject->first;
}

static bool is_alias(const struct part *part)
{
	return strchr(part->subject->name, ':') != NULL;
}

static void vlan_id_range(struct look *look, const struct rule *rule,
			  struct part *part)
{
	const char *id = id_in_name(part->subject->name);
	uint64_t number;

	if (!is_first(part) || !is_vlan(part->subject) || !*id ||
	    *subject_value(part->subject, "vlan-id") ||
	    (text_read_number(id, &number) == 0 && number >= 1 &&
	     number <= 4094))
		return;
	find(look, rule, at_head(look, part), "1 to 4094",
	     "VLAN id %s is out of range", id);
}

static void missing_vlan_id(struct look *look, const struct rule *rule,
			    struct part *part)
{
	if (is_first(part) && is_vlan(part->subject) &&
	    !*id_of(part->subject))
		find(look, rule, at_head(look, part), "add vlan-id",
		     "the name has no VLAN id and vlan-id is not given");
}

/* vlan50 alone is no VLAN yet; a command may make it one. */
static bool lacks_raw_device(const struct look *look, const struct part *part)
{
	const struct subject *subject = part->subject;
	const struct lint *lint = look->lint;

	if (is_vlan(subject))
		return !strchr(subject->name, '.');
	if (*subject->type || !*id_in_name(subject->name) ||
	    strchr(subject->name, '.') || is_template(subject) ||
	    intern_find(&look->hook_words, subject->name) != INTERN_NONE ||
	    part->has_hooks)
		return false;
	return !lint->has_link || !lint->has_link(lint->data, subject->name);
}

static void missing_raw_device(struct look *look, const struct rule *rule,
			       struct part *part)
{
	if (is_first(part) && !is_alias(part) &&
	    !*subject_value(part->subject, "vlan-raw-device") &&
	    lacks_raw_device(look, part))
		find(look, rule, at_head(look, part), "add vlan-raw-device",
		     "a VLAN without a link that carries it");
}

static bool is_lower(const struct tie *tie)
{
	return tie->kind == TIE_LOWER;
}

static void missing_parent(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];

		if (is_lower(tie) && !look_may_exist(look, tie->lower))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s stands on %s, which has no stanza and is not "
			     "on this machine", tie->upper, tie->lower);
	}
}

static void parent_type(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const char *type = look_type(look, tie->lower);

		if (is_lower(tie) && (!strcmp(type, "vxlan") ||
				      !strcmp(type, "alias") ||
				      !strcmp(type, "loopback")))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s is of type %s and cannot carry a VLAN",
			     tie->lower, type);
	}
}

/* The same VLAN of the same link under two names */
static void vlan_twice(struct look *look, const struct rule *rule)
{
	struct intern seen = { .arena = look->arena,
			       .item_size = sizeof(struct subject *) };

	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const struct subject *upper = look_subject(look, tie->upper);
		const struct subject **first;
		const char *protocol;
		uint64_t id;

		if (!is_lower(tie) || !upper || !is_vlan(upper) ||
		    text_read_number(id_of(upper), &id) < 0)
			continue;
		protocol = subject_value(upper, "vlan-protocol");
		first = intern_item(&seen, intern_add(&seen, arena_printf(
			look->arena, "%s %u %s", tie->lower, (unsigned)id,
			strcasecmp(protocol, "802.1ad") ? "" : "ad")));
		if (!*first)
			*first = upper;
		else if (*first != upper)
			find(look, rule, at_tie(look, tie), NULL,
			     "VLAN %u of %s is %s already (%s)", (unsigned)id,
			     tie->lower, (*first)->name,
			     where(look, (*first)->first, NULL));
	}
}

/* Which links of a bridge carry VLANs */

static bool is_aware(const struct look *look, const char *bridge)
{
	const struct subject *subject = look_subject(look, bridge);

	return !subject ||
		is_true(subject_value(subject, "bridge-vlan-aware"));
}

static void needs_vlan_aware(struct look *look, const struct rule *rule,
			     struct part *part, const struct entry *entry)
{
	const struct subject *subject = part->subject;
	bool is_bridge = !strcmp(subject->type, "bridge");
	const char *bridge = subject->name;

	if (!text_same_option(entry->name, "bridge-vids") &&
	    !text_same_option(entry->name, "bridge-pvid") &&
	    !text_same_option(entry->name, "bridge-access"))
		return;
	if (!is_bridge && subject->master && subject->master->kind == TIE_PORT)
		bridge = subject->master->upper;
	else if (!is_bridge)
		return;
	if (!is_aware(look, bridge))
		find(look, rule, at_option(part, entry), arena_printf(
		     look->arena, "add \"bridge-vlan-aware yes\" to %s",
		     bridge), "%s has no effect: %s is not VLAN-aware",
		     entry->name, bridge);
}

static void empty_item(struct look *look, const struct rule *rule,
		       struct part *part, const struct entry *entry)
{
	const char *value = entry->value;
	size_t length = strlen(value);

	if (!text_same_option(entry->name, "bridge-vids") ||
	    (!strstr(value, ",,") && *value != ',' &&
	     value[length - 1] != ','))
		return;
	find(look, rule, at_value(part, entry), NULL,
	     "there is a comma with nothing beside it");
}

/* Options for a port alone, in ifupdown2 and Proxmox VE */
static void port_option(struct look *look, const struct rule *rule,
			struct part *part, const struct entry *entry)
{
	static const char *const names[] = {
		"bridge-access", "bridge-learning", "bridge-arp-nd-suppress",
		"bridge-unicast-flood", "bridge-multicast-flood" };
	const struct subject *subject = part->subject;
	bool is_one = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		is_one |= text_same_option(entry->name, names[i]);
	/* A bridge may say it for its ports: vxlan2=off */
	if (!is_one || look->has_patterns || (subject->master && subject->master->kind == TIE_PORT) ||
	    (!strcmp(subject->type, "bridge") && strchr(entry->value, '=')) ||
	    is_template(subject) || subject->type[0] == 'O')
		return;
	find(look, rule, at_option(part, entry), NULL,
	     "%s is for ports, and %s is no port of a bridge", entry->name,
	     subject->name);
}

const struct rule lint_vlan[] = {
	{ "vlan-id-range", DIAG_ERROR,
	  "a name whose VLAN id is not 1 to 4094", .stanza = vlan_id_range },
	{ "missing-vlan-id", DIAG_ERROR,
	  "a VLAN whose id is neither in its name nor in vlan-id",
	  .stanza = missing_vlan_id },
	{ "missing-raw-device", DIAG_ERROR,
	  "a VLAN that does not say which link carries it",
	  .stanza = missing_raw_device },
	{ "missing-parent", DIAG_ERROR,
	  "a raw device that has no stanza and is not on this machine",
	  .all = missing_parent },
	{ "parent-type", DIAG_WARNING,
	  "a raw device that cannot carry VLANs, such as an alias",
	  .all = parent_type },
	{ "vlan-twice", DIAG_ERROR,
	  "two VLANs of the same id on the same link", .all = vlan_twice },
	{ "needs-vlan-aware", DIAG_WARNING,
	  "VLANs of a bridge, or of its port, that is not VLAN-aware",
	  .option = needs_vlan_aware },
	{ "empty-item", DIAG_WARNING,
	  "a list of VLANs with an empty item", .option = empty_item },
	{ "port-option", DIAG_WARNING,
	  "an option for ports of a bridge on a link that is none",
	  .option = port_option },
	{ .code = NULL },
};
