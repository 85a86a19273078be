/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* measure.c - run a list of commands again and again, time some of them */
/*
 * usage: measure < LIST
 *
 * The list, one step a line, words parted by blanks:
 *
 *	time LABEL ROUNDS COMMAND...	measured in the first ROUNDS rounds
 *	check COMMAND...		marks the step above when it fails
 *	then COMMAND...			cleans up; status and words ignored
 *
 * A round is one walk down the list, so competitors alternate: A B C A B C.
 * What follows a `time' belongs to it and is left out with it.  A command
 * that starts with `chroot DIR' has its root changed by us, at no cost.
 *
 * For each label one line of tab-parted medians is printed: label, wall ms,
 * cpu ms (of the command and all its children), peak memory of the largest
 * of them in KiB, runs, and ok, failed or late.  Late is a command that was
 * stopped after 90 s; it is not run again.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEPS_MAX = 64, WORDS_MAX = 32, ROUNDS_MAX = 64, LIMIT_S = 90 };

enum verb { VERB_TIME, VERB_CHECK, VERB_THEN };

static const char *const verbs[] = { "time", "check", "then" };

struct sample {
	double wall_ms;
	double cpu_ms;
	long peak_kib;
	bool is_ok;
	bool is_late;
};

struct step {
	enum verb verb;
	char *label;
	unsigned rounds;
	char *argv[WORDS_MAX + 1];
	struct sample samples[ROUNDS_MAX];
	unsigned count;
	bool has_failed;
	bool is_late;
};

static struct step steps[STEPS_MAX];
static unsigned step_count;

static void fail(const char *what)
{
	fprintf(stderr, "measure: %s\n", what);
	exit(2);
}

static enum verb verb_find(const char *word)
{
	for (unsigned i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i], word) == 0)
			return (enum verb)i;
	fail("a line starts with time, check or then");
	return VERB_THEN;
}

static char *word_next(char **line)
{
	char *word = strtok_r(NULL, " \t\n", line);

	if (!word)
		fail("a line is too short");
	return word;
}

/* The words stay in LINE, which the step keeps. */
static void step_parse(char *line)
{
	struct step *step = &steps[step_count];
	char *word = strtok_r(line, " \t\n", &line);
	unsigned words = 0;

	if (!word)
		return;
	if (++step_count == STEPS_MAX)
		fail("too many lines");
	step->verb = verb_find(word);
	if (step->verb == VERB_TIME) {
		step->label = word_next(&line);
		step->rounds = (unsigned)strtoul(word_next(&line), NULL, 10);
		if (step->rounds > ROUNDS_MAX)
			fail("too many rounds");
	}
	word = word_next(&line);
	for (; word; word = strtok_r(NULL, " \t\n", &line)) {
		if (words == WORDS_MAX)
			fail("too many words");
		step->argv[words++] = word;
	}
}

static void steps_read(FILE *list)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, list) >= 0) {
		step_parse(line);
		line = NULL;
		room = 0;
	}
	free(line);
}

static double elapsed_ms(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) * 1e3 +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

static double timeval_ms(const struct timeval *time)
{
	return (double)time->tv_sec * 1e3 + (double)time->tv_usec / 1e3;
}

/* A group of its own, so that a late command ends with its children. */
static void child_exec(const struct step *step, const sigset_t *mask)
{
	char *const *argv = step->argv;

	if (step->verb == VERB_THEN)
		dup2(STDOUT_FILENO, STDERR_FILENO);
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (strcmp(argv[0], "chroot") == 0 && argv[1]) {
		if (chroot(argv[1]) < 0 || chdir("/") < 0)
			_exit(127);
		argv += 2;
	}
	execvp(argv[0], argv);
	_exit(127);
}

static bool child_wait(pid_t pid, const sigset_t *child, int *ret_status,
		       struct rusage *ret_usage)
{
	const struct timespec limit = { .tv_sec = LIMIT_S };
	bool is_late = false;

