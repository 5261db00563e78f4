// SPDX-License-Identifier: GPL-2.0
/*
 * The text of mm/ptdump.c: each member of struct ptdump_format, struct ptdump_column
 * and struct ptdump_marker by the whole text of a small dump, and the counts of a
 * check. The architecture is a mock: its description is what each test makes of it.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <host-dump.h>
#include <linux/ptdump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "format.h"
#include "rnd.h"
#include "tree.h"

/* Attributes of the mock's entries */
#define W		BIT(3)
#define X		BIT(4)
#define U		BIT(5)
#define TYPE		0x300
#define NUMBER		0xf000
#define FRAME(n)	((n) << 8)
#define LEAF(bits)	(1 | (bits))

/* From mm/ptdump.c, as the Makefile changes it */
int host_budget;

/* The description */
static struct ptdump_format format;
static struct ptdump_range ranges[3];
static struct ptdump_target target;
static u64 mask;
static unsigned long exempt;	/* a run from here on may be W+X */

static struct ptdump_column wide[] = {
	PTDUMP_FLAG(W, "RW", .clear = "ro"),
	PTDUMP_FLAG(X, "x"),
};

void arch_ptdump_begin(struct ptdump *pd)
{
	memcpy(pd->ranges, ranges, sizeof(ranges));
	pd->format = &format;
	pd->mask = mask ?: ptdump_columns_mask(&format) | MOCK_KIND;
}

static unsigned long page(void)
{
	return 1ul << levels[0].shift;
}

bool note_page(struct ptdump *pd, u64 val)
{
	const struct mm_walk_state *state = &pd->walk;
	struct ptdump_run *run = &pd->run, *next = &pd->next;

	next->prot = val & pd->mask;
	next->pa = (val >> 8) * page() + mm_walk_offset(state);
	if ((val & (MOCK_KIND | W | X)) == LEAF(W | X))
		next->wx |= PTDUMP_WX;
	if ((val & (MOCK_KIND | U)) == LEAF(U))
		next->wx |= PTDUMP_UX;

	if (ptdump_extend_run(pd, val))
		return false;
	if (run->wx && run->start == exempt)
		run->wx = 0;
	else if (pd->check_wx && run->wx)
		host_printk("wx %lu from page %lu\n", run->wx, run->start / page());
	return true;
}

/* check_wx_pages has a verdict, and that of its caller's death. */
static bool verdict;

bool ptdump_check_wx(void)
{
	return verdict;
}

/* Eight pages, nothing in them, and no more in a line than its level. */
static void begin(void)
{
	rnd_state = mix(seed);
	init_mm = (struct mm_struct) { .users = 1 };
	host_forget_locks();
	host_warnings = 0;
	host_locks_left = INT_MAX;
	host_signal_pending = false;
	host_budget = 1 << 30;
	host_seq_first_size = 4096;
	host_log_clear();
	tree_clear();
	init_mm.pgd = __va(tree_root());

	exempt = -1;
	mask = 0;
	memset(ranges, 0, sizeof(ranges));
	ranges[0].end = 8 * page();
	target = (struct ptdump_target) { .mm = &init_mm };
	format = (struct ptdump_format) {
		.levels = { "pgd", "p4d", "pud", "pmd", "pte" },
		.gap = " ",
		.separator = " ",
		.markers = UINT_MAX,
		.first_markers = UINT_MAX,
	};
}

#define COLUMNS(...)							\
	do {								\
		static const struct ptdump_column _columns[] = { __VA_ARGS__ }; \
									\
		format.columns = _columns;				\
		format.nr_columns = ARRAY_SIZE(_columns);		\
	} while (0)

#define MARKERS(...)							\
	do {								\
		static struct ptdump_marker _markers[20];		\
									\
		memcpy(_markers, (struct ptdump_marker[]) { __VA_ARGS__, { ~0UL } }, \
		       sizeof((struct ptdump_marker[]) { __VA_ARGS__, { ~0UL } })); \
		target.markers = _markers;				\
	} while (0)

/* The entries of the lowest level, from page 0 on, are these leaves. */
#define PAGES(...)							\
	do {								\
		const u64 _bits[] = { __VA_ARGS__ };			\
		unsigned int _i;					\
									\
		for (_i = 0; _i < ARRAY_SIZE(_bits); _i++)		\
			tree_set_plain(_i * page(), LEAF(_bits[_i]));	\
	} while (0)

/* A whole number of the largest unit */
static char *put_size(char *to, u64 size)
{
	const char *unit = "BKMGTPE";

	for (; size && !(size % 1024) && unit[1]; unit++)
		size /= 1024;
	return to + sprintf(to, "%9llu%c", (unsigned long long)size, *unit);
}

/*
 * @n is the address of page n, ~n the last address before it, #n the size of n
 * pages; n may be negative.
 */
