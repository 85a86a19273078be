/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* write.c - a file to its bytes */
#include "parser/syntax.h"

void syntax_write(const struct file *file, struct text *out)
{
	text_add_bytes(out, file->bytes, file->size);
}
