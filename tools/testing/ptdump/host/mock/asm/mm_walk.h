/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_MOCK_MM_WALK_H
#define _PTDUMP_HOST_MOCK_MM_WALK_H

#define mock_table(val)		(((val) & MOCK_KIND) == MOCK_TABLE)
#define mm_walk_pgd_table(pgd)	mock_table(pgd_val(pgd))
#define mm_walk_p4d_table(p4d)	mock_table(p4d_val(p4d))
#define mm_walk_pud_table(pud)	mock_table(pud_val(pud))
#define mm_walk_pmd_table(pmd)	mock_table(pmd_val(pmd))
#define mm_walk_pgd_valid(pgd)	(pgd_val(pgd) & MOCK_KIND)
#define mm_walk_p4d_valid(p4d)	(p4d_val(p4d) & MOCK_KIND)
#define mm_walk_pud_valid(pud)	(pud_val(pud) & MOCK_KIND)
#define mm_walk_pmd_valid(pmd)	(pmd_val(pmd) & MOCK_KIND)
#define mm_walk_pgd_pfn(pgd)	pgd_pfn(pgd)
#define mm_walk_p4d_pfn(p4d)	p4d_pfn(p4d)

#define mm_walk_pte_not_none(bits)	((bits) & ~(u64)MOCK_STRAY)

#include <asm-generic/mm_walk.h>

#endif /* _PTDUMP_HOST_MOCK_MM_WALK_H */
