/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* settle.c - wait until the kernel has come to rest, and check the result */
/*
 * usage: settle up|down|bridge-up|bridge-down PORTS
 *
 * Exits 0 when the ports of batch.c are in the state named and the kernel's
 * deferred work is done: every carrier has been noticed (a thousand take it
 * ten seconds) and questions are answered at once.  Exits 1 after 5 s in
 * another state, whose numbers it prints.
 */
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	STATE_LIMIT_MS = 5000,
	REST_LIMIT_MS = 30000,
	PAUSE_MS = 20,
	QUIET_COUNT = 5,
	QUIET_US = 500,
};

/* What is seen; what is wanted fills the same struct. */
struct state {
	unsigned ports_running;
	unsigned ports_up;
	unsigned ports_enslaved;
	unsigned bridges_up;
	unsigned bridges;
	unsigned addresses4;
	unsigned addresses6;
	unsigned tentative;
};

static struct mnl_socket *nl;

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void pause_ms(long ms)
{
	struct timespec pause = { .tv_nsec = ms * 1000000 };

	nanosleep(&pause, NULL);
}

static void link_count(const struct nlmsghdr *header, struct state *state)
{
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(header);
	bool is_up = link->ifi_flags & IFF_UP;
	const char *name = "";
	bool has_master = false, is_running = false;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, header, sizeof(*link)) {
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			name = mnl_attr_get_payload(attr);
		else if (mnl_attr_get_type(attr) == IFLA_MASTER)
			has_master = true;
		else if (mnl_attr_get_type(attr) == IFLA_OPERSTATE)
			is_running = mnl_attr_get_u8(attr) == IF_OPER_UP;
	}
	if (name[0] == 'v') {
		state->ports_up += is_up;
		state->ports_running += is_running;
		state->ports_enslaved += has_master;
	} else if (strcmp(name, "br0") == 0) {
		state->bridges++;
		state->bridges_up += is_up;
	}
}

static void address_count(const struct nlmsghdr *header, struct state *state)
{
	const struct ifaddrmsg *address = mnl_nlmsg_get_payload(header);

	if (address->ifa_flags & IFA_F_TENTATIVE)
		state->tentative++;
	if (address->ifa_scope != RT_SCOPE_UNIVERSE)
		return;
	if (address->ifa_family == AF_INET6)
		state->addresses6++;
	else
		state->addresses4++;
}

/* True at the end.  A dump overtaken by a change is as good: we poll. */
static bool messages_count(const char *bytes, size_t size,
			   struct state *state)
{
	const struct nlmsghdr *header = (const void *)bytes;
	int left = (int)size;

	while (mnl_nlmsg_ok(header, left)) {
		if (header->nlmsg_type == RTM_NEWLINK)
			link_count(header, state);
		else if (header->nlmsg_type == RTM_NEWADDR)
			address_count(header, state);
		else
			return true;
		header = mnl_nlmsg_next(header, &left);
	}
	return false;
}

static void dump(uint16_t type, size_t extra, struct state *state)
{
	static char bytes[32 * 1024] __attribute__((aligned(8)));
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	ssize_t size;

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	mnl_nlmsg_put_extra_header(header, extra);
	if (mnl_socket_sendto(nl, header, header->nlmsg_len) < 0)
		fail("sendmsg");
	do {
		size = mnl_socket_recvfrom(nl, bytes, sizeof(bytes));
		if (size < 0)
			fail("recv");
	} while (!messages_count(bytes, (size_t)size, state));
}

static struct state state_read(void)
{
	struct state state = { 0 };

	dump(RTM_GETLINK, sizeof(struct ifinfomsg), &state);
	dump(RTM_GETADDR, sizeof(struct ifaddrmsg), &state);
	return state;
}

static struct state state_wanted(const char *name, unsigned ports)
{
	struct state state = { 0 };

	if (strcmp(name, "up") == 0) {
		state.ports_up = ports;
		state.ports_running = ports;
		state.addresses4 = ports;
		state.addresses6 = ports;
	} else if (strcmp(name, "bridge-up") == 0) {
		state.ports_up = ports;
		state.ports_running = ports;
		state.ports_enslaved = ports;
		state.bridges_up = 1;
		state.bridges = 1;
		state.addresses4 = 1;
	}
	return state;
}

/* A question by name waits for the lock that deferred work holds. */
static int64_t question_us(void)
{
	char bytes[16 * 1024] __attribute__((aligned(8)));
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	int64_t start_us = now_us();

	header->nlmsg_type = RTM_GETLINK;
	header->nlmsg_flags = NLM_F_REQUEST;
	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(header, IFLA_IFNAME, "lo");
	if (mnl_socket_sendto(nl, header, header->nlmsg_len) < 0 ||
	    mnl_socket_recvfrom(nl, bytes, sizeof(bytes)) < 0)
		fail("question");
	return now_us() - start_us;
}

static bool state_is(const struct state *seen, const struct state *wanted)
{
	struct state same = *seen;

	same.ports_running = wanted->ports_running;
	return memcmp(&same, wanted, sizeof(same)) == 0;
}

static bool state_wait(const struct state *wanted, struct state *ret_seen)
{
	int64_t end_us = now_us() + STATE_LIMIT_MS * 1000;

	do {
		*ret_seen = state_read();
		if (state_is(ret_seen, wanted))
			return true;
		pause_ms(PAUSE_MS);
	} while (now_us() < end_us);
	return false;
}

static void rest_wait(const struct state *wanted)
{
	int64_t end_us = now_us() + REST_LIMIT_MS * 1000;
	unsigned quiet = 0;

	while (state_read().ports_running != wanted->ports_running &&
	       now_us() < end_us)
		pause_ms(PAUSE_MS);
	while (quiet < QUIET_COUNT && now_us() < end_us) {
		quiet = question_us() < QUIET_US ? quiet + 1 : 0;
		pause_ms(PAUSE_MS);
	}
}

static void state_complain(const char *name, const struct state *seen)
{
	fprintf(stderr, "settle: not %s: %u ports up, %u enslaved, "
		"%u bridges (%u up), %u IPv4, %u IPv6, %u tentative\n",
		name, seen->ports_up, seen->ports_enslaved, seen->bridges,
		seen->bridges_up, seen->addresses4, seen->addresses6,
		seen->tentative);
}

int main(int argc, char **argv)
{
	struct state seen, wanted;

	if (argc != 3) {
		fprintf(stderr, "usage: settle STATE PORTS\n");
		return 2;
	}
	nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("netlink");
	wanted = state_wanted(argv[1], (unsigned)strtoul(argv[2], NULL, 10));
	if (!state_wait(&wanted, &seen)) {
		state_complain(argv[1], &seen);
		return 1;
	}
	rest_wait(&wanted);
	mnl_socket_close(nl);
	return 0;
}
