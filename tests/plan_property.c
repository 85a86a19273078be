/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan_property.c - what must hold for the plan of any file
 *
 * For each folder of testdata/cases that has `interfaces` and `kernel`, and
 * both for `ifup -a` and for all its interfaces by name:
 *
 *	an image read and written again is the same image
 *	what was planned is not planned again: the kernel as the plan leaves it
 *		needs no change
 *	the inverses of all changes, backwards, restore the kernel
 *	the order of stanzas does not matter: the changes are the same
 *
 * Nothing is run: changes are applied to a snapshot.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/internal.h"

#define SEED 20250601
#define SHUFFLES 8
#define NAMES_MAX 64

/* One planning: the handle owns everything. */
struct planning {
	struct ifplan *ifplan;
	struct ifplan_plan *plan;
};

struct ground {
	struct arena *arena;
	const char *name;		/* of the case */
	const char *interfaces;		/* paths */
	const char *kernel;
	const char *state;
	const char *scratch;
	const char *const *names;	/* NULL: ifup -a */
	uint64_t seed;
};

typedef const char *property(struct ground *ground);

/* Files */

static const char *write_text(struct ground *ground, const char *name,
			      const char *text, size_t length)
{
	const char *path = arena_printf(ground->arena, "%s/%s",
					ground->scratch, name);

	assert_int_equal(file_write(path, text, length, 0600), 0);
	return path;
}

static const char *read_text(struct arena *arena, const char *path)
{
	const char *bytes = NULL;
	size_t size;

	assert_int_equal(file_read(arena, path, &bytes, &size), 0);
	return bytes;
}

/* Snapshots */

static struct snapshot *read_snapshot(struct arena *arena, const char *path)
{
	struct diags diags = { .arena = arena };
	struct snapshot *snapshot = NULL;
	const char *bytes = read_text(arena, path);

	assert_int_equal(image_read(arena, &diags, path, bytes, strlen(bytes),
				    &snapshot), 0);
	return snapshot;
}

static const char *image_of(struct arena *arena,
			    const struct snapshot *snapshot)
{
	struct text out = { .arena = arena };

	image_write(snapshot, &out);
	return out.at;
}

static void complete(struct snapshot *snapshot, const struct link *link,
		     const char *name, const char *text)
{
	const struct option *row = option_find(common_options, name);
	const char *problem;
	struct value value;
	struct setting setting;
	size_t length;

	if (link_attribute(link, row->place, row->attribute, &length))
		return;
	assert_int_equal(option_parse(snapshot->arena, row, text, &value,
				      &problem), 0);
	setting = setting_new(snapshot->arena, row, &value, NULL);
	snapshot_apply(snapshot, &(struct change){
		.verb = LINK_SET,
		.link = link->name,
		.settings = &setting,
		.setting_count = 1,
		.addr_gen_mode = -1,
	});
}

/* A `kernel` says little of each link; the kernel itself says it all. */
static const char *complete_kernel(struct ground *ground, const char *path)
{
	struct snapshot *snapshot = read_snapshot(ground->arena, path);
	const char *image;

	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *link = snapshot->links[i];

		complete(snapshot, link, "mtu", "1500");
		complete(snapshot, link, "hwaddress",
			 arena_printf(ground->arena, "02:00:00:00:ff:%02x",
				      link->index));
	}
	image = image_of(ground->arena, snapshot);
	return write_text(ground, "kernel", image, strlen(image));
}

/* Plans */

static struct planning make_plan(struct ground *ground,
				 const char *interfaces, const char *kernel)
{
	struct planning planning = { .ifplan = NULL };
	struct ifplan *ifplan;

	assert_int_equal(ifplan_new(&ifplan), 0);
	assert_int_equal(ifplan_set_interfaces(ifplan, interfaces), 0);
	assert_int_equal(ifplan_set_snapshot(ifplan, kernel), 0);
	assert_int_equal(ifplan_set_state_dir(ifplan, ground->state), 0);
	ifplan_set_flag(ifplan, IFPLAN_ALL, true);
	ifplan_set_flag(ifplan, IFPLAN_NO_ACT, true);
	ifplan_set_flag(ifplan, IFPLAN_NO_SCRIPTS, true);
	assert_int_equal(ifplan_load(ifplan), 0);
	planning.ifplan = ifplan;
	assert_int_equal(ifplan_make_plan(ifplan, IFPLAN_UP, ground->names,
					  &planning.plan), 0);
	return planning;
}

static void end(struct planning *planning)
{
	planning->ifplan = ifplan_free(planning->ifplan);
}

