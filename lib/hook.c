// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * hook.c - commands and if-*.d scripts: which, in what environment, run how
 *
 * The environment is built anew for each: options as IF_*, IFUPDOWN_* handed
 * down to notice recursion, and a fixed PATH.  Nothing else of ours leaks.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/internal.h"

const char hook_path[] =
	"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* Folders */

/* run-parts' rule: letters, digits, - and _ only. */
static bool is_script_name(const char *name)
{
	const char *c = name;

	while (isalnum((unsigned char)*c) || *c == '_' || *c == '-')
		c++;
	return c > name && !*c;
}

/* A link that leads nowhere is run, and fails, as under run-parts. */
static bool is_to_run(const char *path)
{
	struct stat stat_of;

	if (stat(path, &stat_of) < 0)
		return true;
	return S_ISREG(stat_of.st_mode) && access(path, X_OK) == 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool hook_is_left(const struct ifplan *ifplan, const char *package)
{
	const struct name_list *left = &ifplan->left_to_scripts;

	for (size_t i = 0; i < left->count; i++)
		if (!strcmp(left->names[i], package))
			return true;
	return false;
}

static bool is_replaced(const struct ifplan *ifplan, const char *script)
{
	const struct link_kind *kind = link_of_script(script);

	return kind && !link_is_left_to_scripts(ifplan, kind);
}

static void add_script(struct ifplan *ifplan, struct folder *folder,
		       const char *name, const char *path)
{
	bool is_metric = metric_is_script(folder->phase, name) &&
		!hook_is_left(ifplan, METRIC_PACKAGE);
	bool is_native = is_metric || is_replaced(ifplan, name);

	if (is_native)
		complain(ifplan, DIAG_NOTE, path, NULL, NULL, NULL,
			 "skipped, its work is done natively");
	if (!is_native || is_metric)
		*ARENA_PUSH(ifplan->arena, &folder->scripts, &folder->count) =
			(struct script){ path, is_metric };
}

static struct folder *read_folder(struct ifplan *ifplan, const char *name)
{
	struct folder *folder = ARENA_NEW(ifplan->arena, struct folder);
	const char **names = NULL;
	size_t count = 0;

	folder->phase = name;
	(void)file_reader.read_folder(NULL, ifplan->arena,
				      arena_printf(ifplan->arena,
						   "/etc/network/%s", name),
				      &names, &count);
	if (count)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_printf(ifplan->arena,
						"/etc/network/%s/%s", name,
						names[i]);

		if (is_script_name(names[i]) && is_to_run(path))
			add_script(ifplan, folder, names[i], path);
	}
	return folder;
}

const struct folder *hook_folder(struct ifplan *ifplan, const char *name)
{
	struct folder *folder = ifplan->folders;

	while (folder && strcmp(folder->phase, name))
		folder = folder->next;
	if (folder)
		return folder;
	folder = read_folder(ifplan, name);
	folder->next = ifplan->folders;
	ifplan->folders = folder;
	return folder;
}

/* Environment */

struct environment {
	struct arena *arena;
	char **at;
	size_t count;
};

static void add(struct environment *environment, const char *name,
		const char *value)
{
	*ARENA_PUSH(environment->arena, &environment->at,
		    &environment->count) =
		arena_printf(environment->arena, "%s=%s", name, value);
}

/* bridge-ports is IF_BRIDGE_PORTS; what no variable may have is dropped. */
const char *hook_variable(struct arena *arena, const char *option)
{
	char *name = arena_printf(arena, "IF_%s", option);
	char *out = name + 3;

	for (const char *in = name + 3; *in; in++)
		if (*in == '-' || *in == '_')
			*out++ = '_';
		else if (isalnum((unsigned char)*in))
			*out++ = (char)toupper((unsigned char)*in);
	*out = '\0';
	return name;
}

static void add_option(struct environment *environment,
		       const struct entry *entry)
{
	if (strcmp(entry->name, "pre-up") && strcmp(entry->name, "up") &&
	    strcmp(entry->name, "down") && strcmp(entry->name, "post-down"))
		add(environment, hook_variable(environment->arena, entry->name),
		    entry->value);
}