	if (sigtimedwait(child, NULL, &limit) < 0 && errno == EAGAIN) {
		is_late = true;
		kill(-pid, SIGKILL);
		sigwaitinfo(child, NULL);
	}
	wait4(pid, ret_status, 0, ret_usage);
	return is_late;
}

static struct sample command_run(const struct step *step)
{
	struct sample sample = { 0 };
	struct timespec start;
	struct rusage usage = { 0 };
	sigset_t child, mask;
	int status = -1;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &mask);
	clock_gettime(CLOCK_MONOTONIC, &start);
	pid = fork();
	if (pid < 0)
		fail("no more processes");
	if (pid == 0)
		child_exec(step, &mask);
	sample.is_late = child_wait(pid, &child, &status, &usage);
	sample.wall_ms = elapsed_ms(&start);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sample.cpu_ms = timeval_ms(&usage.ru_utime) +
			timeval_ms(&usage.ru_stime);
	sample.peak_kib = usage.ru_maxrss;
	sample.is_ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return sample;
}

static void step_time(struct step *step)
{
	struct sample sample = command_run(step);

	step->samples[step->count++] = sample;
	if (sample.is_late) {
		step->is_late = true;
		step->rounds = step->count;
	} else if (!sample.is_ok) {
		fprintf(stderr, "measure: %s failed\n", step->label);
		step->has_failed = true;
	}
}

static void round_run(unsigned round)
{
	struct step *timed = NULL;
	bool is_left_out = false;

	for (unsigned i = 0; i < step_count; i++) {
		struct step *step = &steps[i];

		if (step->verb == VERB_TIME) {
			timed = step;
			is_left_out = round >= step->rounds;
			if (!is_left_out)
				step_time(step);
			continue;
		}
		if (is_left_out || command_run(step).is_ok)
			continue;
		if (step->verb == VERB_CHECK && timed) {
			fprintf(stderr, "measure: check after %s failed\n",
				timed->label);
			timed->has_failed = true;
		}
	}
}

static int number_compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(double *numbers, unsigned count)
{
	if (count == 0)
		return 0;
	qsort(numbers, count, sizeof(*numbers), number_compare);
	return (numbers[(count - 1) / 2] + numbers[count / 2]) / 2;
}

static void step_print(const struct step *step, FILE *output)
{
	double wall_ms[ROUNDS_MAX], cpu_ms[ROUNDS_MAX];
	const char *status = "ok";
	long peak_kib = 0;

	for (unsigned i = 0; i < step->count; i++) {
		wall_ms[i] = step->samples[i].wall_ms;
		cpu_ms[i] = step->samples[i].cpu_ms;
		if (step->samples[i].peak_kib > peak_kib)
			peak_kib = step->samples[i].peak_kib;
	}
	if (step->is_late)
		status = "late";
	else if (step->has_failed)
		status = "failed";
	fprintf(output, "%s\t%.3f\t%.3f\t%ld\t%u\t%s\n", step->label,
		median(wall_ms, step->count), median(cpu_ms, step->count),
		peak_kib, step->count, status);
}

/* Commands read nothing; what they print goes nowhere. */
static FILE *streams_part(void)
{
	int output = dup(STDOUT_FILENO);
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (output < 0 || nothing < 0 ||
	    fcntl(output, F_SETFD, FD_CLOEXEC) < 0 ||
	    dup2(nothing, STDIN_FILENO) < 0 ||
	    dup2(nothing, STDOUT_FILENO) < 0)
		fail("no /dev/null");
	return fdopen(output, "w");
}

int main(void)
{
	unsigned rounds = 0;
	FILE *output;

	steps_read(stdin);
	output = streams_part();
	if (!output)
		fail("no output");
	for (unsigned i = 0; i < step_count; i++)
		if (steps[i].rounds > rounds)
			rounds = steps[i].rounds;
	for (unsigned round = 0; round < rounds; round++)
		round_run(round);
	for (unsigned i = 0; i < step_count; i++)
		if (steps[i].verb == VERB_TIME)
			step_print(&steps[i], output);
	return fflush(output) == 0 ? 0 : 1;
}
