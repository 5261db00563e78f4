// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest's physical addresses map to: KVM's file, on tables made here.
 * Descriptors are from the Arm ARM, chapter D8, stage 2.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <time.h>
#include <host-kvm.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "../format.h"
#include "../rnd.h"

unsigned long host_area[HOST_AREAS];
int host_budget = 1000000;

#define TABLES		72	/* a range takes 6 at most */
#define TABLE_ENTRIES	(1u << (HOST_PAGE_SHIFT - 3))
#define ROOT_ENTRIES	(16 * TABLE_ENTRIES)	/* up to 16 tables in a row */

static u64 root[ROOT_ENTRIES], tables[TABLES][TABLE_ENTRIES];
static unsigned int used;

static struct kvm_pgtable pgtable;
static struct kvm kvm;
static struct kvm_s2_mmu nested;
bool host_protected_kvm;

static unsigned int shift(int level)
{
	return HOST_PAGE_SHIFT + (3 - level) * (HOST_PAGE_SHIFT - 3);
}

static u64 *entry(u64 *table, u64 addr, int level)
{
	u64 index = addr >> shift(level);

	if (level > pgtable.start_level)
		index &= TABLE_ENTRIES - 1;
	assert_true(index < ROOT_ENTRIES);
	return &table[index];
}

static bool is_table(u64 raw, int level)
{
	return level < 3 && (raw & 3) == 3;
}

/* Visited entries: all, those of the last lock period, and those of the longest. */
static unsigned int visits, held_for, held_longest;
static bool no_tables;	/* KVM has freed them */

static void note_visit(void)
{
	static unsigned int period;

	if (period != kvm.periods)
		held_for = 0;
	period = kvm.periods;
	visits++;
	held_for++;
	held_longest = max(held_longest, held_for);
}

/* Each entry that is no table, in order: looked up from the root by address. */
int kvm_pgtable_walk(struct kvm_pgtable *pgt, u64 addr, u64 size,
		     struct kvm_pgtable_walker *walker)
{
	u64 end = addr + size;
	int ret = 0;

	assert_true(kvm.mmu_lock.held);
	assert_false(no_tables);
	assert_int_equal(walker->flags, KVM_PGTABLE_WALK_LEAF);
	if (end > 1ull << pgt->ia_bits)
		return -ERANGE;
	while (!ret && addr < end) {
		struct kvm_pgtable_visit_ctx ctx = {
			.arg = walker->arg, .addr = addr,
		};
		int level = pgt->start_level;
		u64 raw = *entry(pgt->pgd, addr, level);

		while (is_table(raw, level))
			raw = *entry(tables[raw >> HOST_PAGE_SHIFT], addr, ++level);
		ctx.old = raw;
		ctx.level = level;
		note_visit();
		ret = walker->cb(&ctx, KVM_PGTABLE_WALK_LEAF);
		addr = ((addr >> shift(level)) + 1) << shift(level);
	}
	return ret;
}

static void map_entry(u64 addr, int level, u64 raw)
{
	u64 *table = pgtable.pgd, *p;
	int l;

	for (l = pgtable.start_level; l < level; l++) {
		p = entry(table, addr, l);
		if (!is_table(*p, l)) {
			assert_true(used < TABLES);
			*p = (u64)used++ << HOST_PAGE_SHIFT | 3;
		}
		table = tables[*p >> HOST_PAGE_SHIFT];
	}
	*entry(table, addr, level) = raw;
}

static void begin_with(u32 ia_bits, int start_level)
{
	static unsigned int root_bits;

	/* What there is of the last guest. */
	memset(root, 0, sizeof(*root) << root_bits);
	root_bits = ia_bits - shift(start_level);
	memset(tables, 0, used * sizeof(*tables));
	used = 0;
	pgtable = (struct kvm_pgtable) {
		.ia_bits = ia_bits,
		.start_level = start_level,
		.pgd = root,
	};
	kvm = (struct kvm) {
		.arch.mmu = {
			.arch = &kvm.arch,
			.locked.pgt = &pgtable,
		},
		.debugfs_dentry = (struct dentry *)"kvm/1-1",
		.users = 1,
	};
	host_lock_errors = 0;
	host_signal_pending = false;
	host_no_memory = false;
	host_seq_first_size = 4096;
	host_on_unlock = NULL;
	host_budget = 1000000;
	no_tables = false;
	visits = 0;
	held_for = 0;
	held_longest = 0;
	kvm_s2_ptdump_create_debugfs(&kvm);
}

/* 40 bits begin at level 1, but at level 2 with 16K and 64K pages. */
static void begin(void)
{
	begin_with(40, HOST_PAGE_SHIFT < 14 ? 1 : 2);
}

