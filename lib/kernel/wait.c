// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * wait.c - wait for the kernel by its events, for all that is awaited at once
 *
 * libnl's cache manager keeps links and addresses as the kernel announces
 * them; after every announcement what is still awaited is looked up there.
 */
#include <errno.h>
#include <limits.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "lib/kernel/libnl.h"
#include "lib/kernel/private.h"

struct waiting {
	struct kernel *kernel;
	struct arena *arena;
	struct wait *const *waits;
	size_t count;
	struct libnl libnl;
	struct nl_cache_mngr *manager;
	struct nl_cache *links;
	struct nl_cache *addresses;
	struct snapshot *ports;		/* read once after each event */
	unsigned start_ms;
	unsigned told_s;
};

static unsigned now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static bool is_awaited(struct libnl *nl, struct rtnl_addr *address,
		       const struct wait *wait)
{
	const struct nl_addr *local = nl->rtnl_addr_get_local(address);

	if (!local)
		return false;
	if (wait->what == WAIT_RELEASED)
		return nl->nl_addr_get_len(local) == 4;
	if (nl->nl_addr_get_len(local) != 16)
		return false;
	return wait->what == WAIT_LINK_LOCAL ?
		nl->rtnl_addr_get_scope(address) == RT_SCOPE_LINK :
		!memcmp(nl->nl_addr_get_binary_addr(local), wait->ip->bytes,
			16);
}

/* The address of the link that is waited for, or NULL. */
static struct rtnl_addr *find_address(struct waiting *w, int index,
				      const struct wait *wait)
{
	struct libnl *nl = &w->libnl;
	struct nl_object *at = nl->nl_cache_get_first(w->addresses);

	for (; at; at = nl->nl_cache_get_next(at)) {
		struct rtnl_addr *address = (struct rtnl_addr *)at;

		if (nl->rtnl_addr_get_ifindex(address) == index &&
		    is_awaited(nl, address, wait))
			return address;
	}
	return NULL;
}

/* 1: go on waiting; 0 or negative: the result. */
static int check_address(struct waiting *w, int index, const struct wait *wait)
{
	const struct rtnl_addr *address = find_address(w, index, wait);
	unsigned flags;

	if (!address)
		return 1;
	flags = w->libnl.rtnl_addr_get_flags((struct rtnl_addr *)address);
	if (flags & IFA_F_DADFAILED)
		return -EADDRINUSE;
	return flags & IFA_F_TENTATIVE ? 1 : 0;
}

/* Ports are ready when each forwards or blocks, and one has started. */
static int check_ports(struct waiting *w, const char *bridge)
{
	const struct link *link;
	bool has_started = false, is_ready = true;

	if (!w->ports && kernel_snapshot(w->kernel, w->arena, NULL, 0, 0,
					 &w->ports) < 0)
		return 1;
	link = snapshot_link(w->ports, bridge);
	for (size_t i = 0; link && i < w->ports->link_count; i++) {
		size_t length;
		const struct link *port = w->ports->links[i];
		const uint8_t *state;

		if (port->master != link->index)
			continue;
		state = link_attribute(port, PLACE_PORT, IFLA_BRPORT_STATE,
				       &length);
		has_started |= state && *state != BR_STATE_DISABLED;
		is_ready &= state && (*state == BR_STATE_FORWARDING ||
				      *state == BR_STATE_BLOCKING ||
				      *state == BR_STATE_DISABLED);
	}
	return link && has_started && is_ready ? 0 : 1;
}

static int check(struct waiting *w, const struct wait *wait)
{
	struct rtnl_link *link =
		w->libnl.rtnl_link_get_by_name(w->links, wait->link);
	int index, operstate;

	if (!link)
		return 1;
	index = w->libnl.rtnl_link_get_ifindex(link);
	operstate = w->libnl.rtnl_link_get_operstate(link);
	w->libnl.rtnl_link_put(link);
	switch (wait->what) {
	case WAIT_DAD:
	case WAIT_LINK_LOCAL:
		return check_address(w, index, wait);
	case WAIT_PORTS:
		return check_ports(w, wait->link);
	case WAIT_CARRIER:
		return operstate == IF_OPER_UP ? 0 : 1;
	case WAIT_RELEASED:
		/* A DHCP client that gives its lease back takes it away. */
		return find_address(w, index, wait) ? 1 : 0;
	case WAIT_EXISTS:
		return 0;
	}
	return 0;
}

/* Without carrier nothing is sent, so nobody can have been asked.  The flag is
   there at once, the operational state up to a second later. */
static int time_out(struct waiting *w, const struct wait *wait)
{
	struct rtnl_link *link = wait->what == WAIT_DAD ?
		w->libnl.rtnl_link_get_by_name(w->links, wait->link) : NULL;
	unsigned flags;

	if (!link)
		return -ETIMEDOUT;
	flags = w->libnl.rtnl_link_get_flags(link);
	w->libnl.rtnl_link_put(link);
	return (flags & (IFF_LOWER_UP | IFF_DORMANT)) == IFF_LOWER_UP ?
		-ETIMEDOUT : 0;
}

