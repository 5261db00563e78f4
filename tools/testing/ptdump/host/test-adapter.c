// SPDX-License-Identifier: GPL-2.0
/*
 * The adapter of powerpc and s390, mm/ptdump_callbacks.c: the callbacks that it makes
 * on random trees, and the error of a walk that does not reach its end.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <time.h>
#include <host-adapter.h>
#include <linux/ptdump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "oracle.h"
#include "rnd.h"
#include "tree.h"

#define MOST_STEPS	20000

int host_budget;
pte_t *kasan_early_shadow_pte;
pmd_t *kasan_early_shadow_pmd;

/* check_wx_pages is not tested here. */
bool ptdump_check_wx(void)
{
	return true;
}

struct call {
	unsigned long addr;
	int depth;
	u64 val;
};

static struct call calls[MOST_STEPS];
static size_t nr_calls;
static unsigned int flushes;

static void record(unsigned long addr, int depth, u64 val)
{
	assert_int_equal(flushes, 0);
	assert_true(nr_calls < ARRAY_SIZE(calls));
	calls[nr_calls++] = (struct call) { addr, depth, val };
}

static void note_pte(struct ptdump_state *st, unsigned long addr, pte_t pte)
{
	record(addr, 4, pte_val(pte));
}

static void note_pmd(struct ptdump_state *st, unsigned long addr, pmd_t pmd)
{
	record(addr, 3, pmd_val(pmd));
}

static void note_pud(struct ptdump_state *st, unsigned long addr, pud_t pud)
{
	record(addr, 2, pud_val(pud));
}

static void note_p4d(struct ptdump_state *st, unsigned long addr, p4d_t p4d)
{
	record(addr, 1, p4d_val(p4d));
}

static void note_pgd(struct ptdump_state *st, unsigned long addr, pgd_t pgd)
{
	record(addr, 0, pgd_val(pgd));
}

static void note_flush(struct ptdump_state *st)
{
	flushes++;
}

static unsigned long page(void)
{
	return 1ul << levels[0].shift;
}

static void begin_draw(unsigned long i)
{
	seed = first_seed + i;
	rnd_state = mix(seed);
	init_mm = (struct mm_struct) { .users = 1 };
	host_lock_errors = 0;
	host_lock_periods = 0;
	host_warnings = 0;
	host_on_read = NULL;
	host_locks_left = INT_MAX;
	host_signal_pending = false;
	host_budget = 1 << 30;
	kasan_early_shadow_pte = NULL;
	kasan_early_shadow_pmd = NULL;
}

/* The callbacks of these ranges, and the walk's result. All locks are free again. */
static int walk(const struct ptdump_range *ranges)
{
	struct ptdump_state st = {
		.note_page_pte = note_pte,
		.note_page_pmd = note_pmd,
		.note_page_pud = note_pud,
		.note_page_p4d = note_p4d,
		.note_page_pgd = note_pgd,
		.note_page_flush = note_flush,
		.range = ranges,
	};
	int err;

	nr_calls = 0;
	flushes = 0;
	err = ptdump_walk_pgd(&st, &init_mm, __va(tree_root()));
	host_on_read = NULL;
	assert_int_equal(init_mm.lock, HOST_UNLOCKED);
	assert_int_equal(init_mm.asserts_failed, 0);
	assert_int_equal(init_mm.users, 1);
	assert_int_equal(host_lock_errors, 0);
	return err;
}

/* As far as one root translates. */
static struct ptdump_range everything[] = { { 0, ~0ul }, { 0, 0 } };

/* Until a tree comes that is small enough. */
static void draw_tree(void)
{
	do {
		if (one_in(2))
			tree_draw_shared();
		else
			tree_draw();
		tree_prune(MOST_STEPS / 4);
		init_mm.pgd = __va(tree_root());
	} while (!load_entry(tree_root(), 0));
}

