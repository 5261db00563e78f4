// SPDX-License-Identifier: GPL-2.0
/*
 * Runs as init in a kernel that has the base's page-table dumper beside ours,
 * and holds one against the other. Options, on the kernel's command line:
 *
 * PTDUMP_TESTS=all|short|text|measure|stage2|memory|stress	default: all. "short" is for
 *				kernels whose stock dump takes minutes, "text"
 *				for powerpc and s390;
 *				"measure" prints the figures of a boot with
 *				-icount; "stage2" runs a guest of KVM; "memory"
 *				prints what the host holds against its own dump
 *				of this machine's memory; "stress" reads while
 *				the tables change
 * PTDUMP_LINES=N		a dump of the kernel's tables has at least N lines
 * PTDUMP_BITS=N			the tables reach N bits of address
 * PTDUMP_NX=0			the kernel cannot use the CPU's NX bit
 * PTDUMP_PAE=1			the tables are those of i386 with PAE
 * PTDUMP_ROOT=1			the root is above the PUD level, and has room
 * PTDUMP_PBMT=1			the CPU has riscv's Svpbmt and Svnapot
 * PTDUMP_HASH=1			powerpc64 has a hash table beside the tables
 * PTDUMP_ARENA=1		the kernel has arenas of BPF
 * PTDUMP_KASAN=1		the kernel has KASAN
 * PTDUMP_PTI=1			PTI is active in this boot
 * PTDUMP_XEN=1			the kernel is a paravirtual guest of Xen, which
 *				gives it no huge pages
 * PTDUMP_EFI=1			EFI's own tables are there in this boot
 * PTDUMP_SELFTEST=1		the kernel's selftest is run, too
 * PTDUMP_BYTES=1		"measure" compares the kernel's file and the check, too
 * PTDUMP_LOCKDEP=1		the kernel has lockdep, which "stage2" asks in the end
 * PTDUMP_SPLIT=1		"measure" has the direct map in base pages
 * PTDUMP_FIXED=1		what stands beside ours is stock with the fixes for it
 * PTDUMP_DUMPS=N		"stress" makes N dumps, a tenth of them of each file
 * PTDUMP_FILES=N		of so many files
 * PTDUMP_SECONDS=N		and takes no longer
 * PTDUMP_MEMORY=N		"stress" adds a block of memory at that address, and
 *				removes it
 * PTDUMP_DIMM=1			"stress" plugs in a module of QEMU's, by its monitor at
 *				the third serial line, and unplugs it
 * PTDUMP_PAGEALLOC=1		pages that are free are not mapped: no two dumps of
 *				the kernel's tables are alike
 * PTDUMP_KMEMLEAK=1		"stress" asks kmemleak in the end
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"
#include "guest.h"

#define TRIES		5
#define MARKER		"---["
#define KERNEL		(&dump_files[0])

#define FOUND_NOTHING	CHECKED "passed, no " EXPECTED "W+X pages found" \
			FULL_STOP "\n"
#define FOUND_WX	LOG "Found insecure W+X mapping at address "
/* What the reference writes to the log around a dump early at boot. */
#define EARLY		"ptdump_reference: "
#define EFI_LAST	REFERENCE "/efi_last"
#define ROOT_ENTRY	REFERENCE "/root_entry"
/* Only arm64's check has an eye on these. */
#define NON_UXN		REFERENCE "/non_uxn"
#define RO_TABLE	REFERENCE "/ro_table"
#define FOUND_NON_UXN	LOG "Found non-UXN mapping at address "

/* Large, and written once before all tests: faults would change the tables. */
static struct text stock, again, ours, other, part;

/* What a W+X check and a dump say in the log; other lines may come between. */
static const char *const check_lines[] = { LOG, CHECKED, "WARNING: ", NULL };
static const char *const dump_lines[] = { "0x", "---[", "... ", NULL };

static const size_t chunks[] = { 1, 7, 4096, READ_WHOLE };

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static const char *stock_path(const struct dump_file *file)
{
	static char path[PATH_LEN];

	return file_path(file, true, path);
}

static const char *our_path(const struct dump_file *file)
{
	static char path[PATH_LEN];

	return file_path(file, false, path);
}

static const struct dump_file *find_file(const char *name)
{
	const struct dump_file *file = dump_files;

	while (strcmp(file->name, name))
		file++;
	return file;
}

/* The file of the reader's own mm, where there is one. */
static const struct dump_file *own_file(void)
{
	const struct dump_file *file = find_file("current_kernel");

	return exists(our_path(file)) ? file : KERNEL;
}

static void wait_for(pid_t child, bool *ok)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child || status)
		*ok = false;
}

/* Sets *@rest to what follows the range and size of a line that has them. */
static bool parse_line(const char *line, unsigned long long *start,
		       unsigned long long *end, const char **rest)
{
	int columns = 0;

	if (sscanf(line, "0x%llx-0x%llx %*u%*c%n", start, end, &columns) != 2)
		return false;
	*rest = line + columns;
	return columns;
}

/*
 * Reads stock, ours, stock until both of stock agree: a read can itself change
 * the tables. False, with a note, when they never do.
 */
static bool read_three(const struct dump_file *file)
{
	for (int i = 0; i < TRIES; i++) {
		if (!read_file(stock_path(file), READ_WHOLE, &stock) ||
		    !read_file(our_path(file), READ_WHOLE, &ours) ||
		    !read_file(stock_path(file), READ_WHOLE, &again))
			return false;
		if (text_equal(&stock, &again))
			return true;
	}
	tap_note("two reads of stock's file differed %d times; the last:",
		 TRIES);
	note_difference(&stock, &again);
	return false;
}

static bool same(const struct text *theirs, const struct text *mine)
{
	if (text_equal(theirs, mine))
		return true;
	note_difference(theirs, mine);
	return false;
}

static bool same_but_for_mistakes(const struct dump_file *file)
{
	if (text_equal(&stock, &ours))
		return true;
	if (without_mistakes(file, &stock, &other)) {
		tap_note("%s: stock's text is taken without its mistakes",
			 file->name);
		return same(&other, &ours);
	}
	return same(&stock, &ours);
}

/* What a file must show not to be empty by mistake. */
static bool has_content(const struct dump_file *file, const struct text *text)
{
	size_t least = 3;

	if (!strcmp(file->name, "efi") && !option_set("PTDUMP_EFI"))
		return !text->len;
	if (!strcmp(file->name, "check_wx_pages"))
		least = 1;
	if (file == KERNEL)
		least = strtoul(option("PTDUMP_LINES", "30"), NULL, 10);
	if (text_lines(text) >= least)
		return true;
	tap_note("%zu lines, expected at least %zu", text_lines(text), least);
	return false;
}

static bool same_bytes(const struct dump_file *file)
{
	return read_three(file) && same_but_for_mistakes(file) &&
	       has_content(file, &ours);
}

static void files_show_the_bytes_of_stock(void)
{
	const struct dump_file *file;

	for (file = dump_files; file->name; file++)
		if (exists(stock_path(file)) || exists(our_path(file)))
			tap_result(same_bytes(file), __func__, file->name);
}

static void kernel_and_check_show_the_bytes_of_stock(void)
{
	if (!option_set("PTDUMP_PAGEALLOC"))
		tap_result(same_bytes(KERNEL), "files_show_the_bytes_of_stock",
			   KERNEL->name);
	tap_result(same_bytes(find_file("check_wx_pages")),
		   "files_show_the_bytes_of_stock", "check_wx_pages");
}

/*
 * Stock's last line of that file ends at 0 on riscv, and its size is what lies
 * between.
 */
static void efi_file_ends_where_its_range_does(void)
{
	static const char last[] = "0x000000007ffff000-0x0000000000000000 ";
	static const char right[] = "0x000000007ffff000-0x0000000080000000 ";
	const struct dump_file *file = find_file("efi");
	char theirs[256], mine[256];
	bool ok;

	if (!option_set("PTDUMP_EFI") || !exists(EFI_LAST))
		return;
	ok = write_number(EFI_LAST, 1) && read_three(file);
	line_with(&stock, last, theirs, sizeof(theirs));
	line_with(&ours, right, mine, sizeof(mine));
	if (!theirs[0] || !strstr(mine, " 4K PTE ")) {
		tap_note("stock: %s", theirs);
		tap_note("ours:  %s", mine);
		ok = false;
	}
	/* The lines before are the same. */
	stock.len -= strlen(theirs) + 1;
	ours.len -= strlen(mine) + 1;
	ok = ok && same(&stock, &ours) && stock.len;
	ok = write_number(EFI_LAST, 0) && ok;
	tap_result(ok, __func__, NULL);
}

