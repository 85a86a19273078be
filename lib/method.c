// SPDX-License-Identifier: LGPL-2.1-or-later
/* method.c - methods looked up, and rows that several of them share */
#include "lib/method.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/internal.h"

/* One METHOD(x) for each file of lib/method/, written by the Makefile. */
#define METHOD(name) extern const struct method method_##name;
#include "methods.h"
#undef METHOD
#define METHOD(name) &method_##name,

const struct method *const methods[] = {
#include "methods.h"
	NULL
};

static size_t count_rows(const struct option *rows)
{
	size_t count = 0;

	while (rows && rows[count].name)
		count++;
	return count;
}

/* Families share a table, or one takes less of it. */
const struct option *method_options(const struct method *method)
{
	const struct option *most = NULL;

	for (const struct method_family *f = method->families; f->family; f++)
		if (count_rows(f->options) > count_rows(most))
			most = f->options;
	return most;
}

const struct method *method_find(const char *name, enum family family,
				 const struct method_family **ret_family)
{
	for (size_t i = 0; methods[i]; i++) {
		const struct method_family *f = methods[i]->families;

		if (!text_same(methods[i]->name, name))
			continue;
		while (f->family != FAMILY_NONE && f->family != family)
			f++;
		if (f->family == FAMILY_NONE)
			continue;
		*ret_family = f;
		return methods[i];
	}
	*ret_family = NULL;
	return NULL;
}

static void add_common(struct ifplan_plan *plan, struct job *job,
		       const char *name, struct change *change)
{
	struct value value;
	const struct entry *entry = job_parse(plan, job, name, &value);

	if (!entry)
		return;
	change->origin = entry;
	*ARENA_PUSH(plan->arena, &change->settings, &change->setting_count) =
		setting_new(plan->arena, entry->row, &value, entry);
}

static struct change link_change(const struct job *job)
{
	return (struct change){
		.verb = LINK_SET,
		.link = job->target->link,
		.addr_gen_mode = -1,
	};
}

void row_set_option(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	struct change change = link_change(job);

	add_common(plan, job, row->option, &change);
	if (change.setting_count)
		plan_change(plan, job, &change);
}

/* ifupdown hands a word on as it is, and the kernel takes numbers only. */
void row_set_sysctl(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	struct step *step = job_sysctl(plan, job, row->option);

	if (step)
		step->is_more = strcmp(step->value,
				       job_value(job, row->option)) != 0;
}

/* A bond takes its slaves while they are down, and raises them. */
static bool is_for_bond(const struct ifplan_plan *plan, const struct job *job)
{
	const struct link_kind *master = plan_takes_port(plan,
							 job->target->name);

	return master && !strcmp(master->name, "bond");
}

/* A bridge has the addresses: its port gets none of its own when it is up. */
void row_ready_port(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	struct change change = link_change(job);

	(void)row;
	if (!plan_takes_port(plan, job->target->name) || is_for_bond(plan, job))
		return;
	change.addr_gen_mode = 1;
	plan_change(plan, job, &change);
}

static struct step *raise_link(struct ifplan_plan *plan, struct job *job,
			       struct change *change)
{
	struct step *step;

	if (is_for_bond(plan, job)) {
		/* The bond takes it down first: as if it were up. */
		plan_change(plan, job, change);
		step = link_set_flags(plan, job, change->link, true);
		if (step)
			step->is_left = step->is_told = true;
		return step;
	}
	change->flags = change->flag_mask = IFF_UP;
	return plan_change(plan, job, change);
}

void row_link_up(struct ifplan_plan *plan, struct job *job,
		 const struct method_row *row)
{
	struct change change = link_change(job);

	(void)row;
	if (job->iface->family != FAMILY_INET6 || job->family->makes_link)
		add_common(plan, job, "mtu", &change);
	add_common(plan, job, "hwaddress", &change);
	raise_link(plan, job, &change);
}

