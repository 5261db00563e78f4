/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_MOCK_PGTABLE_H
#define _PTDUMP_HOST_MOCK_PGTABLE_H

/*
 * A format that no machine has: so few pages that each one can be looked at,
 * so large that they fill all 64 bits of address. In one shape they fill 48 bits,
 * and the root translates each aligned block of that size alike.
 *
 * Bits 2:0 of an entry say what it is, bits 31:8 are a frame; bit 7 alone is
 * still none. Each level may have leaves, the root too.
 */
#define MOCK_KIND		7
#define MOCK_ABSENT		0	/* none, or swapped out */
#define MOCK_LEAF		1
#define MOCK_TABLE		2	/* 3 to 7: reserved */
#define MOCK_STRAY		0x80
#define HOST_SPECIAL		0x40
#define MOCK_FRAME_SHIFT	8
#define MOCK_TABLE_ALIGN	256	/* bytes a frame, of tables */

#ifndef MOCK_PTE_BITS
#define MOCK_PTE_BITS		2
#endif
#define MOCK_BITS		2	/* of a level above */
#ifndef MOCK_VA_BITS
#define MOCK_VA_BITS		64
#endif

#define PAGE_SHIFT \
	(MOCK_VA_BITS - MOCK_PTE_BITS - MOCK_BITS * (CONFIG_PGTABLE_LEVELS - 1))
#define PTRS_PER_PTE		(1 << MOCK_PTE_BITS)
#define PGDIR_SHIFT		(MOCK_VA_BITS - MOCK_BITS)
#define PTRS_PER_PGD		(1 << MOCK_BITS)

typedef struct { u32 pte; } pte_t;
typedef struct { u32 pgd; } pgd_t;

#define pte_val(x)		((x).pte)
#define pgd_val(x)		((x).pgd)

#if CONFIG_PGTABLE_LEVELS > 2
#define PMD_SHIFT		(PAGE_SHIFT + MOCK_PTE_BITS)
#define PTRS_PER_PMD		(1 << MOCK_BITS)
typedef struct { u32 pmd; } pmd_t;
#define pmd_val(x)		((x).pmd)
#endif

#if CONFIG_PGTABLE_LEVELS > 3
#define PUD_SHIFT		(PMD_SHIFT + MOCK_BITS)
#define PTRS_PER_PUD		(1 << MOCK_BITS)
typedef struct { u32 pud; } pud_t;
#define pud_val(x)		((x).pud)
#endif

#if CONFIG_PGTABLE_LEVELS > 4
#define P4D_SHIFT		(PUD_SHIFT + MOCK_BITS)
#define PTRS_PER_P4D		(1 << MOCK_BITS)
typedef struct { u32 p4d; } p4d_t;
#define p4d_val(x)		((x).p4d)
#define mm_p4d_folded(mm)	false
#endif

void *__va(phys_addr_t pa);

#include <fold.h>

static inline bool mock_none(u32 val)
{
	return !(val & ~MOCK_STRAY);
}

static inline bool mock_leaf(u32 val)
{
	return (val & MOCK_KIND) == MOCK_LEAF;
}

static inline void *mock_pgtable(u32 val)
{
	return __va((val >> MOCK_FRAME_SHIFT) * (phys_addr_t)MOCK_TABLE_ALIGN);
}

/* As on arm64, an upper entry is "present" when it is not none. */
#define MOCK_LEVEL(name)						\
static inline bool name##_none(name##_t name)				\
{									\
	return mock_none(name##_val(name));				\
}									\
static inline bool name##_leaf(name##_t name)				\
{									\
	return mock_leaf(name##_val(name));				\
}									\
static inline bool name##_present(name##_t name)			\
{									\
	return !mock_none(name##_val(name));				\
}									\
static inline void *name##_pgtable(name##_t name)			\
{									\
	return mock_pgtable(name##_val(name));				\
}

#if CONFIG_PGTABLE_LEVELS > 4
MOCK_LEVEL(pgd)
#endif
#if CONFIG_PGTABLE_LEVELS > 3
MOCK_LEVEL(p4d)
#endif
#if CONFIG_PGTABLE_LEVELS > 2
MOCK_LEVEL(pud)
#endif
MOCK_LEVEL(pmd)

#define pgd_pfn(x)		((unsigned long)(pgd_val(x) >> MOCK_FRAME_SHIFT))
#define p4d_pfn(x)		((unsigned long)(p4d_val(x) >> MOCK_FRAME_SHIFT))
#define pud_pfn(x)		((unsigned long)(pud_val(x) >> MOCK_FRAME_SHIFT))
#define pmd_pfn(x)		((unsigned long)(pmd_val(x) >> MOCK_FRAME_SHIFT))
#define pte_pfn(x)		((unsigned long)(pte_val(x) >> MOCK_FRAME_SHIFT))

static inline bool pte_none(pte_t pte)
{
	return mock_none(pte_val(pte));
}

static inline bool pte_present(pte_t pte)
{
	return mock_leaf(pte_val(pte));
}

/* Ends inside a PTE table. */
#define TASK_SIZE_MAX		(3 * (1UL << (MOCK_VA_BITS - 3)) + PAGE_SIZE)
#define TASK_SIZE		TASK_SIZE_MAX

#endif /* _PTDUMP_HOST_MOCK_PGTABLE_H */
