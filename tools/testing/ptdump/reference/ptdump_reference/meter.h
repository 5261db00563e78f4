/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PTDUMP_REFERENCE_METER_H
#define PTDUMP_REFERENCE_METER_H

#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/ptdump.h>
#include <linux/timekeeping.h>

/**
 * struct ptdump_meter - how often a dumper walked, and how it held its locks
 * @walks: how often it began to walk, 0 if it takes the locks once a walk
 * @periods: how often it took and released them
 * @longest: longest period, in ns
 * @since: when the current period began
 * @entries: how many entries its walk has read; not read here of stock, which
 *	would pay for it at each of them
 * @tables: how many tables; likewise
 *
 * One dump at a time: two would mix their times, which does no other harm. KCSAN
 * would report that, so its kernels have no meter.
 */
struct ptdump_meter {
	u64 walks;
	u64 periods;
	u64 longest;
	u64 since;
	u64 entries;
	u64 tables;
};

extern struct ptdump_meter ptdump_meter_stock, ptdump_meter_ours;

#if defined(PTDUMP_METER) && !defined(CONFIG_KCSAN)
/* Both dumpers take the hotplug lock first, and release it last. */
static inline void ptdump_meter_get_online_mems(void)
{
	get_online_mems();
	PTDUMP_METER.since = ktime_get_ns();
}

static inline void ptdump_meter_put_online_mems(void)
{
	u64 held = ktime_get_ns() - PTDUMP_METER.since;

	PTDUMP_METER.longest = max(PTDUMP_METER.longest, held);
	PTDUMP_METER.periods++;
	put_online_mems();
}

#define arch_ptdump_begin(pd) \
	(PTDUMP_METER.walks++, arch_ptdump_begin(pd))
#define get_online_mems() ptdump_meter_get_online_mems()
#define put_online_mems() ptdump_meter_put_online_mems()
#endif

#if defined(PTDUMP_METER_WALK) && !defined(CONFIG_KCSAN)
#include <linux/kasan-checks.h>
#include <linux/mm_walk.h>

/*
 * In the walk itself: it goes on by way of the meter, and asks for a table as a
 * whole, once, before it reads what is in it.
 */
bool ptdump_meter_walk_next(struct mm_walk_state *state);

#define __mm_walk_next ptdump_meter_walk_next
#define __kasan_check_read(ptr, size) \
	(ptdump_meter_ours.tables++, __kasan_check_read(ptr, size))
#endif

#endif /* PTDUMP_REFERENCE_METER_H */
