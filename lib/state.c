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
 * have changed since.  It begins with options of ours: `ifplan-namespace` is the
 * network namespace, `ifplan-created` names the links that we made and may
 * delete, `ifplan-raised` those below it that we set up.  The fourth is where it stands from before the first change until
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
#include "lib/state.h"

const char *state_path(struct ifplan *ifplan, struct arena *arena,
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

const char *state_lock_path(struct ifplan *ifplan, const char *name)
{
	return state_path(ifplan, ifplan->arena, "ifstate.", name);
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

/* NULL: it is down. */
static int read_logical(struct arena *arena, int fd, const char **ret)
{
	char line[4096];
	ssize_t n;

	do
		n = pread(fd, line, sizeof(line) - 1, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	*ret = *line ? arena_strdup(arena, line) : NULL;
	return 0;
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

/* What is no file, or in no folder, is told of when it is to be locked. */
static bool is_told_later(int error)
{
	return error == -ENOENT || error == -ENOTDIR || error == -ELOOP ||
		error == -EISDIR || error == -ESPIPE;
}

/* It may say anything: what is done all the same is no success. */
static void complain_unread(struct ifplan *ifplan, const char *path, int error)
{
	complain_classic(ifplan, DIAG_ERROR, "cannot read %s: %s", path,
			 strerror(-error));
	ifplan->is_state_unread = true;
}

static void read_partial(struct ifplan *ifplan, struct intern *partial)
{
	const char *path = state_path(ifplan, ifplan->arena, "",
				      "ifplan.partial");
	const char **names;
	size_t count = 0;
	int r = file_reader.read_folder(NULL, ifplan->arena, path, &names,
					&count);

	if (r < 0 && !is_told_later(r))
		complain_unread(ifplan, path, r);
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

static int read_state(struct ifplan *ifplan, const char *name,
		      const char **ret)
{
	int fd = open(state_path(ifplan, ifplan->arena, "ifstate.", name),
		      O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int r;

	*ret = NULL;
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	r = read_logical(ifplan->arena, fd, ret);
	(void)close(fd);
	return r;
}

/* Those who may not read it are not those who change anything. */
static const char *read_known_state(struct ifplan *ifplan, const char *name)
{
	const char *logical;
	int r = read_state(ifplan, name, &logical);

	if (r < 0 && !is_told_later(r) && (r != -EACCES || geteuid() == 0))
		complain_unread(ifplan, state_path(ifplan, ifplan->arena,
						   "ifstate.", name), r);
	return logical;
}

const char *state_get(struct ifplan *ifplan, const char *name)
{
	struct intern *known = &recorded(ifplan)->logical;
	size_t before = known->count, number = intern_add(known, name);
	const char **logical = intern_item(known, number);

	if (number == before)
		*logical = read_known_state(ifplan, name);
	return *logical;
}

bool state_is_up_now(struct ifplan *ifplan, const char *name)
{
	const char *logical;

	return read_state(ifplan, name, &logical) == 0 && logical;
}

bool state_is_outdated(struct ifplan *ifplan, const char *name)
{
	struct intern *known = &recorded(ifplan)->logical;
	size_t number = intern_find(known, name);
	const char *now, *then;

	if (number == INTERN_NONE)
		return false;
	then = *(const char **)intern_item(known, number);
	(void)read_state(ifplan, name, &now);
	return now && then ? strcmp(now, then) != 0 : now != then;
}

int state_get_locked(struct ifplan *ifplan, const struct target *target,
		     bool *ret_is_up)
{
	const char *logical;
	int r = read_logical(ifplan->arena, target->lock, &logical);

	if (r < 0)
		complain_unread(ifplan, state_lock_path(ifplan, target->name),
				r);
	*ret_is_up = r == 0 && logical;
	return r;
}

bool state_is_known(struct ifplan *ifplan, const char *name)
{
	return access(state_path(ifplan, ifplan->arena, "ifstate.", name),
		      R_OK) == 0;
}

int state_write(const struct target *target, const char *logical)
{
	char line[4096];
	int n = snprintf(line, sizeof(line), "%s\n", logical ? logical : "");
	int r;

	if (n < 0 || (size_t)n >= sizeof(line))
		return -ENAMETOOLONG;
	if (lseek(target->lock, 0, SEEK_SET) < 0)
		return -errno;
	r = file_write_all(target->lock, line, (size_t)n);
	if (r < 0)
		return r;
	return ftruncate(target->lock, n) < 0 ? -errno : 0;
}

bool state_is_partial(struct ifplan *ifplan, const char *name)
{
	char *file = arena_strdup(ifplan->arena, name);

	for (char *c = file; *c; c++)
		*c = *c == '/' ? '.' : *c;
	return intern_find(&recorded(ifplan)->partial, file) != INTERN_NONE;
}

const char *const *state_partial(struct ifplan *ifplan, size_t *ret_count)
{
	*ret_count = recorded(ifplan)->partial.count;
	return recorded(ifplan)->partial.strings;
}

/* All of them */

#define LIST_LIMIT (4u << 20)	/* a record of 80 bytes for 50 000 links */
#define NAME_LIMIT 255

static int check_list(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (S_ISDIR(stat.st_mode))
		return -EISDIR;
	if (!S_ISREG(stat.st_mode))
		return -EINVAL;
	return stat.st_uid != 0 && stat.st_uid != geteuid() ? -EPERM : 0;
}

static ssize_t read_some(int fd, char *bytes, size_t size)
{
	size_t done = 0;
	ssize_t n;

	do {
		n = read(fd, bytes + done, size - done);
		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	} while (n != 0 && done < size);
	return (ssize_t)done;
}

/* Its first bytes: what is beyond the limit is no list of ours. */
static int read_list(struct arena *arena, const char *path,
		     const char **ret_bytes, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
		      O_NOCTTY);
	ssize_t n = fd < 0 ? -errno : check_list(fd);
	struct stat stat;
	char *bytes;

	if (n == 0 && fstat(fd, &stat) < 0)
		n = -errno;
	if (n == 0) {
		size_t size = (size_t)stat.st_size;

		if (size > LIST_LIMIT)
			size = LIST_LIMIT;
		*ret_bytes = bytes = arena_alloc(arena, size + 1);
		n = read_some(fd, bytes, size);
		*ret_size = n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		(void)close(fd);
	return n < 0 ? (int)n : 0;
}

/* Neither blanks nor control characters, and nothing that is no UTF-8. */
static bool is_word(const char *bytes, size_t length)
{
	unsigned more = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (more ? (c & 0xc0) != 0x80 :
		    c <= ' ' || c == 0x7f || (c >= 0x80 && c < 0xc2) ||
		    c > 0xf4)
			return false;
		if (more)
			more--;
		else
			more = 0u + (c >= 0xc2) + (c >= 0xe0) + (c >= 0xf0);
	}
	return length && !more;
}

static bool is_record(const char *line, size_t length)
{
	const char *equals = memchr(line, '=', length);
	size_t name = equals ? (size_t)(equals - line) : 0;

	return equals && name <= NAME_LIMIT && !memchr(line, '/', name) &&
		is_word(line, name) &&
		is_word(equals + 1, length - name - 1);
}

static int read_records(struct ifplan *ifplan, struct arena *arena,
			struct name_list *ret, size_t *ret_junk)
{
	const char *bytes = NULL, *end;
	size_t size = 0;
	int r = read_list(arena, state_path(ifplan, arena, "", "ifstate"),
			  &bytes, &size);

	*ret = (struct name_list){ .count = 0 };
	*ret_junk = 0;
	for (const char *at = bytes; at < bytes + size; at = end + 1) {
		end = memchr(at, '\n', (size_t)(bytes + size - at));
		if (!end)
			end = bytes + size;
		if (is_record(at, (size_t)(end - at)))
			*ARENA_PUSH(arena, &ret->names, &ret->count) =
				arena_strndup(arena, at, (size_t)(end - at));
		else
			*ret_junk += end > at;
	}
	return r == -ENOENT ? 0 : r;
}

int state_list(struct ifplan *ifplan, struct arena *arena,
	       const char ***ret_lines, size_t *ret_count)
{
	struct name_list list;
	size_t junk;
	int r = read_records(ifplan, arena, &list, &junk);

	*ret_lines = list.names;
	*ret_count = list.count;
	return r;
}

int state_learn(struct ifplan *ifplan)
{
	struct intern *known = &recorded(ifplan)->logical;
	const char **lines;
	size_t count;
	int r = state_list(ifplan, ifplan->arena, &lines, &count);

	if (r == 0)
		intern_reserve(known, count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const char *mark = strchr(lines[i], '=');
		size_t number = intern_add(known, arena_strndup(ifplan->arena,
						lines[i],
						(size_t)(mark - lines[i])));

		*(const char **)intern_item(known, number) = mark + 1;
	}
	return r;
}

/* The target that a line of the list is about, or NULL. */
static const struct target **find_changed(const char *line,
					  const struct intern *changed)
{
	char name[NAME_LIMIT + 1];
	size_t length = strcspn(line, "="), number;

	memcpy(name, line, length);
	name[length] = '\0';
	number = intern_find(changed, name);
	return number == INTERN_NONE ? NULL : intern_item(changed, number);
}

static void add_record(struct text *out, const struct target **target)
{
	if (*target)
		text_add(out, "%s=%s\n", (*target)->name, (*target)->logical);
	*target = NULL;
}

/* What is up already keeps its place; what comes up is the last. */
static void print_list(struct text *out, const struct name_list *list,
		       struct intern *changed)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct target **target = find_changed(list->names[i],
							    changed);

		if (target)
			add_record(out, target);
		else
			text_add(out, "%s\n", list->names[i]);
	}
	for (size_t i = 0; i < changed->count; i++)
		add_record(out, intern_item(changed, i));
}

int state_replace(const char *path, const char *temporary,
		  const struct text *text, int mode)
{
	int fd;

	(void)unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		  O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	return file_put(fd, temporary, path, text->at ? text->at : "",
			text->length, mode);
}

int state_refuse(struct ifplan *ifplan, int error)
{
	complain_classic(ifplan, DIAG_ERROR,
			 "cannot record what is up in %s: %s",
			 ifplan->state_dir, strerror(-error));
	return error;
}

static int read_for_change(struct ifplan *ifplan, struct arena *arena,
			   const char *path, struct name_list *ret)
{
	size_t junk;
	int r = read_records(ifplan, arena, ret, &junk);

	if (r < 0)
		complain_classic(ifplan, DIAG_ERROR,
				 "failed to open statefile %s: %s", path,
				 strerror(-r));
	else if (junk)
		complain_classic(ifplan, DIAG_WARNING, junk == 1 ?
				 "%s: %zu line is no record, it is dropped" :
				 "%s: %zu lines are no records, they are "
				 "dropped", path, junk);
	return r;
}

static int rewrite_list(struct ifplan *ifplan, struct arena *arena,
			struct target *const targets[], size_t count,
			bool is_up)
{
	const char *path = state_path(ifplan, arena, "", "ifstate");
	struct intern changed = {
		.arena = arena,
		.item_size = sizeof(const struct target *),
	};
	struct text out = { .arena = arena };
	struct name_list list;
	int r = read_for_change(ifplan, arena, path, &list);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		size_t number = intern_add(&changed, targets[i]->name);
		const struct target **target = intern_item(&changed, number);

		*target = is_up ? targets[i] : NULL;
	}
	print_list(&out, &list, &changed);
	r = state_replace(path, state_path(ifplan, arena, "", ".ifstate.tmp"), &out,
		    0644);
	return r < 0 ? state_refuse(ifplan, r) : 0;
}

/* Only for a moment at a time; but somebody may have stopped in it. */
static int lock_list(struct ifplan *ifplan)
{
	const char *path = state_path(ifplan, ifplan->arena, "",
				      ".ifstate.lock");
	int fd = lock_open(ifplan, path), r;

	if (fd < 0)
		return fd;
	r = lock_try(ifplan, fd, path);
	if (r == -EAGAIN)
		r = lock_wait(ifplan, fd, path);
	if (r < 0)
		(void)close(fd);
	return r < 0 ? r : fd;
}

int state_set(struct ifplan *ifplan, struct target *const targets[],
	      size_t count, bool is_up)
{
	int fd, r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = state_write(targets[i], is_up ? targets[i]->logical :
				  NULL);
	if (r < 0)
		return state_refuse(ifplan, r);
	fd = lock_list(ifplan);
	if (fd < 0)
		return fd;
	r = rewrite_list(ifplan, ifplan->arena, targets, count, is_up);
	(void)close(fd);
	return r;
}