static char text[100000];
static size_t read_size = 1000;

static void read_file(struct file *open, struct host_file *file)
{
	loff_t pos = 0;
	size_t len = 0;
	ssize_t n;

	do {
		n = file->fops->read(open, text + len, read_size, &pos);
		assert_true(n >= 0);
		len += n;
	} while (n);
	text[len] = 0;
}

static int open_file(struct host_file *file, struct file *open)
{
	int ret;

	kvm.opening = true;
	ret = file->fops->open(&file->inode, open);
	kvm.opening = false;
	return ret;
}

static void read_name(const char *name)
{
	struct host_file *file = host_find_file(name);
	struct file open;

	assert_non_null(file);
	assert_int_equal(file->mode, 0400);
	assert_int_equal(open_file(file, &open), 0);
	assert_int_equal(kvm.users, 2);
	read_file(&open, file);
	file->fops->release(&file->inode, &open);
	assert_int_equal(kvm.users, 1);
	assert_int_equal(kvm.mmu_lock.held, KVM_UNLOCKED);
	assert_int_equal(host_lock_errors, 0);
}

#define READ_WRITE	0x7ffull	/* AF, SH, S2AP, MemAttr */
#define XN(value)	((value ## ull) << 53)	/* XN[1:0] */

/* The guest has 2M or so at 1G, and the last page of all. */
static void map_some(void)
{
	const u64 page = 1ull << HOST_PAGE_SHIFT;

	map_entry(0x40000000, 3, READ_WRITE);
	map_entry(0x40000000 + page, 3, READ_WRITE);
	map_entry(0x40000000 + 2 * page, 3, READ_WRITE | XN(2));
	map_entry((1ull << 40) - page, 3, READ_WRITE);
}

#define MARKER "---[ Guest IPA ]---\n"

#if HOST_PAGE_SHIFT == 12
#define SOME \
	MARKER \
	"0x0000000000000000-0x0000000040000000           1G 1\n" \
	"0x0000000040000000-0x0000000040002000           8K 3   R W px ux  AF    \n" \
	"0x0000000040002000-0x0000000040003000           4K 3   R W PXNUXN AF    \n" \
	"0x0000000040003000-0x0000000040200000        2036K 3\n" \
	"0x0000000040200000-0x0000000080000000        1022M 2\n" \
	"0x0000000080000000-0x000000ffc0000000        1021G 1\n" \
	"0x000000ffc0000000-0x000000ffffe00000        1022M 2\n" \
	"0x000000ffffe00000-0x000000fffffff000        2044K 3\n" \
	"0x000000fffffff000-0x0000010000000000           4K 3   R W px ux  AF    \n"
#define LEVELS	"3\n"
#define START	"1"
#elif HOST_PAGE_SHIFT == 14
#define SOME \
	MARKER \
	"0x0000000000000000-0x0000000040000000           1G 2\n" \
	"0x0000000040000000-0x0000000040008000          32K 3   R W px ux  AF    \n" \
	"0x0000000040008000-0x000000004000c000          16K 3   R W PXNUXN AF    \n" \
	"0x000000004000c000-0x0000000042000000       32720K 3\n" \
	"0x0000000042000000-0x000000fffe000000     1047488M 2\n" \
	"0x000000fffe000000-0x000000ffffffc000       32752K 3\n" \
	"0x000000ffffffc000-0x0000010000000000          16K 3   R W px ux  AF    \n"
#define LEVELS	"2\n"
#define START	"2"
#else
#define SOME \
	MARKER \
	"0x0000000000000000-0x0000000040000000           1G 2\n" \
	"0x0000000040000000-0x0000000040020000         128K 3   R W px ux  AF    \n" \
	"0x0000000040020000-0x0000000040030000          64K 3   R W PXNUXN AF    \n" \
	"0x0000000040030000-0x0000000060000000      524096K 3\n" \
	"0x0000000060000000-0x000000ffe0000000        1022G 2\n" \
	"0x000000ffe0000000-0x000000ffffff0000      524224K 3\n" \
	"0x000000ffffff0000-0x0000010000000000          64K 3   R W px ux  AF    \n"
#define LEVELS	"2\n"
#define START	"2"
#endif

static void all_regions_are_shown_the_last_too(void **state)
{
	begin();
	map_some();
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, SOME);
}

