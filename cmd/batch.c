// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * batch.c - operations from stdin
 *
 *	# one a line, with the quotes of a shell
 *	set vmbr0 mtu 9000
 *	add vmbr0 up "ip route add 192.0.2.0/24 via 10.0.0.1"
 *
 * With --json a list of lists: [["set", "vmbr0", "mtu", "9000"], ...]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/json.h"
#include "cmd/operation.h"

struct words {
	const char **all;	/* NULL-terminated */
	size_t count;
};

static bool add_word(struct words *words, const char *word)
{
	const char **all = reallocarray(words->all, words->count + 2,
					sizeof(*all));

	if (!all)
		return false;
	words->all = all;
	all[words->count++] = word;
	all[words->count] = NULL;
	return true;
}

/* Does a backslash here take away the meaning of the next one? */
static bool is_escaped(const char *from, char quote)
{
	return *from == '\\' && from[1] && quote != '\'' &&
		(!quote || from[1] == '"' || from[1] == '\\');
}

/* Close up the word at FROM, without its quotes; NULL when one is open. */
static char *unquote(char *from, char **ret_end)
{
	char *to = from, quote = '\0';

	for (; *from && (quote || !strchr(" \t\n", *from)); from++)
		if (is_escaped(from, quote))
			*to++ = *++from;
		else if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote = quote ? '\0' : *from;
		else
			*to++ = *from;
	*ret_end = *from ? from + 1 : from;
	*to = '\0';
	return quote ? NULL : to;
}

/* The words of a line, which they are part of; an exit code. */
static int split(struct edit *edit, char *line, struct words *ret)
{
	char *word;

	ret->count = 0;
	for (;;) {
		line += strspn(line, " \t\n");
		if (!*line || (!ret->count && *line == '#'))
			return EDIT_DONE;
		word = line;
		if (!unquote(word, &line))
			return edit_misuse(edit, "a quote is not closed");
		if (!add_word(ret, word))
			return edit_failure(edit, NULL, -ENOMEM);
	}
}

static int run_lines(struct edit *edit)
{
	struct words words = { NULL, 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int r = EDIT_DONE;

	while (r == EDIT_DONE && (length = getline(&line, &room, stdin)) >= 0) {
		edit->line++;
		r = strlen(line) == (size_t)length ?
			split(edit, line, &words) :
			edit_misuse(edit, "a NUL byte");
		if (r == EDIT_DONE && words.count)
			r = operation_run(edit, words.all);
	}
	if (r == EDIT_DONE && ferror(stdin))
		r = edit_failure(edit, "-", -EIO);
	free(words.all);
	free(line);
	return r;
}

static int run_item(struct edit *edit, const json_t *item)
{
	struct words words = { NULL, 0 };
	size_t count = json_count(item);
	int r = EDIT_DONE;

	for (size_t i = 0; r == EDIT_DONE && i < count; i++) {
		const char *word = json_text(json_item(item, i));

		if (!word)
			r = edit_misuse(edit, "a word is no text");
		else if (!add_word(&words, word))
			r = edit_failure(edit, NULL, -ENOMEM);
	}
	if (r == EDIT_DONE && !count)
		r = edit_misuse(edit, "an operation is a list of words");
	if (r == EDIT_DONE)
		r = operation_run(edit, words.all);
	free(words.all);
	return r;
}

static int run_json(struct edit *edit)
{
	char error[256];
	json_t *list = json_read(stdin, error, sizeof(error), &edit->line);
	int r = EDIT_DONE;

	if (!list)
		return edit_misuse(edit, "%s", error);
	edit->line = 0;
	for (size_t i = 0; r == EDIT_DONE && i < json_count(list); i++) {
		edit->line++;
		r = run_item(edit, json_item(list, i));
	}
	json_end(list);
	return r;
}

int batch_run(struct edit *edit)
{
	int r = edit->answer ? run_json(edit) : run_lines(edit);

	edit->line = 0;
	return r;
}