/* The line of @text that covers @addr, and its range; NULL if there is none. */
static const char *line_over(const struct text *text, unsigned long long addr,
			     unsigned long long *start, unsigned long long *end)
{
	const char *line = text->data, *stop = line + text->len, *rest;

	for (; line < stop; line += strcspn(line, "\n") + 1)
		if (parse_line(line, start, end, &rest) && *start <= addr &&
		    addr <= *end - 1)
			return line;
	return NULL;
}

/* Takes the lines out of @text that lie in a range. */
static void cut_lines(struct text *text, unsigned long long from,
		      unsigned long long to)
{
	const char *line = text->data, *stop = line + text->len, *next, *rest;
	unsigned long long start, end;

	text->len = 0;
	for (; line < stop; line = next) {
		next = line + strcspn(line, "\n") + 1;
		if (parse_line(line, &start, &end, &rest) && start >= from &&
		    end - 1 <= to - 1)
			continue;
		memmove(text->data + text->len, line, next - line);
		text->len += next - line;
	}
}

/* Ours has a line for the root's entry at @addr, stock a hole; else the same. */
static bool only_ours_shows(unsigned long long addr)
{
	unsigned long long start, end, from, to;
	bool hole;

	if (!read_three(KERNEL) || !line_over(&ours, addr, &start, &end) ||
	    start != addr) {
		tap_note("ours has no line at 0x%llx", addr);
		return false;
	}
	/* a hole, of which this is a part; on riscv holes have no line */
	hole = line_over(&stock, addr, &from, &to);
	if (hole != SHOWS_HOLES) {
		tap_note("stock has a line at 0x%llx", addr);
		return false;
	}
	if (!hole) {
		from = start;
		to = end;
	}
	cut_lines(&stock, from, to);
	cut_lines(&ours, from, to);
	return same(&stock, &ours);
}

/* What ours says of @addr, with its range. */
static bool read_line_over(unsigned long long addr, char *line, size_t size)
{
	unsigned long long start, end;
	const char *found;

	if (!read_file(our_path(KERNEL), READ_WHOLE, &ours))
		return false;
	found = line_over(&ours, addr, &start, &end);
	snprintf(line, size, "%.*s", found ? (int)strcspn(found, "\n") : 0,
		 found ?: "");
	return true;
}

/*
 * Stock clears an invalid root entry when it meets one: only the dumps of ours
 * before that show it.
 */
static bool shows_until_stock_clears(unsigned long long value,
				     unsigned long long *addr)
{
	char without[256], with[256], again_with[256], cleared[256];
	bool ok;

	ok = write_number(ROOT_ENTRY, value) && read_number(ROOT_ENTRY, addr) &&
	     write_number(ROOT_ENTRY, 0) &&
	     read_line_over(*addr, without, sizeof(without)) &&
	     write_number(ROOT_ENTRY, value) &&
	     read_line_over(*addr, with, sizeof(with)) &&
	     read_line_over(*addr, again_with, sizeof(again_with)) &&
	     read_file(stock_path(KERNEL), READ_WHOLE, &stock) &&
	     read_line_over(*addr, cleared, sizeof(cleared));
	if (ok && (!strcmp(with, without) || strcmp(with, again_with) ||
		   strcmp(cleared, without))) {
		tap_note("without: %s", without);
		tap_note("with:    %s", with);
		tap_note("again:   %s", again_with);
		tap_note("cleared: %s", cleared);
		ok = false;
	}
	return write_number(ROOT_ENTRY, 0) && ok;
}

/* Stock follows the entry to a table of zeroes, and shows a hole. */
static bool only_ours_shows_in_root(unsigned long long value,
				    unsigned long long addr)
{
	char with[256];
	bool ok = write_number(ROOT_ENTRY, value) && only_ours_shows(addr) &&
		  read_line_over(addr, with, sizeof(with));

	if (ok && !strstr(with, ROOT_SHOWS)) {
		tap_note("with:    %s", with);
		ok = false;
	}
	return write_number(ROOT_ENTRY, 0) && ok;
}

static void entries_of_the_root_have_lines(void)
{
	unsigned long long addr = 0;
	bool ok;

	if (!option_set("PTDUMP_ROOT"))
		return;
	ok = shows_until_stock_clears(ROOT_NOTHING, &addr);
	tap_result(ok, __func__, "that are nothing, which stock clears");
	if (!ROOT_NO_TABLE)
		return;
	if (ROOT_NO_TABLE_IS_CLEARED)
		tap_result(shows_until_stock_clears(ROOT_NO_TABLE, &addr),
			   __func__, "that are no tables, which stock clears");
	else
		tap_result(ok && only_ours_shows_in_root(ROOT_NO_TABLE, addr),
			   __func__, "that are no tables, which stock follows");
}

/* Kinds of memory have columns of their own, and fields of several bits. */
static void uncached_memory_is_shown_as_stock_does(void)
{
	static const char knob[] = REFERENCE "/io";
	unsigned long long addr = 0;
	char line[256] = "";
	bool ok;

	if (!*UNCACHED)
		return;
	ok = write_number(knob, 1) && read_number(knob, &addr) &&
	     read_three(KERNEL) && same_but_for_mistakes(KERNEL) &&
	     read_line_over(addr, line, sizeof(line));
	if (ok && !strstr(line, UNCACHED)) {
		tap_note("line: %s", line);
		ok = false;
	}
	ok = write_number(knob, 0) && ok;
	tap_result(ok, __func__, NULL);
}

/* Is @word in the line of the page at @addr? */
static bool line_shows(const struct text *text, unsigned long long addr,
		       const char *word)
{
	unsigned long long start, end;
	const char *line = line_over(text, addr, &start, &end);

	return line && memmem(line, strcspn(line, "\n"), word, strlen(word));
}

/* The CPU reserves these bits, and yet stock has a text for them. */
static void reserved_bits_are_shown_by_stock_only(void)
{
	static const char knob[] = REFERENCE "/pte_bits";
	static const struct {
		unsigned long long bits;
		const char *shows;
	} rows[] = { PTE_BITS {} }, *row;
	unsigned long long addr = 0;
	bool ok;

	for (row = rows; row->shows; row++) {
		if (!(row->bits & RESERVED_BITS))
			continue;
		ok = write_number(knob, row->bits) &&
		     read_number(knob, &addr) && read_three(KERNEL) &&
		     line_shows(&stock, addr, row->shows) &&
		     line_shows(&ours, addr, " D A G . . W R V") &&
		     !line_shows(&ours, addr, row->shows);
		ok = write_number(knob, 0) && ok;
		tap_result(ok, __func__, row->shows);
	}
}

static void bits_of_a_pte_are_shown_as_stock_does(void)
{
	static const char knob[] = REFERENCE "/pte_bits";
	static const struct {
		unsigned long long bits;
		const char *shows;
	} rows[] = { PTE_BITS {} }, *row;
	unsigned long long addr = 0;
	char line[256] = "";
	bool ok;

	for (row = rows; row->shows; row++) {
		if (row->bits & RESERVED_BITS)
			continue;
		ok = write_number(knob, row->bits) &&
		     read_number(knob, &addr) &&
		     read_three(KERNEL) && same_but_for_mistakes(KERNEL) &&
		     read_line_over(addr, line, sizeof(line));
		if (ok && !strstr(line, row->shows)) {
			tap_note("line: %s", line);
			ok = false;
		}
		ok = write_number(knob, 0) && ok;
		tap_result(ok, __func__, row->shows);
	}
}

/* Takes out what is between two lines of @text, but for the names of areas. */
static bool cut_between(struct text *text, const char *from, const char *to)
{
	char *start, *stop, *line, *next;

	text->data[text->len] = '\0';
	start = strstr(text->data, from);
	stop = start ? strstr(start, to) : NULL;
	if (!stop)
		return false;
	for (line = start; line < stop; line = next) {
		next = strchr(line, '\n') + 1;
		if (strncmp(line, MARKER, strlen(MARKER))) {
			memmove(line, next, text->data + text->len + 1 - next);
			text->len -= next - line;
			stop -= next - line;
			next = line;
		}
	}
	return true;
}

/*
 * Stock looks up what the page tables of powerpc map at addresses where nothing
 * is, finds none of it hashed, and goes on with what describes pages.
 */
static void hashed_pages_of_vmalloc_have_lines(void)
{
	static const struct dump_file hash = { "hash", "kernel_hash_pagetable" };
	static const char area[] = "---[ vmalloc() Area ]---\n";
	bool fixed = option_set("PTDUMP_FIXED"), ok;
	const char *found = NULL;

	if (!option_set("PTDUMP_HASH"))
		return;
	ok = read_three(&hash);
	if (ok)
		found = memmem(ours.data, ours.len, area, strlen(area));
	ok = found && !strncmp(found + strlen(area), "0x", 2);
	if (!ok)
		tap_note("nothing of vmalloc");
	if (ok && !fixed)
		ok = cut_between(&ours, area, "---[ vmemmap start ]---\n");
	ok = ok && same(&stock, &ours);
	tap_result(ok, __func__, fixed ? "in stock, too, with the fixes" : NULL);
}

