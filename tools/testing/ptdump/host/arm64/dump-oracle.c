// SPDX-License-Identifier: GPL-2.0
/*
 * What a dump of arm64's page tables should say, and what a check of them, from
 * the entries that the oracle of the walk finds, one by one.
 */
#include <stdio.h>

#include "../dump-oracle.h"
#include "arch-tests.h"

/*
 * The bits that count: type, AttrIndx, AP, AF, nG; GP; contiguous, PXN, UXN; and SH,
 * which is part of the output address if TCR_EL1.DS is 1.
 */
#define ATTRIBUTES	(0x3ull | 7 << 2 | 3 << 6 | (lpa2 ? 0 : 3 << 8) | 1 << 10 | \
			 1 << 11 | 1ull << 50 | 7ull << 52)
#define UXN		(1ull << 54)
#define PXN		(1ull << 53)
#define READ_ONLY	(1ull << 7)	/* AP[2] */
#define DBM		(1ull << 51)
/* Of a table, for all that is below it. */
#define PXN_TABLE	(1ull << 59)
#define UXN_TABLE	(1ull << 60)
#define AP_TABLE_1	(1ull << 62)	/* no writes; 61: no data of EL0 */

/* A run that has not ended yet. */
struct run {
	unsigned long start;
	u64 prot;
	const char *level;		/* NULL: none, or the end */
};

struct state {
	struct dump *dump;
	const struct area_marker *marker;
	struct run run;
};

static const char *bit(u64 prot, unsigned int nr, const char *set,
		       const char *clear)
{
	return prot >> nr & 1 ? set : clear;
}

static void print_line(struct dump *dump, const struct run *run,
		       unsigned long end)
{
	static const char *const memory[] = {
		" MEM/NORMAL", " MEM/NORMAL-TAGGED", " MEM/NORMAL-NC",
		" DEVICE/nGnRnE", " DEVICE/nGnRE", "", "", ""
	};
	u64 prot = run->prot;

	dump_print_range(dump, run->start, end, "   ");
	dump_print_size(dump, end - run->start);
	dump_print(dump, "%s", run->level);
	if (prot)
		dump_print(dump, " %s %s %s %s %s %s %s %s %s %s %s%s",
			   bit(prot, 0, " ", "F"),
			   bit(prot, 6, "USR", "   "),
			   bit(prot, 7, "ro", "RW"),
			   bit(prot, 53, "NX", "x "),
			   (prot >> 8 & 3) == 3 ? "SHD" : "   ",
			   bit(prot, 10, "AF", "  "),
			   bit(prot, 11, "NG", "  "),
			   bit(prot, 52, "CON", "   "),
			   (prot & 3) == 1 ? "BLK" : "   ",
			   bit(prot, 54, "UXN", "   "),
			   bit(prot, 50, "GP", "  "),
			   memory[prot >> 2 & 7]);
	dump_print(dump, "\n");
}

/* An area begins, if one is due. */
static void pass_one(struct state *st, unsigned long addr)
{
	if (addr < st->marker[1].start)
		return;
	st->marker++;
	dump_print(st->dump, "---[ %s ]---\n", st->marker->name);
}

/* One entry, in order. */
static void note(struct state *st, struct run next)
{
	struct run *run = &st->run;

	if (!run->level) {
		dump_print(st->dump, "---[ %s ]---\n", st->marker->name);
		*run = next;
	} else if (next.prot != run->prot || next.level != run->level ||
		   next.start >= st->marker[1].start) {
		print_line(st->dump, run, next.start);
		pass_one(st, next.start);
		*run = next;
	}
	/* The second at one entry, if need be, and no more. */
	pass_one(st, next.start);
}

/* The root stands for what is folded; but a PMD that is a leaf is a PMD. */
static const char *level_name(const struct step *step)
{
	static const char *const names[] = { "PTE", "PMD", "PUD", "P4D", "PGD" };

	if (step->level == nr_levels - 1 &&
	    !(step->kind == MM_WALK_LEAF && step->level == 1 &&
	      entry_maps(1, step->raw[1])))
		return "PGD";
	return names[step->level];
}

