// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * explain.c - ifquery --explain: an option, or an interface
 *
 *	bond-lacp-rate slow | fast
 *	  How often the switch is to send LACP packets. Mode 802.3ad only.
 *	  Default slow. To change it takes the link down for a moment.
 *	  Of bond; kernel: IFLA_BOND_AD_LACP_RATE; ip(8): lacp_rate.
 *
 *	iface vmbr0 inet static     # /etc/network/interfaces:9
 *		address 192.0.2.2/24    # :10, so it is
 *		mtu 9000                # :11, is 1500, not 9000
 *
 *	vmbr0 comes up like this:
 *	  vmbr0  ip link add name vmbr0 type bridge
 *	         ip link set dev vmbr0 up
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/color.h"

/* Options */

static void print_value(struct call *call, size_t number, const char *name)
{
	const char *choices = ifplan_option_fact(call->ifplan, number,
						 "choices");

	printf("%s%s%s ", color_start(call, COLOR_NAME), name,
	       color_end(call, COLOR_NAME));
	for (; *choices; choices++)
		fputs(*choices == ' ' ? " | " : (char[]){ *choices, '\0' },
		      stdout);
	puts(ifplan_option_fact(call->ifplan, number, "value"));
}

static void print_help(struct call *call, size_t number, const char *help)
{
	const char *modes = ifplan_option_fact(call->ifplan, number, "modes");

	printf("  %c%s.", toupper((unsigned char)*help), help + 1);
	if (*modes)
		printf(" Mode %s only.", modes);
	putchar('\n');
}

/* One for all, others for some, or both. */
static bool print_default(struct call *call, size_t number)
{
	const char *value = ifplan_option_fact(call->ifplan, number,
					       "default");
	const char *others = ifplan_option_fact(call->ifplan, number,
						"defaults");

	if (*value || *others)
		printf("  Default %s%s%s.", value,
		       *value && *others ? ", " : "", others);
	return *value || *others;
}

static void print_notes(struct call *call, size_t number)
{
	const char *notes = ifplan_option_fact(call->ifplan, number, "notes");
	bool has_default = print_default(call, number);

	if (*notes)
		printf("%s%s", has_default ? " " : "  ", notes);
	if (*notes || has_default)
		putchar('\n');
}

static const struct {
	const char *fact;
	const char *label;
} facts[] = {
	{ "range", "range" }, { "also", "also" }, { "kernel", "kernel" },
	{ "ip", "ip(8)" },
};

/* Rows that say the same are one option of several kinds or methods. */
static bool is_same_row(size_t number, size_t other)
{
	const char *name, *its_name, *help, *its_help;

	return ifplan_option_row(number, &name, NULL, NULL, &help) &&
		ifplan_option_row(other, &its_name, NULL, NULL, &its_help) &&
		!strcmp(name, its_name) && !strcmp(help, its_help);
}

static void print_owners(size_t number)
{
	const char *owner, *before = "  Of ";

	for (size_t i = number;
	     ifplan_option_row(i, NULL, &owner, NULL, NULL); i++) {
		if (!is_same_row(i, number))
			continue;
		printf("%s%s", before, *owner ? owner : "every interface");
		before = ", ";
	}
}

static void print_facts(struct call *call, size_t number)
{
	print_notes(call, number);
	print_owners(number);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const char *text = ifplan_option_fact(call->ifplan, number,
						      facts[i].fact);

		if (*text)
			printf("; %s: %s", facts[i].label, text);
	}
	puts(".");
}

static bool is_told(size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (is_same_row(i, number))
			return true;
	return false;
}

static bool is_option(const char *asked)
{
	const char *name;

	for (size_t i = 0; ifplan_option_row(i, &name, NULL, NULL, NULL); i++)
		if (ifplan_is_same_option(name, asked))
			return true;
	return false;
}

static void explain_option(struct call *call, const char *asked)
{
	const char *name, *help, *gap = "";

	for (size_t i = 0; ifplan_option_row(i, &name, NULL, NULL, &help);
	     i++) {
		if (!ifplan_is_same_option(name, asked) || is_told(i))
			continue;
		fputs(gap, stdout);
		print_value(call, i, name);
		print_help(call, i, help);
		print_facts(call, i);
		gap = "\n";
	}
}

