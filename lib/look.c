// SPDX-License-Identifier: LGPL-2.1-or-later
/* look.c - the model as the rules of lint see it: rule.h tells how */
#include <fnmatch.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/rule.h"

#define PATTERNS_MAX 64		/* of names, with many it would not be linear */

/* Subjects and parts */

static struct subject *find_subject(const struct look *look, const char *name)
{
	size_t number = intern_find(&look->names, name);

	return number == INTERN_NONE ? NULL :
		*(struct subject **)intern_item(&look->names, number);
}

/* The eth0 of eth0:1 is known, but is none unless it has a stanza. */
struct subject *look_subject(const struct look *look, const char *name)
{
	struct subject *subject = find_subject(look, name);

	return subject && subject->first ? subject : NULL;
}

struct host *look_hosts(const struct look *look, const char *link)
{
	const struct subject *subject = find_subject(look, link);

	return subject ? subject->hosts : NULL;
}

static struct subject *add_subject(struct look *look, const char *name)
{
	size_t number = intern_add(&look->names, name);
	struct subject **item = intern_item(&look->names, number);
	struct subject *subject = *item;

	if (subject)
		return subject;
	subject = *item = ARENA_NEW(look->arena, struct subject);
	subject->name = subject->target.name = name;
	subject->type = "";
	subject->target.link = strchr(name, ':') ?
		arena_strndup(look->arena, name, strcspn(name, ":")) : name;
	return subject;
}

static void add_part(struct look *look, struct iface *iface)
{
	struct part *part = &look->parts[look->part_count++];
	struct subject *subject;

	part->subject = subject = add_subject(look, iface->name);
	part_fill(look, part, iface);
	if (subject->last)
		subject->last->next = part;
	else
		subject->first = part;
	subject->last = part;
	subject->part_count++;
	if (part->has_hooks) {
		part->next_hooked = subject->hooked;
		subject->hooked = part;
	}
}

/* Kinds and types */

/* As the planner finds it; what is Open vSwitch's is none of ours. */
static void find_kind(struct subject *subject)
{
	struct target *target = &subject->target;

	if (*subject_value(subject, "ovs-type"))
		return;
	for (struct part *p = subject->first; p && !target->kind; p = p->next)
		target->kind = link_kind_of(target->link, p->entries, p->count);
}

static const char *find_type(const struct subject *subject)
{
	const char *ovs = subject_value(subject, "ovs-type");

	if (strchr(subject->name, ':'))
		return "alias";
	if (*ovs)
		return ovs;
	if (subject->target.kind)
		return subject->target.kind->name;
	if (*subject_value(subject, "vxlan-id"))
		return "vxlan";
	return strcmp(subject->name, "lo") ? "" : "loopback";
}

const char *look_type(const struct look *look, const char *name)
{
	const struct subject *subject = look_subject(look, name);
	const struct link_kind *kind;

	if (subject)
		return subject->type;
	if (strchr(name, ':'))
		return "alias";
	kind = link_kind_of(name, NULL, 0);
	if (kind)
		return kind->name;
	return strcmp(name, "lo") ? "" : "loopback";
}

bool look_may_exist(const struct look *look, const char *name)
{
	const struct lint *lint = look->lint;

	return look_subject(look, name) || !lint->has_link ||
		lint->has_link(lint->data, name) ||
		intern_find(&look->hook_words, name) != INTERN_NONE;
}

/* Ties */

static void add_tie(struct look *look, const struct tie *tie)
{
	/* bond-master: the slave says so, and needs the bond. */
	bool says_lower = tie->entry && tie->part->subject->name == tie->lower;
	struct subject *needed = look_subject(look, says_lower ? tie->upper :
					      tie->lower);

	*ARENA_PUSH(look->arena, &look->ties, &look->tie_count) = *tie;
	if (needed)
		needed->is_needed = true;
}

/* `glob` is ifupdown2's, and unknown to the planner. */
static bool starts_patterns(const char *word)
{
	return !strcmp(word, "regex") || !strcmp(word, "glob");
}

/* Words of a list of ports; patterns tie nobody. */
static void add_ties(struct look *look, struct tie tie)
{
	const char *rest = tie.entry->value;
	bool is_pattern = false;
	size_t length;

	while (text_next_word(&rest, &tie.word, &length)) {
		tie.lower = word_copy(look, tie.word, length);
		if (*tie.lower == '#')
			return;		/* a remark, as comment-in-value says */
		look->has_patterns |= starts_patterns(tie.lower) ||
			!strcmp(tie.lower, "all");
		if (starts_patterns(tie.lower))
			is_pattern = true;
		else if (!strcmp(tie.lower, "noregex") ||
			 !strcmp(tie.lower, "all"))
			is_pattern = false;
		else if (!is_pattern && strcmp(tie.lower, "none") &&
			 text_is_link_name(tie.lower))
			add_tie(look, &tie);
	}
}

