// SPDX-License-Identifier: GPL-2.0
/*
 * Random trees and walks, beside the oracle: with the tree at rest, and with a
 * tree that changes.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "check-walk.h"
#include "rnd.h"
#include "seen.h"
#include "tests.h"
#include "tree.h"

/* Each draw has a seed of its own, which SEED= takes, with DRAWS=1. */
static void begin_draw(unsigned long i)
{
	seed = first_seed + i;
	rnd_state = mix(seed);
}

static void walk_at_random(unsigned long from, unsigned long to)
{
	static const size_t max[] = { 50, 300, 1000 };
	struct walk walk;
	unsigned long i;
	size_t n, nr_steps = 0;

	for (i = from; i < to; i++) {
		begin_draw(i);
		tree_draw();
		draw_walk(&walk, max[rnd_below(3)]);
		n = check_walk(&walk);
		note_seen(&walk, last_steps(), n);
		nr_steps += n;
	}
	print_message("# %lu draws, %zu steps\n", to - from, nr_steps);
}

void random_walks_match_the_oracle(void **state)
{
	walk_at_random(0, draws);
}

/*
 * Those of the test above: of few draws nothing can be said. Of the rarest there
 * are some six in 10,000: once in some hundred runs one is in the next draws only.
 */
void draws_have_all_that_a_walk_can_meet(void **state)
{
	if (draws < 5000)
		return;
	if (!all_was_seen())
		walk_at_random(draws, 2 * draws);
	assert_true(all_was_seen());
}

/*
 * Where a walk goes on after a step, and from which level down it shows tables.
 * False when that was the last step.
 */
static bool move_on(struct query *q, const struct step *step)
{
	q->shown_addr = step->curr;
	q->shown_level = step->level;
	if (step->kind == MM_WALK_TABLE &&
	    !(q->skips && q->skips(q, step->curr, step->level))) {
		q->start = step->curr;
		q->level = step->level - 1;
		return true;
	}
	q->start = step->skip_to;
	q->level = step->size == PE_SIZE_PTE ? 0 : step->level;
	/* From the level of the entry that begins there. */
	while (q->level + 1 < nr_levels &&
	       q->start == entry_first(q->level + 1, q->start))
		q->level++;
	return q->start != (q->end == -1ul ? 0 : q->end);
}

void changes_across_a_pause_show_from_the_position_on(void **unused)
{
	unsigned long d, cut, compared = 0;
	struct mm_walk_state state;
	const struct step *steps;
	size_t i, n, stop;
	struct walk walk;

	for (d = 0; d < max(draws / 2, 1ul); d++) {
		begin_draw(d);
		tree_draw();
		draw_walk(&walk, 500);
		steps = expected_steps(&walk.query, &n);
		if (!n)
			continue;
		/* Before the last step, if there are more. */
		stop = rnd_below(max(n - 1, (size_t)1));
		start_walk(&walk, &state);
		for (i = 0; i <= stop; i++) {
			assert_true(mm_walk_next(&state));
			check_step(&walk, &state, &steps[i], i);
			do_body(&walk, &state, &steps[i]);
		}

		mm_walk_pause(&state);
		if (one_in(2))
			tree_change_at(steps[stop].next, rnd_below(nr_levels));
		if (one_in(2))
			tree_change_at(steps[stop].curr, rnd_below(nr_levels));
		if (one_in(2))
			tree_change(1 + rnd_below(30));

		if (!move_on(&walk.query, &steps[stop])) {
			assert_false(mm_walk_next(&state));
			continue;
		}
		steps = some_steps(&walk.query, 3000, &n, &cut);
		/* The last step may be longer than what was looked at. */
		if (cut && n)
			n--;
		for (i = 0; i < n; i++) {
			assert_true(mm_walk_next(&state));
			check_step(&walk, &state, &steps[i], i);
			do_body(&walk, &state, &steps[i]);
		}
		if (!cut)
			assert_false(mm_walk_next(&state));
		compared += n > 0;
	}
	print_message("# %lu of %lu walks went on after a change\n", compared, d);
	assert_true(compared * 4 > d || draws < 5000);
}

