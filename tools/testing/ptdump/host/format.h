/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_FORMAT_H
#define _PTDUMP_HOST_FORMAT_H

#include <linux/mm_walk.h>

/*
 * A format of page tables as the tests and the oracle know it, from the
 * architecture's manual. It shares nothing with <asm/pgtable.h>.
 *
 * Levels are numbered from the leaves, 0, to the root, nr_levels - 1; those
 * that are folded do not exist here.
 */
struct level {
	enum pgtable_level size;
	unsigned int shift;		/* an entry spans 1 << shift bytes */
	unsigned int bits;		/* a table has 1 << bits entries */
	unsigned int leaf_depth;	/* mm_walk_depth() of a leaf, */
	unsigned int depth;		/* and of all else */
	unsigned int kinds;		/* that an entry can be */
};

#define KIND(kind)	(1u << MM_WALK_##kind)
#define KINDS_PTE	(KIND(HOLE) | KIND(LEAF))
#define KINDS_HUGE	(KINDS_PTE | KIND(TABLE))
#define KINDS_ALL	(KINDS_HUGE | KIND(BAD))	/* has reserved values */

extern struct level levels[5];
extern unsigned int nr_levels;
extern const char *const format_names[];	/* ends with NULL */

/* What an entry with the value @raw is at that level. */
void format_init(const char *name);
enum mm_walk_kind entry_kind(unsigned int level, u64 raw);
bool entry_maps(unsigned int level, u64 raw);	/* of a leaf: or a PTE */
bool entry_present(unsigned int level, u64 raw);	/* of one that maps */
unsigned long entry_pfn(unsigned int level, u64 raw, unsigned long addr);
phys_addr_t entry_table(u64 raw);			/* of a table */

/* Those bits of a root entry that exist; the others read as 0. */
u64 entry_bits(unsigned int level, u64 raw);

/* An entry of a table, as wide as the format's. */
u64 load_entry(phys_addr_t table, unsigned long index);
void store_entry(phys_addr_t table, unsigned long index, u64 raw);

extern unsigned int entry_bytes;
extern unsigned int table_entries, root_entries;
extern unsigned int table_align;		/* bytes */
extern const u64 special_bit;		/* of a leaf: no page of mm's */
extern u64 reserved_bits;	/* must be 0, and may mean anything where not */

/*
 * Random values, legal at each level: whatever a level takes for a table
 * points to @table. A root has restrictions of its own in some formats.
 */
u64 make_table(phys_addr_t table);
u64 make_leaf(bool huge);
u64 make_absent(void);			/* neither none nor valid */
u64 make_bad(void);			/* bad at the levels that have KIND(BAD) */
u64 make_entry(phys_addr_t table);
u64 make_root_entry(phys_addr_t table);

/*
 * Few and ordinary: a leaf of the lowest level, or 0; a table; by number, modulo.
 * Those that are not 0 differ in what a dump prints of them.
 */
u64 plain_leaf(unsigned int nr, phys_addr_t frame);
u64 plain_table(phys_addr_t table, unsigned int nr);

/* Does a root translate each aligned block of its size, all of them alike? */
extern bool root_repeats;

/* A half of the address space that is canonical: [first, last]. */
unsigned long half_first(bool upper);
unsigned long half_last(bool upper);

#endif /* _PTDUMP_HOST_FORMAT_H */
