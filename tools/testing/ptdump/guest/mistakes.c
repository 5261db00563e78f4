// SPDX-License-Identifier: GPL-2.0
/*
 * Where stock is wrong, ours differs on purpose: a rule a row of the list of
 * deviations in Documentation/mm/ptdump.rst that can show in a test kernel. A
 * rule turns stock's text into what it should have been.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

struct rule {
	const char *name;
	bool (*apply)(const struct dump_file *file, const struct text *stock,
		      struct text *right);
};

/* Neighbours of equal attributes, that stock did not note. */
struct swallowed {
	unsigned long long start, end, attributes;
	unsigned int depth;
};

#define MAX_SWALLOWED	4096

#define PAT_COLUMN	19	/* of the attributes */

#define NO_ATTRIBUTES	"                              "

static const char *const level_names[] = { "pgd", "p4d", "pud", "pmd", "pte" };

static size_t read_swallowed(const struct dump_file *file,
			     struct swallowed *list)
{
	static struct text text;
	char path[PATH_LEN], *line, *save;
	size_t n = 0;

	snprintf(path, sizeof(path), REFERENCE "/swallowed/%s", file->name);
	if (access(path, F_OK) || !read_file(path, READ_WHOLE, &text) || text.len == TEXT_SIZE)
		return 0;
	text.data[text.len] = '\0';
	for (line = strtok_r(text.data, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		struct swallowed one, *last = n ? &list[n - 1] : NULL;

		if (n == MAX_SWALLOWED ||
		    sscanf(line, "%llx %llx %x %llx", &one.start, &one.end,
			   &one.depth, &one.attributes) != 4 || one.depth > 4)
			return 0;
		if (last && last->end == one.start && last->depth == one.depth &&
		    last->attributes == one.attributes)
			last->end = one.end;
		else
			list[n++] = one;
	}
	return n;
}

static void put(struct text *text, unsigned long long start,
		unsigned long long end, const char *rest)
{
	const int width = 2 * sizeof(void *);
	static const char units[] = "BKMGTPE";
	/* The last line ends at 0, on 32 bits too. */
	unsigned long long size = (unsigned long)(end - start);
	const char *unit = units;

	while (!(size & 1023) && unit[1]) {
		size >>= 10;
		unit++;
	}
	text->len += snprintf(text->data + text->len, TEXT_SIZE - text->len,
			      "0x%0*llx-0x%0*llx   %9llu%c %s\n", width, start,
			      width, end, size, *unit, rest);
}

/*
 * Copies @line. Returns the attributes in the copy, behind range, size, unit and
 * a space; NULL if @line has no range.
 */
static char *attributes_of(const char *line, size_t len,
			   unsigned long long *from, unsigned long long *to)
{
	static char copy[256];
	int columns = 0;

	snprintf(copy, sizeof(copy), "%.*s", (int)len, line);
	if (sscanf(copy, "0x%llx-0x%llx %*u%*c%n", from, to, &columns) != 2 ||
	    !columns)
		return NULL;
	return copy + columns + 1;
}

/*
 * Entries that are neither none, nor a leaf, nor a table end the line before,
 * and have one of their own.
 */
static bool show_swallowed(const struct dump_file *file,
			   const struct text *stock, struct text *right)
{
	static struct swallowed list[MAX_SWALLOWED];
	size_t n = read_swallowed(file, list), i = 0;
	const char *line = stock->data, *end = line + stock->len, *next;
	bool changed = false;

	right->len = 0;
	for (; line < end && right->len < TEXT_SIZE / 2; line = next) {
		unsigned long long from, to;
		char *attributes, rest[64];

		next = memchr(line, '\n', end - line);
		next = next ? next + 1 : end;
		attributes = attributes_of(line, next - line - 1, &from, &to);
		if (!attributes) {
			memcpy(right->data + right->len, line, next - line);
			right->len += next - line;
			continue;
		}
		/* The last line ends at 0, the top of the address space. */
		for (; i < n && list[i].start <= to - 1; i++) {
			if (list[i].start < from)
				continue;
			if (list[i].start > from)
				put(right, from, list[i].start, attributes);
			snprintf(rest, sizeof(rest), NO_ATTRIBUTES "%s",
				 level_names[list[i].depth]);
			put(right, list[i].start, list[i].end, rest);
			from = list[i].end;
			changed = true;
		}
		if (from != to)
			put(right, from, to, attributes);
	}
	return changed;
}

/* A huge page with PAT has a line of its own, with PAT. */
static bool show_pat(const struct dump_file *file, const struct text *stock,
		     struct text *right)
{
	const char *line = stock->data, *end = line + stock->len, *next;
	bool small = sizeof(void *) == 4 && !option_set("PTDUMP_PAE");
	unsigned long long pat, behind;
	bool changed = false;

	if (strcmp(file->name, "kernel") || access(HUGE_PAT, F_OK) ||
	    !read_number(HUGE_PAT, &pat) || !pat)
		return false;
	behind = pat + ((small ? 4ULL : 2ULL) << 20);
	right->len = 0;
	for (; line < end && right->len < TEXT_SIZE / 2; line = next) {
		unsigned long long from, to;
		char *attributes, with_pat[64];

		next = memchr(line, '\n', end - line);
		next = next ? next + 1 : end;
		attributes = attributes_of(line, next - line - 1, &from, &to);
		if (!attributes || from > pat || behind - 1 > to - 1) {
			memcpy(right->data + right->len, line, next - line);
			right->len += next - line;
			continue;
		}
		snprintf(with_pat, sizeof(with_pat), "%.*sPAT%s", PAT_COLUMN,
			 attributes, attributes + PAT_COLUMN + 3);
		if (from != pat)
			put(right, from, pat, attributes);
		put(right, pat, behind, with_pat);
		if (behind != to)
			put(right, behind, to, attributes);
		changed = true;
	}
	return changed;
}

static const struct rule rules[] = {
	{ "entries that are nothing have a line", show_swallowed },
	{ "huge pages have PAT", show_pat },
};

bool without_mistakes(const struct dump_file *file, const struct text *stock,
		      struct text *right)
{
	static struct text before;
	bool changed = false;

	memcpy(before.data, stock->data, stock->len);
	before.len = stock->len;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (!rules[i].apply(file, &before, right))
			continue;
		tap_note("rule: %s", rules[i].name);
		memcpy(before.data, right->data, right->len);
		before.len = right->len;
		changed = true;
	}
	memcpy(right->data, before.data, before.len);
	right->len = before.len;
	return changed;
}
