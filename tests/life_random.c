/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * life_random.c - lives at random, for life.sh
 *
 * usage: life_random SEED COUNT FOLDER
 *
 * Life N is made of the seed SEED + N alone, so a single one can be had again.
 * A life is an interfaces file that ifup may carry out on two plain links, and
 * the commands to do so.  Most values are sound: what is refused teaches little.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define PICK(life, array) ((array)[below(life, COUNT(array))])
#define END(array) ((array) + COUNT(array))

struct life {
	uint64_t random;
	FILE *out;
	unsigned stanzas;
	bool has_gateway;
};

static uint64_t below(struct life *life, uint64_t limit)
{
	life->random ^= life->random << 13;
	life->random ^= life->random >> 7;
	life->random ^= life->random << 17;
	return (life->random >> 11) % limit;
}

static bool one_in(struct life *life, uint64_t count)
{
	return below(life, count) == 0;
}

/* Options: a name, one of some values, and how often the stanza has it. */

#define VALUES 8

struct choice {
	const char *name;
	unsigned one_in;		/* 1: always */
	const char *values[VALUES];	/* at random; up to the first NULL */
};

static const struct choice static_inet[] = {
	{ "address", 1, { "192.0.2.2/24", "192.0.2.3/24", "198.51.100.2/25",
			  "10.1.2.3/8", "172.16.0.1/16", "203.0.113.9/32",
			  "192.0.2.8/255.255.255.0", "169.254.7.7/16" } },
	{ "netmask", 8, { "255.255.255.0", "24", "255.255.0.0", "28" } },
	{ "gateway", 3, { "192.0.2.1", "198.51.100.1", "10.0.0.1" } },
	{ "metric", 5, { "10", "200", "1" } },
	{ "broadcast", 6, { "+", "-", "192.0.2.255", "10.255.255.255" } },
	{ "pointopoint", 12, { "198.51.100.77", "10.9.9.9" } },
	{ "mtu", 5, { "1400", "9000", "1280", "1500" } },
	{ "scope", 10, { "link", "host", "global" } },
	{ "network", 12, { "192.0.2.0" } },
};

static const struct choice static_inet6[] = {
	{ "address", 1, { "2001:db8::2/64", "2001:db8::3/64", "2001:db8:1::1/48",
			  "fd00::7/128", "2001:db8::9", "fe80::77/64" } },
	{ "netmask", 8, { "64", "48", "128" } },
	{ "gateway", 3, { "2001:db8::1", "fe80::1", "2001:db8::ff" } },
	{ "metric", 6, { "10", "2000" } },
	{ "mtu", 6, { "1400", "9000", "1280" } },
	{ "accept_ra", 5, { "0", "1", "2" } },
	{ "autoconf", 6, { "0", "1" } },
	{ "privext", 5, { "0", "1", "2" } },
	{ "scope", 12, { "link", "global", "site" } },
	{ "preferred-lifetime", 8, { "0", "forever" } },
	{ "dad-attempts", 6, { "0", "no", "5", "60" } },
	{ "dad-interval", 10, { "0.2", "1" } },
};

static const struct choice manual[] = {
	{ "mtu", 4, { "1400", "9000", "1280" } },
	{ "address", 10, { "192.0.2.2/24" } },
};

static const struct choice dhcp_inet[] = {
	{ "hostname", 3, { "box", "a.example.org" } },
	{ "metric", 3, { "7", "100" } },
	{ "leasetime", 4, { "3600" } },
	{ "vendor", 4, { "acme" } },
	{ "client", 3, { "no", "abc", "01:02:03" } },
	{ "no-lease", 20, { "dhc", "udhcpc" } },
};

static const struct choice auto_inet6[] = {
	{ "privext", 3, { "0", "2" } },
	{ "accept_ra", 3, { "0", "1", "2" } },
	{ "dhcp", 3, { "0", "1", "yes", "no" } },
	{ "request_prefix", 4, { "0", "1" } },
	{ "ll-attempts", 6, { "5", "60" } },
};

static const struct choice dhcp_inet6[] = {
	{ "accept_ra", 3, { "0", "1", "2" } },
	{ "autoconf", 3, { "0", "1" } },
	{ "request_prefix", 4, { "0", "1", "no" } },
	{ "ll-interval", 6, { "0.1", "0.5" } },
};

static const struct choice bootp[] = {
	{ "bootfile", 3, { "/tmp/boot" } },
	{ "server", 3, { "192.0.2.9" } },
	{ "hwaddr", 3, { "02:00:00:00:00:01" } },
};

static const struct choice ppp[] = {
	{ "provider", 2, { "isp", "dsl-provider" } },
	{ "unit", 3, { "0", "7" } },
	{ "options", 3, { "debug", "debug  dump", "mtu 1492 mru 1492" } },
};

