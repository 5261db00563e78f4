// SPDX-License-Identifier: GPL-2.0
/*
 * The mock format, by its definition: bits 2:0 are 0 for what is absent, 1 for
 * a leaf, 2 for a table, and reserved else; bit 6 marks a special leaf; bits 31:8
 * are a frame; an entry of which no bit but 7 is set is none. Every entry of the
 * lowest level that is not none is a leaf.
 */
#include <string.h>

#include "../arena.h"
#include "../format.h"
#include "../rnd.h"

#ifndef MOCK_PTE_BITS
#define MOCK_PTE_BITS	2
#endif
#ifndef MOCK_VA_BITS
#define MOCK_VA_BITS	64
#endif

/* The highest levels fold together; the root's name is that of the lowest. */
#define UPPER(n)	(MOCK_VA_BITS - 2 * (CONFIG_PGTABLE_LEVELS - (n)))
#define DEPTH(n)	((n) == CONFIG_PGTABLE_LEVELS - 1 ? 0 : 4 - (n))

struct level levels[5] = {
	{ PE_SIZE_PTE, UPPER(1) - MOCK_PTE_BITS, MOCK_PTE_BITS, 4, DEPTH(0), KINDS_PTE },
	{ PE_SIZE_PMD, UPPER(1), 2, 3, DEPTH(1), KINDS_ALL },
	{ PE_SIZE_PUD, UPPER(2), 2, 2, DEPTH(2), KINDS_ALL },
	{ PE_SIZE_P4D, UPPER(3), 2, 1, DEPTH(3), KINDS_ALL },
	{ PE_SIZE_PGD, UPPER(4), 2, 0, DEPTH(4), KINDS_ALL },
};
unsigned int nr_levels = CONFIG_PGTABLE_LEVELS;

unsigned int entry_bytes = 4, table_entries = 1 << MOCK_PTE_BITS;
unsigned int root_entries = 4, table_align = 256;

#define STRING_(x)	#x
#define STRING(x)	STRING_(x)
const u64 special_bit = 1 << 6;

const char *const format_names[] = {
	"mock-" STRING(CONFIG_PGTABLE_LEVELS) "x" STRING(MOCK_PTE_BITS)
#if MOCK_VA_BITS < 64
	"x" STRING(MOCK_VA_BITS)
#endif
	, NULL
};

void format_init(const char *name)
{
	(void)name;
	root_repeats = MOCK_VA_BITS < 64;
}

enum mm_walk_kind entry_kind(unsigned int level, u64 raw)
{
	if (raw == 0 || raw == 0x80)
		return MM_WALK_HOLE;
	if (level == 0 || (raw & 7) == 1)
		return MM_WALK_LEAF;
	if ((raw & 7) == 2)
		return MM_WALK_TABLE;
	return raw & 7 ? MM_WALK_BAD : MM_WALK_LEAF;
}

u64 entry_bits(unsigned int level, u64 raw)
{
	(void)level;
	return raw;
}

bool entry_maps(unsigned int level, u64 raw)
{
	return !level || (raw & 7) == 1;
}

bool entry_present(unsigned int level, u64 raw)
{
	(void)level;
	return (raw & 7) == 1;
}

unsigned long entry_pfn(unsigned int level, u64 raw, unsigned long addr)
{
	(void)level;
	(void)addr;
	return raw >> 8;
}

phys_addr_t entry_table(u64 raw)
{
	return (raw >> 8) * 256;
}

u64 make_table(phys_addr_t table)
{
	return table | 2 | (rnd() & 0xf8);
}

u64 make_leaf(bool huge)
{
	(void)huge;
	return (rnd() & 0xfffffff8) | 1;
}

u64 make_absent(void)
{
	return (rnd() & 0xfffffff8) | 0x100;
}

u64 make_bad(void)
{
	return (rnd() & 0xfffffff8) | (3 + rnd_below(5));
}

u64 make_entry(phys_addr_t table)
{
	switch (rnd_below(8)) {
	case 0:
		return 0x80;
	case 1:
		return rnd() & 0xfffffff8;
	case 2:
		return make_bad();
	case 3:
	case 4:
		return make_leaf(true);
	default:
		return make_table(table);
	}
}

u64 make_root_entry(phys_addr_t table)
{
	return make_entry(table);
}

u64 plain_leaf(unsigned int nr, phys_addr_t frame)
{
	return nr % 4 ? frame | (1 + 8 * nr % 32) : 0;
}

u64 plain_table(phys_addr_t table, unsigned int nr)
{
	return table | 2 | 8 * (nr % 4);
}

/* The first and the last block that the root translates. */
unsigned long half_first(bool upper)
{
	return upper && root_repeats ? -1ul << MOCK_VA_BITS % 64 : 0;
}

unsigned long half_last(bool upper)
{
	return upper || !root_repeats ? -1ul : ~half_first(true);
}
