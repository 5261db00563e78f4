/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_S390_MM_WALK_H
#define _ASM_S390_MM_WALK_H

#include <linux/pgtable.h>

/*
 * Where upper levels are folded, the root is a table of the level below, which
 * the type of its entries tells: p?d_offset() then adds no index.
 */
#define mm_walk_pgd_offset(root, addr)	pgd_offset_raw(root, addr)

#include <asm-generic/mm_walk.h>

#endif /* _ASM_S390_MM_WALK_H */
