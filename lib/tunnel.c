// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tunnel.c - tunnels made by netlink, for the methods that classic ifupdown
 * has for them: tunnel, v4tunnel and 6to4
 */
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "lib/internal.h"
#include "lib/rows.h"

#define HOPS 64		/* what ip(8) takes for no ttl of an IPv6 tunnel */

static const struct option_choice inner[] = {
	{ "ip6ip6", IPPROTO_IPV6 }, { "ipip6", IPPROTO_IPIP },
	{ "ip4ip6", IPPROTO_IPIP }, { NULL, 0 },
};

static const struct option_choice inherit[] = { { "inherit", 0 }, { NULL, 0 } };
static const struct option_choice no_limit[] = {
	{ "none", IP6_TNL_F_IGN_ENCAP_LIMIT }, { "a number", 0 }, { NULL, 0 },
};

static const struct option_choice any4[] = { { "any", AF_INET }, { NULL, 0 } };
static const struct option_choice any6[] = { { "any", AF_INET6 }, { NULL, 0 } };

#define ENDS(REMOTE, LOCAL, ANY) \
	{ .name = "endpoint", .type = TYPE_ADDRESS, .wire = WIRE_IP, \
	  .words = ANY, \
	  .place = PLACE_INFO, .attribute = REMOTE, .ip = "remote", \
	  .help = "address of the tunnel's other end" }, \
	{ .name = "local", .type = TYPE_ADDRESS, .wire = WIRE_IP, \
	  .words = ANY, \
	  .place = PLACE_INFO, .attribute = LOCAL, .ip = "local", \
	  .help = "address of the tunnel's own end" }
#define TTL(ATTRIBUTE) \
	ROW_UINT("ttl", U8, INFO, ATTRIBUTE, "ttl", 0, 255, "hops", \
		 "how far the tunnel's packets go", .words = inherit)
#define LIMIT(ATTRIBUTE) \
	ROW_UINT("encaplimit", U8, INFO, ATTRIBUTE, "encaplimit", 0, 255, NULL, \
		 "tunnels in the tunnel")
#define NO_LIMIT(ATTRIBUTE) \
	ROW_CHOICE("encaplimit", U32_BIT, INFO, ATTRIBUTE, "encaplimit", \
		   no_limit, "none", .scale = IP6_TNL_F_IGN_ENCAP_LIMIT)

static const struct option iptun_rows[] = {
	ENDS(IFLA_IPTUN_REMOTE, IFLA_IPTUN_LOCAL, any4), TTL(IFLA_IPTUN_TTL),
	{ .name = NULL },
};

static const struct option gre_rows[] = {
	ENDS(IFLA_GRE_REMOTE, IFLA_GRE_LOCAL, any4), TTL(IFLA_GRE_TTL),
	{ .name = NULL },
};

static const struct option ip6tnl_rows[] = {
	ROW_CHOICE("mode", U8, INFO, IFLA_IPTUN_PROTO, "mode", inner,
		   "what is in the tunnel"),
	ENDS(IFLA_IPTUN_REMOTE, IFLA_IPTUN_LOCAL, any6), TTL(IFLA_IPTUN_TTL),
	LIMIT(IFLA_IPTUN_ENCAP_LIMIT),
	{ .name = NULL },
};

static const struct option ip6gre_rows[] = {
	ENDS(IFLA_GRE_REMOTE, IFLA_GRE_LOCAL, any6), TTL(IFLA_GRE_TTL),
	LIMIT(IFLA_GRE_ENCAP_LIMIT),
	{ .name = NULL },
};

static const struct option ip6tnl_no_limit = NO_LIMIT(IFLA_IPTUN_FLAGS);
static const struct option ip6gre_no_limit = NO_LIMIT(IFLA_GRE_FLAGS);

/*
 * Options of the methods, of which each takes those from one row on (method.h).
 * How they are sent depends on the mode.
 */
const struct option tunnel_options[] = {
	ROW_OTHER("encaplimit", TEXT, "tunnels in the tunnel, or none"),
	ROW_OTHER("mode", TEXT, "kind of tunnel, such as gre"),
	ROW_OTHER("dstaddr", ADDRESS, "address of the other end, inside"),
	ROW_OTHER("endpoint", ADDRESS, "address of the tunnel's other end",
		  .words = any4),
	ROW_OTHER("local", ADDRESS, "address of the tunnel's own end",
		  .words = any4),
	ROW_OTHER("ttl", UINT, "how far the tunnel's packets go",
		  .max = 255, .unit = "hops", .words = inherit),
	{ .name = NULL },
};

static bool takes(const struct job *job, const char *option)
{
	return option_find(job->family->options, option);
}

