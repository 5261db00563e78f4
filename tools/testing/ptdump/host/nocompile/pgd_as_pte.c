// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

pte_t mistake(struct mm_walk_state *state)
{
	return mm_walk_pgd(state);
}
