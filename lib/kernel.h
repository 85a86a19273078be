/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kernel.h - the only view the rest of ifplan has of the kernel
 *
 * A snapshot is what is: links, addresses, routes.  A change is one request
 * that makes it otherwise.  Applied to the kernel (kernel_commit) or to a
 * snapshot (snapshot_apply), a change means the same; the planner uses the
 * second to see what earlier steps will have done, and tests use it as the
 * fake kernel.
 */
#ifndef IFPLAN_KERNEL_H
#define IFPLAN_KERNEL_H

#include "parser/model.h"
#include "parser/option.h"

/* An attribute with its value as the kernel wants it. */
struct setting {
	const struct option *row;	/* NULL: not an option's */
	const struct entry *origin;	/* NULL: not from the file */
	const uint8_t *bytes;		/* payload, padded by nobody */
	const char *link;		/* WIRE_IFINDEX: whose index is sent */
	uint16_t attribute;
	uint16_t length;
	uint8_t place;			/* enum option_place */
	uint8_t wire;			/* enum option_wire */
};

struct address {
	struct ip_address ip;
	struct ip_address peer;		/* family 0: none */
	struct ip_address broadcast;	/* family 0: none */
	const char *label;		/* or NULL */
	uint32_t flags;			/* IFA_F_* */
	uint32_t preferred_s;		/* UINT32_MAX: for ever */
	uint8_t scope;			/* RT_SCOPE_* */
	bool is_advertised;		/* by a router */
	bool is_kernels;		/* made by it, if it tells */
	bool is_claimed;		/* check.h: a stanza has it */
	bool runs_out;			/* the kernel removes it some day */
	bool is_forced;			/* take the place of what is there */
	struct address *next;
};

/* The attributes that are kept as they came, or as they were set. */
struct attributes {
	const uint8_t *bytes;		/* struct nlattr after nlattr */
	size_t length;
};

struct route {
	struct ip_address to;		/* prefix 0: default */
	struct ip_address via;		/* family 0: none */
	uint32_t metric;
	uint32_t table;
	uint8_t protocol;		/* RTPROT_* */
	uint8_t scope;
	uint8_t type;			/* RTN_* */
	bool is_onlink;
	bool is_forced;			/* take the place of what is there */
	bool is_beside;			/* another link may have the same */
	uint8_t tos;
	struct attributes rest;		/* those not named here, when wanted */
	const char *link;
	struct route *next;
};

/* VLAN ids of a bridge port, or of the bridge itself. */
struct vlan_ids {
	uint16_t first, last;
	uint16_t flags;			/* BRIDGE_VLAN_INFO_* */
	bool on_self;			/* the bridge, not a port of it */
	struct vlan_ids *next;
};

#define CONF6_COUNT 3

struct link {
	const char *name;
	const char *kind;		/* "bridge"; "" for hardware */
	uint32_t index;
	uint32_t flags;			/* IFF_* */
	uint32_t master;		/* index, 0: none */
	uint32_t lower;			/* IFLA_LINK, 0: none here */
	uint8_t operstate;		/* IF_OPER_* */
	int8_t addr_gen_mode;		/* -1: no IPv6 */
	bool has_conf6;
	int32_t conf6[CONF6_COUNT];	/* link_sysctl() tells which */
	bool is_gone;			/* a planned deletion took it */
	bool is_expected;		/* a wait or a command brings it */
	bool is_doomed;			/* the batch under way deletes it */
	bool is_mtu_unsure;		/* a bridge's: what joined may change it */
	struct attributes top, info, port;
	const uint8_t *own_mtu;		/* before a planned bond gave it its */
	struct setting *set;		/* planned or faked; wins over the above */
	size_t set_count;
	struct address *addresses;
	struct vlan_ids *vlans;
	struct link *same_name, *same_index;	/* chains of the snapshot */
};

struct snapshot {
	struct arena *arena;
	struct link **links;		/* in the kernel's order */
	size_t link_count;
	struct route *routes;
	struct link **by_name, **by_index;	/* buckets */
	struct link **asked_for;	/* by name, last: mostly it is again */
	size_t bucket_count;
	uint32_t highest;		/* index in use */
	unsigned known;			/* enum snapshot_want: read so far */
	bool tells_makers;		/* of addresses; since 5.18 */
	bool is_complete;		/* false: holds only the links asked for */
};

enum change_verb {
	LINK_ADD, LINK_SET, LINK_DELETE,
	ADDRESS_ADD, ADDRESS_DELETE,
	ROUTE_ADD, ROUTE_REPLACE, ROUTE_DELETE,
	VLAN_ADD, VLAN_DELETE,
};

struct change {
	enum change_verb verb;
	const char *link;
	const struct entry *origin;	/* the option or stanza that wants it */
	/* LINK_ADD, LINK_SET; unset fields stay as they are */
	const char *kind;
	const char *new_name;		/* LINK_SET: rename it; or NULL */
	const char *master;		/* NULL: leave, "": none */
	uint32_t index;			/* LINK_ADD: planned; 0: kernel's choice */
	uint32_t flags, flag_mask;	/* IFF_UP */
	int8_t addr_gen_mode;		/* -1: leave */
	struct setting *settings;
	size_t setting_count;
	bool is_whole;			/* the kernel resets what is not sent */
	/* the others */
	struct address address;
	struct route route;
	struct vlan_ids vlans;
};

struct change_result {
	int error;			/* 0 or negative errno */
	const char *message;		/* the kernel's extended ACK, or NULL */
	const struct setting *culprit;	/* whose attribute it is about, or NULL */
	bool is_lost;			/* it may have been done all the same */
};

