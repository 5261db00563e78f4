// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of all files, by whole reads and by parts, while other processes
 * change what is read: modules and programs of BPF are loaded and unloaded, static
 * keys flip, vmalloc maps pages and huge pages, huge pages of processes are made
 * and split, tables that processes share are unshared, and memory is added and
 * removed.
 * Each text is held against the grammar of its lines, and a whole one against
 * the range that it must cover. What the kernel itself notices is in its log.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../../selftests/ptdump/grammar.h"
#include "guest.h"

#define FILES		8
#define WORKERS		15
#define DUMPS_A_ROUND	200	/* of a worker, at most */
#define FAILURES	20	/* more say nothing new */
#define LEAK_LINES	60
#define GRACE		60	/* seconds for processes to end by themselves */
#define HUGE_SIZE	(2UL << 20)
#define SMALL_SIZE	4096UL
#define REGION		(4 * HUGE_SIZE)
#define BALLAST		(128UL << 20)
/* One table of PMDs, which hugetlbfs shares, and a few huge pages of it. */
#define SHARED_START	((unsigned long)(1ULL << 36))
#define SHARED_SIZE	(1UL << 30)
#define SHARED_PAGES	4
/* Tables of PTEs that lose all their pages. */
#define DROPPED_START	(SHARED_START + 2 * SHARED_SIZE)
#define DROPPED_TABLES	8

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25
#endif

/* A module that stays loaded, so that its block of module text stays, too. */
#define RESIDENT	"test_static_key_base"
#define PROGRAMS	8
#define MAX_INSNS	500

/*
 * The mark of a huge page in a line. Linux 6.12 maps no huge vmalloc pages on
 * arm64 if it has a dumper.
 */
#if defined(__x86_64__)
#define HUGE_LEAF	" PSE "
#define EXECUTABLE	" x "
/* From Linux 6.13, blocks of module text are huge pages. */
#define TEXT_IS_HUGE	(!release_is("6.12"))
#elif defined(__riscv)
#define HUGE_LEAF	" PMD "
#define EXECUTABLE	" X "
#elif defined(__aarch64__)
#define HUGE_LEAF	(release_is("6.12") ? "" : " BLK ")
#define EXECUTABLE	" x "
#else
#define HUGE_LEAF	""
#define EXECUTABLE	""
#endif
#ifndef TEXT_IS_HUGE
#define TEXT_IS_HUGE	false
#endif

static const char *huge_leaf;

/* What comes and goes, and some dumps must meet. */
enum sight {
	HUGE_VMALLOC,
	ADDED_MEMORY,
	MODULES,
	HUGE_USER,
	SHARED_TABLE,
	DROPPED_PAGES,
	SPLIT_TEXT,		/* base pages in the block of RESIDENT */
	PROGRAM,
	SIGHTS,
};

/* The first and the last address of a whole dump, and what is mapped there. */
struct extent {
	unsigned long long start;
	unsigned long long end;
	unsigned long long bytes[SIGHTS];
	bool empty;
	bool text_is_huge;	/* in the block of RESIDENT */
	/* addresses of a program of BPF, or 0: see struct shared */
	unsigned long long program;
	unsigned long long freed;
	bool freed_is_mapped;
};

static struct tested_file {
	const char *name;
	char path[PATH_LEN];
	bool current;		/* of the reader's own mm */
	bool kernel;		/* shows all mappings of the kernel */
	struct extent extent;
} files[FILES];

static unsigned int file_count;

/* What all processes share. */
static struct shared {
	bool stop;
	unsigned int failures;
	unsigned int dumps[FILES];
	unsigned int length[FILES];	/* of the last whole dump */
	unsigned int least[FILES];	/* of all */
	unsigned int sights[SIGHTS];	/* dumps with more than before */
	unsigned int checks;
	unsigned int removals;		/* of memory: begun and ended */
	unsigned int checks_meanwhile;
	bool truncate;			/* the shared table was looked at */
	unsigned int parts;
	unsigned int deaths;
	unsigned int collapses;		/* of shared memory, not only tried */
	unsigned int own_collapses;
	unsigned int text_collapses;
	unsigned int freed_tables;
	unsigned long long program;	/* address of a loaded program, or 0 */
	unsigned long long freed;	/* its address after the unload, or 0 */
	unsigned int packs_freed;	/* dumps without the freed program */
	unsigned int rounds[WORKERS];
} *shared;

static regex_t grammar;

/* The address of RESIDENT. */
static unsigned long long resident;

static void count(unsigned int *what)
{
	__atomic_add_fetch(what, 1, __ATOMIC_RELAXED);
}

static bool stopped(void)
{
	return __atomic_load_n(&shared->stop, __ATOMIC_RELAXED);
}

static void fail(const char *who)
{
	tap_note("%s failed", who);
	count(&shared->failures);
}

static unsigned int value(const unsigned int *what)
{
	return __atomic_load_n(what, __ATOMIC_RELAXED);
}

static unsigned long long address(const unsigned long long *what)
{
	return __atomic_load_n(what, __ATOMIC_RELAXED);
}

static unsigned int all_dumps(void)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < file_count; i++)
		sum += value(&shared->dumps[i]);
	return sum;
}

static void wait_for_dumps(unsigned int n)
{
	unsigned int next = all_dumps() + n;

	while (!stopped() && all_dumps() < next)
		usleep(2000);
}

/* A large buffer, of which only what is written takes memory. */
static struct text *new_text(void)
{
	void *text = mmap(NULL, sizeof(struct text), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (text == MAP_FAILED)
		give_up("no memory for a text");
	madvise(text, sizeof(struct text), MADV_NOHUGEPAGE);
	return text;
}

/* Lines */

struct place {
	struct extent seen;
	bool follows;		/* the next line begins where this one ended */
	bool at_top;
	enum sight area;	/* of what the last marker tells, or SIGHTS */
};

static enum sight area_of(const char *marker)
{
	if (strcasestr(marker, " end "))
		return SIGHTS;
	if (strcasestr(marker, " vmalloc() area "))
		return HUGE_VMALLOC;
	if (strcasestr(marker, " linear mapping ") ||
	    strstr(marker, " Low Kernel Mapping "))
		return ADDED_MEMORY;
	if (strstr(marker, " Modules"))
		return MODULES;
	return SIGHTS;
}

static bool is_within(unsigned long long addr, unsigned long long start,
		      unsigned long long size)
{
	return addr >= start && addr - start < size;
}

/* Executable memory of the kernel: lines of holes have no EXECUTABLE. */
static void look_at_text(const char *line, unsigned long long start,
			 unsigned long long size, bool huge,
			 struct extent *seen)
{
	unsigned long long block = resident & -HUGE_SIZE;

