// SPDX-License-Identifier: GPL-2.0
/*
 * The page-table iterator by its contract, one behaviour a test, on trees made
 * by hand. Random ones are in test-random.c.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "check-walk.h"
#include "rnd.h"
#include "tests.h"
#include "tree.h"

#define ROOT	(nr_levels - 1)

static unsigned long page(void)
{
	return 1ul << levels[0].shift;
}

static unsigned long span(unsigned int level)
{
	return 1ul << levels[level].shift;
}

/* What the second entry of the root covers: user addresses in each format. */
static unsigned long user(void)
{
	return span(ROOT);
}

/* What the last two cover. */
static unsigned long kernel(void)
{
	return -2 * span(ROOT);
}

static u64 pte(void)
{
	return make_leaf(false);
}

static struct mm_walk_state walk_of(struct mm_struct *mm, unsigned long start,
				    unsigned long end, mm_walk_flags_t flags)
{
	host_warnings = 0;
	user_mm.task_size = TASK_SIZE_MAX;
	mm->pgd = __va(tree_root());
	return (struct mm_walk_state) {
		.mm = mm, .start = start, .end = end, .flags = flags,
	};
}

static void assert_step(struct mm_walk_state *state, unsigned long curr,
			unsigned long next, enum pgtable_level size,
			enum mm_walk_kind kind)
{
	assert_true(mm_walk_next(state));
	assert_int_equal(state->curr, curr);
	assert_int_equal(state->next, next);
	assert_int_equal(state->size, size);
	assert_int_equal(state->kind, kind);
}

static void assert_end(struct mm_walk_state *state)
{
	assert_false(mm_walk_next(state));
}

/* Ends */

static bool any_step(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	const mm_walk_flags_t all = MM_WALK_HOLES | MM_WALK_TABLES;
	struct mm_walk_state steps = walk_of(mm, start, end, all);
	struct mm_walk_state pages = walk_of(mm, start, end, 0);
	struct mm_walk_state ptes = walk_of(mm, start, end, MM_WALK_HOLES);
	struct page *page_;
	pte_t entry;

	walk_each_pte(&steps)
		return true;
	for_each_page_range(&pages, page_)
		return true;
	for_each_pte_range(&ptes, entry)
		return true;
	return false;
}

static void an_empty_range_yields_nothing(void **unused)
{
	const unsigned long at[] = {
		0, 0x1234, page(), user(), half_last(false), half_first(true),
		kernel(), -page(), -2, -1ul,
	};
	unsigned int i;

	tree_clear();
	tree_set(0, 0, pte());
	tree_set(page(), 0, pte());
	tree_set(user(), 0, pte());
	tree_set(kernel(), 0, pte());
	tree_set(-page(), 0, pte());
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		assert_false(any_step(&init_mm, at[i], at[i]));
		assert_false(any_step(&user_mm, at[i], at[i]));
		assert_int_equal(host_warnings, 0);
	}
}

static void refuses(unsigned long start, unsigned long end)
{
	assert_false(any_step(&init_mm, start, end));
	assert_int_equal(host_warnings, 3);
	assert_false(any_step(&user_mm, start, end));
	assert_int_equal(host_warnings, 3);
}

static void takes(unsigned long start, unsigned long end)
{
	assert_true(any_step(&init_mm, start, end));
	assert_true(any_step(&user_mm, start, end));
	assert_int_equal(host_warnings, 0);
}

static void a_range_that_the_root_cannot_translate_is_refused(void **unused)
{
	unsigned long low = half_last(false), high = half_first(true);

	tree_clear();
	tree_set(0, 0, pte());
	tree_set(-page(), 0, pte());
	refuses(2 * page(), page());
	refuses(2, 1);
	refuses(-1ul, 1);
	/* Where each address has an entry of its own in the root, all are good. */
	if (!high)
		return;
	refuses(0, -1ul);
	refuses(page(), 0);
	refuses(0, low + 2);
	refuses(low - page() + 1, low + page() + 1);
	refuses(high - page(), high + page());
	refuses(high - 1, -1ul);
	refuses(low, high + 1);
	/* Between the halves is a hole, or one more block like each of them. */
	(root_repeats ? takes : refuses)(low + 1, low + page() + 1);
	(root_repeats ? takes : refuses)(high - page(), high);
}

static void end_0_and_all_ones_are_the_top(void **unused)
{
	static const unsigned long ends[] = { 0, -1ul };
	struct mm_walk_state state;
	unsigned long i, j;

	tree_clear();
	for (i = 0; i < 2; i++) {
		state = walk_of(&init_mm, -2 * span(ROOT), ends[i], MM_WALK_HOLES);
		for (j = 2; j; j--)
			assert_step(&state, -j * span(ROOT),
				    -(j - 1) * span(ROOT), levels[ROOT].size,
				    MM_WALK_HOLE);
		assert_end(&state);
	}
}

static void ends_are_rounded_to_pages(void **unused)
{
	struct mm_walk_state state;
	unsigned long last = -1ul;

	tree_clear();
	tree_set(kernel(), 0, pte());
	state = walk_of(&init_mm, kernel() + 1, kernel() + page() + 1,
			MM_WALK_HOLES);
	assert_step(&state, kernel(), kernel() + page(), PE_SIZE_PTE, MM_WALK_LEAF);
	assert_step(&state, kernel() + page(), kernel() + 2 * page(), PE_SIZE_PTE,
		    MM_WALK_HOLE);
	assert_end(&state);

	state = walk_of(&init_mm, last - 2, last - 1, MM_WALK_HOLES);
	assert_step(&state, -page(), 0, levels[ROOT].size, MM_WALK_HOLE);
	assert_end(&state);
}

static void all_from_0_to_all_ones_is_everything(void **unused)
{
	struct mm_walk_state state;
	unsigned long last = -1ul, entries;

	tree_clear();
	state = walk_of(&init_mm, 0, -1ul, MM_WALK_HOLES);
	/* x86-64 has a hole in the middle, which callers leave out. */
	if (half_first(true)) {
		last = half_last(false);
		state.end = last + 1;
	}
	entries = (last >> levels[ROOT].shift) + 1;
	for (; entries; entries--) {
		assert_true(mm_walk_next(&state));
		assert_int_equal(state.next - state.curr, span(ROOT));
	}
	assert_end(&state);
	assert_int_equal(state.next, state.end);
}

static void the_first_and_the_last_page_are_ordinary(void **unused)
{
	struct mm_walk_state state;

	tree_clear();
	tree_set(0, 0, pte());
	tree_set(-page(), 0, pte());
	state = walk_of(&init_mm, 0, page(), 0);
	assert_step(&state, 0, page(), PE_SIZE_PTE, MM_WALK_LEAF);
	assert_end(&state);
	state = walk_of(&init_mm, -span(ROOT), 0, 0);
	assert_step(&state, -page(), 0, PE_SIZE_PTE, MM_WALK_LEAF);
	assert_end(&state);
}

