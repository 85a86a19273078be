/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ifplan.h - bring up, take down and query interfaces(5) configuration
 *
 * A handle reads one configuration (ifplan_load), decides what to do about it
 * (ifplan_make_plan) and does it (ifplan_run).  Deciding changes nothing: a
 * plan is complete and printable before its first effect.  Bring up eth0:
 *
 *	struct ifplan *ifplan;
 *	struct ifplan_plan *plan;
 *	const char *names[] = { "eth0", NULL };
 *
 *	if (ifplan_new(&ifplan) == 0 &&
 *	    ifplan_load(ifplan) == 0 &&
 *	    ifplan_make_plan(ifplan, IFPLAN_UP, names, &plan) == 0)
 *		r = ifplan_run(plan, NULL, NULL);
 *	ifplan_free(ifplan);
 *
 * Functions return 0 or a negative errno.  What a person should read is kept
 * with the handle as complaints (ifplan_next_diag): the library never prints,
 * never exits and keeps no global state.  One handle, one thread.
 *
 * Strings that are returned belong to the handle and live as long as it does,
 * except where *Owner:* says otherwise.
 *
 * ABI: soname 0 until version 1.0; then no symbol is removed or changed within
 * a soname, enum values are never reused, and callers accept unknown ones.
 */
#ifndef IFPLAN_H
#define IFPLAN_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct ifplan;
struct ifplan_diag;
struct ifplan_plan;
struct ifplan_step;
struct ifplan_iface;
struct ifplan_link;

enum ifplan_goal {
	IFPLAN_UP = 0,
	IFPLAN_DOWN = 1,
	IFPLAN_QUERY = 2,	/* only for ifplan_select() */
};

enum ifplan_flag {
	IFPLAN_ALL = 0,			/* every interface of the class */
	IFPLAN_FORCE = 1,		/* whatever is recorded */
	IFPLAN_IGNORE_ERRORS = 2,	/* go on after a failed step */
	IFPLAN_NO_ACT = 3,		/* only plan: nothing is written or run */
	IFPLAN_NO_SCRIPTS = 4,		/* skip /etc/network/if-*.d */
	IFPLAN_NO_MAPPINGS = 5,
	IFPLAN_NO_LOOPBACK = 6,		/* lo is nothing special */
	IFPLAN_VERBOSE = 7,		/* VERBOSITY=1 for hooks */
};

enum ifplan_severity {
	IFPLAN_NOTE = 0,
	IFPLAN_WARNING = 1,
	IFPLAN_ERROR = 2,
};

/*
 * Make a handle with default settings.
 * Owner: caller, ends with ifplan_free().
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_new(struct ifplan **ret);

/*
 * End a handle and everything that came from it.  NULL is welcome.
 * Returns NULL.
 * Since: 0.1
 */
struct ifplan *ifplan_free(struct ifplan *ifplan);

/*
 * Read this file instead of /etc/network/interfaces.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_set_interfaces(struct ifplan *ifplan, const char *path);

/*
 * Keep state in this folder instead of /run/network.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_set_state_dir(struct ifplan *ifplan, const char *path);

/*
 * Only interfaces of `allow-CLASS` (`auto` for class "auto").
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_set_class(struct ifplan *ifplan, const char *name);

/*
 * Plan against the links described in this file, not against the kernel's;
 * such a plan cannot be run.  Its form is that of ifplan_running_text().
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_set_snapshot(struct ifplan *ifplan, const char *path);

/*
 * Switch a flag on or off; all are off at first.
 * Since: 0.1
 */
void ifplan_set_flag(struct ifplan *ifplan, enum ifplan_flag flag, bool is_on);

/*
 * Leave interfaces out whose name matches this shell pattern.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_add_exclude(struct ifplan *ifplan, const char *glob);

/*
 * Set an option in every stanza, "NAME=VALUE"; an empty value unsets it.
 * Fails: -EINVAL without "=", -ENOMEM.
 * Since: 0.1
 */
int ifplan_add_option(struct ifplan *ifplan, const char *assignment);

/*
 * Read the configuration with the files it includes.
 * Fails: -ENOMEM, or what reading the main file failed with; a file with
 * mistakes is no failure: see ifplan_has_errors().
 * Since: 0.1
 */
int ifplan_load(struct ifplan *ifplan);

/*
 * Was there anything wrong that should make a command exit with 1?
 * Since: 0.1
 */
bool ifplan_has_errors(const struct ifplan *ifplan);

/*
 * The complaint after PREVIOUS, the first for NULL; NULL after the last.
 * New ones come at the end.
 * Since: 0.1
 */
const struct ifplan_diag *ifplan_next_diag(const struct ifplan *ifplan,
					   const struct ifplan_diag *previous);

/*
 * How bad it is.
 * Since: 0.1
 */
enum ifplan_severity ifplan_diag_severity(const struct ifplan_diag *diag);

/*
 * One sentence.  A classic one is ifupdown's own wording; "PROGRAM: " goes
 * before it and nothing else.
 * Since: 0.1
 */
const char *ifplan_diag_text(const struct ifplan_diag *diag);

/*
 * Is the text ifupdown's own wording?
 * Since: 0.1
 */
