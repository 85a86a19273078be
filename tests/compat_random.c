/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * compat_random.c - interfaces files at random, for compat.sh
 *
 * usage: compat_random SEED COUNT FOLDER
 *
 * File N is made of the seed SEED + N alone, so a single one can be had again.
 * Most lines are such as ifupdown takes; how they are laid out is random, and
 * one file in eight is damaged afterwards.  The commands to ask about it are
 * printed: FILE, tab, arguments.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define PICK(state, array) ((array)[below(state, COUNT(array))])

#define NAMES "lo", "eth0", "eth1", "a", "b", "br0", "eth0.5", "eth0:1", \
	"wlan*", "home"
/* Asked of each file: all the names, one that is never there; the alias last:
   0.8 would ask the others with its lifetime. */
static const char ask[] = "lo eth0 eth1 a b br0 eth0.5 wlan* home c d e never "
	"eth0:1";

static const char *const names[] = { NAMES };

struct file {
	uint64_t random;
	char bytes[16384];
	size_t size;
};

static uint64_t below(struct file *file, uint64_t limit)
{
	file->random ^= file->random << 13;
	file->random ^= file->random >> 7;
	file->random ^= file->random << 17;
	return (file->random >> 11) % limit;
}

static bool one_in(struct file *file, uint64_t count)
{
	return below(file, count) == 0;
}

static void add_bytes(struct file *file, const char *bytes, size_t size)
{
	if (size > sizeof(file->bytes) - file->size)
		return;
	memcpy(file->bytes + file->size, bytes, size);
	file->size += size;
}

static void add(struct file *file, const char *string)
{
	add_bytes(file, string, strlen(string));
}

/* Layout: blanks, line ends, continuations, comments */

static void add_gap(struct file *file)
{
	static const char *const gaps[] = {
		" ", " ", " ", " ", "\t", "  ", " \t ", " \\\n ", "\v",
	};

	add(file, PICK(file, gaps));
}

/* Now and then broken over two lines, at any byte. */
static void add_word(struct file *file, const char *word)
{
	size_t at = one_in(file, 40) ? below(file, strlen(word) + 1) : 0;

	add_bytes(file, word, at);
	if (at)
		add(file, "\\\n");
	add(file, word + at);
}

static void add_indent(struct file *file)
{
	static const char *const indents[] = {
		"", "\t", "    ", "  ", " \t", "\t\t", " \f",
	};

	add(file, PICK(file, indents));
}

static void end_line(struct file *file)
{
	static const char *const ends[] = {
		"\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n",
		"\n", "\n", " \n", "\t \n", "\n\n", "\r\n", "\\\n\n",
		"\\\\\n\n", "\\ \n", " # not a comment\n",
	};

	add(file, PICK(file, ends));
}

static void add_comment(struct file *file)
{
	static const char *const comments[] = {
		"# iface eth0 inet static\n", "#\n", "  # indented\n",
		"# goes on \\\n", "\n", "\n", " \t\n", "\\\n", "\r\n",
	};

	add(file, PICK(file, comments));
}

/* Stanzas */

static void add_names(struct file *file)
{
	uint64_t count = one_in(file, 12) ? 0 : 1 + below(file, 3);

	for (; count > 0; count--) {
		add_gap(file);
		add_word(file, PICK(file, names));
	}
	end_line(file);
}

static void add_list(struct file *file)
{
	static const char *const keywords[] = {
		"auto", "auto", "auto", "allow-hotplug", "allow-hotplug",
		"allow-auto", "allow-x_y", "no-auto-down", "no-scripts",
	};

	add_indent(file);
	add_word(file, PICK(file, keywords));
	add_names(file);
}

