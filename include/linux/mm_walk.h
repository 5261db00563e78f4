/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MM_WALK_H
#define _LINUX_MM_WALK_H

#include <linux/bits.h>
#include <linux/mmdebug.h>
#include <linux/pgtable.h>
#include <linux/types.h>

#include <asm/mm_walk.h>

struct mm_struct;
struct page;
struct vm_area_struct;

/**
 * DOC: Glossary
 *
 * entry
 *	A value in a page table, of one level: a pgd, p4d, pud, pmd or pte.
 * level
 *	PTE, PMD, PUD, P4D or PGD, from the leaves to the root. Levels that are
 *	folded into one, when the kernel is built or when it boots, are one
 *	level, which bears the name of its lowest member.
 * hole
 *	An entry that is none: the tree stops there, and nothing is mapped.
 * leaf
 *	An entry that maps memory, or stands for memory that is elsewhere (swap,
 *	migration): at each level, an entry that is neither none nor valid is a
 *	leaf. Every PTE that is not none is a leaf. Only a huge leaf that maps
 *	memory is split into base pages.
 * table
 *	An entry that points to a table of the level below.
 * bad
 *	An entry above the PTE level that the hardware takes as valid, and that
 *	is neither a leaf nor a table: reserved bits are set. A walk yields a bad
 *	entry, and never follows it.
 * step
 *	What one call of mm_walk_next() yields: one entry, one page of a huge
 *	leaf, or one run.
 * run
 *	Neighbours in one table that have the same kind and the same value under
 *	a mask, yielded as one step.
 * position
 *	The address and the level of the entry that the next step reads first.
 */

/**
 * DOC: Page-table iterator
 *
 * The caller owns the loop, and the state owns the position::
 *
 *	DECLARE_MM_WALK_FLAGS(state, mm, start, end,
 *			      MM_WALK_HOLES | MM_WALK_ALL_SIZES);
 *
 *	walk_each_pte(state) {
 *		switch (state->size) {
 *		case PE_SIZE_PTE:
 *			... mm_walk_pte(state) ...
 *			break;
 *		case PE_SIZE_PMD:
 *			... mm_walk_pmd(state) ...
 *			break;
 *		}
 *	}
 *
 * A step yields the entry that covers [curr, next): its level (@size), its
 * kind, and a snapshot of its value in the field of its level. The entries
 * above it are snapshots as well, those that the walk came down through.
 *
 * A walk writes nothing, and between two steps it holds nothing: no lock, no
 * RCU section, no mapping. So break, return and goto out of the loop are safe.
 * The caller holds the locks that keep the tables from being freed, and states
 * them, see below; to drop them in the middle, see mm_walk_pause().
 */

/**
 * DOC: Locks of a walk
 *
 * The caller takes the locks and states by a flag which ones it holds. The walk
 * asserts them at the first step, and at the first step after a pause.
 *
 * MM_WALK_READ_LOCKED
 *	The walk asserts that the mmap_lock of @mm is held, for reading or for
 *	writing. If @vma is set, the walk asserts the lock of @vma instead, which
 *	covers the range: see lock_vma_under_rcu(). Without CONFIG_PER_VMA_LOCK
 *	that is the mmap_lock. Either lock keeps the tables of a VMA from munmap().
 *	It does not keep tables outside the VMAs: munmap() downgrades to a read lock
 *	before it frees tables. A read lock of init_mm does not exclude the promotion
 *	of vmalloc mappings to huge pages, which takes a read lock, too. It excludes
 *	the collapse of page tables by x86's set_memory_*().
 * MM_WALK_WRITE_LOCKED
 *	The walk asserts that the mmap_locks of @mm and of init_mm are held for
 *	writing. The two exclude munmap(), the promotion, and the collapse.
 *	Take the lock of @mm first, then the lock of init_mm with
 *	mmap_write_lock_nested().
 * MM_WALK_EXCLUSIVE
 *	The walk asserts nothing. The caller owns the range: nobody else maps,
 *	unmaps or protects any part of it until the walk has ended, for example
 *	because the caller allocated the range and has not published it, or is the
 *	last user. Do not use this mode for a range that others only promise not
 *	to free.
 *
 * A walk without a flag asserts what its range needs. That is MM_WALK_READ_LOCKED
 * for the addresses of a process, which then lie in its VMAs. It is
 * MM_WALK_WRITE_LOCKED for init_mm, for addresses past the task size of @mm, and for
 * a root that is not the root of @mm. If several flags are set, the first of
 * write-locked, read-locked and exclusive counts.
 *
 * No mode keeps the PTE tables of a process: khugepaged retracts them, and
 * MADV_DONTNEED frees them under the lock of a VMA, which even a write-held mmap_lock
 * does not exclude. hugetlb unshares PMD tables. The walk reads both kinds with
 * interrupts off, as GUP-fast does, and copies what it yields. Without
 * CONFIG_MMU_GATHER_RCU_TABLE_FREE, interrupts off keep the tables only of a process
 * that runs on this CPU: for any other process, the caller excludes the freeing
 * of its tables by anyone.
 *
 * No mode keeps the tables of memory that is removed: a walk of the direct map is
 * inside get_online_mems(), too.
 */