static void expand(char *to, const char *from)
{
	char *end;
	long n;

	for (; *from; from = end) {
		char what = *from;

		end = (char *)from + 1;
		if (!strchr("@~#", what)) {
			*to++ = what;
			continue;
		}
		n = strtol(from + 1, &end, 10);
		if (what == '#')
			to = put_size(to, n * page());
		else
			to += sprintf(to, "%016lx", n * page() - (what == '~'));
	}
	*to = 0;
}

static void check_locks(void)
{
	assert_int_equal(init_mm.lock, HOST_UNLOCKED);
	assert_int_equal(init_mm.asserts_failed, 0);
	assert_int_equal(init_mm.users, 1);
	assert_int_equal(host_lock_errors, 0);
}

/* All that a file has, in reads of that many bytes. */
static void read_file(char *text, size_t size)
{
	struct host_file *file;
	struct file open;
	loff_t pos = 0;
	ssize_t n;

	ptdump_create_file("format", NULL, &target);
	file = host_find_file("format");
	assert_int_equal(file->fops->open(&file->inode, &open), 0);
	while ((n = file->fops->read(&open, text, size, &pos)) > 0)
		text += n;
	assert_int_equal(n, 0);
	*text = 0;
	file->fops->release(&file->inode, &open);
	check_locks();
}

/* In the log and in a file, whatever the reads and the budget are. */
static void dump_is(const char *want)
{
	static const size_t sizes[] = { 1, 7, 100, 4096 };
	static const int budgets[] = { 1, 1000, 1 << 30 };
	static char expected[8192], text[8192];
	unsigned int i, j;

	expand(expected, want);
	for (j = 0; j < ARRAY_SIZE(budgets); j++) {
		host_budget = budgets[j];
		host_log_clear();
		assert_int_equal(ptdump_log(&target), 0);
		assert_string_equal(host_log, expected);
		check_locks();
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			read_file(text, sizes[i]);
			assert_string_equal(text, expected);
		}
	}
}

static void the_level_precedes_the_columns(void **state)
{
	begin();
	format.columns = wide;
	format.nr_columns = ARRAY_SIZE(wide);
	PAGES(W | X, 0);
	dump_is("0x@0-0x@1 #1 pte RW x\n"
		"0x@1-0x@2 #1 pte ro  \n"
		"0x@2-0x@4 #2 pte ro  \n"
		"0x@4-0x@8 #4 pmd ro  \n");
}

static void the_level_follows_the_columns(void **state)
{
	begin();
	format.columns = wide;
	format.nr_columns = ARRAY_SIZE(wide);
	format.separator = NULL;
	format.level_last = true;
	PAGES(W | X, 0, X, W);
	dump_is("0x@0-0x@1 #1 RWxpte\n"
		"0x@1-0x@2 #1 ro pte\n"
		"0x@2-0x@3 #1 roxpte\n"
		"0x@3-0x@4 #1 RW pte\n"
		"0x@4-0x@8 #4 ro pmd\n");
}

static void the_gap_follows_the_addresses(void **state)
{
	begin();
	format.gap = " <gap> ";
	PAGES(0, 0, 0, 0, 0, 0, 0, 0);
	dump_is("0x@0-0x@8 <gap> #8 pte\n");
	format.gap = "";
	dump_is("0x@0-0x@8#8 pte\n");
}

static void a_separator_precedes_each_column_that_has_text(void **state)
{
	begin();
	format.separator = " | ";
	COLUMNS(PTDUMP_FLAG(W, "RW", .clear = "ro"),
		PTDUMP_FLAG(X, "x"),
		PTDUMP_FLAG(U, "USR", .clear = ""),
		{ .mask = NUMBER, .shift = 12, .number = "%llu" });
	PAGES(W | X | U, 0, NUMBER, W);
	dump_is("0x@0-0x@1 #1 pte | RW | x | USR | 0\n"
		"0x@1-0x@2 #1 pte | ro |   | 0\n"
		"0x@2-0x@3 #1 pte | ro |   | 15\n"
		"0x@3-0x@4 #1 pte | RW |   | 0\n"
		"0x@4-0x@8 #4 pmd | ro |   | 0\n");
}

/* The address belongs to the first entry of a run, or to the middle of an entry. */
static void the_physical_address_is_that_of_the_start(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."));
	format.print_pa = true;
	PAGES(FRAME(5), FRAME(3), FRAME(4) | W, FRAME(7) | W);
	tree_set(4 * page(), 1, LEAF(FRAME(8)));
	dump_is("0x@0-0x@2 0x@5 #2 pte .\n"
		"0x@2-0x@4 0x@4 #2 pte W\n"
		"0x@4-0x@8 0x@8 #4 pmd .\n");
	ranges[0].start = 6 * page();
	dump_is("0x@6-0x@8 0x@10 #2 pmd .\n");
}

static void the_second_address_may_be_the_last(void **state)
{
	begin();
	format.print_last = true;
	PAGES(0, 0, 0);
	dump_is("0x@0-0x~3 #3 pte\n"
		"0x@3-0x~4 #1 pte\n"
		"0x@4-0x~8 #4 pmd\n");
}

