// SPDX-License-Identifier: GPL-2.0
/*
 * What a dump of x86's page tables should say, from the entries that the oracle
 * of the walk finds, one by one: nothing is merged before it is printed, nothing
 * is skipped, and each entry's attributes are folded anew from the root.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../dump-oracle.h"
#include "../oracle.h"

#define MAX_ENTRIES	200000

enum { PTE, PMD, PUD, P4D, PGD };

#define RW	(1ull << 1)
#define US	(1ull << 2)
#define NX	(CONFIG_PGTABLE_LEVELS > 2 ? 1ull << 63 : 0)

/* All bits that are not the frame's. */
static u64 flags_of(u64 raw)
{
	return raw & ~((1ull << 52) - (1ull << 12));
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
	unsigned long lines;
	bool begun;
	struct run run;
};

static void print(struct dump *dump, const char *fmt, ...)
{
	va_list args;

	if (dump->room - dump->len < 300) {
		dump->room += 65536;
		dump->text = realloc(dump->text, dump->room);
	}
	va_start(args, fmt);
	dump->len += vsprintf(dump->text + dump->len, fmt, args);
	va_end(args);
}

static void print_line(struct dump *dump, const struct run *run,
		       unsigned long end)
{
	static const char *const names[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	const int digits = 2 * sizeof(long);
	unsigned long size = end - run->start;
	const char *unit = "BKMGTPE";
	u64 prot = run->prot;
	bool huge = run->depth < 4;

	while (size % 1024 == 0 && unit[1]) {
		size /= 1024;
		unit++;
	}
	print(dump, "0x%0*lx-0x%0*lx   %9lu%c ", digits, run->start, digits, end,
	      size, *unit);
	if (prot & 1)
		print(dump, "%s%s%s%s%s%s%s%s",
		      prot & US ? "USR " : "    ",
		      prot & RW ? "RW " : "ro ",
		      prot & 1 << 3 ? "PWT " : "    ",
		      prot & 1 << 4 ? "PCD " : "    ",
		      huge && (prot & 1 << 7) ? "PSE " : "    ",
		      !huge && (prot & 1 << 7) ? "PAT " : "    ",
		      prot & 1 << 8 ? "GLB " : "    ",
		      prot & NX ? "NX " : "x  ");
	else
		print(dump, "%30s", "");
	print(dump, "%s\n", names[run->depth]);
}

/* One entry, in order; depth -1 is the end. */
static void note(struct state *st, struct run next)
{
	struct dump *dump = st->dump;
	struct run *run = &st->run;
	bool due = next.start >= st->marker[1].start;

	if (!st->begun) {
		print(dump, "---[ %s ]---\n", st->marker->name);
		st->begun = true;
		*run = next;
		return;
	}
	if (next.prot == run->prot && next.eff == run->eff &&
	    next.depth == run->depth && !due)
		return;

	if ((run->eff & RW) && !(run->eff & NX)) {
		if (!dump->wx_runs++)
			dump->first_wx = run->start;
		dump->wx_pages += (next.start - run->start) / 4096;
	}
	if (!st->marker->max_lines || st->lines < st->marker->max_lines)
		print_line(dump, run, next.start);
	st->lines++;
	if (due) {
		if (st->marker->max_lines && st->lines > st->marker->max_lines) {
			unsigned long n = st->lines - st->marker->max_lines;

			print(dump, n == 1 ? "... %lu entry skipped ... \n" :
					     "... %lu entries skipped ... \n", n);
		}
		/* One marker a note, however many were passed. */
		st->marker++;
		st->lines = 0;
		print(dump, "---[ %s ]---\n", st->marker->name);
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
	static struct step steps[MAX_ENTRIES + 1];
	const struct query q = {
		.root = root, .start = start, .end = end, .level = nr_levels,
		.flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES,
	};
	unsigned long cut = 0;
	size_t i, n = oracle_steps(&q, steps, MAX_ENTRIES, &cut);

	if (cut)
		return false;
	for (i = 0; i < n; i++) {
		u64 raw = steps[i].raw[steps[i].level];

		if (steps[i].kind == MM_WALK_HOLE && steps[i].level != PTE)
			raw = 0;
		note(st, (struct run) {
			.start = steps[i].curr,
			.prot = flags_of(raw),
			.eff = raw ? effective(&steps[i]) : 0,
			.depth = steps[i].depth,
		});
	}
	return true;
}

bool oracle_dump(phys_addr_t root, const struct area_marker *markers,
		 struct dump *dump)
{
	struct state st = { .dump = dump, .marker = markers };

	dump->len = 0;
	dump->wx_runs = 0;
	dump->wx_pages = 0;
	if (CONFIG_PGTABLE_LEVELS == 5) {
		/* Both halves, but for 16 root entries that are kept empty. */
		unsigned int shift = levels[nr_levels - 1].shift;

		if (!note_range(&st, root, 0, 256ul << shift) ||
		    !note_range(&st, root, -240ul << shift, 0))
			return false;
	} else if (!note_range(&st, root, 0, 0)) {
		return false;
	}
	note(&st, (struct run) { .depth = -1 });
	return true;
}
