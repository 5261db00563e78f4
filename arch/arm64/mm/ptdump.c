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

static const struct ptdump_prot_bits columns[] = {
	{ PTE_VALID,		PTE_VALID,	" ",	"F" },
	{ PTE_USER,		PTE_USER,	"USR",	"   " },
	{ PTE_RDONLY,		PTE_RDONLY,	"ro",	"RW" },
	{ PTE_PXN,		PTE_PXN,	"NX",	"x " },
	{ PTE_SHARED,		PTE_SHARED,	"SHD",	"   " },
	{ PTE_AF,		PTE_AF,		"AF",	"  " },
	{ PTE_NG,		PTE_NG,		"NG",	"  " },
	{ PTE_CONT,		PTE_CONT,	"CON",	"   " },
	{ PMD_TYPE_MASK,	PMD_TYPE_SECT,	"BLK",	"   " },
	{ PTE_UXN,		PTE_UXN,	"UXN",	"   " },
	{ PTE_GP,		PTE_GP,		"GP",	"  " },
	{ PTE_ATTRINDX_MASK, PTE_ATTRINDX(MT_DEVICE_nGnRnE), "DEVICE/nGnRnE" },
	{ PTE_ATTRINDX_MASK, PTE_ATTRINDX(MT_DEVICE_nGnRE), "DEVICE/nGnRE" },
	{ PTE_ATTRINDX_MASK, PTE_ATTRINDX(MT_NORMAL_NC), "MEM/NORMAL-NC" },
	{ PTE_ATTRINDX_MASK, PTE_ATTRINDX(MT_NORMAL), "MEM/NORMAL" },
	{ PTE_ATTRINDX_MASK, PTE_ATTRINDX(MT_NORMAL_TAGGED), "MEM/NORMAL-TAGGED" },
};

static const char * const levels[] = { "PGD", "P4D", "PUD", "PMD", "PTE" };

static const struct ptdump_format stage1 = {
	.bits = columns,
	.nr_bits = ARRAY_SIZE(columns),
	.levels = levels,
};

/**
 * ptdump_format_mask - the bits of an entry that are attributes
 * @format: the format
 *
 * Return: the mask.
 */
ptval_t ptdump_format_mask(const struct ptdump_format *format)
{
	ptval_t mask = 0;
	unsigned int i;

	for (i = 0; i < format->nr_bits; i++)
		mask |= format->bits[i].mask;
	return mask;
}

static void print_run(struct seq_buf *s, const struct ptdump_format *format,
		      const struct ptdump_run *run, unsigned long end)
{
	unsigned int i;

	seq_buf_printf(s, "0x%016lx-0x%016lx   ", run->start, end);
	ptdump_print_size(s, end - run->start);
	seq_buf_puts(s, format->levels[run->depth]);

	for (i = 0; run->prot && i < format->nr_bits; i++) {
		const struct ptdump_prot_bits *bits = &format->bits[i];
		const char *text = bits->clear;

		if ((run->prot & bits->mask) == bits->val)
			text = bits->set;
		if (text)
			seq_buf_printf(s, " %s", text);
	}
	seq_buf_putc(s, '\n');
}

static void pass_marker(struct ptdump *pd, unsigned long addr)
{
	if (addr >= pd->marker[1].start)
		pd->marker++;
}

/**
 * ptdump_turn - the current run has ended: print it, and begin the next
 * @pd: the dump
 * @format: how to print it
 * @next: what begins, and where
 *
 * Two markers are passed at most, one at the first run: where more areas begin
 * at one address, an entry of its own stands under every second.
 */
void ptdump_turn(struct ptdump *pd, const struct ptdump_format *format,
		 const struct ptdump_run *next)
{
	if (pd->run.depth != PTDUMP_NO_DEPTH) {
		if (pd->out)
			print_run(pd->out, format, &pd->run, next->start);
		pass_marker(pd, next->start);
	}
	pass_marker(pd, next->start);
	ptdump_begin_run(pd, next);
}

static bool is_wx(ptval_t eff)
{
	return !(eff & (PTE_RDONLY | PTE_PXN));
}

/*
 * Returns what the tables above the entry deny, in the bits of an entry. UXNTable and
 * PXNTable are bits 60 and 59, APTable[1], which denies writes, is bit 62.
 * APTable[0] denies data accesses to user mode, which do not matter. The walk
 * leaves folded levels 0.
 */
