// SPDX-License-Identifier: LGPL-2.1-or-later
/* can.c - a CAN bus: its bit rate and the modes of its controller */
#include <linux/can/netlink.h>
#include <string.h>

#include "lib/link.h"
#include "lib/method.h"
#include "lib/rows.h"

#define ROW_MODE(NAME, BIT, IP, HELP) \
	{ .name = NAME, .type = TYPE_BOOL, .wire = WIRE_MODE_BIT, \
	  .place = PLACE_INFO, ROW_ATTRIBUTE(IFLA_CAN_CTRLMODE), .ip = IP, \
	  .scale = CAN_CTRLMODE_##BIT, .max = 1, .help = HELP }

static const struct option rows[] = {
	ROW_UINT("bitrate", BITRATE, INFO, IFLA_CAN_BITTIMING, "bitrate", 1,
		 UINT32_MAX, "bits per second", "how fast the bus is"),
	ROW_OTHER("samplepoint", TEXT, "not used, as in ifupdown"),
	ROW_MODE("loopback", LOOPBACK, "loopback", "hear what is sent"),
	ROW_MODE("listenonly", LISTENONLY, "listen-only", "send nothing"),
	ROW_MODE("triple", 3_SAMPLES, "triple-sampling", "take three samples"),
	ROW_MODE("oneshot", ONE_SHOT, "one-shot", "send once, heard or not"),
	ROW_MODE("berr", BERR_REPORTING, "berr-reporting",
		 "report errors of the bus"),
	ROW_UINT("restart-ms", U32, INFO, IFLA_CAN_RESTART_MS, "restart-ms", 0,
		 UINT32_MAX, "milliseconds",
		 "time until a controller that gave up starts again"),
	{ .name = NULL },
};

/* A controller that is at work takes no settings. */
static void stop(struct ifplan_plan *plan, struct job *job,
		 const struct setting *setting)
{
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	struct step *step;

	if (!link || plan->is_check ||
	    link_has_setting(plan->snapshot, link, setting))
		return;
	step = link_set_flags(plan, job, link->name, false);
	if (step)
		step->is_more = true;
}

static void set_mode(struct ifplan_plan *plan, struct job *job,
		     const struct method_row *row)
{
	struct value value;
	const struct entry *entry = job_parse(plan, job, row->option, &value);
	const struct link *link = snapshot_link(plan->snapshot,
						job->target->link);
	struct setting setting;

	if (job->target->has_failed || !entry)
		return;
	if (link && strcmp(link->kind, "can")) {
		plan_error(plan, job, NULL, NULL, "%s is %s, not a CAN link",
			   link->name, *link->kind ? link->kind : "hardware");
		return;
	}
	setting = setting_new(plan->arena, entry->row, &value, entry);
	stop(plan, job, &setting);
	plan_change(plan, job, &(struct change){
		.verb = LINK_SET,
		.link = job->target->link,
		.origin = setting.origin,
		.kind = "can",
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
}

#define LINE_SET(OPTION, WORD) \
	{ .classic = "{ ip link set <iface> type can " WORD " <" OPTION "> }", \
	  .make = set_mode, .option = OPTION }

static const struct method_row up[] = {
	{ .classic = "ip link set <iface> type can bitrate <bitrate>",
	  .make = set_mode, .option = "bitrate" },
	LINE_SET("loopback", "loopback"),
	LINE_SET("listenonly", "listen-only"),
	LINE_SET("triple", "triple-sampling"),
	LINE_SET("oneshot", "one-shot"),
	LINE_SET("berr", "berr-reporting"),
	LINE_SET("restart-ms", "restart-ms"),
	{ .classic = "ip link set <iface> up", .make = row_link_up },
	{ .classic = NULL },
};

static const struct method_row down[] = {
	{ .classic = "ip link set <iface> down", .make = row_link_down },
	{ .classic = NULL },
};

static const struct method_family families[] = {
	{ .family = FAMILY_CAN, .options = rows, .up = up, .down = down },
	{ .family = FAMILY_NONE },
};

const struct method method_can = {
	.name = "static",
	.owner = "can",
	.families = families,
};
