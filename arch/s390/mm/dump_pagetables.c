// SPDX-License-Identifier: GPL-2.0
/*
 * Dump the kernel's page tables, and find pages that are writable and
 * executable: what is s390's own. See Documentation/mm/ptdump.rst.
 *
 * A dump does not take cpa_mutex. Under this mutex, set_memory_*() replaces single
 * entries and adds tables. It frees no table.
 */

#include <linux/cpufeature.h>
#include <linux/init.h>
#include <linux/kfence.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/ptdump.h>
#include <linux/sort.h>

#include <asm/abs_lowcore.h>
#include <asm/kasan.h>
#include <asm/lowcore.h>
#include <asm/maccess.h>
#include <asm/nospec-branch.h>
#include <asm/sections.h>

#define RW_MASK	(_PAGE_INVALID | _PAGE_PROTECT)
#define NX_MASK	(_PAGE_INVALID | _PAGE_NOEXEC)

static const struct ptdump_column columns[] = {
	PTDUMP_VALUE(RW_MASK, _PAGE_INVALID, "I"),
	PTDUMP_VALUE(RW_MASK, _PAGE_PROTECT, "RO"),
	PTDUMP_VALUE(RW_MASK, 0, "RW"),
	PTDUMP_VALUE(NX_MASK, _PAGE_NOEXEC, "NX"),
	PTDUMP_VALUE(NX_MASK, 0, "X"),
};

static const struct ptdump_format format = {
	.columns = columns,
	.nr_columns = PTDUMP_NR_COLUMNS(columns),
	.levels = { "ASCE", "PGD", "PUD", "PMD", "PTE" },
	.gap = " ",
	.separator = " ",
	.markers = UINT_MAX,
	.first_markers = UINT_MAX,
};

/*
 * Returns _PAGE_PROTECT, the same bit at all levels, if a table above the entry
 * denies writes. Without EDAT, the CPU ignores the bit in region tables. No table
 * denies execution: the CPU reads NOEXEC only in entries that map memory.
 */
static u64 denied_above(const struct mm_walk_state *state)
{
	u64 tables = 0;

	if (cpu_has_edat1())
		tables = mm_walk_upper_bits(state);
	else if (state->size == PE_SIZE_PTE)
		tables = pmd_val(state->pmd);
	return tables & _PAGE_PROTECT;
}

/* Do these need the two LPSWE instructions in the first page of the lowcore? */
static bool lowcore_is_wx(void)
{
	return nospec_uses_trampoline() || !cpu_has_bear();
}

bool note_page(struct ptdump *pd, u64 val)
{
	const struct mm_walk_state *state = &pd->walk;
	struct ptdump_run *run = &pd->run, *next = &pd->next;

	/* Above the PTE level, the bit of _PAGE_INVALID tells a large page. */
	if (state->size == PE_SIZE_PTE ? val & _PAGE_INVALID : state->kind == MM_WALK_HOLE)
		next->prot = _PAGE_INVALID;
	else
		next->prot = val & pd->mask & ~_PAGE_INVALID;
	if (pd->check_wx) {
		next->eff = next->prot | denied_above(state);
		if (!(next->eff & (RW_MASK | NX_MASK)))
			next->wx = PTDUMP_WX;
	}

	if (ptdump_extend_run(pd, val))
		return false;
	if (run->wx && next->start == PAGE_SIZE && lowcore_is_wx())
		run->wx = 0;
	WARN_ONCE(IS_ENABLED(CONFIG_DEBUG_WX) && run->wx,
		  "s390/mm: Found insecure W+X mapping at address %pS\n",
		  (void *)run->start);
	return true;
}

/* The kernel's tables translate 31 bits, and 11 more with each level of regions. */
void arch_ptdump_begin(struct ptdump *pd)
{
	unsigned long type = get_lowcore()->kernel_asce.val & _ASCE_TYPE_MASK;

	pd->ranges[0].end = 1UL << (31 + type / _ASCE_TYPE_REGION3 * 11);
	pd->format = &format;
	pd->mask = ptdump_columns_mask(&format);
}