/* What the file says of an interface, and what the machine has */

static void print_place(const char *path, unsigned line, const char **named)
{
	if (!path)
		return;
	printf("# %s:%u", *named && !strcmp(*named, path) ? "" : path, line);
	*named = path;
}

static void explain_claim(const struct call *call,
			  const struct ifplan_claim *claim, const char **named)
{
	bool is_failing = ifplan_claim_status(claim) == IFPLAN_FAIL;
	const char *reason = ifplan_claim_fact(claim, "reason");
	const char *extra = ifplan_claim_fact(claim, "extra");
	const char *expected = ifplan_claim_fact(claim, "expected");
	unsigned line, column;
	const char *path = ifplan_claim_place(claim, &line, &column);
	enum color_role role = is_failing ? COLOR_BAD : COLOR_PLAIN;
	char *text;

	if (asprintf(&text, "%s %s", ifplan_claim_fact(claim, "option"),
		     *expected ? expected :
		     ifplan_claim_fact(claim, "actual")) < 0)
		return;
	printf("\t%-38s ", text);
	free(text);
	print_place(path, line, named);
	printf("%s%s%s%s%s%s%s\n", path ? "" : "#", *reason ? " " : "",
	       color_start(call, role), reason, color_end(call, role),
	       *extra ? " beside " : "", extra);
}

static void explain_checked(const struct call *call,
			    const struct ifplan_checked *checked)
{
	static const char *const words[] = { "family", "method", NULL };
	const struct ifplan_claim *claim = NULL;
	const char *named = NULL;
	unsigned line;
	const char *path = ifplan_checked_place(checked, &line);
	const char *reason = ifplan_checked_fact(checked, "reason");
	const char *text = ifplan_checked_fact(checked, "text");

	printf("iface %s", ifplan_checked_fact(checked, "name"));
	for (size_t i = 0; words[i]; i++)
		if (*ifplan_checked_fact(checked, words[i]))
			printf(" %s", ifplan_checked_fact(checked, words[i]));
	fputs("  ", stdout);
	print_place(path, line, &named);
	if (ifplan_checked_is_missing(checked))
		printf(" %s", *reason ? reason : "not on this machine");
	else if (*reason || *text)
		printf(" %s", *reason ? reason : text);
	putchar('\n');
	while ((claim = ifplan_next_claim(checked, claim)))
		explain_claim(call, claim, &named);
}

static int explain_stanzas(struct call *call, const char *name)
{
	const char *const names[] = { name, NULL };
	const struct ifplan_checked *checked = NULL;
	struct ifplan_check *check;
	int r = ifplan_check(call->ifplan, names, &check);

	while (r == 0 && (checked = ifplan_next_checked(check, checked)))
		if (!strcmp(ifplan_checked_fact(checked, "name"), name))
			explain_checked(call, checked);
	return r;
}

static int explain_place(struct call *call, const char *name)
{
	const char *const *needs;
	int r = ifplan_needs(call->ifplan, name, &needs);

	if (r < 0)
		return r;
	putchar('\n');
	if (ifplan_is_auto(call->ifplan, name))
		printf("%s is marked auto.\n", name);
	if (!*needs)
		return 0;
	printf("%s stands on", name);
	for (size_t i = 0; needs[i]; i++)
		printf("%s %s", i ? "," : "", needs[i]);
	puts(".");
	return 0;
}

/* How it comes up: planned for a machine with nothing but its cards */

/* Does an interface of the file make links of this kind? */
static bool is_made(const char *kind)
{
	const char *owner;

	for (size_t i = 0; ifplan_option_row(i, NULL, &owner, NULL, NULL); i++)
		if (*kind && !strcmp(owner, kind))
			return true;
	return false;
}

static const char *value_of(const struct ifplan_stanza *stanza,
			    const char *option)
{
	const char *name, *value;

	for (size_t i = 0; ifplan_stanza_option(stanza, i, &name, &value,
						NULL); i++)
		if (!strcmp(name, option))
			return value;
	return "";
}

