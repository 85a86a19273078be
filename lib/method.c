// SPDX-License-Identifier: LGPL-2.1-or-later
/* method.c - methods looked up, and pieces that several of them share */
#include "lib/method.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/link.h"

/* One METHOD(x) for each file of lib/method/, written by the Makefile. */
#define METHOD(name) extern const struct method method_##name;
#include "methods.h"
#undef METHOD
#define METHOD(name) &method_##name,

const struct method *const methods[] = {
#include "methods.h"
	NULL
};

const struct method *method_find(const char *name, enum family family,
				 const struct method_family **ret_family)
{
	for (size_t i = 0; methods[i]; i++) {
		const struct method_family *f = methods[i]->families;

		if (strcmp(methods[i]->name, name))
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
	const struct option *row = option_find(common_options, name);
	struct value value;

	if (!job_parse(plan, job, row, &value))
		return;
	change->origin = job_entry(job, name);
	*ARENA_PUSH(plan->arena, &change->settings, &change->setting_count) =
		setting_new(plan->arena, row, &value, change->origin);
}

void method_link_up(struct ifplan_plan *plan, struct job *job, bool may_fail)
{
	struct change change = {
		.verb = LINK_SET,
		.link = job->target->link,
		.flags = IFF_UP,
		.flag_mask = IFF_UP,
		.addr_gen_mode = -1,
	};
	struct step *step;

	/* A bond takes its slaves while they are down; it raises its ports. */
	if (plan_takes_port(plan, job->target->name))
		change.flag_mask = 0;
	if (job->iface->family != FAMILY_INET6)
		add_common(plan, job, "mtu", &change);
	add_common(plan, job, "hwaddress", &change);
	step = plan_change(plan, job, &change);
	if (step && may_fail && !change.setting_count)
		step->may_fail = true;
}

void method_link_down(struct ifplan_plan *plan, struct job *job)
{
	if (is_plain_link(job->target->name))
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

void method_flush(struct ifplan_plan *plan, struct job *job, int family)
{
	if (is_plain_link(job->target->name))
		delete_addresses(plan, job,
				 family == AF_INET ? is_inet : is_inet6);
}

/* Addresses made from advertisements go when these are not accepted. */
void method_flush_advertised(struct ifplan_plan *plan, struct job *job)
{
	if (job_value(job, "accept_ra") && !job_is_true(job, "accept_ra"))
		delete_addresses(plan, job, is_advertised);
}

/* The seconds that NAME-attempts times NAME-interval make, in ms. */
unsigned method_limit_ms(const struct job *job, const char *attempts_name,
			 const char *interval_name)
{
	const char *attempts = job_value(job, attempts_name);
	const char *interval = job_value(job, interval_name);
	uint64_t count, each_ms;

	if (!attempts || text_read_number(attempts, &count) < 0 || !interval ||
	    text_read_time(interval, 1000, &each_ms) < 0)
		return 0;
	return (unsigned)(count * each_ms);
}

/* The link's MTU is only ever raised for IPv6; else IPv6 gets its own. */
void method_mtu6(struct ifplan_plan *plan, struct job *job)
{
	const struct option *row = option_find(common_options, "mtu");
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	struct change change = {
		.verb = LINK_SET,
		.link = job->target->link,
		.addr_gen_mode = -1,
	};
	struct value value;
	uint32_t now = 0;
	const uint8_t *bytes;
	size_t length;

	if (!job_parse(plan, job, row, &value))
		return;
	bytes = link ? link_attribute(link, PLACE_LINK, IFLA_MTU, &length) :
		NULL;
	if (bytes)
		memcpy(&now, bytes, sizeof(now));
	if (now >= value.number) {
		plan_sysctl(plan, job, job_entry(job, "mtu"),
			    arena_printf(plan->arena, "ipv6/conf/%s/mtu",
					 job->target->link),
			    arena_printf(plan->arena, "%u",
					 (unsigned)value.number));
		return;
	}
	add_common(plan, job, "mtu", &change);
	plan_change(plan, job, &change);
}

/* Wait for an address of the link itself, which DHCPv6 needs. */
void method_wait_link_local(struct ifplan_plan *plan, struct job *job)
{
	plan_wait(plan, job, &(struct wait){
		.what = WAIT_LINK_LOCAL,
		.link = job->target->link,
		.limit_ms = method_limit_ms(job, "ll-attempts", "ll-interval"),
	});
}
