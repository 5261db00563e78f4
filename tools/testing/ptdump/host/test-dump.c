// SPDX-License-Identifier: GPL-2.0
/*
 * The page-table dumper: its text, its verdict and its manners, on random
 * trees with markers at random addresses.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <host-dump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "arch-tests.h"
#include "dump-test.h"

static void draw_long_dump(void)
{
	do {
		draw_dump();
	} while (want.len < 5000);
}

/* The kernel's file again, in one go to the log. */
static void dump_to_log(void)
{
	host_log_clear();
	assert_int_equal(ptdump_log(host_find_file(kernel_file)->inode.i_private), 0);
}

/* What the draws of a run had. */
static struct {
	unsigned long verdicts[2];	/* good, bad */
	unsigned long limits;		/* passed */
	unsigned long bad_entries;	/* where the format has any */
	unsigned long absent;		/* neither none nor valid */
	unsigned long same[2];		/* tables as of the entry before: of */
} seen;					/* one run, of several */

static bool is_one_run(phys_addr_t table)
{
	unsigned int i = 1;

	while (i < table_entries && load_entry(table, i) == load_entry(table, 0))
		i++;
	return i == table_entries;
}

/* From an entry on; of neighbours that are the same, what is below the first. */
static void note_table(phys_addr_t table, unsigned int level, unsigned long index)
{
	u64 raw, before = 0;

	for (; index < 1ul << levels[level].bits; index++, before = raw) {
		raw = entry_bits(level, load_entry(table, index));
		seen.bad_entries += entry_kind(level, raw) == MM_WALK_BAD;
		seen.absent += entry_kind(level, raw) == MM_WALK_LEAF &&
			       !entry_maps(level, raw);
		if (entry_kind(level, raw) != MM_WALK_TABLE)
			continue;
		if (raw == before)
			seen.same[!is_one_run(entry_table(raw))]++;
		else
			note_table(entry_table(raw), level - 1, 0);
	}
}

static void note_dump(void)
{
	const struct level *top = &levels[nr_levels - 1];
	unsigned long start = markers[0].area == FIXED ? markers[0].start :
							 kernel_start();

	seen.verdicts[want.bad_pages != 0]++;
	seen.limits += strstr(want.text, "skipped ...") != NULL;
	note_table(tree_root(), nr_levels - 1,
		   start >> top->shift & ((1ul << top->bits) - 1));
}

static void dump_is_what_the_oracle_says(void **state)
{
	struct reader r;
	unsigned long d, bytes = 0;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_dump();
		open_reader(&r, kernel_file);
		read_all(&r, 1 << 20);
		check_text();
		close_reader(&r);
		bytes += want.len;
		note_dump();
	}
	print_message("# %lu draws, %lu bytes\n", draws, bytes);
}

/* Those of the test above: of few draws nothing can be said. */
static void draws_have_all_that_a_dump_can_meet(void **state)
{
	const struct area_marker *marker = markers;

	print_message("# verdicts %lu %lu, limits %lu, bad entries %lu, absent %lu, same tables %lu %lu\n",
		      seen.verdicts[0], seen.verdicts[1], seen.limits,
		      seen.bad_entries, seen.absent, seen.same[0], seen.same[1]);
	if (draws < 100)
		return;
	assert_int_not_equal(seen.verdicts[0], 0);
	/* Where nothing can be told, all is good. */
	assert_true(seen.verdicts[1] || !*verdicts[0].log);
	assert_int_not_equal(seen.absent, 0);
	assert_true(seen.bad_entries ||
		    !(levels[nr_levels - 1].kinds & KIND(BAD)));
	/* Of a hundred, few have what follows, or none. */
	if (draws < 2000)
		return;
	while (marker->name && !marker->max_lines)
		marker++;
	assert_true(seen.limits || !marker->name);
	assert_int_not_equal(seen.same[0], 0);
	assert_int_not_equal(seen.same[1], 0);
}

