/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.h - the file held against the machine
 *
 * A check is a plan that is not made of steps: kinds and methods say what a
 * stanza wants, as they do for ifup, and each wish is held against the
 * snapshot as it is.  What an option of the file wants is its claim, which
 * passes when all its wishes are fulfilled already.  An option that nobody
 * wishes anything for (a command) has a claim without an answer.
 */
#ifndef IFPLAN_CHECK_H
#define IFPLAN_CHECK_H

#include "lib/plan.h"

/* One option of a stanza, or what the machine has beyond them. */
struct claim {
	const struct entry *entry;	/* NULL: it is in no stanza */
	const struct option *row;
	const char *option;		/* in the table's spelling */
	const char *expected;		/* as written; or NULL */
	struct text actual;		/* of the machine; empty: it has none */
	const char *extra;		/* "(tap0)", ports beyond; or NULL */
	const char *reason;		/* or NULL */
	enum ifplan_status status;
	bool is_list;			/* a wish for each port */
	bool is_extra;			/* the file does not have it */
	bool is_disruptive;		/* to repair it takes the link down */
	size_t position;		/* in the stanza */
	struct claim *next;
};

/* One stanza. */
struct checked {
	struct ifplan_check *check;
	struct job *job;
	const char *text;		/* ifupdown2's words: "link is down" */
	const char *reason;		/* why it fails as a whole; or NULL */
	enum ifplan_status status;
	bool is_missing;		/* there is no such link */
	bool is_asked;			/* for its own sake */
	struct claim *first, *last;
	struct step *program;		/* it would run this, or NULL */
	struct checked *next;
};

struct ifplan_check {
	struct ifplan *ifplan;
	struct ifplan_plan *plan;
	struct checked *first, *last;
	bool is_strict;
	bool has_failed;		/* a name that nobody knows */
};

/* check.c */
int check_make(struct ifplan *ifplan, const char *const names[],
	       struct ifplan_check **ret);

/* wish.c: what the planner wants, held against what is */
void wish_change(struct ifplan_plan *plan, struct job *job,
		 const struct change *change);
void wish_sysctl(struct ifplan_plan *plan, struct job *job,
		 const struct entry *origin, const struct sysctl *sysctl);
/* A program that gets an address of this family from elsewhere. */
void wish_lease(struct ifplan_plan *plan, struct job *job, uint8_t family);

/* address.c: what the file's options say of an address that is there */
void address_claim(struct job *job, const struct address *have,
		   const struct address *want);

/* claim.c */
/* Of this entry; NULL when it does not stand in a stanza. */
struct claim *claim_of(struct job *job, const struct entry *entry);
struct claim *claim_new(struct job *job, const char *option,
			const struct option *row);
void claim_pass(struct claim *claim);
void claim_fail(struct claim *claim, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The stanza as a whole, when there is no entry to blame. */
void check_fail(struct job *job, const struct entry *entry,
		const char *format, ...) __attribute__((format(printf, 3, 4)));
void check_fail_text(struct job *job, const char *text);
/* A number or word of the kernel, spelled as the file spells others. */
const char *claim_style(struct arena *arena, const struct option *row,
			const char *written, const char *text);
/* ifupdown2 says yes and no of what a link has, where the file has words. */
const char *claim_word(const struct option *row, const char *text);
/* Those that need no wish; then all of the stanza, in ifupdown2's order. */
void claims_finish(struct ifplan_plan *plan, struct job *job);

/* surplus.c: what the link has and no stanza speaks of */
void surplus_ports(struct ifplan_plan *plan, struct job *job);
void surplus_addresses(struct ifplan_plan *plan, struct target *target);

#endif