/**
 * DOC: Levels
 *
 * PE_SIZE_PTE to PE_SIZE_PGD are the values of enum pgtable_level, from a base page
 * to what an entry of the PGD maps.
 *
 * A group of folded levels bears the name of its lowest member: the root of
 * x86-64 with 4 levels has entries of PE_SIZE_P4D, that of i386 without PAE
 * has entries of PE_SIZE_PMD.
 */
#define PE_SIZE_PTE	PGTABLE_LEVEL_PTE
#define PE_SIZE_PMD	PGTABLE_LEVEL_PMD
#define PE_SIZE_PUD	PGTABLE_LEVEL_PUD
#define PE_SIZE_P4D	PGTABLE_LEVEL_P4D
#define PE_SIZE_PGD	PGTABLE_LEVEL_PGD

/**
 * enum mm_walk_kind - what an entry is
 * @MM_WALK_HOLE: none
 * @MM_WALK_LEAF: maps memory, or stands for memory that is elsewhere
 * @MM_WALK_TABLE: points to a table; yielded before what is in that table
 * @MM_WALK_BAD: valid, and neither a leaf nor a table
 */
enum mm_walk_kind {
	MM_WALK_HOLE,
	MM_WALK_LEAF,
	MM_WALK_TABLE,
	MM_WALK_BAD,
};

typedef unsigned int __bitwise mm_walk_flags_t;

/* Yield holes, at the level where the tree stops. Otherwise skip them. */
#define MM_WALK_HOLES		((__force mm_walk_flags_t)BIT(0))
/* Yield a huge leaf once, at its own size. Otherwise yield its base pages. */
#define MM_WALK_ALL_SIZES	((__force mm_walk_flags_t)BIT(1))
/* Yield a table before its entries. Otherwise descend without yielding it. */
#define MM_WALK_TABLES		((__force mm_walk_flags_t)BIT(2))
/* Yield runs of leaves or holes as one step. Needs MM_WALK_ALL_SIZES. */
#define MM_WALK_RUNS		((__force mm_walk_flags_t)BIT(3))
/* The locks that the caller holds; with none of these, what the range needs. */
#define MM_WALK_WRITE_LOCKED	((__force mm_walk_flags_t)BIT(4))
#define MM_WALK_READ_LOCKED	((__force mm_walk_flags_t)BIT(5))
#define MM_WALK_EXCLUSIVE	((__force mm_walk_flags_t)BIT(6))

/* Entries of PMD and PTE tables of a process are read in groups of so many. */
#define MM_WALK_BATCH		16

/* private: */
enum mm_walk_status {
	MM_WALK_FRESH,
	MM_WALK_RUNNING,
	MM_WALK_PAUSED,
	MM_WALK_DONE,
};

/* public: */