/* The texts of all changes, a line each. */
static const char *changes_of(struct arena *arena,
			      const struct ifplan_plan *plan)
{
	struct text out = { .arena = arena };

	text_add(&out, "%s", "");
	for (const struct step *s = plan->first; s; s = s->next)
		if (s->type == STEP_CHANGE)
			text_add(&out, "%s\n", s->text);
	return out.at;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *sort_lines(struct arena *arena, const char *text)
{
	struct text out = { .arena = arena };
	const char **lines = NULL;
	size_t count = 0;

	for (; *text; text += strcspn(text, "\n") + 1)
		*ARENA_PUSH(arena, &lines, &count) =
			arena_strndup(arena, text, strcspn(text, "\n"));
	if (count)
		qsort(lines, count, sizeof(*lines), compare_lines);
	text_add(&out, "%s", "");
	for (size_t i = 0; i < count; i++)
		text_add(&out, "%s\n", lines[i]);
	return out.at;
}

static const char *differ(struct arena *arena, const char *expected,
			  const char *got)
{
	return strcmp(expected, got) ?
		arena_printf(arena, "expected\n%s--- got\n%s", expected, got) :
		NULL;
}

/* The properties: NULL, or what is wrong */

static const char *images_come_back(struct ground *ground)
{
	struct planning first = make_plan(ground, ground->interfaces,
					  ground->kernel);
	const char *image = image_of(ground->arena, first.plan->snapshot);
	const char *path = write_text(ground, "projected", image,
				      strlen(image));

	end(&first);
	return differ(ground->arena, image,
		      image_of(ground->arena,
			       read_snapshot(ground->arena, path)));
}

static const char *nothing_is_left_to_do(struct ground *ground)
{
	struct planning first = make_plan(ground, ground->interfaces,
					  ground->kernel), second;
	const char *image = image_of(ground->arena, first.plan->snapshot);
	const char *path = write_text(ground, "projected", image,
				      strlen(image));
	const char *left;

	end(&first);
	second = make_plan(ground, ground->interfaces, path);
	left = changes_of(ground->arena, second.plan);
	end(&second);
	return differ(ground->arena, "", left);
}

static const char *inverses_restore(struct ground *ground)
{
	struct planning planning = make_plan(ground, ground->interfaces,
					     ground->kernel);
	struct ifplan_plan *plan = planning.plan;
	const char *before = image_of(ground->arena,
		read_snapshot(ground->arena, ground->kernel)), *problem;
	struct step **steps = NULL;
	size_t count = 0;

	for (struct step *s = plan->first; s; s = s->next)
		*ARENA_PUSH(ground->arena, &steps, &count) = s;
	while (count-- > 0)
		if (steps[count]->has_inverse)
			snapshot_apply(plan->snapshot, &steps[count]->inverse);
	problem = differ(ground->arena, before,
			 image_of(ground->arena, plan->snapshot));
	if (problem)
		problem = arena_printf(ground->arena, "%s--- after\n%s",
				       problem, changes_of(ground->arena,
							   plan));
	end(&planning);
	return problem;
}

/* Order */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static bool starts_with(const char *line, const char *word)
{
	size_t length = strlen(word);

	return !strncmp(line, word, length) && text_is_blank(line[length]);
}

/* Order has a meaning where a file says so. */
static bool is_ordered(const char *text)
{
	static const char *const words[] = { "source", "source-directory",
					     "mapping" };

	for (; *text; text += strcspn(text, "\n") + !!strchr(text, '\n')) {
		for (size_t i = 0; i < 3; i++)
			if (starts_with(text, words[i]))
				return true;
		if (starts_with(text, "iface") &&
		    memmem(text, strcspn(text, "\n"), " inherits ", 10))
			return true;
	}
	return false;
}

/* Where the next stanza starts: its own lines are indented or blank. */
static size_t stanza_length(const char *text)
{
	const char *at = text;
	bool has_iface = false;

	do {
		has_iface |= starts_with(at, "iface");
		at += strcspn(at, "\n");
		at += *at == '\n';
	} while (*at && (!has_iface || strchr(" \t\n", *at)));
	return (size_t)(at - text);
}

static const char *shuffle(struct ground *ground, const char *text)
{
	struct text out = { .arena = ground->arena };
	const char **chunks = NULL;
	size_t count = 0;

	for (size_t n; *text; text += n) {
		n = stanza_length(text);
		*ARENA_PUSH(ground->arena, &chunks, &count) =
			arena_printf(ground->arena, "%.*s\n", (int)n, text);
	}
	for (size_t i = count; i > 1; i--) {
		size_t other = next_random(&ground->seed) % i;
		const char *chunk = chunks[i - 1];

		chunks[i - 1] = chunks[other];
		chunks[other] = chunk;
	}
	for (size_t i = 0; i < count; i++)
		text_add(&out, "%s", chunks[i]);
	return out.at;
}

static const char *changes_in_order(struct ground *ground,
				    const char *interfaces)
{
	struct planning planning = make_plan(ground, interfaces,
					     ground->kernel);
	const char *changes = sort_lines(ground->arena,
		changes_of(ground->arena, planning.plan));

	end(&planning);
	return changes;
}

static const char *order_does_not_matter(struct ground *ground)
{
	const char *text = read_text(ground->arena, ground->interfaces);
	const char *expected, *problem = NULL;

	if (is_ordered(text))
		return NULL;
	expected = changes_in_order(ground, ground->interfaces);
	for (int i = 0; i < SHUFFLES && !problem; i++) {
		const char *other = shuffle(ground, text);
		const char *path = write_text(ground, "interfaces", other,
					      strlen(other));

		problem = differ(ground->arena, expected,
				 changes_in_order(ground, path));
		if (problem)
			problem = arena_printf(ground->arena,
					       "%s--- with\n%s", problem,
					       other);
	}
	return problem;
}

/* The cases */

static const char *source_path(struct arena *arena, const char *path)
{
	const char *folder = getenv("srcdir");

	return arena_printf(arena, "%s/%s", folder ? folder : ".", path);
}

static bool is_file(const char *path)
{
	struct stat stat_buffer;

	return stat(path, &stat_buffer) == 0 && S_ISREG(stat_buffer.st_mode);
}

/* Every interface of the file, by name. */
static const char *const *all_names(struct ground *ground)
{
	struct diags diags = { .arena = ground->arena };
	const char **names = ARENA_ARRAY(ground->arena, NAMES_MAX + 1,
					 const char *);
	struct model *model = NULL;
	size_t count = 0;

	assert_int_equal(model_load(ground->arena, &diags, &file_reader,
				    ground->interfaces, true, &model), 0);
	for (struct iface *i = model->first; i && count < NAMES_MAX;
	     i = i->next)
		names[count++] = i->name;
	return names;
}

static unsigned check_case(struct ground *ground, const char *folder,
			   property *holds)
{
	const char *const *names[2] = { NULL, NULL };
	const char *problem = NULL;

	ground->interfaces = arena_printf(ground->arena, "%s/%s/interfaces",
					  folder, ground->name);
	ground->kernel = arena_printf(ground->arena, "%s/%s/kernel", folder,
				      ground->name);
	if (!is_file(ground->interfaces) || !is_file(ground->kernel))
		return 0;
	ground->kernel = complete_kernel(ground, ground->kernel);
	names[1] = all_names(ground);
	for (int i = 0; i < 2 && !problem; i++) {
		ground->names = names[i];
		problem = holds(ground);
		if (problem)
			print_error("%s, %s:\n%s\n", ground->name,
				    i ? "by name" : "ifup -a", problem);
	}
	return problem ? 1 : 0;
}

static void remove_scratch(const struct ground *ground)
{
	static const char *const names[] = { "kernel", "projected",
					     "interfaces" };

	for (size_t i = 0; i < 3; i++)
		(void)unlink(arena_printf(ground->arena, "%s/%s",
					  ground->scratch, names[i]));
	(void)rmdir(ground->state);
	(void)rmdir(ground->scratch);
}

static void check_cases(property *holds)
{
	struct arena *arena = arena_new();
	const char *folder = source_path(arena, "testdata/cases");
	char scratch[] = "/tmp/plan_property.XXXXXX";
	struct ground ground = { .arena = arena, .seed = SEED };
	const struct dirent *entry;
	unsigned wrong = 0;
	DIR *cases = opendir(folder);

	assert_non_null(cases);
	assert_non_null(mkdtemp(scratch));
	ground.scratch = scratch;
	ground.state = arena_printf(arena, "%s/state", scratch);
	assert_int_equal(mkdir(ground.state, 0700), 0);
	while ((entry = readdir(cases))) {
		ground.name = entry->d_name;
		if (*entry->d_name != '.')
			wrong += check_case(&ground, folder, holds);
	}
	closedir(cases);
	remove_scratch(&ground);
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

#define PROPERTY_TEST(NAME) \
	static void test_##NAME(void **state) \
	{ \
		(void)state; \
		check_cases(NAME); \
	}

PROPERTY_TEST(images_come_back)
PROPERTY_TEST(nothing_is_left_to_do)
PROPERTY_TEST(inverses_restore)
PROPERTY_TEST(order_does_not_matter)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_images_come_back),
		cmocka_unit_test(test_nothing_is_left_to_do),
		cmocka_unit_test(test_inverses_restore),
		cmocka_unit_test(test_order_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