static unsigned int scramble_rate, scramble_loads;

static void scramble_some(const void *ptr, size_t size)
{
	if (one_in(scramble_rate))
		tree_scramble(ptr);
	/* A walk that passes over holes would see nothing else for too long. */
	if (scramble_loads++ > 3000)
		tree_spoil(ptr);
}

static unsigned int level_of(enum pgtable_level size)
{
	unsigned int level = 0;

	while (levels[level].size != size) {
		level++;
		assert_true(level < nr_levels);
	}
	return level;
}

/* All that can be said of a step when each load may find something else. */
static void check_wild_step(const struct walk *walk,
			    const struct mm_walk_state *state,
			    unsigned long position)
{
	const struct query *q = &walk->query;
	unsigned int level = level_of(state->size);
	unsigned int i;

	if (q->flags & MM_WALK_HOLES)
		assert_true(state->curr == position);
	assert_true(state->curr >= position);
	assert_true(state->next - 1 >= state->curr);
	assert_true(state->next - 1 <= (q->end == -1ul ? 0 : q->end) - 1);
	assert_true(state->kind != MM_WALK_HOLE || (q->flags & MM_WALK_HOLES));
	assert_true(state->kind != MM_WALK_TABLE || (q->flags & MM_WALK_TABLES));
	assert_int_equal(host_rcu_depth, 0);
	assert_int_equal(host_warnings, expected_warnings(q));

	if (state->size == PE_SIZE_PTE && state->kind == MM_WALK_LEAF &&
	    !(q->flags & MM_WALK_ALL_SIZES))
		return;		/* may be a page of a huge leaf */
	assert_int_equal(entry_kind(level, state_raw(state, state->size)),
			 state->kind);
	for (i = level + 1; i < nr_levels; i++)
		assert_int_equal(entry_kind(i, state_raw(state, levels[i].size)),
				 MM_WALK_TABLE);
}

void entries_may_change_at_each_load(void **unused)
{
	struct mm_walk_state state;
	unsigned long d, position;
	unsigned int nr;
	struct walk walk;

	for (d = 0; d < max(draws / 2, 1ul); d++) {
		begin_draw(d);
		tree_draw();
		draw_walk(&walk, 500);
		start_walk(&walk, &state);
		position = state.start;
		scramble_rate = 1 + rnd_below(20);
		scramble_loads = 0;
		host_on_read = scramble_some;
		for (nr = 0; nr < 500 && mm_walk_next(&state); nr++) {
			check_wild_step(&walk, &state, position);
			position = state.kind == MM_WALK_TABLE ? state.curr :
								 state.next;
			if (one_in(10) && state.kind == MM_WALK_TABLE) {
				if (one_in(2))
					mm_walk_skip_same(&state);
				else
					mm_walk_skip(&state);
				position = state.next;
			}
			if (one_in(10))
				mm_walk_pause(&state);
			if (!position)
				break;
		}
		host_on_read = NULL;
	}
}

/* Change the PMD of the next page when RCU is locked for the nth time. */
static struct {
	const struct mm_walk_state *state;
	unsigned int level;		/* of the tables that are read */
	unsigned int sections;		/* so often, with interrupts off */
	unsigned int nth;
	unsigned long position;		/* of the walk when it happened */
	bool done;
} change;

static void change_entry_above(void)
{
	if (change.state->level != levels[change.level].size ||
	    ++change.sections != change.nth)
		return;
	change.done = true;
	/* PTEs must not be taken for entries that point to tables. */
	if (change.level)
		tree_replace_at(change.position, change.level + 1);
	else
		tree_change_at(change.position, 1);
}