/**
 * struct mm_walk_state - a walk of the page tables, and where it stands
 * @mm: whose tables are walked
 * @root: the table to start from; NULL: the one of @mm
 * @start: first address, inclusive, rounded down to a page
 * @end: end address, exclusive, rounded up to a page. ~0UL is the top of the address
 *	space, and so is 0 if @start is not 0. If @start == @end, the range is
 *	empty. A range that ends before it starts, or that @root cannot translate,
 *	warns and yields nothing: it is longer than the root, or not canonical.
 * @flags: MM_WALK_*; not to be changed while the walk goes on
 * @vma: the VMA whose own lock the caller holds instead of the mmap_lock of @mm, and
 *	which covers the range; NULL: none; read again after a pause
 * @mask: with MM_WALK_RUNS, the bits of the raw value that neighbouring PTEs must
 *	have in common to be one run; read again at each step
 * @huge_mask: the same for leaves and holes above the PTE level
 * @limit: with MM_WALK_RUNS, an entry that starts at or past this address
 *	begins a new step, and each entry is a step once @curr has reached it; 0
 *	is none; read again at each step
 * @curr: first address of this step
 * @next: where this step ends, exclusive; 0 at the top of the address space
 * @size: the level of this step's entry; PE_SIZE_PTE for a page of a huge leaf
 *	without MM_WALK_ALL_SIZES
 * @kind: what the entry is
 * @entries: how many entries of one table this step covers
 * @pgd: snapshot of the PGD, valid at its level and below, unless folded
 * @p4d: snapshot of the P4D, likewise
 * @pud: snapshot of the PUD, likewise
 * @pmd: snapshot of the PMD, likewise
 * @pte: snapshot of the PTE; not valid for a page of a huge leaf. One that is
 *	not present, of a process, may be half written where it is wider than a
 *	word: what acts on it looks again under the PTE lock
 *
 * Set the first nine, or those that are wanted, and leave the rest 0. A state
 * serves one walk; for another, initialise it again.
 */
struct mm_walk_state {
	struct mm_struct *mm;
	pgd_t *root;
	unsigned long start;
	unsigned long end;
	mm_walk_flags_t flags;
	struct vm_area_struct *vma;
	u64 mask;
	u64 huge_mask;
	unsigned long limit;

	unsigned long curr;
	unsigned long next;
	enum pgtable_level size;
	enum mm_walk_kind kind;
	unsigned int entries;
	pgd_t pgd;
	p4d_t p4d;
	pud_t pud;
	pmd_t pmd;
	pte_t pte;

	/* private: */
	enum mm_walk_status status;
	enum pgtable_level level;	/* of the entry, also of a split leaf's */
	bool skip;
	bool refused;			/* the range cannot be translated */
	unsigned long process_end;	/* below, tables are those of a process */
	unsigned int pte_mask;		/* page number -> index into @ptes */
	unsigned long inline_end;	/* until here PTEs need no way up */
	unsigned long pte_end;		/* until here @ptes reach */
	const pte_t *ptes;		/* a PTE table, or @batch */
	pmd_t *pmds;			/* none of these tables is folded */
	pud_t *puds;
	p4d_t *p4ds;
	pte_t batch[MM_WALK_BATCH];
};

/**
 * DECLARE_MM_WALK_FLAGS() - Declare a pointer to a walk state on the stack
 * @name: name of the pointer
 * @_mm: whose tables to walk
 * @_start: first address, inclusive
 * @_end: end address, exclusive; ~0UL is the top, see struct mm_walk_state
 * @_flags: MM_WALK_*
 */
#define DECLARE_MM_WALK_FLAGS(name, _mm, _start, _end, _flags)		\
	struct mm_walk_state __##name##_on_stack = {			\
		.mm = (_mm),						\
		.start = (_start),					\
		.end = (_end),						\
		.flags = (_flags),					\
	};								\
	struct mm_walk_state *name = &__##name##_on_stack

