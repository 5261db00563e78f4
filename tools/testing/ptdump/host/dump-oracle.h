/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_DUMP_ORACLE_H
#define _PTDUMP_HOST_DUMP_ORACLE_H

#include "format.h"

struct area_marker {
	unsigned long start;
	const char *name;
	unsigned long max_lines;
};

/* What a dump of x86's tables should be. */
struct dump {
	char *text;
	size_t len, room;
	unsigned int wx_runs;
	unsigned long wx_pages;
	unsigned long first_wx;		/* where the first of the runs starts */
};

/*
 * Dump the tables at @root. Returns false where that takes too long to look
 * at. @markers ends with a start of ~0.
 */
bool oracle_dump(phys_addr_t root, const struct area_marker *markers,
		 struct dump *dump);

#endif /* _PTDUMP_HOST_DUMP_ORACLE_H */