	if (!strstr(line, EXECUTABLE))
		return;
	if (is_within(resident, start, size))
		seen->text_is_huge = huge;
	if (!huge && is_within(start, block, HUGE_SIZE))
		seen->bytes[SPLIT_TEXT] += size;
	if (is_within(seen->program, start, size))
		seen->bytes[PROGRAM] += size;
	if (is_within(seen->freed, start, size))
		seen->freed_is_mapped = true;
}

static void look_at(const char *line, unsigned long long start,
		    unsigned long long size, struct place *at)
{
	bool huge = huge_leaf[0] && strstr(line, huge_leaf);
	bool hole = SHOWS_HOLES && !strstr(line, " RW ") && !strstr(line, " ro ");

	if (at->area != SIGHTS && !hole && (huge || at->area != HUGE_VMALLOC))
		at->seen.bytes[at->area] += size;
	if (huge && strstr(line, "USR "))
		at->seen.bytes[HUGE_USER] += size;
	if (huge && is_within(start, SHARED_START, SHARED_SIZE))
		at->seen.bytes[SHARED_TABLE] += size;
	if (!hole && is_within(start, DROPPED_START, DROPPED_TABLES * HUGE_SIZE))
		at->seen.bytes[DROPPED_PAGES] += size;
	look_at_text(line, start, size, huge, &at->seen);
}

static bool line_is_well_formed(const char *line, struct place *at)
{
	unsigned long long start, end;
	bool ok;

	if (regexec(&grammar, line, 0, NULL, 0))
		return false;
	if (!strncmp(line, "... ", 4))
		at->follows = false;
	if (!strncmp(line, "---[", 4))
		at->area = area_of(line);
	if (sscanf(line, "0x%llx-0x%llx ", &start, &end) != 2)
		return true;
	ok = !at->at_top && start >= at->seen.end && (!end || start < end);
	if (SHOWS_HOLES && at->follows)
		ok = ok && start == at->seen.end;
	if (at->seen.empty)
		at->seen.start = start;
	at->seen.empty = false;
	at->seen.end = end;
	look_at(line, start, end - start, at);
	at->at_top = !end;
	at->follows = true;
	return ok;
}

/* A part of a dump begins and ends anywhere. @seen has the addresses to look for. */
static bool lines_are_well_formed(struct text *text, bool part,
				  struct extent *seen)
{
	struct place at = { .seen = *seen, .area = SIGHTS };
	char *line = text->data, *stop = line + text->len, *end;

	at.seen.empty = true;
	if (part) {
		end = memchr(line, '\n', text->len);
		line = end ? end + 1 : stop;
	}
	for (; line < stop; line = end + 1) {
		end = memchr(line, '\n', stop - line);
		if (!end)
			break;
		*end = '\0';
		if (!line_is_well_formed(line, &at)) {
			tap_note("after 0x%llx: |%s|", at.seen.end, line);
			return false;
		}
	}
	if (!part && line != stop) {
		tap_note("the last line has no end");
		return false;
	}
	*seen = at.seen;
	return true;
}

/*
 * Where holes have no lines, what is mapped first may come and go, as in the
 * fixmap; what is mapped last is the kernel itself, or the firmware.
 */
static bool covers_its_range(const struct tested_file *file,
			     const struct extent *seen)
{
	if (seen->empty == file->extent.empty &&
	    seen->end == file->extent.end &&
	    (!SHOWS_HOLES || seen->start == file->extent.start))
		return true;
	tap_note("%s covers 0x%llx-0x%llx%s, expected 0x%llx-0x%llx",
		 file->name, seen->start, seen->end, seen->empty ? "(none)" : "",
		 file->extent.start, file->extent.end);
	return false;
}

/* Readers */

static size_t random_chunk(void)
{
	static const size_t chunks[] = { 0, 4096, READ_WHOLE };
	size_t i = random_number(4);

	return i < 3 ? chunks[i] : 1 + random_number(20000);
}

static void note_length(const struct tested_file *file, size_t len)
{
	unsigned int *least = &shared->least[file - files];

	__atomic_store_n(&shared->length[file - files], len, __ATOMIC_RELAXED);
	if (!value(least) || len < value(least))
		__atomic_store_n(least, len, __ATOMIC_RELAXED);
}

/*
 * RESIDENT keeps the block mapped: if the block was split in the dump before, and
 * is one page again, the kernel has collapsed it. A process reads one dump at a time.
 */
static void note_text(const struct extent *seen)
{
	static bool split;

	if (split && seen->text_is_huge)
		count(&shared->text_collapses);
	split = !seen->text_is_huge;
	if (seen->freed && !seen->freed_is_mapped)
		count(&shared->packs_freed);
}

static bool whole_dump(const struct tested_file *file, int fd, size_t chunk,
		       struct text *text)
{
	struct extent seen = {
		.program = address(&shared->program),
		.freed = address(&shared->freed),
	};

