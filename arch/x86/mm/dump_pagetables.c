// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is x86's own. See Documentation/mm/ptdump.rst.
 */

#include <linux/efi.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/once.h>
#include <linux/pci.h>
#include <linux/pgtable.h>
#include <linux/ptdump.h>

#include <asm/cpu_entry_area.h>
#include <asm/e820/types.h>
#include <asm/kasan.h>
#include <asm/pci_x86.h>

static const struct ptdump_marker *markers;

/*
 * Most areas begin where boot has put them. At most one marker is passed with
 * each entry that is noted: an area that stands out of order here, or has no
 * entry of its own, gets the first entry of what follows.
 */
static void locate_areas(void)
{
	const struct ptdump_marker areas[] = {
		{ 0,			"User Space" },
#ifdef CONFIG_X86_64
		{ 1UL << 63,		"Kernel Space" },
#ifdef CONFIG_MODIFY_LDT_SYSCALL
		{ LDT_BASE_ADDR,	"LDT remap" },
#endif
		{ PAGE_OFFSET,		"Low Kernel Mapping" },
		{ VMALLOC_START,	"vmalloc() Area" },
		{ VMEMMAP_START,	"Vmemmap" },
#ifdef CONFIG_KASAN
		{ KASAN_SHADOW_START,	"KASAN shadow" },
		{ KASAN_SHADOW_END,	"KASAN shadow end" },
#endif
		{ CPU_ENTRY_AREA_BASE,	"CPU entry Area" },
#ifdef CONFIG_X86_ESPFIX64
		{ ESPFIX_BASE_ADDR,	"ESPfix Area", 16 },
#endif
#ifdef CONFIG_EFI
		{ EFI_VA_END,		"EFI Runtime Services" },
#endif
		{ __START_KERNEL_map,	"High Kernel Mapping" },
		{ MODULES_VADDR,	"Modules" },
		{ MODULES_END,		"End Modules" },
		{ FIXADDR_START,	"Fixmap Area" },
#else
		{ PAGE_OFFSET,		"Kernel Mapping" },
		{ VMALLOC_START,	"vmalloc() Area" },
		{ VMALLOC_END,		"vmalloc() End" },
#ifdef CONFIG_HIGHMEM
		{ PKMAP_BASE,		"Persistent kmap() Area" },
#endif
#ifdef CONFIG_MODIFY_LDT_SYSCALL
		{ LDT_BASE_ADDR,	"LDT remap" },
#endif
		{ CPU_ENTRY_AREA_BASE,	"CPU entry area" },
		{ FIXADDR_START,	"Fixmap area" },
#endif
		{ ~0UL,			NULL },
	};
	static struct ptdump_marker located[ARRAY_SIZE(areas)];

	memcpy(located, areas, sizeof(areas));
	markers = located;
}

/* On 64 bits, the two canonical halves. */
static void set_ranges(struct ptdump_range *ranges)
{
	ranges[0].end = ~0UL;
#ifdef CONFIG_X86_64
	ranges[0].end = PTRS_PER_PGD / 2 * PGDIR_SIZE;
	ranges[1].start = GUARD_HOLE_END_ADDR;
	ranges[1].end = ~0UL;
#endif
}

#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
static pgd_t *user_pgd(pgd_t *pgd)
{
	return boot_cpu_has(X86_FEATURE_PTI) ? kernel_to_user_pgdp(pgd) : pgd;
}
#else
static pgd_t *user_pgd(pgd_t *pgd)
{
	return pgd;
}
#endif

/* PCI BIOS needs its area W+X. */
static bool is_pci_bios(const struct ptdump *pd)
{
	return IS_ENABLED(CONFIG_PCI_BIOS) && pcibios_enabled &&
	       pd->run.start >= PAGE_OFFSET + BIOS_BEGIN &&
	       pd->next.start <= PAGE_OFFSET + BIOS_END;
}

/* Above the PTE level, PAT is the lowest bit of the page frame, and bit 7 is PSE. */
static const struct ptdump_column columns[] = {
	PTDUMP_FLAG(_PAGE_USER, "USR "),
	PTDUMP_FLAG(_PAGE_RW, "RW ", .clear = "ro "),
	PTDUMP_FLAG(_PAGE_PWT, "PWT "),
	PTDUMP_FLAG(_PAGE_PCD, "PCD "),
	PTDUMP_FLAG(_PAGE_PSE, "PSE ", .levels = PTDUMP_ABOVE),
	PTDUMP_NEVER("PSE ", .levels = PTDUMP_PTE),
	PTDUMP_FLAG(_PAGE_PAT_LARGE, "PAT ", .levels = PTDUMP_ABOVE),
	PTDUMP_FLAG(_PAGE_PAT, "PAT ", .levels = PTDUMP_PTE),
	PTDUMP_FLAG(_PAGE_GLOBAL, "GLB "),
	PTDUMP_FLAG(_PAGE_NX, "NX ", .clear = "x  "),
};

static const struct ptdump_format format = {
	.columns = columns,
	.nr_columns = PTDUMP_NR_COLUMNS(columns),
	.levels = { "pgd", "p4d", "pud", "pmd", "pte" },
	.gap = "   ",
	.present = _PAGE_PRESENT,
	.absent = PTDUMP_BLANK_COLUMNS,
	.level_last = true,
	.markers = 1,
};

