// SPDX-License-Identifier: LGPL-2.1-or-later
/* dhcp.c - addresses from a DHCP server, by the client that is installed */
#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

static const struct method_row up_inet[] = {
	LINE_HWADDRESS,
	{ .rows = dhcp_rows_up_inet },
	{ .classic = NULL },
};

static const struct method_row down_inet[] = {
	{ .rows = dhcp_rows_down_inet },
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct method_row up_inet6[] = {
	LINE_PROBE,
	LINE_SYSCTL("accept_ra", "accept_ra"),
	LINE_SYSCTL("autoconf", "autoconf"),
	LINE_FLUSH_ADVERTISED,
	LINE_UP6,
	{ .rows = wait_link_local_rows },
	{ .rows = dhcp_rows_up_inet6 },
	{ .classic = NULL },
};

static const struct method_row down_inet6[] = {
	{ .rows = dhcp_rows_down_inet6 },
	LINE_DOWN,
	{ .classic = NULL },
};

static const struct option rows[] = {
	ROW_OTHER("hostname", TEXT, "name to ask for the lease with"),
	ROW_OTHER("leasetime", UINT, "lease to ask for, dhcpcd only",
		  .max = UINT32_MAX, .unit = "seconds"),
	ROW_OTHER("vendor", TEXT, "vendor class to send, dhcpcd only"),
	ROW_OTHER("client", TEXT, "client id to send, or no for none"),
	{ .name = NULL },
};

static const struct method_default defaults_inet6[] = {
	{ "accept_ra", "1" },
	{ "request_prefix", "0" },
	{ "ll-attempts", "60" },
	{ "ll-interval", "0.1" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = rows,
	  .convert = convert_hwaddress,
	  .up = up_inet, .down = down_inet, .is_program = true },
	{ .family = FAMILY_INET6, .options = rows, .defaults = defaults_inet6,
	  .convert = convert_hwaddress,
	  .up = up_inet6, .down = down_inet6 },
	{ .family = FAMILY_NONE },
};

const struct method method_dhcp = {
	.name = "dhcp",
	.families = families,
};
