// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is arm64's own. See Documentation/mm/ptdump.rst.
 */

#include <linux/init.h>
#include <linux/mm.h>

#include <asm/cpufeature.h>
#include <asm/fixmap.h>
#include <asm/kasan.h>
#include <asm/memory.h>
#include <asm/pgtable-hwdef.h>
#include <asm/ptdump.h>

#define PTDUMP_MEMTYPE(type, set) \
	PTDUMP_VALUE(PTE_ATTRINDX_MASK, PTE_ATTRINDX(type), set)

static const struct ptdump_column columns[] = {
	PTDUMP_FLAG(PTE_VALID, " ", .clear = "F"),
	PTDUMP_FLAG(PTE_USER, "USR"),
	PTDUMP_FLAG(PTE_RDONLY, "ro", .clear = "RW"),
	PTDUMP_FLAG(PTE_PXN, "NX", .clear = "x "),
	PTDUMP_FLAG(PTE_SHARED, "SHD"),
	PTDUMP_FLAG(PTE_AF, "AF"),
	PTDUMP_FLAG(PTE_NG, "NG"),
	PTDUMP_FLAG(PTE_CONT, "CON"),
	PTDUMP_ARM64_BLK,
	PTDUMP_FLAG(PTE_UXN, "UXN"),
	PTDUMP_FLAG(PTE_GP, "GP"),
	PTDUMP_MEMTYPE(MT_DEVICE_nGnRnE, "DEVICE/nGnRnE"),
	PTDUMP_MEMTYPE(MT_DEVICE_nGnRE, "DEVICE/nGnRE"),
	PTDUMP_MEMTYPE(MT_NORMAL_NC, "MEM/NORMAL-NC"),
	PTDUMP_MEMTYPE(MT_NORMAL, "MEM/NORMAL"),
	PTDUMP_MEMTYPE(MT_NORMAL_TAGGED, "MEM/NORMAL-TAGGED"),
};

static struct ptdump_format stage1 __ro_after_init = {
	PTDUMP_ARM64_LAYOUT(columns),
	.levels = { "PGD", "P4D", "PUD", "PMD", "PTE" },
};

/*
 * Returns the permissions that the tables above the entry deny, as bits of an entry.
 * UXNTable and PXNTable are bits 60 and 59, APTable[1], which denies writes, is bit
 * 62. APTable[0] denies only data accesses of user mode.
 */
static ptval_t denied_above(const struct mm_walk_state *state)
{
	ptval_t tables = mm_walk_upper_bits(state);

	return (tables >> 6 & (PTE_UXN | PTE_PXN)) | (tables >> 55 & PTE_RDONLY);
}

/*
 * @prot with the PTE_RDONLY, PTE_PXN and PTE_UXN that are in force.
 *
 * TCR_EL1.HD makes a write to a page with PTE_DBM clear PTE_RDONLY. The kernel
 * sets HD on each CPU that has the feature, and a CPU may come up late: neither
 * the capability, which is always there, nor the sanitised ID register, which is
 * the least of the CPUs that are up, excludes HD.
 *
 * With S1PIE, PIR_EL1 holds the permissions, and tables deny nothing. PIE_E1
 * permits writes only to pages with PTE_DBM, and PTE_RDONLY is their dirty state.
 * Without S1PIE, tables count, because the kernel never sets TCR_EL1.HPD1.
 */
static ptval_t effective_prot(const struct mm_walk_state *state, ptval_t prot)
{
	bool dbm = prot & PTE_DBM;

	if (IS_ENABLED(CONFIG_ARM64_HW_AFDBM) && dbm)
		prot &= ~PTE_RDONLY;
	if (cpus_have_final_cap(ARM64_HAS_S1PIE))
		return dbm ? prot : prot | PTE_RDONLY;
	return prot | denied_above(state);
}

/* For a check: what is in force, unless a leaf denies all execution, as most do. */
static void judge(const struct mm_walk_state *state, struct ptdump_run *next)
{
	const ptval_t nx = PTE_PXN | PTE_UXN;

	if (state->kind == MM_WALK_TABLE) {
		next->eff = effective_prot(state, 0);
	} else if ((next->prot & nx) != nx && (next->prot & ~PTE_DBM)) {
		next->eff = effective_prot(state, next->prot);
		if (!(next->eff & PTE_UXN))
			next->wx |= PTDUMP_UX;
		if (!(next->eff & (PTE_RDONLY | PTE_PXN)))
			next->wx |= PTDUMP_WX;
	}
}

