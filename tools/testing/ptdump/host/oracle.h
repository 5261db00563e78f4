/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_ORACLE_H
#define _PTDUMP_HOST_ORACLE_H

#include "format.h"

/* Go into a table; pass over it; pass over its equal neighbours too. */
enum pass { GO_IN, PASS, PASS_SAME };

struct query;
typedef enum pass skip_way(const struct query *q, unsigned long addr,
			   unsigned int level);
typedef u64 mask_way(const struct query *q, unsigned long addr,
		     unsigned int level);
typedef unsigned long limit_way(const struct query *q, unsigned long addr,
				unsigned int level);

/* What a walk is asked for. */
struct query {
	phys_addr_t root;
	unsigned long start, end;	/* as struct mm_walk_state has them */
	mm_walk_flags_t flags;
	/*
	 * What the loop's body decides, from what it was shown: whether to skip
	 * the table shown at @addr, and the mask and limit from then on. A walk
	 * begins with the mask and limit for (@shown_addr, @shown_level).
	 */
	skip_way *skips;
	mask_way *mask;
	limit_way *limit;
	unsigned long shown_addr;
	unsigned int shown_level;
	u64 salt;			/* for those three, */
	unsigned long fixed;		/* and a limit that stays */
	/*
	 * Tables above this level that cover start are silent: the walk has
	 * come by before. nr_levels for a walk that begins.
	 */
	unsigned int level;
};

/* The mask of a leaf or a hole above the PTE level: another than @mask, mostly. */
static inline u64 huge_mask(u64 mask)
{
	return mask << 1 | mask >> 63;
}

/* One step that a walk should yield. */
struct step {
	unsigned long curr, next;	/* next: 0 at the top */
	unsigned long skip_to;		/* next, once the body has skipped */
	unsigned int level;		/* of the entry */
	enum pgtable_level size;
	enum mm_walk_kind kind;
	unsigned int depth;
	unsigned long pfn;		/* of a leaf, at curr */
	u64 raw[5];			/* of the entry, and of all above it */
};

/*
 * Write the steps to @steps, which has room for @max * 5, and return how many.
 * After @max look-ups, *@cut is set to the address that would be next.
 */
size_t oracle_steps(const struct query *q, struct step *steps, size_t max,
		    unsigned long *cut);

/* First and last address that the entry of @level around @addr covers. */
unsigned long entry_first(unsigned int level, unsigned long addr);
unsigned long entry_last(unsigned int level, unsigned long addr);

#endif /* _PTDUMP_HOST_ORACLE_H */
