/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* text.c - growable text, words, and strict readers of values */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "parser/text.h"

#define FIRST_ROOM 32
#define LINK_NAME_MAX 15
#define NANO 1000000000u

static void make_room(struct text *text, size_t length)
{
	size_t room;
	char *at;

	if (text->at && length < text->room - text->length)
		return;
	room = text->room ? text->room : FIRST_ROOM;
	while (room - text->length <= length)
		room *= 2;
	if (text->at && arena_extend(text->arena, text->at, text->room, room)) {
		text->room = room;
		return;
	}
	at = arena_take(text->arena, room, 1);
	if (text->length)
		memcpy(at, text->at, text->length);
	text->at = at;
	text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (length)
		memcpy(text->at + text->length, bytes, length);
	text->length += length;
	text->at[text->length] = '\0';
}

void text_add(struct text *text, const char *format, ...)
{
	va_list args, again;
	int length;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length >= 0) {
		make_room(text, (size_t)length);
		(void)vsnprintf(text->at + text->length, (size_t)length + 1,
				format, args);
		text->length += (size_t)length;
	}
	va_end(args);
}

bool text_next_word(const char **rest, const char **word, size_t *length)
{
	const char *at = *rest;

	while (text_is_blank(*at))
		at++;
	if (!*at)
		return false;
	*word = at;
	while (*at && !text_is_blank(*at))
		at++;
	*length = (size_t)(at - *word);
	*rest = at;
	return true;
}

const char **text_words(struct arena *arena, const char *string, size_t *count)
{
	const char **words = NULL, *word;
	size_t found = 0, length;

	while (text_next_word(&string, &word, &length))
		*ARENA_PUSH(arena, &words, &found) =
			arena_strndup(arena, word, length);
	words = arena_grow(arena, words, found, sizeof(*words));
	words[found] = NULL;
	if (count)
		*count = found;
	return words;
}

bool text_has_word(const char *words, const char *word)
{
	const char *at;
	size_t length;

	while (text_next_word(&words, &at, &length))
		if (!strncmp(at, word, length) && !word[length])
			return true;
	return false;
}

