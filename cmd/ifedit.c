// SPDX-License-Identifier: LGPL-2.1-or-later
/* ifedit.c - edit the configuration: a line, or by hand in an editor */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/operation.h"

static int run(struct call *call);

static const char *const usage[] = {
	"<options> <operation> <words...>", "<options> - <operations",
	"<options> --staged diff|commit|discard", "<options>", NULL,
};

const struct command command_ifedit = {
	.name = "ifedit",
	.takes = "+hViFDWjgQ",
	.usage = usage,
	.run = run,
	.print_more = operation_print_help,
	.misuse = EDIT_MISUSED,
};

static bool is_at_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* Does the operation need no leave to write? */
static bool is_harmless(const struct call *call)
{
	const char *word = call->names[0];
	const struct operation *operation = word ? operation_find(word) : NULL;

	if (!word)
		return false;
	return (operation && operation->is_reading) ||
		(call->is_staged && !strcmp(word, "diff"));
}

/* An option after the operation would be taken for a value. */
static const char *find_late_option(const char *const words[])
{
	static const char *const options[] = {
		"--write", "--diff", "--json", "--staged", "--file", NULL,
	};

	for (size_t i = 0; words[i]; i++)
		for (size_t j = 0; options[j]; j++)
			if (!strcmp(words[i], options[j]))
				return words[i];
	return NULL;
}

static int check_session(struct edit *edit)
{
	const struct call *call = edit->call;

	if (call->wants_diff || call->wants_write || call->wants_json)
		return edit_misuse(edit, "no operation is given");
	if (!is_at_terminal())
		return edit_misuse(edit, "an editor needs a terminal; without "
				   "one give operations, and --write");
	return EDIT_DONE;
}

static int check_use(struct edit *edit)
{
	const struct call *call = edit->call;
	const char *late = find_late_option(call->names);

	if (!call->names[0])
		return check_session(edit);
	if (late)
		return edit_misuse(edit, "%s goes before the operation", late);
	if (call->wants_diff && call->wants_write)
		return edit_misuse(edit, "either --diff or --write, not both");
	if (!call->wants_diff && !call->wants_write && !is_harmless(call) &&
	    !is_at_terminal())
		return edit_misuse(edit, "without a terminal add --write, or "
				   "--diff to see what would be written");
	return EDIT_DONE;
}

static int act(struct edit *edit)
{
	const char *const *words = edit->call->names;
	int r;

	if (!words[0])
		return session_run(edit);
	if (edit->call->is_staged && !words[1] && staged_is_word(words[0]))
		return staged_run(edit, words[0]);
	if (!strcmp(words[0], "-") && !words[1])
		r = batch_run(edit);
	else
		r = operation_run(edit, words);
	if (r != EDIT_DONE || is_harmless(edit->call))
		return r;
	return conclude(edit);
}

static int edit_call(struct edit *edit)
{
	int r = check_use(edit);

	if (r == EDIT_DONE)
		r = edit_open(edit);
	if (r == EDIT_DONE && !is_harmless(edit->call))
		r = findings_remember(edit);
	return r == EDIT_DONE ? act(edit) : r;
}

/* What could not be told was not done well. */
static int finish(struct edit *edit, int r)
{
	int failed = edit->answer ? answer_print(edit) : 0;

	if (!failed && fflush(stdout) == 0 && !ferror(stdout))
		return r;
	if (!failed)
		(void)report_failure(edit->call, -errno);
	return EDIT_FAILED;
}

static int run(struct call *call)
{
	struct edit edit = { .call = call };
	int r;

	if (call->wants_json) {
		edit.answer = answer_new(call);
		if (!edit.answer)
			return EDIT_FAILED;
	}
	r = finish(&edit, edit_call(&edit));
	edit_close(&edit);
	return r;
}
