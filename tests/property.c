/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * property.c - what must hold for any bytes at all
 *
 * usage: property [-n COUNT] [-s SEED] [FILE|FOLDER]...
 *
 * For each file, each beginning of a small one (as a torn write leaves it) and
 * COUNT random inputs, made of what matters to the scanner and of noise: the
 * invariants.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/text.h"
#include "tests/invariants.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define TOKENS_MAX 40
#define SMALL_FILE 2048

/* Random inputs */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void add_token(uint64_t *seed, struct text *text)
{
	static const char *const tokens[] = {
		"iface", "auto", "allow-hotplug", "allow-", "mapping",
		"script", "map", "source", "source-directory", "rename",
		"no-scripts", "no-auto-down", "inherits", "inet", "inet6",
		"static", "manual", "loopback", "dhcp", "lo", "eth0", "a",
		"eth0:1", "br[1-4]", "0123456789abcdef", "a/b", "address",
		"192.0.2.1/24", "up", "post-up", "mtu", "bridge_ports",
		"#", "# comment", "\\", "\\\\", "\\\n", "\\\n\n", "\\\r\n",
		"\n", "\n", "\n", "\r\n", "\r", " ", " ", " ", "\t", "\v",
		"\xef\xbb\xbf", "\xc3\xa4",
		"\niface a inet manual\n", "\niface b inherits a\n",
	};
	uint64_t random = next_random(seed);
	size_t which = random % (COUNT(tokens) + 3);
	char byte = which == COUNT(tokens) ? '\0' : (char)(random >> 32);

	if (which < COUNT(tokens))
		text_add_bytes(text, tokens[which], strlen(tokens[which]));
	else
		text_add_bytes(text, &byte, 1);
	if (random >> 60 < 8)
		text_add_bytes(text, " ", 1);
}

static int check_random(uint64_t seed)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	uint64_t tokens = next_random(&seed) % TOKENS_MAX;
	int r;

	while (tokens-- > 0)
		add_token(&seed, &text);
	text_add_bytes(&text, "", 0);
	r = invariants_check(text.at, text.length);
	arena_free(arena);
	return r;
}

/* Files */

static int check_path(const char *path);

static int check_folder(DIR *folder, const char *path)
{
	struct arena *arena = arena_new();
	struct dirent *entry;
	int r = 0;

	while ((entry = readdir(folder)))
		if (*entry->d_name != '.')
			r |= check_path(arena_printf(arena, "%s/%s", path,
						     entry->d_name));
	closedir(folder);
	arena_free(arena);
	return r;
}

static int check_beginnings(const char *bytes, size_t size)
{
	int r = invariants_check(bytes, size);

	if (size <= SMALL_FILE)
		while (size-- > 0 && r == 0)
			r = invariants_check(bytes, size);
	return r;
}

static int check_path(const char *path)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	DIR *folder = opendir(path);
	FILE *file = folder ? NULL : fopen(path, "re");
	char buffer[4096];
	size_t size;
	int r = -1;

	if (folder) {
		r = check_folder(folder, path);
	} else if (file) {
		while ((size = fread(buffer, 1, sizeof(buffer), file)) > 0)
			text_add_bytes(&text, buffer, size);
		text_add_bytes(&text, "", 0);
		fclose(file);
		r = check_beginnings(text.at, text.length);
	}
	if (r < 0)
		fprintf(stderr, "property: %s failed\n", path);
	arena_free(arena);
	return r;
}

int main(int argc, char *argv[])
{
	unsigned long count = 200000, seed = 20250601;
	int option, r = 0;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == '?')
			return 2;
		*(option == 'n' ? &count : &seed) = strtoul(optarg, NULL, 0);
	}
	printf("property: seed %lu, %lu random inputs, %d paths\n", seed,
	       count, argc - optind);
	for (; optind < argc; optind++)
		r |= check_path(argv[optind]);
	for (unsigned long i = 0; i < count && r == 0; i++) {
		r = check_random((seed + i) * 0x9e3779b97f4a7c15 + 1);
		if (r < 0)
			fprintf(stderr, "property: again with -n 1 -s %lu\n",
				seed + i);
	}
	return r < 0 ? 1 : 0;
}
