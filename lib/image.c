// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * image.c - a snapshot as text, in interfaces(5) syntax, and back
 *
 *	iface vmbr0
 *		kind bridge
 *		state up
 *		bridge-stp off
 *		mtu 1500
 *		address 192.0.2.2/24
 *
 * What is set is written with the rows that set it.  Words of this text alone:
 *
 *	kind, master		of the link
 *	state up|down
 *	carrier off		up, and nothing is plugged in
 *	addrgenmode MODE	unless it is eui64, the kernel's own choice
 *	vids 2-4094 [pvid] [untagged]
 *				what a port carries, or the bridge itself
 *	gateway ADDRESS [metric NUMBER]
 *
 * A port has the rows of its bridge or bond: `bridge-portprio eth0 5`.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "lib/internal.h"

static const char *const gen_modes[] = {
	[IN6_ADDR_GEN_MODE_EUI64] = "eui64",
	[IN6_ADDR_GEN_MODE_NONE] = "none",
	[IN6_ADDR_GEN_MODE_STABLE_PRIVACY] = "stable_secret",
	[IN6_ADDR_GEN_MODE_RANDOM] = "random",
};
#define GEN_MODES ((int)(sizeof(gen_modes) / sizeof(*gen_modes)))

static void write_row(const struct snapshot *snapshot, const struct link *link,
		      const struct option *row, struct text *out)
{
	const uint8_t *bytes = (const uint8_t *)&link->lower;
	size_t length = sizeof(link->lower);
	const char *text;

	if (row->place != PLACE_LINK || row->attribute != IFLA_LINK)
		bytes = link_attribute(link, row->place, row->attribute,
				       &length);
	if (!bytes)
		return;
	text = setting_format(out->arena, row, snapshot, bytes, length);
	if (*text)
		text_add(out, "\t%s %s%s%s\n", row->name,
			 row->type == TYPE_PER_PORT ? link->name : "",
			 row->type == TYPE_PER_PORT ? " " : "", text);
}

/* Rows of the link itself, or of what it is a port of. */
static void write_rows(const struct snapshot *snapshot,
		       const struct link *link, const struct option *rows,
		       bool is_port, struct text *out)
{
	for (const struct option *row = rows; row && row->name; row++)
		if (is_port ? row->place == PLACE_PORT :
		    row->place == PLACE_LINK || row->place == PLACE_INFO)
			write_row(snapshot, link, row, out);
}

static void write_vlans(const struct link *link, struct text *out)
{
	for (const struct vlan_ids *ids = link->vlans; ids; ids = ids->next) {
		text_add(out, "\tvids %u", ids->first);
		if (ids->last > ids->first)
			text_add(out, "-%u", ids->last);
		if (ids->flags & BRIDGE_VLAN_INFO_PVID)
			text_add(out, " pvid");
		if (ids->flags & BRIDGE_VLAN_INFO_UNTAGGED)
			text_add(out, " untagged");
		text_add(out, "\n");
	}
}

static void write_addresses(const struct link *link, struct text *out)
{
	char shown[46];

	for (const struct address *a = link->addresses; a; a = a->next)
		text_add(out, "\taddress %s/%u\n",
			 text_print_address(&a->ip, shown), a->ip.prefix);
}

static void write_routes(const struct snapshot *snapshot,
			 const struct link *link, struct text *out)
{
	char shown[46];

	for (const struct route *r = snapshot->routes; r; r = r->next)
		if (!r->to.prefix && r->via.family &&
		    !strcmp(r->link, link->name))
			text_add(out, r->metric ? "\tgateway %s metric %u\n" :
				 "\tgateway %s\n",
				 text_print_address(&r->via, shown),
				 r->metric);
}

static void write_master(const struct snapshot *snapshot,
			 const struct link *link, struct text *out)
{
	const struct link *master = snapshot_index(snapshot, link->master);
	const struct link_kind *kind = master ? link_kind_find(master->kind) :
		NULL;

	if (master)
		text_add(out, "\tmaster %s\n", master->name);
	if (kind)
		write_rows(snapshot, link, kind->options, true, out);
}