static void the_end_of_the_address_space_is_0_or_its_last_address(void **state)
{
	begin();
	ranges[0] = (struct ptdump_range) { -4 * page(), ~0UL };
	tree_set_plain(-1 * page(), LEAF(0));
	dump_is("0x@-4-0x@-1 #3 pte\n"
		"0x@-1-0x@0 #1 pte\n");
	format.print_last = true;
	dump_is("0x@-4-0x~-1 #3 pte\n"
		"0x@-1-0x~0 #1 pte\n");
	ranges[0].end = 0;
	dump_is("0x@-4-0x~-1 #3 pte\n"
		"0x@-1-0x~0 #1 pte\n");
}

/* A leaf has the level of its macro; a hole of the root is the PGD's. */
static void each_level_has_its_name(void **state)
{
	static const char *const names[] = { "PTE", "PMD", "PUD", "P4D", "PGD" };
	unsigned long start;
	char want[1000], *to = want;
	unsigned int i;

	begin();
	for (i = 0; i < 5; i++)
		format.levels[i] = names[4 - i];
	tree_set_plain(0, LEAF(0));
	for (i = 1; i < nr_levels; i++)
		tree_set(1ul << levels[i].shift, i, LEAF(0));
	ranges[0].end = 2ul << levels[nr_levels - 1].shift;
	to += sprintf(to, "0x@0-0x@1 #1 PTE\n0x@1-0x@4 #3 PTE\n");
	for (i = 1; i < nr_levels; i++) {
		start = 1ul << levels[i].shift;
		to += sprintf(to, "0x@%lu-0x@%lu #%lu %s\n", start / page(),
			      2 * start / page(), start / page(), names[i]);
		if (i < nr_levels - 1)
			to += sprintf(to, "0x@%lu-0x@%lu #%lu %s\n",
				      2 * start / page(), 4 * start / page(),
				      2 * start / page(), names[i]);
	}
	dump_is(want);

	/* A hole of the root has the name of the highest level. */
	ranges[0].start = 2ul << levels[nr_levels - 1].shift;
	ranges[0].end = 3ul << levels[nr_levels - 1].shift;
	start = ranges[0].start / page();
	sprintf(want, "0x@%lu-0x@%lu #%lu PGD\n", start, start / 2 * 3, start / 2);
	dump_is(want);
}

static void an_absent_run_may_have_blank_columns(void **state)
{
	begin();
	format.present = MOCK_KIND;
	format.absent = PTDUMP_BLANK_COLUMNS;
	format.separator = "";
	format.level_last = true;
	COLUMNS(PTDUMP_FLAG(W, "RW ", .clear = "ro "),
		PTDUMP_FLAG(X, "x "),
		PTDUMP_FLAG(U, "huge ", .levels = PTDUMP_ABOVE),
		PTDUMP_NEVER("none ", .levels = PTDUMP_PTE));
	PAGES(W | X);
	tree_set_plain(page(), W);	/* a leaf that is not present */
	tree_set_plain(2 * page(), W | X);
	dump_is("0x@0-0x@1 #1 RW x      pte\n"
		"0x@1-0x@2 #1           pte\n"
		"0x@2-0x@3 #1           pte\n"
		"0x@3-0x@4 #1           pte\n"
		"0x@4-0x@8 #4           pmd\n");
}

static void an_absent_run_may_have_no_columns(void **state)
{
	begin();
	format.present = MOCK_KIND;
	format.absent = PTDUMP_NO_COLUMNS;
	COLUMNS(PTDUMP_FLAG(W, "RW", .clear = "ro"));
	PAGES(W, 0);
	dump_is("0x@0-0x@1 #1 pte RW\n"
		"0x@1-0x@2 #1 pte ro\n"
		"0x@2-0x@4 #2 pte\n"
		"0x@4-0x@8 #4 pmd\n");
	format.level_last = true;
	format.separator = "";
	dump_is("0x@0-0x@1 #1 RWpte\n"
		"0x@1-0x@2 #1 ropte\n"
		"0x@2-0x@4 #2 pte\n"
		"0x@4-0x@8 #4 pmd\n");
}

/* The next run that is present keeps its own first and last address. */
static void an_absent_run_may_have_no_line(void **state)
{
	begin();
	format.present = W | X;
	format.absent = PTDUMP_NO_LINE;
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."), PTDUMP_FLAG(X, "X", .clear = "."),
		PTDUMP_FLAG(U, "U", .clear = "."));
	PAGES(0, W, U, X);
	dump_is("0x@1-0x@2 #1 pte W . .\n"
		"0x@3-0x@4 #1 pte . X .\n");
	/* and if no run is absent */
	format.present = 0;
	dump_is("0x@0-0x@1 #1 pte . . .\n"
		"0x@1-0x@2 #1 pte W . .\n"
		"0x@2-0x@3 #1 pte . . U\n"
		"0x@3-0x@4 #1 pte . X .\n"
		"0x@4-0x@8 #4 pmd . . .\n");
}

