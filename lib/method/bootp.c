// SPDX-License-Identifier: LGPL-2.1-or-later
/* bootp.c - an address from a BOOTP server, by bootpc(8) */
#include "lib/method.h"
#include "lib/rows.h"

static const struct method_row up[] = {
	{ .classic = "bootpc {--bootfile <bootfile>} --dev <iface> "
		     "{--server <server>}            {--hwaddr <hwaddr>} "
		     "--returniffail --serverbcast", .make = row_run_program },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct option rows[] = {
	ROW_OTHER("bootfile", TEXT, "file to ask the server for"),
	ROW_OTHER("server", TEXT, "server to ask"),
	ROW_OTHER("hwaddr", TEXT, "hardware address to ask with"),
	{ .name = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = rows, .up = up, .down = down,
	  .is_program = true },
	{ .family = FAMILY_NONE },
};

const struct method method_bootp = {
	.name = "bootp",
	.families = families,
};
