// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the page-table dumper. The tests read the dumps of tables that they
 * build, and of the kernel's own tables, and run the W+X check.
 *
 * All architectures dump the lowest addresses of an mm, so the tests map those.
 */

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mmap_lock.h>
#include <linux/ptdump.h>
#include <linux/sched/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "page_tables.h"

#ifdef CONFIG_RISCV
#define READ_ONLY	PAGE_KERNEL_READ
/* An unmapped range has no line. */
#define SHOWS_HOLES	false
#else
#define READ_ONLY	PAGE_KERNEL_RO
#define SHOWS_HOLES	true
#endif

/*
 * With 52 bits configured, arm64's PAGE_OFFSET may lie outside of its tables. On
 * riscv, the kernel's addresses begin below PAGE_OFFSET.
 */
#if defined(CONFIG_ARM64)
#define FIRST_KERNEL_ADDR	_PAGE_OFFSET(vabits_actual)
#elif defined(CONFIG_RISCV)
#define FIRST_KERNEL_ADDR	KERN_VIRT_START
#else
#define FIRST_KERNEL_ADDR	PAGE_OFFSET
#endif

/* The longest dump of a test; the kernel's own tables may need more. */
#define TEXT_SIZE	SZ_128K

/* A table of this many lines: the locks are dropped inside it. */
#define MANY_LINES	256

static const struct ptdump_marker markers[] = {
	{ 0, "Test" }, { ~0UL, NULL },
};

struct dump_test {
	struct test_tables tt;
	struct test_tables other;
	struct ptdump_target info;
	struct inode inode;
	struct file file;
	loff_t pos;
	char __user *user;	/* room for TEXT_SIZE */
	char *text;		/* the same */
	size_t len;
};

/* Files: only the members that the dumper reads are set */

static void close_dump(void *data)
{
	struct dump_test *dt = data;

	ptdump_release(&dt->inode, &dt->file);
	memset(&dt->file, 0, sizeof(dt->file));
}

static void open_dump(struct kunit *test, struct mm_struct *mm)
{
	struct dump_test *dt = test->priv;

	dt->info = (struct ptdump_target) {
		.mm = mm,
		.markers = markers,
		.base_addr = mm == &init_mm ? FIRST_KERNEL_ADDR : 0,
	};
	dt->inode.i_private = &dt->info;
	dt->file.f_mode = FMODE_READ;
	dt->pos = 0;
	dt->len = 0;
	KUNIT_ASSERT_EQ(test, 0, ptdump_open(&dt->inode, &dt->file, &dt->info));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, close_dump, dt));
}

static ssize_t read_dump(struct kunit *test, size_t size)
{
	struct dump_test *dt = test->priv;
	ssize_t n;

	size = min(size, TEXT_SIZE - 1 - dt->len);
	n = ptdump_read(&dt->file, dt->user, size, &dt->pos);
	KUNIT_ASSERT_GE(test, n, 0);
	KUNIT_ASSERT_EQ(test, 0, copy_from_user(dt->text + dt->len, dt->user, n));
	dt->len += n;
	dt->text[dt->len] = '\0';
	return n;
}

/* The rest of the file. */
static void read_all(struct kunit *test, size_t size)
{
	struct dump_test *dt = test->priv;

	while (read_dump(test, size))
		;
	KUNIT_ASSERT_LT(test, dt->len, TEXT_SIZE - 1);
}

/* Returns the whole dump of @mm, in memory of its own. */
static char *dump(struct kunit *test, struct mm_struct *mm, size_t size)
{
	struct dump_test *dt = test->priv;
	char *text;

	open_dump(test, mm);
	read_all(test, size);
	kunit_release_action(test, close_dump, dt);
	text = kunit_kmalloc(test, dt->len + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, dt->text, dt->len + 1);
	return text;
}

/* Lines */

struct line {
	unsigned long start;
	unsigned long end;
	char rest[128];
};

/* Parses the line at *@text, and moves to the next. Returns false if it is no range. */
static bool parse_line(const char **text, struct line *line)
{
	const char *end = strchrnul(*text, '\n');
	char *sep, *rest;
	char copy[PTDUMP_TEXT];

	strscpy(copy, *text, min_t(size_t, sizeof(copy), end - *text + 1));
	*text = *end ? end + 1 : end;
	sep = strchr(copy, '-');
	rest = strchr(copy, ' ');
	if (strncmp(copy, "0x", 2) || !sep || !rest || rest < sep)
		return false;
	*sep = '\0';
	*rest = '\0';
	if (kstrtoul(copy, 16, &line->start) ||
	    kstrtoul(sep + 1, 16, &line->end))
		return false;
	strscpy(line->rest, rest + 1);
	return true;
}

