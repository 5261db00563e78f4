// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper, the part that all architectures share.
 *
 * Two consumers: a debugfs file (mm/ptdump_file.c), read piece by piece, and a
 * dump or a check in one go, for the log. Both take the locks, walk until a run
 * that has ended was printed or the budget is spent, and drop the locks.
 */

#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/mmap_lock.h>
#include <linux/mutex.h>
#include <linux/ptdump.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

/* Instructions, roughly, between taking the locks and dropping them. */
#define PTDUMP_BUDGET		400000
/* The same, for an entry that is read in a step, and a character with KASAN. */
#define PTDUMP_ENTRY_COST	8
#define PTDUMP_CHAR_COST	160

/*
 * Shared tables
 *
 * KASAN maps one shadow page by one table a level, ESPfix one PTE table 2,048
 * times. For each level, a memo describes the table that was entered last: its
 * entry, the effective permissions above it, its first and its last run, and how
 * often the attributes change in between. The memo is opened when the table is
 * yielded, gets its first run when that is noted, and is closed when the walk
 * comes to the neighbour: the current run is then the table's last. If the
 * neighbour is the same table, the memo is noted again, and the table is skipped.
 * All memos are dropped with the locks.
 */

static void ptdump_drop_memos(struct ptdump *pd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pd->memo); i++)
		pd->memo[i].valid = false;
	pd->first_pending = false;
}

/* Store @next as the first run of the tables that were just entered. */
void ptdump_note_first(struct ptdump *pd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pd->memo); i++) {
		struct ptdump_memo *memo = &pd->memo[i];

		if (!memo->valid || memo->first.depth != PTDUMP_NO_DEPTH)
			continue;
		memo->first = pd->next;
		memo->changes_before = pd->changes;
		memo->wx_runs_before = pd->wx_runs;
	}
	pd->first_pending = false;
}

/* The walk has just left the table. */
static void ptdump_close_memo(const struct ptdump *pd, struct ptdump_memo *memo)
{
	memo->changes = pd->changes - memo->changes_before;
	memo->has_wx = memo->first.wx || pd->wx_runs != memo->wx_runs_before;
	memo->last = pd->run;
	memo->last.start -= memo->start;
	memo->closed = true;
}

/* Does a run inside the table print a line, or count as W+X, if it is walked again? */
static bool ptdump_inner_runs_show(const struct ptdump *pd,
				   const struct ptdump_memo *memo)
{
	if (!memo->changes)
		return false;
	if (pd->check_wx && memo->has_wx)
		return true;
	return pd->out && (!pd->marker->max_lines ||
			   pd->lines < pd->marker->max_lines);
}

/**
 * ptdump_skip_shared() - Skip a table that was just walked
 * @pd: the dump; its walk stands at a table, and @next.eff is the permissions in
 *	force down to this table
 * @val: raw value of the entry
 *
 * Skip the table if the previous entry pointed to it with the same attributes, no
 * marker falls into its range, and only its first run could print a line. Equal
 * neighbours are skipped with it. The first run of the table replaces @next.
 *
 * Return: true if the table is skipped; false if it is to be walked.
 */
bool ptdump_skip_shared(struct ptdump *pd, u64 val)
{
	struct mm_walk_state *state = &pd->walk;
	struct ptdump_memo *memo = &pd->memo[state->level - 1];

	if (memo->valid && memo->val == val && memo->eff == pd->next.eff &&
	    memo->next == state->curr && memo->marker == pd->marker &&
	    memo->next - memo->start == state->next - state->curr) {
		if (!memo->closed)
			ptdump_close_memo(pd, memo);
		if (pd->marker[1].start > state->next - 1 &&
		    !ptdump_inner_runs_show(pd, memo)) {
			mm_walk_skip_same(state);
			memo->start = state->next - (memo->next - memo->start);
			memo->next = state->next;
			pd->next = memo->first;
			pd->next.start = state->curr;
			pd->shared = memo;
			return true;
		}
	}

	*memo = (struct ptdump_memo) {
		.valid = true,
		.val = val,
		.eff = pd->next.eff,
		.start = state->curr,
		.next = state->next,
		.marker = pd->marker,
		.first.depth = PTDUMP_NO_DEPTH,
	};
	pd->first_pending = true;
	return false;
}