static void any_budget_and_any_reads_give_the_same_bytes(void **state)
{
	static const size_t sizes[] = { 1, 7, 100, 4096, 1 << 20 };
	struct reader r;
	unsigned long d;

	for (d = 0; d < max(draws / 4, 1ul); d++) {
		begin_draw(d);
		draw_dump();
		host_budget = 1 + rnd_below(one_in(3) ? 3 : 200000);
		host_seq_first_size = one_in(3) ? 300 : 4096;
		open_reader(&r, kernel_file);
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

	for (d = 0; d < max(draws / 20, 1ul); d++) {
		begin_draw(d);
		draw_dump();
		host_budget = 1 + rnd_below(one_in(2) ? 20000 : 200000);
		open_reader(&r, kernel_file);
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

static void wx_pages_are_counted_and_warned_about_once(void **state)
{
	unsigned long d;
	bool ok;

	for (d = 0; d < draws; d++) {
		begin_draw(d);
		draw_dump();
		if (one_in(2))
			host_budget = 1 + rnd_below(one_in(2) ? 20000 : 200000);
		host_log_clear();
		ok = ptdump_check_wx();
		check_locks();
		if (strcmp(host_log, want.log)) {
			print_message("# SEED=%lu DRAWS=1 budget %d\n# want %s# got  %s",
				      seed, host_budget, want.log, host_log);
			fail();
		}
		assert_int_equal(ok, !want.bad_pages);
	}
}

static void a_check_counts_pages(void **state)
{
	const struct ptdump_target *info = host_find_file(kernel_file)->inode.i_private;
	unsigned long wx_pages, ux_pages;
	unsigned int i, j;

	for (i = 0; i < nr_verdicts; i++) {
		begin_draw(0);
		tree_clear();
		move_areas_away();
		for (j = 0; j < ARRAY_SIZE(verdicts[i].pages); j++)
			tree_set_plain(-8 * page() + j * page(),
				       verdicts[i].pages[j]);
		init_mm.pgd = __va(tree_root());
		assert_int_equal(ptdump_check(info, &wx_pages, &ux_pages), 0);
		/* An architecture without NX has counts, and no verdict. */
		if (*verdicts[i].log)
			assert_int_equal(wx_pages + ux_pages, verdicts[i].nr_bad);
	}
}

static void the_log_gets_the_same_lines_as_the_file(void **state)
{
	unsigned long d, compared = 0;

	for (d = 0; d < max(draws / 4, 1ul); d++) {
		begin_draw(d);
		draw_dump();
		if (want.len > 60000)
			continue;
		compared++;
		host_budget = 1 + rnd_below(one_in(2) ? 20000 : 200000);
		dump_to_log();
		check_locks();
		assert_int_equal(strlen(host_log), want.len);
		assert_int_equal(memcmp(host_log, want.text, want.len), 0);
	}
	print_message("# %lu of %lu dumps fit the log\n", compared, d);
	assert_true(compared * 8 >= d || draws < 100);
}

static void files_have_their_names_and_are_for_root_only(void **state)
{
	unsigned int i;

	for (i = 0; arch_files[i]; i++) {
		assert_non_null(host_find_file(arch_files[i]));
		assert_int_equal(host_find_file(arch_files[i])->mode, 0400);
	}
}

/* Append @log, with the address of page n for each "@n". */
static void expand(char *out, const char *log, unsigned long start)
{
	for (; *log; log++) {
		if (*log == '@')
			out += sprintf(out, "%p", (void *)(start + (*++log - '0') *
							   page()));
		else
			*out++ = *log;
	}
	*out = 0;
}

static void the_verdict_is_what_scripts_and_triage_know(void **state)
{
	struct host_file *file = host_find_file("check_wx_pages");
	const unsigned long start = -8 * page();
	char log[400], buf[64];
	unsigned int i, j;

	for (i = 0; i < nr_verdicts; i++) {
		struct seq_file m = { .buf = buf, .size = sizeof(buf) };

		begin_draw(0);
		tree_clear();
		move_areas_away();
		for (j = 0; j < ARRAY_SIZE(verdicts[i].pages); j++)
			tree_set_plain(start + j * page(), verdicts[i].pages[j]);
		init_mm.pgd = __va(tree_root());
		assert_int_equal(file->fops->show(&m, NULL), 0);
		buf[m.count] = 0;
		assert_string_equal(buf, verdicts[i].nr_bad ? "FAILED\n" : "SUCCESS\n");
		expand(log, verdicts[i].log, start);
		assert_string_equal(host_log, log);
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
	open_current(&r);
	current->mm = &task_mm;
	host_budget = 5000;
	read_some(&r, byte, 1);
	assert_int_equal(task_mm.count, 1);
	assert_int_equal(other.count, 0);
	/*
	 * From then on it stays, until someone begins anew. What is not in the
	 * buffer ends where nothing but interrupts off keeps the tables: those of
	 * a CPU that runs another mm keep nothing.
	 */
	current->mm = &other;
	r.pos = 1;
	read_all(&r, 4096);
	if (IS_ENABLED(CONFIG_MMU_GATHER_RCU_TABLE_FREE))
		assert_int_equal(text_len, want.len - 1);
	else
		assert_true(text_len < 4096 && text_len < want.len - 1);
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
	open_current(&r);
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
}

static ssize_t length_of_first_read(int budget)
{
	struct reader r;
	char buf[4096];
	ssize_t n;

	host_budget = budget;
	open_reader(&r, kernel_file);
	n = read_some(&r, buf, sizeof(buf));
	close_reader(&r);
	return n;
}

/* Of a long dump: what has text does not take the locks again for more. */
static void a_read_ends_when_its_time_is_up(void **state)
{
	ssize_t n;

	begin_draw(0);
	draw_long_dump();
	n = length_of_first_read(1);
	assert_true(n > 0);
	assert_true(n < length_of_first_read(INT_MAX / 2));
}

static void a_reader_that_is_killed_gets_eintr_and_holds_nothing(void **state)
{
	struct reader r;
	char buf[100];
	struct seq_file m = { .buf = buf, .size = sizeof(buf) };

	begin_draw(0);
	draw_long_dump();
	open_reader(&r, kernel_file);
	read_some(&r, buf, 10);
	host_locks_left = 0;
	r.pos = want.len / 2;
	assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
	/* No verdict; but where nothing can be told, nothing is looked for. */
	host_log_clear();
	assert_int_equal(ptdump_check_wx(), !*verdicts[0].log);
	assert_string_equal(host_log, "");
	assert_int_equal(host_find_file("check_wx_pages")->fops->show(&m, NULL),
			 -EINTR);
	host_locks_left = INT_MAX;
	host_signal_pending = false;
	close_reader(&r);
}

/* In the middle of the second lock period. */
static void raise_signal(const void *ptr, size_t size)
{
	host_signal_pending = host_lock_periods >= 2;
}

static void signal_soon(void)
{
	host_budget = 1000;
	host_lock_periods = 0;
	host_signal_pending = false;
	host_on_read = raise_signal;
}

/* The locks are free all the time, and none is taken after the signal. */
static void check_signal(void)
{
	host_on_read = NULL;
	check_locks();
	assert_true(host_signal_pending);
	assert_int_equal(host_lock_periods, 2);
}

static void a_signal_ends_what_goes_on_within_a_budget(void **state)
{
	struct seq_file m = { };
	struct reader r;
	char buf[100];
	ssize_t n;

	begin_draw(0);
	draw_long_dump();
	open_reader(&r, kernel_file);

	/* a seek, by a read and by llseek */
	signal_soon();
	r.pos = want.len - 1;
	assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
	check_signal();
	signal_soon();
	n = r.file->fops->llseek(&r.open, want.len - 1, SEEK_SET);
	assert_int_equal(n, -EINTR);
	check_signal();

	/* reads in order: what is read before the signal is returned */
	r.pos = 0;
	signal_soon();
	while ((n = read_some(&r, buf, sizeof(buf))) > 0)
		;
	assert_int_equal(n, -EINTR);
	check_signal();
	close_reader(&r);

	/* a dump to the log */
	signal_soon();
	assert_int_equal(ptdump_log(host_find_file(kernel_file)->inode.i_private),
			 -EINTR);
	check_signal();

	/* a check, which has no verdict then */
	if (!*verdicts[0].log)
		return;
	host_log_clear();
	signal_soon();
	m.buf = buf;
	m.size = sizeof(buf);
	assert_int_equal(host_find_file("check_wx_pages")->fops->show(&m, NULL),
			 -EINTR);
	check_signal();
	assert_null(strstr(host_log, "hecked W+X mappings"));
}

/* Two processes share an open file, and one of them waits for the other. */
static void a_second_reader_of_one_file_can_be_killed(void **state)
{
	struct reader r;
	char buf[100];

	begin_draw(0);
	draw_long_dump();
	open_reader(&r, kernel_file);
	host_forget_locks();
	host_mutexes_taken = true;
	assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
	assert_int_equal(r.pos, 0);
	assert_int_equal(r.file->fops->llseek(&r.open, 10, SEEK_SET), -EINTR);
	host_mutexes_taken = false;
	host_signal_pending = false;
	assert_int_equal(host_lock_errors, 0);
	assert_int_equal(host_traces.started, 0);
	/* The file has not moved. */
	assert_int_equal(read_some(&r, buf, 10), 10);
	assert_int_equal(memcmp(buf, want.text, 10), 0);
	close_reader(&r);
}

/* The wait for memory hotplug cannot be killed: it can be long, and is the last. */
static void a_signal_while_hotplug_is_waited_for_ends_the_read(void **state)
{
	struct reader r;
	char buf[100];

	begin_draw(0);
	draw_long_dump();
	open_reader(&r, kernel_file);
	host_forget_locks();
	host_hotplug_kills = true;
	assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
	host_hotplug_kills = false;
	host_signal_pending = false;
	check_locks();
	assert_int_equal(host_traces.started, 0);
	close_reader(&r);
}

static void tracepoints_see_each_lock_come_and_go(void **state)
{
	struct reader r;
	char buf[4096];
	int left;

	for (left = 0; left < 3; left++) {
		begin_draw(0);
		draw_dump();
		task_mm.pgd = init_mm.pgd;
		open_current(&r);
		host_forget_locks();
		host_locks_left = left;
		if (left < 2)
			assert_int_equal(read_some(&r, buf, sizeof(buf)), -EINTR);
		else
			assert_true(read_some(&r, buf, sizeof(buf)) > 0);
		/* The lock that nobody got was asked for, too. */
		assert_int_equal(host_traces.started, min(left + 1, 2));
		assert_int_equal(host_traces.acquired, left);
		check_locks();
		close_reader(&r);
	}
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
		open_current(&r);
		text_len = 0;
		host_locks_left = rnd_below(40);
		while ((n = read_some(&r, buf, sizeof(buf)))) {
			if (n < 0) {
				assert_int_equal(n, -EINTR);
				host_locks_left = INT_MAX;
				host_signal_pending = false;
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

static void without_memory_a_file_does_not_open(void **state)
{
	struct host_file *file = host_find_file(kernel_file);
	struct file open;

	begin_draw(0);
	host_no_memory = true;
	assert_int_equal(file->fops->open(&file->inode, &open), -ENOMEM);
	assert_int_equal(init_mm.count, 0);
}

static void a_reader_that_stops_halfway_leaves_nothing(void **state)
{
	struct reader r;
	char buf[3000];
	unsigned int i;

	begin_draw(0);
	draw_long_dump();
	for (i = 0; i < 100; i++) {
		open_reader(&r, kernel_file);
		read_some(&r, buf, 1 + rnd_below(sizeof(buf)));
		close_reader(&r);	/* and LeakSanitizer looks at the rest */
	}
}

static void the_buffer_is_a_page(void **state)
{
	struct reader r;
	unsigned long d;

	host_seq_largest = 0;
	for (d = 0; d <= draws / 4; d++) {
		begin_draw(d);
		draw_dump();
		open_reader(&r, kernel_file);
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

/* Past the end: all of the file is made, and nothing of it is returned. */
static void seek_to_the_end(void)
{
	struct reader r;
	char byte[1];

	open_reader(&r, kernel_file);
	r.pos = INT_MAX;
	assert_int_equal(read_some(&r, byte, 1), 0);
	close_reader(&r);
}

static void check_periods(void (*dump)(void))
{
	host_budget = 40 * table_entries;
	most_loads = 0;
	loads = 0;
	host_lock_periods = 0;
	host_rests++;
	host_no_rest = 0;
	host_on_read = count_loads;
	host_on_unlock = end_period;
	dump();
	host_on_read = NULL;
	host_on_unlock = NULL;
	assert_true(host_lock_periods > 2);
	assert_int_equal(host_no_rest, 0);
	/* A table is never left half-read by a run: one more than the budget. */
	assert_true(most_loads <= 40 * table_entries / 8 + 2 * table_entries);
}

static void locks_are_dropped_in_the_middle_of_a_run(void **state)
{
	unsigned long i;

	/* Many tables, all alike and none shared: one run. */
	begin_draw(0);
	tree_clear();
	for (i = 0; i < 20ul * table_entries; i++)
		tree_set_plain(-page() * (i + 1), plain_leaf(0, 0));
	init_mm.pgd = __va(tree_root());
	/* After the last marker a run is not cut into entries. */
	for (i = 0; markers[i].name; i++)
		if (markers[i].area != FIXED)
			markers[i].start = kernel_start();
	place_areas();
	check_periods(dump_to_log);
	check_periods(seek_to_the_end);
}

static unsigned int most_printed;

static void end_printing(void)
{
	most_printed = max(most_printed, host_printed_locked);
	host_printed_locked = 0;
}

/*
 * The budget limits how long the locks are held, and printing takes longer than
 * walking. A character costs 100 instructions or more, and the last item of a lock
 * period can exceed the budget. A read can return more than one lock period prints:
 * it begins with the markers that were passed before, and prints them without a lock.
 */
static void what_is_printed_is_charged(void **state)
{
	struct reader r;

	begin_draw(0);
	draw_long_dump();
	host_budget = 20000;
	most_printed = 0;
	host_printed_locked = 0;
	host_on_unlock = end_printing;
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	host_on_unlock = NULL;
	check_text();
	assert_true(most_printed > 0);
	assert_true(most_printed <= host_budget / 100 + PTDUMP_TEXT);
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
				    plain_leaf(two_runs && i % 2 ? 0 : 5, 0) :
				    plain_table(slot_pa(nr_levels - level + 1), 0));
	init_mm.pgd = __va(tree_root());
	move_areas_away();
	host_budget = 1000000000;
	loads = 0;
	host_on_read = count_loads;
	ptdump_check_wx();
	host_on_read = NULL;
	return loads;
}

/* 2^36 pages and more are but a few tables: this ends at all. */
static void cost_is_that_of_the_distinct_tables(void **state)
{
	unsigned long most = 40 * nr_levels * table_entries;

	assert_true(loads_of_shared_tables(false) <= most);
	assert_true(loads_of_shared_tables(true) <= most);
}

static void a_mapping_that_changes_between_reads_shows(void **state)
{
	struct reader r;
	char first[20];

	begin_draw(0);
	tree_clear();
	move_areas_away();
	tree_set_plain(kernel_start(), plain_leaf(0, 0));
	tree_set_plain(-page(), plain_leaf(0, 0));
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	assert_int_equal(read_some(&r, first, sizeof(first)), sizeof(first));
	tree_set_plain(-2 * page(), plain_leaf(1, 0));
	assert_true(oracle_dump(tree_root(), &want));
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
		       (const char *)ptr < table + table_entries * entry_bytes;
}

/* Once the shared table was read, it changes, while no lock is held. */
static void change_shared_table(void)
{
	unsigned int i;

	if (table_reads < table_entries)
		return;
	for (i = 0; i < table_entries; i++)
		store_entry(slot_pa(ROOT_SLOT + nr_levels - 1), i, plain_leaf(1, 0));
}

static void a_shared_table_is_read_again_after_the_locks_were_dropped(void **state)
{
	unsigned long base = -8ul << levels[1].shift;
	unsigned long size = 1ul << levels[1].shift;
	const char *before, *after;
	struct reader r;
	char line[100];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	for (i = 0; i < table_entries; i++)
		tree_set_plain(base + page() * i, plain_leaf(0, 0));
	tree_set(base + size, 1, plain_table(slot_pa(ROOT_SLOT + nr_levels - 1), 0));
	move_areas_away();
	init_mm.pgd = __va(tree_root());
	host_budget = 1;
	table_reads = 0;
	host_on_read = count_table_reads;
	host_on_unlock = change_shared_table;
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;
	/* One entry has the old attributes, the next the new. */
	sprintf(line, "0x%lx-0x%lx  ", base, base + size);
	before = strstr(text, line);
	assert_non_null(before);
	sprintf(line, "0x%lx-0x%lx  ", base + size, base + 2 * size);
	after = strstr(text, line);
	assert_non_null(after);
	assert_int_not_equal(strncmp(before + strlen(line), after + strlen(line),
				     strcspn(before + strlen(line), "\n")), 0);
}

static void read_kernel_file(void)
{
	struct reader r;

	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;
}

static void fill_table(phys_addr_t table, u64 raw)
{
	unsigned int i;

	for (i = 0; i < table_entries; i++)
		store_entry(table, i, raw);
}

/* Of one run, by neighbours that differ in what they leave of its attributes. */
static void a_shared_table_under_other_attributes_is_another(void **state)
{
	unsigned long base = -64ul << levels[1].shift;
	phys_addr_t table = slot_pa(ROOT_SLOT + nr_levels - 1);
	unsigned int i, leaf;

	for (leaf = 0; leaf < 6; leaf++) {
		begin_draw(0);
		tree_clear();
		tree_set_plain(base, plain_leaf(leaf, 0));
		fill_table(table, plain_leaf(leaf, 0));
		for (i = 1; i < 16; i++)
			tree_set(base + ((unsigned long)i << levels[1].shift), 1,
				 plain_table(table, i < 8 ? i / 2 : i));
		move_areas_away();
		assert_true(oracle_dump(tree_root(), &want));
		read_kernel_file();
		check_text();
		host_log_clear();
		ptdump_check_wx();
		assert_string_equal(host_log, want.log);
	}
}

/* The last entry of one table and the first of the next, below entries that differ. */
static void a_shared_table_below_other_attributes_is_another(void **state)
{
	const phys_addr_t table = slot_pa(ARENA_SLOTS - 1);
	const phys_addr_t left = slot_pa(ARENA_SLOTS - 2), right = slot_pa(ARENA_SLOTS - 3);
	const unsigned long border = -1ul << levels[2].shift;
	unsigned int i, leaf, above;

	for (i = 0; nr_levels > 2 && i < 6 * 8; i++) {
		leaf = i / 8;
		above = i % 8;
		begin_draw(0);
		tree_clear();
		move_areas_away();
		tree_set_plain(border - page(), 0);
		tree_set_plain(border, 0);
		fill_table(table, plain_leaf(leaf, 0));
		fill_table(left, 0);
		fill_table(right, 0);
		store_entry(left, (1ul << levels[1].bits) - 1, plain_table(table, 0));
		store_entry(right, 0, plain_table(table, 0));
		tree_set(border - page(), 2, plain_table(left, above / 2));
		tree_set(border, 2, plain_table(right, above));
		assert_true(oracle_dump(tree_root(), &want));
		read_kernel_file();
		check_text();
		host_log_clear();
		ptdump_check_wx();
		assert_string_equal(host_log, want.log);
	}
}

static void tables_are_looked_up_anew_in_each_lock_period(void **state)
{
	begin_draw(0);
	draw_long_dump();
	host_budget = 2000;
	host_lock_periods = 0;
	dump_to_log();
	assert_true(host_lock_periods > 2);
	/*
	 * A walk that goes on asserts both locks, which are one here. The last may
	 * have no step left.
	 */
	assert_true(init_mm.asserted_write / 2 + 1 >= host_lock_periods);
}

static void change_something(void)
{
	if (one_in(2))
		tree_change(1 + rnd_below(10));
}

struct lines {
	unsigned int nr;
	unsigned long end;		/* of the last that has a range; 0: the top */
	bool follows;			/* nothing was left out since */
};

/* Lines ascend and, where holes have lines as well, join. */
static struct lines check_lines(const char *line, const char *stop)
{
	struct lines seen = { 0 };
	unsigned long start, end;
	const char *nl;

	for (; (nl = memchr(line, '\n', stop - line)); line = nl + 1) {
		if (!strncmp(line, "... ", 4))
			seen.follows = false;
		if (sscanf(line, "0x%lx-0x%lx ", &start, &end) != 2)
			continue;
		assert_true(!seen.nr || seen.end);
		assert_true(start >= seen.end);
		assert_true(start == seen.end || !seen.follows || !shows_holes);
		assert_true(end - 1 >= start);
		seen.nr++;
		seen.end = end;
		seen.follows = true;
	}
	return seen;
}

/* In an area of one page, no line is past a limit. */
static void move_limits_away(void)
{
	struct area_marker *marker;

	for (marker = markers; marker->name; marker++)
		if (marker->max_lines && marker->area != FIXED)
			marker->start = -page();
	place_areas();
}

/* Whatever happens between lock periods: lines join, from one end to the other. */
static void lines_join_while_tables_change(void **state)
{
	unsigned long d, cut = 0;
	struct lines still, seen;
	unsigned int steps;
	struct reader r;
	bool to_the_end;
	ssize_t n;

	for (d = 0; d < max(draws / 4, 1ul); d++) {
		begin_draw(d);
		draw_dump();
		to_the_end = seed % 2;
		if (to_the_end) {
			move_limits_away();
			if (!oracle_dump(tree_root(), &want))
				continue;
		}
		host_budget = 1 + rnd_below(one_in(2) ? 20000 : 200000);
		host_on_unlock = change_something;
		/* What it becomes may have no end: it gets so much time. */
		host_locks_left = 20 + min(20000000 / host_budget, 200000);
		open_reader(&r, kernel_file);
		text_len = 0;
		for (steps = 0; steps < 50; steps++) {
			if (text_room - text_len < 5000)
				text = realloc(text, text_room += 1 << 20);
			n = read_some(&r, text + text_len, 4000);
			if (n == -EINTR) {
				assert_int_equal(host_locks_left, 0);
				cut++;
			}
			if (n == -EINTR || !n)
				break;
			assert_true(n > 0);
			text_len += n;
		}
		host_on_unlock = NULL;
		close_reader(&r);
		seen = check_lines(text, text + text_len);
		assert_true(n || seen.nr || !shows_holes);
		if (n || !shows_holes || !to_the_end)
			continue;
		still = check_lines(want.text, want.text + want.len);
		assert_int_equal(seen.end, still.end);
	}
	print_message("# %lu of %lu dumps had no end\n", cut, d);
	assert_true(cut * 2 < d || draws < 100);
}

/*
 * One blank instead of several, none at the end of a line: a golden row has words. The
 * oracle knows the width of a column.
 */
static void squeeze_blanks(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s != ' ' || (s[1] != ' ' && s[1] != '\n'))
			*to++ = *s;
	}
	*to = 0;
}

static void each_attribute_has_its_column(void **state)
{
	const int digits = 2 * sizeof(long);
	const struct golden *row;
	char start[64], line[300];
	bool ok;

	for (row = golden; row < golden + nr_golden; row++) {
		unsigned long span = 1ul << levels[row->level].shift;
		unsigned long addr = -3 * span;
		u64 field = 0;

		if (row->level >= nr_levels || !golden_applies(row))
			continue;
		/* A root may have but one or two entries of the kernel's. */
		if (addr < kernel_start())
			addr = -span;
		assert_true(addr >= kernel_start());
		sprintf(start, "0x%0*lx-", digits, addr);
		sprintf(line, "%s0x%0*lx", start, digits, addr + span);
		golden_line(line + strlen(line), row);
		squeeze_blanks(line);
		do {
			begin_draw(0);
			tree_clear();
			move_areas_away();
			tree_set_plain(addr, 0);
			tree_set(addr, row->level, row->bits | field);
			read_kernel_file();
			squeeze_blanks(text);
			ok = row->text ? strstr(text, line) != NULL :
					 strstr(text, start) == NULL;
			if (!ok) {
				print_message("# row %td, %u, %#llx: want %s# got  %.120s\n",
					      row - golden, row->level,
					      (unsigned long long)(row->bits | field),
					      row->text ? line : "no line\n",
					      strstr(text, start) ?: "no such line");
				fail();
			}
			field = (field - row->hidden) & row->hidden;
		} while (field);
	}
}

static void the_last_page_has_a_line(void **state)
{
	const int digits = 2 * sizeof(long);
	char start[64];

	begin_draw(0);
	tree_clear();
	move_areas_away();
	tree_set_plain(-page(), plain_leaf(0, 0));
	read_kernel_file();
	sprintf(start, "\n0x%0*lx-0x%0*lx ", digits, -page(), digits, 0ul);
	assert_non_null(strstr(text, start));
}

/* The lines of a table of two ranges, of which @start begins the last. */
static void dump_ranges(char *lines, unsigned long start, unsigned long end,
			int expected)
{
	const struct ptdump_range ranges[3] = {
		{ start - 8 * page(), start - 4 * page() }, { start, end },
	};

	test_ranges = ranges;
	host_log_clear();
	assert_int_equal(ptdump_log(host_find_file(kernel_file)->inode.i_private),
			 expected);
	test_ranges = NULL;
	strcpy(lines, host_log);
	check_locks();
}

/* 0 and ~0UL both name the top of the address space. */
static void a_range_that_ends_at_0_ends_at_the_top(void **state)
{
	const unsigned long start = -8 * page();
	const int digits = 2 * sizeof(long);
	char zero[4000], ones[4000], last[64];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (i = 1; i <= 16; i++)
		tree_set_plain(-page() * i, plain_leaf(i % 2, 0));
	init_mm.pgd = __va(tree_root());
	dump_ranges(zero, start, 0, 0);
	dump_ranges(ones, start, -1ul, 0);
	assert_string_equal(zero, ones);
	sprintf(last, "\n0x%0*lx-0x%0*lx ", digits, -page(), digits, 0ul);
	assert_non_null(strstr(zero, last));
}

/* Of 32 bits, a root translates each range that does not end before it starts. */
static void a_dump_of_a_range_that_cannot_be_translated_is_refused(void **state)
{
	const unsigned long start = half_first(true) ? half_last(false) - 16 * page() + 1 :
				    64 * page();
	const unsigned long end = half_first(true) ? start + 32 * page() : start - page();
	char lines[4000], line[64];

	sprintf(line, "\n0x%0*lx-", (int)(2 * sizeof(long)), start);
	begin_draw(0);
	tree_clear();
	move_areas_away();
	tree_set_plain(start, plain_leaf(1, 0));
	init_mm.pgd = __va(tree_root());
	host_warnings = 0;
	dump_ranges(lines, start, start + 4 * page(), 0);
	assert_int_equal(host_warnings, 0);
	assert_non_null(strstr(lines, line));
	dump_ranges(lines, start, end, -EINVAL);
	assert_int_equal(host_warnings, 1);
	assert_null(strstr(lines, line));
	host_warnings = 0;
}

/*
 * A target whose range no root translates. Returns false if there is none: x86 takes no
 * range from its target.
 */
static bool make_refused(struct ptdump_target *target)
{
	struct ptdump pd = { .info = target, .mm = &init_mm };

	*target = *(struct ptdump_target *)host_find_file(kernel_file)->inode.i_private;
	target->base_addr = half_last(false) + 1;
	arch_ptdump_begin(&pd);
	return pd.ranges[0].start == target->base_addr && half_first(true);
}

static void a_check_of_a_range_that_cannot_be_translated_does_not_pass(void **state)
{
	struct ptdump_target target;
	unsigned long pages;

	if (!make_refused(&target))
		return;
	begin_draw(0);
	tree_clear();
	init_mm.pgd = __va(tree_root());
	host_warnings = 0;
	assert_int_equal(ptdump_check(&target, &pages, NULL), -EINVAL);
	assert_int_equal(host_warnings, 1);
	assert_int_equal(ptdump_check(&target, &pages, NULL), -EINVAL);
	host_warnings = 0;
}

/* The error follows the text of the addresses that the root translates. */
static void a_file_of_a_range_that_cannot_be_translated_is_einval(void **state)
{
	struct ptdump_target target;
	struct reader r;
	char buf[100];
	ssize_t n;

	if (!make_refused(&target))
		return;
	begin_draw(0);
	draw_dump();
	ptdump_create_file("refused", NULL, &target);
	open_reader(&r, "refused");
	host_warnings = 0;
	while ((n = read_some(&r, buf, sizeof(buf))) > 0)
		;
	assert_int_equal(n, -EINVAL);
	assert_int_equal(host_warnings, 1);
	host_warnings = 0;

	/* A reader that starts anew gets what there is then. */
	target.base_addr = kernel_start();
	r.pos = 0;
	read_all(&r, 4096);
	check_text();
	close_reader(&r);
}

static void sizes_have_the_largest_unit_that_is_whole(void **state)
{
	static const struct {
		u64 size;
		const char *text;
	} rows[] = {
		{ 0x200,		"      512B " },
		{ 0x1000,		"        4K " },
		{ 0x5000,		"       20K " },
		{ 0xff000,		"     1020K " },
		{ 0x100000,		"        1M " },
		{ 0x101000,		"     1028K " },
		{ 0x3fc00000,		"     1020M " },
		{ 0x40000000,		"        1G " },
		{ 0xfffff000,		"  4194300K " },
#if CONFIG_PGTABLE_LEVELS > 2 && defined(__x86_64__)
		{ 0x10000000000,	"        1T " },
		{ 0x7f80000000000,	"     2040T " },
		{ 0x4000000000000,	"        1P " },
		{ 0x200000000000000,	"      128P " },
		{ 0x1000000000000000,	"        1E " },
		{ 0x8000000000000000,	"        8E " },
		{ 0xf000000000000000,	"       15E " },
		{ 0xfffffffffffff000,	"18014398509481980K " },
#endif
		{ 0,			"        0E " },	/* all there is */
	};
	char buf[64];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seq_buf s = { buf, sizeof(buf), 0 };

		ptdump_print_size(&s, rows[i].size);
		assert_string_equal(buf, rows[i].text);
	}
}

static size_t length_of_line(struct ptdump *pd, u64 prot)
{
	pd->run.prot = prot;
	seq_buf_clear(pd->out);
	ptdump_print_run(pd);
	return pd->out->len;
}

/* Set, clear or change the bits of one column after the other, while it helps. */
static size_t longest_line_from(struct ptdump *pd, u64 best)
{
	size_t most = length_of_line(pd, best), before, length;
	const struct ptdump_column *column;
	unsigned int i, way;

	do {
		before = most;
		for (i = 0; i < 3 * pd->format->nr_columns; i++) {
			u64 prot = best;

			column = &pd->format->columns[i / 3];
			way = i % 3;
			prot &= ~column->mask;
			prot |= column->mask & (way == 2 ? column->val : -(u64)way);
			length = length_of_line(pd, prot);
			if (length <= most)
				continue;
			most = length;
			best = prot;
		}
	} while (most > before);
	return most;
}

/* The text of each column at its longest. Several rows can be one column. */
static size_t length_of_columns(const struct ptdump_format *format)
{
	const struct ptdump_column *column, *before = NULL;
	size_t between = strlen(format->separator ?: "");
	size_t sum = 0, longest = 0;
	unsigned int i;

	for (i = 0; i < format->nr_columns; i++, before = column) {
		column = &format->columns[i];
		if (!before || before->mask != column->mask) {
			sum += longest;
			longest = 0;
		}
		if (column->set)
			longest = max(longest, between + strlen(column->set));
		if (column->clear && *column->clear)
			longest = max(longest, between + strlen(column->clear));
		if (column->number)
			longest = max(longest, between +
				      snprintf(NULL, 0, column->number,
					       (unsigned long long)column->mask >>
					       column->shift));
	}
	return sum + longest;
}

/* All fields at their longest; what does not fit is printed, too. */
static void the_longest_line_of_each_level_fits(void **state)
{
	char line[8 * PTDUMP_TEXT];
	struct seq_buf out = { line, sizeof(line), 0 };
	struct ptdump pd = {
		.info = host_find_file(kernel_file)->inode.i_private,
		.mm = &init_mm,
		.run.pa = -1,
		.run.start = page(),	/* up to the top: the longest size */
		.out = &out,
	};
	size_t most, longest = 0;

	begin_draw(0);
	init_mm.pgd = __va(tree_root());
	arch_ptdump_begin(&pd);
	for (pd.run.depth = 0; pd.run.depth < 5; pd.run.depth++) {
		most = max(longest_line_from(&pd, 0), longest_line_from(&pd, -1));
		print_message("# %s: %zu characters\n",
			      pd.format->levels[pd.run.depth], most);
		assert_true(most <= PTDUMP_TEXT);
		longest = max(longest, most);
	}
	/* The columns are not all of the line, and none of them was left out. */
	assert_true(longest > length_of_columns(pd.format) + 2 * 2 * sizeof(long));
}

/* A page at each of the first entries, and several areas that begin before it. */
static void areas_begin_one_by_one(void **state)
{
	unsigned long start = kernel_start();
	char expected[2000];
	unsigned int i;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	for (i = 0; i < 8; i++)
		tree_set_plain(start + i * page(), plain_leaf(0, 0));
	for (i = 0; i < 6; i++)
		if (markers[i].area != FIXED)
			markers[i].start = start;
	place_areas();
	read_kernel_file();
	expected_markers(expected, start);
	if (strncmp(text, expected, strlen(expected))) {
		print_message("# want %s# got  %.*s\n", expected,
			      (int)strlen(expected), text);
		fail();
	}
}

/* Nobody writes the markers that a reader follows. */
static void areas_are_located_once(void **state)
{
	const struct area_marker *marker;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		begin_draw(i);
		draw_dump();
		read_kernel_file();
		check_text();
		for (marker = markers; marker->name; marker++)
			if (marker->area != FIXED)
				host_area[marker->area] ^= 16 * page();
		read_kernel_file();
		check_text();
	}
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[] = {
		cmocka_unit_test(dump_is_what_the_oracle_says),
		cmocka_unit_test(draws_have_all_that_a_dump_can_meet),
		cmocka_unit_test(any_budget_and_any_reads_give_the_same_bytes),
		cmocka_unit_test(reads_at_any_offset_are_slices_of_the_dump),
		cmocka_unit_test(wx_pages_are_counted_and_warned_about_once),
		cmocka_unit_test(a_check_counts_pages),
		cmocka_unit_test(the_log_gets_the_same_lines_as_the_file),
		cmocka_unit_test(files_have_their_names_and_are_for_root_only),
		cmocka_unit_test(the_verdict_is_what_scripts_and_triage_know),
		cmocka_unit_test(the_mm_is_that_of_who_reads_from_the_beginning),
		cmocka_unit_test(a_dead_or_absent_mm_is_the_end),
		cmocka_unit_test(a_read_ends_when_its_time_is_up),
		cmocka_unit_test(a_reader_that_is_killed_gets_eintr_and_holds_nothing),
		cmocka_unit_test(a_signal_ends_what_goes_on_within_a_budget),
		cmocka_unit_test(a_second_reader_of_one_file_can_be_killed),
		cmocka_unit_test(a_signal_while_hotplug_is_waited_for_ends_the_read),
		cmocka_unit_test(tracepoints_see_each_lock_come_and_go),
		cmocka_unit_test(a_wait_that_fails_anywhere_loses_nothing),
		cmocka_unit_test(a_shared_table_is_read_again_after_the_locks_were_dropped),
		cmocka_unit_test(a_shared_table_under_other_attributes_is_another),
		cmocka_unit_test(a_shared_table_below_other_attributes_is_another),
		cmocka_unit_test(tables_are_looked_up_anew_in_each_lock_period),
		cmocka_unit_test(a_reader_that_stops_halfway_leaves_nothing),
		cmocka_unit_test(without_memory_a_file_does_not_open),
		cmocka_unit_test(the_buffer_is_a_page),
		cmocka_unit_test(locks_are_dropped_in_the_middle_of_a_run),
		cmocka_unit_test(what_is_printed_is_charged),
		cmocka_unit_test(cost_is_that_of_the_distinct_tables),
		cmocka_unit_test(a_mapping_that_changes_between_reads_shows),
		cmocka_unit_test(lines_join_while_tables_change),
		cmocka_unit_test(each_attribute_has_its_column),
		cmocka_unit_test(the_last_page_has_a_line),
		cmocka_unit_test(a_range_that_ends_at_0_ends_at_the_top),
		cmocka_unit_test(a_dump_of_a_range_that_cannot_be_translated_is_refused),
		cmocka_unit_test(a_check_of_a_range_that_cannot_be_translated_does_not_pass),
		cmocka_unit_test(a_file_of_a_range_that_cannot_be_translated_is_einval),
		cmocka_unit_test(sizes_have_the_largest_unit_that_is_whole),
		cmocka_unit_test(the_longest_line_of_each_level_fits),
		cmocka_unit_test(areas_begin_one_by_one),
		cmocka_unit_test(areas_are_located_once),
		ARCH_TESTS,
	};
	const char *name = begin_program(argc, argv, getenv("ALL") ? 2000 : 100);
	unsigned int i;

	if (!name)
		return 0;
	for (i = 0; i < ARRAY_SIZE(tests); i++)
		tests[i].teardown_func = show_seed;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
