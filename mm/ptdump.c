// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper, the part that all architectures share.
 *
 * Two consumers: a debugfs file, read piece by piece, and a dump or a check in
 * one go, for the log. Both take the locks, let arch_ptdump_walk() go on until
 * a run that has ended was printed or the budget is spent, and drop the locks.
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
/* What it takes to print a character, in a kernel with KASAN. */
#define PTDUMP_CHAR_COST	160

/*
 * Shared tables
 *
 * KASAN maps one shadow page by one table a level, ESPfix one PTE table 2,048
 * times. For each level, a memo holds the table that was entered last: which it
 * is, what is in force above it, the first and the last run in it, and how often
 * the attributes change in between. It is opened when the table is yielded, gets
 * its first run when that is noted, and is closed when the walk comes to the
 * neighbour: the current run is then the table's last. If the neighbour is the
 * same table, what the memo holds is noted again in place of walking it. All
 * memos go when the locks are dropped.
 */

static void ptdump_forget(struct ptdump *pd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pd->memo); i++)
		pd->memo[i].valid = false;
	pd->first_pending = false;
}

/**
 * ptdump_first - the first run in the tables that were just entered
 * @pd: the dump
 * @next: the run
 */
void ptdump_first(struct ptdump *pd, const struct ptdump_run *next)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pd->memo); i++) {
		struct ptdump_memo *memo = &pd->memo[i];

		if (!memo->valid || memo->first.depth != PTDUMP_NO_DEPTH)
			continue;
		memo->first = *next;
		memo->changes_before = pd->changes;
		memo->wx_runs_before = pd->wx_runs;
	}
	pd->first_pending = false;
}

/* The walk has just left the table: what was in it? */
static void ptdump_close(const struct ptdump *pd, struct ptdump_memo *memo)
{
	memo->changes = pd->changes - memo->changes_before;
	memo->has_wx = memo->first.wx || pd->wx_runs != memo->wx_runs_before;
	memo->last = pd->run;
	memo->last.start -= memo->start;
	memo->closed = true;
}

/* Would walking the table again print, or count as W+X, a run inside it? */
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
 * ptdump_shared - is this the table that was walked just before?
 * @pd: the dump; its walk stands at a table
 * @frame: the bits of the entry that tell which table it points to
 * @next: the run that the entry itself would be; of it, @eff is what is in force
 *	down to this table
 *
 * If the entry before pointed to the same table under the same attributes, and
 * no marker is due in the range of this one, and no line of what is inside would
 * be printed but the first, then the table is skipped, and neighbours that are
 * the same with it. @next becomes the first run in it, to be noted in its place.
 *
 * Return: true if it is; false if it is to be walked, and has been remembered.
 */
bool ptdump_shared(struct ptdump *pd, u64 frame, struct ptdump_run *next)
{
	struct mm_walk_state *state = &pd->walk;
	struct ptdump_memo *memo = &pd->memo[state->level - 1];

	if (memo->valid && memo->frame == frame && memo->eff == next->eff &&
	    memo->next == state->curr && memo->marker == pd->marker &&
	    memo->next - memo->start == state->next - state->curr) {
		if (!memo->closed)
			ptdump_close(pd, memo);
		if (pd->marker[1].start > state->next - 1 &&
		    !ptdump_inner_runs_show(pd, memo)) {
			mm_walk_skip_same(state);
			memo->start = state->next - (memo->next - memo->start);
			memo->next = state->next;
			*next = memo->first;
			next->start = state->curr;
			pd->shared = memo;
			return true;
		}
	}

	*memo = (struct ptdump_memo) {
		.valid = true,
		.frame = frame,
		.eff = next->eff,
		.start = state->curr,
		.next = state->next,
		.marker = pd->marker,
		.first.depth = PTDUMP_NO_DEPTH,
	};
	pd->first_pending = true;
	return false;
}

