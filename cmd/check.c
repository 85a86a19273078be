// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * check.c - ifquery --check: does the machine run what the file says?
 *
 *	auto vmbr0
 *	iface vmbr0 inet static                              [fail]
 *		address 192.0.2.2/24                         [pass]
 *		mtu 1500                                     [fail] is 1500, ...
 *
 * The layout is ifupdown2's, with its columns; only the reasons are ours.  The
 * sum goes to stderr, and only when something fails: who compares the rest
 * with what it was yesterday is not disturbed.
 */
#include "cmd/check.h"
#include "cmd/color.h"

#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define HEAD_COLUMNS 65
#define VALUE_COLUMNS 55
#define STATUS_END 74

static const char *const words[] = {
	[IFPLAN_UNKNOWN] = "[]", [IFPLAN_PASS] = "[pass]",
	[IFPLAN_FAIL] = "[fail]",
};

static const enum color_role roles[] = {
	[IFPLAN_PASS] = COLOR_GOOD, [IFPLAN_FAIL] = COLOR_BAD,
	[IFPLAN_UNKNOWN] = COLOR_PLAIN,
};

/* A few lines on their way out, the last of which is so long. */
struct page {
	char bytes[4096];
	size_t held;
	size_t length;
	size_t edge;		/* of the terminal, if it is one */
};

static size_t terminal_edge(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ?
		size.ws_col : SIZE_MAX;
}

static void page_flush(struct page *page)
{
	(void)fwrite(page->bytes, 1, page->held, stdout);
	page->held = 0;
}

static void add_bytes(struct page *page, const char *bytes, size_t length)
{
	page->length += length;
	if (length > sizeof(page->bytes) - page->held)
		page_flush(page);
	if (length > sizeof(page->bytes)) {
		(void)fwrite(bytes, 1, length, stdout);
		return;
	}
	memcpy(page->bytes + page->held, bytes, length);
	page->held += length;
}

static void add(struct page *page, const char *text)
{
	if (*text)
		add_bytes(page, text, strlen(text));
}

static void end_line(struct page *page)
{
	add_bytes(page, "\n", 1);
	page->length = 0;
}

/* Blanks up to a column. */
static void fill(struct page *page, size_t column)
{
	static const char blanks[] = "                                        "
		"                                        ";

	if (page->length < column)
		add_bytes(page, blanks, column - page->length);
}

/* The word at the end of its column. */
static void add_status(const struct call *call, struct page *page,
		       size_t columns, enum ifplan_status status)
{
	const char *word = words[status];

	fill(page, page->length + 1 + columns - strlen(word));
	add(page, color_start(call, roles[status]));
	add(page, word);
	add(page, color_end(call, roles[status]));
}

/* At a terminal a line of its own, where it would pass the edge. */
static void add_reason(struct page *page, const char *reason)
{
	bool is_narrow = STATUS_END + 1 + strlen(reason) > page->edge;

	if (*reason)
		add(page, is_narrow ? "\n\t\t" : " ");
	add(page, reason);
	end_line(page);
}

const char *check_word(const struct ifplan_checked *checked, const char *fact)
{
	return ifplan_checked_is_missing(checked) ? "" :
		ifplan_checked_fact(checked, fact);
}

/* Claims */

static bool is_shown(const struct call *call, const struct ifplan_claim *claim)
{
	return !call->is_quiet || ifplan_claim_status(claim) == IFPLAN_FAIL;
}

static void print_claim(const struct call *call, struct page *page,
			const struct ifplan_claim *claim)
{
	enum ifplan_status status = ifplan_claim_status(claim);
	bool is_aside = ifplan_claim_is_extra(claim) && status != IFPLAN_FAIL;
	const char *extra = ifplan_claim_fact(claim, "extra");
	const char *value = ifplan_claim_fact(claim, "value");

	add(page, "\t");
	add(page, ifplan_claim_fact(claim, "option"));
	add(page, is_aside ? " (" : " ");
	add(page, value);
	add(page, is_aside ? ")" : "");
	add(page, *value && *extra ? " " : "");
	add(page, extra);
	fill(page, 1 + VALUE_COLUMNS);
	add_status(call, page, 10, status);
	add_reason(page, ifplan_claim_fact(claim, "reason"));
}

/* Stanzas */

/* With no attribute to check there is nothing to tell. */
static void print_head(const struct call *call, struct page *page,
		       const struct ifplan_checked *checked)
{
	enum ifplan_status status = ifplan_checked_status(checked);
	const char *family = check_word(checked, "family");
	const char *method = check_word(checked, "method");
	const char *text = ifplan_checked_fact(checked, "text");

	add(page, "iface ");
	add(page, ifplan_checked_fact(checked, "name"));
	add(page, *family ? " " : "");
	add(page, family);
	add(page, *method ? " " : "");
	add(page, method);
	add(page, *text ? " (" : "");
	add(page, text);
	add(page, *text ? ")" : "");
	if (status != IFPLAN_UNKNOWN) {
		fill(page, HEAD_COLUMNS);
		add_status(call, page, 8, status);
	}
	add_reason(page, ifplan_checked_fact(checked, "reason"));
}