bool note_page(struct ptdump *pd, u64 val)
{
	struct ptdump_run *run = &pd->run, *next = &pd->next;

	next->prot = val & pd->mask;
	if (pd->check_wx)
		judge(&pd->walk, next);

	if (ptdump_extend_run(pd, val))
		return false;
	/* A dump sets no @wx. */
	WARN_ONCE(run->wx & PTDUMP_UX, "arm64/mm: Found non-UXN mapping at address %p/%pS\n",
		  (void *)run->start, (void *)run->start);
	WARN_ONCE(run->wx & PTDUMP_WX, "arm64/mm: Found insecure W+X mapping at address %p/%pS\n",
		  (void *)run->start, (void *)run->start);
	return true;
}

void arch_ptdump_begin(struct ptdump *pd)
{
	unsigned long base = pd->info->base_addr;

	pd->ranges[0].start = base;
	pd->ranges[0].end = base < TASK_SIZE_64 ? TASK_SIZE_64 : ~0UL;
	pd->format = &stage1;
	pd->mask = ptdump_columns_mask(&stage1);
	/* A dump has no column for PTE_DBM. */
	if (pd->check_wx)
		pd->mask |= PTE_DBM;
	/* LPA2 uses the SH bits as bits 51:50 of the physical address. */
	if (lpa2_is_enabled())
		pd->mask &= ~PTE_SHARED;
}

bool ptdump_check_wx(void)
{
	const struct ptdump_target info = {
		.mm = &init_mm,
		.base_addr = _PAGE_OFFSET(vabits_actual),
	};
	unsigned long wx_pages, ux_pages;

	if (ptdump_check(&info, &wx_pages, &ux_pages))
		return false;
	if (wx_pages || ux_pages) {
		pr_warn("Checked W+X mappings: FAILED, %lu W+X pages found, %lu non-UXN pages found\n",
			wx_pages, ux_pages);
		return false;
	}
	pr_info("Checked W+X mappings: passed, no W+X pages found\n");
	return true;
}

#if defined(CONFIG_KASAN_GENERIC) || defined(CONFIG_KASAN_SW_TAGS)
#define KASAN_AREA							\
	{ KASAN_SHADOW_START,	"Kasan shadow start" },			\
	{ KASAN_SHADOW_END,	"Kasan shadow end" },
#else
#define KASAN_AREA
#endif

static int __init ptdump_init(void)
{
	unsigned long base = _PAGE_OFFSET(vabits_actual);
	const struct ptdump_marker areas[] = {
		{ PAGE_OFFSET,		"Linear Mapping start" },
		{ PAGE_END,		"Linear Mapping end" },
		KASAN_AREA
		{ MODULES_VADDR,	"Modules start" },
		{ MODULES_END,		"Modules end" },
		{ VMALLOC_START,	"vmalloc() area" },
		{ VMALLOC_END,		"vmalloc() end" },
		{ (unsigned long)virt_to_page((void *)base), "vmemmap start" },
		{ VMEMMAP_END,		"vmemmap end" },
		{ PCI_IO_START,		"PCI I/O start" },
		{ PCI_IO_END,		"PCI I/O end" },
		{ FIXADDR_TOT_START,	"Fixmap start" },
		{ FIXADDR_TOP,		"Fixmap end" },
		{ ~0UL,			NULL },
	};
	static struct ptdump_marker markers[ARRAY_SIZE(areas)] __ro_after_init;
	static struct ptdump_target kernel __ro_after_init = { .mm = &init_mm };

	/* A level that is folded at boot has the name of the root. */
	if (mm_p4d_folded(&init_mm))
		stage1.levels[1] = "PGD";
	if (mm_pud_folded(&init_mm))
		stage1.levels[2] = "PGD";

	memcpy(markers, areas, sizeof(areas));
	kernel.markers = markers;
	kernel.base_addr = base;
	ptdump_debugfs_register(&kernel, "kernel_page_tables");
	return 0;
}
device_initcall(ptdump_init);
