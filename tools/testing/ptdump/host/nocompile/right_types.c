// SPDX-License-Identifier: GPL-2.0
#include <linux/mm_walk.h>

/* What the files beside this one do, with the types that belong there. */
void right(struct mm_walk_state *state, struct page *page)
{
	pgd_t pgd = mm_walk_pgd(state);
	p4d_t p4d = mm_walk_p4d(state);
	pud_t pud = mm_walk_pud(state);
	pmd_t pmd = mm_walk_pmd(state);
	pte_t pte = mm_walk_pte(state);

	for_each_pte_range(state, pte)
		;
	for_each_page_range(state, page)
		;
	state->pgd = pgd;
	state->p4d = p4d;
	state->pud = pud;
	state->pmd = pmd;
	if (state->size == PE_SIZE_PTE)
		pgtable_level_to_str(state->size);
	pgtable_level_to_str(PE_SIZE_PMD);
}