static const struct choice nothing[] = {
	{ "provider", 3, { "isp" } },
};

/* Of every method. */
static const struct choice common[] = {
	{ "pre-up", 5, { "echo pre-up $IFACE", "echo $PHASE; true", "-false",
			 "test -z \"$IF_GATEWAY\" || echo router", } },
	{ "pre-up", 60, { "false", "exit 7" } },
	{ "up", 3, { "echo up $IFACE=$LOGICAL", "ifquery --state", "-exit 3",
		     "echo $METHOD $ADDRFAM $IF_ADDRESS $IF_NETMASK" } },
	{ "post-up", 5, { "echo post-up", "echo a \"b  c\" 'd'", "true # remark" } },
	{ "up", 60, { "false", "kill $$" } },
	{ "down", 4, { "echo down $IFACE", "false", "ifquery --state $IFACE" } },
	{ "pre-down", 6, { "echo pre-down" } },
	{ "post-down", 4, { "echo post-down $MODE $PHASE", "exit 4" } },
	{ "description", 8, { "uplink", "to the  office", "a/b (c)" } },
	{ "dns-nameservers", 5, { "192.0.2.53", "192.0.2.53 192.0.2.54" } },
	{ "own-option", 5, { "x", "two words", "tab\tinside", "a=b", "$HOME" } },
	{ "own_Option", 9, { "y" } },
	{ "fail-in", 40, { "if-pre-up.d", "if-up.d", "if-down.d",
			   "if-post-down.d", "dhclient", "pon" } },
	{ "hostname", 12, { "box" } },
};

/* A value that 0.8 or the kernel does not take; now and then. */
static const struct choice unsound[] = {
	{ "mtu", 1, { "big", "1500x" } },
	{ "gateway", 1, { "router", "192.0.2.300" } },
	{ "metric", 1, { "low" } },
	{ "netmask", 1, { "255.0.255.0" } },
	{ "broadcast", 1, { "all" } },
	{ "scope", 1, { "here" } },
};

static const struct method {
	const char *words;
	const struct choice *first, *end;
	unsigned weight;
} methods[] = {
	{ "inet static", static_inet, END(static_inet), 30 },
	{ "inet6 static", static_inet6, END(static_inet6), 22 },
	{ "inet manual", manual, END(manual), 12 },
	{ "inet6 manual", manual, END(manual), 5 },
	{ "inet dhcp", dhcp_inet, END(dhcp_inet), 10 },
	{ "inet6 dhcp", dhcp_inet6, END(dhcp_inet6), 5 },
	{ "inet6 auto", auto_inet6, END(auto_inet6), 6 },
	{ "inet bootp", bootp, END(bootp), 2 },
	{ "inet ppp", ppp, END(ppp), 2 },
	{ "inet wvdial", nothing, END(nothing), 1 },
	{ "inet ipv4ll", nothing, END(nothing), 2 },
	{ "inet loopback", nothing, END(nothing), 1 },
	{ "meta none", nothing, END(nothing), 1 },
};

/* Stanzas */

static const char *const names[] = {
	"eth0", "eth0", "eth0", "eth0", "eth1", "eth1", "eth1", "eth0:1", "home",
	"work", "eth7",
};

static const struct method *pick_method(struct life *life)
{
	uint64_t at = below(life, 99);
	const struct method *method = methods;

	for (; at >= method->weight; method++)
		at -= method->weight;
	return method;
}

/* Each stanza has another address: that is there already is no error to us. */
static const char *pick_value(struct life *life, const struct choice *choice)
{
	bool is_address = !strcmp(choice->name, "address");
	size_t count = 0;

	while (count < VALUES && choice->values[count])
		count++;
	return choice->values[is_address ? life->stanzas % count :
			      below(life, count)];
}

/* Nor is there more than one router, for the same reason. */
static void add_option(struct life *life, const struct choice *choice)
{
	bool is_gateway = !strcmp(choice->name, "gateway");

	if (!one_in(life, choice->one_in) || (is_gateway && life->has_gateway))
		return;
	life->has_gateway |= is_gateway;
	fprintf(life->out, "\t%s %s\n", choice->name,
		pick_value(life, choice));
}

/* A value that is given twice is another test's business. */
static bool has_name(const struct choice *first, const struct choice *end,
		     const char *name)
{
	for (; first < end; first++)
		if (!strcmp(first->name, name))
			return true;
	return false;
}

