// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of the dumper have to know of riscv, and what only riscv has.
 * Bits are from the privileged specification.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>

#include "../dump-test.h"
#include "arch-tests.h"

const char *const kernel_file = "kernel_page_tables";
const bool shows_holes = false;

const char *const arch_files[] = {
	"kernel_page_tables", "efi_page_tables", "check_wx_pages", NULL
};

struct area_marker markers[] = {
	{ 0, "Fixmap start",		0, HOST_FIXMAP },
	{ 0, "Fixmap end",		0, HOST_FIXMAP_END },
	{ 0, "PCI I/O start",		0, HOST_PCI_IO },
	{ 0, "PCI I/O end",		0, HOST_PCI_IO_END },
	{ 0, "vmemmap start",		0, HOST_VMEMMAP },
	{ 0, "vmemmap end",		0, HOST_VMEMMAP_END },
	{ 0, "vmalloc() area",		0, HOST_VMALLOC },
	{ 0, "vmalloc() end",		0, HOST_VMALLOC_END },
	{ 0, "Linear mapping",		0, HOST_LINEAR },
	{ 0, "Kasan shadow start",	0, HOST_KASAN },
	{ 0, "Kasan shadow end",	0, HOST_KASAN_END },
#if CONFIG_PGTABLE_LEVELS == 5
	{ 0, "Modules/BPF mapping",	0, HOST_MODULES },
	{ 0, "Kernel mapping",		0, HOST_KERNEL },
#endif
	{ -1ul }
};

unsigned long kernel_start(void)
{
	return CONFIG_PGTABLE_LEVELS == 5 ? half_first(true) : 0x9c800000;
}

/*
 * The physical address, and what follows the name of the level: N and the
 * memory type where entries have 64 bits, RSW, and bits 7 to 0.
 */
#if CONFIG_PGTABLE_LEVELS == 5
#define LINE(pa, high, low)	"00000000" pa " " high low
#define LINE64(pa, columns)	pa " " columns
#define THEAD(so, c, b, sh, sec) \
	((u64)((so) << 4 | (c) << 3 | (b) << 2 | (sh) << 1 | (sec)) << 59)
#define DIGITS			16
#else
#define LINE(pa, high, low)	pa " " low
#define DIGITS			8
#endif