static bool is_marker(const char *text)
{
	return !strncmp(text, "---[ ", 5);
}

/* Finds the line that begins at @start. */
static bool find_line(const char *text, unsigned long start, struct line *line)
{
	while (*text) {
		if (parse_line(&text, line) && line->start == start)
			return true;
	}
	return false;
}

static unsigned int count_lines(const char *text)
{
	unsigned int n = 0;
	struct line line;

	while (*text)
		n += parse_line(&text, &line);
	return n;
}

static void expect_text(struct kunit *test, const char *text, const char *want,
			const char *what)
{
	unsigned int i = 0, begin = 0;

	for (; text[i] == want[i] && text[i]; i++) {
		if (text[i] == '\n')
			begin = i + 1;
	}
	if (text[i] == want[i])
		return;
	text += begin;
	want += begin;
	KUNIT_FAIL(test, "%s: |%.*s|, wanted |%.*s|", what,
		   (int)(strchrnul(text, '\n') - text), text,
		   (int)(strchrnul(want, '\n') - want), want);
}

/* Each range begins at the end of the previous one, or, without holes, later. */
static void expect_ascending(struct kunit *test, const char *text)
{
	unsigned long last = 0;
	unsigned int nr = 0;
	struct line line;

	while (*text) {
		const char *here = text;
		int len = strchrnul(text, '\n') - text;

		KUNIT_EXPECT_EQ_MSG(test, text[len], '\n', "the last line");
		if (!parse_line(&text, &line)) {
			/* "... N entries skipped ... ": the next is further on */
			if (!strncmp(here, "... ", 4))
				nr = 0;
			else if (!is_marker(here))
				KUNIT_FAIL(test, "malformed: %.*s", len, here);
			continue;
		}
		if (line.end - 1 < line.start ||
		    (nr && (SHOWS_HOLES ? line.start != last : line.start < last)))
			KUNIT_FAIL(test, "after %lx: %.*s", last, len, here);
		last = line.end;
		nr++;
	}
	KUNIT_EXPECT_GT(test, nr, 0);
}

/* Trees */

static void set_pages(struct test_tables *tt, unsigned long addr,
		      unsigned int n, pgprot_t prot)
{
	for (; n; n--, addr += PAGE_SIZE)
		test_set(tt, PE_SIZE_PTE, addr, test_leaf(PE_SIZE_PTE, 1, prot));
}

/* Contents of a PTE table. */
static void one_run(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, PTRS_PER_PTE, PAGE_KERNEL);
}

static void no_run(struct test_tables *tt, unsigned long addr)
{
	test_entry(tt, PE_SIZE_PTE, addr);
}

static void two_runs(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, PTRS_PER_PTE / 2, PAGE_KERNEL);
}

static void many_runs(struct test_tables *tt, unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < MANY_LINES; i++)
		set_pages(tt, addr + i * PAGE_SIZE, 1,
			  i % 2 ? READ_ONLY : PAGE_KERNEL);
}

static void ends_of_the_table(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, 1, READ_ONLY);
	set_pages(tt, addr + PMD_SIZE - PAGE_SIZE, 1, READ_ONLY);
}

static void executable(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr + PAGE_SIZE, 3, PAGE_KERNEL_EXEC);
}

struct contents {
	const char *name;
	void (*fill)(struct test_tables *tt, unsigned long addr);
};

static const struct contents contents[] = {
	{ "one run", one_run },
	{ "empty", no_run },
	{ "two runs", two_runs },
	{ "many runs", many_runs },
	{ "first and last slot", ends_of_the_table },
	{ "executable", executable },
};

KUNIT_ARRAY_PARAM_DESC(each_contents, contents, name);

/* Tests */

