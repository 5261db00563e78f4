// SPDX-License-Identifier: GPL-2.0
/*
 * The files of the tests that only s390 has, beside the files of control.c:
 *
 * ro_table     write 1: map a page, writable and executable, below an entry of a
 *              segment table that denies writes; 0 unmaps the page. Fails if the
 *              CPU writes to the page.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/tlbflush.h>

#include "debugfs.h"

static DEFINE_MUTEX(ro_table_mutex);
static struct vm_struct *area;
static struct page *page;

/* The area is two segments long: one is whole, and nobody else maps pages there. */
static unsigned long whole_segment(void)
{
	return ALIGN((unsigned long)area->addr, PMD_SIZE);
}

static int set_page(pte_t *pte, unsigned long addr, void *data)
{
	set_pte(pte, clear_pte_bit(mk_pte(page, PAGE_KERNEL), __pgprot(_PAGE_NOEXEC)));
	return 0;
}

static void deny_writes(bool deny)
{
	const pgprot_t protect = __pgprot(_SEGMENT_ENTRY_PROTECT);
	pmd_t *pmd = pmd_off_k(whole_segment());

	set_pmd(pmd, deny ? set_pmd_bit(pmdp_get(pmd), protect) :
			    clear_pmd_bit(pmdp_get(pmd), protect));
	__tlb_flush_kernel();
}

static void unmap(void)
{
	if (area) {
		deny_writes(false);
		free_vm_area(area);
	}
	if (page)
		__free_page(page);
	area = NULL;
	page = NULL;
}

static int map(void)
{
	const unsigned long zero = 0;
	int err;

	page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	area = page ? get_vm_area(2 * PMD_SIZE, VM_MAP) : NULL;
	if (!area)
		return -ENOMEM;
	err = apply_to_page_range(&init_mm, whole_segment(), PAGE_SIZE, set_page, NULL);
	if (err)
		return err;
	deny_writes(true);
	/* a write that succeeds shows that tables deny nothing */
	return copy_to_kernel_nofault((void *)whole_segment(), &zero, sizeof(zero)) ?
		0 : -EINVAL;
}

static int ro_table_set(void *data, u64 set)
{
	guard(mutex)(&ro_table_mutex);
	unmap();
	return set ? map() : 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(ro_table_fops, NULL, ro_table_set, "%llu\n");

static int __init ptdump_reference_s390_init(void)
{
	debugfs_create_file("ro_table", 0200, NULL, NULL, &ro_table_fops);
	return 0;
}
device_initcall(ptdump_reference_s390_init);
