/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* view.h - a way to ask ifquery: what it goes with, and what shows it */
#ifndef IFPLAN_CMD_VIEW_H
#define IFPLAN_CMD_VIEW_H

#include "cmd/cmd.h"

/* What a view may be asked together with. */
enum view_takes {
	TAKES_ALL = 1,			/* -a */
	TAKES_NAMES = 2,
	TAKES_CHOICE = TAKES_ALL | TAKES_NAMES,
	NEEDS_CHOICE = 4 | TAKES_CHOICE,	/* -a, names, or --allow */
	NEEDS_NAMES = 4 | TAKES_NAMES,
	TAKES_CLASS = 8,
	TAKES_EXCLUDE = 16,
	TAKES_OPTION = 32,
	TAKES_CLASSIC = TAKES_CHOICE | TAKES_CLASS | TAKES_EXCLUDE |
		TAKES_OPTION,
	TAKES_SNAPSHOT = 64,
	TAKES_STRICT = 128,
	TAKES_DEPENDS = 256,
	TAKES_QUIET = 512,
	TAKES_DETAIL = 1024,
	TAKES_CHECK = 2048,
	TAKES_JSON = 4096,
	TAKES_ASCII = 8192,
	TAKES_COLOR = 16384,
	TAKES_FORMAT = 65536,		/* those that have formats do */
	TAKES_BOTH = 32768,		/* -a and names at once */
};

struct view {
	const char *option;		/* that asks for it */
	size_t wanted;			/* offset of its bool in the call */
	unsigned takes;
	unsigned formats;		/* bits of enum format, for -o */
	enum format format;		/* when none is named */
	int misuse;			/* exit code */
	int (*show)(struct call *call);
	unsigned also;			/* its option goes with views that take
					   this; 0: it is always a view */
};

/* The first view of the table, ending with show NULL, that is wanted; says
   what does not go with it and returns NULL, the exit code in *ret. */
const struct view *view_choose(const struct view *views, struct call *call,
			       int *ret);

#endif
