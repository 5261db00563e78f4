// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "check-walk.h"
#include "rnd.h"
#include "tree.h"

#define MAX_LOOK_UPS	20000

unsigned int copies_at[4];

struct mm_struct user_mm = { .lock = HOST_WRITE_LOCKED };

static struct step steps[MAX_LOOK_UPS * 5];

static const char *const kind_names[] = { "hole", "leaf", "table", "bad" };
static const char *const size_names[] = { "pte", "pmd", "pud", "p4d", "pgd" };

void show_query(const struct query *q)
{
	print_message("# SEED=%lu DRAWS=1: start %#lx end %#lx%s%s%s%s%s, tables silent above %u, salt %#llx\n",
		      seed, q->start, q->end,
		      q->flags & MM_WALK_HOLES ? " HOLES" : "",
		      q->flags & MM_WALK_ALL_SIZES ? " ALL_SIZES" : "",
		      q->flags & MM_WALK_TABLES ? " TABLES" : "",
		      q->flags & MM_WALK_RUNS ? " RUNS" : "",
		      q->flags & MM_WALK_WRITE_LOCKED ? " WRITE_LOCKED" : "", q->level,
		      (unsigned long long)q->salt);
}

static enum pass some_skip(const struct query *q, unsigned long addr,
			   unsigned int level)
{
	static const enum pass ways[] = { GO_IN, GO_IN, PASS, PASS_SAME };

	return ways[mix(q->salt ^ addr ^ level) % 4];
}

/* Up to one of the levels that have tables. */
static enum pass all_skip(const struct query *q, unsigned long addr,
			  unsigned int level)
{
	if (level > 1 + q->salt / 2 % (nr_levels - 1))
		return GO_IN;
	return q->salt & 1 ? PASS : PASS_SAME;
}

static u64 one_mask(const struct query *q, unsigned long addr,
		    unsigned int level)
{
	static const u64 masks[] = { 0, -1ull, 0x7f, 0x8000000000000fff, 0x63 };

	return masks[q->salt % ARRAY_SIZE(masks)];
}

static u64 some_mask(const struct query *q, unsigned long addr,
		     unsigned int level)
{
	u64 hash = mix(q->salt ^ addr ^ level);

	return hash & 1 ? one_mask(q, addr, level) : hash;
}

/* Close by, behind, far, or none. */
static unsigned long some_limit(const struct query *q, unsigned long addr,
				unsigned int level)
{
	u64 hash = mix(~q->salt ^ addr ^ level);
	unsigned long page = 1ul << levels[0].shift;

	switch (hash % 6) {
	case 0:
		return addr;
	case 1:
		return addr + (hash >> 8) % 64 * page;
	case 2:
		return addr + ((unsigned long)(hash >> 8) & -page);
	case 3:
		return entry_first(min(level, nr_levels - 1), addr) + 3 * page / 2;
	default:
		return 0;
	}
}

static unsigned long fixed_limit(const struct query *q, unsigned long addr,
				 unsigned int level)
{
	return q->fixed;
}

skip_way *const skip_ways[] = { NULL, some_skip, all_skip };
mask_way *const mask_ways[] = { NULL, one_mask, some_mask };
limit_way *const limit_ways[] = { NULL, some_limit, fixed_limit };

static unsigned long draw_end(unsigned long start, bool upper)
{
	unsigned long end;

	switch (rnd_below(8)) {
	case 0:
		end = half_last(upper) + 1;
		break;
	case 1:
		end = start + ((1 + rnd() % 40) << levels[0].shift);
		break;
	case 2:
		end = entry_last(rnd_below(nr_levels), start) + 1;
		break;
	case 3:
		return one_in(20) ? start : tree_address(upper);
	default:
		end = tree_address(upper);
	}
	/* Not backwards, and not out of the half. */
	if (end - 1 < start || end - 1 > half_last(upper))
		end = half_last(upper) + 1;
	return end;
}

void draw_walk(struct walk *walk, size_t max)
{
	struct query *q = &walk->query;
	bool upper = one_in(2);

	memset(walk, 0, sizeof(*walk));
	q->root = tree_root();
	q->level = nr_levels;
	q->salt = rnd();
	q->start = one_in(6) ? half_first(upper) : tree_address(upper);
	q->end = draw_end(q->start, upper);
	/* Not on to where there are no addresses, nor from 0 to the top. */
	if (q->end < q->start || q->end - 1 > half_last(upper))
		q->end = half_last(upper) + 1;
	if (q->end == 0 && (q->start == 0 || one_in(2)))
		q->end = -1ul;
	q->shown_addr = q->start;
	q->shown_level = nr_levels;
	q->flags = rnd_below(32);
	q->skips = one_in(3) ? some_skip : one_in(3) ? all_skip : NULL;
	q->mask = one_in(2) ? one_mask : some_mask;
	q->fixed = tree_address(upper);
	q->limit = one_in(3) ? some_limit : one_in(2) ? fixed_limit : NULL;

	walk->whose = rnd_below(3);
	walk->actions = one_in(2) ? rnd_below(16) : 0;

	shorten_walk(walk, max);
}

