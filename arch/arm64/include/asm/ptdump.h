/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_ARM64_PTDUMP_H
#define _ASM_ARM64_PTDUMP_H

#include <linux/ptdump.h>

/* The names that drivers shared with 32-bit Arm use. */
#define addr_marker	ptdump_marker
#define ptdump_info	ptdump_target

struct ptdump_target;

/* Both stages of translation have this layout, and this column. */
#define PTDUMP_ARM64_LAYOUT(_columns)		\
	.columns = (_columns),			\
	.nr_columns = PTDUMP_NR_COLUMNS(_columns),	\
	.gap = "   ",				\
	.separator = " ",			\
	.present = ~0ULL,			\
	.absent = PTDUMP_NO_COLUMNS,		\
	.markers = 2,				\
	.first_markers = 1
#define PTDUMP_ARM64_BLK \
	{ PMD_TYPE_MASK, PMD_TYPE_SECT, "BLK" }

#ifdef CONFIG_PTDUMP_DEBUGFS
#define EFI_RUNTIME_MAP_END	DEFAULT_MAP_WINDOW_64
void __init ptdump_debugfs_register(struct ptdump_target *info, const char *name);
#else
static inline void ptdump_debugfs_register(struct ptdump_target *info,
					   const char *name) { }
#endif

#endif /* _ASM_ARM64_PTDUMP_H */
