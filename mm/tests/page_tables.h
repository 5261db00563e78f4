/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _MM_TESTS_PAGE_TABLES_H
#define _MM_TESTS_PAGE_TABLES_H

#include <kunit/test.h>
#include <linux/mm_types.h>
#include <linux/mm_walk.h>

/*
 * Page tables that a test builds, from a root that is empty, and that no CPU
 * ever uses. All is freed when the test ends.
 */
struct test_tables {
	struct kunit *test;
	struct mm_struct *mm;	/* mm->pgd is the root */
	pgd_t *own_pgd;		/* of @mm, put back before it is freed */
	void *tables[64];
	unsigned int nr;
};

/*
 * An entry that is neither none nor valid in any format: a bit for software, which
 * a PDPTE of PAE has, too.
 */
#define TEST_ABSENT_ENTRY	0x200ULL

void test_tables_init(struct test_tables *tt, struct kunit *test);
void *test_entry(struct test_tables *tt, enum pgtable_level level,
		 unsigned long addr);
u64 test_get(struct test_tables *tt, enum pgtable_level level,
	     unsigned long addr);
void test_set(struct test_tables *tt, enum pgtable_level level,
	      unsigned long addr, u64 val);
u64 test_tables_sum(const struct test_tables *tt);

/* Levels: which there are, what an entry maps, whether it can be a leaf. */
enum pgtable_level test_top(void);
unsigned long test_span(enum pgtable_level level);
bool test_has_leaves(enum pgtable_level level);
/* Raw value of a leaf. */
u64 test_leaf(enum pgtable_level level, unsigned long pfn, pgprot_t prot);

/* Between the two, warnings of this task are counted instead of printed. */
struct test_warnings {
	struct kunit *test;
	struct kunit_suppressed_warning *suppressed;
};

void test_warnings_begin(struct test_warnings *tw, struct kunit *test);
unsigned int test_warnings_end(struct test_warnings *tw);

#endif /* _MM_TESTS_PAGE_TABLES_H */
