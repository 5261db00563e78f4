// SPDX-License-Identifier: GPL-2.0
/*
 * The page-table dumper: its text, its verdict and its manners, on random
 * trees with markers at random addresses.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <time.h>
#include <host-dump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "dump-oracle.h"
#include "rnd.h"
#include "tree.h"

uint64_t rnd_state;
unsigned long host_area[HOST_AREAS];
pteval_t __supported_pte_mask = -1;
bool host_pti;
pgd_t *host_user_pgd;
int host_budget;

static unsigned long first_seed, seed, draws;
static struct mm_struct task_mm;
static struct dump want;

/* A test that failed may have left anything. */
static void begin_draw(unsigned long i)
{
	seed = first_seed + i;
	rnd_state = mix(seed);
	init_mm = (struct mm_struct) { .users = 1 };
	task_mm = (struct mm_struct) { .users = 1 };
	current->mm = &task_mm;
	host_lock_errors = 0;
	host_on_read = NULL;
	host_on_unlock = NULL;
	host_locks_left = INT_MAX;
	host_pti = false;
	host_seq_first_size = 4096;
}

/* The order and the names are x86's; where they are is drawn. */
static const struct area_marker *draw_markers(void)
{
#if CONFIG_PGTABLE_LEVELS == 5
	static struct area_marker markers[] = {
		{ 0, "User Space" },
		{ 1ul << 63, "Kernel Space" },
		{ 0, "LDT remap" },
		{ 0, "Low Kernel Mapping" },
		{ 0, "vmalloc() Area" },
		{ 0, "Vmemmap" },
		{ 0, "KASAN shadow" },
		{ 0, "KASAN shadow end" },
		{ 0, "CPU entry Area" },
		{ 0, "ESPfix Area", 16 },
		{ 0, "EFI Runtime Services" },
		{ 0, "High Kernel Mapping" },
		{ 0, "Modules" },
		{ 0, "End Modules" },
		{ 0, "Fixmap Area" },
		{ -1ul, NULL },
	};
	static const int where[] = {
		-1, -1, HOST_LDT, HOST_LOW_KERNEL, HOST_VMALLOC, HOST_VMEMMAP,
		HOST_KASAN, HOST_KASAN_END, HOST_CPU_ENTRY, HOST_ESPFIX,
		HOST_EFI, HOST_HIGH_KERNEL, HOST_MODULES, HOST_MODULES_END,
		HOST_FIXMAP, -1
	};
#else
	static struct area_marker markers[] = {
		{ 0, "User Space" },
		{ 0, "Kernel Mapping" },
		{ 0, "vmalloc() Area" },
		{ 0, "vmalloc() End" },
		{ 0, "Persistent kmap() Area" },
		{ 0, "LDT remap" },
		{ 0, "CPU entry area" },
		{ 0, "Fixmap area" },
		{ -1ul, NULL },
	};
	static const int where[] = {
		-1, HOST_LOW_KERNEL, HOST_VMALLOC, HOST_VMALLOC_END, HOST_PKMAP,
		HOST_LDT, HOST_CPU_ENTRY, HOST_FIXMAP, -1
	};
#endif
	unsigned int i, j, n = ARRAY_SIZE(where);
	bool sorted = !one_in(4), hide;
	unsigned int far = 1 + rnd_below(3);

	/* Near tables, or out of the way. */
	for (i = 0; i < n; i++)
		if (where[i] >= 0)
			markers[i].start = one_in(far) ? tree_address(!one_in(4)) ?:
					   4096 : -4096ul * (1 + rnd_below(30));
	/* Often nearly all of the tables are in the area of few lines. */
	hide = one_in(2);
	for (i = 0; hide && i < n && !markers[i].max_lines; i++)
		if (where[i] >= 0)
			markers[i].start = 4096;
	/* In order, mostly: as on a machine. */
	for (i = 0; sorted && i < n; i++)
		for (j = i + 1; j < n; j++)
			if (where[i] >= 0 && where[j] >= 0 &&
			    markers[j].start < markers[i].start) {
				unsigned long start = markers[i].start;

				markers[i].start = markers[j].start;
				markers[j].start = start;
			}
	for (i = 0; i < n; i++)
		if (where[i] >= 0)
			host_area[where[i]] = markers[i].start;
	return markers;
}