	text->len = 0;
	if (!read_rest(fd, chunk, text) ||
	    !lines_are_well_formed(text, false, &seen) ||
	    !covers_its_range(file, &seen))
		return false;
	for (enum sight i = 0; i < SIGHTS; i++)
		if (seen.bytes[i] > file->extent.bytes[i])
			count(&shared->sights[i]);
	if (file->kernel)
		note_text(&seen);
	note_length(file, text->len);
	if (text->len)
		count(&shared->dumps[file - files]);
	return true;
}

static unsigned int random_offset(const struct tested_file *file)
{
	return random_number(1 + value(&shared->length[file - files]));
}

/* Half of the shortest dump is there at any time. */
static bool part_is_well_formed(const struct tested_file *file,
				unsigned int at, ssize_t n, struct text *text)
{
	unsigned int least = value(&shared->least[file - files]);
	struct extent seen = { };

	text->len = n < 0 ? 0 : n;
	if (!n && at < least / 2) {
		tap_note("%s: nothing at %u, of at least %u bytes", file->name,
			 at, least);
		return false;
	}
	return n >= 0 && lines_are_well_formed(text, true, &seen);
}

static bool slice(const struct tested_file *file, int fd, struct text *text)
{
	unsigned int at = random_offset(file);
	ssize_t n = pread(fd, text->data, 1 + random_number(10000), at);

	count(&shared->parts);
	return part_is_well_formed(file, at, n, text);
}

/* To anywhere, a few bytes from there, and all from the start. */
static bool seek(const struct tested_file *file, int fd, struct text *text)
{
	unsigned int at = random_offset(file);
	ssize_t n;

	if (lseek(fd, at, SEEK_SET) < 0)
		return false;
	n = read(fd, text->data, 1 + random_number(10000));
	return part_is_well_formed(file, at, n, text) && !lseek(fd, 0, SEEK_SET) &&
	       whole_dump(file, fd, random_chunk(), text);
}

/*
 * Who read the beginning ends: of its own tables no more comes than what waits
 * in the buffer. What is read from the start is the reader's that is left.
 */
static bool orphan(const struct tested_file *file, int fd, struct text *text)
{
	struct extent seen = { };
	bool in_time = random_number(2);
	int status;
	pid_t child = fork();

	if (!child)
		_exit(read(fd, text->data, 1 + random_number(2000)) < 0);
	if (in_time && (waitpid(child, &status, 0) != child || status))
		return false;
	/* A CPU holds on to the mm that it had last, until it has another. */
	if (in_time)
		usleep(20000);
	text->len = 0;
	if (!read_rest(fd, READ_WHOLE, text))
		return false;
	if (!in_time && (waitpid(child, &status, 0) != child || status))
		return false;
	count(&shared->deaths);
	if (in_time && file->current &&
	    text->len > (size_t)sysconf(_SC_PAGESIZE)) {
		tap_note("%s: %zu bytes of who is gone", file->name, text->len);
		return false;
	}
	return !in_time || (lines_are_well_formed(text, true, &seen) &&
			    !lseek(fd, 0, SEEK_SET) &&
			    whole_dump(file, fd, READ_WHOLE, text));
}

static bool wx_check(struct text *text)
{
	static const char passed[] = "SUCCESS\n";
	unsigned int removals = value(&shared->removals);

	count(&shared->checks);
	if (!read_file(DEBUGFS "/check_wx_pages", READ_WHOLE, text))
		return false;
	if (removals % 2 || value(&shared->removals) != removals)
		count(&shared->checks_meanwhile);
	if (text->len == strlen(passed) && !memcmp(text->data, passed, text->len))
		return true;
	tap_note("check_wx_pages: %.*s", (int)text->len, text->data);
	return false;
}

static bool check_again(void)
{
	static struct text *text;

	if (!text)
		text = new_text();
	return wx_check(text);
}

static bool read_somehow(const struct tested_file *file, int fd,
			 struct text *text)
{
	switch (random_number(8)) {
	case 0:
		return slice(file, fd, text);
	case 1:
		return seek(file, fd, text);
	case 2:
		return orphan(file, fd, text);
	case 3:
		/* and leave it halfway */
		return read(fd, text->data, 1 + random_number(10000)) >= 0;
	default:
		return whole_dump(file, fd, random_chunk(), text);
	}
}

/* Rather one that dump_own() leaves alone. */
static const struct tested_file *random_file(void)
{
	const struct tested_file *file = &files[random_number(file_count)];

	return file->current ? &files[random_number(file_count)] : file;
}

static bool read_one(void)
{
	static struct text *text;
	const struct tested_file *file = random_file();
	bool ok;
	int fd;

	if (!text)
		text = new_text();
	if (!random_number(10))
		return wx_check(text);
	fd = open(file->path, O_RDONLY);
	ok = fd >= 0 && read_somehow(file, fd, text);
	if (!ok)
		tap_note("%s: %m", file->name);
	close(fd);
	return ok;
}

/* Those who change the tables */

static bool load(const char *module, const char *options, int expected)
{
	char path[PATH_LEN];
	int fd, err;

	snprintf(path, sizeof(path), "/modules/%s.ko", module);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = syscall(SYS_finit_module, fd, options, 0) ? errno : 0;
	close(fd);
	if (err == expected)
		return true;
	tap_note("%s: %s", path, strerror(err));
	return false;
}

static bool unload(const char *module)
{
	if (!syscall(SYS_delete_module, module, O_NONBLOCK))
		return true;
	tap_note("unload %s: %m", module);
	return false;
}

static bool load_and_unload_a_module(void)
{
	return load("test_module", "", 0) && unload("test_module");
}

/*
 * The module flips its own keys and the keys of RESIDENT twice, all with sites in
 * the module, and fails if a site does not follow its key.
 */
static bool flip_static_keys(void)
{
	return load("test_static_keys", "", 0) && unload("test_static_keys");
}

static void load_resident(void)
{
	struct text *text = new_text();
	char line[256];

	if (!load(RESIDENT, "", 0) ||
	    !read_file("/proc/modules", READ_WHOLE, text) ||
	    sscanf(line_with(text, RESIDENT " ", line, sizeof(line)),
		   "%*s %*s %*s %*s %*s %llx", &resident) != 1 || !resident)
		give_up("%s has no address", RESIDENT);
	munmap(text, sizeof(*text));
}

static int load_program(void)
{
	static const char license[] = "GPL";
	const struct bpf_insn set = {
		.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0,
	};
	struct bpf_insn insns[MAX_INSNS];
	unsigned int n = 2 + random_number(MAX_INSNS - 2);
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SYSCALL,
		.prog_flags = BPF_F_SLEEPABLE,
		.insns = (uintptr_t)insns,
		.insn_cnt = n,
		.license = (uintptr_t)license,
	};

