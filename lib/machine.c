// SPDX-License-Identifier: LGPL-2.1-or-later
/* machine.c - what lint asks of the machine: links, hook scripts, file modes */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/internal.h"
#include "lib/lint.h"

struct machine {
	struct ifplan *ifplan;
	struct snapshot *snapshot;	/* NULL: could not be read */
	bool has_snapshot;		/* it was asked for */
	const char **scripts;		/* what is in them; NULL: not read */
	size_t script_count;
	bool has_scripts;
};

/* Links */

/* What cannot be read may be there. */
static bool has_link(void *data, const char *name)
{
	struct machine *machine = data;

	if (!machine->has_snapshot &&
	    ifplan_snapshot(machine->ifplan, machine->ifplan->arena, NULL, 0,
			    SNAPSHOT_LINKS, &machine->snapshot) < 0)
		machine->snapshot = NULL;
	machine->has_snapshot = true;
	return !machine->snapshot || snapshot_link(machine->snapshot, name);
}

/* Hook scripts */

static void read_scripts(struct machine *machine, const char *folder)
{
	struct arena *arena = machine->ifplan->arena;
	const char **names;
	size_t count, size;

	if (file_reader.read_folder(NULL, arena, folder, &names, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const char *bytes;

		if (file_read(arena, arena_printf(arena, "%s/%s", folder,
						  names[i]), &bytes,
			      &size) == 0)
			*ARENA_PUSH(arena, &machine->scripts,
				    &machine->script_count) =
				arena_strndup(arena, bytes, size);
	}
}

static bool has_variable(const char *script, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = script; (at = strstr(at, name)); at++)
		if (at[length] != '_' && !isalnum((unsigned char)at[length]))
			return true;
	return false;
}

static bool is_hook_option(void *data, const char *option)
{
	static const char *const folders[] = {
		"/etc/network/if-pre-up.d", "/etc/network/if-up.d",
		"/etc/network/if-down.d", "/etc/network/if-post-down.d" };
	struct machine *machine = data;
	const char *name = hook_variable(machine->ifplan->arena, option);

	for (size_t i = 0; !machine->has_scripts &&
	     i < sizeof(folders) / sizeof(*folders); i++)
		read_scripts(machine, folders[i]);
	machine->has_scripts = true;
	for (size_t i = 0; i < machine->script_count; i++)
		if (has_variable(machine->scripts[i], name))
			return true;
	return false;
}

/* Files */

static int file_mode(void *data, const char *path)
{
	struct stat stat_of;

	(void)data;
	return stat(path, &stat_of) < 0 ? -errno :
		(int)(stat_of.st_mode & 07777);
}

void lint_ask_machine(struct lint *lint, struct ifplan *ifplan)
{
	struct machine *machine = ARENA_NEW(ifplan->arena, struct machine);

	machine->ifplan = ifplan;
	lint->has_link = has_link;
	lint->is_hook_option = is_hook_option;
	lint->file_mode = file_mode;
	lint->data = machine;
}