/* Until one comes that the oracle can look at in time. */
static void draw_dump(void)
{
	do {
		if (one_in(2))
			tree_draw_shared();
		else
			tree_draw();
		tree_prune(60000);
	} while (!oracle_dump(tree_root(), draw_markers(), &want));
	init_mm.pgd = __va(tree_root());
	host_budget = 1000000;
}

static void draw_long_dump(void)
{
	do {
		draw_dump();
	} while (want.len < 5000);
}

/* A reader */
struct reader {
	struct host_file *file;
	struct file open;
	loff_t pos;
};

static char *text;
static size_t text_len, text_room;

static void open_reader(struct reader *r, const char *name)
{
	r->file = host_find_file(name);
	r->pos = 0;
	assert_non_null(r->file);
	assert_int_equal(r->file->fops->open(&r->file->inode, &r->open), 0);
}

static ssize_t read_some(struct reader *r, char *buf, size_t size)
{
	ssize_t n = r->file->fops->read(&r->open, buf, size, &r->pos);

	assert_int_equal(init_mm.lock, HOST_UNLOCKED);
	assert_int_equal(task_mm.lock, HOST_UNLOCKED);
	assert_int_equal(host_lock_errors, 0);
	return n;
}

static void close_reader(struct reader *r)
{
	r->file->fops->release(&r->file->inode, &r->open);
	assert_int_equal(init_mm.users, 1);
	assert_int_equal(init_mm.count, 0);
	assert_int_equal(task_mm.count, 0);
}

/* To the end, in pieces of up to @most bytes. */
static void read_all(struct reader *r, size_t most)
{
	ssize_t n;

	text_len = 0;
	for (;;) {
		if (text_room - text_len < most) {
			text_room += most + 65536;
			text = realloc(text, text_room);
		}
		n = read_some(r, text + text_len,
			      most < 64 ? most : 1 + rnd_below(most));
		assert_true(n >= 0);
		if (!n)
			break;
		text_len += n;
	}
}

/* Print the first line that differs, of both, and fail. */
static void check_text(void)
{
	size_t i, line = 0;

	if (text_len == want.len && !memcmp(text, want.text, want.len))
		return;
	for (i = 0; i < text_len && i < want.len && text[i] == want.text[i]; i++)
		if (text[i] == '\n')
			line = i + 1;
	print_message("# SEED=%lu DRAWS=1, budget %d, at byte %zu of %zu\n", seed,
		      host_budget, i, want.len);
	print_message("# want %.*s\n", (int)min(want.len - line, (size_t)160),
		      want.text + line);
	print_message("# got  %.*s\n", (int)min(text_len - line, (size_t)160),
		      text + line);
	fail();
}

static void dump_is_what_the_oracle_says(void **state)
{
	struct reader r;
	unsigned long d, bytes = 0;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_dump();
		open_reader(&r, "page_tables/kernel");
		read_all(&r, 1 << 20);
		check_text();
		close_reader(&r);
		bytes += want.len;
	}
	print_message("# %lu draws, %lu bytes\n", draws, bytes);
}

static void any_budget_and_any_reads_give_the_same_bytes(void **state)
{
	static const size_t sizes[] = { 1, 7, 100, 4096, 1 << 20 };
	struct reader r;
	unsigned long d;

	for (d = 0; d < draws / 4; d++) {
		begin_draw(d);
		draw_dump();
		host_budget = 1 + rnd_below(one_in(3) ? 3 : 20000);
		host_seq_first_size = one_in(3) ? 300 : 4096;
		open_reader(&r, "page_tables/kernel");
		read_all(&r, sizes[rnd_below(ARRAY_SIZE(sizes))]);
		check_text();
		if (one_in(2)) {
			r.pos = 0;
			read_all(&r, 4096);
			check_text();
		}
		close_reader(&r);
	}
}

static void reads_at_any_offset_are_slices_of_the_dump(void **state)
{
	char buf[5000];
	struct reader r;
	unsigned long d;
	unsigned int i;
	size_t size;
	ssize_t n;

	for (d = 0; d < draws / 20; d++) {
		begin_draw(d);
		draw_dump();
		host_budget = 1 + rnd_below(20000);
		open_reader(&r, "page_tables/kernel");
		for (i = 0; i < 5; i++) {
			r.pos = rnd() % (want.len + 10);
			if (one_in(2)) {
				n = r.file->fops->llseek(&r.open, r.pos, SEEK_SET);
				assert_int_equal(n, r.pos);
			}
			size = 1 + rnd_below(sizeof(buf));
			n = read_some(&r, buf, size);
			if (r.pos - n >= (loff_t)want.len)
				assert_int_equal(n, 0);
			else
				assert_true(n > 0);
			assert_int_equal(memcmp(buf, want.text + r.pos - n, n), 0);
		}
		close_reader(&r);
	}
}

