// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is riscv's own. See Documentation/mm/ptdump.rst.
 */

#include <linux/debugfs.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/ptdump.h>
#include <linux/sizes.h>

#include <asm/kasan.h>

/* The CPU decides what bits 63 to 59 are: ptdump_init() sets the two masks. */
enum { NAPOT, MEMTYPE };

#ifdef CONFIG_64BIT
#define CPU_COLUMNS	{ 0, "N", "." }, { 0 },
#else
#define CPU_COLUMNS
#endif

static struct {
	u64 mask;
	const char *set, *clear;	/* both NULL: see memtype() */
} columns[] __ro_after_init = {
	CPU_COLUMNS
	{ _PAGE_SOFT,		"RSW",	"  ..  " },
	{ _PAGE_DIRTY,		"D",	"." },
	{ _PAGE_ACCESSED,	"A",	"." },
	{ _PAGE_GLOBAL,		"G",	"." },
	{ _PAGE_USER,		"U",	"." },
	{ _PAGE_EXEC,		"X",	"." },
	{ _PAGE_WRITE,		"W",	"." },
	{ _PAGE_READ,		"R",	"." },
	{ _PAGE_PRESENT,	"V",	"." },
};

/* The type of ordinary memory is what pfn_pte() adds: on T-Head, it is not 0. */
static const char *memtype(u64 type)
{
	return type == pte_val(pfn_pte(0, __pgprot(0))) ? "  ..  " :
	       type == _PAGE_NOCACHE ? "MT(NC)" :
	       type == _PAGE_IO ? "MT(IO)" : "MT(\?\?)";
}

/* A level that is folded when the kernel boots bears the name of the root. */
static const char *level_name(int depth)
{
	switch (depth) {
	case 1:
		return pgtable_l5_enabled ? "P4D" : "PGD";
	case 2:
		return pgtable_l4_enabled ? "PUD" : "PGD";
	case 3:
		return CONFIG_PGTABLE_LEVELS > 2 ? "PMD" : "PGD";
	case 4:
		return "PTE";
	default:
		return "PGD";
	}
}

static void print_run(struct seq_buf *s, const struct ptdump_run *run,
		      unsigned long end)
{
	const int width = 2 * sizeof(unsigned long);
	unsigned int i;

	seq_buf_printf(s, "0x%0*lx-0x%0*lx    0x%0*lx ", width, run->start,
		       width, end, width, (unsigned long)run->pa);
	ptdump_print_size(s, end - run->start);
	seq_buf_puts(s, level_name(run->depth));

	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		u64 bits = run->prot & columns[i].mask;

		if (!columns[i].clear)
			seq_buf_printf(s, " %s", memtype(bits));
		else if (!bits)
			seq_buf_printf(s, " %s", columns[i].clear);
		else if (columns[i].mask == _PAGE_SOFT)
			seq_buf_printf(s, " RSW(%d)", (int)(bits >> 8));
		else
			seq_buf_printf(s, " %s", columns[i].set);
	}
	seq_buf_putc(s, '\n');
}

/* Sets all of @next, and returns the entry's value. */
static u64 read_entry(const struct ptdump *pd, const struct mm_walk_state *state,
		      struct ptdump_run *next)
{
	/* a walk may go on in the middle of what has become a huge page meanwhile */
	unsigned long inside = 0;
	u64 val = 0;

	switch (state->size) {
	case PE_SIZE_PGD:
		val = pgd_val(mm_walk_pgd(state));
		inside = state->curr & ~PGDIR_MASK;
		break;
	case PE_SIZE_P4D:
		val = p4d_val(mm_walk_p4d(state));
		inside = state->curr & ~P4D_MASK;
		break;
	case PE_SIZE_PUD:
		val = pud_val(mm_walk_pud(state));
		inside = state->curr & ~PUD_MASK;
		break;
	case PE_SIZE_PMD:
		val = pmd_val(mm_walk_pmd(state));
		inside = state->curr & ~PMD_MASK;
		break;
	case PE_SIZE_PTE:
		val = pte_val(mm_walk_pte(state));
		break;
	}

	next->start = state->curr;
	next->depth = mm_walk_depth(state);
	next->prot = val & pd->mask;
	next->pa = PFN_PHYS(pte_pfn(__pte(val))) + inside;
	next->wx = (next->prot & _PAGE_WRITE) && (next->prot & _PAGE_EXEC);
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
		u64 val = read_entry(pd, state, &next);

