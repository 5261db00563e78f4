/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_ARM64_PGTABLE_H
#define _PTDUMP_HOST_ARM64_PGTABLE_H

/*
 * The arm64 formats, by HOST_PAGE_SHIFT (12, 14, 16) and HOST_VA_BITS. A kernel
 * for 52 bits of 4K or 16K pages runs with one level less where the CPU has no
 * LPA2; one of 64K pages with less of its root where it has no LVA.
 */
#define PAGE_SHIFT		HOST_PAGE_SHIFT
#define VA_BITS			HOST_VA_BITS

/* A table is a page of 8-byte descriptors; the root has what is left. */
#define HOST_TABLE_BITS		(PAGE_SHIFT - 3)
#define HOST_SHIFT(nr)		(PAGE_SHIFT + (nr) * HOST_TABLE_BITS)
#define PGDIR_SHIFT		HOST_SHIFT(CONFIG_PGTABLE_LEVELS - 1)
#define PTRS_PER_PGD		(1 << (VA_BITS - PGDIR_SHIFT))
#define PTRS_PER_PTE		(1 << HOST_TABLE_BITS)

/* The CPU's features are there. */
extern bool host_va52;
#define CONFIG_LPA2		(VA_BITS == 52 && PAGE_SHIFT < 16)
#define lpa2_is_enabled()	(CONFIG_LPA2 && host_va52)
#define vabits_actual \
	(VA_BITS < 52 || host_va52 ? VA_BITS : PAGE_SHIFT == 14 ? 47 : 48)

typedef u64 ptval_t;

#define HOST_BIT(nr)		((ptval_t)1 << (nr))
#define PTE_VALID		HOST_BIT(0)
#define PMD_TYPE_MASK		(HOST_BIT(0) | HOST_BIT(1))
#define PMD_TYPE_SECT		HOST_BIT(0)
#define PTE_ATTRINDX(nr)	((u64)(nr) << 2)
#define PTE_ATTRINDX_MASK	PTE_ATTRINDX(7)
#define PTE_USER		HOST_BIT(6)		/* AP[1] */
#define PTE_RDONLY		HOST_BIT(7)		/* AP[2] */
#define PTE_SHARED		(HOST_BIT(8) | HOST_BIT(9))
#define PTE_AF			HOST_BIT(10)
#define PTE_NG			HOST_BIT(11)
#define PTE_PRESENT_INVALID	PTE_NG			/* if not valid */
#define PTE_GP			HOST_BIT(50)
#define PTE_DBM			HOST_BIT(51)
#define PTE_CONT		HOST_BIT(52)
#define PTE_PXN			HOST_BIT(53)
#define PTE_UXN			HOST_BIT(54)
#define HOST_SPECIAL		HOST_BIT(56)

/*
 * Kernels of 16K pages are configured without hardware's dirty state here. A test
 * sets host_s1pie for CPUs with permission indirection.
 */
#if PAGE_SHIFT != 14
#define CONFIG_ARM64_HW_AFDBM	1
#endif

enum { ARM64_HAS_S1PIE, ARM64_HAS_NESTED_VIRT };

extern bool host_s1pie, host_nested_virt;
#define cpus_have_final_cap(cap) \
	((cap) == ARM64_HAS_S1PIE ? host_s1pie : host_nested_virt)

/* What Linux puts into MAIR. */
enum {
	MT_NORMAL, MT_NORMAL_TAGGED, MT_NORMAL_NC, MT_DEVICE_nGnRnE,
	MT_DEVICE_nGnRE
};

void *__va(phys_addr_t pa);

/* Address bits: 49:48 are the frame's with LPA2 and 0 without. */
static inline phys_addr_t host_arm64_phys(ptval_t val)
{
	phys_addr_t pa = val & (HOST_BIT(50) - HOST_BIT(PAGE_SHIFT));

	if (lpa2_is_enabled())
		pa |= (val & PTE_SHARED) << 42;
	if (VA_BITS == 52 && PAGE_SHIFT == 16)
		pa |= (val & (HOST_BIT(16) - HOST_BIT(12))) << 36;
	return pa;
}

static inline unsigned long host_arm64_pfn(ptval_t val, unsigned int shift)
{
	return (host_arm64_phys(val) & -HOST_BIT(shift)) >> PAGE_SHIFT;
}

/*
 * A page of PROT_NONE is not valid, and not global; so is a page or a block that the
 * kernel took out of the linear map.
 */
static inline bool host_arm64_present(ptval_t val)
{
	return val & (PTE_VALID | PTE_PRESENT_INVALID);
}

static inline bool host_arm64_leaf(ptval_t val)
{
	return host_arm64_present(val) && (val & PMD_TYPE_MASK) != 3;
}

typedef struct { ptval_t pte; } pte_t;
typedef struct { ptval_t pgd; } pgd_t;

#define pte_val(x)		((x).pte)
#define pgd_val(x)		((x).pgd)

#if CONFIG_PGTABLE_LEVELS > 2
#define PMD_SHIFT		HOST_SHIFT(1)
#define PTRS_PER_PMD		(1 << HOST_TABLE_BITS)
typedef struct { ptval_t pmd; } pmd_t;
#define pmd_val(x)		((x).pmd)
#endif

/* A root that is not one when the kernel runs is a page all the same. */
#define host_root(ptr)		((uintptr_t)(ptr) & PAGE_MASK)

