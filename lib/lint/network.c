// SPDX-License-Identifier: LGPL-2.1-or-later
/* network.c - rules between addresses: duplicates, overlaps, default routes */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lib/rule.h"

#define HOSTS_MAX 1000	/* of one link that are looked through */

static unsigned bits_of(const struct ip_address *ip)
{
	return ip->family == AF_INET ? 32 : 128;
}

static bool is_single_host(const struct host *host)
{
	return host->peer || host->ip.prefix == bits_of(&host->ip);
}

static bool is_link_local(const struct ip_address *ip)
{
	if (ip->family == AF_INET)
		return ip->bytes[0] == 169 && ip->bytes[1] == 254;
	return is_link_local6(ip);
}

static bool is_loopback(const struct ip_address *ip)
{
	static const uint8_t one[16] = { [15] = 1 };

	return ip->family == AF_INET ? ip->bytes[0] == 127 :
		!memcmp(ip->bytes, one, sizeof(one));
}

static bool is_unspecified(const struct ip_address *ip)
{
	static const uint8_t zeros[16];

	return !memcmp(ip->bytes, zeros, sizeof(zeros));
}

static const char *link_of(const struct host *host)
{
	return host->part->subject->target.link;
}

static const char *vrf_of(const struct part *part)
{
	return subject_value(part->subject, "vrf");
}

/* An address that is alone in its world: others may be like it. */
static bool is_comparable(const struct look *look, const struct host *host)
{
	const struct subject *subject = host->part->subject;
	const struct subject *link = look_subject(look, link_of(host));

	return is_in_use(subject) && !is_single_host(host) &&
		!is_link_local(&host->ip) && !is_loopback(&host->ip) &&
		!is_unspecified(&host->ip) && !(link && link->master) &&
		!subject->is_elsewhere;
}

static const char *text_of(const struct look *look,
			   const struct ip_address *ip)
{
	char shown[46];

	return arena_strdup(look->arena, text_print_address(ip, shown));
}

static struct finding at_host(const struct look *look, const struct host *host)
{
	const struct part *part = host->part;

	if (host->entry < part->entries + part->own)
		return at_head(look, part);
	return at_value(part, host->entry);
}

/* The same address again */

static bool is_same_stanza_again(const struct host *a, const struct host *b)
{
	return a->part != b->part && !strcmp(a->part->iface->name,
					     b->part->iface->name);
}

static void find_again(struct look *look, const struct rule *rule,
		       bool in_same_name)
{
	struct intern seen = { .arena = look->arena,
			       .item_size = sizeof(struct host *) };

	for (size_t i = 0; i < look->host_count; i++) {
		struct host *host = look->hosts[i], **first;
		const char *text = text_of(look, &host->ip);

		if (!in_same_name && !is_comparable(look, host))
			continue;
		if (in_same_name)
			text = arena_printf(look->arena, "%s %s", text,
					    host->part->iface->name);
		else
			text = arena_printf(look->arena, "%s %s", text,
					    vrf_of(host->part));
		first = intern_item(&seen, intern_add(&seen, text));
		if (!*first)
			*first = host;
		else if (is_same_stanza_again(*first, host) == in_same_name)
			find(look, rule, at_host(look, host), NULL,
			     "%s has %s already (%s)",
			     (*first)->part->subject->name,
			     text_of(look, &host->ip),
			     where(look, (*first)->part, (*first)->entry));
	}
}

static void duplicate_address(struct look *look, const struct rule *rule)
{
	find_again(look, rule, false);
}

static void stanza_twice(struct look *look, const struct rule *rule)
{
	find_again(look, rule, true);
}

static void dhcp_twice(struct look *look, const struct rule *rule,
		       struct part *part)
{
	const struct part *p = part->subject->first;

	if (strcmp(part->iface->method, "dhcp"))
		return;
	while (p != part && (strcmp(p->iface->method, "dhcp") ||
			     p->iface->family != part->iface->family))
		p = p->next;
	if (p != part)
		find(look, rule, at_head(look, part), NULL,
		     "%s is configured by DHCP already (%s)",
		     part->subject->name, where(look, p, NULL));
}

/* Networks that overlap */

struct network {
	const struct host *host;
	const char *vrf;
	uint8_t bytes[16];
};

static void mask(uint8_t bytes[16], unsigned prefix)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned kept = prefix > 8 * i ? prefix - 8 * i : 0;

		if (kept < 8)
			bytes[i] &= (uint8_t)(0xff00 >> kept);
	}
}

static bool is_within(const struct network *outer, const struct network *inner)
{
	uint8_t bytes[16];

	if (outer->host->ip.family != inner->host->ip.family ||
	    strcmp(outer->vrf, inner->vrf))
		return false;
	memcpy(bytes, inner->bytes, sizeof(bytes));
	mask(bytes, outer->host->ip.prefix);
	return !memcmp(bytes, outer->bytes, sizeof(bytes));
}