static void add_iface(struct life *life)
{
	const struct method *method = pick_method(life);
	const struct choice *wrong = one_in(life, 25) ?
		&PICK(life, unsound) : NULL;
	const char *name = PICK(life, names);

	life->stanzas++;
	if (one_in(life, 4))
		fprintf(life->out, "auto %s\n", name);
	if (one_in(life, 12))
		fprintf(life->out, "allow-hotplug %s\n", name);
	fprintf(life->out, "iface %s %s\n", name, method->words);
	for (const struct choice *c = method->first; c < method->end; c++)
		if (!wrong || strcmp(wrong->name, c->name))
			add_option(life, c);
	for (const struct choice *c = common; c < END(common); c++)
		if (!has_name(method->first, method->end, c->name))
			add_option(life, c);
	if (wrong)
		add_option(life, wrong);
}

static void add_line(struct life *life)
{
	static const char *const lines[] = {
		"auto eth0 eth1\n", "auto eth0\n", "auto eth1 eth0:1\n",
		"allow-hotplug eth0 eth1\n", "no-auto-down eth0\n",
		"no-scripts eth1\n", "auto /eth*\n",
		"auto lo\niface lo inet loopback\n\tup echo lo\n",
		"iface lo inet6 static\n\taddress 2001:db8::7777/128\n",
		"mapping eth1\n\tscript map-to-a\n\tmap x\n"
		"iface a inet manual\n\tup echo mapped\n",
		"iface base inet static\n\taddress 192.0.2.99/24\n\tup echo base\n"
		"iface eth1 inherits base\n\tdown echo inherited\n",
	};

	fputs(PICK(life, lines), life->out);
}

/* Commands */

static const char *const targets[] = {
	"eth0", "eth0", "eth0", "eth1", "eth1", "eth0 eth1", "eth1 eth0", "-a",
	"-a", "eth0=home", "eth1=work", "eth0:1", "lo", "eth7", "/eth*", "never",
	"--allow=hotplug -a", "--allow=hotplug eth0 eth1", "-a -X eth1",
	"eth0 eth0", "home",
};

static const char *const flags[] = {
	"", "", "", "", "", "", "-v", "-v", "-v", "--no-scripts", "--force",
	"-n", "-n -v", "--no-act-commands", "--ignore-errors", "-v --force",
	"-o up=true", "--no-mappings", "-X eth0",
};

static const char *const questions[] = {
	"--state", "--state eth0 eth1", "-l", "-l -a", "-l --allow=hotplug",
	"eth0", "eth1", "eth0:1", "home", "-v eth0", "-o x=1 eth0", "/eth*",
	"eth0=home", "lo",
};

/* What ifdown --force forgets, and what was not done, are decided otherwise. */
static bool is_comparable(const char *command, const char *flag,
			 const char *target)
{
	return !(strstr(flag, "--force") && strchr(target, '=')) &&
		!(strstr(flag, "commands") && !strcmp(command, "ifdown"));
}

static void add_command(struct life *life, const char *command)
{
	const char *flag, *target;

	do {
		flag = PICK(life, flags);
		target = PICK(life, targets);
	} while (!is_comparable(command, flag, target));
	fprintf(life->out, "#$ %s %s%s%s\n", command, flag, *flag ? " " : "",
		target);
}

static void add_commands(struct life *life)
{
	add_command(life, "ifup");
	for (uint64_t i = 3 + below(life, 4); i > 0; i--) {
		uint64_t which = below(life, 10);

		if (which < 5)
			add_command(life, "ifup");
		else if (which < 8)
			add_command(life, "ifdown");
		else
			fprintf(life->out, "#$ ifquery %s\n",
				PICK(life, questions));
	}
	fputs("#$ ifdown -a\n#$ ifquery --state\n", life->out);
}

static void make(struct life *life)
{
	/* 0.8 has a client that it likes best. */
	if (one_in(life, 4))
		fputs("#@ without dhclient\n", life->out);
	else if (one_in(life, 4))
		fputs("#@ without dhclient udhcpc\n", life->out);
	add_commands(life);
	add_iface(life);
	for (uint64_t i = below(life, 4); i > 0; i--)
		if (one_in(life, 6))
			add_line(life);
		else
			add_iface(life);
	fputs("auto eth0\n", life->out);
}

int main(int argc, char *argv[])
{
	uint64_t seed = argc == 4 ? strtoull(argv[1], NULL, 0) : 0;
	uint64_t count = argc == 4 ? strtoull(argv[2], NULL, 0) : 0;

	for (uint64_t i = seed; i < seed + count; i++) {
		struct life life = {
			.random = (i + 1) * 0x9e3779b97f4a7c15,
			.stanzas = (unsigned)i,
		};
		char path[4096];

		(void)snprintf(path, sizeof(path), "%s/random-%llu", argv[3],
			       (unsigned long long)i);
		life.out = fopen(path, "we");
		if (!life.out) {
			perror(path);
			return 1;
		}
		make(&life);
		if (ferror(life.out) | fclose(life.out)) {
			perror(path);
			return 1;
		}
	}
	return argc == 4 ? 0 : 2;
}