static void a_range_within_an_entry_clips_the_step_not_the_value(void **unused)
{
	struct mm_walk_state state;
	unsigned long addr = kernel() + 2 * page();
	unsigned int level;
	u64 raw;

	for (level = 1; level < nr_levels; level++) {
		raw = make_leaf(true);
		if (entry_kind(level, entry_bits(level, raw)) != MM_WALK_LEAF)
			continue;
		tree_clear();
		tree_set(addr, level, raw);
		state = walk_of(&init_mm, addr, addr + page(), MM_WALK_ALL_SIZES);
		assert_step(&state, addr, addr + page(), levels[level].size,
			    MM_WALK_LEAF);
		assert_int_equal(state_raw(&state, state.size), raw);
		assert_int_equal(mm_walk_pfn(&state), entry_pfn(level, raw, addr) + 2);
		assert_end(&state);
	}
}

/* Levels */

static void a_folded_level_is_yielded_once(void **unused)
{
	struct mm_walk_state state;
	unsigned int level;

	tree_clear();
	tree_set(kernel(), 0, pte());
	state = walk_of(&init_mm, kernel(), kernel() + page(), MM_WALK_TABLES);
	for (level = ROOT; level; level--)
		assert_step(&state, kernel(), kernel() + page(),
			    levels[level].size, MM_WALK_TABLE);
	assert_step(&state, kernel(), kernel() + page(), PE_SIZE_PTE,
		    MM_WALK_LEAF);
	assert_end(&state);
}

static void a_bad_entry_is_yielded_at_each_level_and_not_followed(void **unused)
{
	struct mm_walk_state state;
	unsigned int level;
	u64 raw;

	for (level = 1; level < nr_levels; level++) {
		if (!(levels[level].kinds & KIND(BAD)))
			continue;
		raw = entry_bits(level, make_bad());
		tree_clear();
		tree_set(kernel(), level, raw);
		state = walk_of(&init_mm, kernel(), 0, 0);
		assert_step(&state, kernel(), kernel() + span(level),
			    levels[level].size, MM_WALK_BAD);
		assert_int_equal(state_raw(&state, state.size), raw);
		assert_end(&state);
	}
}

/* Swapped out or under migration: a PTE, and a huge page just as well. */
static void an_entry_for_memory_elsewhere_is_a_leaf_at_each_level(void **unused)
{
	struct mm_walk_state state;
	unsigned int level, i;
	u64 raw;

	for (level = 0; level < nr_levels; level++) {
		raw = entry_bits(level, make_absent());
		tree_clear();
		tree_set(user(), level, raw);
		for (i = 0; i < 2; i++) {
			state = walk_of(&user_mm, user(), user() + span(level),
					i ? MM_WALK_ALL_SIZES : 0);
			assert_step(&state, user(), user() + span(level),
				    levels[level].size, MM_WALK_LEAF);
			assert_int_equal(state_raw(&state, state.size), raw);
			assert_end(&state);
		}
	}
}

/* Each PTE of such a group has the value of the first. */
static void ptes_of_a_group_have_the_frame_of_their_address(void **unused)
{
	/* Only riscv has such PTEs, with Svnapot: 16 pages from 0x12340. */
	const bool is_riscv = entry_bytes == 8 && !strncmp(format_names[0], "riscv", 5);
	const u64 raw = is_riscv ? 1ull << 63 | (0x12340ull + 8) << 10 | 0xcf : pte();
	const unsigned long n = min(16ul, 1ul << levels[0].bits);
	const unsigned long group = user() + (1ul << levels[0].bits) * page() -
				    n * page();
	const bool is_group = is_riscv && entry_pfn(0, raw, group) != 0x12348;
	struct mm_walk_state state;
	unsigned long i;

	tree_clear();
	for (i = 0; i < n; i++)
		tree_set(group + i * page(), 0, raw);
	state = walk_of(&user_mm, group, group + n * page(), 0);
	for (i = 0; i < n; i++) {
		assert_true(mm_walk_next(&state));
		assert_int_equal(mm_walk_pfn(&state),
				 entry_pfn(0, raw, group + i * page()));
		if (is_group)
			assert_int_equal(mm_walk_pfn(&state), 0x12340 + i);
	}
	assert_end(&state);

	if (!is_group)
		return;
	/* The loop over pages yields those that have a struct page. */
	state = walk_of(&user_mm, group, group + n * page(), 0);
	for (i = 0; i < n; i++)
		if (pfn_valid(0x12340 + i))
			assert_ptr_equal(page_range_walk_next(&state),
					 pfn_to_page(0x12340 + i));
	assert_null(page_range_walk_next(&state));
}

static void an_accessor_of_another_level_warns(void **unused)
{
	struct mm_walk_state state;

	tree_clear();
	tree_set(kernel(), 0, pte());
	state = walk_of(&init_mm, kernel(), 0, 0);
	assert_true(mm_walk_next(&state));
	mm_walk_pte(&state);
	assert_int_equal(host_warnings, 0);
	mm_walk_pmd(&state);
	assert_int_equal(host_warnings, 1);
	mm_walk_pud(&state);
	mm_walk_p4d(&state);
	mm_walk_pgd(&state);
	assert_int_equal(host_warnings, 4);
}

static void a_page_of_a_huge_leaf_has_no_pte(void **unused)
{
	struct mm_walk_state state;
	u64 raw = make_leaf(true);

	tree_clear();
	tree_set(kernel(), 1, raw);
	state = walk_of(&init_mm, kernel() + page(), kernel() + 3 * page(), 0);
	assert_step(&state, kernel() + page(), kernel() + 2 * page(),
		    PE_SIZE_PTE, MM_WALK_LEAF);
	assert_int_equal(pmd_val(mm_walk_pmd(&state)), raw);
	assert_int_equal(mm_walk_pfn(&state), entry_pfn(1, raw, kernel()) + 1);
	assert_int_equal(host_warnings, 0);
	mm_walk_pte(&state);
	assert_int_equal(host_warnings, 1);
}

/* Runs are of entries at their own size. */
static void runs_without_all_sizes_are_refused(void **unused)
{
	struct mm_walk_state pages, runs;

	tree_clear();
	tree_set(kernel(), 1, make_leaf(true));
	tree_set(kernel() + span(1), 0, pte());
	tree_set(kernel() + span(1) + page(), 0, pte());
	pages = walk_of(&init_mm, kernel(), 0, MM_WALK_HOLES);
	runs = walk_of(&init_mm, kernel(), 0, MM_WALK_HOLES | MM_WALK_RUNS);
	while (mm_walk_next(&pages)) {
		assert_true(mm_walk_next(&runs));
		assert_int_equal(runs.curr, pages.curr);
		assert_int_equal(runs.next, pages.next);
	}
	assert_false(mm_walk_next(&runs));
	assert_int_equal(host_warnings, 1);
}

/* Skip */