	for (unsigned int i = 0; i < n - 1; i++)
		insns[i] = set;
	insns[n - 1] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

/* The address of the program's machine code, or 0. */
static unsigned long long address_of(int program)
{
	unsigned long long address = 0;
	struct bpf_prog_info info = {
		.nr_jited_ksyms = 1,
		.jited_ksyms = (uintptr_t)&address,
	};
	union bpf_attr attr = {
		.info.bpf_fd = program,
		.info.info_len = sizeof(info),
		.info.info = (uintptr_t)&info,
	};

	if (syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)) ||
	    !info.jited_prog_len)
		return 0;
	return address;
}

static void publish(unsigned long long *what, unsigned long long address)
{
	__atomic_store_n(what, address, __ATOMIC_RELAXED);
}

/*
 * The first program allocates a pack of pages, and the last one frees the pack, after
 * a grace period of RCU.
 */
static bool load_and_unload_programs(void)
{
	int programs[PROGRAMS];
	unsigned long long address = 0;
	bool ok = true;

	publish(&shared->freed, 0);
	for (int i = 0; i < PROGRAMS; i++) {
		programs[i] = load_program();
		address = address_of(programs[i]);
		ok = ok && address;
	}
	if (!ok)
		tap_note("BPF: %m");
	publish(&shared->program, address);
	wait_for_dumps(1 + random_number(9));
	publish(&shared->program, 0);
	for (int i = 0; i < PROGRAMS; i++)
		close(programs[i]);
	publish(&shared->freed, address);
	wait_for_dumps(20);
	return ok;
}

/* The module frees its huge pages at once. These stay for some dumps. */
static bool hold_huge_vmalloc(void)
{
	static const char knob[] = REFERENCE "/vmalloc_huge";
	bool ok = write_number(knob, 4 * HUGE_SIZE / SMALL_SIZE);

	wait_for_dumps(10);
	return write_number(knob, 0) && ok;
}

/*
 * The module does all of its work while it is loaded, and then refuses to be. Huge
 * pages take the place of a table that had base pages. An allocation of less than
 * HUGE_SIZE has no huge page.
 */
static bool churn_vmalloc(void)
{
	const unsigned int huge_pages = HUGE_SIZE / SMALL_SIZE;
	char options[128];
	bool huge = random_number(2);

	/* of fixed size; else of random sizes, too, random alignment, vm_map_ram() */
	snprintf(options, sizeof(options),
		 "run_test_mask=%u nr_threads=2 test_loop_count=%u nr_pages=%u use_huge=%u",
		 huge ? 1 : 1065, huge ? 100 : 1 + random_number(10),
		 huge ? huge_pages + random_number(1500) :
			1 + random_number(2000), huge);
	return (!huge || hold_huge_vmalloc()) &&
	       load("test_vmalloc", options, EAGAIN);
}

/*
 * The tables of this process, while another thread of it changes them; of no
 * use where there is only the kernel's file.
 */
static void *dump_own(void *unused)
{
	struct text *text = new_text();

	while (!stopped()) {
		for (unsigned int i = 0; i < file_count; i++) {
			int fd;

			if (!files[i].current)
				continue;
			fd = open(files[i].path, O_RDONLY | O_CLOEXEC);
			if (!whole_dump(&files[i], fd, READ_WHOLE, text))
				fail("dump of the tables at work");
			close(fd);
		}
		usleep(20000);
	}
	return unused;
}

static void start_own_dumps(void)
{
	static pthread_t thread;
	bool any = false;

	for (unsigned int i = 0; i < file_count; i++)
		any |= files[i].current;
	if (!thread && any && pthread_create(&thread, NULL, dump_own, NULL))
		fail("pthread_create");
}