static void a_column_may_be_of_some_levels_only(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "pte", .clear = "PTE", .levels = PTDUMP_PTE),
		PTDUMP_FLAG(W, "above", .clear = "ABOVE", .levels = PTDUMP_ABOVE),
		PTDUMP_FLAG(X, "all", .clear = "ALL"),
		PTDUMP_FLAG(U, "both", .clear = "BOTH",
			    .levels = PTDUMP_PTE | PTDUMP_ABOVE));
	PAGES(W, X);
	tree_set(4 * page(), 1, LEAF(W | X | U));
	tree_set(16 * page(), 2, LEAF(W));
	ranges[0].end = 32 * page();
	dump_is("0x@0-0x@1 #1 pte pte ALL BOTH\n"
		"0x@1-0x@2 #1 pte PTE all BOTH\n"
		"0x@2-0x@4 #2 pte PTE ALL BOTH\n"
		"0x@4-0x@8 #4 pmd above all both\n"
		"0x@8-0x@16 #8 pmd ABOVE ALL BOTH\n"
		"0x@16-0x@32 #16 pud above ALL BOTH\n");
}

static void a_set_column_prints_its_text_a_clear_one_may_not(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "four"),			/* blanks */
		PTDUMP_FLAG(X, "X", .clear = ""),	/* nothing at all */
		PTDUMP_FLAG(U, "", .clear = "user"));	/* a set one, too */
	PAGES(W | X | U, 0, W | X, X | U);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@1 #1 pte four X\n"
		"0x@1-0x@2 #1 pte      user\n"
		"0x@2-0x@3 #1 pte four X user\n"
		"0x@3-0x@4 #1 pte      X\n");
	COLUMNS(PTDUMP_FLAG(W, "seventeen at most"));
	dump_is("0x@0-0x@1 #1 pte seventeen at most\n"
		"0x@1-0x@2 #1 pte                  \n"
		"0x@2-0x@3 #1 pte seventeen at most\n"
		"0x@3-0x@4 #1 pte                  \n");
}

/* Bits of a column are all set, or it is not. */
static void a_column_may_have_several_bits(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W | X, "both", .clear = "not both"),
		{ .mask = W | X, .val = W, .set = "W only", .clear = "else" });
	format.separator = ",";
	PAGES(W | X, W, X, 0);
	ranges[0].end = 4 * page();
	/* Rows of one mask are one column. */
	dump_is("0x@0-0x@1 #1 pte,both\n"
		"0x@1-0x@2 #1 pte,not both,W only\n"
		"0x@2-0x@3 #1 pte,not both,else\n"
		"0x@3-0x@4 #1 pte,not both,else\n");
}

static void one_of_the_values_of_a_column_prints(void **state)
{
	begin();
	COLUMNS(PTDUMP_VALUE(TYPE, 0x000, "zero"),
		PTDUMP_VALUE(TYPE, 0x100, "one"),
		PTDUMP_VALUE(TYPE, 0x100, "never"),	/* the first has won */
		PTDUMP_FLAG(W, "W", .clear = "."));
	PAGES(0x000, 0x100, 0x200, 0x300 | W);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@1 #1 pte zero .\n"
		"0x@1-0x@2 #1 pte one .\n"
		"0x@2-0x@3 #1 pte .\n"			/* no text, no separator */
		"0x@3-0x@4 #1 pte W\n");
}

static void other_values_of_a_column_may_have_a_text(void **state)
{
	begin();
	COLUMNS(PTDUMP_VALUE(TYPE, 0x000, "zero"),
		PTDUMP_VALUE(TYPE, 0x100, "one"),
		{ TYPE, 0x200, "two", "else" },
		/* The mask of the column before it ends here. */
		PTDUMP_FLAG(W, "W", .clear = "."),
		PTDUMP_VALUE(TYPE, 0x100, "one again"));
	PAGES(0x000, 0x100, 0x200, 0x300 | W);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@1 #1 pte zero .\n"
		"0x@1-0x@2 #1 pte one . one again\n"
		"0x@2-0x@3 #1 pte two .\n"
		"0x@3-0x@4 #1 pte else W\n");
}

/* A match passes over its own column, across rows of another level. */
static void rows_of_another_level_do_not_end_a_column(void **state)
{
	begin();
	COLUMNS(PTDUMP_VALUE(TYPE, 0x100, "one"),
		PTDUMP_FLAG(W, "huge", .levels = PTDUMP_ABOVE),
		{ TYPE, 0x200, "two", "else" });
	PAGES(0x100, 0x200, 0x300);
	tree_set(4 * page(), 1, LEAF(0x100));
	dump_is("0x@0-0x@1 #1 pte one\n"
		"0x@1-0x@2 #1 pte two\n"
		"0x@2-0x@3 #1 pte else\n"
		"0x@3-0x@4 #1 pte else\n"
		"0x@4-0x@8 #4 pmd one      else\n");
}