static void write_cards(struct call *call, struct ifplan_file *running,
			FILE *out)
{
	struct ifplan_stanza *stanza = NULL;

	while ((stanza = ifplan_file_next_stanza(running, stanza))) {
		const char *name = ifplan_stanza_name(stanza);
		const char *kind = value_of(stanza, "kind");

		if (is_made(kind) && ifplan_is_defined(call->ifplan, name))
			continue;
		fprintf(out, "iface %s\n", name);
		if (*kind)
			fprintf(out, "\tkind %s\n", kind);
		fprintf(out, "\tstate down\n");
	}
}

/* As a snapshot: a file without a name, its descriptor; or a negative errno. */
static int open_cards(struct call *call)
{
	int fd = memfd_create("cards", MFD_CLOEXEC);
	FILE *out = fd < 0 ? NULL : fdopen(dup(fd), "w");
	struct ifplan_file *running;
	char *text;
	int r = out ? ifplan_running_text(call->ifplan, &text) : -errno;

	if (r == 0) {
		r = ifplan_file_parse(call->ifplan, "running", text,
				      strlen(text), &running);
		free(text);
	}
	if (r == 0) {
		write_cards(call, running, out);
		ifplan_file_close(running);
	}
	if (out && (fclose(out) || r < 0)) {
		(void)close(fd);
		return r < 0 ? r : -EIO;
	}
	return r < 0 ? r : fd;
}

static void print_steps(const struct ifplan_plan *plan)
{
	const struct ifplan_step *step = NULL;
	const char *before = "";

	while ((step = ifplan_next_step(plan, step))) {
		const char *name = ifplan_step_interface(step);

		if (!*ifplan_step_text(step))
			continue;
		name = name ? name : "";
		printf("  %-15s %s%s\n", strcmp(name, before) ? name : "",
		       ifplan_step_diag(step) ? "# " : "",
		       ifplan_step_text(step));
		before = name;
	}
}

static int plan_from(struct call *call, const char *name, int fd)
{
	const char *const names[] = { name, NULL };
	struct ifplan_plan *plan;
	struct ifplan *bare;
	char path[40];
	int r = ifplan_new(&bare);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = ifplan_set_snapshot(bare, path);
	if (r == 0 && call->path)
		r = ifplan_set_interfaces(bare, call->path);
	if (r == 0)
		r = ifplan_load(bare);
	ifplan_set_flag(bare, IFPLAN_FORCE, true);
	if (r == 0)
		r = ifplan_make_plan(bare, IFPLAN_UP, names, &plan);
	if (r == 0) {
		printf("%s comes up like this:\n", name);
		print_steps(plan);
	}
	ifplan_free(bare);
	return r;
}

static int explain_steps(struct call *call, const char *name)
{
	int fd = open_cards(call), r;

	if (fd < 0)
		return fd;
	r = plan_from(call, name, fd);
	(void)close(fd);
	return r;
}

static int explain_interface(struct call *call, const char *name)
{
	int r = explain_stanzas(call, name);

	if (r == 0)
		r = explain_place(call, name);
	if (r == 0)
		r = explain_steps(call, name);
	return r;
}

/* A word may be both. */
static int explain(struct call *call, const char *name, bool has_file)
{
	bool is_interface = has_file && ifplan_is_defined(call->ifplan, name);
	int r = 0;

	if (!is_interface && !is_option(name)) {
		fprintf(stderr, "%s: %s is no interface of the file, and no "
			"option\n", call->program, name);
		return 1;
	}
	if (name != call->names[0])
		putchar('\n');
	if (is_interface)
		r = explain_interface(call, name);
	explain_option(call, name);
	return r < 0 ? report_failure(call, r) : 0;
}

int show_explanation(struct call *call)
{
	bool has_file = ifplan_load(call->ifplan) == 0;
	int r = 0;

	for (size_t i = 0; call->names[i]; i++)
		r |= explain(call, call->names[i], has_file);
	(void)fflush(stdout);
	report_diags(call);
	return r || ifplan_has_errors(call->ifplan);
}
