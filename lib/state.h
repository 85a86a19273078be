/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state.h - what state.c and record.c share: files of the state folder */
#ifndef IFPLAN_STATE_H
#define IFPLAN_STATE_H

#include "lib/plan.h"

/* A path below the state folder; '/' in names becomes '.'. */
const char *state_path(struct ifplan *ifplan, struct arena *arena,
		       const char *prefix, const char *name);
/* Under a lock, so that an old temporary file is nobody's. */
int state_replace(const char *path, const char *temporary,
		  const struct text *text, int mode);
/* In place, for the lock is on this very file; NULL: down. */
int state_write(const struct target *target, const char *logical);
/* Say that nothing could be recorded; returns ERROR. */
int state_refuse(struct ifplan *ifplan, int error);

#endif