static void print_checked(const struct call *call, struct page *page,
			  const struct ifplan_checked *checked)
{
	const struct ifplan_claim *claim = NULL;
	const char *name = ifplan_checked_fact(checked, "name");

	if (call->is_quiet && ifplan_checked_status(checked) != IFPLAN_FAIL)
		return;
	if (ifplan_is_auto(call->ifplan, name)) {
		add(page, "auto ");
		add(page, name);
		end_line(page);
	}
	print_head(call, page, checked);
	while ((claim = ifplan_next_claim(checked, claim)))
		if (is_shown(call, claim))
			print_claim(call, page, claim);
	end_line(page);
	if (ifplan_checked_is_missing(checked))
		end_line(page);
}

/* The sum */

enum outcome { PASSED, FAILED, MISSING };

static enum outcome outcome_of(const struct ifplan_checked *checked)
{
	if (ifplan_checked_is_missing(checked))
		return MISSING;
	return ifplan_checked_status(checked) == IFPLAN_FAIL ? FAILED : PASSED;
}

/* An interface is as bad as the worst of its stanzas, which are neighbours. */
static enum outcome next_outcome(const struct ifplan_check *check,
				 const struct ifplan_checked **at)
{
	const char *name = ifplan_checked_fact(*at, "name");
	enum outcome worst = PASSED;

	do {
		if (outcome_of(*at) > worst)
			worst = outcome_of(*at);
		*at = ifplan_next_checked(check, *at);
	} while (*at && !strcmp(ifplan_checked_fact(*at, "name"), name));
	return worst;
}

/* What is there beyond the file stays there. */
static void print_repair(const struct call *call,
			 const struct ifplan_check *check)
{
	const struct ifplan_checked *at = ifplan_next_checked(check, NULL);

	fprintf(stderr, " To repair: ifup --force");
	if (call->is_all)
		fprintf(stderr, " -a");
	while (at && !call->is_all) {
		const char *name = ifplan_checked_fact(at, "name");

		if (next_outcome(check, &at) != PASSED)
			fprintf(stderr, " %s", name);
	}
}

struct sum {
	unsigned count[MISSING + 1];
};

static struct sum sum_up(const struct ifplan_check *check)
{
	const struct ifplan_checked *at = check ?
		ifplan_next_checked(check, NULL) : NULL;
	struct sum sum = { { 0 } };

	while (at)
		sum.count[next_outcome(check, &at)]++;
	return sum;
}

static bool has_difference(const struct sum *sum)
{
	return sum->count[FAILED] || sum->count[MISSING];
}

static void print_sum(const struct call *call,
		      const struct ifplan_check *check, const struct sum *sum)
{
	const unsigned *count = sum->count;
	unsigned all = count[PASSED] + count[FAILED] + count[MISSING];

	(void)fflush(stdout);
	fprintf(stderr, "%u interface%s: %u pass, %u fail, %u missing.", all,
		all == 1 ? "" : "s", count[PASSED], count[FAILED],
		count[MISSING]);
	if (!call->is_strict)
		print_repair(call, check);
	fputc('\n', stderr);
}

static void check_print(const struct call *call,
			const struct ifplan_check *check, const struct sum *sum)
{
	const struct ifplan_checked *checked = NULL;
	struct page page;

	page.held = page.length = 0;
	page.edge = terminal_edge();
	while (check && (checked = ifplan_next_checked(check, checked)))
		print_checked(call, &page, checked);
	page_flush(&page);
	if (has_difference(sum))
		print_sum(call, check, sum);
}

/* The command */

/* Others take a file that is not there for an empty one; a check does not. */
static bool has_unread(const struct call *call)
{
	const struct ifplan_diag *diag = NULL;

	while ((diag = ifplan_next_diag(call->ifplan, diag))) {
		const char *code = ifplan_diag_code(diag);

		if (code && !strcmp(code, "cannot-open"))
			return true;
	}
	return false;
}

int check_interfaces(struct call *call)
{
	struct ifplan_check *check = NULL;
	struct sum sum;
	bool is_invalid;
	int r = ifplan_load(call->ifplan), shown = 0;

	if (r == 0)
		r = ifplan_check(call->ifplan, call->names, &check);
	sum = sum_up(check);
	if (call->format == FORMAT_NATIVE)
		check_print(call, check, &sum);
	else
		shown = check_print_json(call, check);
	(void)fflush(stdout);
	report_end(call, r);
	is_invalid = r < 0 || ifplan_has_errors(call->ifplan) ||
		has_unread(call);
	if (call->has_detail && is_invalid)
		return 3;
	return is_invalid || shown || has_difference(&sum);
}
