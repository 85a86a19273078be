/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* batch.c - the limit of the kernel: all messages of a phase at once */
/*
 * usage: batch up|down|bridge-up|bridge-down PORTS
 *
 * Does what bench.sh's files ask for, with ports and addresses known
 * beforehand.  Ports are v0, v1, ...; port N has 10.N/256.N%256.1/24 and
 * 2001:db8:N::1/64; the bridge is br0.  One link dump gives the indexes.
 *
 *	sendmsg()  [ message | message | ... | message + NLM_F_ACK ]  128 KiB
 *	recv()     errors, unasked, and one acknowledgement
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BATCH_BYTES = 128 * 1024,
	MESSAGE_BYTES = 512,		/* longer than any of ours */
	PORTS_MAX = 10000,
	BRIDGE_GROUP = 0x6966,
};

struct batch {
	struct mnl_socket *socket;
	struct nlmsghdr *last;
	size_t used;
	uint32_t sequence;
	unsigned errors;
	unsigned ports;
	uint32_t index_max;
	uint32_t bridge;		/* index of br0 */
	uint32_t index[PORTS_MAX];
	char bytes[BATCH_BYTES] __attribute__((aligned(8)));
};

static struct batch batch;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Count the errors in one read; true when the acknowledgement is in it. */
static bool answers_count(const char *bytes, size_t size, uint32_t last)
{
	const struct nlmsghdr *header = (const void *)bytes;
	bool is_last = false;
	int left = (int)size;

	while (mnl_nlmsg_ok(header, left)) {
		const struct nlmsgerr *answer = mnl_nlmsg_get_payload(header);

		if (header->nlmsg_type == NLMSG_ERROR && answer->error) {
			if (batch.errors++ == 0)
				fprintf(stderr, "batch: message %u: %s\n",
					header->nlmsg_seq,
					strerror(-answer->error));
		}
		if (header->nlmsg_seq == last)
			is_last = true;
		header = mnl_nlmsg_next(header, &left);
	}
	return is_last;
}

/* The kernel answers before sendmsg() returns, so there is no waiting. */
static void batch_flush(void)
{
	static char answers[32 * 1024] __attribute__((aligned(8)));
	int fd = mnl_socket_get_fd(batch.socket);
	uint32_t last;
	ssize_t size;

	if (batch.used == 0)
		return;
	batch.last->nlmsg_flags |= NLM_F_ACK;
	last = batch.last->nlmsg_seq;
	if (mnl_socket_sendto(batch.socket, batch.bytes, batch.used) < 0)
		fail("sendmsg");
	batch.used = 0;
	do {
		size = recv(fd, answers, sizeof(answers), MSG_DONTWAIT);
		if (size < 0)
			fail("recv");
	} while (!answers_count(answers, (size_t)size, last));
}

static struct nlmsghdr *message_start(uint16_t type, uint16_t flags)
{
	struct nlmsghdr *header;

	if (batch.used + MESSAGE_BYTES > sizeof(batch.bytes))
		batch_flush();
	header = mnl_nlmsg_put_header(batch.bytes + batch.used);
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = ++batch.sequence;
	return header;
}

static void message_end(struct nlmsghdr *header)
{
	batch.used += MNL_ALIGN(header->nlmsg_len);
	batch.last = header;
}

static struct nlmsghdr *link_start(uint16_t type, uint16_t nlm_flags,
				   uint32_t index, unsigned change,
				   unsigned flags)
{
	struct nlmsghdr *header = message_start(type, nlm_flags);
	struct ifinfomsg *link;

	link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_index = (int)index;
	link->ifi_change = change;
	link->ifi_flags = flags;
	return header;
}

static void link_set_up(uint32_t index)
{
	message_end(link_start(RTM_NEWLINK, 0, index, IFF_UP, IFF_UP));
}

static void link_set_down(uint32_t index)
{
	message_end(link_start(RTM_NEWLINK, 0, index, IFF_UP, 0));
}

static struct nlmsghdr *address_start(uint16_t type, uint32_t index,
				      uint8_t family, uint8_t prefix)
{
	uint16_t flags = NLM_F_CREATE | NLM_F_EXCL;
	struct nlmsghdr *header;
	struct ifaddrmsg *address;

	header = message_start(type, type == RTM_NEWADDR ? flags : 0);
	address = mnl_nlmsg_put_extra_header(header, sizeof(*address));
	address->ifa_family = family;
	address->ifa_prefixlen = prefix;
	address->ifa_index = index;
	if (family == AF_INET6)
		address->ifa_flags = IFA_F_NODAD;
	return header;
}

static void address4_change(uint16_t type, uint32_t index, unsigned port)
{
	uint32_t network = 10u << 24 | port / 256 << 16 | port % 256 << 8;
	struct nlmsghdr *header = address_start(type, index, AF_INET, 24);

	mnl_attr_put_u32(header, IFA_LOCAL, htonl(network | 1));
	mnl_attr_put_u32(header, IFA_ADDRESS, htonl(network | 1));
	mnl_attr_put_u32(header, IFA_BROADCAST, htonl(network | 255));
	message_end(header);
}

static void address6_change(uint16_t type, uint32_t index, unsigned port)
{
	struct nlmsghdr *header = address_start(type, index, AF_INET6, 64);
	struct in6_addr address = { .s6_addr = { 0x20, 0x01, 0x0d, 0xb8 } };

	address.s6_addr[4] = (uint8_t)(port >> 8);
	address.s6_addr[5] = (uint8_t)port;
	address.s6_addr[15] = 1;
	mnl_attr_put(header, IFA_LOCAL, sizeof(address), &address);
	message_end(header);
}