/* Pass over the runs after the first, in tables that are skipped. */
static void ptdump_replay_memo(struct ptdump *pd)
{
	const struct ptdump_memo *memo = pd->shared;
	unsigned long changes = pd->walk.entries * memo->changes;

	pd->shared = NULL;
	if (!memo->changes)
		return;
	/* from the last run of one table to the first of the next */
	if (!ptdump_same(&memo->first, &memo->last))
		changes += pd->walk.entries - 1;
	pd->changes += changes;
	pd->lines += changes;
	pd->run = memo->last;
	pd->run.start += memo->start;
}

/* Text */

/* The line at which an area begins, if the area has a name. */
static void ptdump_print_marker(struct seq_buf *s,
				const struct ptdump_marker *marker)
{
	if (marker->name)
		seq_buf_printf(s, "---[ %s ]---\n", marker->name);
}

/*
 * An entry can pass any number of markers. Each is an item of its own, behind
 * the run that ended.
 */
static bool ptdump_marker_waits(const struct ptdump *pd)
{
	return pd->out && pd->printed != pd->marker;
}

/* The size in the largest unit of which it is a multiple; of 0, the last. */
static void ptdump_print_size(struct seq_buf *s, unsigned long size)
{
	unsigned int unit = 6;

	if (size) {
		unit = __ffs(size) / 10;
		size >>= 10 * unit;
	}
	seq_buf_printf(s, "%9lu%c ", size, "BKMGTPE"[unit]);
}

static void ptdump_print_column(struct seq_buf *s, const char *separator,
				const struct ptdump_column *column,
				bool matches, u64 prot)
{
	static const char blanks[] = "                 ";
	const char *text = matches && !column->number ? column->set : column->clear;
	u64 bits = (prot & column->mask) >> column->shift;
	bool number = column->number && (bits || !text);

	BUILD_BUG_ON(sizeof(blanks) != PTDUMP_WIDTH + 1);
	if (!number && text && !*text)
		return;
	if (separator)
		seq_buf_puts(s, separator);
	if (number)
		seq_buf_printf(s, column->number, (unsigned long long)bits);
	else
		seq_buf_puts(s, text ?: blanks + sizeof(blanks) - 1 -
					strlen(column->set));
}

static void ptdump_print_columns(struct seq_buf *s,
				 const struct ptdump_format *format,
				 const struct ptdump_run *run)
{
	bool absent = format->present && !(run->prot & format->present);
	const struct ptdump_column *column = format->columns, *match = NULL;
	const struct ptdump_column *end = column + format->nr_columns;
	unsigned int width = 0;

	if (absent && format->absent == PTDUMP_NO_COLUMNS)
		return;
	for (; column < end; column++) {
		if (column->levels && !(column->levels & BIT(run->depth)))
			continue;
		if (absent) {
			width += strlen(column->set);
			continue;
		}
		if (match && match->mask == column->mask)
			continue;
		match = (run->prot & column->mask) == column->val ? column : NULL;
		ptdump_print_column(s, format->separator, column, match, run->prot);
	}
	if (absent)
		seq_buf_printf(s, "%*s", width, "");
}

/* The line of the current run, which ends where the next begins. */
static void ptdump_print_run(const struct ptdump *pd)
{
	const struct ptdump_format *format = pd->format;
	const struct ptdump_run *run = &pd->run;
	const int width = 2 * sizeof(unsigned long);
	struct seq_buf *s = pd->out;

	if (format->present && format->absent == PTDUMP_NO_LINE &&
	    !(run->prot & format->present))
		return;
	seq_buf_printf(s, "0x%0*lx-0x%0*lx", width, run->start, width,
		       pd->next.start - format->print_last);
	seq_buf_puts(s, format->gap);
	if (format->print_pa)
		seq_buf_printf(s, "0x%0*lx ", width, (unsigned long)run->pa);
	ptdump_print_size(s, pd->next.start - run->start);
	if (!format->level_last)
		seq_buf_puts(s, format->levels[run->depth]);
	ptdump_print_columns(s, format, run);
	if (format->level_last)
		seq_buf_puts(s, format->levels[run->depth]);
	seq_buf_putc(s, '\n');
}

/* The current run, within the limit of lines, and the number of lines beyond it. */
static void ptdump_print_ended(const struct ptdump *pd)
{
	unsigned long max = pd->marker->max_lines;
	unsigned long skipped = pd->lines + 1 - max;

	if (!max || pd->lines < max)
		ptdump_print_run(pd);
	if (max && pd->lines >= max && pd->next.start >= pd->marker[1].start)
		seq_buf_printf(pd->out, "... %lu entr%s skipped ... \n", skipped,
			       skipped == 1 ? "y" : "ies");
}

