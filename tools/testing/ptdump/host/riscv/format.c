// SPDX-License-Identifier: GPL-2.0
/*
 * Page tables after the RISC-V privileged specification, chapter "Supervisor-
 * Level ISA": bits 7:0 are D A G U X W R V, 9:8 are software's (RSW), then comes
 * the page number; 62:61 are the memory type (Svpbmt), 63 says that an entry is
 * one of several for a larger page (Svnapot). A valid entry of which R, W and X
 * are 0 points to a table, else it is a leaf, at any level. With it, what Linux
 * adds: a PMD with R, W or X is a leaf also while it is not valid.
 *
 * A CPU without these two extensions reserves bits 63:61 ("-off"). Bits 63:59 of
 * T-Head's C9xx are SO (strong order), C (cacheable), B (bufferable), SH
 * (shareable) and Sec (trustable), by its user manual ("-thead").
 */
#include <string.h>

#include "../arena.h"
#include "../format.h"
#include "../rnd.h"

#define V	0x01u
#define RWX	0x0eu
#define G	0x20u

#define PMA_THEAD	(14ull << 59)	/* C, B, SH: ordinary memory */

#if CONFIG_PGTABLE_LEVELS == 2
struct level levels[5] = {
	{ PE_SIZE_PTE, 12, 10, 4, 4, KINDS_PTE },
	{ PE_SIZE_PMD, 22, 10, 3, 0, KINDS_HUGE },
};
unsigned int nr_levels = 2;
const char *const format_names[] = { "riscv-sv32", NULL };

unsigned int entry_bytes = 4, table_entries = 1024, root_entries = 1024;
#define PPN_BITS	22
#define HIGH_BITS	0

#else
struct level levels[5] = {
	{ PE_SIZE_PTE, 12, 9, 4, 4, KINDS_PTE },
	{ PE_SIZE_PMD, 21, 9, 3, 3, KINDS_HUGE },
	{ PE_SIZE_PUD, 30, 9, 2, 2, KINDS_HUGE },
	{ PE_SIZE_P4D, 39, 9, 1, 1, KINDS_HUGE },
	{ PE_SIZE_PGD, 48, 9, 0, 0, KINDS_HUGE },
};
unsigned int nr_levels = 5;
const char *const format_names[] = {
	"riscv-sv39", "riscv-sv48", "riscv-sv57", "riscv-sv39-thead",
	"riscv-sv48-off", NULL
};

unsigned int entry_bytes = 8, table_entries = 512, root_entries = 512;
#define PPN_BITS	44
#define HIGH_BITS	(1023ull << 54)

bool pgtable_l4_enabled, pgtable_l5_enabled;
enum host_cpu host_cpu;
#endif

unsigned int table_align = 4096;
const u64 special_bit = 1 << 8;		/* Linux's, of RSW */

void format_init(const char *name)
{
#if CONFIG_PGTABLE_LEVELS == 5
	nr_levels = strstr(name, "sv39") ? 3 : strstr(name, "sv48") ? 4 : 5;
	pgtable_l4_enabled = nr_levels > 3;
	pgtable_l5_enabled = nr_levels > 4;
	host_cpu = strstr(name, "-thead") ? HOST_THEAD :
		   strstr(name, "-off") ? HOST_NO_EXTENSION : HOST_STANDARD;
#endif
}

enum mm_walk_kind entry_kind(unsigned int level, u64 raw)
{
	if (raw == 0)
		return MM_WALK_HOLE;
	if (level == 0)
		return MM_WALK_LEAF;
	return (raw & V) && !(raw & RWX) ? MM_WALK_TABLE : MM_WALK_LEAF;
}

bool entry_maps(unsigned int level, u64 raw)
{
	return level == 0 || ((raw & RWX) && ((raw & V) || level == 1));
}

u64 entry_bits(unsigned int level, u64 raw)
{
	return raw;
}

/* G without V: PROT_NONE; a PMD with R, W or X, too */
bool entry_present(unsigned int level, u64 raw)
{
	return level || (raw & (V | G));
}

static u64 ppn(u64 raw)
{
	return raw >> 10 & ((1ull << PPN_BITS) - 1);
}

unsigned long entry_pfn(unsigned int level, u64 raw, unsigned long addr)
{
	u64 frame = ppn(raw);
	u64 pages = 1ull << (levels[level].shift - 12);

	/*
	 * A NAPOT entry translates all of a naturally aligned range: of the number
	 * the lowest 1 and what follows are replaced by bits of the address.
	 */
	if (level == 0 && host_cpu == HOST_STANDARD && raw >> 63) {
		u64 size = 2 * (frame & -frame);

		/* a number without a 1 is reserved */
		return size ? frame - size / 2 + (addr >> 12) % size : addr >> 12;
	}
	/* Linux rounds down what is not aligned at the two levels it knows. */
	return level < 3 ? frame - frame % pages : frame;
}

phys_addr_t entry_table(u64 raw)
{
	return ppn(raw) << 12;
}

/* RSW, D, A, G, U; N, memory type and what is reserved. */
static u64 any_flags(void)
{
	static const u64 thead[] = { PMA_THEAD, 6ull << 59, 18ull << 59, 0 };
	u64 flags = rnd() & (HIGH_BITS | 0x3f0);

	if (host_cpu == HOST_THEAD && one_in(2))
		return (flags & 0x3f0) | thead[rnd_below(4)];
	return one_in(2) ? flags : flags & (1ull << 63 | 0x0f0);
}

u64 make_table(phys_addr_t table)
{
	return table >> 12 << 10 | V | any_flags();
}

/* A leaf, at any level: R, W, X, and all of them. */
u64 make_leaf(bool huge)
{
	static const u64 rights[] = { 2, 8, 6, 10, 14, 4, 12 };
	u64 frame = rnd() & ((1ull << PPN_BITS) - 1);

	if (one_in(4))
		frame &= 0x7ffff;
	return frame << 10 | rights[rnd_below(7)] | V | any_flags();
}

/* Neither valid nor a leaf, and yet not 0. */
u64 make_absent(void)
{
	return (make_leaf(false) & ~(u64)(V | RWX | G)) | 0x40;
}

/* No value is reserved that Linux does not take for a leaf. */
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
		return make_leaf(true) & ~(u64)V;
	case 2:
		return one_in(2) ? G : 1 << 10;	/* PROT_NONE; nothing that prints */
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

/* D, A, G of kernel pages: read-only; writable; executable; W+X; none; user's. */
u64 plain_leaf(unsigned int nr, phys_addr_t frame)
{
	static const u64 values[] = { 0xe3, 0xe7, 0xeb, 0xef, 0, 0xf3 };

	u64 type = host_cpu == HOST_THEAD ? PMA_THEAD : 0;

	return values[nr % 6] ? type | frame >> 12 << 10 | values[nr % 6] : 0;
}

u64 plain_table(phys_addr_t table, unsigned int nr)
{
	return table >> 12 << 10 | V | (nr % 4) << 8;
}

unsigned long half_first(bool upper)
{
	if (CONFIG_PGTABLE_LEVELS == 2)
		return 0;
	return upper ? -1ul << (levels[nr_levels - 1].shift + 8) : 0;
}

unsigned long half_last(bool upper)
{
	if (CONFIG_PGTABLE_LEVELS == 2)
		return -1ul;
	return upper ? -1ul : (1ul << (levels[nr_levels - 1].shift + 8)) - 1;
}
