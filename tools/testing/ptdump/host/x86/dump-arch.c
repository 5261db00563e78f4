// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of the dumper have to know of x86, and what only x86 has. Bits
 * are from Intel's SDM, volume 3.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>

#include "../dump-test.h"
#include "arch-tests.h"

pteval_t __supported_pte_mask = -1;
bool host_pti;
#ifdef CONFIG_PCI_BIOS
int pcibios_enabled;
#endif
pgd_t *host_user_pgd;

const char *const kernel_file = "page_tables/kernel";
const bool shows_holes = true;

const char *const arch_files[] = {
	"page_tables/kernel", "page_tables/current_kernel",
	"page_tables/current_user", "check_wx_pages",
#if CONFIG_PGTABLE_LEVELS == 5
	"page_tables/efi",
#endif
	NULL
};

struct area_marker markers[] = {
#if CONFIG_PGTABLE_LEVELS == 5
	{ 0,		"User Space",		0,	FIXED },
	{ 1ul << 63,	"Kernel Space",		0,	FIXED },
	{ 0,		"LDT remap",		0,	HOST_LDT },
	{ 0,		"Low Kernel Mapping",	0,	HOST_LOW_KERNEL },
	{ 0,		"vmalloc() Area",	0,	HOST_VMALLOC },
	{ 0,		"Vmemmap",		0,	HOST_VMEMMAP },
	{ 0,		"KASAN shadow",		0,	HOST_KASAN },
	{ 0,		"KASAN shadow end",	0,	HOST_KASAN_END },
	{ 0,		"CPU entry Area",	0,	HOST_CPU_ENTRY },
	{ 0,		"ESPfix Area",		16,	HOST_ESPFIX },
	{ 0,		"EFI Runtime Services",	0,	HOST_EFI },
	{ 0,		"High Kernel Mapping",	0,	HOST_HIGH_KERNEL },
	{ 0,		"Modules",		0,	HOST_MODULES },
	{ 0,		"End Modules",		0,	HOST_MODULES_END },
	{ 0,		"Fixmap Area",		0,	HOST_FIXMAP },
#else
	{ 0,		"User Space",		0,	FIXED },
	{ 0,		"Kernel Mapping",	0,	HOST_LOW_KERNEL },
	{ 0,		"vmalloc() Area",	0,	HOST_VMALLOC },
	{ 0,		"vmalloc() End",	0,	HOST_VMALLOC_END },
	{ 0,		"Persistent kmap() Area", 0,	HOST_PKMAP },
	{ 0,		"LDT remap",		0,	HOST_LDT },
	{ 0,		"CPU entry area",	0,	HOST_CPU_ENTRY },
	{ 0,		"Fixmap area",		0,	HOST_FIXMAP },
#endif
	{ -1ul }
};

/* Beyond the root entries that are kept empty; 3G of 32 bits. */
unsigned long kernel_start(void)
{
	if (CONFIG_PGTABLE_LEVELS < 5)
		return 0xc0000000;
	return -240ul << levels[nr_levels - 1].shift;
}

#define NX	(1ull << 63)

/*
 * A column that is blank is told by the next, so the whole rest of the line is
 * compared. What is not present has no columns. Bit 12 is PAT in an entry that
 * maps a huge page (SDM, tables of the entries that map 1G, 2M and 4M pages), and
 * one of the frame elsewhere. Bits 20:13 of such an entry are reserved, or, with
 * 32-bit entries, bits 39:32 of the frame.
 */
