// SPDX-License-Identifier: LGPL-2.1-or-later
/* wvdial.c - a call by wvdial(1), kept in the background; it makes its link */
#include "lib/method.h"
#include "lib/rows.h"

#define DAEMON "-x /usr/bin/wvdial                       " \
	"-p /run/wvdial.<iface>.pid "

static const struct method_row up[] = {
	{ .classic = "start-stop-daemon --start " DAEMON "-b -m -- "
		     "{ <provider> }", .make = row_run_program },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "start-stop-daemon --stop " DAEMON "-s 2",
	  .make = row_run_program },
	{ .classic = NULL },
};

static const struct option rows[] = {
	ROW_OTHER("provider", TEXT, "section of wvdial.conf to call"),
	{ .name = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = rows, .up = up, .down = down,
	  .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_wvdial = {
	.name = "wvdial",
	.families = families,
};
