// SPDX-License-Identifier: GPL-2.0
/*
 * Figures of ours beside the base's. In a boot with -icount shift=0 the guest's
 * clock counts instructions, so ns are instructions and each run has the same.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

/* glibc has no names for these; see syslog(2). */
#define SYSLOG_ACTION_CONSOLE_OFF 6

struct figures {
	unsigned long long whole;
	unsigned long long first;
	unsigned long long walks;
	unsigned long long periods;
	unsigned long long longest;
	unsigned long long entries;
	unsigned long long tables;
	unsigned long long buffer;
};

static char buffer[READ_WHOLE];

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static bool read_meters(bool stock, struct figures *f)
{
	const char *name = stock ? "stock" : "ours";
	char text[256] = "", *line;
	int fd = open(REFERENCE "/meters", O_RDONLY);
	bool ok = fd >= 0 && read(fd, text, sizeof(text) - 1) > 0;

	close(fd);
	line = strstr(text, name);
	return ok && line &&
	       sscanf(line + strlen(name), " %llu %llu %llu %llu %llu",
		      &f->walks, &f->periods, &f->longest, &f->entries,
		      &f->tables) == 5;
}

static bool measure(const struct dump_file *file, bool stock,
		    struct figures *f)
{
	char path[PATH_LEN];
	unsigned long long start;
	ssize_t n;
	int fd;

	file_path(file, stock, path);
	if (!write_number(REFERENCE "/meters", 0))
		return false;
	start = now();
	fd = open(path, O_RDONLY);
	n = read(fd, buffer, sizeof(buffer));
	f->first = now() - start;
	if (n <= 0)
		return false;
	do
		n = read(fd, buffer, sizeof(buffer));
	while (n > 0);
	f->whole = now() - start;
	if (n || !write_number(REFERENCE "/seq_buffer", fd) ||
	    !read_number(REFERENCE "/seq_buffer", &f->buffer))
		return false;
	close(fd);
	return read_meters(stock, f);
}

static void print(const char *file, const char *what,
		  unsigned long long stock, unsigned long long ours)
{
	tap_note("measure %s.%s %llu %llu %.2f", file, what, stock, ours,
		 ours ? (double)stock / ours : 0.0);
}

/* What only ours has a counter for. */
static void print_ours(const char *file, const char *what,
		       unsigned long long ours)
{
	tap_note("measure %s.%s - %llu -", file, what, ours);
}

static bool measure_file(const struct dump_file *file)
{
	struct figures stock, ours;

	/* The first read pays for what is done once; to stock it is nothing. */
	if (!measure(file, false, &ours) || !measure(file, true, &stock) ||
	    !measure(file, false, &ours))
		return false;

	print(file->name, "instructions", stock.whole, ours.whole);
	print(file->name, "first_byte", stock.first, ours.first);
	print(file->name, "walks", stock.walks, ours.walks);
	print(file->name, "lock_periods", stock.periods, ours.periods);
	print(file->name, "longest_hold", stock.longest, ours.longest);
	print(file->name, "buffer", stock.buffer, ours.buffer);
	print_ours(file->name, "entries", ours.entries);
	print_ours(file->name, "tables", ours.tables);
	return true;
}

void measure_all(void)
{
	const struct dump_file *file;

	memset(buffer, 1, sizeof(buffer));
	/* The figures are of the dumpers, not of a slow console. */
	klogctl(SYSLOG_ACTION_CONSOLE_OFF, NULL, 0);
	if (option_set("PTDUMP_SPLIT"))
		tap_result(write_number(REFERENCE "/split", 1), __func__,
			   "split");
	for (file = dump_files; file->name; file++)
		if (!strcmp(file->name, "kernel") ||
		    !strcmp(file->name, "check_wx_pages"))
			tap_result(measure_file(file), __func__, file->name);
}
