// SPDX-License-Identifier: LGPL-2.1-or-later
/* report.c - complaints and steps, as text */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/cmd.h"

/* Complaints */

const char *severity_word(enum ifplan_severity severity)
{
	return severity == IFPLAN_ERROR ? "error" :
		severity == IFPLAN_WARNING ? "warning" : "note";
}

const char *diag_sentence(const struct ifplan_diag *diag)
{
	const char *text = ifplan_diag_text(diag);
	const char *file = ifplan_diag_place(diag, NULL, NULL, NULL, NULL);
	size_t length = file ? strlen(file) : 0, digits;

	if (!file || !ifplan_diag_is_classic(diag) ||
	    strncmp(text, file, length) || text[length] != ':')
		return text;
	digits = strspn(text + length + 1, "0123456789");
	if (!digits || strncmp(text + length + 1 + digits, ": ", 2))
		return text;
	return text + length + 1 + digits + 2;
}

/* The line, and a caret under what is meant; a tab stands as one blank. */
static void print_source(FILE *to, const char *source, unsigned line,
			 unsigned column, unsigned length)
{
	fprintf(to, "%5u | ", line);
	for (const char *c = source; *c; c++)
		fputc((unsigned char)*c < ' ' ? ' ' : *c, to);
	fprintf(to, "\n      | %*s", (int)column - 1, "");
	for (unsigned i = 0; i < (length ? length : 1); i++)
		fputc('^', to);
	fputc('\n', to);
}

static void print_place_and_hint(FILE *to, const struct ifplan_diag *diag)
{
	unsigned line, column, length;
	const char *source;
	const char *file = ifplan_diag_place(diag, &line, &column, &length,
					     &source);

	if (file && line) {
		fprintf(to, "  --> %s:%u:%u\n", file, line, column);
		if (source)
			print_source(to, source, line, column, length);
	}
	if (ifplan_diag_hint(diag))
		fprintf(to, "hint: %s\n", ifplan_diag_hint(diag));
}

void report_diag(FILE *to, const struct ifplan_diag *diag)
{
	const char *subject = ifplan_diag_subject(diag);

	fprintf(to, "%s: %s%s%s\n",
		severity_word(ifplan_diag_severity(diag)),
		subject ? subject : "", subject ? ": " : "",
		diag_sentence(diag));
	print_place_and_hint(to, diag);
}

static void report_classic(const char *program, const struct ifplan_diag *diag)
{
	fprintf(stderr, "%s: %s\n", program, ifplan_diag_text(diag));
	print_place_and_hint(stderr, diag);
}

/*
 * Notes are for those who asked for more, but for ifupdown's own about an
 * interface ("already configured"), which have no code.
 */
static bool is_wanted(const struct call *call, const struct ifplan_diag *diag)
{
	return call->is_verbose ||
		ifplan_diag_severity(diag) != IFPLAN_NOTE ||
		(ifplan_diag_is_classic(diag) && !ifplan_diag_code(diag));
}

static void tell(const struct call *call, const struct ifplan_diag *diag)
{
	if (!is_wanted(call, diag))
		return;
	if (ifplan_diag_is_classic(diag))
		report_classic(call->program, diag);
	else
		report_diag(stderr, diag);
}

void report_diags(struct call *call)
{
	const struct ifplan_diag *diag;

	while ((diag = ifplan_next_diag(call->ifplan, call->reported))) {
		call->reported = diag;
		tell(call, diag);
	}
}

void report_news(void *call)
{
	report_diags(call);
	(void)fflush(stdout);
}

int report_failure(const struct call *call, int error)
{
	fprintf(stderr, "%s: %s\n", call->program, error == -EAGAIN ?
		"links and addresses changed each time they were read, "
		"try again" : strerror(-error));
	return 1;
}

void report_end(struct call *call, int result)
{
	report_diags(call);
	if (result < 0 && !ifplan_has_errors(call->ifplan))
		(void)report_failure(call, result);
}

/* Waits: a line at a terminal, rewritten in place */

static volatile sig_atomic_t has_waiting_line;

static void write_line(const char *text, size_t length)
{
	ssize_t n = write(STDERR_FILENO, text, length);

	(void)n;
}

void erase_waiting(void)
{
	if (has_waiting_line)
		write_line("\r\033[K", 4);
	has_waiting_line = false;
}

/* A line that is broken cannot be rewritten. */
static int room_for_text(void)
{
	struct winsize size;
	int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ?
		size.ws_col : 0;

	return columns < 40 ? 40 - 12 : columns > 200 ? 200 - 12 : columns - 12;
}

static void report_wait(const char *text, unsigned seconds, void *call)
{
	char line[256];
	int length;

	(void)call;
	erase_waiting();
	if (!text)
		return;
	length = snprintf(line, sizeof(line), "%.*s (%u s)", room_for_text(),
			  text, seconds);
	has_waiting_line = true;
	write_line(line, (size_t)length);
}

void tell_waits(struct call *call)
{
	const char *terminal = getenv("TERM");

	if (isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb"))
		ifplan_on_wait(call->ifplan, report_wait, NULL);
}

/* Steps */

void report_step(const struct ifplan_step *step, void *data)
{
	struct call *call = data;

	report_diags(call);
	if (step && call->is_verbose)
		fprintf(stderr, "%s\n", ifplan_step_text(step));
}

bool report_plan(const struct call *call, const struct ifplan_plan *plan)
{
	const struct ifplan_step *step = NULL;
	const struct ifplan_diag *diag;
	bool is_sound = true;

	while ((step = ifplan_next_step(plan, step))) {
		diag = ifplan_step_diag(step);
		if (diag)
			tell(call, diag);
		else
			fprintf(stderr, "%s\n", ifplan_step_text(step));
		is_sound &= !diag || ifplan_diag_severity(diag) != IFPLAN_ERROR;
	}
	return is_sound;
}