/* Room for @size at a huge page's boundary. */
static char *map(int fd, size_t size)
{
	char *hold = mmap(NULL, size + HUGE_SIZE, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *start = hold + (-(unsigned long)hold & (HUGE_SIZE - 1));

	if (hold == MAP_FAILED)
		return NULL;
	munmap(hold, start - hold);
	munmap(start + size, hold + HUGE_SIZE - start);
	start = mmap(start, size, PROT_READ | PROT_WRITE,
		     (fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED) |
		     MAP_FIXED, fd, 0);
	return start == MAP_FAILED ? NULL : start;
}

static size_t random_page(void)
{
	return random_number(REGION / SMALL_SIZE) * SMALL_SIZE;
}

/* That there is no huge page to be had is no failure. */
static bool collapse(char *start, unsigned int *collapses)
{
	if (!madvise(start, HUGE_SIZE, MADV_COLLAPSE)) {
		count(collapses);
		return true;
	}
	if (errno == EAGAIN || errno == ENOMEM)
		return true;
	tap_note("MADV_COLLAPSE: %m");
	return false;
}

/* The table of PTEs goes, under the mm's lock. */
static bool collapse_own_memory(void)
{
	char *start;
	bool ok;

	start_own_dumps();
	start = map(-1, HUGE_SIZE);
	if (!start)
		return false;
	madvise(start, HUGE_SIZE, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < HUGE_SIZE; i += SMALL_SIZE)
		start[i] = 1;
	madvise(start, HUGE_SIZE, MADV_HUGEPAGE);
	ok = collapse(start, &shared->own_collapses);
	munmap(start, HUGE_SIZE);
	return ok;
}

static bool use_huge_pages(void)
{
	char *start;

	start_own_dumps();
	start = map(-1, REGION);
	if (!start)
		return false;
	madvise(start, REGION, random_number(4) ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	for (int i = 0; i < 40; i++)
		start[random_page()] = 1;
	/* splits what is huge */
	mprotect(start + random_page(), SMALL_SIZE, PROT_READ);
	munmap(start + random_page(), SMALL_SIZE);
	madvise(start + HUGE_SIZE, HUGE_SIZE, MADV_DONTNEED);
	return !munmap(start, REGION) && collapse_own_memory();
}

/* Tables of PTEs are replaced, in all mappings, under no lock of the mm. */
static bool collapse_shared_memory(void)
{
	int fd = memfd_create("ptdump", MFD_CLOEXEC);
	char *start, *other;
	bool ok;

	start_own_dumps();
	if (fd < 0 || ftruncate(fd, HUGE_SIZE))
		return false;
	start = map(fd, HUGE_SIZE);
	other = map(fd, HUGE_SIZE);
	if (!start || !other)
		return false;
	for (size_t i = 0; i < HUGE_SIZE; i += SMALL_SIZE) {
		start[i] = 1;
		other[i] = 2;
	}
	ok = collapse(start, &shared->collapses);
	munmap(start, HUGE_SIZE);
	munmap(other, HUGE_SIZE);
	close(fd);
	return ok;
}

/* The kernel's count of the tables of this process. */
static unsigned int own_tables(void)
{
	static struct text *text;
	unsigned int size = 0;
	char line[64];

	if (!text)
		text = new_text();
	if (!read_file("/proc/self/status", READ_WHOLE, text) ||
	    sscanf(line_with(text, "VmPTE:", line, sizeof(line)), "%*s %u",
		   &size) != 1)
		fail("VmPTE");
	return size * 1024 / SMALL_SIZE;
}

static bool drop_pages(char *start, size_t size)
{
	unsigned int before = own_tables(), after;

	if (madvise(start, size, MADV_DONTNEED))
		return false;
	after = own_tables();
	if (after < before)
		__atomic_add_fetch(&shared->freed_tables, before - after,
				   __ATOMIC_RELAXED);
	return true;
}

/* Tables of PTEs lose all their pages. Linux 6.14 and later free such tables. */
static bool drop_pages_of_whole_tables(void)
{
	const size_t size = DROPPED_TABLES * HUGE_SIZE;
	char *start;
	bool ok;

	start_own_dumps();
	start = mmap((void *)DROPPED_START, size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ok = start == (void *)DROPPED_START &&
	     !madvise(start, size, MADV_NOHUGEPAGE);
	for (int i = 0; ok && i < 200; i++) {
		for (size_t at = 0; at < size; at += HUGE_SIZE)
			start[at + random_number(HUGE_SIZE)] = 1;
		ok = i % 20 ? !madvise(start, size, MADV_DONTNEED) :
			      drop_pages(start, size);
	}
	return !munmap(start, size) && ok;
}

static bool is_mapped(char *page)
{
	unsigned char in_core = 0;

	return !mincore(page, SMALL_SIZE, &in_core) && in_core & 1;
}

/*
 * The other process that shares the table: its pages are mapped in both. The
 * truncation takes the table from the first who mapped the file, and the end of
 * this one frees the table.
 */
static _Noreturn void share_and_truncate(int fd, char *start, int ready)
{
	for (size_t i = 1; i < SHARED_PAGES; i++)
		start[i * HUGE_SIZE] = 1;
	if (write(ready, "", 1) != 1)
		_exit(1);
	while (!__atomic_load_n(&shared->truncate, __ATOMIC_RELAXED))
		usleep(1000);
	usleep(random_number(20000));
	_exit(!!ftruncate(fd, 0));
}

/* A table of PMDs that is shared goes under no lock of this mm. */
static bool lose_a_shared_table(void)
{
	char *start = (char *)SHARED_START, said;
	int fd = memfd_create("ptdump", MFD_CLOEXEC | MFD_HUGETLB);
	int ready[2], status;
	bool ok;
	pid_t other;

	start_own_dumps();
	if (fd < 0 || ftruncate(fd, SHARED_SIZE) || pipe(ready))
		return false;
	if (mmap(start, SHARED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED |
		 MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, 0) != start)
		return false;
	start[0] = 1;
	random_number(2);	/* not the same pause in each child */
	__atomic_store_n(&shared->truncate, false, __ATOMIC_RELAXED);
	other = fork();
	if (!other)
		share_and_truncate(fd, start, ready[1]);
	close(ready[1]);
	ok = read(ready[0], &said, 1) == 1 && is_mapped(start + HUGE_SIZE);
	if (!ok)
		tap_note("the table is not shared");
	__atomic_store_n(&shared->truncate, true, __ATOMIC_RELAXED);
	ok = waitpid(other, &status, 0) == other && !status && ok;
	ok = !is_mapped(start) && ok;
	/* and another comes in its place */
	ok = !ftruncate(fd, SHARED_SIZE) && ok;
	start[0] = 1;
	munmap(start, SHARED_SIZE);
	close(ready[0]);
	close(fd);
	return ok;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Tables of the direct map come and go with it, and of what describes pages. */
static bool add_and_remove_memory(void)
{
	static const char knob[] = REFERENCE "/memory";
	unsigned long start = strtoul(option("PTDUMP_MEMORY", "0"), NULL, 0);
	time_t last;

	if (!write_number(knob, start))
		return false;
	wait_for_dumps(random_number(9));
	/* Who uses a page of it may need a moment. */
	last = now() + GRACE / 2;
	count(&shared->removals);
	while (!write_number(knob, start)) {
		if (now() > last)
			return false;
		usleep(200000);
	}
	count(&shared->removals);
	return true;
}

/* The same by a module of QEMU's, whose monitor is at the end of a serial line. */

static char answer[4096];	/* of the monitor to the last command */

static void tell_monitor(int fd, const char *command)
{
	size_t len = 0;
	ssize_t n;

	if (write(fd, command, strlen(command)) < 0 || write(fd, "\n", 1) < 0)
		fail("the monitor's line");
	usleep(50000);
	while ((n = read(fd, answer + len, sizeof(answer) - 1 - len)) > 0)
		len += n;
	answer[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (answer[i] < ' ')
			answer[i] = ' ';
}

static int open_monitor(void)
{
	int fd = open("/dev/ttyS2", O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct termios line;

	if (fd < 0 || tcgetattr(fd, &line))
		give_up("the monitor's line: %m");
	cfmakeraw(&line);
	tcsetattr(fd, TCSANOW, &line);
	/* The monitor read an echo of its own greeting: a newline ends that command. */
	tell_monitor(fd, "");
	return fd;
}

/* The first block of the module, which is at 4G. */
#define BLOCK	"/sys/devices/system/memory/memory32"

static bool wait_for_block(bool there, unsigned int seconds)
{
	time_t last = now() + seconds;

	while (!access(BLOCK, F_OK) != there) {
		if (now() > last)
			return false;
		usleep(20000);
	}
	return true;
}

/*
 * The block goes before ACPI has let go of the module, and one that is plugged in
 * between is taken for it, and never seen. ACPI's lock is asked for here, too.
 */
static bool wait_for_hotplug(void)
{
	return write_number("/sys/devices/system/memory/memory0/online", 1);
}

static bool plug_and_unplug_a_module(void)
{
	static int fd = -1;
	time_t last;
	bool gone;

	if (fd < 0)
		fd = open_monitor();
	tell_monitor(fd, "object_add memory-backend-ram,id=module,size=128M");
	tell_monitor(fd, "device_add pc-dimm,id=dimm,memdev=module");
	if (!wait_for_block(true, GRACE / 2)) {
		tap_note("no memory came; the monitor: %s", answer);
		return false;
	}
	wait_for_dumps(random_number(9));
	/* Who uses a page of it may need a moment: the kernel says no. */
	last = now() + GRACE / 2;
	count(&shared->removals);
	do {
		if (now() > last) {
			tap_note("the memory did not go");
			return false;
		}
		tell_monitor(fd, "device_del dimm");
		gone = wait_for_block(false, 10);
		if (!wait_for_hotplug())
			return false;
	} while (!gone);
	count(&shared->removals);
	tell_monitor(fd, "object_del module");
	return true;
}

/* All of them */

static const struct worker {
	const char *name;
	bool (*round)(void);
	unsigned int every;	/* so many dumps a round: on a slow machine, too */
	const char *option;	/* without it, it is not there */
	const char *test;	/* that it did anything */
} workers[] = {
	{ "load_and_unload", load_and_unload_a_module, 8, NULL,
	  "modules_come_and_go" },
	{ "static_keys", flip_static_keys, 2, NULL,
	  "static_keys_flip" },
	{ "programs", load_and_unload_programs, 10, NULL,
	  "programs_of_bpf_come_and_go" },
	{ "vmalloc", churn_vmalloc, 15, NULL,
	  "vmalloc_maps_pages" },
	{ "huge_pages", use_huge_pages, 2, NULL,
	  "huge_pages_are_made_and_split" },
	{ "collapse", collapse_shared_memory, 10, NULL,
	  "shared_memory_is_collapsed" },
	{ "dropped_pages", drop_pages_of_whole_tables, 4, NULL,
	  "tables_lose_their_pages" },
	{ "shared_table", lose_a_shared_table, 2, "PTDUMP_HUGETLB",
	  "shared_table_goes" },
	{ "check", check_again, 1, NULL, NULL },
	{ "memory", add_and_remove_memory, 25, "PTDUMP_MEMORY",
	  "memory_is_added_and_removed" },
	{ "dimm", plug_and_unplug_a_module, 25, "PTDUMP_DIMM",
	  "module_of_memory_is_plugged_and_unplugged" },
	{ "reader 1", read_one, 0, NULL, NULL },
	{ "reader 2", read_one, 0, NULL, NULL },
	{ "reader 3", read_one, 0, NULL, NULL },
	{ "reader 4", read_one, 0, NULL, NULL },
};

_Static_assert(sizeof(workers) / sizeof(*workers) == WORKERS, "WORKERS");

static _Noreturn void work(size_t i)
{
	random_start(1000 + i);
	while (!stopped()) {
		unsigned int next = all_dumps() + workers[i].every;

		if (workers[i].round())
			count(&shared->rounds[i]);
		else
			fail(workers[i].name);
		while (!stopped() && all_dumps() < next)
			usleep(2000);
	}
	_exit(0);
}

static bool is_there(const struct worker *worker)
{
	return !worker->option || option_set(worker->option);
}

static pid_t pids[WORKERS];

static void start_workers(void)
{
	for (size_t i = 0; i < WORKERS; i++) {
		if (!is_there(&workers[i]))
			continue;
		pids[i] = fork();
		if (!pids[i])
			work(i);
	}
}

/* Who does not end is told of, and left behind. */
static void end_workers(void)
{
	time_t last = now() + GRACE;

	__atomic_store_n(&shared->stop, true, __ATOMIC_RELAXED);
	for (size_t i = 0; i < WORKERS; i++) {
		int status = 0;

		if (!pids[i])
			continue;
		while (!waitpid(pids[i], &status, WNOHANG)) {
			if (now() > last) {
				tap_note("%s does not end", workers[i].name);
				kill(pids[i], SIGKILL);
				status = -1;
				break;
			}
			usleep(10000);
		}
		if (status)
			fail(workers[i].name);
	}
}

static void find_files(void)
{
	for (const struct dump_file *file = dump_files; file->name; file++) {
		struct tested_file *f = &files[file_count];

		if (!strcmp(file->name, "check_wx_pages"))
			continue;
		f->name = file->name;
		f->current = !strncmp(file->name, "current_", 8);
		f->kernel = strstr(file->name, "kernel");
		file_path(file, false, f->path);
		if (!access(f->path, F_OK))
			file_count++;
	}
}

/* All that this boot has, and each has lines. */
static void each_file_is_read(void)
{
	unsigned int expected = atoi(option("PTDUMP_FILES", "0")), full = 0;

	for (unsigned int i = 0; i < file_count; i++)
		full += !files[i].extent.empty;
	tap_result(full == expected && full == file_count, __func__, NULL);
}

/* What each file covers, before anything changes. */
static bool look_at_files(void)
{
	struct text *text = new_text();
	bool ok = file_count;

	for (unsigned int i = 0; i < file_count; i++) {
		ok = ok && read_file(files[i].path, READ_WHOLE, text);
		tap_note("%s: %zu lines", files[i].name, text_lines(text));
		note_length(&files[i], text->len);
		ok = ok && lines_are_well_formed(text, false, &files[i].extent);
	}
	munmap(text, sizeof(*text));
	return ok;
}

/*
 * One open file has one position in its walk, and many readers. Each part is that
 * of the whole, unless the whole has changed.
 */
static bool parts_are_those_of_the_whole(const char *path, int fd,
					 struct text *whole)
{
	struct text *again = new_text();
	char part[200];

	for (int i = 0; i < 60; i++) {
		/* some are short of going far, and some go far */
		size_t at = i % 2 ? random_number(whole->len) : 0;
		ssize_t n = pread(fd, part, sizeof(part), at);

		if (n > 0 && (size_t)n <= whole->len - at &&
		    !memcmp(part, whole->data + at, n))
			continue;
		if (!read_file(path, READ_WHOLE, again))
			return false;
		if (text_equal(whole, again)) {
			tap_note("%zd bytes at %zu of %zu are others", n, at,
				 whole->len);
			return false;
		}
		memcpy(whole, again, sizeof(again->len) + again->len);
	}
	return true;
}

static void readers_of_one_open_file_get_their_parts(void)
{
	struct text *whole = new_text();
	const char *path = files[0].path;
	int fd = open(path, O_RDONLY), status;
	bool ok = read_file(path, READ_WHOLE, whole);
	pid_t readers[4];

	for (int i = 0; i < 4; i++) {
		readers[i] = fork();
		if (!readers[i]) {
			random_start(100 + i);
			_exit(!parts_are_those_of_the_whole(path, fd, whole));
		}
	}
	for (int i = 0; i < 4; i++)
		if (waitpid(readers[i], &status, 0) != readers[i] || status)
			ok = false;
	close(fd);
	munmap(whole, sizeof(*whole));
	tap_result(ok, __func__, NULL);
}

/* A tenth of them of each file. */
static bool are_made(unsigned int dumps)
{
	for (unsigned int i = 0; i < file_count; i++)
		if (value(&shared->dumps[i]) < dumps / 10)
			return false;
	return all_dumps() >= dumps;
}

/*
 * Compaction waits while more than a part of the pages on the LRU lists are
 * isolated. With next to nothing on them, one huge page that is moved is more, and
 * who moves it to offline memory waits for itself.
 */
static void fill_lru_lists(void)
{
	char *start = mmap(NULL, BALLAST, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (start == MAP_FAILED)
		give_up("no memory");
	madvise(start, BALLAST, MADV_NOHUGEPAGE);
	madvise(start, BALLAST, MADV_DONTFORK);
	for (size_t i = 0; i < BALLAST; i += SMALL_SIZE)
		start[i] = 1;
}

static void run_workers(unsigned int dumps, time_t seconds)
{
	time_t start = now(), told = start;

	fill_lru_lists();
	start_workers();
	while (!are_made(dumps) && now() - start < seconds &&
	       shared->failures < FAILURES) {
		usleep(200000);
		if (now() - told < 30)
			continue;
		told = now();
		tap_note("%u dumps after %ld s", all_dumps(), told - start);
	}
	end_workers();
	for (unsigned int i = 0; i < file_count; i++)
		tap_note("%u dumps of %s", shared->dumps[i], files[i].name);
	for (size_t i = 0; i < WORKERS; i++)
		tap_note("%u rounds of %s", shared->rounds[i], workers[i].name);
	tap_note("%u parts, %u checks, %u readers that ended, in %ld s",
		 shared->parts, shared->checks, shared->deaths, now() - start);
}

/*
 * Memory and huge pages stand for a moment: of many dumps, some meet them. Of the
 * modules, test_vmalloc.ko is there for long.
 */
static void what_comes_and_goes_shows(void)
{
	static const char *const names[SIGHTS] = {
		"huge pages of vmalloc", "memory that was added", "modules",
		"huge pages of processes", "huge pages of a shared table",
		"pages to be dropped", "split blocks of module text",
		"programs of BPF",
	};
	bool there[SIGHTS] = {
		[HUGE_VMALLOC] = huge_leaf[0],
		[ADDED_MEMORY] = option_set("PTDUMP_MEMORY") ||
				 option_set("PTDUMP_DIMM"),
		[MODULES] = true,
		[SPLIT_TEXT] = TEXT_IS_HUGE,
		[PROGRAM] = true,
	};

	for (unsigned int i = 0; i < file_count; i++)
		there[DROPPED_PAGES] |= files[i].current;
	there[HUGE_USER] = there[DROPPED_PAGES] && huge_leaf[0];
	there[SHARED_TABLE] = there[HUGE_USER] && option_set("PTDUMP_HUGETLB");
	for (enum sight i = 0; i < SIGHTS; i++) {
		if (!there[i])
			continue;
		tap_note("%u dumps with %s", shared->sights[i], names[i]);
		tap_result(shared->sights[i], __func__, names[i]);
	}
}

static void happened(unsigned int times, const char *test)
{
	tap_note("%u times: %s", times, test);
	tap_result(times, test, NULL);
}

static void tables_and_packs_are_freed(void)
{
	happened(shared->packs_freed, "packs_of_programs_are_freed");
	if (TEXT_IS_HUGE)
		happened(shared->text_collapses, "module_text_is_collapsed");
	if (!release_is("6.12"))
		happened(shared->freed_tables, "madvise_frees_tables");
}

static void checks_overlap_the_removal_of_memory(void)
{
	if (!option_set("PTDUMP_MEMORY") && !option_set("PTDUMP_DIMM"))
		return;
	tap_note("%u checks while memory was removed", shared->checks_meanwhile);
	tap_result(shared->checks_meanwhile, __func__, NULL);
}

/* What has happened to huge pages, by the kernel's own count. */
static struct event {
	const char *name;
	unsigned long before;
} events[] = {
	{ .name = "thp_fault_alloc " },
	{ .name = "thp_split_pmd " },
};

static unsigned long count_of(const struct event *event)
{
	struct text *text = new_text();
	unsigned long n = 0;
	char line[128];

	if (!read_file("/proc/vmstat", READ_WHOLE, text) ||
	    sscanf(line_with(text, event->name, line, sizeof(line)), "%*s %lu",
		   &n) != 1)
		fail(event->name);
	munmap(text, sizeof(*text));
	return n;
}

static void begin_to_count_events(void)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		events[i].before = count_of(&events[i]);
}

/* A worker's rounds are but tries. */
static void huge_pages_came_and_went(void)
{
	bool ok = shared->collapses && shared->own_collapses;

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		unsigned long n = count_of(&events[i]) - events[i].before;

		tap_note("%s%lu", events[i].name, n);
		ok = ok && n;
	}
	tap_note("%u collapses of shared memory, %u of other", shared->collapses,
		 shared->own_collapses);
	tap_result(ok && !shared->failures, __func__, NULL);
}

/* It ends with its first complaint. */
void lockdep_is_alive(void)
{
	struct text *text = new_text();
	unsigned int alive = 0;
	char line[128];

	if (read_file("/proc/lockdep_stats", READ_WHOLE, text))
		sscanf(line_with(text, " debug_locks:", line, sizeof(line)),
		       " debug_locks: %u", &alive);
	munmap(text, sizeof(*text));
	tap_result(alive, __func__, NULL);
}

/* Twice: what is only just being freed is no leak. */
static void kmemleak_finds_nothing(void)
{
	static const char path[] = DEBUGFS "/kmemleak";
	struct text *text;
	unsigned int lines = 0;
	bool ok = true;
	int fd;

	if (!option_set("PTDUMP_KMEMLEAK"))
		return;
	text = new_text();
	fd = open(path, O_RDWR);
	for (int i = 0; i < 2; i++) {
		sleep(6);
		ok = write(fd, "scan", 4) == 4 && ok;
	}
	close(fd);
	ok = read_file(path, READ_WHOLE, text) && !text->len && ok;
	for (char *line = strtok(text->data, "\n"); line && lines++ < LEAK_LINES;
	     line = strtok(NULL, "\n"))
		tap_note("%s", line);
	tap_result(ok, __func__, NULL);
}

void stress_all(void)
{
	unsigned int dumps = atoi(option("PTDUMP_DUMPS", "500"));
	unsigned int seconds = atoi(option("PTDUMP_SECONDS", "750"));
	char what[64];

	/* Not each line of what modules tell. */
	klogctl(8, NULL, 5);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED ||
	    regcomp(&grammar, GRAMMAR, REG_EXTENDED | REG_NOSUB))
		give_up("no memory");

	huge_leaf = HUGE_LEAF;
	load_resident();
	find_files();
	tap_result(look_at_files(), "dumps_are_well_formed", "in peace");
	each_file_is_read();
	if (!option_set("PTDUMP_PAGEALLOC"))
		readers_of_one_open_file_get_their_parts();
	begin_to_count_events();
	run_workers(dumps, seconds);
	tap_result(!shared->failures, "dumps_are_well_formed",
		   "while the tables change");
	snprintf(what, sizeof(what), "%u of %u", all_dumps(), dumps);
	tap_result(are_made(dumps), "dumps_are_made", what);
	for (size_t i = 0; i < WORKERS; i++)
		if (workers[i].test && is_there(&workers[i]))
			tap_result(shared->rounds[i] * DUMPS_A_ROUND >= all_dumps(),
				   workers[i].test, NULL);
	what_comes_and_goes_shows();
	tables_and_packs_are_freed();
	checks_overlap_the_removal_of_memory();
	huge_pages_came_and_went();
	lockdep_is_alive();
	kmemleak_finds_nothing();
}

/* Openers: what they share, and KCSAN watches. */

struct opener {
	const char *path;
	unsigned int reads;
};

static _Noreturn void open_and_read(struct opener *opener, time_t last)
{
	struct text *text = new_text();

	for (; now() < last; count(&opener->reads)) {
		text->len = 0;
		if (!read_file(opener->path, READ_WHOLE, text) || !text->len)
			_exit(1);
	}
	_exit(0);
}

static long kcsan_count(const char *of)
{
	struct text *text = new_text();
	char line[128];
	long n = -1;

	if (read_file(DEBUGFS "/kcsan", READ_WHOLE, text))
		sscanf(line_with(text, of, line, sizeof(line)), "%*s %ld", &n);
	munmap(text, sizeof(*text));
	return n;
}

/* Two openers of one file and a check, at a time. */
void openers_all(void)
{
	static const char *const paths[] = {
		DEBUGFS "/page_tables/kernel", DEBUGFS "/page_tables/kernel",
		DEBUGFS "/check_wx_pages",
	};
	const unsigned int n = sizeof(paths) / sizeof(*paths);
	long races = kcsan_count("data_races:"), watched;
	struct opener *openers;
	time_t last = now() + atoi(option("PTDUMP_SECONDS", "30"));
	bool ok = true;
	int status;

	openers = mmap(NULL, n * sizeof(*openers), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (openers == MAP_FAILED)
		give_up("no memory");
	watched = kcsan_count("setup_watchpoints:");
	for (unsigned int i = 0; i < n; i++) {
		openers[i].path = paths[i];
		if (!fork())
			open_and_read(&openers[i], last);
	}
	for (unsigned int i = 0; i < n; i++)
		ok = wait(&status) > 0 && !status && ok;
	for (unsigned int i = 0; i < n; i++) {
		tap_note("%u reads of %s", openers[i].reads, paths[i]);
		ok = ok && openers[i].reads > 10;
	}
	tap_result(ok, "two_openers_and_a_check_read", NULL);
	watched = kcsan_count("setup_watchpoints:") - watched;
	tap_note("%ld accesses were watched", watched);
	tap_result(watched > 100, "kcsan_watches", NULL);
	tap_result(kcsan_count("data_races:") == races, "kcsan_finds_no_race", NULL);
}
