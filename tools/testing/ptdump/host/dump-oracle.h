/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_DUMP_ORACLE_H
#define _PTDUMP_HOST_DUMP_ORACLE_H

#include "format.h"
#include "oracle.h"

struct area_marker {
	unsigned long start;
	const char *name;
	unsigned long max_lines;
	int area;			/* in host_area[]; FIXED: it stays */
};

#define FIXED	-1

/* The areas of the kernel's file, in order; the last starts at ~0. */
extern struct area_marker markers[];

/* What a dump should be, and what a check of the same tables says in the log. */
struct dump {
	char *text;
	size_t len, room;
	char log[400];
	unsigned long bad_pages;	/* W+X, and whatever else counts */
};

extern size_t dump_most_entries;	/* of a range: may be set before the first */

/*
 * Dump the kernel's tables at @root. Returns false where that takes too long to
 * look at.
 */
bool oracle_dump(phys_addr_t root, struct dump *dump);

/* For the architectures' oracles: text, and the entries of a range or NULL. */
void dump_print(struct dump *dump, const char *fmt, ...)
	__attribute__((__format__(printf, 2, 3)));
void dump_print_range(struct dump *dump, unsigned long start, unsigned long end,
		      const char *gap);
void dump_print_size(struct dump *dump, unsigned long size);
const struct step *dump_entries(phys_addr_t root, unsigned long start,
				unsigned long end, size_t *n);

#endif /* _PTDUMP_HOST_DUMP_ORACLE_H */
