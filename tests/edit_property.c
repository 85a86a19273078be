/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit_property.c - the laws of edits, on random files in every layout
 *
 * usage: edit_property [-n COUNT] [-s SEED] [FILE...]
 *
 * Without a FILE those of testdata/seeds, where the fuzzer's findings are, too.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/edit_laws.h"

#define FILE_MAX 8192

struct writer {
	struct random *random;
	char bytes[FILE_MAX];
	size_t length;
	const char *end;		/* of a line */
	unsigned serial;		/* of comments */
};

static void put(struct writer *writer, const char *text)
{
	size_t length = strlen(text);

	if (writer->length + length < sizeof(writer->bytes)) {
		memcpy(writer->bytes + writer->length, text, length + 1);
		writer->length += length;
	}
}

static void put_comment(struct writer *writer)
{
	char comment[32];

	(void)snprintf(comment, sizeof(comment), "#%s%u",
		       one_in(writer->random, 3) ? "" : " c",
		       writer->serial++);
	put(writer, comment);
	put(writer, writer->end);
}

static void put_option(struct writer *writer)
{
	static const char *const indents[] = { "\t", "    ", "", "  ", " \t" };
	static const char *const gaps[] = { " ", "\t", "  ", "\t\t", " \t" };
	struct random *random = writer->random;

	if (one_in(random, 6))
		put_comment(writer);
	if (one_in(random, 12)) {
		put(writer, " auto");
		put(writer, writer->end);
	}
	put(writer, PICK(random, indents));
	put(writer, PICK(random, laws_names));
	put(writer, PICK(random, gaps));
	if (one_in(random, 8) && *writer->end == '\n')
		put(writer, "\\\n  ");
	put(writer, PICK(random, laws_values));
	if (one_in(random, 8) && *writer->end == '\n')
		put(writer, " \\\nmore");
	if (one_in(random, 6))
		put(writer, "  ");
	put(writer, writer->end);
}

static void put_iface(struct writer *writer)
{
	static const char *const kinds[] = {
		" inet static", " inet manual", " inet6 static",
		"  inet6  manual ", "\tinet dhcp", };

	put(writer, "iface ");
	put(writer, PICK(writer->random, laws_links));
	put(writer, PICK(writer->random, kinds));
	put(writer, writer->end);
	for (uint64_t n = next_random(writer->random) % 5; n > 0; n--)
		put_option(writer);
}

static void put_other(struct writer *writer)
{
	static const char *const others[] = {
		"auto eth0", "auto  eth0 eth1 ", "allow-hotplug eth1",
		"auto br0 eth0 eth0", "source absent", "no-scripts x",
		"mapping eth*\n script s\n map a\n map b",
	};
	const char *other = PICK(writer->random, others);

	put(writer, *writer->end == '\n' ? other : "auto eth1");
	put(writer, writer->end);
}

static void make_file(struct writer *writer)
{
	uint64_t count = next_random(writer->random) % 7;

	writer->end = one_in(writer->random, 5) ? "\r\n" : "\n";
	if (one_in(writer->random, 8))
		put(writer, "\xef\xbb\xbf");
	while (count-- > 0) {
		if (one_in(writer->random, 3))
			put_comment(writer);
		if (one_in(writer->random, 3))
			put_other(writer);
		else
			put_iface(writer);
		if (!one_in(writer->random, 3))
			put(writer, writer->end);
	}
	if (writer->length && one_in(writer->random, 6)) {
		writer->length -= strlen(writer->end);
		writer->bytes[writer->length] = '\0';
	}
}

static bool check_file(uint64_t seed)
{
	struct random random = { seed * 0x9e3779b97f4a7c15 + 1 };
	static struct writer writer;

	writer = (struct writer){ .random = &random };
	make_file(&writer);
	return laws_hold(writer.bytes, writer.length, &random, LAWS_EDITS);
}

static bool check_path(const char *path)
{
	static char bytes[FILE_MAX];
	FILE *file = fopen(path, "re");
	struct random random;
	size_t size;

	if (!file)
		return false;
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	random = laws_random(bytes, size);
	if (laws_hold(bytes, size, &random, LAWS_EDITS))
		return true;
	fprintf(stderr, "edit_property: again with -n 0 %s\n", path);
	return false;
}

static bool check_seeds(void)
{
	const char *srcdir = getenv("srcdir");
	bool is_good = true;
	char pattern[4096];
	glob_t seeds;

	(void)snprintf(pattern, sizeof(pattern), "%s/testdata/seeds/edit-*",
		       srcdir ? srcdir : ".");
	if (glob(pattern, 0, NULL, &seeds) != 0)
		return false;
	for (size_t i = 0; i < seeds.gl_pathc; i++)
		is_good &= check_path(seeds.gl_pathv[i]);
	globfree(&seeds);
	return is_good;
}

int main(int argc, char *argv[])
{
	unsigned long count = 20000, seed = 20261122;
	int option;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == '?')
			return 2;
		*(option == 'n' ? &count : &seed) = strtoul(optarg, NULL, 0);
	}
	if (optind == argc && !check_seeds())
		return 1;
	for (; optind < argc; optind++)
		if (!check_path(argv[optind]))
			return 1;
	printf("edit_property: seed %lu, %lu files\n", seed, count);
	for (unsigned long i = 0; i < count; i++) {
		if (check_file(seed + i))
			continue;
		fprintf(stderr, "edit_property: again with -n 1 -s %lu\n",
			seed + i);
		return 1;
	}
	return 0;
}
