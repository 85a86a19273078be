// SPDX-License-Identifier: LGPL-2.1-or-later
/* socket.c - one netlink socket: questions, answers, and names it has learnt */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "lib/kernel/private.h"

#define KNOWN_BUCKETS 1024
#define SEND_ATTEMPTS 5

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

/* Anew: what may still come to the old one is lost. */
static int open_socket(struct kernel *kernel)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE,
						     SOCK_CLOEXEC);
	int r = socket && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 ?
		0 : -errno;

	if (r < 0) {
		if (socket)
			(void)mnl_socket_close(socket);
		return r;
	}
	if (kernel->socket)
		(void)mnl_socket_close(kernel->socket);
	socket_options(socket);
	kernel->socket = socket;
	kernel->port = mnl_socket_get_portid(socket);
	return 0;
}

int kernel_open(struct arena *owner, struct kernel **ret)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));
	int r;

	if (!kernel)
		return -ENOMEM;
	kernel->owner = owner;
	r = open_socket(kernel);
	if (r < 0) {
		kernel_free(kernel);
		return r;
	}
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

/* Its memory may be short for a moment. */
int kernel_send(struct kernel *kernel, const void *bytes, size_t size)
{
	ssize_t n = -1;

	for (int i = 0; n < 0 && i < SEND_ATTEMPTS; i++) {
		if (i && errno == ENOBUFS)
			(void)poll(NULL, 0, 5 << i);
		n = mnl_socket_sendto(kernel->socket, bytes, size);
		if (n < 0 && errno != EINTR && errno != ENOBUFS)
			break;
	}
	return n < 0 ? -errno : 0;
}

ssize_t kernel_receive(struct kernel *kernel)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(kernel->socket, kernel->receive,
					sizeof(kernel->receive));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return n;
}

/* A question whose answers are read. */
struct question {
	uint32_t sequence, port;
	mnl_cb_t read;
	void *data;
	bool is_disturbed;
	bool is_answered;
};

static int read_error(const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);

	return message->nlmsg_len < mnl_nlmsg_size(sizeof(*error)) ?
		-EBADMSG : error->error;
}

/* What another question left, or somebody else sent, is dropped. */
static int read_message(struct question *question,
			const struct nlmsghdr *message)
{
	if (message->nlmsg_seq != question->sequence ||
	    message->nlmsg_pid != question->port)
		return 0;
	question->is_disturbed |= message->nlmsg_flags & NLM_F_DUMP_INTR;
	question->is_answered |= message->nlmsg_type == NLMSG_DONE ||
		message->nlmsg_type == NLMSG_ERROR;
	if (message->nlmsg_type == NLMSG_ERROR)
		return read_error(message);
	if (message->nlmsg_type >= NLMSG_MIN_TYPE)
		(void)question->read(message, question->data);
	return 0;
}

static int read_answers(struct kernel *kernel, struct question *question)
{
	int r = 0;

	while (r == 0 && !question->is_answered) {
		const struct nlmsghdr *message = (void *)kernel->receive;
		ssize_t n = kernel_receive(kernel);
		int left = (int)n;

		if (n < 0)
			return (int)n;
		for (; r == 0 && mnl_nlmsg_ok(message, left);
		     message = mnl_nlmsg_next(message, &left))
			r = read_message(question, message);
	}
	return r < 0 ? r : question->is_disturbed ? -EINTR : 0;
}

int kernel_ask(struct kernel *kernel, struct nlmsghdr *request,
	       mnl_cb_t read, void *data)
{
	struct question question = {
		.sequence = request->nlmsg_seq,
		.port = kernel->port,
		.read = read,
		.data = data,
	};
	int r = kernel_send(kernel, request, request->nlmsg_len);

	if (r == 0)
		r = read_answers(kernel, &question);
	/* Some of the answers are lost; the others are not wanted. */
	if (r == -ENOBUFS) {
		r = open_socket(kernel);
		return r < 0 ? r : -EINTR;
	}
	return r;
}

bool kernel_asks_again(int attempt, int *r)
{
	if (*r != -EINTR)
		return false;
	if (attempt == ASK_ATTEMPTS) {
		*r = -EAGAIN;
		return false;
	}
	if (attempt)
		(void)poll(NULL, 0, 5 << (2 * attempt));
	return true;
}

/* Nothing was read when its one answer was lost. */
static int ask_for_one(struct kernel *kernel, struct nlmsghdr *request,
		       mnl_cb_t read, void *data)
{
	int r = -EINTR;

	for (int i = 0; kernel_asks_again(i, &r); i++)
		r = kernel_ask(kernel, request, read, data);
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
	return ask_for_one(kernel, request, read, data);
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
	return ask_for_one(kernel, request, read, data);
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

static void keep_known(struct kernel *kernel, const char *name, uint32_t index)
{
	struct known_link *known = find_known(kernel, name);

	if (!kernel->known)
		kernel->known = ARENA_ARRAY(kernel->names, KNOWN_BUCKETS,
					    struct known_link *);
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

void kernel_know(struct kernel *kernel, const char *name, uint32_t index)
{
	if (!kernel->names)
		kernel->names = arena_new();
	if (!kernel->names)
		arena_fail(kernel->owner);
	arena_fail_as(kernel->names, kernel->owner);
	keep_known(kernel, name, index);
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