const struct golden golden[] = {
	/* each bit of a PTE alone, and all together */
	{ 0, 0x001, "ro x pte" },
	{ 0, 0x003, "RW x pte" },
	{ 0, 0x005, "USR ro x pte" },
	{ 0, 0x009, "ro PWT x pte" },
	{ 0, 0x011, "ro PCD x pte" },
	{ 0, 0x081, "ro PAT x pte" },
	{ 0, 0x101, "ro GLB x pte" },
	{ 0, 0x1001, "ro x pte" },
	/* A, D, software's 11:9 */
	{ 0, 0x001, "ro x pte", 0xe60 },
	{ 0, 0xfff, "USR RW PWT PCD PAT GLB x pte" },
	/* each bit of PWT, PCD, PAT: the eight memory types */
	{ 0, 0x019, "ro PWT PCD x pte" },
	{ 0, 0x089, "ro PWT PAT x pte" },
	{ 0, 0x091, "ro PCD PAT x pte" },
	{ 0, 0x099, "ro PWT PCD PAT x pte" },
	/* not present: PROT_NONE, swap, and what the CPU left behind */
	{ 0, 0x102, "pte" },
	{ 0, 0xffe, "pte" },
	{ 0, 0x060, "pte" },
	/* a PMD that is huge */
	{ 1, 0x081, "ro PSE x pmd" },
	{ 1, 0x083, "RW PSE x pmd" },
	{ 1, 0x085, "USR ro PSE x pmd" },
	{ 1, 0x089, "ro PWT PSE x pmd" },
	{ 1, 0x091, "ro PCD PSE x pmd" },
	{ 1, 0x099, "ro PWT PCD PSE x pmd" },
	{ 1, 0x181, "ro PSE GLB x pmd" },
	{ 1, 0x081, "ro PSE x pmd", 0xe60 },
	{ 1, 0x081, "ro PSE x pmd", 0x1fe000 },
	{ 1, 0x1fff, "USR RW PWT PCD PSE PAT GLB x pmd" },
	{ 1, 0x1081, "ro PSE PAT x pmd" },
	{ 1, 0x1089, "ro PWT PSE PAT x pmd" },
	{ 1, 0x1091, "ro PCD PSE PAT x pmd" },
	{ 1, 0x1099, "ro PWT PCD PSE PAT x pmd" },
	{ 1, 0x080, "pmd", 0x1000 },
#if CONFIG_PGTABLE_LEVELS == 2
	/* neither a table nor huge: the root's */
	{ 1, 0x102, "pgd" },
#else
	{ 1, 0x102, "pmd" },
	{ 0, NX | 0x001, "ro NX pte" },
	{ 0, NX | 0x003, "RW NX pte" },
	{ 0, NX | 0xfff, "USR RW PWT PCD PAT GLB NX pte" },
	{ 0, NX | 0x002, "pte" },
	{ 1, NX | 0x083, "RW PSE NX pmd" },
	{ 1, NX | 0x1fff, "USR RW PWT PCD PSE PAT GLB NX pmd" },
	/* 58:52 are software's, 62:59 protection keys */
	{ 0, 0x001, "ro x pte", 127ull << 52 },
	{ 0, 0x001, "ro x pte", 15ull << 59 },
	{ 1, 0x081, "ro PSE x pmd", 127ull << 52 },
	{ 1, 0x081, "ro PSE x pmd", 15ull << 59 },
#endif
#if CONFIG_PGTABLE_LEVELS == 3
	/* a root entry that is not present */
	{ 2, 0x00e, "pgd" },
#endif
#if CONFIG_PGTABLE_LEVELS == 5
	{ 2, 0x081, "ro PSE x pud" },
	{ 2, 0x083, "RW PSE x pud" },
	{ 2, 0x085, "USR ro PSE x pud" },
	{ 2, 0x089, "ro PWT PSE x pud" },
	{ 2, 0x091, "ro PCD PSE x pud" },
	{ 2, 0x099, "ro PWT PCD PSE x pud" },
	{ 2, 0x181, "ro PSE GLB x pud" },
	{ 2, 0x081, "ro PSE x pud", 0xe60 },
	{ 2, 0x081, "ro PSE x pud", 0x1fe000 },
	{ 2, 0x1081, "ro PSE PAT x pud" },
	{ 2, 0x1089, "ro PWT PSE PAT x pud" },
	{ 2, 0x1091, "ro PCD PSE PAT x pud" },
	{ 2, 0x1099, "ro PWT PCD PSE PAT x pud" },
	{ 2, 0x081, "ro PSE x pud", 127ull << 52 },
	{ 2, 0x081, "ro PSE x pud", 15ull << 59 },
	{ 2, 0x1fff, "USR RW PWT PCD PSE PAT GLB x pud" },
	{ 2, NX | 0x083, "RW PSE NX pud" },
	{ 2, 0x002, "pud" },
	/* bit 7 is reserved above: bad, and printed as it is */
	{ 3, 0x083, "RW PSE x p4d" },
	{ 3, 0x085, "USR ro PSE x p4d" },
	{ 3, 0x089, "ro PWT PSE x p4d" },
	{ 3, 0x091, "ro PCD PSE x p4d" },
	{ 3, 0x099, "ro PWT PCD PSE x p4d" },
	{ 3, 0x181, "ro PSE GLB x p4d" },
	{ 3, 0x081, "ro PSE x p4d", 0x1e60 },
	{ 3, 0x081, "ro PSE x p4d", 127ull << 52 },
	{ 3, 0x081, "ro PSE x p4d", 15ull << 59 },
	{ 3, 0x1fff, "USR RW PWT PCD PSE GLB x p4d" },
	{ 3, NX | 0x083, "RW PSE NX p4d" },
	{ 3, 0x002, "p4d" },
	{ 4, 0x083, "RW PSE x pgd" },
	{ 4, 0x085, "USR ro PSE x pgd" },
	{ 4, 0x089, "ro PWT PSE x pgd" },
	{ 4, 0x091, "ro PCD PSE x pgd" },
	{ 4, 0x099, "ro PWT PCD PSE x pgd" },
	{ 4, 0x181, "ro PSE GLB x pgd" },
	{ 4, 0x081, "ro PSE x pgd", 0x1e60 },
	{ 4, 0x081, "ro PSE x pgd", 127ull << 52 },
	{ 4, 0x081, "ro PSE x pgd", 15ull << 59 },
	{ 4, 0x1fff, "USR RW PWT PCD PSE GLB x pgd" },
	{ 4, NX | 0x083, "RW PSE NX pgd" },
	{ 4, 0x002, "pgd" },
#endif
};

