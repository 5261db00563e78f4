/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_ADAPTER_H
#define _PTDUMP_HOST_ADAPTER_H

/* Parts of the kernel that only mm/ptdump_callbacks.c uses. */
#include <host-dump.h>

#define HOST_ENTRY(level, raw) \
	({ level##_t _entry; level##_val(_entry) = (raw); _entry; })

#define __pgd(raw)		HOST_ENTRY(pgd, raw)
#define __p4d(raw)		HOST_ENTRY(p4d, raw)
#define __pud(raw)		HOST_ENTRY(pud, raw)
#define __pmd(raw)		HOST_ENTRY(pmd, raw)

/* The tables that map KASAN's zero page. The test sets these pointers. */
extern pte_t *kasan_early_shadow_pte;
extern pmd_t *kasan_early_shadow_pmd;

/* A table has an address instead of a struct page. */
#define lm_alias(table)		(table)
#define virt_to_page(table)	((const void *)(table))
#define pmd_page(pmd)		((const void *)pmd_pgtable(pmd))
#define pud_page(pud)		((const void *)pud_pgtable(pud))

#endif /* _PTDUMP_HOST_ADAPTER_H */