static const char *const addresses[] = {
	"10.1.2.3", "172.16.0.1", "192.168.0.1", "224.0.0.1", "10.1.2.3/32",
	"10.1.2.3/31", "10.1.2.3/0", "10.1.2.3/24", "192.0.2.1/24",
	"10.1.2.3/255.255.0.0", "10.1.2.3/255.0.255.0", "10.1.2.3/33",
	"10.1.2.3/", "10.1.2.3//24", "10.1.2.3/24/8", "10.1.2.3/24 # x",
	"10.1.2.3 /24", "10.1.2.3/24x", "10.1.2.3/-2", "10.1.2.3/+8",
	"10.1.2.3/ 24", "10.1.2.3/024", "10.1.2.3/255.255.255",
	"10.1.2.3/4294967320", "10.1.2.3/1.2.3.4.5", "10.1.2.3/x",
	"10.1.2", "10.1.2.3.4", "010.1.2.3/24", "foo/24", "foo", "/24", "/",
	"0.0.0.0", "255.255.255.255/8", "127.0.0.1", "128.0.0.1", "10.1.2.256",
	"2001:db8::1/64", "2001:db8::1", "fe80::1%eth0/64", "::1/128/1",
	"//::1//64", "::ffff:10.0.0.1/96", "dhcp", "$(echo 1)", "10.1.2.3\\/8",
};

static const char *const masks[] = {
	"24", "255.255.255.0", "255.255.0.255", "0", "32", "33", "64",
	"255.255.255.255", "0.0.0.0", "255.255.255.254", "foo", "ffff:ff00::",
	"255.255.255.0 # x", "-1", "/24",
};

static const char *const broadcasts[] = {
	"+", "-", "10.255.255.255", "+ ", "++", "- # x", "foo", "none",
};

static const char *const macs[] = {
	"02:00:00:00:00:01", "ether 02:00:00:00:00:01", "ETHER  02:0:0:0:0:1",
	"ether\t02:00:00:00:00:01", "ax25 X", "ARCnet 1", "arcnet 1",
	"netrom X", "infiniband X", "etherx 1", "ether", "ether random",
	"Ether ether 1", "ether\v02:00:00:00:00:01", "token 1",
};

static const char *const commands[] = {
	"ip link set dev $IFACE alias x", "echo \"a  b\" | cat # done",
	"true\\", "false", "echo \\\n\tagain", "\xc3\xa4 \xff", "x=1",
	"sh -c 'a; b' && c",
};

static const char *const numbers[] = {
	"0", "1", "2", "1500", "9000", "yes", "off", "-1", "x", "1 2",
};

/* The last ones are nearly keywords. */
static const struct {
	const char *name;
	const char *const *values;
	size_t count;
} options[] = {
#define VALUES(array) array, COUNT(array)
	{ "address",            VALUES(addresses) },
	{ "address",            VALUES(addresses) },
	{ "address",            VALUES(addresses) },
	{ "netmask",            VALUES(masks) },
	{ "broadcast",          VALUES(broadcasts) },
	{ "gateway",            VALUES(addresses) },
	{ "pointopoint",        VALUES(addresses) },
	{ "local",              VALUES(addresses) },
	{ "endpoint",           VALUES(addresses) },
	{ "hwaddress",          VALUES(macs) },
	{ "mtu",                VALUES(numbers) },
	{ "metric",             VALUES(numbers) },
	{ "accept_ra",          VALUES(numbers) },
	{ "accept-ra",          VALUES(numbers) },
	{ "autoconf",           VALUES(numbers) },
	{ "preferred-lifetime", VALUES(numbers) },
	{ "dad-attempts",       VALUES(numbers) },
	{ "dad_attempts",       VALUES(numbers) },
	{ "request_prefix",     VALUES(numbers) },
	{ "bitrate",            VALUES(numbers) },
	{ "up",                 VALUES(commands) },
	{ "post-up",            VALUES(commands) },
	{ "pre-up",             VALUES(commands) },
	{ "down",               VALUES(commands) },
	{ "pre-down",           VALUES(commands) },
	{ "post-down",          VALUES(commands) },
	{ "bridge_ports",       VALUES(names) },
	{ "bridge-ports",       VALUES(names) },
	{ "inherits",           VALUES(names) },
	{ "template",           VALUES(names) },
	{ "script",             VALUES(names) },
	{ "map",                VALUES(names) },
	{ "autos",              VALUES(names) },
	{ "ifaces",             VALUES(names) },
	{ "allow",              VALUES(names) },
	{ "mappings",           VALUES(names) },
	{ "sources",            VALUES(names) },
	{ "source-",            VALUES(names) },
	{ "no-scriptss",        VALUES(names) },
	{ "no-auto",            VALUES(names) },
	{ "renames",            VALUES(names) },
	{ "upup",               VALUES(commands) },
	{ "Up",                 VALUES(commands) },
};