/* Memory that the log says is mapped by pages of one size. */
struct mapped {
	unsigned long long start, end;
	char size[16];
};

#define MAPPED		"radix-mmu: Mapped "

/*
 * True if ours shows @mapped by lines of its own, which go on physically as the
 * addresses do. A table that is taken for a leaf, or a leaf for a table, has other
 * frames, or lines that do not meet.
 */
static bool shows_mapped(const struct mapped *mapped)
{
	unsigned long long at = LINEAR_MAP + mapped->start, start, end, frame;
	const char *line;

	while (at < LINEAR_MAP + mapped->end) {
		line = line_over(&ours, at, &start, &end);
		/* the last address, and the frame of the first page */
		if (!line || start != at || end >= LINEAR_MAP + mapped->end ||
		    sscanf(line, "0x%*x-0x%*x 0x%llx ", &frame) != 1 ||
		    frame != at - LINEAR_MAP) {
			tap_note("at 0x%llx of 0x%llx-0x%llx, in pages of %s:",
				 at, LINEAR_MAP + mapped->start,
				 LINEAR_MAP + mapped->end, mapped->size);
			tap_note("%.*s", line ? (int)strcspn(line, "\n") : 0,
				 line ?: "");
			return false;
		}
		at = end + 1;
	}
	return true;
}

/* Neighbours of one size count as one: their lines may have become one. */
static bool shows_all_mapped(const struct text *log)
{
	static const char format[] = MAPPED "0x%llx-0x%llx with %15[0-9.] %c";
	const char *line = log->data, *stop = line + log->len;
	struct mapped all = {}, one;
	unsigned int sizes = 0;
	bool ok = true;
	char unit;

	for (; line < stop; line += strcspn(line, "\n") + 1) {
		if (sscanf(line, format, &one.start, &one.end, one.size,
			   &unit) != 4)
			return false;
		strncat(one.size, &unit, 1);
		if (one.start == all.end && !strcmp(one.size, all.size)) {
			all.end = one.end;
			continue;
		}
		ok = shows_mapped(&all) && ok;
		all = one;
		sizes++;
	}
	return shows_mapped(&all) && ok && sizes;
}

/* No line holds pages of two sizes: a leaf is of the level where it stands. */
static void linear_map_has_lines_by_size_of_page(void)
{
	static const char *const starts[] = { MAPPED, NULL };

	if (!LINEAR_MAP || option_set("PTDUMP_HASH"))
		return;
	tap_result(log_of_boot(&part, starts) &&
		   read_file(our_path(KERNEL), READ_WHOLE, &ours) &&
		   shows_all_mapped(&part), __func__, NULL);
}

/* riscv's KASAN says nothing in the log. */
static void shadow_of_kasan_has_an_area(void)
{
	char line[256];
	bool ok;

	if (!option_set("PTDUMP_KASAN"))
		return;
	ok = read_file(our_path(KERNEL), READ_WHOLE, &ours) &&
	     (line_with(&ours, "KASAN shadow", line, sizeof(line))[0] ||
	      line_with(&ours, "Kasan shadow", line, sizeof(line))[0]);
	tap_result(ok, __func__, NULL);
}

static void user_tables_differ_from_the_kernels_under_pti(void)
{
	bool pti = option_set("PTDUMP_PTI");
	bool differ;

	if (!exists(our_path(find_file("current_user"))))
		return;
	if (!read_file(our_path(find_file("current_user")), READ_WHOLE, &ours) ||
	    !read_file(our_path(find_file("current_kernel")), READ_WHOLE, &other)) {
		tap_result(false, __func__, NULL);
		return;
	}
	differ = !text_equal(&ours, &other);
	tap_result(differ == pti, pti ? __func__ :
		   "user_tables_are_the_kernels_without_pti", NULL);
}

/* Keeps the lines of global entries. */
static void keep_global(struct text *text)
{
	static const char global[] = " GLB ";
	const char *line = text->data, *stop = line + text->len, *next;

	text->len = 0;
	for (; line < stop; line = next) {
		next = line + strcspn(line, "\n") + 1;
		if (!memmem(line, next - line, global, strlen(global)))
			continue;
		memmove(text->data + text->len, line, next - line);
		text->len += next - line;
	}
}

static bool read_global(const char *name, bool of_stock, struct text *text)
{
	char path[PATH_LEN];

	if (!read_file(file_path(find_file(name), of_stock, path), READ_WHOLE,
		       text))
		return false;
	keep_global(text);
	return true;
}

static bool global_lines_agree(bool of_stock)
{
	for (int i = 0; i < TRIES; i++) {
		if (!read_global("kernel", of_stock, &stock) ||
		    !read_global("current_kernel", of_stock, &ours) ||
		    !read_global("current_user", of_stock, &other) ||
		    !read_global("kernel", of_stock, &again))
			return false;
		if (text_equal(&stock, &again))
			return stock.len && same(&stock, &ours) &&
			       same(&stock, &other);
	}
	tap_note("two reads of the kernel's file differed %d times", TRIES);
	return false;
}

/*
 * Users of PTI compare checksums of these lines. PTI makes global what it maps in
 * both views, and nothing else. Without PTI, both views are the same tables. Under
 * Xen, the bit is the hypervisor's: it sets the bit for pages of user mode only.
 */
static void global_lines_are_the_same_in_three_files(void)
{
	if (!exists(our_path(find_file("current_user"))) ||
	    option_set("PTDUMP_XEN"))
		return;
	tap_result(global_lines_agree(true), __func__, "stock");
	tap_result(global_lines_agree(false), __func__, "ours");
}

/*
 * No line of the log tells. x86 and riscv have it in /proc/cpuinfo, and where
 * arm64's tables begin is minus their reach.
 */
static unsigned int bits_in_use(void)
{
	unsigned long long start = 0;
	char line[8192], *mmu;
	unsigned int bits = 0;

	if (!read_file("/proc/cpuinfo", READ_WHOLE, &ours) ||
	    !read_file(our_path(KERNEL), READ_WHOLE, &other))
		return 0;
	if (line_with(&ours, "flags\t", line, sizeof(line))[0])
		return strstr(line, " la57") ? 57 : 48;
	line_with(&ours, "mmu\t", line, sizeof(line));
	mmu = strstr(line, ": sv");
	if (mmu)
		sscanf(mmu, ": sv%u", &bits);
	else if (sscanf(line_with(&other, "0x", line, sizeof(line)),
			"0x%llx-", &start) == 1 && start)
		bits = __builtin_ctzll(start);
	return bits;
}

static void tables_reach_the_bits_asked_for(void)
{
	const char *bits = option("PTDUMP_BITS", NULL);
	unsigned int found;

	if (!bits)
		return;
	found = bits_in_use();
	if (found != strtoul(bits, NULL, 10))
		tap_note("%u bits", found);
	tap_result(found == strtoul(bits, NULL, 10), __func__, bits);
}

static bool same_mode(const struct dump_file *file)
{
	struct stat a, b;

	if (stat(stock_path(file), &a) || stat(our_path(file), &b)) {
		tap_note("%s: only one of both is there", file->name);
		return false;
	}
	if (a.st_mode == b.st_mode && b.st_mode == (S_IFREG | 0400) &&
	    !b.st_uid && !b.st_gid)
		return true;
	tap_note("%s: mode %o, stock %o", file->name, b.st_mode, a.st_mode);
	return false;
}

static void names_and_modes_are_those_of_stock(void)
{
	const struct dump_file *file;
	bool ok = true;

	for (file = dump_files; file->name; file++)
		if (exists(stock_path(file)) || exists(our_path(file)))
			ok &= same_mode(file);
	tap_result(ok, __func__, NULL);
}

/* The log's lines of one W+X check. */
static bool check_wx(bool theirs, struct text *text, struct text *log)
{
	const struct dump_file *file = find_file("check_wx_pages");

	log_mark();
	return read_file(theirs ? stock_path(file) : our_path(file),
			 READ_WHOLE, text) && log_since(log, check_lines);
}

static bool says(const struct text *text, const char *what)
{
	if (text->len == strlen(what) && !memcmp(text->data, what, text->len))
		return true;
	tap_note("expected %s", what);
	return false;
}

static bool no_nx(void)
{
	return !strcmp(option("PTDUMP_NX", "1"), "0");
}

/* Where nothing can be found, there is no check, and nothing in the log. */
static bool wx_check_passes(void)
{
	return check_wx(true, &stock, &again) &&
	       check_wx(false, &ours, &other) && same(&stock, &ours) &&
	       same(&again, &other) && says(&ours, "SUCCESS\n") &&
	       says(&other, no_nx() ? "" : FOUND_NOTHING);
}

