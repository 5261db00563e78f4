// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of the dumper have to know of arm64, and what only arm64 has.
 * Bits are from the Arm ARM, chapter D8, memory types from what Linux puts into
 * MAIR_EL1.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>
#include <asm/ptdump.h>

#include "../dump-test.h"
#include "arch-tests.h"

const char *const kernel_file = "kernel_page_tables";
const bool shows_holes = true;

const char *const arch_files[] = { "kernel_page_tables", "check_wx_pages", NULL };

struct area_marker markers[] = {
	{ PAGE_OFFSET,	"Linear Mapping start",	0,	FIXED },
	{ 0,		"Linear Mapping end",	0,	HOST_PAGE_END },
	{ 0,		"Kasan shadow start",	0,	HOST_KASAN },
	{ 0,		"Kasan shadow end",	0,	HOST_KASAN_END },
	{ 0,		"Modules start",	0,	HOST_MODULES },
	{ 0,		"Modules end",		0,	HOST_MODULES_END },
	{ 0,		"vmalloc() area",	0,	HOST_VMALLOC },
	{ 0,		"vmalloc() end",	0,	HOST_VMALLOC_END },
	{ 0,		"vmemmap start",	0,	HOST_VMEMMAP },
	{ 0,		"vmemmap end",		0,	HOST_VMEMMAP_END },
	{ 0,		"PCI I/O start",	0,	HOST_PCI_IO },
	{ 0,		"PCI I/O end",		0,	HOST_PCI_IO_END },
	{ 0,		"Fixmap start",		0,	HOST_FIXMAP },
	{ 0,		"Fixmap end",		0,	HOST_FIXMAP_END },
	{ -1ul }
};

unsigned long kernel_start(void)
{
	return -1ul << vabits_actual;
}

#define HIGH(nr)	(1ull << (nr))

/* With TCR_EL1.DS, SH is OA[51:50]: rows that hide it are for LPA2 only. */
#define OA_51_50	(3ull << 8)

/*
 * What follows the name of the level: F (not valid), USR, ro or RW, NX or x,
 * SHD, AF, NG, CON, BLK, UXN, GP, and the memory type.
 *
 * A block, bit by bit as a page is; then PROT_NONE, a block that the kernel took out
 * of the linear map, and a bad entry: not valid, and not 0. BLK is type 1 only, so
 * no entry that is not valid has it. Levels above those where the kernel makes blocks
 * show them, too.
 */
#define BLOCK(level)							\
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL" }, \
	{ level, 0x005, "       RW x                BLK        MEM/NORMAL-TAGGED" }, \
	{ level, 0x009, "       RW x                BLK        MEM/NORMAL-NC" }, \
	{ level, 0x00d, "       RW x                BLK        DEVICE/nGnRnE" }, \
	{ level, 0x011, "       RW x                BLK        DEVICE/nGnRE" }, \
	{ level, 0x015, "       RW x                BLK       " },	\
	{ level, 0x019, "       RW x                BLK       " },	\
	{ level, 0x01d, "       RW x                BLK       " },	\
	{ level, 0x041, "   USR RW x                BLK        MEM/NORMAL" }, \
	{ level, 0x081, "       ro x                BLK        MEM/NORMAL" }, \
	{ level, 0x0c1, "   USR ro x                BLK        MEM/NORMAL" }, \
	{ level, 0x101, "       RW x                BLK        MEM/NORMAL" }, \
	{ level, 0x201, "       RW x                BLK        MEM/NORMAL" }, \
	{ level, 0x301, "       RW x  SHD           BLK        MEM/NORMAL" }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", OA_51_50 }, \
	{ level, 0x401, "       RW x      AF        BLK        MEM/NORMAL" }, \
	{ level, 0x801, "       RW x         NG     BLK        MEM/NORMAL" }, \
	{ level, HIGH(50) | 0x001, "       RW x                BLK     GP MEM/NORMAL" }, \
	{ level, HIGH(52) | 0x001, "       RW x            CON BLK        MEM/NORMAL" }, \
	{ level, HIGH(53) | 0x001, "       RW NX               BLK        MEM/NORMAL" }, \
	{ level, HIGH(54) | 0x001, "       RW x                BLK UXN    MEM/NORMAL" }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", 0x020 }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", HIGH(51) }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", 15 * HIGH(55) }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", 15 * HIGH(59) }, \
	{ level, 0x001, "       RW x                BLK        MEM/NORMAL", HIGH(63) }, \
	{ level, 0x0060000000000785, "       ro NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED" }, \
	{ level, 0x0060000000000485, "       ro NX     AF        BLK UXN    MEM/NORMAL-TAGGED", OA_51_50 }, \
	{ level, 0x800, " F     RW x         NG                MEM/NORMAL" }, \
	{ level, 0x0060000000000f04, " F     RW NX SHD AF NG         UXN    MEM/NORMAL-TAGGED" }, \
	{ level, 0x0060000000000c04, " F     RW NX     AF NG         UXN    MEM/NORMAL-TAGGED", OA_51_50 }, \
	{ level, 0x002, " F     RW x                           MEM/NORMAL" }

