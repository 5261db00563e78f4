// SPDX-License-Identifier: GPL-2.0
/* What the random draws of a run had: see draws_have_all_that_a_walk_can_meet. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#include "check-walk.h"
#include "seen.h"
#include "tree.h"

static unsigned int kinds[5][4];		/* by level and kind */
static unsigned int first_slot[5], last_slot[5]; /* not a hole */
static unsigned int begins_inside[5], ends_inside[5];
static unsigned int passed[5][3];		/* tables, by what the body said, */
static unsigned int passed_more[5];		/* with neighbours of the same value */
static unsigned int all_passed[5];		/* and where it says so of all */
static unsigned int passed_kind[5][4];		/* what cannot be passed over */
static unsigned int flags[32], actions[16], whose[3];
static unsigned int from_first, to_top, nothing;
static unsigned int runs[5][4];			/* by level and kind */
static unsigned int runs_cut, runs_unlike;	/* by a limit; of unlike leaves */
static unsigned int singles[4];			/* entries past a limit */
static unsigned int pages[5], pages_paused[5];	/* of a huge leaf, one by one */
static unsigned int paused[5][4];		/* and begun anew */
static unsigned int shared, within_itself, empty, full, absent;

static void note_table(phys_addr_t table, unsigned int level)
{
	unsigned int i, n = 1u << levels[level].bits, used = 0;

	for (i = 0; i < n; i++)
		used += load_entry(table, i) != 0;
	empty += used == 0;
	full += used == n;
}

static bool is_run(const struct step *step)
{
	return step->next - 1 > entry_last(step->level, step->curr);
}

/* The first entry of a run is in the step, the second in the table. */
static bool is_unlike(const struct query *q, const struct step *step,
		      unsigned long index)
{
	unsigned int level = step->level;
	phys_addr_t table = level + 1 < nr_levels ?
			    entry_table(step->raw[level + 1]) : q->root;

	return entry_bits(level, load_entry(table, index + 1)) !=
	       step->raw[level];
}

/* Neighbours of the same value are two steps: only a limit can say so. */
static void note_limit(const struct step *step, const struct step *before)
{
	unsigned int level = step->level;

	if (before->level != level || before->kind != step->kind ||
	    before->raw[level] != step->raw[level] ||
	    before->next != step->curr)
		return;
	if (level + 1 < nr_levels &&
	    entry_first(level + 1, before->curr) !=
	    entry_first(level + 1, step->curr))
		return;
	runs_cut += is_run(before);
	singles[step->kind] += !is_run(before);
}

static void note_step(const struct walk *walk, const struct step *step,
		      const struct step *before, bool last)
{
	const struct query *q = &walk->query;
	unsigned int level = step->level;
	u64 raw = step->raw[level];
	unsigned long index = step->curr >> levels[level].shift;

	index &= (1ul << levels[level].bits) - 1;
	kinds[level][step->kind]++;
	if (step->kind != MM_WALK_HOLE) {
		first_slot[level] += index == 0;
		last_slot[level] += index == (1ul << levels[level].bits) - 1;
	}
	begins_inside[level] += step->curr == q->start &&
				step->curr != entry_first(level, step->curr);
	ends_inside[level] += step->next == q->end &&
			      step->next - 1 != entry_last(level, step->next - 1);
	runs[level][step->kind] += is_run(step);
	runs_unlike += step->kind == MM_WALK_LEAF && is_run(step) &&
		       is_unlike(q, step, index);
	if (before && (q->flags & MM_WALK_RUNS) && (q->flags & MM_WALK_ALL_SIZES))
		note_limit(step, before);
	absent += step->kind == MM_WALK_LEAF &&
		  !(entry_maps(level, raw) && entry_present(level, raw));
	paused[level][step->kind] += (walk->actions & DO_PAUSE) && !last;
	if (step->size != levels[level].size) {
		pages[level]++;
		pages_paused[level] += (walk->actions & DO_PAUSE) && !last;
	}

	if (step->kind != MM_WALK_TABLE) {
		passed_kind[level][step->kind] +=
			(walk->actions & DO_SKIP_LEAVES) != 0;
		return;
	}
	if (q->skips)
		passed[level][q->skips(q, step->curr, level)]++;
	passed_more[level] += step->skip_to != step->next;
	if (q->skips == skip_ways[SKIP_ALL])
		all_passed[level] += q->skips(q, step->curr, level) != GO_IN;
	within_itself += entry_table(raw) == (level + 1 < nr_levels ?
			 entry_table(step->raw[level + 1]) : q->root);
	shared += before && before->kind == MM_WALK_TABLE &&
		  before->level == level &&
		  entry_table(before->raw[level]) == entry_table(raw);
}

