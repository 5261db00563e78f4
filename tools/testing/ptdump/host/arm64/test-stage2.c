// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest's physical addresses map to: KVM's file, on tables made here.
 * Descriptors are from the Arm ARM, chapter D8, stage 2.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <host-kvm.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "../format.h"
#include "../rnd.h"

unsigned long host_area[HOST_AREAS];
int host_budget = 1000000;

#define TABLES		8
#define MAX_ENTRIES	8192

static u64 tables[TABLES][MAX_ENTRIES];
static unsigned int used;

static struct kvm_pgtable pgtable;
static struct kvm kvm;

static unsigned int shift(int level)
{
	return HOST_PAGE_SHIFT + (3 - level) * (HOST_PAGE_SHIFT - 3);
}

/* Of the root, which may be several pages, there is one. */
static u64 *entry(u64 *table, u64 addr, int level)
{
	u64 index = addr >> shift(level);

	if (level > pgtable.start_level)
		index &= (1ull << (HOST_PAGE_SHIFT - 3)) - 1;
	assert_true(index < MAX_ENTRIES);
	return &table[index];
}

static bool is_table(u64 raw, int level)
{
	return level < 3 && (raw & 3) == 3;
}

/* Each entry that is no table, in order: looked up from the root by address. */
int kvm_pgtable_walk(struct kvm_pgtable *pgt, u64 addr, u64 size,
		     struct kvm_pgtable_walker *walker)
{
	u64 end = addr + size;
	int ret = 0;

	assert_int_equal(kvm.mmu_lock, 1);
	assert_int_equal(walker->flags, KVM_PGTABLE_WALK_LEAF);
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

/* 40 bits begin at level 1, but at level 2 with 64K pages. */
static void begin(void)
{
	memset(tables, 0, sizeof(tables));
	used = 1;
	pgtable = (struct kvm_pgtable) {
		.ia_bits = 40,
		.start_level = HOST_PAGE_SHIFT < 16 ? 1 : 2,
		.pgd = tables[0],
	};
	kvm = (struct kvm) {
		.arch.mmu.pgt = &pgtable,
		.debugfs_dentry = (struct dentry *)"kvm/1-1",
		.users = 1,
	};
	host_lock_errors = 0;
	host_seq_first_size = 4096;
	kvm_s2_ptdump_create_debugfs(&kvm);
}

static char text[40000];

static void read_file(struct file *open, struct host_file *file)
{
	loff_t pos = 0;
	size_t len = 0;
	ssize_t n;

	do {
		n = file->fops->read(open, text + len, 1000, &pos);
		assert_true(n >= 0);
		len += n;
	} while (n);
	text[len] = 0;
}

static void read_name(const char *name)
{
	struct host_file *file = host_find_file(name);
	struct file open;

	assert_non_null(file);
	assert_int_equal(file->mode, 0400);
	assert_int_equal(file->fops->open(&file->inode, &open), 0);
	assert_int_equal(kvm.users, 2);
	read_file(&open, file);
	file->fops->release(&file->inode, &open);
	assert_int_equal(kvm.users, 1);
	assert_int_equal(kvm.mmu_lock, 0);
	assert_int_equal(host_lock_errors, 0);
}

#define READ_WRITE	0x7ffull	/* AF, SH, S2AP, MemAttr */
#define XN		(1ull << 54)

/* The guest has 2M or so at 1G, and the last page of all. */
static void map_some(void)
{
	const u64 page = 1ull << HOST_PAGE_SHIFT;

	map_entry(0x40000000, 3, READ_WRITE);
	map_entry(0x40000000 + page, 3, READ_WRITE);
	map_entry(0x40000000 + 2 * page, 3, READ_WRITE | XN);
	map_entry((1ull << 40) - page, 3, READ_WRITE);
}

#if HOST_PAGE_SHIFT == 12
#define SOME \
	"---[ Guest IPA ]---\n" \
	"0x0000000000000000-0x0000000040000000           1G 1\n" \
	"0x0000000040000000-0x0000000040002000           8K 3   R W   AF    \n" \
	"0x0000000040002000-0x0000000040003000           4K 3   R W X AF    \n" \
	"0x0000000040003000-0x0000000040200000        2036K 3\n" \
	"0x0000000040200000-0x0000000080000000        1022M 2\n" \
	"0x0000000080000000-0x000000ffc0000000        1021G 1\n" \
	"0x000000ffc0000000-0x000000ffffe00000        1022M 2\n" \
	"0x000000ffffe00000-0x000000fffffff000        2044K 3\n" \
	"0x000000fffffff000-0x0000010000000000           4K 3   R W   AF    \n"
#define LEVELS	"3\n"
#define START	"1"
#else
#define SOME \
	"---[ Guest IPA ]---\n" \
	"0x0000000000000000-0x0000000040000000           1G 2\n" \
	"0x0000000040000000-0x0000000040020000         128K 3   R W   AF    \n" \
	"0x0000000040020000-0x0000000040030000          64K 3   R W X AF    \n" \
	"0x0000000040030000-0x0000000060000000      524096K 3\n" \
	"0x0000000060000000-0x000000ffe0000000        1022G 2\n" \
	"0x000000ffe0000000-0x000000ffffff0000      524224K 3\n" \
	"0x000000ffffff0000-0x0000010000000000          64K 3   R W   AF    \n"
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
	assert_int_equal(file->fops->open(&file->inode, &open), 0);
	for (i = 0; i < 3; i++) {
		read_file(&open, file);
		assert_string_equal(text, SOME);
	}
	/* Of what is there then. */
	map_entry(0, 3, READ_WRITE);
	read_file(&open, file);
	assert_non_null(strstr(text, "---[ Guest IPA ]---\n"
			       "0x0000000000000000-0x00000000000"));
	file->fops->release(&file->inode, &open);
	assert_int_equal(host_lock_errors, 0);
}

