/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * syntax.c - logical lines to stanzas
 *
 *	auto eth0			list: ends what was open
 *	iface eth0 inet static		opens a stanza
 *	    address 192.0.2.1/24	option: belongs to what is open
 *	    allow-hotplug		bare list: names the open stanza
 *	source interfaces.d/x		ends what was open
 *	    mtu 1500			misplaced option
 *
 * Where ifupdown gave up at the first error we complain in its words and go
 * on; an iface line with an error keeps its options to itself.
 */
#include <string.h>
#include <strings.h>

#include "parser/parser.h"

#define COMPLAINTS_MAX 10000	/* of one file; more are only counted */
#define OPTION (-1)		/* no keyword */

struct keyword {
	const char *word;
	bool is_prefix;
	enum stanza_kind kind;
};

static const struct keyword keywords[] = {
	{ "auto",         false, STANZA_AUTO },
	{ "allow-",       true,  STANZA_AUTO },
	{ "iface",        false, STANZA_IFACE },
	{ "mapping",      false, STANZA_MAPPING },
	{ "source",       false, STANZA_SOURCE },
	{ "source-dir",   true,  STANZA_SOURCE_DIRECTORY },
	{ "no-auto-down", false, STANZA_NO_AUTO_DOWN },
	{ "no-scripts",   false, STANZA_NO_SCRIPTS },
	{ "rename",       false, STANZA_RENAME },
};

/* Complaints */