/* Outer networks before those inside, which follow in file order. */
static int compare_networks(const void *a, const void *b)
{
	const struct network *one = a, *two = b;
	int r = strcmp(one->vrf, two->vrf);

	if (!r)
		r = one->host->ip.family - two->host->ip.family;
	if (!r)
		r = memcmp(one->bytes, two->bytes, sizeof(one->bytes));
	if (!r)
		r = one->host->ip.prefix - two->host->ip.prefix;
	return r ? r : one->host->part < two->host->part ? -1 :
		one->host->part > two->host->part;
}

static struct network *sort_networks(const struct look *look,
				     size_t *ret_count)
{
	struct network *list = ARENA_ARRAY(look->arena, look->host_count,
					   struct network);

	*ret_count = 0;
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		struct network *network = &list[*ret_count];

		if (!is_comparable(look, host))
			continue;
		network->host = host;
		network->vrf = vrf_of(host->part);
		memcpy(network->bytes, host->ip.bytes, sizeof(network->bytes));
		mask(network->bytes, host->ip.prefix);
		++*ret_count;
	}
	if (*ret_count)
		qsort(list, *ret_count, sizeof(*list), compare_networks);
	return list;
}

static bool is_same_network(const struct network *a, const struct network *b)
{
	return a->host->ip.prefix == b->host->ip.prefix && is_within(a, b);
}

static void say_overlap(struct look *look, const struct rule *rule,
			const struct host *a, const struct host *b)
{
	const struct host *later = a->part < b->part ? b : a;
	const struct host *first = later == a ? b : a;

	if (memcmp(a->ip.bytes, b->ip.bytes, sizeof(a->ip.bytes)))
		find(look, rule, at_host(look, later), NULL,
		     "the network overlaps that of %s, %s/%u (%s)",
		     first->part->subject->name, text_of(look, &first->ip),
		     first->ip.prefix, where(look, first->part, first->entry));
}

/* The networks that the current one is inside of are on a stack. */
static void overlap(struct look *look, const struct rule *rule)
{
	const struct network *stack[130];
	size_t count, depth = 0;
	const struct network *list = sort_networks(look, &count);

	for (size_t i = 0; i < count; i++) {
		size_t at;

		while (depth && !is_within(stack[depth - 1], &list[i]))
			depth--;
		for (at = depth; at; at--)
			if (strcmp(link_of(stack[at - 1]->host),
				   link_of(list[i].host)))
				break;
		if (at)
			say_overlap(look, rule, stack[at - 1]->host,
				    list[i].host);
		if (!depth || !is_same_network(stack[depth - 1], &list[i]))
			stack[depth++] = &list[i];
	}
}

/* Default routes */

struct gateway {
	struct part *part;
	const struct entry *entry;
	struct ip_address ip;
};

/* The last of each family: a stanza without family may have both. */
static size_t read_gateways(const struct part *part, struct gateway found[2])
{
	size_t count = 0;

	if (strcmp(part->iface->method, "static"))
		return 0;
	for (size_t i = part->count; i > 0 && count < 2; i--) {
		const struct entry *entry = &part->entries[i - 1];
		struct gateway *gateway = &found[count];

		if (strcmp(entry->name, "gateway") ||
		    text_read_address(entry->value, &gateway->ip) < 0 ||
		    (count && gateway->ip.family == found[0].ip.family))
			continue;
		gateway->part = (struct part *)part;
		gateway->entry = entry;
		count++;
	}
	return count;
}

static struct finding at_gateway(const struct look *look,
				 const struct gateway *gateway)
{
	const struct part *part = gateway->part;

	if (gateway->entry < part->entries + part->own)
		return at_head(look, part);
	return at_value(part, gateway->entry);
}

static bool is_same_route(const struct gateway *a, const struct gateway *b)
{
	return !strcmp(a->part->subject->target.link,
		       b->part->subject->target.link) &&
		!memcmp(a->ip.bytes, b->ip.bytes, sizeof(a->ip.bytes));
}

static struct gateway **first_gateway(struct look *look, struct intern *routes,
				      const struct gateway *gateway)
{
	const struct part *part = gateway->part;
	const char *metric = part_value(part, "metric");
	const char *key = arena_printf(look->arena, "%u %s %s",
		gateway->ip.family, *metric ? metric : "0", vrf_of(part));

	return intern_item(routes, intern_add(routes, key));
}

