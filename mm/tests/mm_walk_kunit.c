// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the page-table iterator, on tables of their own: entries of
 * all levels that the kernel runs with, from address 0 on.
 *
 * A test builds a tree, says which steps it wants, and lets expect_walk()
 * compare: with the locks of each kind of walk, at one go and with a pause
 * after each step.
 */

#include <linux/debug_locks.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mm_walk.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

#include "page_tables.h"

struct step {
	unsigned long curr;
	unsigned long next;
	enum pgtable_level size;
	enum mm_walk_kind kind;
	unsigned int entries;
	unsigned long pfn;	/* of leaves */
};

struct walk_test {
	struct test_tables tt;
	struct step want[32];
	unsigned int nr;

	/* what the walks are done with, besides range and flags */
	u64 mask;
	u64 huge_mask;
	unsigned long limit;
	/* called at each step, with what else it wants to know */
	void (*at_step)(struct walk_test *wt, struct mm_walk_state *state);
	enum pgtable_level skip_level;
	unsigned long skip_addr;
};

/* Who may walk, and in which way. */
enum locking {
	READ_LOCKED,	/* the mm's tables, PTEs are copied */
	WRITE_LOCKED,	/* the same, in VMAs or not */
	AS_KERNEL,	/* as if they were the kernel's: in place */
	NR_WAYS
};

static const char * const size_names[] = { "PTE", "PMD", "PUD", "P4D", "PGD" };
static const char * const kind_names[] = { "hole", "leaf", "table", "bad" };

#define ALL_BITS	(~0ULL)

/* Addresses that belong to user mode, and reach over two entries of the root. */
static unsigned long two_entries(void)
{
	return 2 * test_span(test_top());
}

/* Parameters: the levels that exist, and some subsets. */

static const enum pgtable_level levels[] = {
	PE_SIZE_PTE, PE_SIZE_PMD, PE_SIZE_PUD, PE_SIZE_P4D, PE_SIZE_PGD,
};

static const void *next_level(const void *prev, char *desc,
			      bool (*has)(enum pgtable_level level))
{
	const enum pgtable_level *level = prev ? prev + sizeof(*level) : levels;

	for (; level < levels + ARRAY_SIZE(levels); level++) {
		if (!has(*level))
			continue;
		strscpy(desc, size_names[*level], KUNIT_PARAM_DESC_SIZE);
		return level;
	}
	return NULL;
}

static bool exists(enum pgtable_level level)
{
	return level <= test_top();
}

static bool has_tables(enum pgtable_level level)
{
	return exists(level) && level > PE_SIZE_PTE;
}

static bool has_huge_leaves(enum pgtable_level level)
{
	return level > PE_SIZE_PTE && test_has_leaves(level);
}

/* Leaves, in tables of which there is more than one. */
static bool has_leaves_below_the_root(enum pgtable_level level)
{
	return level < test_top() && test_has_leaves(level);
}

static const void *each_level(struct kunit *test, const void *prev, char *desc)
{
	return next_level(prev, desc, exists);
}

static const void *each_level_with_tables(struct kunit *test, const void *prev,
					  char *desc)
{
	return next_level(prev, desc, has_tables);
}

static const void *each_level_with_leaves(struct kunit *test, const void *prev,
					  char *desc)
{
	return next_level(prev, desc, test_has_leaves);
}

static const void *each_level_with_huge_leaves(struct kunit *test, const void *prev,
					       char *desc)
{
	return next_level(prev, desc, has_huge_leaves);
}

static const void *each_level_of_many_leaves(struct kunit *test, const void *prev,
					     char *desc)
{
	return next_level(prev, desc, has_leaves_below_the_root);
}

static enum pgtable_level level_of(struct kunit *test)
{
	return *(const enum pgtable_level *)test->param_value;
}

/* Locks */

static void lock(enum locking how, struct mm_struct *mm)
{
	switch (how) {
	case READ_LOCKED:
		mmap_read_lock(mm);
		break;
	case WRITE_LOCKED:
		mmap_write_lock(mm);
		mmap_write_lock_nested(&init_mm, SINGLE_DEPTH_NESTING);
		break;
	default:
		mmap_write_lock(&init_mm);
		break;
	}
}

static void unlock(enum locking how, struct mm_struct *mm)
{
	switch (how) {
	case READ_LOCKED:
		mmap_read_unlock(mm);
		break;
	case WRITE_LOCKED:
		mmap_write_unlock(&init_mm);
		mmap_write_unlock(mm);
		break;
	default:
		mmap_write_unlock(&init_mm);
		break;
	}
}

/* For entries of @level. The mask of the others would end, or merge, other runs. */
static void set_mask(struct walk_test *wt, enum pgtable_level level, u64 mask)
{
	wt->mask = level == PE_SIZE_PTE ? mask : ~mask;
	wt->huge_mask = level == PE_SIZE_PTE ? ~mask : mask;
}

static struct mm_walk_state begin_walk(struct walk_test *wt, enum locking how,
				       unsigned long start, unsigned long end,
				       mm_walk_flags_t flags)
{
	return (struct mm_walk_state) {
		.mm = how == AS_KERNEL ? &init_mm : wt->tt.mm,
		.root = how == AS_KERNEL ? wt->tt.mm->pgd : NULL,
		.start = start,
		.end = end,
		.flags = flags | (how == WRITE_LOCKED ? MM_WALK_WRITE_LOCKED : 0),
		.mask = wt->mask,
		.huge_mask = wt->huge_mask,
		.limit = wt->limit,
	};
}

/* Steps */