static enum tie_kind kind_of_tie(const struct part *part,
				 const struct option *row)
{
	const struct link_kind *kind = part->subject->target.kind;

	if (row->type != TYPE_NAMES)
		return TIE_LOWER;
	return kind && !strcmp(kind->name, "bond") ? TIE_SLAVE : TIE_PORT;
}

static void add_entry_ties(struct look *look, struct part *part,
			   const struct entry *entry)
{
	const struct option *row = part_row(part, entry);
	struct tie tie = {
		.part = part, .entry = entry,
		.upper = part->subject->target.link,
		.word = entry->value, .lower = entry->value,
	};

	if (text_same_option(entry->name, "ovs-ports") ||
	    text_same_option(entry->name, "ovs-bonds")) {
		tie.kind = TIE_OVS;
		add_ties(look, tie);
	} else if (row && text_same_option(row->name, "bond-master")) {
		tie.kind = TIE_SLAVE;
		tie.lower = tie.upper;
		tie.upper = entry->value;
		if (text_is_link_name(tie.upper))
			add_tie(look, &tie);
	} else if (row && row->flags & OPTION_LOWER) {
		tie.kind = kind_of_tie(part, row);
		add_ties(look, tie);
	}
}

/* eth0.50 stands on eth0, unless it names another. */
static void add_name_tie(struct look *look, struct subject *subject)
{
	const struct link_kind *kind = subject->target.kind;
	struct name_list lower = { .count = 0 };

	if (!kind || !kind->needs || strchr(subject->name, ':') ||
	    *subject_value(subject, "vlan-raw-device"))
		return;
	kind->needs(look->arena, subject->name, &lower);
	for (size_t i = 0; i < lower.count; i++)
		add_tie(look, &(struct tie){
			.kind = TIE_LOWER, .part = subject->first,
			.upper = subject->name, .lower = lower.names[i],
		});
}

static void find_ties(struct look *look)
{
	for (size_t i = 0; i < look->part_count; i++) {
		struct part *part = &look->parts[i];

		for (size_t k = 0; k < part->count; k++)
			add_entry_ties(look, part, &part->entries[k]);
		if (part == part->subject->first)
			add_name_tie(look, part->subject);
	}
	for (size_t i = 0; i < look->tie_count; i++) {
		struct subject *lower = look_subject(look, look->ties[i].lower);

		if (lower && look->ties[i].kind != TIE_LOWER && !lower->master)
			lower->master = &look->ties[i];
	}
}

/* Who is brought up by itself */

static void list_matching(struct look *look, const char *pattern)
{
	for (size_t i = 0; i < look->names.count; i++) {
		struct subject *subject =
			*(struct subject **)intern_item(&look->names, i);

		subject->is_listed |= !pattern ||
			!fnmatch(pattern, subject->name, FNM_EXTMATCH);
	}
}

/* eth0, eth0=home, /eth*, mac/00:11:*: the last may be anybody. */
static void list_name(struct look *look, const char *name, size_t *patterns)
{
	struct subject *subject;
	const char *equals = strrchr(name, '=');
	const char *slash = strchr(name, '/'), *end;

	subject = look_subject(look, equals ? equals + 1 : name);
	if (subject)
		subject->is_listed = true;
	if (!slash)
		return;
	end = slash + 1 + strcspn(slash + 1, "/=");
	list_matching(look, slash != name || ++*patterns > PATTERNS_MAX ? NULL :
		      arena_strndup(look->arena, slash + 1,
				    (size_t)(end - slash - 1)));
}

static void find_listed(struct look *look)
{
	size_t patterns = 0;

	for (const struct allow_class *c = look->lint->model->classes; c;
	     c = c->next)
		for (size_t i = 0; i < c->members.count; i++)
			list_name(look, c->members.names[i], &patterns);
}

/* Any word of a map line may be what the script answers. */
static void find_mapped(struct look *look)
{
	const struct mapping *m = look->lint->model->mappings;

	for (; m; m = m->next)
		for (size_t i = 0; i < m->map_count; i++) {
			const char **word = text_words(look->arena, m->maps[i],
						       NULL);

			for (; *word; word++) {
				struct subject *s = look_subject(look, *word);

				if (s)
					s->is_mapped = true;
			}
		}
}

