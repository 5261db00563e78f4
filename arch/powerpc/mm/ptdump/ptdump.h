/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/bitops.h>
#include <linux/ptdump.h>
#include <linux/seq_file.h>

/* The attributes of an entry, in the format of this MMU. */
extern const struct ptdump_column ptdump_columns[];
extern const unsigned int ptdump_nr_columns;

/* For bats.c: print a size, not 0, in the largest unit of which it is a multiple. */
static inline void pt_dump_size(struct seq_file *m, unsigned long size)
{
	unsigned int unit = __ffs(size) / 10;

	seq_printf(m, "%9lu%c ", size >> (10 * unit), " KMGTPE"[unit]);
}
