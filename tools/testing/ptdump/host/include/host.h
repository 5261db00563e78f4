/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_H
#define _PTDUMP_HOST_H

/*
 * What mm/mm_walk.c and what it includes want of the kernel, for a program of
 * user space. Every <linux/...> header that they name leads here.
 */
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u64 phys_addr_t;

#define __bitwise
#define __force
#define __must_check		__attribute__((__warn_unused_result__))
#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define noinline		__attribute__((__noinline__))
#define __no_kasan_or_inline	__always_inline
#define fallthrough		__attribute__((__fallthrough__))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define BIT(n)			(1UL << (n))
#define EXPORT_SYMBOL_GPL(sym)	extern typeof(sym) sym
#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), #cond)
#define BUILD_BUG_ON_ZERO(cond)	((int)sizeof(struct { int : -!!(cond); }))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

#define min(a, b) \
	({ typeof(a) _a = (a); typeof(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b) \
	({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define min3(a, b, c)		min(min(a, b), c)

/* Every load from a table goes through here, so that tests can look or meddle. */
extern void (*host_on_read)(const void *ptr, size_t size);

static inline void host_read(const void *ptr, size_t size)
{
#ifndef HOST_UNWATCHED
	if (host_on_read)
		host_on_read(ptr, size);
#endif
}

#define READ_ONCE(x) \
	({ const volatile typeof(x) *_p = &(x); \
	   host_read((const void *)_p, sizeof(*_p)); *_p; })

/* Counted, not printed: a test says how many there should be. */
extern unsigned int host_warnings;

#define VM_WARN_ON_ONCE(cond)	((void)((cond) && host_warnings++))
#define WARN_ON_ONCE(cond) \
	({ bool _cond = (cond); host_warnings += _cond; _cond; })
#define WARN_ONCE(cond, fmt, ...)	WARN_ON_ONCE(cond)

/* Aborts, by the sanitizer, where part of [ptr, ptr + size) is no table. */
bool __kasan_check_read(const volatile void *ptr, unsigned int size);
extern void (*host_on_check)(const char *start, const char *end);

/* Interrupts: how often they went off, and what happens just before. */
extern bool host_irqs_off;
extern unsigned int host_irq_sections;
extern void (*host_on_irqs_off)(void);

static inline bool host_irq_save(void)
{
	bool flags = host_irqs_off;

	if (!flags && host_on_irqs_off)
		host_on_irqs_off();
	host_irq_sections += !flags;
	host_irqs_off = true;
	return flags;
}

#define local_irq_save(flags)	((void)((flags) = host_irq_save()))
#define local_irq_restore(flags) ((void)(host_irqs_off = (flags)))
#define __ffs(word)		((unsigned int)__builtin_ctzl(word))
#define __noclone		__attribute__((__noclone__))

/* IS_ENABLED(CONFIG_X): 1 if CONFIG_X is defined as 1, else 0 */
#define HOST_IS_1_1			~,
#define HOST_SECOND(a, b, ...)		b
#define HOST_SECOND_OF(...)		HOST_SECOND(__VA_ARGS__, 0)
#define HOST_IS_1(value)		HOST_SECOND_OF(HOST_IS_1_##value 1, 0)
#define IS_ENABLED(option)		HOST_IS_1_EXPANDED(option)
#define HOST_IS_1_EXPANDED(value)	HOST_IS_1(value)

/* RCU: a depth, which is 0 whenever a walk has yielded. */
extern int host_rcu_depth;

static inline void rcu_read_lock(void)
{
	host_rcu_depth++;
}

static inline void rcu_read_unlock(void)
{
	host_rcu_depth--;
}

/* Locks: who holds them is what the test says; who asks is counted. */
enum host_lock { HOST_UNLOCKED, HOST_READ_LOCKED, HOST_WRITE_LOCKED };

#include <asm/pgtable.h>

/* As linux/pgtable.h has it. */
enum pgtable_level {
	PGTABLE_LEVEL_PTE,
	PGTABLE_LEVEL_PMD,
	PGTABLE_LEVEL_PUD,
	PGTABLE_LEVEL_P4D,
	PGTABLE_LEVEL_PGD,
};

const char *pgtable_level_to_str(enum pgtable_level level);

struct mm_struct {
	pgd_t *pgd;
	unsigned long task_size;
	int users, count;		/* mmget() and mmgrab() */
	enum host_lock lock;
	unsigned int asserted_read;
	unsigned int asserted_write;
	unsigned int asserted_vma;
	unsigned int asserts_failed;
};

extern struct mm_struct init_mm;

static inline void mmap_assert_locked(struct mm_struct *mm)
{
	mm->asserted_read++;
	mm->asserts_failed += mm->lock == HOST_UNLOCKED;
}

static inline void mmap_assert_write_locked(struct mm_struct *mm)
{
	mm->asserted_write++;
	mm->asserts_failed += mm->lock != HOST_WRITE_LOCKED;
}

/* A VMA has a lock of its own. Its mm counts the asserts. */
struct vm_area_struct {
	struct mm_struct *vm_mm;
	unsigned long vm_start;
	unsigned long vm_end;
	enum host_lock lock;
};

static inline void vma_assert_locked(struct vm_area_struct *vma)
{
	vma->vm_mm->asserted_vma++;
	vma->vm_mm->asserts_failed += vma->lock == HOST_UNLOCKED;
}

/* Pages: a test never looks into one, so a number made a pointer will do. */
struct page;

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return (struct page *)(uintptr_t)(pfn * 2 + 1);
}

/* Some frames have no struct page. */
static inline bool pfn_valid(unsigned long pfn)
{
	return pfn % 5 != 3;
}

/* Entries of pages that belong to no one, as Linux marks them. */
#define pte_special(pte)	(!!(pte_val(pte) & HOST_SPECIAL))
#define pmd_special(pmd)	(!!(pmd_val(pmd) & HOST_SPECIAL))
#define pud_special(pud)	(!!(pud_val(pud) & HOST_SPECIAL))

extern unsigned long host_zero_pfn, host_huge_zero_pfn;

#define is_zero_pfn(pfn)	((pfn) == host_zero_pfn)
#define is_huge_zero_pmd(pmd)	(pmd_pfn(pmd) == host_huge_zero_pfn)

/* Physical memory: see arena.c. */
void *__va(phys_addr_t pa);

#define PAGE_SIZE		(1UL << PAGE_SHIFT)
#define PAGE_MASK		(~(PAGE_SIZE - 1))
#define PAGE_ALIGN(addr)	(((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define PMD_SIZE		(1UL << PMD_SHIFT)
#define PMD_MASK		(~(PMD_SIZE - 1))
#define PUD_SIZE		(1UL << PUD_SHIFT)
#define PUD_MASK		(~(PUD_SIZE - 1))
#define P4D_SIZE		(1UL << P4D_SHIFT)
#define P4D_MASK		(~(P4D_SIZE - 1))
#define PGDIR_SIZE		(1UL << PGDIR_SHIFT)
#define PGDIR_MASK		(~(PGDIR_SIZE - 1))

#define pgd_index(a)	(((a) >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1))

static inline unsigned long p4d_index(unsigned long addr)
{
	return (addr >> P4D_SHIFT) & (PTRS_PER_P4D - 1);
}

static inline unsigned long pud_index(unsigned long addr)
{
	return (addr >> PUD_SHIFT) & (PTRS_PER_PUD - 1);
}

static inline unsigned long pmd_index(unsigned long addr)
{
	return (addr >> PMD_SHIFT) & (PTRS_PER_PMD - 1);
}

static inline unsigned long pte_index(unsigned long addr)
{
	return (addr >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
}

/* Where the entry of a folded level is: that of the level above, as a rule. */
#ifndef host_folded_p4d
#define host_folded_p4d(pgd, addr)	((p4d_t *)(pgd))
#endif
#ifndef host_folded_pud
#define host_folded_pud(p4d, addr)	((pud_t *)(p4d))
#endif

static inline pgd_t *pgd_offset_pgd(pgd_t *pgd, unsigned long addr)
{
	return pgd + pgd_index(addr);
}

static inline p4d_t *p4d_offset(pgd_t *pgd, unsigned long addr)
{
	if (mm_p4d_folded(NULL))
		return host_folded_p4d(pgd, addr);
	return (p4d_t *)pgd_pgtable(*pgd) + p4d_index(addr);
}

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long addr)
{
	if (mm_pud_folded(NULL))
		return host_folded_pud(p4d, addr);
	return (pud_t *)p4d_pgtable(*p4d) + pud_index(addr);
}

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long addr)
{
	if (mm_pmd_folded(NULL))
		return (pmd_t *)pud;
	return (pmd_t *)pud_pgtable(*pud) + pmd_index(addr);
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long addr)
{
	return (pte_t *)pmd_pgtable(*pmd) + pte_index(addr);
}

#define p4d_offset_lockless(pgdp, pgd, addr)	p4d_offset(&(pgd), addr)
#define pud_offset_lockless(p4dp, p4d, addr)	pud_offset(&(p4d), addr)
#define pmd_offset_lockless(pudp, pud, addr)	pmd_offset(&(pud), addr)

static inline pte_t *__pte_map(pmd_t *pmd, unsigned long addr)
{
	return pte_offset_kernel(pmd, addr);
}

static inline void pte_unmap(pte_t *pte)
{
	(void)pte;
	rcu_read_unlock();
}

static inline pgd_t pgdp_get(pgd_t *pgdp)
{
	return READ_ONCE(*pgdp);
}

static inline p4d_t p4dp_get(p4d_t *p4dp)
{
	return READ_ONCE(*p4dp);
}

static inline pud_t pudp_get(pud_t *pudp)
{
	return READ_ONCE(*pudp);
}

/* What is wider than a word is loaded in two: a PMD's are to be of one table. */
extern bool host_in_two;

static inline pmd_t pmdp_get_lockless(pmd_t *pmdp)
{
	pmd_t pmd;

	if (!IS_ENABLED(CONFIG_GUP_GET_PXX_LOW_HIGH))
		return READ_ONCE(*pmdp);
	host_warnings += !host_irqs_off;
	host_in_two = true;
	pmd = READ_ONCE(*pmdp);
	host_in_two = false;
	return pmd;
}

static inline pte_t ptep_get_lockless(pte_t *ptep)
{
	pte_t pte;

	if (!IS_ENABLED(CONFIG_GUP_GET_PXX_LOW_HIGH))
		return READ_ONCE(*ptep);
	host_in_two = true;
	pte = READ_ONCE(*ptep);
	host_in_two = false;
	return pte;
}

#endif /* _PTDUMP_HOST_H */
