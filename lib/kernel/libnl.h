/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnl.h - libnl's cache manager, mapped only by processes that wait
 *
 * Mapping libnl-route costs more than bringing up an interface.  So it is
 * opened when the first wait begins, and its functions are called through a
 * table; their types are libnl's own.
 */
#ifndef IFPLAN_KERNEL_LIBNL_H
#define IFPLAN_KERNEL_LIBNL_H

#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>

#define LIBNL_FUNCTIONS(F) \
	F(nl_cache_mngr_alloc) F(nl_cache_mngr_add) F(nl_cache_mngr_poll) \
	F(nl_cache_mngr_get_fd) F(nl_cache_mngr_free) F(nl_cache_get_first) F(nl_cache_get_next) \
	F(nl_addr_get_binary_addr) F(nl_addr_get_len) \
	F(rtnl_addr_get_ifindex) F(rtnl_addr_get_local) F(rtnl_addr_get_flags) \
	F(rtnl_addr_get_scope) F(rtnl_link_get_by_name) F(rtnl_link_put) \
	F(rtnl_link_get_ifindex) F(rtnl_link_get_operstate) \
	F(rtnl_link_get_flags)

struct libnl {
#define F(name) __typeof__(name) *name;
	LIBNL_FUNCTIONS(F)
#undef F
	void *handle;
};

/* 0, or -ENOSYS when the library is not installed. */
int libnl_open(struct libnl *ret);
void libnl_close(struct libnl *libnl);

#endif
