/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_ARM64_MM_WALK_H
#define _ASM_ARM64_MM_WALK_H

/*
 * A descriptor points to a table when its type, bits 1:0, is 3. p4d_present()
 * and pgd_present() only say that it is not none, and pud_table() says yes to
 * anything where no block of that size exists.
 */
#define mm_walk_arm64_table(val)	(((val) & 3) == 3)

#define mm_walk_pgd_table(pgd)	mm_walk_arm64_table(pgd_val(pgd))
#define mm_walk_p4d_table(p4d)	mm_walk_arm64_table(p4d_val(p4d))
#define mm_walk_pud_table(pud)	mm_walk_arm64_table(pud_val(pud))
#define mm_walk_pmd_table(pmd)	mm_walk_arm64_table(pmd_val(pmd))

#define mm_walk_pgd_valid(pgd)	(pgd_val(pgd) & PTE_VALID)
#define mm_walk_p4d_valid(p4d)	(p4d_val(p4d) & PTE_VALID)
#define mm_walk_pud_valid(pud)	(pud_val(pud) & PTE_VALID)
#define mm_walk_pmd_valid(pmd)	(pmd_val(pmd) & PTE_VALID)

/* Each half has a root of its own, for as many bits. */
#define mm_walk_range_valid(state, first, last) \
	((void)(state), mm_walk_in_one_half(first, last, vabits_actual + 1))

#define mm_walk_pte_not_none(bits)	((bits) != 0)

/* The entry itself, not what its contiguous block amounts to. */
#define mm_walk_ptep_get(ptep)	__ptep_get(ptep)

#include <asm-generic/mm_walk.h>

#endif /* _ASM_ARM64_MM_WALK_H */
