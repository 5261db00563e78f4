// SPDX-License-Identifier: GPL-2.0
/*
 * Each combination of what a walk can be asked for and what its body can do, over
 * a few trees and ranges. A part of it by default; ALL=1 has the whole.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "check-walk.h"
#include "rnd.h"
#include "tests.h"
#include "tree.h"

/*
 * Beyond so many look-ups a range ends. To stop at each step takes them squared:
 * a long walk is stopped but two times or three, not always at the same steps;
 * with ALL=1 at each, where nothing is asked for but flags.
 */
#define MOST		200
#define MOST_STOPS	40
#define NR_TREES	8

static bool all;
static unsigned long nr_walks;		/* of this tree */
static unsigned long skipped[5][3];	/* by level and way, of SKIP_ALL */

static const unsigned int bodies[] = {
	0, DO_PAUSE, DO_PAUSE_SOME | DO_COPY_SOME, DO_SKIP_LEAVES,
	DO_PAUSE | DO_SKIP_LEAVES,
};

static void count_skipped(const struct query *q, size_t n)
{
	const struct step *step = last_steps(), *end = step + n;
	enum pass pass;

	for (; step < end; step++) {
		if (step->kind != MM_WALK_TABLE)
			continue;
		pass = q->skips(q, step->curr, step->level);
		if (pass != PASS_SAME || step->skip_to != step->next)
			skipped[step->level][pass]++;
	}
}

static bool each_level_was_skipped(void)
{
	unsigned int level;

	for (level = 1; level < nr_levels; level++)
		if (!skipped[level][PASS] || !skipped[level][PASS_SAME])
			return false;
	return true;
}

/* What is not looked at, page by page or at all, lets a range be the longer. */
static void check_bodies(const struct walk *whole, bool stops)
{
	struct walk walk = *whole;
	size_t i, n, stride;

	shorten_walk(&walk, MOST);
	expected_steps(&walk.query, &n);
	if (walk.query.skips == skip_ways[SKIP_ALL])
		count_skipped(&walk.query, n);
	for (i = 0; i < ARRAY_SIZE(bodies); i++) {
		walk.actions = bodies[i];
		walk.whose = nr_walks++ % 3;
		check_steps(&walk, n);
	}
	walk.actions = 0;
	stride = n < MOST_STOPS || stops ? 1 : n / 2;
	for (i = nr_walks % stride; i < n; i += stride, nr_walks++)
		check_stop(&walk, i, n);
}

/*
 * But for ALL=1, without answers that nobody asks for. Ways that depend on the
 * salt go through all they have: masks by salt % 5, what skips everything by
 * salt % 2, 4, 6 or 8.
 */
static void check_answers(struct walk *walk)
{
	struct query *q = &walk->query;
	unsigned int i, skip, mask, limit, salts;
	bool tables = q->flags & MM_WALK_TABLES;
	bool run = (q->flags & MM_WALK_RUNS) && (q->flags & MM_WALK_ALL_SIZES);

	for (i = 0; i < NR_WAYS * NR_WAYS * NR_WAYS; i++) {
		skip = i / NR_WAYS / NR_WAYS;
		mask = i / NR_WAYS % NR_WAYS;
		limit = i % NR_WAYS;
		if (!all && ((skip && !tables) || (mask && !run) ||
			     (limit && !run && !skip)))
			continue;
		q->skips = skip_ways[skip];
		q->mask = mask_ways[mask];
		q->limit = limit_ways[limit];
		salts = (tables && skip == SKIP_ALL ? 2 * (nr_levels - 1) : 1) *
			(run && mask == 1 ? 5 : 1);
		for (q->salt = 0; q->salt < salts; q->salt++)
			check_bodies(walk, all && !i);
	}
}

static void check_flags(struct walk *walk)
{
	unsigned int flags;

	for (flags = 0; flags < 32; flags++) {
		walk->query.flags = flags;
		check_answers(walk);
	}
}

