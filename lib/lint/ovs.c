// SPDX-License-Identifier: LGPL-2.1-or-later
/* ovs.c - rules about Open vSwitch, whose own hook does the work */
#include <string.h>

#include "lib/rule.h"

static const char types[] = "OVSBridge OVSPort OVSIntPort OVSBond OVSPatchPort "
	"OVSTunnel";
static const char bond_modes[] = "active-backup balance-slb balance-tcp";

static bool is_any(const char *value, size_t value_length, const char *words)
{
	const char *word;
	size_t length;

	while (text_next_word(&words, &word, &length))
		if (length == value_length && !memcmp(value, word, length))
			return true;
	return false;
}

static void ovs_type(struct look *look, const struct rule *rule,
		     struct part *part, const struct entry *entry)
{
	if (text_same_option(entry->name, "ovs-type") &&
	    !is_any(entry->value, strlen(entry->value), types))
		find(look, rule, at_value(part, entry), NULL,
		     "\"%s\" is not one of %s", entry->value, types);
}

static const char *type_of(const struct look *look, const char *name)
{
	const struct subject *subject = look_subject(look, name);

	return subject ? subject_value(subject, "ovs-type") : "";
}

static void ovs_bridge(struct look *look, const struct rule *rule,
		       struct part *part, const struct entry *entry)
{
	if (text_same_option(entry->name, "ovs-bridge") &&
	    look_subject(look, entry->value) &&
	    strcmp(type_of(look, entry->value), "OVSBridge"))
		find(look, rule, at_value(part, entry),
		     "give it \"ovs_type OVSBridge\"",
		     "%s is no bridge of Open vSwitch", entry->value);
	else if (text_same_option(entry->name, "ovs-bridge") &&
		 !look_may_exist(look, entry->value))
		find(look, rule, at_value(part, entry), NULL,
		     "bridge %s does not exist", entry->value);
}

static void ovs_bridge_missing(struct look *look, const struct rule *rule,
			       struct part *part)
{
	const struct entry *type = part_entry(part, "ovs-type");

	if (!type || !strcmp(type->value, "OVSBridge") ||
	    !is_any(type->value, strlen(type->value), types) ||
	    *subject_value(part->subject, "ovs-bridge") ||
	    type < part->entries + part->own || is_template(part->subject))
		return;
	find(look, rule, at_value(part, type), "add ovs_bridge",
	     "an %s needs to know its bridge", type->value);
}

/* The hook brings its ports up by their stanzas. */
static void ovs_port(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const char *type = type_of(look, tie->lower);

		if (tie->kind != TIE_OVS ||
		    !text_same_option(tie->entry->name, "ovs-ports") ||
		    (*type && strcmp(type, "OVSBridge")))
			continue;
		find(look, rule, at_tie(look, tie), *type ?
		     "a bridge joins another by OVSPatchPort" :
		     "give it a stanza with ovs_type and ovs_bridge",
		     *type ? "%s is a bridge itself" :
		     "%s has no stanza that makes it a port", tie->lower);
	}
}

static void ovs_slave(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const char *type = look_type(look, tie->lower);

		if (tie->kind == TIE_OVS && *type &&
		    text_same_option(tie->entry->name, "ovs-bonds"))
			find(look, rule, at_tie(look, tie), NULL,
			     "%s is of type %s and cannot be a slave of %s",
			     tie->lower, type, tie->upper);
	}
}

/* bond_mode=balance-slb among the options, or an option of its own */
static void ovs_bond_mode(struct look *look, const struct rule *rule,
			  struct part *part, const struct entry *entry)
{
	static const char key[] = "bond_mode=";
	const char *mode = entry->value;

	if (strcmp(part->subject->type, "OVSBond"))
		return;
	if (text_same_option(entry->name, "ovs-options")) {
		mode = strstr(entry->value, key);
		mode = mode ? mode + strlen(key) : NULL;
	} else if (!text_same_option(entry->name, "bond-mode")) {
		return;
	}
	if (mode && !is_any(mode, strcspn(mode, " \t\n"), bond_modes))
		find(look, rule, at_word(part, entry, mode,
					 strcspn(mode, " \t\n")), bond_modes,
		     "Open vSwitch knows no bond mode %s",
		     word_copy(look, mode, strcspn(mode, " \t\n")));
}

const struct rule lint_ovs[] = {
	{ "ovs-type", DIAG_ERROR,
	  "an ovs_type that Open vSwitch's hook does not know",
	  .option = ovs_type },
	{ "ovs-bridge", DIAG_ERROR,
	  "an ovs_bridge that does not exist or is none of Open vSwitch's",
	  .option = ovs_bridge },
	{ "ovs-bridge-missing", DIAG_ERROR,
	  "a port of Open vSwitch without ovs_bridge",
	  .stanza = ovs_bridge_missing },
	{ "ovs-port", DIAG_WARNING,
	  "one of ovs_ports that has no stanza as a port", .all = ovs_port },
	{ "ovs-slave", DIAG_WARNING,
	  "one of ovs_bonds that is not a card", .all = ovs_slave },
	{ "ovs-bond-mode", DIAG_WARNING,
	  "a bond mode that Open vSwitch does not have",
	  .option = ovs_bond_mode },
	{ .code = NULL },
};