const unsigned int nr_golden = ARRAY_SIZE(golden);

bool golden_applies(const struct golden *row)
{
	return true;
}

void golden_line(char *line, const struct golden *row)
{
	static const char *const sizes[][5] = {
		[2] = { "4K", "4M" },
		[3] = { "4K", "2M", "1G" },
		[5] = { "4K", "2M", "1G", "512G", "256T" },
	};

	line += sprintf(line, "   %10s %s\n",
			sizes[CONFIG_PGTABLE_LEVELS][row->level], row->text ?: "");
	/* With 4 levels the root stands for P4D and PGD. */
	if (row->level == 3 && nr_levels == 4)
		memcpy(line - 4, "pgd", 3);
}

#if CONFIG_PGTABLE_LEVELS > 2
#define WARNS	"WARNING: note_page: x86/mm: Found insecure W+X mapping at address "
#define PASSED	"x86/mm: Checked W+X mappings: passed, no W+X pages found.\n"
#define FAILED(n) "x86/mm: Checked W+X mappings: FAILED, " n " W+X pages found.\n"

const struct verdict verdicts[] = {
	{ { }, 0, PASSED },
	{ { 0x161, NX | 0x163 }, 0, PASSED },
	{ { 0x163 }, 1, WARNS "@0S\n" FAILED("1") },
	{ { 0x161, 0x163, 0x163 }, 2, WARNS "@1S\n" FAILED("2") },
	{ { 0x163, NX | 0x163, 0x163 }, 2, WARNS "@0S\n" FAILED("2") },
	/* also while it is not present */
	{ { 0x161, 0x161, 0x161, 0x102 }, 1, WARNS "@3S\n" FAILED("1") },
};
#else
/* Without NX nothing can be told, and nothing is said. */
const struct verdict verdicts[] = {
	{ { }, 0, "" },
	{ { 0x163 }, 0, "" },
};
#endif

const unsigned int nr_verdicts = ARRAY_SIZE(verdicts);

