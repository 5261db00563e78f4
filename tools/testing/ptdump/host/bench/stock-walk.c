// SPDX-License-Identifier: GPL-2.0
/* A user of the base's walker that does as little as possible with a PTE. */
#include <stock.h>
#include <linux/pagewalk.h>

static int sum_pte(pte_t *pte, unsigned long addr, unsigned long next,
		   struct mm_walk *walk)
{
	u64 *sum = walk->private;

	(void)addr;
	(void)next;
	*sum ^= pte_val(ptep_get_lockless(pte));
	return 0;
}

static const struct mm_walk_ops sum_ops = {
	.pte_entry	= sum_pte,
	.walk_lock	= PGWALK_RDLOCK,
};

u64 sum(unsigned long start);

u64 sum(unsigned long start)
{
	u64 sum = 0;

	walk_page_range_debug(&init_mm, start, ~0UL, &sum_ops, NULL, &sum);
	return sum;
}
