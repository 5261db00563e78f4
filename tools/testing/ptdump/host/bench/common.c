// SPDX-License-Identifier: GPL-2.0
/* What x86's files name elsewhere in the kernel, with 4 levels of tables. */
#include "common.h"

bool host_la57;
bool host_pti;
pgd_t *host_user_pgd;
pteval_t __supported_pte_mask = -1;
unsigned long host_area[HOST_AREAS] = {
	[HOST_LDT] = LDT_AREA,
	[HOST_LOW_KERNEL] = DIRECT_MAP,
	[HOST_VMALLOC] = VMALLOC_AREA,
	[HOST_VMEMMAP] = VMEMMAP_AREA,
	[HOST_KASAN] = SHADOW,
	[HOST_KASAN_END] = SHADOW_END,
	[HOST_CPU_ENTRY] = CPU_ENTRY,
	[HOST_ESPFIX] = ESPFIX_AREA,
	[HOST_EFI] = EFI_AREA_END,
	[HOST_HIGH_KERNEL] = KERNEL_IMAGE,
	[HOST_MODULES] = MODULES,
	[HOST_MODULES_END] = MODULES_LAST,
	[HOST_FIXMAP] = FIXMAP,
};

pgd_t init_top_pgt[PTRS_PER_PGD] __attribute__((__aligned__(4096)));

double seconds(void)
{
	struct timespec t;

	/* Without what others do on the machine meanwhile, as far as possible. */
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}
