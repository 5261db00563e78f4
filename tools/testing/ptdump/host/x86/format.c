// SPDX-License-Identifier: GPL-2.0
/*
 * x86 paging, after Intel's SDM, volume 3, chapter "Paging": the figures of
 * paging-structure entries. Bit 0: present; 7: page size, or PAT in a PTE;
 * 63: no execute. With it, what Linux adds: which values are none, that a huge
 * entry with bit 0 clear is still a leaf, and that the frame of what is not
 * present is inverted.
 */
#include <string.h>

#include "../arena.h"
#include "../format.h"
#include "../rnd.h"

enum { PTE, PMD, PUD, P4D, PGD };

#define P	(1u << 0)
#define A	(1u << 5)
#define D	(1u << 6)
#define PS	(1u << 7)
#define G	(1u << 8)

#if CONFIG_PGTABLE_LEVELS == 5
bool host_la57;

struct level levels[5] = {
	{ PE_SIZE_PTE, 12, 9, 4, 4, KINDS_PTE },
	{ PE_SIZE_PMD, 21, 9, 3, 3, KINDS_HUGE },
	{ PE_SIZE_PUD, 30, 9, 2, 2, KINDS_HUGE },
	{ PE_SIZE_P4D, 39, 9, 1, 1, KINDS_ALL },
	{ PE_SIZE_PGD, 48, 9, 0, 0, KINDS_ALL },
};
unsigned int nr_levels = 5;
const char *const format_names[] = { "x86_64-5", "x86_64-4", NULL };

unsigned int entry_bytes = 8, table_entries = 512, root_entries = 512;

#elif CONFIG_PGTABLE_LEVELS == 3
/* The root is called PUD, the lowest of what folds into it. */
struct level levels[5] = {
	{ PE_SIZE_PTE, 12, 9, 4, 4, KINDS_PTE },
	{ PE_SIZE_PMD, 21, 9, 3, 3, KINDS_HUGE },
	{ PE_SIZE_PUD, 30, 2, 2, 0, KINDS_HUGE },
};
unsigned int nr_levels = 3;
const char *const format_names[] = { "i386-pae", NULL };

unsigned int entry_bytes = 8, table_entries = 512, root_entries = 4;

#else
struct level levels[5] = {
	{ PE_SIZE_PTE, 12, 10, 4, 4, KINDS_PTE },
	{ PE_SIZE_PMD, 22, 10, 3, 0, KINDS_HUGE },
};
unsigned int nr_levels = 2;
const char *const format_names[] = { "i386", NULL };

unsigned int entry_bytes = 4, table_entries = 1024, root_entries = 1024;
#endif

unsigned int table_align = 4096;
const u64 special_bit = 1 << 9;		/* Linux's, of those for software */

#define BITS_51_TO(shift)	((1ull << 52) - (1ull << (shift)))

void format_init(const char *name)
{
#if CONFIG_PGTABLE_LEVELS == 5
	host_la57 = !strcmp(name, "x86_64-5");
	nr_levels = host_la57 ? 5 : 4;
	/* With 4 levels the root stands for PGD and P4D. */
	levels[P4D].depth = host_la57 ? 1 : 0;
#else
	(void)name;
#endif
}

static bool is_none(unsigned int level, u64 raw)
{
	if (CONFIG_PGTABLE_LEVELS == 2 || level == PGD)
		return raw == 0;
	if (CONFIG_PGTABLE_LEVELS == 3 && level == PMD)
		raw &= 0xffffffff;	/* the other half may lag behind */
	return (raw & ~(u64)(A | D)) == 0;
}

static bool is_leaf(unsigned int level, u64 raw)
{
	switch (level) {
	case PTE:
		return true;
	case PMD:
	case PUD:
		return raw & PS;
	default:
		return false;	/* the bit is reserved */
	}
}

enum mm_walk_kind entry_kind(unsigned int level, u64 raw)
{
	if (is_none(level, raw))
		return MM_WALK_HOLE;
	if (is_leaf(level, raw))
		return MM_WALK_LEAF;
	if (!(raw & P))
		return MM_WALK_LEAF;
	return raw & PS ? MM_WALK_BAD : MM_WALK_TABLE;
}

