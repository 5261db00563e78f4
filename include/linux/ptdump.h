/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PTDUMP_H
#define _LINUX_PTDUMP_H

#include <linux/types.h>

/* The boot includes this everywhere, where nothing has page tables too. */
#ifdef CONFIG_PTDUMP

#include <linux/mm_types.h>
#include <linux/mm_walk.h>
#include <linux/seq_buf.h>

/**
 * DOC: Page-table dumper
 *
 * The core walks, merges neighbours of equal attributes into runs, streams what
 * the runs print to debugfs or to the log, prints the markers that were passed,
 * and takes and drops the locks. The architecture turns typed entries into
 * attributes, prints a run that has ended, passes markers, and knows which runs
 * are W+X. It has two functions that the core calls: arch_ptdump_begin() says
 * what to walk, arch_ptdump_walk() is the loop.
 */

/**
 * struct ptdump_range - addresses to walk
 * @start: first address
 * @end: where to end, exclusive; ~0UL is the top of the address space
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
 * @name: printed at the first run that begins at or past @start
 * @max_lines: how many runs are printed before the rest is only counted; 0: all
 */
struct ptdump_marker {
	unsigned long start;
	const char *name;
	unsigned long max_lines;
};

/**
 * struct ptdump_target - what to dump
 * @mm: whose tables; NULL: those of whoever reads the file from its beginning
 * @markers: names of areas; for the architecture's own use, as what follows
 * @base_addr: where to begin
 * @user: the user's view of the tables, where it is another than the kernel's
 */
struct ptdump_target {
	struct mm_struct *mm;
	const struct ptdump_marker *markers;
	unsigned long base_addr;
	bool user;
};

/* The longest item: a marker; or the line of a run and a count of lines skipped. */
#define PTDUMP_TEXT		256

/* Depth of a run that does not exist: none yet, or none any more. */
#define PTDUMP_NO_DEPTH		(-1)

/**
 * struct ptdump_run - neighbours of equal attributes
 * @start: first address
 * @prot: the entry's own attributes, all bits that are not the page frame's
 * @eff: what is in force of them, given the tables above; 0 in formats without
 *	hierarchy, and on arm64 where nothing depends on it
 * @pa: what is mapped at @start, where that is printed; does not end a run
 * @depth: level, 0 (PGD) to 4 (PTE), see mm_walk_depth()
 * @wx: writable and executable
 *
 * A run ends where the next one starts, or where a marker is due.
 */
struct ptdump_run {
	unsigned long start;
	u64 prot;
	u64 eff;
	u64 pa;
	int depth;
	bool wx;
};

/*
 * private: what a subtree turned out to hold, for entries that share it. The
 * *_before are @changes and @wx_runs of the dump when @first was noted; @last,
 * @changes and @has_wx are known once it is @closed.
 */
struct ptdump_memo {
	bool valid;
	bool closed;
	u64 frame;
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

struct ptdump_state;

/* public: */

/**
 * struct ptdump - a dump, or a W+X check, and where it stands
 * @info: what is asked for
 * @mm: whose tables; the struct must not be freed while the dump goes on
 * @check_wx: count the pages that are W+X
 * @out: where a run that has ended is printed to; NULL: nowhere
 * @st: the callbacks, on an architecture that is not converted yet; others ignore it
 * @root: the table to start from; NULL: the one of @mm. arch_ptdump_begin() may
 *	set it
 * @ranges: set by arch_ptdump_begin(): what to walk
 * @marker: set by arch_ptdump_begin(): the first of the markers; then the last
 *	that was passed
 * @printed: the last marker that was printed, or the first
 * @mask: set by arch_ptdump_begin(): bits of a PTE that are attributes
 * @huge_mask: set by arch_ptdump_begin(): bits of a leaf above that are attributes
 * @flags: set by arch_ptdump_begin(): MM_WALK_*
 * @wx_pages: how many pages are W+X
 * @ux_pages: how many pages of the kernel user mode may execute (arm64)
 * @run: the run that the entries noted last belong to
 * @lines: runs that have ended since @marker was passed
 * @walk: where the walk stands
 */
struct ptdump {
	const struct ptdump_target *info;
	struct mm_struct *mm;
	bool check_wx;
	struct seq_buf *out;
	struct ptdump_state *st;

	pgd_t *root;
	struct ptdump_range ranges[3];
	const struct ptdump_marker *marker;
	const struct ptdump_marker *printed;
	u64 mask;
	u64 huge_mask;
	mm_walk_flags_t flags;

	unsigned long wx_pages;
	unsigned long ux_pages;
	struct ptdump_run run;
	unsigned long lines;
	struct mm_walk_state walk;