bool __mm_walk_next(struct mm_walk_state *state);
struct page *page_range_walk_next(struct mm_walk_state *state);
bool pte_range_walk_next(struct mm_walk_state *state, pte_t *pte);
void mm_walk_skip_same(struct mm_walk_state *state);
u64 mm_walk_val(const struct mm_walk_state *state);
u64 mm_walk_upper_bits(const struct mm_walk_state *state);
unsigned long mm_walk_offset(const struct mm_walk_state *state);
unsigned long mm_walk_pfn(const struct mm_walk_state *state);
unsigned int mm_walk_depth(const struct mm_walk_state *state);

/* private: the value that the state holds, from the table or its copy */
static inline pte_t mm_walk_load_pte(const struct mm_walk_state *state,
				     unsigned long addr)
{
	const pte_t *ptep = state->ptes;

	ptep += (addr >> PAGE_SHIFT) & state->pte_mask;
	return mm_walk_ptep_get((pte_t *)ptep);
}

/* public: */

/**
 * mm_walk_next() - Go on to the next step
 * @state: the walk
 *
 * Steps come in ascending order and do not overlap. Each covers [curr, next),
 * clipped to the range of the walk; the value is that of the whole entry.
 *
 * Context: The caller holds the locks that it states, see "Locks of a walk" above.
 * The first step, and the first after a pause, asserts them.
 * Return: true, or false at the end of the range.
 */
static inline bool mm_walk_next(struct mm_walk_state *state)
{
	while (state->next != state->inline_end) {
		state->curr = state->next;
		state->next += PAGE_SIZE;
		state->pte = mm_walk_load_pte(state, state->curr);
		state->kind = pte_none(state->pte) ? MM_WALK_HOLE : MM_WALK_LEAF;
		if (state->kind == MM_WALK_LEAF || (state->flags & MM_WALK_HOLES))
			return true;
	}
	return __mm_walk_next(state);
}

/**
 * mm_walk_refused() - Ask whether the walk refused its range
 * @state: the walk; it has ended
 *
 * Return: true if the root cannot translate the range: nothing was read.
 */
static inline bool mm_walk_refused(const struct mm_walk_state *state)
{
	return state->refused;
}

/**
 * walk_each_pte() - Loop over the steps of a walk
 * @state: pointer to the walk
 *
 * Context: As mm_walk_next(). Leaving the loop by any way is safe.
 */
#define walk_each_pte(state)	while (mm_walk_next(state))

/**
 * for_each_page_range - Loop over the pages that a range maps
 * @state: pointer to the walk
 * @page: the struct page * that is set, no reference taken
 *
 * The loop reads each entry when it takes the step. The locks of the walk do not
 * keep the pages of a process: reclaim and truncation free them. Use the loop where
 * something else does, for example for pages that a driver holds itself::
 *
 *	mmap_read_lock(mm);
 *	for_each_page_range(&state, page)
 *		pinned += page_maybe_dma_pinned(page);
 *	mmap_read_unlock(mm);
 *
 * The pages of that example are pinned by the caller. See page_range_walk_next().
 */
#define for_each_page_range(state, page) \
	while (((page) = page_range_walk_next(state)))

/**
 * for_each_pte_range - Loop over the PTEs of a walk
 * @state: pointer to the walk
 * @pte: the pte_t that is set
 *
 * PTEs of a process are copied MM_WALK_BATCH at a time. If the body sleeps, or
 * changes entries, call mm_walk_pause() in it: the next step then reads its PTE
 * anew. See pte_range_walk_next().
 */
#define for_each_pte_range(state, pte) \
	while (pte_range_walk_next(state, &(pte)))

/**
 * mm_walk_skip() - Do not descend into the table just yielded
 * @state: the walk
 *
 * Forgotten at the next step; harmless where there is nothing to descend into.
 */
static inline void mm_walk_skip(struct mm_walk_state *state)
{
	state->skip = true;
}

/* private: */
static inline bool mm_walk_stands_at(const struct mm_walk_state *state,
				     enum pgtable_level size)
{
	VM_WARN_ON_ONCE(state->size != size);
	return state->size == size;
}