/* What a check says in the log. */
static const char *expected_log(void)
{
	static char log[300];
	int n = 0;

	log[0] = 0;
	if (!_PAGE_NX)
		return log;	/* nothing can be told */
	if (want.wx_runs)
		n = sprintf(log, "WARNING: note_page: x86/mm: Found insecure W+X mapping at address %pS\n",
			    (void *)want.first_wx);
	if (want.wx_pages)
		sprintf(log + n, "x86/mm: Checked W+X mappings: FAILED, %lu W+X pages found.\n",
			want.wx_pages);
	else
		sprintf(log + n, "x86/mm: Checked W+X mappings: passed, no W+X pages found.\n");
	return log;
}

static void wx_pages_are_counted_and_warned_about_once(void **state)
{
	unsigned long d;
	bool ok;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_dump();
		if (one_in(2))
			host_budget = 1 + rnd_below(20000);
		host_log_clear();
		ok = ptdump_walk_pgd_level_checkwx();
		assert_int_equal(host_lock_errors, 0);
		if (strcmp(host_log, expected_log())) {
			print_message("# SEED=%lu DRAWS=1 budget %d\n# want %s# got  %s",
				      seed, host_budget, expected_log(), host_log);
			fail();
		}
		assert_int_equal(ok, !want.wx_pages || !_PAGE_NX);
	}
}

/* A walk of user's tables, which are another root's when they are isolated. */
static void user_tables_are_shown_and_checked_when_they_are_isolated(void **state)
{
	struct reader r;

	if (CONFIG_PGTABLE_LEVELS < 5)
		return;
	begin_draw(0);
	do {
		draw_dump();
	} while (want.wx_pages);
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

	/* Not isolated: there is one view, and nothing of its own to check. */
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

static void the_log_gets_the_same_lines_as_the_file(void **state)
{
	unsigned long d;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_dump();
		if (want.len > 60000)
			continue;
		host_budget = 1 + rnd_below(20000);
		host_log_clear();
		ptdump_walk_pgd_level(NULL, &init_mm);
		assert_int_equal(host_lock_errors, 0);
		assert_int_equal(strlen(host_log), want.len);
		assert_int_equal(memcmp(host_log, want.text, want.len), 0);
	}
}

static void files_have_their_names_and_are_for_root_only(void **state)
{
	static const char *const names[] = {
		"page_tables/kernel", "page_tables/current_kernel",
		"page_tables/current_user", "check_wx_pages",
#if CONFIG_PGTABLE_LEVELS == 5
		"page_tables/efi",
#endif
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		assert_non_null(host_find_file(names[i]));
		assert_int_equal(host_find_file(names[i])->mode, 0400);
	}
}

static void check_wx_pages_says_success_or_failed(void **state)
{
	struct host_file *file = host_find_file("check_wx_pages");
	char buf[64];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	init_mm.pgd = __va(tree_root());
	draw_markers();
	for (i = 0; i < 2; i++) {
		struct seq_file m = { .buf = buf, .size = sizeof(buf) };

		assert_int_equal(file->fops->show(&m, NULL), 0);
		buf[m.count] = 0;
		assert_string_equal(buf, i && _PAGE_NX ? "FAILED\n" : "SUCCESS\n");
		/* Every level lets it: a page that is writable and executable. */
		tree_set_plain(-4096ul, _PAGE_PRESENT | _PAGE_RW);
	}
}