static void wx_check_passes_and_logs_as_stock(void)
{
	tap_result(wx_check_passes(), __func__, NULL);
}

/* In boots that count instructions: of a kernel that has no others. */
static void bytes_are_compared_where_asked_for(void)
{
	if (!option_set("PTDUMP_BYTES"))
		return;
	kernel_and_check_show_the_bytes_of_stock();
	wx_check_passes_and_logs_as_stock();
}

static void user_wx_check_logs_as_stock(void)
{
	bool ok;

	if (!exists(REFERENCE "/user_check"))
		return;
	log_mark();
	ok = write_number(REFERENCE "/user_check", 1) &&
	     log_since(&stock, check_lines);
	log_mark();
	ok = ok && write_number(REFERENCE "/user_check", 0) &&
	     log_since(&ours, check_lines);
	ok = ok && same(&stock, &ours);
	ok = ok && text_lines(&ours) == (option_set("PTDUMP_PTI") ? 2 : 0);
	tap_result(ok, __func__, NULL);
}

static void dump_to_the_log_is_that_of_stock(void)
{
	bool ok = true;

	if (!exists(REFERENCE "/log_dump"))
		return;
	for (int i = 0; ok && i < TRIES; i++) {
		log_mark();
		ok = write_number(REFERENCE "/log_dump", 1) &&
		     log_since(&stock, dump_lines);
		log_mark();
		ok = ok && write_number(REFERENCE "/log_dump", 0) &&
		     log_since(&ours, dump_lines);
		log_mark();
		ok = ok && write_number(REFERENCE "/log_dump", 1) &&
		     log_since(&again, dump_lines);
		if (text_equal(&stock, &again))
			break;
	}
	ok = ok && same_but_for_mistakes(KERNEL) && has_content(KERNEL, &ours);
	tap_result(ok, __func__, NULL);
}

/* What lies between the last line "... begin @name" and the next "... end". */
static bool take_early_dump(const struct text *log, const char *name,
			    struct text *dump)
{
	const char *data = log->data, *end = data + log->len, *start, *stop;
	char begin[64];

	snprintf(begin, sizeof(begin), EARLY "begin %s\n", name);
	start = NULL;
	while ((data = memmem(data, end - data, begin, strlen(begin)))) {
		data += strlen(begin);
		start = data;
	}
	if (!start)
		return false;
	stop = memmem(start, end - start, EARLY, strlen(EARLY));
	if (!stop)
		return false;
	dump->len = stop - start;
	memcpy(dump->data, start, dump->len);
	return true;
}

/*
 * @text without the names of areas, and lines that only such a name parts as
 * one: a line is "START END REST".
 */
static void join_areas(const struct text *text, struct text *joined)
{
	const char *line = text->data, *stop = line + text->len, *rest;
	const char *last_rest = "";
	unsigned long long start, end, first = 0, last = 0;
	bool parted = true, any = false;

	joined->len = 0;
	for (; line < stop; line += strcspn(line, "\n") + 1) {
		size_t len;

		if (!strncmp(line, MARKER, strlen(MARKER))) {
			parted = true;
			continue;
		}
		if (!parse_line(line, &start, &end, &rest))
			continue;
		len = strcspn(rest, "\n") + 1;
		if (any && (!parted || start != last ||
			    strncmp(rest, last_rest, len))) {
			joined->len += sprintf(joined->data + joined->len,
					       "%llx %llx%.*s", first, last,
					       (int)strcspn(last_rest, "\n") + 1,
					       last_rest);
			any = false;
		}
		if (!any)
			first = start;
		any = true;
		parted = false;
		last = end;
		last_rest = rest;
	}
}

/*
 * The base dumps to the log before it has located the areas: their names come
 * one after the other with the first entries, and part them.
 */
static void early_dump_to_the_log_has_the_areas(void)
{
	static const char *const starts[] = { EARLY, "0x", MARKER, "... ", NULL };
	char line[256];
	bool ok;

	if (!exists(REFERENCE "/log_dump") || sizeof(void *) == 4)
		return;
	ok = log_of_boot(&part, starts) &&
	     take_early_dump(&part, "stock", &stock) &&
	     take_early_dump(&part, "ours", &ours) && !text_equal(&stock, &ours);
	if (ok) {
		without_mistakes(find_file(option_set("PTDUMP_EFI") ? "efi" :
					   "kernel"), &stock, &part);
		join_areas(&part, &again);
		join_areas(&ours, &other);
	}
	ok = ok && text_lines(&other) > 20 && same(&again, &other);
	if (ok && !line_with(&ours, MARKER " High Kernel Mapping ]---", line,
			     sizeof(line))[0]) {
		tap_note("the kernel's own mapping has no name");
		ok = false;
	}
	tap_result(ok, __func__, NULL);
}

/* The line of the log with @part is @expected, in stock's log as in ours. */
static bool log_line_is(const char *part, const char *expected, bool in_stocks)
{
	char theirs[512], mine[512];

	line_with(&again, part, theirs, sizeof(theirs));
	line_with(&other, part, mine, sizeof(mine));
	if (!strcmp(mine, expected) && (!in_stocks || !strcmp(theirs, mine)))
		return true;
	tap_note("expected: %s", expected);
	tap_note("stock:    %s", theirs);
	tap_note("ours:     %s", mine);
	return false;
}

/* The address may come twice, a hash of it first. */
static bool headline_is(const char *found, unsigned long long address,
			bool in_stocks)
{
	char theirs[512], mine[512], end[32];
	const char *shown = mine + strlen(found);

	line_with(&again, found, theirs, sizeof(theirs));
	line_with(&other, found, mine, sizeof(mine));
	snprintf(end, sizeof(end), "0x%llx", address);
	if (strlen(mine) > strlen(found) && strchr(shown, '/'))
		shown = strchr(shown, '/') + 1;
	if (!strncmp(mine, found, strlen(found)) && !strcmp(shown, end) &&
	    (!in_stocks || !strcmp(theirs, mine)))
		return true;
	tap_note("expected: %s%s", found, end);
	tap_note("stock:    %s", theirs);
	tap_note("ours:     %s", mine);
	return false;
}

/* Linux 6.12 prints "FILE:LINE FUNCTION+0x", 7.3 prints "FILE:LINE at FUNCTION+0x". */
static bool warning_is_in_note_page(void)
{
	char warning[512];
	const char *place;
	unsigned int line;
	int end = 0;

	line_with(&other, "WARNING: ", warning, sizeof(warning));
	place = strstr(warning, NOTE_PAGE_FILE ":");
	if (place && sscanf(place, NOTE_PAGE_FILE ":%u %n", &line, &end) == 1) {
		place += end;
		if (!strncmp(place, "at ", 3))
			place += 3;
		if (!strncmp(place, NOTE_PAGE "+0x", strlen(NOTE_PAGE "+0x")))
			return true;
	}
	tap_note("place: %s", warning);
	return false;
}

static void failed_verdict(char *text, size_t size, unsigned long wx,
			   unsigned long non_uxn)
{
	int len = snprintf(text, size, CHECKED FAILED
			   ", %lu W+X pages found" FULL_STOP, wx);

	if (exists(NON_UXN))
		snprintf(text + len, size - len, ", %lu non-UXN pages found",
			 non_uxn);
}

/* @in_stocks: stock finds them as well. */
static bool warns_about(const char *knob, unsigned long pages, bool in_stocks)
{
	char verdict[128];
	unsigned long long address;

	if (!read_number(knob, &address))
		return false;
	failed_verdict(verdict, sizeof(verdict), pages, 0);
	return check_wx(true, &stock, &again) &&
	       check_wx(false, &ours, &other) &&
	       says(&stock, in_stocks ? "FAILED\n" : "SUCCESS\n") &&
	       says(&ours, "FAILED\n") &&
	       headline_is(FOUND_WX, address, in_stocks) &&
	       log_line_is(CHECKED, verdict, in_stocks) &&
	       warning_is_in_note_page() &&
	       /* Once a boot; the count each time. */
	       check_wx(true, &stock, &again) &&
	       check_wx(false, &ours, &other) &&
	       log_line_is("WARNING: ", "", true) &&
	       log_line_is(CHECKED, verdict, in_stocks);
}

/*
 * Stock takes the four entries of PAE's root, which have no permission bits,
 * for read-only, and finds nothing.
 */
static bool finds_pages(const char *knob, unsigned long pages)
{
	bool ok = write_number(DEBUGFS "/clear_warn_once", 1) &&
		  write_number(knob, pages) &&
		  (no_nx() ? wx_check_passes() :
		   warns_about(knob, pages, !option_set("PTDUMP_PAE")));

	return write_number(knob, 0) && ok;
}

static void finds_any_number_of_pages(const char *knob, const char *name)
{
	static const unsigned long counts[] = { 1, 3, 512 };
	char what[32];

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		snprintf(what, sizeof(what), "%lu pages", counts[i]);
		tap_result(finds_pages(knob, counts[i]), name, what);
	}
}

