// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is riscv's own. See Documentation/mm/ptdump.rst.
 */

#include <linux/efi.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/ptdump.h>
#include <linux/sizes.h>

#include <asm/kasan.h>

/* The CPU decides what bits 63 to 59 are: ptdump_init() fills in these rows. */
enum { NAPOT, PMA, NOCACHE, IO };

static struct ptdump_column columns[] __ro_after_init = {
#ifdef CONFIG_64BIT
	[NAPOT] = PTDUMP_NEVER("N", .clear = "."),
	[PMA] = PTDUMP_VALUE(0, 0, "  ..  "),
	[NOCACHE] = PTDUMP_VALUE(0, 1, "MT(NC)"),
	[IO] = { 0, 1, "MT(IO)", "MT(\?\?)" },
#endif
	{ .mask = _PAGE_SOFT, .clear = "  ..  ", .number = "RSW(%llu)", .shift = 8 },
	PTDUMP_FLAG(_PAGE_DIRTY, "D", .clear = "."),
	PTDUMP_FLAG(_PAGE_ACCESSED, "A", .clear = "."),
	PTDUMP_FLAG(_PAGE_GLOBAL, "G", .clear = "."),
	PTDUMP_FLAG(_PAGE_USER, "U", .clear = "."),
	PTDUMP_FLAG(_PAGE_EXEC, "X", .clear = "."),
	PTDUMP_FLAG(_PAGE_WRITE, "W", .clear = "."),
	PTDUMP_FLAG(_PAGE_READ, "R", .clear = "."),
	PTDUMP_FLAG(_PAGE_PRESENT, "V", .clear = "."),
};

static struct ptdump_format format __ro_after_init = {
	.columns = columns,
	.nr_columns = PTDUMP_NR_COLUMNS(columns),
	.levels = { "PGD", "P4D", "PUD", "PMD", "PTE" },
	.gap = "    ",
	.separator = " ",
	.present = ~0ULL,
	.absent = PTDUMP_NO_LINE,
	.print_pa = true,
	.markers = UINT_MAX,
	/* Markers that are due at the first run wait for the second. */
	.first_markers = 0,
};

bool note_page(struct ptdump *pd, u64 val)
{
	struct ptdump_run *run = &pd->run, *next = &pd->next;

	next->prot = val & pd->mask;
	next->pa = PFN_PHYS(pte_pfn(__pte(val))) + mm_walk_offset(&pd->walk);
	if ((val & _PAGE_WRITE) && (val & _PAGE_EXEC))
		next->wx = PTDUMP_WX;

	if (ptdump_extend_run(pd, val))
		return false;
	if (pd->check_wx && run->wx)
		WARN_ONCE(1, "riscv/mm: Found insecure W+X mapping at address %p/%pS\n",
			  (void *)run->start, (void *)run->start);
	return true;
}

void arch_ptdump_begin(struct ptdump *pd)
{
	pd->ranges[0].start = pd->info->base_addr;
	pd->ranges[0].end = pd->info->base_addr ? ~0UL : SZ_2G;
	pd->format = &format;
	pd->mask = ptdump_columns_mask(&format);
}

bool ptdump_check_wx(void)
{
	const struct ptdump_target info = {
		.mm = &init_mm,
		.base_addr = KERN_VIRT_START,
	};
	unsigned long pages;

	if (ptdump_check(&info, &pages, NULL))
		return false;
	if (pages) {
		pr_warn("Checked W+X mappings: failed, %lu W+X pages found\n", pages);
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

	unsigned int i;

	if (IS_ENABLED(CONFIG_64BIT)) {
		if (has_svnapot())
			columns[NAPOT].mask = columns[NAPOT].val = pte_napot(__pte(~0UL));
		for (i = PMA; i <= IO; i++)
			columns[i].mask = _PAGE_MTMASK;
		/* pfn_pte() adds the type of ordinary memory: on T-Head, it is not 0. */
		columns[PMA].val = pte_val(pfn_pte(0, __pgprot(0)));
		columns[NOCACHE].val = _PAGE_NOCACHE;
		columns[IO].val = _PAGE_IO;
	}

	/* A level that is folded has the name of the root. */
	if (!pgtable_l5_enabled)
		format.levels[1] = "PGD";
	if (!pgtable_l4_enabled)
		format.levels[2] = "PGD";
	if (CONFIG_PGTABLE_LEVELS == 2)
		format.levels[3] = "PGD";

	memcpy(markers, areas, sizeof(areas));
	kernel.markers = markers;
	kernel.base_addr = KERN_VIRT_START;
	ptdump_create_file("kernel_page_tables", NULL, &kernel);

	if (IS_ENABLED(CONFIG_EFI) && efi_enabled(EFI_RUNTIME_SERVICES)) {
		efi.mm = &efi_mm;
		ptdump_create_file("efi_page_tables", NULL, &efi);
	}
	return 0;
}
device_initcall(ptdump_init);
