// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is powerpc's own. See Documentation/mm/ptdump.rst.
 */

#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>

#include <asm/fixmap.h>

#include <mm/mmu_decl.h>

#include "ptdump.h"

static struct ptdump_format format __ro_after_init = {
	.columns = ptdump_columns,
	/* ptdump_init() sets .nr_columns. */
	.levels = { "PGD ", "P4D ", "PUD ", "PMD ", "PTE " },
	.gap = "  ",
	.separator = "  ",
	.present = ~0ULL,
	.absent = PTDUMP_NO_LINE,
	.print_pa = true,
	.print_last = true,
	.markers = UINT_MAX,
	.first_markers = UINT_MAX,
};

bool note_page(struct ptdump *pd, u64 val)
{
	struct ptdump_run *run = &pd->run, *next = &pd->next;

	next->prot = val & pd->mask;
	next->pa = (val & PTE_RPN_MASK) + mm_walk_offset(&pd->walk);
	if (pte_write(__pte(next->prot)) && pte_exec(__pte(next->prot)))
		next->wx = PTDUMP_WX;

	if (ptdump_extend_run(pd, val))
		return false;
	if (pd->check_wx && run->wx)
		WARN_ONCE(IS_ENABLED(CONFIG_DEBUG_WX),
			  "powerpc/mm: Found insecure W+X mapping at address %p/%pS\n",
			  (void *)run->start, (void *)run->start);
	return true;
}

#ifdef CONFIG_PPC64
/* With hash, the page tables map nothing below KERN_VIRT_START. */
static void set_range(struct ptdump_range *range)
{
	range->start = radix_enabled() ? PAGE_OFFSET : KERN_VIRT_START;
	range->end = PAGE_OFFSET + PTRS_PER_PGD * PGDIR_SIZE;
}
#else
static void set_range(struct ptdump_range *range)
{
	range->start = TASK_SIZE_MAX;
	range->end = ~0UL;
}
#endif

void arch_ptdump_begin(struct ptdump *pd)
{
	set_range(&pd->ranges[0]);
	pd->format = &format;
	pd->mask = ptdump_columns_mask(&format);
}

bool ptdump_check_wx(void)
{
	const struct ptdump_target info = { .mm = &init_mm };
	unsigned long pages;

	if (IS_ENABLED(CONFIG_PPC_BOOK3S_64) && !mmu_has_feature(MMU_FTR_KERNEL_RO))
		return true;

	if (ptdump_check(&info, &pages, NULL))
		return false;
	if (pages) {
		pr_warn("Checked W+X mappings: FAILED, %lu W+X pages found\n", pages);
		return false;
	}
	pr_info("Checked W+X mappings: passed, no W+X pages found\n");
	return true;
}

static int __init ptdump_init(void)
{
	/* Boot decides where some of the areas are. */
	const struct ptdump_marker areas[] = {
		{ IS_ENABLED(CONFIG_PPC64) ? PAGE_OFFSET : TASK_SIZE,
					"Start of kernel VM" },
#ifdef MODULES_VADDR
		{ MODULES_VADDR,	"modules start" },
		{ MODULES_END,		"modules end" },
#endif
		{ VMALLOC_START,	"vmalloc() Area" },
		{ VMALLOC_END,		"vmalloc() End" },
#ifdef CONFIG_PPC64
		{ ISA_IO_BASE,		"isa I/O start" },
		{ ISA_IO_END,		"isa I/O end" },
		{ PHB_IO_BASE,		"phb I/O start" },
		{ PHB_IO_END,		"phb I/O end" },
		{ IOREMAP_BASE,		"I/O remap start" },
		{ IOREMAP_END,		"I/O remap end" },
#ifdef CONFIG_PPC_BOOK3S_64
		/* Hash's address, also if radix is active. */
		{ H_VMEMMAP_START,	"vmemmap start" },
#else
		{ VMEMMAP_BASE,		"vmemmap start" },
#endif
#else
		{ ioremap_bot,		"Early I/O remap start" },
		{ IOREMAP_TOP,		"Early I/O remap end" },
#ifdef CONFIG_HIGHMEM
		{ PKMAP_BASE,		"Highmem PTEs start" },
		{ PKMAP_ADDR(LAST_PKMAP), "Highmem PTEs end" },
#endif
		{ FIXADDR_START,	"Fixmap start" },
		{ FIXADDR_TOP,		"Fixmap end" },
#endif
#ifdef CONFIG_KASAN
		{ KASAN_SHADOW_START,	"kasan shadow mem start" },
		{ KASAN_SHADOW_END,	"kasan shadow mem end" },
#endif
		{ ~0UL,			NULL },
	};
	static struct ptdump_marker markers[ARRAY_SIZE(areas)] __ro_after_init;
	static const struct ptdump_target kernel = {
		.mm = &init_mm,
		.markers = markers,
	};

	memcpy(markers, areas, sizeof(areas));
	format.nr_columns = ptdump_nr_columns;
	ptdump_create_file("kernel_page_tables", NULL, &kernel);
	return 0;
}
device_initcall(ptdump_init);
