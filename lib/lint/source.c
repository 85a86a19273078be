// SPDX-License-Identifier: LGPL-2.1-or-later
/* source.c - rules about included files, and who can read the file */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/rule.h"
#include "parser/source.h"

/* Each source line of a kind */
typedef void source_line(struct look *look, const struct rule *rule,
			 const struct place *place, const char *path);

static void each_path(struct look *look, const struct rule *rule,
		      enum stanza_kind kind, source_line *check)
{
	const struct model *model = look->lint->model;
	const struct reader *reader = look->lint->reader;
	const char **paths;

	for (size_t i = 0; reader && i < model->file_count; i++)
		for (const struct stanza *s = model->files[i]->first; s;
		     s = s->next) {
			struct place place = {
				.file = model->files[i], .stanza = s };
			size_t count = s->kind == kind ?
				source_expand(look->arena, reader, place.file,
					      s->words, &paths) : 0;

			for (size_t k = 0; k < count; k++)
				check(look, rule, &place, paths[k]);
		}
}

/* Files that source-directory leaves out */

static bool is_backup(const char *name)
{
	static const char *const ends[] = {
		"~", ".bak", ".old", ".orig", ".save", ".swp", ".disabled",
		".dpkg-old", ".dpkg-new", ".dpkg-dist", ".dpkg-tmp",
		".ucf-old", ".ucf-new", ".ucf-dist" };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t end = strlen(ends[i]);

		if (length > end && !strcmp(name + length - end, ends[i]))
			return true;
	}
	return false;
}

static void check_folder(struct look *look, const struct rule *rule,
			 const struct place *place, const char *folder,
			 bool are_backups)
{
	const struct reader *reader = look->lint->reader;
	const char **names;
	size_t count;

	if (reader->read_folder(reader->data, look->arena, folder, &names,
				&count) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (*names[i] != '.' && !source_takes_name(names[i]) &&
		    is_backup(names[i]) == are_backups)
			find(look, rule, at_list(look, place, NULL),
			     "names may have letters, digits, \"_\" and \"-\"",
			     "%s/%s is not read because of its name", folder,
			     names[i]);
}

static void skipped_in(struct look *look, const struct rule *rule,
		       const struct place *place, const char *folder)
{
	check_folder(look, rule, place, folder, false);
}

static void backups_in(struct look *look, const struct rule *rule,
		       const struct place *place, const char *folder)
{
	check_folder(look, rule, place, folder, true);
}

static void skipped_file(struct look *look, const struct rule *rule)
{
	each_path(look, rule, STANZA_SOURCE_DIRECTORY, skipped_in);
}

static void skipped_backup(struct look *look, const struct rule *rule)
{
	each_path(look, rule, STANZA_SOURCE_DIRECTORY, backups_in);
}

/* Patterns that match nothing */

/* Debian's own interfaces.d is empty at first: that is no mistake. */
static bool is_any_file(const char *path)
{
	const char *slash = strrchr(path, '/');

	return !strcmp(slash ? slash + 1 : path, "*");
}

static void check_pattern(struct look *look, const struct rule *rule,
			  const struct place *place, const char *path)
{
	/* wordexp(3) leaves a pattern as it is when nothing matches. */
	if (!strpbrk(path, "*?[") || is_any_file(path))
		return;
	find(look, rule, at_list(look, place, NULL), NULL,
	     "no file matches %s", path);
}

static void unmatched_source(struct look *look, const struct rule *rule)
{
	each_path(look, rule, STANZA_SOURCE, check_pattern);
}

/* Keys in a file that everybody can read */

static bool is_secret(const char *name)
{
	static const char *const names[] = {
		"wpa-psk", "wpa-passphrase", "wpa-password", "wpa-pin",
		"wpa-private-key-passwd", "wpa-private-key-passwd2",
		"wpa-eappsk", "wpa-wep-key0", "wpa-wep-key1", "wpa-wep-key2",
		"wpa-wep-key3", "wireless-key", "wireless-key1",
		"wireless-key2", "wireless-key3", "wireless-key4",
		"wireless-enc", "ucarp-password", "qt-private-key",
		"private-key" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (*name == *names[i] && text_same_option(name, names[i]))
			return true;
	return false;
}

static void readable_secret(struct look *look, const struct rule *rule)
{
	const struct lint *lint = look->lint;
	struct intern files = { .arena = look->arena };

	for (size_t i = 0; lint->file_mode && i < look->part_count; i++) {
		const struct part *part = &look->parts[i];

		for (size_t k = part->own; k < part->count; k++) {
			const struct entry *entry = &part->entries[k];
			const char *path = entry->file->path;
			size_t known = files.count;
			int mode;

			if (!is_secret(entry->name) ||
			    intern_add(&files, path) < known)
				continue;
			mode = lint->file_mode(lint->data, path);
			if (mode >= 0 && mode & S_IROTH)
				find(look, rule, at_option(part, entry),
				     arena_printf(look->arena, "chmod 600 %s",
						  path),
				     "everybody on this machine can read %s",
				     entry->name);
		}
	}
}

const struct rule lint_source[] = {
	{ "skipped-file", DIAG_WARNING,
	  "a file that source-directory does not read because of its name",
	  .all = skipped_file },
	{ "skipped-backup", DIAG_NOTE,
	  "the same, where the name is that of a backup or of an old version",
	  .all = skipped_backup },
	{ "unmatched-source", DIAG_NOTE,
	  "a source line whose pattern matches no file",
	  .all = unmatched_source },
	{ "readable-secret", DIAG_WARNING,
	  "a password or key in a file that everybody can read",
	  .all = readable_secret },
	{ .code = NULL },
};
