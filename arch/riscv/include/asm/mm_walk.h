/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RISCV_MM_WALK_H
#define _ASM_RISCV_MM_WALK_H

/*
 * A valid entry points to a table when R, W and X are all clear, else it is a
 * leaf, at any level.
 */
#define mm_walk_riscv_type(val)	((val) & (_PAGE_PRESENT | _PAGE_LEAF))
#define mm_walk_riscv_table(val)	(mm_walk_riscv_type(val) == _PAGE_PRESENT)
#define mm_walk_riscv_leaf(val)	(mm_walk_riscv_type(val) > _PAGE_PRESENT && \
				 ((val) & _PAGE_PRESENT))

#define mm_walk_pgd_table(pgd)	mm_walk_riscv_table(pgd_val(pgd))
#define mm_walk_p4d_table(p4d)	mm_walk_riscv_table(p4d_val(p4d))
#define mm_walk_pud_table(pud)	mm_walk_riscv_table(pud_val(pud))
#define mm_walk_pmd_table(pmd)	mm_walk_riscv_table(pmd_val(pmd))

#define mm_walk_pgd_valid(pgd)	(pgd_val(pgd) & _PAGE_PRESENT)
#define mm_walk_p4d_valid(p4d)	(p4d_val(p4d) & _PAGE_PRESENT)
#define mm_walk_pud_valid(pud)	(pud_val(pud) & _PAGE_PRESENT)
#define mm_walk_pmd_valid(pmd)	(pmd_val(pmd) & _PAGE_PRESENT)

#define mm_walk_pgd_leaf(pgd)	mm_walk_riscv_leaf(pgd_val(pgd))
#define mm_walk_p4d_leaf(p4d)	mm_walk_riscv_leaf(p4d_val(p4d))
#define mm_walk_pgd_pfn(pgd)	__page_val_to_pfn(pgd_val(pgd))
#define mm_walk_p4d_pfn(p4d)	__page_val_to_pfn(p4d_val(p4d))

#ifdef CONFIG_64BIT
#define mm_walk_range_valid(state, first, last) \
	((void)(state), mm_walk_in_one_half(first, last, PGDIR_SHIFT + 9))

/*
 * The PTEs of a NAPOT group have one value: the frame of the first, and in its
 * lowest bits the size of the group, 64K: 1000.
 */
#define mm_walk_riscv_in_group(frame, addr) \
	((addr) >> PAGE_SHIFT & ((frame) ^ ((frame) - 1)))
#define mm_walk_pte_pfn(pte, addr)					\
	(pte_pfn(pte) + (has_svnapot() && pte_napot(pte) ?		\
	 mm_walk_riscv_in_group(__page_val_to_pfn(pte_val(pte)), addr) : 0))
#endif

#define mm_walk_pte_not_none(bits)	((bits) != 0)

#include <asm-generic/mm_walk.h>

#endif /* _ASM_RISCV_MM_WALK_H */
