// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of the page-table dumper need from inside the kernel, under
 * debugfs/ptdump_reference beside the files of the base's dumper:
 *
 * wx, ro       write N: map N pages, writable and executable or read-only;
 *              0 unmaps them. Reads back the address, 0 when unmapped.
 * io           as wx, but no cache keeps what is written.
 * wx_last      as wx, at the end of the area that such mappings are in, with
 *              x86's KASAN: what comes next is the shadow.
 * non_uxn      as wx, on arm64: writable, and executable by user mode.
 * efi_last     write 1: map the last page of what efi_page_tables covers, on
 *              riscv; 0 unmaps it.
 * pte_bits     on arm64 and riscv: as wx, but 64K whose PTEs have the bits N
 *              set besides those of data. Nobody may go there.
 * vmalloc_huge write N: allocate N pages by vmalloc_huge(); 0 frees them.
 * root_entry   write N: have an entry with the low bits N, which points to a page
 *              of zeroes, in an empty slot of the kernel's root, where that is
 *              above the PUD level; 0 takes it away. Reads back the address that
 *              it covers, 0 when there is none.
 * root         reads where the kernel's root is, a physical address.
 * settle       write: what was freed counts as free when this returns.
 * hold         write: hold init_mm's mmap_lock until the writer is killed. Reads
 *              back 1 while it is held.
 * seq_buffer   write the number of an open seq_file's descriptor, read the
 *              size of its buffer.
 * allocated    write 1: count from now on what the writer asks of kmalloc();
 *              0 ends that. Reads back the bytes. Only in kernels with
 *              tracepoints.
 * meters       a line each, ours and stock: walks, periods with locks held,
 *              the longest of them in ns, and of ours the entries and the
 *              tables that were read. Write: start from 0.
 */
#include <linux/cacheflush.h>
#include <linux/cleanup.h>
#include <linux/debugfs.h>
#include <linux/efi.h>
#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/mm_walk.h>
#include <linux/mmap_lock.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <trace/events/kmem.h>

#include "../internal.h"
#include "../page_alloc.h"
#include "../vmalloc.h"
#include "debugfs.h"
#include "meter.h"

#define MAPPING_MAX_PAGES 512

#ifdef CONFIG_S390
/* PAGE_KERNEL_EXEC has NOEXEC. */
#define WRITE_EXEC	__pgprot(pgprot_val(PAGE_KERNEL) & ~_PAGE_NOEXEC)
#else
#define WRITE_EXEC	PAGE_KERNEL_EXEC
#endif

#ifdef CONFIG_RISCV
#define READ_ONLY	PAGE_KERNEL_READ
#else
#define READ_ONLY	PAGE_KERNEL_RO
#endif

struct test_mapping {
	pgprot_t prot;
	bool last;
	struct page *page;
	void *addr;
};

struct ptdump_meter ptdump_meter_stock, ptdump_meter_ours;

struct dentry *ptdump_reference_dir(void)
{
	static struct dentry *dir;

	/* The first initcall that asks makes it; they run one at a time. */
	if (!dir)
		dir = (debugfs_create_dir)("ptdump_reference", NULL);
	return dir;
}

static DEFINE_MUTEX(mapping_mutex);

static void unmap(struct test_mapping *map)
{
	if (!map->addr)
		return;
	vunmap(map->addr);
	map->addr = NULL;
	__free_page(map->page);
}

/* Where @area is, as the tables have it. */
static unsigned long area_start(const struct vm_struct *area)
{
	return (unsigned long)kasan_reset_tag(area->addr);
}

/* vmap() would take the right to execute away. */
static void *map_pages(const struct test_mapping *map, struct page **pages,
		       unsigned long count)
{
	unsigned long size = count * PAGE_SIZE;
	/* x86's is the last byte. */
	unsigned long top = PAGE_ALIGN(VMALLOC_END);
	struct vm_struct *area;
	unsigned long start;

	/* Nothing, not even a hole of the same table, comes after the last. */
	if (map->last)
		area = __get_vm_area_caller(size, VM_MAP | VM_NO_GUARD,
					    top - size, top,
					    __builtin_return_address(0));
	else
		area = get_vm_area(size, VM_MAP);
	if (!area)
		return NULL;
	start = area_start(area);
	if (vmap_pages_range_noflush(start, start + count * PAGE_SIZE,
				     map->prot, pages, PAGE_SHIFT, GFP_KERNEL)) {
		free_vm_area(area);
		return NULL;
	}
	flush_cache_vmap(start, start + count * PAGE_SIZE);
	return (void *)start;
}

