/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* syntax.c - checks of parser/syntax.c: stanzas, and what is wrong with them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parser/syntax.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct fixture {
	struct arena *arena;
	struct diags diags;
	struct file *file;
};

static struct fixture parse(const char *bytes, size_t size)
{
	struct fixture f = { .arena = arena_new() };

	f.diags.arena = f.arena;
	f.file = syntax_parse(f.arena, "F", bytes, size, &f.diags);
	return f;
}

static const char *complaints(struct fixture *f)
{
	struct text text = { .arena = f->arena };

	text_add(&text, "%s", "");
	for (const struct diag *d = f->diags.first; d; d = d->next)
		text_add(&text, "%s%c %u:%u+%u %s", text.length ? "|" : "",
			 "NWE"[d->severity], d->line, d->column, d->length,
			 d->is_classic ? d->text : d->code);
	return text.at;
}

/* Stanzas as KIND:LINES, and an iface with its words. */
static const char *stanzas(struct fixture *f)
{
	static const char kinds[] = "aimsdnpr!";
	struct text text = { .arena = f->arena };

	text_add(&text, "%s", "");
	for (const struct stanza *s = f->file->first; s; s = s->next) {
		size_t count;

		(void)syntax_lines(f->arena, s, &count);
		text_add(&text, "%s%c%zu", text.length ? " " : "",
			 kinds[s->kind], count);
		if (s->kind == STANZA_IFACE)
			text_add(&text, ":%s,%s,%s,%s", s->name,
				 family_name(s->family),
				 s->method ? s->method : "",
				 s->inherits ? s->inherits : "");
		else if (s->kind == STANZA_AUTO)
			text_add(&text, ":%s", s->name);
	}
	return text.at;
}

static void structure(void **state)
{
	static const struct {
		const char *bytes, *stanzas;
	} rows[] = {
		{ "", "" },
		{ "# only a comment\n\n", "" },
		{ "auto a b\n", "a1:auto" },
		{ "allow-hotplug a\nallow-auto b\n", "a1:hotplug a1:auto" },
		{ "iface a inet static\n address x\n\n# c\n", "i2:a,inet,static," },
		{ "iface a inet static\n\n# c\n address x\n", "i4:a,inet,static," },
		{ "iface a inet static\n address \\\n x\n", "i2:a,inet,static," },
		{ "\tiface\ta\tinet\tmanual\n", "i1:a,inet,manual," },
		{ "iface a inet manual inherits b\n", "i1:a,inet,manual,b" },
		{ "iface a inet inherits b\n", "i1:a,inet,,b" },
		{ "iface a inherits b more junk\n", "i1:a,,,b" },
		{ "iface x meta none\n", "i1:x,meta,none," },
		{ "iface x ipx dynamic\niface y can static\n",
		  "i1:x,ipx,dynamic, i1:y,can,static," },
		{ "iface a\n mtu 1\n", "i2:a,inet,," },
		{ "iface a inet manual\nauto\nallow-hotplug\nno-scripts\n"
		  "no-auto-down\n q u\n",
		  "i6:a,inet,manual, a1:auto a1:hotplug p1 n1" },
		{ "mapping a b\n script s\n map x\n map y\n", "m4" },
		{ "mapping\n", "m1" },
		{ "source x\nsource-directory y\nsource-dir\nsource-dirX z\n",
		  "s1 d1 d1 d1" },
		{ "rename a=b\nno-scripts x\nno-auto-down y\n", "r1 p1 n1" },
		{ "iface eth0:1 inet manual\n", "i1:eth0:1,inet,manual," },
		{ "iface swp[1-100].100-200 inet manual\n",
		  "i1:swp[1-100].100-200,inet,manual," },
		{ "iface\n mtu 1\niface a inet x\n\n up y\n", "!2 !3" },
		{ "iface a inet manual\n template x\n description y z\n",
		  "i3:a,inet,manual," },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = parse(rows[i].bytes, strlen(rows[i].bytes));

		assert_string_equal(stanzas(&f), rows[i].stanzas);
		arena_free(f.arena);
	}
}

#define NO_FAMILY "unknown or no address type and no inherits keyword specified"
#define NO_METHOD "unknown or no method and no inherits keyword specified"

