// SPDX-License-Identifier: GPL-2.0
/*
 * What a dump of riscv's page tables should say, and what a check of them, from
 * the entries that the oracle of the walk finds, one by one.
 */
#include <stdio.h>

#include "../dump-oracle.h"
#include "arch-tests.h"

#define V		0x001
#define W		0x004
#define X		0x008

/* A run that has not ended yet. */
struct run {
	unsigned long start, pa;
	u64 prot;
	const char *level;		/* NULL: none, or the end */
};

struct state {
	struct dump *dump;
	const struct area_marker *marker;
	struct run run;
};

/* The bits that count: 9:0, and of 64 those that the CPU has a use for. */
static u64 attributes(u64 raw)
{
	static const u64 high[] = {
		[HOST_STANDARD] = 7ull << 61,
		[HOST_NO_EXTENSION] = 0,
		[HOST_THEAD] = 31ull << 59,
	};

	return raw & (0x3ff | (sizeof(long) == 8 ? high[host_cpu] : 0));
}

static bool is_napot(u64 raw)
{
	return host_cpu == HOST_STANDARD && raw >> 63;
}

/* Svpbmt's, from the specification; the three that T-Head's manual recommends. */
static const char *memory_type(u64 prot)
{
	static const char *const svpbmt[] = {
		"  ..  ", "MT(NC)", "MT(IO)", "MT(\?\?)"
	};

	if (host_cpu != HOST_THEAD)
		return svpbmt[prot >> 61 & 3];
	switch (prot >> 59) {
	case 14:	/* C B SH */
		return "  ..  ";
	case 6:		/* B SH */
		return "MT(NC)";
	case 18:	/* SO SH */
		return "MT(IO)";
	default:
		return "MT(\?\?)";
	}
}

static void print_line(struct dump *dump, const struct run *run,
		       unsigned long end)
{
	static const char *const software[] = {
		"  ..  ", "RSW(1)", "RSW(2)", "RSW(3)"
	};
	const int digits = 2 * sizeof(long);
	u64 prot = run->prot;
	int bit;

	dump_print_range(dump, run->start, end, "    ");
	dump_print(dump, "0x%0*lx ", digits, run->pa);
	dump_print_size(dump, end - run->start);
	dump_print(dump, "%s ", run->level);
	if (sizeof(long) == 8)
		dump_print(dump, "%c %s ", is_napot(prot) ? 'N' : '.',
			   memory_type(prot));
	dump_print(dump, "%s", software[prot >> 8 & 3]);
	for (bit = 7; bit >= 0; bit--)
		dump_print(dump, " %c", prot >> bit & 1 ? "VRWXUGAD"[bit] : '.');
	dump_print(dump, "\n");
}

/* One entry, in order. */
static void note(struct state *st, struct run next)
{
	struct run *run = &st->run;

	if (!run->level) {
		/* Areas that are due here wait for the next. */
		dump_print(st->dump, "---[ %s ]---\n", st->marker->name);
		*run = next;
		return;
	}
	if (next.prot == run->prot && next.level == run->level &&
	    next.start < st->marker[1].start)
		return;
	if (run->prot)
		print_line(st->dump, run, next.start);
	while (next.start >= st->marker[1].start) {
		st->marker++;
		dump_print(st->dump, "---[ %s ]---\n", st->marker->name);
	}
	*run = next;
}

/* The root is the PGD, however many levels there are. */
static const char *level_name(unsigned int level)
{
	static const char *const names[] = { "PTE", "PMD", "PUD", "P4D" };

	return level == nr_levels - 1 ? "PGD" : names[level];
}

static void check(struct dump *dump, const struct step *steps, size_t n)
{
	unsigned long wx = 0, first = 0;
	char *log = dump->log;
	size_t i;

	for (i = 0; i < n; i++) {
		u64 prot = steps[i].raw[steps[i].level];

		if (!(prot & W) || !(prot & X))
			continue;
		first = wx ? first : steps[i].curr;
		wx += (steps[i].next - steps[i].curr) / 4096;
	}
	dump->bad_pages = wx;
	if (wx)
		log += sprintf(log, "WARNING: note_page: riscv/mm: Found insecure W+X mapping at address %p/%pS\n",
			       (void *)first, (void *)first);
	if (wx)
		sprintf(log, "Checked W+X mappings: failed, %lu W+X pages found\n",
			wx);
	else
		sprintf(log, "Checked W+X mappings: passed, no W+X pages found\n");
}

/* What the page number says; N means that its lowest 1 is not part of it. */
static unsigned long address(u64 raw)
{
	u64 frame = sizeof(long) == 8 ? raw << 10 >> 20 : raw >> 10;

	if (is_napot(raw) && frame)
		frame &= ~(frame & -frame);
	return frame << 12;
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
	for (i = 0; i < n; i++) {
		u64 raw = steps[i].raw[steps[i].level];

		note(&st, (struct run) {
			.start = steps[i].curr,
			.pa = address(raw),
			.prot = attributes(raw),
			.level = level_name(steps[i].level),
		});
	}
	note(&st, (struct run) { .start = end });
	check(dump, steps, n);
	return true;
}

/* From where user mode ends. */
bool oracle_dump(phys_addr_t root, struct dump *dump)
{
	return oracle_dump_range(root, markers, sizeof(long) == 8 ?
				 half_first(true) : 0x9c800000, 0, dump);
}