/* As the kernel says; of what was planned nobody knows. */
static bool lacks_carrier(const struct link *link)
{
	return link->flags & IFF_UP && !(link->flags & IFF_RUNNING) &&
		(link->operstate == IF_OPER_DOWN ||
		 link->operstate == IF_OPER_LOWERLAYERDOWN);
}

static void write_link(const struct snapshot *snapshot,
		       const struct link *link, struct text *out)
{
	const struct link_kind *kind = link_kind_find(link->kind);

	text_add(out, "iface %s\n", link->name);
	if (*link->kind)
		text_add(out, "\tkind %s\n", link->kind);
	text_add(out, "\tstate %s\n", link->flags & IFF_UP ? "up" : "down");
	if (lacks_carrier(link))
		text_add(out, "\tcarrier off\n");
	if (link->addr_gen_mode > 0 && link->addr_gen_mode < GEN_MODES)
		text_add(out, "\taddrgenmode %s\n",
			 gen_modes[link->addr_gen_mode]);
	write_master(snapshot, link, out);
	write_vlans(link, out);
	if (kind)
		write_rows(snapshot, link, kind->options, false, out);
	write_rows(snapshot, link, common_options, false, out);
	write_addresses(link, out);
	write_routes(snapshot, link, out);
}

void image_write(const struct snapshot *snapshot, struct text *out)
{
	bool is_first = true;

	text_add(out, "%s", "");
	for (size_t i = 0; i < snapshot->link_count; i++) {
		if (snapshot->links[i]->is_gone)
			continue;
		if (!is_first)
			text_add(out, "\n");
		is_first = false;
		write_link(snapshot, snapshot->links[i], out);
	}
}

/* Reading */

static const char *value_of(struct model *model, struct iface *iface,
			    const char *name)
{
	const struct entry *entry = model_get(model, iface, name);

	return entry ? entry->value : NULL;
}

static void read_route(struct snapshot *snapshot, const struct link *link,
		       const char *text)
{
	struct change change = {
		.verb = ROUTE_ADD,
		.link = link->name,
		.route = { .table = RT_TABLE_MAIN, .type = RTN_UNICAST,
			   .link = link->name },
	};

	const char **word = text_words(snapshot->arena, text, NULL);
	uint64_t metric = 0;

	if (!*word || text_read_address(*word, &change.route.via) < 0)
		return;
	if (word[1] && !strcmp(word[1], "metric") && word[2])
		(void)text_read_number(word[2], &metric);
	change.route.metric = (uint32_t)metric;
	change.route.to.family = change.route.via.family;
	snapshot_apply(snapshot, &change);
}

static void read_address(struct snapshot *snapshot, const struct link *link,
			 const char *text)
{
	struct change change = {
		.verb = ADDRESS_ADD,
		.link = link->name,
		.address.flags = IFA_F_PERMANENT,
		.address.preferred_s = UINT32_MAX,
	};

	if (text_read_address(text, &change.address.ip) == 0)
		snapshot_apply(snapshot, &change);
}

static void read_vlans(struct snapshot *snapshot, const struct link *link,
		       const char *text)
{
	struct change change = {
		.verb = VLAN_ADD,
		.link = link->name,
		.vlans.on_self = !strcmp(link->kind, "bridge"),
	};

	if (strstr(text, "pvid"))
		change.vlans.flags |= BRIDGE_VLAN_INFO_PVID;
	if (strstr(text, "untagged"))
		change.vlans.flags |= BRIDGE_VLAN_INFO_UNTAGGED;
	if (option_next_range(&text, &change.vlans.first, &change.vlans.last))
		snapshot_apply(snapshot, &change);
}

static int8_t read_gen_mode(const char *text)
{
	for (int8_t i = 0; i < GEN_MODES; i++)
		if (!strcmp(gen_modes[i], text))
			return i;
	return 0;
}

