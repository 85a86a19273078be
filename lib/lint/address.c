// SPDX-License-Identifier: LGPL-2.1-or-later
/* address.c - rules about addresses, one by one and in one stanza */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "lib/rule.h"

/* An inherited address is pointed at where it is inherited. */
static struct finding at_host(const struct look *look, const struct host *host)
{
	const struct part *part = host->part;

	if (host->entry < part->entries + part->own)
		return at_head(look, part);
	return at_value(part, host->entry);
}

static bool is_inet(const struct host *host)
{
	return host->ip.family == AF_INET;
}

static uint32_t number_of(const struct host *host)
{
	uint32_t number;

	memcpy(&number, host->ip.bytes, sizeof(number));
	return ntohl(number);
}

static bool is_unspecified(const struct host *host)
{
	static const uint8_t zeros[16];

	return !memcmp(host->ip.bytes, zeros, sizeof(zeros));
}

static const struct in6_addr *inet6_of(const struct host *host)
{
	return (const struct in6_addr *)host->ip.bytes;
}

/* Masks */

static void netmask_missing(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];

		if (host->ip.has_prefix || host->netmask || host->peer ||
		    is_unspecified(host) || strchr(host->entry->value, '#'))
			continue;
		find(look, rule, at_host(look, host),
		     arena_printf(look->arena, "write %s/%u, or what is meant",
				  host->entry->value, host->ip.prefix),
		     "there is no netmask, so %s/%u is taken",
		     host->entry->value, host->ip.prefix);
	}
}

static void netmask_differs(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		uint8_t prefix;

		if (!host->ip.has_prefix || !host->netmask ||
		    text_read_netmask(host->netmask->value, host->ip.family,
				      &prefix) < 0 ||
		    prefix == host->written)
			continue;
		find(look, rule, at_value(host->part, host->netmask),
		     "keep one of them",
		     "the address says /%u, the netmask /%u: the netmask wins",
		     host->written, prefix);
	}
}

static void short_prefix(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];

		if (host->ip.prefix < 8 && !is_unspecified(host))
			find(look, rule, at_host(look, host), NULL,
			     "a network of prefix length %u is far too large",
			     host->ip.prefix);
	}
}

/* Addresses that no host can have */

static const char *what_is_wrong(const struct look *look,
				 const struct host *host)
{
	const struct subject *link = look_subject(look,
					host->part->subject->target.link);

	if (is_inet(host))
		return number_of(host) >> 28 == 14 ?
			"a multicast address" : NULL;
	if (IN6_IS_ADDR_MULTICAST(inet6_of(host)))
		return "a multicast address";
	if (IN6_IS_ADDR_LOOPBACK(inet6_of(host)))
		return link && !strcmp(link->type, "loopback") ? NULL :
			"the loopback address";
	/* `address ::` is how a port says that it has none. */
	return is_unspecified(host) && !(link && link->master) ?
		"the unspecified address" : NULL;
}

static void host_address(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		const char *wrong = what_is_wrong(look, host);

		if (wrong)
			find(look, rule, at_host(look, host), NULL,
			     "%s is %s, no host can have it",
			     host->entry->value, wrong);
	}
}

static void network_address(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		uint32_t mask, rest;

		if (!is_inet(host) || host->peer || is_unspecified(host) ||
		    host->ip.prefix > 30 || host->ip.prefix == 0)
			continue;
		mask = UINT32_MAX >> host->ip.prefix;
		rest = number_of(host) & mask;
		if (rest == 0 || rest == mask)
			find(look, rule, at_host(look, host), NULL,
			     "%s is the %s address of its network /%u",
			     word_copy(look, host->entry->value,
				       strcspn(host->entry->value, "/")),
			     rest ? "broadcast" : "first, the network's own",
			     host->ip.prefix);
	}
}

static void wrong_family(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		bool wants_inet = host->part->iface->family == FAMILY_INET;

		if (!host->part->is_typeless && is_inet(host) != wants_inet)
			find(look, rule, at_host(look, host),
			     wants_inet ? "it belongs in a stanza inet6 static"
			     : "it belongs in a stanza inet static",
			     "%s is an %s address in a stanza of family %s",
			     host->entry->value, is_inet(host) ? "IPv4" :
			     "IPv6", family_name(host->part->iface->family));
	}
}

/* Broadcast */