static const struct mode {
	const char *name;
	enum family family;
	const char *kind;
	const struct option *rows;
	const struct option *no_limit;	/* NULL: it has no such limit */
	const char *module;
} modes[] = {
	{ "gre", FAMILY_INET, "gre", gre_rows, NULL, "ip_gre" },
	{ "ipip", FAMILY_INET, "ipip", iptun_rows, NULL, "ipip" },
	{ "sit", FAMILY_INET, "sit", iptun_rows, NULL, "sit" },
	{ "ip6gre", FAMILY_INET6, "ip6gre", ip6gre_rows, &ip6gre_no_limit,
	  "ip6_gre" },
	{ "ip6ip6", FAMILY_INET6, "ip6tnl", ip6tnl_rows, &ip6tnl_no_limit,
	  "ip6_tunnel" },
	{ "ipip6", FAMILY_INET6, "ip6tnl", ip6tnl_rows, &ip6tnl_no_limit,
	  "ip6_tunnel" },
	{ "ip4ip6", FAMILY_INET6, "ip6tnl", ip6tnl_rows, &ip6tnl_no_limit,
	  "ip6_tunnel" },
	{ NULL, FAMILY_NONE, NULL, NULL, NULL, NULL },
};

const char *tunnel_module(const char *kind)
{
	const struct mode *mode = modes;

	while (mode->name && strcmp(mode->kind, kind))
		mode++;
	return mode->name ? mode->module : kind;
}

static const struct mode *find_mode(struct ifplan_plan *plan, struct job *job)
{
	static const struct mode sit = { "sit", FAMILY_INET6, "sit",
					 iptun_rows, NULL, "sit" };
	/* Without the first row, the endpoint. */
	static const struct mode sit_to_any = { "sit", FAMILY_INET6, "sit",
						iptun_rows + 1, NULL, "sit" };
	const struct mode *mode = modes;
	const char *name = job_value(job, "mode");

	if (!takes(job, "mode"))
		return takes(job, "endpoint") ? &sit : &sit_to_any;
	while (mode->name && (mode->family != job->iface->family ||
			      strcasecmp(mode->name, name)))
		mode++;
	if (mode->name)
		return mode;
	plan_error(plan, job, job_entry(job, "mode"),
		   job->iface->family == FAMILY_INET ? "gre, ipip or sit" :
		   "ip6gre, ip6ip6 or ipip6", "no such mode: %s", name);
	return NULL;
}

static void add_number(struct ifplan_plan *plan, struct change *change,
		       const struct option *row, uint64_t number,
		       const struct entry *origin)
{
	*ARENA_PUSH(plan->arena, &change->settings, &change->setting_count) =
		setting_number(plan->arena, row, number, origin);
}

static void add_limit(struct ifplan_plan *plan, struct job *job,
		      struct change *change, const struct mode *mode)
{
	const char *limit = job_value(job, "encaplimit");
	uint64_t number;

	if (!limit)
		add_number(plan, change, option_find(mode->rows, "encaplimit"),
			   IPV6_DEFAULT_TNL_ENCAP_LIMIT, change->origin);
	else if (!strcmp(limit, "none"))
		add_number(plan, change, mode->no_limit,
			   IP6_TNL_F_IGN_ENCAP_LIMIT,
			   job_entry(job, "encaplimit"));
	else if (text_read_number(limit, &number) < 0 || number > 255)
		plan_error(plan, job, job_entry(job, "encaplimit"), NULL,
			   "\"%s\" is not a number (0 to 255) or none", limit);
}

/* ip(8)'s, which are not the kernel's: IPv4 inherits the inner packet's. */
static void add_defaults(struct ifplan_plan *plan, struct job *job,
			 struct change *change, const struct mode *mode)
{
	if (!job_value(job, "ttl"))
		add_number(plan, change, option_find(mode->rows, "ttl"),
			   mode->no_limit ? HOPS : 0, change->origin);
	if (mode->no_limit)
		add_limit(plan, job, change, mode);
}

/*
 * One that is there is given all anew, the MTU too, which it loses by that; the
 * line says how one is made.  A kernel that is a text does not tell of tunnels.
 */
static void change_tunnel(struct ifplan_plan *plan, struct job *job,
			  const struct link *have, const struct mode *mode,
			  struct change *change)
{
	const struct entry *mtu;
	struct step *step;
	struct value value;
	size_t length;

	if (!link_attribute(have, PLACE_INFO,
			    option_find(mode->rows, "ttl")->attribute, &length))
		return;
	change->verb = LINK_SET;
	change->is_whole = true;
	mtu = job_parse(plan, job, "mtu", &value);
	if (mtu)
		add_number(plan, change, mtu->row, value.number, mtu);
	step = plan_change(plan, job, change);
	if (step)
		step->is_more = true;
}

void row_add_tunnel(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	const struct link *have = snapshot_link(plan->snapshot,
						job->target->link);
	const struct mode *mode = find_mode(plan, job);
	struct change change = {
		.verb = LINK_ADD,
		.link = job->target->link,
		.origin = job_entry(job, "mode"),
		.addr_gen_mode = -1,
	};

	(void)row;
	if (!mode)
		return;
	if (have && strcmp(have->kind, mode->kind)) {
		plan_error(plan, job, NULL, NULL, "%s exists and is %s, not a "
			   "%s", have->name, *have->kind ? have->kind :
			   "hardware", mode->kind);
		return;
	}
	change.kind = mode->kind;
	job_settings(plan, job, mode->rows, PLACE_INFO, 0, &change);
	add_defaults(plan, job, &change, mode);
	if (have && !plan->is_check)
		change_tunnel(plan, job, have, mode, &change);
	else
		plan_change(plan, job, &change);
}