static unsigned int count_sections(const struct walk *walk, unsigned int level)
{
	struct mm_walk_state state;

	change = (typeof(change)) { .state = &state, .level = level };
	start_walk(walk, &state);
	host_on_irqs_off = change_entry_above;
	while (mm_walk_next(&state))
		;
	host_on_irqs_off = NULL;
	return change.sections;
}

static bool same_steps(const struct step *a, const struct step *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i].curr != b[i].curr || a[i].next != b[i].next ||
		    a[i].level != b[i].level || a[i].kind != b[i].kind ||
		    a[i].raw[a[i].level] != b[i].raw[b[i].level])
			return false;
	return true;
}

/*
 * Entries of a process are read in groups; a group whose table is not where it was
 * is not looked at, and the walk goes on at its first entry as after a pause. A run
 * that was under way ends there.
 */
static void check_changes_above(unsigned int level)
{
	static struct step got[2000];
	struct mm_walk_state state;
	const struct step *steps;
	unsigned long d, user, cut;
	unsigned int sections;
	size_t n, m;
	struct walk walk;

	/* One by hand, so that at least one has something to read. */
	for (d = 0; d <= max(draws / 10, 1ul); d++) {
		begin_draw(d ? d - 1 : 0);
		user = 1ul << levels[nr_levels - 1].shift;
		tree_draw_unshared(user);
		if (!d) {
			tree_clear();
			tree_set(user, 0, make_leaf(false));
		}
		draw_walk(&walk, 500);
		walk.whose = USER_MM;
		walk.query.start = user + (d ? rnd() % 20 << levels[0].shift : 0);
		walk.query.end = walk.query.start +
				 ((1 + rnd() % 600) << levels[0].shift);
		if (levels[0].shift > 30)
			walk.query.end = 2 * user;
		walk.query.flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES |
				   (one_in(2) ? MM_WALK_TABLES : 0) |
				   (one_in(2) ? MM_WALK_RUNS : 0);
		walk.query.mask = NULL;
		walk.query.limit = NULL;
		walk.query.skips = NULL;

		sections = count_sections(&walk, level);
		assert_true(sections || d);
		if (!sections)
			continue;
		start_walk(&walk, &state);
		change = (typeof(change)) {
			.state = &state,
			.level = level,
			.position = state.start,
			.nth = 1 + rnd_below(sections),
		};
		host_on_irqs_off = change_entry_above;
		for (n = 0; mm_walk_next(&state); ) {
			if (!change.done) {
				change.position = state.kind == MM_WALK_TABLE ?
						  state.curr : state.next;
				continue;
			}
			assert_true(n < ARRAY_SIZE(got));
			got[n] = (struct step) {
				.curr = state.curr, .next = state.next,
				.kind = state.kind,
				.level = level_of(state.size),
			};
			got[n].raw[got[n].level] = state_raw(&state, state.size);
			n++;
		}
		host_on_irqs_off = NULL;
		assert_true(change.done);

		/* A run that had begun at the position ends at some group. */
		walk.query.start = change.position;
		walk.query.level = level;
		steps = some_steps(&walk.query, -1, &m, &cut);
		assert_int_equal(cut, 0);
		if (m == n && same_steps(steps, got, n))
			continue;
		assert_true(walk.query.flags & MM_WALK_RUNS);
		assert_true(n > 1 && got[0].curr == change.position);
		assert_int_equal(got[0].level, level);
		/* Of PMDs, the first entry of a run is read by itself. */
		if (!level || got[0].next - 1 > entry_last(level, got[0].curr))
			assert_int_equal(got[0].next >> levels[level].shift &
					 (MM_WALK_BATCH - 1), 0);
		walk.query.start = got[0].next;
		steps = some_steps(&walk.query, -1, &m, &cut);
		assert_int_equal(m, n - 1);
		assert_true(same_steps(steps, got + 1, m));
	}
}

void a_table_that_changes_between_groups_is_met_at_the_position(void **unused)
{
	check_changes_above(0);
	if (nr_levels > 2)
		check_changes_above(1);
}