/* snapshot.c: lookups, and changes applied to what was read */
struct snapshot *snapshot_new(struct arena *arena);
struct link *snapshot_add_link(struct snapshot *snapshot, const char *name,
			       uint32_t index);
/* One that a wait or a command may bring. */
struct link *snapshot_expect_link(struct snapshot *snapshot, const char *name);
struct link *snapshot_link(const struct snapshot *snapshot, const char *name);
struct link *snapshot_index(const struct snapshot *snapshot, uint32_t index);
void snapshot_apply(struct snapshot *snapshot, const struct change *change);
/* The opposite of a change, given what is before it; false: there is none. */
bool change_invert(struct arena *arena, const struct snapshot *before,
		   const struct change *change, struct change *ret);

/* The payload of an attribute of a link, or NULL. */
const uint8_t *link_attribute(const struct link *link, uint8_t place,
			      uint16_t attribute, size_t *ret_length);
/* The same in the words of the file; "" when there is none. */
const char *link_attribute_text(struct arena *arena,
				const struct snapshot *snapshot,
				const struct link *link,
				const struct option *row);
bool link_has_setting(const struct snapshot *snapshot, const struct link *link,
		      const struct setting *setting);
bool same_ip(const struct ip_address *a, const struct ip_address *b);
/* In fe80::/10, as the kernel makes them. */
bool is_link_local6(const struct ip_address *ip);
bool same_route(const struct route *a, const struct route *b);
struct address *link_find_address(const struct link *link,
				  const struct address *address);

/* image.c: a snapshot as text, in interfaces(5) syntax, and back */
void image_write(const struct snapshot *snapshot, struct text *out);
int image_read(struct arena *arena, struct diags *diags, const char *path,
	       const char *bytes, size_t size, struct snapshot **ret);

/* setting.c: a row and a value to an attribute, and back */
struct setting setting_new(struct arena *arena, const struct option *row,
			   const struct value *value,
			   const struct entry *origin);
struct setting setting_number(struct arena *arena, const struct option *row,
			      uint64_t number, const struct entry *origin);
/* Is that what the kernel has? */
bool setting_is(const struct setting *setting, const uint8_t *bytes,
		size_t length);
/* In the words of the file; links are named by the snapshot.  Of a row per
   port it is the number alone. */
const char *setting_format(struct arena *arena, const struct option *row,
			   const struct snapshot *snapshot,
			   const uint8_t *bytes, size_t length);
/* The same in the words and units of ip(8). */
const char *setting_format_ip(struct arena *arena,
			      const struct setting *setting);

/* socket.c */
struct kernel;
/* What is kept for the kernel fails where the owner's memory does. */
int kernel_open(struct arena *owner, struct kernel **ret);
struct kernel *kernel_free(struct kernel *kernel);

enum snapshot_want { SNAPSHOT_LINKS = 0, SNAPSHOT_ADDRESSES = 1,
		     SNAPSHOT_ROUTES = 2, SNAPSHOT_VLANS = 4,
		     /* with what only the kernel understands */
		     SNAPSHOT_WHOLE_ROUTES = SNAPSHOT_ROUTES | 8 };

/*
 * What is.  NAMES: only these links, asked for one by one (an absent one is
 * simply not there); NULL: all, by dumps.
 */
int kernel_snapshot(struct kernel *kernel, struct arena *arena,
		    const char *const *names, size_t name_count, unsigned want,
		    struct snapshot **ret);
/* What it lacks of WANT, of the links it has. */
int kernel_snapshot_more(struct kernel *kernel, struct snapshot *snapshot,
			 unsigned want);

/*
 * Send changes as one batch.  Results are per change; the return value is
 * negative only when the kernel could not be talked to at all.
 * The links of a change are named; FORGET makes every name be asked anew,
 * for use after a command that may have changed the world.
 */
int kernel_commit(struct kernel *kernel, struct arena *arena,
		  const struct change *const changes[], size_t count,
		  struct change_result results[]);
void kernel_learn(struct kernel *kernel, const struct snapshot *snapshot);
void kernel_forget(struct kernel *kernel);
/* The index of a name that the kernel has now; 0: none. */
uint32_t kernel_index(struct kernel *kernel, const char *name);

/* wait.c: by events, all of them together */
struct wait {
	enum { WAIT_DAD, WAIT_LINK_LOCAL, WAIT_PORTS, WAIT_EXISTS,
	       WAIT_CARRIER, WAIT_RELEASED } what;
	const char *link;
	const struct ip_address *ip;	/* WAIT_DAD */
	const struct entry *limit;	/* the option that set it, or NULL */
	unsigned limit_ms;
	unsigned start_ms;		/* filled by kernel_wait() */
	int result;			/* 0, -ETIMEDOUT, -EADDRINUSE;
					   -EINPROGRESS: waited for */
};

/* TELL, if there is one, is called each second; when that was done, once more
   at the end with a COUNT of 0. */
struct wait_watch {
	void (*tell)(struct wait *const waits[], size_t count,
		     unsigned passed_s, void *data);
	void *data;
	int stop_fd;
};

/* -EINTR: STOP_FD, if there is one, became readable. */
int kernel_wait(struct kernel *kernel, struct arena *arena,
		struct wait *const waits[], size_t count,
		const struct wait_watch *watch);

/* sysctl.c: PATH is below /proc/sys/net, "ipv6/conf/eth0/accept_ra";
   writes only where the value differs. */
int sysctl_write(const char *path, const char *value);
/* Of those that came with the link, by a row's file: none need be read. */
bool link_sysctl(const struct link *link, const char *file, int32_t *ret);
/* Its first line. */
int sysctl_read(const char *path, char *ret, size_t size);
/* That of a file of /sys/class/net/LINK. */
int link_file_read(const char *link, const char *file, char *ret, size_t size);

#endif
