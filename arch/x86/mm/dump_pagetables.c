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
#include <asm/pci_x86.h>

#ifdef CONFIG_KASAN
#include <asm/kasan.h>
#else
#define KASAN_SHADOW_START	0UL
#define KASAN_SHADOW_END	0UL
#endif

static struct ptdump_marker markers[16];

struct area {
	bool exists;
	struct ptdump_marker marker;
};

static void set_markers(const struct area *areas, unsigned int n)
{
	struct ptdump_marker *marker = markers;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (areas[i].exists)
			*marker++ = areas[i].marker;
	}
}

/*
 * Most areas begin where boot has put them. At most one marker is passed with
 * each entry that is noted: an area that stands out of order here, or has no
 * entry of its own, gets the first entry of what follows.
 */
#ifdef CONFIG_X86_64
static void locate_areas(void)
{
	const struct area areas[] = {
		{ true, { 0, "User Space" } },
		{ true, { 1UL << 63, "Kernel Space" } },
		{ IS_ENABLED(CONFIG_MODIFY_LDT_SYSCALL),
		  { LDT_BASE_ADDR, "LDT remap" } },
		{ true, { PAGE_OFFSET, "Low Kernel Mapping" } },
		{ true, { VMALLOC_START, "vmalloc() Area" } },
		{ true, { VMEMMAP_START, "Vmemmap" } },
		{ IS_ENABLED(CONFIG_KASAN),
		  { KASAN_SHADOW_START, "KASAN shadow" } },
		{ IS_ENABLED(CONFIG_KASAN),
		  { KASAN_SHADOW_END, "KASAN shadow end" } },
		{ true, { CPU_ENTRY_AREA_BASE, "CPU entry Area" } },
		{ IS_ENABLED(CONFIG_X86_ESPFIX64),
		  { ESPFIX_BASE_ADDR, "ESPfix Area", 16 } },
		{ IS_ENABLED(CONFIG_EFI),
		  { EFI_VA_END, "EFI Runtime Services" } },
		{ true, { __START_KERNEL_map, "High Kernel Mapping" } },
		{ true, { MODULES_VADDR, "Modules" } },
		{ true, { MODULES_END, "End Modules" } },
		{ true, { FIXADDR_START, "Fixmap Area" } },
		{ true, { ~0UL, NULL } },
	};

	BUILD_BUG_ON(ARRAY_SIZE(areas) > ARRAY_SIZE(markers));
	set_markers(areas, ARRAY_SIZE(areas));
}

/* The two canonical halves. */
static void set_ranges(struct ptdump_range *ranges)
{
	ranges[0].end = PTRS_PER_PGD / 2 * PGDIR_SIZE;
	ranges[1].start = GUARD_HOLE_END_ADDR;
	ranges[1].end = ~0UL;
}
#else
static void locate_areas(void)
{
	const struct area areas[] = {
		{ true, { 0, "User Space" } },
		{ true, { PAGE_OFFSET, "Kernel Mapping" } },
		{ true, { VMALLOC_START, "vmalloc() Area" } },
		{ true, { VMALLOC_END, "vmalloc() End" } },
		{ IS_ENABLED(CONFIG_HIGHMEM),
		  { PKMAP_BASE, "Persistent kmap() Area" } },
		{ IS_ENABLED(CONFIG_MODIFY_LDT_SYSCALL),
		  { LDT_BASE_ADDR, "LDT remap" } },
		{ true, { CPU_ENTRY_AREA_BASE, "CPU entry area" } },
		{ true, { FIXADDR_START, "Fixmap area" } },
		{ true, { ~0UL, NULL } },
	};

	BUILD_BUG_ON(ARRAY_SIZE(areas) > ARRAY_SIZE(markers));
	set_markers(areas, ARRAY_SIZE(areas));
}

static void set_ranges(struct ptdump_range *ranges)
{
	ranges[0].end = ~0UL;
}
#endif

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

/* PCI BIOS wants its area W+X. */
#ifdef CONFIG_PCI_BIOS
static bool is_pci_bios(unsigned long start, unsigned long end)
{
	return pcibios_enabled && start >= PAGE_OFFSET + BIOS_BEGIN &&
	       end <= PAGE_OFFSET + BIOS_END;
}
#else
static bool is_pci_bios(unsigned long start, unsigned long end)
{
	return false;
}
#endif

/*
 * The columns of a line: the bit of an attribute in a PTE and in an entry above,
 * 0 if there is none, and the text of the bit when it is set and when it is not.
 */
