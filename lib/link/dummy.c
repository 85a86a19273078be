// SPDX-License-Identifier: LGPL-2.1-or-later
/* dummy.c - a link without hardware: `link-type dummy` makes one */
#include "lib/link.h"

const struct link_kind link_dummy = {
	.name = "dummy",
};