bool is_template(const struct subject *subject)
{
	return !subject->is_listed &&
		(subject->is_parent || subject->is_mapped);
}

bool is_in_use(const struct subject *subject)
{
	return subject->is_listed ||
		(subject->is_needed && !is_template(subject));
}

/* Addresses */

/* As static.c takes it: a netmask is for the first, and for bare ones. */
static bool read_host(const struct entry *entry, const struct entry *netmask,
		      const struct entry *peer, bool is_first,
		      struct host *ret)
{
	ret->entry = entry;
	if (text_read_address(entry->value, &ret->ip) < 0)
		return false;
	ret->written = ret->ip.prefix;
	if (netmask && (is_first || !ret->ip.has_prefix)) {
		ret->netmask = netmask;
		if (text_read_netmask(netmask->value, ret->ip.family,
				      &ret->ip.prefix) < 0)
			return false;
	}
	if (peer && ret->ip.family == AF_INET) {
		ret->ip.prefix = 32;
		ret->peer = peer;
	}
	return true;
}

static void add_host(struct look *look, struct host *host)
{
	struct subject *link = add_subject(look,
					   host->part->subject->target.link);

	host->same_link = link->hosts;
	link->hosts = host;
	*ARENA_PUSH(look->arena, &look->hosts, &look->host_count) = host;
}

static void find_hosts(struct look *look, struct part *part)
{
	const struct entry *netmask = part_entry(part, "netmask");
	const struct entry *peer = part_entry(part, "pointopoint");
	bool is_first = true;

	if (strcmp(part->iface->method, "static"))
		return;
	for (size_t i = 0; i < part->count; i++) {
		struct host *host;

		if (strcmp(part->entries[i].name, "address"))
			continue;
		host = ARENA_NEW(look->arena, struct host);
		host->part = part;
		if (read_host(&part->entries[i], netmask, peer, is_first, host))
			add_host(look, host);
		is_first = false;
	}
}

/* What hook lines speak of: names stand between blanks, quotes and signs. */

static void add_hook_words(struct look *look, const char *line)
{
	static const char ends[] = " \t\n\"';=,(){}|&<>$/";

	while (*line) {
		size_t length = strcspn(line, ends);

		if (length && length < 16)
			(void)intern_add(&look->hook_words,
					 word_copy(look, line, length));
		line += length + (line[length] != '\0');
	}
}

static void find_hook_words(struct look *look, const struct part *part)
{
	for (size_t i = part->own; part->has_hooks && i < part->count; i++)
		if (is_hook_line(&part->entries[i]))
			add_hook_words(look, part->entries[i].value);
}

/* All of it */

static void find_kinds(struct look *look)
{
	for (size_t i = 0; i < look->names.count; i++) {
		struct subject *subject =
			*(struct subject **)intern_item(&look->names, i);

		subject_fill_index(look, subject);
		find_kind(subject);
		subject->type = find_type(subject);
		subject->is_elsewhere = hooks_mention(subject, "netns") ||
			hooks_mention(subject, "vrf");
		look->is_proxmox |= !strncmp(subject->name, "vmbr", 4) &&
			subject->name[4] >= '0' && subject->name[4] <= '9';
		look->has_choice |= *subject_value(subject, "wpa-roam");
	}
}

void look_start(struct look *look, struct lint *lint)
{
	size_t count = 0;

	*look = (struct look){ .lint = lint, .arena = lint->arena };
	look->found.arena = lint->diags->arena;
	look->names = (struct intern){ .arena = lint->arena,
				       .item_size = sizeof(struct subject *) };
	look->near.arena = look->hook_words.arena = lint->arena;
	look->near.item_size = sizeof(struct near *);
	for (struct iface *i = lint->model->first; i; i = i->next)
		count += i->stanza != NULL;
	look->parts = ARENA_ARRAY(look->arena, count, struct part);
	for (struct iface *i = lint->model->first; i; i = i->next)
		if (i->stanza)
			add_part(look, i);
	for (size_t i = 0; i < look->part_count; i++) {
		const struct iface *parent = look->parts[i].iface->parent;

		if (parent)
			add_subject(look, parent->name)->is_parent = true;
		find_hosts(look, &look->parts[i]);
		find_hook_words(look, &look->parts[i]);
	}
	look->has_choice = lint->model->mappings != NULL;
	find_kinds(look);
	for (size_t i = 0; i < look->part_count; i++)
		part_find_rows(look, &look->parts[i]);
	find_ties(look);
	find_listed(look);
	find_mapped(look);
}