static void faults(void **state)
{
	static const struct {
		const char *bytes, *complaints;
	} rows[] = {
		{ "foo bar\n", "E 1:1+3 F:1: misplaced option" },
		{ "auto\n", "" },
		{ "allow- a\n", "E 1:1+6 F:1: misplaced option" },
		{ "AUTO eth0\n", "E 1:1+4 F:1: misplaced option" },
		{ "template x\n", "E 1:1+8 F:1: misplaced option" },
		{ "iface a inet manual\nfoo\n",
		  "E 2:1+3 F:2: option with empty value" },
		{ "iface a inet manual\n  up\n mtu 1\n pre-up \n",
		  "E 2:3+2 F:2: option with empty value|"
		  "E 4:2+6 F:4: option with empty value" },
		{ "iface a inet manual\nfoo \\\n\n",
		  "E 2:1+3 F:3: option with empty value" },
		{ "iface\n", "E 1:1+5 F:1: too few parameters for iface line" },
		{ "iface a foo manual\n", "E 1:9+3 F:1: " NO_FAMILY },
		{ "iface a INET manual\n", "E 1:9+4 F:1: " NO_FAMILY },
		{ "iface a link static\n", "E 1:9+4 F:1: " NO_FAMILY },
		{ "iface a inet\n", "E 1:13+1 F:1: " NO_METHOD },
		{ "iface a inet bogus\n", "E 1:14+5 F:1: " NO_METHOD },
		{ "iface a inet6 bootp\n", "E 1:15+5 F:1: " NO_METHOD },
		{ "iface a inet \\\n bogus\n", "E 2:2+5 F:2: " NO_METHOD },
		{ "iface a inet static extra words\n",
		  "W 1:21+5 F:1: extra parameter for the iface line not "
		  "understood and ignored: extra" },
		{ "iface a inherits\n",
		  "E 1:17+1 F:1: 'inherits' keyword is missing a parameter" },
		{ "iface a inet inherits\n",
		  "E 1:22+1 F:1: 'inherits' keyword is missing a parameter" },
		{ "iface a inet static inherits\n",
		  "E 1:29+1 F:1: 'inherits' keyword is missing a parameter" },
		{ "iface a inet manual\n x y\nauto b\n z y\n",
		  "E 4:2+1 F:4: misplaced option" },
		{ "iface a inet manual\nsource b\n z y\n",
		  "E 3:2+1 F:3: misplaced option" },
		{ "mapping a\n script b\n script c\n",
		  "E 3:2+6 F:3: duplicate script in mapping" },
		{ "mapping a\n foo b\n map c\n",
		  "E 2:2+3 F:2: misplaced option" },
		{ "iface\n foo\n bar baz\n",
		  "E 1:1+5 F:1: too few parameters for iface line|"
		  "E 2:2+3 F:2: option with empty value" },
		{ "iface a\niface b\n", "N 1:7+1 dialect" },
		{ "iface a/b inet manual\n", "E 1:7+3 interface-name" },
		{ "iface 1234567890123456 inet manual\n mtu 1\n",
		  "E 1:7+16 interface-name" },
		{ "iface .. inet manual\n", "E 1:7+2 interface-name" },
		{ "iface eth[0-15] inet manual\n", "" },
		{ "iface eth[2-1] inet manual\n", "E 1:7+8 interface-range" },
		{ "iface eth[0-4096] inet manual\n",
		  "E 1:7+11 interface-range" },
		{ "iface eth[0-4095] inet manual\n", "" },
		{ "iface 123456789012[1-9]:1 inet manual\n", "" },
		{ "iface 1234567890123[8-10]:1 inet manual\n",
		  "E 1:7+21 interface-name" },
		{ "iface eth[1-] inet manual\niface eth[a-b] inet manual\n", "" },
		{ "iface eth[123456789012345-123456789012345] inet manual\n",
		  "E 1:7+36 interface-name" },
		{ "iface 1234567890123456 inet\n", "E 1:28+1 F:1: " NO_METHOD },
		{ "iface a inet manual\r\n mtu 1\r\n", "" },
		{ "iface a inet manual\n mtu 1\r", "" },
		{ "iface a inet manual\n mtu\r1\n", "E 2:5+1 bare-cr" },
		{ "# a\rb\r\r\n", "E 1:4+1 bare-cr" },
		{ "\xef\xbb\xbf" "auto a\n", "" },
		{ "\xef\xbb\xbf" "foo a\n", "E 1:1+3 F:1: misplaced option" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = parse(rows[i].bytes, strlen(rows[i].bytes));

		assert_string_equal(complaints(&f), rows[i].complaints);
		arena_free(f.arena);
	}
}

static void stray_bytes(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *complaints, *stanzas;
	} rows[] = {
#define ROW(bytes, complaints, stanzas) \
		{ bytes, sizeof(bytes) - 1, complaints, stanzas }
		ROW("\0", "E 1:1+1 nul-byte", ""),
		ROW("auto a\n\0\0\0\0", "E 2:1+1 nul-byte", "a1:auto"),
		ROW("# \0 \0\nauto a\n", "E 1:3+1 nul-byte", "a1:auto"),
		ROW("auto a\0b\nauto c\n", "E 1:7+1 nul-byte", "a1:auto"),
		ROW("iface a inet manual\n up x\0y\n mtu 1\n",
		    "E 2:6+1 nul-byte", "!3"),
		ROW("iface a\0 inet manual\n mtu 1\niface b inet dhcp\n",
		    "E 1:8+1 nul-byte", "!2 i1:b,inet,dhcp,"),
		ROW("iface a inet manual\nauto b\0\n mtu 1\n",
		    "E 2:7+1 nul-byte|E 3:2+3 F:3: misplaced option",
		    "i1:a,inet,manual,"),
		ROW("auto a\riface a inet dhcp\r", "E 1:7+1 bare-cr", ""),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = parse(rows[i].bytes, rows[i].size);

		assert_string_equal(complaints(&f), rows[i].complaints);
		assert_string_equal(stanzas(&f), rows[i].stanzas);
		arena_free(f.arena);
	}
}