static void want_step(struct walk_test *wt, enum mm_walk_kind kind,
		      enum pgtable_level size, unsigned long start,
		      unsigned long end, unsigned int entries, unsigned long pfn)
{
	KUNIT_ASSERT_LT(wt->tt.test, wt->nr, ARRAY_SIZE(wt->want));
	wt->want[wt->nr++] = (struct step) {
		.curr = start,
		.next = end,
		.size = size,
		.kind = kind,
		.entries = entries,
		.pfn = pfn,
	};
}

static void want(struct walk_test *wt, enum mm_walk_kind kind,
		 enum pgtable_level size, unsigned long start,
		 unsigned long end)
{
	want_step(wt, kind, size, start, end, 1, 0);
}

static void want_leaf(struct walk_test *wt, enum pgtable_level size,
		      unsigned long start, unsigned long end, unsigned long pfn)
{
	want_step(wt, MM_WALK_LEAF, size, start, end, 1, pfn);
}

/* The tables on the way from the root to an entry of @level at @addr. */
static void want_tables_above(struct walk_test *wt, enum pgtable_level level,
			      unsigned long addr)
{
	enum pgtable_level size;

	for (size = test_top(); size > level; size--) {
		if (!(addr % test_span(size)))
			want(wt, MM_WALK_TABLE, size, addr,
			     addr + test_span(size));
	}
}

static u64 value_at(const struct mm_walk_state *state)
{
	switch (state->level) {
	case PE_SIZE_PGD:
		return pgd_val(mm_walk_pgd(state));
	case PE_SIZE_P4D:
		return p4d_val(mm_walk_p4d(state));
	case PE_SIZE_PUD:
		return pud_val(mm_walk_pud(state));
	case PE_SIZE_PMD:
		return pmd_val(mm_walk_pmd(state));
	case PE_SIZE_PTE:
	default:
		return pte_val(mm_walk_pte(state));
	}
}

static void expect_step(struct walk_test *wt, const char *how, unsigned int nr,
			const struct mm_walk_state *state)
{
	struct kunit *test = wt->tt.test;
	const struct step *want = &wt->want[nr];
	unsigned long pfn;

	if (nr >= wt->nr) {
		KUNIT_FAIL(test, "%s: step %u: %s %s %lx-%lx is one too many",
			   how, nr, size_names[state->size],
			   kind_names[state->kind], state->curr, state->next);
		return;
	}
	if (state->curr != want->curr || state->next != want->next ||
	    state->size != want->size || state->kind != want->kind ||
	    state->entries != want->entries)
		KUNIT_FAIL(test,
			   "%s: step %u: %s %s %lx-%lx of %u, wanted %s %s %lx-%lx of %u",
			   how, nr, size_names[state->size],
			   kind_names[state->kind], state->curr, state->next,
			   state->entries, size_names[want->size],
			   kind_names[want->kind], want->curr, want->next,
			   want->entries);

	if (state->kind == MM_WALK_LEAF || state->kind == MM_WALK_BAD)
		KUNIT_EXPECT_EQ_MSG(test, value_at(state),
				    test_get(&wt->tt, state->level, state->curr),
				    "%s: step %u: value", how, nr);
	if (state->kind != MM_WALK_LEAF || value_at(state) == TEST_ABSENT_ENTRY)
		return;
	pfn = mm_walk_pfn(state);
	KUNIT_EXPECT_EQ_MSG(test, pfn, want->pfn, "%s: step %u: frame", how, nr);
	KUNIT_EXPECT_EQ_MSG(test, mm_walk_depth(state),
			    PE_SIZE_PGD - state->level,
			    "%s: step %u: depth", how, nr);
}

static void one_walk(struct walk_test *wt, enum locking how, bool pause,
		     unsigned long start, unsigned long end,
		     mm_walk_flags_t flags)
{
	static const char * const names[][2] = {
		{ "read-locked", "read-locked, with pauses" },
		{ "write-locked", "write-locked, with pauses" },
		{ "in place", "in place, with pauses" },
	};
	struct mm_walk_state state = begin_walk(wt, how, start, end, flags);
	int depth = rcu_preempt_depth(), count = preempt_count();
	struct kunit *test = wt->tt.test;
	u64 sum = test_tables_sum(&wt->tt);
	bool held_nothing = true;
	unsigned int nr = 0;

	lock(how, wt->tt.mm);
	walk_each_pte(&state) {
		held_nothing &= rcu_preempt_depth() == depth &&
				preempt_count() == count;
		expect_step(wt, names[how][pause], nr, &state);
		if (wt->at_step)
			wt->at_step(wt, &state);
		/* one more than wanted is enough to know */
		if (nr++ > wt->nr)
			break;
		if (!pause)
			continue;
		mm_walk_pause(&state);
		unlock(how, wt->tt.mm);
		lock(how, wt->tt.mm);
	}
	unlock(how, wt->tt.mm);

	KUNIT_EXPECT_EQ_MSG(test, nr, wt->nr, "%s: steps", names[how][pause]);
	KUNIT_EXPECT_TRUE_MSG(test, held_nothing, "%s", names[how][pause]);
	KUNIT_EXPECT_EQ_MSG(test, sum, test_tables_sum(&wt->tt),
			    "%s: somebody wrote to the tables",
			    names[how][pause]);
}

/* All walks of the range have the steps that were asked for with want_*(). */
static void expect_walk(struct walk_test *wt, unsigned long start,
			unsigned long end, mm_walk_flags_t flags)
{
	bool all_user = end && end != ~0UL;
	enum locking how = all_user ? READ_LOCKED : WRITE_LOCKED;

	for (; how < NR_WAYS; how++) {
		one_walk(wt, how, false, start, end, flags);
		one_walk(wt, how, true, start, end, flags);
	}
	wt->nr = 0;
}