static void the_mm_is_that_of_who_reads_from_the_beginning(void **state)
{
	struct mm_struct other = { .users = 1 };
	struct reader r;
	char byte[1];

	begin_draw(0);
	draw_long_dump();
	task_mm.pgd = init_mm.pgd;
	current->mm = &other;
	open_reader(&r, "page_tables/current_kernel");
	current->mm = &task_mm;
	host_budget = 5000;
	read_some(&r, byte, 1);
	assert_int_equal(task_mm.count, 1);
	assert_int_equal(other.count, 0);
	/* From then on it stays, until someone begins anew. */
	current->mm = &other;
	r.pos = 1;
	read_all(&r, 4096);
	assert_int_equal(text_len, want.len - 1);
	assert_int_equal(memcmp(text, want.text + 1, text_len), 0);
	assert_int_equal(task_mm.users, 1);
	r.pos = 0;
	read_all(&r, 4096);
	assert_int_equal(text_len, 0);		/* this one has no tables */
	assert_int_equal(task_mm.count, 0);
	assert_int_equal(other.count, 1);
	current->mm = &task_mm;
	close_reader(&r);
	assert_int_equal(other.count, 0);
}

static int unlocks_left;

/* All references are gone but the dumper's own, which it is about to drop. */
static void let_mm_die(void)
{
	if (!--unlocks_left)
		task_mm.users = 1;
}

static void a_dead_or_absent_mm_is_the_end(void **state)
{
	struct reader r;

	begin_draw(0);
	draw_long_dump();
	task_mm.pgd = init_mm.pgd;
	task_mm.users = 0;
	open_reader(&r, "page_tables/current_kernel");
	read_all(&r, 4096);
	assert_int_equal(text_len, 0);
	task_mm.users = 1;
	current->mm = NULL;
	read_all(&r, 4096);
	assert_int_equal(text_len, 0);
	current->mm = &task_mm;

	/* In the middle, whatever is going on then. */
	host_on_unlock = let_mm_die;
	for (host_budget = 1; host_budget < 100000; host_budget *= 9) {
		unlocks_left = 3;
		task_mm.users = 1;
		r.pos = 0;
		read_all(&r, 1 << 20);
		assert_true(text_len < want.len || host_budget > 1);
		assert_int_equal(memcmp(text, want.text, text_len), 0);
	}
	close_reader(&r);

	/* No tables at all: nothing to say. */
	host_log_clear();
	ptdump_walk_pgd_level(NULL, &efi_mm);
	assert_string_equal(host_log, "");
}

static void a_reader_that_is_killed_gets_eintr_and_holds_nothing(void **state)
{
	struct reader r;
	char buf[100];

	begin_draw(0);
	draw_long_dump();
	open_reader(&r, "page_tables/kernel");
	read_some(&r, buf, 10);
	host_locks_left = 0;
	r.pos = want.len / 2;
	assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
	host_log_clear();
	ptdump_walk_pgd_level_checkwx();
	assert_string_equal(host_log, "");	/* no verdict */
	host_locks_left = INT_MAX;
	close_reader(&r);
}

static void a_wait_that_fails_anywhere_loses_nothing(void **state)
{
	struct reader r;
	char buf[3000];
	unsigned int i;
	ssize_t n;

	for (i = 0; i < 60; i++) {
		begin_draw(i / 10);
		draw_dump();
		task_mm.pgd = init_mm.pgd;
		host_budget = i % 3 ? 1 + rnd_below(5000) : 1;
		open_reader(&r, "page_tables/current_kernel");
		text_len = 0;
		host_locks_left = rnd_below(40);
		while ((n = read_some(&r, buf, sizeof(buf)))) {
			if (n < 0) {
				assert_int_equal(n, -EINTR);
				host_locks_left = INT_MAX;
				continue;
			}
			assert_true(text_len + n <= want.len);
			assert_int_equal(memcmp(buf, want.text + text_len, n), 0);
			text_len += n;
		}
		assert_int_equal(text_len, want.len);
		close_reader(&r);
	}
}

static void a_reader_that_stops_halfway_leaves_nothing(void **state)
{
	struct reader r;
	char buf[3000];
	unsigned int i;

	begin_draw(0);
	draw_long_dump();
	for (i = 0; i < 100; i++) {
		open_reader(&r, "page_tables/kernel");
		read_some(&r, buf, 1 + rnd_below(sizeof(buf)));
		close_reader(&r);	/* and LeakSanitizer looks at the rest */
	}
}

static void the_buffer_is_a_page(void **state)
{
	struct reader r;
	unsigned long d;

	host_seq_largest = 0;
	for (d = 0; d < draws / 4; d++) {
		begin_draw(d);
		draw_dump();
		open_reader(&r, "page_tables/kernel");
		read_all(&r, 1 << 20);
		close_reader(&r);
	}
	assert_int_equal(host_seq_largest, 4096);
}