static ptval_t denied_above(const struct mm_walk_state *state)
{
	ptval_t tables = 0;

	switch (state->size) {
	case PE_SIZE_PTE:
		tables |= pmd_val(state->pmd);
		fallthrough;
	case PE_SIZE_PMD:
		tables |= pud_val(state->pud);
		fallthrough;
	case PE_SIZE_PUD:
		tables |= p4d_val(state->p4d);
		fallthrough;
	case PE_SIZE_P4D:
		tables |= pgd_val(state->pgd);
		break;
	case PE_SIZE_PGD:
		break;
	}
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
		next->wx = is_wx(next->eff) || !(next->eff & PTE_UXN);
	}
}

/* Levels that are folded when the kernel boots are PGD, but not to a check. */
static int entry_depth(const struct ptdump *pd, const struct mm_walk_state *state)
{
	int depth = mm_walk_depth(state);

	if (!pd->check_wx && ((depth == 1 && mm_p4d_folded(pd->mm)) ||
			      (depth == 2 && mm_pud_folded(pd->mm))))
		return 0;
	return depth;
}

/* Fills in @next, and returns the entry's value. */
static ptval_t read_entry(const struct ptdump *pd,
			  const struct mm_walk_state *state,
			  struct ptdump_run *next)
{
	ptval_t val = 0;

	switch (state->size) {
	case PE_SIZE_PGD:
		val = pgd_val(mm_walk_pgd(state));
		break;
	case PE_SIZE_P4D:
		val = p4d_val(mm_walk_p4d(state));
		break;
	case PE_SIZE_PUD:
		val = pud_val(mm_walk_pud(state));
		break;
	case PE_SIZE_PMD:
		val = pmd_val(mm_walk_pmd(state));
		break;
	case PE_SIZE_PTE:
		val = pte_val(mm_walk_pte(state));
		break;
	}

	next->start = state->curr;
	next->depth = entry_depth(pd, state);
	next->prot = val & pd->mask;
	if (pd->check_wx)
		judge(state, next);
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
		ptval_t val = read_entry(pd, state, &next);

		if (state->kind == MM_WALK_TABLE &&
		    !ptdump_shared(pd, val, &next))
			return ptdump_spent(pd);
	}

	if (ptdump_ends(pd, &next)) {
		if (pd->check_wx && run->wx) {
			unsigned long npages = (next.start - run->start) / PAGE_SIZE;

			if (!(run->eff & PTE_UXN)) {
				WARN_ONCE(1, "arm64/mm: Found non-UXN mapping at address %p/%pS\n",
					  (void *)run->start, (void *)run->start);
				pd->ux_pages += npages;
			}
			if (is_wx(run->eff)) {
				WARN_ONCE(1, "arm64/mm: Found insecure W+X mapping at address %p/%pS\n",
					  (void *)run->start, (void *)run->start);
				pd->wx_pages += npages;
			}
		}
		ptdump_turn(pd, &stage1, &next);
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
	unsigned long base = pd->info->base_addr;

	pd->ranges[0].start = base;
	pd->ranges[0].end = base < TASK_SIZE_64 ? TASK_SIZE_64 : ~0UL;
	pd->marker = pd->info->markers;
	pd->mask = ptdump_format_mask(&stage1);
	/* A dump has no column for PTE_DBM. */
	if (pd->check_wx)
		pd->mask |= PTE_DBM;
	/* LPA2 uses the SH bits as bits 51:50 of the physical address. */
	if (lpa2_is_enabled())
		pd->mask &= ~PTE_SHARED;
	pd->huge_mask = pd->mask;
	pd->flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES |
		    MM_WALK_RUNS | MM_WALK_WRITE_LOCKED;
}

/**
 * ptdump_check_wx - look for kernel pages that are writable and executable, or
 *	executable by user mode
 *
 * Context: Process context.
 * Return: true if there are none; false also if the caller is being killed.
 */
bool ptdump_check_wx(void)
{
	static const struct ptdump_marker no_markers[] = {
		{ 0, NULL }, { ~0UL, NULL },
	};
	const struct ptdump_target info = {
		.mm = &init_mm,
		.markers = no_markers,
		.base_addr = _PAGE_OFFSET(vabits_actual),
	};
	struct ptdump pd = { .info = &info, .check_wx = true };

	if (ptdump_complete(&pd))
		return false;

	if (pd.wx_pages || pd.ux_pages) {
		pr_warn("Checked W+X mappings: FAILED, %lu W+X pages found, %lu non-UXN pages found\n",
			pd.wx_pages, pd.ux_pages);
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

	memcpy(markers, areas, sizeof(areas));
	kernel.markers = markers;
	kernel.base_addr = base;
	ptdump_debugfs_register(&kernel, "kernel_page_tables");
	return 0;
}
device_initcall(ptdump_init);
