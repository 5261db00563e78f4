// SPDX-License-Identifier: GPL-2.0
/*
 * What a page-table walk should yield, found in the plainest way: each address
 * is looked up from the root, and nothing is remembered between two look-ups.
 * The mock format has every page looked up, the others the first and the last
 * byte of an entry, and the one after it.
 */
#include <assert.h>

#include "oracle.h"

unsigned long entry_first(unsigned int level, unsigned long addr)
{
	return addr & ~((1ul << levels[level].shift) - 1);
}

unsigned long entry_last(unsigned int level, unsigned long addr)
{
	return addr | ((1ul << levels[level].shift) - 1);
}

/* The way from the root to where the walk stops for an address. */
struct path {
	unsigned int stop;
	u64 raw[5];
	enum mm_walk_kind kind[5];
};

static unsigned long max_addr(unsigned long a, unsigned long b)
{
	return a > b ? a : b;
}

static unsigned long min_addr(unsigned long a, unsigned long b)
{
	return a < b ? a : b;
}

/* Has the body seen this table, and told the walk not to go into it? */
static enum pass is_skipped(const struct query *q, unsigned int level,
			    unsigned long addr)
{
	unsigned long shown = max_addr(q->start, entry_first(level, addr));

	if (!(q->flags & MM_WALK_TABLES) || !q->skips)
		return GO_IN;
	if (shown == q->start && level > q->level)
		return GO_IN;
	return q->skips(q, shown, level);
}

static struct path look_up(const struct query *q, unsigned long addr)
{
	phys_addr_t table = q->root;
	struct path path = { 0 };
	unsigned int level;
	unsigned long index;

	for (level = nr_levels - 1; ; level--) {
		index = addr >> levels[level].shift;
		index &= (1ul << levels[level].bits) - 1;
		path.raw[level] = entry_bits(level, load_entry(table, index));
		path.kind[level] = entry_kind(level, path.raw[level]);
		path.stop = level;
		if (path.kind[level] != MM_WALK_TABLE ||
		    is_skipped(q, level, addr))
			return path;
		table = entry_table(path.raw[level]);
	}
}

/* The last byte of an entry leads there, too; at the next, another begins. */
static void check_bounds(const struct query *q, const struct path *path,
			 unsigned long addr)
{
	unsigned long last = entry_last(path->stop, addr), next = last + 1;
	struct path other = look_up(q, last);
	unsigned int i;

	assert(other.stop == path->stop);
	for (i = path->stop; i < nr_levels; i++)
		assert(other.raw[i] == path->raw[i]);
	other = look_up(q, next);
	assert(entry_first(other.stop, next) == next);
}

static bool is_wanted(const struct query *q, const struct path *path,
		      unsigned int level, unsigned long addr)
{
	switch (path->kind[level]) {
	case MM_WALK_TABLE:
		return (q->flags & MM_WALK_TABLES) &&
		       !(addr == q->start && level > q->level);
	case MM_WALK_HOLE:
		return q->flags & MM_WALK_HOLES;
	default:
		return true;
	}
}

/* Is a leaf shown page by page? */
static bool is_split(const struct query *q, const struct path *path)
{
	return path->kind[path->stop] == MM_WALK_LEAF && path->stop > 0 &&
	       entry_maps(path->stop, path->raw[path->stop]) &&
	       !(q->flags & MM_WALK_ALL_SIZES);
}

static struct step make_step(const struct path *path, unsigned int level,
			     unsigned long curr, unsigned long last)
{
	struct step step = {
		.curr = curr,
		.next = last + 1,
		.skip_to = last + 1,
		.level = level,
		.size = levels[level].size,
		.kind = path->kind[level],
		.depth = path->kind[level] == MM_WALK_LEAF &&
			 entry_maps(level, path->raw[level]) ?
			 levels[level].leaf_depth : levels[level].depth,
	};
	unsigned int i;

	for (i = level; i < nr_levels; i++)
		step.raw[i] = path->raw[i];
	if (step.kind == MM_WALK_LEAF)
		step.pfn = entry_pfn(level, step.raw[level], curr) +
			   ((curr - entry_first(level, curr)) >> levels[0].shift);
	return step;
}