const char *hook_recursion_name(struct arena *arena, const char *link)
{
	char *name = arena_printf(arena, "IFUPDOWN_%s", link);

	for (char *c = name; *c; c++)
		*c = *c == '=' ? '_' : *c;
	return name;
}

const char *hook_callers_phase(struct ifplan *ifplan, const char *name)
{
	struct arena *arena = ifplan->arena;
	const char *phase = getenv(hook_recursion_name(arena, name));

	if (phase || !getenv("IFACE") || !getenv("PHASE"))
		return phase;
	return lock_callers_phase(arena, state_lock_path(ifplan, name));
}

static void add_recursion(struct environment *environment,
			  const struct step *step)
{
	const char *name = step->target->name;
	const char *dot = strchr(name, '.'), *parent;

	for (char **inherited = environ; *inherited; inherited++)
		if (!strncmp(*inherited, "IFUPDOWN_", 9))
			*ARENA_PUSH(environment->arena, &environment->at,
				    &environment->count) = *inherited;
	if (dot && dot > name && dot[1]) {
		parent = hook_recursion_name(environment->arena,
					arena_strndup(environment->arena, name,
						      (size_t)(dot - name)));
		if (!getenv(parent))
			add(environment, parent, "parent-lock");
	}
	add(environment, hook_recursion_name(environment->arena, name),
	    step->phase);
}

/* What scripts bring up by calls of ifup is left to scripts, too. */
static void add_left(struct environment *environment,
		     const struct ifplan *ifplan)
{
	struct text names = { .arena = environment->arena };

	for (size_t i = 0; i < ifplan->left_to_scripts.count; i++)
		text_add(&names, "%s%s", i ? "," : "",
			 ifplan->left_to_scripts.names[i]);
	if (names.length)
		add(environment, "IFPLAN_NO_NATIVE", names.at);
}

char **hook_environment(struct ifplan *ifplan, struct arena *arena,
			const struct step *step)
{
	struct environment environment = { .arena = arena };
	const struct job *job = step->job;
	bool is_up = step->phase[0] == 'p' && strstr(step->phase, "up");

	for (size_t i = 0; i < job->count; i++)
		add_option(&environment, &job->entries[i]);
	add_recursion(&environment, step);
	add(&environment, "IFACE", step->target->name);
	add(&environment, "LOGICAL", step->target->logical);
	add(&environment, "ADDRFAM", family_name(job->iface->family));
	add(&environment, "METHOD", job->iface->method);
	add(&environment, "MODE", is_up ? "start" : "stop");
	add(&environment, "PHASE", step->phase);
	add(&environment, "VERBOSITY",
	    has_flag(ifplan, IFPLAN_VERBOSE) ? "1" : "0");
	add(&environment, "PATH", hook_path);
	if (ifplan->class || has_flag(ifplan, IFPLAN_ALL))
		add(&environment, "CLASS",
		    ifplan->class ? ifplan->class : "auto");
	add_left(&environment, ifplan);
	*ARENA_PUSH(arena, &environment.at, &environment.count) = NULL;
	return environment.at;
}

/* Running */

static int wait_for(struct ifplan *ifplan, pid_t pid, bool has_group)
{
	int status, r = child_wait(ifplan, pid, -1, &status);

	if (r == -EINTR)
		child_end(ifplan->arena, pid, has_group);
	return r < 0 ? r : status;
}

/* Children get default signals, whatever our caller left us with. */
static void set_attributes(posix_spawnattr_t *attributes, bool has_group)
{
	sigset_t set;

	(void)posix_spawnattr_init(attributes);
	(void)sigemptyset(&set);
	(void)posix_spawnattr_setsigmask(attributes, &set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGPIPE);
	(void)sigaddset(&set, SIGXFSZ);
	(void)posix_spawnattr_setsigdefault(attributes, &set);
	(void)posix_spawnattr_setflags(attributes, (short)
				       (POSIX_SPAWN_SETSIGMASK |
					POSIX_SPAWN_SETSIGDEF |
					(has_group ? POSIX_SPAWN_SETPGROUP :
					 0)));
}