#if HOST_PAGE_SHIFT == 12
/* 48 bits begin at level 0, where LPA2 has blocks. */
static void level_0_has_its_name(void **state)
{
	begin_with(48, 0);
	map_entry(1ull << 39, 0, READ_WRITE & ~2);
	map_entry(3ull << 39, 1, READ_WRITE & ~2);
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, MARKER
		"0x0000000000000000-0x0000008000000000         512G 0\n"
		"0x0000008000000000-0x0000010000000000         512G 0   R W px ux  AF BLK\n"
		"0x0000010000000000-0x0000018000000000         512G 0\n"
		"0x0000018000000000-0x0000018040000000           1G 1   R W px ux  AF BLK\n"
		"0x0000018040000000-0x0000020000000000         511G 1\n"
		"0x0000020000000000-0x0001000000000000         254T 0\n");
	read_name("kvm/1-1/stage2_levels");
	assert_string_equal(text, "4\n");
}
#endif

static void each_show_begins_anew(void **state)
{
	struct host_file *file;
	struct file open;
	unsigned int i;

	begin();
	map_some();
	/* One that does not fit is shown again, and so is the second read. */
	host_seq_first_size = 100;
	file = host_find_file("kvm/1-1/stage2_page_tables");
	assert_int_equal(open_file(file, &open), 0);
	for (i = 0; i < 3; i++) {
		read_file(&open, file);
		assert_string_equal(text, SOME);
	}
	/* Of what is there then. */
	map_entry(0, 3, READ_WRITE);
	read_file(&open, file);
	assert_non_null(strstr(text, MARKER "0x0000000000000000-0x00000000000"));
	file->fops->release(&file->inode, &open);
	assert_int_equal(host_lock_errors, 0);
}

static void a_guest_of_nothing_is_one_region(void **state)
{
	begin();
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, MARKER "0x0000000000000000-0x0000010000000000           1T "
			    START "\n");
}

static void a_guest_that_is_gone_has_no_file(void **state)
{
	struct host_file *file;
	struct file open;

	begin();
	file = host_find_file("kvm/1-1/stage2_page_tables");
	kvm.users = 0;
	assert_int_equal(open_file(file, &open), -ENOENT);
}

static void without_memory_there_is_no_file_and_nothing_is_held(void **state)
{
	struct host_file *file;
	struct file open;

	begin();
	file = host_find_file("kvm/1-1/stage2_page_tables");
	host_no_memory = true;
	assert_int_equal(open_file(file, &open), -ENOMEM);
	host_no_memory = false;
	assert_int_equal(kvm.users, 1);
	assert_int_equal(host_lock_errors, 0);
}

static void a_guest_without_tables_has_empty_files(void **state)
{
	static const char *const names[] = {
		"kvm/1-1/stage2_page_tables", "kvm/1-1/ipa_range",
		"kvm/1-1/stage2_levels",
	};
	size_t i;

	begin();
	kvm.arch.mmu.locked.pgt = NULL;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		read_name(names[i]);
		assert_string_equal(text, "");
	}
}

#define NESTED	"VTCR: 0x0000000080023558 VTTBR: 0x0001234567890000 s2: enabled\n"
static const char *const nested_name = "kvm/1-1/nested/nested_mmu1023";

/* The guest has two MMUs, and the second maps what the guest of a guest has. */
static void begin_nested(void)
{
	host_nested_virt = true;
	begin();
	host_nested_virt = false;
	nested = (struct kvm_s2_mmu) {
		.arch = &kvm.arch,
		.locked = {
			.pgt = &pgtable,
			.tlb_vttbr = 0x1234567890000ull,
			.tlb_vtcr = 0x80023558ull,
			.nested_stage2_enabled = true,
		},
	};
	kvm.nested = &nested;
	kvm_nested_s2_ptdump_create_debugfs(&nested, 1023);
	map_some();
}

static void a_nested_mmu_has_a_file(void **state)
{
	begin_nested();
	read_name(nested_name);
	assert_string_equal(text, NESTED SOME);
	nested.locked.nested_stage2_enabled = false;
	nested.locked.tlb_vttbr = 2;
	nested.locked.tlb_vtcr = 0;
	host_seq_first_size = 100;
	read_name(nested_name);
	assert_string_equal(text, "VTCR: 0x0000000000000000 VTTBR: 0x0000000000000002 s2: disabled\n"
			    SOME);
	/* The guest's own has no such line. */
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, SOME);
}

static void a_nested_mmu_that_is_invalid_has_an_empty_file(void **state)
{
	begin_nested();
	nested.locked.tlb_vttbr |= VTTBR_CNP_BIT;
	read_name(nested_name);
	assert_string_equal(text, "");
	/* An MMU without tables is invalid, except for a moment. */
	nested.locked.tlb_vttbr = 2;
	nested.locked.pgt = NULL;
	read_name(nested_name);
	assert_string_equal(text, "");
}

/*
 * A guest has no directory if another has one of the same name, and no directory
 * for MMUs where the CPU cannot nest. debugfs takes NULL for its root.
 */