/* The accesses to a page that a CPU permits: see the Arm ARM, D8.4. */
struct rights {
	bool write;			/* at EL1 */
	bool run;			/* at EL1 */
	bool user_run;			/* at EL0 */
};

static struct rights rights(const struct step *step)
{
	u64 val = step->raw[step->level], above = 0;
	unsigned int level;
	/* With DBM, AP[2] is the dirty state of the page: a write clears it. */
	bool dirty = !(val & READ_ONLY) || ((val & DBM) && has_tcr_hd);
	struct rights r = {
		.write = dirty,
		.run = !(val & PXN),
		.user_run = !(val & UXN),
	};

	/*
	 * Indirect permissions: DBM, PXN, UXN are PIIndex[3:1]. In Linux's PIR_EL1,
	 * what may be written has DBM. AP[2] is nDirty.
	 */
	if (host_s1pie) {
		r.write = (val & DBM) && dirty;
		return r;
	}
	/* Hierarchical permissions: TCR_EL1.HPD1 is 0. */
	for (level = step->level + 1; level < nr_levels; level++)
		above |= step->raw[level];
	r.write &= !(above & AP_TABLE_1);
	r.run &= !(above & PXN_TABLE);
	r.user_run &= !(above & UXN_TABLE);
	return r;
}

/* Whatever is not nothing: may it be written and run, or run by user mode? */
static void check(struct dump *dump, const struct step *steps, size_t n)
{
	unsigned long wx = 0, uxn = 0, pages, first_wx = 0, first_uxn = 0;
	char *log = dump->log;
	size_t i;

	for (i = 0; i < n; i++) {
		struct rights r = rights(&steps[i]);

		if (!(steps[i].raw[steps[i].level] & ATTRIBUTES))
			continue;
		pages = (steps[i].next - steps[i].curr) >> levels[0].shift;
		if (r.user_run) {
			first_uxn = uxn ? first_uxn : steps[i].curr;
			uxn += pages;
		}
		if (r.write && r.run) {
			first_wx = wx ? first_wx : steps[i].curr;
			wx += pages;
		}
	}
	dump->bad_pages = wx + uxn;

	/* Warnings come in the order of addresses, non-UXN first at the same. */
	if (wx && uxn && first_wx < first_uxn)
		log += sprintf(log, "WARNING: note_page: arm64/mm: Found insecure W+X mapping at address %p/%pS\n",
			       (void *)first_wx, (void *)first_wx);
	if (uxn)
		log += sprintf(log, "WARNING: note_page: arm64/mm: Found non-UXN mapping at address %p/%pS\n",
			       (void *)first_uxn, (void *)first_uxn);
	if (wx && !(uxn && first_wx < first_uxn))
		log += sprintf(log, "WARNING: note_page: arm64/mm: Found insecure W+X mapping at address %p/%pS\n",
			       (void *)first_wx, (void *)first_wx);
	if (wx || uxn)
		sprintf(log, "Checked W+X mappings: FAILED, %lu W+X pages found, %lu non-UXN pages found\n",
			wx, uxn);
	else
		sprintf(log, "Checked W+X mappings: passed, no W+X pages found\n");
}

bool oracle_dump_range(phys_addr_t root, const struct area_marker *areas,
		       unsigned long start, unsigned long end, struct dump *dump)
{
	struct state st = { .dump = dump, .marker = areas };
	const struct step *steps;
	size_t i, n;

	dump->len = 0;
	steps = dump_entries(root, start, end, &n);
	if (!steps)
		return false;
	for (i = 0; i < n; i++)
		note(&st, (struct run) {
			.start = steps[i].curr,
			.prot = steps[i].raw[steps[i].level] & ATTRIBUTES,
			.level = level_name(&steps[i]),
		});
	note(&st, (struct run) { .start = end });
	check(dump, steps, n);
	return true;
}

/* The kernel's half, as many bits as the CPU has. */
bool oracle_dump(phys_addr_t root, struct dump *dump)
{
	return oracle_dump_range(root, markers, half_first(true), 0, dump);
}