/* Leaves of a test differ in what they map. */
static unsigned long frame(enum pgtable_level level, unsigned int nr)
{
	return (nr + 1) * (test_span(level) >> PAGE_SHIFT);
}

static void set_leaf(struct walk_test *wt, enum pgtable_level level,
		     unsigned long addr, unsigned int nr)
{
	test_set(&wt->tt, level, addr,
		 test_leaf(level, frame(level, nr), PAGE_KERNEL));
}

/* Tests: what is yielded */

static void leaf_has_its_range_level_and_frame(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, level, span, 0);
	want_leaf(wt, level, span, 2 * span, frame(level, 0));
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES);
}

static void hole_is_yielded_where_the_tree_stops(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	test_entry(&wt->tt, level, span);
	want(wt, MM_WALK_HOLE, level, span, 2 * span);
	expect_walk(wt, span, 2 * span, MM_WALK_HOLES);
}

static void holes_are_passed_over_without_the_flag(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);

	test_entry(&wt->tt, level, 0);
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES);
}

/* Swapped out, or under migration. */
static void absent_entry_is_a_leaf_at_each_level(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	test_set(&wt->tt, level, span, TEST_ABSENT_ENTRY);
	want(wt, MM_WALK_LEAF, level, span, 2 * span);
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES);
	want(wt, MM_WALK_LEAF, level, span, 2 * span);
	expect_walk(wt, 0, two_entries(), 0);
}

static void table_comes_before_what_is_in_it(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, level, 0, 0);
	set_leaf(wt, level, span, 1);
	want_tables_above(wt, level, 0);
	want_leaf(wt, level, 0, span, frame(level, 0));
	want_leaf(wt, level, span, 2 * span, frame(level, 1));
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES | MM_WALK_TABLES);
}

/* The first and the last slot of two tables that are neighbours. */
static void first_and_last_slots_are_entries_as_others(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level), table = test_span(level + 1);
	unsigned int i, n = table / span;
	const unsigned long addr[] = { 0, table - span, table, 2 * table - span };

	for (i = 0; i < ARRAY_SIZE(addr); i++) {
		set_leaf(wt, level, addr[i], i);
		want_leaf(wt, level, addr[i], addr[i] + span, frame(level, i));
	}
	expect_walk(wt, 0, 2 * table, MM_WALK_ALL_SIZES);

	set_mask(wt, level, ALL_BITS);
	for (i = 0; i < ARRAY_SIZE(addr); i++) {
		want_leaf(wt, level, addr[i], addr[i] + span, frame(level, i));
		if (i % 2 == 0)
			want_step(wt, MM_WALK_HOLE, level, addr[i] + span,
				  addr[i + 1], n - 2, 0);
	}
	expect_walk(wt, 0, 2 * table,
		    MM_WALK_ALL_SIZES | MM_WALK_HOLES | MM_WALK_RUNS);
}

/* Tests: ends */

static void range_clips_huge_leaves(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, level, 0, 0);
	set_leaf(wt, level, span, 1);
	want_leaf(wt, level, PAGE_SIZE, span, frame(level, 0) + 1);
	want_leaf(wt, level, span, span + PAGE_SIZE, frame(level, 1));
	expect_walk(wt, PAGE_SIZE, span + PAGE_SIZE, MM_WALK_ALL_SIZES);

	want_leaf(wt, level, PAGE_SIZE, 2 * PAGE_SIZE, frame(level, 0) + 1);
	expect_walk(wt, PAGE_SIZE, 2 * PAGE_SIZE, MM_WALK_ALL_SIZES);
}

static void range_clips_holes_and_tables(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test), size;
	unsigned long start = test_span(level) - PAGE_SIZE;

	/* the last page of an entry, where the tree stops at @level */
	test_entry(&wt->tt, level, 0);
	for (size = test_top(); size > level; size--)
		want(wt, MM_WALK_TABLE, size, start, start + PAGE_SIZE);
	want(wt, MM_WALK_HOLE, level, start, start + PAGE_SIZE);
	expect_walk(wt, start, start + PAGE_SIZE,
		    MM_WALK_HOLES | MM_WALK_TABLES);
}

static void top_of_the_address_space_is_an_end(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, level, -span, 0);
	want_leaf(wt, level, -span, 0, frame(level, 0));
	expect_walk(wt, -2 * span, 0, MM_WALK_ALL_SIZES);
	want_leaf(wt, level, -span, 0, frame(level, 0));
	expect_walk(wt, -span, ~0UL, MM_WALK_ALL_SIZES | MM_WALK_HOLES);
	want_leaf(wt, PE_SIZE_PTE, -PAGE_SIZE, 0, frame(level, 1) - 1);
	expect_walk(wt, -PAGE_SIZE, 0, 0);
}

static void empty_range_has_no_steps(struct kunit *test)
{
	struct walk_test *wt = test->priv;

	set_leaf(wt, PE_SIZE_PTE, 0, 0);
	set_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 1);
	expect_walk(wt, PAGE_SIZE, PAGE_SIZE, MM_WALK_HOLES | MM_WALK_TABLES);
	expect_walk(wt, PAGE_SIZE + 1, PAGE_SIZE + 1, MM_WALK_HOLES);
	expect_walk(wt, 0, 0, MM_WALK_HOLES | MM_WALK_TABLES);
	expect_walk(wt, ~0UL, ~0UL, MM_WALK_HOLES | MM_WALK_TABLES);
}

