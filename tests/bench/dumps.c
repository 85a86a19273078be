/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dumps.c - the limit of looking at the kernel: one link and one address dump */
/*
 * usage: dumps [COMMAND...]
 *
 * Asks for all links and all addresses, walks the messages, keeps nothing;
 * then becomes COMMAND, if there is one.  A check of a file cannot do less than this, and pass.
 */
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int count_message(const struct nlmsghdr *header, void *data)
{
	(void)header;
	++*(size_t *)data;
	return MNL_CB_OK;
}

static void read_answers(struct mnl_socket *socket, uint32_t sequence,
			 size_t *count)
{
	static char answers[32 * 1024] __attribute__((aligned(8)));
	ssize_t size;
	int r = MNL_CB_OK;

	while (r > MNL_CB_STOP) {
		size = mnl_socket_recvfrom(socket, answers, sizeof(answers));
		if (size < 0)
			fail("recv");
		r = mnl_cb_run(answers, (size_t)size, sequence, 0,
			       count_message, count);
	}
	if (r < 0)
		fail("dump");
}

static size_t dump(struct mnl_socket *socket, uint16_t type)
{
	char bytes[128] __attribute__((aligned(8))) = { 0 };
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	size_t count = 0;

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = type;
	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	if (type == RTM_GETLINK)
		mnl_attr_put_u32(header, IFLA_EXT_MASK,
				 RTEXT_FILTER_SKIP_STATS);
	if (mnl_socket_sendto(socket, header, header->nlmsg_len) < 0)
		fail("send");
	read_answers(socket, type, &count);
	return count;
}

int main(int argc, char *argv[])
{
	struct mnl_socket *socket = mnl_socket_open(NETLINK_ROUTE);
	size_t links, addresses;

	if (!socket ||
	    mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("dumps");
	links = dump(socket, RTM_GETLINK);
	addresses = dump(socket, RTM_GETADDR);
	(void)mnl_socket_close(socket);
	printf("%zu links, %zu addresses\n", links, addresses);
	(void)fflush(stdout);
	if (argc < 2)
		return 0;
	execvp(argv[1], argv + 1);
	fail(argv[1]);
}
