// SPDX-License-Identifier: LGPL-2.1-or-later
/* socket.c - one netlink socket: questions, answers, and names it has learnt */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "lib/kernel/private.h"

#define KNOWN_BUCKETS 1024
#define DUMP_ATTEMPTS 5

static void socket_options(struct mnl_socket *socket)
{
	int on = 1, bytes = 4 * BATCH_BYTES;
	struct timeval limit = { .tv_sec = 30 };
	int fd = mnl_socket_get_fd(socket);

	/* All are improvements: an old kernel without one still works. */
	(void)mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	(void)mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on,
				    sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
}

int kernel_open(struct kernel **ret)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));

	if (!kernel)
		return -ENOMEM;
	kernel->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!kernel->socket ||
	    mnl_socket_bind(kernel->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int r = -errno;

		kernel_free(kernel);
		return r;
	}
	socket_options(kernel->socket);
	kernel->port = mnl_socket_get_portid(kernel->socket);
	*ret = kernel;
	return 0;
}

struct kernel *kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return NULL;
	if (kernel->socket)
		(void)mnl_socket_close(kernel->socket);
	arena_free(kernel->names);
	free(kernel);
	return NULL;
}

struct nlmsghdr *kernel_request(struct kernel *kernel, char *buffer,
				uint16_t type, uint16_t flags)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

	request->nlmsg_type = type;
	request->nlmsg_flags = NLM_F_REQUEST | flags;
	request->nlmsg_seq = ++kernel->sequence;
	return request;
}

static int ask_once(struct kernel *kernel, struct nlmsghdr *request,
		    mnl_cb_t read, void *data)
{
	ssize_t n;
	int r;

	if (mnl_socket_sendto(kernel->socket, request,
			      request->nlmsg_len) < 0)
		return -errno;
	do {
		n = mnl_socket_recvfrom(kernel->socket, kernel->receive,
					sizeof(kernel->receive));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		r = mnl_cb_run(kernel->receive, (size_t)n, request->nlmsg_seq,
			       kernel->port, read, data);
		if (r < 0)
			return -errno;
	} while (n < 0 || r > MNL_CB_STOP);
	return 0;
}

int kernel_ask(struct kernel *kernel, struct nlmsghdr *request,
	       mnl_cb_t read, void *data)
{
	int r = -EINTR;

	for (int i = 0; i < DUMP_ATTEMPTS && r == -EINTR; i++) {
		request->nlmsg_seq = ++kernel->sequence;
		r = ask_once(kernel, request, read, data);
	}
	return r;
}

int kernel_find_link(struct kernel *kernel, const char *name,
		     uint32_t filter, mnl_cb_t read, void *data)
{
	char buffer[256] = { 0 };
	struct nlmsghdr *request = kernel_request(kernel, buffer, RTM_GETLINK,
						  NLM_F_ACK);

	if (strlen(name) >= IFNAMSIZ)
		return -ENODEV;
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put_u32(request, IFLA_EXT_MASK,
			 filter | RTEXT_FILTER_SKIP_STATS);
	return kernel_ask(kernel, request, read, data);
}

int kernel_find_index(struct kernel *kernel, uint32_t index, mnl_cb_t read,
		      void *data)
{
	char buffer[256] = { 0 };
	struct nlmsghdr *request = kernel_request(kernel, buffer, RTM_GETLINK,
						  NLM_F_ACK);
	struct ifinfomsg *info =
		mnl_nlmsg_put_extra_header(request, sizeof(*info));

	info->ifi_index = (int)index;
	mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return kernel_ask(kernel, request, read, data);
}

static struct known_link **bucket(const struct kernel *kernel, const char *name)
{
	uint32_t hash = 5381;

	for (; *name; name++)
		hash = hash * 33 + (uint8_t)*name;
	return &kernel->known[hash % KNOWN_BUCKETS];
}

static struct known_link *find_known(const struct kernel *kernel,
				     const char *name)
{
	struct known_link *known;

	if (!kernel->known)
		return NULL;
	known = *bucket(kernel, name);
	while (known && strcmp(known->name, name))
		known = known->next;
	return known;
}

uint32_t kernel_known(const struct kernel *kernel, const char *name)
{
	const struct known_link *known = find_known(kernel, name);

	return known ? known->index : 0;
}

void kernel_know(struct kernel *kernel, const char *name, uint32_t index)
{
	struct known_link *known = find_known(kernel, name);

	if (!kernel->known) {
		kernel->names = arena_new();
		if (!kernel->names)
			return;
		kernel->known = ARENA_ARRAY(kernel->names, KNOWN_BUCKETS,
					    struct known_link *);
	}
	if (!known) {
		struct known_link **at = bucket(kernel, name);

		known = arena_alloc(kernel->names,
				    sizeof(*known) + strlen(name) + 1);
		memcpy(known->name, name, strlen(name) + 1);
		known->next = *at;
		*at = known;
	}
	known->index = index;
}

void kernel_learn(struct kernel *kernel, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->link_count; i++)
		if (!snapshot->links[i]->is_gone)
			kernel_know(kernel, snapshot->links[i]->name,
				    snapshot->links[i]->index);
}

void kernel_forget(struct kernel *kernel)
{
	kernel->names = arena_free(kernel->names);
	kernel->known = NULL;
}

static int read_index(const struct nlmsghdr *message, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(message);

	*(uint32_t *)data = (uint32_t)info->ifi_index;
	return MNL_CB_OK;
}

uint32_t kernel_index(struct kernel *kernel, const char *name)
{
	uint32_t index = kernel_known(kernel, name);

	if (index)
		return index;
	if (kernel_find_link(kernel, name, 0, read_index, &index) < 0)
		return 0;
	kernel_know(kernel, name, index);
	return index;
}
