// SPDX-License-Identifier: GPL-2.0
/*
 * A W+X check of tables as large as those of 1 to 64 TiB of memory, which exist
 * only while they are read: the frame in an entry says what is in the table. In
 * KASAN's shadow, what stands for memory is mapped by 2 MB pages of its own, and
 * all else by one shared table a level.
 *
 * Prints a line for each size and kind of pages, separated by tabs. Fails when
 * more tables or entries are read than distinct ones there are, but for those
 * read again after the locks were dropped, or when more are read between two
 * drops than the budget is meant for.
 */
#include <stdio.h>
#include <string.h>

#include <linux/mm_walk.h>

#include "common.h"

#define ENTRIES		512UL
#define GB		30
#define TB		40

enum table {
	NO_TABLE,
	MEMORY_PUD, MEMORY_PMD, MEMORY_PTE,
	SHADOW_PUD, SHADOW_PMD,
	ZERO_PUD, ZERO_PMD, ZERO_PTE,
	NR_TABLES
};

/* A "frame": which table, and where in what it maps. */
#define TABLE_SHIFT	48
#define INDEX_SHIFT	PAGE_SHIFT

static u64 pointer(enum table table, unsigned long index)
{
	return (u64)table << TABLE_SHIFT | index << INDEX_SHIFT | TABLE_FLAGS;
}

/* What is mapped. */
enum pages { SMALL, LARGE, MIXED };

static const char *const page_names[] = { "4K", "2M", "mixed" };

static enum pages pages;
static unsigned long shadow_gbytes;	/* of memory's own shadow */

/* A table of each level is read at a time. */
static u64 contents[NR_TABLES][ENTRIES];
static unsigned long in_place[NR_TABLES];

/* What the walk did. */
static unsigned long tables_read, entries_read, most_entries, since_unlock;

static u64 entry(enum table table, unsigned long index, unsigned long i)
{
	unsigned long sub = index * ENTRIES + i;

	switch (table) {
	case MEMORY_PUD:
		return pointer(MEMORY_PMD, sub);
	case MEMORY_PMD:
		/* every eighth of the mixed ones is split */
		if (pages == SMALL || (pages == MIXED && !(sub & 7)))
			return pointer(MEMORY_PTE, sub);
		return sub << PMD_SHIFT | LEAF_FLAGS | HUGE;
	case MEMORY_PTE:
		return sub << PAGE_SHIFT | LEAF_FLAGS;
	case SHADOW_PUD:
		return sub < shadow_gbytes ? pointer(SHADOW_PMD, sub) :
					     pointer(ZERO_PMD, 0);
	case SHADOW_PMD:
		return sub << PMD_SHIFT | LEAF_FLAGS | HUGE;
	case ZERO_PUD:
		return pointer(ZERO_PMD, 0);
	case ZERO_PMD:
		return pointer(ZERO_PTE, 0);
	case ZERO_PTE:
		return RO_FLAGS;
	default:
		abort();
	}
}

void *__va(phys_addr_t pa)
{
	enum table table = pa >> TABLE_SHIFT;
	unsigned long index = (pa & ((1UL << TABLE_SHIFT) - 1)) >> INDEX_SHIFT;
	unsigned long i;

	if (in_place[table] != index + 1) {
		for (i = 0; i < ENTRIES; i++)
			contents[table][i] = entry(table, index, i);
		in_place[table] = index + 1;
	}
	return contents[table];
}

bool __kasan_check_read(const volatile void *ptr, unsigned int size)
{
	(void)size;
	if (ptr != init_top_pgt)
		tables_read++;
	return true;
}

bool __real___mm_walk_next(struct mm_walk_state *state);
bool __wrap___mm_walk_next(struct mm_walk_state *state);

bool __wrap___mm_walk_next(struct mm_walk_state *state)
{
	entries_read += state->entries;
	since_unlock += state->entries;
	return __real___mm_walk_next(state);
}

static void on_unlock(void)
{
	most_entries = max(most_entries, since_unlock);
	since_unlock = 0;
}

/* The root; returns how many distinct tables there are below it. */
static unsigned long map(unsigned long tbytes, enum pages kind)
{
	unsigned long gbytes = tbytes << (TB - GB);
	unsigned long puds = gbytes / ENTRIES, pmds = gbytes, i;
	unsigned long ptes = kind == SMALL ? pmds * ENTRIES :
			     kind == MIXED ? pmds * ENTRIES / 8 : 0;

	pages = kind;
	shadow_gbytes = gbytes / 8;
	memset(in_place, 0, sizeof(in_place));
	memset(init_top_pgt, 0, PTRS_PER_PGD * sizeof(*init_top_pgt));
	for (i = 0; i < puds; i++)
		init_top_pgt[pgd_index(DIRECT_MAP) + i].pgd =
			pointer(MEMORY_PUD, i);
	for (i = pgd_index(SHADOW); i < pgd_index(SHADOW_END); i++) {
		unsigned long nr = i - pgd_index(SHADOW);

		init_top_pgt[i].pgd = nr * ENTRIES < shadow_gbytes ?
			pointer(SHADOW_PUD, nr) : pointer(ZERO_PUD, 0);
	}
	return puds + pmds + ptes +
	       (shadow_gbytes + ENTRIES - 1) / ENTRIES + shadow_gbytes + 3;
}

/* Tables that may be read again: those above the position, and those shared. */
#define AGAIN_A_HOLD	8

static bool check(unsigned long tbytes, enum pages kind)
{
	unsigned long distinct = map(tbytes, kind), holds;
	double start, took;

	tables_read = 0;
	entries_read = 0;
	most_entries = 0;
	since_unlock = 0;
	host_lock_periods = 0;
	host_on_unlock = on_unlock;
	start = seconds();
	if (!ptdump_walk_pgd_level_checkwx()) {
		fprintf(stderr, "the check found what is not there\n");
		return false;
	}
	took = seconds() - start;
	host_log_clear();
	holds = host_lock_periods;

	printf("%lu\t%s\t%lu\t%lu\t%lu\t%lu\t%lu\t%.3f\t%.1f\n", tbytes,
	       page_names[kind], distinct, tables_read, entries_read, holds,
	       most_entries, took, took * 1e9 / distinct);
	fflush(stdout);
	return tables_read >= distinct &&
	       tables_read <= distinct + holds * AGAIN_A_HOLD &&
	       entries_read <= (tables_read + 1) * ENTRIES &&
	       most_entries <= 128 * 1024;
}

int main(void)
{
	unsigned long tbytes;
	bool ok = true;
	enum pages kind;

	init_mm.pgd = init_top_pgt;
	init_mm.users = 1;
	init_mm.lock = HOST_UNLOCKED;
	printf("tbytes\tpages\tdistinct\ttables\tentries\tholds\t"
	       "most_a_hold\tseconds\tns_a_table\n");
	for (kind = SMALL; kind <= MIXED; kind++)
		for (tbytes = 1; tbytes <= 64; tbytes *= 4)
			ok = check(tbytes, kind) && ok;
	return !ok;
}
