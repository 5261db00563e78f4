// SPDX-License-Identifier: GPL-2.0
/*
 * Nanoseconds an entry, for walks of the same tables by several ways, in turns:
 * whatever else the machine does meanwhile meets all of them. Prints, for each
 * size of tables and each content, the medians, separated by tabs.
 *
 * usage: bench [MBYTES ...]	(of PTE tables; default: 0.5 16 1024)
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/mm_walk.h>

#include "common.h"
#include "stock-walk.h"

#define ROUNDS		11
#define ENTRIES		512
#define TABLE_SIZE	4096
/* Short walks are repeated until so many entries were read. */
#define LEAST_ENTRIES	(8 << 20)

/* The memory that holds tables, in random order. */
static char *memory;
static size_t memory_size;
static u32 *slots;
static unsigned long slots_used;

static unsigned long ptes;		/* in all PTE tables */
static volatile u64 sink;

void *__va(phys_addr_t pa)
{
	return memory + pa;
}

bool __kasan_check_read(const volatile void *ptr, unsigned int size)
{
	(void)ptr;
	(void)size;
	return true;
}

static u64 rnd(void)
{
	static u64 state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* The kernel's direct map of such memory has huge pages as well. */
static void memory_init(unsigned long tables)
{
	unsigned long i;

	memory_size = tables * TABLE_SIZE;
	memory = mmap(NULL, memory_size + PMD_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	slots = malloc(tables * sizeof(*slots));
	if (memory == MAP_FAILED || !slots) {
		perror("memory for tables");
		exit(1);
	}
	memory = (char *)(((uintptr_t)memory + PMD_SIZE - 1) & PMD_MASK);
	madvise(memory, memory_size, MADV_HUGEPAGE);
	memset(memory, 0, memory_size);

	for (i = 0; i < tables; i++)
		slots[i] = i;
	for (i = tables - 1; i > 0; i--) {
		unsigned long j = rnd() % (i + 1);
		u32 slot = slots[i];

		slots[i] = slots[j];
		slots[j] = slot;
	}
	slots_used = 0;
}

/* The table that the entry points to, a new one if it is none yet. */
static u64 *table_of(u64 *entry)
{
	if (!*entry)
		*entry = (u64)slots[slots_used++] * TABLE_SIZE | TABLE_FLAGS;
	return __va(*entry & PTE_PFN_MASK);
}

static u64 *pmd_of(unsigned long addr)
{
	u64 *puds = table_of((u64 *)&init_top_pgt[pgd_index(addr)]);
	u64 *pmds = table_of(&puds[pud_index(addr)]);

	return &pmds[pmd_index(addr)];
}

/*
 * All pages alike; runs of 32 pages on average, of two kinds; or one PTE table of
 * pages alike for all entries of a PMD table.
 */
enum content { EVEN, MIXED, SHARED };

static const char *const contents[] = { "even", "mixed", "shared" };

static void fill(unsigned long tables, enum content content)
{
	u64 flags = LEAF_FLAGS;
	unsigned long i;
	unsigned int j;

	memory_init(tables + tables / ENTRIES + tables / ENTRIES / ENTRIES + 4);
	memset(init_top_pgt, 0, PTRS_PER_PGD * sizeof(*init_top_pgt));
	for (i = 0; i < tables; i++) {
		unsigned long addr = DIRECT_MAP + i * PMD_SIZE;
		u64 *pmd = pmd_of(addr), *table;

		if (content == SHARED && i % ENTRIES) {
			*pmd = pmd[-1];
			continue;
		}
		table = table_of(pmd);
		for (j = 0; j < ENTRIES; j++) {
			if (content == MIXED && !(rnd() >> 20 & 31))
				flags ^= LEAF_FLAGS ^ RO_FLAGS;
			table[j] = (i * ENTRIES + j) << PAGE_SHIFT | flags;
		}
	}
	ptes = tables * ENTRIES;
}

static void forget(void)
{
	munmap(memory, memory_size);
	free(slots);
}

/* The ways. Each returns something that depends on all entries. */

/* Down the tables in the order of the walk, and nothing else. */
static u64 raw_scan(void)
{
	const u64 *puds = __va(init_top_pgt[pgd_index(DIRECT_MAP)].pgd & PTE_PFN_MASK);
	unsigned int i, j;
	u64 sum = 0;

	for (i = 0; i < ENTRIES && puds[i]; i++) {
		const u64 *pmds = __va(puds[i] & PTE_PFN_MASK);

		for (j = 0; j < ENTRIES && pmds[j]; j++) {
			const u64 *p = __va(pmds[j] & PTE_PFN_MASK);
			const u64 *end = p + ENTRIES;

			for (; p != end; p++)
				sum ^= READ_ONCE(*p);
		}
	}
	return sum;
}

/* The same, but for the branches. */
static u64 raw_scan_in_fours(void)
{
	const u64 *puds = __va(init_top_pgt[pgd_index(DIRECT_MAP)].pgd & PTE_PFN_MASK);
	u64 a = 0, b = 0, c = 0, d = 0;
	unsigned int i, j;

	for (i = 0; i < ENTRIES && puds[i]; i++) {
		const u64 *pmds = __va(puds[i] & PTE_PFN_MASK);

		for (j = 0; j < ENTRIES && pmds[j]; j++) {
			const u64 *p = __va(pmds[j] & PTE_PFN_MASK);
			const u64 *end = p + ENTRIES;

			for (; p != end; p += 4) {
				a ^= READ_ONCE(p[0]);
				b ^= READ_ONCE(p[1]);
				c ^= READ_ONCE(p[2]);
				d ^= READ_ONCE(p[3]);
			}
		}
	}
	return a ^ b ^ c ^ d;
}

static u64 ours_each(void)
{
	DECLARE_MM_WALK_FLAGS(state, &init_mm, DIRECT_MAP, 0,
			      MM_WALK_HOLES | MM_WALK_ALL_SIZES);
	u64 sum = 0;

	walk_each_pte(state)
		if (state->size == PE_SIZE_PTE)
			sum ^= pte_val(mm_walk_pte(state));
	return sum;
}

static u64 ours_runs(void)
{
	DECLARE_MM_WALK_FLAGS(state, &init_mm, DIRECT_MAP, 0,
			      MM_WALK_HOLES | MM_WALK_ALL_SIZES | MM_WALK_RUNS);
	u64 runs = 0;

	state->mask = PTE_FLAGS_MASK;
	state->huge_mask = PTE_FLAGS_MASK | _PAGE_PAT_LARGE;
	walk_each_pte(state)
		runs++;
	return runs;
}

static u64 ours_dumper(void)
{
	init_mm.lock = HOST_UNLOCKED;
	if (!ptdump_walk_pgd_level_checkwx())
		abort();
	init_mm.lock = HOST_WRITE_LOCKED;
	host_log_clear();
	return 0;
}

static u64 stock_dumper(bool (*check)(void))
{
	init_mm.lock = HOST_UNLOCKED;
	if (!check())
		abort();
	init_mm.lock = HOST_WRITE_LOCKED;
	host_log_clear();
	return 0;
}

static u64 stock_walk(void)
{
	return stock_sum(DIRECT_MAP);
}

static u64 retpoline_walk(void)
{
	return retpoline_sum(DIRECT_MAP);
}

static u64 stock_check(void)
{
	return stock_dumper(stock_ptdump_walk_pgd_level_checkwx);
}

static u64 retpoline_check(void)
{
	return stock_dumper(retpoline_ptdump_walk_pgd_level_checkwx);
}

static const struct way {
	const char *name;
	u64 (*run)(void);
} ways[] = {
	{ "raw scan",			raw_scan },
	{ "raw scan, in fours",		raw_scan_in_fours },
	{ "ours, each entry",		ours_each },
	{ "ours, runs",			ours_runs },
	{ "ours, dumper",		ours_dumper },
	{ "stock, walker",		stock_walk },
	{ "stock, dumper",		stock_check },
	{ "stock, walker, retpolines",	retpoline_walk },
	{ "stock, dumper, retpolines",	retpoline_check },
};

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double once(const struct way *way)
{
	unsigned long repeat = max(LEAST_ENTRIES / ptes, 1UL), i;
	double start = seconds();

	for (i = 0; i < repeat; i++)
		sink += way->run();
	return (seconds() - start) * 1e9 / (repeat * ptes);
}

static void measure(double mbytes, enum content content)
{
	static double ns[ARRAY_SIZE(ways)][ROUNDS];
	unsigned int i, round;
	double raw = 0;

	/* What they find is the same. */
	if (raw_scan() != ours_each() || raw_scan() != stock_walk() ||
	    raw_scan() != raw_scan_in_fours()) {
		fprintf(stderr, "the walks do not agree\n");
		exit(1);
	}
	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < ARRAY_SIZE(ways); i++)
			ns[i][round] = once(&ways[i]);
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		double *sorted = ns[i], median;

		qsort(sorted, ROUNDS, sizeof(*sorted), compare);
		median = sorted[ROUNDS / 2];
		if (!i)
			raw = median;
		printf("%g\t%s\t%s\t%.3f\t%.3f\t%.3f\t%.2f\n", mbytes,
		       contents[content], ways[i].name, median, sorted[0],
		       sorted[ROUNDS - 1], median / raw);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static char *defaults[] = { "", "0.5", "16", "1024" };
	enum content content;
	int i;

	if (argc == 1) {
		argc = ARRAY_SIZE(defaults);
		argv = defaults;
	}
	init_mm.pgd = init_top_pgt;
	init_mm.users = 1;
	printf("mbytes\tcontent\tway\tns\tleast\tmost\tto_raw\n");
	for (i = 1; i < argc; i++) {
		double mbytes = atof(argv[i]);

		for (content = EVEN; content <= SHARED; content++) {
			fill(mbytes * (1 << 20) / TABLE_SIZE, content);
			measure(mbytes, content);
			forget();
		}
	}
	return 0;
}
