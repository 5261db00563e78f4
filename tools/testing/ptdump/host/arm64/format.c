// SPDX-License-Identifier: GPL-2.0
/*
 * VMSAv8-64, stage 1, after the Arm ARM, chapter D8: translation table
 * descriptor formats. Bits 1:0 are 3 for a table and for a page, 1 for a block;
 * bit 11 (nG) is set in what Linux keeps of a page that is not accessible.
 */
#include <stdio.h>
#include <string.h>

#include "../arena.h"
#include "../format.h"
#include "../rnd.h"

enum { PTE, PMD, PUD, P4D, PGD };

#define VALID	(1ull << 0)
#define TABLE	(1ull << 1)
#define NG	(1ull << 11)

bool host_va52, host_s1pie, host_nested_virt;

struct level levels[5];
unsigned int nr_levels;

#define STRING_(x)	#x
#define STRING(x)	STRING_(x)
const char *const format_names[] = {
	STRING(HOST_FORMAT),
#if HOST_VA_BITS == 52
	STRING(HOST_FORMAT) "-off",	/* on a CPU that lacks the feature */
#endif
	NULL
};

const u64 special_bit = 1ull << 56;	/* Linux's, of those for software */
unsigned int entry_bytes = 8, table_entries, root_entries, table_align;

static unsigned int va_bits;
bool lpa2;

void format_init(const char *name)
{
	const unsigned int bits = HOST_PAGE_SHIFT - 3;
	bool less = strstr(name, "-off");
	bool folds = less && HOST_PAGE_SHIFT < 16;
	const unsigned int kinds[] = {
		KINDS_PTE, KINDS_HUGE, HOST_PAGE_SHIFT < 16 ? KINDS_HUGE : KINDS_ALL,
		KINDS_ALL, KINDS_ALL,
	};
	unsigned int i;

	host_va52 = HOST_VA_BITS == 52 && !less;
	lpa2 = host_va52 && HOST_PAGE_SHIFT < 16;
	va_bits = !less ? HOST_VA_BITS : HOST_PAGE_SHIFT == 14 ? 47 : 48;

	for (i = 0; i * bits + HOST_PAGE_SHIFT < va_bits; i++)
		levels[i] = (struct level) {
			.size = i,
			.shift = HOST_PAGE_SHIFT + i * bits,
			.bits = bits,
			.leaf_depth = 4 - i,
			.depth = 4 - i,
			.kinds = kinds[i],
		};
	nr_levels = i;
	/* Without the feature, the kernel's root of 64K pages is used in part. */
	levels[i - 1].bits = (folds ? va_bits : HOST_VA_BITS) -
			     levels[i - 1].shift;
	/* It stands for all above it, but what folds at run time does not count. */
	if (!folds)
		levels[i - 1].depth = 0;

	/* Address bits of LPA2 alone. */
	reserved_bits = lpa2 ? 0 : 3ull << 48;
	table_align = 1 << HOST_PAGE_SHIFT;
	table_entries = 1 << bits;
	root_entries = 1 << levels[i - 1].bits;
}

static bool is_leaf(unsigned int level, u64 raw)
{
	switch (level) {
	case PTE:
		return true;
	case PUD:
		if (HOST_PAGE_SHIFT == 16)
			return false;
		fallthrough;
	case PMD:
		return (raw & VALID) ? !(raw & TABLE) : raw & NG;
	default:
		return false;
	}
}

enum mm_walk_kind entry_kind(unsigned int level, u64 raw)
{
	if (raw == 0)
		return MM_WALK_HOLE;
	if (is_leaf(level, raw))
		return MM_WALK_LEAF;
	if (!(raw & VALID))
		return MM_WALK_LEAF;
	return raw & TABLE ? MM_WALK_TABLE : MM_WALK_BAD;
}

bool entry_maps(unsigned int level, u64 raw)
{
	return is_leaf(level, raw);
}

u64 entry_bits(unsigned int level, u64 raw)
{
	return raw;
}

bool entry_present(unsigned int level, u64 raw)
{
	return raw & (VALID | NG);
}

static u64 bits(u64 raw, unsigned int high, unsigned int low)
{
	return raw << (63 - high) >> (63 - high + low);
}