/* Pass over what follows the first run of tables that are skipped. */
static void ptdump_replay(struct ptdump *pd, const struct ptdump_memo *memo)
{
	unsigned long changes = pd->walk.entries * memo->changes;

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

/**
 * ptdump_noted - a step has been taken note of
 * @pd: the dump
 *
 * Return: true if there is something to print, or the budget is spent: time to
 * leave the loop.
 */
bool ptdump_noted(struct ptdump *pd)
{
	if (pd->shared)
		ptdump_replay(pd, pd->shared);
	pd->shared = NULL;
	return ptdump_spent(pd) || pd->stop;
}

/* Runs */

static bool ptdump_has_text(const struct ptdump *pd)
{
	return pd->out && pd->out->len;
}

/* The line at which an area begins. */
static void ptdump_print_marker(struct seq_buf *s,
				const struct ptdump_marker *marker)
{
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

/**
 * ptdump_begin_run - the current run has ended, this is the next
 * @pd: the dump
 * @next: the run that begins
 */
void ptdump_begin_run(struct ptdump *pd, const struct ptdump_run *next)
{
	if (!ptdump_same(next, &pd->run)) {
		pd->changes++;
		pd->wx_runs += next->wx;
	}
	if (pd->out && pd->run.depth == PTDUMP_NO_DEPTH)
		ptdump_print_marker(pd->out, pd->printed);
	pd->run = *next;
	pd->stop = ptdump_has_text(pd) || ptdump_marker_waits(pd);
	pd->walk.limit = pd->marker[1].start;
	if (pd->first_pending)
		ptdump_first(pd, next);
}

/**
 * ptdump_print_size - the size column
 * @s: where to print to
 * @size: bytes
 */
void ptdump_print_size(struct seq_buf *s, unsigned long size)
{
	unsigned int unit = 6;

	/* the largest unit of which it is a multiple; of 0, the last */
	if (size) {
		unit = __ffs(size) / 10;
		size >>= 10 * unit;
	}
	seq_buf_printf(s, "%9lu%c ", size, "BKMGTPE"[unit]);
}

/* The walk */

static void ptdump_walk_range(struct ptdump *pd)
{
	pd->walk = (struct mm_walk_state) {
		.mm = pd->mm,
		.root = pd->root,
		.start = pd->ranges[pd->range].start,
		.end = pd->ranges[pd->range].end,
		.flags = pd->flags,
		.mask = pd->mask,
		.huge_mask = pd->huge_mask,
		.limit = pd->marker[1].start,
	};
}

/**
 * ptdump_next_range - a range was walked to its end, go on to the next
 * @pd: the dump
 *
 * Return: false if there is none; the caller then ends the last run.
 */
bool ptdump_next_range(struct ptdump *pd)
{
	pd->refused |= mm_walk_refused(&pd->walk);
	pd->range++;
	pd->done = pd->range == ARRAY_SIZE(pd->ranges) ||
		   pd->ranges[pd->range].start == pd->ranges[pd->range].end;
	if (pd->done)
		return false;
	ptdump_walk_range(pd);
	return true;
}

static void ptdump_rewind(struct ptdump *pd)
{
	pd->marker = NULL;
	pd->refused = false;
	pd->wx_pages = 0;
	pd->ux_pages = 0;
	pd->range = 0;
	pd->lines = 0;
	pd->changes = 0;
	pd->wx_runs = 0;
	pd->run = (struct ptdump_run) { .depth = PTDUMP_NO_DEPTH };
	ptdump_forget(pd);
	if (pd->out)
		seq_buf_clear(pd->out);

	pd->done = !pd->mm || !pd->mm->pgd;
	if (!pd->done) {
		arch_ptdump_begin(pd);
		ptdump_walk_range(pd);
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
 * lock, by vmap; those of a process under its own lock, which munmap()
 * downgrades to a read lock before it frees them. Hence all three, for writing.
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
	pd->budget = PTDUMP_BUDGET;
	return 0;
}

static void ptdump_unlock(struct ptdump *pd)
{
	if (!pd->locked)
		return;
	pd->locked = false;
	mm_walk_pause(&pd->walk);
	ptdump_forget(pd);
	if (pd->mm != &init_mm)
		mmap_write_unlock(&init_mm);
	mmap_write_unlock(pd->mm);
	put_online_mems();
	mmput(pd->mm);
}

/*
 * Go on until there is text or nothing is left. Locks that a walk needs are
 * taken, and stay held. With @brief, give up when the budget is spent; else drop
 * the locks and take them again.
 */
static int ptdump_fetch(struct ptdump *pd, bool brief)
{
	int err;

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
			if (err)
				return err;
		} else {
			pd->stop = false;
			arch_ptdump_walk(pd);
		}
		if (pd->out)
			pd->budget -= (int)pd->out->len * PTDUMP_CHAR_COST;
	}
	return pd->refused && pd->done && !ptdump_has_text(pd) ? -EINVAL : 0;
}

static void ptdump_log(struct seq_buf *s)
{
	const char *line = s->buffer, *end = line + seq_buf_used(s), *nl;

	for (; line < end; line = nl + 1) {
		nl = memchr(line, '\n', end - line) ?: end;
		printk(KERN_INFO "%.*s\n", (int)(nl - line), line);
	}
	seq_buf_clear(s);
}

/**
 * ptdump_complete - dump to the log, or check, in one go
 * @pd: @info, @check_wx and @out are set, and for callbacks @st and @root; the
 *	rest is 0
 *
 * The log is written while no lock is held: a console can be slow. Only the
 * warning of note_page(), once a boot, is printed under the locks.
 *
 * Context: Process context. Takes and drops, again and again, the lock against
 * memory hotplug and the mmap_locks of @mm and of init_mm.
 * Return: 0, -EINTR if the caller is being killed, or -EINVAL if a range cannot be
 * translated, or if the architecture needs callbacks and @pd has none.
 */
int ptdump_complete(struct ptdump *pd)
{
	int err = 0;

	pd->mm = pd->info->mm;
	ptdump_rewind(pd);
	while (!err && (!pd->done || ptdump_marker_waits(pd))) {
		err = ptdump_fetch(pd, true);
		ptdump_unlock(pd);
		if (pd->out)
			ptdump_log(pd->out);
		cond_resched();
	}
	return err ?: pd->refused ? -EINVAL : 0;
}

/* Files */

struct ptdump_file {
	struct ptdump pd;
	struct seq_buf out;
	char text[PTDUMP_TEXT];
	struct mutex lock;	/* guards seeking, for which a read is one step */
	bool seeking;		/* seq_file takes NULL for the end of the file */
};

static void ptdump_use_mm(struct ptdump *pd, struct mm_struct *mm)
{
	if (mm)
		mmgrab(mm);
	if (pd->mm)
		mmdrop(pd->mm);
	pd->mm = mm;
}

/* The item is the text that waits, or the next there will be. */
static void *ptdump_item(struct ptdump_file *pf, bool brief)
{
	int err = ptdump_fetch(&pf->pd, brief);

	if (err)
		return ERR_PTR(err);
	return ptdump_has_text(&pf->pd) ? pf : NULL;
}

static void *ptdump_seq_start(struct seq_file *m, loff_t *pos)
{
	struct ptdump_file *pf = m->private;
	struct ptdump *pd = &pf->pd;

	if (!*pos) {
		ptdump_use_mm(pd, pd->info->mm ?: current->mm);
		ptdump_rewind(pd);
	}
	return ptdump_item(pf, false);
}

static void *ptdump_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct ptdump_file *pf = m->private;

	++*pos;
	seq_buf_clear(&pf->out);
	return ptdump_item(pf, !pf->seeking);
}

