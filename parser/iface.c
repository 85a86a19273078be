/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* iface.c - the iface line: name, family, method or inherits */
#include <string.h>

#include "parser/parser.h"
#include "parser/range.h"

#define LINK_NAME_MAX 15

struct family_row {
	const char *name;
	const char *const *methods;
};

#define METHODS(...) (const char *const []){ __VA_ARGS__, NULL }

static const struct family_row families[] = {
	[FAMILY_NONE]  = { "", METHODS(NULL) },
	[FAMILY_INET]  = { "inet", METHODS("bootp", "dhcp", "ipv4ll",
				"loopback", "manual", "ppp", "static",
				"tunnel", "wvdial") },
	[FAMILY_INET6] = { "inet6", METHODS("6to4", "auto", "dhcp", "loopback",
				"manual", "static", "tunnel", "v4tunnel") },
	[FAMILY_IPX]   = { "ipx", METHODS("static", "dynamic") },
	[FAMILY_CAN]   = { "can", METHODS("static") },
	[FAMILY_META]  = { "meta", METHODS("none") },
};

const char *family_name(enum family family)
{
	return families[family].name;
}

bool family_has_method(enum family family, const char *method)
{
	const char *const *methods = families[family].methods;

	while (*methods && strcmp(*methods, method) != 0)
		methods++;
	return *methods;
}

enum { NAME, FAMILY, METHOD, MORE, LAST, IFACE_WORDS };

struct word {
	const char *at;		/* the end of the line when there is none */
	size_t length;
};

static void cut_iface_words(const char *value, struct word words[IFACE_WORDS])
{
	const char *end = value + strlen(value);

	for (int i = 0; i < IFACE_WORDS; i++)
		if (!text_next_word(&value, &words[i].at, &words[i].length))
			words[i] = (struct word){ .at = end };
}

static bool is_word(const struct word *word, const char *string)
{
	return *word->at == *string &&
		strncmp(word->at, string, word->length) == 0 &&
		!string[word->length];
}

static enum family find_family(const struct word *word)
{
	for (enum family f = FAMILY_INET; f < COUNT(families); f++)
		if (is_word(word, families[f].name))
			return f;
	return FAMILY_NONE;
}

static const char *find_method(enum family family, const struct word *word)
{
	const char *const *methods = families[family].methods;

	while (*methods && !is_word(word, *methods))
		methods++;
	return *methods;
}

static const char *method_hint(struct arena *arena, enum family family)
{
	const char *const *methods = families[family].methods;
	struct text hint = { .arena = arena };

	text_add(&hint, "methods of %s:", families[family].name);
	for (; *methods; methods++)
		text_add(&hint, " %s", *methods);
	return hint.at;
}

static bool read_inherits(struct parser *parser, const struct line *line,
			  const struct word *parent, struct stanza *stanza)
{
	if (!parent->length) {
		parser_reject(parser, line, parent->at, "inherits-without-name",
			      "'inherits' keyword is missing a parameter",
			      NULL);
		return false;
	}
	stanza->inherits = arena_strndup(parser->arena, parent->at,
					 parent->length);
	return true;
}

static bool read_method(struct parser *parser, const struct line *line,
			const struct word *words, struct stanza *stanza)
{
	struct arena *arena = parser->arena;

	stanza->method = find_method(stanza->family, &words[METHOD]);
	if (!stanza->method) {
		parser_reject(parser, line, words[METHOD].at, "unknown-method",
			      "unknown or no method and no inherits keyword "
			      "specified",
			      method_hint(arena, stanza->family));
		return false;
	}
	if (is_word(&words[MORE], "inherits"))
		return read_inherits(parser, line, &words[LAST], stanza);
	if (words[MORE].length)
		parser_complain(parser, line, words[MORE].at, (struct diag){
			.severity = DIAG_WARNING, .is_classic = true,
			.code = "extra-parameter",
			.text = arena_printf(arena, "extra parameter for the "
				"iface line not understood and ignored: %.*s",
				(int)words[MORE].length, words[MORE].at) });
	return true;
}