/* Compare the calls from number @n on with the oracle's steps of a range. */
static size_t check_calls(size_t n, const struct ptdump_range *range)
{
	static struct step steps[MOST_STEPS * 5];
	const struct query q = {
		.root = tree_root(), .start = range->start, .end = range->end,
		.level = nr_levels, .flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES,
	};
	unsigned long cut = 0;
	size_t i, nr = oracle_steps(&q, steps, MOST_STEPS, &cut);

	assert_int_equal(cut, 0);
	assert_true(n + nr <= nr_calls);
	for (i = 0; i < nr; i++) {
		const struct step *step = &steps[i];
		const struct call *call = &calls[n + i];
		bool zero = step->kind == MM_WALK_HOLE && step->level;

		assert_int_equal(call->addr, step->curr);
		assert_int_equal(call->depth, step->depth);
		assert_int_equal(call->val, zero ? 0 : step->raw[step->level]);
	}
	return n + nr;
}

static void each_entry_is_called_back_with_its_level_and_value(void **state)
{
	unsigned long d, seen[5] = { 0 };
	size_t i;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_tree();
		host_budget = 1 + rnd_below(one_in(2) ? 3000 : 200000);
		assert_int_equal(walk(everything), 0);
		assert_int_equal(check_calls(0, everything), nr_calls);
		assert_int_equal(flushes, 1);
		for (i = 0; i < nr_calls; i++)
			seen[calls[i].depth]++;
	}
	for (i = 0; i < nr_levels && draws >= 100; i++)
		assert_int_not_equal(seen[levels[i].depth], 0);
}

static void ranges_are_walked_one_by_one(void **state)
{
	const struct ptdump_range ranges[] = {
		{ 3 * page(), 40 * page() }, { -9 * page(), ~0ul }, { 0, 0 },
	};
	size_t n;

	begin_draw(0);
	draw_tree();
	assert_int_equal(walk(ranges), 0);
	n = check_calls(0, &ranges[0]);
	assert_int_equal(check_calls(n, &ranges[1]), nr_calls);
	assert_int_equal(flushes, 1);
}

static unsigned long table_of_leaves(unsigned int slot)
{
	unsigned int i;

	for (i = 0; i < table_entries; i++)
		store_entry(slot_pa(slot), i, plain_leaf(1, slot_pa(slot)));
	return load_entry(slot_pa(slot), 0);
}

/* How often that page is called back, in the range of one entry of @level. */
static size_t calls_in(unsigned long addr, unsigned int level, u64 val)
{
	unsigned long last = entry_last(level, addr);
	size_t i, n = 0;

	for (i = 0; i < nr_calls; i++) {
		if (calls[i].addr < addr || calls[i].addr > last)
			continue;
		assert_int_equal(calls[i].depth, 4);
		assert_int_equal(calls[i].val, val);
		n++;
	}
	return n;
}

/* KASAN's tables are not walked: a table's first page stands for all of it. */
static void a_table_of_kasans_shadow_is_called_back_once(void **state)
{
	const unsigned int pte_slot = ARENA_SLOTS - 1, pmd_slot = ARENA_SLOTS - 2;
	const unsigned long low = everything->start;
	const unsigned long high = low + (1ul << levels[nr_levels - 1].shift);
	unsigned int i;
	u64 leaf;

	begin_draw(0);
	tree_clear();
	leaf = table_of_leaves(pte_slot);
	for (i = 0; i < table_entries; i++)
		store_entry(slot_pa(pmd_slot), i, plain_table(slot_pa(pte_slot), 0));
	tree_set(low, 1, plain_table(slot_pa(pte_slot), 0));
	if (nr_levels > 2)
		tree_set(high, 2, plain_table(slot_pa(pmd_slot), 0));
	init_mm.pgd = __va(tree_root());

	assert_int_equal(walk(everything), 0);
	assert_int_equal(calls_in(low, 1, leaf), table_entries);
	kasan_early_shadow_pte = __va(slot_pa(pte_slot));
	assert_int_equal(walk(everything), 0);
	assert_int_equal(calls_in(low, 1, leaf), 1);
	if (nr_levels > 2) {
		assert_int_equal(calls_in(high, 2, leaf), 1u << levels[1].bits);
		kasan_early_shadow_pmd = __va(slot_pa(pmd_slot));
		assert_int_equal(walk(everything), 0);
		assert_int_equal(calls_in(high, 2, leaf), 1);
	}
}

