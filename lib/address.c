// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * address.c - what options say of an address beside the address itself
 *
 * The kernel never changes these of an address that is there: it has to go
 * first.
 */
#include <linux/if_addr.h>
#include <sys/socket.h>

#include "lib/check.h"
#include "lib/internal.h"

static bool same_or_none(const struct ip_address *a, const struct ip_address *b)
{
	return a->family == b->family && (!a->family || same_ip(a, b));
}

static bool has_peer(const struct address *have, const struct address *want)
{
	return same_or_none(&have->peer, &want->peer);
}

static bool has_broadcast(const struct address *have,
			  const struct address *want)
{
	return same_or_none(&have->broadcast, &want->broadcast);
}

/* Of IPv6 the address tells its scope, whatever is asked for. */
static bool has_scope(const struct address *have, const struct address *want)
{
	return want->ip.family != AF_INET || have->scope == want->scope;
}

/* A limited one runs out: then nothing is wrong. */
static bool has_lifetime(const struct address *have, const struct address *want)
{
	if (!want->preferred_s)
		return have->flags & IFA_F_DEPRECATED;
	return want->preferred_s != UINT32_MAX ||
		have->preferred_s == UINT32_MAX;
}

static const char *ip_text(struct arena *arena, const struct ip_address *ip)
{
	return ip->family ? text_print_address(ip, arena_alloc(arena, 46)) : "";
}

static const char *peer_text(struct arena *arena, const struct address *have)
{
	return ip_text(arena, &have->peer);
}

static const char *broadcast_text(struct arena *arena,
				  const struct address *have)
{
	return ip_text(arena, &have->broadcast);
}

static const char *scope_text(struct arena *arena, const struct address *have)
{
	return option_format(arena, option_find(common_options, "scope"),
			     &(struct value){ .number = have->scope });
}

static const char *lifetime_text(struct arena *arena,
				 const struct address *have)
{
	return have->preferred_s == UINT32_MAX ? "forever" :
		arena_printf(arena, "%u", have->preferred_s);
}

static const struct side {
	const char *option;
	bool (*is_same)(const struct address *have,
			const struct address *want);
	const char *(*show)(struct arena *arena, const struct address *have);
} sides[] = {
	{ "pointopoint", has_peer, peer_text },
	{ "dstaddr", has_peer, peer_text },
	{ "broadcast", has_broadcast, broadcast_text },
	{ "scope", has_scope, scope_text },
	{ "preferred-lifetime", has_lifetime, lifetime_text },
};

#define SIDE_COUNT (sizeof(sides) / sizeof(*sides))

/* The option as the file has it; a default says nothing of what is there. */
static const struct entry *entry_of(const struct job *job,
				    const struct side *side)
{
	const struct entry *entry = job_entry(job, side->option);

	return entry && entry->line ? entry : NULL;
}

static void claim_side(struct job *job, const struct entry *entry,
		       const struct side *side, const struct address *have,
		       const struct address *want)
{
	struct claim *claim = claim_of(job, entry);
	const char *shown;

	if (!claim)
		return;
	if (side->is_same(have, want)) {
		claim_pass(claim);
		return;
	}
	shown = side->show(claim->actual.arena, have);
	claim->actual.length = 0;
	text_add(&claim->actual, "%s", shown);
	claim_fail(claim, *shown ? "is %s, not %s" : "is %snot set, not %s",
		   shown, claim->expected);
}

void address_claim(struct job *job, const struct address *have,
		   const struct address *want)
{
	for (size_t i = 0; i < SIDE_COUNT; i++) {
		const struct entry *entry = entry_of(job, &sides[i]);

		if (entry)
			claim_side(job, entry, &sides[i], have, want);
	}
}

bool address_differs(const struct job *job, const struct address *have,
		     const struct address *want)
{
	for (size_t i = 0; i < SIDE_COUNT; i++)
		if (entry_of(job, &sides[i]) && !sides[i].is_same(have, want))
			return true;
	return false;
}