/* A page, a hole, and then a table: of the next level up, side by side. */
static struct mm_walk_state leaf_then_table(void)
{
	tree_clear();
	tree_set(kernel() + span(1) - page(), 0, pte());
	tree_set(kernel() + span(1), 0, pte());
	return walk_of(&init_mm, kernel() + span(1) - 2 * page(),
		       kernel() + span(1) + 2 * page(),
		       MM_WALK_HOLES | MM_WALK_TABLES);
}

static void skip_on_hole_and_leaf_is_harmless(void **unused)
{
	struct mm_walk_state state = leaf_then_table();
	unsigned int n = 0, leaves = 0;

	while (mm_walk_next(&state)) {
		n++;
		leaves += state.kind == MM_WALK_LEAF;
		if (state.kind != MM_WALK_TABLE)
			mm_walk_skip(&state);
	}
	assert_int_equal(leaves, 2);
	/* Two holes, two leaves, the way down and one table more. */
	assert_int_equal(n, 4 + (nr_levels - 1) + 1);
}

static void skip_lasts_one_step(void **unused)
{
	struct mm_walk_state state = leaf_then_table();
	unsigned int tables = 0, leaves = 0;

	/* The first PMD table is skipped, the second not. */
	while (mm_walk_next(&state)) {
		leaves += state.kind == MM_WALK_LEAF;
		if (state.kind == MM_WALK_TABLE && state.size == PE_SIZE_PMD &&
		    !tables++)
			skip_pmd(&state);
	}
	assert_int_equal(tables, 2);
	assert_int_equal(leaves, 1);
	assert_int_equal(host_warnings, 0);
}

static void typed_skip(struct mm_walk_state *state, enum pgtable_level size)
{
	switch (size) {
	case PE_SIZE_PMD:
		skip_pmd(state);
		break;
	case PE_SIZE_PUD:
		skip_pud(state);
		break;
	case PE_SIZE_P4D:
		skip_p4d(state);
		break;
	default:
		skip_pgd(state);
	}
}

static void a_typed_skip_skips_at_its_level_only(void **unused)
{
	struct mm_walk_state state;
	unsigned int level, size, warned;

	tree_clear();
	tree_set(kernel(), 0, pte());
	for (level = 1; level < nr_levels; level++) {
		for (size = PE_SIZE_PMD; size <= PE_SIZE_PGD; size++) {
			state = walk_of(&init_mm, kernel(), kernel() + page(),
					MM_WALK_TABLES);
			while (mm_walk_next(&state))
				if (state.size == levels[level].size)
					break;
			typed_skip(&state, size);
			warned = host_warnings;
			assert_int_equal(warned, size != levels[level].size);
			assert_int_equal(mm_walk_next(&state), warned);
		}
	}
}

/* Runs */

static void a_run_ends_at_its_table_at_the_limit_and_at_another_kind(void **unused)
{
	unsigned long base = kernel() + span(1), addr;
	u64 raw = pte();
	struct mm_walk_state state;

	tree_clear();
	for (addr = base - 2 * page(); addr != base + 4 * page(); addr += page())
		tree_set(addr, 0, raw);
	tree_set(base + 3 * page(), 0, raw ^ 1 << 5);

	state = walk_of(&init_mm, base - 2 * page(), base + span(0) * 4,
			MM_WALK_RUNS | MM_WALK_ALL_SIZES | MM_WALK_HOLES);
	state.mask = -1;
	assert_step(&state, base - 2 * page(), base, PE_SIZE_PTE, MM_WALK_LEAF);
	state.limit = base + page();
	assert_step(&state, base, base + page(), PE_SIZE_PTE, MM_WALK_LEAF);
	/* A limit that lags behind makes each entry a step. */
	assert_step(&state, base + page(), base + 2 * page(), PE_SIZE_PTE,
		    MM_WALK_LEAF);
	/* None, and a mask without the bit that differs. */
	state.limit = 0;
	state.mask = ~(u64)(1 << 5);
	assert_step(&state, base + 2 * page(), base + 4 * page(), PE_SIZE_PTE,
		    MM_WALK_LEAF);
	assert_int_equal(pte_val(mm_walk_pte(&state)), raw);
	assert_end(&state);
}

/* Neighbours that differ in a bit of one of the masks. */
static void ptes_have_one_mask_and_what_is_above_another(void **unused)
{
	const u64 bit = 1 << 5;
	struct mm_walk_state state;
	unsigned int level, huge;
	u64 raw;

	for (level = 0; level + 1 < nr_levels; level++) {
		raw = make_leaf(level);
		if (entry_kind(level, raw) != MM_WALK_LEAF ||
		    entry_kind(level, raw ^ bit) != MM_WALK_LEAF)
			continue;
		tree_clear();
		tree_set(kernel(), level, raw);
		tree_set(kernel() + span(level), level, raw ^ bit);
		for (huge = 0; huge < 2; huge++) {
			state = walk_of(&init_mm, kernel(),
					kernel() + 2 * span(level),
					MM_WALK_RUNS | MM_WALK_ALL_SIZES);
			state.mask = huge ? ~bit : -1;
			state.huge_mask = huge ? -1 : ~bit;
			assert_true(mm_walk_next(&state));
			assert_int_equal(state.entries, huge == !!level ? 1 : 2);
		}
	}
}

static void a_run_goes_on_across_copied_groups(void **unused)
{
	unsigned long i, n = 1ul << levels[0].bits;
	struct mm_walk_state state;
	u64 raw = pte();

	tree_clear();
	for (i = 0; i < n; i++)
		tree_set(user() + i * page(), 0, raw);
	state = walk_of(&user_mm, user(), user() + span(1),
			MM_WALK_RUNS | MM_WALK_ALL_SIZES);
	assert_step(&state, user(), user() + span(1), PE_SIZE_PTE, MM_WALK_LEAF);
	assert_end(&state);
}

/* Pause */

static void pause_before_the_first_step_and_after_the_end_is_harmless(void **unused)
{
	struct mm_walk_state state = leaf_then_table();

	mm_walk_pause(&state);
	assert_true(mm_walk_next(&state));
	assert_int_equal(state.curr, state.start);
	assert_int_equal(state.size, levels[ROOT].size);
	while (mm_walk_next(&state))
		;
	mm_walk_pause(&state);
	assert_end(&state);
}

/* Locks */

static void locks_are_asserted_at_the_first_step_and_after_a_pause(void **unused)
{
	struct mm_walk_state state = leaf_then_table();
	unsigned int asserted;

	init_mm.asserted_write = 0;
	assert_true(mm_walk_next(&state));
	asserted = init_mm.asserted_write;
	assert_true(asserted > 0);
	assert_true(mm_walk_next(&state));
	assert_int_equal(init_mm.asserted_write, asserted);
	mm_walk_pause(&state);
	assert_true(mm_walk_next(&state));
	assert_true(init_mm.asserted_write > asserted);
}