void shorten_walk(struct walk *walk, size_t max)
{
	unsigned long cut = 0;

	oracle_steps(&walk->query, steps, min(max, (size_t)MAX_LOOK_UPS), &cut);
	if (cut)
		walk->query.end = cut;
}

const struct step *some_steps(const struct query *q, size_t max, size_t *n,
			      unsigned long *cut)
{
	*cut = 0;
	*n = oracle_steps(q, steps, min(max, (size_t)MAX_LOOK_UPS), cut);
	return steps;
}

const struct step *last_steps(void)
{
	return steps;
}

const struct step *expected_steps(const struct query *q, size_t *n)
{
	unsigned long cut;

	some_steps(q, MAX_LOOK_UPS, n, &cut);
	assert_int_equal(cut, 0);
	return steps;
}

void start_walk(const struct walk *walk, struct mm_walk_state *state)
{
	const struct query *q = &walk->query;
	pgd_t *root = __va(q->root);

	*state = (struct mm_walk_state) {
		.start = q->start,
		.end = q->end,
		.flags = q->flags,
	};
	if (q->mask)
		state->mask = q->mask(q, q->shown_addr, q->shown_level);
	state->huge_mask = huge_mask(state->mask);
	if (q->limit)
		state->limit = q->limit(q, q->shown_addr, q->shown_level);

	user_mm.task_size = TASK_SIZE_MAX;
	init_mm.lock = HOST_WRITE_LOCKED;
	init_mm.asserts_failed = 0;
	user_mm.asserts_failed = 0;
	host_warnings = 0;
	switch (walk->whose) {
	case INIT_MM:
		state->mm = &init_mm;
		init_mm.pgd = root;
		break;
	case USER_MM:
		state->mm = &user_mm;
		user_mm.pgd = root;
		break;
	case FOREIGN_ROOT:
		state->mm = &user_mm;
		user_mm.pgd = NULL;
		state->root = root;
		break;
	}
}

u64 state_raw(const struct mm_walk_state *state, enum pgtable_level size)
{
	switch (size) {
	case PE_SIZE_PTE:
		return pte_val(state->pte);
	case PE_SIZE_PMD:
		return pmd_val(state->pmd);
	case PE_SIZE_PUD:
		return pud_val(state->pud);
	case PE_SIZE_P4D:
		return p4d_val(state->p4d);
	default:
		return pgd_val(state->pgd);
	}
}

static u64 accessor_raw(const struct mm_walk_state *state,
			enum pgtable_level size)
{
	switch (size) {
	case PE_SIZE_PTE:
		return pte_val(mm_walk_pte(state));
	case PE_SIZE_PMD:
		return pmd_val(mm_walk_pmd(state));
	case PE_SIZE_PUD:
		return pud_val(mm_walk_pud(state));
	case PE_SIZE_P4D:
		return p4d_val(mm_walk_p4d(state));
	default:
		return pgd_val(mm_walk_pgd(state));
	}
}

/* Runs need all sizes: a walk that is asked for them alone says so, and has none. */
unsigned int expected_warnings(const struct query *q)
{
	return (q->flags & MM_WALK_RUNS) && !(q->flags & MM_WALK_ALL_SIZES);
}

static void differ(const struct walk *walk, const struct mm_walk_state *state,
		   const struct step *want, size_t nr, const char *what)
{
	unsigned int level = want->level;

	show_query(&walk->query);
	print_message("# whose %u, actions %#x; step %zu: %s\n", walk->whose,
		      walk->actions, nr, what);
	print_message("# want [%#lx, %#lx) %s %s depth %u pfn %#lx raw %#llx\n",
		      want->curr, want->next, size_names[want->size],
		      kind_names[want->kind], want->depth, want->pfn,
		      (unsigned long long)want->raw[level]);
	print_message("# got  [%#lx, %#lx) %s %s depth %u raw %#llx\n",
		      state->curr, state->next, size_names[state->size],
		      kind_names[state->kind], mm_walk_depth(state),
		      (unsigned long long)state_raw(state, levels[level].size));
	fail();
}

/* How many entries of its level a step covers; a page of a huge leaf is of one. */
static unsigned long entries_of(unsigned long curr, unsigned long next,
				unsigned int level)
{
	unsigned int shift = levels[level].shift;

	return ((next - 1) >> shift) - (curr >> shift) + 1;
}

