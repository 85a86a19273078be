/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* file.c - any bytes as an interfaces file */
#include <stdint.h>
#include <stdlib.h>

#include "tests/invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (invariants_check((const char *)data, size) < 0)
		abort();
	return 0;
}
