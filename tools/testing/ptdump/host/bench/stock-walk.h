/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_BENCH_STOCK_WALK_H
#define _PTDUMP_BENCH_STOCK_WALK_H

#include <stdbool.h>
#include <stdint.h>

/* The base's, compiled twice, under names of their own. */
uint64_t stock_sum(unsigned long start);
uint64_t retpoline_sum(unsigned long start);
bool stock_ptdump_walk_pgd_level_checkwx(void);
bool retpoline_ptdump_walk_pgd_level_checkwx(void);

#endif /* _PTDUMP_BENCH_STOCK_WALK_H */
