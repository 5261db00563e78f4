/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_RISCV_PGTABLE_H
#define _PTDUMP_HOST_RISCV_PGTABLE_H

/*
 * The riscv formats, by CONFIG_PGTABLE_LEVELS: 5 is a 64-bit kernel, which finds
 * at run time how many it has (Sv39, Sv48, Sv57); 2 is Sv32.
 */

/*
 * The CPU decides what bits 63 to 59 of an entry are: Svnapot and Svpbmt;
 * reserved; T-Head's memory types. The kernel patches its code for it.
 */
enum host_cpu { HOST_STANDARD, HOST_NO_EXTENSION, HOST_THEAD };

#define PAGE_SHIFT		12

#if CONFIG_PGTABLE_LEVELS == 2
typedef u32 host_entry_t;
#define host_cpu		HOST_STANDARD
#define PGDIR_SHIFT		22
#define PTRS_PER_PGD		1024
#define PTRS_PER_PTE		1024
#define HOST_PPN_BITS		22
#define pgtable_l4_enabled	false
#define pgtable_l5_enabled	false
#else
typedef u64 host_entry_t;
#define CONFIG_64BIT		1
extern bool pgtable_l4_enabled, pgtable_l5_enabled;
extern enum host_cpu host_cpu;
#define PGDIR_SHIFT		(pgtable_l5_enabled ? 48 : P4D_SHIFT)
#define PTRS_PER_PGD		512
#define PTRS_PER_PTE		512
#define HOST_PPN_BITS		44
#define P4D_SHIFT		(pgtable_l4_enabled ? 39 : 30)
#define PTRS_PER_P4D		512
#define PUD_SHIFT		30
#define PTRS_PER_PUD		512
#define PMD_SHIFT		21
#define PTRS_PER_PMD		512
#define mm_p4d_folded(mm)	(!pgtable_l5_enabled)
#define mm_pud_folded(mm)	(!pgtable_l4_enabled)
#endif

#define _PAGE_PRESENT		0x001
#define _PAGE_READ		0x002
#define _PAGE_WRITE		0x004
#define _PAGE_EXEC		0x008
#define _PAGE_USER		0x010
#define _PAGE_GLOBAL		0x020
#define _PAGE_ACCESSED		0x040
#define _PAGE_DIRTY		0x080
#define _PAGE_SOFT		0x300
#define HOST_SPECIAL		0x100
#define _PAGE_LEAF		(_PAGE_READ | _PAGE_WRITE | _PAGE_EXEC)
#define _PAGE_PROT_NONE		_PAGE_GLOBAL
#define _PAGE_PFN_SHIFT		10
#define _PAGE_NOCACHE_SVPBMT	(1UL << 61)
#define _PAGE_IO_SVPBMT		(2UL << 61)
#define _PAGE_MTMASK_SVPBMT	(3UL << 61)
#define _PAGE_NAPOT		(1UL << 63)


/* The types of T-Head are SO C B SH Sec, in this order. */
static inline u64 host_memory_type(u64 svpbmt, u64 thead)
{
	switch (host_cpu) {
	case HOST_STANDARD:
		return svpbmt << 61;
	case HOST_THEAD:
		return thead << 59;
	default:
		return 0;
	}
}

#if CONFIG_PGTABLE_LEVELS == 2
#define _PAGE_MTMASK		0
#define _PAGE_NOCACHE		0
#define _PAGE_IO		0
#define has_svnapot()		false
#else
#define _PAGE_MTMASK		host_memory_type(0x3, 0x1f)
#define _PAGE_NOCACHE		host_memory_type(0x1, 0x06)
#define _PAGE_IO		host_memory_type(0x2, 0x12)
#define has_svnapot()		(host_cpu == HOST_STANDARD)
#endif

void *__va(phys_addr_t pa);

#define __page_val_to_pfn(val)	((unsigned long)host_riscv_ppn(val))

static inline u64 host_riscv_ppn(u64 val)
{
	return (val >> _PAGE_PFN_SHIFT) & (((u64)1 << HOST_PPN_BITS) - 1);
}

/* Of a leaf that is as large as so many bits say. */
static inline unsigned long host_riscv_pfn(u64 val, unsigned int shift)
{
	return host_riscv_ppn(val) & (-1UL << (shift - PAGE_SHIFT));
}

static inline void *host_riscv_pgtable(u64 val)
{
	return __va((phys_addr_t)host_riscv_ppn(val) << PAGE_SHIFT);
}

typedef struct { host_entry_t pte; } pte_t;
typedef struct { host_entry_t pgd; } pgd_t;

#define pte_val(x)		((x).pte)
#define __pte(val)		((pte_t) { (val) })
#define pgd_val(x)		((x).pgd)

typedef struct { host_entry_t pgprot; } pgprot_t;

#define pgprot_val(x)		((x).pgprot)
#define __pgprot(val)		((pgprot_t) { (val) })

#if CONFIG_PGTABLE_LEVELS == 5
typedef struct { u64 p4d; } p4d_t;
typedef struct { u64 pud; } pud_t;
typedef struct { u64 pmd; } pmd_t;
#define p4d_val(x)		((x).p4d)
#define pud_val(x)		((x).pud)
#define pmd_val(x)		((x).pmd)

