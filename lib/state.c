// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * state.c - what is up, where other programs look for it, and as applied
 *
 *	ifstate           lines NAME=LOGICAL, replaced whole under .ifstate.lock
 *	ifstate.NAME      the lock of an interface; holds its logical name
 *	ifplan/NAME       its stanzas as applied, in interfaces(5) syntax
 *	ifplan.partial/   the same, while it is being brought up or down
 *
 * The first two are ifupdown's own, with its lock protocol, so that old tools
 * and we can run side by side.  The third is what ifdown goes by: the file may
 * have changed since.  It begins with options of ours: `ifplan-created` names
 * the links that we made and may delete, `ifplan-raised` those below it that
 * we set up.  The fourth is where it stands from before the first change until
 * all is done: what a kill leaves there, ifup and ifdown both finish.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/internal.h"

/* A path below the state folder; '/' in names becomes '.'. */
static const char *state_path(struct ifplan *ifplan, struct arena *arena,
			      const char *prefix, const char *name)
{
	size_t a = strlen(ifplan->state_dir), b = strlen(prefix);
	size_t c = strlen(name);
	char *path = arena_alloc(arena, a + b + c + 2);

	memcpy(path, ifplan->state_dir, a);
	path[a] = '/';
	memcpy(path + a + 1, prefix, b);
	for (size_t i = 0; i < c; i++)
		path[a + 1 + b + i] = (char)(name[i] == '/' ? '.' : name[i]);
	return path;
}

static int make_folder(struct ifplan *ifplan, const char *path)
{
	struct stat stat_of;
	int r = mkdir(path, 0755) < 0 && errno != EEXIST ? -errno : 0;

	if (r == 0 && (stat(path, &stat_of) < 0 || !S_ISDIR(stat_of.st_mode)))
		r = -ENOTDIR;
	if (r < 0)
		complain_classic(ifplan, DIAG_ERROR,
				 "cannot make the folder %s: %s", path,
				 strerror(-r));
	return r;
}

int state_prepare(struct ifplan *ifplan)
{
	int r = make_folder(ifplan, ifplan->state_dir);

	if (r == 0)
		r = make_folder(ifplan, state_path(ifplan, ifplan->arena, "",
						   "ifplan"));
	if (r == 0)
		r = make_folder(ifplan, state_path(ifplan, ifplan->arena, "",
						   "ifplan.partial"));
	return r;
}

/* Locks */

