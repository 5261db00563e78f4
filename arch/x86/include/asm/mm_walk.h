/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_X86_MM_WALK_H
#define _ASM_X86_MM_WALK_H

/*
 * The CPU follows an entry to a table when bit 0 (present) is set and bit 7
 * (page size; reserved in the two highest levels) is clear. p?d_present()
 * also says yes to PROT_NONE and to a huge page in the middle of a split.
 */
#define mm_walk_x86_table(val)	\
	(((val) & (_PAGE_PRESENT | _PAGE_PSE)) == _PAGE_PRESENT)

#define mm_walk_pgd_table(pgd)	mm_walk_x86_table(pgd_val(pgd))
#define mm_walk_p4d_table(p4d)	mm_walk_x86_table(p4d_val(p4d))
#define mm_walk_pud_table(pud)	mm_walk_x86_table(pud_val(pud))
#define mm_walk_pmd_table(pmd)	mm_walk_x86_table(pmd_val(pmd))

/* pmd_leaf() calls a function in kernels that are built for size. */
#define mm_walk_pud_leaf(pud)	(pud_val(pud) & _PAGE_PSE)
#define mm_walk_pmd_leaf(pmd)	(pmd_val(pmd) & _PAGE_PSE)

#define mm_walk_pgd_valid(pgd)	(pgd_val(pgd) & _PAGE_PRESENT)
#define mm_walk_p4d_valid(p4d)	(p4d_val(p4d) & _PAGE_PRESENT)
#define mm_walk_pud_valid(pud)	(pud_val(pud) & _PAGE_PRESENT)
#define mm_walk_pmd_valid(pmd)	(pmd_val(pmd) & _PAGE_PRESENT)

#ifdef CONFIG_X86_64
/* personality() moves the end of a 32-bit program, not its task size. */
#define mm_walk_task_size(mm)	((mm)->task_size ? TASK_SIZE_MAX : 0)

#define mm_walk_range_valid(state, first, last) \
	((void)(state), mm_walk_in_one_half(first, last, PGDIR_SHIFT + 9))
#endif

#define mm_walk_pte_not_none(bits)	((bits) & ~(u64)_PAGE_KNL_ERRATUM_MASK)

#include <asm-generic/mm_walk.h>

#endif /* _ASM_X86_MM_WALK_H */
