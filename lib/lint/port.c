// SPDX-License-Identifier: LGPL-2.1-or-later
/* port.c - rules about ports of bridges and slaves of bonds */
#include <string.h>

#include "lib/rule.h"

static bool is_port_tie(const struct tie *tie)
{
	return tie->kind != TIE_LOWER;
}

static bool is_own_entry(const struct tie *tie)
{
	return tie->entry >= tie->part->entries + tie->part->own;
}

static bool is_by_template(const struct look *look, const struct tie *tie)
{
	const struct subject *upper = look_subject(look, tie->upper);

	return upper && is_template(upper);
}

static const char *role(const struct tie *tie)
{
	return tie->kind == TIE_SLAVE ? "slave" : "port";
}

/* Taken twice */

static void port_used_twice(struct look *look, const struct rule *rule)
{
	struct intern taken = { .arena = look->arena,
				.item_size = sizeof(struct tie *) };

	for (size_t i = 0; i < look->tie_count; i++) {
		struct tie *tie = &look->ties[i], **first;

		if (!is_port_tie(tie) || is_by_template(look, tie))
			continue;
		first = intern_item(&taken, intern_add(&taken, tie->lower));
		if (!*first)
			*first = tie;
		else if (strcmp((*first)->upper, tie->upper))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s is already a %s of %s (%s)", tie->lower,
			     role(*first), (*first)->upper,
			     where(look, (*first)->part, (*first)->entry));
	}
}

static bool is_list(const struct tie *tie)
{
	return is_port_tie(tie) &&
		!text_same_option(tie->entry->name, "bond-master");
}

static void port_listed_twice(struct look *look, const struct rule *rule)
{
	struct intern listed = { .arena = look->arena,
				 .item_size = sizeof(struct part *) };

	for (size_t i = 0; i < look->tie_count; i++) {
		struct tie *tie = &look->ties[i];
		struct part **part;

		if (!is_list(tie))
			continue;
		part = intern_item(&listed, intern_add(&listed, arena_printf(
				look->arena, "%s %s", tie->upper, tie->lower)));
		if (*part == tie->part && is_own_entry(tie))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s is listed twice", tie->lower);
		*part = tie->part;
	}
}

/* What a port may not have */

static bool brings_address(const struct part *part)
{
	static const char *const words[] = { "dhcp", "bootp", "ipv4ll" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(part->iface->method, words[i]))
			return true;
	return part->iface->family == FAMILY_INET6 &&
		!strcmp(part->iface->method, "auto");
}

static bool is_unspecified(const char *value)
{
	struct ip_address ip;
	static const uint8_t zeros[16];

	return text_read_address(value, &ip) == 0 &&
		!memcmp(ip.bytes, zeros, sizeof(zeros));
}

/* The master, unless it is Open vSwitch's, whose own ports have addresses. */
static const struct tie *master_of(const struct look *look,
				   const struct part *part)
{
	const struct subject *link = look_subject(look,
						part->subject->target.link);
	const struct tie *tie = link ? link->master : NULL;

	if (!tie || is_template(part->subject) || is_by_template(look, tie))
		return NULL;
	return !strcmp(link->type, "OVSIntPort") ? NULL : tie;
}

static void address_on_port(struct look *look, const struct rule *rule,
			    struct part *part)
{
	const struct tie *master = master_of(look, part);
	const struct entry *address = part_entry(part, "address");
	bool is_static = !strcmp(part->iface->method, "static");

	if (!master)
		return;
	if (is_static && address && !is_unspecified(address->value))
		find(look, rule, at_value(part, address),
		     arena_printf(look->arena, "give the address to %s",
				  master->upper),
		     "%s is a %s of %s and cannot use an address of its own",
		     master->lower, role(master), master->upper);
	else if (brings_address(part))
		find(look, rule, at_head(look, part),
		     arena_printf(look->arena, "%s should have method manual",
				  part->subject->name),
		     "%s is a %s of %s and cannot use an address of its own",
		     master->lower, role(master), master->upper);
}

/* Of the wrong type */

static bool is_any(const char *word, const char *words)
{
	const char *each;
	size_t length;

	while (*word && text_next_word(&words, &each, &length))
		if (!strncmp(each, word, length) && !word[length])
			return true;
	return false;
}

static void wrong_type(struct look *look, const struct rule *rule,
		       enum tie_kind kind, const char *types, const char *verb)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const char *type = look_type(look, tie->lower);

		if (tie->kind == kind && is_any(type, types) &&
		    strcmp(tie->upper, tie->lower))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s is of type %s and %s be a %s of %s",
			     tie->lower, type, verb, role(tie), tie->upper);
	}
}

static void slave_type(struct look *look, const struct rule *rule)
{
	/* The kernel takes VLANs, Proxmox VE does not. */
	wrong_type(look, rule, TIE_SLAVE, look->is_proxmox ?
		   "bridge vlan vxlan alias loopback OVSBridge OVSPort "
		   "OVSBond OVSIntPort" : "bridge vxlan alias loopback "
		   "OVSBridge OVSPort OVSBond OVSIntPort", "should not");
}

static void port_type(struct look *look, const struct rule *rule)
{
	wrong_type(look, rule, TIE_PORT, "bridge alias loopback OVSBridge",
		   "cannot");
}

/* Not there */

/* eth0.50 is made when eth0 is there. */
static bool can_be_made(const struct look *look, const char *name)
{
	const struct link_kind *kind = link_kind_of(name, NULL, 0);
	struct name_list lower = { .count = 0 };

	if (!kind || !kind->needs)
		return false;
	kind->needs(look->arena, name, &lower);
	return lower.count && look_may_exist(look, lower.names[0]);
}

