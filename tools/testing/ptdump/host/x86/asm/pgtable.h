/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_X86_PGTABLE_H
#define _PTDUMP_HOST_X86_PGTABLE_H

/*
 * The x86 formats, by CONFIG_PGTABLE_LEVELS: 5 is x86-64, where 4 or 5 levels
 * are chosen at run time; 3 is PAE; 2 is i386 without it.
 */
#define PAGE_SHIFT		12

#if CONFIG_PGTABLE_LEVELS == 2
typedef u32 pteval_t;
#define PGDIR_SHIFT		22
#define PTRS_PER_PGD		1024
#define PTRS_PER_PTE		1024
/* Only processors that have PAE set A and D where they should not. */
#define HOST_X86_STRAY		0
#else
typedef u64 pteval_t;
#define PTRS_PER_PTE		512
#define HOST_X86_STRAY		(_PAGE_ACCESSED | _PAGE_DIRTY)
#endif

#if CONFIG_PGTABLE_LEVELS == 5
#define CONFIG_X86_64		1
#else
#define CONFIG_X86_32		1
#endif

#define _PAGE_KNL_ERRATUM_MASK	HOST_X86_STRAY

#define HOST_X86_BIT(nr)	((pteval_t)1 << (nr))
#define _PAGE_PRESENT		HOST_X86_BIT(0)
#define _PAGE_ACCESSED		HOST_X86_BIT(5)
#define _PAGE_DIRTY		HOST_X86_BIT(6)
#define _PAGE_PSE		HOST_X86_BIT(7)
#define _PAGE_PROTNONE		HOST_X86_BIT(8)
#define _PAGE_RW		HOST_X86_BIT(1)
#define _PAGE_USER		HOST_X86_BIT(2)
#define _PAGE_PWT		HOST_X86_BIT(3)
#define _PAGE_PCD		HOST_X86_BIT(4)
#define _PAGE_PAT		HOST_X86_BIT(7)
#define _PAGE_GLOBAL		HOST_X86_BIT(8)
#define HOST_SPECIAL		HOST_X86_BIT(9)
#define _PAGE_PAT_LARGE		HOST_X86_BIT(12)
#if CONFIG_PGTABLE_LEVELS == 2
#define _PAGE_NX		((pteval_t)0)
#else
#define _PAGE_NX		HOST_X86_BIT(63)
#endif

/* Bits shift..51 of an entry are the frame that it points to. */
#define HOST_X86_FRAME(val, shift) \
	((val) & (((u64)1 << 52) - ((u64)1 << (shift))))

#define PTE_PFN_MASK		((pteval_t)HOST_X86_FRAME(~0ULL, 12))
#define PTE_FLAGS_MASK		(~PTE_PFN_MASK)

/*
 * What is not present has its frame stored upside down, so that no speculative
 * load finds a cached line there (not with 32-bit entries).
 */
static inline u64 host_x86_frame_val(pteval_t val)
{
	return sizeof(val) == 8 && val && !(val & _PAGE_PRESENT) ? ~val : val;
}

static inline unsigned long host_x86_pfn(pteval_t val, unsigned int shift)
{
	return HOST_X86_FRAME(host_x86_frame_val(val), shift) >> PAGE_SHIFT;
}

typedef struct { pteval_t pte; } pte_t;
typedef struct { pteval_t pgd; } pgd_t;

void *__va(phys_addr_t pa);

#define pte_val(x)		((x).pte)
#if CONFIG_PGTABLE_LEVELS == 3
/* Only P, PWT, PCD, three software bits and the address exist in a PDPTE. */
#define pgd_val(x)		((x).pgd & (HOST_X86_FRAME(~0ULL, 12) | 0xe19))
#else
#define pgd_val(x)		((x).pgd)
#endif

#if CONFIG_PGTABLE_LEVELS == 5
extern bool host_la57;
#define pgtable_l5_enabled()	host_la57
#define PGDIR_SHIFT		(host_la57 ? 48 : 39)
#define PTRS_PER_PGD		512
#define P4D_SHIFT		39
#define PTRS_PER_P4D		(host_la57 ? 512 : 1)
#define mm_p4d_folded(mm)	(!host_la57)

typedef struct { pteval_t p4d; } p4d_t;

#define p4d_val(x)		((x).p4d)

static inline bool pgd_none(pgd_t pgd)
{
	return host_la57 && !pgd_val(pgd);
}

static inline bool pgd_leaf(pgd_t pgd)
{
	(void)pgd;
	return false;
}

static inline bool pgd_present(pgd_t pgd)
{
	return !host_la57 || (pgd_val(pgd) & _PAGE_PRESENT);
}

static inline void *pgd_pgtable(pgd_t pgd)
{
	return __va(HOST_X86_FRAME(pgd_val(pgd), 12));
}

static inline bool p4d_none(p4d_t p4d)
{
	return !(p4d_val(p4d) & ~HOST_X86_STRAY);
}

static inline bool p4d_leaf(p4d_t p4d)
{
	(void)p4d;
	return false;
}

static inline bool p4d_present(p4d_t p4d)
{
	return p4d_val(p4d) & _PAGE_PRESENT;
}

static inline void *p4d_pgtable(p4d_t p4d)
{
	return __va(HOST_X86_FRAME(p4d_val(p4d), 12));
}

#define PUD_SHIFT		30
#define PTRS_PER_PUD		512

typedef struct { pteval_t pud; } pud_t;

#define pud_val(x)		((x).pud)
#endif /* 5 levels */

