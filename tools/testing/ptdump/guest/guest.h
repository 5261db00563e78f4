/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the test programs that run as init in a guest share: TAP on the second
 * port, whole files and their comparison, and the kernel's log.
 */
#ifndef PTDUMP_GUEST_H
#define PTDUMP_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define DEBUGFS		"/sys/kernel/debug"
#define REFERENCE	DEBUGFS "/ptdump_reference"
#define HUGE_PAT	REFERENCE "/huge_pat"

/* Names are short, and a whole dump is far below this. */
#define PATH_LEN	128
#define TEXT_SIZE	(4UL << 20)
#define READ_WHOLE	(1UL << 20)

struct text {
	size_t len;
	char data[TEXT_SIZE];
};

/* A file of the dumper, by its path in debugfs. */
struct dump_file {
	const char *name;
	const char *path;
};

/* All that there are; each architecture has some of them. */
extern const struct dump_file dump_files[];

/* Where @file is; @stock: the base's. */
const char *file_path(const struct dump_file *file, bool stock, char *path);

/* Mounts what the tests read, and opens the port. Halts where that fails. */
void guest_start(void);
/* Prints the plan and ends the machine. */
_Noreturn void guest_end(void);

/* A line of TAP; @what names a variant, or is NULL. */
void tap_result(bool ok, const char *name, const char *what);
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A text, between "# begin " with what the format says, and "# end". */
void tap_text(const struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Ends the program's test run with a note where something basic fails. */
_Noreturn void give_up(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Options are NAME=VALUE on the kernel's command line. */
bool option_set(const char *name);
bool release_is(const char *series);
const char *option(const char *name, const char *unset);

/* True, or a note with errno and false. */
bool write_number(const char *path, unsigned long number);
bool read_number(const char *path, unsigned long long *number);

/*
 * Reads the rest of @fd, at most @chunk bytes at a time, or of random sizes
 * (@chunk 0). Appends to @text. True, or a note and false.
 */
bool read_rest(int fd, size_t chunk, struct text *text);
/* The same for a whole file. */
bool read_file(const char *path, size_t chunk, struct text *text);

bool text_equal(const struct text *a, const struct text *b);
size_t text_lines(const struct text *text);
/* The first lines that differ, as notes, side by side. */
void note_difference(const struct text *stock, const struct text *ours);

/*
 * Fixed seed, so that each run is like the others; a process of many begins
 * with its own, not 0.
 */
void random_start(uint32_t seed);
uint32_t random_number(uint32_t below);

/*
 * The log from now on; log_since() takes what came since, a line a record, of
 * the lines that begin with one of @starts, which ends with NULL.
 */
void log_mark(void);
bool log_since(struct text *text, const char *const *starts);
/* The same for all that the log still has from the boot. */
bool log_of_boot(struct text *text, const char *const *starts);
/* The first line of @text with @part, without its newline; "" if none. */
const char *line_with(const struct text *text, const char *part,
		      char *line, size_t size);

/*
 * What the base's text would be without its known mistakes. True if it made a
 * difference.
 */
bool without_mistakes(const struct dump_file *file, const struct text *stock,
		      struct text *right);

/* Figures of ours beside the base's. */
void measure_all(void);

/* The tables of a guest, on arm64. */
void stage2_all(void);

/* In a kernel that has it: lockdep has had nothing to say so far. */
void lockdep_is_alive(void);

/* Reads while the tables change. */
void stress_all(void);

/* In a kernel with KCSAN: openers and a check at a time. */
void openers_all(void);

#endif /* PTDUMP_GUEST_H */