static void a_column_may_never_be_set(void **state)
{
	begin();
	COLUMNS(PTDUMP_NEVER("four"),
		PTDUMP_NEVER("N", .clear = "."),
		PTDUMP_FLAG(0, "no such flag", .clear = "x"),
		{ .mask = W, .val = X, .set = "not in the mask", .clear = "-" });
	PAGES(W | X | U);
	ranges[0].end = page();
	dump_is("0x@0-0x@1 #1 pte      . x -\n");
}

static void a_number_is_shifted_and_has_a_format(void **state)
{
	begin();
	COLUMNS({ .mask = NUMBER, .shift = 12, .number = "n=%llu" },
		{ .mask = NUMBER | TYPE, .shift = 8, .number = "%#llx" });
	PAGES(0, 0x1000, 0x5000, 0xf000);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@1 #1 pte n=0 0\n"
		"0x@1-0x@2 #1 pte n=1 0x10\n"
		"0x@2-0x@3 #1 pte n=5 0x50\n"
		"0x@3-0x@4 #1 pte n=15 0xf0\n");
}

/* @set and @val of a number do not matter. */
static void the_number_0_may_have_a_text(void **state)
{
	begin();
	COLUMNS({ .mask = NUMBER, .val = 0x1000, .set = "set", .clear = "none",
		  .shift = 12, .number = "n=%llu" },
		{ .mask = TYPE, .clear = "", .shift = 8, .number = "t=%llu" });
	PAGES(0, 0x1000, 0x2300, 0x0100);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@1 #1 pte none\n"
		"0x@1-0x@2 #1 pte n=1\n"
		"0x@2-0x@3 #1 pte n=2 t=3\n"
		"0x@3-0x@4 #1 pte none t=1\n");
}

/* A mask is that of the columns, and all of it. */
static void runs_differ_in_what_has_a_column(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."),
		PTDUMP_VALUE(TYPE, 0x100, "t"),
		{ .mask = NUMBER, .shift = 12, .number = "%llu" });
	assert_true(ptdump_columns_mask(&format) == (W | TYPE | NUMBER));
	mask = ptdump_columns_mask(&format);
	PAGES(W, W | X | U, W | FRAME(0x40), W | 0x300);
	ranges[0].end = 4 * page();
	dump_is("0x@0-0x@2 #2 pte W 0\n"
		"0x@2-0x@3 #1 pte W 4\n"
		"0x@3-0x@4 #1 pte W 0\n");
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."));
	mask = 0;
	dump_is("0x@0-0x@4 #4 pte W\n");
}

/* Three areas begin at the first entry, and two at a later one. */
static void five_markers(unsigned int first, unsigned int later)
{
	begin();
	PAGES(0, 0, 0, 0, 0, 0, 0, 0);
	MARKERS({ 0, "A" }, { 0, "B" }, { page() - 1, "C" }, { 4 * page(), "D" },
		{ 3 * page() + 1, "E" });
	format.first_markers = first;
	format.markers = later;
}

static void first_markers_is_how_many_the_first_entry_passes(void **state)
{
	five_markers(0, 1);
	dump_is("---[ A ]---\n"
		"0x@0-0x@1 #1 pte\n---[ B ]---\n"
		"0x@1-0x@2 #1 pte\n---[ C ]---\n"
		"0x@2-0x@4 #2 pte\n---[ D ]---\n"
		"0x@4-0x@5 #1 pte\n---[ E ]---\n"
		"0x@5-0x@8 #3 pte\n");
	five_markers(1, 1);
	dump_is("---[ A ]---\n---[ B ]---\n"
		"0x@0-0x@1 #1 pte\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n"
		"0x@4-0x@5 #1 pte\n---[ E ]---\n"
		"0x@5-0x@8 #3 pte\n");
	/* C begins inside the first page: the second is the first past it. */
	five_markers(2, 1);
	dump_is("---[ A ]---\n---[ B ]---\n"
		"0x@0-0x@1 #1 pte\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n"
		"0x@4-0x@5 #1 pte\n---[ E ]---\n"
		"0x@5-0x@8 #3 pte\n");
	five_markers(UINT_MAX, 1);
	ranges[0].start = page();
	dump_is("---[ A ]---\n---[ B ]---\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n"
		"0x@4-0x@5 #1 pte\n---[ E ]---\n"
		"0x@5-0x@8 #3 pte\n");
	five_markers(1, 1);
	ranges[0].start = page();
	dump_is("---[ A ]---\n---[ B ]---\n"
		"0x@1-0x@2 #1 pte\n---[ C ]---\n"
		"0x@2-0x@4 #2 pte\n---[ D ]---\n"
		"0x@4-0x@5 #1 pte\n---[ E ]---\n"
		"0x@5-0x@8 #3 pte\n");
}

