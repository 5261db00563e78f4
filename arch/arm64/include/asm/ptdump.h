/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_ARM64_PTDUMP_H
#define _ASM_ARM64_PTDUMP_H

#include <linux/ptdump.h>

/* The names that drivers shared with 32-bit Arm know. */
#define addr_marker	ptdump_marker
#define ptdump_info	ptdump_target

struct ptdump_target;

#ifdef CONFIG_PTDUMP
/**
 * struct ptdump_prot_bits - one column of a line
 * @mask: the bits
 * @val: their value
 * @set: printed where they have that value
 * @clear: printed where they have not; NULL: no column then
 */
struct ptdump_prot_bits {
	ptval_t mask;
	ptval_t val;
	const char *set;
	const char *clear;
};

/**
 * struct ptdump_format - how entries are printed, for one stage of translation
 * @bits: the columns
 * @nr_bits: how many
 * @levels: names of the levels, by depth
 */
struct ptdump_format {
	const struct ptdump_prot_bits *bits;
	unsigned int nr_bits;
	const char * const *levels;
};

ptval_t ptdump_format_mask(const struct ptdump_format *format);
void ptdump_turn(struct ptdump *pd, const struct ptdump_format *format,
		 const struct ptdump_run *next);
#endif /* CONFIG_PTDUMP */

#ifdef CONFIG_PTDUMP_DEBUGFS
#define EFI_RUNTIME_MAP_END	DEFAULT_MAP_WINDOW_64
void __init ptdump_debugfs_register(struct ptdump_target *info, const char *name);
#else
static inline void ptdump_debugfs_register(struct ptdump_target *info,
					   const char *name) { }
#endif

#endif /* _ASM_ARM64_PTDUMP_H */
