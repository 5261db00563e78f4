// SPDX-License-Identifier: GPL-2.0
/*
 * What a dump of x86's page tables should say, from the entries that the oracle
 * of the walk finds, one by one: nothing is merged before it is printed, nothing
 * is skipped, and each entry's attributes are folded anew from the root.
 */
#include <stdio.h>

#include "../dump-oracle.h"

enum { PTE, PMD, PUD, P4D, PGD };

#define PS		(1u << 7)

#define RW	(1ull << 1)
#define US	(1ull << 2)
#define NX	(CONFIG_PGTABLE_LEVELS > 2 ? 1ull << 63 : 0)

#define PAT_LARGE	(1ull << 12)

/* All bits that are not the frame's: of a huge page, that begins at bit 13. */
static u64 flags_of(const struct step *step)
{
	u64 raw = step->raw[step->level];
	bool huge = (step->level == PMD || step->level == PUD) && (raw & PS);

	return raw & (~((1ull << 52) - (1ull << 12)) | (huge ? PAT_LARGE : 0));
}

/* A run that has not ended yet. */
struct run {
	unsigned long start;
	u64 prot, eff;
	int depth;
};

struct state {
	struct dump *dump;
	const struct area_marker *marker;
	unsigned long lines, first_wx;
	bool found_wx;
	bool begun;
	struct run run;
};

static void print_line(struct dump *dump, const struct run *run,
		       unsigned long end)
{
	static const char *const names[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	u64 prot = run->prot;
	bool huge = run->depth < 4;

	dump_print_range(dump, run->start, end, "   ");
	dump_print_size(dump, end - run->start);
	if (prot & 1)
		dump_print(dump, "%s%s%s%s%s%s%s%s",
			   prot & US ? "USR " : "    ",
			   prot & RW ? "RW " : "ro ",
			   prot & 1 << 3 ? "PWT " : "    ",
			   prot & 1 << 4 ? "PCD " : "    ",
			   huge && (prot & 1 << 7) ? "PSE " : "    ",
			   prot & (huge ? PAT_LARGE : 1 << 7) ? "PAT " : "    ",
			   prot & 1 << 8 ? "GLB " : "    ",
			   prot & NX ? "NX " : "x  ");
	else
		dump_print(dump, "%30s", "");
	dump_print(dump, "%s\n", names[run->depth]);
}

/* One entry, in order; depth -1 is the end. */
static void note(struct state *st, struct run next)
{
	struct dump *dump = st->dump;
	struct run *run = &st->run;
	bool due = next.start >= st->marker[1].start;

	if (!st->begun) {
		dump_print(dump, "---[ %s ]---\n", st->marker->name);
		st->begun = true;
		*run = next;
		return;
	}
	if (next.prot == run->prot && next.eff == run->eff &&
	    next.depth == run->depth && !due)
		return;

	if ((run->eff & RW) && !(run->eff & NX)) {
		if (!st->found_wx)
			st->first_wx = run->start;
		st->found_wx = true;
		dump->bad_pages += (next.start - run->start) / 4096;
	}
	if (!st->marker->max_lines || st->lines < st->marker->max_lines)
		print_line(dump, run, next.start);
	st->lines++;
	if (due) {
		if (st->marker->max_lines && st->lines > st->marker->max_lines) {
			unsigned long n = st->lines - st->marker->max_lines;

			if (n == 1)
				dump_print(dump, "... 1 entry skipped ... \n");
			else
				dump_print(dump, "... %lu entries skipped ... \n", n);
		}
		/* One marker a note, however many were passed. */
		st->marker++;
		st->lines = 0;
		dump_print(dump, "---[ %s ]---\n", st->marker->name);
	}
	*run = next;
}

/* What is in force at an entry: what every level grants, and any forbids. */
static u64 effective(const struct step *step)
{
	u64 grant = RW | US, forbid = 0;
	unsigned int level;

	for (level = step->level; level < nr_levels; level++) {
		/* A table in the root of PAE has no such bits, and grants all. */
		if (CONFIG_PGTABLE_LEVELS == 3 && level == PUD &&
		    level != step->level)
			continue;
		grant &= step->raw[level];
		forbid |= step->raw[level] & NX;
	}
	return grant | forbid;
}

static bool note_range(struct state *st, phys_addr_t root, unsigned long start,
		       unsigned long end)
{
	size_t i, n;
	const struct step *steps = dump_entries(root, start, end, &n);

	if (!steps)
		return false;
	for (i = 0; i < n; i++) {
		u64 raw = steps[i].raw[steps[i].level];

		if (steps[i].kind == MM_WALK_HOLE && steps[i].level != PTE)
			raw = 0;
		note(st, (struct run) {
			.start = steps[i].curr,
			.prot = raw ? flags_of(&steps[i]) : 0,
			.eff = raw ? effective(&steps[i]) : 0,
			.depth = steps[i].depth,
		});
	}
	return true;
}

/* A check of tables that cannot say NX says nothing. */
static void write_log(const struct state *st)
{
	struct dump *dump = st->dump;
	int n = 0;

	dump->log[0] = 0;
	if (!NX) {
		dump->bad_pages = 0;
		return;
	}
	/* Warned about even where its pages count as 0: a run of all 4G. */
	if (st->found_wx)
		n = sprintf(dump->log, "WARNING: note_page: x86/mm: Found insecure W+X mapping at address %pS\n",
			    (void *)st->first_wx);
	if (dump->bad_pages)
		sprintf(dump->log + n, "x86/mm: Checked W+X mappings: FAILED, %lu W+X pages found.\n",
			dump->bad_pages);
	else
		sprintf(dump->log + n, "x86/mm: Checked W+X mappings: passed, no W+X pages found.\n");
}

bool oracle_dump(phys_addr_t root, struct dump *dump)
{
	struct state st = { .dump = dump, .marker = markers };

	dump->len = 0;
	dump->bad_pages = 0;
	if (CONFIG_PGTABLE_LEVELS == 5) {
		/* Both halves, but for 16 root entries that are kept empty. */
		unsigned int shift = levels[nr_levels - 1].shift;

		if (!note_range(&st, root, 0, 256ul << shift) ||
		    !note_range(&st, root, -240ul << shift, 0))
			return false;
	} else if (!note_range(&st, root, 0, -1ul)) {
		return false;
	}
	note(&st, (struct run) { .depth = -1 });
	write_log(&st);
	return true;
}