static void markers_is_how_many_a_later_entry_passes(void **state)
{
	five_markers(0, 0);
	ranges[0].end = 3 * page();
	dump_is("---[ A ]---\n"
		"0x@0-0x@1 #1 pte\n"
		"0x@1-0x@2 #1 pte\n"
		"0x@2-0x@3 #1 pte\n");
	five_markers(0, 2);
	dump_is("---[ A ]---\n"
		"0x@0-0x@1 #1 pte\n---[ B ]---\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n---[ E ]---\n"
		"0x@4-0x@8 #4 pte\n");
	five_markers(0, UINT_MAX);
	dump_is("---[ A ]---\n"
		"0x@0-0x@1 #1 pte\n---[ B ]---\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n---[ E ]---\n"
		"0x@4-0x@8 #4 pte\n");
	five_markers(UINT_MAX, 2);
	dump_is("---[ A ]---\n---[ B ]---\n"
		"0x@0-0x@1 #1 pte\n---[ C ]---\n"
		"0x@1-0x@4 #3 pte\n---[ D ]---\n---[ E ]---\n"
		"0x@4-0x@8 #4 pte\n");
}

/* Nobody is in this area. */
static void a_marker_at_the_end_is_the_last_line(void **state)
{
	begin();
	MARKERS({ 0, "all" }, { 8 * page(), "end" });
	PAGES(0, 0, 0, 0, 0, 0, 0, 0);
	dump_is("---[ all ]---\n"
		"0x@0-0x@8 #8 pte\n"
		"---[ end ]---\n");
	format.markers = 0;
	dump_is("---[ all ]---\n"
		"0x@0-0x@8 #8 pte\n");
	/* No address is past the last marker of an array. */
	format.markers = UINT_MAX;
	ranges[0] = (struct ptdump_range) { -4 * page(), ~0UL };
	tree_set_plain(-1 * page(), LEAF(0));
	MARKERS({ 0, "all" }, { -2 * page(), "top" });
	dump_is("---[ all ]---\n"
		"0x@-4-0x@-2 #2 pte\n"
		"---[ top ]---\n"
		"0x@-2-0x@-1 #1 pte\n"
		"0x@-1-0x@0 #1 pte\n");
}

static void without_markers_there_is_no_line_of_an_area(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."));
	PAGES(0, W, W, W, W, W, W, W);
	dump_is("0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@8 #7 pte W\n");
}

static void alternate(void)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."));
	PAGES(0, W, 0, W, 0, W, 0, W);
}

/* Each area counts for itself, and an area that has no limit prints all. */
static void lines_past_a_limit_are_counted(void **state)
{
	alternate();
	MARKERS({ 0, "one", 1 }, { 4 * page(), "all" });
	dump_is("---[ one ]---\n"
		"0x@0-0x@1 #1 pte .\n"
		"... 3 entries skipped ... \n"
		"---[ all ]---\n"
		"0x@4-0x@5 #1 pte .\n"
		"0x@5-0x@6 #1 pte W\n"
		"0x@6-0x@7 #1 pte .\n"
		"0x@7-0x@8 #1 pte W\n");
	MARKERS({ 0, "two", 2 }, { 3 * page(), "two more", 2 }, { 7 * page(), "end", 2 });
	dump_is("---[ two ]---\n"
		"0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@2 #1 pte W\n"
		"... 1 entry skipped ... \n"
		"---[ two more ]---\n"
		"0x@3-0x@4 #1 pte W\n"
		"0x@4-0x@5 #1 pte .\n"
		"... 2 entries skipped ... \n"
		"---[ end ]---\n"
		"0x@7-0x@8 #1 pte W\n");
}

/* The marker divides a run of the first table, and no run of its neighbours. */
static void a_marker_in_a_shared_table_counts_once(void **state)
{
	const phys_addr_t table = slot_pa(ARENA_SLOTS - 1);
	unsigned int i;

	begin();
	COLUMNS(PTDUMP_FLAG(W, "W", .clear = "."));
	ranges[0].end = 20 * page();
	for (i = 0; i < 4; i++)
		store_entry(table, i, LEAF(i == 2 ? W : 0));
	for (i = 0; i < 5; i++)
		tree_set(4 * i * page(), 1, plain_table(table, 0));
	MARKERS({ 0, "all" }, { page(), "one", 1 }, { 20 * page(), "end" });
	dump_is("---[ all ]---\n"
		"0x@0-0x@1 #1 pte .\n"
		"---[ one ]---\n"
		"0x@1-0x@2 #1 pte .\n"
		"... 10 entries skipped ... \n"
		"---[ end ]---\n");
}

