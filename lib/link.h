/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * link.h - kinds of links
 *
 * A kind is one file in lib/link/: its rows and what is special about it.
 * NULL is a good answer for every function.
 */
#ifndef IFPLAN_LINK_H
#define IFPLAN_LINK_H

#include "lib/plan.h"

struct link_kind {
	const char *name;		/* the kernel's kind name */
	const char *module;		/* NULL: called like the kind */
	const struct option *options;	/* NULL: none */
	/* Scripts of if-*.d whose work this kind does itself; the first is
	   how their package is called. */
	const char *const *replaces;
	const char *telling;		/* the option that tells most about one,
					   NULL: none does */
	bool takes_ports_down;		/* they are no use without it */
	bool comes_late;		/* a check shows its options after the
					   commands, as ifupdown2 does */
	/* Is a link with this name of this kind, whatever its options? */
	bool (*has_name)(const char *name);
	/* Interfaces that must exist first, beyond rows flagged OPTION_LOWER. */
	void (*needs)(struct arena *arena, const char *name,
		      struct name_list *ret);
	/* Rules between options; may complain. */
	void (*check)(struct ifplan_plan *plan, struct job *job);
	/* Extra attributes at creation; false: it cannot be created. */
	bool (*create)(struct ifplan_plan *plan, struct job *job,
		       struct change *change);
	/* Ports and their settings, once the link exists. */
	void (*ports)(struct ifplan_plan *plan, struct job *job);
	/* A link joined TO by its own wish, and has come up in it. */
	void (*joined)(struct ifplan_plan *plan, struct job *job,
		       const struct link *to);
	void (*settled)(struct ifplan_plan *plan, struct job *job,
			const struct link *to);
	/* Has the link this value for a while only? */
	bool (*is_passing)(const struct link *link, const struct option *row);
	/* Is it a setting of the link as it is?  NULL: every row is. */
	bool (*is_setting)(const struct link *link, const struct option *row);
};

extern const struct link_kind *const link_kinds[];	/* ends with NULL */
extern const struct option common_options[];

const struct link_kind *link_kind_find(const char *name);
/* The kind that a stanza's name and options make; NULL: an existing link. */
const struct link_kind *link_kind_of(const char *name,
				     const struct entry *entries, size_t count);
/* Names that must exist before the stanza's link can. */
void link_needs(struct arena *arena, const struct link_kind *kind,
		const char *name, const struct entry *entries, size_t count,
		const struct model *model, struct name_list *ret);
/* NAME, and what making it would take: eth0 too for eth0.50. */
void link_names_to_ask(struct arena *arena, const char *name,
		       struct name_list *ret);
/* The kind that does the work of a script of this name itself, or NULL. */
const struct link_kind *link_of_script(const char *script);
bool link_package_is_known(const char *package);
/* Is its work (NULL: none) left to the scripts of its package? */
bool link_is_left_to_scripts(const struct ifplan *ifplan,
			     const struct link_kind *kind);

void link_up(struct ifplan_plan *plan, struct job *job);
void link_down(struct ifplan_plan *plan, struct job *job);
/* Is the link made before the pre-up commands (eth0.50), or after? */
bool link_is_early(const struct target *target);
/* The links that a change stands on are set up, and remembered. */
void link_raise_lower(struct ifplan_plan *plan, struct job *job,
		      const struct change *change);
struct step *link_set_flags(struct ifplan_plan *plan, struct job *job,
			    const char *name, bool is_up);

/* link/bond.c: the word of the mode, if the option has no meaning in it. */
const char *bond_mode_without(const char *option, uint64_t mode);

/* near.c: what is odd about an option without a row, in a stanza of these
   entries; no text: nothing is. */
struct near {
	const char *text;
	const char *hint;
	bool is_of_other_kind;
};
struct near near_find(struct arena *arena, const struct link_kind *kind,
		      const struct entry *entries, size_t count,
		      const char *name);

/* port.c: the words of a ports option, patterns expanded; none is empty. */
const char **port_names(struct ifplan_plan *plan, const char *words,
			size_t *ret_count);
void port_expand(struct arena *arena, const char *words,
		 const struct snapshot *snapshot, const struct model *model,
		 struct name_list *list);
/* Wait for it, unless it is there or can be made; the plan counts on it. */
void port_await(struct ifplan_plan *plan, struct job *job, const char *port,
		const struct entry *limit, unsigned limit_ms);
/* Make PORT a port of the job's link; false when it is not there. */
bool port_add(struct ifplan_plan *plan, struct job *job, const char *port,
	      const struct entry *origin);
/* Does the stanza make its link a port of MASTER (bond-master)? */
bool port_is_joining(struct model *model, struct iface *iface,
		     const char *master);
/* bond-master: join it; and what follows when the link has come up in it. */
void port_join(struct ifplan_plan *plan, struct job *job);
void port_settled(struct ifplan_plan *plan, struct job *job);
/* After what stands on it is gone; is it taken out of its master, too? */
void port_lower(struct ifplan_plan *plan, struct job *job, const char *name,
		bool goes_down, bool is_released);
/* Delete the link that was made, and let its ports go. */
void port_down_all(struct ifplan_plan *plan, struct job *job);

#endif
