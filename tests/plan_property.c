/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan_property.c - what must hold for the plan of any file
 *
 * For each folder of testdata/cases that has `interfaces` and `kernel`, for
 * `ifup -a` and for all its interfaces by name, with the links as they are
 * there, in some disorder, and as an earlier ifup and somebody else left them:
 *
 *	an image read and written again is the same image
 *	what was planned is not planned again: the kernel as the plan leaves
 *		it needs no change
 *	the inverses of all changes, backwards, restore the kernel
 *	after any number of changes, a new plan leads to the same kernel
 *	the order of stanzas does not matter: the changes are the same
 *
 * Nothing is run: changes are applied to a snapshot.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <net/if.h>
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
#define SHUFFLES 6
#define VARIANTS 26	/* the first two with the kernel as given */
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

enum kernel_state { GIVEN, DISORDERED, LEFT };

typedef const char *property(struct ground *ground);

/* xorshift: the same numbers in every run */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

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

static void set_row(struct snapshot *snapshot, const struct link *link,
		    const char *name, const char *text)
{
	const struct option *row = option_find(common_options, name);
	const char *problem;
	struct value value;
	struct setting setting;

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

static void add_address(struct snapshot *snapshot, const struct link *link,
			const char *text)
{
	struct change change = {
		.verb = ADDRESS_ADD,
		.link = link->name,
		.address.preferred_s = UINT32_MAX,
	};

	assert_int_equal(text_read_address(text, &change.address.ip), 0);
	snapshot_apply(snapshot, &change);
}

/* What somebody else may have done to a card. */
static void disorder(struct snapshot *snapshot, struct link *link,
		     uint64_t random)
{
	if (random & 1)
		link->flags ^= IFF_UP;
	if (random & 2)
		link->addr_gen_mode ^= 1;
	if (random & 4)
		set_row(snapshot, link, "mtu", "9000");
	if (random & 8)
		set_row(snapshot, link, "description", "left over");
	if (random & 16)
		add_address(snapshot, link, "192.0.2.1/24");
	if (random & 32)
		add_address(snapshot, link, "2001:db8::1/64");
	if (random & 64)
		snapshot_apply(snapshot, &(struct change){
			.verb = LINK_SET,
			.link = link->name,
			.master = "",
			.addr_gen_mode = -1,
		});
	if ((random & 0x380) == 0 && link_kind_find(link->kind))
		snapshot_apply(snapshot, &(struct change){
			.verb = LINK_DELETE,
			.link = link->name,
		});
}

static const char *disordered(struct ground *ground, const char *path)
{
	struct snapshot *snapshot = read_snapshot(ground->arena, path);
	const char *image;

	for (size_t i = 0; i < snapshot->link_count; i++)
		if (!snapshot->links[i]->is_gone)
			disorder(snapshot, snapshot->links[i],
				 next_random(&ground->seed) >> 20);
	image = image_of(ground->arena, snapshot);
	return write_text(ground, "kernel", image, strlen(image));
}

/* A `kernel` says little of each link; the kernel itself says it all. */
static const char *complete_kernel(struct ground *ground, const char *path)
{
	struct snapshot *snapshot = read_snapshot(ground->arena, path);
	const char *image;
	size_t length;

	for (size_t i = 0; i < snapshot->link_count; i++) {
		const struct link *link = snapshot->links[i];

		if (!link_attribute(link, PLACE_LINK, IFLA_MTU, &length))
			set_row(snapshot, link, "mtu", "1500");
		if (!link_attribute(link, PLACE_LINK, IFLA_ADDRESS, &length))
			set_row(snapshot, link, "hwaddress",
				arena_printf(ground->arena,
					     "02:00:00:00:ff:%02x",
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
	for (struct step *s = plan->first; s; s = s->next)
		if (s->type == STEP_CHANGE)
			text_add(&out, "%s\n", step_text(s));
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

/* What a wait or a command brings is not the plan's to take back. */
static void forget_expected(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->link_count; i++)
		snapshot->links[i]->is_gone |= snapshot->links[i]->is_expected;
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
	forget_expected(plan->snapshot);
	problem = differ(ground->arena, before,
			 image_of(ground->arena, plan->snapshot));
	if (problem)
		problem = arena_printf(ground->arena, "%s--- after\n%s",
				       problem, changes_of(ground->arena,
							   plan));
	end(&planning);
	return problem;
}

/* A stanza a link, sorted: links that are made later come later. */
static const char *sorted_image(struct arena *arena,
				const struct snapshot *snapshot)
{
	char *image = arena_strdup(arena, image_of(arena, snapshot));

	for (char *c = image; *c; c++)
		if (c[0] == '\n' && c[1] == '\t')
			*c = ' ';
	return sort_lines(arena, image);
}

static const char *after_changes(struct ground *ground,
				 const struct ifplan_plan *plan, size_t count)
{
	struct snapshot *snapshot = read_snapshot(ground->arena,
						  ground->kernel);
	const char *image;

	for (const struct step *s = plan->first; s && count; s = s->next)
		if (s->type == STEP_CHANGE) {
			snapshot_apply(snapshot, &s->change);
			count--;
		}
	image = image_of(ground->arena, snapshot);
	return write_text(ground, "projected", image, strlen(image));
}

static size_t count_changes(const struct ifplan_plan *plan)
{
	size_t count = 0;

	for (const struct step *s = plan->first; s; s = s->next)
		count += s->type == STEP_CHANGE;
	return count;
}

static const char *half_done_is_finished(struct ground *ground)
{
	struct planning whole = make_plan(ground, ground->interfaces,
					  ground->kernel), rest;
	size_t count = count_changes(whole.plan);
	const char *expected = sorted_image(ground->arena,
					    whole.plan->snapshot);
	const char *problem = NULL;

	for (size_t done = 0; done < count && !problem; done++) {
		rest = make_plan(ground, ground->interfaces,
				 after_changes(ground, whole.plan, done));
		problem = differ(ground->arena, expected,
				 sorted_image(ground->arena,
					      rest.plan->snapshot));
		if (problem)
			problem = arena_printf(ground->arena,
				"%s--- after %zu of\n%s--- and then\n%s",
				problem, done,
				changes_of(ground->arena, whole.plan),
				changes_of(ground->arena, rest.plan));
		end(&rest);
	}
	end(&whole);
	return problem;
}

/* Order */

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

static const char *left_kernel(struct ground *ground)
{
	struct planning planning = make_plan(ground, ground->interfaces,
					     ground->kernel);
	const char *image = image_of(ground->arena, planning.plan->snapshot);
	const char *path = write_text(ground, "projected", image,
				      strlen(image));

	end(&planning);
	return disordered(ground, path);
}

static const char *check_variant(struct ground *ground, const char *kernel,
				 enum kernel_state state, property *holds)
{
	static const char *const states[] = {
		[GIVEN] = "given", [DISORDERED] = "disordered",
		[LEFT] = "left",
	};
	const char *problem;

	ground->kernel = complete_kernel(ground, kernel);
	if (state == DISORDERED)
		ground->kernel = disordered(ground, ground->kernel);
	else if (state == LEFT)
		ground->kernel = left_kernel(ground);
	problem = holds(ground);
	if (problem)
		fprintf(stderr, "%s, %s, kernel %s:\n%s\n%s\n", ground->name,
			ground->names ? "by name" : "ifup -a", states[state],
			read_text(ground->arena, ground->kernel), problem);
	return problem;
}

/* An image has no words for a CAN controller, or a route to somewhere. */
static bool has_words_for(const char *name)
{
	static const char *const without[] = {
		"can-bus-with-every-mode",
		"ipv6-through-ipv4-to-one-end-and-to-many",
		"traces-of-every-method-are-those-of-ifupdown",
	};

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (!strcmp(without[i], name))
			return false;
	return true;
}

static unsigned check_case(struct ground *ground, const char *folder,
			   property *holds)
{
	const char *kernel = arena_printf(ground->arena, "%s/%s/kernel",
					  folder, ground->name);
	const char *problem = NULL;

	ground->interfaces = arena_printf(ground->arena, "%s/%s/interfaces",
					  folder, ground->name);
	if (!is_file(ground->interfaces) || !is_file(kernel) ||
	    !has_words_for(ground->name))
		return 0;
	for (int i = 0; i < VARIANTS && !problem; i++) {
		ground->names = i & 1 ? all_names(ground) : NULL;
		problem = check_variant(ground, kernel, i < 2 ? GIVEN :
					i & 2 ? DISORDERED : LEFT, holds);
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
	char memory[] = "/dev/shm/plan_property.XXXXXX";
	char disk[] = "/tmp/plan_property.XXXXXX";
	struct ground ground = { .arena = arena, .seed = SEED };
	const struct dirent *entry;
	unsigned wrong = 0;
	DIR *cases = opendir(folder);

	assert_non_null(cases);
	ground.scratch = mkdtemp(memory);
	if (!ground.scratch)
		ground.scratch = mkdtemp(disk);
	assert_non_null(ground.scratch);
	ground.state = arena_printf(arena, "%s/state", ground.scratch);
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
PROPERTY_TEST(half_done_is_finished)
PROPERTY_TEST(order_does_not_matter)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_images_come_back),
		cmocka_unit_test(test_nothing_is_left_to_do),
		cmocka_unit_test(test_inverses_restore),
		cmocka_unit_test(test_half_done_is_finished),
		cmocka_unit_test(test_order_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
