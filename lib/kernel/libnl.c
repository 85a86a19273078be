// SPDX-License-Identifier: LGPL-2.1-or-later
/* libnl.c - libnl-route opened when it is needed */
#include "lib/kernel/libnl.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

static int find(void *handle, const char *name, void *ret_function)
{
	void *symbol = dlsym(handle, name);

	if (!symbol)
		return -ENOSYS;
	memcpy(ret_function, &symbol, sizeof(symbol));
	return 0;
}

int libnl_open(struct libnl *ret)
{
	int r = 0;

	/* libnl-3 comes with it. */
	ret->handle = dlopen("libnl-route-3.so.200", RTLD_NOW | RTLD_LOCAL);
	if (!ret->handle)
		return -ENOSYS;
#define F(name) if (r == 0) r = find(ret->handle, #name, &ret->name);
	LIBNL_FUNCTIONS(F)
#undef F
	if (r < 0)
		libnl_close(ret);
	return r;
}

void libnl_close(struct libnl *libnl)
{
	(void)dlclose(libnl->handle);
}
