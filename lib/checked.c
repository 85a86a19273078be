// SPDX-License-Identifier: LGPL-2.1-or-later
/* checked.c - the result of a check, as the public header tells it */
#include <string.h>

#include "lib/check.h"
#include "lib/internal.h"

struct fact {
	const char *name;
	const char *(*tell)(const void *of);
};

static const char *find_fact(const struct fact *facts, const char *name,
			     const void *of)
{
	for (; facts->name; facts++)
		if (text_same(facts->name, name))
			return facts->tell(of);
	return NULL;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* Stanzas */

const struct ifplan_checked *
ifplan_next_checked(const struct ifplan_check *check,
		    const struct ifplan_checked *previous)
{
	const struct checked *next = previous ?
		((const struct checked *)previous)->next : check->first;

	if (!has_flag(check->ifplan, IFPLAN_WITH_DEPENDS))
		while (next && !next->is_asked)
			next = next->next;
	return (const struct ifplan_checked *)next;
}

static const char *tell_name(const void *of)
{
	return ((const struct checked *)of)->job->target->name;
}

/* Only what its first line says. */
static const char *tell_family(const void *of)
{
	const struct iface *iface = ((const struct checked *)of)->job->iface;

	if (!iface->stanza)
		return family_name(iface->family);
	return iface->stanza->method ? family_name(iface->stanza->family) : "";
}

static const char *tell_method(const void *of)
{
	const struct iface *iface = ((const struct checked *)of)->job->iface;

	if (!iface->stanza)
		return iface->method;
	return iface->stanza->method ? iface->stanza->method : "";
}

static const char *tell_text(const void *of)
{
	return or_empty(((const struct checked *)of)->text);
}

static const char *tell_reason(const void *of)
{
	return or_empty(((const struct checked *)of)->reason);
}

static const struct fact checked_facts[] = {
	{ "name", tell_name }, { "family", tell_family },
	{ "method", tell_method }, { "text", tell_text },
	{ "reason", tell_reason }, { NULL, NULL },
};

const char *ifplan_checked_fact(const struct ifplan_checked *checked,
				const char *fact)
{
	return find_fact(checked_facts, fact, checked);
}

enum ifplan_status ifplan_checked_status(const struct ifplan_checked *checked)
{
	return ((const struct checked *)checked)->status;
}

bool ifplan_checked_is_missing(const struct ifplan_checked *checked)
{
	return ((const struct checked *)checked)->is_missing;
}

const char *ifplan_checked_place(const struct ifplan_checked *checked,
				 unsigned *ret_line)
{
	const struct iface *iface =
		((const struct checked *)checked)->job->iface;

	*ret_line = iface->stanza ? iface->stanza->number : 0;
	return iface->file ? iface->file->path : NULL;
}

/* Claims */

const struct ifplan_claim *
ifplan_next_claim(const struct ifplan_checked *checked,
		  const struct ifplan_claim *previous)
{
	const struct claim *next = previous ?
		((const struct claim *)previous)->next :
		((const struct checked *)checked)->first;

	return (const struct ifplan_claim *)next;
}

static const char *tell_option(const void *of)
{
	return ((const struct claim *)of)->option;
}

/* What the machine has not is shown as it should be. */
static const char *tell_value(const void *of)
{
	const struct claim *claim = of;

	const char *actual = or_empty(claim->actual.at);

	if (!*actual && !claim->is_list && claim->expected)
		actual = claim->expected;
	return claim_word(claim->row, actual);
}

static const char *tell_expected(const void *of)
{
	return or_empty(((const struct claim *)of)->expected);
}

static const char *tell_actual(const void *of)
{
	return or_empty(((const struct claim *)of)->actual.at);
}

static const char *tell_extra(const void *of)
{
	return or_empty(((const struct claim *)of)->extra);
}

static const char *tell_claim_reason(const void *of)
{
	return or_empty(((const struct claim *)of)->reason);
}

static const struct fact claim_facts[] = {
	{ "option", tell_option }, { "value", tell_value },
	{ "expected", tell_expected }, { "actual", tell_actual },
	{ "extra", tell_extra }, { "reason", tell_claim_reason },
	{ NULL, NULL },
};

const char *ifplan_claim_fact(const struct ifplan_claim *claim,
			      const char *fact)
{
	return find_fact(claim_facts, fact, claim);
}

enum ifplan_status ifplan_claim_status(const struct ifplan_claim *claim)
{
	return ((const struct claim *)claim)->status;
}

bool ifplan_claim_is_extra(const struct ifplan_claim *claim)
{
	return ((const struct claim *)claim)->is_extra;
}

bool ifplan_claim_is_disruptive(const struct ifplan_claim *claim)
{
	return ((const struct claim *)claim)->is_disruptive;
}

const char *ifplan_claim_place(const struct ifplan_claim *claim,
			       unsigned *ret_line, unsigned *ret_column)
{
	const struct entry *entry = ((const struct claim *)claim)->entry;

	*ret_line = *ret_column = 0;
	if (!entry)
		return NULL;
	if (entry->line)
		scan_place(entry->line, entry->line->name, ret_line,
			   ret_column);
	return entry->file->path;
}
