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
struct ifplan_file;
struct ifplan_stanza;
struct ifplan_line;
struct ifplan_check;
struct ifplan_checked;
struct ifplan_claim;

enum ifplan_goal {
	IFPLAN_UP = 0,
	IFPLAN_DOWN = 1,
	IFPLAN_QUERY = 2,	/* only for ifplan_select() */
};

enum ifplan_flag {
	IFPLAN_ALL = 0,			/* every interface of the class */
	IFPLAN_FORCE = 1,		/* whatever is recorded */
	IFPLAN_IGNORE_ERRORS = 2,	/* go on after a failed step */
	IFPLAN_NO_ACT = 3,		/* only plan, with ifupdown's lines;
					   nothing is written or run */
	IFPLAN_NO_SCRIPTS = 4,		/* skip /etc/network/if-*.d */
	IFPLAN_NO_MAPPINGS = 5,
	IFPLAN_NO_LOOPBACK = 6,		/* lo is nothing special */
	IFPLAN_VERBOSE = 7,		/* VERBOSITY=1 for hooks; the lines too */
	IFPLAN_NO_ACT_COMMANDS = 8,	/* carry nothing out, but record it */
	IFPLAN_STRICT = 9,		/* a check fails for what is there
					   beyond the file, too */
	IFPLAN_WITH_DEPENDS = 10,	/* a check tells of what the chosen
					   interfaces stand on, too */
};

enum ifplan_status {
	IFPLAN_UNKNOWN = 0,	/* nothing the kernel could tell */
	IFPLAN_PASS = 1,
	IFPLAN_FAIL = 2,
};

