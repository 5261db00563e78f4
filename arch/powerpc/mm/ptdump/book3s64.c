// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper: the attributes of 64-bit Book3S, radix and hash.
 */

#include <linux/kernel.h>
#include <linux/pgtable.h>

#include "ptdump.h"

const struct ptdump_column ptdump_columns[] = {
	PTDUMP_BITS(_PAGE_PRIVILEGED, 0, "user"),
	PTDUMP_FLAG(_PAGE_READ, "r"),
	PTDUMP_FLAG(_PAGE_WRITE, "w"),
	PTDUMP_FLAG(_PAGE_EXEC, " X "),
	PTDUMP_FLAG(_PAGE_PTE, "pte"),
	PTDUMP_FLAG(_PAGE_PRESENT, "valid"),
	PTDUMP_BITS(_PAGE_PRESENT | _PAGE_INVALID, 0, "       ", .clear = "present"),
	PTDUMP_FLAG(H_PAGE_HASHPTE, "hpte"),
	PTDUMP_FLAG(_PAGE_DIRTY, "dirty"),
	PTDUMP_FLAG(_PAGE_ACCESSED, "accessed"),
	PTDUMP_FLAG(_PAGE_NON_IDEMPOTENT, "non-idempotent"),
	PTDUMP_FLAG(_PAGE_TOLERANT, "tolerant"),
	PTDUMP_FLAG(H_PAGE_BUSY, "busy", .clear = ""),
#ifdef CONFIG_PPC_64K_PAGES
	PTDUMP_FLAG(H_PAGE_COMBO, "combo", .clear = ""),
	PTDUMP_FLAG(H_PAGE_4K_PFN, "4K_pfn", .clear = ""),
#else
	{ .mask = H_PAGE_F_GIX, .number = "f_gix:%llx", .shift = H_PAGE_F_GIX_SHIFT },
	PTDUMP_FLAG(H_PAGE_F_SECOND, "f_second", .clear = ""),
#endif
	PTDUMP_FLAG(_PAGE_SPECIAL, "special", .clear = ""),
};

const unsigned int ptdump_nr_columns = PTDUMP_NR_COLUMNS(ptdump_columns);