static void without_a_directory_there_is_no_nested_file(void **state)
{
	begin();
	assert_null(kvm.arch.debugfs_nv_dentry);
	nested.arch = &kvm.arch;
	kvm_nested_s2_ptdump_create_debugfs(&nested, 7);
	assert_null(host_find_file("nested_mmu7"));
}

/* pKVM keeps the tables at EL2, and has something else in struct kvm_pgtable. */
static void a_protected_host_has_no_files(void **state)
{
	begin();
	kvm.debugfs_dentry = (struct dentry *)"kvm/2-2";
	host_protected_kvm = true;
	kvm_s2_ptdump_create_debugfs(&kvm);
	host_protected_kvm = false;
	assert_null(host_find_file("kvm/2-2/stage2_page_tables"));
	assert_null(host_find_file("kvm/2-2/ipa_range"));
	assert_null(host_find_file("kvm/2-2/stage2_levels"));
	assert_null(kvm.arch.debugfs_nv_dentry);
}

static void the_geometry_is_told(void **state)
{
	begin();
	read_name("kvm/1-1/ipa_range");
	assert_string_equal(text, "40\n");
	read_name("kvm/1-1/stage2_levels");
	assert_string_equal(text, LEVELS);
	pgtable.ia_bits = 8;
	read_name("kvm/1-1/ipa_range");
	assert_string_equal(text, " 8\n");
}

/*
 * After the level: F (not valid), R, W, PXN and UXN, AF, BLK. Bits: 1:0 type, 5:2
 * MemAttr, 7:6 S2AP, 9:8 SH, 10 AF, 54:53 XN. With FEAT_XNX, XN of 0 permits
 * execution, 1 denies it to EL1, 2 to EL1 and EL0, 3 to EL0. Each column shows its own
 * bits, of an entry that is not valid as well. Blocks, and entries that are not
 * valid above the pages, are alike at each level.
 */
