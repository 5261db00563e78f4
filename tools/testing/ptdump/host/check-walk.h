/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_CHECK_WALK_H
#define _PTDUMP_HOST_CHECK_WALK_H

#include "oracle.h"

/* What a loop's body does to a walk besides looking; all of it harmless. */
#define DO_PAUSE	1u	/* pause at each step */
#define DO_PAUSE_SOME	2u	/* at some */
#define DO_COPY_SOME	4u	/* go on with a paused copy of the state, later */
#define DO_SKIP_LEAVES	8u	/* skip what cannot be skipped */

/* Whose tables: each is locked as the walk wants it. */
enum whose { INIT_MM, USER_MM, FOREIGN_ROOT };

struct walk {
	struct query query;
	enum whose whose;
	unsigned int actions;
};

extern struct mm_struct user_mm;

/* How often a copy of the state went on, by the kind of its step. */
extern unsigned int copies_at[4];

/* Draw a walk over the tree as it is, of at most @max look-ups. */
void draw_walk(struct walk *walk, size_t max);
void shorten_walk(struct walk *walk, size_t max);

/*
 * What a body may decide: nothing, then something different at each step. The last
 * way to skip is to skip all tables up to a level, 2 * (nr_levels - 1) ways by salt.
 */
#define NR_WAYS		3
#define SKIP_ALL	2
extern skip_way *const skip_ways[NR_WAYS];
extern mask_way *const mask_ways[NR_WAYS];
extern limit_way *const limit_ways[NR_WAYS];

/* A state for that walk, before its first step. */
void start_walk(const struct walk *walk, struct mm_walk_state *state);

/* The raw value that the state holds for a level. */
u64 state_raw(const struct mm_walk_state *state, enum pgtable_level size);

/* How often a walk warns, once it has begun. */
unsigned int expected_warnings(const struct query *q);

/* One step is the one that was expected: fails the test, with details, if not. */
void check_step(const struct walk *walk, const struct mm_walk_state *state,
		const struct step *want, size_t nr);

/* What the body decides after this step: skip, mask, limit, the actions. */
void do_body(const struct walk *walk, struct mm_walk_state *state,
	     const struct step *step);

/* The whole walk is what the oracle says. Returns how many steps there were. */
size_t check_walk(const struct walk *walk);

/* That, beside the @n steps that the oracle said when it was asked last. */
void check_steps(const struct walk *walk, size_t n);

/* The same, but the loop is left at a step, and a copy of the state goes on. */
void check_stop(const struct walk *walk, size_t stop, size_t n);

/* Steps of the oracle, valid until the next call; @max, *@cut as in oracle_steps(). */
const struct step *some_steps(const struct query *q, size_t max, size_t *n,
			      unsigned long *cut);
/* All of them. */
const struct step *expected_steps(const struct query *q, size_t *n);
/* Those of the last walk that was checked. */
const struct step *last_steps(void);

void show_query(const struct query *q);

#endif /* _PTDUMP_HOST_CHECK_WALK_H */
