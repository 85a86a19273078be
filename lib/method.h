/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * method.h - how an interface gets its addresses: static, dhcp, manual ...
 *
 * A method is one file in lib/method/.  It may serve several families, each
 * with its own options and order of work.
 */
#ifndef IFPLAN_METHOD_H
#define IFPLAN_METHOD_H

#include "lib/plan.h"

struct method_default {
	const char *name;
	const char *value;
};

/*
 * One classic command and the steps that are taken in its place, made from the
 * same row.  The command is a template:
 *
 *	<mtu>		the value of an option; it must be there ...
 *	{mtu <mtu>}	... or the text in braces is left out
 *	<options+>	several words
 *
 * and there are <iface>, the interface's name, <iface/>, the same for sysctl,
 * and the words of trace.c.  Blanks are as ifupdown 0.8 prints them.
 */
struct method_row {
	const char *classic;		/* NULL: there is no such command */
	/* Is there such a command this time?  NULL: always. */
	bool (*when)(const struct ifplan_plan *plan, const struct job *job);
	/* The steps; NULL: none. */
	void (*make)(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row);
	const char *option;		/* that `make` is about */
	/* Words of the program that is run in place of a shell's command, as a
	   template; NULL: those of `classic`. */
	const char *program;
	const struct method_row *rows;	/* these instead */
};

struct method_family {
	enum family family;
	const struct option *options;		/* NULL: common ones only */
	const struct method_default *defaults;	/* NULL: none; ends with NULL */
	void (*convert)(struct arena *arena, struct job *job);
	const struct method_row *up, *down;	/* end with an empty row */
	bool makes_link;	/* the link need not be there before */
	bool is_program;	/* which misses a link by itself */
};

struct method {
	const char *name;
	const char *owner;	/* of its options; NULL: the name says it */
	const struct method_family *families;	/* ends with FAMILY_NONE */
};

extern const struct method *const methods[];	/* ends with NULL */

/* The options of all its families. */
const struct option *method_options(const struct method *method);
const struct method *method_find(const char *name, enum family family,
				 const struct method_family **ret_family);

/* trace.c: the classic commands of rows, and their steps */
void method_plan(struct ifplan_plan *plan, struct job *job,
		 const struct method_row *rows);
/* The options that must be there, one after the other; NULL after the last. */
const char *row_next_required(struct arena *arena, const char **rest);
/* The first row that lacks some says so; true: there was one. */
bool method_complain_missing(struct ifplan_plan *plan, struct job *job,
			     const struct method_row *rows);
/* The row's program, and a step that runs it: no shell sees its words. */
const char **row_argv(struct arena *arena, const struct job *job,
		      const struct method_row *row);
struct step *row_run(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row);
/* The program of the hooks' PATH, or NULL. */
const char *find_program(struct arena *arena, const char *name);

/*
 * Rows and pieces of rows that several methods share (method.c).
 */
#define ROW_MAKER(name) \
	void name(struct ifplan_plan *plan, struct job *job, \
		  const struct method_row *row)
#define ROW_WHEN(name) \
	bool name(const struct ifplan_plan *plan, const struct job *job)

ROW_MAKER(row_set_option);	/* an attribute of the link */
ROW_MAKER(row_set_sysctl);
ROW_MAKER(row_set_mtu6);
ROW_MAKER(row_link_up);		/* with mtu and hwaddress, if set */
ROW_MAKER(row_link_up_softly);	/* 2>/dev/null || true */
ROW_MAKER(row_link_down);
ROW_MAKER(row_ready_port);
ROW_MAKER(row_flush_inet);
ROW_MAKER(row_refuse_ipx);
ROW_MAKER(row_flush_inet6);
ROW_MAKER(row_flush_advertised);
ROW_MAKER(row_add_default_route);
ROW_MAKER(row_delete_default_route);
ROW_MAKER(row_run_program);	/* of which nothing more is to be said */
ROW_WHEN(is_plain);
ROW_WHEN(is_builtin_loopback);
ROW_WHEN(is_not_builtin_loopback);
ROW_WHEN(refuses_advertised);
/* How long to wait: so many times so long. */
void method_limit(const struct job *job, const char *attempts_name,
		  const char *interval_name, struct wait *ret);

#define LINE_PROBE \
	{ .classic = "modprobe -q net-pf-10 > /dev/null 2>&1 || true " \
		     "# ignore failure." }
#define LINE_SYSCTL(KEY, OPTION) \
	{ .classic = "{sysctl -q -e -w net.ipv6.conf.<iface/>." KEY \
		     "=<" OPTION ">}", \
	  .make = row_set_sysctl, .option = OPTION }
#define LINE_MTU6 \
	{ .classic = "{if [ \"$(cat /sys/class/net/<iface>/mtu)\" -lt <mtu> " \
		     "]; then ip link set dev <iface> mtu <mtu>; else " \
		     "sysctl -q -e -w net.ipv6.conf.<iface/>.mtu=<mtu>; fi}", \
	  .make = row_set_mtu6 }
#define LINE_HWADDRESS \
	{ .classic = "{ip link set dev <iface> address <hwaddress>}", \
	  .make = row_set_option, .option = "hwaddress" }
#define LINE_FLUSH_ADVERTISED \
	{ .classic = "ip addr flush dev <iface> mngtmpaddr", \
	  .when = refuses_advertised, .make = row_flush_advertised }
#define LINE_UP6 \
	{ .classic = "ip link set dev <iface> {address <hwaddress>} up", \
	  .make = row_link_up }
#define LINE_DOWN \
	{ .classic = "ip link set dev <iface> down", .when = is_plain, \
	  .make = row_link_down }
/* A link that a bridge or bond of this plan takes is made ready for it. */
#define LINE_READY_PORT { .make = row_ready_port }

/* For an address of the link itself, which DHCPv6 needs. */
extern const struct method_row wait_link_local_rows[];

/* tunnel.c: a tunnel of the mode, its address and its routes */
extern const struct option tunnel_options[];
#define TUNNEL6_OPTIONS tunnel_options		/* encaplimit and ... */
#define TUNNEL_OPTIONS (tunnel_options + 1)	/* mode, dstaddr and ... */
#define V4TUNNEL_OPTIONS (tunnel_options + 3)	/* endpoint and ... */
#define SIXTOFOUR_OPTIONS (tunnel_options + 4)	/* local, ttl */
/* The module of a kind of tunnel; of any other, its name. */
const char *tunnel_module(const char *kind);
ROW_MAKER(row_add_tunnel);
ROW_MAKER(row_delete_tunnel);
ROW_MAKER(row_add_tunnel_address);
ROW_MAKER(row_add_gateway_route);
ROW_MAKER(row_add_relay_route);
#define LINE_TUNNEL_UP \
	{ .classic = "ip link set <iface> up {mtu <mtu>}", \
	  .make = row_link_up }

/* convert.c: what ifquery and hooks see */
void convert_hwaddress(struct arena *arena, struct job *job);
void convert_inet_static(struct arena *arena, struct job *job);
void convert_inet6_static(struct arena *arena, struct job *job);
void convert_lifetime(struct arena *arena, struct job *job);
void convert_6to4(struct arena *arena, struct job *job);

/* dhcp.c: rows for the client that is installed, with the classic arguments */
extern const struct method_row dhcp_rows_up_inet[], dhcp_rows_down_inet[],
	dhcp_rows_up_inet6[], dhcp_rows_up_auto[], dhcp_rows_down_inet6[];

#endif
