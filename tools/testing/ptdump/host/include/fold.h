/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_FOLD_H
#define _PTDUMP_HOST_FOLD_H

/*
 * Levels that are folded when the kernel is built: the lower of two holds the
 * upper, the upper is always a table of one entry, and p?d_offset() stays where
 * it is. A format with CONFIG_PGTABLE_LEVELS of them includes this after its
 * pgd_t and before the rest.
 */
#if CONFIG_PGTABLE_LEVELS < 5
#define __PAGETABLE_P4D_FOLDED 1
typedef struct { pgd_t pgd; } p4d_t;
#define P4D_SHIFT		PGDIR_SHIFT
#define PTRS_PER_P4D		1
#define p4d_val(x)		pgd_val((x).pgd)
static inline bool pgd_none(pgd_t pgd)		{ (void)pgd; return false; }
static inline bool pgd_leaf(pgd_t pgd)		{ (void)pgd; return false; }
static inline bool pgd_present(pgd_t pgd)	{ (void)pgd; return true; }
static inline void *pgd_pgtable(pgd_t pgd)	{ (void)pgd; abort(); }
#define mm_p4d_folded(mm)	true
#endif

#if CONFIG_PGTABLE_LEVELS < 4
#define __PAGETABLE_PUD_FOLDED 1
typedef struct { p4d_t p4d; } pud_t;
#define PUD_SHIFT		P4D_SHIFT
#define PTRS_PER_PUD		1
#define pud_val(x)		p4d_val((x).p4d)
static inline bool p4d_none(p4d_t p4d)		{ (void)p4d; return false; }
static inline bool p4d_leaf(p4d_t p4d)		{ (void)p4d; return false; }
static inline bool p4d_present(p4d_t p4d)	{ (void)p4d; return true; }
static inline void *p4d_pgtable(p4d_t p4d)	{ (void)p4d; abort(); }
#define mm_pud_folded(mm)	true
#elif !defined(mm_pud_folded)
#define mm_pud_folded(mm)	false
#endif

#if CONFIG_PGTABLE_LEVELS < 3
#define __PAGETABLE_PMD_FOLDED 1
typedef struct { pud_t pud; } pmd_t;
#define PMD_SHIFT		PUD_SHIFT
#define PTRS_PER_PMD		1
#define pmd_val(x)		pud_val((x).pud)
static inline bool pud_none(pud_t pud)		{ (void)pud; return false; }
static inline bool pud_leaf(pud_t pud)		{ (void)pud; return false; }
static inline bool pud_present(pud_t pud)	{ (void)pud; return true; }
static inline void *pud_pgtable(pud_t pud)	{ (void)pud; abort(); }
#define mm_pmd_folded(mm)	true
#else
#define mm_pmd_folded(mm)	false
#endif

#endif /* _PTDUMP_HOST_FOLD_H */