static unsigned long loads, most_loads;

static void count_loads(const void *ptr, size_t size)
{
	loads++;
}

static void end_period(void)
{
	most_loads = max(most_loads, loads);
	loads = 0;
}

static void locks_are_dropped_in_the_middle_of_a_run(void **state)
{
	unsigned long i;

	/* Many tables, all alike and none shared: one run. */
	begin_draw(0);
	tree_clear();
	for (i = 0; i < 20ul * table_entries; i++)
		tree_set_plain(-4096ul * (i + 1), _PAGE_PRESENT);
	init_mm.pgd = __va(tree_root());
	for (i = 0; i < HOST_AREAS; i++)
		host_area[i] = -4096ul * 21 * table_entries;
	host_budget = 20000;
	most_loads = 0;
	loads = 0;
	host_lock_periods = 0;
	host_on_read = count_loads;
	host_on_unlock = end_period;
	host_log_clear();
	ptdump_walk_pgd_level(NULL, &init_mm);
	host_on_read = NULL;
	host_on_unlock = NULL;
	assert_true(host_lock_periods > 2);
	/* After the last marker a run is not cut into entries. */
	assert_true(host_lock_periods < 20);
	/* A table is never left half-read by a run: one more than the budget. */
	assert_true(most_loads <= 20000 / 8 + 2 * table_entries);
}

/* Tables of one run, each shared by all entries of the one above. */
static unsigned long loads_of_shared_tables(bool two_runs)
{
	unsigned int level, i;

	begin_draw(0);
	tree_clear();
	for (level = 0; level < nr_levels; level++)
		for (i = 0; i < 1u << levels[level].bits; i++)
			store_entry(slot_pa(nr_levels - level), i, !level ?
				    plain_leaf(two_runs && i % 2 ? 2 : 5, 0) :
				    plain_table(slot_pa(nr_levels - level + 1), 0));
	init_mm.pgd = __va(tree_root());
	draw_markers();
	for (i = 0; i < HOST_AREAS; i++)
		host_area[i] = -4096ul;
	host_budget = 1000000000;
	loads = 0;
	host_log_clear();
	host_on_read = count_loads;
	ptdump_walk_pgd_level_checkwx();
	host_on_read = NULL;
	return loads;
}

/* 2^36 pages and more are but a few tables: this ends at all. */
static void cost_is_that_of_the_distinct_tables(void **state)
{
	unsigned long most = 40 * nr_levels * table_entries;

	if (!_PAGE_NX)
		return;
	assert_in_range(loads_of_shared_tables(false), 1, most);
	assert_in_range(loads_of_shared_tables(true), 1, most);
}

static void a_mapping_that_changes_between_reads_shows(void **state)
{
	const struct area_marker *markers;
	struct reader r;
	char first[20];

	begin_draw(0);
	tree_clear();
	tree_set_plain(4096, _PAGE_PRESENT);
	tree_set_plain(-4096ul, _PAGE_PRESENT);
	init_mm.pgd = __va(tree_root());
	host_budget = 1000000;
	markers = draw_markers();
	open_reader(&r, "page_tables/kernel");
	assert_int_equal(read_some(&r, first, sizeof(first)), sizeof(first));
	tree_set_plain(-8192ul, _PAGE_PRESENT | _PAGE_PCD);
	assert_true(oracle_dump(tree_root(), markers, &want));
	read_all(&r, 4096);
	assert_int_equal(memcmp(first, want.text, sizeof(first)), 0);
	assert_int_equal(text_len, want.len - sizeof(first));
	assert_int_equal(memcmp(text, want.text + sizeof(first), text_len), 0);
	close_reader(&r);
}

static unsigned int table_reads;

static void count_table_reads(const void *ptr, size_t size)
{
	const char *table = __va(slot_pa(ROOT_SLOT + nr_levels - 1));

	table_reads += (const char *)ptr >= table &&
		       (const char *)ptr < table + 4096;
}

/* Once the shared table was read, it changes, while no lock is held. */
static void change_shared_table(void)
{
	unsigned int i;

	if (table_reads < table_entries)
		return;
	for (i = 0; i < table_entries; i++)
		store_entry(slot_pa(ROOT_SLOT + nr_levels - 1), i,
			    _PAGE_PRESENT | _PAGE_PCD);
}

