// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifquery.c - tell about the configuration, the state, and the kernel */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"

static int list_state(struct call *call)
{
	const char *const *lines;
	int r = ifplan_read_state(call->ifplan, &lines);

	if (r < 0)
		return report_failure(call, r);
	for (; *lines; lines++)
		puts(*lines);
	return 0;
}

static const char *find_line(const char *const *lines, const char *name)
{
	size_t length = strlen(name);

	for (; *lines; lines++)
		if (!strncmp(*lines, name, length) && (*lines)[length] == '=')
			return *lines;
	return NULL;
}

static int show_state(struct call *call)
{
	const char *const *lines;
	int r = 0;

	if (!call->names[0])
		return list_state(call);
	if (ifplan_read_state(call->ifplan, &lines) < 0)
		return 1;
	for (size_t i = 0; call->names[i]; i++) {
		const char *line = find_line(lines, call->names[i]);

		if (line)
			puts(line);
		else
			r = 1;
	}
	return r;
}

static void show_values(struct call *call, const char *name)
{
	const struct ifplan_iface *iface = NULL;
	const char *option, *value;

	while ((iface = ifplan_next_iface(call->ifplan, name, iface)))
		for (size_t i = 0;
		     ifplan_iface_option(iface, i, &option, &value); i++)
			printf("%s: %s\n", option, value);
}

/* Without the logical name; false: at most a record of it is known. */
static bool show_name(struct call *call, const char *name)
{
	if (!ifplan_is_defined(call->ifplan, name))
		return false;
	(void)fwrite(name, 1, strcspn(name, "="), stdout);
	(void)putchar('\n');
	return true;
}

static int show_interfaces(struct call *call)
{
	const char *const *names;
	bool is_complete = true;
	int r = ifplan_load(call->ifplan);

	if (r == 0)
		r = ifplan_select(call->ifplan, IFPLAN_QUERY, call->names,
				  &names);
	report_diags(call);
	for (; r == 0 && *names; names++) {
		if (call->wants_list)
			is_complete &= show_name(call, *names);
		else
			show_values(call, *names);
		report_diags(call);
	}
	report_end(call, r);
	return r < 0 || !is_complete || ifplan_has_errors(call->ifplan);
}

static int show_options(void)
{
	const char *name, *owner, *unit, *help;

	for (size_t i = 0; ifplan_option_row(i, &name, &owner, &unit, &help);
	     i++)
		printf("%s\t%s\t%s\t%s\n", name, owner, unit, help);
	return 0;
}

/* --json by itself is a way to ask; a check or what runs has a form of it. */
static bool shows_json(const struct call *call)
{
	return call->wants_json && !call->wants_check && !call->wants_running;
}

/* The ways to ask, of which one can be chosen. */
static unsigned count_views(const struct call *call)
{
	return (unsigned)call->wants_list + call->wants_state +
		call->wants_running + call->wants_brief +
		call->wants_options + call->wants_stanza +
		call->wants_check + (call->depends != DEPENDS_NONE) +
		(call->wants_lint || shows_json(call));
}

static const char *find_misuse(const struct call *call)
{
	if (count_views(call) > 1)
		return "--lint, --json and --stanza do not go with other "
			"ways to ask";
	if (call->has_class || call->has_exclude || call->has_option)
		return "--lint, --json and --stanza take no --allow, "
			"--exclude and --option";
	if (call->is_all && call->names[0])
		return "either use the --all option, or specify "
			"interface(s), but not both";
	if (call->is_all && call->wants_stanza)
		return "--stanza needs interface(s), not --all";
	if (!call->is_all && !call->names[0] && !call->wants_lint)
		return "no interface(s) specified";
	if (call->has_snapshot && !call->wants_lint)
		return "--snapshot needs --lint or --check";
	return NULL;
}

static int show_file(struct call *call)
{
	const char *misuse = find_misuse(call);

	if (misuse)
		return usage_error(call, misuse);
	if (call->wants_lint)
		return lint_file(call);
	if (call->wants_json)
		return dump_file(call);
	return show_stanzas(call);
}

/* Options of a check, or of what the kernel has, elsewhere. */
static const char *find_stray_flag(const struct call *call)
{
	return call->is_strict || call->has_depends || call->is_quiet ?
		"--strict, --with-depends and --quiet need --check" : NULL;
}

