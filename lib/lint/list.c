// SPDX-License-Identifier: LGPL-2.1-or-later
/* list.c - rules about auto lines, and about where a stanza ends */
#include <fnmatch.h>
#include <string.h>

#include "lib/rule.h"

/* auto without iface */

/* Stanzas that the parser complained about are there, if not in the model. */
static struct intern find_broken(const struct look *look)
{
	struct intern broken = { .arena = look->arena };
	const struct model *model = look->lint->model;

	for (size_t i = 0; i < model->file_count; i++)
		for (const struct stanza *s = model->files[i]->first; s;
		     s = s->next)
			if (s->kind == STANZA_BROKEN && s->name)
				(void)intern_add(&broken, s->name);
	return broken;
}

static bool has_loopback(const struct look *look)
{
	for (size_t i = 0; i < look->part_count; i++)
		if (!strcmp(look->parts[i].iface->method, "loopback"))
			return true;
	return false;
}

static bool is_mapped(const struct look *look, const char *name)
{
	const struct mapping *mapping = look->lint->model->mappings;

	for (; mapping; mapping = mapping->next)
		for (size_t i = 0; mapping->globs[i]; i++)
			if (!fnmatch(mapping->globs[i], name, 0))
				return true;
	return false;
}

/* Patterns, and words of a remark. */
static bool is_special(const char *name, const struct finding *at)
{
	const char *remark = strchr(at->line->value, '#');

	return strchr(name, '/') || (remark && at->token >= remark);
}

/* The stanza after the line, when nothing lists it. */
static const char *hint_of(const struct look *look, const struct place *place)
{
	const struct stanza *next = place->stanza->next;
	const struct subject *subject = next && next->kind == STANZA_IFACE ?
		look_subject(look, next->name) : NULL;

	if (!subject || subject->is_listed)
		return NULL;
	return arena_printf(look->arena, "did you mean \"%s\", whose stanza "
			    "follows?", subject->name);
}

static void check_member(struct look *look, const struct rule *rule,
			 const struct intern *broken, const char *name,
			 const struct place *place)
{
	const char *equals = strrchr(name, '=');
	const char *logical = equals ? equals + 1 : name;
	struct finding at;

	if (look_subject(look, logical) ||
	    intern_find(broken, logical) != INTERN_NONE ||
	    is_mapped(look, name) ||
	    (!strcmp(name, "lo") && !has_loopback(look)))
		return;
	at = at_list(look, place, name);
	if (!is_special(name, &at))
		find(look, rule, at, hint_of(look, place),
		     "%s has no iface stanza", logical);
}

static void without_iface(struct look *look, const struct rule *rule,
			  bool is_auto)
{
	const struct allow_class *class = look->lint->model->classes;
	struct intern broken = find_broken(look);

	for (; class; class = class->next)
		for (size_t i = 0; i < class->members.count; i++)
			if (!strcmp(class->name, "auto") == is_auto)
				check_member(look, rule, &broken,
					     class->members.names[i],
					     &class->members.places[i]);
}

static void auto_without_iface(struct look *look, const struct rule *rule)
{
	without_iface(look, rule, true);
}

static void class_without_iface(struct look *look, const struct rule *rule)
{
	without_iface(look, rule, false);
}

/* iface without auto */

/* Proxmox VE's installer leaves such a stanza for every card. */
static bool says_nothing(const struct subject *subject)
{
	for (const struct part *p = subject->first; p; p = p->next)
		if (p->count || strcmp(p->iface->method, "manual"))
			return false;
	return true;
}

/* A pattern of ports may mean it. */
static bool may_match(const struct look *look, const struct part *part)
{
	return look->has_patterns && !strcmp(part->iface->method, "manual");
}

static void iface_without_auto(struct look *look, const struct rule *rule,
			       struct part *part)
{
	const struct subject *subject = part->subject;

	if (part != subject->first || subject->is_listed ||
	    subject->is_needed || is_template(subject) || look->has_choice ||
	    says_nothing(subject) || may_match(look, part) || !strcmp(subject->name, "lo") ||
	    intern_find(&look->hook_words, subject->name) != INTERN_NONE)
		return;
	find(look, rule, at_head(look, part),
	     arena_printf(look->arena, "add \"auto %s\" if it is to come up at "
			  "boot", subject->name),
	     "no auto or allow- line names %s", subject->name);
}

/* Where Proxmox VE's reader believes that a stanza ends */

/* `allow-hotplug` alone: it names the stanza it stands in. */
static bool is_bare_list(const struct line *line)
{
	return line->kind == LINE_TEXT && !*line->value &&
		(!strcmp(line->name, "auto") ||
		 !strcmp(line->name, "no-auto-down") ||
		 !strcmp(line->name, "no-scripts") ||
		 !strncmp(line->name, "allow-", 6));
}

static void stanza_cut(struct look *look, const struct rule *rule,
		       struct part *part)
{
	const struct stanza *stanza = part->iface->stanza;
	struct scanner scanner = scan_start(look->arena, stanza->bytes,
					    stanza->length, stanza->number);
	const char *cut = NULL;
	struct line line, *kept;

	(void)scan_next(&scanner, &line);
	while (scan_next(&scanner, &line)) {
		if (line.kind == LINE_TEXT && *line.value && cut)
			break;
		if (is_bare_list(&line))
			cut = "the line of one word";
		else if (line.kind == LINE_BLANK && look->is_proxmox && !cut)
			cut = "the blank line";
	}
	if (!cut || line.kind != LINE_TEXT || !*line.value)
		return;
	scan_keep(&scanner, &line);
	kept = arena_memdup(look->arena, &line, sizeof(line));
	find(look, rule, (struct finding){ part->iface->file, kept, kept->name,
		strlen(kept->name), part->subject->name },
	     "Proxmox VE's page would move the option to another stanza",
	     "%s before %s ends the stanza for Proxmox VE", cut, kept->name);
}

const struct rule lint_list[] = {
	{ "auto-without-iface", DIAG_ERROR,
	  "a name on an auto line that has no stanza",
	  .all = auto_without_iface },
	{ "class-without-iface", DIAG_WARNING,
	  "a name on an allow- line that has no stanza",
	  .all = class_without_iface },
	{ "iface-without-auto", DIAG_NOTE,
	  "a stanza that no auto or allow- line names and no other link needs",
	  .stanza = iface_without_auto },
	{ "stanza-cut", DIAG_NOTE,
	  "an option after a blank or one-word line, at which Proxmox VE's "
	  "reader stops", .stanza = stanza_cut },
	{ .code = NULL },
};