static void runs_become_lines(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	unsigned long next = 6 * PAGE_SIZE;
	struct line rw, ro, huge;
	const char *text;
	char size[32];

	set_pages(&dt->tt, 0, 4, PAGE_KERNEL);
	set_pages(&dt->tt, 4 * PAGE_SIZE, 2, READ_ONLY);
	test_set(&dt->tt, PE_SIZE_PMD, PMD_SIZE,
		 test_leaf(PE_SIZE_PMD, PMD_SIZE >> PAGE_SHIFT, PAGE_KERNEL));
	text = dump(test, dt->tt.mm, TEXT_SIZE);

	KUNIT_EXPECT_TRUE(test, is_marker(text));
	KUNIT_ASSERT_TRUE(test, find_line(text, 0, &rw));
	KUNIT_EXPECT_EQ(test, rw.end, 4 * PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, find_line(text, 4 * PAGE_SIZE, &ro));
	KUNIT_EXPECT_EQ(test, ro.end, next);
	KUNIT_ASSERT_TRUE(test, find_line(text, PMD_SIZE, &huge));
	KUNIT_EXPECT_EQ(test, huge.end, 2 * PMD_SIZE);

	snprintf(size, sizeof(size), " %luK ", 4 * PAGE_SIZE / SZ_1K);
	KUNIT_EXPECT_NOT_NULL(test, strstr(rw.rest, size));
	snprintf(size, sizeof(size), " %luM ", PMD_SIZE / SZ_1M);
	KUNIT_EXPECT_NOT_NULL(test, strstr(huge.rest, size));
	KUNIT_EXPECT_TRUE(test, strstr(rw.rest, "PTE") || strstr(rw.rest, "pte"));
	KUNIT_EXPECT_TRUE(test, strstr(ro.rest, "PTE") || strstr(ro.rest, "pte"));
	KUNIT_EXPECT_FALSE(test, strstr(huge.rest, "PTE") ||
			   strstr(huge.rest, "pte"));
	KUNIT_EXPECT_STRNEQ(test, rw.rest, ro.rest);

	KUNIT_EXPECT_EQ(test, find_line(text, next, &ro), SHOWS_HOLES);
	if (SHOWS_HOLES)
		KUNIT_EXPECT_EQ(test, ro.end, PMD_SIZE);
	expect_ascending(test, text);
}

static void equal_neighbours_are_one_line_across_tables(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	struct line line;
	const char *text;

	set_pages(&dt->tt, PMD_SIZE - 5 * PAGE_SIZE, 10, PAGE_KERNEL);
	text = dump(test, dt->tt.mm, TEXT_SIZE);
	KUNIT_ASSERT_TRUE(test, find_line(text, PMD_SIZE - 5 * PAGE_SIZE, &line));
	KUNIT_EXPECT_EQ(test, line.end, PMD_SIZE + 5 * PAGE_SIZE);
}

/* Three entries that share a table, and three with a table each. */
static void shared_table_prints_as_tables_of_their_own(struct kunit *test)
{
	const struct contents *in = test->param_value;
	struct dump_test *dt = test->priv;
	unsigned int i;

	test_tables_init(&dt->other, test);
	in->fill(&dt->tt, 0);
	for (i = 0; i < 3; i++) {
		test_set(&dt->tt, PE_SIZE_PMD, i * PMD_SIZE,
			 test_get(&dt->tt, PE_SIZE_PMD, 0));
		in->fill(&dt->other, i * PMD_SIZE);
	}
	/* something else, that begins behind them */
	set_pages(&dt->tt, 3 * PMD_SIZE, 1, PAGE_KERNEL);
	set_pages(&dt->other, 3 * PMD_SIZE, 1, PAGE_KERNEL);

	expect_text(test, dump(test, dt->tt.mm, TEXT_SIZE),
		    dump(test, dt->other.mm, TEXT_SIZE), "shared");
}

static void neighbouring_tables_are_told_apart(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	struct line line;
	const char *text;

	set_pages(&dt->tt, 0, PTRS_PER_PTE, PAGE_KERNEL);
	set_pages(&dt->tt, PMD_SIZE, PTRS_PER_PTE, READ_ONLY);
	text = dump(test, dt->tt.mm, TEXT_SIZE);
	KUNIT_ASSERT_TRUE(test, find_line(text, 0, &line));
	KUNIT_EXPECT_EQ(test, line.end, PMD_SIZE);
	KUNIT_ASSERT_TRUE(test, find_line(text, PMD_SIZE, &line));
	KUNIT_EXPECT_EQ(test, line.end, 2 * PMD_SIZE);
}

static void reads_of_any_size_give_the_same_text(struct kunit *test)
{
	static const size_t sizes[] = { 1, 61, SZ_4K, SZ_8K };
	struct dump_test *dt = test->priv;
	const char *text;
	unsigned int i;

	many_runs(&dt->tt, 0);
	text = dump(test, dt->tt.mm, TEXT_SIZE);
	KUNIT_EXPECT_GE(test, count_lines(text), MANY_LINES);
	expect_ascending(test, text);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		expect_text(test, dump(test, dt->tt.mm, sizes[i]), text,
			    "in pieces");
}

