/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_GENERIC_MM_WALK_H
#define _ASM_GENERIC_MM_WALK_H

#include <linux/types.h>

/*
 * What the page-table walk has to know of an architecture's format and
 * linux/pgtable.h does not say. An architecture whose p?d_present() does not
 * tell a table from garbage has a header of its own, defines what differs, and
 * includes this one for the rest.
 *
 * mm_walk_p?d_table(entry): does the hardware follow the entry to a table of
 * the next level? Only asked of entries that are neither none nor a leaf.
 */
#ifndef mm_walk_pgd_table
#define mm_walk_pgd_table(pgd)	pgd_present(pgd)
#endif

#ifndef mm_walk_p4d_table
#define mm_walk_p4d_table(p4d)	p4d_present(p4d)
#endif

#ifndef mm_walk_pud_table
#define mm_walk_pud_table(pud)	pud_present(pud)
#endif

#ifndef mm_walk_pmd_table
#define mm_walk_pmd_table(pmd)	pmd_present(pmd)
#endif

/*
 * mm_walk_p?d_valid(entry): does the hardware take the entry as valid? An entry
 * that is neither none nor valid stands for memory elsewhere (swap, migration).
 */
#ifndef mm_walk_pgd_valid
#define mm_walk_pgd_valid(pgd)	pgd_present(pgd)
#endif

#ifndef mm_walk_p4d_valid
#define mm_walk_p4d_valid(p4d)	p4d_present(p4d)
#endif

#ifndef mm_walk_pud_valid
#define mm_walk_pud_valid(pud)	pud_present(pud)
#endif

#ifndef mm_walk_pmd_valid
#define mm_walk_pmd_valid(pmd)	pmd_present(pmd)
#endif

/*
 * Addresses below are those of the process, in an mm that runs a program; else 0.
 */
#ifndef mm_walk_task_size
#define mm_walk_task_size(mm)	((mm)->task_size)
#endif

/*
 * Can the root of a walk translate all of [first, last]? Most roots repeat: they
 * translate any range that lies in one aligned block of their own size.
 */
#ifndef mm_walk_range_valid
#define mm_walk_range_valid(state, first, last) \
	((void)(state), (((first) ^ (last)) >> PGDIR_SHIFT) < PTRS_PER_PGD)
#endif

/*
 * Which levels are folded into the one above, in the tables of a walk.
 */
#ifndef mm_walk_p4d_folded
#define mm_walk_p4d_folded(state)	mm_p4d_folded((state)->mm)
#define mm_walk_pud_folded(state)	mm_pud_folded((state)->mm)
#define mm_walk_pmd_folded(state)	mm_pmd_folded((state)->mm)
#endif

/*
 * Where in the root the entry stands that covers an address.
 */
#ifndef mm_walk_pgd_offset
#define mm_walk_pgd_offset(root, addr)	pgd_offset_pgd(root, addr)
#endif

/*
 * A read of one PTE that cannot tear, and has no eye for its neighbours.
 */
#ifndef mm_walk_ptep_get
#define mm_walk_ptep_get(ptep)	ptep_get_lockless(ptep)
#endif

/*
 * No PTE that has all of these bits set is none. Where that can be told, PTEs
 * which have one of them in common need not each be asked.
 */
#ifndef mm_walk_pte_not_none
#define mm_walk_pte_not_none(bits)	((void)(bits), false)
#endif

/*
 * Leaves above the PUD level. Where the hardware has them, and p?d_leaf() is
 * constant false for want of another user, the architecture says so here.
 */
#ifndef mm_walk_pgd_leaf
#define mm_walk_pgd_leaf(pgd)	pgd_leaf(pgd)
#endif

#ifndef mm_walk_p4d_leaf
#define mm_walk_p4d_leaf(p4d)	p4d_leaf(p4d)
#endif

#ifndef mm_walk_pud_leaf
#define mm_walk_pud_leaf(pud)	pud_leaf(pud)
#define mm_walk_pmd_leaf(pmd)	pmd_leaf(pmd)
#endif

/*
 * The page frame at an address: the PTEs of a group can share one value.
 */
#ifndef mm_walk_pte_pfn
#define mm_walk_pte_pfn(pte, addr)	((void)(addr), pte_pfn(pte))
#endif

/*
 * The page frame of a leaf above the PUD level, for those formats.
 */
#ifndef mm_walk_pgd_pfn
#define mm_walk_pgd_pfn(pgd)	((void)(pgd), 0UL)
#endif

#ifndef mm_walk_p4d_pfn
#define mm_walk_p4d_pfn(p4d)	((void)(p4d), 0UL)
#endif

/* Are [first, last] sign-extended addresses of so many bits, of one half? */
static inline bool mm_walk_in_one_half(unsigned long first, unsigned long last,
				       unsigned int bits)
{
	long half = (long)first >> (bits - 1);

	return half == (long)last >> (bits - 1) && (half == 0 || half == -1);
}

#endif /* _ASM_GENERIC_MM_WALK_H */
