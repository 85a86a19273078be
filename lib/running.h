/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* running.h - the kernel's state as an interfaces file */
#ifndef IFPLAN_RUNNING_H
#define IFPLAN_RUNNING_H

#include "lib/kernel.h"

/* Of these links, NULL-terminated, or of all. */
void running_write(struct ifplan *ifplan, const struct snapshot *snapshot,
		   const char *const names[], struct text *out);

#endif