static void broadcast_differs(struct look *look, const struct rule *rule)
{
	for (size_t i = 0; i < look->host_count; i++) {
		const struct host *host = look->hosts[i];
		const struct entry *entry;
		struct ip_address written;
		uint32_t number;

		if (!is_inet(host) || host->peer || host->ip.prefix > 30 ||
		    host->ip.prefix == 0 || host->same_link ||
		    look_hosts(look, host->part->subject->target.link) != host)
			continue;
		entry = part_entry(host->part, "broadcast");
		if (!entry || text_read_address(entry->value, &written) < 0 ||
		    written.family != AF_INET)
			continue;
		memcpy(&number, written.bytes, sizeof(number));
		number = ntohl(number);
		if ((number ^ number_of(host)) >> (32 - host->ip.prefix) ||
		    number == number_of(host))
			find(look, rule, at_value(host->part, entry),
			     "leave it out, it is computed",
			     "%s is not the broadcast address of %s/%u",
			     entry->value,
			     word_copy(look, host->entry->value,
				       strcspn(host->entry->value, "/")),
			     host->ip.prefix);
	}
}

/* What a method does not read */

static bool reads_no_address(const struct part *part)
{
	static const char *const unread[] = { "dhcp", "manual", "loopback",
					       "auto" };

	for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++)
		if (!strcmp(part->iface->method, unread[i]))
			return true;
	return false;
}

static bool is_harmless(const struct look *look, const struct part *part,
			const struct entry *entry)
{
	const char *address = part_value(part, "address");
	const char *variable = *entry->name == 'a' ? "IF_ADDRESS" :
		"IF_GATEWAY";

	/* lo has 127.0.0.1 anyhow; 0.0.0.0 is none. */
	if (!strcmp(part->iface->method, "loopback") &&
	    (!strncmp(address, "127.", 4) || !strncmp(address, "::1", 3)))
		return true;
	return !strncmp(entry->value, "0.0.0.0", 7) ||
		hooks_mention(part->subject, variable) ||
		hooks_mention(part->subject,
			      word_copy(look, entry->value,
					strcspn(entry->value, "/")));
}

static void unused_option(struct look *look, const struct rule *rule,
			  struct part *part)
{
	static const char *const names[] = { "address", "gateway" };

	for (size_t i = 0; reads_no_address(part) &&
	     i < sizeof(names) / sizeof(*names); i++) {
		const struct entry *entry = part_entry(part, names[i]);

		if (entry && entry >= part->entries + part->own &&
		    !is_harmless(look, part, entry))
			find(look, rule, at_option(part, entry),
			     "method static does",
			     "method %s does not read %s", part->iface->method,
			     entry->name);
	}
}

/* What a method needs */

static void missing_option(struct look *look, const struct rule *rule,
			   struct part *part)
{
	const struct method_row *row = part->job.family ?
		part->job.family->up : NULL;
	const char *rest, *name;

	for (; row && (row->classic || row->make || row->rows); row++) {
		rest = row->classic ? row->classic : "";
		while ((name = row_next_required(look->arena, &rest)))
			if (!part_entry(part, name))
				find(look, rule, at_head(look, part), NULL,
				     "method %s needs the option %s",
				     part->iface->method, name);
	}
}

const struct rule lint_address[] = {
	{ "netmask-missing", DIAG_WARNING,
	  "an address without netmask or prefix length",
	  .all = netmask_missing },
	{ "netmask-differs", DIAG_WARNING,
	  "a netmask beside an address with another prefix length",
	  .all = netmask_differs },
	{ "short-prefix", DIAG_WARNING,
	  "an address with a prefix length below 8", .all = short_prefix },
	{ "host-address", DIAG_ERROR,
	  "an address that no host can have: multicast, loopback, unspecified",
	  .all = host_address },
	{ "network-address", DIAG_WARNING,
	  "the first or last address of a network, which are no host's",
	  .all = network_address },
	{ "wrong-family", DIAG_ERROR,
	  "an address of the other family than its stanza",
	  .all = wrong_family },
	{ "broadcast-differs", DIAG_WARNING,
	  "a broadcast address outside the network of the address",
	  .all = broadcast_differs },
	{ "unused-option", DIAG_WARNING,
	  "an address or gateway in a stanza whose method does not read it",
	  .stanza = unused_option },
	{ "missing-option", DIAG_ERROR,
	  "an option that the method cannot do without",
	  .stanza = missing_option },
	{ .code = NULL },
};
