/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check.h - ways to show a check */
#ifndef IFPLAN_CMD_CHECK_H
#define IFPLAN_CMD_CHECK_H

#include "cmd/cmd.h"

/* A word of its first line; "" of what is missing, as ifupdown2 has it. */
const char *check_word(const struct ifplan_checked *checked, const char *fact);
/* One document; CHECK is NULL when the file could not be read.  Returns the
   exit code. */
int check_print_json(const struct call *call,
		     const struct ifplan_check *check);

#endif
