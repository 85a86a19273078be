/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit.c - edits of any bytes; which ones, the bytes decide as well
 *
 * Files that include others are left out: those would be this machine's.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/edit_laws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct random random = laws_random((const char *)data, size);

	if (memmem(data, size, "source", strlen("source")))
		return 0;
	if (!laws_hold((const char *)data, size, &random, LAWS_EDITS))
		abort();
	return 0;
}