bool ifplan_diag_is_classic(const struct ifplan_diag *diag);

/*
 * A word that stays the same whatever the text says, such as
 * "misplaced-option", or NULL.
 * Since: 0.1
 */
const char *ifplan_diag_code(const struct ifplan_diag *diag);

/*
 * The interface or file it is about, or NULL.
 * Since: 0.1
 */
const char *ifplan_diag_subject(const struct ifplan_diag *diag);

/*
 * What to do about it, or NULL.
 * Since: 0.1
 */
const char *ifplan_diag_hint(const struct ifplan_diag *diag);

/*
 * The place in the file: path, or NULL when it has none.  Line and column
 * count from 1, the column in characters; ret_length characters are meant;
 * ret_source is the text of the line.  Any of the outputs may be NULL.
 * Since: 0.1
 */
const char *ifplan_diag_place(const struct ifplan_diag *diag,
			      unsigned *ret_line, unsigned *ret_column,
			      unsigned *ret_length, const char **ret_source);

/*
 * The interfaces that NAMES (NULL-terminated; "eth0", "eth0=home", "/eth*")
 * and the settings choose, as "NAME" or "NAME=LOGICAL", NULL-terminated.
 * With IFPLAN_ALL, or without names for IFPLAN_QUERY: those of the class.
 * An unknown name becomes a complaint and is left out.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_select(struct ifplan *ifplan, enum ifplan_goal goal,
		  const char *const names[], const char *const **ret);

/*
 * What one stanza means for an interface ("NAME" or "NAME=LOGICAL"; a mapping
 * may choose the logical name): the one after PREVIOUS, the first for NULL;
 * NULL after the last.
 * Since: 0.1
 */
const struct ifplan_iface *
ifplan_next_iface(struct ifplan *ifplan, const char *name,
		  const struct ifplan_iface *previous);

/*
 * The NUMBER-th option of it, from 0, as ifquery shows it: inherited ones
 * first, then defaults and computed ones.  False after the last.
 * Since: 0.1
 */
bool ifplan_iface_option(const struct ifplan_iface *iface, size_t number,
			 const char **ret_name, const char **ret_value);

/*
 * The recorded interfaces, "NAME=LOGICAL", newest first, NULL-terminated.
 * Does not need ifplan_load().
 * Fails: -ENOMEM, or what reading the state failed with.
 * Since: 0.1
 */
int ifplan_read_state(struct ifplan *ifplan, const char *const **ret);

/*
 * Decide what brings the interfaces up (or down).  Mapping scripts are run;
 * nothing else is.  Interfaces that others need come first.
 * Owner: the handle.
 * Fails: -ENOMEM, or what asking the kernel failed with.
 * Since: 0.1
 */
int ifplan_make_plan(struct ifplan *ifplan, enum ifplan_goal goal,
		     const char *const names[], struct ifplan_plan **ret);

/*
 * The step after PREVIOUS, the first for NULL; NULL after the last.
 * Since: 0.1
 */
const struct ifplan_step *ifplan_next_step(const struct ifplan_plan *plan,
					   const struct ifplan_step *previous);

/*
 * A step as one would type it: "ip link set dev eth0 up".
 * Since: 0.1
 */
const char *ifplan_step_text(const struct ifplan_step *step);

/*
 * The interface a step belongs to.
 * Since: 0.1
 */
const char *ifplan_step_interface(const struct ifplan_step *step);

/*
 * Told of every step before it is carried out, and with NULL before a wait for
 * another command.  New complaints may have come up since the last call.
 */
typedef void ifplan_step_fn(const struct ifplan_step *step, void *data);

/*
 * Carry out a plan.  Where a step fails, what its interface got so far is
 * taken back (after a failed hook it stays), and the others go on.
 * Fails: -EIO when an interface failed, or could not even be planned; the
 * complaints say why.  -EINVAL with IFPLAN_NO_ACT or ifplan_set_snapshot().
 * Since: 0.1
 */
int ifplan_run(struct ifplan_plan *plan, ifplan_step_fn *report, void *data);

/*
 * What the kernel has, in interfaces(5) syntax.
 * Owner: caller, ends with free().
 * Fails: -ENOMEM, or what asking the kernel failed with.
 * Since: 0.1
 */
int ifplan_running_text(struct ifplan *ifplan, char **ret);

/*
 * The kernel's link after PREVIOUS, the first for NULL; NULL after the last.
 * The first call reads them all.
 * Since: 0.1
 */
const struct ifplan_link *ifplan_next_link(struct ifplan *ifplan,
					   const struct ifplan_link *previous);

/*
 * One fact of a link in words: "name", "kind", "master", "state",
 * "addresses"; "" where there is none, NULL for an unknown fact.
 * Since: 0.1
 */
const char *ifplan_link_fact(struct ifplan *ifplan,
			     const struct ifplan_link *link, const char *fact);

/*
 * The NUMBER-th option row, from 0: its name, the link kind or method it
 * belongs to ("" for all), its unit or "", and a sentence of help.  False
 * after the last.  Any of the outputs may be NULL.
 * Since: 0.1
 */
bool ifplan_option_row(size_t number, const char **ret_name,
		       const char **ret_owner, const char **ret_unit,
		       const char **ret_help);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