void check_step(const struct walk *walk, const struct mm_walk_state *state,
		const struct step *want, size_t nr)
{
	unsigned int i;

#define CHECK(cond) \
	do { if (!(cond)) differ(walk, state, want, nr, #cond); } while (0)

	CHECK(state->curr == want->curr);
	CHECK(state->next == want->next);
	CHECK(state->size == want->size);
	CHECK(state->kind == want->kind);
	CHECK(mm_walk_depth(state) == want->depth);
	CHECK(state->entries == entries_of(want->curr, want->next, want->level));
	for (i = want->level; i < nr_levels; i++)
		CHECK(state_raw(state, levels[i].size) == want->raw[i]);
	CHECK(accessor_raw(state, levels[want->level].size) ==
	      want->raw[want->level]);
	if (want->kind == MM_WALK_LEAF &&
	    entry_maps(want->level, want->raw[want->level]))
		CHECK(mm_walk_pfn(state) == want->pfn);
	CHECK(host_rcu_depth == 0);
	CHECK(host_warnings == expected_warnings(&walk->query));
	CHECK(init_mm.asserts_failed == 0 && user_mm.asserts_failed == 0);
#undef CHECK
}

void do_body(const struct walk *walk, struct mm_walk_state *state,
	     const struct step *step)
{
	const struct query *q = &walk->query;
	enum pass pass = GO_IN;
	bool late = one_in(2);

	if (step->kind == MM_WALK_TABLE)
		pass = q->skips ? q->skips(q, step->curr, step->level) : GO_IN;
	else if (walk->actions & DO_SKIP_LEAVES)
		pass = late ? PASS : PASS_SAME;

	if (pass == PASS_SAME)
		mm_walk_skip_same(state);
	/* That has to come before a pause, this need not. */
	if (pass == PASS && !late)
		mm_walk_skip(state);
	if ((walk->actions & DO_PAUSE) ||
	    ((walk->actions & DO_PAUSE_SOME) && one_in(3)))
		mm_walk_pause(state);
	if (pass == PASS && late)
		mm_walk_skip(state);
	if (state->next != step->skip_to ||
	    state->entries != entries_of(step->curr, step->skip_to, step->level)) {
		show_query(q);
		fail_msg("skipped [%#lx, %#lx), not to %#lx", state->curr,
			 state->next, step->skip_to);
	}

	if (q->mask)
		state->mask = q->mask(q, step->curr, step->level);
	state->huge_mask = huge_mask(state->mask);
	if (q->limit)
		state->limit = q->limit(q, step->curr, step->level);
}

static void check_rest(const struct walk *walk, struct mm_walk_state *state,
		       size_t from, size_t n)
{
	struct mm_walk_state saved;
	size_t i, saved_at = n;

	for (i = from; i < n; i++) {
		if (!mm_walk_next(state))
			differ(walk, state, &steps[i], i, "ended early");
		check_step(walk, state, &steps[i], i);
		do_body(walk, state, &steps[i]);
		if ((walk->actions & DO_COPY_SOME) && one_in(16)) {
			saved = *state;
			saved_at = i;
			mm_walk_pause(&saved);
		}
	}
	if (mm_walk_next(state) || mm_walk_next(state)) {
		show_query(&walk->query);
		fail_msg("step %zu, [%#lx, %#lx), is one too many", n,
			 state->curr, state->next);
	}
	assert_int_equal(host_rcu_depth, 0);

	if (saved_at < n) {
		struct walk rest = *walk;

		copies_at[steps[saved_at].kind]++;
		rest.actions &= ~DO_COPY_SOME;
		check_rest(&rest, &saved, saved_at + 1, n);
	}
}

void check_steps(const struct walk *walk, size_t n)
{
	struct mm_walk_state state;

	start_walk(walk, &state);
	check_rest(walk, &state, 0, n);
}

size_t check_walk(const struct walk *walk)
{
	size_t n;

	expected_steps(&walk->query, &n);
	check_steps(walk, n);
	return n;
}

void check_stop(const struct walk *walk, size_t stop, size_t n)
{
	struct mm_walk_state state, saved;
	size_t i;

	start_walk(walk, &state);
	for (i = 0; i <= stop; i++) {
		if (!mm_walk_next(&state))
			differ(walk, &state, &steps[i], i, "ended early");
		do_body(walk, &state, &steps[i]);
	}
	saved = state;
	memset(&state, 0xff, sizeof(state));
	assert_int_equal(host_rcu_depth, 0);
	mm_walk_pause(&saved);
	check_rest(walk, &saved, stop + 1, n);
}