static void ptdump_seq_stop(struct seq_file *m, void *v)
{
	struct ptdump_file *pf = m->private;

	ptdump_unlock(&pf->pd);
}

static int ptdump_seq_show(struct seq_file *m, void *v)
{
	struct ptdump_file *pf = v;

	WARN_ON_ONCE(seq_buf_has_overflowed(&pf->out));
	seq_write(m, pf->text, seq_buf_used(&pf->out));
	return 0;
}

static const struct seq_operations ptdump_seq_ops = {
	.start	= ptdump_seq_start,
	.next	= ptdump_seq_next,
	.stop	= ptdump_seq_stop,
	.show	= ptdump_seq_show,
};

static int ptdump_open(struct inode *inode, struct file *file)
{
	struct ptdump_file *pf;

	pf = __seq_open_private(file, &ptdump_seq_ops, sizeof(*pf));
	if (!pf)
		return -ENOMEM;
	BUILD_BUG_ON(sizeof(*pf) > PAGE_SIZE);
	pf->pd.info = inode->i_private;
	pf->pd.out = &pf->out;
	seq_buf_init(&pf->out, pf->text, sizeof(pf->text));
	mutex_init(&pf->lock);
	return 0;
}

static int ptdump_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;

	ptdump_use_mm(&pf->pd, NULL);
	return seq_release_private(inode, file);
}

static ssize_t ptdump_read(struct file *file, char __user *buf, size_t size,
			   loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;
	ssize_t ret;

	if (mutex_lock_killable(&pf->lock))
		return -EINTR;
	pf->seeking = *ppos && *ppos != m->read_pos;
	ret = seq_read(file, buf, size, ppos);
	mutex_unlock(&pf->lock);
	return ret;
}

static loff_t ptdump_llseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;
	loff_t ret;

	if (mutex_lock_killable(&pf->lock))
		return -EINTR;
	pf->seeking = true;
	ret = seq_lseek(file, offset, whence);
	mutex_unlock(&pf->lock);
	return ret;
}

/* For debugfs_create_file(), with a struct ptdump_target as data. */
const struct file_operations ptdump_file_fops = {
	.owner		= THIS_MODULE,
	.open		= ptdump_open,
	.read		= ptdump_read,
	.llseek		= ptdump_llseek,
	.release	= ptdump_release,
};

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