static void a_limit_that_is_not_passed_has_no_line(void **state)
{
	alternate();
	MARKERS({ 0, "four", 4 }, { 4 * page(), "five", 5 });
	dump_is("---[ four ]---\n"
		"0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@2 #1 pte W\n"
		"0x@2-0x@3 #1 pte .\n"
		"0x@3-0x@4 #1 pte W\n"
		"---[ five ]---\n"
		"0x@4-0x@5 #1 pte .\n"
		"0x@5-0x@6 #1 pte W\n"
		"0x@6-0x@7 #1 pte .\n"
		"0x@7-0x@8 #1 pte W\n");
	/* Nor has one that is passed, if no other area begins. */
	MARKERS({ 0, "three", 3 });
	dump_is("---[ three ]---\n"
		"0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@2 #1 pte W\n"
		"0x@2-0x@3 #1 pte .\n");
}

/* Runs merge across the gap: it has no line of its own. */
static void ranges_are_dumped_one_by_one(void **state)
{
	alternate();
	ranges[0] = (struct ptdump_range) { 0, 2 * page() };
	ranges[1] = (struct ptdump_range) { 3 * page(), 4 * page() };
	dump_is("0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@4 #3 pte W\n");
	ranges[2] = (struct ptdump_range) { 6 * page(), 8 * page() };
	dump_is("0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@6 #5 pte W\n"
		"0x@6-0x@7 #1 pte .\n"
		"0x@7-0x@8 #1 pte W\n");
	/* An empty range ends the array. */
	ranges[1].end = ranges[1].start;
	dump_is("0x@0-0x@1 #1 pte .\n"
		"0x@1-0x@2 #1 pte W\n");
}

static void check_is(unsigned long wx, unsigned long ux, const char *log)
{
	static const int budgets[] = { 1, 1000, 1 << 30 };
	unsigned long wx_pages, ux_pages;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		host_budget = budgets[i];
		host_log_clear();
		wx_pages = ux_pages = 99;
		assert_int_equal(ptdump_check(&target, &wx_pages, &ux_pages), 0);
		assert_int_equal(wx_pages, wx);
		assert_int_equal(ux_pages, ux);
		assert_string_equal(host_log, log);
		wx_pages = 99;
		assert_int_equal(ptdump_check(&target, &wx_pages, NULL), 0);
		assert_int_equal(wx_pages, wx);
		check_locks();
	}
}

static void a_check_counts_wx_and_ux_pages(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W"), PTDUMP_FLAG(X, "X"), PTDUMP_FLAG(U, "U"));
	check_is(0, 0, "");
	PAGES(W, X, X, 0, W, X);
	check_is(0, 0, "");
	PAGES(W | X, W | X, U, U, U, W | X | U);
	check_is(3, 4, "wx 1 from page 0\nwx 2 from page 2\nwx 3 from page 5\n");
	/* at the end of a range, and all of a huge page */
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W"), PTDUMP_FLAG(X, "X"), PTDUMP_FLAG(U, "U"));
	tree_set(4 * page(), 1, LEAF(W | X));
	tree_set(8 * page(), 1, LEAF(U));
	ranges[0].end = 12 * page();
	check_is(4, 4, "wx 1 from page 4\nwx 2 from page 8\n");
}

/* A run that note_page() exempts is not counted; the next is. */
static void a_check_does_not_count_what_is_exempt(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W"), PTDUMP_FLAG(X, "X"), PTDUMP_FLAG(U, "U"));
	PAGES(0, W | X, W | X, U, W | X);
	check_is(3, 1, "wx 1 from page 1\nwx 2 from page 3\nwx 1 from page 4\n");
	exempt = page();
	check_is(1, 1, "wx 2 from page 3\nwx 1 from page 4\n");
	exempt = 3 * page();
	check_is(3, 0, "wx 1 from page 1\nwx 1 from page 4\n");
}

static void a_dump_neither_warns_nor_counts(void **state)
{
	begin();
	COLUMNS(PTDUMP_FLAG(W, "W"), PTDUMP_FLAG(X, "X"), PTDUMP_FLAG(U, "U"));
	PAGES(W | X | U, W | X | U);
	ranges[0].end = 2 * page();
	check_is(2, 2, "wx 3 from page 0\n");
	dump_is("0x@0-0x@2 #2 pte W X U\n");
}

static void check_wx_pages_prints_the_verdict(void **state)
{
	const struct host_file *file = host_find_file("check_wx_pages");
	char buf[64];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct seq_file m = { .buf = buf, .size = sizeof(buf) };

		begin();
		verdict = i;
		assert_int_equal(file->fops->show(&m, NULL), 0);
		buf[m.count] = 0;
		assert_string_equal(buf, i ? "SUCCESS\n" : "FAILED\n");
		host_signal_pending = true;
		assert_int_equal(file->fops->show(&m, NULL), -EINTR);
	}
}