static void missing_port(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];

		if (!is_list(tie) || !is_own_entry(tie) ||
		    is_by_template(look, tie) || strchr(tie->lower, ',') ||
		    look_may_exist(look, tie->lower) ||
		    can_be_made(look, tie->lower))
			continue;
		find(look, rule, at_tie(look, tie), NULL, "%s has no stanza, "
		     "and there is no such link on this machine", tie->lower);
	}
}

static void missing_bond(struct look *look, const struct rule *rule,
			 struct part *part, const struct entry *entry)
{
	if (!text_same_option(entry->name, "bond-master") ||
	    !text_is_link_name(entry->value) ||
	    look_may_exist(look, entry->value))
		return;
	find(look, rule, at_value(part, entry), "give it an iface stanza",
	     "no such bond: %s", entry->value);
}

/* The slave to prefer */

static bool is_bond(const struct part *part)
{
	const struct link_kind *kind = part->subject->target.kind;

	return kind && !strcmp(kind->name, "bond");
}

static const char *pair(const struct look *look, const char *upper,
			const char *lower)
{
	return arena_printf(look->arena, "%s %s", upper, lower);
}

static struct intern find_slaves(const struct look *look)
{
	struct intern slaves = { .arena = look->arena };

	for (size_t i = 0; i < look->tie_count; i++)
		if (look->ties[i].kind == TIE_SLAVE) {
			(void)intern_add(&slaves, pair(look,
						       look->ties[i].upper,
						       look->ties[i].lower));
			(void)intern_add(&slaves, look->ties[i].upper);
		}
	return slaves;
}

/* Commands may add slaves; patterns match who knows whom. */
static bool are_slaves_known(const struct part *part,
			     const struct intern *slaves)
{
	const char *words = subject_value(part->subject, "bond-slaves");

	if (strstr(words, "all") || strstr(words, "regex") ||
	    strchr(words, '#'))
		return false;
	return !part->has_hooks ||
		intern_find(slaves, part->subject->name) != INTERN_NONE;
}

static bool has_slave(const struct look *look, const struct intern *slaves,
		      const struct part *part, const char *names)
{
	const char **name = text_words(look->arena, names, NULL);

	for (; *name; name++)
		if (intern_find(slaves, pair(look, part->subject->name,
					     *name)) != INTERN_NONE)
			return true;
	return false;
}

static void primary_not_slave(struct look *look, const struct rule *rule)
{
	struct intern slaves = find_slaves(look);

	for (size_t i = 0; i < look->part_count; i++) {
		const struct part *part = &look->parts[i];
		const struct entry *entry = is_bond(part) ?
			part_entry(part, "bond-primary") : NULL;

		if (entry && are_slaves_known(part, &slaves) &&
		    strcmp(entry->value, "none") &&
		    !has_slave(look, &slaves, part, entry->value))
			find(look, rule, at_value(part, entry), NULL,
			     "%s is not a slave of %s", entry->value,
			     part->subject->name);
	}
}

/* What the mode does not take is left out. */
static void unused_in_mode(struct look *look, const struct rule *rule,
			   struct part *part, const struct entry *entry)
{
	const struct option *row = part_row(part, entry);
	const struct entry *mode;
	const char *problem, *without;
	struct value value;

	if (!row || !is_bond(part) || strncmp(row->name, "bond-", 5))
		return;
	mode = subject_entry(part->subject, "bond-mode", &part);
	if (!mode || option_parse(look->arena, part_row(part, mode),
				  mode->value, &value, &problem) < 0)
		return;
	without = bond_mode_without(row->name, value.number);
	if (without)
		find(look, rule, at_option(part, entry), NULL,
		     "%s has no meaning in mode %s", entry->name, without);
}

/* eth0,eth1: commas do not part names */
static void comma_in_list(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];

		if (tie->entry && is_own_entry(tie) && strchr(tie->lower, ','))
			find(look, rule, at_tie(look, tie),
			     "put blanks between names",
			     "\"%s\" is taken for one name", tie->lower);
	}
}

const struct rule lint_port[] = {
	{ "port-used-twice", DIAG_ERROR,
	  "a link that is a port or slave of two others",
	  .all = port_used_twice },
	{ "port-listed-twice", DIAG_WARNING,
	  "a link that stands twice in one list of ports or slaves",
	  .all = port_listed_twice },
	{ "address-on-port", DIAG_WARNING,
	  "an address on a port of a bridge or a slave of a bond",
	  .stanza = address_on_port },
	{ "slave-type", DIAG_WARNING,
	  "a slave of a bond that is neither a card nor a bond",
	  .all = slave_type },
	{ "port-type", DIAG_ERROR,
	  "a port of a bridge that cannot be one, such as another bridge",
	  .all = port_type },
	{ "missing-port", DIAG_WARNING,
	  "a port or slave that has no stanza and is not on this machine",
	  .all = missing_port },
	{ "missing-bond", DIAG_ERROR,
	  "a bond-master that has no stanza and is not on this machine",
	  .option = missing_bond },
	{ "primary-not-slave", DIAG_WARNING,
	  "a bond-primary that is not one of the slaves",
	  .all = primary_not_slave },
	{ "unused-in-mode", DIAG_WARNING,
	  "an option of a bond that has no meaning in the bond's mode",
	  .option = unused_in_mode },
	{ "comma-in-list", DIAG_WARNING,
	  "names with commas between them, which are taken for one name",
	  .all = comma_in_list },
	{ .code = NULL },
};