enum ifplan_line_kind {
	IFPLAN_LINE_HEAD = 0,		/* the first of its stanza */
	IFPLAN_LINE_OPTION = 1,
	IFPLAN_LINE_COMMENT = 2,
	IFPLAN_LINE_BLANK = 3,
	IFPLAN_LINE_LIST = 4,		/* a bare auto, allow- or no- line */
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
 * Stop when this descriptor becomes readable (an eventfd that a signal handler
 * writes to, say): the program that runs is ended, what is under way is
 * recorded as partial, and nothing more is begun.  -1: none.
 * Owner: caller; nothing is read from it.
 * Since: 0.1
 */
void ifplan_set_stop(struct ifplan *ifplan, int fd);

/*
 * Wait so long for an interface that another process works on; 90 seconds at
 * first, 0: for ever.
 * Since: 0.1
 */
void ifplan_set_lock_limit(struct ifplan *ifplan, unsigned limit_s);

/*
 * Switch a flag on or off; all are off at first.
 * Since: 0.1
 */
void ifplan_set_flag(struct ifplan *ifplan, enum ifplan_flag flag, bool is_on);

/*
 * Have FN called when there are complaints to tell before something is run
 * that prints itself: a mapping script.
 * Since: 0.1
 */
typedef void ifplan_news_fn(void *data);
void ifplan_on_news(struct ifplan *ifplan, ifplan_news_fn *fn, void *data);

/*
 * Have FN called once a second while ifplan_run() waits for the kernel: what
 * for, as "eth0: waiting for carrier", and since when.  After a wait that was
 * told of, it is called with NULL for TEXT.
 * Owner: TEXT is valid during the call.
 * Since: 0.1
 */
typedef void ifplan_wait_fn(const char *text, unsigned seconds, void *data);
void ifplan_on_wait(struct ifplan *ifplan, ifplan_wait_fn *fn, void *data);

/*
 * Leave interfaces out whose name matches this shell pattern.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_add_exclude(struct ifplan *ifplan, const char *glob);

/*
 * Leave the work of these packages to their scripts in /etc/network/if-*.d:
 * NAMES, with commas between them, are of "bridge", "ifenslave",
 * "vlan" and "ifmetric".
 * Fails: -EINVAL, another name; -ENOMEM.
 * Since: 0.1
 */
int ifplan_leave_to_scripts(struct ifplan *ifplan, const char *names);

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
 * Was there anything wrong that should make a command exit with 1?  As with
 * ifupdown a mistake in an included file is not.
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
 * Does it come from ifplan_file_lint(): allowed, but likely wrong?
 * Since: 0.1
 */
bool ifplan_diag_is_finding(const struct ifplan_diag *diag);

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
 * An unknown name becomes a complaint and is left out; with IFPLAN_QUERY it is
 * left in, and becomes one when it is asked about.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_select(struct ifplan *ifplan, enum ifplan_goal goal,
		  const char *const names[], const char *const **ret);

/*
 * Has the configuration a stanza for it, or a mapping that may find one?  NAME
 * is one that ifplan_select() gave; others are known by their record alone, or
 * not at all.
 * Since: 0.1
 */
bool ifplan_is_defined(struct ifplan *ifplan, const char *name);

/*
 * Is it defined, or recorded as up?  If not, that becomes a complaint.
 * Since: 0.1
 */
bool ifplan_is_known(struct ifplan *ifplan, const char *name);

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
 * The links that must be there before the interface of these stanzas can come
 * up: its ports, the link below it, or what a name without stanza (eth0.50)
 * stands on; NULL-terminated.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_needs(struct ifplan *ifplan, const char *name,
		 const char *const **ret);

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
 * Fails: -ENOMEM; -EAGAIN when links and addresses changed each time they were
 * read; or what asking the kernel failed with.
 * Since: 0.1
 */
int ifplan_make_plan(struct ifplan *ifplan, enum ifplan_goal goal,
		     const char *const names[], struct ifplan_plan **ret);

/*
 * The step after PREVIOUS, the first for NULL; NULL after the last.
 * With IFPLAN_NO_ACT or IFPLAN_VERBOSE the commands that ifupdown would run
 * are among them, as lines that do nothing by themselves (the text may be
 * empty), and steps that such a line speaks for are left out.  With
 * IFPLAN_NO_ACT_COMMANDS there is nothing but these commands.
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
 * A step may be no more than a complaint, about what planning found: it stands
 * where the turn of its interface is.  The complaint, or NULL for a step to be
 * carried out.  ifplan_run() adds it to those of the handle when it gets there.
 * Since: 0.1
 */
const struct ifplan_diag *ifplan_step_diag(const struct ifplan_step *step);

/*
 * The interface a step belongs to.
 * Since: 0.1
 */
const char *ifplan_step_interface(const struct ifplan_step *step);

/*
 * Told of every step before it is carried out, and with NULL before a wait for
 * another command and after a complaint of the plan.  New complaints may have
 * come up since the last call.
 */
typedef void ifplan_step_fn(const struct ifplan_step *step, void *data);

/*
 * Carry out a plan.  Where a step fails, what its interface got so far is
 * taken back (after a failed hook it stays), and the others go on.
 * Fails: -EIO when an interface failed, or could not even be planned; the
 * complaints say why.  -ETIMEDOUT when that was a lock, see
 * ifplan_set_lock_limit().  -EINVAL with IFPLAN_NO_ACT or
 * ifplan_set_snapshot().
 * Since: 0.1
 */
int ifplan_run(struct ifplan_plan *plan, ifplan_step_fn *report, void *data);

/*
 * Hold the machine against the file: what ifup --force would change of these
 * interfaces (NAMES as for ifplan_select() with IFPLAN_QUERY) differs.
 * Mapping scripts may be run; nothing is changed.
 * Owner: the handle.
 * Fails: as ifplan_make_plan(); a name that nobody knows is a complaint.
 * Since: 0.1
 */
int ifplan_check(struct ifplan *ifplan, const char *const names[],
		 struct ifplan_check **ret);

/*
 * The stanza after PREVIOUS, the first for NULL, in the order of the names and
 * then of the file; with IFPLAN_WITH_DEPENDS those that are needed come last.
 * NULL after the last.
 * Since: 0.1
 */
const struct ifplan_checked *
ifplan_next_checked(const struct ifplan_check *check,
		    const struct ifplan_checked *previous);

/*
 * One fact of it in words: "name"; "family" and "method" as its first line
 * has them; "text", in ifupdown2's words, and "reason", why it fails as a
 * whole.  "" where there is none, NULL for an unknown fact.
 * Since: 0.1
 */
const char *ifplan_checked_fact(const struct ifplan_checked *checked,
				const char *fact);

/*
 * IFPLAN_FAIL when one claim fails or there is a text or reason, IFPLAN_PASS
 * when one passes and none fails.
 * Since: 0.1
 */
enum ifplan_status ifplan_checked_status(const struct ifplan_checked *checked);

/*
 * Is there no such link?  Then it has no claims.
 * Since: 0.1
 */
bool ifplan_checked_is_missing(const struct ifplan_checked *checked);

/*
 * Path and line of its first line; NULL for the lo that no file has.
 * Since: 0.1
 */
const char *ifplan_checked_place(const struct ifplan_checked *checked,
				 unsigned *ret_line);

/*
 * The claim after PREVIOUS, the first for NULL: an option of the stanza, or
 * an address that is there beyond the file.  NULL after the last.
 * Since: 0.1
 */
const struct ifplan_claim *
ifplan_next_claim(const struct ifplan_checked *checked,
		  const struct ifplan_claim *previous);

/*
 * One fact of it in words: "option"; "value", what ifupdown2 shows of it;
 * "expected" by the file, "actual" on the machine, "extra", ports beyond
 * those, in brackets; "reason", why it fails.  "" where there is none, NULL for an unknown
 * fact.
 * Since: 0.1
 */
const char *ifplan_claim_fact(const struct ifplan_claim *claim,
			      const char *fact);

/*
 * Does the machine have it so?
 * Since: 0.1
 */
enum ifplan_status ifplan_claim_status(const struct ifplan_claim *claim);

/*
 * Is it there, and in no stanza?
 * Since: 0.1
 */
bool ifplan_claim_is_extra(const struct ifplan_claim *claim);

/*
 * Does the link have to go down for it to be repaired?
 * Since: 0.1
 */
bool ifplan_claim_is_disruptive(const struct ifplan_claim *claim);

/*
 * Path, line and column of the option's name, from 1; 0 where it comes from
 * --option.  NULL when it is in no file.
 * Since: 0.1
 */
const char *ifplan_claim_place(const struct ifplan_claim *claim,
			       unsigned *ret_line, unsigned *ret_column);

/*
 * Is an interface marked auto?
 * Since: 0.1
 */
bool ifplan_is_auto(struct ifplan *ifplan, const char *name);

/*
 * The links of these names, NULL-terminated, or all for NULL, as an interfaces
 * file that makes them what they are.  After ifplan_load() with the auto lines
 * of that file.  A link that is not there is left out.
 * Owner: caller, ends with free().
 * Fails: -ENOMEM; -EAGAIN when links and addresses changed each time they were
 * read; or what asking the kernel failed with.
 * Since: 0.1
 */
int ifplan_running_file(struct ifplan *ifplan, const char *const names[],
			char **ret);

/*
 * What the kernel has, every attribute of it, for ifplan_set_snapshot().
 * Owner: caller, ends with free().
 * Fails: -ENOMEM; -EAGAIN when links and addresses changed each time they were
 * read; or what asking the kernel failed with.
 * Since: 0.1
 */
int ifplan_running_text(struct ifplan *ifplan, char **ret);

/*
 * The link after PREVIOUS, the first for NULL, of the kernel or of
 * ifplan_set_snapshot(); NULL after the last.
 * The first call reads them all.
 * Since: 0.1
 */
const struct ifplan_link *ifplan_next_link(struct ifplan *ifplan,
					   const struct ifplan_link *previous);

/*
 * One fact of a link in words: "name"; "kind", "" for hardware; "detail", what
 * tells it from others of its kind (a bond's mode, a VLAN's number);
 * "master"; "lower", the link it is made on; "state"; "speed" in bits a second
 * ("10G"); "addresses", and "global", those without the link-local ones.
 * "" where there is none, NULL for an unknown fact.
 * Since: 0.1
 */
const char *ifplan_link_fact(struct ifplan *ifplan,
			     const struct ifplan_link *link, const char *fact);

/*
 * Do two names mean the same option?  "bridge_ports" and "bridge-ports" do,
 * "post-up" and "up" too.
 * Since: 0.1
 */
bool ifplan_is_same_option(const char *name, const char *other);

/*
 * The NUMBER-th option row, from 0: its name, the link kind or method it
 * belongs to ("" for all), its unit or "", and a sentence of help.  False
 * after the last.  Any of the outputs may be NULL.
 * Since: 0.1
 */
bool ifplan_option_row(size_t number, const char **ret_name,
		       const char **ret_owner, const char **ret_unit,
		       const char **ret_help);

/*
 * One more fact of that row in words: "choices", with blanks between; "value",
 * what stands for one where there are none ("seconds"); "range" ("0-255");
 * "also", its other spellings; "modes", those in which it counts, if not in all
 * ("802.3ad"); "default", the value without it, if that is always the same;
 * "defaults", others and when ("100 in mode 802.3ad"); "kernel", the attribute
 * or the file that it sets; "ip", the word of ip(8); "notes", sentences.  ""
 * where there is none, NULL for an unknown fact or row.
 * Since: 0.1
 */
const char *ifplan_option_fact(struct ifplan *ifplan, size_t number,
			       const char *fact);

/*
 * The file itself, to read and to edit.
 *
 * An ifplan_file is an interfaces file with all it includes.  Its stanzas
 * (iface, auto, mapping, source ...) are walked file by file, the main one
 * first.  An edit changes the bytes it must and no others; nothing is on disk
 * before ifplan_file_save().  Give vmbr0 larger packets:
 *
 *	struct ifplan_file *file;
 *	const char *values[] = { "9000", NULL };
 *
 *	if (ifplan_file_open(ifplan, NULL, &file) == 0 &&
 *	    (stanza = ifplan_file_find(file, "vmbr0", NULL)) &&
 *	    ifplan_stanza_set(stanza, "mtu", values) >= 0)
 *		r = ifplan_file_save(file);
 *
 * Editing functions return 1 when they changed something, 0 when all was so
 * already, or a negative errno, and then nothing is changed and a complaint
 * says why.  A stanza lives as long as its file, or until it is deleted; lines,
 * complaints and strings of a file live until its next change.  After -ENOMEM
 * a file can only be closed.
 */

/*
 * Read an interfaces file, NULL for the handle's, and what it includes.
 * Mistakes in it are complaints, not failures.
 * Owner: caller, ends with ifplan_file_close(), before its handle.
 * Fails: -ENOMEM, or what reading the main file failed with; the handle has a
 * complaint then.
 * Since: 0.1
 */
int ifplan_file_open(struct ifplan *ifplan, const char *path,
		     struct ifplan_file **ret);

/*
 * The same from memory: SIZE bytes, copied, stand for the file PATH.  Saving
 * makes that file, and fails where there is one.
 * Owner: caller, ends with ifplan_file_close(), before its handle.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_parse(struct ifplan *ifplan, const char *path,
		      const char *bytes, size_t size,
		      struct ifplan_file **ret);

/*
 * End a file and all that came from it; what was not saved is lost.  NULL is
 * welcome.  Returns NULL.
 * Since: 0.1
 */
struct ifplan_file *ifplan_file_close(struct ifplan_file *file);

/*
 * The path after PREVIOUS, a string this returned, of the files that were
 * read; the main one for NULL; NULL after the last.
 * Since: 0.1
 */
const char *ifplan_file_next_path(const struct ifplan_file *file,
				  const char *previous);

/*
 * The bytes of one of the files as they are now, NULL for the main one, with
 * a NUL after them.  NULL when PATH is none of them.
 * Since: 0.1
 */
const char *ifplan_file_text(const struct ifplan_file *file, const char *path,
			     size_t *ret_size);

/*
 * Put SIZE bytes, copied, in the place of all of one of the files.
 * Returns 1 or 0: is there a change?
 * Fails: -ENOENT when PATH is none of them, -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_set_text(struct ifplan_file *file, const char *path,
			 const char *bytes, size_t size);

/*
 * Does one of the files, or any for NULL, differ from what was read?
 * Since: 0.1
 */
bool ifplan_file_is_changed(const struct ifplan_file *file, const char *path);

/*
 * What changed since the file was read, a sentence each ("vmbr0: mtu 1500 ->
 * 9000"), NULL-terminated; "comments only" when nothing else did.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_changes(struct ifplan_file *file, const char *const **ret);

/*
 * The complaint about the file after PREVIOUS, the first for NULL; NULL after
 * the last.  A change leaves only those of reading the new text.
 * Since: 0.1
 */
const struct ifplan_diag *
ifplan_file_next_diag(const struct ifplan_file *file,
		      const struct ifplan_diag *previous);

/*
 * Look for what is allowed but likely wrong; findings become complaints.  The
 * handle's snapshot, or else the kernel, tells which links there are, and the
 * hooks in /etc/network which options they read.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_lint(struct ifplan_file *file);

/*
 * Replace the files that changed.  All are written beside the old ones and
 * synced before the first takes its place; mode, owner, access lists, extended
 * attributes and symbolic links stay.
 * Fails: -ESTALE when a file is not what was read any more, or a new one is
 * there meanwhile; -EAGAIN when another program holds its lock too long;
 * -ENOMEM, or what writing failed with; then nothing was replaced.
 * Since: 0.1
 */
int ifplan_file_save(struct ifplan_file *file);

/*
 * Write the main file to PATH, whatever is there; mode, owner and attributes
 * are those of PATH if it exists, else of the file that was read.
 * Fails: -ENOMEM, or what writing failed with.
 * Since: 0.1
 */
int ifplan_file_save_as(struct ifplan_file *file, const char *path);

/*
 * The stanza after PREVIOUS, the first for NULL; NULL after the last.  A bare
 * auto, allow- or no- line inside an iface stanza is a line of that one.
 * Since: 0.1
 */
struct ifplan_stanza *ifplan_file_next_stanza(struct ifplan_file *file,
				const struct ifplan_stanza *previous);

/*
 * The iface stanza after PREVIOUS of "NAME", "NAME/FAMILY" or, counted from 1
 * among those, "NAME/FAMILY/NUMBER"; NULL when there is none.
 * Since: 0.1
 */
struct ifplan_stanza *ifplan_file_find(struct ifplan_file *file,
				       const char *where,
				       const struct ifplan_stanza *previous);

/*
 * Which of the stanzas ifplan_file_find() tells would a person mean who sets
 * OPTION to VALUE (or NULL)?  The one that has the option; the family of an
 * address; else the first.
 * Since: 0.1
 */
struct ifplan_stanza *ifplan_file_choose(struct ifplan_file *file,
					 const char *where, const char *option,
					 const char *value);

/*
 * The first word: "iface", "auto", "allow-hotplug", "source" ...; NULL when
 * the stanza was deleted.
 * Since: 0.1
 */
const char *ifplan_stanza_keyword(const struct ifplan_stanza *stanza);

/*
 * What follows the first word in its line.
 * Since: 0.1
 */
const char *ifplan_stanza_words(const struct ifplan_stanza *stanza);

/*
 * Of an iface stanza: the interface; the family and the method in effect,
 * inherited or not.  "" for other stanzas.
 * Since: 0.1
 */
const char *ifplan_stanza_name(const struct ifplan_stanza *stanza);
const char *ifplan_stanza_family(const struct ifplan_stanza *stanza);
const char *ifplan_stanza_method(const struct ifplan_stanza *stanza);

/*
 * The stanza it inherits from, or NULL.
 * Since: 0.1
 */
struct ifplan_stanza *
ifplan_stanza_parent(const struct ifplan_stanza *stanza);

/*
 * Is its first line so wrong that it means nothing?
 * Since: 0.1
 */
bool ifplan_stanza_is_broken(const struct ifplan_stanza *stanza);

/*
 * Path and line, from 1, of the stanza's first line.
 * Since: 0.1
 */
const char *ifplan_stanza_place(const struct ifplan_stanza *stanza,
				unsigned *ret_line);

/*
 * The line after PREVIOUS, its head for NULL; NULL after the last.  A line
 * may go over several with backslashes; its place is that of the first.
 * Since: 0.1
 */
const struct ifplan_line *
ifplan_stanza_next_line(const struct ifplan_stanza *stanza,
			const struct ifplan_line *previous);

/*
 * The NUMBER-th option in effect, from 0: inherited ones first, post-up and
 * pre-down as "up" and "down".  ret_line, which may be NULL, gets its line,
 * in whichever stanza.  False after the last.
 * Since: 0.1
 */
bool ifplan_stanza_option(const struct ifplan_stanza *stanza, size_t number,
			  const char **ret_name, const char **ret_value,
			  const struct ifplan_line **ret_line);

/*
 * What sort of line it is.
 * Since: 0.1
 */
enum ifplan_line_kind ifplan_line_kind(const struct ifplan_line *line);

/*
 * Its first word, and the rest of it with continuations closed up; both ""
 * for comments and blank lines.
 * Since: 0.1
 */
const char *ifplan_line_name(const struct ifplan_line *line);
const char *ifplan_line_value(const struct ifplan_line *line);

/*
 * Its bytes in the file, with the newline; no NUL after them.
 * Since: 0.1
 */
const char *ifplan_line_text(const struct ifplan_line *line,
			     size_t *ret_size);

/*
 * Path, line and the column of its first word, or of its value, from 1, the
 * column in characters.  Any of the outputs may be NULL.
 * Since: 0.1
 */
const char *ifplan_line_place(const struct ifplan_line *line,
			      unsigned *ret_line, unsigned *ret_name_column,
			      unsigned *ret_value_column);

/*
 * The NUMBER-th class, from 0, "auto" or the CLASS of allow-CLASS; NULL after
 * the last.
 * Since: 0.1
 */
const char *ifplan_file_class(const struct ifplan_file *file, size_t number);

/*
 * The NUMBER-th name or pattern in a class, from 0; NULL after the last.
 * ret_stanza, which may be NULL, gets the stanza that lists it.
 * Since: 0.1
 */
const char *ifplan_file_member(const struct ifplan_file *file,
			       const char *class_name, size_t number,
			       struct ifplan_stanza **ret_stanza);

/*
 * Is an interface in a class, by name or by pattern?
 * Since: 0.1
 */
bool ifplan_file_is_member(const struct ifplan_file *file,
			   const char *class_name, const char *name);

/*
 * The mapping stanza after PREVIOUS that applies to an interface; NULL after
 * the last.
 * Since: 0.1
 */
struct ifplan_stanza *ifplan_file_next_mapping(struct ifplan_file *file,
				const char *name,
				const struct ifplan_stanza *previous);

/*
 * Make these, NULL-terminated, all values of an option in the stanza.  Those
 * of an option that may repeat (address, up) get a line each, those of others
 * are the words of one line.  Lines that are there are changed in place.
 * Fails: -EINVAL for a name or value the file cannot hold, -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_set(struct ifplan_stanza *stanza, const char *option,
		      const char *const values[]);

/*
 * Add a value: a line to an option that may repeat, a word to another's list
 * (bridge-ports), unless it is there.
 * Fails: -EINVAL, also when the option has a value and takes but one; -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_add(struct ifplan_stanza *stanza, const char *option,
		      const char *value);

/*
 * Remove an option, or with VALUE only that line, or that word of a list.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_unset(struct ifplan_stanza *stanza, const char *option,
			const char *value);

/*
 * Change the method of an iface stanza.
 * Fails: -EINVAL for a method its family does not have, -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_set_method(struct ifplan_stanza *stanza, const char *method);

/*
 * The comment lines right above the stanza (and the line above it that lists
 * its name alone), or above the first line of an option in it, without their
 * "#" and one blank, joined by newlines; NULL when there are none.
 * Since: 0.1
 */
const char *ifplan_stanza_comment(const struct ifplan_stanza *stanza,
				  const char *option);

/*
 * Replace that comment, or remove it with NULL.
 * Fails: -ENOENT when the option is not there, -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_set_comment(struct ifplan_stanza *stanza, const char *option,
			      const char *text);

/*
 * Delete a stanza; the comments above it stay.  See ifplan_file_delete().
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_delete(struct ifplan_stanza *stanza);

/*
 * Move a stanza before another of the same file, or to the file's end for
 * NULL.  The comments right above it go with it, and a line there that lists
 * nothing but its name.
 * Fails: -EXDEV when it is another file's, -EINVAL for a list without names,
 * -ENOMEM.
 * Since: 0.1
 */
int ifplan_stanza_move(struct ifplan_stanza *stanza,
		       const struct ifplan_stanza *before);

/*
 * Add a stanza of one line ("iface eth0 inet static", "source other") before
 * another, or at the end of the main file for NULL.
 * Fails: -EINVAL for a line that is no stanza, -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_add_stanza(struct ifplan_file *file, const char *line,
			   const struct ifplan_stanza *before,
			   struct ifplan_stanza **ret);

/*
 * Delete all stanzas that WHERE tells (as in ifplan_file_find()), and when
 * none is left of that name, its name from all lists.
 * Fails: -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_delete(struct ifplan_file *file, const char *where);

/*
 * Give an interface another name: its stanzas, lists, inherits, mappings and
 * every option that names an interface; eth0.5 follows eth0.  Commands are
 * left alone; complaints (notes) point at those that say the name.
 * Fails: -EINVAL for a name the kernel cannot have, -EEXIST, -ENOENT, -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_rename(struct ifplan_file *file, const char *name,
		       const char *new_name);

/*
 * Put an interface into a class ("auto", "hotplug"), with a line above its
 * first stanza, or take it out.
 * Fails: -EINVAL, also when a pattern keeps it in; -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_set_member(struct ifplan_file *file, const char *class_name,
			   const char *name, bool is_member);

/*
 * Move address, gateway and name servers from one interface to another, as
 * when a bridge is put on top of a card; what belongs to the link (mtu, bond
 * and vlan options) stays, hardware addresses of bonds are copied.  Stanzas
 * of FROM become manual, those of TO get its methods.
 * Fails: -ENOENT, -EEXIST when TO has an address, -ENOMEM.
 * Since: 0.1
 */
int ifplan_file_move_address(struct ifplan_file *file, const char *from,
			     const char *to);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
