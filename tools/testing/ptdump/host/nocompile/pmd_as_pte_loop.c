// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

void mistake(struct mm_walk_state *state, pmd_t pmd)
{
	for_each_pte_range(state, pmd)
		;
}
