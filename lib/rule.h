/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rule.h - what the rules of lib/lint/ see, and how they say what they found
 *
 * The model is gone through once (look.c): an interface is a subject, each of
 * its stanzas a part, each mention of one link by another a tie.
 */
#ifndef IFPLAN_RULE_H
#define IFPLAN_RULE_H

#include "lib/lint.h"
#include "lib/link.h"
#include "lib/method.h"

/* One name that has stanzas. */
struct subject {
	const char *name;
	struct target target;		/* name, link and kind, for job_row() */
	struct part *first, *last;
	struct part *hooked;		/* those with hook lines */
	size_t part_count;
	struct intern *index;		/* of look.c; NULL: few parts */
	struct host *hosts;		/* on its link: also those of eth0:1 */
	const char *type;		/* "bridge", "OVSPort", "alias"; "" */
	const struct tie *master;	/* the first that takes it, or NULL */
	bool is_listed;			/* auto, or of some class */
	bool is_parent;			/* another inherits from it */
	bool is_mapped;			/* a mapping may choose it */
	bool is_needed;			/* another stands on it or takes it */
	bool is_elsewhere;		/* commands move it to another world */
};

/* One stanza. */
struct part {
	struct iface *iface;
	struct subject *subject;
	struct part *next;		/* of the subject */
	struct part *next_hooked;	/* the same, with hook lines */
	struct job job;			/* for job_row(); no entries */
	const struct entry *entries;	/* inherited ones first */
	const struct option **rows;	/* of each; or NULL */
	struct intern *index;		/* of look.c; NULL: few entries */
	size_t count;
	size_t own;			/* the first that is its own */
	bool is_typeless;		/* no family in the file */
	bool has_hooks;
};

enum tie_kind { TIE_PORT, TIE_SLAVE, TIE_LOWER, TIE_OVS };

/* UPPER takes LOWER, or stands on it, as a word of an option says. */
struct tie {
	enum tie_kind kind;
	const char *upper, *lower;
	struct part *part;		/* that says so */
	const struct entry *entry;	/* NULL: the name does (eth0.5) */
	const char *word;		/* in entry->value */
};

/* One address line of method static that can be read. */
struct host {
	struct part *part;
	const struct entry *entry;
	const struct entry *netmask;	/* that is used for it, or NULL */
	struct ip_address ip;		/* prefix as the kernel gets it */
	uint8_t written;		/* prefix in the address line */
	const struct entry *peer;	/* pointopoint of IPv4, or NULL */
	struct host *same_link;		/* the next on the same link */
};

struct look {
	struct lint *lint;
	struct arena *arena;
	struct diags found;
	struct part *parts;		/* file order */
	size_t part_count;
	struct intern names;		/* the items are struct subject * */
	struct tie *ties;
	size_t tie_count;
	struct host **hosts;
	size_t host_count;
	struct intern near;		/* of spelling.c: answers, kept */
	struct intern hook_words;	/* of all hook lines */
	bool has_patterns;		/* among ports: who knows of whom */
	bool is_proxmox;		/* there is a vmbr0 or the like */
	bool has_choice;		/* scripts or wpa_supplicant choose */
};

/* look.c */
void look_start(struct look *look, struct lint *lint);
struct subject *look_subject(const struct look *look, const char *name);
/* Those on a link, its aliases' too. */
struct host *look_hosts(const struct look *look, const char *link);
/* What is known of the kind of a link: "bond", "alias"; "" for nothing. */
const char *look_type(const struct look *look, const char *name);
/* False only when it has no stanza, no hook line speaks of it, and the machine
   says it is not there. */
bool look_may_exist(const struct look *look, const char *name);
/* There to inherit from, or one of several that a mapping chooses. */
bool is_template(const struct subject *subject);
/* Up with `ifup -a` or by a class, or because another needs it. */
bool is_in_use(const struct subject *subject);

/* part.c */
void part_fill(struct look *look, struct part *part, struct iface *iface);
/* Once the kinds are known. */
void part_find_rows(struct look *look, struct part *part);
void subject_fill_index(struct look *look, struct subject *subject);
const struct option *part_row(const struct part *part,
			      const struct entry *entry);
/* The last entry of that name, spelt with '-', or NULL; its value, or "". */
const struct entry *part_entry(const struct part *part, const char *name);
const char *part_value(const struct part *part, const char *name);
/* Those of the first part that has it. */
const struct entry *subject_entry(const struct subject *subject,
				  const char *name, struct part **ret_part);
const char *subject_value(const struct subject *subject, const char *name);
bool is_hook_line(const struct entry *entry);
/* Does a hook line of the subject speak of this word? */
bool hooks_mention(const struct subject *subject, const char *word);
bool is_true(const char *value);
/* A word of a value, which may go on after it. */
char *word_copy(const struct look *look, const char *word, size_t length);

/*
 * lint.c: say it.  The place is the value, the name of the option, a word of
 * its value, or the interface's name in the head of the stanza.
 */
struct finding {
	const struct file *file;
	const struct line *line;
	const char *token;
	size_t length;
	const char *subject;
};
struct finding at_value(const struct part *part, const struct entry *entry);
struct finding at_option(const struct part *part, const struct entry *entry);
struct finding at_word(const struct part *part, const struct entry *entry,
		       const char *word, size_t length);
struct finding at_head(const struct look *look, const struct part *part);
/* Where a tie is said. */
struct finding at_tie(const struct look *look, const struct tie *tie);
/* A word of an auto, source ... line; NULL: all that follows the keyword. */
struct finding at_list(const struct look *look, const struct place *place,
		       const char *name);
void find(struct look *look, const struct rule *rule, struct finding at,
	  const char *hint, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* "FILE:LINE" of an option, or of the stanza when it is NULL. */
const char *where(const struct look *look, const struct part *part,
		  const struct entry *entry);

#endif
