// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifquery.c - tell about the configuration, the state, and the kernel */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/view.h"

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
	if (!ifplan_is_known(call->ifplan, name) ||
	    !ifplan_is_defined(call->ifplan, name))
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

static int show_options(struct call *call)
{
	const char *name, *owner, *unit, *help;

	(void)call;
	for (size_t i = 0; ifplan_option_row(i, &name, &owner, &unit, &help);
	     i++)
		printf("%s\t%s\t%s\t%s\n", name, owner, unit, help);
	return 0;
}

/* Of all interfaces ifupdown lists the names alone. */
static int show_plainly(struct call *call)
{
	if (call->is_all)
		return usage_error(call, NULL);
	return show_interfaces(call);
}

#define WANTED(field) .wanted = offsetof(struct call, field)
#define FORMATS(...) .formats = (__VA_ARGS__)
#define NATIVE (1u << FORMAT_NATIVE)
#define JSON (1u << FORMAT_JSON)
#define JSON2 (1u << FORMAT_JSON2)
#define SNAPSHOT (1u << FORMAT_SNAPSHOT)

#define TAKES_PICTURE (TAKES_SNAPSHOT | TAKES_CHECK | TAKES_STRICT)

/* In the order of which stands for the whole when several are asked for; the
   last one is for when none is. */
static const struct view views[] = {
	{ "--list", WANTED(wants_list), TAKES_CLASSIC, .show = show_interfaces,
	  .misuse = 1 },
	{ "--state", WANTED(wants_state), TAKES_CLASSIC | TAKES_BOTH,
	  .show = show_state, .misuse = 1 },
	{ "--brief", WANTED(wants_brief), .show = report_links, .misuse = 2 },
	{ "--options", WANTED(wants_options), .show = show_options,
	  .misuse = 2 },
	{ "--print-dependency", WANTED(wants_depends),
	  TAKES_CLASSIC | TAKES_BOTH, .show = show_dependencies, .misuse = 1 },
	{ "--lint", WANTED(wants_lint), TAKES_CHOICE | TAKES_SNAPSHOT |
	  TAKES_JSON, FORMATS(NATIVE | JSON), FORMAT_NATIVE,
	  .show = lint_file, .misuse = 1 },
	{ "--stanza", WANTED(wants_stanza), NEEDS_NAMES, .show = show_stanzas,
	  .misuse = 1 },
	{ "--raw", WANTED(wants_raw), NEEDS_CHOICE | TAKES_CLASS |
	  TAKES_EXCLUDE | TAKES_JSON, FORMATS(NATIVE | JSON), FORMAT_NATIVE,
	  .show = show_listing, .misuse = 2 },
	{ "--syntax-help", WANTED(wants_syntax), TAKES_JSON,
	  FORMATS(NATIVE | JSON), FORMAT_NATIVE, .show = show_syntax,
	  .misuse = 1 },
	{ "--explain", WANTED(wants_explanation), NEEDS_NAMES |
	  TAKES_SNAPSHOT | TAKES_COLOR, .show = show_explanation,
	  .misuse = 2 },
	{ "--running", WANTED(wants_running), NEEDS_CHOICE | TAKES_SNAPSHOT |
	  TAKES_JSON, FORMATS(NATIVE | JSON | SNAPSHOT), FORMAT_NATIVE,
	  .show = show_running, .misuse = 2 },
	{ "--tree", WANTED(wants_tree), TAKES_CHOICE | TAKES_PICTURE |
	  TAKES_JSON | TAKES_ASCII | TAKES_COLOR, FORMATS(NATIVE | JSON),
	  FORMAT_NATIVE, .show = show_tree, .misuse = 2 },
	{ "--topology", WANTED(wants_topology), TAKES_CHOICE | TAKES_PICTURE,
	  .show = show_topology, .misuse = 2 },
	{ "--check", WANTED(wants_check), NEEDS_CHOICE | TAKES_CLASS |
	  TAKES_EXCLUDE | TAKES_OPTION | TAKES_SNAPSHOT | TAKES_STRICT |
	  TAKES_DEPENDS | TAKES_QUIET | TAKES_JSON | TAKES_DETAIL |
	  TAKES_COLOR, FORMATS(NATIVE | JSON | JSON2), FORMAT_NATIVE,
	  .show = check_interfaces, .misuse = 2, .also = TAKES_CHECK },
	{ "--json", WANTED(wants_json), NEEDS_CHOICE, .show = dump_file,
	  .misuse = 1, .also = TAKES_JSON },
	{ "--format", WANTED(has_format), NEEDS_CHOICE | TAKES_CLASS |
	  TAKES_EXCLUDE, FORMATS(NATIVE | JSON), .show = show_listing,
	  .misuse = 1, .also = TAKES_FORMAT },
	{ "a query of interfaces", 0, TAKES_CLASSIC | NEEDS_CHOICE,
	  .show = show_plainly, .misuse = 1 },
	{ .show = NULL },
};

static int answer(struct call *call)
{
	int r;
	const struct view *view = view_choose(views, call, &r);

	return view ? view->show(call) : r;
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
	"<options> {--raw | -o native | -o json} {--all | --allow CLASS | "
		"<ifaces...>}",
	"<options> --tree [--check] [<ifaces...>]",
	"<options> --topology {svg | dot} [--check] [<ifaces...>]",
	"<options> --explain {<ifaces...> | OPTION...}",
	"<options> --print-dependency {list | dot}", NULL,
};

const struct command command_ifquery = {
	.name = "ifquery",
	.takes = "hVaAidXvomsLlT",
	.takes_more = "NEekwKqcGRyYxprBOzCJPZUu",
	.is_classic = true,
	.usage = usage,
	.more_usage = more_usage,
	.run = run,
	.misuse = 1,
};
