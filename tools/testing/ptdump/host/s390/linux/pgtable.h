/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_S390_PGTABLE_H
#define _PTDUMP_HOST_S390_PGTABLE_H

/*
 * The parts of the kernel that arch/s390/include/asm/mm_walk.h uses. Entries of a
 * root have their table's type in bits 3:2 (z/Architecture Principles of Operation,
 * "Region-Table Entries" and "Segment-Table Entries": bits 60-61, TT).
 */
#define _REGION_ENTRY_TYPE_MASK	0x0c
#define _REGION_ENTRY_TYPE_R1	0x0c
#define _REGION_ENTRY_TYPE_R2	0x08
#define _REGION_ENTRY_TYPE_R3	0x04

typedef struct { unsigned long pgd; } pgd_t;

#define pgd_val(x)		((x).pgd)
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))

#endif /* _PTDUMP_HOST_S390_PGTABLE_H */