static unsigned int warnings_of_range(struct walk_test *wt, unsigned long start,
				      unsigned long end)
{
	struct mm_walk_state state = begin_walk(wt, AS_KERNEL, start, end,
						MM_WALK_HOLES);
	struct test_warnings tw;

	test_warnings_begin(&tw, wt->tt.test);
	lock(AS_KERNEL, wt->tt.mm);
	KUNIT_EXPECT_FALSE(wt->tt.test, mm_walk_next(&state));
	unlock(AS_KERNEL, wt->tt.mm);
	return test_warnings_end(&tw);
}

static void range_that_cannot_be_translated_is_refused(struct kunit *test)
{
	struct walk_test *wt = test->priv;

	KUNIT_EXPECT_EQ(test, 1, warnings_of_range(wt, 2 * PAGE_SIZE, PAGE_SIZE));
	/* all of 64 bits, of which no table here has as many */
	if (IS_ENABLED(CONFIG_64BIT))
		KUNIT_EXPECT_EQ(test, 1, warnings_of_range(wt, 0, ~0UL));
}

/* Tests: skipping */

static void skip_one_table(struct walk_test *wt, struct mm_walk_state *state)
{
	if (state->kind != MM_WALK_TABLE || state->size != wt->skip_level ||
	    state->curr != wt->skip_addr)
		return;
	switch (state->size) {
	case PE_SIZE_PGD:
		skip_pgd(state);
		break;
	case PE_SIZE_P4D:
		skip_p4d(state);
		break;
	case PE_SIZE_PUD:
		skip_pud(state);
		break;
	case PE_SIZE_PMD:
		skip_pmd(state);
		break;
	case PE_SIZE_PTE:
		break;
	}
}

/* Two neighbours, with a page each: one of them is skipped, the other is not. */
static void skip_leaves_out_one_table(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, PE_SIZE_PTE, 0, 0);
	set_leaf(wt, PE_SIZE_PTE, span, 1);
	wt->at_step = skip_one_table;
	wt->skip_level = level;

	wt->skip_addr = 0;
	want_tables_above(wt, level - 1, 0);
	want_tables_above(wt, PE_SIZE_PTE, span);
	want_leaf(wt, PE_SIZE_PTE, span, span + PAGE_SIZE, frame(PE_SIZE_PTE, 1));
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES | MM_WALK_TABLES);

	wt->skip_addr = span;
	want_tables_above(wt, PE_SIZE_PTE, 0);
	want_leaf(wt, PE_SIZE_PTE, 0, PAGE_SIZE, frame(PE_SIZE_PTE, 0));
	want_tables_above(wt, level - 1, span);
	expect_walk(wt, 0, two_entries(), MM_WALK_ALL_SIZES | MM_WALK_TABLES);
}

static void skip_unless_table(struct walk_test *wt, struct mm_walk_state *state)
{
	if (state->kind != MM_WALK_TABLE)
		mm_walk_skip(state);
}

static void skip_on_leaf_or_hole_is_harmless(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	unsigned long end = PMD_SIZE + PAGE_SIZE;
	unsigned int i;

	set_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 0);
	set_leaf(wt, PE_SIZE_PTE, PMD_SIZE, 1);
	wt->at_step = skip_unless_table;
	set_mask(wt, PE_SIZE_PTE, ALL_BITS);

	want_tables_above(wt, PE_SIZE_PTE, 0);
	want(wt, MM_WALK_HOLE, PE_SIZE_PTE, 0, PAGE_SIZE);
	want_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 2 * PAGE_SIZE, frame(PE_SIZE_PTE, 0));
	want_step(wt, MM_WALK_HOLE, PE_SIZE_PTE, 2 * PAGE_SIZE, PMD_SIZE,
		  PTRS_PER_PTE - 2, 0);
	want(wt, MM_WALK_TABLE, PE_SIZE_PMD, PMD_SIZE, end);
	want_leaf(wt, PE_SIZE_PTE, PMD_SIZE, end, frame(PE_SIZE_PTE, 1));
	for (i = 0; i < wt->nr; i++)
		wt->want[i].next = min(wt->want[i].next, end);
	expect_walk(wt, 0, end, MM_WALK_ALL_SIZES | MM_WALK_TABLES |
		    MM_WALK_HOLES | MM_WALK_RUNS);
}

/* Tests: tables that are shared, huge leaves, runs */

static void shared_table_is_walked_at_all_of_its_entries(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 0);
	test_set(&wt->tt, level, span, test_get(&wt->tt, level, 0));
	want_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 2 * PAGE_SIZE, frame(PE_SIZE_PTE, 0));
	want_leaf(wt, PE_SIZE_PTE, span + PAGE_SIZE, span + 2 * PAGE_SIZE,
		  frame(PE_SIZE_PTE, 0));
	expect_walk(wt, 0, two_entries(), 0);
}

static void skip_same_passes_all_that_point_to_one_table(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);
	struct mm_walk_state state = begin_walk(wt, WRITE_LOCKED, 0, two_entries(),
						MM_WALK_TABLES);

	set_leaf(wt, PE_SIZE_PTE, 0, 0);
	test_set(&wt->tt, level, span, test_get(&wt->tt, level, 0));
	lock(WRITE_LOCKED, wt->tt.mm);
	while (mm_walk_next(&state) && state.size != level)
		;
	KUNIT_EXPECT_EQ(test, state.kind, MM_WALK_TABLE);
	mm_walk_skip_same(&state);
	KUNIT_EXPECT_EQ(test, state.curr, 0);
	KUNIT_EXPECT_EQ(test, state.next, 2 * span);
	KUNIT_EXPECT_EQ(test, state.entries, 2);
	KUNIT_EXPECT_FALSE(test, mm_walk_next(&state));
	unlock(WRITE_LOCKED, wt->tt.mm);
}