#define BLOCK(level)							\
	{ level, 0x001, #level "       px ux     BLK" },		\
	{ level, 0x041, #level "   R   px ux     BLK" },		\
	{ level, 0x081, #level "     W px ux     BLK" },		\
	{ level, 0x401, #level "       px ux  AF BLK" },		\
	{ level, 0x0c1, #level "   R W px ux     BLK" },		\
	{ level, XN(1) | 0x001, #level "       PXNux     BLK" },	\
	{ level, XN(2) | 0x001, #level "       PXNUXN    BLK" },	\
	{ level, XN(3) | 0x001, #level "       px UXN    BLK" },	\
	{ level, 0x001, #level "       px ux     BLK", 0x03c },		\
	{ level, 0x001, #level "       px ux     BLK", 0x300 },		\
	{ level, 0x001, #level "       px ux     BLK", 0x800 },		\
	{ level, 0x001, #level "       px ux     BLK", 3ull << 51 },	\
	{ level, 0x001, #level "       px ux     BLK", 15ull << 55 },	\
	{ level, 0x001, #level "       px ux     BLK", 15ull << 59 },	\
	{ level, 0x001, #level "       px ux     BLK", 1ull << 63 },	\
	{ level, XN(2) | 0x7fd, #level "   R W PXNUXN AF BLK" },	\
	{ level, 0x002, #level " F     px ux        " },		\
	{ level, 0x0c2, #level " F R W px ux        " },		\
	{ level, XN(1) | 0x400, #level " F     PXNux  AF    " }

static const struct {
	int level;
	u64 bits;
	const char *text;
	u64 hidden;		/* a field that leaves it so, whatever its value */
} golden[] = {
	{ 3, 0x003, "3       px ux        " },
	{ 3, 0x043, "3   R   px ux        " },
	{ 3, 0x083, "3     W px ux        " },
	{ 3, 0x0c3, "3   R W px ux        " },
	{ 3, 0x403, "3       px ux  AF    " },
	{ 3, XN(1) | 0x003, "3       PXNux        " },
	{ 3, XN(2) | 0x003, "3       PXNUXN       " },
	{ 3, XN(3) | 0x003, "3       px UXN       " },
	{ 3, XN(2) | 0x4c3, "3   R W PXNUXN AF    " },
	{ 3, 0x003, "3       px ux        ", 0x03c },
	{ 3, 0x003, "3       px ux        ", 0x300 },
	{ 3, 0x003, "3       px ux        ", 0x800 },
	/* DBM, contiguous, software's, 62:59, 63 */
	{ 3, 0x003, "3       px ux        ", 1ull << 51 },
	{ 3, 0x003, "3       px ux        ", 1ull << 52 },
	{ 3, 0x003, "3       px ux        ", 15ull << 55 },
	{ 3, 0x003, "3       px ux        ", 15ull << 59 },
	{ 3, 0x003, "3       px ux        ", 1ull << 63 },
	{ 3, 0x001, "3       px ux     BLK" },
	/* not valid */
	{ 3, 0x002, "3 F     px ux        " },
	{ 3, 0x0c2, "3 F R W px ux        " },
	{ 3, XN(2) | 0x400, "3 F     PXNUXN AF    " },
	{ 3, XN(3), "3 F     px UXN       " },
	BLOCK(2),
	BLOCK(1),
#if HOST_PAGE_SHIFT == 12
	BLOCK(0),
#endif
};

static void each_attribute_has_its_column(void **state)
{
	char start[64];
	unsigned int i;
	u64 addr, end;
	char *line;

	for (i = 0; i < ARRAY_SIZE(golden); i++) {
		const u64 hidden = golden[i].hidden;
		u64 field = 0;

		do {
			begin();
			if (golden[i].level < pgtable.start_level)
				begin_with(48, HOST_PAGE_SHIFT < 14 ? 0 : 1);
			addr = 3ull << shift(golden[i].level);
			end = addr + (1ull << shift(golden[i].level));
			map_entry(addr, golden[i].level, golden[i].bits | field);
			read_name("kvm/1-1/stage2_page_tables");
			sprintf(start, "0x%016llx-0x%016llx   ",
				(unsigned long long)addr, (unsigned long long)end);
			line = strstr(text, start);
			assert_non_null(line);
			line += strlen(start) + 11;
			line[strcspn(line, "\n")] = 0;
			assert_string_equal(line, golden[i].text);
			field = (field - hidden) & hidden;
		} while (field);
	}
}

/* What has no attribute that shows merges with the nothing around it. */
static void an_entry_without_attributes_has_no_line(void **state)
{
	begin();
	map_entry(3ull << shift(3), 3, 1ull << 55);
	read_name("kvm/1-1/stage2_page_tables");
	assert_null(strstr(text, " F "));
}

static char want[sizeof(text)];

/* A line, by the comment above the golden ones. */
static char *expect_line(char *line, u64 start, u64 end, int level, u64 bits)
{
	static const char *const xn[] = { "px ux ", "PXNux ", "PXNUXN", "px UXN" };
	const char *unit = "BKMGTPE";
	u64 size = end - start;

	for (; size % 1024 == 0; size /= 1024)
		unit++;
	line += sprintf(line, "0x%016llx-0x%016llx   %9llu%c %d",
			(unsigned long long)start, (unsigned long long)end,
			(unsigned long long)size, *unit, level);
	if (bits)
		line += sprintf(line, " %s %s %s %s %s %s", bits & 1 ? " " : "F",
				bits & 0x40 ? "R" : " ", bits & 0x80 ? "W" : " ",
				xn[bits >> 53 & 3], bits & 0x400 ? "AF" : "  ",
				(bits & 3) == 1 ? "BLK" : "   ");
	return line + sprintf(line, "\n");
}

static unsigned int entries;	/* that are no tables */

/* Neighbours of one level and equal bits, of those that count, are a line. */
static void expect_text(void)
{
	const u64 counts = XN(3) | 0x4c3;
	const u64 end = 1ull << pgtable.ia_bits;
	u64 addr, start = 0, bits = 0;
	char *line = want;
	int level = -1;

	line += sprintf(line, MARKER);
	entries = 0;
	for (addr = 0; addr < end; addr += 1ull << shift(level)) {
		int l = pgtable.start_level;
		u64 raw = *entry(root, addr, l);

		while (is_table(raw, l))
			raw = *entry(tables[raw >> HOST_PAGE_SHIFT], addr, ++l);
		if (addr && (l != level || (raw & counts) != bits)) {
			line = expect_line(line, start, addr, level, bits);
			start = addr;
		}
		level = l;
		bits = raw & counts;
		entries++;
	}
	expect_line(line, start, end, level, bits);
}

/* 52 bits begin at the level that 48 do, with up to 16 tables, but for 16K. */
static void the_last_of_52_bits_has_a_line(void **state)
{
	int level = HOST_PAGE_SHIFT < 16 ? 0 : 1;

	begin_with(52, level);
	map_entry((1ull << 52) - (1ull << HOST_PAGE_SHIFT), 3, READ_WRITE);
	read_name("kvm/1-1/stage2_page_tables");
	expect_text();
	assert_string_equal(text, want);
	assert_non_null(strstr(text, "-0x0010000000000000 "));
	assert_non_null(strstr(text, "K 3   R W px ux  AF    \n"));
	read_name("kvm/1-1/stage2_levels");
	assert_string_equal(text, level ? "3\n" : "4\n");
}

/* Neighbours, as many as fit; an entry that is no table. */
static void map_entries(u64 addr, int level, u64 raw, unsigned int count)
{
	const u64 mask = (1ull << pgtable.ia_bits) - 1;

	if (is_table(raw, level))
		raw &= ~2ull;
	for (; count; count--, addr += 1ull << shift(level))
		map_entry(addr & mask, level, raw);
}

/* A budget of that many entries, each of 256 instructions or so. */
#define PIECE		10
#define PIECE_BUDGET	(PIECE * 256)

/* Another CPU acts when the lock is dropped for the nth time. */
static unsigned int unlocks, unlock_to_act;
static void (*act)(void);

static void act_between_pieces(void)
{
	assert_int_equal(kvm.mmu_lock.held, KVM_UNLOCKED);
	if (++unlocks == unlock_to_act)
		act();
}

static void act_after(unsigned int pieces, void (*what)(void))
{
	unlocks = 0;
	unlock_to_act = pieces;
	act = what;
	host_on_unlock = act_between_pieces;
}

static void die(void)
{
	host_signal_pending = true;
}

static void a_signal_ends_a_read_within_one_budget(void **state)
{
	struct host_file *file;
	struct file open;
	char buf[100];
	loff_t pos = 0;

	begin();
	file = host_find_file("kvm/1-1/stage2_page_tables");
	assert_int_equal(open_file(file, &open), 0);
	host_budget = PIECE_BUDGET;
	/* The first read returns the marker. The next piece prints no line. */
	map_entries(0, 3, READ_WRITE, 2 * PIECE);
	act_after(2, die);
	assert_int_equal(file->fops->read(&open, buf, sizeof(buf), &pos),
			 strlen(MARKER));
	assert_int_equal(file->fops->read(&open, buf, sizeof(buf), &pos), -EINTR);
	assert_in_range(visits, 1, PIECE + 1);
	assert_int_equal(kvm.mmu_lock.held, KVM_UNLOCKED);
	file->fops->release(&file->inode, &open);
	assert_int_equal(host_lock_errors, 0);
}

/* A guest's CPU that faults takes the lock for reading. */
static unsigned int faults;

static void fault(void)
{
	guard(read_lock)(&kvm.mmu_lock);
	faults++;
}

static void between_pieces_a_fault_takes_the_lock(void)
{
	host_on_unlock = NULL;
	fault();
	host_on_unlock = between_pieces_a_fault_takes_the_lock;
}

/* Most entries print no line: only the budget ends a piece. */
static void the_lock_is_dropped_when_the_budget_is_spent(void **state)
{
	begin();
	map_some();
	expect_text();
	faults = 0;
	host_budget = PIECE_BUDGET;
	host_on_unlock = between_pieces_a_fault_takes_the_lock;
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, SOME);
	assert_in_range(held_longest, 1, PIECE);
	assert_in_range(faults, entries / PIECE, UINT_MAX);
	assert_int_equal(visits, entries);
}

/* A buffer that is too small causes no second walk. */
static void a_dump_is_one_walk(void **state)
{
	begin();
	map_some();
	expect_text();
	host_seq_first_size = 100;
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, SOME);
	assert_int_equal(visits, entries);
}

static void any_split_of_reads_gives_the_same_bytes(void **state)
{
	static const int budgets[] = { 1, PIECE_BUDGET, 1000000 };
	struct host_file *file;
	struct file open;
	char byte;
	loff_t pos;
	size_t i;

	begin();
	map_some();
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		host_budget = budgets[i];
		for (read_size = 1; read_size < 130; read_size++) {
			read_name("kvm/1-1/stage2_page_tables");
			assert_string_equal(text, SOME);
		}
		read_size = 1000;
		/* from each position, the last first */
		file = host_find_file("kvm/1-1/stage2_page_tables");
		assert_int_equal(open_file(file, &open), 0);
		for (pos = strlen(SOME) - 1; pos >= 0; pos -= 8) {
			assert_int_equal(file->fops->read(&open, &byte, 1, &pos), 1);
			assert_int_equal(byte, SOME[pos - 1]);
		}
		file->fops->release(&file->inode, &open);
	}
	assert_int_equal(host_lock_errors, 0);
}

/* The guest's process ends. KVM frees the tables, and others write to them. */
static void lose_tables(void)
{
	kvm.arch.mmu.locked.pgt = NULL;
	nested.locked.pgt = NULL;
	memset(root, 0xff, sizeof(root));
	no_tables = true;
}

static void invalidate(void)
{
	nested.locked.tlb_vttbr |= VTTBR_CNP_BIT;
	no_tables = true;
}

static void give_to_other_tables(void)
{
	nested.locked.tlb_vttbr += 1ull << 48;
	no_tables = true;
}

static void give_to_a_guest_without_stage_2(void)
{
	nested.locked.nested_stage2_enabled = false;
	no_tables = true;
}

/* The text ends with a whole line. The last run, which has no end, is not printed. */
static void expect_first_lines(const char *name, const char *lines)
{
	read_name(name);
	assert_int_equal(strncmp(text, lines, strlen(text)), 0);
	assert_int_equal(text[strlen(text) - 1], '\n');
	assert_true(strlen(text) < strlen(lines));
	memset(root, 0, sizeof(root));
}

static void tables_that_go_between_pieces_are_not_walked(void **state)
{
	static void (*const events[])(void) = {
		lose_tables, invalidate, give_to_other_tables,
		give_to_a_guest_without_stage_2,
	};
	unsigned int i, pieces;

	for (pieces = 1; pieces < 60; pieces++) {
		begin();
		map_some();
		host_budget = PIECE_BUDGET;
		act_after(pieces, lose_tables);
		expect_first_lines("kvm/1-1/stage2_page_tables", SOME);
		for (i = 0; i < ARRAY_SIZE(events); i++) {
			begin_nested();
			host_budget = PIECE_BUDGET;
			act_after(pieces, events[i]);
			expect_first_lines(nested_name, NESTED SOME);
		}
	}
}

/* The first half of the guest's pages becomes a block. */
static void make_a_block(void)
{
	map_entry(0, 2, READ_WRITE & ~2);
}

/*
 * The next piece begins at the address where the last one ended, in the middle of a
 * huge page if need be.
 */
static void a_table_that_becomes_a_block_is_walked_no_more(void **state)
{
	const u64 page = 1ull << HOST_PAGE_SHIFT;
	char *lines = want;

	begin();
	map_entries(0, 3, READ_WRITE, TABLE_ENTRIES);
	host_budget = PIECE_BUDGET;
	act_after(2, make_a_block);
	read_name("kvm/1-1/stage2_page_tables");
	lines += sprintf(lines, MARKER);
	lines = expect_line(lines, 0, (PIECE + 1) * page, 3, READ_WRITE);
	lines = expect_line(lines, (PIECE + 1) * page, 1ull << shift(2), 2,
			    READ_WRITE & ~2);
	assert_int_equal(strncmp(text, want, lines - want), 0);
}

/* A new table ahead of the walk is walked. */
static void map_a_page(void)
{
	map_entry(1ull << shift(2), 3, READ_WRITE);
}

static void what_changes_ahead_of_the_walk_shows(void **state)
{
	begin();
	map_entry(0, 3, READ_WRITE | XN(2));
	host_budget = PIECE_BUDGET;
	act_after(2, map_a_page);
	read_name("kvm/1-1/stage2_page_tables");
	expect_text();
	assert_string_equal(text, want);
}

/* Ranges of one level, at one place or another, one after the other. */
static void map_random(void)
{
	static const u64 some[] = {
		READ_WRITE, READ_WRITE, READ_WRITE | XN(2), READ_WRITE | XN(1),
		READ_WRITE & ~0x80ull, READ_WRITE & ~0x400ull, 0x003, 0x002,
		XN(2), 0,
	};
	const u64 mask = (1ull << pgtable.ia_bits) - 1;
	unsigned int n;

	/* Each entry of a table is looked at, and a large page has large tables. */
	for (n = 1 + rnd_below(HOST_PAGE_SHIFT == 12 ? 6 : 2); n; n--) {
		int level = 3 - rnd_below(4 - pgtable.start_level);
		u64 addr = one_in(4) ? 0 : one_in(4) ? mask : rnd() & mask;
		u64 raw = one_in(2) ? some[rnd_below(ARRAY_SIZE(some))] :
				      rnd() & (XN(3) | 0xfff);

		map_entries(addr, level, raw,
			    1 + rnd_below(one_in(2) ? 4 : 40));
	}
}

/* Print the first line that differs, of both, and fail. */
static void check_random_text(void)
{
	size_t i, line = 0;

	if (!strcmp(text, want))
		return;
	for (i = 0; text[i] && text[i] == want[i]; i++)
		if (text[i] == '\n')
			line = i + 1;
	print_message("# SEED=%lu DRAWS=1\n", seed);
	print_message("# want %.*s\n", (int)strcspn(want + line, "\n"), want + line);
	print_message("# got  %.*s\n", (int)strcspn(text + line, "\n"), text + line);
	fail();
}

static const struct {
	u32 ia_bits;
	int start_level;
} sizes[] = {
#if HOST_PAGE_SHIFT == 12
	{ 32, 1 }, { 40, 1 }, { 48, 0 }, { 52, 0 },
#elif HOST_PAGE_SHIFT == 14
	{ 32, 2 }, { 40, 2 }, { 48, 1 }, { 52, 0 }, { 36, 2 },
#else
	{ 32, 2 }, { 40, 2 }, { 48, 1 }, { 52, 1 }, { 36, 2 },
#endif
};

/* The oracle looks at each entry: of large tables, small ones are drawn more often. */
static unsigned int draw_size(void)
{
	if (HOST_PAGE_SHIFT == 12 || one_in(4))
		return rnd_below(ARRAY_SIZE(sizes));
	return one_in(2) ? 0 : ARRAY_SIZE(sizes) - 1;
}

static void random_tables_are_shown_as_they_are(void **state)
{
	unsigned long d;

	for (d = 0; d < draws; d++) {
		unsigned int i;

		seed = first_seed + d;
		rnd_state = mix(seed);
		i = draw_size();
		begin_with(sizes[i].ia_bits, sizes[i].start_level);
		map_random();
		expect_text();
		host_seq_first_size = one_in(2) ? 100 : 4096;
		host_budget = one_in(2) ? 1000000 : 1 + rnd_below(10000);
		read_size = one_in(2) ? 1000 : 1 + rnd_below(300);
		read_name("kvm/1-1/stage2_page_tables");
		check_random_text();
		assert_int_equal(visits, entries);
	}
}

#ifdef HOST_FUZZ

/*
 * libFuzzer's target: a byte for the size and, in its top bit, for small pieces, then
 * ranges of entries; see corpus/.
 * No raw tables: it is KVM that walks them, here a stand-in, and the file gets but
 * the entries.
 */
#define MAX_RANGES	12

struct range {
	u64 addr, raw;
	u8 level, count;
} __attribute__((packed));

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	unsigned int n, i;
	struct range r;

	if (!size)
		return 0;
	if (setjmp(cmocka_failed)) {
		fflush(stdout);
		abort();
	}
	i = *data % ARRAY_SIZE(sizes);
	begin_with(sizes[i].ia_bits, sizes[i].start_level);
	host_budget = *data++ & 0x80 ? PIECE_BUDGET : 1000000;
	for (n = MAX_RANGES; n && size > sizeof(r); n--) {
		memcpy(&r, data, sizeof(r));
		data += sizeof(r);
		size -= sizeof(r);
		map_entries(r.addr, 3 - r.level % (4 - pgtable.start_level),
			    r.raw, r.count % 40);
	}
	expect_text();
	read_name("kvm/1-1/stage2_page_tables");
	check_random_text();
	return 0;
}

#else

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_regions_are_shown_the_last_too),
		cmocka_unit_test(the_last_of_52_bits_has_a_line),
#if HOST_PAGE_SHIFT == 12
		cmocka_unit_test(level_0_has_its_name),
#endif
		cmocka_unit_test(each_show_begins_anew),
		cmocka_unit_test(a_guest_of_nothing_is_one_region),
		cmocka_unit_test(a_guest_that_is_gone_has_no_file),
		cmocka_unit_test(a_signal_ends_a_read_within_one_budget),
		cmocka_unit_test(a_guest_without_tables_has_empty_files),
		cmocka_unit_test(without_memory_there_is_no_file_and_nothing_is_held),
		cmocka_unit_test(a_nested_mmu_has_a_file),
		cmocka_unit_test(a_nested_mmu_that_is_invalid_has_an_empty_file),
		cmocka_unit_test(without_a_directory_there_is_no_nested_file),
		cmocka_unit_test(a_protected_host_has_no_files),
		cmocka_unit_test(the_geometry_is_told),
		cmocka_unit_test(each_attribute_has_its_column),
		cmocka_unit_test(an_entry_without_attributes_has_no_line),
		cmocka_unit_test(the_lock_is_dropped_when_the_budget_is_spent),
		cmocka_unit_test(a_dump_is_one_walk),
		cmocka_unit_test(any_split_of_reads_gives_the_same_bytes),
		cmocka_unit_test(tables_that_go_between_pieces_are_not_walked),
		cmocka_unit_test(a_table_that_becomes_a_block_is_walked_no_more),
		cmocka_unit_test(what_changes_ahead_of_the_walk_shows),
		cmocka_unit_test(random_tables_are_shown_as_they_are),
	};
	const char *env;

	if (argc > 1 && !strcmp(argv[1], "--formats")) {
		puts(format_names[0]);
		return 0;
	}
	env = getenv("SEED");
	first_seed = env ? strtoul(env, NULL, 0) : mix(time(NULL)) >> 40;
	setvbuf(stdout, NULL, _IOLBF, 0);
	env = getenv("DRAWS");
	draws = env ? strtoul(env, NULL, 0) : 10000;
	printf("# SEED=%lu DRAWS=%lu\n", first_seed, draws);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(format_names[0], tests, NULL, NULL);
}

#endif /* HOST_FUZZ */