void row_link_up_softly(struct ifplan_plan *plan, struct job *job,
			const struct method_row *row)
{
	struct change change = link_change(job);
	struct step *step = raise_link(plan, job, &change);

	(void)row;
	if (step)
		step->may_fail = true;
}

void row_link_down(struct ifplan_plan *plan, struct job *job,
		   const struct method_row *row)
{
	(void)row;
	link_set_flags(plan, job, job->target->link, false);
}

static bool is_advertised(const struct address *address)
{
	return address->flags & IFA_F_MANAGETEMPADDR;
}

static bool is_inet(const struct address *address)
{
	return address->ip.family == AF_INET;
}

/* Not the link's own: the kernel takes that away. */
static bool is_inet6(const struct address *address)
{
	return address->ip.family == AF_INET6 && address->ip.bytes[0] != 0xfe;
}

static void delete_addresses(struct ifplan_plan *plan, struct job *job,
			     bool (*is_meant)(const struct address *))
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	const struct address *next;

	for (const struct address *a = link ? link->addresses : NULL; a;
	     a = next) {
		next = a->next;
		if (is_meant(a))
			(void)plan_change(plan, job, &(struct change){
				.verb = ADDRESS_DELETE,
				.link = link->name,
				.address = *a,
				.addr_gen_mode = -1,
			});
	}
}

void row_flush_inet(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	(void)row;
	delete_addresses(plan, job, is_inet);
}

void row_flush_inet6(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row)
{
	(void)row;
	delete_addresses(plan, job, is_inet6);
}

/* Addresses made from advertisements go when these are not accepted. */
void row_flush_advertised(struct ifplan_plan *plan, struct job *job,
			  const struct method_row *row)
{
	struct change change = link_change(job);

	(void)row;
	delete_addresses(plan, job, is_advertised);
	/* As ifupdown, which misses the link here and not in the next line. */
	if (!snapshot_link(plan->snapshot, job->target->link))
		plan_change(plan, job, &change);
}

/* The seconds that NAME-attempts times NAME-interval make, in ms. */
void method_limit(const struct job *job, const char *attempts_name,
		  const char *interval_name, struct wait *ret)
{
	const char *attempts = job_value(job, attempts_name);
	const char *interval = job_value(job, interval_name);
	uint64_t count, each_ms;

	ret->limit = job_entry(job, attempts_name);
	if (!ret->limit || !ret->limit->line)
		ret->limit = job_entry(job, interval_name);
	if (attempts && text_read_number(attempts, &count) == 0 && interval &&
	    text_read_time(interval, 1000, &each_ms) == 0)
		ret->limit_ms = (unsigned)(count * each_ms);
}

/* The link's MTU is only ever raised for IPv6; else IPv6 gets its own. */
void row_set_mtu6(struct ifplan_plan *plan, struct job *job,
		  const struct method_row *row)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	struct change change = link_change(job);
	const struct entry *entry;
	struct value value;
	uint32_t now = 0;
	const uint8_t *bytes;
	size_t length;
	struct step *step;

	(void)row;
	entry = job_parse(plan, job, "mtu", &value);
	if (!entry)
		return;
	if (strchr(job->target->name, ':')) {
		plan_warning(plan, job, entry, NULL,
			     "an alias has no MTU for IPv6 of its own");
		return;
	}
	bytes = link ? link_attribute(link, PLACE_LINK, IFLA_MTU, &length) :
		NULL;
	if (bytes)
		memcpy(&now, bytes, sizeof(now));
	if (now >= value.number) {
		plan_sysctl(plan, job, entry, &(struct sysctl){
			.file = "ipv6/conf/%/mtu",
			.link = job->target->link,
			.value = (unsigned)value.number,
		});
		return;
	}
	add_common(plan, job, "mtu", &change);
	step = plan_change(plan, job, &change);
	/* As ifupdown: whether there is a link is the next row's business. */
	if (step && !link)
		step->may_fail = true;
}

