// SPDX-License-Identifier: LGPL-2.1-or-later
/* main.c - one program, several names; the table of options */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/color.h"

static const struct command *const commands[] = {
	&command_ifup, &command_ifdown, &command_ifquery, &command_ifedit,
	NULL,
};

/*
 * What an option does when met: sets a bool of the call, a flag of the
 * handle, or hands its argument to a function.
 */
struct option_row {
	char letter;			/* its name in command.takes */
	char short_name;		/* or 0 */
	const char *long_name;		/* or NULL */
	const char *argument;		/* or NULL */
	const char *help;		/* NULL: not shown */
	bool is_classic;		/* ifupdown has it */
	size_t call_offset;		/* of the bool; 0: none */
	size_t argument_offset;		/* of the text; 0: none */
	int flag;			/* of the handle; -1: none */
	int (*take)(struct ifplan *ifplan, const char *argument);
	int (*take_none)(struct call *call);
	const char *range;		/* what is wrong after -ERANGE */
	int (*take_text)(struct call *call, const char *argument);
};

/*
 * Options with an effect of their own; -EINVAL: they do not go with what was
 * said before.
 */
static int take_list(struct call *call)
{
	if (call->wants_list || call->wants_state)
		return call->wants_state ? 0 : -EINVAL;
	call->wants_list = true;
	return 0;
}

static int take_state(struct call *call)
{
	if (call->wants_list)
		return -EINVAL;
	call->wants_state = true;
	return 0;
}

static bool is_environment(const char *name, const char *value)
{
	const char *its = getenv(name);

	return its && !strcmp(its, value);
}

static int take_excludes(struct call *call)
{
	const char *at = getenv("EXCLUDE_INTERFACES");
	char *glob;
	size_t length;
	int r = 0;

	for (; r == 0 && at && *(at += strspn(at, " \t\n")); at += length) {
		length = strcspn(at, " \t\n");
		glob = strndup(at, length);
		r = glob ? ifplan_add_exclude(call->ifplan, glob) : -ENOMEM;
		free(glob);
	}
	return r;
}

/* What /etc/default/networking says, by way of the unit. */
static int take_environment(struct call *call)
{
	if (is_environment("VERBOSE", "yes")) {
		call->is_verbose = true;
		ifplan_set_flag(call->ifplan, IFPLAN_VERBOSE, true);
	}
	if (is_environment("CONFIGURE_INTERFACES", "no")) {
		call->is_no_act = true;
		ifplan_set_flag(call->ifplan, IFPLAN_NO_ACT, true);
	}
	return take_excludes(call);
}

static int take_format(struct call *call, const char *word)
{
	static const char *const words[] = {
		[FORMAT_NATIVE] = "native", [FORMAT_JSON] = "json",
		[FORMAT_JSON2] = "json2", [FORMAT_SNAPSHOT] = "snapshot",
	};

	for (size_t i = FORMAT_NATIVE; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i], word)) {
			call->format = (enum format)i;
			return 0;
		}
	return -ERANGE;
}

static int take_depends(struct call *call, const char *word)
{
	call->depends = !strcmp(word, "list") ? DEPENDS_LIST :
		!strcmp(word, "dot") ? DEPENDS_DOT : DEPENDS_NONE;
	return call->depends == DEPENDS_NONE ? -ERANGE : 0;
}

static int take_topology(struct call *call, const char *word)
{
	call->topology = !strcmp(word, "dot") ? TOPOLOGY_DOT :
		!strcmp(word, "svg") ? TOPOLOGY_SVG : TOPOLOGY_NONE;
	return call->topology == TOPOLOGY_NONE ? -ERANGE : 0;
}

static int take_color(struct call *call, const char *word)
{
	static const char *const words[] = {
		[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i], word)) {
			call->color = (enum color)i;
			return 0;
		}
	return -ERANGE;
}

static bool knows_formats(const struct call *call);