/* One page, seen @count times: the tables do not care. */
static int mapping_set(void *data, u64 count)
{
	struct test_mapping *map = data;
	struct page **pages;
	unsigned int i;

	if (count > MAPPING_MAX_PAGES)
		return -EINVAL;

	guard(mutex)(&mapping_mutex);
	unmap(map);
	if (!count)
		return 0;

	pages = kcalloc(count, sizeof(*pages), GFP_KERNEL);
	map->page = alloc_page(GFP_KERNEL);
	if (pages && map->page) {
		for (i = 0; i < count; i++)
			pages[i] = map->page;
		map->addr = map_pages(map, pages, count);
	}
	kfree(pages);
	if (!map->addr && map->page)
		__free_page(map->page);
	return map->addr ? 0 : -ENOMEM;
}

static int mapping_get(void *data, u64 *addr)
{
	struct test_mapping *map = data;

	guard(mutex)(&mapping_mutex);
	*addr = (unsigned long)map->addr;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(mapping_fops, mapping_get, mapping_set, "0x%llx\n");

#if defined(CONFIG_RISCV) && defined(CONFIG_EFI)
static int set_or_clear(pte_t *pte, unsigned long addr, void *set)
{
	if (*(u64 *)set)
		set_pte_at(&efi_mm, addr, pte,
			   mk_pte(ZERO_PAGE(addr), READ_ONLY));
	else
		pte_clear(&efi_mm, addr, pte);
	return 0;
}

static int efi_last_set(void *data, u64 set)
{
	guard(mutex)(&mapping_mutex);
	return apply_to_page_range(&efi_mm, SZ_2G - PAGE_SIZE, PAGE_SIZE,
				   set_or_clear, &set);
}
DEFINE_DEBUGFS_ATTRIBUTE(efi_last_fops, NULL, efi_last_set, "%llu\n");
#endif

#if defined(CONFIG_ARM64) || defined(CONFIG_RISCV)
static struct vm_struct *pte_bits_area;

static int set_bits(pte_t *pte, unsigned long addr, void *bits)
{
	unsigned long pfn = round_down(page_to_pfn(ZERO_PAGE(0)),
				       SZ_64K / PAGE_SIZE);

	set_pte(pte, __pte(pte_val(pfn_pte(pfn, PAGE_KERNEL)) | *(u64 *)bits));
	return 0;
}

static int pte_bits_set(void *data, u64 bits)
{
	guard(mutex)(&mapping_mutex);
	if (pte_bits_area)
		free_vm_area(pte_bits_area);
	pte_bits_area = NULL;
	if (!bits)
		return 0;
	/* I/O memory is aligned to its size. */
	pte_bits_area = get_vm_area(SZ_64K, VM_IOREMAP);
	if (!pte_bits_area)
		return -ENOMEM;
	return apply_to_page_range(&init_mm, area_start(pte_bits_area), SZ_64K,
				   set_bits, &bits);
}

static int pte_bits_get(void *data, u64 *addr)
{
	guard(mutex)(&mapping_mutex);
	*addr = pte_bits_area ? area_start(pte_bits_area) : 0;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(pte_bits_fops, pte_bits_get, pte_bits_set, "0x%llx\n");
#endif

#if defined(CONFIG_64BIT) && \
	(defined(CONFIG_X86) || defined(CONFIG_ARM64) || defined(CONFIG_RISCV))
static struct page *root_entry_page;
static unsigned long root_entry_addr;

#ifdef CONFIG_ARM64
/* Where the memory is mapped, with the bits of address that this CPU has. */
#define ROOT_ENTRY_START	_PAGE_OFFSET(vabits_actual)
#else
#define ROOT_ENTRY_START	PAGE_OFFSET
#endif

static unsigned long root_entry_of(struct page *page)
{
#ifdef CONFIG_RISCV
	return page_to_pfn(page) << _PAGE_PFN_SHIFT;
#else
	return PFN_PHYS(page_to_pfn(page));
#endif
}

/* Folded or not, the root is where the upper of these two levels is. */
static unsigned long root_entry_size(void)
{
	return mm_p4d_folded(&init_mm) ? P4D_SIZE : PGDIR_SIZE;
}

static bool root_has(unsigned long addr)
{
	pgd_t *pgd = pgd_offset_k(addr);

	if (mm_p4d_folded(&init_mm))
		return p4d_val(p4dp_get(p4d_offset(pgd, addr)));
	return pgd_val(pgdp_get(pgd));
}

static void set_root(unsigned long addr, unsigned long entry)
{
	pgd_t *pgd = pgd_offset_k(addr);

	mmap_write_lock(&init_mm);
	if (mm_p4d_folded(&init_mm))
		set_p4d(p4d_offset(pgd, addr), __p4d(entry));
	else
		set_pgd(pgd, __pgd(entry));
	mmap_write_unlock(&init_mm);
}

/* Nobody uses the address, which is behind the memory that there is. */
static int root_entry_set(void *data, u64 bits)
{
	unsigned long addr = ROOT_ENTRY_START & ~(root_entry_size() - 1);

	guard(mutex)(&mapping_mutex);
	if (root_entry_addr) {
		set_root(root_entry_addr, 0);
		__free_page(root_entry_page);
		root_entry_addr = 0;
	}
	if (!bits)
		return 0;
	while (addr && root_has(addr))
		addr += root_entry_size();
	if (!addr)
		return -EBUSY;
	root_entry_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!root_entry_page)
		return -ENOMEM;
	set_root(addr, root_entry_of(root_entry_page) | bits);
	root_entry_addr = addr;
	return 0;
}

static int root_entry_get(void *data, u64 *addr)
{
	*addr = root_entry_addr;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(root_entry_fops, root_entry_get, root_entry_set,
			 "0x%llx\n");

static void __init make_root_entry(void)
{
	if (!mm_pud_folded(&init_mm))
		debugfs_create_file("root_entry", 0600, NULL, NULL,
				    &root_entry_fops);
}
#else
static void __init make_root_entry(void)
{
}
#endif

static int root_get(void *data, u64 *addr)
{
	*addr = __pa_symbol(swapper_pg_dir);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(root_fops, root_get, NULL, "0x%llx\n");

static int settle_set(void *data, u64 val)
{
	rcu_barrier();
	drain_all_pages(NULL);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(settle_fops, NULL, settle_set, "%llu\n");

static void *vmalloc_huge_area;

static int vmalloc_huge_set(void *data, u64 pages)
{
	guard(mutex)(&mapping_mutex);
	vfree(vmalloc_huge_area);
	vmalloc_huge_area = pages ? vmalloc_huge(pages * PAGE_SIZE, GFP_KERNEL) :
				    NULL;
	return pages && !vmalloc_huge_area ? -ENOMEM : 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(vmalloc_huge_fops, NULL, vmalloc_huge_set, "%llu\n");

static bool held;

static int hold_set(void *data, u64 val)
{
	mmap_write_lock(&init_mm);
	WRITE_ONCE(held, true);
	while (!fatal_signal_pending(current))
		schedule_timeout_killable(MAX_SCHEDULE_TIMEOUT);
	WRITE_ONCE(held, false);
	mmap_write_unlock(&init_mm);
	return -EINTR;
}

static int hold_get(void *data, u64 *val)
{
	*val = READ_ONCE(held);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(hold_fops, hold_get, hold_set, "%llu\n");

static u64 seq_buffer_size;

static int seq_buffer_set(void *data, u64 fd)
{
	struct file *file = fget(fd);
	struct seq_file *m;

	if (!file)
		return -EBADF;
	m = file->private_data;
	seq_buffer_size = m->size;
	fput(file);
	return 0;
}

static int seq_buffer_get(void *data, u64 *size)
{
	*size = seq_buffer_size;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(seq_buffer_fops, seq_buffer_get, seq_buffer_set,
			 "%llu\n");

#ifdef CONFIG_TRACEPOINTS
static struct task_struct *allocating;
static u64 allocated_bytes;

static void count_kmalloc(void *data, unsigned long call_site, const void *ptr,
			  size_t bytes_req, size_t bytes_alloc, gfp_t gfp,
			  int node)
{
	if (current == READ_ONCE(allocating) && in_task())
		allocated_bytes += bytes_req;
}

static int allocated_set(void *data, u64 count)
{
	if (count)
		allocated_bytes = 0;
	WRITE_ONCE(allocating, count ? current : NULL);
	return 0;
}

static int allocated_get(void *data, u64 *bytes)
{
	*bytes = allocated_bytes;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(allocated_fops, allocated_get, allocated_set,
			 "%llu\n");
#endif

static void show_meter(struct seq_file *m, const char *name,
		       const struct ptdump_meter *meter)
{
	seq_printf(m, "%s %llu %llu %llu %llu %llu\n", name,
		   meter->walks ?: meter->periods, meter->periods,
		   meter->longest, meter->entries, meter->tables);
}

#ifndef CONFIG_KCSAN
/* What mm/mm_walk.c defines stands behind this: a step at a time is counted. */
bool ptdump_meter_walk_next(struct mm_walk_state *state);

bool __mm_walk_next(struct mm_walk_state *state)
{
	ptdump_meter_ours.entries += state->entries;
	return ptdump_meter_walk_next(state);
}
#endif

static int meters_show(struct seq_file *m, void *v)
{
	show_meter(m, "ours", &ptdump_meter_ours);
	show_meter(m, "stock", &ptdump_meter_stock);
	return 0;
}

static int meters_open(struct inode *inode, struct file *file)
{
	return single_open(file, meters_show, NULL);
}

static ssize_t meters_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	ptdump_meter_ours = (struct ptdump_meter){};
	ptdump_meter_stock = (struct ptdump_meter){};
	return count;
}

static const struct file_operations meters_fops = {
	.open = meters_open,
	.read = seq_read,
	.write = meters_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static struct test_mapping wx_mapping, wx_last_mapping, ro_mapping, io_mapping,
			   non_uxn_mapping;

#ifdef CONFIG_ARM64
#define NON_UXN		__pgprot(pgprot_val(PAGE_KERNEL) & ~PTE_UXN)
#else
#define NON_UXN		PAGE_KERNEL
#endif

static int __init ptdump_reference_init(void)
{
	wx_mapping.prot = WRITE_EXEC;
	wx_last_mapping.prot = WRITE_EXEC;
	wx_last_mapping.last = true;
	ro_mapping.prot = READ_ONLY;
	io_mapping.prot = pgprot_noncached(PAGE_KERNEL);
	non_uxn_mapping.prot = NON_UXN;
	debugfs_create_file("wx", 0600, NULL, &wx_mapping, &mapping_fops);
	debugfs_create_file("ro", 0600, NULL, &ro_mapping, &mapping_fops);
	debugfs_create_file("io", 0600, NULL, &io_mapping, &mapping_fops);
	if (IS_ENABLED(CONFIG_X86_64) && IS_ENABLED(CONFIG_KASAN))
		debugfs_create_file("wx_last", 0600, NULL, &wx_last_mapping,
				    &mapping_fops);
	if (IS_ENABLED(CONFIG_ARM64))
		debugfs_create_file("non_uxn", 0600, NULL, &non_uxn_mapping,
				    &mapping_fops);
#if defined(CONFIG_ARM64) || defined(CONFIG_RISCV)
	debugfs_create_file("pte_bits", 0600, NULL, NULL, &pte_bits_fops);
#endif
#if defined(CONFIG_RISCV) && defined(CONFIG_EFI)
	if (efi_enabled(EFI_RUNTIME_SERVICES))
		debugfs_create_file("efi_last", 0200, NULL, NULL, &efi_last_fops);
#endif
	make_root_entry();
	debugfs_create_file("root", 0400, NULL, NULL, &root_fops);
	debugfs_create_file("settle", 0200, NULL, NULL, &settle_fops);
	debugfs_create_file("vmalloc_huge", 0200, NULL, NULL, &vmalloc_huge_fops);
	debugfs_create_file("hold", 0600, NULL, NULL, &hold_fops);
	debugfs_create_file("seq_buffer", 0600, NULL, NULL, &seq_buffer_fops);
#ifdef CONFIG_TRACEPOINTS
	if (!register_trace_kmalloc(count_kmalloc, NULL))
		debugfs_create_file("allocated", 0600, NULL, NULL,
				    &allocated_fops);
#endif
	debugfs_create_file("meters", 0600, NULL, NULL, &meters_fops);
	return 0;
}
device_initcall(ptdump_reference_init);
