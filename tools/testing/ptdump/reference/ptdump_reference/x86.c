// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests need on x86 only, beside the files of control.c:
 *
 * user_check   the W+X check of the user half of PTI's tables. Write 0: ours,
 *              1: the base's.
 * split        write 1: map the direct map of memory with base pages only.
 * log_dump     the dump of init_mm to the log. Write 0: ours, 1: the base's.
 *
 * And both dump to the log early at boot, as EFI_PGT_DUMP does: each between
 * lines "ptdump_reference: begin NAME" and "ptdump_reference: end".
 */
#include <linux/debugfs.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>

#include "debugfs.h"

void stock_ptdump_walk_pgd_level(struct seq_file *m, struct mm_struct *mm);
void stock_ptdump_walk_user_pgd_level_checkwx(void);

static int user_check_set(void *data, u64 stock)
{
	if (stock)
		stock_ptdump_walk_user_pgd_level_checkwx();
	else
		ptdump_walk_user_pgd_level_checkwx();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(user_check_fops, NULL, user_check_set, "%llu\n");

static int log_dump_set(void *data, u64 stock)
{
	if (stock)
		stock_ptdump_walk_pgd_level(NULL, &init_mm);
	else
		ptdump_walk_pgd_level(NULL, &init_mm);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(log_dump_fops, NULL, log_dump_set, "%llu\n");

/* A huge leaf at a time; what holds a hole has no such leaf. */
static int split_set(void *data, u64 val)
{
	unsigned long pfn, addr;
	unsigned int level;
	int err = -ENOENT;

	for (pfn = 0; pfn < max_pfn; pfn += PTRS_PER_PTE) {
		if (!pfn_range_is_mapped(pfn, pfn + PTRS_PER_PTE))
			continue;
		addr = (unsigned long)__va(PFN_PHYS(pfn));
		err = set_memory_4k(addr, PTRS_PER_PTE);
		if (err)
			return err;
		if (!lookup_address(addr, &level) || level != PG_LEVEL_4K)
			return -EIO;
		cond_resched();
	}
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(split_fops, NULL, split_set, "%llu\n");

/*
 * The base's areas are not located yet: that is a later initcall. Both dump again
 * when a stack was mapped meanwhile, for a thread that somebody needed.
 */
static int __init ptdump_reference_early(void)
{
	struct mm_struct *mm = &init_mm;
	unsigned int tries = 5;
	unsigned long pages;

	if (!IS_ENABLED(CONFIG_EFI_PGT_DUMP))
		return 0;
	if (IS_ENABLED(CONFIG_X86_64) && efi_enabled(EFI_RUNTIME_SERVICES))
		mm = &efi_mm;
	do {
		pages = global_node_page_state(NR_VMALLOC);
		pr_info("ptdump_reference: begin stock\n");
		stock_ptdump_walk_pgd_level(NULL, mm);
		pr_info("ptdump_reference: end\n");
		pr_info("ptdump_reference: begin ours\n");
		ptdump_walk_pgd_level(NULL, mm);
		pr_info("ptdump_reference: end\n");
	} while (global_node_page_state(NR_VMALLOC) != pages && --tries);
	return 0;
}
early_initcall(ptdump_reference_early);

static int __init ptdump_reference_x86_init(void)
{
	debugfs_create_file("user_check", 0200, NULL, NULL, &user_check_fops);
	debugfs_create_file("log_dump", 0200, NULL, NULL, &log_dump_fops);
	if (IS_ENABLED(CONFIG_X86_64))
		debugfs_create_file("split", 0200, NULL, NULL, &split_fops);
	return 0;
}
device_initcall(ptdump_reference_x86_init);