static const struct {
	u64 mask, huge_mask;
	const char *set, *clear;
} columns[] = {
	{ _PAGE_USER,	_PAGE_USER,		"USR ",	"    " },
	{ _PAGE_RW,	_PAGE_RW,		"RW ",	"ro " },
	{ _PAGE_PWT,	_PAGE_PWT,		"PWT ",	"    " },
	{ _PAGE_PCD,	_PAGE_PCD,		"PCD ",	"    " },
	{ 0,		_PAGE_PSE,		"PSE ",	"    " },
	{ _PAGE_PAT,	_PAGE_PAT_LARGE,	"PAT ",	"    " },
	{ _PAGE_GLOBAL,	_PAGE_GLOBAL,		"GLB ",	"    " },
	{ _PAGE_NX,	_PAGE_NX,		"NX ",	"x  " },
};

/* In a table, and in a PTE, bit 12 is part of the page frame. */
#define HUGE_FLAGS_MASK	(PTE_FLAGS_MASK | _PAGE_PAT_LARGE)

static void print_run(struct seq_buf *s, const struct ptdump_run *run,
		      unsigned long end)
{
	static const char * const levels[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	const int width = 2 * sizeof(unsigned long);
	unsigned int i;

	seq_buf_printf(s, "0x%0*lx-0x%0*lx   ", width, run->start, width, end);
	ptdump_print_size(s, end - run->start);

	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		u64 mask = run->depth == 4 ? columns[i].mask :
					     columns[i].huge_mask;

		if (run->prot & _PAGE_PRESENT)
			seq_buf_puts(s, run->prot & mask ? columns[i].set :
							   columns[i].clear);
		else
			seq_buf_printf(s, "%*s", (int)strlen(columns[i].clear), "");
	}
	seq_buf_printf(s, "%s\n", levels[run->depth]);
}

/* The line of a run that ended at @end, and how many lines its area skipped. */
static void print_ended(struct ptdump *pd, unsigned long end)
{
	unsigned long max = pd->marker->max_lines;

	if (pd->run.depth == PTDUMP_NO_DEPTH)
		return;
	if (!max || pd->lines < max)
		print_run(pd->out, &pd->run, end);
	if (end >= pd->marker[1].start && max && pd->lines + 1 > max)
		seq_buf_printf(pd->out, "... %lu entr%s skipped ... \n",
			       pd->lines + 1 - max,
			       pd->lines + 1 - max == 1 ? "y" : "ies");
}

/* What the tables above, @upper, leave in force of an entry's attributes. */
static u64 fold_prot(u64 upper, u64 prot)
{
	u64 granted = upper & prot & (_PAGE_USER | _PAGE_RW);
	u64 denied = (upper | prot) & _PAGE_NX;

	return granted | denied;
}

/*
 * What is in force at the entry that the walk stands at. PAE's root, the PUD
 * level of 32 bits, has no such attributes: it takes nothing from what is below.
 */
static u64 effective_prot(const struct mm_walk_state *state, u64 prot)
{
	u64 eff = _PAGE_USER | _PAGE_RW;

	if (pgtable_l5_enabled() && state->size < PE_SIZE_PGD)
		eff = fold_prot(eff, pgd_val(state->pgd));
	if (IS_ENABLED(CONFIG_X86_64) && state->size < PE_SIZE_P4D)
		eff = fold_prot(eff, p4d_val(state->p4d));
	if (IS_ENABLED(CONFIG_X86_64) && state->size < PE_SIZE_PUD)
		eff = fold_prot(eff, pud_val(state->pud));
	if (state->size < PE_SIZE_PMD)
		eff = fold_prot(eff, pmd_val(state->pmd));
	return fold_prot(eff, prot);
}

