/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_DUMP_TEST_H
#define _PTDUMP_HOST_DUMP_TEST_H

/* What the dumper's tests and those of an architecture have from each other. */
#include <host-dump.h>
#include <linux/ptdump.h>

#include "dump-oracle.h"
#include "rnd.h"
#include "tree.h"

/* From the architecture */
extern const char *const arch_files[];	/* in debugfs; ends with NULL */
extern const char *const kernel_file;	/* the one of init_mm */
extern const bool shows_holes;		/* which have lines, too */

/*
 * One attribute, or one value of a field: an entry's value, and what the line of
 * a dump says of it. Texts are written from the manuals and what scripts that
 * read the files know, not printed by the code that they test.
 */
struct golden {
	unsigned int level;
	u64 bits;
	const char *text;		/* NULL: there is no line of its own */
	u64 hidden;			/* a field that leaves it so, whatever its value */
	unsigned int cpu;		/* for golden_applies() */
};

extern const struct golden golden[];
extern const unsigned int nr_golden;

/*
 * Two neighbouring entries whose lines look the same. They are one line or two: see the
 * table in Documentation/mm/ptdump.rst.
 */
struct look_alike {
	unsigned int level;
	u64 bits, more;			/* the second entry has @bits ^ @more */
	unsigned int lines;
};

void check_look_alikes(const struct look_alike *rows, unsigned int n);

bool golden_applies(const struct golden *row);
/* The line of that entry, from after the addresses; none for the kind. */
void golden_line(char *line, const struct golden *row);

/* Tables of a few pages that are good and bad, and what a check says of them. */
struct verdict {
	u64 pages[4];			/* neighbours; 0 ends them */
	unsigned int nr_bad;		/* of which check_wx_pages complains */
	const char *log;		/* @n: the address of page n */
};

extern const struct verdict verdicts[];
extern const unsigned int nr_verdicts;

/*
 * How a dump begins where the first areas, up to the sixth, begin at or before
 * @start, and at @start the first of some pages of plain_leaf(0).
 */
void expected_markers(char *text, unsigned long start);

/* From dump-test.c */
extern int host_budget;			/* of mm/ptdump.c */
extern struct mm_struct task_mm;
extern struct dump want;
extern const struct ptdump_range *test_ranges;
void ptdump_print_size(struct seq_buf *s, unsigned long size);
void ptdump_print_run(const struct ptdump *pd);
extern char *text;
extern size_t text_len, text_room;

struct reader {
	struct host_file *file;
	struct file open;
	loff_t pos;
};

void begin_draw(unsigned long i);
void draw_areas(void);
void draw_dump(void);
void place_areas(void);		/* where the markers say */
void move_areas_away(void);	/* to the last page */
unsigned long page(void);
unsigned long kernel_start(void);	/* where the kernel's half begins */

void open_reader(struct reader *r, const char *name);
void open_current(struct reader *r);	/* the tables of task_mm */
/* All locks were held where they were asserted, and none is now. */
void check_locks(void);
ssize_t read_some(struct reader *r, char *buf, size_t size);
void read_all(struct reader *r, size_t most);
void close_reader(struct reader *r);
void check_text(void);

#endif /* _PTDUMP_HOST_DUMP_TEST_H */