const struct golden golden[] = {
	/* a page: each bit of the lower attributes, AttrIndx by value */
	{ 0, 0x003, "RW x MEM/NORMAL" },
	{ 0, 0x007, "RW x MEM/NORMAL-TAGGED" },
	{ 0, 0x00b, "RW x MEM/NORMAL-NC" },
	{ 0, 0x00f, "RW x DEVICE/nGnRnE" },
	{ 0, 0x013, "RW x DEVICE/nGnRE" },
	/* that Linux has not set up: no name */
	{ 0, 0x017, "RW x" },
	{ 0, 0x01b, "RW x" },
	{ 0, 0x01f, "RW x" },
	/* AP[1], AP[2], both; SH, of which only inner shareable shows */
	{ 0, 0x043, "USR RW x MEM/NORMAL" },
	{ 0, 0x083, "ro x MEM/NORMAL" },
	{ 0, 0x0c3, "USR ro x MEM/NORMAL" },
	{ 0, 0x103, "RW x MEM/NORMAL" },
	{ 0, 0x203, "RW x MEM/NORMAL" },
	{ 0, 0x303, "RW x SHD MEM/NORMAL" },
	{ 0, 0x003, "RW x MEM/NORMAL", OA_51_50 },
	/* AF, nG */
	{ 0, 0x403, "RW x AF MEM/NORMAL" },
	{ 0, 0x803, "RW x NG MEM/NORMAL" },
	/* GP, contiguous, PXN, UXN */
	{ 0, HIGH(50) | 0x003, "RW x GP MEM/NORMAL" },
	{ 0, HIGH(52) | 0x003, "RW x CON MEM/NORMAL" },
	{ 0, HIGH(53) | 0x003, "RW NX MEM/NORMAL" },
	{ 0, HIGH(54) | 0x003, "RW x UXN MEM/NORMAL" },
	/* NS, DBM; software's: dirty, special, none, uffd; PBHA or overlay; 63 */
	{ 0, 0x003, "RW x MEM/NORMAL", 0x020 },
	{ 0, 0x003, "RW x MEM/NORMAL", HIGH(51) },
	{ 0, 0x003, "RW x MEM/NORMAL", 15 * HIGH(55) },
	{ 0, 0x003, "RW x MEM/NORMAL", 15 * HIGH(59) },
	{ 0, 0x003, "RW x MEM/NORMAL", HIGH(63) },
	/* all, and what the kernel maps its own text and data with */
	{ 0, 0xfffc000000000fff, "USR ro NX SHD AF NG CON UXN GP" },
	{ 0, 0xfffc000000000cff, "USR ro NX AF NG CON UXN GP", OA_51_50 },
	{ 0, 0x0040000000000783, "ro x SHD AF UXN MEM/NORMAL" },
	{ 0, 0x0040000000000483, "ro x AF UXN MEM/NORMAL", OA_51_50 },
	{ 0, 0x00e8000000000707, "RW NX SHD AF UXN MEM/NORMAL-TAGGED" },
	/* reserved: type 1 in a PTE */
	{ 0, 0x001, "RW x BLK MEM/NORMAL" },
	/* not valid: PROT_NONE, taken out of the linear map, swap */
	{ 0, 0x802, "F RW x NG MEM/NORMAL" },
	{ 0, 0x800, "F RW x NG MEM/NORMAL" },
	{ 0, 0x00e8000000000f06, "F RW NX SHD AF NG UXN MEM/NORMAL-TAGGED" },
	{ 0, 0x00e8000000000c06, "F RW NX AF NG UXN MEM/NORMAL-TAGGED", OA_51_50 },
	{ 0, 0x042, "F USR RW x MEM/NORMAL" },
	{ 0, 0x004, "F RW x MEM/NORMAL-TAGGED" },
	{ 0, 0x010, "F RW x DEVICE/nGnRE" },
	/* nothing that counts: merged with the holes around */
	{ 0, HIGH(55), NULL },
	{ 0, HIGH(51), NULL },
	{ 0, 0x020, NULL },
	{ 1, HIGH(58), NULL },
	{ 2, HIGH(58), NULL },
	{ 3, HIGH(58), NULL },
	{ 4, HIGH(58), NULL },
	BLOCK(1),
	BLOCK(2),
	BLOCK(3),
	BLOCK(4),
};