static unsigned int asserted(void)
{
	return user_mm.asserted_read + user_mm.asserted_write + user_mm.asserted_vma +
	       init_mm.asserted_read + init_mm.asserted_write + init_mm.asserted_vma;
}

/* Does the first step of a walk complain, with the locks held like that? */
static bool complains(struct mm_walk_state state, enum host_lock of_mm,
		      enum host_lock of_init_mm)
{
	bool failed;

	user_mm.lock = of_mm;
	init_mm.lock = of_init_mm;
	user_mm.asserts_failed = 0;
	init_mm.asserts_failed = 0;
	mm_walk_next(&state);
	failed = user_mm.asserts_failed || init_mm.asserts_failed;
	user_mm.lock = HOST_WRITE_LOCKED;
	init_mm.lock = HOST_WRITE_LOCKED;
	return failed;
}

static void wants_the_mm_locked_for_reading(struct mm_walk_state state)
{
	assert_false(complains(state, HOST_READ_LOCKED, HOST_UNLOCKED));
	assert_false(complains(state, HOST_WRITE_LOCKED, HOST_UNLOCKED));
	assert_true(complains(state, HOST_UNLOCKED, HOST_WRITE_LOCKED));
}

static void vmas_want_the_mm_locked_for_reading(void **unused)
{
	tree_clear();
	wants_the_mm_locked_for_reading(walk_of(&user_mm, user(),
						user() + page(), 0));
}

/* Also where the range needs more: the caller knows what excludes the rest. */
static void read_locked_wants_the_mm_locked_for_reading(void **unused)
{
	struct mm_walk_state state;

	tree_clear();
	tree_set(kernel(), 0, pte());
	wants_the_mm_locked_for_reading(walk_of(&user_mm, user(), user() + page(),
						MM_WALK_READ_LOCKED));
	wants_the_mm_locked_for_reading(walk_of(&user_mm, kernel(), 0,
						MM_WALK_READ_LOCKED));
	state = walk_of(&init_mm, kernel(), 0, MM_WALK_READ_LOCKED);
	assert_false(complains(state, HOST_UNLOCKED, HOST_READ_LOCKED));
	assert_true(complains(state, HOST_UNLOCKED, HOST_UNLOCKED));
}

static void lock_of_a_vma_stands_for_that_of_its_mm(void **unused)
{
	struct vm_area_struct vma = {
		.vm_mm = &user_mm, .vm_start = user(), .vm_end = user() + 2 * page(),
	};
	const mm_walk_flags_t flags[] = { 0, MM_WALK_READ_LOCKED };
	struct mm_walk_state state;
	unsigned int i;

	tree_clear();
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		state = walk_of(&user_mm, user(), user() + 2 * page(), flags[i]);
		state.vma = &vma;
		vma.lock = HOST_READ_LOCKED;
		assert_false(complains(state, HOST_UNLOCKED, HOST_UNLOCKED));
		vma.lock = HOST_UNLOCKED;
		assert_true(complains(state, HOST_READ_LOCKED, HOST_UNLOCKED));
		assert_int_equal(host_warnings, 0);
	}
	/* It stands for no lock that is held for writing. */
	vma.lock = HOST_WRITE_LOCKED;
	state.flags = MM_WALK_WRITE_LOCKED;
	assert_true(complains(state, HOST_READ_LOCKED, HOST_WRITE_LOCKED));
}

/* A step at the first and one after a pause, in a VMA of these bounds. */
static unsigned int warnings_in_vma(unsigned long vm_start, unsigned long vm_end,
				    struct mm_struct *mm)
{
	struct vm_area_struct vma = {
		.vm_mm = &user_mm, .vm_start = user(), .vm_end = user() + 2 * page(),
		.lock = HOST_READ_LOCKED,
	};
	struct mm_walk_state state = walk_of(&user_mm, user(),
					     user() + 2 * page() - 1, MM_WALK_HOLES);

	state.vma = &vma;
	assert_true(mm_walk_next(&state));
	assert_int_equal(host_warnings, 0);
	mm_walk_pause(&state);
	vma.vm_mm = mm;
	vma.vm_start = vm_start;
	vma.vm_end = vm_end;
	mm_walk_next(&state);
	return host_warnings;
}

static void a_range_outside_of_its_vma_warns(void **unused)
{
	struct vm_area_struct vma = {
		.vm_mm = &user_mm, .vm_start = user(), .vm_end = user() + page(),
		.lock = HOST_READ_LOCKED,
	};
	struct mm_walk_state state;

	tree_clear();
	tree_set(user(), 0, pte());
	tree_set(user() + page(), 0, pte());
	assert_int_equal(warnings_in_vma(user(), user() + 2 * page(), &user_mm), 0);
	/* The range before the pause need not be mapped any more. */
	assert_int_equal(warnings_in_vma(user() + page(), user() + 2 * page(),
					 &user_mm), 0);
	assert_int_equal(warnings_in_vma(user() + 2 * page(), user() + 3 * page(),
					 &user_mm), 1);
	assert_int_equal(warnings_in_vma(user(), user() + page(), &user_mm), 1);
	assert_int_equal(warnings_in_vma(user(), user() + 2 * page(), &init_mm), 1);
	/* The walk rounds the end of its range up. */
	state = walk_of(&user_mm, user(), user() + page() + 1, 0);
	state.vma = &vma;
	assert_true(mm_walk_next(&state));
	assert_int_equal(host_warnings, 1);
}

static void a_range_that_the_caller_owns_wants_no_lock(void **unused)
{
	struct vm_area_struct vma = { .vm_mm = &user_mm };
	struct mm_walk_state state;
	struct mm_struct *const mms[] = { &user_mm, &init_mm };
	unsigned int i, before, steps;
	unsigned long start;

	tree_clear();
	tree_set(user(), 0, pte());
	tree_set(kernel(), 0, pte());
	for (i = 0; i < 4; i++) {
		start = i & 1 ? user() : kernel();
		state = walk_of(mms[i / 2], start, start + page(), MM_WALK_EXCLUSIVE);
		state.vma = i ? NULL : &vma;
		assert_false(complains(state, HOST_UNLOCKED, HOST_UNLOCKED));
		before = asserted();
		steps = 0;
		walk_each_pte(&state) {
			mm_walk_pause(&state);
			steps++;
		}
		assert_int_equal(steps, 1);
		assert_int_equal(asserted(), before);
		assert_int_equal(host_warnings, 0);
	}
}

static void strictest_of_several_locks_is_asserted(void **unused)
{
	const mm_walk_flags_t read = MM_WALK_READ_LOCKED;
	const mm_walk_flags_t all = read | MM_WALK_EXCLUSIVE | MM_WALK_WRITE_LOCKED;

	tree_clear();
	assert_true(complains(walk_of(&user_mm, user(), user() + page(), all),
			      HOST_WRITE_LOCKED, HOST_READ_LOCKED));
	assert_true(complains(walk_of(&user_mm, user(), user() + page(),
				      read | MM_WALK_EXCLUSIVE),
			      HOST_UNLOCKED, HOST_WRITE_LOCKED));
}