static phys_addr_t address(u64 raw)
{
	/* OA[49:page], and with LPA2 OA[51:50] in 9:8. */
	if (lpa2)
		return bits(raw, 49, HOST_PAGE_SHIFT) << HOST_PAGE_SHIFT |
		       bits(raw, 9, 8) << 50;
	/* OA[47:16], and of 52 bits OA[51:48] in 15:12. */
	if (HOST_PAGE_SHIFT == 16 && HOST_VA_BITS == 52)
		return bits(raw, 47, 16) << 16 | bits(raw, 15, 12) << 48;
	return bits(raw, 47, HOST_PAGE_SHIFT) << HOST_PAGE_SHIFT;
}

/* Each entry of a contiguous group has the address of its own. */
unsigned long entry_pfn(unsigned int level, u64 raw, unsigned long addr)
{
	u64 size = 1ull << levels[level].shift;

	(void)addr;
	return address(raw) / size * size >> HOST_PAGE_SHIFT;
}

phys_addr_t entry_table(u64 raw)
{
	return address(raw);
}

/* Which bits are an output address's, or must be 0 for want of one. */
static u64 address_bits(void)
{
	u64 mask = (1ull << 50) - (1ull << 12);

	return lpa2 ? mask | 3 << 8 : mask;
}

/* All but the type and the address. */
static u64 any_attributes(void)
{
	/*
	 * PXN, UXN, contiguous; DBM and AP[2]; software's; of tables, PXNTable,
	 * UXNTable, APTable; nG, AF, SH, AP, AttrIndx
	 */
	static const u64 few[] = {
		3ull << 53, 7ull << 52, 1ull << 51 | 1 << 7, 15ull << 55,
		15ull << 59, 0xffc,
	};
	u64 val = rnd() & ~address_bits() & ~3ull;

	return one_in(2) ? val : val & few[rnd_below(ARRAY_SIZE(few))];
}

u64 make_table(phys_addr_t table)
{
	return table | TABLE | VALID | any_attributes();
}

static u64 any_frame(void)
{
	/* Bits 49:48 are no address bits before LPA2, and must be 0. */
	u64 frame = rnd() & address_bits() & (lpa2 ? -1 : ~(3ull << 48));

	/* Below the page, only 64K pages with 52 bits have one. */
	if (HOST_PAGE_SHIFT != 16 || HOST_VA_BITS != 52)
		frame &= ~((1ull << HOST_PAGE_SHIFT) - (1ull << 12));
	return one_in(4) ? frame & 0x7fffffff : frame;
}

u64 make_leaf(bool huge)
{
	return any_frame() | any_attributes() | VALID | (huge ? 0 : TABLE);
}

/* Neither valid nor what Linux takes for present; as a rule not 0. */
u64 make_absent(void)
{
	u64 val = (any_frame() | any_attributes()) & ~(VALID | NG);

	return one_in(2) ? val | TABLE : val | 1ull << 55;
}

/* A block, at levels that have none. */
u64 make_bad(void)
{
	return make_leaf(true);
}

u64 make_entry(phys_addr_t table)
{
	switch (rnd_below(10)) {
	case 0:
		return make_absent();
	case 1:
		return (make_leaf(one_in(2)) & ~VALID) | NG;	/* PROT_NONE */
	case 2:
		return 1ull << (55 + rnd_below(4));	/* nothing that prints */
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

/* Attributes of kernel pages: AF, inner shareable, normal memory, UXN. */
u64 plain_leaf(unsigned int nr, phys_addr_t frame)
{
	static const u64 attributes[] = {
		0x0060000000000783,	/* PXN, read-only */
		0x0060000000000703,	/* PXN */
		0x0040000000000783,	/* read-only */
		0x0040000000000703,	/* neither: W+X */
		0,
		0x006000000000078f,	/* PXN, read-only, device memory */
	};

	if (!attributes[nr % 6])
		return 0;
	/* SH is not there with LPA2. */
	return frame | (attributes[nr % 6] & ~(lpa2 ? 3ull << 8 : 0));
}

/* With PXNTable, UXNTable, and AF, which is reserved in a table. */
u64 plain_table(phys_addr_t table, unsigned int nr)
{
	static const u64 values[] = { 3, 1ull << 59 | 3, 1ull << 60 | 3, 0x403 };

	return table | values[nr % 4];
}

unsigned long half_first(bool upper)
{
	return upper ? -1ul << va_bits : 0;
}

unsigned long half_last(bool upper)
{
	return upper ? -1ul : (1ul << va_bits) - 1;
}