/* The effective permissions of an entry in a table with @upper. */
static u64 fold_prot(u64 upper, u64 prot)
{
	u64 granted = upper & prot & (_PAGE_USER | _PAGE_RW);
	u64 denied = (upper | prot) & _PAGE_NX;

	return granted | denied;
}

/*
 * The permissions that the tables above the entry leave. PAE's root, the PUD level
 * of 32 bits, has no such attributes: it takes nothing from what is below.
 */
static u64 upper_prot(const struct mm_walk_state *state)
{
	u64 eff = _PAGE_USER | _PAGE_RW;

	switch (state->size) {
	case PE_SIZE_PTE:
		eff = fold_prot(eff, pmd_val(state->pmd));
		fallthrough;
	case PE_SIZE_PMD:
		if (IS_ENABLED(CONFIG_X86_64))
			eff = fold_prot(eff, pud_val(state->pud));
		fallthrough;
	case PE_SIZE_PUD:
		if (IS_ENABLED(CONFIG_X86_64))
			eff = fold_prot(eff, p4d_val(state->p4d));
		fallthrough;
	case PE_SIZE_P4D:
		if (pgtable_l5_enabled())
			eff = fold_prot(eff, pgd_val(state->pgd));
		break;
	case PE_SIZE_PGD:
		break;
	}
	return eff;
}

static bool grants(u64 prot)
{
	return (prot & (_PAGE_USER | _PAGE_RW)) || !(prot & _PAGE_NX);
}

bool note_page(struct ptdump *pd, u64 val)
{
	const struct mm_walk_state *state = &pd->walk;
	struct ptdump_run *run = &pd->run, *next = &pd->next;
	u64 prot = val & PTE_FLAGS_MASK, eff = 0;

	switch (state->size) {
	case PE_SIZE_PTE:
		/* The CPU leaves accessed and dirty bits behind in holes, too. */
		break;
	case PE_SIZE_PMD:
	case PE_SIZE_PUD:
		if (val & _PAGE_PSE)
			prot |= val & _PAGE_PAT_LARGE;
		fallthrough;
	case PE_SIZE_P4D:
	case PE_SIZE_PGD:
		if (state->kind == MM_WALK_HOLE)
			val = prot = 0;
		break;
	}
	/* Tables take nothing more from an entry that grants nothing. */
	if (val)
		eff = fold_prot(grants(prot) ? upper_prot(state) : 0, prot);
	next->prot = prot;
	next->eff = eff;
	if ((eff & (_PAGE_RW | _PAGE_NX)) == _PAGE_RW)
		next->wx = PTDUMP_WX;

	if (ptdump_extend_run(pd, val))
		return false;
	if (!run->wx || !pd->check_wx)
		return true;
	if (is_pci_bios(pd)) {
		pr_warn_once("x86/mm: PCI BIOS W+X mapping %lu pages\n",
			     (next->start - run->start) / PAGE_SIZE);
		run->wx = 0;
	} else {
		WARN_ONCE(__supported_pte_mask & _PAGE_NX,
			  "x86/mm: Found insecure W+X mapping at address %pS\n",
			  (void *)run->start);
	}
	return true;
}

void arch_ptdump_begin(struct ptdump *pd)
{
	/* Later writes would race with readers. The first dump can precede all initcalls. */
	DO_ONCE_SLEEPABLE(locate_areas);
	pd->marker = markers;
	set_ranges(pd->ranges);
	pd->format = &format;
	pd->mask = PTE_FLAGS_MASK;
	pd->huge_mask = PTE_FLAGS_MASK | _PAGE_PAT_LARGE;
	pd->root = pd->info->user ? user_pgd(pd->mm->pgd) : pd->mm->pgd;
}

/**
 * ptdump_walk_pgd_level() - Dump page tables to the log
 * @m: not used
 * @mm: whose
 *
 * Context: Process context.
 */
void ptdump_walk_pgd_level(struct seq_file *m, struct mm_struct *mm)
{
	const struct ptdump_target info = { .mm = mm };

	ptdump_log(&info);
}

static bool check_wx(bool user)
{
	const struct ptdump_target info = { .mm = &init_mm, .user = user };
	unsigned long pages;

	if (ptdump_check(&info, &pages, NULL))
		return false;
	if (pages)
		pr_info("x86/mm: Checked W+X mappings: FAILED, %lu W+X pages found.\n",
			pages);
	else
		pr_info("x86/mm: Checked W+X mappings: passed, no W+X pages found.\n");
	return !pages;
}

/**
 * ptdump_walk_pgd_level_checkwx() - Look for W+X pages in the kernel's tables
 *
 * Context: Process context.
 * Return: true if there are none, or if the CPU has no NX; false also if the
 * caller is being killed.
 */
bool ptdump_walk_pgd_level_checkwx(void)
{
	return !(__supported_pte_mask & _PAGE_NX) || check_wx(false);
}

/**
 * ptdump_walk_user_pgd_level_checkwx() - Look for W+X pages in the user's view
 *
 * Context: Process context.
 */
void ptdump_walk_user_pgd_level_checkwx(void)
{
	if (!IS_ENABLED(CONFIG_MITIGATION_PAGE_TABLE_ISOLATION) ||
	    !(__supported_pte_mask & _PAGE_NX) ||
	    !boot_cpu_has(X86_FEATURE_PTI))
		return;

	pr_info("x86/mm: Checking user space page tables\n");
	check_wx(true);
}
