// SPDX-License-Identifier: GPL-2.0
/* What the oracles of the dumps have in common. */
#include <stdarg.h>
#include <stdio.h>

#include "dump-oracle.h"

size_t dump_most_entries = 200000;

void dump_print(struct dump *dump, const char *fmt, ...)
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

void dump_print_range(struct dump *dump, unsigned long start, unsigned long end,
		      const char *gap)
{
	const int digits = 2 * sizeof(long);

	dump_print(dump, "0x%0*lx-0x%0*lx%s", digits, start, digits, end, gap);
}

void dump_print_size(struct dump *dump, unsigned long size)
{
	const char *unit = "BKMGTPE";

	while (size % 1024 == 0 && unit[1]) {
		size /= 1024;
		unit++;
	}
	dump_print(dump, "%9lu%c ", size, *unit);
}

const struct step *dump_entries(phys_addr_t root, unsigned long start,
				unsigned long end, size_t *n)
{
	static struct step *steps;
	const struct query q = {
		.root = root, .start = start, .end = end, .level = nr_levels,
		.flags = MM_WALK_HOLES | MM_WALK_ALL_SIZES,
	};
	unsigned long cut = 0;

	if (!steps)
		steps = malloc(dump_most_entries * 5 * sizeof(*steps));
	*n = oracle_steps(&q, steps, dump_most_entries, &cut);
	return cut ? NULL : steps;
}