		if (state->kind == MM_WALK_TABLE &&
		    !ptdump_shared(pd, val, &next))
			return ptdump_spent(pd);
	}

	if (ptdump_ends(pd, &next)) {
		if (pd->check_wx && run->wx) {
			WARN_ONCE(1, "riscv/mm: Found insecure W+X mapping at address %p/%pS\n",
				  (void *)run->start, (void *)run->start);
			pd->wx_pages += (next.start - run->start) / PAGE_SIZE;
		}
		/* protection 0 has no line */
		if (pd->out && run->prot)
			print_run(pd->out, run, next.start);
		/* those due at the first run wait for the second */
		while (run->depth != PTDUMP_NO_DEPTH &&
		       next.start >= pd->marker[1].start)
			pd->marker++;
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
	unsigned int i;

	pd->ranges[0].start = pd->info->base_addr;
	pd->ranges[0].end = pd->info->base_addr ? ~0UL : SZ_2G;
	pd->marker = pd->info->markers;
	pd->mask = 0;
	for (i = 0; i < ARRAY_SIZE(columns); i++)
		pd->mask |= columns[i].mask;
	pd->huge_mask = pd->mask;
	pd->flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES |
		    MM_WALK_RUNS | MM_WALK_WRITE_LOCKED;
}

/**
 * ptdump_check_wx - look for kernel pages that are writable and executable
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
		.base_addr = KERN_VIRT_START,
	};
	struct ptdump pd = { .info = &info, .check_wx = true };

	if (ptdump_complete(&pd))
		return false;

	if (pd.wx_pages) {
		pr_warn("Checked W+X mappings: failed, %lu W+X pages found\n",
			pd.wx_pages);
		return false;
	}
	pr_info("Checked W+X mappings: passed, no W+X pages found\n");
	return true;
}

#ifdef CONFIG_SPARSEMEM_VMEMMAP
#define VMEMMAP_AREA							\
	{ VMEMMAP_START,	"vmemmap start" },			\
	{ VMEMMAP_END,		"vmemmap end" },
#else
#define VMEMMAP_AREA
#endif

#ifdef CONFIG_KASAN
#define KASAN_AREA							\
	{ KASAN_SHADOW_START,	"Kasan shadow start" },			\
	{ KASAN_SHADOW_END,	"Kasan shadow end" },
#else
#define KASAN_AREA
#endif

#ifdef CONFIG_64BIT
#define KERNEL_AREA							\
	{ MODULES_VADDR,	"Modules/BPF mapping" },		\
	{ kernel_map.virt_addr,	"Kernel mapping" },
#else
#define KERNEL_AREA
#endif

static const struct ptdump_marker efi_markers[] = {
	{ 0, "UEFI runtime start" },
	{ SZ_1G, "UEFI runtime end" },
	{ ~0UL, NULL },
};

static int __init ptdump_init(void)
{
	const struct ptdump_marker areas[] = {
		{ FIXADDR_START,	"Fixmap start" },
		{ FIXADDR_TOP,		"Fixmap end" },
		{ PCI_IO_START,		"PCI I/O start" },
		{ PCI_IO_END,		"PCI I/O end" },
		VMEMMAP_AREA
		{ VMALLOC_START,	"vmalloc() area" },
		{ VMALLOC_END,		"vmalloc() end" },
		{ PAGE_OFFSET,		"Linear mapping" },
		KASAN_AREA
		KERNEL_AREA
		{ ~0UL,			NULL },
	};
	static struct ptdump_marker markers[ARRAY_SIZE(areas)] __ro_after_init;
	static struct ptdump_target kernel __ro_after_init = { .mm = &init_mm };
	static struct ptdump_target efi __ro_after_init = { .markers = efi_markers };

	if (IS_ENABLED(CONFIG_64BIT)) {
		columns[NAPOT].mask = has_svnapot() ? pte_napot(__pte(~0UL)) : 0;
		columns[MEMTYPE].mask = _PAGE_MTMASK;
	}

	memcpy(markers, areas, sizeof(areas));
	kernel.markers = markers;
	kernel.base_addr = KERN_VIRT_START;
	debugfs_create_file("kernel_page_tables", 0400, NULL, &kernel,
			    &ptdump_file_fops);

	if (IS_ENABLED(CONFIG_EFI) && efi_enabled(EFI_RUNTIME_SERVICES)) {
		efi.mm = &efi_mm;
		debugfs_create_file("efi_page_tables", 0400, NULL, &efi,
				    &ptdump_file_fops);
	}
	return 0;
}
device_initcall(ptdump_init);
