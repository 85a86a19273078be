// SPDX-License-Identifier: LGPL-2.1-or-later
/* options.c - rows that every interface has */
#include "lib/link.h"
#include "lib/rows.h"

static const struct option_choice scopes[] = {
	{ "global", 0 }, { "site", 200 }, { "link", 253 }, { "host", 254 },
	{ NULL, 0 },
};

static const struct option_choice accept_ra[] = {
	{ "off", 0 }, { "on", 1 }, { "forwarding", 2 }, { NULL, 0 },
};

static const struct option_choice privext[] = {
	{ "off", 0 }, { "assign", 1 }, { "prefer", 2 }, { NULL, 0 },
};

static const struct option_choice rp_filters[] = {
	{ "off", 0 }, { "strict", 1 }, { "loose", 2 }, { NULL, 0 },
};

static const struct option_choice forever[] = {
	{ "forever", UINT32_MAX }, { NULL, 0 },
};

static const struct option_choice never[] = {
	{ "no", 0 }, { "off", 0 }, { "false", 0 }, { NULL, 0 },
};

const struct option common_options[] = {
	ROW_UINT("mtu", U32, LINK, IFLA_MTU, "mtu", 68, 65536, "bytes",
		 "largest packet the link carries", .usual = "1500"),
	{ .name = "hwaddress", .type = TYPE_MAC, .wire = WIRE_MAC,
	  .place = PLACE_LINK, ROW_ATTRIBUTE(IFLA_ADDRESS), .ip = "address",
	  .help = "hardware address of the link, or random" },
	{ .name = "description", .type = TYPE_TEXT, .wire = WIRE_STRING,
	  .place = PLACE_LINK, ROW_ATTRIBUTE(IFLA_IFALIAS), .ip = "alias",
	  .help = "text kept with the link for people" },
	ROW_OTHER("link-type", TEXT, "kind of link to create, such as dummy",
		  .flags = OPTION_CREATES),
	ROW_OTHER("bond-master", NAME, "the bond that this link joins",
		  .flags = OPTION_LOWER),
	ROW_OTHER("bond-give-a-chance", UINT,
		  "seconds for this slave to get carrier before others",
		  .max = 3600, .unit = "seconds"),
	ROW_OTHER("address", TEXT, "address with its prefix length",
		  .flags = OPTION_REPEATS | OPTION_ADDRESS),
	ROW_OTHER("netmask", TEXT, "network mask, or prefix length in bits",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("broadcast", TEXT, "broadcast address, + or -",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("gateway", ADDRESS,
		  "router of the default route, one of each family",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("metric", UINT, "metric of the default route",
		  .max = UINT32_MAX, .flags = OPTION_ADDRESS),
	ROW_OTHER("pointopoint", ADDRESS, "address of the other end",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("scope", CHOICE, "how far the address is valid",
		  .choices = scopes, .flags = OPTION_ADDRESS),
	ROW_OTHER("preferred-lifetime", UINT,
		  "how long the address is used for new connections, "
		  "or forever",
		  .max = UINT32_MAX, .unit = "seconds", .words = forever,
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("dad-attempts", UINT,
		  "how often to look for a duplicate address, 0 for never",
		  .max = 1000000, .words = never, .flags = OPTION_ADDRESS),
	ROW_OTHER("dad-interval", TIME, "time between two looks for a duplicate",
		  .scale = 1000, .max = 3600, .unit = "seconds",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("request_prefix", BOOL, "ask for a prefix to delegate",
		  .flags = OPTION_ADDRESS),
	ROW_OTHER("ll-attempts", UINT,
		  "how often to look for a link-local address",
		  .max = 1000000, .flags = OPTION_ADDRESS),
	ROW_OTHER("ll-interval", TIME, "time between two such looks",
		  .scale = 1000, .max = 3600, .unit = "seconds",
		  .flags = OPTION_ADDRESS),
	ROW_CHOICE("accept_ra", NONE, SYSCTL, 0, NULL, accept_ra,
		   "accept router advertisements",
		   .file = "ipv6/conf/%/accept_ra", .flags = OPTION_ADDRESS),
	ROW_BOOL("autoconf", NONE, SYSCTL, 0, NULL,
		 "make addresses from advertised prefixes",
		 .file = "ipv6/conf/%/autoconf", .flags = OPTION_ADDRESS),
	ROW_CHOICE("privext", NONE, SYSCTL, 0, NULL, privext,
		   "temporary addresses for privacy",
		   .file = "ipv6/conf/%/use_tempaddr",
		   .flags = OPTION_ADDRESS),
	ROW_BOOL("ip-proxy-arp", NONE, SYSCTL, 0, NULL,
		 "answer ARP for others",
		 .file = "ipv4/conf/%/proxy_arp", .flags = OPTION_SPARE),
	ROW_CHOICE("ip-rp-filter", NONE, SYSCTL, 0, NULL, rp_filters,
		   "check that answers would leave by this link",
		   .file = "ipv4/conf/%/rp_filter", .flags = OPTION_SPARE),
	ROW_OTHER("pre-up", COMMAND, "run before the interface is configured",
		  .flags = OPTION_REPEATS),
	ROW_OTHER("up", COMMAND, "run when the interface is configured",
		  .aliases = "post-up", .flags = OPTION_REPEATS),
	ROW_OTHER("down", COMMAND, "run before the interface is taken down",
		  .aliases = "pre-down", .flags = OPTION_REPEATS),
	ROW_OTHER("post-down", COMMAND, "run when the interface is down",
		  .flags = OPTION_REPEATS),
	{ .name = NULL },
};