/* A row of the link's kind, of all, or of what it is a port of. */
static const struct option *find_row(const struct snapshot *snapshot,
				     const struct link *link,
				     const char *name)
{
	const struct link *master = snapshot_index(snapshot, link->master);
	const struct link_kind *kind = link_kind_find(link->kind);
	const struct link_kind *over = master ? link_kind_find(master->kind) :
		NULL;
	const struct option *row = NULL;

	if (kind && kind->options)
		row = option_find(kind->options, name);
	if (!row)
		row = option_find(common_options, name);
	if (!row && over && over->options)
		row = option_find(over->options, name);
	return row;
}

static void read_row(struct snapshot *snapshot, const struct link *link,
		     const struct entry *entry)
{
	const struct option *row = find_row(snapshot, link, entry->name);
	const char *problem;
	struct setting setting;
	struct value value;

	if (!row || row->place == PLACE_NONE || row->place == PLACE_SYSCTL ||
	    option_parse(snapshot->arena, row, entry->value, &value,
			 &problem) < 0)
		return;
	setting = setting_new(snapshot->arena, row, &value, entry);
	snapshot_apply(snapshot, &(struct change){
		.verb = LINK_SET,
		.link = link->name,
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
}

static void take_carrier(struct link *link)
{
	link->flags &= ~(uint32_t)IFF_RUNNING;
	link->operstate = IF_OPER_DOWN;
}

static void read_entry(struct snapshot *snapshot, struct link *link,
		       const struct entry *entry)
{
	if (!strcmp(entry->name, "state"))
		link->flags = strcmp(entry->value, "up") ? 0 :
			IFF_UP | IFF_RUNNING;
	else if (!strcmp(entry->name, "carrier"))
		take_carrier(link);
	else if (!strcmp(entry->name, "master"))
		link->master = snapshot_link(snapshot, entry->value) ?
			snapshot_link(snapshot, entry->value)->index : 0;
	else if (!strcmp(entry->name, "addrgenmode"))
		link->addr_gen_mode = read_gen_mode(entry->value);
	else if (!strcmp(entry->name, "vids"))
		read_vlans(snapshot, link, entry->value);
	else if (!strcmp(entry->name, "address"))
		read_address(snapshot, link, entry->value);
	else if (!strcmp(entry->name, "gateway"))
		read_route(snapshot, link, entry->value);
	else
		read_row(snapshot, link, entry);
}

struct memory_file {
	const char *bytes;
	size_t size;
};

static int read_memory(void *data, struct arena *arena, const char *path,
		       const char **ret_bytes, size_t *ret_size)
{
	const struct memory_file *file = data;

	(void)arena;
	(void)path;
	*ret_bytes = file->bytes;
	*ret_size = file->size;
	return 0;
}

int image_read(struct arena *arena, struct diags *diags, const char *path,
	       const char *bytes, size_t size, struct snapshot **ret)
{
	struct memory_file file = { .bytes = bytes, .size = size };
	struct reader reader = file_reader;
	struct snapshot *snapshot = snapshot_new(arena);
	struct model *model;
	uint32_t index = 0;
	int r;

	reader.read_file = read_memory;
	reader.data = &file;
	r = model_load(arena, diags, &reader, path, false, &model);
	if (r < 0)
		return r;
	for (struct iface *i = model->first; i; i = i->next) {
		const char *kind = value_of(model, i, "kind");
		struct link *link = snapshot_add_link(snapshot, i->name,
						      ++index);

		link->kind = kind ? kind : "";
		link->addr_gen_mode = 0;
	}
	for (struct iface *i = model->first; i; i = i->next) {
		size_t count;
		const struct entry *entries = model_entries(model, i, &count);

		for (size_t k = 0; k < count; k++)
			read_entry(snapshot, snapshot_link(snapshot, i->name),
				   &entries[k]);
	}
	snapshot->is_complete = true;
	*ret = snapshot;
	return 0;
}
