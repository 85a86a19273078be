/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rows.h - short spellings of option rows, one macro a type */
#ifndef IFPLAN_ROWS_H
#define IFPLAN_ROWS_H

#include <linux/if_bridge.h>
#include <linux/if_link.h>

#include "parser/option.h"

/* What the kernel calls it, as a number and as a word. */
#define ROW_ATTRIBUTE(NAME) .attribute = NAME, .attribute_name = #NAME

/* A number: ROW_UINT("bond-min-links", U32, INFO, IFLA_BOND_MIN_LINKS, ...) */
#define ROW_UINT(NAME, WIRE, PLACE, ATTRIBUTE, IP, MIN, MAX, UNIT, HELP, ...) \
	{ .name = NAME, .type = TYPE_UINT, .wire = WIRE_##WIRE, \
	  .place = PLACE_##PLACE, ROW_ATTRIBUTE(ATTRIBUTE), .ip = IP, \
	  .min = MIN, .max = MAX, .unit = UNIT, .help = HELP, __VA_ARGS__ }

/* Seconds, in the kernel hundredths of them. */
#define ROW_TIME(NAME, PLACE, ATTRIBUTE, IP, MIN, MAX, HELP, ...) \
	{ .name = NAME, .type = TYPE_TIME, .wire = WIRE_U32, .scale = 100, \
	  .place = PLACE_##PLACE, ROW_ATTRIBUTE(ATTRIBUTE), .ip = IP, \
	  .min = MIN, .max = MAX, .unit = "seconds", .help = HELP, __VA_ARGS__ }

#define ROW_BOOL(NAME, WIRE, PLACE, ATTRIBUTE, IP, HELP, ...) \
	{ .name = NAME, .type = TYPE_BOOL, .wire = WIRE_##WIRE, .max = 1, \
	  .place = PLACE_##PLACE, ROW_ATTRIBUTE(ATTRIBUTE), .ip = IP, \
	  .help = HELP, __VA_ARGS__ }

#define ROW_CHOICE(NAME, WIRE, PLACE, ATTRIBUTE, IP, CHOICES, HELP, ...) \
	{ .name = NAME, .type = TYPE_CHOICE, .wire = WIRE_##WIRE, \
	  .place = PLACE_##PLACE, ROW_ATTRIBUTE(ATTRIBUTE), .ip = IP, \
	  .choices = CHOICES, .help = HELP, __VA_ARGS__ }

/* Another link, by name. */
#define ROW_LINK(NAME, PLACE, ATTRIBUTE, IP, HELP, ...) \
	{ .name = NAME, .type = TYPE_NAME, .wire = WIRE_IFINDEX, \
	  .place = PLACE_##PLACE, ROW_ATTRIBUTE(ATTRIBUTE), .ip = IP, \
	  .help = HELP, __VA_ARGS__ }

/* Read by code, or by hooks only. */
#define ROW_OTHER(NAME, TYPE, HELP, ...) \
	{ .name = NAME, .type = TYPE_##TYPE, .help = HELP, __VA_ARGS__ }

#endif
