// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * record.c - the stanzas as applied, and as they are being applied
 *
 * They stand in ifplan.partial from before the first change until the last is
 * done, then in ifplan; state.c tells what is in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/internal.h"
#include "lib/state.h"

#define NAMESPACE "ifplan-namespace"

static void print_stanza(struct text *out, const struct job *job)
{
	const char *family = family_name(job->iface->family);

	text_add(out, "iface %s %s %s\n", job->target->logical, family,
		 job->iface->method);
}

static void print_entries(struct text *out, const struct job *job)
{
	for (size_t i = 0; i < job->raw_count; i++)
		text_add(out, "\t%s %s\n", job->raw[i].name,
			 job->raw[i].value);
}

static void print_links(struct text *out, const char *option,
			const char *const *links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_add(out, "\t%s %s\n", option, links[i]);
}

/* The number of our network namespace; 0: not known. */
static uint64_t own_namespace(void)
{
	struct stat space;

	return stat("/proc/self/ns/net", &space) < 0 ? 0 :
		(uint64_t)space.st_ino;
}

static const char *partial_path(struct ifplan *ifplan, struct arena *arena,
				const char *name)
{
	return state_path(ifplan, arena, "ifplan.partial/", name);
}

static const char *applied_path(struct ifplan *ifplan, struct arena *arena,
				const char *name)
{
	return state_path(ifplan, arena, "ifplan/", name);
}

/* Complete at once: it may take the place of one that a kill left. */
static int write_partial(struct ifplan *ifplan, struct arena *arena,
			 const struct target *target)
{
	struct text out = { .arena = arena };

	for (size_t i = 0; i < target->job_count; i++) {
		print_stanza(&out, &target->jobs[i]);
		if (i == 0) {
			text_add(&out, "\t" NAMESPACE " %lu\n",
				 (unsigned long)own_namespace());
			print_links(&out, "ifplan-created", target->created,
				    target->created_count);
			print_links(&out, "ifplan-raised", target->raised,
				    target->raised_count);
		}
		print_entries(&out, &target->jobs[i]);
	}
	return state_replace(partial_path(ifplan, arena, target->name),
		       state_path(ifplan, arena, "ifplan.partial/.",
				  target->name), &out, 0600);
}

/* With the lock held, ifupdown's pid files can only be stale. */
static void remove_pid_files(struct ifplan *ifplan, struct arena *arena,
			     const char *name)
{
	static const char *const programs[] = { "ifup-", "ifdown-" };

	for (size_t i = 0; i < 2; i++)
		(void)unlink(arena_printf(arena, "%s.pid",
			     state_path(ifplan, arena, programs[i], name)));
}

/* Of tmpfs, where no number is used again soon. */
static uint64_t file_number(const char *path)
{
	struct stat stat;

	return lstat(path, &stat) < 0 ? 0 : (uint64_t)stat.st_ino;
}

static int begin_down(struct ifplan *ifplan, struct arena *arena,
		      const struct target *target)
{
	const char *partial = partial_path(ifplan, arena, target->name);

	if (target->mark.partial ||
	    rename(applied_path(ifplan, arena, target->name), partial) == 0)
		return 0;
	/* ifupdown left no such record: its stanzas are the file's. */
	return errno == ENOENT ? write_partial(ifplan, arena, target) : -errno;
}

int state_begin(struct ifplan *ifplan, struct arena *arena,
		const struct target *target, bool is_up)
{
	int r = is_up ? write_partial(ifplan, arena, target) :
		begin_down(ifplan, arena, target);

	remove_pid_files(ifplan, arena, target->name);
	return r < 0 ? state_refuse(ifplan, r) : 0;
}

void state_cancel(struct ifplan *ifplan, struct arena *arena,
		  const struct target *target)
{
	const char *partial = partial_path(ifplan, arena, target->name);
	const char *applied = applied_path(ifplan, arena, target->name);

	if (!target->mark.partial && target->mark.applied &&
	    !file_number(applied))
		(void)rename(partial, applied);
	else if (!target->mark.partial)
		(void)unlink(partial);
	(void)state_write(target, target->recorded);
}

int state_end(struct ifplan *ifplan, struct arena *arena,
	      const struct target *target, bool is_up)
{
	const char *partial = partial_path(ifplan, arena, target->name);
	const char *applied = applied_path(ifplan, arena, target->name);

	if (!is_up)
		(void)unlink(applied);
	if ((is_up ? rename(partial, applied) : unlink(partial)) == 0 ||
	    (!is_up && errno == ENOENT))
		return 0;
	return state_refuse(ifplan, -errno);
}