/* Runs */

/**
 * ptdump_columns_mask() - Get the bits of an entry that have a column
 * @format: the layout
 *
 * Return: the mask.
 */
u64 ptdump_columns_mask(const struct ptdump_format *format)
{
	u64 mask = 0;
	unsigned int i;

	for (i = 0; i < format->nr_columns; i++)
		mask |= format->columns[i].mask;
	return mask;
}

static void ptdump_pass_markers(struct ptdump *pd, unsigned int most)
{
	while (most-- && pd->next.start >= pd->marker[1].start) {
		pd->marker++;
		pd->lines = 0;
	}
}

/* The walk treats 0 as no limit. A marker at 0 is due at every entry. */
static unsigned long ptdump_limit(const struct ptdump *pd)
{
	return pd->marker[1].start ?: 1;
}

static void ptdump_count_wx(struct ptdump *pd)
{
	unsigned long pages = (pd->next.start - pd->run.start) / PAGE_SIZE;

	if (pd->run.wx & PTDUMP_WX)
		pd->wx_pages += pages;
	if (pd->run.wx & PTDUMP_UX)
		pd->ux_pages += pages;
}

/**
 * ptdump_end_run() - Print and count the current run, and begin the next
 * @pd: the dump; @run ends where @next starts
 *
 * Return: true if there is something to print.
 */
bool ptdump_end_run(struct ptdump *pd)
{
	/* An end by a marker counts, too: no memo is valid across a marker. */
	pd->changes++;
	if (pd->next.wx)
		pd->wx_runs++;
	if (pd->run.depth == PTDUMP_NO_DEPTH) {
		if (pd->out)
			ptdump_print_marker(pd->out, pd->printed);
		ptdump_pass_markers(pd, pd->format->first_markers);
	} else {
		if (pd->run.wx)
			ptdump_count_wx(pd);
		if (pd->out)
			ptdump_print_ended(pd);
		pd->lines++;
		ptdump_pass_markers(pd, pd->format->markers);
	}
	pd->run = pd->next;
	pd->walk.limit = ptdump_limit(pd);
	if (pd->first_pending)
		ptdump_note_first(pd);
	return ptdump_has_text(pd) || ptdump_marker_waits(pd);
}

/* The walk */

static void ptdump_begin_range(struct ptdump *pd)
{
	pd->walk = (struct mm_walk_state) {
		.mm = pd->mm,
		.root = pd->root,
		.start = pd->ranges[pd->range].start,
		.end = pd->ranges[pd->range].end,
		.flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_TABLES |
			 MM_WALK_RUNS | MM_WALK_WRITE_LOCKED,
		.mask = pd->mask,
		.huge_mask = pd->huge_mask ?: pd->mask,
		.limit = ptdump_limit(pd),
	};
}

/* Returns false if there is no other range: the last run then ends with this one. */
static bool ptdump_next_range(struct ptdump *pd)
{
	unsigned long end = pd->ranges[pd->range].end;

	pd->refused |= mm_walk_refused(&pd->walk);
	pd->range++;
	pd->done = pd->range == ARRAY_SIZE(pd->ranges) ||
		   pd->ranges[pd->range].start == pd->ranges[pd->range].end;
	if (!pd->done) {
		ptdump_begin_range(pd);
		return true;
	}
	/* an empty PTE at the end; the top of the address space is 0 */
	pd->walk = (struct mm_walk_state) { .curr = end == ~0UL ? 0 : end };
	return false;
}

/* Note the entry that the walk stands at. Returns false if it is time to stop. */
static __always_inline bool ptdump_note(struct ptdump *pd, long depth)
{
	struct mm_walk_state *state = &pd->walk;
	bool stop;

	pd->next = (struct ptdump_run) { .start = state->curr, .depth = depth };
	stop = note_page(pd, mm_walk_val(state)) && ptdump_end_run(pd);
	if (pd->shared)
		ptdump_replay_memo(pd);
	pd->budget -= PTDUMP_STEP_COST + (long)state->entries * PTDUMP_ENTRY_COST;
	return !stop && pd->budget > 0;
}