static struct step *change_default_route(struct ifplan_plan *plan,
					 struct job *job,
					 const struct router *router,
					 enum change_verb verb)
{
	struct change change = link_change(job);
	bool is_deletion = verb == ROUTE_DELETE;
	struct value value;

	change.origin = router->entry;
	change.verb = verb;
	change.route = (struct route){
		.link = change.link,
		.via = router->ip,
		.to.family = router->ip.family,
		.table = RT_TABLE_MAIN,
		.protocol = is_deletion ? RTPROT_UNSPEC : RTPROT_BOOT,
		.scope = is_deletion ? RT_SCOPE_NOWHERE : RT_SCOPE_UNIVERSE,
		.type = is_deletion ? 0 : RTN_UNICAST,
		.is_onlink = true,
	};
	if (job_parse(plan, job, "metric", &value))
		change.route.metric = (uint32_t)value.number;
	return plan_change(plan, job, &change);
}

static void change_default_routes(struct ifplan_plan *plan, struct job *job,
				  enum change_verb verb)
{
	struct router routers[2];
	size_t count = job_routers(job, routers);

	for (size_t i = 0; i < count; i++) {
		struct step *step = change_default_route(plan, job,
							 &routers[i], verb);

		/* ifupdown knows one router a stanza. */
		if (step)
			step->is_more = i > 0;
	}
}

/* IPv6: an older one of this link gives way. */
void row_add_default_route(struct ifplan_plan *plan, struct job *job,
			   const struct method_row *row)
{
	bool is_static6 = job->iface->family == FAMILY_INET6 &&
		!job->family->makes_link;

	(void)row;
	change_default_routes(plan, job, is_static6 ? ROUTE_REPLACE : ROUTE_ADD);
}

void row_delete_default_route(struct ifplan_plan *plan, struct job *job,
			      const struct method_row *row)
{
	(void)row;
	change_default_routes(plan, job, ROUTE_DELETE);
}

static void wait_link_local(struct ifplan_plan *plan, struct job *job,
			    const struct method_row *row)
{
	struct wait wait = {
		.what = WAIT_LINK_LOCAL,
		.link = job->target->link,
	};

	(void)row;
	method_limit(job, "ll-attempts", "ll-interval", &wait);
	plan_wait(plan, job, &wait);
}

/* The script is Debian's, the wait is ours. */
static bool has_wait_script(const struct ifplan_plan *plan,
			    const struct job *job)
{
	(void)plan;
	(void)job;
	return access("/lib/ifupdown/wait-for-ll6.sh", X_OK) == 0;
}

static bool has_attempts(const struct ifplan_plan *plan, const struct job *job)
{
	(void)plan;
	return job_is_true(job, "ll-attempts");
}

const struct method_row wait_link_local_rows[] = {
	{ .classic = "/lib/ifupdown/wait-for-ll6.sh", .when = has_wait_script },
	{ .make = wait_link_local, .when = has_attempts },
	{ .classic = NULL },
};

void row_refuse_ipx(struct ifplan_plan *plan, struct job *job,
		    const struct method_row *row)
{
	(void)row;
	plan_error(plan, job, NULL, "Linux has had no IPX since version 4.18",
		   "method %s of family ipx is not supported",
		   job->iface->method);
}

/* When a row is there */

bool is_plain(const struct ifplan_plan *plan, const struct job *job)
{
	(void)plan;
	return is_plain_link(job->target->name);
}

bool is_builtin_loopback(const struct ifplan_plan *plan, const struct job *job)
{
	const struct iface *lo = model_find(plan->ifplan->model, "lo");

	return !strcmp(job->target->name, "lo") && lo && !lo->file;
}

bool is_not_builtin_loopback(const struct ifplan_plan *plan,
			     const struct job *job)
{
	return !is_builtin_loopback(plan, job);
}

bool refuses_advertised(const struct ifplan_plan *plan, const struct job *job)
{
	(void)plan;
	return job_value(job, "accept_ra") && !job_is_true(job, "accept_ra");
}