/* As any link: only what we made. */
void row_delete_tunnel(struct ifplan_plan *plan, struct job *job,
		       const struct method_row *row)
{
	(void)row;
	if (job->target->was_created)
		plan_change(plan, job, &(struct change){
			.verb = LINK_DELETE,
			.link = job->target->link,
			.addr_gen_mode = -1,
		});
}

/* Addresses */

static bool has_mask(struct ifplan_plan *plan, struct job *job,
		     struct address *address)
{
	const struct entry *entry = job_entry(job, "netmask");
	const char *mask = job_value(job, "netmask");

	if (!mask && !strcmp(job->iface->method, "tunnel")) {
		plan_warning(plan, job, job_entry(job, "address"),
			     "add netmask", "the address is left out: method "
			     "tunnel wants a netmask with it");
		return false;
	}
	if (!mask || text_read_netmask(mask, address->ip.family,
				       &address->ip.prefix) == 0)
		return true;
	plan_error(plan, job, entry, NULL, "\"%s\" is not a netmask", mask);
	return false;
}

static bool read_address(struct ifplan_plan *plan, struct job *job,
			 struct address *ret)
{
	const char *text = job_value(job, "address");
	struct value peer;

	if (!text)
		return false;
	if (text_read_address(text, &ret->ip) < 0) {
		plan_error(plan, job, job_entry(job, "address"), NULL,
			   "\"%s\" is not an address", text);
		return false;
	}
	if (!has_mask(plan, job, ret))
		return false;
	if (takes(job, "dstaddr") &&
	    job_parse(plan, job, "dstaddr", &peer)) {
		ret->peer = peer.ip;
		ret->ip.prefix = ret->peer.prefix =
			ret->ip.family == AF_INET ? 32 : 128;
	}
	return true;
}

/* 2002:c000:0201::1/16 of 192.0.2.1 */
static bool make_6to4_address(struct ifplan_plan *plan, struct job *job,
			      struct address *ret)
{
	struct value local;

	if (!job_parse(plan, job, "local", &local))
		return false;
	if (local.ip.family != AF_INET) {
		plan_error(plan, job, job_entry(job, "local"), NULL,
			   "an IPv4 address is wanted");
		return false;
	}
	ret->ip = (struct ip_address){
		.family = AF_INET6, .prefix = 16, .has_prefix = true,
		.bytes = { 0x20, 0x02, [15] = 1 },
	};
	memcpy(ret->ip.bytes + 2, local.ip.bytes, 4);
	return true;
}

void row_add_tunnel_address(struct ifplan_plan *plan, struct job *job,
			    const struct method_row *row)
{
	struct address address = { .preferred_s = UINT32_MAX };
	bool is_6to4 = !strcmp(job->iface->method, "6to4");
	struct value value;

	(void)row;
	if (!(is_6to4 ? make_6to4_address(plan, job, &address) :
	      read_address(plan, job, &address)))
		return;
	if (job_parse(plan, job, "preferred-lifetime", &value))
		address.preferred_s = (uint32_t)value.number;
	plan_change(plan, job, &(struct change){
		.verb = ADDRESS_ADD,
		.link = job->target->link,
		.origin = job_entry(job, is_6to4 ? "local" : "address"),
		.address = address,
		.addr_gen_mode = -1,
	});
}

/* Routes */

static void add_route(struct ifplan_plan *plan, struct job *job,
		      const char *option, const char *to, const char *via)
{
	struct change change = {
		.verb = ROUTE_ADD,
		.link = job->target->link,
		.origin = job_entry(job, option),
		.addr_gen_mode = -1,
		.route = {
			.table = RT_TABLE_MAIN,
			.protocol = RTPROT_BOOT,
			.type = RTN_UNICAST,
			.link = job->target->link,
		},
	};
	struct value metric;

	if (text_read_address(to, &change.route.to) < 0 ||
	    (via && text_read_address(via, &change.route.via) < 0))
		return;
	if (via && job_parse(plan, job, "metric", &metric))
		change.route.metric = (uint32_t)metric.number;
	plan_change(plan, job, &change);
}

/* v4tunnel: the router, which may be in no network of the tunnel. */
void row_add_gateway_route(struct ifplan_plan *plan, struct job *job,
			   const struct method_row *row)
{
	const char *gateway = job_value(job, "gateway");

	(void)row;
	if (gateway)
		add_route(plan, job, "gateway", gateway, NULL);
}

/* 6to4: all of the IPv6 internet is behind its relays' address. */
void row_add_relay_route(struct ifplan_plan *plan, struct job *job,
			 const struct method_row *row)
{
	(void)row;
	add_route(plan, job, "local", "2000::/3", "::192.88.99.1");
}
