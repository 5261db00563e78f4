// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

void mistake(struct mm_walk_state *state, pte_t page)
{
	for_each_page_range(state, page)
		;
}
