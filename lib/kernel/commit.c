// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * commit.c - changes to batches, acknowledgements back to changes
 *
 *	+---------+---------+----   ----+---------+
 *	| change  | change  |    ...    | change  |   one sendmsg()
 *	| seq 8   | seq 9   |           | seq 41  |
 *	+---------+---------+----   ----+---------+
 *	                                  NLM_F_ACK
 *
 * The kernel carries out a batch in order and complains unasked, by sequence
 * number; so one acknowledgement, asked for with the last message, says that
 * all others that were not complained about are done.
 *
 * Links are deleted as one group: one by one, each waits for the kernel's
 * grace period (20 to 40 ms).
 */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>
#include <unistd.h>

#include "lib/kernel/private.h"


/* A group of links that nobody else uses: not even another ifdown. */
static uint32_t doomed_group(void)
{
	return 0x69000000 | ((uint32_t)getpid() & 0xffffff);
}

/* Which change a message carries out. */
struct sent {
	uint32_t sequence;
	size_t change;
};

struct batch {
	struct kernel *kernel;
	struct arena *arena;
	const struct change *const *changes;
	struct change_result *results;
	struct nlmsghdr *last;
	size_t used;
	struct sent *sent;	/* in order */
	size_t sent_count;
	bool is_acknowledged;
};

static struct nlmsghdr *batch_message(struct batch *batch)
{
	return kernel_request(batch->kernel,
			      batch->kernel->batch + batch->used, 0, 0);
}

static void batch_keep(struct batch *batch, struct nlmsghdr *message,
		       size_t change)
{
	*ARENA_PUSH(batch->arena, &batch->sent, &batch->sent_count) =
		(struct sent){ message->nlmsg_seq, change };
	batch->used += MNL_ALIGN(message->nlmsg_len);
	batch->last = message;
}

/* Which setting does the attribute at OFFSET of the change's message carry? */
static const struct setting *find_culprit(struct batch *batch,
					  const struct change *change,
					  uint32_t offset)
{
	char *buffer = arena_alloc(batch->arena, MESSAGE_BYTES);
	struct encoded_place *places =
		ARENA_ARRAY(batch->arena, change->setting_count + 1,
			    struct encoded_place);
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	if (encode_change(batch->kernel, message, change, places) < 0)
		return NULL;
	for (size_t i = 0; i < change->setting_count; i++)
		if (places[i].setting && places[i].offset == offset)
			return places[i].setting;
	return NULL;
}

static void read_extended(struct batch *batch, const struct nlmsghdr *message,
			  const struct change *change,
			  struct change_result *result)
{
	const struct nlattr *at;

	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(at, message, sizeof(struct nlmsgerr)) {
		if (mnl_attr_get_type(at) == NLMSGERR_ATTR_MSG)
			result->message = arena_strdup(batch->arena,
						       mnl_attr_get_str(at));
		else if (mnl_attr_get_type(at) == NLMSGERR_ATTR_OFFS)
			result->culprit = find_culprit(batch, change,
						       mnl_attr_get_u32(at));
	}
}

static const struct sent *find_sent(const struct batch *batch,
				    uint32_t sequence)
{
	for (size_t i = 0; i < batch->sent_count; i++)
		if (batch->sent[i].sequence == sequence)
			return &batch->sent[i];
	return NULL;
}

static void read_answer(struct batch *batch, const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
	const struct sent *sent;
	struct change_result *result;

	if (message->nlmsg_type != NLMSG_ERROR)
		return;
	if (message->nlmsg_seq == batch->last->nlmsg_seq)
		batch->is_acknowledged = true;
	sent = error->error ? find_sent(batch, message->nlmsg_seq) : NULL;
	if (!sent || batch->results[sent->change].error)
		return;
	result = &batch->results[sent->change];
	result->error = error->error;
	read_extended(batch, message, batch->changes[sent->change], result);
}

static int batch_receive(struct batch *batch)
{
	struct kernel *kernel = batch->kernel;

	while (!batch->is_acknowledged) {
		const struct nlmsghdr *message = (void *)kernel->receive;
		ssize_t n = kernel_receive(kernel);
		int left = (int)n;

		if (n < 0)
			return (int)n;
		for (; mnl_nlmsg_ok(message, left);
		     message = mnl_nlmsg_next(message, &left))
			read_answer(batch, message);
	}
	return 0;
}

