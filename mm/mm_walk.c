// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table walk as an iterator.
 *
 * Names used throughout:
 *
 * top		level of the root's entries: the lowest of those folded into it
 * level	of the entry at hand; size is the same, except in a split huge leaf
 * quiet	tables above this level were passed before a pause: not yielded
 * last		inclusive end of a range, so that the top of the address space
 *		needs no special case; end and next are exclusive and may be 0
 */

#include <linux/irqflags.h>
#include <linux/kasan-checks.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mm_walk.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>

#define MM_WALK_LOCKS \
	(MM_WALK_WRITE_LOCKED | MM_WALK_READ_LOCKED | MM_WALK_EXCLUSIVE)

static enum pgtable_level mm_walk_top(const struct mm_walk_state *state)
{
	if (!mm_walk_p4d_folded(state))
		return PE_SIZE_PGD;
	if (!mm_walk_pud_folded(state))
		return PE_SIZE_P4D;
	if (!mm_walk_pmd_folded(state))
		return PE_SIZE_PUD;
	return PE_SIZE_PMD;
}

static unsigned int mm_walk_shift(enum pgtable_level level)
{
	switch (level) {
	case PE_SIZE_PTE:
		return PAGE_SHIFT;
	case PE_SIZE_PMD:
		return PMD_SHIFT;
	case PE_SIZE_PUD:
		return PUD_SHIFT;
	case PE_SIZE_P4D:
		return P4D_SHIFT;
	case PE_SIZE_PGD:
	default:
		return PGDIR_SHIFT;
	}
}

/* Last address of the entry of @level that covers @addr. */
static unsigned long mm_walk_entry_last(enum pgtable_level level,
					unsigned long addr)
{
	return addr | ((1UL << mm_walk_shift(level)) - 1);
}