static void a_shared_table_is_read_again_after_the_locks_were_dropped(void **state)
{
	unsigned long base = -8ul << levels[1].shift;
	unsigned long size = 1ul << levels[1].shift;
	struct reader r;
	char line[100];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	for (i = 0; i < table_entries; i++)
		tree_set_plain(base + 4096ul * i, _PAGE_PRESENT);
	tree_set(base + size, 1, plain_table(slot_pa(ROOT_SLOT + nr_levels - 1), 0));
	for (i = 0; i < HOST_AREAS; i++)
		host_area[i] = -4096ul;
	init_mm.pgd = __va(tree_root());
	host_budget = 1;
	table_reads = 0;
	host_on_read = count_table_reads;
	host_on_unlock = change_shared_table;
	open_reader(&r, "page_tables/kernel");
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;
	sprintf(line, "-0x%lx  ", base + size);
	assert_non_null(strstr(text, line));
	sprintf(line, "0x%lx-0x%lx  ", base + size, base + 2 * size);
	assert_non_null(strstr(text, line));
	assert_non_null(strstr(text, " PCD "));
}

static void tables_are_looked_up_anew_in_each_lock_period(void **state)
{
	begin_draw(0);
	draw_long_dump();
	host_budget = 2000;
	host_lock_periods = 0;
	host_log_clear();
	ptdump_walk_pgd_level(NULL, &init_mm);
	assert_true(host_lock_periods > 2);
	/* A walk that goes on asserts the locks. The last may have no step left. */
	assert_true(init_mm.asserted_write + 1 >= host_lock_periods);
}

static void change_something(void)
{
	if (one_in(2))
		tree_change(1 + rnd_below(10));
}

/* Whatever happens between lock periods: lines ascend and join. */
static void lines_join_while_tables_change(void **state)
{
	unsigned long d, start, end, last;
	const char *line, *nl;
	unsigned int steps;
	struct reader r;

	for (d = 0; d < draws / 4; d++) {
		begin_draw(d);
		draw_dump();
		host_budget = 1 + rnd_below(20000);
		host_on_unlock = change_something;
		open_reader(&r, "page_tables/kernel");
		last = 0;
		text_len = 0;
		for (steps = 0; steps < 50; steps++) {
			ssize_t n;

			if (text_room - text_len < 5000)
				text = realloc(text, text_room += 1 << 20);
			n = read_some(&r, text + text_len, 4000);
			assert_true(n >= 0);
			text_len += n;
			if (!n)
				break;
		}
		host_on_unlock = NULL;
		for (line = text; (nl = memchr(line, '\n', text + text_len - line));
		     line = nl + 1) {
			if (sscanf(line, "0x%lx-0x%lx ", &start, &end) != 2)
				continue;
			/* Lines past a limit are not printed. */
			assert_true(start >= last);
			assert_true(end - 1 >= start);
			last = end;
		}
		close_reader(&r);
	}
}

/*
 * Each attribute and its text: bits from Intel's SDM, volume 3, text as the
 * scripts that read these files know it. A column that is blank is told by the
 * next, so the whole rest of the line is compared.
 */
static const struct {
	unsigned int level;
	u64 bits;
	const char *rest;
} golden[] = {
	{ 0, 0x001, "    ro                     x  pte" },
	{ 0, 0x003, "    RW                     x  pte" },
	{ 0, 0x005, "USR ro                     x  pte" },
	{ 0, 0x009, "    ro PWT                 x  pte" },
	{ 0, 0x011, "    ro     PCD             x  pte" },
	{ 0, 0x061, "    ro                     x  pte" },
	{ 0, 0x081, "    ro             PAT     x  pte" },
	{ 0, 0x101, "    ro                 GLB x  pte" },
	{ 0, 0xe01, "    ro                     x  pte" },
	{ 0, 0x1ff, "USR RW PWT PCD     PAT GLB x  pte" },
	{ 0, 0x102, "                              pte" },
	{ 0, 0x060, "                              pte" },
	{ 1, 0x081, "    ro         PSE         x  pmd" },
	{ 1, 0x1ff, "USR RW PWT PCD PSE     GLB x  pmd" },
	{ 1, 0x1081, "    ro         PSE         x  pmd" },
	{ 1, 0x080, "                              pmd" },
#if CONFIG_PGTABLE_LEVELS == 2
	{ 1, 0x102, "                              pgd" },
#else
	{ 1, 0x102, "                              pmd" },
	{ 0, 1ull << 63 | 0x001, "    ro                     NX pte" },
	{ 1, 1ull << 63 | 0x083, "    RW         PSE         NX pmd" },
#endif
#if CONFIG_PGTABLE_LEVELS == 5
	{ 0, 0x7ff0000000000001, "    ro                     x  pte" },
	{ 2, 0x081, "    ro         PSE         x  pud" },
	{ 2, 0x1183, "    RW         PSE     GLB x  pud" },
	{ 2, 0x002, "                              pud" },
#endif
};