bool text_same_option(const char *a, const char *b)
{
	if (a == b)
		return true;
	while (*a && (*a == *b || (*a == '-' && *b == '_') ||
		      (*a == '_' && *b == '-'))) {
		a++;
		b++;
	}
	return *a == *b;
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Tries every edit at the first difference: 4^LIMIT walks, no memory. */
unsigned text_distance(const char *a, const char *b, unsigned limit)
{
	unsigned best;

	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return 0;
	if (!limit)
		return 1;
	best = limit;
	if (*a)
		best = smaller(best, text_distance(a + 1, b, limit - 1));
	if (*b)
		best = smaller(best, text_distance(a, b + 1, limit - 1));
	if (*a && *b)
		best = smaller(best, text_distance(a + 1, b + 1, limit - 1));
	if (*a && *b && a[0] == b[1] && a[1] == b[0])
		best = smaller(best, text_distance(a + 2, b + 2, limit - 1));
	return 1 + best;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads the digits at *AT and moves past them. */
static int read_digits(const char **at, uint64_t *ret)
{
	uint64_t number = 0;
	bool is_too_large = false;

	if (!is_digit(**at))
		return -EINVAL;
	for (; is_digit(**at); ++*at)
		is_too_large |= __builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, (uint64_t)(**at - '0'),
					       &number);
	if (is_too_large)
		return -ERANGE;
	*ret = number;
	return 0;
}

int text_read_number(const char *string, uint64_t *ret)
{
	uint64_t number;
	int r;

	r = read_digits(&string, &number);
	if (*string)
		return -EINVAL;
	if (r < 0)
		return r;
	*ret = number;
	return 0;
}

/* ".25" in billionths; digits after the ninth are below any clock. */
static int read_fraction(const char **at, uint64_t *ret)
{
	uint64_t place = NANO / 10, billionths = 0;

	*ret = 0;
	if (**at != '.')
		return 0;
	++*at;
	if (!is_digit(**at))
		return -EINVAL;
	for (; is_digit(**at); ++*at, place /= 10)
		billionths += (uint64_t)(**at - '0') * place;
	*ret = billionths;
	return 0;
}

/* Microseconds of one unit; 0 when there is no such unit. */
static uint64_t unit_us(const char *unit)
{
	static const struct {
		const char *name;
		uint64_t us;
	} units[] = {
		{ "",    1000000 },
		{ "us",  1 },
		{ "ms",  1000 },
		{ "s",   1000000 },
		{ "sec", 1000000 },
		{ "min", 60000000 },
		{ "h",   3600000000 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(units[i].name, unit) == 0)
			return units[i].us;
	return 0;
}

int text_read_time(const char *string, unsigned scale, uint64_t *ret)
{
	uint64_t whole, billionths, us, ns, units;
	int r, too_large;

	too_large = read_digits(&string, &whole);
	if (too_large == -EINVAL)
		return -EINVAL;
	r = read_fraction(&string, &billionths);
	us = unit_us(string);
	if (r < 0 || !us)
		return -EINVAL;
	if (too_large ||
	    __builtin_mul_overflow(whole, us * 1000, &ns) ||
	    __builtin_add_overflow(ns, billionths * us / 1000000, &ns) ||
	    __builtin_mul_overflow(ns / NANO, (uint64_t)scale, &units) ||
	    __builtin_add_overflow(units, (ns % NANO * scale + NANO / 2) / NANO,
				   &units))
		return -ERANGE;
	*ret = units;
	return 0;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int text_read_mac(const char *string, uint8_t ret[6])
{
	uint8_t mac[6];

	for (int i = 0; i < 6; i++) {
		if (i && *string++ != ':')
			return -EINVAL;
		if (hex_digit(*string) < 0)
			return -EINVAL;
		mac[i] = (uint8_t)hex_digit(*string++);
		if (hex_digit(*string) >= 0)
			mac[i] = (uint8_t)(mac[i] << 4 | hex_digit(*string++));
	}
	if (*string)
		return -EINVAL;
	memcpy(ret, mac, sizeof(mac));
	return 0;
}

static int read_dotted_mask(const char *string, uint8_t *ret_prefix)
{
	struct in_addr mask;
	uint32_t host;

	if (inet_pton(AF_INET, string, &mask) != 1)
		return -EINVAL;
	host = ~ntohl(mask.s_addr);
	if (host & (host + 1))
		return -EINVAL;
	*ret_prefix = (uint8_t)(32 - __builtin_popcount(host));
	return 0;
}

int text_read_netmask(const char *string, int family, uint8_t *ret_prefix)
{
	uint64_t bits;
	int r;

	if (family == AF_INET && strchr(string, '.'))
		return read_dotted_mask(string, ret_prefix);
	r = text_read_number(string, &bits);
	if (r < 0)
		return r;
	if (bits > (family == AF_INET ? 32 : 128))
		return -ERANGE;
	*ret_prefix = (uint8_t)bits;
	return 0;
}

/* What 0.8 takes for an address without prefix. */
static uint8_t default_prefix(const struct ip_address *address)
{
	if (address->family == AF_INET6)
		return 128;
	if (address->bytes[0] <= 127)
		return 8;
	if (address->bytes[0] <= 191)
		return 16;
	return address->bytes[0] <= 223 ? 24 : 32;
}

int text_read_address(const char *string, struct ip_address *ret)
{
	struct ip_address address = { .family = AF_INET };
	size_t length = strcspn(string, "/");
	char host[INET6_ADDRSTRLEN];
	int r;

	if (length >= sizeof(host))
		return -EINVAL;
	memcpy(host, string, length);
	host[length] = '\0';
	if (inet_pton(AF_INET, host, address.bytes) != 1) {
		if (inet_pton(AF_INET6, host, address.bytes) != 1)
			return -EINVAL;
		address.family = AF_INET6;
	}
	address.prefix = default_prefix(&address);
	if (string[length]) {
		r = text_read_netmask(string + length + 1, address.family,
				      &address.prefix);
		if (r < 0)
			return r;
		address.has_prefix = true;
	}
	*ret = address;
	return 0;
}

static char *print_byte(char *out, unsigned number)
{
	if (number >= 100)
		*out++ = (char)('0' + number / 100);
	if (number >= 10)
		*out++ = (char)('0' + number / 10 % 10);
	*out++ = (char)('0' + number % 10);
	return out;
}

/* As inet_ntop(3), which takes ten times as long. */
static const char *print_inet(const uint8_t bytes[4], char *out)
{
	char *end = out;

	for (int i = 0; i < 4; i++) {
		end = print_byte(end, bytes[i]);
		*end++ = i < 3 ? '.' : '\0';
	}
	return out;
}

static char *print_group(char *out, unsigned number)
{
	int shift = 12;

	while (shift && !(number >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*out++ = "0123456789abcdef"[number >> shift & 15];
	return out;
}

/* The longest run of groups that are 0, from two on; *ret_count is 0: none. */
static int find_zeros(const unsigned groups[8], int *ret_count)
{
	int first = 0, count;

	*ret_count = 0;
	for (int i = 0; i < 8; i += count + 1) {
		for (count = 0; i + count < 8 && !groups[i + count]; count++)
			;
		if (count < 2 || count <= *ret_count)
			continue;
		first = i;
		*ret_count = count;
	}
	return first;
}

static const char *print_inet6(const uint8_t bytes[16], char *out)
{
	unsigned groups[8];
	int zeros, count, i;
	char *end = out;

	for (i = 0; i < 8; i++)
		groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
	zeros = find_zeros(groups, &count);
	for (i = 0; i < 8; i++) {
		if (i)
			*end++ = ':';
		if (!count || i != zeros)
			end = print_group(end, groups[i]);
		else if ((i += count - 1) == 7)
			*end++ = ':';
	}
	*end = '\0';
	return out;
}

/* One that begins with zeros may end in an IPv4 address. */
const char *text_print_address(const struct ip_address *address, char out[46])
{
	if (address->family == AF_INET)
		return print_inet(address->bytes, out);
	if (address->bytes[0] || address->bytes[1])
		return print_inet6(address->bytes, out);
	return inet_ntop(AF_INET6, address->bytes, out, INET6_ADDRSTRLEN);
}

const char *text_print_prefix(const struct ip_address *address,
			      char out[TEXT_PREFIX_SIZE])
{
	char *end;

	(void)text_print_address(address, out);
	end = out + strlen(out);
	*end++ = '/';
	*print_byte(end, address->prefix) = '\0';
	return out;
}

/* \xa0 is a blank to the kernel's isspace. */
static bool is_link_name_byte(char c)
{
	return c != '/' && c != ':' && c != '\xa0' && !text_is_blank(c);
}

bool text_is_link_name(const char *name)
{
	size_t length = strnlen(name, LINK_NAME_MAX + 1);

	if (length < 1 || length > LINK_NAME_MAX)
		return false;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	for (; *name; name++)
		if (!is_link_name_byte(*name))
			return false;
	return true;
}