static void wx_pages_are_found_counted_and_warned_about(void)
{
	finds_any_number_of_pages(REFERENCE "/wx", no_nx() ?
				  "wx_check_has_nothing_to_find_without_nx" :
				  __func__);
	wx_check_passes_and_logs_as_stock();
}

/* W+X, but not there: it counts, as such a PTE does. Stock clears it. */
static void bad_entry_of_the_root_counts_as_its_bits_say(void)
{
	bool ok;

	if (!option_set("PTDUMP_ROOT"))
		return;
	ok = write_number(ROOT_ENTRY, ROOT_NOTHING) &&
	     check_wx(false, &ours, &other) &&
	     says(&ours, "FAILED\n") &&
	     check_wx(true, &stock, &again) && says(&stock, "SUCCESS\n") &&
	     check_wx(false, &ours, &other) && says(&ours, "SUCCESS\n");
	ok = write_number(ROOT_ENTRY, 0) && ok;
	tap_result(ok, __func__, NULL);
}

/* Stock counts them. All tables of the kernel have UXNTable: ours does not. */
static void non_uxn_pages_are_none_below_tables_with_uxn(void)
{
	char verdict[128], warning[512];
	bool ok;

	if (!exists(NON_UXN))
		return;
	failed_verdict(verdict, sizeof(verdict), 0, 3);
	ok = write_number(DEBUGFS "/clear_warn_once", 1) &&
	     write_number(NON_UXN, 3) &&
	     check_wx(true, &stock, &again) && says(&stock, "FAILED\n") &&
	     check_wx(false, &ours, &other) && says(&ours, "SUCCESS\n") &&
	     says(&other, FOUND_NOTHING);
	if (ok) {
		line_with(&again, CHECKED, warning, sizeof(warning));
		ok = !strcmp(warning, verdict) &&
		     line_with(&again, FOUND_NON_UXN, warning, sizeof(warning))[0];
	}
	ok = write_number(NON_UXN, 0) && ok;
	tap_result(ok, __func__, NULL);
}

/* Stock counts such a page as W+X. Both print the attributes of the page itself. */
static void pages_below_a_read_only_table_are_not_wx(void)
{
	char verdict[128], line[512] = "";
	bool ok;

	if (!exists(RO_TABLE))
		return;
	failed_verdict(verdict, sizeof(verdict), 1, 0);
	ok = write_number(RO_TABLE, 1) &&
	     check_wx(true, &stock, &again) && says(&stock, "FAILED\n") &&
	     check_wx(false, &ours, &other) && says(&ours, "SUCCESS\n") &&
	     says(&other, FOUND_NOTHING);
	line_with(&again, CHECKED, line, sizeof(line));
	if (ok && strcmp(line, verdict)) {
		tap_note("stock: %s", line);
		ok = false;
	}
	ok = ok && same_bytes(KERNEL);
	ok = write_number(RO_TABLE, 0) && ok;
	tap_result(ok, __func__, NULL);
	wx_check_passes_and_logs_as_stock();
}

/*
 * The base notes a range of shared shadow tables with what was in force at the
 * last PTE that it read, wherever that was: here a W+X page.
 */
static void shadow_behind_a_wx_page_is_not_wx(void)
{
	char verdict[128], line[512];
	unsigned long pages;
	bool ok;

	if (!exists(REFERENCE "/wx_last"))
		return;
	failed_verdict(verdict, sizeof(verdict), 1, 0);
	ok = write_number(REFERENCE "/wx_last", 1) &&
	     check_wx(true, &stock, &again) && check_wx(false, &ours, &other) &&
	     log_line_is(CHECKED, verdict, false);
	line_with(&again, CHECKED, line, sizeof(line));
	if (ok && (sscanf(line, CHECKED FAILED ", %lu", &pages) != 1 ||
		   pages < 1UL << 20)) {
		tap_note("stock: %s", line);
		ok = false;
	}
	ok = write_number(REFERENCE "/wx_last", 0) && ok;
	tap_result(ok, __func__, NULL);
}

static bool has_line_of_its_own(const struct text *text,
				unsigned long long start)
{
	char range[64], line[256];
	unsigned long long end;

	snprintf(range, sizeof(range), "0x%0*llx-0x",
		 (int)(2 * sizeof(void *)), start);
	line_with(text, range, line, sizeof(line));
	return sscanf(line, "0x%llx-0x%llx ", &start, &end) == 2 &&
	       !strstr(line, " NX") && !strstr(line, " x ");
}

/* Stock's text lacks the line, and with it, is ours. */
static bool lacks_line(unsigned long long start)
{
	if (has_line_of_its_own(&stock, start)) {
		tap_note("stock has a line at 0x%llx", start);
		return false;
	}
	return without_mistakes(KERNEL, &stock, &other) && same(&other, &ours);
}

/* Stock has a line for PTEs: without huge pages there is nothing to swallow. */
static void entries_that_stock_swallows_have_a_line(void)
{
	bool both = option_set("PTDUMP_FIXED") || option_set("PTDUMP_XEN");
	unsigned long long start = 0;
	bool ok;

	if (!exists(REFERENCE "/not_present"))
		return;
	ok = write_number(REFERENCE "/not_present", 1) &&
	     read_number(REFERENCE "/not_present", &start) &&
	     read_three(KERNEL);
	if (ok && !has_line_of_its_own(&ours, start)) {
		tap_note("ours has no line at 0x%llx", start);
		ok = false;
	}
	ok = ok && (both ? same(&stock, &ours) : lacks_line(start));
	ok = write_number(REFERENCE "/not_present", 0) && ok;
	tap_result(ok, __func__, both ? "in stock, too" : NULL);
}

/* Stock prints no PAT for it, and merges it with its neighbours. */
static void pat_of_a_huge_page_has_its_column(void)
{
	unsigned long long addr = 0;
	char range[64], line[256];
	bool ok;

	if (!exists(HUGE_PAT))
		return;
	ok = write_number(HUGE_PAT, 1) && read_number(HUGE_PAT, &addr) &&
	     read_three(KERNEL);
	snprintf(range, sizeof(range), "0x%0*llx-0x", (int)(2 * sizeof(void *)),
		 addr);
	line_with(&ours, range, line, sizeof(line));
	if (ok && !strstr(line, " PSE PAT ")) {
		tap_note("ours at 0x%llx: %s", addr, line);
		ok = false;
	}
	line_with(&stock, range, line, sizeof(line));
	if (ok && strstr(line, " PSE PAT ")) {
		tap_note("stock: %s", line);
		ok = false;
	}
	ok = ok && without_mistakes(KERNEL, &stock, &other) &&
	     same(&other, &ours);
	ok = write_number(HUGE_PAT, 0) && ok;
	tap_result(ok, __func__, NULL);
}

/* Reads in chunks between two whole reads that agree; leaves both texts. */
static bool read_chunked(const struct dump_file *file, size_t chunk)
{
	for (int i = 0; i < TRIES; i++) {
		if (!read_file(our_path(file), READ_WHOLE, &ours) ||
		    !read_file(our_path(file), chunk, &part) ||
		    !read_file(our_path(file), READ_WHOLE, &other))
			return false;
		if (text_equal(&ours, &other))
			return true;
	}
	tap_note("two whole reads differed %d times", TRIES);
	return false;
}

static void any_size_of_reads_gives_the_same_bytes(void)
{
	const struct dump_file *file;
	char what[64];
	bool ok;

	for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		snprintf(what, sizeof(what), "%zu", chunks[i]);
		ok = true;
		for (file = dump_files; file->name; file++)
			if (exists(our_path(file)))
				ok = ok && read_chunked(file, chunks[i]) &&
				     same(&ours, &part);
		tap_result(ok, __func__, what);
	}
}

static void reads_split_at_random_give_the_same_bytes(void)
{
	bool ok = true;

	for (int i = 0; ok && i < 10; i++)
		ok = read_chunked(KERNEL, 0) && same(&ours, &part);
	tap_result(ok, __func__, NULL);
}

static bool slice_equal(const struct text *whole, size_t offset, size_t size,
			const char *data, ssize_t len)
{
	size_t left = offset < whole->len ? whole->len - offset : 0;
	size_t full = size < left ? size : left;

	if (len < 0 || (size_t)len > full || (full && !len) ||
	    memcmp(whole->data + offset, data, len)) {
		tap_note("%zu bytes at %zu of %zu: got %zd", size, offset,
			 whole->len, len);
		return false;
	}
	return true;
}

/*
 * @compare holds what @fd gives against ours, between two whole reads that agree: an
 * exit that ends late gives page tables back, which Xen's guests map read-only.
 */