/* Where a range begins, from @nr: at the ends of a half, at or in an entry. */
static unsigned long nth_start(unsigned int nr, bool upper)
{
	unsigned long addr = tree_address(upper);
	unsigned int level = nr % nr_levels;
	unsigned long first = entry_first(level, addr);

	if (nr == 2 * nr_levels)
		return half_first(upper);
	if (nr == 2 * nr_levels + 1)
		return half_last(upper) + 1 - (1ul << levels[0].shift);
	return nr < nr_levels || !level ? first :
	       first + (1ul << levels[level - 1].shift);
}

/* And where it ends: in, or with, the same entry, or the top. */
static unsigned long nth_end(unsigned int nr, unsigned long start, bool upper)
{
	unsigned int level = nr % nr_levels;

	if (nr == 2 * nr_levels)
		return half_last(upper) + 1;
	if (nr < nr_levels || !level)
		return entry_last(level, start) + 1;
	return entry_last(level - 1, start) + 1;
}

static struct walk nth_range(unsigned int start, unsigned int end)
{
	bool upper = (seed + start + end) % 2;
	struct walk walk = {
		.query.root = tree_root(),
		.query.level = nr_levels,
		.query.start = nth_start(start, upper),
		.query.fixed = tree_address(upper),
		.query.shown_level = nr_levels,
	};

	walk.query.end = nth_end(end, walk.query.start, upper);
	walk.query.shown_addr = walk.query.start;
	return walk;
}

static unsigned int nr_starts(void)
{
	return 2 * nr_levels + 2;
}

static unsigned int nr_ends(void)
{
	return 2 * nr_levels + 1;
}

/* Who skips tables up to @level, does he pass neighbours there? */
static bool has_neighbours(struct walk walk, unsigned int level)
{
	struct query *q = &walk.query;
	size_t i, n;

	q->flags = MM_WALK_ALL_SIZES | MM_WALK_TABLES;
	q->skips = skip_ways[SKIP_ALL];
	q->salt = 2 * (level - 1);
	shorten_walk(&walk, MOST);
	expected_steps(q, &n);
	for (i = 0; i < n; i++)
		if (last_steps()[i].level == level &&
		    last_steps()[i].skip_to != last_steps()[i].next)
			return true;
	return false;
}

/* Each second tree has tables that are alike: of one level, and of others maybe. */
static void draw(void)
{
	if (seed % 2)
		tree_draw();
	else
		tree_draw_shared();
}

static bool passes_them(struct walk walk)
{
	return seed % 2 || has_neighbours(walk, 1 + seed / 2 % (nr_levels - 1));
}

static struct walk range_of_all(unsigned int nr)
{
	return nth_range(nr / nr_ends(), nr % nr_ends());
}

static void check_all_ranges(void)
{
	unsigned int nr, nr_ranges = nr_starts() * nr_ends();
	struct walk walk;

	do {
		draw();
		for (nr = 0; nr < nr_ranges; nr++)
			if (passes_them(range_of_all(nr)))
				break;
	} while (nr == nr_ranges);
	for (nr = 0; nr < nr_ranges; nr++) {
		walk = range_of_all(nr);
		check_flags(&walk);
	}
}

static void check_one_range(void)
{
	struct walk walk;

	do {
		draw();
		walk = nth_range(rnd_below(nr_starts()), rnd_below(nr_ends()));
	} while (!passes_them(walk));
	check_flags(&walk);
}

void every_combination_matches_the_oracle(void **state)
{
	unsigned int i, level;
	unsigned long walks = 0;

	all = getenv("ALL");
	memset(skipped, 0, sizeof(skipped));
	for (i = 0; i < NR_TREES; i++) {
		seed = first_seed + i;
		rnd_state = mix(seed);
		nr_walks = 0;
		if (all)
			check_all_ranges();
		else
			check_one_range();
		walks += nr_walks;
	}
	print_message("# %u trees, %lu walks\n", i, walks);
	for (level = 1; level < nr_levels; level++)
		print_message("# level %u: %lu tables skipped, %lu with neighbours\n",
			      level, skipped[level][PASS],
			      skipped[level][PASS_SAME]);
	assert_true(each_level_was_skipped());
}