static int lock_file(int fd, int type, bool does_wait)
{
	struct flock lock = { .l_type = (short)type, .l_whence = SEEK_SET };
	int r;

	do
		r = fcntl(fd, does_wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
	while (r < 0 && errno == EINTR);
	return r < 0 ? -errno : 0;
}

static int open_lock(struct ifplan *ifplan, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int r = fd < 0 ? -errno : fd;

	if (r < 0)
		complain_classic(ifplan, DIAG_ERROR,
				 "failed to open lockfile %s: %s", path,
				 strerror(-r));
	return r;
}

/* -EAGAIN: somebody has it. */
static int take_lock(struct ifplan *ifplan, int fd, const char *path,
		     bool does_wait)
{
	int r = lock_file(fd, F_WRLCK, does_wait);

	if (r == -EACCES)
		r = -EAGAIN;
	if (r < 0 && r != -EAGAIN)
		complain_classic(ifplan, DIAG_ERROR,
				 "failed to lock lockfile %s: %s", path,
				 strerror(-r));
	return r;
}

static int complain_holder(struct ifplan *ifplan, const struct target *target,
			   const char *path)
{
	const char *phase = getenv(hook_recursion_name(ifplan->arena,
						       target->name));

	if (!phase) {
		complain_classic(ifplan, DIAG_NOTE, "waiting for lock on %s",
				 path);
		return -EAGAIN;
	}
	complain_classic(ifplan, DIAG_ERROR, "recursion detected for "
			 "interface %s in %s phase", target->name, phase);
	return -EDEADLK;
}

int state_lock(struct ifplan *ifplan, struct target *target, bool does_wait)
{
	const char *path = state_path(ifplan, ifplan->arena, "ifstate.",
				      target->name);
	int r;

	if (target->lock < 0)
		target->lock = open_lock(ifplan, path);
	if (target->lock < 0)
		return target->lock;
	r = take_lock(ifplan, target->lock, path, does_wait);
	if (r == -EAGAIN)
		r = complain_holder(ifplan, target, path);
	if (r < 0 && r != -EAGAIN)
		state_unlock(target);
	return r;
}

void state_unlock(struct target *target)
{
	if (target->lock >= 0)
		(void)close(target->lock);
	target->lock = -1;
}

bool state_is_locked(struct ifplan *ifplan, const char *name)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(state_path(ifplan, ifplan->arena, "ifstate.", name),
		      O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool is_locked;

	if (fd < 0)
		return false;
	is_locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 &&
		lock.l_type != F_UNLCK;
	(void)close(fd);
	return is_locked;
}

/* One interface */

static const char *read_logical(struct arena *arena, int fd)
{
	char line[4096];
	ssize_t n = pread(fd, line, sizeof(line) - 1, 0);

	if (n <= 0)
		return NULL;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return *line ? arena_strdup(arena, line) : NULL;
}

/* What was read of the state, by name; NULL is down. */
struct recorded {
	struct intern logical;		/* the items are const char * */
	struct intern partial;		/* names in ifplan.partial */
};

void state_forget(struct ifplan *ifplan)
{
	ifplan->recorded = NULL;
}

static void read_partial(struct ifplan *ifplan, struct intern *partial)
{
	const char **names;
	size_t count = 0;

	(void)file_reader.read_folder(NULL, ifplan->arena,
				      state_path(ifplan, ifplan->arena, "",
						 "ifplan.partial"),
				      &names, &count);
	for (size_t i = 0; i < count; i++)
		if (names[i][0] != '.')
			(void)intern_add(partial, names[i]);
}

static struct recorded *recorded(struct ifplan *ifplan)
{
	if (ifplan->recorded)
		return ifplan->recorded;
	ifplan->recorded = ARENA_NEW(ifplan->arena, struct recorded);
	ifplan->recorded->logical = (struct intern){
		.arena = ifplan->arena,
		.item_size = sizeof(const char *),
	};
	ifplan->recorded->partial.arena = ifplan->arena;
	read_partial(ifplan, &ifplan->recorded->partial);
	return ifplan->recorded;
}

static const char *read_state(struct ifplan *ifplan, const char *name)
{
	int fd = open(state_path(ifplan, ifplan->arena, "ifstate.", name),
		      O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	const char *logical;

	if (fd < 0)
		return NULL;
	logical = read_logical(ifplan->arena, fd);
	(void)close(fd);
	return logical;
}

const char *state_get(struct ifplan *ifplan, const char *name)
{
	struct intern *known = &recorded(ifplan)->logical;
	size_t before = known->count, number = intern_add(known, name);
	const char **logical = intern_item(known, number);

	if (number == before)
		*logical = read_state(ifplan, name);
	return *logical;
}

const char *state_get_locked(struct arena *arena, const struct target *target)
{
	return read_logical(arena, target->lock);
}

bool state_is_known(struct ifplan *ifplan, const char *name)
{
	return access(state_path(ifplan, ifplan->arena, "ifstate.", name),
		      R_OK) == 0;
}

static int write_logical(const struct target *target, bool is_up)
{
	char line[4096];
	int n = snprintf(line, sizeof(line), "%s\n",
			 is_up ? target->logical : "");

	if (n < 0 || (size_t)n >= sizeof(line))
		return -ENAMETOOLONG;
	if (pwrite(target->lock, line, (size_t)n, 0) != n)
		return errno ? -errno : -EIO;
	return ftruncate(target->lock, n) < 0 ? -errno : 0;
}

/* All of them */

int state_list(struct ifplan *ifplan, struct arena *arena,
	       const char ***ret_lines, size_t *ret_count)
{
	const char *bytes, *end;
	size_t size;
	int r = file_read(arena, state_path(ifplan, arena, "", "ifstate"),
			  &bytes, &size);

	*ret_lines = NULL;
	*ret_count = 0;
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	for (const char *at = bytes; at < bytes + size; at = end + 1) {
		end = memchr(at, '\n', (size_t)(bytes + size - at));
		if (!end)
			end = bytes + size;
		if (memchr(at, '=', (size_t)(end - at)))
			*ARENA_PUSH(arena, ret_lines, ret_count) =
				arena_strndup(arena, at, (size_t)(end - at));
	}
	return 0;
}

static bool keeps_line(const char *line, const struct intern *changed)
{
	char name[4096];
	size_t length = strcspn(line, "=");

	if (length >= sizeof(name))
		return true;
	memcpy(name, line, length);
	name[length] = '\0';
	return intern_find(changed, name) == INTERN_NONE;
}

static int rewrite_list(struct ifplan *ifplan, struct arena *arena,
			struct target *const targets[], size_t count,
			bool is_up)
{
	struct intern changed = { .arena = arena };
	struct text out = { .arena = arena };
	const char **lines;
	size_t line_count;
	int r = state_list(ifplan, arena, &lines, &line_count);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		if (!targets[i]->is_meta)
			(void)intern_add(&changed, targets[i]->name);
	text_add(&out, "%s", "");
	for (size_t i = 0; i < line_count; i++)
		if (keeps_line(lines[i], &changed))
			text_add(&out, "%s\n", lines[i]);
	for (size_t i = 0; is_up && i < count; i++)
		if (!targets[i]->is_meta)
			text_add(&out, "%s=%s\n", targets[i]->name,
				 targets[i]->logical);
	return file_replace(state_path(ifplan, arena, "", "ifstate"), out.at,
			    out.length, 0644);
}

int state_set(struct ifplan *ifplan, struct target *const targets[],
	      size_t count, bool is_up)
{
	const char *path = state_path(ifplan, ifplan->arena, "",
				      ".ifstate.lock");
	int fd, r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		if (!targets[i]->is_meta)
			r = write_logical(targets[i], is_up);
	if (r < 0)
		return r;
	fd = open_lock(ifplan, path);
	if (fd < 0)
		return fd;
	r = take_lock(ifplan, fd, path, true);
	if (r == 0)
		r = rewrite_list(ifplan, ifplan->arena, targets, count, is_up);
	(void)close(fd);
	return r;
}

/* As applied */

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

/* Not replaced but written: were it torn, nothing has been changed yet. */
static int write_partial(struct ifplan *ifplan, struct arena *arena,
			 const struct target *target)
{
	struct text out = { .arena = arena };

	for (size_t i = 0; i < target->job_count; i++) {
		print_stanza(&out, &target->jobs[i]);
		if (i == 0) {
			print_links(&out, "ifplan-created", target->created,
				    target->created_count);
			print_links(&out, "ifplan-raised", target->raised,
				    target->raised_count);
		}
		print_entries(&out, &target->jobs[i]);
	}
	return file_write(partial_path(ifplan, arena, target->name),
			  out.at ? out.at : "", out.length, 0600);
}

int state_begin(struct ifplan *ifplan, struct arena *arena,
		const struct target *target, bool is_up)
{
	if (is_up)
		return write_partial(ifplan, arena, target);
	/* ifupdown left no such record: its stanzas are the file's. */
	if (rename(applied_path(ifplan, arena, target->name),
		   partial_path(ifplan, arena, target->name)) < 0 &&
	    errno != ENOENT)
		return -errno;
	return 0;
}

int state_end(struct ifplan *ifplan, struct arena *arena,
	      const struct target *target, bool is_up)
{
	const char *partial = partial_path(ifplan, arena, target->name);

	if (is_up)
		return rename(partial, applied_path(ifplan, arena,
						    target->name)) < 0 ?
			-errno : 0;
	return unlink(partial) < 0 && errno != ENOENT ? -errno : 0;
}

bool state_is_partial(struct ifplan *ifplan, const char *name)
{
	char *file = arena_strdup(ifplan->arena, name);

	for (char *c = file; *c; c++)
		*c = *c == '/' ? '.' : *c;
	return intern_find(&recorded(ifplan)->partial, file) != INTERN_NONE;
}

bool state_is_partial_now(struct ifplan *ifplan, struct arena *arena,
			  const char *name)
{
	return access(partial_path(ifplan, arena, name), F_OK) == 0;
}

const char *const *state_partial(struct ifplan *ifplan, size_t *ret_count)
{
	*ret_count = recorded(ifplan)->partial.count;
	return recorded(ifplan)->partial.strings;
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
		else
			rest[kept++] = entries[i];
	first->entries = rest;
	first->entry_count = kept;
}

struct model *state_load_applied(struct ifplan *ifplan, struct arena *arena,
				 struct target *target)
{
	const char *path = state_is_partial(ifplan, target->name) ?
		partial_path(ifplan, arena, target->name) :
		applied_path(ifplan, arena, target->name);
	struct diags ignored = { .arena = arena };
	struct model *model;

	if (access(path, F_OK) < 0 ||
	    model_load(arena, &ignored, &file_reader, path, false, &model) < 0)
		return NULL;
	take_own(arena, model, target);
	return model->first ? model : NULL;
}