static void seek_to_0_starts_anew_and_elsewhere_continues(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	const char *text;

	many_runs(&dt->tt, 0);
	text = dump(test, dt->tt.mm, TEXT_SIZE);
	open_dump(test, dt->tt.mm);
	read_dump(test, 100);

	dt->pos = ptdump_llseek(&dt->file, 0, SEEK_SET);
	KUNIT_EXPECT_EQ(test, dt->pos, 0);
	dt->len = 0;
	read_all(test, TEXT_SIZE);
	expect_text(test, dt->text, text, "anew");

	dt->pos = ptdump_llseek(&dt->file, 12345, SEEK_SET);
	KUNIT_EXPECT_EQ(test, dt->pos, 12345);
	dt->len = 0;
	read_all(test, TEXT_SIZE);
	expect_text(test, dt->text, text + 12345, "from there");
}

static bool is_free(struct mm_struct *mm)
{
	bool free = mmap_read_trylock(mm);

	if (free)
		mmap_read_unlock(mm);
	return free;
}

static void no_lock_is_held_between_reads(struct kunit *test)
{
	struct dump_test *dt = test->priv;

	many_runs(&dt->tt, 0);
	open_dump(test, dt->tt.mm);
	read_dump(test, 1);
	KUNIT_EXPECT_TRUE(test, is_free(dt->tt.mm));
	KUNIT_EXPECT_TRUE(test, is_free(&init_mm));
}

static void change_ahead_of_the_reader_shows(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	unsigned long addr = 2 * PMD_SIZE;
	struct line line;

	many_runs(&dt->tt, 0);
	open_dump(test, dt->tt.mm);
	read_dump(test, 1);
	set_pages(&dt->tt, addr, 1, READ_ONLY);
	read_all(test, TEXT_SIZE);
	KUNIT_ASSERT_TRUE(test, find_line(dt->text, addr, &line));
	KUNIT_EXPECT_EQ(test, line.end, addr + PAGE_SIZE);
	expect_ascending(test, dt->text);
}

static void mm_that_has_ended_is_an_empty_file(struct kunit *test)
{
	struct dump_test *dt = test->priv;
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mmgrab(mm);
	mmput(mm);
	open_dump(test, mm);
	read_dump(test, TEXT_SIZE);
	KUNIT_EXPECT_EQ(test, dt->len, 0);
	kunit_release_action(test, close_dump, dt);
	mmdrop(mm);
}

static void kernels_lines_are_well_formed(struct kunit *test)
{
	struct dump_test *dt = test->priv;

	open_dump(test, &init_mm);
	while (dt->len < TEXT_SIZE - 1 && read_dump(test, SZ_4K))
		;
	KUNIT_EXPECT_EQ(test, dt->len, strlen(dt->text));
	/* of a long one, the whole lines that there was room for */
	if (dt->len == TEXT_SIZE - 1)
		strrchr(dt->text, '\n')[1] = '\0';
	KUNIT_EXPECT_TRUE(test, is_marker(dt->text));
	KUNIT_EXPECT_GT(test, count_lines(dt->text), 10);
	expect_ascending(test, dt->text);
}

/* The W+X check */

struct wx_case {
	const char *name;
	void (*fill)(struct test_tables *tt, unsigned long addr);
	unsigned long pages;	/* that are W+X, in each table, */
	unsigned long no_nx;	/* and where no bit forbids execution */
};

static void writable(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, 5, PAGE_KERNEL);
}

static void read_only(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, 5, READ_ONLY);
}

static void huge_executable(struct test_tables *tt, unsigned long addr)
{
	test_set(tt, PE_SIZE_PMD, addr,
		 test_leaf(PE_SIZE_PMD, PMD_SIZE >> PAGE_SHIFT, PAGE_KERNEL_EXEC));
}

#ifdef CONFIG_ARM64
/* With S1PIE, tables deny nothing, and there is nothing to test. */
static void denied_by_the_table(struct test_tables *tt, unsigned long addr)
{
	if (cpus_have_final_cap(ARM64_HAS_S1PIE))
		return;
	executable(tt, addr);
	test_set(tt, PE_SIZE_PMD, addr,
		 test_get(tt, PE_SIZE_PMD, addr) | PMD_TABLE_PXN);
}

static void writable_by_hardware(struct test_tables *tt, unsigned long addr)
{
	set_pages(tt, addr, 5, __pgprot(pgprot_val(PAGE_KERNEL_ROX) | PTE_DBM));
}
#endif