static bool compare_with_whole(bool (*compare)(int fd))
{
	int fd = open(our_path(KERNEL), O_RDONLY);
	bool ok = false, unchanged = false;

	for (int i = 0; fd >= 0 && !unchanged && i < TRIES; i++) {
		if (!read_file(our_path(KERNEL), READ_WHOLE, &ours))
			break;
		ok = compare(fd);
		if (!read_file(our_path(KERNEL), READ_WHOLE, &other))
			break;
		unchanged = text_equal(&ours, &other);
	}
	close(fd);
	return ok && unchanged;
}

static bool random_slices_equal(int fd)
{
	bool ok = true;

	for (int i = 0; ok && i < 60; i++) {
		size_t offset = random_number(ours.len + 100);
		size_t size = 1 + random_number(6000);
		ssize_t len = pread(fd, part.data, size, offset);

		ok = slice_equal(&ours, offset, size, part.data, len);
	}
	return ok;
}

static void reads_at_random_offsets_give_their_slice(void)
{
	tap_result(compare_with_whole(random_slices_equal), __func__, NULL);
}

/* The buffer is small: a child's copy of a huge page would count as a leak. */
static bool read_some(int fd, size_t size)
{
	char some[4096];

	while (size) {
		ssize_t n = read(fd, some, size < sizeof(some) ? size :
				 sizeof(some));

		if (n <= 0)
			return false;
		size -= n;
	}
	return true;
}

static bool seek_and_compare(int fd, off_t to)
{
	if (lseek(fd, to, SEEK_SET) != to) {
		tap_note("lseek to %ld: %s", (long)to, strerror(errno));
		return false;
	}
	part.len = to;
	memcpy(part.data, ours.data, to);
	return read_rest(fd, READ_WHOLE, &part) && same(&ours, &part);
}

static bool seeks_equal(int fd)
{
	return !lseek(fd, 0, SEEK_SET) && read_some(fd, ours.len / 2) &&
	       seek_and_compare(fd, 0) && seek_and_compare(fd, 0) &&
	       read_some(fd, 0) && seek_and_compare(fd, ours.len / 3) &&
	       seek_and_compare(fd, ours.len - 1) &&
	       seek_and_compare(fd, ours.len) && seek_and_compare(fd, 1);
}

static void lseek_starts_anew_and_goes_anywhere(void)
{
	tap_result(compare_with_whole(seeks_equal), __func__, NULL);
}

/* Opens, reads a little, closes. */
static bool give_up_halfway(const struct dump_file *file, size_t size)
{
	int fd = open(our_path(file), O_RDONLY);
	bool ok = fd >= 0 && read_some(fd, size);

	close(fd);
	return ok;
}

static bool rounds_of_partial_reads(int rounds)
{
	static const size_t sizes[] = { 1, 100, 1500 };
	bool ok = true;

	for (int i = 0; ok && i < rounds; i++)
		ok = give_up_halfway(KERNEL, sizes[i % 3]);
	return ok;
}

/* Each child has an mm of its own, which its file keeps. */
static bool rounds_of_children(int rounds)
{
	bool ok = true;

	for (int i = 0; ok && i < rounds; i++) {
		pid_t child = fork();

		if (!child)
			_exit(!give_up_halfway(own_file(), 1000));
		wait_for(child, &ok);
	}
	return ok;
}

static unsigned long free_kb(void)
{
	struct sysinfo info;

	write_number(REFERENCE "/settle", 1);
	sysinfo(&info);
	return info.freeram / 1024 * info.mem_unit;
}

/*
 * Caches fill up, which ends, but a leak goes on: twice in a row all memory
 * must come back.
 */
static void keeps_memory(const char *name, bool (*rounds)(int), int count)
{
	/* Partly filled pages of the allocator. */
	const unsigned long slack = 300;
	unsigned long before = free_kb(), after = before;
	bool ok = true;
	int kept = 0;

	for (int i = 0; ok && kept < 2 && i < 20; i++) {
		before = after;
		ok = rounds(count);
		after = free_kb();
		kept = after + slack < before ? 0 : kept + 1;
	}
	ok = ok && kept == 2;
	if (!ok)
		tap_note("the last %d rounds took %ld KB", count,
			 (long)(before - after));
	tap_result(ok, name, NULL);
}

/* KASAN keeps what was freed, by the megabyte: no figure to go by. */
static void readers_that_stop_halfway_leak_nothing(void)
{
	if (option_set("PTDUMP_KASAN"))
		return;
	keeps_memory(__func__, rounds_of_partial_reads, 500);
	keeps_memory("readers_that_exit_halfway_leak_nothing",
		     rounds_of_children, 150);
}

/* As linux/bpf.h has them, of which older ones know no arenas. */
#define MAP_TYPE_ARENA	33
#define MAP_CREATE	0
#define F_MMAPABLE	0x400
#define ARENA_PAGES	1024

static int make_arena(void)
{
	struct {
		uint32_t type, key_size, value_size, max_entries, flags;
		uint32_t rest[27];
	} attr = {
		.type = MAP_TYPE_ARENA,
		.max_entries = ARENA_PAGES,
		.flags = F_MMAPABLE,
	};

	return syscall(__NR_bpf, MAP_CREATE, &attr, sizeof(attr));
}

/* Its pages come with faults, and go with the arena, which is freed later. */
static bool use_an_arena(void)
{
	size_t page = sysconf(_SC_PAGESIZE), size = ARENA_PAGES * page;
	int fd = make_arena();
	bool ok = false;
	char *map;

	if (fd < 0) {
		tap_note("no arena: %s", strerror(errno));
		return false;
	}
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED) {
		for (size_t i = 0; i < size; i += page)
			map[i] = 1;
		ok = !munmap(map, size);
	}
	close(fd);
	return ok;
}

static bool rounds_of_arenas(int rounds)
{
	bool ok = true;

	for (int i = 0; ok && i < rounds; i++)
		ok = use_an_arena();
	usleep(200000);
	return ok;
}

static void arenas_of_bpf_give_their_pages_back(void)
{
	if (option_set("PTDUMP_ARENA"))
		keeps_memory(__func__, rounds_of_arenas, 8);
}

/* Everything that takes one of the dumper's locks for writing. */
static bool locks_are_free(void)
{
	void *map = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	bool ok = map != MAP_FAILED && !munmap(map, 1 << 20);

	return ok && write_number(REFERENCE "/ro", 8) &&
	       read_file(stock_path(KERNEL), READ_WHOLE, &stock) &&
	       read_file(our_path(KERNEL), READ_WHOLE, &ours) &&
	       write_number(REFERENCE "/ro", 0);
}

/* A lock that is held stops this for good, and the time limit tells. */
static void no_lock_is_held_between_reads(void)
{
	int kernel = open(our_path(KERNEL), O_RDONLY);
	int own = open(our_path(own_file()), O_RDONLY);
	bool ok = kernel >= 0 && own >= 0 && read_some(kernel, 1000) &&
		  read_some(own, 1000) && locks_are_free();

	close(kernel);
	close(own);
	tap_result(ok && locks_are_free(), __func__, NULL);
}

static bool shows_address(const struct text *text, unsigned long long address)
{
	char start[32], line[256];

	snprintf(start, sizeof(start), "0x%0*llx-",
		 (int)(2 * sizeof(void *)), address);
	return line_with(text, start, line, sizeof(line))[0] &&
	       strstr(line, READ_ONLY);
}

static void mapping_made_between_two_reads_shows(void)
{
	unsigned long long address = 0;
	int fd = open(our_path(KERNEL), O_RDONLY);
	bool ok;

	ours.len = 1;
	ok = fd >= 0 && read(fd, ours.data, 1) == 1 &&
	     write_number(REFERENCE "/ro", 5) &&
	     read_number(REFERENCE "/ro", &address) &&
	     read_rest(fd, READ_WHOLE, &ours) && shows_address(&ours, address);
	close(fd);
	if (!ok)
		tap_note("0x%llx does not show", address);

	/* The other way: gone before the read gets there. */
	fd = open(our_path(KERNEL), O_RDONLY);
	ours.len = 1;
	ok = ok && fd >= 0 && read(fd, ours.data, 1) == 1 &&
	     write_number(REFERENCE "/ro", 0) &&
	     read_rest(fd, READ_WHOLE, &ours) && !shows_address(&ours, address);
	close(fd);
	tap_result(ok, __func__, NULL);
}

/* What open and a whole read ask of kmalloc(). */
static bool bytes_allocated(const char *path, struct text *text,
			    unsigned long long *bytes)
{
	int fd;
	bool ok;

	if (!write_number(REFERENCE "/allocated", 1))
		return false;
	fd = open(path, O_RDONLY);
	ok = fd >= 0;
	text->len = 0;
	ok = ok && read_rest(fd, READ_WHOLE, text);
	ok = write_number(REFERENCE "/allocated", 0) && ok &&
	     read_number(REFERENCE "/allocated", bytes);
	close(fd);
	return ok;
}

