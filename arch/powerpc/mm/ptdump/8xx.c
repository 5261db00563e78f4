// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper: the attributes of the 8xx.
 */

#include <linux/kernel.h>
#include <linux/pgtable.h>

#include "ptdump.h"

const struct ptdump_column ptdump_columns[] = {
#ifdef CONFIG_PPC_16K_PAGES
	PTDUMP_FLAG(_PAGE_HUGE, "huge"),
#else
	PTDUMP_FLAG(_PAGE_SPS, "huge"),
#endif
	PTDUMP_VALUE(_PAGE_RO | _PAGE_NA, 0, "rw"),
	PTDUMP_VALUE(_PAGE_RO | _PAGE_NA, _PAGE_RO, "r "),
	PTDUMP_VALUE(_PAGE_RO | _PAGE_NA, _PAGE_NA, "  "),
	PTDUMP_FLAG(_PAGE_EXEC, " X "),
	PTDUMP_FLAG(_PAGE_PRESENT, "present"),
	PTDUMP_FLAG(_PAGE_GUARDED, "guarded"),
	PTDUMP_FLAG(_PAGE_DIRTY, "dirty"),
	PTDUMP_FLAG(_PAGE_ACCESSED, "accessed"),
	PTDUMP_FLAG(_PAGE_NO_CACHE, "no cache"),
	PTDUMP_FLAG(_PAGE_SPECIAL, "special", .clear = ""),
};

const unsigned int ptdump_nr_columns = PTDUMP_NR_COLUMNS(ptdump_columns);