#define DEFINE_MM_WALK_KIND(lvl)					\
static __always_inline enum mm_walk_kind lvl##_kind(lvl##_t entry)	\
{									\
	if (lvl##_none(entry))						\
		return MM_WALK_HOLE;					\
	if (mm_walk_##lvl##_leaf(entry))				\
		return MM_WALK_LEAF;					\
	if (mm_walk_##lvl##_table(entry))				\
		return MM_WALK_TABLE;					\
	return mm_walk_##lvl##_valid(entry) ? MM_WALK_BAD : MM_WALK_LEAF; \
}

DEFINE_MM_WALK_KIND(pgd)
DEFINE_MM_WALK_KIND(p4d)
DEFINE_MM_WALK_KIND(pud)
DEFINE_MM_WALK_KIND(pmd)

static __always_inline enum mm_walk_kind pte_kind(pte_t pte)
{
	return pte_none(pte) ? MM_WALK_HOLE : MM_WALK_LEAF;
}

/*
 * Where the entry stands that covers @addr. In a folded level p?d_offset() is
 * no descent: it returns the slot of the level above under another type.
 */
static pgd_t *mm_walk_pgdp(const struct mm_walk_state *state, unsigned long addr)
{
	return mm_walk_pgd_offset(state->root, addr);
}

static p4d_t *mm_walk_p4dp(const struct mm_walk_state *state, unsigned long addr)
{
	if (mm_walk_p4d_folded(state))
		return p4d_offset(mm_walk_pgdp(state, addr), addr);
	return state->p4ds + ((addr >> P4D_SHIFT) & (PTRS_PER_P4D - 1));
}

static pud_t *mm_walk_pudp(const struct mm_walk_state *state, unsigned long addr)
{
	if (mm_walk_pud_folded(state))
		return pud_offset(mm_walk_p4dp(state, addr), addr);
	return state->puds + ((addr >> PUD_SHIFT) & (PTRS_PER_PUD - 1));
}

static pmd_t *mm_walk_pmdp(const struct mm_walk_state *state, unsigned long addr)
{
	if (mm_walk_pmd_folded(state))
		return pmd_offset(mm_walk_pudp(state, addr), addr);
	return state->pmds + ((addr >> PMD_SHIFT) & (PTRS_PER_PMD - 1));
}

/*
 * Tables of a process
 *
 * An mmap_lock does not keep all of them: hugetlb shares PMD tables between
 * processes, and truncation by one unshares them all; khugepaged and
 * MADV_DONTNEED free PTE tables. As in GUP-fast, interrupts are off from the read
 * of the entry above to the last read of such a table: a table is freed after an
 * IPI to all CPUs, or after an RCU grace period. PUD tables and those above are
 * never shared, and munmap() frees them under the mmap_lock. The IPI goes to the
 * CPUs that run the process: without RCU, the walk must run there, see
 * mm_walk_next().
 *
 * The kernel's tables, and those of an mm without a task size, which runs no
 * program (EFI, text poking), are read in place. exec() sets the task size under
 * exec_update_lock: a walk of another process that may be in exec() holds it.
 */
static bool mm_walk_is_process(const struct mm_walk_state *state,
			       unsigned long addr)
{
	return addr < state->process_end;
}

/*
 * Keep the PMD table of @addr from being freed, by interrupts off. Returns false,
 * and keeps nothing, if the PUD does not point to it any more.
 */
static bool mm_walk_hold_pmds(const struct mm_walk_state *state,
			      unsigned long addr, unsigned long *flags)
{
	if (!mm_walk_is_process(state, addr))
		return true;
	local_irq_save(*flags);
	if (mm_walk_pmd_folded(state))
		return true;
	if (pud_val(pudp_get(mm_walk_pudp(state, addr))) == pud_val(state->pud)) {
		__kasan_check_read(mm_walk_pmdp(state, addr), sizeof(pmd_t));
		return true;
	}
	local_irq_restore(*flags);
	return false;
}

static void mm_walk_release_pmds(const struct mm_walk_state *state,
				 unsigned long addr, unsigned long flags)
{
	if (mm_walk_is_process(state, addr))
		local_irq_restore(flags);
}

/* Read in two halves, a PMD must not be replaced in between. */
static __always_inline pmd_t mm_walk_pmdp_get(pmd_t *pmdp)
{
	unsigned long flags;
	pmd_t pmd;

	if (!IS_ENABLED(CONFIG_GUP_GET_PXX_LOW_HIGH))
		return pmdp_get_lockless(pmdp);
	local_irq_save(flags);
	pmd = pmdp_get_lockless(pmdp);
	local_irq_restore(flags);
	return pmd;
}

/* Copy PTEs from @addr to the end of its group, unless the PMD has changed. */
static bool mm_walk_copy_ptes(struct mm_walk_state *state, unsigned long addr,
			      unsigned long last)
{
	unsigned int i = (addr >> PAGE_SHIFT) % MM_WALK_BATCH;
	unsigned int n = ((last - addr) >> PAGE_SHIFT) + 1;
	unsigned long flags;
	pte_t *ptep, *p;
	bool same;
	pmd_t pmd;

	if (!mm_walk_hold_pmds(state, addr, &flags))
		return false;
	pmd = mm_walk_pmdp_get(mm_walk_pmdp(state, addr));
	same = pmd_val(pmd) == pmd_val(state->pmd);
	if (same) {
		rcu_read_lock();	/* pte_unmap() ends it */
		ptep = __pte_map(&pmd, addr);
		__kasan_check_read(ptep, n * sizeof(*ptep));
		for (p = ptep; n; n--)
			state->batch[i++] = mm_walk_ptep_get(p++);
		pte_unmap(ptep);
	}
	mm_walk_release_pmds(state, addr, flags);
	return same;
}

/* Have the PTE of @addr, and some after it, at state->ptes. */
static bool mm_walk_map_ptes(struct mm_walk_state *state, unsigned long addr)
{
	unsigned long last = mm_walk_entry_last(PE_SIZE_PMD, addr);

	if (!mm_walk_is_process(state, addr)) {
		state->ptes = pte_offset_kernel(&state->pmd, addr) - pte_index(addr);
		state->pte_mask = PTRS_PER_PTE - 1;
		__kasan_check_read(state->ptes, PTRS_PER_PTE * sizeof(pte_t));
		last = min(last, state->end - 1);
	} else {
		last = min3(last, state->end - 1,
			    addr | (MM_WALK_BATCH * PAGE_SIZE - 1));
		if (!mm_walk_copy_ptes(state, addr, last))
			return false;
		state->ptes = state->batch;
		state->pte_mask = MM_WALK_BATCH - 1;
	}
	state->pte_end = last + 1;
	return true;
}

/* Go down by the snapshot of the table at @level. */
static void mm_walk_enter(struct mm_walk_state *state,
			  enum pgtable_level level, unsigned long addr)
{
	switch (level) {
	case PE_SIZE_PGD:
		state->p4ds = p4d_offset_lockless(&state->pgd, state->pgd, addr);
		state->p4ds -= (addr >> P4D_SHIFT) & (PTRS_PER_P4D - 1);
		__kasan_check_read(state->p4ds, PTRS_PER_P4D * sizeof(p4d_t));
		break;
	case PE_SIZE_P4D:
		state->puds = pud_offset_lockless(&state->p4d, state->p4d, addr);
		state->puds -= (addr >> PUD_SHIFT) & (PTRS_PER_PUD - 1);
		__kasan_check_read(state->puds, PTRS_PER_PUD * sizeof(pud_t));
		break;
	case PE_SIZE_PUD:
		state->pmds = pmd_offset_lockless(&state->pud, state->pud, addr);
		state->pmds -= (addr >> PMD_SHIFT) & (PTRS_PER_PMD - 1);
		if (!mm_walk_is_process(state, addr))
			__kasan_check_read(state->pmds,
					   PTRS_PER_PMD * sizeof(pmd_t));
		break;
	case PE_SIZE_PMD:
	case PE_SIZE_PTE:
		/* mapped when the first of them is read */
		state->pte_end = addr;
		break;
	}
}

/* Read the entry of @level that covers @addr; false if its table is gone. */
static bool mm_walk_load(struct mm_walk_state *state,
			 enum pgtable_level level, unsigned long addr)
{
	unsigned long flags;

	state->level = level;
	switch (level) {
	case PE_SIZE_PGD:
		state->pgd = pgdp_get(mm_walk_pgdp(state, addr));
		state->kind = pgd_kind(state->pgd);
		break;
	case PE_SIZE_P4D:
		state->p4d = p4dp_get(mm_walk_p4dp(state, addr));
		state->kind = p4d_kind(state->p4d);
		break;
	case PE_SIZE_PUD:
		state->pud = pudp_get(mm_walk_pudp(state, addr));
		state->kind = pud_kind(state->pud);
		break;
	case PE_SIZE_PMD:
		if (!mm_walk_hold_pmds(state, addr, &flags))
			return false;
		state->pmd = mm_walk_pmdp_get(mm_walk_pmdp(state, addr));
		mm_walk_release_pmds(state, addr, flags);
		state->kind = pmd_kind(state->pmd);
		break;
	case PE_SIZE_PTE:
		if (addr == state->pte_end && !mm_walk_map_ptes(state, addr))
			return false;
		state->pte = mm_walk_load_pte(state, addr);
		state->kind = pte_kind(state->pte);
		break;
	}
	return true;
}

/*
 * How many of the @n entries from @p on have the kind and, under @mask, the
 * value of the entry in the state. The loop calls nothing, except
 * lvl##_val() under paravirt.
 */
#define DEFINE_MM_WALK_RUN(lvl, get)					\
static unsigned long lvl##_run(const struct mm_walk_state *state,	\
			       const lvl##_t *p, unsigned long n, u64 mask) \
{									\
	const u64 first = lvl##_val(state->lvl);			\
	const lvl##_t *start = p, *end = p + n;				\
									\
	for (; p != end; p++) {						\
		lvl##_t entry = get((lvl##_t *)p);			\
		u64 diff = lvl##_val(entry) ^ first;			\
									\
		if (likely(!diff))					\
			continue;					\
		if ((diff & mask) || lvl##_kind(entry) != state->kind)	\
			break;						\
	}								\
	return p - start;						\
}

DEFINE_MM_WALK_RUN(pgd, pgdp_get)
DEFINE_MM_WALK_RUN(p4d, p4dp_get)
DEFINE_MM_WALK_RUN(pud, pudp_get)
DEFINE_MM_WALK_RUN(pmd, mm_walk_pmdp_get)

static __always_inline pte_t pte_at(const pte_t *p)
{
	return mm_walk_ptep_get((pte_t *)p);
}

static __always_inline bool pte_in_run(const struct mm_walk_state *state,
				       pte_t pte, u64 mask)
{
	return !((pte_val(pte) ^ pte_val(state->pte)) & mask) &&
	       pte_kind(pte) == state->kind;
}

/*
 * The same for PTEs, which are most of what there is to read: in fours, as long
 * as they are of the run beyond doubt. What is not a hole here is a leaf, so it
 * may be enough to compare what @mask leaves of them.
 */
static unsigned long pte_run(const struct mm_walk_state *state, const pte_t *p,
			     unsigned long n, u64 mask)
{
	const u64 first = pte_val(state->pte);
	const u64 same = mm_walk_pte_not_none(first & mask) ? mask : ~0ULL;
	const pte_t *start = p;

	for (; n >= 4; n -= 4, p += 4) {
		pte_t a = pte_at(p), b = pte_at(p + 1);
		pte_t c = pte_at(p + 2), d = pte_at(p + 3);
		u64 diff = (pte_val(a) ^ first) | (pte_val(b) ^ first) |
			   (pte_val(c) ^ first) | (pte_val(d) ^ first);

		if (likely(!(diff & same)))
			continue;
		if (!pte_in_run(state, a, mask))
			return p - start;
		if (!pte_in_run(state, b, mask))
			return p + 1 - start;
		if (!pte_in_run(state, c, mask))
			return p + 2 - start;
		if (!pte_in_run(state, d, mask))
			return p + 3 - start;
	}
	for (; n && pte_in_run(state, pte_at(p), mask); n--)
		p++;
	return p - start;
}

/*
 * Compare the entries from @addr to @last, as many as can be read at a stretch:
 * a folded root need not lie in memory as its index suggests, and those of a
 * process come in groups. Returns how many are of the run, and in @n of how many.
 */
static unsigned long mm_walk_compare(struct mm_walk_state *state,
				     unsigned long addr, unsigned long last,
				     u64 mask, unsigned long *n)
{
	unsigned int shift = mm_walk_shift(state->level);
	unsigned long flags, same;

	if (state->level == mm_walk_top(state))
		last = addr;
	else if (state->level == PE_SIZE_PTE)
		last = min(last, state->pte_end - 1);
	else if (mm_walk_is_process(state, addr))
		last = min(last, addr | (((unsigned long)MM_WALK_BATCH << shift) - 1));
	*n = ((last - addr) >> shift) + 1;

	switch (state->level) {
	case PE_SIZE_PGD:
		/* always the root's, and so but one */
		return pgd_run(state, mm_walk_pgdp(state, addr), 1, mask);
	case PE_SIZE_P4D:
		return p4d_run(state, mm_walk_p4dp(state, addr), *n, mask);
	case PE_SIZE_PUD:
		return pud_run(state, mm_walk_pudp(state, addr), *n, mask);
	case PE_SIZE_PMD:
		if (!mm_walk_hold_pmds(state, addr, &flags))
			return 0;
		same = pmd_run(state, mm_walk_pmdp(state, addr), *n, mask);
		mm_walk_release_pmds(state, addr, flags);
		return same;
	case PE_SIZE_PTE:
	default:
		return pte_run(state, state->ptes +
			       ((addr >> PAGE_SHIFT) & state->pte_mask), *n, mask);
	}
}

/*
 * Last address of the run that begins with the entry just read, which ends at
 * @run_last. No entry that starts past @last is part of it.
 */
static unsigned long mm_walk_run_last(struct mm_walk_state *state,
				      unsigned long run_last,
				      unsigned long last, u64 mask)
{
	unsigned int shift = mm_walk_shift(state->level);
	unsigned long n, same;

	last = min(last, state->end - 1);
	if (state->level != mm_walk_top(state))
		last = min(last, mm_walk_entry_last(state->level + 1, run_last));

	while (run_last < last) {
		unsigned long addr = run_last + 1;

		if (state->level == PE_SIZE_PTE && addr == state->pte_end &&
		    !mm_walk_map_ptes(state, addr))
			break;
		same = mm_walk_compare(state, addr, last, mask, &n);
		run_last += same << shift;
		state->entries += same;
		if (same < n)
			break;
	}
	return run_last;
}

/* Assert the locks that the caller stated, for the addresses from @addr to @last. */
static void mm_walk_assert_locks(const struct mm_walk_state *state,
				 unsigned long addr, unsigned long last)
{
	struct vm_area_struct *vma = state->vma;

	if (state->flags & MM_WALK_WRITE_LOCKED) {
		mmap_assert_write_locked(state->mm);
		mmap_assert_write_locked(&init_mm);
	} else if (!(state->flags & MM_WALK_READ_LOCKED)) {
		/* MM_WALK_EXCLUSIVE: the caller owns the range */
		return;
	} else if (vma) {
		vma_assert_locked(vma);
		VM_WARN_ON_ONCE(vma->vm_mm != state->mm ||
				addr < vma->vm_start || last >= vma->vm_end);
	} else {
		mmap_assert_locked(state->mm);
	}
}

/* Before the first step, and the first after a pause. */
static void mm_walk_check(const struct mm_walk_state *state, unsigned long addr,
			  unsigned long last)
{
	unsigned long entries = PTRS_PER_PGD;

	/* what is folded at boot leaves the root as large as the level below */
	if (mm_walk_p4d_folded(state))
		entries = max_t(unsigned long, entries, PTRS_PER_P4D);
	if (mm_walk_pud_folded(state))
		entries = max_t(unsigned long, entries, PTRS_PER_PUD);
	__kasan_check_read(state->root, entries * sizeof(pgd_t));
	mm_walk_assert_locks(state, addr, last);
}

/* The lock that excludes the freeing of tables in a range up to @last. */
static mm_walk_flags_t mm_walk_lock_for(const struct mm_walk_state *state,
					unsigned long last)
{
	if (state->mm == &init_mm || state->root != state->mm->pgd ||
	    last >= mm_walk_task_size(state->mm))
		return MM_WALK_WRITE_LOCKED;
	return MM_WALK_READ_LOCKED;
}

/* Returns false when the range is empty, or the root cannot translate it. */
static bool mm_walk_begin(struct mm_walk_state *state)
{
	unsigned long last = state->end == ~0UL ? ~0UL : state->end - 1;

	if (state->start == state->end)
		return false;
	if (!state->root)
		state->root = state->mm->pgd;
	if (!(state->flags & MM_WALK_LOCKS))
		state->flags |= mm_walk_lock_for(state, last);

	if (!(state->flags & MM_WALK_ALL_SIZES)) {
		VM_WARN_ON_ONCE(state->flags & MM_WALK_RUNS);
		state->flags &= ~MM_WALK_RUNS;
	}

	/* one table has one owner, also where the task size ends inside it */
	if (mm_walk_task_size(state->mm))
		state->process_end = (mm_walk_task_size(state->mm) - 1) | ~PUD_MASK;

	mm_walk_check(state, state->start, last);
	state->refused = last < state->start ||
			 !mm_walk_range_valid(state, state->start, last);
	if (WARN_ONCE(state->refused, "the root cannot translate %lx-%lx\n",
		      state->start, last))
		return false;
	state->start &= PAGE_MASK;
	state->end = (last | ~PAGE_MASK) + 1;	/* the top is 0 now */
	return true;
}

/* Does the level's p?d_leaf() match the entry? */
static bool mm_walk_is_mapped(const struct mm_walk_state *state)
{
	switch (state->level) {
	case PE_SIZE_PGD:
		return mm_walk_pgd_leaf(state->pgd);
	case PE_SIZE_P4D:
		return mm_walk_p4d_leaf(state->p4d);
	case PE_SIZE_PUD:
		return mm_walk_pud_leaf(state->pud);
	case PE_SIZE_PMD:
		return mm_walk_pmd_leaf(state->pmd);
	case PE_SIZE_PTE:
	default:
		return true;
	}
}

/* Fill in the step that begins at @addr with the entry just read. */
static bool mm_walk_yield(struct mm_walk_state *state, unsigned long addr)
{
	bool run = state->flags & MM_WALK_RUNS;
	unsigned long last = mm_walk_entry_last(state->level, addr);

	state->curr = addr;
	state->size = state->level;
	if (!(state->flags & MM_WALK_ALL_SIZES) &&
	    state->kind == MM_WALK_LEAF && mm_walk_is_mapped(state)) {
		state->size = PE_SIZE_PTE;
		last = mm_walk_entry_last(PE_SIZE_PTE, addr);
	}
	state->entries = 1;
	if (run && (state->kind == MM_WALK_LEAF || state->kind == MM_WALK_HOLE))
		last = mm_walk_run_last(state, last, state->limit - 1,
					state->level == PE_SIZE_PTE ?
					state->mask : state->huge_mask);

	state->next = min(last, state->end - 1) + 1;
	state->inline_end = state->next;
	if (state->level == PE_SIZE_PTE && !run)
		state->inline_end = state->pte_end;
	return true;
}

static bool mm_walk_done(struct mm_walk_state *state)
{
	state->status = MM_WALK_DONE;
	state->inline_end = state->next;
	return false;
}

/* Up from an entry that ended at @addr, to the level of the one that starts. */
static enum pgtable_level mm_walk_up(const struct mm_walk_state *state,
				     enum pgtable_level level,
				     unsigned long addr)
{
	enum pgtable_level top = mm_walk_top(state);

	while (level < top && !(addr & ~(~0UL << mm_walk_shift(level + 1))))
		level++;
	return level;
}

/**
 * __mm_walk_next() - Go on to the next step, up or down the tree
 * @state: the walk
 *
 * Context: See mm_walk_next().
 * Return: true, or false at the end of the range.
 */
bool __mm_walk_next(struct mm_walk_state *state)
{
	enum pgtable_level level, quiet = PE_SIZE_PGD;
	unsigned long addr = state->next;

	if (state->status == MM_WALK_DONE)
		return false;

	if (state->status == MM_WALK_FRESH) {
		if (!mm_walk_begin(state))
			return mm_walk_done(state);
		addr = state->start;
		level = mm_walk_top(state);
	} else if (state->kind == MM_WALK_TABLE && !state->skip) {
		addr = state->curr;
		level = state->level - 1;
		if (state->status == MM_WALK_RUNNING)
			mm_walk_enter(state, state->level, addr);
	} else {
		if (addr == state->end)
			return mm_walk_done(state);
		level = mm_walk_up(state, state->size, addr);
		/* on in a huge leaf, in which nothing is to be read again */
		if (level < state->level && state->status == MM_WALK_RUNNING &&
		    state->size < state->level)
			return mm_walk_yield(state, addr);
	}

	if (state->status == MM_WALK_PAUSED) {
		mm_walk_check(state, addr, state->end - 1);
		quiet = level;
		level = mm_walk_top(state);
	}
	state->status = MM_WALK_RUNNING;
	state->skip = false;

	for (;;) {
		if (!mm_walk_load(state, level, addr)) {
			/* back to the root, and down as far as there are tables */
			quiet = min(quiet, level);
			level = mm_walk_top(state);
			continue;
		}

		if (state->kind == MM_WALK_TABLE) {
			if ((state->flags & MM_WALK_TABLES) && level <= quiet)
				return mm_walk_yield(state, addr);
			mm_walk_enter(state, level--, addr);
			continue;
		}

		if (state->kind != MM_WALK_HOLE || (state->flags & MM_WALK_HOLES))
			return mm_walk_yield(state, addr);

		if (mm_walk_entry_last(level, addr) >= state->end - 1)
			return mm_walk_done(state);
		addr = mm_walk_entry_last(level, addr) + 1;
		level = mm_walk_up(state, level, addr);
		quiet = PE_SIZE_PGD;
	}
}

/**
 * mm_walk_skip_same() - Skip the table just yielded, and those that are the same
 * @state: the walk; it stands at a table
 *
 * As mm_walk_skip(), and the step grows to cover the neighbours in its own table
 * that hold the very same value, so long as they end at or before @limit: @next
 * and @entries tell how far.
 *
 * Context: See mm_walk_next(). To be called before the next step, and before a
 * pause.
 */
void mm_walk_skip_same(struct mm_walk_state *state)
{
	unsigned long last = min(state->limit - 1, state->end - 1);

	mm_walk_skip(state);
	if (state->kind != MM_WALK_TABLE)
		return;
	/* the neighbours are to be covered whole */
	if (mm_walk_entry_last(state->level, last) != last) {
		last &= ~0UL << mm_walk_shift(state->level);
		if (last <= state->curr)
			return;
		last--;
	}
	last = mm_walk_run_last(state, state->next - 1, last, ~0ULL);
	state->next = last + 1;
	state->inline_end = state->next;
}

/**
 * mm_walk_depth() - Get the level of this step as page-table dumps count it
 * @state: the walk
 *
 * Return: 0 (PGD) to 4 (PTE). A leaf that p?d_leaf() matches has the level of that
 * macro; any other entry has the highest of the levels that are folded into its
 * own when the kernel is built, or by PTRS_PER_P4D when it boots.
 */
unsigned int mm_walk_depth(const struct mm_walk_state *state)
{
	const unsigned int ptrs[] = {
		0, PTRS_PER_P4D, PTRS_PER_PUD, PTRS_PER_PMD, 0,
	};
	unsigned int depth = PE_SIZE_PGD - state->level;

	/* most steps, at levels that are not folded */
	if (PTRS_PER_PMD > 1 && state->level <= PE_SIZE_PMD)
		return depth;
	/* a level with one entry a table is folded into the one above */
	while (ptrs[depth] == 1 &&
	       !(state->kind == MM_WALK_LEAF && mm_walk_is_mapped(state)))
		depth--;
	return depth;
}

/**
 * mm_walk_val() - Get the raw value of the entry that the walk stands at
 * @state: the walk
 *
 * Return: the value of the snapshot, whatever its level.
 */
u64 mm_walk_val(const struct mm_walk_state *state)
{
	switch (state->level) {
	case PE_SIZE_PGD:
		return pgd_val(state->pgd);
	case PE_SIZE_P4D:
		return p4d_val(state->p4d);
	case PE_SIZE_PUD:
		return pud_val(state->pud);
	case PE_SIZE_PMD:
		return pmd_val(state->pmd);
	case PE_SIZE_PTE:
	default:
		return pte_val(state->pte);
	}
}

/**
 * mm_walk_upper_bits() - Get the bits that are set in a table above this step
 * @state: the walk; with MM_WALK_ALL_SIZES
 *
 * Return: the values of the entries above the entry of this step, ORed. A folded
 * level adds nothing.
 */
u64 mm_walk_upper_bits(const struct mm_walk_state *state)
{
	u64 bits = 0;

	switch (state->size) {
	case PE_SIZE_PTE:
		bits |= pmd_val(state->pmd);
		fallthrough;
	case PE_SIZE_PMD:
		bits |= pud_val(state->pud);
		fallthrough;
	case PE_SIZE_PUD:
		bits |= p4d_val(state->p4d);
		fallthrough;
	case PE_SIZE_P4D:
		bits |= pgd_val(state->pgd);
		fallthrough;
	case PE_SIZE_PGD:
		break;
	}
	return bits;
}

/**
 * mm_walk_offset() - Get how far inside its entry this step begins
 * @state: the walk
 *
 * Return: bytes; 0, except in a huge leaf that is split, or that the range or a
 * pause cuts.
 */
unsigned long mm_walk_offset(const struct mm_walk_state *state)
{
	return state->curr & ~(~0UL << mm_walk_shift(state->level));
}

/**
 * mm_walk_pfn() - Get the page frame at the start of this step
 * @state: the walk; it stands at a leaf that maps something
 *
 * Return: the frame that is mapped at @curr, also in the middle of a huge leaf and
 * of a group of PTEs that share one value.
 */
unsigned long mm_walk_pfn(const struct mm_walk_state *state)
{
	unsigned long pfn = 0;

	switch (state->level) {
	case PE_SIZE_PGD:
		pfn = mm_walk_pgd_pfn(state->pgd);
		break;
	case PE_SIZE_P4D:
		pfn = mm_walk_p4d_pfn(state->p4d);
		break;
	case PE_SIZE_PUD:
		pfn = pud_pfn(state->pud);
		break;
	case PE_SIZE_PMD:
		pfn = pmd_pfn(state->pmd);
		break;
	case PE_SIZE_PTE:
		pfn = mm_walk_pte_pfn(state->pte, state->curr);
		break;
	}
	return pfn + (mm_walk_offset(state) >> PAGE_SHIFT);
}

/* A page of the memory management: no device, no zero page, nothing special. */
static bool mm_walk_has_page(const struct mm_walk_state *state)
{
	if (state->kind != MM_WALK_LEAF || !mm_walk_is_mapped(state))
		return false;
	switch (state->level) {
	case PE_SIZE_PUD:
		if (!pud_present(state->pud) || pud_special(state->pud))
			return false;
		break;
	case PE_SIZE_PMD:
		if (!pmd_present(state->pmd) || pmd_special(state->pmd) ||
		    is_huge_zero_pmd(state->pmd))
			return false;
		break;
	case PE_SIZE_PTE:
		if (!pte_present(state->pte) || pte_special(state->pte))
			return false;
		break;
	default:
		break;
	}
	return pfn_valid(mm_walk_pfn(state)) && !is_zero_pfn(mm_walk_pfn(state));
}

/**
 * page_range_walk_next() - Go on to the next page
 * @state: the walk; with MM_WALK_ALL_SIZES, a huge leaf counts as one page, the
 *	one at @curr
 *
 * The entry is read when the step is taken, so that the body of a loop may sleep
 * and change what follows. Entries are passed over that are not present, are
 * special (PFN mappings, zero pages), or have no struct page.
 *
 * Context: See mm_walk_next(). The walk takes no reference, and the locks of the
 * walk keep tables, not pages: the caller must know what keeps a page of a process
 * from being freed, or take a reference under the PTE lock after a second look at
 * the PTE.
 * Return: the page, or NULL at the end of the range.
 */
struct page *page_range_walk_next(struct mm_walk_state *state)
{
	/* read PTEs again that were copied, and the leaf of a huge page */
	if (mm_walk_is_process(state, state->next) || state->size < state->level)
		mm_walk_pause(state);
	walk_each_pte(state) {
		if (mm_walk_has_page(state))
			return pfn_to_page(mm_walk_pfn(state));
	}
	return NULL;
}

/**
 * pte_range_walk_next() - Go on to the next PTE
 * @state: the walk; with MM_WALK_HOLES, a PTE that is none counts, too
 * @pte: where to put the PTE, present or not
 *
 * Context: See mm_walk_next().
 * Return: true, or false at the end of the range. Huge leaves, and holes above the
 * PTE level, have no PTE and are passed over.
 */
bool pte_range_walk_next(struct mm_walk_state *state, pte_t *pte)
{
	walk_each_pte(state) {
		if (state->level == PE_SIZE_PTE) {
			*pte = state->pte;
			return true;
		}
	}
	return false;
}
