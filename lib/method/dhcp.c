// SPDX-License-Identifier: LGPL-2.1-or-later
/* dhcp.c - addresses from a DHCP server, by the client that is installed */
#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

static void up_inet(struct ifplan_plan *plan, struct job *job)
{
	const struct option *row = option_find(common_options, "hwaddress");
	struct setting setting;
	struct value value;

	if (job_parse(plan, job, row, &value)) {
		setting = setting_new(plan->arena, row, &value,
				      job_entry(job, "hwaddress"));
		plan_change(plan, job, &(struct change){
			.verb = LINK_SET,
			.link = job->target->link,
			.settings = &setting,
			.setting_count = 1,
			.addr_gen_mode = -1,
		});
	}
	dhcp_up(plan, job, DHCP_4);
}

static void down_inet(struct ifplan_plan *plan, struct job *job)
{
	dhcp_down(plan, job, DHCP_4);
	method_link_down(plan, job);
}

static void up_inet6(struct ifplan_plan *plan, struct job *job)
{
	job_sysctl(plan, job, common_options, "accept_ra");
	job_sysctl(plan, job, common_options, "autoconf");
	method_flush_advertised(plan, job);
	method_link_up(plan, job, false);
	method_wait_link_local(plan, job);
	dhcp_up(plan, job, DHCP_6);
}

static void down_inet6(struct ifplan_plan *plan, struct job *job)
{
	dhcp_down(plan, job, DHCP_6);
	method_link_down(plan, job);
}

static const struct option rows[] = {
	ROW_OTHER("hostname", TEXT, "name to ask for the lease with"),
	ROW_OTHER("leasetime", UINT, "lease to ask for, dhcpcd only",
		  .max = UINT32_MAX, .unit = "seconds"),
	ROW_OTHER("vendor", TEXT, "vendor class to send, dhcpcd only"),
	ROW_OTHER("client", TEXT, "client id to send, or no for none"),
	{ .name = NULL },
};

static const struct method_default defaults_inet6[] = {
	{ "accept_ra", "1" },
	{ "request_prefix", "0" },
	{ "ll-attempts", "60" },
	{ "ll-interval", "0.1" },
	{ NULL, NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_INET, .options = rows,
	  .convert = convert_hwaddress,
	  .up = up_inet, .down = down_inet },
	{ .family = FAMILY_INET6, .options = rows, .defaults = defaults_inet6,
	  .convert = convert_hwaddress,
	  .up = up_inet6, .down = down_inet6 },
	{ .family = FAMILY_NONE },
};

const struct method method_dhcp = {
	.name = "dhcp",
	.families = families,
};