/* -o is ifupdown's NAME=VALUE and ifupdown2's format. */
static int take_assignment(struct call *call, const char *argument)
{
	if (!strchr(argument, '=') && knows_formats(call) &&
	    take_format(call, argument) == 0) {
		call->has_format = true;
		return 0;
	}
	call->has_option = true;
	return ifplan_add_option(call->ifplan, argument);
}

static int take_lock_limit(struct ifplan *ifplan, const char *argument)
{
	size_t digits = strspn(argument, "0123456789");

	if (!digits || digits > 9 || argument[digits])
		return -ERANGE;
	ifplan_set_lock_limit(ifplan, (unsigned)strtoul(argument, NULL, 10));
	return 0;
}

#define NO_NATIVE_RANGE "is not of bridge, ifenslave, vlan, ifmetric"

static int take_no_native(struct ifplan *ifplan, const char *argument)
{
	int r = ifplan_leave_to_scripts(ifplan, argument);

	return r == -EINVAL ? -ERANGE : r;
}

/* As the option; scripts that call ifup hand it down so. */
static int take_no_native_variable(const struct call *call)
{
	const char *names = getenv("IFPLAN_NO_NATIVE");
	int r = names ? take_no_native(call->ifplan, names) : 0;

	if (r == -ERANGE)
		fprintf(stderr, "%s: IFPLAN_NO_NATIVE \"%s\" " NO_NATIVE_RANGE
			"\n", call->program, names);
	return r;
}

#define SETS(field) .call_offset = offsetof(struct call, field), .flag = -1
#define FLAG(name) .flag = IFPLAN_##name
#define TAKES(function) .take = function, .flag = -1
#define TAKES_WORD(function, words) .take_text = function, .flag = -1, \
	  .range = "is none of " words

#define CLASSIC .is_classic = true

/*
 * getopt's table is in this order, which its complaint about an ambiguous word
 * shows; help is in the order of command.takes.
 */