/* The first and the last pages: a huge leaf may have a million of them. */
static void huge_leaf_is_its_pages_without_all_sizes(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level), pfn = frame(level, 0), i;

	set_leaf(wt, level, 0, 0);
	for (i = 0; i < 3; i++)
		want_leaf(wt, PE_SIZE_PTE, i * PAGE_SIZE, (i + 1) * PAGE_SIZE,
			  pfn + i);
	expect_walk(wt, 0, 3 * PAGE_SIZE, 0);

	set_leaf(wt, level, span, 6);
	for (i = 2; i > 0; i--)
		want_leaf(wt, PE_SIZE_PTE, span - i * PAGE_SIZE,
			  span - (i - 1) * PAGE_SIZE,
			  pfn + (span >> PAGE_SHIFT) - i);
	want_leaf(wt, PE_SIZE_PTE, span, span + PAGE_SIZE, frame(level, 6));
	expect_walk(wt, span - 2 * PAGE_SIZE, span + PAGE_SIZE, 0);
}

/* More than what is copied at one go. */
#define RUN		(2 * MM_WALK_BATCH + 1)

static void run_is_neighbours_of_one_value_under_the_mask(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level), pfn = frame(level, 0), i;
	const mm_walk_flags_t flags = MM_WALK_ALL_SIZES | MM_WALK_HOLES |
				      MM_WALK_RUNS;
	u64 a = test_leaf(level, pfn, PAGE_KERNEL);
	u64 b = test_leaf(level, 2 * pfn, PAGE_KERNEL);

	for (i = 0; i < RUN + 3; i++)
		test_set(&wt->tt, level, i * span, i < RUN ? a : b);

	set_mask(wt, level, ALL_BITS);
	want_step(wt, MM_WALK_LEAF, level, 0, RUN * span, RUN, pfn);
	want_step(wt, MM_WALK_LEAF, level, RUN * span, (RUN + 3) * span, 3,
		  2 * pfn);
	want_step(wt, MM_WALK_HOLE, level, (RUN + 3) * span, (RUN + 5) * span,
		  2, 0);
	expect_walk(wt, 0, (RUN + 5) * span, flags);

	set_mask(wt, level, ~(a ^ b));
	want_step(wt, MM_WALK_LEAF, level, 0, (RUN + 3) * span, RUN + 3, pfn);
	want_step(wt, MM_WALK_HOLE, level, (RUN + 3) * span, (RUN + 4) * span,
		  1, 0);
	expect_walk(wt, 0, (RUN + 4) * span, flags);
}

static void limit_ends_a_run(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level), pfn = frame(level, 0), i;

	for (i = 0; i < 5; i++)
		test_set(&wt->tt, level, i * span,
			 test_leaf(level, pfn, PAGE_KERNEL));

	set_mask(wt, level, ALL_BITS);
	/* an entry that starts before it is part of the run */
	wt->limit = 3 * span - PAGE_SIZE;
	if (level == PE_SIZE_PTE)
		wt->limit = 3 * span;
	want_step(wt, MM_WALK_LEAF, level, 0, 3 * span, 3, pfn);
	/* past it, each entry is a step */
	want_step(wt, MM_WALK_LEAF, level, 3 * span, 4 * span, 1, pfn);
	want_step(wt, MM_WALK_LEAF, level, 4 * span, 5 * span, 1, pfn);
	want_step(wt, MM_WALK_HOLE, level, 5 * span, 6 * span, 1, 0);
	expect_walk(wt, 0, 6 * span,
		    MM_WALK_ALL_SIZES | MM_WALK_HOLES | MM_WALK_RUNS);
}

static void run_ends_with_its_table(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level), table = test_span(level + 1);
	unsigned long pfn = frame(level, 0), i;

	for (i = 0; i < 4; i++)
		test_set(&wt->tt, level, table - 2 * span + i * span,
			 test_leaf(level, pfn, PAGE_KERNEL));
	set_mask(wt, level, ALL_BITS);
	want_step(wt, MM_WALK_LEAF, level, table - 2 * span, table, 2, pfn);
	want_step(wt, MM_WALK_LEAF, level, table, table + 2 * span, 2, pfn);
	expect_walk(wt, 0, 2 * table, MM_WALK_ALL_SIZES | MM_WALK_RUNS);
}

static void tables_are_no_run(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	enum pgtable_level level = level_of(test);
	unsigned long span = test_span(level);

	set_leaf(wt, PE_SIZE_PTE, 0, 0);
	test_set(&wt->tt, level, span, test_get(&wt->tt, level, 0));
	wt->at_step = skip_one_table;
	wt->skip_level = level;
	wt->mask = 0;
	want_tables_above(wt, level - 1, 0);
	want_tables_above(wt, PE_SIZE_PTE, span);
	want_leaf(wt, PE_SIZE_PTE, span, span + PAGE_SIZE, frame(PE_SIZE_PTE, 0));
	expect_walk(wt, 0, two_entries(),
		    MM_WALK_ALL_SIZES | MM_WALK_TABLES | MM_WALK_RUNS);
}

/* Tests: a tree that changes during a pause */

struct change {
	const char *name;
	/* what is there when the walk begins, */
	void (*build)(struct walk_test *wt);
	/* and what happens in the pause after its first step at all */
	void (*change)(struct walk_test *wt);
	/* the next step */
	struct step want;
};

static void three_pages(struct walk_test *wt)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		set_leaf(wt, PE_SIZE_PTE, i * PAGE_SIZE, i);
}

static void huge_leaf(struct walk_test *wt)
{
	set_leaf(wt, PE_SIZE_PMD, 0, 0);
}

static void clear_table(struct walk_test *wt)
{
	test_set(&wt->tt, PE_SIZE_PMD, 0, 0);
}