/* With each entry that is noted one area begins, and the page before is alone. */
void expected_markers(char *text, unsigned long start)
{
#if CONFIG_PGTABLE_LEVELS == 5
	static const char *const names[] = {
		"Kernel Space", "LDT remap", "Low Kernel Mapping",
		"vmalloc() Area", "Vmemmap"
	};
	const char *user_size = nr_levels == 5 ? "16324P" : "16777096T";
#else
	static const char *const names[] = {
		"Kernel Mapping", "vmalloc() Area", "vmalloc() End",
		"Persistent kmap() Area", "LDT remap"
	};
	const char *user_size = "3G";
#endif
	const char *rest = CONFIG_PGTABLE_LEVELS > 2 ? "    ro                 GLB NX pte" :
				    "    ro                 GLB x  pte";
	const int digits = 2 * sizeof(long);
	unsigned int i;

	/* What lies between user space and the kernel belongs to the former. */
	text += sprintf(text, "---[ User Space ]---\n"
			"0x%0*lx-0x%0*lx   %10s %30spgd\n",
			digits, 0ul, digits, start, user_size, "");
	for (i = 0; i < 5; i++) {
		unsigned long end = i < 4 ? start + 4096 : start + 4 * 4096;

		text += sprintf(text, "---[ %s ]---\n0x%0*lx-0x%0*lx   %10s %s\n",
				names[i], digits, start, digits, end,
				i < 4 ? "4K" : "16K", rest);
		start = end;
	}
}

/* A walk of user's tables, which are another root's when they are isolated. */
void user_tables_are_shown_and_checked_when_they_are_isolated(void **state)
{
	struct reader r;

	begin_draw(0);
	do {
		draw_dump();
	} while (want.bad_pages);
	/* Isolated: the kernel's view is empty, what is drawn is the user's. */
	host_user_pgd = __va(tree_root());
	task_mm.pgd = __va(slot_pa(0));
	host_pti = true;
	open_reader(&r, "page_tables/current_user");
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
	host_log_clear();
	ptdump_walk_user_pgd_level_checkwx();
	assert_string_equal(host_log, "x86/mm: Checking user space page tables\n"
			    "x86/mm: Checked W+X mappings: passed, no W+X pages found.\n");

	/* The kernel's view, in which there is no table, is not looked at. */
	tree_clear();
	tree_set_plain(kernel_start(), 0x163);
	host_user_pgd = __va(tree_root());
	init_mm.pgd = __va(slot_pa(0));
	host_log_clear();
	ptdump_walk_user_pgd_level_checkwx();
	assert_non_null(strstr(host_log, "FAILED, 1 W+X pages found."));

	/* Not isolated: there is one view, and nothing of its own to check. */
	begin_draw(0);
	draw_dump();
	host_pti = false;
	host_user_pgd = NULL;
	task_mm.pgd = init_mm.pgd;
	open_reader(&r, "page_tables/current_user");
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
	host_log_clear();
	ptdump_walk_user_pgd_level_checkwx();
	assert_string_equal(host_log, "");
}

/* PAT, PCD and PWT choose the memory type. No two types share a line. */
static void check_memory_types(unsigned int level)
{
	const unsigned long span = 1ul << levels[level].shift, base = -16 * span;
	const int digits = 2 * sizeof(long);
	unsigned long type;
	char start[64], *line;
	struct reader r;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (type = 0; type < 8; type++)
		tree_set(base + type * span, level,
			 0x81 | (type & 3) << 3 | (type & 4) << 10);
	init_mm.pgd = __va(tree_root());
	assert_true(oracle_dump(tree_root(), &want));
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	check_text();
	text[text_len] = 0;
	for (type = 0; type < 8; type++) {
		sprintf(start, "0x%0*lx-0x%0*lx ", digits, base + type * span,
			digits, base + (type + 1) * span);
		line = strstr(text, start);
		assert_non_null(line);
		*strchr(line, '\n') = 0;
		assert_true(!strstr(line, "PWT") == !(type & 1));
		assert_true(!strstr(line, "PCD") == !(type & 2));
		assert_true(!strstr(line, "PAT") == !(type & 4));
		line[strlen(line)] = '\n';
	}
}

void huge_pages_of_each_memory_type_have_a_line(void **state)
{
	check_memory_types(1);
	if (CONFIG_PGTABLE_LEVELS == 5)
		check_memory_types(2);
}