/* public: */

/**
 * skip_pmd() - Skip the table that a PMD points to
 * @state: the walk; where it stands at another level, nothing is skipped, and
 *	CONFIG_DEBUG_VM warns
 */
static inline void skip_pmd(struct mm_walk_state *state)
{
	if (mm_walk_stands_at(state, PE_SIZE_PMD))
		mm_walk_skip(state);
}

/**
 * skip_pud() - Skip the table that a PUD points to
 * @state: the walk, see skip_pmd()
 */
static inline void skip_pud(struct mm_walk_state *state)
{
	if (mm_walk_stands_at(state, PE_SIZE_PUD))
		mm_walk_skip(state);
}

/**
 * skip_p4d() - Skip the table that a P4D points to
 * @state: the walk, see skip_pmd()
 */
static inline void skip_p4d(struct mm_walk_state *state)
{
	if (mm_walk_stands_at(state, PE_SIZE_P4D))
		mm_walk_skip(state);
}

/**
 * skip_pgd() - Skip the table that a PGD points to
 * @state: the walk, see skip_pmd()
 */
static inline void skip_pgd(struct mm_walk_state *state)
{
	if (mm_walk_stands_at(state, PE_SIZE_PGD))
		mm_walk_skip(state);
}

/**
 * mm_walk_pause() - Forget the tables, keep the position
 * @state: the walk
 *
 * To be called before the locks are dropped. The next step descends anew from
 * the root to the position; the tables on the way, and all that was yielded or
 * skipped before, are not yielded again. If the tree has changed, the walk goes
 * on at the position, never before it: a leaf, a hole or a bad entry that covers
 * it now is yielded from there on.
 */
static inline void mm_walk_pause(struct mm_walk_state *state)
{
	if (state->status == MM_WALK_RUNNING)
		state->status = MM_WALK_PAUSED;
	state->inline_end = state->next;
}

/**
 * mm_walk_pte() - Get the PTE that the walk stands at
 * @state: the walk
 *
 * Return: the snapshot. CONFIG_DEBUG_VM warns when the walk stands at another
 * level, and for a page of a huge leaf, which has no PTE.
 */
static inline pte_t mm_walk_pte(const struct mm_walk_state *state)
{
	VM_WARN_ON_ONCE(state->level != PE_SIZE_PTE);
	return state->pte;
}

/**
 * mm_walk_pmd() - Get the PMD that the walk stands at
 * @state: the walk
 *
 * Return: the snapshot. CONFIG_DEBUG_VM warns when the walk stands at another
 * level.
 */
static inline pmd_t mm_walk_pmd(const struct mm_walk_state *state)
{
	VM_WARN_ON_ONCE(state->level != PE_SIZE_PMD);
	return state->pmd;
}

/**
 * mm_walk_pud() - Get the PUD that the walk stands at
 * @state: the walk
 *
 * Return: the snapshot, see mm_walk_pmd().
 */
static inline pud_t mm_walk_pud(const struct mm_walk_state *state)
{
	VM_WARN_ON_ONCE(state->level != PE_SIZE_PUD);
	return state->pud;
}

/**
 * mm_walk_p4d() - Get the P4D that the walk stands at
 * @state: the walk
 *
 * Return: the snapshot, see mm_walk_pmd().
 */
static inline p4d_t mm_walk_p4d(const struct mm_walk_state *state)
{
	VM_WARN_ON_ONCE(state->level != PE_SIZE_P4D);
	return state->p4d;
}

/**
 * mm_walk_pgd() - Get the PGD that the walk stands at
 * @state: the walk
 *
 * Return: the snapshot, see mm_walk_pmd().
 */
static inline pgd_t mm_walk_pgd(const struct mm_walk_state *state)
{
	VM_WARN_ON_ONCE(state->level != PE_SIZE_PGD);
	return state->pgd;
}

#endif /* _LINUX_MM_WALK_H */
