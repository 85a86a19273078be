// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * session.c - ifedit at a terminal: an editor on a copy, and questions
 *
 *	copy -> editor -> findings -- errors: edit again, discard, keep
 *	          ^           |
 *	          +-----------+------ none: write, edit again, discard
 *
 * What somebody typed is never lost: but for "discard" and "write" the copy
 * stays, and its name is told.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/edit.h"

/* A folder of its own; editors know the syntax by the name "interfaces". */
struct copy {
	char *folder;
	char *path;
};

/* The copy */

static int write_text(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		return -errno;
	(void)fwrite(bytes, 1, size, out);
	return fclose(out) == 0 ? 0 : -errno;
}

static int make_copy(struct edit *edit, struct copy *copy)
{
	const struct original *original = &edit->originals[0];
	const char *parent = getenv("TMPDIR");

	if (asprintf(&copy->folder, "%s/ifedit.XXXXXX",
		     parent && *parent ? parent : "/tmp") < 0)
		copy->folder = NULL;
	if (!copy->folder || !mkdtemp(copy->folder))
		return copy->folder ? -errno : -ENOMEM;
	if (asprintf(&copy->path, "%s/interfaces", copy->folder) < 0) {
		copy->path = NULL;
		return -ENOMEM;
	}
	return write_text(copy->path, original->bytes, original->size);
}

/* With what the editor left beside it. */
static void remove_copy(const struct copy *copy)
{
	DIR *folder = opendir(copy->folder);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		(void)closedir(folder);
	(void)rmdir(copy->folder);
}

static int keep_copy(const struct copy *copy, int code)
{
	fprintf(stderr, "ifedit: your copy is %s\n", copy->path);
	return code;
}

/* What the copy holds becomes the file's text. */
static int read_copy(struct edit *edit, const struct copy *copy)
{
	FILE *in = fopen(copy->path, "r");
	struct stat facts;
	size_t size;
	char *bytes;
	int r;

	if (!in || fstat(fileno(in), &facts) < 0) {
		r = -errno;
		if (in)
			(void)fclose(in);
		return r;
	}
	size = (size_t)facts.st_size;
	bytes = malloc(size + 1);
	if (!bytes || fread(bytes, 1, size, in) != size)
		r = bytes ? -EIO : -ENOMEM;
	else
		r = ifplan_file_set_text(edit->file, NULL, bytes, size);
	free(bytes);
	(void)fclose(in);
	return r < 0 ? r : 0;
}

/* The editor */

/* The variables may hold words, as visudo and git take them. */
static char *editor_command(void)
{
	const char *editor = getenv("VISUAL");
	char *command;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	if (!editor || !*editor)
		return strdup("command -v editor >/dev/null && "
			      "exec editor \"$1\"; exec vi \"$1\"");
	return asprintf(&command, "exec %s \"$1\"", editor) < 0 ? NULL :
		command;
}

static void exec_editor(const char *command, const char *path)
{
	(void)execl("/bin/sh", "sh", "-c", command, "ifedit", path,
		    (char *)NULL);
	_exit(127);
}

/* Keys that stop a program are for the editor while it runs. */
static void ignore_keys(struct sigaction saved[2])
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	(void)sigaction(SIGINT, &ignore, &saved[0]);
	(void)sigaction(SIGQUIT, &ignore, &saved[1]);
}

static void heed_keys(const struct sigaction saved[2])
{
	(void)sigaction(SIGINT, &saved[0], NULL);
	(void)sigaction(SIGQUIT, &saved[1], NULL);
}

/* The status of waitpid(), or a negative errno. */
static int run_editor(const struct copy *copy)
{
	char *command = editor_command();
	struct sigaction saved[2];
	int status = -ENOMEM;
	pid_t pid;

	if (!command)
		return -ENOMEM;
	ignore_keys(saved);
	pid = fork();
	if (pid == 0) {
		heed_keys(saved);
		exec_editor(command, copy->path);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0)
		status = -errno;
	heed_keys(saved);
	free(command);
	return status;
}

static bool is_edited(struct edit *edit, const struct copy *copy)
{
	int status = run_editor(copy), r = 0;

	if (status == 0)
		r = read_copy(edit, copy);
	if (status == 0 && r == 0)
		return true;
	if (status < 0 || r < 0)
		(void)edit_failure(edit, copy->path, status < 0 ? status : r);
	else if (WIFEXITED(status))
		(void)edit_complain(edit, NULL, "the editor failed, exit code "
				    "%d", WEXITSTATUS(status));
	else
		(void)edit_complain(edit, NULL, "the editor was ended by "
				    "signal %d", WTERMSIG(status));
	return false;
}

/* Questions */

/* Only so that read() returns. */
static void wake_up(int number)
{
	(void)number;
}

/* The first letter of what was typed; 0 for ^C or the end of input. */
static char read_letter(void)
{
	const struct sigaction wake = { .sa_handler = wake_up };
	struct sigaction saved;
	char line[64], letter = '\0';
	ssize_t got;

	(void)sigaction(SIGINT, &wake, &saved);
	got = read(STDIN_FILENO, line, sizeof(line));
	(void)sigaction(SIGINT, &saved, NULL);
	if (got > 0)
		letter = line[strspn(line, " ")];
	else
		putchar('\n');
	return letter;
}

/* One of LETTERS, or 0 when nobody answers. */
static char ask(const char *question, const char *letters)
{
	char letter;

	do {
		fputs(question, stdout);
		(void)fflush(stdout);
		letter = read_letter();
	} while (letter && !strchr(letters, letter));
	return letter;
}

static int write_it(struct edit *edit, const struct copy *copy)
{
	int r = save_edit(edit);

	if (r != EDIT_DONE)
		return keep_copy(copy, r);
	remove_copy(copy);
	return EDIT_DONE;
}

static int discard(const struct copy *copy)
{
	remove_copy(copy);
	puts("Nothing was written");
	return EDIT_DONE;
}

static char ask_to_write(struct edit *edit)
{
	for (size_t i = 0; edit->changes[i]; i++)
		puts(edit->changes[i]);
	printf("Write %s? ", edit->target);
	return ask("(y)es, (e)dit again, (d)iscard: ", "yed");
}

/* The exit code, or -1: edit again. */
static int decide(struct edit *edit, const struct copy *copy)
{
	int r = findings_judge(edit);
	char letter;

	if (r == EDIT_DONE)
		r = ifplan_file_changes(edit->file, &edit->changes);
	if (r < 0)
		return keep_copy(copy, edit_failure(edit, edit->target, r));
	letter = r ? ask("(e)dit again, (d)iscard, (k)eep the copy? ", "edk") :
		ask_to_write(edit);
	if (letter == 'e')
		return -1;
	if (letter == 'd')
		return discard(copy);
	if (letter == 'y')
		return write_it(edit, copy);
	return keep_copy(copy, r ? EDIT_INVALID : EDIT_FAILED);
}

static int talk(struct edit *edit, const struct copy *copy)
{
	int r;

	do {
		if (!is_edited(edit, copy))
			return keep_copy(copy, EDIT_FAILED);
		if (!ifplan_file_is_changed(edit->file, NULL)) {
			remove_copy(copy);
			puts("No changes");
			return EDIT_DONE;
		}
		r = decide(edit, copy);
	} while (r < 0);
	return r;
}

int session_run(struct edit *edit)
{
	struct copy copy = { NULL, NULL };
	int r = make_copy(edit, &copy);

	if (r < 0)
		r = edit_failure(edit, copy.path ? copy.path : copy.folder, r);
	else
		r = talk(edit, &copy);
	free(copy.path);
	free(copy.folder);
	return r;
}