void efi_tables_without_a_root_are_not_dumped(void **state)
{
	begin_draw(0);
	ptdump_walk_pgd_level(NULL, &efi_mm);
	assert_string_equal(host_log, "");
}

/*
 * Software's bits 11:9: special or set by a test, userfaultfd's, and soft-dirty or
 * _PAGE_KERNEL_4K.
 */
void lines_that_look_the_same_differ_in_bits_without_a_column(void **state)
{
	static const struct look_alike rows[] = {
		/* A, D, software; not present: all but the frame */
		{ 0, 0x101, 0xe60, 2 },
		{ 0, 0x102, 0xffe, 2 },
		{ 1, 0x181, 0xe60, 2 },
		/* the frame */
		{ 0, 0x101, 0xfffff000, 1 },
		{ 1, 0x181, 0xffc00000, 1 },
#if CONFIG_PGTABLE_LEVELS > 2
		{ 0, 0x101, 0x7ffull << 52, 2 },
		{ 1, 0x181, 0x7ffull << 52, 2 },
#endif
	};

	check_look_alikes(rows, ARRAY_SIZE(rows));
}

#if CONFIG_PGTABLE_LEVELS == 5
/* A page at both ends of both halves: the hole between is in the line before it. */
void each_half_has_its_first_and_last_page(void **state)
{
	const unsigned long last = half_last(false) + 1 - page();
	const unsigned long high = kernel_start();
	const struct {
		unsigned long start, end;
		const char *before;
	} rows[] = {
		{ 0, page(), "---[ User Space ]---\n" },
		{ last, high, "" },
		{ high, high + page(), "---[ Kernel Space ]---\n" },
		{ -page(), 0, "" },
	};
	char line[200];
	unsigned int i;
	struct reader r;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		tree_set_plain(rows[i].start, NX | 0x101);
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		sprintf(line, "%s0x%016lx-0x%016lx   %9luK     ro                 GLB NX pte\n",
			rows[i].before, rows[i].start, rows[i].end,
			(rows[i].end - rows[i].start) / 1024);
		if (!strstr(text, line)) {
			print_message("# no line %s", line);
			fail();
		}
	}
}

/* So many runs of one page, and what the last lines of the area are. */
static void check_limit(unsigned int runs, const char *skipped)
{
	unsigned long start = -64 * page(), addr = start, shown;
	unsigned int i;
	char expected[300], *s = expected;
	struct reader r;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	host_area[HOST_LDT] = kernel_start();
	host_area[HOST_LOW_KERNEL] = kernel_start();
	host_area[HOST_VMALLOC] = kernel_start();
	host_area[HOST_VMEMMAP] = kernel_start();
	host_area[HOST_KASAN] = kernel_start();
	host_area[HOST_KASAN_END] = kernel_start();
	host_area[HOST_CPU_ENTRY] = kernel_start();
	host_area[HOST_ESPFIX] = start;
	host_area[HOST_EFI] = start + runs * page();
	for (i = 0; i < runs; i++, addr += page())
		tree_set_plain(addr, i % 2 ? NX | 0x101 : NX | 0x103);
	tree_set_plain(addr, NX | 0x101);
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;

	/* The last line that is shown, and what follows. */
	shown = start + (min(runs, 16u) - 1) * page();
	s += sprintf(s, "0x%016lx-0x%016lx   %10s     %s                 GLB NX pte\n",
		     shown, shown + page(), "4K", min(runs, 16u) % 2 ? "RW" : "ro");
	sprintf(s, "%s---[ EFI Runtime Services ]---\n0x%016lx-", skipped, addr);
	if (!strstr(text, expected)) {
		print_message("# want %s\n# got %.400s\n", expected,
			      strstr(text, "---[ ESPfix Area ]---") ?: "no area");
		fail();
	}
	sprintf(expected, "---[ ESPfix Area ]---\n0x%016lx-0x%016lx ", start,
		start + page());
	assert_non_null(strstr(text, expected));
}