void note_seen(const struct walk *walk, const struct step *steps, size_t n)
{
	const struct query *q = &walk->query;
	size_t i;

	flags[q->flags]++;
	actions[walk->actions]++;
	whose[walk->whose]++;
	from_first += q->start == half_first(false);
	to_top += n && !steps[n - 1].next;
	nothing += !n;
	for (i = 0; i < n; i++)
		note_step(walk, &steps[i], i ? &steps[i - 1] : NULL, i == n - 1);
	for (i = 0; i < n && i < 2; i++)
		if (steps[i].kind == MM_WALK_TABLE)
			note_table(entry_table(steps[i].raw[steps[i].level]),
				   steps[i].level - 1);
}

static unsigned int missing;

static void want(unsigned int count, const char *what, unsigned int i)
{
	if (count)
		return;
	print_message("# never drawn: %s %u\n", what, i);
	missing++;
}

/* Not only those of memory that is elsewhere. */
static bool has_huge_leaves(unsigned int level)
{
	u64 raw = entry_bits(level, make_leaf(true));

	return entry_kind(level, raw) == MM_WALK_LEAF && entry_maps(level, raw);
}

bool all_was_seen(void)
{
	static const char *const kind_names[] = { "hole", "leaf", "table", "bad" };
	static const char *const skip_names[] = {
		"skip of hole", "skip of leaf", NULL, "skip of bad",
	};
	static const char *const pause_names[] = {
		"pause at hole", "pause at leaf", "pause at table", "pause at bad",
	};
	static const char *const copy_names[] = {
		"copy at hole", "copy at leaf", "copy at table", "copy at bad",
	};
	static const char *const run_names[] = { "run of holes", "run of leaves" };
	unsigned int level, i;

	missing = 0;
	for (level = 0; level < nr_levels; level++) {
		for (i = 0; i < ARRAY_SIZE(kind_names); i++) {
			if (!(levels[level].kinds & 1u << i)) {
				assert_int_equal(kinds[level][i], 0);
				continue;
			}
			want(kinds[level][i], kind_names[i], level);
			if (i != MM_WALK_TABLE)
				want(passed_kind[level][i], skip_names[i], level);
			want(paused[level][i], pause_names[i], level);
			if (i == MM_WALK_LEAF || i == MM_WALK_HOLE)
				want(runs[level][i], run_names[i], level);
		}
		if (level && has_huge_leaves(level)) {
			want(pages[level], "leaf page by page", level);
			want(pages_paused[level], "pause inside leaf", level);
		}
		want(first_slot[level], "first slot of level", level);
		want(last_slot[level], "last slot of level", level);
		if (!level)
			continue;
		want(begins_inside[level], "start inside level", level);
		want(ends_inside[level], "end inside level", level);
		want(passed[level][PASS], "skip of level", level);
		want(passed[level][PASS_SAME], "skip as of neighbours, level", level);
		want(passed_more[level], "skip of neighbours, level", level);
		want(all_passed[level], "skip of all tables up to level", level);
	}
	for (i = 0; i < ARRAY_SIZE(kind_names); i++)
		if (i != MM_WALK_BAD || (levels[nr_levels - 1].kinds & KIND(BAD)))
			want(copies_at[i], copy_names[i], 0);
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		want(flags[i], "flags", i);
	for (i = 0; i < ARRAY_SIZE(actions); i++)
		want(actions[i], "actions", i);
	for (i = 0; i < ARRAY_SIZE(whose); i++)
		want(whose[i], "whose", i);
	want(runs_cut, "run up to a limit", 0);
	want(singles[MM_WALK_HOLE], "hole past a limit", 0);
	want(singles[MM_WALK_LEAF], "leaf past a limit", 0);
	want(runs_unlike, "run of unlike leaves", 0);
	want(from_first, "start at the first address", 0);
	want(to_top, "end at the top", 0);
	want(nothing, "walk of nothing", 0);
	want(absent, "leaf that is not present", 0);
	want(empty, "empty table", 0);
	want(full, "full table", 0);
	want(shared, "table shared by neighbours", 0);
	want(within_itself, "table within itself", 0);
	return !missing;
}