static void link_remember(const struct nlmsghdr *header)
{
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(header);
	uint32_t index = (uint32_t)link->ifi_index;
	const struct nlattr *attr;
	unsigned port;

	if (index > batch.index_max)
		batch.index_max = index;
	mnl_attr_for_each(attr, header, sizeof(*link)) {
		const char *name = mnl_attr_get_payload(attr);

		if (mnl_attr_get_type(attr) != IFLA_IFNAME)
			continue;
		if (sscanf(name, "v%u", &port) == 1 && port < PORTS_MAX)
			batch.index[port] = index;
		else if (strcmp(name, "br0") == 0)
			batch.bridge = index;
		break;
	}
}

/* True at the end; that a link changed meanwhile does not matter here. */
static bool links_remember(const char *bytes, size_t size)
{
	const struct nlmsghdr *header = (const void *)bytes;
	int left = (int)size;

	while (mnl_nlmsg_ok(header, left)) {
		if (header->nlmsg_type != RTM_NEWLINK)
			return true;
		link_remember(header);
		header = mnl_nlmsg_next(header, &left);
	}
	return false;
}

static void links_dump(void)
{
	static char answers[32 * 1024] __attribute__((aligned(8)));
	struct nlmsghdr *header;
	ssize_t size;

	header = link_start(RTM_GETLINK, NLM_F_DUMP, 0, 0, 0);
	mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	if (mnl_socket_sendto(batch.socket, header, header->nlmsg_len) < 0)
		fail("sendmsg");
	do {
		size = mnl_socket_recvfrom(batch.socket, answers,
					   sizeof(answers));
		if (size < 0)
			fail("recv");
	} while (!links_remember(answers, (size_t)size));
}

/* What `inet6 static` writes for every port, like ifupdown. */
static void autoconf_set_off(unsigned port)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path),
		 "/proc/sys/net/ipv6/conf/v%u/autoconf", port);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, "0", 1) != 1)
		batch.errors++;
	close(fd);
}

static void ports_up(void)
{
	for (unsigned i = 0; i < batch.ports; i++)
		autoconf_set_off(i);
	for (unsigned i = 0; i < batch.ports; i++)
		link_set_up(batch.index[i]);
	for (unsigned i = 0; i < batch.ports; i++) {
		address4_change(RTM_NEWADDR, batch.index[i], i);
		address6_change(RTM_NEWADDR, batch.index[i], i);
	}
}

static void ports_down(void)
{
	for (unsigned i = 0; i < batch.ports; i++) {
		address6_change(RTM_DELADDR, batch.index[i], i);
		address4_change(RTM_DELADDR, batch.index[i], i);
	}
	for (unsigned i = 0; i < batch.ports; i++)
		link_set_down(batch.index[i]);
}

/* The index is chosen here, so that the ports need not wait for it. */
static void bridge_create(void)
{
	struct nlmsghdr *header;
	struct nlattr *info, *data;

	batch.bridge = batch.index_max + 1;
	header = link_start(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
			    batch.bridge, 0, 0);
	mnl_attr_put_strz(header, IFLA_IFNAME, "br0");
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	mnl_attr_put_u32(header, IFLA_BR_STP_STATE, 0);
	mnl_attr_put_u32(header, IFLA_BR_FORWARD_DELAY, 0);
	mnl_attr_nest_end(header, data);
	mnl_attr_nest_end(header, info);
	message_end(header);
}

static void bridge_up(void)
{
	struct nlmsghdr *header;

	bridge_create();
	for (unsigned i = 0; i < batch.ports; i++) {
		header = link_start(RTM_NEWLINK, 0, batch.index[i], IFF_UP,
				    IFF_UP);
		mnl_attr_put_u32(header, IFLA_MASTER, batch.bridge);
		message_end(header);
	}
	link_set_up(batch.bridge);
	address4_change(RTM_NEWADDR, batch.bridge, 0);
}

static void bridge_down(void)
{
	struct nlmsghdr *header;

	header = link_start(RTM_NEWLINK, 0, batch.bridge, IFF_UP, 0);
	mnl_attr_put_u32(header, IFLA_GROUP, BRIDGE_GROUP);
	message_end(header);
	header = link_start(RTM_DELLINK, 0, 0, 0, 0);
	mnl_attr_put_u32(header, IFLA_GROUP, BRIDGE_GROUP);
	message_end(header);
	for (unsigned i = 0; i < batch.ports; i++)
		link_set_down(batch.index[i]);
}

static const struct phase {
	const char *name;
	void (*run)(void);
} phases[] = {
	{ "up",			ports_up },
	{ "down",		ports_down },
	{ "bridge-up",		bridge_up },
	{ "bridge-down",	bridge_down },
};

static const struct phase *phase_find(const char *name)
{
	for (size_t i = 0; i < sizeof(phases) / sizeof(*phases); i++)
		if (strcmp(phases[i].name, name) == 0)
			return &phases[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct phase *phase = argc == 3 ? phase_find(argv[1]) : NULL;
	int one = 1;

	batch.ports = phase ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	if (batch.ports == 0 || batch.ports > PORTS_MAX) {
		fprintf(stderr, "usage: batch PHASE PORTS\n");
		return 2;
	}
	batch.socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!batch.socket ||
	    mnl_socket_bind(batch.socket, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("netlink");
	(void)mnl_socket_setsockopt(batch.socket, NETLINK_CAP_ACK, &one,
				    sizeof(one));
	links_dump();
	phase->run();
	batch_flush();
	mnl_socket_close(batch.socket);
	return batch.errors ? 1 : 0;
}
