/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PTDUMP_H
#define _LINUX_PTDUMP_H

#include <linux/types.h>

/* init/main.c includes this on all architectures, including those without an MMU. */
#ifdef CONFIG_PTDUMP

#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/mm_types.h>
#include <linux/mm_walk.h>
#include <linux/seq_buf.h>

struct dentry;
struct file;
struct inode;

/**
 * DOC: Page-table dumper
 *
 * The core walks, merges neighbours of equal attributes into runs, prints the runs
 * and the markers, and takes and drops the locks. An architecture is a description:
 * its areas (struct ptdump_marker), its columns and the layout of a line (struct
 * ptdump_format), and two functions. arch_ptdump_begin() chooses the ranges to walk,
 * and note_page() turns an entry into attributes.
 */

/**
 * struct ptdump_range - addresses to walk
 * @start: first address
 * @end: end address, exclusive; ~0UL is the top of the address space
 *
 * An array of ranges ends where @start == @end.
 */
struct ptdump_range {
	unsigned long start;
	unsigned long end;
};

/**
 * struct ptdump_marker - a name for the addresses from here on
 * @start: first address; ~0UL in the last of an array
 * @name: printed at the first run that begins at or past @start; NULL: no line
 * @max_lines: how many runs are printed before the rest is only counted; 0: all
 */
struct ptdump_marker {
	unsigned long start;
	const char *name;
	unsigned long max_lines;
};

/* Levels of struct ptdump_column. */
#define PTDUMP_PTE	BIT(4)
#define PTDUMP_ABOVE	(BIT(0) | BIT(1) | BIT(2) | BIT(3))

/**
 * struct ptdump_column - one attribute in the line of a run
 * @mask: the bits of the attribute
 * @val: the value of the bits for which the attribute is set; a value outside of
 *	@mask never matches
 * @set: text of the attribute if it is set
 * @clear: text of the attribute if it is not set; NULL: blanks as wide as @set; "":
 *	neither text nor separator
 * @levels: PTDUMP_PTE or PTDUMP_ABOVE, for a column of these levels; 0: all
 * @shift: of a number, how far it is shifted right
 * @number: format of a number, an unsigned long long; NULL: not a number. If @clear
 *	is set, the number 0 prints as @clear.
 *
 * No text is longer than PTDUMP_WIDTH.
 *
 * Rows that follow each other with equal @mask are the values of one column. If
 * one matches, the core skips the rest. @clear of the last row is the text of all
 * other values, and @clear of the rows before it is "".
 */
struct ptdump_column {
	u64 mask;
	u64 val;
	const char *set;
	const char *clear;
	u8 levels;
	u8 shift;
	const char *number;
};

/* The longest text of a column, and the most columns of a line. */
#define PTDUMP_WIDTH		17
#define PTDUMP_MAX_COLUMNS	18

#define PTDUMP_NR_COLUMNS(_columns) \
	(ARRAY_SIZE(_columns) + \
	 BUILD_BUG_ON_ZERO(ARRAY_SIZE(_columns) > PTDUMP_MAX_COLUMNS))