/* A page is the buffer's; what an open file needs beside it is less. */
static void whole_read_allocates_one_page_of_buffer(void)
{
	unsigned long long page = sysconf(_SC_PAGESIZE), theirs, bytes;
	const struct dump_file *file;
	bool ok = true;

	for (file = dump_files; ok && file->name; file++) {
		if (!exists(our_path(file)))
			continue;
		ok = bytes_allocated(our_path(file), &ours, &bytes) &&
		     bytes_allocated(stock_path(file), &stock, &theirs);
		if (!ok)
			break;
		/* Less than the buffer: the meter is broken. */
		if (bytes < page || bytes >= 2 * page)
			ok = false;
		/* A whole file in its buffer is what the meter has to see. */
		if (stock.len >= page && theirs < stock.len)
			ok = false;
		tap_note("%s: %llu bytes, stock %llu, of text %zu", file->name,
			 bytes, theirs, ours.len);
	}
	tap_result(ok, __func__, NULL);
}

static void buffer_is_at_most_one_page(void)
{
	const struct dump_file *file;
	unsigned long long size;
	bool ok = true;

	for (file = dump_files; file->name; file++) {
		int fd = open(our_path(file), O_RDONLY);

		if (fd < 0)
			continue;
		ours.len = 0;
		ok = ok && read_rest(fd, READ_WHOLE, &ours) &&
		     write_number(REFERENCE "/seq_buffer", fd) &&
		     read_number(REFERENCE "/seq_buffer", &size);
		if (ok && size > (unsigned long)sysconf(_SC_PAGESIZE)) {
			tap_note("%s: %llu bytes", file->name, size);
			ok = false;
		}
		close(fd);
	}
	tap_result(ok, __func__, NULL);
}

/* In a child: a file that the parent opened shows the child's own tables. */
static bool child_sees_itself(int theirs, int mine, void *where)
{
	if (mmap(where, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		 MAP_ANONYMOUS | MAP_POPULATE | MAP_FIXED_NOREPLACE,
		 -1, 0) != where)
		return false;
	memset(&stock, 1, sizeof(stock));
	memset(&ours, 1, sizeof(ours));
	memset(&again, 1, sizeof(again));
	for (int i = 0; i < TRIES; i++) {
		stock.len = 0;
		ours.len = 0;
		again.len = 0;
		if (lseek(theirs, 0, SEEK_SET) || lseek(mine, 0, SEEK_SET) ||
		    !read_rest(theirs, READ_WHOLE, &stock) ||
		    !read_rest(mine, READ_WHOLE, &ours) ||
		    lseek(theirs, 0, SEEK_SET) ||
		    !read_rest(theirs, READ_WHOLE, &again))
			return false;
		if (text_equal(&stock, &again))
			break;
	}
	return same(&stock, &ours);
}

static void current_is_who_reads_not_who_opened(void)
{
	const struct dump_file *file = find_file("current_kernel");
	/* Far from the heap, which is somewhere in the first GB or so. */
	void *where = (void *)(uintptr_t)(sizeof(void *) == 8 ? 1ULL << 37 :
					  0x20000000ULL);
	char address[32], line[256];
	int theirs, mine;
	bool ok = true;
	pid_t child;

	if (!exists(our_path(file)))
		return;
	theirs = open(stock_path(file), O_RDONLY);
	mine = open(our_path(file), O_RDONLY);
	child = fork();
	if (!child)
		_exit(!child_sees_itself(theirs, mine, where));
	wait_for(child, &ok);
	close(theirs);
	close(mine);

	/* Not vacuous: the parent's tables lack what the child's had. */
	snprintf(address, sizeof(address), "0x%0*lx-",
		 (int)(2 * sizeof(void *)), (unsigned long)where);
	ok = ok && read_file(our_path(file), READ_WHOLE, &ours) &&
	     !line_with(&ours, address, line, sizeof(line))[0];
	tap_result(ok, __func__, NULL);
}

static void end_of_the_reader_is_the_end_of_the_file(void)
{
	const struct dump_file *file = find_file("current_kernel");
	bool ok = true;
	pid_t child;
	int fd;

	if (!exists(our_path(file)))
		return;
	fd = open(our_path(file), O_RDONLY);
	child = fork();
	if (!child)
		_exit(read(fd, part.data, 1) != 1);
	wait_for(child, &ok);
	/* What was in the buffer may still come, but no walk of a dead mm. */
	part.len = 0;
	ok = ok && read_rest(fd, READ_WHOLE, &part);
	if (part.len > (unsigned long)sysconf(_SC_PAGESIZE)) {
		tap_note("%zu bytes", part.len);
		ok = false;
	}
	/* From the start it is the reader's again. */
	part.len = 0;
	ok = ok && !lseek(fd, 0, SEEK_SET) && read_rest(fd, 4096, &part) &&
	     has_content(file, &part);
	close(fd);
	tap_result(ok, __func__, NULL);
}

/*
 * True if @text is lines of which each begins where the one before ended, or,
 * where holes have no lines, past it; markers and skipped lines aside.
 */
static bool well_formed(struct text *text)
{
	unsigned long long start, end, last = 0;
	char *line = text->data, *next;

	if (!text->len || text->data[text->len - 1] != '\n')
		return false;
	text->data[text->len - 1] = '\0';
	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!strncmp(line, MARKER, 4))
			continue;
		if (!strncmp(line, "... ", 4)) {
			last = 0;
			continue;
		}
		if (sscanf(line, "0x%llx-0x%llx ", &start, &end) != 2 ||
		    (last && (SHOWS_HOLES ? start != last : start < last))) {
			tap_note("after 0x%llx: %s", last, line);
			return false;
		}
		last = end;
	}
	return true;
}

static bool read_in_a_crowd(const struct dump_file *file)
{
	for (int i = 0; i < 30; i++)
		if (!read_file(our_path(file), i % 2 ? 512 : READ_WHOLE,
			       &part) || !well_formed(&part))
			return false;
	return true;
}

static void readers_at_once_see_whole_lines_while_mappings_change(void)
{
	bool ok = true;
	pid_t readers[4];

	for (int i = 0; i < 4; i++) {
		readers[i] = fork();
		if (!readers[i])
			_exit(!read_in_a_crowd(i % 2 ? own_file() : KERNEL));
	}
	for (int i = 0; ok && i < 200; i++)
		ok = write_number(REFERENCE "/ro", i % 7);
	ok = write_number(REFERENCE "/ro", 0) && ok;
	for (int i = 0; i < 4; i++)
		wait_for(readers[i], &ok);
	tap_result(ok, __func__, NULL);
}

/* A process that waits for a lock, and does so at three looks in a row. */
static bool is_blocked(pid_t pid)
{
	char path[PATH_LEN], state = 0;
	int looks = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	for (int i = 0; looks < 3 && i < 500; i++) {
		FILE *stat = fopen(path, "r");

		if (!stat || fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
			state = 0;
		if (stat)
			fclose(stat);
		looks = state == 'D' ? looks + 1 : 0;
		usleep(20000);
	}
	return looks == 3;
}

static bool ends_soon(pid_t pid)
{
	for (int i = 0; i < 250; i++) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return true;
		usleep(20000);
	}
	return false;
}

/* How far the reads of @fd have come, in all processes that share it. */
static long long position(int fd)
{
	char path[PATH_LEN];
	long long pos = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "r");
	if (!info || fscanf(info, "pos: %lld", &pos) != 1)
		tap_note("%s cannot be read", path);
	if (info)
		fclose(info);
	return pos;
}

static pid_t start_holder(void)
{
	unsigned long long held = 0;
	pid_t holder = fork();

	if (!holder)
		_exit(!write_number(REFERENCE "/hold", 1));
	for (int i = 0; !held && i < 500; i++) {
		usleep(20000);
		if (!read_number(REFERENCE "/hold", &held))
			break;
	}
	if (!held)
		tap_note("init_mm's lock is not held");
	return holder;
}

/*
 * Two readers wait for a lock: one for init_mm's, and the other, in some dumpers, for
 * a lock that the first holds. Both end when they are killed, and neither read has
 * moved the position of its file. If the two share an open file, the second always
 * waits for the first: by pread(), because read() waits in the VFS, unkillably.
 */
