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

struct method_family {
	enum family family;
	const struct option *options;		/* NULL: common ones only */
	const struct method_default *defaults;	/* NULL: none; ends with NULL */
	const char *const *required;		/* NULL: none */
	void (*convert)(struct arena *arena, struct job *job);
	/* NULL, as down: not supported, but its options are shown. */
	void (*up)(struct ifplan_plan *plan, struct job *job);
	void (*down)(struct ifplan_plan *plan, struct job *job);
};

struct method {
	const char *name;
	const struct method_family *families;	/* ends with FAMILY_NONE */
};

extern const struct method *const methods[];	/* ends with NULL */

const struct method *method_find(const char *name, enum family family,
				 const struct method_family **ret_family);

/* Pieces that several methods share (method.c). */
void method_link_up(struct ifplan_plan *plan, struct job *job, bool may_fail);
void method_link_down(struct ifplan_plan *plan, struct job *job);
void method_flush(struct ifplan_plan *plan, struct job *job, int family);
void method_mtu6(struct ifplan_plan *plan, struct job *job);
void method_flush_advertised(struct ifplan_plan *plan, struct job *job);
void method_wait_link_local(struct ifplan_plan *plan, struct job *job);
unsigned method_limit_ms(const struct job *job, const char *attempts_name,
			 const char *interval_name);

/* convert.c: what ifquery and hooks see */
void convert_hwaddress(struct arena *arena, struct job *job);
void convert_inet_static(struct arena *arena, struct job *job);
void convert_inet6_static(struct arena *arena, struct job *job);
void convert_lifetime(struct arena *arena, struct job *job);
void convert_6to4(struct arena *arena, struct job *job);

/* dhcp.c: the client that is installed, run with the classic arguments */
enum dhcp_use {
	DHCP_4, DHCP_6,
	DHCP_6_STATELESS,	/* inet6 auto: the rest, not addresses */
	DHCP_6_PREFIX,		/* inet6 auto: a prefix to delegate */
};
void dhcp_up(struct ifplan_plan *plan, struct job *job, enum dhcp_use use);
void dhcp_down(struct ifplan_plan *plan, struct job *job, enum dhcp_use use);

#endif
