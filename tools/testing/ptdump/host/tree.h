/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_TREE_H
#define _PTDUMP_HOST_TREE_H

#include "arena.h"
#include "format.h"

/*
 * Random trees. Any table may stand at any level, several times, and within
 * itself: entries are such that each level makes something legal of them.
 */
void tree_draw(void);
void tree_change(unsigned int entries);	/* draw a few entries anew */
phys_addr_t tree_root(void);

/* Few attributes, and neighbours that point to one table, at each level. */
void tree_draw_shared(void);

/* Clear entries until a walk of all of it reads no more than @most of them. */
void tree_prune(unsigned long most);

/* An address where something is, or is near; page-aligned. */
unsigned long tree_address(bool upper);

/* By hand: no tables at first; then an entry, with the tables on its way. */
void tree_clear(void);
void tree_set(unsigned long addr, unsigned int level, u64 raw);

/* The same, of the lowest level, and nothing above takes anything away. */
void tree_set_plain(unsigned long addr, u64 raw);

/* A tree in which no table is shared, around one address. */
void tree_draw_unshared(unsigned long addr);

/* Replace an entry on the way to an address. */
void tree_change_at(unsigned long addr, unsigned int level);

/* The same, by a leaf, a hole, or a new table: never by another's table. */
void tree_replace_at(unsigned long addr, unsigned int level);

/* Replace the entry at an address of the walk's view, if it is one. */
void tree_scramble(const void *entry);

/* The same, by one that no walk passes over in silence. */
void tree_spoil(const void *entry);

#endif /* _PTDUMP_HOST_TREE_H */