static void migrate_table(struct walk_test *wt)
{
	test_set(&wt->tt, PE_SIZE_PMD, 0, TEST_ABSENT_ENTRY);
}

static void split_the_leaf(struct walk_test *wt)
{
	clear_table(wt);
	three_pages(wt);
}

static void swap_pages(struct walk_test *wt)
{
	set_leaf(wt, PE_SIZE_PTE, 0, 7);
	set_leaf(wt, PE_SIZE_PTE, PAGE_SIZE, 8);
}

static const struct change changes[] = {
	{ "table to hole", three_pages, clear_table,
	  { PAGE_SIZE, PMD_SIZE, PE_SIZE_PMD, MM_WALK_HOLE } },
	{ "table to absent entry", three_pages, migrate_table,
	  { PAGE_SIZE, PMD_SIZE, PE_SIZE_PMD, MM_WALK_LEAF } },
	{ "table to huge leaf", three_pages, huge_leaf,
	  { PAGE_SIZE, 2 * PAGE_SIZE, PE_SIZE_PTE, MM_WALK_LEAF } },
	{ "huge leaf to table", huge_leaf, split_the_leaf,
	  { PAGE_SIZE, 2 * PAGE_SIZE, PE_SIZE_PTE, MM_WALK_LEAF } },
	{ "pages", three_pages, swap_pages,
	  { PAGE_SIZE, 2 * PAGE_SIZE, PE_SIZE_PTE, MM_WALK_LEAF } },
};

KUNIT_ARRAY_PARAM_DESC(each_change, changes, name);

static void walk_goes_on_in_what_is_there_after_a_pause(struct kunit *test)
{
	const struct change *change = test->param_value;
	struct walk_test *wt = test->priv;
	enum locking how;

	for (how = READ_LOCKED; how < NR_WAYS; how++) {
		struct mm_walk_state state =
			begin_walk(wt, how, 0, PMD_SIZE, MM_WALK_HOLES);

		clear_table(wt);
		change->build(wt);
		lock(how, wt->tt.mm);
		KUNIT_EXPECT_TRUE(test, mm_walk_next(&state));
		KUNIT_EXPECT_EQ(test, state.curr, 0);
		mm_walk_pause(&state);
		change->change(wt);
		KUNIT_EXPECT_TRUE(test, mm_walk_next(&state));
		unlock(how, wt->tt.mm);

		KUNIT_EXPECT_EQ(test, state.curr, change->want.curr);
		KUNIT_EXPECT_EQ(test, state.next, change->want.next);
		KUNIT_EXPECT_EQ(test, state.size, change->want.size);
		KUNIT_EXPECT_EQ(test, state.kind, change->want.kind);
		if (state.kind == MM_WALK_LEAF)
			KUNIT_EXPECT_EQ(test, value_at(&state),
					test_get(&wt->tt, state.level, PAGE_SIZE));
	}
}

/* A table was yielded, and is gone when the walk would descend. */
static void table_that_vanished_is_yielded_as_what_it_is(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	struct mm_walk_state state =
		begin_walk(wt, WRITE_LOCKED, PAGE_SIZE, PMD_SIZE,
			   MM_WALK_HOLES | MM_WALK_TABLES | MM_WALK_ALL_SIZES);

	three_pages(wt);
	lock(WRITE_LOCKED, wt->tt.mm);
	while (mm_walk_next(&state) && state.size != PE_SIZE_PMD)
		;
	mm_walk_pause(&state);
	clear_table(wt);
	KUNIT_EXPECT_TRUE(test, mm_walk_next(&state));
	KUNIT_EXPECT_EQ(test, state.size, PE_SIZE_PMD);
	KUNIT_EXPECT_EQ(test, state.kind, MM_WALK_HOLE);
	KUNIT_EXPECT_EQ(test, state.curr, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, state.next, PMD_SIZE);
	KUNIT_EXPECT_FALSE(test, mm_walk_next(&state));
	unlock(WRITE_LOCKED, wt->tt.mm);
}

/* User PTEs are read in groups: what is copied is not older than the PMD. */
static void pages_that_are_replaced_while_walked_are_seen(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	unsigned long size = 2 * MM_WALK_BATCH * PAGE_SIZE, addr;
	struct mm_walk_state state =
		begin_walk(wt, READ_LOCKED, 0, size, MM_WALK_HOLES);

	for (addr = 0; addr < size; addr += PAGE_SIZE)
		set_leaf(wt, PE_SIZE_PTE, addr, 0);
	lock(READ_LOCKED, wt->tt.mm);
	KUNIT_EXPECT_TRUE(test, mm_walk_next(&state));
	/* as khugepaged does, who has no mmap_lock */
	clear_table(wt);
	while (mm_walk_next(&state) && state.kind == MM_WALK_LEAF)
		;
	unlock(READ_LOCKED, wt->tt.mm);
	KUNIT_EXPECT_EQ(test, state.kind, MM_WALK_HOLE);
	KUNIT_EXPECT_EQ(test, state.size, PE_SIZE_PMD);
	KUNIT_EXPECT_EQ(test, state.curr, MM_WALK_BATCH * PAGE_SIZE);
}

/* Tests: the loops that stand on it */

static void free_test_page(void *page)
{
	__free_page(page);
}