static bool read_family(struct parser *parser, const struct line *line,
			const struct word *words, struct stanza *stanza)
{
	stanza->family = find_family(&words[FAMILY]);
	if (stanza->family == FAMILY_NONE) {
		parser_reject(parser, line, words[FAMILY].at, "unknown-family",
			      "unknown or no address type and no inherits "
			      "keyword specified",
			      "families: inet inet6 ipx can meta");
		return false;
	}
	if (is_word(&words[METHOD], "inherits"))
		return read_inherits(parser, line, &words[MORE], stanza);
	return read_method(parser, line, words, stanza);
}

/* `iface NAME` alone, as ifupdown2 has it.  Noted once for each file. */
static void accept_dialect(struct parser *parser, const struct line *line,
			   struct stanza *stanza)
{
	stanza->family = FAMILY_INET;
	if (parser->has_dialect_note)
		return;
	parser->has_dialect_note = true;
	parser_complain(parser, line, line->value, (struct diag){
		.severity = DIAG_NOTE, .code = "dialect",
		.text = "iface line without family and method: "
			"ifupdown 0.8 would refuse the file" });
}

/* Logical names may have an alias label. */
static bool is_possible_name(const char *name)
{
	size_t base = strcspn(name, ":");
	char link[LINK_NAME_MAX + 1];

	if (strlen(name) > LINK_NAME_MAX)
		return false;
	memcpy(link, name, base);
	link[base] = '\0';
	return text_is_link_name(link);
}

static void reject_name(struct parser *parser, const struct line *line,
			const char *name)
{
	bool is_long = strlen(name) > LINK_NAME_MAX;

	parser_complain(parser, line, line->value, (struct diag){
		.severity = DIAG_ERROR, .code = "interface-name",
		.text = arena_printf(parser->arena,
			"\"%s\" cannot be the name of an interface", name),
		.hint = is_long ? "a name has at most 15 bytes"
			: "no \"/\", no blanks, not \".\" or \"..\"" });
}

static void reject_range(struct parser *parser, const struct line *line,
			 const char *word, const char *problem)
{
	parser_complain(parser, line, line->value, (struct diag){
		.severity = DIAG_ERROR, .code = "interface-range",
		.text = arena_printf(parser->arena,
			"\"%s\" is no range of interfaces: %s", word, problem),
		.hint = "eth[1-4] stands for eth1, eth2, eth3 and eth4" });
}

/* Of a range, the last name is the longest. */
static bool check_name(struct parser *parser, const struct line *line,
		       const char *name)
{
	const char *problem = NULL;
	struct range range;

	if (range_read(name, &range)) {
		problem = range_problem(&range);
		name = range_name(parser->arena, &range, range.last);
	}
	if (problem)
		reject_range(parser, line, range.word, problem);
	else if (!text_is_link_name(name) && !is_possible_name(name))
		reject_name(parser, line, name);
	else
		return true;
	return false;
}

bool parser_read_iface(struct parser *parser, const struct line *line,
		       struct stanza *stanza)
{
	struct word words[IFACE_WORDS];

	cut_iface_words(line->value, words);
	if (!words[NAME].length) {
		parser_reject(parser, line, line->name, "too-few-parameters",
			      "too few parameters for iface line", NULL);
		return false;
	}
	stanza->name = arena_strndup(parser->arena, words[NAME].at,
				     words[NAME].length);
	if (!words[FAMILY].length)
		accept_dialect(parser, line, stanza);
	else if (is_word(&words[FAMILY], "inherits")) {
		if (!read_inherits(parser, line, &words[METHOD], stanza))
			return false;
	} else if (!read_family(parser, line, words, stanza))
		return false;
	return check_name(parser, line, stanza->name);
}