static void each_attribute_has_its_column(void **state)
{
	const unsigned int digits = 2 * sizeof(long);
	char start[64], expected[300];
	struct reader r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(golden); i++) {
		unsigned long addr = -3ul << levels[golden[i].level].shift;
		unsigned long end = addr + (1ul << levels[golden[i].level].shift);
		unsigned int j;

		begin_draw(0);
		tree_clear();
		for (j = 0; j < HOST_AREAS; j++)
			host_area[j] = -4096ul;
		tree_set_plain(addr, 0);
		tree_set(addr, golden[i].level, golden[i].bits);
		init_mm.pgd = __va(tree_root());
		open_reader(&r, "page_tables/kernel");
		read_all(&r, 4096);
		close_reader(&r);
		text[text_len] = 0;
		sprintf(start, "0x%0*lx-0x%0*lx   ", digits, addr, digits, end);
		sprintf(expected, "%s%9u%c %s\n", start,
			golden[i].level == 0 ? 4 : golden[i].level == 2 ? 1 :
			levels[1].shift == 22 ? 4 : 2, "KMG"[golden[i].level],
			golden[i].rest);
		if (!strstr(text, expected)) {
			print_message("# %u, %#llx: want %s# got  %.120s\n",
				      golden[i].level,
				      (unsigned long long)golden[i].bits, expected,
				      strstr(text, start) ?: "no such line");
			fail();
		}
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dump_is_what_the_oracle_says),
		cmocka_unit_test(any_budget_and_any_reads_give_the_same_bytes),
		cmocka_unit_test(reads_at_any_offset_are_slices_of_the_dump),
		cmocka_unit_test(wx_pages_are_counted_and_warned_about_once),
		cmocka_unit_test(user_tables_are_shown_and_checked_when_they_are_isolated),
		cmocka_unit_test(the_log_gets_the_same_lines_as_the_file),
		cmocka_unit_test(files_have_their_names_and_are_for_root_only),
		cmocka_unit_test(check_wx_pages_says_success_or_failed),
		cmocka_unit_test(the_mm_is_that_of_who_reads_from_the_beginning),
		cmocka_unit_test(a_dead_or_absent_mm_is_the_end),
		cmocka_unit_test(a_reader_that_is_killed_gets_eintr_and_holds_nothing),
		cmocka_unit_test(a_wait_that_fails_anywhere_loses_nothing),
		cmocka_unit_test(a_shared_table_is_read_again_after_the_locks_were_dropped),
		cmocka_unit_test(tables_are_looked_up_anew_in_each_lock_period),
		cmocka_unit_test(a_reader_that_stops_halfway_leaves_nothing),
		cmocka_unit_test(the_buffer_is_a_page),
		cmocka_unit_test(locks_are_dropped_in_the_middle_of_a_run),
		cmocka_unit_test(cost_is_that_of_the_distinct_tables),
		cmocka_unit_test(a_mapping_that_changes_between_reads_shows),
		cmocka_unit_test(lines_join_while_tables_change),
		cmocka_unit_test(each_attribute_has_its_column),
	};
	const char *name = argc > 1 ? argv[1] : format_names[0];
	const char *env;
	unsigned int i;

	for (i = 0; !strcmp(name, "--formats") && format_names[i]; i++)
		puts(format_names[i]);
	if (i)
		return 0;

	format_init(name);
	env = getenv("SEED");
	first_seed = env ? strtoul(env, NULL, 0) : mix(time(NULL)) >> 40;
	setvbuf(stdout, NULL, _IOLBF, 0);
	env = getenv("DRAWS");
	draws = env ? strtoul(env, NULL, 0) : 200;
	printf("# SEED=%lu DRAWS=%lu\n", first_seed, draws);
	arena_init();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
