/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* write.c - the tree to bytes: stanzas, and what stands between them */
#include "parser/syntax.h"

void syntax_write(const struct file *file, struct text *out)
{
	const char *at = file->bytes, *end = file->bytes + file->size;

	for (const struct stanza *s = file->first; s; s = s->next) {
		/* A bare auto inside a stanza was written with it. */
		if (s->bytes < at)
			continue;
		text_add_bytes(out, at, (size_t)(s->bytes - at));
		text_add_bytes(out, s->bytes, s->length);
		at = s->bytes + s->length;
	}
	text_add_bytes(out, at, (size_t)(end - at));
}