static const struct option_row rows[] = {
	{ 'h', 'h', "help", NULL, "this help", CLASSIC, .flag = -1 },
	{ 'V', 'V', "version", NULL, "copyright and version information",
	  CLASSIC, .flag = -1 },
	{ 'v', 'v', "verbose", NULL,
	  "print out what would happen before doing it", CLASSIC,
	  .call_offset = offsetof(struct call, is_verbose), FLAG(VERBOSE) },
	{ 'a', 'a', "all", NULL, "process all interfaces marked \"auto\"",
	  CLASSIC, .call_offset = offsetof(struct call, is_all), FLAG(ALL) },
	{ 'A', 0, "allow", "CLASS",
	  "ignore non-\"allow-CLASS\" interfaces", CLASSIC,
	  .call_offset = offsetof(struct call, has_class),
	  TAKES(ifplan_set_class) },
	{ 'i', 'i', "interfaces", "FILE", "use FILE for interface definitions",
	  CLASSIC, .argument_offset = offsetof(struct call, path),
	  TAKES(ifplan_set_interfaces) },
	{ 'X', 'X', "exclude", "PATTERN",
	  "exclude interfaces from the list of\n"
	  "interfaces to operate on by a PATTERN", CLASSIC,
	  .call_offset = offsetof(struct call, has_exclude),
	  TAKES(ifplan_add_exclude) },
	{ 'n', 'n', "no-act", NULL,
	  "print out what would happen, but don't do it\n"
	  "(note that this option doesn't disable mappings)", CLASSIC,
	  .call_offset = offsetof(struct call, is_no_act), FLAG(NO_ACT) },
	{ 'N', 0, "no-act-commands", NULL,
	  "run nothing, but record what would be up or\n"
	  "down; with --verbose print the commands", CLASSIC,
	  FLAG(NO_ACT_COMMANDS) },
	{ 'm', 0, "no-mappings", NULL, "don't run any mappings", CLASSIC,
	  FLAG(NO_MAPPINGS) },
	{ 's', 0, "no-scripts", NULL, "don't run any hook scripts", CLASSIC,
	  FLAG(NO_SCRIPTS) },
	{ 'L', 0, "no-loopback", NULL,
	  "don't act specially on the loopback device", CLASSIC,
	  FLAG(NO_LOOPBACK) },
	{ 'f', 'f', "force", NULL, "force de/configuration", CLASSIC,
	  .call_offset = offsetof(struct call, is_forced), FLAG(FORCE) },
	{ 'o', 'o', "option", "OPTION=VALUE",
	  "set OPTION to VALUE as though it were in\n"
	  "/etc/network/interfaces", CLASSIC,
	  .take_text = take_assignment, .flag = -1 },
	{ 'e', 0, "ignore-errors", NULL, "ignore errors", CLASSIC,
	  FLAG(IGNORE_ERRORS) },
	{ 'l', 0, "list", NULL, "list all matching known interfaces", CLASSIC,
	  .flag = -1, .take_none = take_list },
	{ 'l', 'l', NULL, NULL, NULL, CLASSIC, .flag = -1,
	  .take_none = take_list },
	{ 'T', 0, "state", NULL, "show the state of specified interfaces",
	  CLASSIC, .flag = -1, .take_none = take_state },
	{ 'd', 0, "state-dir", "DIR", "use DIR to store state information",
	  CLASSIC, TAKES(ifplan_set_state_dir) },
	{ 'E', 0, "read-environment", NULL,
	  "take VERBOSE, EXCLUDE_INTERFACES and\n"
	  "CONFIGURE_INTERFACES from the environment", CLASSIC, .flag = -1,
	  .call_offset = offsetof(struct call, has_environment),
	  .take_none = take_environment },
	{ 'z', 's', "syntax-help", NULL, "list the options of interfaces(5) as\n"
	  "ifupdown2 does", SETS(wants_syntax) },
	/* getopt knew it, ifupdown did not. */
	{ '-', 's', NULL, "ARGUMENT", NULL, CLASSIC, .flag = -1 },
	{ 'S', 0, "snapshot", "FILE",
	  "with --no-act: plan for the links that FILE\n"
	  "describes (ifquery -r -o snapshot), not for this machine's",
	  .call_offset = offsetof(struct call, has_snapshot),
	  TAKES(ifplan_set_snapshot) },
	{ 't', 0, "lock-timeout", "SECONDS",
	  "wait so long for another ifup or ifdown of the\n"
	  "same interface: 90 by default, 0: for ever; exit\n"
	  "code 89 when that was not enough",
	  .call_offset = offsetof(struct call, has_lock_limit),
	  TAKES(take_lock_limit), .range = "is no number of seconds" },
	{ 'I', 0, "no-native", "NAMES",
	  "leave to their scripts in if-*.d what is done\n"
	  "natively else: bridge, ifenslave, vlan, ifmetric\n"
	  "(commas between them); or IFPLAN_NO_NATIVE=NAMES",
	  TAKES(take_no_native), .range = NO_NATIVE_RANGE },
	{ 'R', 'r', "running", NULL, "show what the kernel has, as an interfaces file\n"
	  "that would make it so", SETS(wants_running) },
	{ 'B', 0, "brief", NULL, "show the kernel's links as a table",
	  SETS(wants_brief) },
	{ 'O', 0, "options", NULL, "list the options of interfaces(5)",
	  SETS(wants_options) },
	{ 'C', 0, "lint", NULL, "tell what is wrong in the file, and what\n"
	  "likely is; exit code 1: warnings, 3: errors", SETS(wants_lint) },
	{ 'P', 0, "snapshot", "FILE", "with --lint, --check, --running, --tree,\n"
	  "--topology or --explain: the links that FILE describes\n"
	  "are there, not this machine's",
	  .call_offset = offsetof(struct call, has_snapshot),
	  TAKES(ifplan_set_snapshot) },
	{ 'J', 0, "json", NULL, "show the file as JSON; with --lint what is\n"
	  "wrong in it, with --tree the links", SETS(wants_json) },
	{ 'Z', 0, "stanza", NULL, "show stanzas as the file has them, and\n"
	  "where; for people: programs take --json", SETS(wants_stanza) },
	{ 'k', 'c', "check", NULL, "tell whether the machine runs what the file\n"
	  "says; exit code 1: it differs", SETS(wants_check) },
	{ 'G', 0, "format", "FORMAT", "write it as native (text), json (as ifupdown2\n"
	  "does), json2 (with reasons and places) or, of --running,\n"
	  "snapshot (for --snapshot); -o FORMAT is the same",
	  .call_offset = offsetof(struct call, has_format),
	  TAKES_WORD(take_format, "native, json, json2, snapshot") },
	{ 'K', 0, "strict", NULL, "with --check: addresses and ports that are in\n"
	  "no stanza fail",
	  .call_offset = offsetof(struct call, is_strict), FLAG(STRICT) },
	{ 'w', 'w', "with-depends", NULL, "with --check: also what the interfaces\n"
	  "stand on", .call_offset = offsetof(struct call, has_depends),
	  FLAG(WITH_DEPENDS) },
	{ 'p', 'p', "print-dependency", "GRAPH", "which interfaces of the file stand on which:\n"
	  "list, or a graph for dot(1)",
	  .call_offset = offsetof(struct call, wants_depends),
	  TAKES_WORD(take_depends, "list, dot") },
	{ 'y', 0, "tree", NULL, "show which link stands on which; with --check\n"
	  "also how far each is as the file says", SETS(wants_tree) },
	{ 'Y', 0, "topology", "PICTURE", "the same as a picture: svg, or a graph for\n"
	  "dot(1)", .call_offset = offsetof(struct call, wants_topology),
	  TAKES_WORD(take_topology, "dot, svg") },
	{ 'x', 0, "explain", NULL, "tell what an option means; or of an interface\n"
	  "where its settings come from, and how it comes up",
	  SETS(wants_explanation) },
	{ 'r', 'x', "raw", NULL, "show stanzas as the file has them, without\n"
	  "their places", SETS(wants_raw) },
	{ 'U', 0, "ascii", NULL, "with --tree: draw with letters and signs only",
	  SETS(is_ascii) },
	{ 'u', 0, "color", "WHEN", "with --check or --tree: always, never, or auto:\n"
	  "at a terminal, unless NO_COLOR is set",
	  .call_offset = offsetof(struct call, has_color),
	  TAKES_WORD(take_color, "always, never, auto") },
	{ 'c', 0, "exit-detail", NULL, "with --check: exit code 3 when the file\n"
	  "has errors", SETS(has_detail) },
	{ 'q', 'q', "quiet", NULL, "with --check: only what fails",
	  SETS(is_quiet) },
	{ 'F', 0, "file", "FILE", "the same as --interfaces",
	  .argument_offset = offsetof(struct call, path),
	  TAKES(ifplan_set_interfaces) },
	{ 'D', 0, "diff", NULL, "show what would change in the file, as\n"
	  "diff -u does; nothing is written", SETS(wants_diff) },
	{ 'W', 0, "write", NULL, "write the file; needed without a terminal",
	  SETS(wants_write) },
	{ 'j', 0, "json", NULL, "say what changed, or was wrong, as JSON;\n"
	  "with \"-\" a list of lists of words is read", SETS(wants_json) },
	{ 'g', 0, "staged", NULL, "work on FILE.new, as Proxmox does",
	  SETS(is_staged) },
	{ 'Q', 0, "snapshot", "FILE", "the links that FILE describes are\n"
	  "there, not this machine's", TAKES(ifplan_set_snapshot) },
};