static bool killed_readers_get_nothing_of(const struct dump_file *file, bool shared)
{
	pid_t holder = start_holder(), readers[2];
	bool ok = true, ended[2];
	int fds[2];

	for (int i = 0; i < 2; i++) {
		fds[i] = shared && i ? dup(fds[0]) :
			 open(our_path(file), O_RDONLY);
		readers[i] = fork();
		if (!readers[i])
			_exit((shared ? pread(fds[i], part.data, 1, 0) :
			       read(fds[i], part.data, 1)) != 1);
		if (!is_blocked(readers[i])) {
			tap_note("%s: the read did not wait", file->name);
			ok = false;
		}
	}
	for (int i = 1; i >= 0; i--) {
		kill(readers[i], SIGKILL);
		ended[i] = ends_soon(readers[i]);
		if (!ended[i])
			tap_note("%s: the read went on waiting", file->name);
		ok = ended[i] && ok;
	}
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	for (int i = 0; i < 2; i++) {
		if (!ended[i])
			waitpid(readers[i], NULL, 0);
		if (position(fds[i])) {
			tap_note("%s: the read returned %lld", file->name,
				 position(fds[i]));
			ok = false;
		}
		close(fds[i]);
	}
	return ok;
}

/* A dumper by callbacks, and check_wx_pages, wait for each other in seq_file. */
static void killed_readers_of_one_open_file_get_nothing(void)
{
	static const char *const names[] = { "kernel", "current_kernel" };
	const struct dump_file *file;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		file = find_file(names[i]);
		if (exists(our_path(file)))
			tap_result(killed_readers_get_nothing_of(file, true),
				   __func__, names[i]);
	}
}

/* powerpc's kernel_hash_pagetable is not the dumper's. */
static void killed_readers_get_nothing(void)
{
	static const char *const names[] = {
		"kernel", "current_kernel", "check_wx_pages",
	};
	const struct dump_file *file;
	char line[256];
	bool ok;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		file = find_file(names[i]);
		if (!exists(our_path(file)) ||
		    (no_nx() && !strcmp(names[i], "check_wx_pages")))
			continue;
		log_mark();
		ok = killed_readers_get_nothing_of(file, false);
		/* No verdict comes from a part of the tables. */
		part.len = 0;
		ok = log_since(&part, check_lines) && ok;
		line_with(&part, CHECKED, line, sizeof(line));
		if (line[0]) {
			tap_note("%s", line);
			ok = false;
		}
		tap_result(ok, __func__, names[i]);
	}
}

/* "ok 3 dump.kernel.name", "not ok ..."; a boot has what is tested: no SKIP. */
static void pass_on(const char *line, const char *whose)
{
	bool ok = !strncmp(line, "ok ", 3);
	char name[128];

	if (!ok && strncmp(line, "not ok ", 7)) {
		if (strncmp(line, "# ", 2) == 0 && strstr(line, ".c:"))
			tap_note("%s", line);
		return;
	}
	line = strstr(line, "ok ") + 3;
	line += strspn(line, "0123456789 ");
	snprintf(name, sizeof(name), "selftest of %s: %.*s", whose,
		 (int)strcspn(line, "\n"), line);
	tap_result(ok && !strstr(line, "# SKIP"), name, NULL);
}

/* The kernel's selftest, as a program that knows nothing of this one. */
static void run_selftest(const char *whose, const char *dir)
{
	int out[2], status = -1;
	char line[512];
	FILE *lines;
	pid_t child;

	if (pipe(out))
		give_up("no pipe: %s", strerror(errno));
	child = fork();
	if (!child) {
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		setenv("PTDUMP_DIR", dir, 1);
		execl("/ptdump_test", "ptdump_test", NULL);
		_exit(127);
	}
	close(out[1]);
	lines = fdopen(out[0], "r");
	while (lines && fgets(line, sizeof(line), lines))
		pass_on(line, whose);
	fclose(lines);
	if (child < 0 || waitpid(child, &status, 0) != child)
		status = -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		tap_note("selftest of %s: status %d", whose, status);
	tap_result(WIFEXITED(status) && !WEXITSTATUS(status),
		   "selftest_ends_well", whose);
}

static void selftest_passes_on_both_dumpers(void)
{
	if (!option_set("PTDUMP_SELFTEST"))
		return;
	run_selftest("ours", DEBUGFS);
	run_selftest("stock", REFERENCE);
}

/* A test that finds no such file has nothing to do, and says nothing. */
static void what_the_tests_need_is_there(void)
{
	static const struct {
		const char *name, *option;
	} knobs[] = {
		{ "wx", NULL }, { "ro", NULL }, { "io", NULL },
		{ "settle", NULL }, { "hold", NULL },
		{ "seq_buffer", NULL }, { "meters", NULL }, KNOBS
	};
	char path[PATH_LEN];
	bool ok = true;

	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
		snprintf(path, sizeof(path), REFERENCE "/%s", knobs[i].name);
		if (knobs[i].option && !option_set(knobs[i].option))
			continue;
		if (!exists(path)) {
			tap_note("there is no %s", path);
			ok = false;
		}
	}
	tap_result(ok, __func__, NULL);
}

/* The last thing that this machine does, so that its memory has the same tables. */
static void tables_are_printed(void)
{
	unsigned long long root;
	bool ok = read_number(REFERENCE "/root", &root) &&
		  write_number(REFERENCE "/settle", 1) &&
		  read_file(DEBUGFS "/" KERNEL_FILE, READ_WHOLE, &ours);

	if (ok)
		tap_text(&ours, "root 0x%llx", root);
	tap_result(ok, __func__, NULL);
}

struct test {
	const char *in;
	void (*run)(void);
};

static const struct test tests[] = {
	{ "all short measure text stage2 memory openers", what_the_tests_need_is_there },
	{ "all short measure stage2 memory", tables_reach_the_bits_asked_for },
	{ "all",	early_dump_to_the_log_has_the_areas },
	{ "all text",	names_and_modes_are_those_of_stock },
	{ "all text",	files_show_the_bytes_of_stock },
	{ "short stage2", kernel_and_check_show_the_bytes_of_stock },
	{ "all",	entries_that_stock_swallows_have_a_line },
	{ "all",	pat_of_a_huge_page_has_its_column },
	{ "all",	efi_file_ends_where_its_range_does },
	{ "all",	entries_of_the_root_have_lines },
	{ "all",	uncached_memory_is_shown_as_stock_does },
	{ "all",	bits_of_a_pte_are_shown_as_stock_does },
	{ "all",	reserved_bits_are_shown_by_stock_only },
	{ "text",	hashed_pages_of_vmalloc_have_lines },
	{ "text",	linear_map_has_lines_by_size_of_page },
	{ "all",	shadow_of_kasan_has_an_area },
	{ "all short",	user_tables_differ_from_the_kernels_under_pti },
	{ "all short",	global_lines_are_the_same_in_three_files },
	{ "all",	arenas_of_bpf_give_their_pages_back },
	{ "all short text stress", wx_check_passes_and_logs_as_stock },
	{ "all short",	user_wx_check_logs_as_stock },
	{ "all short text", wx_pages_are_found_counted_and_warned_about },
	{ "all",	bad_entry_of_the_root_counts_as_its_bits_say },
	{ "all short",	non_uxn_pages_are_none_below_tables_with_uxn },
	{ "all text",	pages_below_a_read_only_table_are_not_wx },
	{ "all",	shadow_behind_a_wx_page_is_not_wx },
	{ "all",	dump_to_the_log_is_that_of_stock },
	{ "all",	any_size_of_reads_gives_the_same_bytes },
	{ "all",	reads_split_at_random_give_the_same_bytes },
	{ "all",	reads_at_random_offsets_give_their_slice },
	{ "all",	lseek_starts_anew_and_goes_anywhere },
	{ "all",	readers_that_stop_halfway_leak_nothing },
	{ "all",	no_lock_is_held_between_reads },
	{ "all",	mapping_made_between_two_reads_shows },
	{ "all",	buffer_is_at_most_one_page },
	{ "all",	current_is_who_reads_not_who_opened },
	{ "all",	end_of_the_reader_is_the_end_of_the_file },
	{ "all",	readers_at_once_see_whole_lines_while_mappings_change },
	{ "all text",	killed_readers_get_nothing },
	{ "all",	killed_readers_of_one_open_file_get_nothing },
	{ "all text",	selftest_passes_on_both_dumpers },
	{ "measure",	measure_all },
	{ "measure",	bytes_are_compared_where_asked_for },
	{ "measure",	shadow_of_kasan_has_an_area },
	{ "stage2",	stage2_all },
	{ "memory",	tables_are_printed },
	{ "stress",	whole_read_allocates_one_page_of_buffer },
	{ "stress",	kernel_and_check_show_the_bytes_of_stock },
	{ "stress",	stress_all },
	{ "openers",	openers_all },
};

int main(void)
{
	const char *which;

	guest_start();
	memset(&stock, 1, sizeof(stock));
	memset(&again, 1, sizeof(again));
	memset(&ours, 1, sizeof(ours));
	memset(&other, 1, sizeof(other));
	memset(&part, 1, sizeof(part));
	if (!exists(REFERENCE))
		give_up("this kernel has no " REFERENCE);

	which = option("PTDUMP_TESTS", "all");
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		if (strstr(tests[i].in, which))
			tests[i].run();
	guest_end();
}