#if CONFIG_PGTABLE_LEVELS > 3
#define PUD_SHIFT		HOST_SHIFT(2)
#define PTRS_PER_PUD		(1 << HOST_TABLE_BITS)
typedef struct { ptval_t pud; } pud_t;
#define pud_val(x)		((x).pud)
#define pgtable_l4_enabled() \
	(CONFIG_PGTABLE_LEVELS > 4 || !CONFIG_LPA2 || host_va52)
#define mm_pud_folded(mm)	(!pgtable_l4_enabled())
#define host_folded_pud(p4d, addr)	((pud_t *)host_root(p4d) + pud_index(addr))
#endif

#if CONFIG_PGTABLE_LEVELS > 4
#define P4D_SHIFT		HOST_SHIFT(3)
#define PTRS_PER_P4D		(1 << HOST_TABLE_BITS)
typedef struct { ptval_t p4d; } p4d_t;
#define p4d_val(x)		((x).p4d)
#define pgtable_l5_enabled()	host_va52
#define mm_p4d_folded(mm)	(!pgtable_l5_enabled())
#define host_folded_p4d(pgd, addr)	((p4d_t *)host_root(pgd) + p4d_index(addr))
#endif

#include <fold.h>

#if CONFIG_PGTABLE_LEVELS > 4
static inline bool pgd_none(pgd_t pgd)
{
	return pgtable_l5_enabled() && !pgd_val(pgd);
}

static inline bool pgd_leaf(pgd_t pgd)
{
	return false;
}

static inline void *pgd_pgtable(pgd_t pgd)
{
	return __va(host_arm64_phys(pgd_val(pgd)));
}
#endif

#if CONFIG_PGTABLE_LEVELS > 3
static inline bool p4d_none(p4d_t p4d)
{
	return pgtable_l4_enabled() && !p4d_val(p4d);
}

static inline bool p4d_leaf(p4d_t p4d)
{
	return false;
}

static inline void *p4d_pgtable(p4d_t p4d)
{
	return __va(host_arm64_phys(p4d_val(p4d)));
}
#endif

#if CONFIG_PGTABLE_LEVELS > 2
static inline bool pud_none(pud_t pud)
{
	return !pud_val(pud);
}

/* With 64K pages none of that size exist. */
static inline bool pud_leaf(pud_t pud)
{
	return PAGE_SHIFT < 16 && host_arm64_leaf(pud_val(pud));
}

static inline bool pud_present(pud_t pud)
{
	return host_arm64_present(pud_val(pud));
}

static inline void *pud_pgtable(pud_t pud)
{
	return __va(host_arm64_phys(pud_val(pud)));
}
#endif

static inline unsigned long pud_pfn(pud_t pud)
{
	return host_arm64_pfn(pud_val(pud), PUD_SHIFT);
}

static inline bool pmd_none(pmd_t pmd)
{
	return !pmd_val(pmd);
}

static inline bool pmd_leaf(pmd_t pmd)
{
	return host_arm64_leaf(pmd_val(pmd));
}

static inline bool pmd_present(pmd_t pmd)
{
	return host_arm64_present(pmd_val(pmd));
}

static inline void *pmd_pgtable(pmd_t pmd)
{
	return __va(host_arm64_phys(pmd_val(pmd)));
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return host_arm64_pfn(pmd_val(pmd), PMD_SHIFT);
}

static inline bool pte_none(pte_t pte)
{
	return !pte_val(pte);
}

static inline bool pte_present(pte_t pte)
{
	return host_arm64_present(pte_val(pte));
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return host_arm64_pfn(pte_val(pte), PAGE_SHIFT);
}

static inline pte_t __ptep_get(pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

#define TASK_SIZE_MAX		(1UL << VA_BITS)
#define TASK_SIZE_64		(1UL << vabits_actual)
#define DEFAULT_MAP_WINDOW_64	(1UL << (VA_BITS < 52 ? VA_BITS : \
					 PAGE_SHIFT == 14 ? 47 : 48))
#define _PAGE_OFFSET(bits)	(-1UL << (bits))
#define PAGE_OFFSET		_PAGE_OFFSET(VA_BITS)

/* Where areas begin: a test says where. */
enum host_area {
	HOST_PAGE_END, HOST_KASAN, HOST_KASAN_END, HOST_MODULES,
	HOST_MODULES_END, HOST_VMALLOC, HOST_VMALLOC_END, HOST_VMEMMAP,
	HOST_VMEMMAP_END, HOST_PCI_IO, HOST_PCI_IO_END, HOST_FIXMAP,
	HOST_FIXMAP_END, HOST_AREAS
};

extern unsigned long host_area[HOST_AREAS];

#define PAGE_END		host_area[HOST_PAGE_END]
#define KASAN_SHADOW_START	host_area[HOST_KASAN]
#define KASAN_SHADOW_END	host_area[HOST_KASAN_END]
#define MODULES_VADDR		host_area[HOST_MODULES]
#define MODULES_END		host_area[HOST_MODULES_END]
#define VMALLOC_START		host_area[HOST_VMALLOC]
#define VMALLOC_END		host_area[HOST_VMALLOC_END]
#define virt_to_page(addr)	host_area[HOST_VMEMMAP]
#define VMEMMAP_END		host_area[HOST_VMEMMAP_END]
#define PCI_IO_START		host_area[HOST_PCI_IO]
#define PCI_IO_END		host_area[HOST_PCI_IO_END]
#define FIXADDR_TOT_START	host_area[HOST_FIXMAP]
#define FIXADDR_TOP		host_area[HOST_FIXMAP_END]

#endif /* _PTDUMP_HOST_ARM64_PGTABLE_H */
