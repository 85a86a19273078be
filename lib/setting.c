// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * setting.c - a row and a value to an attribute, and back
 *
 * The only place that knows widths, byte orders and scales.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <inttypes.h>
#include <linux/can/netlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "lib/kernel.h"

static size_t wire_size(uint8_t wire)
{
	switch (wire) {
	case WIRE_U8:
		return 1;
	case WIRE_U16:
	case WIRE_BE16:
		return 2;
	case WIRE_U32:
	case WIRE_BE32:
	case WIRE_IFINDEX:
	case WIRE_BITRATE:
	case WIRE_U32_BIT:
		return 4;
	case WIRE_U64:
		return 8;
	case WIRE_MAC:
		return 6;
	default:
		return 0;
	}
}

static const uint8_t *encode_number(struct arena *arena, uint8_t wire,
				    uint64_t number)
{
	union {
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
		uint64_t u64;
	} bytes = { 0 };

	switch (wire) {
	case WIRE_U8:
		bytes.u8 = (uint8_t)number;
		break;
	case WIRE_U16:
		bytes.u16 = (uint16_t)number;
		break;
	case WIRE_BE16:
		bytes.u16 = htobe16((uint16_t)number);
		break;
	case WIRE_BE32:
		bytes.u32 = htobe32((uint32_t)number);
		break;
	case WIRE_U64:
		bytes.u64 = number;
		break;
	default:
		bytes.u32 = (uint32_t)number;
	}
	return arena_memdup(arena, &bytes, wire_size(wire));
}

static uint64_t decode_number(uint8_t wire, const uint8_t *bytes)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (wire) {
	case WIRE_U8:
		return bytes[0];
	case WIRE_U16:
		memcpy(&u16, bytes, sizeof(u16));
		return u16;
	case WIRE_BE16:
		memcpy(&u16, bytes, sizeof(u16));
		return be16toh(u16);
	case WIRE_BE32:
		memcpy(&u32, bytes, sizeof(u32));
		return be32toh(u32);
	case WIRE_U64:
		memcpy(&u64, bytes, sizeof(u64));
		return u64;
	default:
		memcpy(&u32, bytes, sizeof(u32));
		return u32;
	}
}

/* "192.0.2.1 192.0.2.2" to nested attributes 0, 1, ... of one address each. */
static const uint8_t *encode_list(struct arena *arena, int family,
				  const char *words, uint16_t *ret_length)
{
	size_t size = family == AF_INET ? 4 : 16, count, used = 0;
	const char **word = text_words(arena, words, &count);
	uint8_t *bytes = arena_alloc(arena, count * (NLA_HDRLEN + size) + 1);

	for (size_t i = 0; i < count; i++) {
		struct nlattr head = {
			.nla_len = (uint16_t)(NLA_HDRLEN + size),
			.nla_type = (uint16_t)i,
		};
		struct ip_address ip;

		if (text_read_address(word[i], &ip) < 0 || ip.family != family)
			continue;
		memcpy(bytes + used, &head, sizeof(head));
		memcpy(bytes + used + NLA_HDRLEN, ip.bytes, size);
		used += NLA_HDRLEN + size;
	}
	*ret_length = (uint16_t)used;
	return bytes;
}

static const char *decode_list(struct arena *arena, int family,
			       const uint8_t *bytes, size_t length)
{
	size_t size = family == AF_INET ? 4 : 16;
	struct text out = { .arena = arena };
	char shown[46];

	text_add(&out, "%s", "");
	for (size_t at = 0; at + NLA_HDRLEN + size <= length;
	     at += NLA_HDRLEN + size) {
		struct ip_address ip = { .family = (uint8_t)family };

		memcpy(ip.bytes, bytes + at + NLA_HDRLEN, size);
		text_add(&out, "%s%s", out.length ? " " : "",
			 text_print_address(&ip, shown));
	}
	return out.at;
}

/* A controller works the other numbers out, and leaves other modes alone. */
static const uint8_t *encode_can(struct arena *arena, const struct option *row,
				 uint64_t number, uint16_t *ret_length)
{
	struct can_bittiming timing = { .bitrate = (uint32_t)number };
	struct can_ctrlmode mode = {
		.mask = row->scale,
		.flags = number ? row->scale : 0,
	};

	if (row->wire == WIRE_BITRATE) {
		*ret_length = sizeof(timing);
		return arena_memdup(arena, &timing, sizeof(timing));
	}
	*ret_length = sizeof(mode);
	return arena_memdup(arena, &mode, sizeof(mode));
}

/* Beside what was asked for the kernel tells what it made of it. */
bool setting_is(const struct setting *setting, const uint8_t *bytes,
		size_t length)
{
	struct can_ctrlmode mode, wanted;
	uint32_t bits, wanted_bits;

	switch (setting->wire) {
	case WIRE_BITRATE:
		return length >= 4 && !memcmp(bytes, setting->bytes, 4);
	case WIRE_MODE_BIT:
		memcpy(&wanted, setting->bytes, sizeof(wanted));
		if (length < sizeof(mode))
			return false;
		memcpy(&mode, bytes, sizeof(mode));
		return !((mode.flags ^ wanted.flags) & wanted.mask);
	case WIRE_U32_BIT:
		memcpy(&wanted_bits, setting->bytes, sizeof(wanted_bits));
		if (length < sizeof(bits))
			return false;
		memcpy(&bits, bytes, sizeof(bits));
		return !((bits ^ wanted_bits) & setting->row->scale);
	default:
		return length == setting->length &&
			!memcmp(bytes, setting->bytes, length);
	}
}