static void complaint_fields(void **state)
{
	static const char bytes[] = "auto lo\niface eth0 inet manual\n\tup\r\n"
		"auto x\n\tmtu 1\n";
	struct fixture f = parse(bytes, strlen(bytes));
	const struct diag *d = f.diags.first;

	(void)state;
	assert_string_equal(d->subject, "eth0");
	assert_string_equal(d->code, "empty-value");
	assert_string_equal(d->source, "\tup");
	assert_string_equal(d->file, "F");
	assert_int_equal(d->column, 2);
	d = d->next;
	assert_string_equal(d->subject, "F");
	assert_string_equal(d->hint, "line 4 ended the stanza");
	assert_null(d->next);
	assert_int_equal(f.diags.errors, 2);
	arena_free(f.arena);
}

static void hints(void **state)
{
	static const struct {
		const char *bytes, *hint;
	} rows[] = {
		{ "AUTO eth0\n", "keywords are in lower case: auto" },
		{ "ifcae a inet manual\n", "did you mean \"iface\"?" },
		{ "iface a inet bogus\n", "methods of inet: bootp dhcp ipv4ll "
		  "loopback manual ppp static tunnel wvdial" },
		{ "iface a Inet dhcp\n", "families: inet inet6 ipx can meta" },
		{ "iface 1234567890123456 inet dhcp\n",
		  "a name has at most 15 bytes" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f = parse(rows[i].bytes, strlen(rows[i].bytes));

		assert_string_equal(f.diags.first->hint, rows[i].hint);
		arena_free(f.arena);
	}
}

/* A hostile file cannot make us remember millions of complaints. */
static void many_complaints(void **state)
{
	struct arena *arena = arena_new();
	struct text text = { .arena = arena };
	struct fixture f;
	unsigned listed = 0;

	(void)state;
	for (int i = 0; i < 50000; i++)
		text_add_bytes(&text, "x\n", 2);
	f = parse(text.at, text.length);
	for (const struct diag *d = f.diags.first; d; d = d->next)
		listed++;
	assert_int_equal(f.diags.errors, 50000);
	assert_int_equal(listed, 10000);
	arena_free(f.arena);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structure),
		cmocka_unit_test(faults),
		cmocka_unit_test(stray_bytes),
		cmocka_unit_test(complaint_fields),
		cmocka_unit_test(hints),
		cmocka_unit_test(many_complaints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