#define ROW_COUNT (sizeof(rows) / sizeof(*rows))

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

int usage_error(const struct call *call, const char *text)
{
	const struct command *command = find_command(call->program);

	if (text)
		fprintf(stderr, "%s: %s\n", call->program, text);
	if (command->is_classic)
		fprintf(stderr, "%s: Use --help for help\n", call->program);
	else
		fprintf(stderr, "Usage: %s %s\n", call->program,
			command->usage[0]);
	return command->misuse;
}

#define HELP_COLUMN 22

static void print_row(const struct option_row *row)
{
	char words[64], shown[8] = "";
	const char *argument = row->argument ? row->argument : "";
	const char *blank = row->argument ? " " : "", *help = row->help;
	size_t length;

	if (row->short_name)
		(void)snprintf(shown, sizeof(shown), "-%c, ", row->short_name);
	(void)snprintf(words, sizeof(words), "%s--%s%s%s", shown,
		       row->long_name, blank, argument);
	if (row->short_name && strlen(words) > HELP_COLUMN)
		(void)snprintf(words, sizeof(words), "-%c%s%s",
			       row->short_name, blank, argument);
	for (const char *label = words; *help; label = "") {
		length = strcspn(help, "\n");
		printf("\t%-*s %.*s\n", HELP_COLUMN, label, (int)length,
		       help);
		help += length + (help[length] == '\n');
	}
}

