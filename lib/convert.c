// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * convert.c - what ifquery and hooks see in place of some values
 *
 * To the letter what ifupdown 0.8 makes of them, odd values too.  The kernel
 * gets what the strict readers of parser/ find in the file.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "lib/method.h"

#define INET_LENGTH 33		/* bytes of an inet address that 0.8 looks at */

static const char *value_of(struct job *job, const char *name)
{
	const struct entry *entry = job_find(job, name);

	return entry ? entry->value : NULL;
}

/* Part NUMBER, from 0, of "a/b//c"; "" when there are not so many. */
static const char *part_of(struct arena *arena, const char *text,
			   unsigned number)
{
	size_t length;

	for (;; text += length) {
		text += strspn(text, "/");
		length = strcspn(text, "/");
		if (!number--)
			return text[length] ?
				arena_strndup(arena, text, length) : text;
	}
}

/* Hardware addresses */

static const char *random_mac(struct arena *arena)
{
	uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

	(void)!getrandom(mac, sizeof(mac), 0);
	mac[0] = (uint8_t)((mac[0] & 0xfe) | 2);
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x",
			    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

const char *job_hardware_address(const char *value)
{
	static const char *const words[] = { "ether ", "ax25 ", "ARCnet ",
					     "netrom " };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (!strncasecmp(value, words[i], n))
			return value + n;
	}
	return value;
}

void convert_hwaddress(struct arena *arena, struct job *job)
{
	struct entry *entry = job_find(job, "hwaddress");

	if (entry)
		entry->value = strcmp(entry->value, "random") ?
			job_hardware_address(entry->value) : random_mac(arena);
}

/* IPv4 */

static const char *print_quad(struct arena *arena, uint32_t host_order)
{
	struct ip_address ip = { .family = AF_INET };
	uint32_t order = htonl(host_order);
	char shown[46];

	memcpy(ip.bytes, &order, sizeof(order));
	return arena_strdup(arena, text_print_address(&ip, shown));
}

/* 0.8 shifts 64 bits, by the last bits of the number: /65 is /1. */
static const char *print_mask(struct arena *arena, long bits)
{
	return print_quad(arena, (uint32_t)(UINT64_MAX <<
					    ((32 - (uint64_t)bits) & 63)));
}

static long classful_bits(struct in_addr ip)
{
	uint32_t first = ntohl(ip.s_addr) >> 24;

	return first <= 127 ? 8 : first <= 191 ? 16 : first <= 223 ? 24 : 32;
}

/* NULL: it is no address with a mask. */
static const char *find_mask(struct arena *arena, const char *address,
			     const char *mask)
{
	struct in_addr ip;
	char *end;
	long bits;

	if (inet_pton(AF_INET, address, &ip) != 1)
		return NULL;
	if (!*mask)
		return print_mask(arena, classful_bits(ip));
	if (inet_pton(AF_INET, mask, &ip) == 1)
		return mask;
	bits = strtol(mask, &end, 10);
	return end == mask ? NULL : print_mask(arena, bits);
}

/* Of a dotted mask only; any other value stays. */
static void convert_broadcast(struct arena *arena, struct job *job)
{
	const char *broadcast = value_of(job, "broadcast");
	const char *address = value_of(job, "address");
	const char *netmask = value_of(job, "netmask");
	struct in_addr ip, mask;
	uint32_t result;

	if (!broadcast || !address || !netmask ||
	    (strcmp(broadcast, "+") && strcmp(broadcast, "-")) ||
	    inet_pton(AF_INET, address, &ip) != 1 ||
	    inet_pton(AF_INET, netmask, &mask) != 1)
		return;
	result = *broadcast == '+' ? ip.s_addr | ~mask.s_addr :
		ip.s_addr & mask.s_addr;
	if (ntohl(mask.s_addr) == UINT32_MAX - 1)
		result = *broadcast == '+' ? UINT32_MAX : 0;
	job_put(arena, job, "broadcast", print_quad(arena, ntohl(result)));
}

void convert_inet_static(struct arena *arena, struct job *job)
{
	const char *whole = value_of(job, "address"), *address, *mask;

	convert_hwaddress(arena, job);
	if (whole) {
		address = arena_strndup(arena, whole,
					strnlen(whole, INET_LENGTH));
		mask = part_of(arena, address, 1);
		if (address[strspn(address, "/")])
			address = part_of(arena, address, 0);
		mask = find_mask(arena, address, mask);
		if (!job_find(job, "netmask"))
			job_put(arena, job, "netmask", mask ? mask : whole);
		job_put(arena, job, "address", address);
	}
	convert_broadcast(arena, job);
}

/* IPv6 */

/* An alias has no address that is preferred. */
void convert_lifetime(struct arena *arena, struct job *job)
{
	if (strchr(job->target->name, ':'))
		job_put(arena, job, "preferred-lifetime", "0");
}

void convert_inet6_static(struct arena *arena, struct job *job)
{
	const char *address = value_of(job, "address");

	convert_hwaddress(arena, job);
	convert_lifetime(arena, job);
	if (address) {
		if (!job_find(job, "netmask"))
			job_put(arena, job, "netmask",
				part_of(arena, address, 1));
		job_put(arena, job, "address", part_of(arena, address, 0));
	}
	if (job_find(job, "gateway") && !job_find(job, "accept_ra"))
		job_put(arena, job, "accept_ra", "0");
}

/* local 192.0.2.1 is hexaddress c000:0201 */
void convert_6to4(struct arena *arena, struct job *job)
{
	const char *local = value_of(job, "local");
	uint8_t b[4];

	convert_lifetime(arena, job);
	if (!local)
		return;
	if (sscanf(local, "%3hhu.%3hhu.%3hhu.%3hhu", &b[0], &b[1], &b[2],
		   &b[3]) == 4)
		local = arena_printf(arena, "%02x%02x:%02x%02x", b[0], b[1],
				     b[2], b[3]);
	job_put(arena, job, "hexaddress", local);
}