/* Sets all of @next, and returns the entry's value. */
static u64 read_entry(const struct mm_walk_state *state, struct ptdump_run *next)
{
	u64 val = 0, pat = 0;

	switch (state->size) {
	case PE_SIZE_PGD:
		val = pgd_val(mm_walk_pgd(state));
		break;
	case PE_SIZE_P4D:
		val = p4d_val(mm_walk_p4d(state));
		break;
	case PE_SIZE_PUD:
		val = pud_val(mm_walk_pud(state));
		if (val & _PAGE_PSE)
			pat = val & _PAGE_PAT_LARGE;
		break;
	case PE_SIZE_PMD:
		val = pmd_val(mm_walk_pmd(state));
		if (val & _PAGE_PSE)
			pat = val & _PAGE_PAT_LARGE;
		break;
	case PE_SIZE_PTE:
		val = pte_val(mm_walk_pte(state));
		break;
	}
	/* Bits that the CPU leaves behind in a hole show in PTEs only. */
	if (state->kind == MM_WALK_HOLE && state->size != PE_SIZE_PTE)
		val = 0;

	next->start = state->curr;
	next->depth = mm_walk_depth(state);
	next->prot = (val & PTE_FLAGS_MASK) | pat;
	next->eff = val ? effective_prot(state, next->prot) : 0;
	next->wx = (next->eff & _PAGE_RW) && !(next->eff & _PAGE_NX);
	return val;
}

/*
 * Take note of what the walk stands at, or, where @state is NULL, of its end.
 * Returns true when there is something to print, or the budget is spent.
 */
static noinline __noclone bool note_page(struct ptdump *pd,
					 const struct mm_walk_state *state)
{
	struct ptdump_run next = { .depth = PTDUMP_NO_DEPTH };
	const struct ptdump_run *run = &pd->run;

	if (!state) {
		next.start = ptdump_end(pd);
	} else {
		u64 val = read_entry(state, &next);

		if (state->kind == MM_WALK_TABLE &&
		    !ptdump_shared(pd, val & PTE_PFN_MASK, &next))
			return ptdump_spent(pd);
	}

	if (ptdump_ends(pd, &next)) {
		unsigned long npages = (next.start - run->start) / PAGE_SIZE;

		if (pd->check_wx && run->wx) {
			if (is_pci_bios(run->start, next.start)) {
				pr_warn_once("x86/mm: PCI BIOS W+X mapping %lu pages\n",
					     npages);
			} else {
				pd->wx_pages += npages;
				WARN_ONCE(__supported_pte_mask & _PAGE_NX,
					  "x86/mm: Found insecure W+X mapping at address %pS\n",
					  (void *)run->start);
			}
		}
		if (pd->out)
			print_ended(pd, next.start);
		if (run->depth == PTDUMP_NO_DEPTH) {
			pd->lines = 0;
		} else if (next.start >= pd->marker[1].start) {
			pd->marker++;
			pd->lines = 0;
		} else {
			pd->lines++;
		}
		ptdump_begin_run(pd, &next);
	}

	return ptdump_noted(pd);
}

void arch_ptdump_walk(struct ptdump *pd)
{
	struct mm_walk_state *state = &pd->walk;

	do {
		walk_each_pte(state)
			if (note_page(pd, state))
				return;
	} while (ptdump_next_range(pd));

	note_page(pd, NULL);
}

void arch_ptdump_begin(struct ptdump *pd)
{
	/* Later writes would race with readers. The first dump can precede all initcalls. */
	DO_ONCE_SLEEPABLE(locate_areas);
	pd->marker = markers;
	set_ranges(pd->ranges);
	pd->mask = PTE_FLAGS_MASK;
	pd->huge_mask = HUGE_FLAGS_MASK;
	pd->flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES |
		    MM_WALK_RUNS | MM_WALK_WRITE_LOCKED;

	pd->root = pd->info->user ? user_pgd(pd->mm->pgd) : pd->mm->pgd;
}

/**
 * ptdump_walk_pgd_level - dump page tables to the log
 * @m: not used
 * @mm: whose
 *
 * Context: Process context.
 */
void ptdump_walk_pgd_level(struct seq_file *m, struct mm_struct *mm)
{
	DECLARE_SEQ_BUF(out, PTDUMP_TEXT);
	const struct ptdump_target info = { .mm = mm };
	struct ptdump pd = { .info = &info, .out = &out };

	ptdump_complete(&pd);
}

static bool check_wx(bool user)
{
	const struct ptdump_target info = { .mm = &init_mm, .user = user };
	struct ptdump pd = { .info = &info, .check_wx = true };

	if (ptdump_complete(&pd))
		return false;

	if (pd.wx_pages)
		pr_info("x86/mm: Checked W+X mappings: FAILED, %lu W+X pages found.\n",
			pd.wx_pages);
	else
		pr_info("x86/mm: Checked W+X mappings: passed, no W+X pages found.\n");
	return !pd.wx_pages;
}

/**
 * ptdump_walk_pgd_level_checkwx - look for W+X pages in the kernel's tables
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
 * ptdump_walk_user_pgd_level_checkwx - look for them in what user mode sees
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