static void print_usage(const struct command *command,
			const char *const *usage)
{
	for (size_t i = 0; usage[i]; i++)
		printf("%s %s %s\n", i ? "      " : "Usage:", command->name,
		       usage[i]);
}

static void print_rows(const char *letters)
{
	for (; *letters; letters++)
		for (size_t i = 0; i < ROW_COUNT; i++)
			if (rows[i].letter == *letters && rows[i].help)
				print_row(&rows[i]);
}

/* First ifupdown's help, word for word. */
static int print_help(const struct command *command)
{
	print_usage(command, command->usage);
	printf("\nOptions:\n");
	print_rows(command->takes);
	if (command->takes_more) {
		printf("\nBeyond ifupdown:\n");
		if (command->more_usage)
			print_usage(command, command->more_usage);
		print_rows(command->takes_more);
	}
	if (command->print_more)
		command->print_more();
	return 0;
}

static int print_version(const struct command *command)
{
	printf("%s version 0.8.41\n\nifplan " IFPLAN_VERSION ", compatible "
	       "with ifupdown 0.8.\nLicence LGPL-2.1-or-later; there is no "
	       "warranty.\n", command->name);
	return 0;
}

/* getopt's tables, made from the rows. */
struct getopt_tables {
	char shorts[3 * ROW_COUNT + 2];
	struct option classic[ROW_COUNT + 1];
	struct option all[ROW_COUNT + 1];
};

static bool does_take(const struct command *command, char letter)
{
	return strchr(command->takes, letter) ||
		(command->takes_more && strchr(command->takes_more, letter));
}

/* ifupdown's programs know each other's options, if only to refuse them. */
static bool is_known(const struct command *command,
		     const struct option_row *row)
{
	return (command->is_classic && row->is_classic) ||
		does_take(command, row->letter);
}

static void add_long(struct option *table, const struct option_row *row)
{
	while (table->name)
		table++;
	*table = (struct option){
		.name = row->long_name,
		.has_arg = row->argument ? required_argument : no_argument,
		.val = 256 + (int)(row - rows),
	};
}

static void make_tables(const struct command *command,
			struct getopt_tables *tables)
{
	char *out = tables->shorts;

	if (*command->takes == '+')
		*out++ = '+';
	for (size_t i = 0; i < ROW_COUNT; i++) {
		const struct option_row *row = &rows[i];

		if (!is_known(command, row))
			continue;
		if (row->short_name)
			*out++ = row->short_name;
		if (row->short_name && row->argument)
			*out++ = ':';
		if (row->long_name)
			add_long(tables->all, row);
		if (row->long_name && row->is_classic && command->is_classic)
			add_long(tables->classic, row);
	}
}