bool ptdump_check_wx(void)
{
	const struct ptdump_target info = { .mm = &init_mm };
	unsigned long pages;

	if (!cpu_has_nx())
		return true;
	if (ptdump_check(&info, &pages, NULL))
		return false;
	if (pages) {
		pr_warn("Checked W+X mappings: FAILED, %lu W+X pages found\n", pages);
		return false;
	}
	pr_info("Checked W+X mappings: passed, no %sW+X pages found\n",
		lowcore_is_wx() ? "unexpected " : "");
	return true;
}

/* At one address, inner areas end first, and outer areas start first. */
struct edge {
	struct ptdump_marker marker;
	unsigned long order;
};

#define AREA(_start, _size, _name)					\
	{ { (unsigned long)(_start), _name " Start" }, ~(_size) },	\
	{ { (unsigned long)(_start) + (_size), _name " End" }, (_size) },

#ifdef CONFIG_KFENCE
#define KFENCE_AREA	AREA(__kfence_pool, KFENCE_POOL_SIZE, "KFence Pool")
#else
#define KFENCE_AREA
#endif

#ifdef CONFIG_KMSAN
#define KMSAN_AREAS								\
	AREA(KMSAN_VMALLOC_SHADOW_START, KMSAN_VMALLOC_SIZE, "Kmsan vmalloc Shadow")	\
	AREA(KMSAN_VMALLOC_ORIGIN_START, KMSAN_VMALLOC_SIZE, "Kmsan vmalloc Origins")	\
	AREA(KMSAN_MODULES_SHADOW_START, MODULES_LEN, "Kmsan Modules Shadow")		\
	AREA(KMSAN_MODULES_ORIGIN_START, MODULES_LEN, "Kmsan Modules Origins")
#else
#define KMSAN_AREAS
#endif

#ifdef CONFIG_KASAN
#define KASAN_AREA	AREA(KASAN_SHADOW_START, KASAN_SHADOW_SIZE, "Kasan Shadow")
#else
#define KASAN_AREA
#endif

static int compare_edges(const void *a, const void *b)
{
	const struct edge *l = a, *r = b;

	if (l->marker.start != r->marker.start)
		return l->marker.start < r->marker.start ? -1 : 1;
	return l->order < r->order ? -1 : l->order > r->order;
}

static int __init ptdump_init(void)
{
	struct edge edges[] = {
		{ { 0, "Kernel Virtual Address Space" } },
		AREA(_stext, _end - _stext, "Kernel Image")
		AREA(get_lowcore(), sizeof(struct lowcore), "Lowcore")
		AREA(__identity_base, ident_map_size, "Identity Mapping")
		AREA(__samode31, __eamode31 - __samode31, "Amode31 Area")
		AREA(MODULES_VADDR, MODULES_LEN, "Modules Area")
		AREA(__abs_lowcore, ABS_LOWCORE_MAP_SIZE, "Lowcore Area")
		AREA(__memcpy_real_area, MEMCPY_REAL_SIZE, "Real Memory Copy Area")
		AREA(vmemmap, vmemmap_size, "vmemmap Area")
		AREA(VMALLOC_START, VMALLOC_END - VMALLOC_START, "vmalloc Area")
		KFENCE_AREA
		KMSAN_AREAS
		KASAN_AREA
		{ { ~0UL, NULL } },
	};
	static struct ptdump_marker markers[ARRAY_SIZE(edges)] __ro_after_init;
	static const struct ptdump_target kernel = { .mm = &init_mm, .markers = markers };
	unsigned int i;

	sort(edges, ARRAY_SIZE(edges), sizeof(*edges), compare_edges, NULL);
	for (i = 0; i < ARRAY_SIZE(edges); i++)
		markers[i] = edges[i].marker;
	ptdump_create_file("kernel_page_tables", NULL, &kernel);
	return 0;
}
device_initcall(ptdump_init);