const unsigned int nr_golden = ARRAY_SIZE(golden);

/* What is no table is shown, of a level with blocks or not. */
bool golden_applies(const struct golden *row)
{
	if (lpa2)
		return !row->text || !strstr(row->text, "SHD");
	return row->hidden != OA_51_50;
}

/*
 * The root is the PGD, whatever is folded into it; but with two levels, a block
 * or what could be one bears its own name.
 */
void golden_line(char *line, const struct golden *row)
{
	static const char *const sizes[][5] = {
		[12] = { "4K", "2M", "1G", "512G", "256T" },
		[14] = { "16K", "32M", "64G", "128T" },
		[16] = { "64K", "512M", "4T" },
	};
	static const char *const names[] = { "PTE", "PMD", "PUD", "P4D", "PGD" };
	const char *name = names[row->level];

	if (row->level == nr_levels - 1 && !(row->level == 1 && (row->bits & 0x801)))
		name = "PGD";
	sprintf(line, "   %10s %s %s\n", sizes[HOST_PAGE_SHIFT][row->level], name,
		row->text ?: "");
}

#define UXN	HIGH(54)
#define PXN	HIGH(53)
#define RW	0x703ull
#define RO	0x783ull
#define DBM	HIGH(51)
#define WARNS	"WARNING: note_page: arm64/mm: Found "
#define WX(n)	WARNS "insecure W+X mapping at address @" n "/@" n "S\n"
#define NON_UXN(n) WARNS "non-UXN mapping at address @" n "/@" n "S\n"
#define PASSED	"Checked W+X mappings: passed, no W+X pages found\n"
#define FAILED(wx, uxn) \
	"Checked W+X mappings: FAILED, " wx " W+X pages found, " uxn " non-UXN pages found\n"

const struct verdict verdicts[] = {
	{ { }, 0, PASSED },
	{ { UXN | PXN | RW, UXN | RO, UXN | PXN | RO }, 0, PASSED },
	{ { UXN | RW }, 1, WX("0") FAILED("1", "0") },
	{ { PXN | RW }, 1, NON_UXN("0") FAILED("0", "1") },
	{ { PXN | RO, UXN | RO, RO }, 2, NON_UXN("0") FAILED("0", "2") },
	{ { RW }, 2, NON_UXN("0") WX("0") FAILED("1", "1") },
	{ { UXN | RO, UXN | RW, UXN | RW, RO }, 3,
	  WX("1") NON_UXN("3") FAILED("2", "1") },
	{ { RO, UXN | RW }, 2, NON_UXN("0") WX("1") FAILED("1", "1") },
	/* not valid, but it has attributes; it has none that count */
	{ { 0x802 }, 2, NON_UXN("0") WX("0") FAILED("1", "1") },
	{ { HIGH(55), DBM }, 0, PASSED },
	/* read-only, until hardware makes a write of it that sets the dirty state */
	{ { UXN | RO | DBM }, has_tcr_hd, has_tcr_hd ? WX("0") FAILED("1", "0") : PASSED },
	{ { UXN | PXN | RO | DBM }, 0, PASSED },
	{ { UXN | RO, UXN | RO | DBM, UXN | RW | DBM }, 1 + has_tcr_hd,
	  has_tcr_hd ? WX("1") FAILED("2", "0") : WX("2") FAILED("1", "0") },
	{ { PXN | RO | DBM }, 1, NON_UXN("0") FAILED("0", "1") },
};