static bool knows_formats(const struct call *call)
{
	return does_take(find_command(call->program), 'G');
}

/* The next word that getopt will take for an option; NULL: none. */
static const char *next_word(char **argv)
{
	char **at = argv + optind;

	while (*at && ((*at)[0] != '-' || !(*at)[1]))
		at++;
	return *at;
}

/*
 * An abbreviation means what it means to ifupdown: with our own options in the
 * table, --opt or --li would be ambiguous.
 */
static const struct option *choose_table(const struct getopt_tables *tables,
					 char **argv)
{
	const char *word = next_word(argv);
	size_t length = word && !strncmp(word, "--", 2) ?
		strcspn(word + 2, "=") : 0;

	for (const struct option *o = tables->all; length && o->name; o++)
		if (strlen(o->name) == length &&
		    !strncmp(o->name, word + 2, length))
			return tables->all;
	for (const struct option *o = tables->classic; length && o->name; o++)
		if (!strncmp(o->name, word + 2, length))
			return tables->classic;
	return tables->all;
}

static const struct option_row *find_row(int code)
{
	if (code >= 256)
		return &rows[code - 256];
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].short_name == code)
			return &rows[i];
	return NULL;
}

static int take_option(struct call *call, const struct option_row *row,
		       const char *argument)
{
	int r = 0;

	if (row->call_offset)
		*(bool *)((char *)call + row->call_offset) = true;
	if (row->argument_offset)
		*(const char **)((char *)call + row->argument_offset) =
			argument;
	if (row->flag >= 0)
		ifplan_set_flag(call->ifplan, (enum ifplan_flag)row->flag,
				true);
	if (row->take)
		r = row->take(call->ifplan, argument);
	else if (row->take_none)
		r = row->take_none(call);
	else if (row->take_text)
		r = row->take_text(call, argument);
	if (r == -EINVAL && row->take_text == take_assignment)
		fprintf(stderr, "%s: error in --option \"%s\" -- no \"=\" "
			"character\n", call->program, argument);
	else if (r == -EINVAL)
		(void)usage_error(call, NULL);
	if (r == -ERANGE)
		fprintf(stderr, "%s: --%s \"%s\" %s\n", call->program,
			row->long_name, argument, row->range);
	return r;
}

/* -1: go on; else the exit code. */
static int read_options(struct call *call, const struct command *command,
			int argc, char **argv)
{
	struct getopt_tables tables = { .shorts = "" };
	int code;

	make_tables(command, &tables);
	while ((code = getopt_long(argc, argv, tables.shorts,
				   choose_table(&tables, argv), NULL)) >= 0) {
		const struct option_row *row = find_row(code);

		if (!row || !does_take(command, row->letter)) {
			fprintf(stderr, "%s: Use --help for help\n",
				call->program);
			return command->misuse;
		}
		if (row->letter == 'h')
			return print_help(command);
		if (row->letter == 'V')
			return print_version(command);
		if (take_option(call, row, optarg) < 0)
			return 1;
	}
	call->names = (const char *const *)argv + optind;
	return -1;
}

/* Descriptors 0 to 2 must be something, or files would take their place. */
static void fill_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
}

int main(int argc, char **argv)
{
	struct call call = { .program = argc ? basename(argv[0]) : "ifplan" };
	const struct command *command = find_command(call.program);
	int r;

	fill_descriptors();
	if (!command) {
		fprintf(stderr, "%s: this command should be called as ifup, "
			"ifdown, or ifquery\n", call.program);
		return 1;
	}
	if (ifplan_new(&call.ifplan) < 0) {
		fprintf(stderr, "%s: out of memory\n", call.program);
		return 1;
	}
	ifplan_on_news(call.ifplan, report_news, &call);
	r = take_no_native_variable(&call) < 0 ? 1 :
		read_options(&call, command, argc, argv);
	call.color = color_choose(call.color);
	if (r < 0)
		r = command->run(&call);
	ifplan_free(call.ifplan);
	return r;
}
