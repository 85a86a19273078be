/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* diag.c - the list of complaints */
#include "parser/diag.h"

static const char *copy(struct arena *arena, const char *string)
{
	return string ? arena_strdup(arena, string) : NULL;
}

static void append(struct diags *diags, struct diag *diag)
{
	if (diags->last)
		diags->last->next = diag;
	else
		diags->first = diag;
	diags->last = diag;
	diags->errors += diag->severity == DIAG_ERROR;
	diags->warnings += diag->severity == DIAG_WARNING;
}

struct diag *diag_add(struct diags *diags, const struct diag *diag)
{
	struct diag *added = ARENA_NEW(diags->arena, struct diag);

	*added = *diag;
	added->next = NULL;
	added->code = copy(diags->arena, diag->code);
	added->subject = copy(diags->arena, diag->subject);
	added->text = copy(diags->arena, diag->text);
	added->hint = copy(diags->arena, diag->hint);
	added->file = copy(diags->arena, diag->file);
	added->source = copy(diags->arena, diag->source);
	append(diags, added);
	return added;
}

void diag_move_first(struct diags *from, struct diags *to)
{
	struct diag *diag = from->first;

	from->first = diag->next;
	if (!from->first)
		from->last = NULL;
	from->errors -= diag->severity == DIAG_ERROR;
	from->warnings -= diag->severity == DIAG_WARNING;
	diag->next = NULL;
	append(to, diag);
}
