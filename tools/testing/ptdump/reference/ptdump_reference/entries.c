// SPDX-License-Identifier: GPL-2.0
/*
 * Entries that the base's dumper shows wrong: those that are neither none, nor a
 * leaf, nor a table, which it swallows into the line before, and those of huge
 * pages with PAT, which it does not print. Under debugfs/ptdump_reference:
 *
 * swallowed/NAME	a line each for the tables that file NAME of the dumper
 *			shows: start, end, depth and attributes, in hex
 * not_present		write 1: make a huge leaf of the direct map such an entry,
 *			0: make it whole again. Reads back its address, or 0.
 * huge_pat		write 1: set PAT in a huge leaf of the direct map, whose memory
 *			type stays write-back; 0: clear PAT. Reads back the address
 *			of the leaf, or 0.
 */
#include <linux/cleanup.h>
#include <linux/debugfs.h>
#include <linux/efi.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/set_memory.h>

#include <asm/tlbflush.h>

#include "debugfs.h"

/* @depth as the dumper reports it: of levels that are folded, the highest. */
static void show(struct seq_file *m, unsigned long start, unsigned long end,
		 int depth, u64 attributes)
{
	if (depth == 3 && PTRS_PER_PMD == 1)
		depth = 2;
	if (depth == 2 && PTRS_PER_PUD == 1)
		depth = 1;
	if (depth == 1 && PTRS_PER_P4D == 1)
		depth = 0;
	seq_printf(m, "%lx %lx %x %llx\n", start, end, depth, attributes);
}

static void show_pmds(struct seq_file *m, pud_t *pud, unsigned long addr,
		      unsigned long end)
{
	pmd_t *pmd = pmd_offset(pud, addr);
	unsigned long next;

	do {
		next = pmd_addr_end(addr, end);
		if (!pmd_none(*pmd) && !pmd_present(*pmd))
			show(m, addr, next, 3, pmd_flags(*pmd));
	} while (pmd++, addr = next, addr != end);
}

static void show_puds(struct seq_file *m, p4d_t *p4d, unsigned long addr,
		      unsigned long end)
{
	pud_t *pud = pud_offset(p4d, addr);
	unsigned long next;

	do {
		next = pud_addr_end(addr, end);
		if (pud_none(*pud) || pud_leaf(*pud))
			continue;
		if (pud_present(*pud))
			show_pmds(m, pud, addr, next);
		else
			show(m, addr, next, 2, pud_flags(*pud));
	} while (pud++, addr = next, addr != end);
}

static void show_p4ds(struct seq_file *m, pgd_t *pgd, unsigned long addr,
		      unsigned long end)
{
	p4d_t *p4d = p4d_offset(pgd, addr);
	unsigned long next;

	do {
		next = p4d_addr_end(addr, end);
		if (p4d_present(*p4d))
			show_puds(m, p4d, addr, next);
	} while (p4d++, addr = next, addr != end);
}

/* A hypervisor has tables of its own there, whose frames the kernel cannot reach. */
static bool in_guard_hole(unsigned long addr)
{
#ifdef GUARD_HOLE_END_ADDR
	return addr >= GUARD_HOLE_BASE_ADDR && addr < GUARD_HOLE_END_ADDR;
#else
	return false;
#endif
}

