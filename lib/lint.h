/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lint.h - what is likely wrong in a configuration that can be read
 *
 * A rule is a row of a table in lib/lint/: its code, how bad it is, a sentence
 * for the manual, and functions.  What it needs to know of the machine it asks
 * by callbacks, so that tests decide what is there; NULL means that nobody
 * knows, and rules that need to know are silent.
 */
#ifndef IFPLAN_LINT_H
#define IFPLAN_LINT_H

#include "parser/model.h"

struct ifplan;
struct look;
struct part;

struct lint {
	struct arena *arena;
	struct diags *diags;		/* findings go here, by file and line */
	struct model *model;		/* loaded without the built-in lo */
	const struct reader *reader;	/* the one that loaded it */
	bool (*has_link)(void *data, const char *name);
	/* Does an installed hook script read it, as IF_NAME? */
	bool (*is_hook_option)(void *data, const char *option);
	/* Permission bits, or a negative errno. */
	int (*file_mode)(void *data, const char *path);
	void *data;
};

struct rule {
	const char *code;		/* stays the same: "port-used-twice" */
	enum diag_severity severity;
	const char *help;		/* what it finds, one sentence */
	/* Called for each option that stands in a stanza, for each stanza, or
	   once; unused ones are NULL. */
	void (*option)(struct look *look, const struct rule *rule,
		       struct part *part, const struct entry *entry);
	void (*stanza)(struct look *look, const struct rule *rule,
		       struct part *part);
	void (*all)(struct look *look, const struct rule *rule);
};

/* Run all rules. */
void lint_run(struct lint *lint);
/* The NUMBER-th rule, from 0; NULL after the last. */
const struct rule *lint_rule(size_t number);

/*
 * machine.c: fill in the callbacks with the real ones.  Links are those of
 * the handle's snapshot, else the kernel's; where neither can be read, nobody
 * knows.  Everything is read once, when first asked for.
 */
void lint_ask_machine(struct lint *lint, struct ifplan *ifplan);

#endif