const struct golden golden[] = {
	/* each bit of a PTE alone */
	{ 0, 0x001, LINE("00000000", ".   ..   ", "  ..   . . . . . . . V") },
	{ 0, 0x002, LINE("00000000", ".   ..   ", "  ..   . . . . . . R .") },
	{ 0, 0x004, LINE("00000000", ".   ..   ", "  ..   . . . . . W . .") },
	{ 0, 0x008, LINE("00000000", ".   ..   ", "  ..   . . . . X . . .") },
	{ 0, 0x010, LINE("00000000", ".   ..   ", "  ..   . . . U . . . .") },
	{ 0, 0x020, LINE("00000000", ".   ..   ", "  ..   . . G . . . . .") },
	{ 0, 0x040, LINE("00000000", ".   ..   ", "  ..   . A . . . . . .") },
	{ 0, 0x080, LINE("00000000", ".   ..   ", "  ..   D . . . . . . .") },
	/* RSW by value */
	{ 0, 0x100, LINE("00000000", ".   ..   ", "RSW(1) . . . . . . . .") },
	{ 0, 0x200, LINE("00000000", ".   ..   ", "RSW(2) . . . . . . . .") },
	{ 0, 0x300, LINE("00000000", ".   ..   ", "RSW(3) . . . . . . . .") },
	/* all; what a page of text, of data, and one of a user have */
	{ 0, 0x3ff, LINE("00000000", ".   ..   ", "RSW(3) D A G U X W R V") },
	{ 0, 0x0eb, LINE("00000000", ".   ..   ", "  ..   D A G . X . R V") },
	{ 0, 0x0e7, LINE("00000000", ".   ..   ", "  ..   D A G . . W R V") },
	{ 0, 0x0d7, LINE("00000000", ".   ..   ", "  ..   D A . U . W R V") },
	/* nothing that counts: no line */
	{ 0, 0x400, NULL },
	{ 0, 0xffffc00, NULL },
	/* the page number */
	{ 0, 0x204000e3, LINE("81000000", ".   ..   ", "  ..   D A G . . . R V") },
	{ 0, 0x3ffffce7, LINE("fffff000", ".   ..   ", "  ..   D A G . . W R V") },
	/* a leaf of a PMD */
	{ 1, 0x003, LINE("00000000", ".   ..   ", "  ..   . . . . . . R V") },
	{ 1, 0x005, LINE("00000000", ".   ..   ", "  ..   . . . . . W . V") },
	{ 1, 0x009, LINE("00000000", ".   ..   ", "  ..   . . . . X . . V") },
	{ 1, 0x013, LINE("00000000", ".   ..   ", "  ..   . . . U . . R V") },
	{ 1, 0x023, LINE("00000000", ".   ..   ", "  ..   . . G . . . R V") },
	{ 1, 0x043, LINE("00000000", ".   ..   ", "  ..   . A . . . . R V") },
	{ 1, 0x083, LINE("00000000", ".   ..   ", "  ..   D . . . . . R V") },
	{ 1, 0x103, LINE("00000000", ".   ..   ", "RSW(1) . . . . . . R V") },
	{ 1, 0x203, LINE("00000000", ".   ..   ", "RSW(2) . . . . . . R V") },
	{ 1, 0x303, LINE("00000000", ".   ..   ", "RSW(3) . . . . . . R V") },
	{ 1, 0x3ff, LINE("00000000", ".   ..   ", "RSW(3) D A G U X W R V") },
	{ 1, 0x200000e7, LINE("80000000", ".   ..   ", "  ..   D A G . . W R V") },
	/* not valid: while it is being split; bad */
	{ 1, 0x0e6, LINE("00000000", ".   ..   ", "  ..   D A G . . W R .") },
	{ 1, 0x040, LINE("00000000", ".   ..   ", "  ..   . A . . . . . .") },
	{ 1, 0x400, NULL },
#if CONFIG_PGTABLE_LEVELS == 5
	/* memory types; N, in which the lowest 1 of the page number is a size */
	{ 0, 1ull << 61 | 0x003, LINE64("0000000000000000", ". MT(NC)   ..   . . . . . . R V") },
	{ 0, 2ull << 61 | 0x003, LINE64("0000000000000000", ". MT(IO)   ..   . . . . . . R V") },
	{ 0, 3ull << 61 | 0x003, LINE64("0000000000000000", ". MT(\?\?)   ..   . . . . . . R V") },
	{ 0, 1ull << 63 | 0x003, LINE64("0000000000000000", "N   ..     ..   . . . . . . R V") },
	{ 0, 1ull << 63 | 0x20402003, LINE64("0000000081000000", "N   ..     ..   . . . . . . R V") },
	{ 0, 7ull << 61 | 0x3ff, LINE64("0000000000000000", "N MT(\?\?) RSW(3) D A G U X W R V") },
	/* 60:54 are reserved */
	{ 0, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 127ull << 54 },
	{ 0, (1ull << 54) - 0x400 + 3, LINE64("00fffffffffff000", ".   ..     ..   . . . . . . R V") },
	{ 1, 1ull << 61 | 0x003, LINE64("0000000000000000", ". MT(NC)   ..   . . . . . . R V") },
	{ 1, 2ull << 61 | 0x003, LINE64("0000000000000000", ". MT(IO)   ..   . . . . . . R V") },
	{ 1, 3ull << 61 | 0x003, LINE64("0000000000000000", ". MT(\?\?)   ..   . . . . . . R V") },
	{ 1, 1ull << 63 | 0x003, LINE64("0000000000000000", "N   ..     ..   . . . . . . R V") },
	{ 1, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 127ull << 54 },
	/* a leaf of a PUD */
	{ 2, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V") },
	{ 2, 0x005, LINE64("0000000000000000", ".   ..     ..   . . . . . W . V") },
	{ 2, 0x009, LINE64("0000000000000000", ".   ..     ..   . . . . X . . V") },
	{ 2, 0x013, LINE64("0000000000000000", ".   ..     ..   . . . U . . R V") },
	{ 2, 0x023, LINE64("0000000000000000", ".   ..     ..   . . G . . . R V") },
	{ 2, 0x043, LINE64("0000000000000000", ".   ..     ..   . A . . . . R V") },
	{ 2, 0x083, LINE64("0000000000000000", ".   ..     ..   D . . . . . R V") },
	{ 2, 0x103, LINE64("0000000000000000", ".   ..   RSW(1) . . . . . . R V") },
	{ 2, 0x203, LINE64("0000000000000000", ".   ..   RSW(2) . . . . . . R V") },
	{ 2, 0x303, LINE64("0000000000000000", ".   ..   RSW(3) . . . . . . R V") },
	{ 2, 0x3ff, LINE64("0000000000000000", ".   ..   RSW(3) D A G U X W R V") },
	{ 2, 0x200000e7, LINE64("0000000080000000", ".   ..     ..   D A G . . W R V") },
	{ 2, 0x040, LINE64("0000000000000000", ".   ..     ..   . A . . . . . .") },
	{ 2, 0x400, NULL },
	{ 2, 1ull << 61 | 0x003, LINE64("0000000000000000", ". MT(NC)   ..   . . . . . . R V") },
	{ 2, 2ull << 61 | 0x003, LINE64("0000000000000000", ". MT(IO)   ..   . . . . . . R V") },
	{ 2, 3ull << 61 | 0x003, LINE64("0000000000000000", ". MT(\?\?)   ..   . . . . . . R V") },
	{ 2, 1ull << 63 | 0x003, LINE64("0000000000000000", "N   ..     ..   . . . . . . R V") },
	{ 2, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 127ull << 54 },
	/* a leaf of a P4D */
	{ 3, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V") },
	{ 3, 0x005, LINE64("0000000000000000", ".   ..     ..   . . . . . W . V") },
	{ 3, 0x009, LINE64("0000000000000000", ".   ..     ..   . . . . X . . V") },
	{ 3, 0x013, LINE64("0000000000000000", ".   ..     ..   . . . U . . R V") },
	{ 3, 0x023, LINE64("0000000000000000", ".   ..     ..   . . G . . . R V") },
	{ 3, 0x043, LINE64("0000000000000000", ".   ..     ..   . A . . . . R V") },
	{ 3, 0x083, LINE64("0000000000000000", ".   ..     ..   D . . . . . R V") },
	{ 3, 0x103, LINE64("0000000000000000", ".   ..   RSW(1) . . . . . . R V") },
	{ 3, 0x203, LINE64("0000000000000000", ".   ..   RSW(2) . . . . . . R V") },
	{ 3, 0x303, LINE64("0000000000000000", ".   ..   RSW(3) . . . . . . R V") },
	{ 3, 0x3ff, LINE64("0000000000000000", ".   ..   RSW(3) D A G U X W R V") },
	{ 3, 0x200000e7, LINE64("0000000080000000", ".   ..     ..   D A G . . W R V") },
	{ 3, 0x040, LINE64("0000000000000000", ".   ..     ..   . A . . . . . .") },
	{ 3, 0x400, NULL },
	{ 3, 1ull << 61 | 0x003, LINE64("0000000000000000", ". MT(NC)   ..   . . . . . . R V") },
	{ 3, 2ull << 61 | 0x003, LINE64("0000000000000000", ". MT(IO)   ..   . . . . . . R V") },
	{ 3, 3ull << 61 | 0x003, LINE64("0000000000000000", ". MT(\?\?)   ..   . . . . . . R V") },
	{ 3, 1ull << 63 | 0x003, LINE64("0000000000000000", "N   ..     ..   . . . . . . R V") },
	{ 3, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 127ull << 54 },
	/* a leaf of a PGD */
	{ 4, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V") },
	{ 4, 0x005, LINE64("0000000000000000", ".   ..     ..   . . . . . W . V") },
	{ 4, 0x009, LINE64("0000000000000000", ".   ..     ..   . . . . X . . V") },
	{ 4, 0x013, LINE64("0000000000000000", ".   ..     ..   . . . U . . R V") },
	{ 4, 0x023, LINE64("0000000000000000", ".   ..     ..   . . G . . . R V") },
	{ 4, 0x043, LINE64("0000000000000000", ".   ..     ..   . A . . . . R V") },
	{ 4, 0x083, LINE64("0000000000000000", ".   ..     ..   D . . . . . R V") },
	{ 4, 0x103, LINE64("0000000000000000", ".   ..   RSW(1) . . . . . . R V") },
	{ 4, 0x203, LINE64("0000000000000000", ".   ..   RSW(2) . . . . . . R V") },
	{ 4, 0x303, LINE64("0000000000000000", ".   ..   RSW(3) . . . . . . R V") },
	{ 4, 0x3ff, LINE64("0000000000000000", ".   ..   RSW(3) D A G U X W R V") },
	{ 4, 0x200000e7, LINE64("0000000080000000", ".   ..     ..   D A G . . W R V") },
	{ 4, 0x040, LINE64("0000000000000000", ".   ..     ..   . A . . . . . .") },
	{ 4, 0x400, NULL },
	{ 4, 1ull << 61 | 0x003, LINE64("0000000000000000", ". MT(NC)   ..   . . . . . . R V") },
	{ 4, 2ull << 61 | 0x003, LINE64("0000000000000000", ". MT(IO)   ..   . . . . . . R V") },
	{ 4, 3ull << 61 | 0x003, LINE64("0000000000000000", ". MT(\?\?)   ..   . . . . . . R V") },
	{ 4, 1ull << 63 | 0x003, LINE64("0000000000000000", "N   ..     ..   . . . . . . R V") },
	{ 4, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 127ull << 54 },
	/* what a CPU without Svnapot and Svpbmt reserves, too: 63:54 */
	{ 0, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 1023ull << 54, HOST_NO_EXTENSION },
	{ 0, 0x20402003, LINE64("0000000081008000", ".   ..     ..   . . . . . . R V"), 1023ull << 54, HOST_NO_EXTENSION },
	{ 1, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 1023ull << 54, HOST_NO_EXTENSION },
	{ 2, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 1023ull << 54, HOST_NO_EXTENSION },
	{ 3, 0x003, LINE64("0000000000000000", ".   ..     ..   . . . . . . R V"), 1023ull << 54, HOST_NO_EXTENSION },
	/* T-Head's 63:59, SO C B SH Sec: memory, not cached, I/O; 58:54 are reserved */
	{ 0, THEAD(0, 1, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ".   ..     ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	{ 0, THEAD(0, 0, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(NC)   ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	{ 0, THEAD(1, 0, 0, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(IO)   ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	/* any other; in none of which 63 is N */
	{ 0, THEAD(0, 0, 0, 0, 0) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	{ 0, THEAD(1, 0, 0, 0, 0) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(0, 1, 0, 0, 0) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(0, 0, 1, 0, 0) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(0, 0, 0, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(0, 0, 0, 0, 1) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(0, 1, 1, 1, 1) | 0x0e7, LINE64("0000000000000000", ". MT(\?\?)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 0, THEAD(1, 1, 1, 1, 1) | 0x3ff, LINE64("0000000000000000", ". MT(\?\?) RSW(3) D A G U X W R V"), 0, HOST_THEAD },
	{ 0, THEAD(1, 0, 0, 1, 0) | 0x20402003, LINE64("0000000081008000", ". MT(IO)   ..   . . . . . . R V"), 0, HOST_THEAD },
	{ 0, 0x400, NULL, 31ull << 54, HOST_THEAD },
	{ 1, THEAD(0, 1, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ".   ..     ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	{ 1, THEAD(0, 0, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(NC)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 1, THEAD(1, 0, 0, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(IO)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 2, THEAD(0, 1, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ".   ..     ..   D A G . . W R V"), 31ull << 54, HOST_THEAD },
	{ 2, THEAD(0, 0, 1, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(NC)   ..   D A G . . W R V"), 0, HOST_THEAD },
	{ 2, THEAD(1, 0, 0, 1, 0) | 0x0e7, LINE64("0000000000000000", ". MT(IO)   ..   D A G . . W R V"), 0, HOST_THEAD },
#endif
};

const unsigned int nr_golden = ARRAY_SIZE(golden);

/* Where no CPU is named, one with all extensions; if nothing is used, without. */
bool golden_applies(const struct golden *row)
{
	return row->cpu == host_cpu ||
	       (host_cpu == HOST_NO_EXTENSION && row->cpu == HOST_STANDARD &&
		!(row->bits >> 59));
}

/* The root is the PGD, however many levels there are. */
void golden_line(char *line, const struct golden *row)
{
	static const char *const sizes[][5] = {
		[2] = { "4K", "4M" },
		[5] = { "4K", "2M", "1G", "512G", "256T" },
	};
	static const char *const names[] = { "PTE", "PMD", "PUD", "P4D", "PGD" };
	const char *name = row->level == nr_levels - 1 ? "PGD" : names[row->level];

	if (row->text)
		sprintf(line, "    0x%.*s %10s %s %s\n", DIGITS, row->text,
			sizes[CONFIG_PGTABLE_LEVELS][row->level], name,
			row->text + DIGITS + 1);
}

#define WARNS(n) \
	"WARNING: note_page: riscv/mm: Found insecure W+X mapping at address @" n "/@" n "S\n"
#define PASSED	"Checked W+X mappings: passed, no W+X pages found\n"
#define FAILED(n) "Checked W+X mappings: failed, " n " W+X pages found\n"

const struct verdict verdicts[] = {
	{ { }, 0, PASSED },
	{ { 0xe3, 0xe7, 0xeb }, 0, PASSED },
	{ { 0xef }, 1, WARNS("0") FAILED("1") },
	{ { 0xeb, 0xef, 0xef }, 2, WARNS("1") FAILED("2") },
	{ { 0xef, 0xe7, 0xef }, 2, WARNS("0") FAILED("2") },
	/* also without R, which is reserved, and without V */
	{ { 0xe3, 0xe3, 0xe3, 0x0c }, 1, WARNS("3") FAILED("1") },
};

const unsigned int nr_verdicts = ARRAY_SIZE(verdicts);

static char *expected_line(char *text, unsigned long start, unsigned int pages)
{
	const char *high = CONFIG_PGTABLE_LEVELS == 5 ? " .   ..  " : "";

	return text + sprintf(text, "0x%0*lx-0x%0*lx    0x%0*lx %9uK PTE%s   ..   D A G . . . R V\n",
			      DIGITS, start, DIGITS, start + pages * 4096, DIGITS,
			      0ul, 4 * pages, high);
}

/* The first alone, all others with the second page. */
void expected_markers(char *text, unsigned long start)
{
	text += sprintf(text, "---[ Fixmap start ]---\n");
	text = expected_line(text, start, 1);
	text += sprintf(text, "---[ Fixmap end ]---\n"
			"---[ PCI I/O start ]---\n"
			"---[ PCI I/O end ]---\n"
			"---[ vmemmap start ]---\n"
			"---[ vmemmap end ]---\n");
	expected_line(text, start + 4096, 7);
}

static void check_efi(void)
{
	static const struct area_marker areas[] = {
		{ 0, "UEFI runtime start" },
		{ 1ul << 30, "UEFI runtime end" },
		{ -1ul }
	};
	struct reader r;

	efi_mm = (struct mm_struct) { .users = 1, .pgd = __va(tree_root()) };
	assert_true(oracle_dump_range(tree_root(), areas, 0, 1ul << 31, &want));
	open_reader(&r, "efi_page_tables");
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
}

/* The first 2G, with an end of their own. */
void efi_tables_have_a_file_of_their_own(void **state)
{
	const unsigned long last = (1ul << 31) - page();
	char line[100];
	unsigned int i;

	for (i = 0; i < 10; i++) {
		begin_draw(i);
		draw_dump();
		check_efi();
	}

	/* The first page, the last, and the one after it. */
	begin_draw(0);
	tree_clear();
	tree_set_plain(0, plain_leaf(0, 0));
	tree_set_plain(last, plain_leaf(1, 0));
	tree_set_plain(last + page(), plain_leaf(2, 0));
	check_efi();
	sprintf(line, "\n0x%0*lx-0x%0*lx ", DIGITS, 0ul, DIGITS, page());
	assert_non_null(strstr(want.text, line));
	sprintf(line, "\n0x%0*lx-0x%0*lx ", DIGITS, last, DIGITS, last + page());
	assert_non_null(strstr(want.text, line));
}

/* In place of tables of which a part was shown: its address is that of the rest. */
static void check_huge_page(unsigned int level)
{
	const unsigned long first = -2ul << levels[level].shift;
	const unsigned long behind = -1ul << levels[level].shift;
	const unsigned long pages = behind - (1ul << levels[1].shift);
	const phys_addr_t frame = 1ull << max(30u, levels[level].shift);
	unsigned long start, end;
	unsigned long long pa;
	struct reader r;
	char some[400], *line;
	unsigned int i;
	ssize_t n;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (i = 0; i < table_entries; i++)
		tree_set_plain(pages + i * page(), plain_leaf(i % 2, 0));
	init_mm.pgd = __va(tree_root());
	host_budget = 20 * 1000;
	open_reader(&r, kernel_file);
	for (text_len = 0; text_len < sizeof(some); text_len += n) {
		n = read_some(&r, some, sizeof(some));
		assert_true(n > 0);
	}
	tree_set(first, level, plain_leaf(0, frame));
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;
	line = strrchr(text, '\n');
	while (line && (sscanf(line + 1, "0x%lx-0x%lx 0x%llx", &start, &end, &pa) != 3 ||
			end != behind)) {
		*line = 0;
		line = strrchr(text, '\n');
	}
	assert_non_null(line);
	assert_true(start > pages);
	assert_true(pa == frame + (start - first));
}

void a_huge_page_that_comes_is_shown_from_the_position_on(void **state)
{
	unsigned int level;

	for (level = 1; level < nr_levels; level++)
		check_huge_page(level);
}

/* Behind a huge page; or, if @end is not the top, in the last page of the range. */
static void check_many_areas(unsigned long base, unsigned long end)
{
	static const char *const name = "an area with a name that is rather long";
	const unsigned long span = 1ul << levels[1].shift;
	static const size_t sizes[] = { 1, 100, 4096 };
	struct ptdump_marker many[66] = { { base, "first" } };
	struct area_marker areas[66] = { { base, "first" } };
	struct ptdump_target info = { &init_mm, many, base };
	struct reader r;
	unsigned long first = end ? end - page() : base + span;
	unsigned int i, budget;

	for (i = 1; i < ARRAY_SIZE(areas); i++) {
		many[i].start = areas[i].start = i < 65 ? first + i : -1ul;
		many[i].name = areas[i].name = i < 65 ? name : NULL;
	}
	begin_draw(0);
	tree_clear();
	tree_set_plain(base, plain_leaf(0, 0));
	tree_set(base + span, 1, plain_leaf(0, 0));
	tree_set_plain(base + 2 * span, plain_leaf(1, 0));
	init_mm.pgd = __va(tree_root());
	assert_true(oracle_dump_range(tree_root(), areas, base, end, &want));
	ptdump_create_file("many", NULL, &info);
	host_seq_largest = 0;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (budget = 1; budget < 1000000; budget *= 30) {
			host_budget = budget;
			open_reader(&r, "many");
			read_all(&r, sizes[i]);
			check_text();
			close_reader(&r);
		}
	}
	assert_int_equal(host_seq_largest, 4096);
	assert_int_equal(ptdump_log(&info), 0);
	assert_int_equal(strlen(host_log), want.len);
	assert_int_equal(memcmp(host_log, want.text, want.len), 0);
}

/* More than fit into the text of an item. */
void many_areas_may_begin_in_one_entry(void **state)
{
	check_many_areas(kernel_start(), 0);
	check_many_areas(0, 1ul << 31);
}