static void add_option(struct file *file)
{
	uint64_t which = below(file, COUNT(options));

	add_indent(file);
	add_word(file, options[which].name);
	add_gap(file);
	add_word(file, options[which].values[below(file,
						   options[which].count)]);
	end_line(file);
}

static void add_options(struct file *file)
{
	for (uint64_t count = below(file, 7); count > 0; count--)
		if (one_in(file, 8))
			add_comment(file);
		else
			add_option(file);
	if (one_in(file, 10))
		add(file, one_in(file, 2) ? "\tauto\n" : "allow-hotplug\n");
	if (one_in(file, 20))
		add_option(file);
}

/* What follows the name of an iface line; blanks become gaps. */
static const char *const methods[] = {
	"inet static", "inet static", "inet static", "inet static",
	"inet manual", "inet dhcp", "inet bootp", "inet loopback", "inet ppp",
	"inet tunnel", "inet wvdial", "inet ipv4ll", "inet6 static",
	"inet6 static", "inet6 static", "inet6 manual", "inet6 auto",
	"inet6 dhcp", "inet6 loopback", "inet6 tunnel", "inet6 v4tunnel",
	"inet6 6to4", "can static", "ipx static", "ipx dynamic", "meta none",
	"inherits a", "inherits eth0", "inet inherits a", "inet6 inherits b",
	"inet static inherits a", "inet static inherits eth0 more words",
	"inet6 auto inherits a", "inet static extra words",
};

static const char *const bad_methods[] = {
	"inet", "inet bogus", "INET static", "foo static", "inet static inherits",
	"inet6 dhcpv6", "link static", "inherits", "inet inherits", "inherits c",
	"can manual",
};

static void add_iface(struct file *file)
{
	const char *words = one_in(file, 40) ? PICK(file, bad_methods) :
		PICK(file, methods);

	add_indent(file);
	add_word(file, "iface");
	add_gap(file);
	add_word(file, PICK(file, names));
	add_gap(file);
	for (; *words; words++)
		if (*words == ' ')
			add_gap(file);
		else
			add_bytes(file, words, 1);
	end_line(file);
	add_options(file);
}

/* Scripts of testdata/compat/scripts. */
static void add_mapping(struct file *file)
{
	static const char *const lines[] = {
		"\tscript map-first\n", "\tscript map-to-a\n", "\tmap home\n",
		"map a more words\n", "\tscript map-nothing\n",
		"\tscript map-fails\n", "\tscript map-second\n",
		"\tmap\n", "# comment\n",
	};
	static const char *const globs[] = {
		"eth*", "wlan*", "*", "b", "eth[12]", "a c", "",
	};

	add(file, "mapping ");
	add(file, PICK(file, globs));
	end_line(file);
	for (uint64_t count = below(file, 4); count > 0; count--)
		add(file, PICK(file, lines));
}

/* Files of testdata/compat/included. */
static void add_source(struct file *file)
{
	static const char *const lines[] = {
		"source included/plain\n", "source included/plain\n",
		"source included/[cd]*\n", "source-directory included\n",
		"source included/none\n", "source-dir included/folder\n",
		"source included/wrong\n", "source $(echo x)\n",
		"source {a,b}\n", "source \"included/plain\"\n",
		"source included/folder\n", "source included/pla\\in\n",
		"source included/plain included/wrong\n", "source-directory x y\n",
		"source included/deeper\n",
	};

	add(file, PICK(file, lines));
}

