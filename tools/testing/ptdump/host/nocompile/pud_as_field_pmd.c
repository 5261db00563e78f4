// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

void mistake(struct mm_walk_state *state)
{
	state->pmd = mm_walk_pud(state);
}
