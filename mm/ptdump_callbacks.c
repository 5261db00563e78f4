// SPDX-License-Identifier: GPL-2.0
/*
 * For the architectures whose dumper still wants one callback for each entry:
 * ptdump_walk_pgd() over the page-table iterator.
 */

#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/ptdump.h>

void arch_ptdump_begin(struct ptdump *pd)
{
	static const struct ptdump_marker no_markers[] = {
		{ 0, NULL }, { ~0UL, NULL },
	};

	const struct ptdump_range *range;
	unsigned int i;

	pd->marker = no_markers;
	pd->flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES |
		    MM_WALK_WRITE_LOCKED;
	/* A check that calls nobody finds nothing: it must not pass. */
	if (!pd->st) {
		pd->refused = true;
		return;
	}
	range = pd->st->range;
	for (i = 0; i < ARRAY_SIZE(pd->ranges); i++, range++) {
		pd->ranges[i] = *range;
		if (range->start == range->end)
			break;
	}
	WARN_ON_ONCE(i == ARRAY_SIZE(pd->ranges) && range->start != range->end);
}

/*
 * KASAN maps most of its shadow by one PTE table, and that by one PMD table. All
 * of their entries are the same: one is noted for a table, wherever it stands.
 */
#if defined(CONFIG_KASAN_GENERIC) || defined(CONFIG_KASAN_SW_TAGS)
static bool ptdump_is_shadow(const struct mm_walk_state *state)
{
#if CONFIG_PGTABLE_LEVELS > 2
	if (state->size == PE_SIZE_PUD)
		return pud_page(state->pud) ==
		       virt_to_page(lm_alias(kasan_early_shadow_pmd));
#endif
	return state->size == PE_SIZE_PMD &&
	       pmd_page(state->pmd) ==
	       virt_to_page(lm_alias(kasan_early_shadow_pte));
}

static void ptdump_note_table(struct ptdump_state *st,
			      struct mm_walk_state *state)
{
	if (!ptdump_is_shadow(state))
		return;
	st->note_page_pte(st, state->curr, kasan_early_shadow_pte[0]);
	mm_walk_skip(state);
}
#else
static void ptdump_note_table(struct ptdump_state *st,
			      struct mm_walk_state *state)
{
}
#endif

/* The entry's value; a hole above the PTE level counts as 0. */
static u64 ptdump_value(const struct mm_walk_state *state)
{
	if (state->kind == MM_WALK_HOLE && state->size != PE_SIZE_PTE)
		return 0;
	switch (state->size) {
	case PE_SIZE_PGD:
		return pgd_val(state->pgd);
	case PE_SIZE_P4D:
		return p4d_val(state->p4d);
	case PE_SIZE_PUD:
		return pud_val(state->pud);
	case PE_SIZE_PMD:
		return pmd_val(state->pmd);
	case PE_SIZE_PTE:
	default:
		return pte_val(state->pte);
	}
}

static void ptdump_call_back(struct ptdump_state *st,
			     const struct mm_walk_state *state)
{
	u64 val = ptdump_value(state);

	switch (mm_walk_depth(state)) {
	case 0:
		st->note_page_pgd(st, state->curr, __pgd(val));
		break;
	case 1:
		st->note_page_p4d(st, state->curr, __p4d(val));
		break;
	case 2:
		st->note_page_pud(st, state->curr, __pud(val));
		break;
	case 3:
		st->note_page_pmd(st, state->curr, __pmd(val));
		break;
	case 4:
		st->note_page_pte(st, state->curr, state->pte);
		break;
	}
}

void arch_ptdump_walk(struct ptdump *pd)
{
	struct mm_walk_state *state = &pd->walk;

	do {
		walk_each_pte(state) {
			if (state->kind == MM_WALK_TABLE)
				ptdump_note_table(pd->st, state);
			else
				ptdump_call_back(pd->st, state);
			if (ptdump_spent(pd))
				return;
		}
	} while (ptdump_next_range(pd));
}

/**
 * ptdump_walk_pgd() - Walk page tables by callbacks
 * @st: the callbacks and the ranges
 * @mm: whose tables
 * @pgd: the table to start from; NULL: the one of @mm
 *
 * If the walk fails, the callbacks have got a part of the entries, and
 * note_page_flush() is not called: the caller must not print a verdict.
 *
 * Context: Process context. Takes and drops, again and again, the lock against
 * memory hotplug and the mmap_locks of @mm and of init_mm.
 * Return: 0, -EINTR if the caller is being killed, or -EINVAL if a range cannot be
 * translated.
 */
int ptdump_walk_pgd(struct ptdump_state *st, struct mm_struct *mm, pgd_t *pgd)
{
	const struct ptdump_target info = { .mm = mm };
	struct ptdump pd = {
		.info = &info,
		.root = pgd,
		.st = st,
	};
	int err = ptdump_complete(&pd);

	if (!err)
		st->note_page_flush(st);
	return err;
}
