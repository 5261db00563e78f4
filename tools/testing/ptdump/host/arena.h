/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_ARENA_H
#define _PTDUMP_HOST_ARENA_H

#include <host.h>

/*
 * The physical memory that holds tables: slots of one table each, with
 * poisoned gaps between them. The walk sees it through a read-only mapping
 * (__va()), the tests write through another (arena_rw()).
 */
#define ARENA_SLOTS	32
#define ROOT_SLOT	1	/* slot 0 is never a table */

/* With arena_wraps: so many slots hold any address; no entry points to a root. */
#define WRAPPED_SLOTS	7
#define WRAPPED_ROOT	(1ull << 60)

extern bool arena_wraps;

void arena_init(void);
void arena_lay_out(void);
/* In place of the slots: a file, whose first byte is at @start. */
void arena_take(const char *path, phys_addr_t start);
bool arena_holds(const void *va);
void *arena_rw(phys_addr_t pa);
phys_addr_t slot_pa(unsigned int slot);

#endif /* _PTDUMP_HOST_ARENA_H */