static inline bool pgd_none(pgd_t pgd)
{
	return pgtable_l5_enabled && !pgd_val(pgd);
}

static inline void *pgd_pgtable(pgd_t pgd)
{
	return host_riscv_pgtable(pgd_val(pgd));
}

static inline bool p4d_none(p4d_t p4d)
{
	return pgtable_l4_enabled && !p4d_val(p4d);
}

static inline void *p4d_pgtable(p4d_t p4d)
{
	return host_riscv_pgtable(p4d_val(p4d));
}

static inline bool pud_none(pud_t pud)
{
	return !pud_val(pud);
}

static inline bool pud_present(pud_t pud)
{
	return pud_val(pud) & _PAGE_PRESENT;
}

static inline bool pud_leaf(pud_t pud)
{
	return pud_present(pud) && (pud_val(pud) & _PAGE_LEAF);
}

static inline void *pud_pgtable(pud_t pud)
{
	return host_riscv_pgtable(pud_val(pud));
}
#endif

#include <fold.h>

static inline unsigned long pud_pfn(pud_t pud)
{
	return host_riscv_pfn(pud_val(pud), PUD_SHIFT);
}

static inline bool pmd_none(pmd_t pmd)
{
	return !pmd_val(pmd);
}

/* Also while a huge page is being split, and not valid. */
static inline bool pmd_present(pmd_t pmd)
{
	return pmd_val(pmd) & (_PAGE_PRESENT | _PAGE_PROT_NONE | _PAGE_LEAF);
}

static inline bool pmd_leaf(pmd_t pmd)
{
	return pmd_present(pmd) && (pmd_val(pmd) & _PAGE_LEAF);
}

static inline void *pmd_pgtable(pmd_t pmd)
{
	return host_riscv_pgtable(pmd_val(pmd));
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return host_riscv_pfn(pmd_val(pmd), PMD_SHIFT);
}

static inline bool pte_none(pte_t pte)
{
	return !pte_val(pte);
}

static inline bool pte_present(pte_t pte)
{
	return pte_val(pte) & (_PAGE_PRESENT | _PAGE_PROT_NONE);
}

/* The kernel's does not ask whether the CPU has Svnapot, either. */
static inline unsigned long pte_napot(pte_t pte)
{
	return sizeof(host_entry_t) == 8 ? pte_val(pte) & (u64)1 << 63 : 0;
}

/* In a NAPOT range the lowest bit that is set says how large the range is. */
static inline unsigned long pte_pfn(pte_t pte)
{
	unsigned long pfn = __page_val_to_pfn(pte_val(pte));

	return has_svnapot() && pte_napot(pte) ? pfn & (pfn - 1) : pfn;
}

/* Without a type of its own, memory is ordinary: on T-Head that has a number, too. */
static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	u64 val = (u64)pfn << _PAGE_PFN_SHIFT | pgprot_val(prot);

	return __pte(val & _PAGE_MTMASK ? val : val | host_memory_type(0, 0x0e));
}

#define PFN_PHYS(pfn)		((phys_addr_t)(pfn) << PAGE_SHIFT)

/* Where areas begin: a test says where. */
enum host_area {
	HOST_FIXMAP, HOST_FIXMAP_END, HOST_PCI_IO, HOST_PCI_IO_END,
	HOST_VMEMMAP, HOST_VMEMMAP_END, HOST_VMALLOC, HOST_VMALLOC_END,
	HOST_LINEAR, HOST_KASAN, HOST_KASAN_END, HOST_MODULES, HOST_KERNEL,
	HOST_AREAS
};

extern unsigned long host_area[HOST_AREAS];

#define FIXADDR_START		host_area[HOST_FIXMAP]
#define FIXADDR_TOP		host_area[HOST_FIXMAP_END]
#define PCI_IO_START		host_area[HOST_PCI_IO]
#define PCI_IO_END		host_area[HOST_PCI_IO_END]
#define VMEMMAP_START		host_area[HOST_VMEMMAP]
#define VMEMMAP_END		host_area[HOST_VMEMMAP_END]
#define VMALLOC_START		host_area[HOST_VMALLOC]
#define VMALLOC_END		host_area[HOST_VMALLOC_END]
#define PAGE_OFFSET		host_area[HOST_LINEAR]
#define KASAN_SHADOW_START	host_area[HOST_KASAN]
#define KASAN_SHADOW_END	host_area[HOST_KASAN_END]
#define MODULES_VADDR		host_area[HOST_MODULES]
#define kernel_map \
	((struct { unsigned long virt_addr; }) { host_area[HOST_KERNEL] })

#if CONFIG_PGTABLE_LEVELS == 2
#define TASK_SIZE_MAX		0x9c800000UL
#define KERN_VIRT_START		TASK_SIZE_MAX
#else
#define TASK_SIZE_MAX		(PGDIR_SIZE * PTRS_PER_PGD / 2)
#define KERN_VIRT_START		(-TASK_SIZE_MAX)
#endif
#define TASK_SIZE		TASK_SIZE_MAX

#endif /* _PTDUMP_HOST_RISCV_PGTABLE_H */