const unsigned int nr_verdicts = ARRAY_SIZE(verdicts);

static char *expected_line(char *text, unsigned long start, unsigned int pages)
{
	/* With LPA2 there is no SH. */
	const char *rest = lpa2 ?
		"       ro NX     AF            UXN    MEM/NORMAL" :
		"       ro NX SHD AF            UXN    MEM/NORMAL";

	return text + sprintf(text, "0x%016lx-0x%016lx   %9luK PTE%s\n", start,
			      start + pages * page(), pages * page() / 1024, rest);
}

/* Two at the first page, and two at the next. */
void expected_markers(char *text, unsigned long start)
{
	text += sprintf(text, "---[ Linear Mapping start ]---\n"
			"---[ Linear Mapping end ]---\n");
	text = expected_line(text, start, 1);
	text += sprintf(text, "---[ Kasan shadow start ]---\n"
			"---[ Kasan shadow end ]---\n");
	text = expected_line(text, start + page(), 1);
	text += sprintf(text, "---[ Modules start ]---\n"
			"---[ Modules end ]---\n");
	expected_line(text, start + 2 * page(), 6);
}

void lines_that_look_the_same_differ_in_bits_without_a_column(void **state)
{
	static const struct look_alike rows[] = {
		/* bit 1, not valid; AttrIndx, of types without a name */
		{ 0, 0x442, 1 << 1, 2 },
		{ 1, 0x442, 1 << 1, 2 },
		{ 0, 0x41f, 1 << 2, 2 },
		{ 0, 0x41f, 1 << 3, 2 },
		{ 1, 0x41d, 1 << 2, 2 },
		{ 1, 0x41d, 1 << 3, 2 },
		/* NS, DBM; software and others */
		{ 0, 0x403, 0x20 | HIGH(51) | 0x1ff * HIGH(55), 1 },
		{ 1, 0x401, 0x20 | HIGH(51) | 0x1ff * HIGH(55), 1 },
	};
	static const struct look_alike not_with_lpa2[] = {
		{ 0, 0x403, 1 << 8, 2 },
		{ 0, 0x403, 2 << 8, 2 },
		{ 1, 0x401, 1 << 8, 2 },
		{ 1, 0x401, 2 << 8, 2 },
	};

	check_look_alikes(rows, ARRAY_SIZE(rows));
	if (!lpa2)
		check_look_alikes(not_with_lpa2, ARRAY_SIZE(not_with_lpa2));
}

/* Pages that lie in different quarters of 52 bits of physical addresses. */
void oa_51_50_do_not_split_a_run_with_lpa2(void **state)
{
	const unsigned long start = -8 * page();
	struct reader r;
	char line[64];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (i = 0; i < 4; i++)
		tree_set_plain(start + i * page(),
			       (plain_leaf(0, 0) & ~OA_51_50) | i << 8);
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;
	for (i = 0; i < 4; i++) {
		sprintf(line, "0x%016lx-0x%016lx ", start + i * page(),
			start + (lpa2 ? 4 : i + 1) * page());
		assert_int_equal(strstr(text, line) != NULL, !lpa2 || !i);
	}
}

static void check_log(const char *want_log)
{
	host_log_clear();
	ptdump_check_wx();
	if (strcmp(host_log, want_log)) {
		print_message("# SEED=%lu\n# want %s# got  %s", seed, want_log,
			      host_log);
		fail();
	}
}

/* What a check logs of pages from @wx on that are W+X, and from @uxn on non-UXN. */
static void expected_log(char *log, unsigned long wx, unsigned long wx_pages,
			 unsigned long uxn, unsigned long uxn_pages)
{
	const char *const found[] = { "insecure W+X", "non-UXN" };
	const unsigned long start[] = { wx, uxn }, pages[] = { wx_pages, uxn_pages };
	bool second = !wx_pages || uxn <= wx;
	unsigned int i;

	for (i = 0; i < 2; i++, second = !second)
		if (pages[second])
			log += sprintf(log, WARNS "%s mapping at address %p/%pS\n",
				       found[second], (void *)start[second],
				       (void *)start[second]);
	if (wx_pages || uxn_pages)
		sprintf(log, FAILED("%lu", "%lu"), wx_pages, uxn_pages);
	else
		sprintf(log, PASSED);
}