/* Walk until there is something to print, or the budget is spent. */
static noinline __noclone void ptdump_walk(struct ptdump *pd)
{
	struct mm_walk_state *state = &pd->walk;

	do {
		/* As walk_each_pte(), without its way to the next PTE: all steps are runs. */
		while (__mm_walk_next(state)) {
			if (!ptdump_note(pd, mm_walk_depth(state)))
				return;
		}
	} while (ptdump_next_range(pd));

	ptdump_note(pd, PTDUMP_NO_DEPTH);
}

/* Begin a dump anew. @info and @mm are set. */
void ptdump_rewind(struct ptdump *pd)
{
	static const struct ptdump_marker no_markers[] = {
		{ 0, NULL }, { ~0UL, NULL },
	};

	pd->marker = pd->info->markers ?: no_markers;
	pd->refused = false;
	pd->wx_pages = 0;
	pd->ux_pages = 0;
	pd->range = 0;
	pd->lines = 0;
	pd->changes = 0;
	pd->wx_runs = 0;
	pd->run = (struct ptdump_run) { .depth = PTDUMP_NO_DEPTH };
	pd->next = pd->run;
	ptdump_drop_memos(pd);
	if (pd->out)
		seq_buf_clear(pd->out);

	pd->done = !pd->info->walk_piece && (!pd->mm || !pd->mm->pgd);
	if (!pd->done && !pd->info->walk_piece) {
		arch_ptdump_begin(pd);
		ptdump_begin_range(pd);
	}
	pd->printed = pd->marker;
}

static int ptdump_lock_mms(struct ptdump *pd)
{
	if (mmap_write_lock_killable(pd->mm))
		return -EINTR;
	if (pd->mm == &init_mm)
		return 0;

	if (mmap_write_lock_killable_nested(&init_mm, SINGLE_DEPTH_NESTING)) {
		mmap_write_unlock(pd->mm);
		return -EINTR;
	}
	return 0;
}

/*
 * The walk keeps the tables of a process by interrupts off. A free without RCU
 * interrupts only the CPUs that run the process, so no other process can go on
 * with its dump there: an open file can be inherited.
 */
static bool ptdump_may_walk(const struct ptdump *pd)
{
	return IS_ENABLED(CONFIG_MMU_GATHER_RCU_TABLE_FREE) || pd->info->mm ||
	       pd->mm == current->mm;
}

/*
 * Page tables of the kernel are freed by memory hot-remove and, under init_mm's
 * lock, by vmap. Page tables of a process are freed under its own lock, which
 * munmap() downgrades to a read lock first. Hence all three, for writing.
 *
 * A killable lock that is free ignores signals, so signals are checked here: a
 * dump gets no further budget once its caller is being killed. The wait for
 * memory hotplug is not killable: signals are checked before and after it. A
 * dump of an mm that is dead, or must not be walked, is done: nothing is locked
 * then.
 */
static int ptdump_lock(struct ptdump *pd)
{
	int err;

	if (fatal_signal_pending(current))
		return -EINTR;
	pd->budget = PTDUMP_BUDGET;
	if (pd->info->walk_piece) {
		pd->locked = true;
		return 0;
	}
	if (!ptdump_may_walk(pd) || !mmget_not_zero(pd->mm)) {
		pd->done = true;
		return 0;
	}
	get_online_mems();
	err = fatal_signal_pending(current) ? -EINTR : ptdump_lock_mms(pd);
	if (err) {
		put_online_mems();
		mmput(pd->mm);
		return err;
	}
	pd->locked = true;
	return 0;
}

/* Drop the locks of a dump, if it holds them. */
void ptdump_unlock(struct ptdump *pd)
{
	if (!pd->locked)
		return;
	pd->locked = false;
	if (pd->info->walk_piece)
		return;
	mm_walk_pause(&pd->walk);
	ptdump_drop_memos(pd);
	if (pd->mm != &init_mm)
		mmap_write_unlock(&init_mm);
	mmap_write_unlock(pd->mm);
	put_online_mems();
	mmput(pd->mm);
}

/*
 * Go on until there is text or nothing is left. When the budget is spent, return if
 * @brief, otherwise drop the locks and go on. The caller drops the locks at the end.
 * Returns 0, or an error as ptdump_log().
 */