static void page_range_yields_present_pages(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	struct page *page = alloc_page(GFP_KERNEL), *found;
	struct mm_walk_state state =
		begin_walk(wt, READ_LOCKED, 0, two_entries(), 0);
	unsigned int n = 0;

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, free_test_page,
							   page));
	test_set(&wt->tt, PE_SIZE_PTE, 0, TEST_ABSENT_ENTRY);
	test_set(&wt->tt, PE_SIZE_PTE, PAGE_SIZE,
		 test_leaf(PE_SIZE_PTE, page_to_pfn(page), PAGE_KERNEL));
	test_set(&wt->tt, PE_SIZE_PTE, PMD_SIZE,
		 test_leaf(PE_SIZE_PTE, page_to_pfn(page), PAGE_KERNEL));

	lock(READ_LOCKED, wt->tt.mm);
	for_each_page_range(&state, found) {
		KUNIT_EXPECT_PTR_EQ(test, found, page);
		KUNIT_EXPECT_EQ(test, state.curr, n++ ? PMD_SIZE : PAGE_SIZE);
	}
	unlock(READ_LOCKED, wt->tt.mm);
	KUNIT_EXPECT_EQ(test, n, 2);
}

static void pte_range_yields_ptes_only(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	struct mm_walk_state state =
		begin_walk(wt, READ_LOCKED, 0, 2 * PMD_SIZE, 0);
	unsigned int n = 0;
	pte_t pte;

	set_leaf(wt, PE_SIZE_PTE, 0, 0);
	test_set(&wt->tt, PE_SIZE_PTE, 2 * PAGE_SIZE, TEST_ABSENT_ENTRY);
	set_leaf(wt, PE_SIZE_PMD, PMD_SIZE, 0);
	lock(READ_LOCKED, wt->tt.mm);
	for_each_pte_range(&state, pte) {
		KUNIT_EXPECT_EQ(test, state.curr, n++ * 2 * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, pte_val(pte),
				test_get(&wt->tt, PE_SIZE_PTE, state.curr));
	}
	unlock(READ_LOCKED, wt->tt.mm);
	KUNIT_EXPECT_EQ(test, n, 2);

	/* with holes, all of the one table, but none above */
	state = begin_walk(wt, READ_LOCKED, 0, 2 * PMD_SIZE, MM_WALK_HOLES);
	n = 0;
	lock(READ_LOCKED, wt->tt.mm);
	for_each_pte_range(&state, pte)
		KUNIT_EXPECT_EQ(test, state.curr, n++ * PAGE_SIZE);
	unlock(READ_LOCKED, wt->tt.mm);
	KUNIT_EXPECT_EQ(test, n, PTRS_PER_PTE);
}

/* Tests: VMAs, and locks */

#define VMA_PAGES	40

static void pages_of_a_vma_are_those_that_were_written(struct kunit *test)
{
	unsigned long start, i, seen = 0;
	struct page *page;

	start = kunit_vm_mmap(test, NULL, 0, VMA_PAGES * PAGE_SIZE,
			      PROT_READ | PROT_WRITE,
			      MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, start, 0);
	KUNIT_ASSERT_LT(test, start, (unsigned long)TASK_SIZE);
	/* every second page, so that there are holes, too */
	for (i = 0; i < VMA_PAGES; i += 2)
		KUNIT_ASSERT_EQ(test, 0, put_user(i, (unsigned long __user *)
						  (start + i * PAGE_SIZE)));

	mmap_read_lock(current->mm);
	{
		struct mm_walk_state state = {
			.mm = current->mm,
			.start = start,
			.end = start + VMA_PAGES * PAGE_SIZE,
		};

		for_each_page_range(&state, page) {
			unsigned long *word = kmap_local_page(page);

			KUNIT_EXPECT_EQ(test, *word, seen);
			kunmap_local(word);
			KUNIT_EXPECT_EQ(test, state.curr,
					start + seen * PAGE_SIZE);
			seen += 2;
		}
	}
	mmap_read_unlock(current->mm);
	KUNIT_EXPECT_EQ(test, seen, VMA_PAGES);
}

static void walk_in_a_vma_is_done_under_its_lock(struct kunit *test)
{
	unsigned int leaves = 0, warnings;
	struct mm_walk_state state = { };
	struct vm_area_struct *vma;
	struct test_warnings tw;
	unsigned long start;

	start = kunit_vm_mmap(test, NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, start, 0);
	KUNIT_ASSERT_LT(test, start, (unsigned long)TASK_SIZE);
	KUNIT_ASSERT_EQ(test, 0, put_user(1, (unsigned long __user *)start));

	test_warnings_begin(&tw, test);
	/* NULL without CONFIG_PER_VMA_LOCK */
	vma = lock_vma_under_rcu(current->mm, start);
	if (vma) {
		state.mm = current->mm;
		state.vma = vma;
		state.start = start;
		state.end = start + 2 * PAGE_SIZE;
		walk_each_pte(&state) {
			leaves++;
			mm_walk_pause(&state);
		}
		vma_end_read(vma);
	}
	warnings = test_warnings_end(&tw);
	KUNIT_EXPECT_EQ(test, leaves, IS_ENABLED(CONFIG_PER_VMA_LOCK));
	KUNIT_EXPECT_EQ(test, warnings, 0);
}

enum held { NOTHING, MM_TO_READ, MM_TO_WRITE, INIT_MM_TO_WRITE };

static void hold(struct mm_struct *mm, enum held what)
{
	if (what == MM_TO_READ)
		mmap_read_lock(mm);
	else if (what != NOTHING)
		mmap_write_lock(what == MM_TO_WRITE ? mm : &init_mm);
}

static void let_go(struct mm_struct *mm, enum held what)
{
	if (what == MM_TO_READ)
		mmap_read_unlock(mm);
	else if (what != NOTHING)
		mmap_write_unlock(what == MM_TO_WRITE ? mm : &init_mm);
}

/* Warnings of a walk with @flags, with that lock, which may be dropped inside. */
static unsigned int warnings_of_walk(struct walk_test *wt, mm_walk_flags_t flags,
				     enum held what, bool drop_in_pause)
{
	struct mm_walk_state state = begin_walk(wt, READ_LOCKED, 0, PMD_SIZE, flags);
	struct test_warnings tw;

