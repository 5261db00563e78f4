// SPDX-License-Identifier: GPL-2.0
/*
 * Page tables for tests: built by the means that all architectures have, of
 * pages that belong to the test.
 */

#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include <asm/pgalloc.h>
#include <asm/sections.h>

#include "page_tables.h"

/* Page-table isolation keeps a second root behind the first. */
#define ROOT_ORDER	1

static void free_root(void *root)
{
	free_pages((unsigned long)root, ROOT_ORDER);
}

static void free_table(void *table)
{
	free_page((unsigned long)table);
}

static void put_mm(void *data)
{
	struct test_tables *tt = data;

	tt->mm->pgd = tt->own_pgd;
	mmput(tt->mm);
}

static void *own(struct test_tables *tt, unsigned long page,
		 kunit_action_t *free)
{
	KUNIT_ASSERT_NE(tt->test, page, 0);
	KUNIT_ASSERT_EQ(tt->test, 0,
			kunit_add_action_or_reset(tt->test, free, (void *)page));
	KUNIT_ASSERT_LT(tt->test, tt->nr, ARRAY_SIZE(tt->tables));
	tt->tables[tt->nr++] = (void *)page;
	return (void *)page;
}

static void *new_table(struct test_tables *tt)
{
	return own(tt, get_zeroed_page(GFP_KERNEL), free_table);
}

/**
 * test_tables_init - an mm whose tables are empty
 * @tt: where to keep it; must live until the test's actions have run, as what
 *	kunit_kzalloc() gave before does
 * @test: what frees it
 */
void test_tables_init(struct test_tables *tt, struct kunit *test)
{
	pgd_t *root;

	*tt = (struct test_tables) { .test = test };
	root = own(tt, __get_free_pages(GFP_KERNEL | __GFP_ZERO, ROOT_ORDER),
		   free_root);
	tt->mm = mm_alloc();
	KUNIT_ASSERT_NOT_NULL(test, tt->mm);
	tt->mm->task_size = TASK_SIZE;
	tt->own_pgd = tt->mm->pgd;
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, put_mm, tt));
	tt->mm->pgd = root;
}

/**
 * test_entry - where the entry stands; tables on the way to it are made
 * @tt: the tables
 * @level: of the entry
 * @addr: an address that it covers
 *
 * Return: a pointer of the type of @level.
 */
void *test_entry(struct test_tables *tt, enum pgtable_level level,
		 unsigned long addr)
{
	/* On arm64, tables of a process deny execution to the kernel. */
	struct mm_struct *owner = IS_ENABLED(CONFIG_ARM64) ? &init_mm : tt->mm;
	struct mm_struct *mm = tt->mm;
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	if (level == PE_SIZE_PGD)
		return pgd;
	if (!mm_p4d_folded(mm) && pgd_none(*pgd))
		pgd_populate(owner, pgd, (p4d_t *)new_table(tt));
	p4d = p4d_offset(pgd, addr);

	if (level == PE_SIZE_P4D)
		return p4d;
	if (!mm_pud_folded(mm) && p4d_none(*p4d))
		p4d_populate(owner, p4d, (pud_t *)new_table(tt));
	pud = pud_offset(p4d, addr);

	if (level == PE_SIZE_PUD)
		return pud;
	if (!mm_pmd_folded(mm) && pud_none(*pud))
		pud_populate(owner, pud, (pmd_t *)new_table(tt));
	pmd = pmd_offset(pud, addr);

	if (level == PE_SIZE_PMD)
		return pmd;
	if (pmd_none(*pmd))
		pmd_populate_kernel(owner, pmd, new_table(tt));
	return pte_offset_kernel(pmd, addr);
}

/**
 * test_get - an entry's raw value
 * @tt: the tables
 * @level: of the entry
 * @addr: an address that it covers
 *
 * Return: the value.
 */
u64 test_get(struct test_tables *tt, enum pgtable_level level,
	     unsigned long addr)
{
	void *p = test_entry(tt, level, addr);

	switch (level) {
	case PE_SIZE_PGD:
		return pgd_val(*(pgd_t *)p);
	case PE_SIZE_P4D:
		return p4d_val(*(p4d_t *)p);
	case PE_SIZE_PUD:
		return pud_val(*(pud_t *)p);
	case PE_SIZE_PMD:
		return pmd_val(*(pmd_t *)p);
	case PE_SIZE_PTE:
	default:
		return pte_val(*(pte_t *)p);
	}
}

/**
 * test_set - set an entry to a raw value
 * @tt: the tables
 * @level: of the entry
 * @addr: an address that it covers
 * @val: the value
 */
