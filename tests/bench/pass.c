/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pass.c - the limit of reading: one walk over the bytes of a file */
/*
 * usage: pass FILE
 *
 * Reads the file whole, cuts each line into words and counts the stanzas:
 * lines whose first word is a keyword.  Comments and continuations are
 * minded; nothing is stored.  A parser cannot do less.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tally {
	size_t words;
	size_t stanzas;
};

static const char *const keywords[] = { "iface", "auto", "allow-hotplug" };

static bool word_is_keyword(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strlen(keywords[i]) == length &&
		    memcmp(keywords[i], word, length) == 0)
			return true;
	return false;
}

static const char *pass_line(const char *at, const char *end,
			     struct tally *tally)
{
	bool is_first = true;

	while (at < end && *at != '\n') {
		const char *word;

		if (*at == ' ' || *at == '\t') {
			at++;
			continue;
		}
		if (*at == '\\' && at + 1 < end && at[1] == '\n') {
			at += 2;
			continue;
		}
		if (is_first && *at == '#') {
			while (at < end && *at != '\n')
				at++;
			break;
		}
		word = at++;
		while (at < end && *at != ' ' && *at != '\t' && *at != '\n')
			at++;
		tally->words++;
		if (is_first && word_is_keyword(word, (size_t)(at - word)))
			tally->stanzas++;
		is_first = false;
	}
	return at < end ? at + 1 : end;
}

static char *file_read(const char *name, size_t *ret_size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	struct stat status;
	char *bytes;

	if (fd < 0 || fstat(fd, &status) < 0)
		return NULL;
	bytes = malloc((size_t)status.st_size + 1);
	while (bytes && used < (size_t)status.st_size) {
		ssize_t n = read(fd, bytes + used,
				 (size_t)status.st_size - used);

		if (n <= 0)
			break;
		used += (size_t)n;
	}
	close(fd);
	*ret_size = used;
	return bytes;
}

int main(int argc, char **argv)
{
	struct tally tally = { 0, 0 };
	const char *at, *end;
	size_t size = 0;
	char *bytes;

	if (argc != 2) {
		fprintf(stderr, "usage: pass FILE\n");
		return 2;
	}
	bytes = file_read(argv[1], &size);
	if (!bytes) {
		perror(argv[1]);
		return 1;
	}
	at = bytes;
	end = bytes + size;
	while (at < end)
		at = pass_line(at, end, &tally);
	printf("%zu stanzas, %zu words\n", tally.stanzas, tally.words);
	free(bytes);
	return 0;
}
