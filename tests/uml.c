// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * uml.c - for User Mode Linux: ptrace() on processors with many registers
 *
 * A library to be preloaded.  User Mode Linux 6.1 sets the registers of its
 * processes from a buffer with room for AVX-512; where the processor has more
 * (AMX) the kernel wants all of them, and no guest boots.  Those that it does
 * not know are given back as they are.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define XSTATE ((void *)NT_X86_XSTATE)

typedef long ptrace_fn(int request, ...);

/* Not on the stack, which is that of a kernel. */
static char all[1 << 16];

static long set_registers(ptrace_fn *next, int pid, const struct iovec *known)
{
	struct iovec have = { .iov_base = all, .iov_len = sizeof(all) };

	if (next(PTRACE_GETREGSET, pid, XSTATE, &have) < 0)
		return -1;
	memcpy(all, known->iov_base, known->iov_len);
	return next(PTRACE_SETREGSET, pid, XSTATE, &have);
}

__attribute__((visibility("default")))
long ptrace(enum __ptrace_request request, ...)
{
	static ptrace_fn *next;
	void *address, *data;
	va_list more;
	long r;
	int pid;

	va_start(more, request);
	pid = va_arg(more, int);
	address = va_arg(more, void *);
	data = va_arg(more, void *);
	va_end(more);
	if (!next)
		next = (ptrace_fn *)dlsym(RTLD_NEXT, "ptrace");
	r = next((int)request, pid, address, data);
	if (r < 0 && errno == EFAULT && request == PTRACE_SETREGSET &&
	    address == XSTATE)
		r = set_registers(next, pid, data);
	return r;
}
