// SPDX-License-Identifier: LGPL-2.1-or-later
/* ppp.c - a call by pppd, through pon(1) and poff(1); it makes its own link */
#include "lib/method.h"
#include "lib/rows.h"

static const struct method_row up[] = {
	{ .classic = "pon {<provider>} {unit <unit>} {<options+>}",
	  .make = row_run_program },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "poff {<provider>}", .make = row_run_program },
	{ .classic = NULL },
};

static const struct option rows[] = {
	ROW_OTHER("provider", TEXT, "file of /etc/ppp/peers to call"),
	ROW_OTHER("unit", UINT, "number of the ppp link", .max = 65535),
	ROW_OTHER("options", TEXT, "more words for pppd"),
	{ .name = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = rows, .up = up, .down = down,
	  .makes_link = true },
	{ .family = FAMILY_NONE },
};

const struct method method_ppp = {
	.name = "ppp",
	.families = families,
};