static const char *format_ip(struct arena *arena, const uint8_t *bytes,
			     size_t length)
{
	struct ip_address ip = {
		.family = length == 4 ? AF_INET : AF_INET6,
	};

	if (length != 4 && length != 16)
		return "";
	memcpy(ip.bytes, bytes, length);
	return text_print_address(&ip, arena_alloc(arena, 46));
}

static const char *format_mode(const struct option *row, const uint8_t *bytes,
			       size_t length)
{
	struct can_ctrlmode mode = { .mask = 0 };

	if (length >= sizeof(mode))
		memcpy(&mode, bytes, sizeof(mode));
	return mode.flags & row->scale ? "on" : "off";
}

static struct setting setting_blank(const struct option *row,
				    const struct entry *origin)
{
	return (struct setting){
		.row = row,
		.origin = origin,
		.attribute = row->attribute,
		.length = (uint16_t)wire_size(row->wire),
		.place = row->place,
		.wire = row->wire,
	};
}

struct setting setting_number(struct arena *arena, const struct option *row,
			      uint64_t number, const struct entry *origin)
{
	struct setting setting = setting_blank(row, origin);

	setting.bytes = encode_number(arena, row->wire, number);
	return setting;
}

struct setting setting_new(struct arena *arena, const struct option *row,
			   const struct value *value,
			   const struct entry *origin)
{
	struct setting setting = setting_blank(row, origin);

	switch (row->wire) {
	case WIRE_MAC:
		setting.bytes = arena_memdup(arena, value->mac, 6);
		break;
	case WIRE_STRING:
		setting.bytes = (const uint8_t *)arena_strdup(arena, value->text);
		setting.length = (uint16_t)(strlen(value->text) + 1);
		break;
	case WIRE_IFINDEX:
		setting.link = arena_strdup(arena, value->text);
		break;
	case WIRE_IP4_LIST:
		setting.bytes = encode_list(arena, AF_INET, value->text,
					    &setting.length);
		break;
	case WIRE_IP6_LIST:
		setting.bytes = encode_list(arena, AF_INET6, value->text,
					    &setting.length);
		break;
	case WIRE_IP:
		setting.bytes = arena_memdup(arena, value->ip.bytes, 16);
		setting.length = value->ip.family == AF_INET ? 4 : 16;
		break;
	case WIRE_BITRATE:
	case WIRE_MODE_BIT:
		setting.bytes = encode_can(arena, row, value->number,
					   &setting.length);
		break;
	default:
		setting.bytes = encode_number(arena, row->wire, value->number);
	}
	return setting;
}

static const char *format_mac(struct arena *arena, const uint8_t *mac)
{
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x",
			    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* Everything that is no number; NULL for numbers. */
static const char *format_bytes(struct arena *arena, const struct option *row,
				const uint8_t *bytes, size_t length)
{
	switch (row->wire) {
	case WIRE_MAC:
		return length == 6 ? format_mac(arena, bytes) : "";
	case WIRE_STRING:
		return arena_strndup(arena, (const char *)bytes, length);
	case WIRE_IP4_LIST:
		return decode_list(arena, AF_INET, bytes, length);
	case WIRE_IP6_LIST:
		return decode_list(arena, AF_INET6, bytes, length);
	case WIRE_IP:
		return format_ip(arena, bytes, length);
	case WIRE_MODE_BIT:
		return format_mode(row, bytes, length);
	default:
		return NULL;
	}
}

const char *setting_format(struct arena *arena, const struct option *row,
			   const struct snapshot *snapshot,
			   const uint8_t *bytes, size_t length)
{
	const char *text = format_bytes(arena, row, bytes, length);
	const struct link *link;
	struct value value;

	if (text)
		return text;
	if (length < wire_size(row->wire) || wire_size(row->wire) == 0)
		return "";
	value = (struct value){ .number = decode_number(row->wire, bytes) };
	if (row->wire == WIRE_U32_BIT)
		value.number &= row->scale;
	if (row->type == TYPE_PER_PORT)
		return arena_printf(arena, "%" PRIu64, value.number);
	if (row->wire != WIRE_IFINDEX)
		return option_format(arena, row, &value);
	link = snapshot_index(snapshot, (uint32_t)value.number);
	return link ? link->name : "";
}

static const char *choice_word(const struct option *row, uint64_t number)
{
	for (const struct option_choice *c = row->choices; c && c->word; c++)
		if (c->number == number)
			return c->word;
	return NULL;
}

/* In double quotes, with what these do not protect escaped. */
static const char *quote(struct arena *arena, const char *text)
{
	struct text out = { .arena = arena };

	text_add(&out, "\"");
	for (; *text; text++)
		text_add(&out, strchr("\"$`\\", *text) ? "\\%c" : "%c", *text);
	text_add(&out, "\"");
	return out.at;
}

const char *setting_format_ip(struct arena *arena,
			      const struct setting *setting)
{
	const char *text;
	uint64_t number;

	if (setting->wire == WIRE_STRING)
		return quote(arena, (const char *)setting->bytes);
	if (setting->wire == WIRE_IFINDEX)
		return *setting->link ? setting->link : "\"\"";
	text = setting->row ? format_bytes(arena, setting->row, setting->bytes,
					   setting->length) : NULL;
	if (text) {
		char *comma = arena_strdup(arena, text);

		if (setting->wire == WIRE_IP4_LIST ||
		    setting->wire == WIRE_IP6_LIST)
			for (char *c = comma; *c; c++)
				*c = *c == ' ' ? ',' : *c;
		return comma;
	}
	number = decode_number(setting->wire, setting->bytes);
	text = setting->row ? choice_word(setting->row, number) : NULL;
	return text ? text : arena_printf(arena, "%" PRIu64, number);
}
