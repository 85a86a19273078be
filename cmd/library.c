// SPDX-License-Identifier: LGPL-2.1-or-later
/* library.c - libraries that few processes need are mapped by those alone */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

bool library_open(const char *soname, const char *const names[],
		  void *ret_functions)
{
	void *library = dlopen(soname, RTLD_NOW), *symbol;
	char *out = ret_functions;

	if (!library)
		return false;
	for (; *names; names++, out += sizeof(symbol)) {
		symbol = dlsym(library, *names);
		if (!symbol)
			return false;
		memcpy(out, &symbol, sizeof(symbol));
	}
	return true;
}

int library_failure(const struct call *call, const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", call->program, what, dlerror());
	return 1;
}
