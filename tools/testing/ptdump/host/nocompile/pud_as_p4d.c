// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

p4d_t mistake(struct mm_walk_state *state)
{
	return mm_walk_pud(state);
}
