/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_S390_MM_WALK_H
#define _ASM_S390_MM_WALK_H

#include <linux/pgtable.h>

/*
 * Where upper levels are folded, the root is a table of the level below, which
 * the type of its entries tells, those of holes too: the kernel's own mm has no
 * asce_limit for mm_p?d_folded() to go by. p?d_offset() adds no index there.
 */
#define mm_walk_root_type(state) \
	(pgd_val(READ_ONCE(*(state)->root)) & _REGION_ENTRY_TYPE_MASK)

#define mm_walk_p4d_folded(state) \
	(mm_walk_root_type(state) < _REGION_ENTRY_TYPE_R1)
#define mm_walk_pud_folded(state) \
	(mm_walk_root_type(state) < _REGION_ENTRY_TYPE_R2)
#define mm_walk_pmd_folded(state) \
	(mm_walk_root_type(state) < _REGION_ENTRY_TYPE_R3)

/* A table of regions or segments translates 31 bits, and 11 more with each level. */
#define mm_walk_range_valid(state, first, last)				\
	((void)(first),							\
	 (last) <= ~0UL >> ((_REGION_ENTRY_TYPE_R1 -			\
			     mm_walk_root_type(state)) / 4 * 11))

#define mm_walk_pgd_offset(root, addr)	pgd_offset_raw(root, addr)

#include <asm-generic/mm_walk.h>

#endif /* _ASM_S390_MM_WALK_H */
