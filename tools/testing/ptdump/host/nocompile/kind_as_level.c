// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

const char *mistake(struct mm_walk_state *state)
{
	return pgtable_level_to_str(state->kind);
}
