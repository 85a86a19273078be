/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readback.c - what the kernel holds, as libnl-route sees it
 *
 * The second opinion of the tests: nothing of ifplan is used here.  One line
 * per link, address and route of table main.  What changes by itself is left
 * out: indexes, multicast and link-local IPv6.  Hardware addresses are random
 * and left out too, unless called with --mac.
 */
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/vlan.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>

static struct nl_cache *links;
static bool with_mac;

static const char *link_name(int index)
{
	static char name[2][IFNAMSIZ];
	static int turn;

	turn = !turn;
	if (!rtnl_link_i2name(links, index, name[turn], IFNAMSIZ))
		snprintf(name[turn], IFNAMSIZ, "#%d", index);
	return name[turn];
}

static const char *link_kind(struct rtnl_link *link)
{
	if (rtnl_link_get_arptype(link) == ARPHRD_LOOPBACK)
		return "loopback";
	return rtnl_link_get_type(link) ? rtnl_link_get_type(link) : "physical";
}

/* Devices that tunnel modules put into every namespace. */
static bool is_fallback(const char *name)
{
	static const char *const names[] = {
		"sit0", "tunl0", "gre0", "gretap0", "erspan0", "ip_vti0",
		"ip6_vti0", "ip6tnl0", "ip6gre0", NULL
	};

	for (const char *const *n = names; *n; n++)
		if (!strcmp(*n, name))
			return true;
	return false;
}

static void print_vlan(struct rtnl_link *link)
{
	uint16_t protocol = ntohs(rtnl_link_vlan_get_protocol(link));

	printf(" id %d", rtnl_link_vlan_get_id(link));
	if (protocol != 0x8100)
		printf(" protocol %#x", protocol);
}

static void print_link(struct nl_object *object, void *data)
{
	struct rtnl_link *link = (struct rtnl_link *)object;
	const char *name = rtnl_link_get_name(link), *kind = link_kind(link);
	char mac[32];

	(void)data;
	if (is_fallback(name))
		return;
	printf("link %s %s %s mtu %u", name, kind,
	       rtnl_link_get_flags(link) & IFF_UP ? "up" : "down",
	       rtnl_link_get_mtu(link));
	if (rtnl_link_get_link(link) && strcmp(kind, "veth") &&
	    rtnl_link_get_link(link) != rtnl_link_get_ifindex(link))
		printf(" on %s", link_name(rtnl_link_get_link(link)));
	if (rtnl_link_is_vlan(link))
		print_vlan(link);
	if (rtnl_link_get_master(link))
		printf(" master %s", link_name(rtnl_link_get_master(link)));
	if (with_mac && rtnl_link_get_arptype(link) == ARPHRD_ETHER)
		printf(" mac %s", nl_addr2str(rtnl_link_get_addr(link), mac,
					      sizeof(mac)));
	if (rtnl_link_get_ifalias(link))
		printf(" alias %s", rtnl_link_get_ifalias(link));
	putchar('\n');
}

static void print_address(struct nl_object *object, void *data)
{
	struct rtnl_addr *address = (struct rtnl_addr *)object;
	const char *name = link_name(rtnl_addr_get_ifindex(address));
	const char *label = rtnl_addr_get_label(address);
	char text[128];

	(void)data;
	if (rtnl_addr_get_family(address) == AF_INET6 &&
	    rtnl_addr_get_scope(address) == RT_SCOPE_LINK)
		return;
	printf("address %s %s", name, nl_addr2str(
		rtnl_addr_get_local(address), text, sizeof(text)));
	if (rtnl_addr_get_peer(address))
		printf(" peer %s", nl_addr2str(rtnl_addr_get_peer(address),
					       text, sizeof(text)));
	if (rtnl_addr_get_broadcast(address))
		printf(" brd %s", nl_addr2str(
			rtnl_addr_get_broadcast(address), text, sizeof(text)));
	if (rtnl_addr_get_scope(address))
		printf(" scope %s", rtnl_scope2str(
			rtnl_addr_get_scope(address), text, sizeof(text)));
	if (label && *label && strcmp(label, name))
		printf(" label %s", label);
	if (rtnl_addr_get_flags(address) & IFA_F_DEPRECATED)
		printf(" deprecated");
	if (rtnl_addr_get_flags(address) & IFA_F_DADFAILED)
		printf(" dadfailed");
	putchar('\n');
}

static bool is_uninteresting(struct rtnl_route *route)
{
	struct nl_addr *to = rtnl_route_get_dst(route);
	const unsigned char *bytes = nl_addr_get_binary_addr(to);

	if (rtnl_route_get_table(route) != RT_TABLE_MAIN)
		return true;
	return nl_addr_get_family(to) == AF_INET6 && nl_addr_get_len(to) &&
	       (bytes[0] == 0xff || (bytes[0] == 0xfe && bytes[1] == 0x80));
}

static void print_hop(struct rtnl_nexthop *hop, void *data)
{
	char text[128];

	(void)data;
	if (rtnl_route_nh_get_gateway(hop))
		printf(" via %s", nl_addr2str(rtnl_route_nh_get_gateway(hop),
					      text, sizeof(text)));
	printf(" dev %s", link_name(rtnl_route_nh_get_ifindex(hop)));
	if (rtnl_route_nh_get_flags(hop) & RTNH_F_ONLINK)
		printf(" onlink");
}

static void print_route(struct nl_object *object, void *data)
{
	struct rtnl_route *route = (struct rtnl_route *)object;
	struct nl_addr *to = rtnl_route_get_dst(route);
	char text[128];

	(void)data;
	if (is_uninteresting(route))
		return;
	if (nl_addr_get_prefixlen(to))
		nl_addr2str(to, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "default%s",
			 nl_addr_get_family(to) == AF_INET6 ? "6" : "");
	printf("route %s", text);
	rtnl_route_foreach_nexthop(route, print_hop, NULL);
	if (rtnl_route_get_pref_src(route))
		printf(" src %s", nl_addr2str(rtnl_route_get_pref_src(route),
					      text, sizeof(text)));
	if (rtnl_route_get_priority(route))
		printf(" metric %u", rtnl_route_get_priority(route));
	printf(" proto %s\n", rtnl_route_proto2str(
		rtnl_route_get_protocol(route), text, sizeof(text)));
}

int main(int argc, char **argv)
{
	struct nl_sock *socket = nl_socket_alloc();
	struct nl_cache *addresses, *routes;

	with_mac = argc > 1 && !strcmp(argv[1], "--mac");
	if (!socket || nl_connect(socket, NETLINK_ROUTE) < 0 ||
	    rtnl_link_alloc_cache(socket, AF_UNSPEC, &links) < 0 ||
	    rtnl_addr_alloc_cache(socket, &addresses) < 0 ||
	    rtnl_route_alloc_cache(socket, AF_UNSPEC, 0, &routes) < 0) {
		fprintf(stderr, "readback: cannot read the kernel's state\n");
		return 1;
	}
	nl_cache_foreach(links, print_link, NULL);
	nl_cache_foreach(addresses, print_address, NULL);
	nl_cache_foreach(routes, print_route, NULL);
	return 0;
}