void test_set(struct test_tables *tt, enum pgtable_level level,
	      unsigned long addr, u64 val)
{
	void *p = test_entry(tt, level, addr);

	switch (level) {
	case PE_SIZE_PGD:
		set_pgd((pgd_t *)p, __pgd(val));
		break;
	case PE_SIZE_P4D:
		set_p4d((p4d_t *)p, __p4d(val));
		break;
	case PE_SIZE_PUD:
		set_pud((pud_t *)p, __pud(val));
		break;
	case PE_SIZE_PMD:
		set_pmd((pmd_t *)p, __pmd(val));
		break;
	case PE_SIZE_PTE:
		set_pte((pte_t *)p, __pte(val));
		break;
	}
}

/**
 * test_tables_sum - tell whether somebody wrote to the tables
 * @tt: the tables
 *
 * Return: a sum of their contents.
 */
u64 test_tables_sum(const struct test_tables *tt)
{
	u64 sum = 0;
	unsigned int i, j;

	for (i = 0; i < tt->nr; i++) {
		const u64 *word = tt->tables[i];

		for (j = 0; j < PAGE_SIZE / sizeof(*word); j++)
			sum = sum * 31 + word[j];
	}
	return sum;
}

/**
 * test_top - the level of the root
 *
 * Return: the lowest of the levels that are folded into it.
 */
enum pgtable_level test_top(void)
{
	if (!mm_p4d_folded(&init_mm))
		return PE_SIZE_PGD;
	if (!mm_pud_folded(&init_mm))
		return PE_SIZE_P4D;
	return mm_pmd_folded(&init_mm) ? PE_SIZE_PMD : PE_SIZE_PUD;
}

/**
 * test_span - what an entry maps
 * @level: of the entry
 *
 * Return: bytes.
 */
unsigned long test_span(enum pgtable_level level)
{
	switch (level) {
	case PE_SIZE_PGD:
		return PGDIR_SIZE;
	case PE_SIZE_P4D:
		return P4D_SIZE;
	case PE_SIZE_PUD:
		return PUD_SIZE;
	case PE_SIZE_PMD:
		return PMD_SIZE;
	case PE_SIZE_PTE:
	default:
		return PAGE_SIZE;
	}
}

#ifdef CONFIG_RISCV
/* A leaf is one by its permissions, at each level. */
u64 test_leaf(enum pgtable_level level, unsigned long pfn, pgprot_t prot)
{
	return pte_val(pfn_pte(pfn, prot));
}
#else
/**
 * test_leaf - the raw value of a leaf
 * @level: where it is to stand, of those that have leaves
 * @pfn: what it maps, aligned to its size
 * @prot: its attributes
 *
 * Return: the value.
 */
u64 test_leaf(enum pgtable_level level, unsigned long pfn, pgprot_t prot)
{
	switch (level) {
	case PE_SIZE_PUD:
		return pud_val(pud_mkhuge(pfn_pud(pfn, prot)));
	case PE_SIZE_PMD:
		return pmd_val(pmd_mkhuge(pfn_pmd(pfn, prot)));
	case PE_SIZE_PTE:
	default:
		return pte_val(pfn_pte(pfn, prot));
	}
}
#endif

/**
 * test_has_leaves - can entries of a level map memory?
 * @level: the level
 *
 * Return: true if they can, and are not folded into another level.
 */
bool test_has_leaves(enum pgtable_level level)
{
	u64 val = test_leaf(level, 0, PAGE_KERNEL);

	if (level > test_top())
		return false;
	switch (level) {
	case PE_SIZE_PGD:
		return mm_walk_pgd_leaf(__pgd(val));
	case PE_SIZE_P4D:
		return mm_walk_p4d_leaf(__p4d(val));
	case PE_SIZE_PUD:
		return mm_walk_pud_leaf(__pud(val));
	case PE_SIZE_PMD:
		return mm_walk_pmd_leaf(__pmd(val));
	case PE_SIZE_PTE:
	default:
		return true;
	}
}

/* WARN_ONCE() keeps in one place that it came, WARN_ON_ONCE() in another. */
static void forget_warnings(void)
{
	generic_bug_clear_once();
	memset(__start_once, 0, __end_once - __start_once);
}

/**
 * test_warnings_begin() - Suppress and count the warnings of this task
 * @tw: keeps count
 * @test: fails if suppression is active already; is skipped without BUG
 *
 * Warnings that come once per boot can come even if they did before.
 */
void test_warnings_begin(struct test_warnings *tw, struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_BUG))
		kunit_skip(test, "there are no warnings: no BUG");

	forget_warnings();
	tw->test = test;
	tw->suppressed = kunit_start_suppress_warning(test);
	KUNIT_ASSERT_NOT_NULL(test, tw->suppressed);
}

/**
 * test_warnings_end() - End what test_warnings_begin() began
 * @tw: keeps count
 *
 * Warnings that come once per boot can come again.
 *
 * Return: the number of warnings.
 */
unsigned int test_warnings_end(struct test_warnings *tw)
{
	unsigned int count = kunit_suppressed_warning_count(tw->suppressed);

	kunit_end_suppress_warning(tw->test, tw->suppressed);
	forget_warnings();
	return count;
}