static void compare_gateways(struct look *look, const struct rule *rule,
			     bool are_same)
{
	struct intern routes = { .arena = look->arena,
				 .item_size = sizeof(struct gateway *) };
	struct gateway found[2], **first;

	for (size_t i = 0; i < look->part_count; i++) {
		size_t count = read_gateways(&look->parts[i], found);

		while (is_in_use(look->parts[i].subject) && count-- > 0) {
			first = first_gateway(look, &routes, &found[count]);
			if (!*first)
				*first = arena_memdup(look->arena,
						      &found[count],
						      sizeof(found[count]));
			else if (is_same_route(*first, &found[count]) ==
				 are_same)
				find(look, rule,
				     at_gateway(look, &found[count]),
				     are_same ? NULL :
				     "give one of them another metric",
				     "%s has %s default route already (%s)",
				     (*first)->part->subject->name,
				     are_same ? "this" : "a",
				     where(look, (*first)->part,
					   (*first)->entry));
		}
	}
}

static void gateway_twice(struct look *look, const struct rule *rule)
{
	compare_gateways(look, rule, false);
}

static void gateway_repeated(struct look *look, const struct rule *rule)
{
	compare_gateways(look, rule, true);
}

/* Is the router in a network of the link? */

static bool is_in_network(const struct host *host, const struct ip_address *ip)
{
	uint8_t net[16], other[16];

	memcpy(net, host->ip.bytes, sizeof(net));
	memcpy(other, ip->bytes, sizeof(other));
	mask(net, host->ip.prefix);
	mask(other, host->ip.prefix);
	return !memcmp(net, other, sizeof(net));
}

static bool is_peer(const struct host *host, const struct ip_address *ip)
{
	struct ip_address peer;

	return host->peer && text_read_address(host->peer->value, &peer) == 0 &&
		!memcmp(peer.bytes, ip->bytes, sizeof(peer.bytes));
}

/* A /32 says that the router is elsewhere; so may a command. */
static bool is_reachable(const struct look *look,
			 const struct gateway *gateway)
{
	const struct host *host = look_hosts(look,
				gateway->part->subject->target.link);
	bool has_network = false;
	unsigned seen = 0;

	for (; host; host = host->same_link) {
		if (host->ip.family != gateway->ip.family)
			continue;
		if ((is_single_host(host) && !host->peer) ||
		    is_peer(host, &gateway->ip) || ++seen > HOSTS_MAX ||
		    (!host->peer && is_in_network(host, &gateway->ip)))
			return true;
		has_network = true;
	}
	return !has_network || is_link_local(&gateway->ip) ||
		hooks_mention(gateway->part->subject, gateway->entry->value);
}

static bool is_own_address(const struct look *look,
			   const struct gateway *gateway)
{
	const struct host *host = look_hosts(look,
				gateway->part->subject->target.link);

	for (unsigned seen = 0; host && seen < HOSTS_MAX;
	     host = host->same_link, seen++)
		if (host->ip.family == gateway->ip.family &&
		    !memcmp(host->ip.bytes, gateway->ip.bytes,
			    sizeof(host->ip.bytes)))
			return true;
	return false;
}

static void gateway_off_link(struct look *look, const struct rule *rule,
			     struct part *part)
{
	struct gateway found[2];
	size_t count = read_gateways(part, found);

	while (count-- > 0)
		if (!is_reachable(look, &found[count]))
			find(look, rule, at_gateway(look, &found[count]), NULL,
			     "%s is in no network of %s",
			     found[count].entry->value,
			     part->subject->target.link);
}

static void gateway_is_self(struct look *look, const struct rule *rule,
			    struct part *part)
{
	struct gateway found[2];
	size_t count = read_gateways(part, found);

	while (count-- > 0)
		if (is_own_address(look, &found[count]))
			find(look, rule, at_gateway(look, &found[count]), NULL,
			     "%s is this host's own address",
			     found[count].entry->value);
}

const struct rule lint_network[] = {
	{ "duplicate-address", DIAG_WARNING,
	  "an address that another interface has, or the same stanza twice",
	  .all = duplicate_address },
	{ "stanza-twice", DIAG_WARNING,
	  "a second stanza of the same name with the same address, or DHCP",
	  .all = stanza_twice, .stanza = dhcp_twice },
	{ "overlap", DIAG_WARNING,
	  "networks on two interfaces of which one contains the other",
	  .all = overlap },
	{ "gateway-twice", DIAG_ERROR,
	  "two default routes of one family with the same metric",
	  .all = gateway_twice },
	{ "gateway-repeated", DIAG_WARNING,
	  "the same default route in two stanzas, at which ifupdown fails",
	  .all = gateway_repeated },
	{ "gateway-off-link", DIAG_WARNING,
	  "a gateway that is in no network of its interface",
	  .stanza = gateway_off_link },
	{ "gateway-is-self", DIAG_ERROR,
	  "a gateway that is an address of the interface itself",
	  .stanza = gateway_is_self },
	{ .code = NULL },
};
