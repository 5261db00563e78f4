// SPDX-License-Identifier: GPL-2.0
/*
 * What is drawn for the tests of the dumper, and how they read a file.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <host-dump.h>
#include <cmocka.h>

#include "dump-test.h"

unsigned long host_area[HOST_AREAS];
int host_budget;

struct mm_struct task_mm;
struct dump want;

unsigned long page(void)
{
	return 1ul << levels[0].shift;
}

/* A test that failed may have left anything. */
void begin_draw(unsigned long i)
{
	seed = first_seed + i;
	rnd_state = mix(seed);
	init_mm = (struct mm_struct) { .users = 1 };
	task_mm = (struct mm_struct) { .users = 1 };
	current->mm = &task_mm;
	host_forget_locks();
	host_on_read = NULL;
	host_on_unlock = NULL;
	host_locks_left = INT_MAX;
	host_signal_pending = false;
	host_hotplug_kills = false;
	host_mutexes_taken = false;
	host_budget = 1 << 30;		/* memos live as long as the locks */
	host_seq_first_size = 4096;
	host_no_memory = false;
	host_log_clear();
}

/* Areas are where they are when the kernel boots. */
void place_areas(void)
{
	const struct area_marker *marker;

	for (marker = markers; marker->name; marker++)
		if (marker->area != FIXED)
			host_area[marker->area] = marker->start;
	host_boot();
}

void move_areas_away(void)
{
	struct area_marker *marker;

	for (marker = markers; marker->name; marker++)
		if (marker->area != FIXED)
			marker->start = -page();
	place_areas();
}

/* The order and the names are the architecture's; where they are is drawn. */
void draw_areas(void)
{
	struct area_marker *a, *b;
	bool sorted = !one_in(4), hide;
	unsigned int far = 1 + rnd_below(3);

	/* Near tables, or out of the way. */
	for (a = markers; a->name; a++)
		if (a->area != FIXED)
			a->start = one_in(far) ? tree_address(!one_in(4)) ?: page() :
				   -page() * (1 + rnd_below(30));
	/* Often nearly all of the tables are in an area in the middle. */
	hide = one_in(2);
	for (a = markers; hide && a->name && !a->max_lines; a++)
		if (a->area != FIXED && a - markers < 9)
			a->start = page();
	/* In order, mostly: as on a machine. */
	for (a = markers; sorted && a->name; a++)
		for (b = a + 1; b->name; b++)
			if (a->area != FIXED && b->area != FIXED &&
			    b->start < a->start) {
				unsigned long start = a->start;

				a->start = b->start;
				b->start = start;
			}
	place_areas();
}

/* Until one comes that the oracle can look at in time. */
void draw_dump(void)
{
	do {
		if (one_in(2))
			tree_draw_shared();
		else
			tree_draw();
		/* A few tables, should they be large. */
		tree_prune(max(20000u, 5 * table_entries));
		draw_areas();
	} while (!oracle_dump(tree_root(), &want));
	init_mm.pgd = __va(tree_root());
}

/* The ranges of a dump instead of the architecture's own, unless NULL. */
const struct ptdump_range *test_ranges;

void __real_arch_ptdump_begin(struct ptdump *pd);
void __wrap_arch_ptdump_begin(struct ptdump *pd);

void __wrap_arch_ptdump_begin(struct ptdump *pd)
{
	__real_arch_ptdump_begin(pd);
	if (test_ranges)
		memcpy(pd->ranges, test_ranges, sizeof(pd->ranges));
}

char *text;
size_t text_len, text_room;

void open_reader(struct reader *r, const char *name)
{
	r->file = host_find_file(name);
	r->pos = 0;
	assert_non_null(r->file);
	assert_int_equal(r->file->fops->open(&r->file->inode, &r->open), 0);
}

/* The kernel's file, of whoever reads it: another mm than init_mm. */
void open_current(struct reader *r)
{
	static struct ptdump_target info;

	info = *(struct ptdump_target *)host_find_file(kernel_file)->inode.i_private;
	info.mm = NULL;
	ptdump_create_file("current", NULL, &info);
	open_reader(r, "current");
}

void check_locks(void)
{
	assert_int_equal(init_mm.lock, HOST_UNLOCKED);
	assert_int_equal(task_mm.lock, HOST_UNLOCKED);
	assert_int_equal(init_mm.asserts_failed, 0);
	assert_int_equal(task_mm.asserts_failed, 0);
	assert_int_equal(host_lock_errors, 0);
	assert_int_equal(host_traces.returned, host_traces.started);
	assert_int_equal(host_traces.released, host_traces.acquired);
}

ssize_t read_some(struct reader *r, char *buf, size_t size)
{
	ssize_t n = r->file->fops->read(&r->open, buf, size, &r->pos);

	check_locks();
	return n;
}

void close_reader(struct reader *r)
{
	r->file->fops->release(&r->file->inode, &r->open);
	assert_int_equal(init_mm.users, 1);
	assert_int_equal(init_mm.count, 0);
	assert_int_equal(task_mm.count, 0);
}

/* To the end, in pieces of up to @most bytes. */
void read_all(struct reader *r, size_t most)
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

/* The line of [start, end), from after the addresses; NULL if there is none. */
static const char *find_line(unsigned long start, unsigned long end)
{
	const int digits = 2 * sizeof(long);
	char range[64];
	const char *line;
	int len;

	len = sprintf(range, "0x%0*lx-0x%0*lx ", digits, start, digits, end);
	line = strstr(text, range);
	return line ? line + len : NULL;
}

/* Each bit of @more by itself, and all of them. */
static void check_look_alike(const struct look_alike *row, u64 more)
{
	const unsigned long span = 1ul << levels[row->level].shift;
	const unsigned long start = -8 * span, middle = start + span, end = middle + span;
	const char *first, *second;
	struct reader r;
	bool ok;

	begin_draw(0);
	tree_clear();
	move_areas_away();
	tree_set_plain(start, 0);
	tree_set_plain(middle, 0);
	tree_set(start, row->level, row->bits);
	tree_set(middle, row->level, row->bits ^ more);
	init_mm.pgd = __va(tree_root());
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	text[text_len] = 0;

	if (row->lines == 1) {
		ok = find_line(start, end);
	} else {
		first = find_line(start, middle);
		second = find_line(middle, end);
		ok = first && second &&
		     !strncmp(first, second, strcspn(first, "\n") + 1);
	}
	if (!ok) {
		print_message("# level %u, %#llx and %#llx: no %u lines that look the same\n%s",
			      row->level, (unsigned long long)row->bits,
			      (unsigned long long)(row->bits ^ more), row->lines, text);
		fail();
	}
}

void check_look_alikes(const struct look_alike *rows, unsigned int n)
{
	const struct look_alike *row;
	u64 left;

	for (row = rows; row < rows + n; row++) {
		if (row->level >= nr_levels)
			continue;
		for (left = row->more; left; left &= left - 1)
			check_look_alike(row, left & -left);
		check_look_alike(row, row->more);
	}
}

/* Print the first line that differs, of both, and fail. */
void check_text(void)
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