bool entry_maps(unsigned int level, u64 raw)
{
	return is_leaf(level, raw);
}

u64 entry_bits(unsigned int level, u64 raw)
{
	/* A PDPTE of PAE: P, PWT, PCD, 11:9 and the address. */
	if (CONFIG_PGTABLE_LEVELS == 3 && level == PUD)
		return raw & (BITS_51_TO(12) | P | 1 << 3 | 1 << 4 | 7 << 9);
	return raw;
}

bool entry_present(unsigned int level, u64 raw)
{
	switch (level) {
	case PTE:
		return raw & (P | G);	/* G without P: PROT_NONE */
	case PMD:
		return true;		/* also while it is being split */
	default:
		return raw & P;
	}
}

unsigned long entry_pfn(unsigned int level, u64 raw, unsigned long addr)
{
	(void)addr;
	if (entry_bytes == 8 && !(raw & P))
		raw = ~raw;
	return (raw & BITS_51_TO(levels[level].shift)) >> 12;
}

phys_addr_t entry_table(u64 raw)
{
	return raw & BITS_51_TO(12);
}

/* Flags, but neither P nor PS: bits 1-6, 8-11, 52-63. */
static u64 any_flags(void)
{
	u64 flags = rnd() & (0xf7eull & ~(u64)PS);

	if (entry_bytes == 8)
		flags |= rnd() << 52;
	return one_in(2) ? flags : flags & (1ull << 63 | 0x66);
}

u64 make_table(phys_addr_t table)
{
	return table | P | any_flags();
}

/* PS set: a leaf where there are huge pages, PAT in a PTE, else reserved. */
u64 make_leaf(bool huge)
{
	u64 frame = rnd() & (entry_bytes == 8 ? BITS_51_TO(12) : 0xfffff000);

	if (one_in(4))
		frame &= 0x7fffffff;
	return frame | any_flags() | P | (huge ? PS : 0);
}

/* Neither P nor PS, and yet not none. */
u64 make_absent(void)
{
	return (make_leaf(false) & ~(u64)P) | G;
}

/* PS is reserved in the two highest levels. */
u64 make_bad(void)
{
	return make_leaf(true);
}

u64 make_entry(phys_addr_t table)
{
	switch (rnd_below(12)) {
	case 0:
		return rnd() & (A | D);			/* none, and yet not 0 */
	case 1:
		return make_absent();
	case 2:
		return make_leaf(true) & ~(u64)P;	/* PS without P */
	case 3:
		return one_in(2) ? G | A : 1ull << 32;	/* PROT_NONE; half an entry */
	case 4:
	case 5:
		return make_leaf(true);
	default:
		return make_table(table);
	}
}

u64 make_root_entry(phys_addr_t table)
{
	u64 raw = make_entry(table);

	/* Where bits do not exist, what is left must not become a table. */
	if (CONFIG_PGTABLE_LEVELS == 3 && (raw & P) && (raw & PS))
		raw &= ~(u64)P;
	return raw;
}

/* Read-only, and not executable if bits tell; writable; both; nothing; cold. */
u64 plain_leaf(unsigned int nr, phys_addr_t frame)
{
	static const u64 values[] = {
		1ull << 63 | 0x161, 1ull << 63 | 0x163, 0x161, 0x163, 0, 0x101,
	};

	if (!values[nr % 6])
		return 0;
	return frame | (values[nr % 6] & (entry_bytes == 8 ? -1ull : 0xffffffff));
}

/* All is allowed; nothing to user mode, no writes, no execution. */
u64 plain_table(phys_addr_t table, unsigned int nr)
{
	static const u64 values[] = { 0x67, 0x63, 0x65, 1ull << 63 | 0x67 };

	return table | (values[nr % 4] & (entry_bytes == 8 ? -1ull : 0xffffffff));
}

unsigned long half_first(bool upper)
{
	if (CONFIG_PGTABLE_LEVELS < 5)
		return 0;
	return upper ? -1ul << (levels[nr_levels - 1].shift + 8) : 0;
}

unsigned long half_last(bool upper)
{
	if (CONFIG_PGTABLE_LEVELS < 5)
		return -1ul;
	return upper ? -1ul : (1ul << (levels[nr_levels - 1].shift + 8)) - 1;
}