int ptdump_fetch(struct ptdump *pd, bool brief)
{
	int err = 0;

	while (!ptdump_has_text(pd)) {
		if (pd->locked && pd->budget <= 0) {
			if (brief)
				break;
			ptdump_unlock(pd);
			cond_resched();
		} else if (ptdump_marker_waits(pd)) {
			ptdump_print_marker(pd->out, ++pd->printed);
		} else if (pd->done) {
			break;
		} else if (!pd->locked) {
			err = ptdump_lock(pd);
		} else if (pd->info->walk_piece) {
			err = pd->info->walk_piece(pd);
		} else {
			ptdump_walk(pd);
		}
		if (err)
			return err;
		if (pd->out)
			pd->budget -= (int)pd->out->len * PTDUMP_CHAR_COST;
	}
	return pd->refused && pd->done && !ptdump_has_text(pd) ? -EINVAL : 0;
}

/* In one go */

static void ptdump_print_to_log(struct seq_buf *s)
{
	const char *line = s->buffer, *end = line + seq_buf_used(s), *nl;

	for (; line < end; line = nl + 1) {
		nl = memchr(line, '\n', end - line) ?: end;
		printk(KERN_INFO "%.*s\n", (int)(nl - line), line);
	}
	seq_buf_clear(s);
}

/* One check or dump at a time: a check at boot has no allocation that can fail. */
static DEFINE_MUTEX(ptdump_whole_lock);
static struct ptdump ptdump_whole;

static int ptdump_walk_whole(const struct ptdump_target *info, struct seq_buf *out)
{
	struct ptdump *pd = &ptdump_whole;
	int err = 0;

	lockdep_assert_held(&ptdump_whole_lock);
	memset(pd, 0, sizeof(*pd));
	pd->info = info;
	pd->mm = info->mm;
	pd->out = out;
	pd->check_wx = !out;
	ptdump_rewind(pd);
	while (!err && (!pd->done || ptdump_marker_waits(pd))) {
		err = ptdump_fetch(pd, true);
		ptdump_unlock(pd);
		if (out)
			ptdump_print_to_log(out);
		cond_resched();
	}
	return err ?: pd->refused ? -EINVAL : 0;
}

/**
 * ptdump_check() - Count the pages that are writable and executable
 * @info: which tables; its @mm is set
 * @wx_pages: where to put the number of pages that are W+X
 * @ux_pages: the same for pages of the kernel that user mode may execute; NULL if
 *	the architecture does not count them
 *
 * Only the warning of note_page(), once a boot, is printed under the locks.
 *
 * Context: Process context. Takes and drops, again and again, the lock against
 * memory hotplug and the mmap_locks of the mm and of init_mm.
 * Return: 0, -EINTR if the caller is being killed, or -EINVAL if a range cannot be
 * translated: there is no verdict then.
 */
int ptdump_check(const struct ptdump_target *info, unsigned long *wx_pages,
		 unsigned long *ux_pages)
{
	int err;

	if (mutex_lock_killable(&ptdump_whole_lock))
		return -EINTR;
	err = ptdump_walk_whole(info, NULL);
	*wx_pages = ptdump_whole.wx_pages;
	if (ux_pages)
		*ux_pages = ptdump_whole.ux_pages;
	mutex_unlock(&ptdump_whole_lock);
	return err;
}

/**
 * ptdump_log() - Dump page tables to the log
 * @info: which tables; its @mm is set
 *
 * The log is written while no lock of the tables is held: a console can be slow.
 *
 * Context: As ptdump_check().
 * Return: As ptdump_check().
 */
int ptdump_log(const struct ptdump_target *info)
{
	static char text[PTDUMP_TEXT];
	struct seq_buf out;
	int err;

	if (mutex_lock_killable(&ptdump_whole_lock))
		return -EINTR;
	seq_buf_init(&out, text, sizeof(text));
	err = ptdump_walk_whole(info, &out);
	mutex_unlock(&ptdump_whole_lock);
	return err;
}

static int check_wx_show(struct seq_file *m, void *v)
{
	seq_puts(m, ptdump_check_wx() ? "SUCCESS\n" : "FAILED\n");
	return fatal_signal_pending(current) ? -EINTR : 0;
}
DEFINE_SHOW_ATTRIBUTE(check_wx);

static int __init check_wx_init(void)
{
	debugfs_create_file("check_wx_pages", 0400, NULL, NULL, &check_wx_fops);
	return 0;
}
device_initcall(check_wx_init);
