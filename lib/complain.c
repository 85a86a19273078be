// SPDX-License-Identifier: LGPL-2.1-or-later
/* complain.c - complaints about interfaces, at their place in the file */
#include <string.h>

#include "lib/internal.h"

static void add_classic(struct diags *to, enum diag_severity severity,
			const char *format, va_list args)
{
	diag_add(to, &(struct diag){
		.severity = severity,
		.is_classic = true,
		.text = arena_vprintf(to->arena, format, args),
	});
}

void complain_classic(struct ifplan *ifplan, enum diag_severity severity,
		      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_classic(&ifplan->diags, severity, format, args);
	va_end(args);
}

void complain_classic_to(struct diags *to, enum diag_severity severity,
			 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_classic(to, severity, format, args);
	va_end(args);
}

/* WORD as a word of its own in TEXT? */
static bool has_word(const char *text, const char *word, size_t length)
{
	const char *at = text;

	for (; (at = memmem(at, strlen(at), word, length)); at++)
		if ((at == text || strchr(" \"", at[-1])) &&
		    (!at[length] || strchr(" \":,", at[length])))
			return true;
	return false;
}

/* What the text speaks of: the value, a word of it, or the option's name. */
static const char *find_token(const struct line *line, const char *text,
			      size_t *ret_length)
{
	const char *value = *line->value ? line->value : line->name;
	const char *rest = value, *word;
	size_t length;

	*ret_length = strcspn(value, "\n");
	if (strstr(text, value))
		return value;
	while (text_next_word(&rest, &word, &length)) {
		if (!has_word(text, word, length))
			continue;
		*ret_length = length;
		return word;
	}
	/* Its name only where it is quoted: then that is what is wrong. */
	length = strlen(line->name);
	word = memmem(text, strlen(text), line->name, length);
	if (!word || word == text || word[-1] != '"')
		return value;
	*ret_length = length;
	return line->name;
}

static const struct line *find_line(struct arena *arena,
				    const struct entry *entry,
				    const struct iface *iface,
				    const struct file **ret_file)
{
	if (entry && entry->line) {
		*ret_file = entry->file;
		return entry->line;
	}
	if (!iface || !iface->stanza)
		return NULL;
	*ret_file = iface->file;
	return syntax_head(arena, iface->stanza);
}

void complain_to(struct diags *to, enum diag_severity severity,
		 const char *subject, const struct entry *entry,
		 const struct iface *iface, const char *hint, const char *text)
{
	struct diag diag = {
		.severity = severity,
		.subject = subject,
		.hint = hint,
		.text = text,
	};
	const struct file *file;
	const struct line *line = find_line(to->arena, entry, iface, &file);
	const char *token;
	size_t length;

	if (!line) {
		diag_add(to, &diag);
		return;
	}
	token = find_token(line, entry && entry->line ? text : subject,
			   &length);
	syntax_complain(to, file, line, token, length, &diag);
}

void complain(struct ifplan *ifplan, enum diag_severity severity,
	      const char *subject, const struct entry *entry,
	      const struct iface *iface, const char *hint, const char *text)
{
	complain_to(&ifplan->diags, severity, subject, entry, iface, hint,
		    text);
}
