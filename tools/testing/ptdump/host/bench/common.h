/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_BENCH_COMMON_H
#define _PTDUMP_BENCH_COMMON_H

#include <host-dump.h>

#include <time.h>

/* Where x86-64 with 4 levels has them. */
#define LDT_AREA	0xffff880000000000
#define DIRECT_MAP	0xffff888000000000
#define VMALLOC_AREA	0xffffc90000000000
#define VMEMMAP_AREA	0xffffea0000000000
#define SHADOW		0xffffec0000000000
#define SHADOW_END	0xfffffc0000000000
#define CPU_ENTRY	0xfffffe0000000000
#define ESPFIX_AREA	0xffffff0000000000
#define EFI_AREA_END	0xffffffef00000000
#define KERNEL_IMAGE	0xffffffff80000000
#define MODULES		0xffffffffa0000000
#define MODULES_LAST	0xffffffffff000000
#define FIXMAP		0xffffffffff200000

/* Present, accessed; writable; dirty; huge; not executable: as in SDM vol. 3. */
#define TABLE_FLAGS	0x63ULL
#define LEAF_FLAGS	0x8000000000000163ULL
#define RO_FLAGS	0x8000000000000161ULL
#define HUGE		0x80ULL

extern pgd_t init_top_pgt[];

bool ptdump_walk_pgd_level_checkwx(void);

double seconds(void);

#endif /* _PTDUMP_BENCH_COMMON_H */