/* PTDUMP_TEXT characters: the text of an item is not a string. */
static void an_item_may_be_as_long_as_its_buffer(void **state)
{
	static const char *const line = "0x@0-0x@1 #1 pte ";
	static const char *const area = "---[ ";
	static char longest[PTDUMP_TEXT + 1], name[PTDUMP_TEXT + 1];
	static struct ptdump_column column = { .mask = W, .val = W, .set = longest };
	char want[3 * PTDUMP_TEXT];

	begin();
	expand(want, line);
	memset(longest, '<', PTDUMP_TEXT);
	longest[PTDUMP_TEXT - strlen(want) - 1] = 0;
	memset(name, '>', PTDUMP_TEXT);
	name[PTDUMP_TEXT - strlen(area) - strlen(" ]---\n") - 1] = 0;
	format.columns = &column;
	format.nr_columns = 1;
	MARKERS({ 0, name });
	PAGES(W);
	ranges[0].end = page();
	sprintf(want, "%s%s ]---\n%s%s\n", area, name, line, longest);
	dump_is(want);
	assert_int_equal(strchr(host_log, '0') - host_log, PTDUMP_TEXT - 1);
	assert_int_equal(strlen(strchr(host_log, '0')), PTDUMP_TEXT);
}

static void a_range_that_cannot_be_translated_is_einval(void **state)
{
	const unsigned long border = half_last(false) + 1;
	const struct ptdump_range bad[] = {
		{ 2 * page(), page() },			/* ends before it starts */
		{ 0, ~0ul },				/* longer than the root */
		{ border - page(), border + page() },	/* in two of its blocks */
	};
	unsigned long wx, ux;
	char want[200];
	unsigned int i;

	alternate();
	expand(want, "0x@0-0x@1 #1 pte .\n");
	/* If the root translates all bits, the others are good. */
	for (i = 0; i < (root_repeats ? ARRAY_SIZE(bad) : 1); i++) {
		ranges[0] = (struct ptdump_range) { 0, 2 * page() };
		ranges[1] = bad[i];
		host_warnings = 0;
		host_log_clear();
		assert_int_equal(ptdump_log(&target), -EINVAL);
		assert_int_equal(host_warnings, 1);
		assert_int_equal(strncmp(host_log, want, strlen(want)), 0);
		assert_int_equal(ptdump_check(&target, &wx, &ux), -EINVAL);
		assert_int_equal(host_warnings, 2);
		check_locks();
	}
	host_warnings = 0;
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(the_level_precedes_the_columns),
		cmocka_unit_test(the_level_follows_the_columns),
		cmocka_unit_test(the_gap_follows_the_addresses),
		cmocka_unit_test(a_separator_precedes_each_column_that_has_text),
		cmocka_unit_test(the_physical_address_is_that_of_the_start),
		cmocka_unit_test(the_second_address_may_be_the_last),
		cmocka_unit_test(the_end_of_the_address_space_is_0_or_its_last_address),
		cmocka_unit_test(each_level_has_its_name),
		cmocka_unit_test(an_absent_run_may_have_blank_columns),
		cmocka_unit_test(an_absent_run_may_have_no_columns),
		cmocka_unit_test(an_absent_run_may_have_no_line),
		cmocka_unit_test(a_column_may_be_of_some_levels_only),
		cmocka_unit_test(a_set_column_prints_its_text_a_clear_one_may_not),
		cmocka_unit_test(a_column_may_have_several_bits),
		cmocka_unit_test(one_of_the_values_of_a_column_prints),
		cmocka_unit_test(other_values_of_a_column_may_have_a_text),
		cmocka_unit_test(rows_of_another_level_do_not_end_a_column),
		cmocka_unit_test(a_column_may_never_be_set),
		cmocka_unit_test(a_number_is_shifted_and_has_a_format),
		cmocka_unit_test(the_number_0_may_have_a_text),
		cmocka_unit_test(runs_differ_in_what_has_a_column),
		cmocka_unit_test(first_markers_is_how_many_the_first_entry_passes),
		cmocka_unit_test(markers_is_how_many_a_later_entry_passes),
		cmocka_unit_test(a_marker_at_the_end_is_the_last_line),
		cmocka_unit_test(without_markers_there_is_no_line_of_an_area),
		cmocka_unit_test(lines_past_a_limit_are_counted),
		cmocka_unit_test(a_marker_in_a_shared_table_counts_once),
		cmocka_unit_test(a_limit_that_is_not_passed_has_no_line),
		cmocka_unit_test(ranges_are_dumped_one_by_one),
		cmocka_unit_test(a_check_counts_wx_and_ux_pages),
		cmocka_unit_test(a_check_does_not_count_what_is_exempt),
		cmocka_unit_test(a_dump_neither_warns_nor_counts),
		cmocka_unit_test(check_wx_pages_prints_the_verdict),
		cmocka_unit_test(an_item_may_be_as_long_as_its_buffer),
		cmocka_unit_test(a_range_that_cannot_be_translated_is_einval),
	};
	const char *name = begin_program(argc, argv, 1);
	unsigned int i;

	if (!name)
		return 0;
	host_boot();
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		tests[i].teardown_func = show_seed;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
