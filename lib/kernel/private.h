/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* private.h - what the sources of lib/kernel share; only they include libmnl */
#ifndef IFPLAN_KERNEL_PRIVATE_H
#define IFPLAN_KERNEL_PRIVATE_H

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>

#include "lib/kernel.h"

#define RECEIVE_BYTES 32768	/* the kernel never sends more at once */
#define BATCH_BYTES 131072
#define MESSAGE_BYTES 16384	/* room kept for one more message */

struct known_link {
	struct known_link *next;
	uint32_t index;
	char name[];
};

struct kernel {
	struct mnl_socket *socket;
	struct arena *owner;		/* where lack of memory is noticed */
	struct arena *names;		/* of `known` */
	struct known_link **known;	/* KNOWN_BUCKETS, by name */
	uint32_t port;
	uint32_t sequence;
	char receive[RECEIVE_BYTES];
	char batch[BATCH_BYTES];
};

/* How often is asked when the answers do not come as they should. */
#define ASK_ATTEMPTS 5

int kernel_send(struct kernel *kernel, const void *bytes, size_t size);
/* Bytes in kernel->receive; -ENOBUFS: some are lost; -ETIMEDOUT. */
ssize_t kernel_receive(struct kernel *kernel);
/*
 * Ask, and hand every answer to READ.  -EINTR: some are missing or do not fit
 * the others; what was read is to be forgotten, and asked for anew.
 */
int kernel_ask(struct kernel *kernel, struct nlmsghdr *request,
	       mnl_cb_t read, void *data);
struct nlmsghdr *kernel_request(struct kernel *kernel, char *buffer,
				uint16_t type, uint16_t flags);
/*
 * Is it time to ask for the ATTEMPT-th time, where *R came of the one before
 * (-EINTR at first)?  What does not hold still gets a little longer each time;
 * in the end *R is -EAGAIN.
 */
bool kernel_asks_again(int attempt, int *r);
int kernel_find_link(struct kernel *kernel, const char *name,
		     uint32_t filter, mnl_cb_t read, void *data);
int kernel_find_index(struct kernel *kernel, uint32_t index, mnl_cb_t read,
		      void *data);
void kernel_know(struct kernel *kernel, const char *name, uint32_t index);
/* The index if it is known without asking, or 0. */
uint32_t kernel_known(const struct kernel *kernel, const char *name);

/* Which setting stands at which offset of a message. */
struct encoded_place {
	size_t offset;
	const struct setting *setting;
};

/* 0, or -ENODEV when a link it names does not exist. */
int encode_change(struct kernel *kernel, struct nlmsghdr *message,
		  const struct change *change, struct encoded_place *places);

#endif
