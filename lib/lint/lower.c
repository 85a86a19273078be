// SPDX-License-Identifier: LGPL-2.1-or-later
/* lower.c - rules about links that stand on others: loops and MTUs */
#include <string.h>

#include "lib/rule.h"

/*
 * Loops: links that stand on nothing are taken away, then those that stood
 * only on them, and so on; what is left is in a loop or stands on one.  The
 * same from above leaves the loops alone.
 */
struct loop_link {
	size_t first;			/* tie + 1 of the chain, 0: none */
	size_t waits_for;
	bool is_gone;
};

static const char *end_of(const struct tie *tie, bool is_upper)
{
	return is_upper ? tie->upper : tie->lower;
}

static struct loop_link *link_of(const struct intern *links, const char *name)
{
	return intern_item(links, intern_find(links, name));
}

/* Chains of ties by one end, and counts of the other. */
static size_t *chain(struct look *look, struct intern *links, bool from_above)
{
	size_t *next = ARENA_ARRAY(look->arena, look->tie_count, size_t);

	for (size_t i = 0; i < links->count; i++)
		((struct loop_link *)intern_item(links, i))->first =
			((struct loop_link *)intern_item(links, i))->waits_for
			= 0;
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		struct loop_link *from = link_of(links,
						 end_of(tie, from_above));
		struct loop_link *to = link_of(links,
					       end_of(tie, !from_above));

		if (from->is_gone || to->is_gone)
			continue;
		next[i] = from->first;
		from->first = i + 1;
		to->waits_for++;
	}
	return next;
}

/* Take away what waits for nothing. */
static void peel(struct look *look, struct intern *links, bool from_above)
{
	const size_t *next = chain(look, links, from_above);
	size_t *queue = ARENA_ARRAY(look->arena, links->count, size_t);
	size_t count = 0;

	for (size_t i = 0; i < links->count; i++) {
		struct loop_link *link = intern_item(links, i);

		if (!link->is_gone && !link->waits_for)
			queue[count++] = i;
	}
	for (size_t done = 0; done < count; done++) {
		struct loop_link *link = intern_item(links, queue[done]);

		link->is_gone = true;
		for (size_t t = link->first; t; t = next[t - 1]) {
			size_t to = intern_find(links, end_of(
				&look->ties[t - 1], !from_above));
			struct loop_link *other = intern_item(links, to);

			if (--other->waits_for == 0)
				queue[count++] = to;
		}
	}
}

static void loop(struct look *look, const struct rule *rule)
{
	struct intern links = { .arena = look->arena,
				.item_size = sizeof(struct loop_link) };

	for (size_t i = 0; i < look->tie_count; i++) {
		(void)intern_add(&links, look->ties[i].upper);
		(void)intern_add(&links, look->ties[i].lower);
	}
	peel(look, &links, false);
	peel(look, &links, true);
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];

		if (link_of(&links, tie->upper)->is_gone ||
		    link_of(&links, tie->lower)->is_gone)
			continue;
		find(look, rule, at_tie(look, tie), NULL,
		     strcmp(tie->upper, tie->lower) ?
		     "%s stands on %s, and that on it" :
		     "%s stands on itself", tie->upper, tie->lower);
	}
}

/* MTUs */

static const struct entry *mtu_of(const struct look *look, const char *name,
				  struct part **ret_part, uint64_t *ret)
{
	const struct subject *subject = look_subject(look, name);
	const struct entry *entry = subject ?
		subject_entry(subject, "mtu", ret_part) : NULL;

	/* That of inet6 is IPv6's own, unless it is larger. */
	if (!entry || (*ret_part)->iface->family == FAMILY_INET6)
		return NULL;
	return text_read_number(entry->value, ret) == 0 ? entry : NULL;
}

static void mtu_above_lower(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		struct part *part, *below;
		uint64_t mtu, limit;
		const struct entry *upper, *lower;

		upper = mtu_of(look, tie->upper, &part, &mtu);
		lower = upper ? mtu_of(look, tie->lower, &below, &limit) : NULL;
		if (lower && mtu > limit)
			find(look, rule, at_value(part, upper), NULL,
			     "the mtu is above that of %s, which is %s (%s)",
			     tie->lower, lower->value,
			     where(look, below, lower));
	}
}

static void mtu_above_default(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->tie_count; i++) {
		const struct tie *tie = &look->ties[i];
		const struct subject *lower = look_subject(look, tie->lower);
		struct part *part, *below;
		uint64_t mtu, limit;
		const struct entry *upper;

		upper = mtu_of(look, tie->upper, &part, &mtu);
		if (!upper || mtu <= 1500 || !lower ||
		    mtu_of(look, tie->lower, &below, &limit) ||
		    !strcmp(lower->type, "bond"))
			continue;
		find(look, rule, at_value(part, upper),
		     arena_printf(look->arena, "say it in the stanza of %s too",
				  tie->lower),
		     "%s has no mtu of its own: ifupdown2 and Proxmox VE take "
		     "1500 for it", tie->lower);
	}
}

const struct rule lint_lower[] = {
	{ "loop", DIAG_ERROR,
	  "a link that stands on itself, maybe by way of others",
	  .all = loop },
	{ "mtu-above-lower", DIAG_WARNING,
	  "an mtu larger than that of the raw device, port or slave below",
	  .all = mtu_above_lower },
	{ "mtu-above-default", DIAG_NOTE,
	  "a large mtu above a link whose stanza does not say its own",
	  .all = mtu_above_default },
	{ .code = NULL },
};