/* May @b be part of the run that begins with @a and ends just before @b? */
static bool is_run(const struct query *q, const struct step *a,
		   const struct step *b, u64 mask, unsigned long limit)
{
	if (!(q->flags & MM_WALK_RUNS) || !(q->flags & MM_WALK_ALL_SIZES))
		return false;
	if (a->next != b->curr || !b->curr)
		return false;
	if (a->level != b->level || a->kind != b->kind)
		return false;
	if (a->kind != MM_WALK_LEAF && a->kind != MM_WALK_HOLE)
		return false;
	/* In one table: that is, under one entry of the level above. */
	if (a->level + 1 < nr_levels &&
	    entry_first(a->level + 1, a->curr) !=
	    entry_first(a->level + 1, b->curr))
		return false;
	if ((a->raw[a->level] ^ b->raw[b->level]) &
	    (a->level ? huge_mask(mask) : mask))
		return false;
	return !limit || b->curr < limit;
}

/*
 * The last address that is passed over with the table that @step shows: that
 * of the last of its neighbours, one by one, that are in its own table, have its
 * value, and end before the limit and the end.
 */
static unsigned long same_last(const struct query *q, const struct step *step,
			       unsigned long limit, unsigned long end_last)
{
	unsigned int level = step->level;
	unsigned long last = step->next - 1;
	struct path path;

	while (last < end_last) {
		unsigned long addr = last + 1;

		if (level + 1 < nr_levels && entry_first(level + 1, addr) !=
					     entry_first(level + 1, step->curr))
			break;
		if (entry_last(level, addr) > min_addr(limit - 1, end_last))
			break;
		path = look_up(q, addr);
		if (path.raw[level] != step->raw[level])
			break;
		last = entry_last(level, addr);
	}
	return last;
}

size_t oracle_steps(const struct query *q, struct step *steps, size_t max,
		    unsigned long *cut)
{
	const bool each_page = levels[0].shift > 30;	/* the mock format */
	u64 mask = q->mask ? q->mask(q, q->shown_addr, q->shown_level) : 0;
	unsigned long limit = q->limit ? q->limit(q, q->shown_addr, q->shown_level) : 0;
	unsigned long end = q->end == -1ul ? 0 : q->end;
	unsigned long addr, last = end - 1, passed = 0;
	bool passing = false;
	size_t n = 0, looked_up = 0;

	if (q->start == q->end)
		return 0;

	for (addr = q->start; ; addr++) {
		struct path path = look_up(q, addr);
		unsigned int level = nr_levels;

		if (looked_up++ == max && addr != q->start) {
			*cut = addr;
			return n;
		}

		while (level-- > path.stop) {
			unsigned long first = entry_first(level, addr);
			bool split = level == path.stop && is_split(q, &path);
			struct step step;

			/* Yielded once, at its first page that is in range. */
			if (addr != max_addr(first, q->start) && !split)
				continue;
			if (!is_wanted(q, &path, level, addr))
				continue;
			step = make_step(&path, level, addr,
					 min_addr(last, entry_last(level, addr)));
			if (split) {
				step.size = PE_SIZE_PTE;
				step.next = entry_last(0, addr) + 1;
				step.skip_to = step.next;
			}
			if (n && is_run(q, &steps[n - 1], &step, mask, limit)) {
				steps[n - 1].next = step.next;
				steps[n - 1].skip_to = step.next;
				continue;
			}
			/* The body saw the step before, and said: from now on ... */
			if (n && q->mask)
				mask = q->mask(q, steps[n - 1].curr,
					       steps[n - 1].level);
			if (n && q->limit)
				limit = q->limit(q, steps[n - 1].curr,
						 steps[n - 1].level);
			if (step.kind == MM_WALK_TABLE &&
			    is_skipped(q, level, addr) == PASS_SAME) {
				passed = same_last(q, &step, limit, last);
				passing = true;
				step.skip_to = passed + 1;
			}
			steps[n++] = step;
		}

		/* On to the next page, or to the next entry. */
		if (passing) {
			addr = passed;
		} else if (each_page || is_split(q, &path)) {
			addr = entry_last(0, addr);
		} else {
			check_bounds(q, &path, addr);
			addr = entry_last(path.stop, addr);
		}
		passing = false;
		if (addr >= last)
			return n;
	}
}