/* The caller allocates a struct ptdump, and nothing behind it. */
static void a_check_keeps_to_the_struct_of_its_caller(void **state)
{
	const struct ptdump_target target = { .mm = &init_mm };
	struct ptdump *pd = malloc(sizeof(*pd));

	begin_draw(0);
	draw_tree();
	*pd = (struct ptdump) { .info = &target, .check_wx = true };
	/* Without callbacks nothing can be found, which is no verdict. */
	assert_int_equal(ptdump_complete(pd), -EINVAL);
	assert_int_equal(init_mm.lock, HOST_UNLOCKED);
	assert_int_equal(host_lock_errors, 0);
	free(pd);
}

static void a_killed_reader_gets_eintr(void **state)
{
	begin_draw(0);
	draw_tree();
	host_signal_pending = true;
	assert_int_equal(walk(everything), -EINTR);
	assert_int_equal(nr_calls, 0);
	assert_int_equal(flushes, 0);
}

static void raise_signal(const void *ptr, size_t size)
{
	host_signal_pending = host_lock_periods >= 2;
}

/* No lock is taken after the signal, and the last run is not ended. */
static void a_reader_that_is_killed_on_the_way_gets_eintr(void **state)
{
	begin_draw(0);
	do {
		draw_tree();
		host_on_read = NULL;
		host_signal_pending = false;
		assert_int_equal(walk(everything), 0);
	} while (nr_calls < 10);
	host_budget = 3 * PTDUMP_STEP_COST;
	host_lock_periods = 0;
	host_on_read = raise_signal;
	assert_int_equal(walk(everything), -EINTR);
	assert_int_equal(host_lock_periods, 2);
	assert_true(nr_calls > 0);
	assert_int_equal(flushes, 0);
}

static void a_range_that_cannot_be_translated_is_einval(void **state)
{
	const unsigned long border = half_last(false) + 1;
	const struct ptdump_range good = { 3 * page(), 40 * page() };
	const struct ptdump_range bad[] = {
		{ 2 * page(), page() },			/* ends before it starts */
		{ 0, ~0ul },				/* longer than the root */
		{ border - page(), border + page() },	/* in two of its blocks */
	};
	unsigned int i;

	begin_draw(0);
	draw_tree();
	/* If the root translates all bits, the others are good. */
	for (i = 0; i < 2 * (root_repeats ? ARRAY_SIZE(bad) : 1); i++) {
		const struct ptdump_range first[] = { bad[i / 2], good, { 0, 0 } };
		const struct ptdump_range last[] = { good, bad[i / 2], { 0, 0 } };

		host_warnings = 0;
		assert_int_equal(walk(i % 2 ? first : last), -EINVAL);
		assert_int_equal(host_warnings, 1);
		assert_int_equal(check_calls(0, &good), nr_calls);
		assert_int_equal(flushes, 0);
	}
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_is_called_back_with_its_level_and_value),
		cmocka_unit_test(ranges_are_walked_one_by_one),
		cmocka_unit_test(a_table_of_kasans_shadow_is_called_back_once),
		cmocka_unit_test(a_check_keeps_to_the_struct_of_its_caller),
		cmocka_unit_test(a_killed_reader_gets_eintr),
		cmocka_unit_test(a_reader_that_is_killed_on_the_way_gets_eintr),
		cmocka_unit_test(a_range_that_cannot_be_translated_is_einval),
	};
	const char *name = argc > 1 ? argv[1] : format_names[0];
	const char *env;
	unsigned int i;

	for (i = 0; !strcmp(name, "--formats") && format_names[i]; i++)
		puts(format_names[i]);
	if (i)
		return 0;

	format_init(name);
	everything->start = half_first(true);
	env = getenv("SEED");
	first_seed = env ? strtoul(env, NULL, 0) : mix(time(NULL)) >> 40;
	seed = first_seed;
	setvbuf(stdout, NULL, _IOLBF, 0);
	env = getenv("DRAWS");
	draws = env ? strtoul(env, NULL, 0) : 200;
	printf("# SEED=%lu DRAWS=%lu\n", first_seed, draws);
	arena_init();
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		tests[i].teardown_func = show_seed;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