/* Have @bits in the table at @level through which @addr is reached. */
static void set_table_bits(unsigned long addr, unsigned int level, u64 bits)
{
	phys_addr_t table = tree_root();
	unsigned int l;
	u64 raw;

	for (l = nr_levels - 1;; l--) {
		raw = load_entry(table, addr >> levels[l].shift &
				 ((1ul << levels[l].bits) - 1));
		if (l == level)
			break;
		table = entry_table(raw);
	}
	tree_set(addr, level, raw | bits);
}

/* PXNTable, UXNTable, APTable: each, at each level, and two of them. */
static const struct {
	u64 bits;
	bool wx, uxn;			/* is left of a page that is both */
} table_rows[] = {
	{ 0, true, true },
	{ HIGH(59), false, true },
	{ HIGH(60), true, false },
	{ HIGH(61), true, true },	/* takes data from EL0, no more */
	{ HIGH(62), false, true },
	{ HIGH(59) | HIGH(60), false, false },
	{ HIGH(60) | HIGH(62), false, false },
	{ HIGH(63), true, true },	/* NSTable */
};

static void read_dump(struct reader *r)
{
	r->pos = 0;
	read_all(r, 4096);
	text[text_len] = 0;
}

/*
 * The last page of a table at @level that has the bits, and the first page of the
 * next table. A check counts what is in force. No dump shows it.
 */
static void check_table_bits(unsigned int level, u64 bits, bool wx, bool uxn)
{
	unsigned long next = -1ul << levels[level].shift, first = next - page();
	char log[400], *before;
	struct reader r;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	tree_set_plain(first, RW | DBM);
	tree_set_plain(next, RW | DBM);
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_dump(&r);
	before = strdup(text);

	set_table_bits(first, level, bits);
	expected_log(log, wx ? first : next, wx + 1, uxn ? first : next, uxn + 1);
	check_log(log);
	read_dump(&r);
	assert_string_equal(text, before);
	free(before);
	close_reader(&r);
}

void a_check_counts_what_the_tables_leave(void **state)
{
	unsigned int level, i;

	for (level = 1; level < nr_levels; level++) {
		for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
			check_table_bits(level, table_rows[i].bits,
					 table_rows[i].wx, table_rows[i].uxn);
			/* Indirect permissions: tables have no say. */
			host_s1pie = true;
			check_table_bits(level, table_rows[i].bits, true, true);
			host_s1pie = false;
		}
	}
}

/* Neighbours in tables of their own, of entries that all lead to one table. */
void a_check_tells_shared_tables_apart_by_those_above(void **state)
{
	/* Behind those that tree_set_plain() makes. */
	const phys_addr_t table[] = {
		slot_pa(ROOT_SLOT + nr_levels), slot_pa(ROOT_SLOT + nr_levels + 1),
		slot_pa(ROOT_SLOT + nr_levels + 2),
	};
	const unsigned long pages = (unsigned long)table_entries * table_entries;
	unsigned long span, start;
	unsigned int i, j;
	char log[400];

	if (nr_levels < 3)
		return;
	span = 1ul << levels[2].shift;
	start = -2 * span;
	for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
		bool wx = table_rows[i].wx, uxn = table_rows[i].uxn;

		begin_draw(0);
		tree_clear();
		move_areas_away();
		for (j = 0; j < table_entries; j++) {
			store_entry(table[0], j, RW);
			/* In an entry that points to a table, they are ignored. */
			store_entry(table[1], j, table[0] | 3 | UXN | PXN);
			store_entry(table[2], j, table[0] | 3 | UXN | PXN);
		}
		tree_set_plain(start, RW);
		tree_set(start, 2, table[1] | 3);
		tree_set(start + span, 2, table[2] | 3 | table_rows[i].bits);
		init_mm.pgd = __va(tree_root());
		expected_log(log, start, (wx + 1) * pages, start, (uxn + 1) * pages);
		check_log(log);
		/* The other way round. */
		tree_set(start, 2, table[1] | 3 | table_rows[i].bits);
		tree_set(start + span, 2, table[2] | 3);
		expected_log(log, wx ? start : start + span, (wx + 1) * pages,
			     uxn ? start : start + span, (uxn + 1) * pages);
		check_log(log);
	}
}