static const char *find_stray(const struct call *call)
{
	if (call->format != FORMAT_NONE)
		return "this --format needs --check or --running";
	return find_stray_flag(call);
}

static const char *find_kernel_misuse(const struct call *call)
{
	bool is_snapshot = call->format == FORMAT_SNAPSHOT;

	if (count_views(call) != 1 || (call->wants_running &&
				       call->wants_check))
		return "--check and --running do not go with other ways to ask";
	if (call->is_all && (call->names[0] || call->has_class))
		return "either use the --all option, or specify "
			"interface(s), but not both";
	if (!call->is_all && !call->names[0] && !is_snapshot &&
	    !(call->wants_check && call->has_class))
		return "no interface(s) specified";
	if (call->wants_running && (call->has_class || call->has_exclude ||
				    call->format == FORMAT_JSON2))
		return "--running takes no --allow, --exclude and json2";
	if (call->wants_check && is_snapshot)
		return "a check is native, json or json2";
	return call->wants_running ? find_stray_flag(call) : NULL;
}

/* What looks at the machine. */
static int ask_kernel(struct call *call)
{
	const char *misuse = find_kernel_misuse(call);

	if (misuse) {
		(void)usage_error(call, misuse);
		return 2;
	}
	if (call->format == FORMAT_NONE)
		call->format = call->wants_json ? FORMAT_JSON : FORMAT_NATIVE;
	return call->wants_check ? check_interfaces(call) : show_running(call);
}

/* -o native and -o json alone are ifupdown2's way to show stanzas. */
static bool wants_listing(const struct call *call)
{
	return !count_views(call) && (call->format == FORMAT_NATIVE ||
				      call->format == FORMAT_JSON);
}

static int list_file(struct call *call)
{
	if (find_stray_flag(call))
		return usage_error(call, find_stray_flag(call));
	if (call->is_all && call->names[0])
		return usage_error(call, "either use the --all option, or "
				   "specify interface(s), but not both");
	if (!call->is_all && !call->names[0] && !call->has_class)
		return usage_error(call, "no interface(s) specified");
	return show_listing(call);
}

static int answer(struct call *call)
{
	if (call->wants_check || call->wants_running)
		return ask_kernel(call);
	if (wants_listing(call))
		return list_file(call);
	if (find_stray(call))
		return usage_error(call, find_stray(call));
	if (call->wants_lint || call->wants_json || call->wants_stanza)
		return show_file(call);
	if (call->has_snapshot)
		return usage_error(call, "--snapshot needs --lint or --check");
	if (call->depends != DEPENDS_NONE)
		return count_views(call) > 1 ? usage_error(call,
			"--print-dependency does not go with other ways to "
			"ask") : show_dependencies(call);
	if (call->wants_state)
		return show_state(call);
	if (call->wants_brief)
		return report_links(call);
	if (call->wants_options)
		return show_options();
	if (call->is_all && call->names[0])
		return usage_error(call, "either use the --all option, or "
				   "specify interface(s), but not both");
	if (call->is_all && !call->wants_list)
		return usage_error(call, NULL);
	if (!call->wants_list && !call->names[0])
		return usage_error(call, "no interface(s) specified");
	return show_interfaces(call);
}

/* An answer that could not be written is no answer. */
static int run(struct call *call)
{
	int r = answer(call);

	if (fflush(stdout) == 0 && !ferror(stdout))
		return r;
	fprintf(stderr, "%s: write error: %s\n", call->program,
		strerror(errno));
	return 1;
}

static const char *const usage[] = {
	"<options> <ifaces...>", "<options> --list",
	"--state <ifaces...>", NULL,
};

static const char *const more_usage[] = {
	"<options> --lint [--json] [<ifaces...>]",
	"<options> --json {--all | <ifaces...>}",
	"<options> --stanza <ifaces...>",
	"<options> --check {--all | --allow CLASS | <ifaces...>}",
	"<options> --running {--all | <ifaces...>}",
	"<options> --print-dependency {list | dot}", NULL,
};

const struct command command_ifquery = {
	.name = "ifquery",
	.takes = "hVaAidXvomsLlT",
	.takes_more = "NEekwKqGRpBOCJPZ",
	.is_classic = true,
	.usage = usage,
	.more_usage = more_usage,
	.run = run,
	.misuse = 1,
};