static const struct wx_case wx_cases[] = {
	{ "three pages", executable, 3, 3 },
	{ "huge page", huge_executable, PTRS_PER_PTE, PTRS_PER_PTE },
	{ "writable", writable, 0, 5 },
	{ "read-only", read_only, 0, 0 },
#ifdef CONFIG_ARM64
	{ "PXN of the table", denied_by_the_table, 0, 0 },
	{ "DBM", writable_by_hardware,
	  IS_ENABLED(CONFIG_ARM64_HW_AFDBM) ? 5 : 0, 0 },
#endif
};

KUNIT_ARRAY_PARAM_DESC(each_wx_case, wx_cases, name);

/*
 * With page-table isolation, user addresses are executable in the tables of user
 * mode only.
 */
static void expect_wx_pages(struct kunit *test, unsigned int tables)
{
	bool no_nx = test_leaf(PE_SIZE_PTE, 1, PAGE_KERNEL) ==
		     test_leaf(PE_SIZE_PTE, 1, PAGE_KERNEL_EXEC);
	const struct wx_case *wx = test->param_value;
	struct dump_test *dt = test->priv;
	struct test_warnings tw;
	unsigned long pages;
	int err;

	dt->info = (struct ptdump_target) {
		.mm = dt->tt.mm,
		.markers = markers,
		.user = true,
	};
	test_warnings_begin(&tw, test);
	err = ptdump_check(&dt->info, &pages, NULL);
	/* A suppressed warning counts per page on x86, and once elsewhere. */
	KUNIT_EXPECT_EQ(test, test_warnings_end(&tw) > 0, !no_nx && wx->pages);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, pages,
			tables * (no_nx ? wx->no_nx : wx->pages));
}

static void wx_pages_are_counted(struct kunit *test)
{
	const struct wx_case *wx = test->param_value;
	struct dump_test *dt = test->priv;
	unsigned int i;

	for (i = 0; i < 3; i++)
		wx->fill(&dt->tt, i * PMD_SIZE);
	expect_wx_pages(test, 3);
}

static void wx_pages_of_a_shared_table_count_each_time(struct kunit *test)
{
	const struct wx_case *wx = test->param_value;
	struct dump_test *dt = test->priv;
	unsigned int i;

	wx->fill(&dt->tt, 0);
	for (i = 1; i < 3; i++)
		test_set(&dt->tt, PE_SIZE_PMD, i * PMD_SIZE,
			 test_get(&dt->tt, PE_SIZE_PMD, 0));
	expect_wx_pages(test, 3);
}

static int dump_test_init(struct kunit *test)
{
	struct dump_test *dt = kunit_kzalloc(test, sizeof(*dt), GFP_KERNEL);
	unsigned long user;

	KUNIT_ASSERT_NOT_NULL(test, dt);
	test_tables_init(&dt->tt, test);
	dt->text = kunit_kmalloc(test, TEXT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, dt->text);
	user = kunit_vm_mmap(test, NULL, 0, TEXT_SIZE, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, user, 0);
	KUNIT_ASSERT_LT(test, user, (unsigned long)TASK_SIZE);
	dt->user = (char __user *)user;
	test->priv = dt;
	return 0;
}

static struct kunit_case dump_tests[] = {
	KUNIT_CASE(runs_become_lines),
	KUNIT_CASE(equal_neighbours_are_one_line_across_tables),
	KUNIT_CASE_PARAM(shared_table_prints_as_tables_of_their_own,
			 each_contents_gen_params),
	KUNIT_CASE(neighbouring_tables_are_told_apart),
	KUNIT_CASE(reads_of_any_size_give_the_same_text),
	KUNIT_CASE(seek_to_0_starts_anew_and_elsewhere_continues),
	KUNIT_CASE(no_lock_is_held_between_reads),
	KUNIT_CASE(change_ahead_of_the_reader_shows),
	KUNIT_CASE(mm_that_has_ended_is_an_empty_file),
	KUNIT_CASE(kernels_lines_are_well_formed),
	KUNIT_CASE_PARAM(wx_pages_are_counted, each_wx_case_gen_params),
	KUNIT_CASE_PARAM(wx_pages_of_a_shared_table_count_each_time,
			 each_wx_case_gen_params),
	{}
};

static struct kunit_suite dump_suite = {
	.name = "ptdump",
	.init = dump_test_init,
	.test_cases = dump_tests,
};

kunit_test_suite(dump_suite);