static int fill_caches(struct waiting *w)
{
	struct libnl *nl = &w->libnl;

	w->manager = NULL;
	if (nl->nl_cache_mngr_alloc(NULL, NETLINK_ROUTE, NL_AUTO_PROVIDE,
				    &w->manager) < 0)
		return -ENOMEM;
	if (nl->nl_cache_mngr_add(w->manager, "route/link", NULL, NULL,
				  &w->links) < 0 ||
	    nl->nl_cache_mngr_add(w->manager, "route/addr", NULL, NULL,
				  &w->addresses) < 0) {
		nl->nl_cache_mngr_free(w->manager);
		w->manager = NULL;
		return -EIO;
	}
	return 0;
}

/* They are filled by a dump each, of which something may be lost. */
static int open_caches(struct waiting *w)
{
	int r = -EIO;

	for (int i = 0; i < ASK_ATTEMPTS && r == -EIO; i++)
		r = fill_caches(w);
	return r;
}

static bool is_pending(const struct wait *wait)
{
	return wait->result == -EINPROGRESS;
}

static bool awaits_ports(const struct waiting *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->waits[i]->what == WAIT_PORTS && is_pending(w->waits[i]))
			return true;
	return false;
}

/* Before its ports forward a bridge cannot look for an address. */
static void put_addresses_off(const struct waiting *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->waits[i]->what == WAIT_DAD ||
		    w->waits[i]->what == WAIT_LINK_LOCAL)
			w->waits[i]->start_ms = now_ms();
}

/* What is left of its limit; 0: it has ended. */
static unsigned check_one(struct waiting *w, struct wait *wait)
{
	unsigned passed_ms;

	wait->result = check(w, wait);
	if (wait->result <= 0)
		return 0;
	wait->result = -EINPROGRESS;
	passed_ms = now_ms() - wait->start_ms;
	if (passed_ms < wait->limit_ms)
		return wait->limit_ms - passed_ms;
	wait->result = time_out(w, wait);
	return 0;
}

/* Milliseconds until the next limit; 0: nothing is awaited any more. */
static unsigned check_all(struct waiting *w)
{
	unsigned next_ms = 0;

	w->ports = NULL;
	if (awaits_ports(w))
		put_addresses_off(w);
	for (size_t i = 0; i < w->count; i++) {
		unsigned left_ms = is_pending(w->waits[i]) ?
			check_one(w, w->waits[i]) : 0;

		if (left_ms && (!next_ms || left_ms < next_ms))
			next_ms = left_ms;
	}
	return next_ms;
}

/* Milliseconds until there is something to tell again. */
static unsigned tell(struct waiting *w, const struct wait_watch *watch)
{
	unsigned passed_ms = now_ms() - w->start_ms;

	if (!watch->tell)
		return UINT_MAX;
	if (passed_ms / 1000 > w->told_s) {
		w->told_s = passed_ms / 1000;
		watch->tell(w->waits, w->count, w->told_s, watch->data);
	}
	return 1000 - passed_ms % 1000;
}

/* Until the kernel announces something, or the limit. */
static int wait_for_event(struct waiting *w, int stop_fd, unsigned limit_ms)
{
	struct libnl *nl = &w->libnl;
	struct pollfd fds[] = {
		{ .fd = nl->nl_cache_mngr_get_fd(w->manager),
		  .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
	};

	if (poll(fds, 2, (int)limit_ms) <= 0)
		return 0;
	if (fds[1].revents)
		return -EINTR;
	if (nl->nl_cache_mngr_poll(w->manager, 0) >= 0)
		return 0;
	/* More was announced than we could take in, and lost. */
	nl->nl_cache_mngr_free(w->manager);
	return open_caches(w);
}

static int wait_for_all(struct waiting *w, const struct wait_watch *watch)
{
	unsigned limit_ms, tell_ms;
	int r = open_caches(w);

	while (r == 0 && (limit_ms = check_all(w))) {
		tell_ms = tell(w, watch);
		r = wait_for_event(w, watch->stop_fd, tell_ms < limit_ms ?
				   tell_ms : limit_ms);
	}
	w->libnl.nl_cache_mngr_free(w->manager);
	return r;
}

int kernel_wait(struct kernel *kernel, struct arena *arena,
		struct wait *const waits[], size_t count,
		const struct wait_watch *watch)
{
	struct waiting waiting = {
		.kernel = kernel,
		.arena = arena,
		.waits = waits,
		.count = count,
		.start_ms = now_ms(),
	};
	int r = libnl_open(&waiting.libnl);

	for (size_t i = 0; i < count; i++) {
		waits[i]->result = -EINPROGRESS;
		waits[i]->start_ms = waiting.start_ms;
	}
	if (r < 0)
		return r;
	r = wait_for_all(&waiting, watch);
	if (waiting.told_s)
		watch->tell(waits, 0, waiting.told_s, watch->data);
	libnl_close(&waiting.libnl);
	return r;
}