static void wants_both_locked_for_writing(struct mm_walk_state state)
{
	assert_false(complains(state, HOST_WRITE_LOCKED, HOST_WRITE_LOCKED));
	assert_true(complains(state, HOST_READ_LOCKED, HOST_WRITE_LOCKED));
	assert_true(complains(state, HOST_WRITE_LOCKED, HOST_READ_LOCKED));
}

static void write_locked_wants_both_mms_locked_for_writing(void **unused)
{
	struct mm_walk_state state;
	pgd_t *root = __va(tree_root());

	tree_clear();
	tree_set(user(), 0, pte());	/* a first step that is not far away */
	wants_both_locked_for_writing(walk_of(&user_mm, user(), user() + page(),
					      MM_WALK_WRITE_LOCKED));
	/* Implied by addresses past the task size, by the end's too, by a root ... */
	wants_both_locked_for_writing(walk_of(&user_mm, kernel(), 0, 0));
	state = walk_of(&user_mm, user(), user() + 2 * page(), 0);
	user_mm.task_size = user() + page();
	if (mm_walk_task_size(&user_mm) == user_mm.task_size)
		wants_both_locked_for_writing(state);
	user_mm.task_size = user() + 2 * page();
	assert_false(complains(state, HOST_READ_LOCKED, HOST_UNLOCKED));
	state = walk_of(&user_mm, user(), user() + page(), 0);
	state.root = root;
	assert_false(complains(state, HOST_READ_LOCKED, HOST_UNLOCKED));
	user_mm.pgd = NULL;
	wants_both_locked_for_writing(state);
	/* ... and by init_mm. */
	state = walk_of(&init_mm, user(), user() + page(), 0);
	assert_false(complains(state, HOST_UNLOCKED, HOST_WRITE_LOCKED));
	assert_true(complains(state, HOST_UNLOCKED, HOST_READ_LOCKED));
}

/* The loads from each level's table, and in which section the last was. */
static unsigned int loads_of[5], section_of[5];
static unsigned int unsafe_loads, reads_in_section, most_reads;

/*
 * The tables of the way to one entry, which lie in slots one behind the other. As
 * GUP-fast reads them: what is read of a PMD or PTE table is read with interrupts
 * off since the entry above was read.
 */
static void look_for_unsafe(const void *ptr, size_t size)
{
	static unsigned int section;
	unsigned int level, slot;

	if (!arena_holds(ptr))
		return;
	slot = ((const char *)ptr - (const char *)__va(0)) / slot_pa(1);
	level = ROOT - (slot - ROOT_SLOT);
	loads_of[level]++;
	if (host_irqs_off) {
		section_of[level] = host_irq_sections;
		if (section != host_irq_sections)
			reads_in_section = 0;
		section = host_irq_sections;
		most_reads = max(most_reads, ++reads_in_section);
	}
	if (level < 2 && level < ROOT &&
	    (!host_irqs_off ||
	     (level + 1 < ROOT || level + 1 < 2 ?
	      section_of[level + 1] != host_irq_sections : 0)))
		unsafe_loads++;
}

static void begin_to_look_for_unsafe(void)
{
	memset(loads_of, 0, sizeof(loads_of));
	memset(section_of, 0xff, sizeof(section_of));
	unsafe_loads = 0;
	most_reads = 0;
	host_irq_sections = 0;
	host_on_read = look_for_unsafe;
}

/* Entries of one level, one by one and as runs. */
static void check_loads_of_a_process(unsigned int level, mm_walk_flags_t flags)
{
	unsigned int i, n = 1u << levels[level].bits, steps = 0;
	struct mm_walk_state state;
	u64 raw = make_leaf(level);

	tree_clear();
	for (i = 0; i < n; i++)
		tree_set(user() + i * span(level), level, raw);
	state = walk_of(&user_mm, user(), user() + n * span(level),
			flags | MM_WALK_ALL_SIZES);
	user_mm.task_size = user() + n * span(level);
	begin_to_look_for_unsafe();
	while (mm_walk_next(&state)) {
		assert_int_equal(host_rcu_depth, 0);
		assert_false(host_irqs_off);
		steps++;
	}
	host_on_read = NULL;
	assert_int_equal(steps, flags & MM_WALK_RUNS ? 1 : n);
	assert_in_range(loads_of[level], n, n + n / 16);
	assert_int_equal(unsafe_loads, 0);
	/* a group, and the entries above it */
	assert_in_range(most_reads, 1, MM_WALK_BATCH + 2);
}

static void tables_of_a_process_are_read_with_interrupts_off(void **unused)
{
	unsigned int level;

	for (level = 0; level < 2 && level < ROOT; level++) {
		if (level && !(levels[level].kinds & KIND(LEAF)))
			continue;
		check_loads_of_a_process(level, 0);
		check_loads_of_a_process(level, MM_WALK_RUNS);
	}
}

static unsigned int sections_of(struct mm_walk_state state)
{
	host_irq_sections = 0;
	while (mm_walk_next(&state))
		;
	return host_irq_sections;
}

/* PAE's PMDs are read with interrupts off everywhere. */
static void tables_past_the_task_size_are_read_in_place(void **unused)
{
	const unsigned int of_pmds = IS_ENABLED(CONFIG_GUP_GET_PXX_LOW_HIGH);
	struct mm_walk_state state;

	tree_clear();
	tree_set(-span(ROOT), 0, pte());
	tree_set(user(), 0, pte());
	assert_true(sections_of(walk_of(&user_mm, -span(ROOT), -span(ROOT) + span(1),
					MM_WALK_HOLES)) <= of_pmds);
	assert_true(sections_of(walk_of(&init_mm, user(), user() + span(1),
					MM_WALK_HOLES)) <= of_pmds);
	/* The mm that is walked decides, not the task that runs. */
	state = walk_of(&user_mm, user(), user() + span(1), MM_WALK_HOLES);
	user_mm.task_size = user() + page();
	assert_true(sections_of(state) > of_pmds);
	/* On x86-64 a process can have more than its task size. */
	user_mm.task_size = user();
	if (mm_walk_task_size(&user_mm) == user())
		assert_true(sections_of(state) <= of_pmds);
	else
		assert_true(sections_of(state) > of_pmds);
	user_mm.task_size = 0;
	assert_true(sections_of(state) <= of_pmds);
}

static unsigned char *loads;

static void count_loads(const void *ptr, size_t size)
{
	if (arena_holds(ptr))
		loads[(const char *)ptr - (const char *)__va(0)]++;
}

/* How often the entry is read that is read most often. */
static unsigned int most_loads(struct mm_walk_state state)
{
	unsigned long i, size = slot_pa(ARENA_SLOTS);
	unsigned int most = 0;

	loads = calloc(1, size);
	host_on_read = count_loads;
	while (mm_walk_next(&state))
		;
	host_on_read = NULL;
	for (i = 0; i < size; i++)
		most = max(most, (unsigned int)loads[i]);
	free(loads);
	return most;
}