static unsigned count_characters(const char *text, size_t length)
{
	unsigned count = 0;

	for (size_t i = 0; i < length; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* Put the mark on one physical line: at least one character of it. */
static void set_place(struct diag *diag, struct arena *arena,
		      const struct line *line, const char *token,
		      size_t length)
{
	unsigned width;
	const char *source;
	size_t size;

	scan_place(line, token, &diag->line, &diag->column);
	source = scan_physical_line(line, diag->line, &size);
	diag->source = arena_strndup(arena, source, size);
	diag->length = count_characters(token, length);
	width = count_characters(source, size);
	if (diag->column + diag->length > width + 1)
		diag->length = width + 1 - diag->column;
	if (diag->column > width || !diag->length)
		diag->length = 1;
}

static bool is_full(const struct diags *diags)
{
	return diags->errors + diags->warnings >= COMPLAINTS_MAX;
}

static void count_only(struct diags *diags, enum diag_severity severity)
{
	diags->errors += severity == DIAG_ERROR;
	diags->warnings += severity == DIAG_WARNING;
}

struct diag *syntax_complain(struct diags *diags, const struct file *file,
			     const struct line *line, const char *token,
			     size_t length, const struct diag *what)
{
	struct diag diag = *what;

	if (is_full(diags)) {
		count_only(diags, what->severity);
		return diags->last;
	}
	if (!diag.subject)
		diag.subject = file->path;
	if (diag.is_classic)
		diag.text = arena_printf(diags->arena, "%s:%u: %s",
					 file->path, line->last, what->text);
	diag.file = file->path;
	set_place(&diag, diags->arena, line, token, length);
	return diag_add(diags, &diag);
}

static size_t word_length(const char *word)
{
	size_t length = 0;

	while (word[length] && !text_is_blank(word[length]))
		length++;
	return length;
}

void parser_complain(struct parser *parser, const struct line *line,
		     const char *token, struct diag what)
{
	if (!what.subject && parser->open)
		what.subject = parser->open->name;
	(void)syntax_complain(parser->diags, parser->file, line, token,
			      word_length(token), &what);
}

void parser_reject(struct parser *parser, const struct line *line,
		   const char *token, const char *code, const char *text,
		   const char *hint)
{
	parser_complain(parser, line, token, (struct diag){
		.severity = DIAG_ERROR, .is_classic = true,
		.code = code, .text = text, .hint = hint });
}

/* Stanzas */

static struct stanza *add_stanza(struct parser *parser, enum stanza_kind kind,
				 const struct line *head)
{
	struct file *file = parser->file;
	struct stanza *stanza = ARENA_NEW(parser->arena, struct stanza);

	stanza->kind = kind;
	stanza->bytes = head->bytes;
	stanza->length = head->length;
	stanza->number = head->number;
	if (file->last)
		file->last->next = stanza;
	else
		file->first = stanza;
	file->last = stanza;
	return stanza;
}

static struct stanza *add_list(struct parser *parser, enum stanza_kind kind,
			       const struct line *line)
{
	struct stanza *list = add_stanza(parser, kind, line);

	list->words = arena_strdup(parser->arena, line->value);
	return list;
}

static void open_stanza(struct parser *parser, struct stanza *stanza)
{
	parser->open = stanza;
	parser->ender = NULL;
	parser->has_script = false;
}

static void close_stanza(struct parser *parser, const struct stanza *by)
{
	if (parser->open)
		parser->ender = by;
	parser->open = NULL;
}

/* The line is part of the open stanza, and so is all before it. */
static void extend(struct parser *parser, const struct line *line)
{
	struct stanza *open = parser->open;

	open->length = (uint32_t)(line->bytes + line->length - open->bytes);
}

static bool is_iface(const struct stanza *stanza)
{
	return stanza && (stanza->kind == STANZA_IFACE ||
			  stanza->kind == STANZA_BROKEN);
}

struct line *syntax_lines(struct arena *arena, const struct stanza *stanza,
			  size_t *ret_count)
{
	return scan_lines(arena, stanza->bytes, stanza->length,
			  stanza->number, ret_count);
}

struct line *syntax_head(struct arena *arena, const struct stanza *stanza)
{
	struct scanner scanner = scan_start(arena, stanza->bytes,
					    stanza->length, stanza->number);
	struct line *line = ARENA_NEW(arena, struct line);

	(void)scan_next(&scanner, line);
	return line;
}

/* A bare list inside a stanza is a line of that one: the next after all. */
static const struct stanza *next_outer(const struct stanza *stanza)
{
	const struct stanza *next = stanza->next;

	while (next && next->bytes < stanza->bytes + stanza->length)
		next = next->next;
	return next;
}

void syntax_index(struct arena *arena, struct file *file)
{
	size_t count = 0;

	for (const struct stanza *s = file->first; s; s = next_outer(s))
		count++;
	file->outer = ARENA_ARRAY(arena, count, const struct stanza *);
	for (const struct stanza *s = file->first; s; s = next_outer(s))
		file->outer[file->outer_count++] = s;
}

const char *syntax_first(const struct stanza *stanza)
{
	return scan_first(&(struct line){
		.bytes = stanza->bytes,
		.length = stanza->length,
		.number = stanza->number,
	});
}

static void parse_iface(struct parser *parser, const struct line *line)
{
	struct stanza *stanza = add_stanza(parser, STANZA_IFACE, line);

	parser->file->iface_count++;
	open_stanza(parser, stanza);
	if (!parser_read_iface(parser, line, stanza))
		stanza->kind = STANZA_BROKEN;
}

/* Lists: auto, allow-CLASS, no-auto-down, no-scripts */

static const char *class_name(struct parser *parser, const char *keyword)
{
	if (strcmp(keyword, "auto") != 0)
		return arena_strdup(parser->arena,
				    keyword + strlen("allow-"));
	parser->file->auto_count++;
	return "auto";
}

/* Without a name it means the stanza it stands in, which goes on. */
static void parse_list(struct parser *parser, enum stanza_kind kind,
		       const struct line *line)
{
	struct stanza *list = add_list(parser, kind, line);

	if (kind == STANZA_AUTO)
		list->name = class_name(parser, line->name);
	if (!*line->value && is_iface(parser->open))
		extend(parser, line);
	else
		close_stanza(parser, list);
}

/* Options */

static const char *misplaced_hint(struct parser *parser,
				  const struct line *line)
{
	struct arena *arena = parser->arena;

	if (is_full(parser->diags))
		return NULL;
	for (size_t i = 0; i < COUNT(keywords); i++) {
		if (strcasecmp(line->name, keywords[i].word) == 0)
			return arena_printf(arena, "keywords are in lower "
					    "case: %s", keywords[i].word);
		if (text_distance(line->name, keywords[i].word, 1) <= 1)
			return arena_printf(arena, "did you mean \"%s\"?",
					    keywords[i].word);
	}
	if (parser->ender)
		return arena_printf(arena, "line %u ended the stanza",
				    parser->ender->number);
	return NULL;
}

static void misplace(struct parser *parser, const struct line *line)
{
	parser_reject(parser, line, line->name, "misplaced-option",
		      "misplaced option", misplaced_hint(parser, line));
}

static void parse_mapping_line(struct parser *parser, const struct line *line)
{
	bool is_script = strcmp(line->name, "script") == 0;

	if (!is_script && strcmp(line->name, "map") != 0) {
		misplace(parser, line);
	} else if (is_script && parser->has_script) {
		parser_reject(parser, line, line->name, "duplicate-script",
			      "duplicate script in mapping", NULL);
	} else {
		extend(parser, line);
		parser->has_script |= is_script;
	}
}

static void parse_option(struct parser *parser, const struct line *line)
{
	struct stanza *open = parser->open;

	if (!open) {
		misplace(parser, line);
		return;
	}
	if (open->kind == STANZA_MAPPING) {
		parse_mapping_line(parser, line);
		return;
	}
	extend(parser, line);
	if (!*line->value)
		parser_reject(parser, line, line->name, "empty-value",
			      "option with empty value", NULL);
	else if (!open->method && strcmp(line->name, "address") == 0)
		open->has_address = true;
}

/* Lines */

static bool is_keyword(const struct keyword *keyword, const char *name)
{
	const char *word = keyword->word;

	while (*word && *word == *name) {
		word++;
		name++;
	}
	return !*word && (keyword->is_prefix || !*name);
}

/* The first two letters of keywords: hardly an option has them. */
static bool may_be_keyword(const char *name)
{
	switch (*name) {
	case 'a':
		return name[1] == 'u' || name[1] == 'l';
	case 'i':
		return name[1] == 'f';
	case 'm':
		return name[1] == 'a';
	case 'n':
	case 's':
		return name[1] == 'o';
	case 'r':
		return name[1] == 'e';
	default:
		return false;
	}
}

/* The kind of stanza a first word starts, or OPTION. */
static int find_keyword(const char *name)
{
	if (!may_be_keyword(name))
		return OPTION;
	for (size_t i = 0; i < COUNT(keywords); i++)
		if (is_keyword(&keywords[i], name))
			return strcmp(name, "allow-") == 0 ? OPTION :
				(int)keywords[i].kind;
	return OPTION;
}

bool syntax_is_keyword(const char *word)
{
	return find_keyword(word) != OPTION;
}

bool syntax_is_bare_list(const struct line *line)
{
	int keyword = find_keyword(line->name);

	return line->kind == LINE_TEXT && !*line->value &&
		(keyword == STANZA_AUTO || keyword == STANZA_NO_AUTO_DOWN ||
		 keyword == STANZA_NO_SCRIPTS);
}

static void parse_text(struct parser *parser, const struct line *line)
{
	int keyword = find_keyword(line->name);

	switch (keyword) {
	case OPTION:
		parse_option(parser, line);
		break;
	case STANZA_IFACE:
		parse_iface(parser, line);
		break;
	case STANZA_MAPPING:
		open_stanza(parser, add_stanza(parser, STANZA_MAPPING, line));
		break;
	case STANZA_AUTO:
	case STANZA_NO_AUTO_DOWN:
	case STANZA_NO_SCRIPTS:
		parse_list(parser, (enum stanza_kind)keyword, line);
		break;
	default:
		close_stanza(parser, add_list(parser,
				(enum stanza_kind)keyword, line));
	}
}

/* Stray bytes: NUL, and CR that is not before a newline or the end */

static const char *find_bare_cr(const char *at, const char *end,
				const char *file_end)
{
	while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
		if (at + 1 < file_end && at[1] != '\n')
			return at;
		at++;
	}
	return NULL;
}

/* The first stray byte of a line, or NULL. */
static const char *find_stray(const char *at, size_t size,
			      const char *file_end)
{
	const char *nul = memchr(at, '\0', size);

	return nul ? nul : find_bare_cr(at, at + size, file_end);
}

/*
 * An option with a stray byte breaks its stanza: who knows what it said.
 * Any other line is as if it were not there, but ends what was open.
 */
static void break_line(struct parser *parser, const struct line *line)
{
	int keyword = find_keyword(line->name);

	if (keyword == STANZA_IFACE)
		open_stanza(parser, add_stanza(parser, STANZA_BROKEN, line));
	else if (keyword != OPTION)
		close_stanza(parser, NULL);
	if (!parser->open)
		return;
	extend(parser, line);
	parser->open->kind = STANZA_BROKEN;
}

static bool check_bytes(struct parser *parser, const struct line *line)
{
	const char *end = parser->file->bytes + parser->file->size;
	const char *at = find_stray(line->bytes, line->length, end);
	struct diag what = { .severity = DIAG_ERROR, .code = "nul-byte",
		.text = "there is a NUL byte in the line",
		.hint = "was the file written when the machine went down?" };

	if (!at)
		return true;
	if (*at)
		what = (struct diag){ .severity = DIAG_ERROR,
			.code = "bare-cr",
			.text = "there is a carriage return in the line" };
	(void)syntax_complain(parser->diags, parser->file, line, at, 1, &what);
	return false;
}

static void parse_line(struct parser *parser, const struct line *line)
{
	bool is_sound = !parser->has_stray_bytes || check_bytes(parser, line);

	if (line->kind != LINE_TEXT)
		return;
	if (is_sound)
		parse_text(parser, line);
	else
		break_line(parser, line);
}

struct file *syntax_parse(struct arena *arena, const char *path,
			  const char *bytes, size_t size, struct diags *diags)
{
	struct file *file = ARENA_NEW(arena, struct file);
	struct parser parser = { .arena = arena, .file = file, .diags = diags };
	struct line line;

	bytes = size ? bytes : "";
	file->path = path;
	file->bytes = bytes;
	file->size = size;
	parser.has_stray_bytes = find_stray(bytes, size, bytes + size);
	parser.scanner = scan_start(arena, bytes, size, 1);
	while (scan_next(&parser.scanner, &line))
		parse_line(&parser, &line);
	return file;
}
