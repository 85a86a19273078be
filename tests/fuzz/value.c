/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* value.c - any text as a value of every option */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy with an end, of exact size. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	if (!text || invariants_check_value(text) < 0)
		abort();
	free(text);
	return 0;
}