static int batch_flush(struct batch *batch)
{
	struct kernel *kernel = batch->kernel;
	int r;

	if (batch->used == 0)
		return 0;
	batch->last->nlmsg_flags |= NLM_F_ACK;
	batch->is_acknowledged = false;
	r = kernel_send(kernel, kernel->batch, batch->used);
	if (r == 0)
		r = batch_receive(batch);
	batch->used = 0;
	batch->sent_count = 0;
	return r;
}

static bool is_known(const struct kernel *kernel, const char *name)
{
	return !name || !*name || kernel_known(kernel, name);
}

static bool is_resolved(const struct batch *batch, const struct change *change)
{
	const struct kernel *kernel = batch->kernel;

	if (change->verb != LINK_ADD && !is_known(kernel, change->link))
		return false;
	if (!is_known(kernel, change->master))
		return false;
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].wire == WIRE_IFINDEX &&
		    !is_known(kernel, change->settings[i].link))
			return false;
	return true;
}

/* A name is asked for when nothing else is under way. */
static void resolve(struct kernel *kernel, const struct change *change)
{
	if (change->verb != LINK_ADD)
		(void)kernel_index(kernel, change->link);
	if (change->master && *change->master)
		(void)kernel_index(kernel, change->master);
	for (size_t i = 0; i < change->setting_count; i++)
		if (change->settings[i].wire == WIRE_IFINDEX &&
		    *change->settings[i].link)
			(void)kernel_index(kernel, change->settings[i].link);
}

static int batch_add(struct batch *batch, size_t i)
{
	const struct change *change = batch->changes[i];
	struct nlmsghdr *message;
	int r;

	bool is_ready = is_resolved(batch, change);

	if (batch->used > BATCH_BYTES - MESSAGE_BYTES || !is_ready) {
		r = batch_flush(batch);
		if (r < 0)
			return r;
	}
	if (!is_ready)
		resolve(batch->kernel, change);
	message = batch_message(batch);
	r = encode_change(batch->kernel, message, change, NULL);
	if (r < 0)
		batch->results[i].error = r;
	else
		batch_keep(batch, message, i);
	return 0;
}

static int batch_add_group(struct batch *batch, size_t i)
{
	uint32_t index = kernel_index(batch->kernel, batch->changes[i]->link);
	struct nlmsghdr *message = batch_message(batch);
	struct ifinfomsg *info;

	message->nlmsg_type = RTM_SETLINK;
	info = mnl_nlmsg_put_extra_header(message, sizeof(*info));
	info->ifi_index = (int)index;
	mnl_attr_put_u32(message, IFLA_GROUP, doomed_group());
	batch_keep(batch, message, i);
	return batch->used > BATCH_BYTES - MESSAGE_BYTES ?
		batch_flush(batch) : 0;
}

/* Delete changes FIRST to LAST - 1 as one group. */
static int batch_delete_group(struct batch *batch, size_t first, size_t last)
{
	struct nlmsghdr *message;
	struct ifinfomsg *info;
	int r = batch_flush(batch);

	for (size_t i = first; i < last && r == 0; i++) {
		if (kernel_index(batch->kernel, batch->changes[i]->link) == 0)
			batch->results[i].error = -ENODEV;
		else
			r = batch_add_group(batch, i);
	}
	if (r < 0)
		return r;
	message = batch_message(batch);
	message->nlmsg_type = RTM_DELLINK;
	info = mnl_nlmsg_put_extra_header(message, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	mnl_attr_put_u32(message, IFLA_GROUP, doomed_group());
	batch_keep(batch, message, last - 1);
	return batch_flush(batch);
}

int kernel_commit(struct kernel *kernel, struct arena *arena,
		  const struct change *const changes[], size_t count,
		  struct change_result results[])
{
	struct batch batch = {
		.kernel = kernel,
		.arena = arena,
		.changes = changes,
		.results = results,
	};
	int r = 0;

	memset(results, 0, count * sizeof(*results));
	for (size_t i = 0, end; i < count && r == 0; i = end) {
		end = i + 1;
		if (changes[i]->verb == LINK_DELETE)
			while (end < count && changes[end]->verb == LINK_DELETE)
				end++;
		r = end > i + 1 ? batch_delete_group(&batch, i, end) :
			batch_add(&batch, i);
	}
	return r < 0 ? r : batch_flush(&batch);
}
