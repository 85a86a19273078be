// SPDX-License-Identifier: LGPL-2.1-or-later
/* vxlan.c - rules about VXLANs */
#include <string.h>

#include "lib/rule.h"

static const struct entry *own_entry(const struct part *part, const char *name)
{
	const struct entry *entry = part_entry(part, name);

	return entry && entry >= part->entries + part->own ? entry : NULL;
}

static void vxlan_twice(struct look *look, const struct rule *rule)
{
	struct intern seen = { .arena = look->arena,
			       .item_size = sizeof(struct part *) };

	for (size_t i = 0; i < look->part_count; i++) {
		struct part *part = &look->parts[i], **first;
		const struct entry *entry = own_entry(part, "vxlan-id");

		if (!entry || is_template(part->subject))
			continue;
		first = intern_item(&seen, intern_add(&seen, arena_printf(
			look->arena, "%s %s", entry->value,
			part_value(part, "vxlan-port"))));
		if (!*first)
			*first = part;
		else if ((*first)->subject != part->subject)
			find(look, rule, at_value(part, entry), NULL,
			     "VXLAN %s is %s already (%s)", entry->value,
			     (*first)->subject->name,
			     where(look, *first,
				   part_entry(*first, "vxlan-id")));
	}
}

/* The second of two options, where both stand */
static void find_pair(struct look *look, const struct rule *rule,
		      const struct part *part, const char *one,
		      const char *other, const char *hint)
{
	const struct entry *a = own_entry(part, one);
	const struct entry *b = own_entry(part, other);
	const struct entry *first = a < b ? a : b;

	if (a && b)
		find(look, rule, at_option(part, first == a ? b : a), hint,
		     "%s and %s exclude each other", one, other);
}

static void vxlan_exclusive(struct look *look, const struct rule *rule,
			    struct part *part)
{
	find_pair(look, rule, part, "vxlan-svcnodeip", "vxlan-remoteip",
		  "packets go either to a group or to each host");
}

static void vxlan_local(struct look *look, const struct rule *rule,
			struct part *part)
{
	static const char hint[] = "Proxmox VE refuses a file with both";

	if (!look->is_proxmox)
		return;
	find_pair(look, rule, part, "vxlan-local-tunnelip", "vxlan-remoteip",
		  hint);
	find_pair(look, rule, part, "vxlan-local-tunnelip", "vxlan-svcnodeip",
		  hint);
}

static void vxlan_incomplete(struct look *look, const struct rule *rule,
			     struct part *part)
{
	const struct entry *group = own_entry(part, "vxlan-svcnodeip");
	const struct entry *link = own_entry(part, "vxlan-physdev");
	uint8_t first = 0;
	struct ip_address ip;

	if (group && text_read_address(group->value, &ip) == 0)
		first = ip.bytes[0];
	/* Only a multicast group needs to know where to go. */
	if (group && !link && first >= 224 && first < 240)
		find(look, rule, at_option(part, group), "add vxlan-physdev",
		     "a multicast group without the link that leads to it");
	if (link && !group && look->is_proxmox)
		find(look, rule, at_option(part, link), "add vxlan-svcnodeip",
		     "Proxmox VE takes vxlan-physdev only beside "
		     "vxlan-svcnodeip");
}

const struct rule lint_vxlan[] = {
	{ "vxlan-twice", DIAG_ERROR,
	  "two VXLANs of the same id", .all = vxlan_twice },
	{ "vxlan-exclusive", DIAG_WARNING,
	  "a VXLAN with both a group and single hosts to send to",
	  .stanza = vxlan_exclusive },
	{ "vxlan-local", DIAG_NOTE,
	  "an address of its own beside a group or hosts: not for Proxmox VE",
	  .stanza = vxlan_local },
	{ "vxlan-incomplete", DIAG_WARNING,
	  "a VXLAN group without vxlan-physdev, or that without a group",
	  .stanza = vxlan_incomplete },
	{ .code = NULL },
};