/* PIR_EL1 of Linux: bit 51 is what allows a write, whatever AP[2] says. */
void the_check_is_of_indirect_permissions_where_they_are(void **state)
{
	static const struct {
		u64 bits;
		unsigned int wx, uxn;
	} rows[] = {
		{ UXN | RW, 0, 0 },
		{ UXN | RO, 0, 0 },
		{ UXN | RW | DBM, 1, 0 },
		{ UXN | RO | DBM, has_tcr_hd, 0 },
		{ UXN | PXN | RW | DBM, 0, 0 },
		{ RW, 0, 1 },
		{ PXN | RW | DBM, 0, 1 },
	};
	const unsigned long start = -8 * page();
	unsigned int i;
	char log[400];

	host_s1pie = true;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin_draw(0);
		tree_clear();
		move_areas_away();
		tree_set_plain(start, rows[i].bits);
		init_mm.pgd = __va(tree_root());
		expected_log(log, start, rows[i].wx, start, rows[i].uxn);
		check_log(log);
	}
	for (i = 0; i < draws; i++) {
		begin_draw(i);
		draw_dump();
		check_log(want.log);
	}
	host_s1pie = false;
}

static void check_efi(void)
{
	static const struct area_marker areas[] = {
		{ 0, "UEFI runtime start" },
		{ EFI_RUNTIME_MAP_END, "UEFI runtime end" },
		{ -1ul }
	};
	struct reader r;

	task_mm.pgd = __va(tree_root());
	assert_true(oracle_dump_range(tree_root(), areas, 0, 1ul << vabits_actual,
				      &want));
	open_reader(&r, "efi_page_tables");
	assert_int_equal(r.file->mode, 0400);
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
}

/* The lower half, and no further; its mm is another one. */
void efi_tables_have_a_file_of_their_own(void **state)
{
	static const struct ptdump_marker efi_markers[] = {
		{ 0, "UEFI runtime start" },
		{ EFI_RUNTIME_MAP_END, "UEFI runtime end" },
		{ -1ul }
	};
	static struct ptdump_target info = {
		.mm = &task_mm, .markers = efi_markers,
	};
	const unsigned long last = (1ul << vabits_actual) - page();
	char line[100];
	unsigned int i;

	ptdump_debugfs_register(&info, "efi_page_tables");
	for (i = 0; i < 10; i++) {
		begin_draw(i);
		draw_dump();
		check_efi();
	}

	/* The first page and the last, which are none of another half. */
	begin_draw(0);
	tree_clear();
	tree_set_plain(0, plain_leaf(0, 0));
	tree_set_plain(last, plain_leaf(1, 0));
	check_efi();
	sprintf(line, "\n0x%016lx-0x%016lx ", 0ul, page());
	assert_non_null(strstr(want.text, line));
	sprintf(line, "\n0x%016lx-0x%016lx ", last, last + page());
	assert_non_null(strstr(want.text, line));
	assert_null(strstr(want.text, "\n0xf"));
}

/* Of a dump that begins behind its first page: the others have that page. */
void the_first_of_those_that_share_a_table_may_be_cut(void **state)
{
	static const struct ptdump_marker no_markers[] = { { 0, "" }, { -1ul } };
	static const struct area_marker no_areas[] = { { 0, "" }, { -1ul } };
	const unsigned long first = 4ul << levels[1].shift;
	static struct ptdump_target info = {
		.mm = &task_mm, .markers = no_markers,
	};
	struct reader r;
	unsigned int i;

	begin_draw(0);
	tree_clear();
	tree_set_plain(first, plain_leaf(1, 0));
	for (i = 1; i < table_entries; i++)
		tree_set_plain(first + i * page(), plain_leaf(0, 0));
	for (i = 1; i < 4; i++)
		tree_set(first + ((unsigned long)i << levels[1].shift), 1,
			 plain_table(slot_pa(ROOT_SLOT + nr_levels - 1), 0));
	task_mm.pgd = __va(tree_root());
	info.base_addr = first + page();
	ptdump_debugfs_register(&info, "part_of_page_tables");
	assert_true(oracle_dump_range(tree_root(), no_areas, info.base_addr,
				      1ul << vabits_actual, &want));
	open_reader(&r, "part_of_page_tables");
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
}