	test_warnings_begin(&tw, wt->tt.test);
	hold(wt->tt.mm, what);
	mm_walk_next(&state);
	if (drop_in_pause) {
		mm_walk_pause(&state);
		let_go(wt->tt.mm, what);
	}
	mm_walk_next(&state);
	if (!drop_in_pause)
		let_go(wt->tt.mm, what);
	return test_warnings_end(&tw);
}

static void locks_are_asserted(struct kunit *test)
{
	struct walk_test *wt = test->priv;

	if (IS_ENABLED(CONFIG_LOCKDEP) && !debug_locks)
		kunit_skip(test, "lockdep is off");
	three_pages(wt);
	KUNIT_EXPECT_EQ_MSG(test, 0, warnings_of_walk(wt, 0, MM_TO_READ, false),
			    "read-locked");
	KUNIT_EXPECT_NE_MSG(test, 0, warnings_of_walk(wt, 0, NOTHING, false),
			    "not locked");
	KUNIT_EXPECT_NE_MSG(test, 0, warnings_of_walk(wt, 0, MM_TO_READ, true),
			    "not locked after a pause");
	KUNIT_EXPECT_NE_MSG(test, 0,
			    warnings_of_walk(wt, MM_WALK_READ_LOCKED, NOTHING, false),
			    "not locked, but said to be");
	KUNIT_EXPECT_EQ_MSG(test, 0,
			    warnings_of_walk(wt, MM_WALK_EXCLUSIVE, NOTHING, false),
			    "not locked, by who owns the range");
	/* one for each of the two that is not held for writing */
	KUNIT_EXPECT_EQ_MSG(test, 2,
			    warnings_of_walk(wt, MM_WALK_WRITE_LOCKED, MM_TO_READ,
					     false),
			    "read-locked, but said to be write-locked");
	KUNIT_EXPECT_EQ_MSG(test, 1,
			    warnings_of_walk(wt, MM_WALK_WRITE_LOCKED, MM_TO_WRITE,
					     false),
			    "write-locked, and the kernel's not");
	KUNIT_EXPECT_EQ_MSG(test, 1,
			    warnings_of_walk(wt, MM_WALK_WRITE_LOCKED,
					     INIT_MM_TO_WRITE, false),
			    "not locked, and the kernel's is");
}

static int walk_test_init(struct kunit *test)
{
	struct walk_test *wt = kunit_kzalloc(test, sizeof(*wt), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, wt);
	test_tables_init(&wt->tt, test);
	test->priv = wt;
	return 0;
}

static struct kunit_case walk_tests[] = {
	KUNIT_CASE_PARAM(leaf_has_its_range_level_and_frame,
			 each_level_with_leaves),
	KUNIT_CASE_PARAM(hole_is_yielded_where_the_tree_stops, each_level),
	KUNIT_CASE_PARAM(holes_are_passed_over_without_the_flag, each_level),
	KUNIT_CASE_PARAM(absent_entry_is_a_leaf_at_each_level,
			 each_level_with_tables),
	KUNIT_CASE_PARAM(table_comes_before_what_is_in_it,
			 each_level_of_many_leaves),
	KUNIT_CASE_PARAM(first_and_last_slots_are_entries_as_others,
			 each_level_of_many_leaves),
	KUNIT_CASE_PARAM(range_clips_huge_leaves, each_level_with_huge_leaves),
	KUNIT_CASE_PARAM(range_clips_holes_and_tables, each_level),
	KUNIT_CASE_PARAM(top_of_the_address_space_is_an_end,
			 each_level_with_leaves),
	KUNIT_CASE(empty_range_has_no_steps),
	KUNIT_CASE(range_that_cannot_be_translated_is_refused),
	KUNIT_CASE_PARAM(skip_leaves_out_one_table, each_level_with_tables),
	KUNIT_CASE(skip_on_leaf_or_hole_is_harmless),
	KUNIT_CASE_PARAM(shared_table_is_walked_at_all_of_its_entries,
			 each_level_with_tables),
	KUNIT_CASE_PARAM(skip_same_passes_all_that_point_to_one_table,
			 each_level_with_tables),
	KUNIT_CASE_PARAM(huge_leaf_is_its_pages_without_all_sizes,
			 each_level_with_huge_leaves),
	KUNIT_CASE_PARAM(run_is_neighbours_of_one_value_under_the_mask,
			 each_level_of_many_leaves),
	KUNIT_CASE_PARAM(limit_ends_a_run, each_level_of_many_leaves),
	KUNIT_CASE_PARAM(run_ends_with_its_table, each_level_of_many_leaves),
	KUNIT_CASE_PARAM(tables_are_no_run, each_level_with_tables),
	KUNIT_CASE_PARAM(walk_goes_on_in_what_is_there_after_a_pause,
			 each_change_gen_params),
	KUNIT_CASE(table_that_vanished_is_yielded_as_what_it_is),
	KUNIT_CASE(pages_that_are_replaced_while_walked_are_seen),
	KUNIT_CASE(page_range_yields_present_pages),
	KUNIT_CASE(pte_range_yields_ptes_only),
	KUNIT_CASE(pages_of_a_vma_are_those_that_were_written),
	KUNIT_CASE(walk_in_a_vma_is_done_under_its_lock),
	KUNIT_CASE(locks_are_asserted),
	{}
};

static struct kunit_suite walk_suite = {
	.name = "mm_walk",
	.init = walk_test_init,
	.test_cases = walk_tests,
};

kunit_test_suite(walk_suite);