static void a_guest_of_nothing_is_one_region(void **state)
{
	begin();
	read_name("kvm/1-1/stage2_page_tables");
	assert_string_equal(text, "---[ Guest IPA ]---\n0x0000000000000000-0x0000010000000000           1T "
			    START "\n");
}

static void a_guest_that_is_gone_has_no_file(void **state)
{
	struct host_file *file;
	struct file open;

	begin();
	file = host_find_file("kvm/1-1/stage2_page_tables");
	kvm.users = 0;
	assert_int_equal(file->fops->open(&file->inode, &open), -ENOENT);
}

/* An open file keeps the guest; its tables go with its process. */
static void without_memory_there_is_no_file_and_nothing_is_held(void **state)
{
	struct host_file *file;
	struct file open;
	loff_t pos = 0;
	char byte;

	begin();
	file = host_find_file("kvm/1-1/stage2_page_tables");
	host_no_memory = true;
	assert_int_equal(file->fops->open(&file->inode, &open), -ENOMEM);
	assert_int_equal(kvm.users, 1);
	host_no_memory = false;
	assert_int_equal(file->fops->open(&file->inode, &open), 0);
	host_no_memory = true;
	assert_int_equal(file->fops->read(&open, &byte, 1, &pos), -ENOMEM);
	host_no_memory = false;
	assert_int_equal(kvm.mmu_lock, 0);
	file->fops->release(&file->inode, &open);
	assert_int_equal(kvm.users, 1);
}

static void a_guest_without_tables_has_empty_files(void **state)
{
	static const char *const names[] = {
		"kvm/1-1/stage2_page_tables", "kvm/1-1/ipa_range",
		"kvm/1-1/stage2_levels",
	};
	size_t i;

	begin();
	kvm.arch.mmu.pgt = NULL;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		read_name(names[i]);
		assert_string_equal(text, "");
	}
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
 * After the level: F (not valid), R, W, X, AF, BLK. Bits: 1:0 type, 5:2 MemAttr,
 * 7:6 S2AP, 9:8 SH, 10 AF, 54 XN. "X" is what files have always said of an entry
 * that may not be executed, or is not valid.
 */
static const struct {
	int level;
	u64 bits;
	const char *text;
} golden[] = {
	{ 3, 0x003, "3               " },
	{ 3, 0x043, "3   R           " },
	{ 3, 0x083, "3     W         " },
	{ 3, 0x0c3, "3   R W         " },
	{ 3, 0x403, "3         AF    " },
	{ 3, XN | 0x003, "3       X       " },
	{ 3, XN | 0x4c3, "3   R W X AF    " },
	{ 3, 0x03f, "3               " },
	{ 3, 0x303, "3               " },
	{ 3, 0x803, "3               " },
	/* 53 is XN[0], 58:55 are software's */
	{ 3, 1ull << 53 | 0x003, "3               " },
	{ 3, 15ull << 55 | 0x003, "3               " },
	{ 3, 0x001, "3            BLK" },
	/* not valid */
	{ 3, 0x002, "3 F     X       " },
	{ 3, 0x0c2, "3 F     X       " },
	{ 3, XN | 0x400, "3 F     X       " },
	{ 2, 0x001, "2            BLK" },
	{ 2, 0x041, "2   R        BLK" },
	{ 2, 0x081, "2     W      BLK" },
	{ 2, 0x401, "2         AF BLK" },
	{ 2, XN | 0x001, "2       X    BLK" },
	{ 2, XN | 0x7fd, "2   R W X AF BLK" },
	{ 2, 0x002, "2 F     X       " },
#if HOST_PAGE_SHIFT == 12
	{ 1, 0x001, "1            BLK" },
	{ 1, XN | 0x7fd, "1   R W X AF BLK" },
	{ 1, 0x002, "1 F     X       " },
#endif
};

static void each_attribute_has_its_column(void **state)
{
	char start[64];
	unsigned int i;
	u64 addr, end;
	char *line;

	for (i = 0; i < ARRAY_SIZE(golden); i++) {
		begin();
		addr = 3ull << shift(golden[i].level);
		end = addr + (1ull << shift(golden[i].level));
		map_entry(addr, golden[i].level, golden[i].bits);
		read_name("kvm/1-1/stage2_page_tables");
		sprintf(start, "0x%016llx-0x%016llx   ", (unsigned long long)addr,
			(unsigned long long)end);
		line = strstr(text, start);
		assert_non_null(line);
		line += strlen(start) + 11;
		line[strcspn(line, "\n")] = 0;
		assert_string_equal(line, golden[i].text);
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_regions_are_shown_the_last_too),
		cmocka_unit_test(each_show_begins_anew),
		cmocka_unit_test(a_guest_of_nothing_is_one_region),
		cmocka_unit_test(a_guest_that_is_gone_has_no_file),
		cmocka_unit_test(a_guest_without_tables_has_empty_files),
		cmocka_unit_test(without_memory_there_is_no_file_and_nothing_is_held),
		cmocka_unit_test(the_geometry_is_told),
		cmocka_unit_test(each_attribute_has_its_column),
		cmocka_unit_test(an_entry_without_attributes_has_no_line),
	};

	if (argc > 1 && !strcmp(argv[1], "--formats")) {
		puts(format_names[0]);
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(format_names[0], tests, NULL, NULL);
}