#if CONFIG_PGTABLE_LEVELS == 3
#define PGDIR_SHIFT		30
#define PTRS_PER_PGD		4
#endif

#if CONFIG_PGTABLE_LEVELS >= 3
#define PMD_SHIFT		21
#define PTRS_PER_PMD		512

typedef struct { pteval_t pmd; } pmd_t;

#define pmd_val(x)		((x).pmd)
#endif

#include <fold.h>

#if CONFIG_PGTABLE_LEVELS >= 3
static inline bool pud_none(pud_t pud)
{
	return !(pud_val(pud) & ~HOST_X86_STRAY);
}

static inline bool pud_leaf(pud_t pud)
{
	return pud_val(pud) & _PAGE_PSE;
}

static inline bool pud_present(pud_t pud)
{
	return pud_val(pud) & _PAGE_PRESENT;
}

static inline void *pud_pgtable(pud_t pud)
{
	return __va(HOST_X86_FRAME(pud_val(pud), 12));
}
#endif

static inline unsigned long pud_pfn(pud_t pud)
{
	return host_x86_pfn(pud_val(pud), PUD_SHIFT);
}

static inline unsigned long p4d_pfn(p4d_t p4d)
{
	return host_x86_pfn(p4d_val(p4d), 12);
}

/* A 32-bit kernel looks at the lower half of a PMD only. */
static inline bool pmd_none(pmd_t pmd)
{
	return !((unsigned long)pmd_val(pmd) & ~HOST_X86_STRAY);
}

static inline bool pmd_leaf(pmd_t pmd)
{
	return pmd_val(pmd) & _PAGE_PSE;
}

static inline bool pmd_present(pmd_t pmd)
{
	return pmd_val(pmd) & (_PAGE_PRESENT | _PAGE_PROTNONE | _PAGE_PSE);
}

static inline void *pmd_pgtable(pmd_t pmd)
{
	return __va(HOST_X86_FRAME(pmd_val(pmd), 12));
}

static inline unsigned long pmd_pfn(pmd_t pmd)
{
	return host_x86_pfn(pmd_val(pmd), PMD_SHIFT);
}

static inline bool pte_none(pte_t pte)
{
	return !(pte_val(pte) & ~HOST_X86_STRAY);
}

static inline bool pte_present(pte_t pte)
{
	return pte_val(pte) & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return host_x86_pfn(pte_val(pte), 12);
}

#if CONFIG_PGTABLE_LEVELS == 5
#define TASK_SIZE_MAX		((1UL << (host_la57 ? 56 : 47)) - PAGE_SIZE)
#else
#define TASK_SIZE_MAX		0xc0000000UL
#endif
#define TASK_SIZE		TASK_SIZE_MAX

/* Where areas begin: a test says where. */
enum host_area {
	HOST_LDT, HOST_LOW_KERNEL, HOST_VMALLOC, HOST_VMALLOC_END, HOST_VMEMMAP,
	HOST_KASAN, HOST_KASAN_END, HOST_CPU_ENTRY, HOST_ESPFIX, HOST_EFI,
	HOST_HIGH_KERNEL, HOST_MODULES, HOST_MODULES_END, HOST_PKMAP,
	HOST_FIXMAP, HOST_AREAS
};

extern unsigned long host_area[HOST_AREAS];

#define LDT_BASE_ADDR		host_area[HOST_LDT]
#define PAGE_OFFSET		host_area[HOST_LOW_KERNEL]
#define VMALLOC_START		host_area[HOST_VMALLOC]
#define VMALLOC_END		host_area[HOST_VMALLOC_END]
#define VMEMMAP_START		host_area[HOST_VMEMMAP]
#ifdef CONFIG_KASAN
#define KASAN_SHADOW_START	host_area[HOST_KASAN]
#define KASAN_SHADOW_END	host_area[HOST_KASAN_END]
#endif
#define CPU_ENTRY_AREA_BASE	host_area[HOST_CPU_ENTRY]
#define ESPFIX_BASE_ADDR	host_area[HOST_ESPFIX]
#define EFI_VA_END		host_area[HOST_EFI]
#define __START_KERNEL_map	host_area[HOST_HIGH_KERNEL]
#define MODULES_VADDR		host_area[HOST_MODULES]
#define MODULES_END		host_area[HOST_MODULES_END]
#define PKMAP_BASE		host_area[HOST_PKMAP]
#define FIXADDR_START		host_area[HOST_FIXMAP]

#if CONFIG_PGTABLE_LEVELS == 5
/* 16 of the root's entries above the canonical hole are kept empty. */
#define GUARD_HOLE_END_ADDR	(-240UL << PGDIR_SHIFT)
#else
#define pgtable_l5_enabled()	false
#define CONFIG_PCI_BIOS		1
#endif

/* The addresses between the screen's memory and the first megabyte's end. */
#define BIOS_BEGIN		0xa0000
#define BIOS_END		0x100000
extern int pcibios_enabled;

struct mm_struct;
struct seq_file;

/* In a header of x86. */
bool ptdump_walk_pgd_level_checkwx(void);
void ptdump_walk_user_pgd_level_checkwx(void);
void ptdump_walk_pgd_level(struct seq_file *m, struct mm_struct *mm);
#define ptdump_check_wx		ptdump_walk_pgd_level_checkwx

extern pteval_t __supported_pte_mask;
extern bool host_pti;
extern pgd_t *host_user_pgd;

#define X86_FEATURE_PTI			0
#define boot_cpu_has(feature)		host_pti
#define kernel_to_user_pgdp(pgd)	host_user_pgd

#endif /* _PTDUMP_HOST_X86_PGTABLE_H */