	/* private: */
	unsigned int range;
	bool locked;
	bool done;
	bool refused;		/* a range cannot be translated */
	bool first_pending;
	bool stop;		/* something is to be printed */
	int budget;
	unsigned long changes;
	unsigned long wx_runs;
	struct ptdump_memo memo[CONFIG_PGTABLE_LEVELS - 1];
	const struct ptdump_memo *shared;	/* being noted in this step */
};

/**
 * arch_ptdump_begin - say what to walk, and how
 * @pd: the dump; @info and @mm are set, and @mm has tables
 *
 * Implemented by the architecture: sets @ranges, @marker, @flags, @mask, @huge_mask
 * and, for tables other than those of @mm, @root. Called before the first entry,
 * and again each time that a reader starts anew.
 *
 * Context: Process context, without the locks.
 */
void arch_ptdump_begin(struct ptdump *pd);

/**
 * arch_ptdump_walk - take note of entries
 * @pd: the dump
 *
 * Implemented by the architecture: the loop over the steps of @walk, from where
 * it stands, and over the ranges, by ptdump_next_range(). Returns as soon as
 * ptdump_noted() or ptdump_spent() says so, and is called again to go on; at the
 * end of the last range it ends the last run.
 *
 * Context: Process context, with all locks of the walk held.
 */
void arch_ptdump_walk(struct ptdump *pd);

int ptdump_complete(struct ptdump *pd);
bool ptdump_next_range(struct ptdump *pd);
bool ptdump_shared(struct ptdump *pd, u64 frame, struct ptdump_run *next);
bool ptdump_noted(struct ptdump *pd);
void ptdump_begin_run(struct ptdump *pd, const struct ptdump_run *next);
void ptdump_first(struct ptdump *pd, const struct ptdump_run *next);
void ptdump_print_size(struct seq_buf *s, unsigned long size);

/* A rough count of instructions, per step and per entry read. */
#define PTDUMP_STEP_COST	256
#define PTDUMP_ENTRY_COST	8

/**
 * ptdump_spent - account for a step
 * @pd: the dump
 *
 * Return: true if the locks have been held for long enough.
 */
static inline bool ptdump_spent(struct ptdump *pd)
{
	pd->budget -= PTDUMP_STEP_COST +
		      (int)pd->walk.entries * PTDUMP_ENTRY_COST;
	return pd->budget <= 0;
}

/**
 * ptdump_end - where the last run ends
 * @pd: the dump; ptdump_next_range() has said that there is none
 *
 * Return: the end of the last range, exclusive, 0 at the top.
 */
static inline unsigned long ptdump_end(const struct ptdump *pd)
{
	unsigned long end = pd->ranges[pd->range - 1].end;

	return end == ~0UL ? 0 : end;
}

/* private: do two runs merge, as far as attributes go? */
static inline bool ptdump_same(const struct ptdump_run *a,
			       const struct ptdump_run *b)
{
	return a->prot == b->prot && a->eff == b->eff && a->depth == b->depth;
}

/* public: */

/**
 * ptdump_ends - does the current run end here?
 * @pd: the dump
 * @next: what begins at @next->start
 *
 * If it does not, @next has been made part of it. Runs merge on level and
 * attributes, over gaps between ranges too, and end where a marker is due. When
 * it does end, the caller prints the current run, advances @marker past those
 * that are due, and calls ptdump_begin_run(). The core prints the markers.
 *
 * Return: true if it ends.
 */
static inline bool ptdump_ends(struct ptdump *pd, const struct ptdump_run *next)
{
	if (!ptdump_same(next, &pd->run) || next->start >= pd->marker[1].start)
		return true;
	if (unlikely(pd->first_pending))
		ptdump_first(pd, next);
	return false;
}

extern const struct file_operations ptdump_file_fops;

/**
 * struct ptdump_state - a walk of one mm by callbacks, in one go
 * @note_page_pte: called for a PTE
 * @note_page_pmd: called for a PMD that is a leaf, a hole or bad
 * @note_page_pud: the same for a PUD
 * @note_page_p4d: the same for a P4D
 * @note_page_pgd: the same for a PGD
 * @note_page_flush: called at the end, unless the walk failed
 * @range: what to walk, see struct ptdump_range
 *
 * For the architectures that are not converted yet.
 */
struct ptdump_state {
	void (*note_page_pte)(struct ptdump_state *st, unsigned long addr, pte_t pte);
	void (*note_page_pmd)(struct ptdump_state *st, unsigned long addr, pmd_t pmd);
	void (*note_page_pud)(struct ptdump_state *st, unsigned long addr, pud_t pud);
	void (*note_page_p4d)(struct ptdump_state *st, unsigned long addr, p4d_t p4d);
	void (*note_page_pgd)(struct ptdump_state *st, unsigned long addr, pgd_t pgd);
	void (*note_page_flush)(struct ptdump_state *st);
	const struct ptdump_range *range;
};

int __must_check ptdump_walk_pgd(struct ptdump_state *st, struct mm_struct *mm,
				 pgd_t *pgd);

#endif /* CONFIG_PTDUMP */

/**
 * ptdump_check_wx - look for kernel pages that are writable and executable
 *
 * Implemented by the architecture.
 *
 * Context: Process context.
 * Return: true if there are none; false also if the caller is being killed.
 */
bool ptdump_check_wx(void);

/**
 * debug_checkwx - look for pages that are writable and executable, once booted
 */
static inline void debug_checkwx(void)
{
	if (IS_ENABLED(CONFIG_DEBUG_WX))
		ptdump_check_wx();
}

#endif /* _LINUX_PTDUMP_H */