static unsigned int most_loads_of_tree(mm_walk_flags_t flags)
{
	return most_loads(walk_of(&init_mm, kernel(), 0, flags));
}

static void each_entry_is_read_once(void **unused)
{
	rnd_state = first_seed;
	tree_draw_unshared(kernel());
	assert_int_equal(most_loads_of_tree(MM_WALK_HOLES | MM_WALK_ALL_SIZES |
				    MM_WALK_TABLES), 1);
	assert_int_equal(most_loads_of_tree(MM_WALK_ALL_SIZES), 1);
	/*
	 * One that ends a run is read again as the first of the next, and PTEs are
	 * compared in fours: those that follow it in its four are read again, too.
	 */
	assert_true(most_loads_of_tree(MM_WALK_RUNS | MM_WALK_ALL_SIZES |
			       MM_WALK_HOLES) <= 5);
}

/* Neighbours that differ in all that a mask leaves out, and make one run. */
static void each_entry_of_a_run_is_read_once(void **unused)
{
	static const u64 masks[] = { 0, 1, 3, 0x20, 0xfff };
	unsigned int level, m, i, n;
	struct mm_walk_state state;
	u64 raw, first;

	for (level = 0; level + 1 < nr_levels; level++) {
		first = make_leaf(level);
		if (entry_kind(level, first) != MM_WALK_LEAF)
			continue;
		n = 1u << levels[level].bits;
		for (m = 0; m < ARRAY_SIZE(masks); m++) {
			tree_clear();
			for (i = 0; i < n; i++) {
				raw = make_leaf(level) & ~masks[m];
				raw |= first & masks[m];
				if (entry_kind(level, raw) != MM_WALK_LEAF)
					raw = first;
				tree_set(kernel() + i * span(level), level, raw);
			}
			state = walk_of(&init_mm, kernel(),
					kernel() + n * span(level),
					MM_WALK_RUNS | MM_WALK_ALL_SIZES);
			state.mask = masks[m];
			state.huge_mask = masks[m];
			assert_int_equal(most_loads(state), 1);
		}
	}
}

/* An entry that becomes another after its nth read, as in a split and a refault. */
static struct {
	phys_addr_t table;
	unsigned long index;
	u64 before, after;
	unsigned int reads, nth;
} turn;

static void turn_at_the_nth_read(const void *ptr, size_t size)
{
	const char *entry = (char *)__va(turn.table) + turn.index * entry_bytes;

	if (ptr == entry && turn.reads++ == turn.nth)
		store_entry(turn.table, turn.index, turn.after);
}

/* Each step is of one of the two values, and all of them cover the entry. */
static void check_turned(unsigned int level, unsigned int nth,
			 struct mm_walk_state state)
{
	unsigned long position = user();
	u64 raw;

	store_entry(turn.table, turn.index, turn.before);
	turn.nth = nth;
	turn.reads = 0;
	host_on_read = turn_at_the_nth_read;
	while (mm_walk_next(&state)) {
		assert_int_equal(state.curr, position);
		position = state.next;
		assert_true(state.level <= levels[level].size);
		raw = state_raw(&state, levels[level].size);
		assert_true(raw == turn.before || raw == turn.after);
		assert_int_equal(entry_kind(level, raw),
				 state.level == levels[level].size ?
				 state.kind : MM_WALK_TABLE);
	}
	host_on_read = NULL;
	assert_int_equal(position, user() + span(level));
}

static void an_entry_that_is_split_under_the_walk_is_read_once(void **unused)
{
	static const mm_walk_flags_t flags[] = {
		0, MM_WALK_ALL_SIZES, MM_WALK_ALL_SIZES | MM_WALK_RUNS,
	};
	unsigned int level, nth, i, f;
	u64 values[3];

	for (level = 1; level < nr_levels; level++) {
		values[0] = 0;
		values[1] = entry_bits(level, make_leaf(true));
		if (entry_kind(level, values[1]) != MM_WALK_LEAF)
			values[1] = 0;
		tree_clear();
		tree_set(user(), 0, pte());
		tree_set(user() + page(), 0, pte());
		turn.table = slot_pa(ROOT_SLOT + ROOT - level);
		turn.index = level == ROOT;
		values[2] = entry_bits(level,
				       load_entry(turn.table, turn.index));
		for (i = 0; i < 9 * 6 * ARRAY_SIZE(flags); i++) {
			turn.before = values[i % 3];
			turn.after = values[i / 3 % 3];
			nth = i / 9 % 6;
			f = i / 54;
			if (level > 2 && !flags[f])
				continue;	/* so many pages */
			check_turned(level, nth,
				     walk_of(&user_mm, user(),
					     user() + span(level),
					     flags[f] | MM_WALK_HOLES));
			check_turned(level, nth,
				     walk_of(&init_mm, user(),
					     user() + span(level),
					     flags[f] | MM_WALK_HOLES));
		}
	}
}

/* Loops */

static unsigned int count_pages(unsigned long end, mm_walk_flags_t flags)
{
	struct mm_walk_state state = walk_of(&user_mm, user(), end, flags);
	unsigned int pages = 0;
	struct page *page_;

	for_each_page_range(&state, page_)
		pages++;
	return pages;
}

static void check_pages_of_huge(unsigned int level, u64 raw)
{
	unsigned int i, want = 0;

	for (i = 0; i < 3; i++)
		want += entry_present(level, raw) &&
			pfn_valid(entry_pfn(level, raw, user()) + i);
	assert_int_equal(count_pages(user() + 3 * page(), 0), want);
	assert_int_equal(count_pages(user() + span(level), MM_WALK_ALL_SIZES),
			 entry_present(level, raw) &&
			 pfn_valid(entry_pfn(level, raw, user())));
}

/* A present entry of a level that maps a page with a struct page. */
static u64 entry_with_page(unsigned int level)
{
	u64 raw;

	do {
		raw = entry_bits(level, make_leaf(level)) & ~special_bit;
	} while (!entry_present(level, raw) ||
		 !pfn_valid(entry_pfn(level, raw, user())));
	return raw;
}

/* A leaf that is not present, as if it mapped such a page; 0 if a level has none. */
static u64 absent_with_page(unsigned int level)
{
	unsigned int tries;
	u64 raw;

	for (tries = 0; tries < 10000; tries++) {
		raw = one_in(2) ? make_absent() : make_entry(0);
		raw = entry_bits(level, raw) & ~special_bit;
		if (entry_kind(level, raw) == MM_WALK_LEAF &&
		    entry_maps(level, raw) && !entry_present(level, raw) &&
		    pfn_valid(entry_pfn(level, raw, user() + page())))
			return raw;
	}
	return 0;
}

