/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_BENCH_STOCK_H
#define _PTDUMP_BENCH_STOCK_H

/*
 * What the base's walker and dumper want of the kernel beyond what ours do. Much
 * of it is for walks of VMAs, which are compiled with the rest and never run.
 */
#include "common.h"

#define CONFIG_X86_ESPFIX64		1
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define __initcall(fn)			device_initcall(fn)
#define KERN_CONT			""

typedef pteval_t pgprotval_t;
typedef unsigned long pgoff_t;

struct spinlock {
	char no_state;
};

typedef struct spinlock spinlock_t;

/* The range of one entry, which ends at @end at the latest; 0 is the top. */
#define BENCH_ENTRY_END(addr, end, size)				\
	({ unsigned long _last = ((addr) | ((size) - 1));		\
	   min(_last, (end) - 1) + 1; })
#define pgd_addr_end(addr, end)	BENCH_ENTRY_END(addr, end, PGDIR_SIZE)
#define p4d_addr_end(addr, end)	BENCH_ENTRY_END(addr, end, P4D_SIZE)
#define pud_addr_end(addr, end)	BENCH_ENTRY_END(addr, end, PUD_SIZE)
#define pmd_addr_end(addr, end)	BENCH_ENTRY_END(addr, end, PMD_SIZE)

#define pgd_offset(mm, addr)	pgd_offset_pgd((mm)->pgd, addr)

/* Nothing is bad in the tables of a benchmark. */
#define pgd_none_or_clear_bad(pgdp)	pgd_none(*(pgdp))
#define p4d_none_or_clear_bad(p4dp)	p4d_none(*(p4dp))

/* Constants here. */
#undef CPU_ENTRY_AREA_BASE
#undef ESPFIX_BASE_ADDR
#undef EFI_VA_END
#undef __START_KERNEL_map
#undef MODULES_VADDR
#undef MODULES_END
#undef FIXADDR_START
#define CPU_ENTRY_AREA_BASE	CPU_ENTRY
#define ESPFIX_BASE_ADDR	ESPFIX_AREA
#define EFI_VA_END		EFI_AREA_END
#define __START_KERNEL_map	KERNEL_IMAGE
#define MODULES_VADDR		MODULES
#define MODULES_END		MODULES_LAST
#define FIXADDR_START		FIXMAP

/* No signal is pending here. */
#define mmap_write_lock(mm)		((void)mmap_write_lock_killable(mm))
#define mmap_write_lock_nested(mm, depth) \
	((void)mmap_write_lock_killable_nested(mm, depth))

/* VMAs have more fields here than those of the tests. */
#define vm_area_struct stock_vm_area_struct
struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_flags, vm_pgoff;
	struct mm_struct *vm_mm;
};

struct address_space {
	char i_mmap, i_mmap_rwsem;
};

struct folio;

struct page {
	char no_state;
};

#define VM_PFNMAP			1
#define find_vma(mm, addr)		((struct vm_area_struct *)NULL)
#define vma_pages(vma)			1
#define is_vm_hugetlb_page(vma)		false
#define lockdep_assert_held(lock)	((void)(lock))
#define vma_start_pgoff(vma)		((vma)->vm_pgoff)
#define mapping_rmap_tree_foreach(vma, mapping, first, last)		\
	for ((vma) = NULL; (void)(mapping), (void)(first), (void)(last), (vma);)
#define split_huge_pmd(vma, pmd, addr)	abort()
#define split_huge_pud(vma, pud, addr)	abort()
#define spin_unlock(ptl)		((void)(ptl))
#define pte_offset_map(pmd, addr)	pte_offset_kernel(pmd, addr)
#define pte_offset_map_lock(mm, pmd, addr, ptlp) \
	(*(ptlp) = NULL, pte_offset_kernel(pmd, addr))
#define pte_unmap_unlock(pte, ptl)	((void)(pte), (void)(ptl))
#define pud_lock(mm, pud)		((spinlock_t *)NULL)
#define pmd_lock(mm, pmd)		((spinlock_t *)NULL)
#define pmdp_get(pmdp)			READ_ONCE(*(pmdp))
#define ptep_get(ptep)			READ_ONCE(*(ptep))
/* Nothing in these tables is special. */
#undef pud_special
#undef is_huge_zero_pmd
#undef is_zero_pfn
#define pud_special(pud)		false
#define vm_normal_page(vma, addr, pte)	((struct page *)NULL)
#define vm_normal_page_pmd(vma, addr, pmd) ((struct page *)NULL)
#define vm_normal_page_pud(vma, addr, pud) ((struct page *)NULL)
#define is_huge_zero_pmd(pmd)		false
#define is_zero_pfn(pfn)		false
/* PTEs that a walk installs: none here does. */
#define set_pte_at(mm, addr, ptep, pte)	abort()
#define update_mmu_cache(vma, addr, ptep) abort()
#define __pte_alloc(mm, pmd)		(abort(), 0)
#define __pmd_alloc(mm, pud, addr)	(abort(), 0)
#define __pud_alloc(mm, p4d, addr)	(abort(), 0)
#define __p4d_alloc(mm, pgd, addr)	(abort(), 0)
#define pmd_trans_huge(pmd)		pmd_leaf(pmd)
#define pud_trans_huge(pud)		pud_leaf(pud)
#define page_folio(page)		((struct folio *)(page))
#define vma_pgtable_walk_begin(vma)	((void)(vma))
#define vma_pgtable_walk_end(vma)	((void)(vma))

struct mm_walk_ops;

int walk_page_range_debug(struct mm_struct *mm, unsigned long start,
			  unsigned long end, const struct mm_walk_ops *ops,
			  pgd_t *pgd, void *private);

/* As an expression, which the tests of ours do without. */
#undef WARN_ON_ONCE
#define WARN_ON_ONCE(cond)		({ if (cond) abort(); false; })

#ifndef ptdump_check_wx
#define ptdump_check_wx			ptdump_walk_pgd_level_checkwx
#endif

#endif /* _PTDUMP_BENCH_STOCK_H */