/* Damage */

static void damage(struct file *file)
{
	static const char *const junk[] = {
		"\\", "\n", "#", " ", "iface", "\\\n", "\\\\\n\n", "auto ", "\xff",
		"misplaced option\n", "=", "*", "source\n", "mapping", "rename a=b\n",
		"allow- x\n", "\r", "\xef\xbb\xbf", "\t\n",
	};
	size_t at = below(file, file->size + 1);
	size_t length = below(file, file->size + 1 - at);
	char rest[sizeof(file->bytes)];

	if (one_in(file, 3)) {
		file->size = at;
		return;
	}
	if (length > 12)
		length = below(file, 12);
	length = one_in(file, 2) ? length : 0;
	memcpy(rest, file->bytes + at + length, file->size - at - length);
	length = file->size - at - length;
	file->size = at;
	add(file, PICK(file, junk));
	add_bytes(file, rest, length);
}

static void end_lines_in_crlf(struct file *file)
{
	static struct file whole;

	whole.size = 0;
	for (size_t i = 0; i < file->size; i++)
		if (file->bytes[i] == '\n')
			add(&whole, "\r\n");
		else
			add_bytes(&whole, file->bytes + i, 1);
	file->size = 0;
	add_bytes(file, whole.bytes, whole.size);
}

static void add_item(struct file *file)
{
	uint64_t which = below(file, 100);

	if (which < 55)
		add_iface(file);
	else if (which < 80)
		add_list(file);
	else if (which < 90)
		add_comment(file);
	else if (which < 94)
		add_mapping(file);
	else if (which < 99)
		add_source(file);
	else
		add_option(file);
}

static void make(struct file *file)
{
	for (uint64_t count = 1 + below(file, 8); count > 0; count--)
		add_item(file);
	if (one_in(file, 30))
		end_lines_in_crlf(file);
	if (one_in(file, 8))
		damage(file);
}

static void ask_about(struct file *file, const char *name)
{
	static const char *const more[] = {
		"-o up=x a", "-o address=192.0.2.9/25 eth0 a b",
		"-o mtu=1 -o mtu=2 a", "-o post-up=x -o up=y a", "-X eth* -l -a",
		"-X a a b", "-l a eth0 never", "-l --allow=hotplug a eth0 b",
		"--allow=auto a eth0", "eth0=a a=never", "--no-mappings eth0 b",
		"--no-loopback lo eth0", "--no-loopback -l -a", "-l", "/* /eth*",
		"-l /*=a", "-v a",
	};

	printf("%s\t--list -a\n", name);
	printf("%s\t--list --allow=hotplug\n", name);
	printf("%s\t%s\n", name, ask);
	printf("%s\t%s\n", name, PICK(file, more));
}

int main(int argc, char *argv[])
{
	static struct file file;
	uint64_t seed = argc == 4 ? strtoull(argv[1], NULL, 0) : 0;
	uint64_t count = argc == 4 ? strtoull(argv[2], NULL, 0) : 0;

	for (uint64_t i = seed; i < seed + count; i++) {
		char name[32], path[4096];
		FILE *out;

		file = (struct file){ .random = (i + 1) * 0x9e3779b97f4a7c15 };
		make(&file);
		(void)snprintf(name, sizeof(name), "random-%llu",
			       (unsigned long long)i);
		(void)snprintf(path, sizeof(path), "%s/%s", argv[3], name);
		out = fopen(path, "we");
		if (!out || fwrite(file.bytes, 1, file.size, out) != file.size ||
		    fclose(out) != 0) {
			perror(path);
			return 1;
		}
		ask_about(&file, name);
	}
	return count ? 0 : 2;
}