static int swallowed_show(struct seq_file *m, void *v)
{
	struct mm_struct *mm = m->private ?: current->mm;
	u8 bits = PGDIR_SHIFT + ilog2(PTRS_PER_PGD);
	unsigned long addr;
	unsigned int i;

	if (!mm->pgd)
		return 0;
	mmap_write_lock(mm);
	if (mm != &init_mm)
		mmap_write_lock_nested(&init_mm, SINGLE_DEPTH_NESTING);
	for (i = 0; i < PTRS_PER_PGD; i++) {
		addr = __canonical_address(i * PGDIR_SIZE, bits);
		if (pgd_present(mm->pgd[i]) && !in_guard_hole(addr))
			show_p4ds(m, mm->pgd + i, addr, addr + PGDIR_SIZE);
	}
	if (mm != &init_mm)
		mmap_write_unlock(&init_mm);
	mmap_write_unlock(mm);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(swallowed);

static DEFINE_MUTEX(not_present_mutex);
static struct page *not_present_page;

#define PAGES_A_LEAF	(PMD_SIZE / PAGE_SIZE)
#define LEAF_ORDER	(PMD_SHIFT - PAGE_SHIFT)

static int not_present_set(void *data, u64 on)
{
	unsigned long addr;
	int err;

	guard(mutex)(&not_present_mutex);
	if (on == !!not_present_page)
		return 0;
	if (on) {
		not_present_page = alloc_pages(GFP_KERNEL, LEAF_ORDER);
		if (!not_present_page)
			return -ENOMEM;
	}
	addr = (unsigned long)page_address(not_present_page);
	err = on ? set_memory_np(addr, PAGES_A_LEAF) :
		   set_memory_p(addr, PAGES_A_LEAF);
	if (!err && on)
		return 0;
	/* A page that is not there must not be used again. */
	if (!err)
		__free_pages(not_present_page, LEAF_ORDER);
	not_present_page = NULL;
	return err;
}

static int not_present_get(void *data, u64 *addr)
{
	guard(mutex)(&not_present_mutex);
	*addr = not_present_page ?
		(unsigned long)page_address(not_present_page) : 0;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(not_present_fops, not_present_get, not_present_set,
			 "0x%llx\n");

static DEFINE_MUTEX(huge_pat_mutex);
static struct page *huge_pat_page;

/* PAT alone is the fifth of the memory types, WB by reset and in Linux's table. */
static int flip_pat(unsigned long addr)
{
	unsigned int level;
	pmd_t *pmd = (pmd_t *)lookup_address(addr, &level);

	if (!pmd || level != PG_LEVEL_2M)
		return -EIO;
	set_pmd(pmd, __pmd(pmd_val(*pmd) ^ _PAGE_PAT_LARGE));
	flush_tlb_kernel_range(addr, addr + PMD_SIZE);
	return 0;
}

static int huge_pat_set(void *data, u64 on)
{
	unsigned long addr;
	int err = 0;

	guard(mutex)(&huge_pat_mutex);
	if (on == !!huge_pat_page)
		return 0;
	if (on) {
		huge_pat_page = alloc_pages(GFP_KERNEL, LEAF_ORDER);
		if (!huge_pat_page)
			return -ENOMEM;
	}
	addr = (unsigned long)page_address(huge_pat_page);
	/* This splits a larger leaf. */
	if (on)
		err = set_memory_np(addr, PAGES_A_LEAF) ?:
		      set_memory_p(addr, PAGES_A_LEAF);
	err = err ?: flip_pat(addr);
	if (!err && on)
		return 0;
	if (!err)
		__free_pages(huge_pat_page, LEAF_ORDER);
	huge_pat_page = NULL;
	return err;
}

static int huge_pat_get(void *data, u64 *addr)
{
	guard(mutex)(&huge_pat_mutex);
	*addr = huge_pat_page ? (unsigned long)page_address(huge_pat_page) : 0;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(huge_pat_fops, huge_pat_get, huge_pat_set, "0x%llx\n");

static int __init ptdump_entries_init(void)
{
	struct dentry *dir = (debugfs_create_dir)("swallowed",
						  ptdump_reference_dir());

	debugfs_create_file("kernel", 0400, dir, &init_mm, &swallowed_fops);
	debugfs_create_file("current_kernel", 0400, dir, NULL, &swallowed_fops);
	if (IS_ENABLED(CONFIG_EFI) && IS_ENABLED(CONFIG_X86_64))
		debugfs_create_file("efi", 0400, dir, &efi_mm, &swallowed_fops);
	debugfs_create_file("not_present", 0600, NULL, NULL, &not_present_fops);
	debugfs_create_file("huge_pat", 0600, NULL, NULL, &huge_pat_fops);
	return 0;
}
device_initcall(ptdump_entries_init);