/* The clock of the file system ticks too slowly. */
void state_touch(int fd)
{
	struct timespec times[] = { { .tv_nsec = UTIME_OMIT }, { 0 } };
	struct stat stat;

	if (fstat(fd, &stat) == 0 && stat.st_size == 0)
		(void)file_write_all(fd, "\n", 1);
	(void)clock_gettime(CLOCK_REALTIME, &times[1]);
	(void)futimens(fd, times);
}

/* An empty one was only locked. */
static uint64_t file_time(const char *path)
{
	struct stat stat;

	return lstat(path, &stat) < 0 || stat.st_size == 0 ? 0 :
		(uint64_t)stat.st_mtim.tv_sec * 1000000000 +
		(uint64_t)stat.st_mtim.tv_nsec;
}

/* What is only known from before the mark fits no mark. */
struct state_mark state_mark(struct ifplan *ifplan, struct arena *arena,
			     const char *name)
{
	struct state_mark mark = {
		.applied = file_number(applied_path(ifplan, arena, name)),
		.partial = file_number(partial_path(ifplan, arena, name)),
		.time = file_time(state_lock_path(ifplan, name)),
	};

	if (state_is_partial(ifplan, name) != (mark.partial != 0) ||
	    state_is_outdated(ifplan, name))
		mark.applied = UINT64_MAX;
	return mark;
}

bool state_is_changed(struct ifplan *ifplan, struct arena *arena,
		      const char *name, const struct state_mark *since)
{
	return since->applied !=
		file_number(applied_path(ifplan, arena, name)) ||
		since->partial !=
		file_number(partial_path(ifplan, arena, name)) ||
		since->time != file_time(state_lock_path(ifplan, name));
}

bool state_is_partial_now(struct ifplan *ifplan, struct arena *arena,
			  const char *name)
{
	return access(partial_path(ifplan, arena, name), F_OK) == 0;
}

static const char *record_path(struct ifplan *ifplan, struct arena *arena,
			       const char *name)
{
	return state_is_partial(ifplan, name) ?
		partial_path(ifplan, arena, name) :
		applied_path(ifplan, arena, name);
}

/* It stands at the beginning; without it the record is ifupdown's. */
bool state_is_foreign(struct ifplan *ifplan, const char *name)
{
	const char *bytes, *at;
	uint64_t number = 0;
	size_t size;

	if ((!state_get(ifplan, name) && !state_is_partial(ifplan, name)) ||
	    file_read(ifplan->arena, record_path(ifplan, ifplan->arena, name),
		      &bytes, &size) < 0)
		return false;
	at = strstr(bytes, "\t" NAMESPACE " ");
	if (at)
		number = strtoull(at + strlen("\t" NAMESPACE " "), NULL, 10);
	return number && own_namespace() && number != own_namespace();
}

/* Our own options are taken out again. */
static void take_own(struct arena *arena, struct model *model,
		     struct target *target)
{
	struct iface *first = model->first;
	size_t count, kept = 0;
	const struct entry *entries;
	struct entry *rest;

	if (!first)
		return;
	entries = model_entries(model, first, &count);
	rest = ARENA_ARRAY(arena, count + 1, struct entry);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(entries[i].name, "ifplan-created"))
			*ARENA_PUSH(arena, &target->created,
				    &target->created_count) = entries[i].value;
		else if (!strcmp(entries[i].name, "ifplan-raised"))
			*ARENA_PUSH(arena, &target->raised,
				    &target->raised_count) = entries[i].value;
		else if (strcmp(entries[i].name, NAMESPACE))
			rest[kept++] = entries[i];
	first->entries = rest;
	first->entry_count = kept;
}

int state_load_applied(struct ifplan *ifplan, struct arena *arena,
		       struct target *target, struct model **ret)
{
	const char *path = record_path(ifplan, arena, target->name);
	struct diags ignored = { .arena = arena };
	struct model *model;
	int r = access(path, F_OK) < 0 ? -errno :
		model_load(arena, &ignored, &file_reader, path, false, &model);

	*ret = NULL;
	if (r < 0 && r != -ENOENT)
		complain_classic_to(&target->said, DIAG_ERROR,
				    "cannot read %s: %s", path, strerror(-r));
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	take_own(arena, model, target);
	if (model->first)
		*ret = model;
	return 0;
}