/* The zero page is that of an entry, or of none. */
static void set_zero_page(u64 raw, unsigned int level)
{
	unsigned long pfn = raw ? entry_pfn(level, raw, user()) : -1ul;

	host_zero_pfn = level == 1 ? -1ul : pfn;
	host_huge_zero_pfn = level == 1 ? pfn : -1ul;
}

static void special_entries_and_zero_pages_have_no_page(void **unused)
{
	unsigned int level;
	u64 raw;

	for (level = 0; level < 3 && level < nr_levels; level++) {
		if (entry_kind(level, entry_bits(level, make_leaf(level))) !=
		    MM_WALK_LEAF)
			continue;
		raw = entry_with_page(level);
		tree_clear();
		tree_set(user(), level, raw);
		assert_int_equal(count_pages(user() + page(), MM_WALK_ALL_SIZES), 1);
		set_zero_page(raw, level);
		assert_int_equal(count_pages(user() + page(), MM_WALK_ALL_SIZES), 0);
		set_zero_page(0, level);
		tree_set(user(), level, raw | special_bit);
		assert_int_equal(count_pages(user() + page(), MM_WALK_ALL_SIZES), 0);
	}
}

/* The body of a loop may sleep: what it lets go of must not be yielded. */
static void pages_are_those_of_when_the_step_is_taken(void **unused)
{
	const unsigned int n = min(16u, 1u << levels[0].bits);
	struct mm_walk_state state;
	unsigned int i, pages;
	struct page *page_;
	u64 raw = entry_with_page(0);

	tree_clear();
	for (i = 0; i < n; i++)
		tree_set(user() + i * page(), 0, raw);
	pages = 0;
	state = walk_of(&user_mm, user(), user() + n * page(), 0);
	for_each_page_range(&state, page_) {
		pages++;
		for (i = 0; i < n; i++)
			tree_set(user() + i * page(), 0, 0);
	}
	assert_int_equal(pages, 1);

	for (i = 0; i < 2; i++) {
		tree_clear();
		tree_set(user(), 1, entry_with_page(1));
		pages = 0;
		state = walk_of(i ? &init_mm : &user_mm, user(),
				user() + n * page(), 0);
		for_each_page_range(&state, page_) {
			pages++;
			tree_set(user(), 1, 0);
		}
		assert_int_equal(pages, 1);
	}
}

/* A copied PTE can be older than the step. A pause drops the copies. */
static void ptes_after_a_pause_are_read_anew(void **unused)
{
	const unsigned int n = min(16u, 1u << levels[0].bits);
	struct mm_walk_state state;
	unsigned int i, ptes = 0;
	pte_t entry;

	tree_clear();
	for (i = 0; i < n; i++)
		tree_set(user() + i * page(), 0, pte());
	state = walk_of(&user_mm, user(), user() + n * page(), 0);
	for_each_pte_range(&state, entry) {
		ptes++;
		for (i = 0; i < n; i++)
			tree_set(user() + i * page(), 0, 0);
		mm_walk_pause(&state);
	}
	assert_int_equal(ptes, 1);
}

static void pages_are_the_present_leaves_that_have_a_struct_page(void **unused)
{
	struct mm_walk_state state;
	unsigned int i, pages = 0, want = 0;
	struct page *page_;
	u64 raw;

	tree_clear();
	for (i = 0; i < 4; i++) {
		raw = i == 1 ? absent_with_page(0) : pte() & ~special_bit;
		tree_set(user() + i * page(), 0, raw);
		if (entry_present(0, raw) &&
		    pfn_valid(entry_pfn(0, raw, user() + i * page())))
			want++;
	}
	state = walk_of(&user_mm, user(), user() + span(1), 0);
	for_each_page_range(&state, page_) {
		assert_ptr_equal(page_, pfn_to_page(mm_walk_pfn(&state)));
		pages++;
	}
	assert_int_equal(pages, want);
	assert_int_equal(count_pages(user() + span(1), MM_WALK_HOLES | MM_WALK_TABLES),
			 want);

	/* A huge leaf is so many pages, or one. */
	for (i = 1; i < nr_levels; i++) {
		raw = make_leaf(true) & ~special_bit;
		if (entry_kind(i, entry_bits(i, raw)) != MM_WALK_LEAF ||
		    !entry_maps(i, raw))
			continue;
		tree_clear();
		tree_set(user(), i, raw);
		check_pages_of_huge(i, raw);
	}

	/* On x86, a huge leaf can be not present. */
	for (i = 1; i < nr_levels; i++) {
		raw = absent_with_page(i);
		if (!raw)
			continue;
		tree_clear();
		tree_set(user(), i, raw);
		check_pages_of_huge(i, raw);
	}
}

static void check_ptes(mm_walk_flags_t flags, u64 absent, u64 present,
		       unsigned long want)
{
	struct mm_walk_state state = walk_of(&user_mm, user(),
					     user() + 3 * span(1), flags);
	unsigned long first = user() + span(1), ptes = 0;
	pte_t entry;

	for_each_pte_range(&state, entry) {
		assert_true(state.curr >= first);
		assert_true(state.curr < first + span(1));
		if (state.curr == first + page())
			assert_int_equal(pte_val(entry), absent);
		else if (state.curr == first + 2 * page())
			assert_int_equal(pte_val(entry), present);
		else
			assert_true(pte_none(entry));
		ptes++;
	}
	assert_end(&state);
	assert_int_equal(ptes, want);
}

static void ptes_are_those_of_pte_tables(void **unused)
{
	u64 absent = make_absent(), present = pte();

	tree_clear();
	tree_set(user(), 1, make_leaf(true));
	tree_set(user() + span(1) + page(), 0, absent);
	tree_set(user() + span(1) + 2 * page(), 0, present);
	check_ptes(0, absent, present, 2);
	check_ptes(MM_WALK_HOLES, absent, present, span(1) / page());
	check_ptes(MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES, absent,
		   present, span(1) / page());
}

/* Of PAE, an entry is two words; its root alone may be read as one. */
static unsigned int torn, whole;

static void look_for_torn(const void *ptr, size_t size)
{
	const char *root = __va(tree_root());
	bool in_root = (const char *)ptr >= root &&
		       (const char *)ptr < root + root_entries * entry_bytes;

	if (in_root || size <= sizeof(long) || host_in_two)
		whole++;
	else
		torn++;
}

static void an_entry_of_two_words_is_read_in_two(void **unused)
{
	struct mm_walk_state state;
	unsigned int i;

	tree_clear();
	for (i = 0; i < 3; i++)
		tree_set(user() + i * page(), 0, pte());
	tree_set(user() + span(1), 1, make_leaf(true));
	torn = 0;
	whole = 0;
	host_on_read = look_for_torn;
	for (i = 0; i < 8; i++) {
		state = walk_of(i & 1 ? &init_mm : &user_mm, user(),
				user() + 2 * span(1),
				(i & 2 ? MM_WALK_RUNS | MM_WALK_ALL_SIZES : 0) |
				(i & 4 ? MM_WALK_HOLES : 0));
		while (mm_walk_next(&state))
			;
		/* That of a PMD, with interrupts off. */
		assert_int_equal(host_warnings, 0);
		assert_false(host_irqs_off);
	}
	host_on_read = NULL;
	assert_int_equal(torn, 0);
	assert_true(whole > 0);
}