void lines_past_a_limit_are_counted(void **state)
{
	check_limit(1, "");
	check_limit(15, "");
	check_limit(16, "");
	check_limit(17, "... 1 entry skipped ... \n");
	check_limit(18, "... 2 entries skipped ... \n");
	check_limit(40, "... 24 entries skipped ... \n");
}

/*
 * A table of many runs that is shared, and past it more of its last run, or
 * something else: one line more.
 */
void lines_past_a_limit_are_counted_in_shared_tables(void **state)
{
	static const u64 values[] = { NX | 0x103, NX | 0x101 };
	unsigned long base = -64ul << levels[1].shift, addr;
	struct area_marker *marker;
	unsigned int i, rest;
	struct reader r;

	for (rest = 0; rest < ARRAY_SIZE(values); rest++) {
		begin_draw(0);
		tree_clear();
		for (i = 0; i < table_entries; i++)
			tree_set_plain(base + i * page(), values[i % 2]);
		for (i = 1; i < 5; i++)
			tree_set(base + (i << levels[1].shift), 1,
				 plain_table(slot_pa(ROOT_SLOT + nr_levels - 1), 0));
		addr = base + (5ul << levels[1].shift);
		tree_set_plain(addr, values[rest]);
		move_areas_away();
		for (marker = markers; marker->area != HOST_ESPFIX; marker++)
			if (marker->area != FIXED)
				marker->start = kernel_start();
		marker[0].start = base;
		marker[1].start = addr + (1ul << levels[1].shift);
		place_areas();
		init_mm.pgd = __va(tree_root());
		assert_true(oracle_dump(tree_root(), &want));
		open_reader(&r, kernel_file);
		read_all(&r, 4096);
		close_reader(&r);
		check_text();
	}
}
#else
/* No area has a limit: each in turn has many lines, those before it have one. */
void lines_past_a_limit_are_counted(void **state)
{
	const struct area_marker *last, *marker;
	unsigned int i, lines;
	const char *line;
	struct reader r;

	for (last = markers + 1; last->name; last++) {
		begin_draw(0);
		tree_clear();
		move_areas_away();
		for (marker = markers + 1; marker <= last; marker++)
			host_area[marker->area] = kernel_start();
		for (i = 0; i < 100; i++)
			tree_set_plain(kernel_start() + i * page(),
				       i % 2 ? 0x101 : 0x103);
		init_mm.pgd = __va(tree_root());
		open_reader(&r, kernel_file);
		read_all(&r, 4096);
		close_reader(&r);
		text[text_len] = 0;
		assert_non_null(strstr(text, last->name));
		line = text;
		for (lines = 0; (line = strstr(line, " GLB ")); lines++)
			line++;
		assert_int_equal(lines, 100);
	}
}
#endif

#if CONFIG_PGTABLE_LEVELS == 3
/* Where a kernel calls the BIOS for PCI, and only there. */
void pci_bios_may_be_writable_and_executable(void **state)
{
	static const struct {
		unsigned long first;
		unsigned int pages;
		bool enabled;
		const char *log;
	} rows[] = {
		{ 0xa0000, 0x60, true, "x86/mm: PCI BIOS W+X mapping 96 pages\n" PASSED },
		{ 0xf0000, 1, true, "x86/mm: PCI BIOS W+X mapping 1 pages\n" PASSED },
		{ 0xf0000, 1, false, WARNS "0xc00f0000S\n" FAILED("1") },
		{ 0x9f000, 2, true, WARNS "0xc009f000S\n" FAILED("2") },
		{ 0xff000, 2, true, WARNS "0xc00ff000S\n" FAILED("2") },
		{ 0x100000, 1, true, WARNS "0xc0100000S\n" FAILED("1") },
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin_draw(0);
		tree_clear();
		move_areas_away();
		host_area[HOST_LOW_KERNEL] = kernel_start();
		for (j = 0; j < rows[i].pages; j++)
			tree_set_plain(kernel_start() + rows[i].first + j * page(),
				       0x163);
		init_mm.pgd = __va(tree_root());
		pcibios_enabled = rows[i].enabled;
		ptdump_check_wx();
		pcibios_enabled = false;
		assert_string_equal(host_log, rows[i].log);
	}
}
#endif
