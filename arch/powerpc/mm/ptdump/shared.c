// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper: the attributes of 32-bit Book3S, e500 and 44x.
 */

#include <linux/kernel.h>
#include <linux/pgtable.h>

#include "ptdump.h"

/* On e500, a permission is two bits: r and w print if any of the two is set. */
const struct ptdump_column ptdump_columns[] = {
	{ _PAGE_READ, 0, " ", "r" },
	{ _PAGE_WRITE, 0, " ", "w" },
	PTDUMP_FLAG(_PAGE_EXEC, " X "),
	PTDUMP_FLAG(_PAGE_PRESENT, "present"),
	PTDUMP_FLAG(_PAGE_COHERENT, "coherent"),
	PTDUMP_FLAG(_PAGE_GUARDED, "guarded"),
	PTDUMP_FLAG(_PAGE_DIRTY, "dirty"),
	PTDUMP_FLAG(_PAGE_ACCESSED, "accessed"),
	PTDUMP_FLAG(_PAGE_WRITETHRU, "write through"),
	PTDUMP_FLAG(_PAGE_NO_CACHE, "no cache"),
	PTDUMP_FLAG(_PAGE_SPECIAL, "special", .clear = ""),
};

const unsigned int ptdump_nr_columns = PTDUMP_NR_COLUMNS(ptdump_columns);