/* Without DEBUG_VM, KASAN checks only what mm_walk.c asks it to check. */
static struct {
	const char *start, *end;
} checked[1000];

static unsigned int nr_checked, unchecked;

static void note_check(const char *start, const char *end)
{
	assert_true(nr_checked < ARRAY_SIZE(checked));
	checked[nr_checked].start = start;
	checked[nr_checked++].end = end;
}

static void look_for_check(const void *ptr, size_t size)
{
	unsigned int i = nr_checked;

	/* PTEs that were copied are read again. */
	while (i--)
		if ((const char *)ptr >= checked[i].start &&
		    (const char *)ptr + size <= checked[i].end)
			return;
	unchecked += arena_holds(ptr);
}

static void each_table_is_checked_before_it_is_read(void **unused)
{
	struct mm_walk_state state;
	unsigned int i, steps;

	unchecked = 0;
	host_on_check = note_check;
	host_on_read = look_for_check;
	for (i = 0; i < 300; i++) {
		seed = first_seed + i;
		rnd_state = mix(seed);
		tree_draw();
		nr_checked = 0;
		state = walk_of(one_in(2) ? &init_mm : &user_mm,
				tree_address(false), half_last(false) + 1,
				rnd_below(8) | MM_WALK_HOLES);
		for (steps = 0; steps < 60 && mm_walk_next(&state); steps++)
			;
	}
	host_on_check = NULL;
	host_on_read = NULL;
	assert_int_equal(unchecked, 0);
}

/* As it was written in the discussion that the iterator answers. */
static void the_two_forms_of_2019_compile_and_run(void **unused)
{
	unsigned long start = user(), end = user() + 2 * span(1);
	unsigned int pages = 0, ptes = 0, skipped = 0;
	struct mm_struct *mm = &user_mm;
	struct page *page;
	u64 raw = entry_with_page(0);

	tree_clear();
	tree_set(start, 0, raw);
	tree_set(start + span(1), 0, raw);
	user_mm.pgd = __va(tree_root());

	{
		struct mm_walk_state state = { .mm = mm, .start = start, .end = end, };

		for_each_page_range(&state, page) {
			pages++;
		}
	}
	{
		DECLARE_MM_WALK_FLAGS(state, mm, start, end, MM_WALK_HOLES |
				      MM_WALK_ALL_SIZES | MM_WALK_TABLES);

		walk_each_pte(state) {
			switch (state->size) {
			case PE_SIZE_PTE:
				ptes++;
				break;
			case PE_SIZE_PMD:
				if (!skipped++)
					skip_pmd(state);
				break;
			default:
				break;
			}
		}
	}
	assert_int_equal(pages, 2);
	assert_int_equal(ptes, 1ul << levels[0].bits);
	assert_int_equal(skipped, 2);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_range_yields_nothing),
		cmocka_unit_test(end_0_and_all_ones_are_the_top),
		cmocka_unit_test(ends_are_rounded_to_pages),
		cmocka_unit_test(all_from_0_to_all_ones_is_everything),
		cmocka_unit_test(a_range_that_the_root_cannot_translate_is_refused),
		cmocka_unit_test(the_first_and_the_last_page_are_ordinary),
		cmocka_unit_test(a_range_within_an_entry_clips_the_step_not_the_value),
		cmocka_unit_test(a_folded_level_is_yielded_once),
		cmocka_unit_test(a_bad_entry_is_yielded_at_each_level_and_not_followed),
		cmocka_unit_test(an_entry_for_memory_elsewhere_is_a_leaf_at_each_level),
		cmocka_unit_test(ptes_of_a_group_have_the_frame_of_their_address),
		cmocka_unit_test(an_accessor_of_another_level_warns),
		cmocka_unit_test(a_page_of_a_huge_leaf_has_no_pte),
		cmocka_unit_test(runs_without_all_sizes_are_refused),
		cmocka_unit_test(skip_on_hole_and_leaf_is_harmless),
		cmocka_unit_test(skip_lasts_one_step),
		cmocka_unit_test(a_typed_skip_skips_at_its_level_only),
		cmocka_unit_test(a_run_ends_at_its_table_at_the_limit_and_at_another_kind),
		cmocka_unit_test(ptes_have_one_mask_and_what_is_above_another),
		cmocka_unit_test(a_run_goes_on_across_copied_groups),
		cmocka_unit_test(pause_before_the_first_step_and_after_the_end_is_harmless),
		cmocka_unit_test(locks_are_asserted_at_the_first_step_and_after_a_pause),
		cmocka_unit_test(vmas_want_the_mm_locked_for_reading),
		cmocka_unit_test(read_locked_wants_the_mm_locked_for_reading),
		cmocka_unit_test(lock_of_a_vma_stands_for_that_of_its_mm),
		cmocka_unit_test(a_range_outside_of_its_vma_warns),
		cmocka_unit_test(a_range_that_the_caller_owns_wants_no_lock),
		cmocka_unit_test(strictest_of_several_locks_is_asserted),
		cmocka_unit_test(write_locked_wants_both_mms_locked_for_writing),
		cmocka_unit_test(tables_of_a_process_are_read_with_interrupts_off),
		cmocka_unit_test(tables_past_the_task_size_are_read_in_place),
		cmocka_unit_test(each_entry_is_read_once),
		cmocka_unit_test(each_entry_of_a_run_is_read_once),
		cmocka_unit_test(an_entry_that_is_split_under_the_walk_is_read_once),
		cmocka_unit_test(pages_are_the_present_leaves_that_have_a_struct_page),
		cmocka_unit_test(special_entries_and_zero_pages_have_no_page),
		cmocka_unit_test(pages_are_those_of_when_the_step_is_taken),
		cmocka_unit_test(ptes_after_a_pause_are_read_anew),
		cmocka_unit_test(ptes_are_those_of_pte_tables),
		cmocka_unit_test(an_entry_of_two_words_is_read_in_two),
		cmocka_unit_test(each_table_is_checked_before_it_is_read),
		cmocka_unit_test(the_two_forms_of_2019_compile_and_run),
		cmocka_unit_test(random_walks_match_the_oracle),
		cmocka_unit_test(draws_have_all_that_a_walk_can_meet),
		cmocka_unit_test(every_combination_matches_the_oracle),
		cmocka_unit_test(changes_across_a_pause_show_from_the_position_on),
		cmocka_unit_test(entries_may_change_at_each_load),
		cmocka_unit_test(a_table_that_changes_between_groups_is_met_at_the_position),
	};
	const char *name = begin_program(argc, argv, 10000);
	unsigned int i;

	if (!name)
		return 0;
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		tests[i].teardown_func = show_seed;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