/* The program of argv[0], looked for in the FOLDERS of a path. */
static int spawn(const char *const argv[], char *const environment[],
		 const char *folders, bool has_group,
		 const posix_spawn_file_actions_t *actions, pid_t *ret)
{
	posix_spawnattr_t attributes;
	char path[4096];
	int r = ENOENT;

	set_attributes(&attributes, has_group);
	if (!*argv[0])
		return -ENOENT;
	if (strchr(argv[0], '/'))
		r = posix_spawn(ret, argv[0], actions, &attributes,
				(char *const *)argv, environment);
	for (const char *at = folders; r == ENOENT && *at;) {
		size_t length = strcspn(at, ":");

		if (strchr(argv[0], '/') ||
		    length + strlen(argv[0]) + 2 > sizeof(path))
			break;
		memcpy(path, at, length);
		path[length] = '/';
		memcpy(path + length + 1, argv[0], strlen(argv[0]) + 1);
		r = posix_spawn(ret, path, actions, &attributes,
				(char *const *)argv, environment);
		at += length + (at[length] == ':');
	}
	(void)posix_spawnattr_destroy(&attributes);
	return -r;
}

int hook_run(struct ifplan *ifplan, const char *const argv[],
	     char *const environment[])
{
	bool has_group = child_gets_group();
	pid_t pid;
	int r = spawn(argv, environment, hook_path, has_group, NULL, &pid);

	return r < 0 ? r : wait_for(ifplan, pid, has_group);
}

/* What a mapping script reads: in a file, so that nobody waits for anybody. */
static int write_maps(struct arena *arena, int fd,
		      const struct mapping *mapping)
{
	struct text maps = { .arena = arena };
	int r;

	for (size_t i = 0; i < mapping->map_count; i++)
		text_add(&maps, "%s\n", mapping->maps[i]);
	r = file_write_all(fd, maps.at, maps.length);
	return r == 0 && lseek(fd, 0, SEEK_SET) < 0 ? -errno : r;
}

static int input_file(struct arena *arena, const struct mapping *mapping)
{
	int fd = memfd_create("map", MFD_CLOEXEC);
	int r = fd < 0 ? -errno : write_maps(arena, fd, mapping);

	if (r < 0 && fd >= 0)
		(void)close(fd);
	return r < 0 ? r : fd;
}

/* Its standard input and output, and / as its folder. */
static int spawn_script(const char *const argv[], int input, int output,
			bool has_group, pid_t *ret)
{
	const char *folders = getenv("PATH");
	posix_spawn_file_actions_t actions;
	int r;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, input, 0);
	(void)posix_spawn_file_actions_adddup2(&actions, output, 1);
	(void)posix_spawn_file_actions_addchdir_np(&actions, "/");
	r = spawn(argv, environ, folders ? folders : hook_path, has_group,
		  &actions, ret);
	(void)posix_spawn_file_actions_destroy(&actions);
	return r;
}

static int read_script(struct ifplan *ifplan, pid_t pid, bool has_group,
		       int fd, struct output *out)
{
	int status, r = child_read(ifplan, pid, fd, out, &status);

	if (r < 0)
		child_end(ifplan->arena, pid, has_group);
	return r < 0 ? r : status;
}

static int run_script(struct ifplan *ifplan, const char *const argv[],
		      int input, struct output *printed)
{
	bool has_group = child_gets_group();
	int fds[2], r;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	r = spawn_script(argv, input, fds[1], has_group, &pid);
	(void)close(fds[1]);
	if (r == 0)
		r = read_script(ifplan, pid, has_group, fds[0], printed);
	(void)close(fds[0]);
	return r;
}

int hook_output(struct ifplan *ifplan, const char *path, const char *argument,
		const struct mapping *mapping, char *out, size_t size)
{
	const char *const argv[] = { path, argument, NULL };
	struct output printed = { .bytes = out, .size = size - 1 };
	int input = input_file(ifplan->arena, mapping), r;

	if (input < 0)
		return input;
	r = run_script(ifplan, argv, input, &printed);
	(void)close(input);
	out[printed.length] = '\0';
	return r;
}