/* A column that is set if its bits have one value. */
#define PTDUMP_BITS(_mask, _val, _set, ...) \
	{ .mask = (_mask), .set = (_set), \
	  .val = (_val) + BUILD_BUG_ON_ZERO(sizeof(_set) > PTDUMP_WIDTH + 1), \
	  ##__VA_ARGS__ }

/* A column of one or more bits that are all set or not; of no bits, never set. */
#define PTDUMP_FLAG(_mask, _set, ...) \
	PTDUMP_BITS(_mask, (_mask) ?: 1, _set, ##__VA_ARGS__)

/* A column that is never set. */
#define PTDUMP_NEVER(_set, ...)	PTDUMP_BITS(0, 1, _set, ##__VA_ARGS__)

/* One of the values of a column. */
#define PTDUMP_VALUE(_mask, _val, _set) \
	PTDUMP_BITS(_mask, _val, _set, .clear = "")

/**
 * enum ptdump_absent - the line of a run without any bit of @present
 * @PTDUMP_BLANK_COLUMNS: a line with blanks as wide as @set of each column
 * @PTDUMP_NO_COLUMNS: a line without columns
 * @PTDUMP_NO_LINE: no line
 */
enum ptdump_absent {
	PTDUMP_BLANK_COLUMNS,
	PTDUMP_NO_COLUMNS,
	PTDUMP_NO_LINE,
};

/**
 * struct ptdump_format - the layout of a line
 * @columns: the attributes, in the order of the text
 * @nr_columns: number of @columns
 * @levels: names of the levels, from PGD to PTE
 * @gap: text between the addresses and what follows them
 * @separator: text before each column; NULL: none
 * @present: a run without any of these bits is absent; 0: no run is
 * @absent: the line of an absent run
 * @level_last: the level follows the columns, not the size
 * @print_pa: the physical address precedes the size
 * @print_last: the second address is inclusive
 * @markers: how many markers an entry can pass at most
 * @first_markers: the same for the first entry of a dump
 */
struct ptdump_format {
	const struct ptdump_column *columns;
	unsigned int nr_columns;
	const char *levels[5];
	const char *gap;
	const char *separator;
	u64 present;
	enum ptdump_absent absent;
	bool level_last;
	bool print_pa;
	bool print_last;
	unsigned int markers;
	unsigned int first_markers;
};

struct ptdump;

/**
 * struct ptdump_target - tables to dump
 * @mm: the owner of the tables; NULL: the task that reads the beginning of the file
 * @markers: names of areas; NULL: none, unless the architecture has its own
 * @base_addr: where to begin; for arch_ptdump_begin()
 * @user: the user's view of the tables, if it differs from the kernel's
 * @walk_piece: for tables that belong to no mm: takes the lock of the tables, looks
 *	them up, notes entries from @next.start of the dump on until
 *	ptdump_end_run() returns true or @budget is spent, sets @next.start to where
 *	the next piece begins, or @done, and drops the lock. It can print text of its
 *	own to @out. It returns 0 or an error. NULL: the core walks the tables of @mm.
 */
struct ptdump_target {
	struct mm_struct *mm;
	const struct ptdump_marker *markers;
	unsigned long base_addr;
	bool user;
	int (*walk_piece)(struct ptdump *pd);
};

/*
 * The longest item is the line of a run: its addresses, size and level, and its
 * columns behind two blanks each.
 */
#define PTDUMP_TEXT		(96 + PTDUMP_MAX_COLUMNS * (PTDUMP_WIDTH + 2))

/* Depth of a run that does not exist: none yet, or none any more. */
#define PTDUMP_NO_DEPTH		(-1)

/* The cost of a step, taken from the budget. */
#define PTDUMP_STEP_COST	256

/* The pages that a check counts. */
#define PTDUMP_WX		BIT(0)	/* writable and executable */
#define PTDUMP_UX		BIT(1)	/* the kernel's, and executable by user mode */

/**
 * struct ptdump_run - neighbours of equal attributes
 * @start: first address
 * @prot: the entry's own attributes, all bits that are not the page frame's
 * @eff: the effective permissions, given the tables above; 0 if the text and the
 *	check do not depend on them
 * @pa: physical address of @start, if that is printed; does not end a run
 * @depth: level, 0 (PGD) to 4 (PTE), see mm_walk_depth()
 * @wx: PTDUMP_WX, PTDUMP_UX
 *
 * A run ends where the next one starts, or where a marker is due.
 */
struct ptdump_run {
	unsigned long start;
	u64 prot;
	u64 eff;
	u64 pa;
	long depth;
	unsigned long wx;
};

/*
 * private: the contents of a subtree, for entries that share it. The *_before are
 * @changes and @wx_runs of the dump when @first was noted; @last, @changes and
 * @has_wx are known once the memo is @closed.
 */
struct ptdump_memo {
	bool valid;
	bool closed;
	u64 val;
	u64 eff;
	unsigned long start;
	unsigned long next;
	const struct ptdump_marker *marker;
	struct ptdump_run first;
	struct ptdump_run last;
	unsigned long changes_before;
	unsigned long wx_runs_before;
	unsigned long changes;
	bool has_wx;
};

/* public: */

/**
 * struct ptdump - a dump, or a W+X check, and its position
 * @info: the target
 * @mm: the owner of the tables
 * @check_wx: count the pages that are W+X
 * @out: where a run that has ended is printed to; NULL: nowhere
 * @private: of @info->walk_piece: the data of the debugfs file
 * @tables: of @info->walk_piece: identifies the tables of the first piece
 * @root: set by arch_ptdump_begin(): the table to start from; NULL: the one of @mm
 * @ranges: set by arch_ptdump_begin(): the addresses to walk
 * @marker: the last marker that was passed; arch_ptdump_begin() may set it to the
 *	first of its own
 * @format: set by arch_ptdump_begin() or @info->walk_piece: the layout of a line
 * @mask: the same: bits of an entry that are attributes
 * @huge_mask: the same for leaves above the PTE level; 0: @mask
 * @run: the run of the entries that were noted last
 * @next: the run that begins with the entry at hand; note_page() fills it in. Its
 *	@start is also where the next piece of @info->walk_piece begins.
 * @budget: instructions, roughly, until the locks are dropped
 * @done: nothing is left to be walked
 * @walk: the walk; at the end of a dump, it stands at an empty PTE
 */
struct ptdump {
	const struct ptdump_target *info;
	struct mm_struct *mm;
	bool check_wx;
	struct seq_buf *out;
	void *private;
	u64 tables;

	pgd_t *root;
	struct ptdump_range ranges[3];
	const struct ptdump_marker *marker;
	const struct ptdump_format *format;
	u64 mask;
	u64 huge_mask;

	struct ptdump_run run;
	struct ptdump_run next;
	long budget;
	bool done;
	struct mm_walk_state walk;

	/* private: */
	const struct ptdump_marker *printed;	/* the last that was printed */
	unsigned long lines;		/* runs that have ended since @marker */
	unsigned long wx_pages;
	unsigned long ux_pages;
	unsigned int range;
	bool locked;
	bool refused;			/* a range cannot be translated */
	bool first_pending;		/* a memo waits for its first run */
	unsigned long changes;
	unsigned long wx_runs;
	struct ptdump_memo memo[CONFIG_PGTABLE_LEVELS - 1];
	const struct ptdump_memo *shared;	/* noted in this step */
};

/**
 * arch_ptdump_begin() - Choose the tables, the ranges and the layout of a line
 * @pd: the dump; @info and @mm are set, and @mm has tables
 *
 * Implemented by the architecture. Called before the first entry, and again each
 * time that a reader starts anew.
 *
 * Context: Process context, without the locks.
 */
void arch_ptdump_begin(struct ptdump *pd);

/**
 * note_page() - Turn an entry into attributes, and warn of W+X
 * @pd: the dump
 * @val: raw value of the entry that @walk stands at, see mm_walk_val()
 *
 * Implemented by the architecture: fills in @prot, @eff, @pa and @wx of @pd->next,
 * and calls ptdump_extend_run() with @val. If the current run ends, note_page() warns if
 * the run is W+X, or clears @wx of a run that may be.
 *
 * Context: Process context, with all locks of the walk held.
 * Return: true if the current run ends.
 */
bool note_page(struct ptdump *pd, u64 val);

u64 ptdump_columns_mask(const struct ptdump_format *format);
bool ptdump_skip_shared(struct ptdump *pd, u64 val);
bool ptdump_end_run(struct ptdump *pd);
int ptdump_check(const struct ptdump_target *info, unsigned long *wx_pages,
		 unsigned long *ux_pages);
int ptdump_log(const struct ptdump_target *info);

/* private: */
void ptdump_note_first(struct ptdump *pd);

/* Do two runs merge, as far as attributes go? */
static inline bool ptdump_same(const struct ptdump_run *a,
			       const struct ptdump_run *b)
{
	return a->prot == b->prot && a->eff == b->eff && a->depth == b->depth;
}

/* public: */

/**
 * ptdump_extend_run() - Add the entry at hand to the current run
 * @pd: the dump; @next describes the entry
 * @val: raw value of the entry; only that of a table matters
 *
 * Runs merge on level and attributes, also over gaps between ranges, and end
 * where a marker is due. A table extends the run, unless it is skipped: then its
 * first run replaces @next.
 *
 * Return: true if the entry belongs to the run; false if the run ends at
 * @next.start.
 */
static inline bool ptdump_extend_run(struct ptdump *pd, u64 val)
{
	if (pd->walk.kind == MM_WALK_TABLE && !ptdump_skip_shared(pd, val))
		return true;
	if (!ptdump_same(&pd->next, &pd->run) ||
	    pd->next.start >= pd->marker[1].start)
		return false;
	if (unlikely(pd->first_pending))
		ptdump_note_first(pd);
	return true;
}

/* private: between mm/ptdump.c and mm/ptdump_file.c */
static inline bool ptdump_has_text(const struct ptdump *pd)
{
	return pd->out && pd->out->len;
}

void ptdump_rewind(struct ptdump *pd);
int ptdump_fetch(struct ptdump *pd, bool brief);
void ptdump_unlock(struct ptdump *pd);

/* public: */

int ptdump_open(struct inode *inode, struct file *file,
		const struct ptdump_target *info);
int ptdump_release(struct inode *inode, struct file *file);
ssize_t ptdump_read(struct file *file, char __user *buf, size_t size, loff_t *ppos);
loff_t ptdump_llseek(struct file *file, loff_t offset, int whence);

/* The operations of a file whose @open calls ptdump_open(). */
#define PTDUMP_FOPS(_open, _release) {	\
	.owner = THIS_MODULE,		\
	.open = (_open),		\
	.read = ptdump_read,		\
	.llseek = ptdump_llseek,	\
	.release = (_release),		\
}

#if defined(CONFIG_PTDUMP_DEBUGFS) || defined(CONFIG_PTDUMP_STAGE2_DEBUGFS)
void ptdump_create_file(const char *name, struct dentry *parent,
			const struct ptdump_target *info);
#else
static inline void ptdump_create_file(const char *name, struct dentry *parent,
				      const struct ptdump_target *info) { }
#endif

#endif /* CONFIG_PTDUMP */

/**
 * ptdump_check_wx() - Look for kernel pages that are writable and executable
 *
 * Implemented by the architecture. arm64 also looks for kernel pages that user
 * mode may execute.
 *
 * Context: As ptdump_check().
 * Return: true if there are none, or if the hardware cannot forbid execution or
 * writes; false also if ptdump_check() fails.
 */
bool ptdump_check_wx(void);

/**
 * debug_checkwx() - Look for pages that are writable and executable, once booted
 */
static inline void debug_checkwx(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_WX))
		ptdump_check_wx();
}

#endif /* _LINUX_PTDUMP_H */
