// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 of arm64: a guest of a few instructions touches some of its memory,
 * and what maps it is dumped.
 *
 * The stock dumper of Linux 6.12 never shows the last region, and keeps its state
 * from one show of an open file to the next. With the fixes for it, and in Linux 7.3,
 * it does neither.
 */
#include "guest.h"

#ifdef __aarch64__

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The guest's memory, which is mapped by blocks, by pages, and only for reading. */
#define BLOCKS		0x40000000UL
#define PAGES		0x40400000UL
#define READ_ONLY	0x80000000UL
#define SLOT_SIZE	(4UL << 20)
#define BLOCK_SIZE	(2UL << 20)
#define DUMPS		500
#define CHANGES		10	/* between two of them */
#define SECONDS		100
#define OPENED_GUESTS	200	/* that end while their files are opened */
#define OPEN_SECONDS	20	/* more than an open can take */
#define NOWHERE		0x10000000UL	/* ends the guest's run */

#define CORE_REG(name) (KVM_REG_ARM64 | KVM_REG_SIZE_U64 |		\
			KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(name))

/* Each page that it touches gets an entry; read-only memory can be read. */
static const uint32_t code[] = {
	0xf900001f,	/* str xzr, [x0] */
	0xf900003f,	/* str xzr, [x1] */
	0xf9400049,	/* ldr x9, [x2] */
	0xf900007f,	/* str xzr, [x3] */
	0x14000000,	/* b . */
};

static const struct {
	unsigned long long reg;
	unsigned long value;
} registers[] = {
	{ CORE_REG(regs.regs[0]), BLOCKS + 0x3000 },
	{ CORE_REG(regs.regs[1]), PAGES + 0x5000 },
	{ CORE_REG(regs.regs[2]), READ_ONLY + 0x1000 },
	{ CORE_REG(regs.regs[3]), NOWHERE },
	{ CORE_REG(regs.pc), BLOCKS },
};

struct guest {
	int vm, cpu;
	struct kvm_run *run;
	char *code, *pages;
};

static struct text first, second, mine, mine_again;

/* In huge pages; what does not begin with one is of no use for a block. */
static void *memory(unsigned long offset)
{
	const unsigned long size = SLOT_SIZE + 2 * BLOCK_SIZE;
	char *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		give_up("no memory for a guest");
	map += -(unsigned long)map & (BLOCK_SIZE - 1);
	memset(map, 0, offset + SLOT_SIZE);
	return map + offset;
}

static void add_memory(int vm, unsigned int slot, unsigned long address,
		       unsigned int flags, void *map)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = address,
		.memory_size = SLOT_SIZE,
		.userspace_addr = (unsigned long)map,
	};

	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		give_up("KVM_SET_USER_MEMORY_REGION: %m");
}

/* From the first instruction, to where there is nothing. */
static void run(const struct guest *guest)
{
	memcpy(guest->code, code, sizeof(code));
	__builtin___clear_cache(guest->code, guest->code + sizeof(code));
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
		struct kvm_one_reg reg = {
			.id = registers[i].reg,
			.addr = (unsigned long)&registers[i].value,
		};

		if (ioctl(guest->cpu, KVM_SET_ONE_REG, &reg))
			give_up("KVM_SET_ONE_REG: %m");
	}
	/* That an access to nowhere ended the last run is nothing to complete. */
	guest->run->exit_reason = 0;
	if (ioctl(guest->cpu, KVM_RUN, 0UL) ||
	    guest->run->exit_reason != KVM_EXIT_MMIO ||
	    guest->run->mmio.phys_addr != NOWHERE)
		give_up("the guest did not run to its end: %m");
}

/* A guest that has run. */
static struct guest run_guest(void)
{
	int kvm = open("/dev/kvm", O_RDWR);
	struct kvm_vcpu_init init;
	struct guest guest;

	if (kvm < 0)
		give_up("/dev/kvm: %m");
	guest.vm = ioctl(kvm, KVM_CREATE_VM, 0UL);
	guest.cpu = ioctl(guest.vm, KVM_CREATE_VCPU, 0UL);
	if (guest.vm < 0 || guest.cpu < 0 ||
	    ioctl(guest.vm, KVM_ARM_PREFERRED_TARGET, &init) ||
	    ioctl(guest.cpu, KVM_ARM_VCPU_INIT, &init))
		give_up("no guest: %m");
	guest.code = memory(0);
	guest.pages = memory(0x1000);
	add_memory(guest.vm, 0, BLOCKS, 0, guest.code);
	add_memory(guest.vm, 1, PAGES, 0, guest.pages);
	add_memory(guest.vm, 2, READ_ONLY, KVM_MEM_READONLY, memory(0));
	guest.run = mmap(NULL, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0UL),
			 PROT_READ | PROT_WRITE, MAP_SHARED, guest.cpu, 0);
	if (guest.run == MAP_FAILED)
		give_up("no guest: %m");
	run(&guest);
	return guest;
}

static const char *file_of(pid_t pid, int vm, const char *name)
{
	static char path[PATH_LEN];

	snprintf(path, sizeof(path), DEBUGFS "/kvm/%d-%d/%s", pid, vm, name);
	return path;
}

static const char *our_file(int vm, const char *name)
{
	return file_of(getpid(), vm, name);
}

static bool reads_twice(const char *path, struct text *once,
			struct text *again)
{
	int fd = open(path, O_RDONLY);
	bool ok;

	once->len = 0;
	again->len = 0;
	ok = fd >= 0 && read_rest(fd, READ_WHOLE, once) && !lseek(fd, 0, SEEK_SET) &&
	     read_rest(fd, READ_WHOLE, again);
	close(fd);
	return ok;
}

static bool small_files_are_stocks(int vm)
{
	return read_file(REFERENCE "/ipa_range", READ_WHOLE, &first) &&
	       read_file(our_file(vm, "ipa_range"), READ_WHOLE, &mine) &&
	       text_equal(&first, &mine) && mine.len == 3 &&
	       read_file(REFERENCE "/stage2_levels", READ_WHOLE, &first) &&
	       read_file(our_file(vm, "stage2_levels"), READ_WHOLE, &mine) &&
	       text_equal(&first, &mine) && mine.len == 2;
}

static size_t without_last_line(const struct text *text)
{
	const char *nl = text->len ?
			 memrchr(text->data, '\n', text->len - 1) : NULL;

	return nl ? nl + 1 - text->data : 0;
}

/*
 * All of stock's first show, and one line more: the region up to the end. With
 * the fixes stock has that as well.
 */
static bool last_region_shows(int vm, bool fixed)
{
	unsigned long long start, end = 0;
	unsigned int bits = 0;
	size_t len = fixed ? without_last_line(&first) : first.len;

	if (mine.len <= len || memcmp(mine.data, first.data, len) ||
	    (fixed && !text_equal(&first, &mine))) {
		note_difference(&first, &mine);
		return false;
	}
	mine.data[mine.len] = '\0';
	if (sscanf(mine.data + len, "0x%llx-0x%llx ", &start, &end) != 2 ||
	    strchr(mine.data + len, '\n') != mine.data + mine.len - 1 ||
	    !read_file(our_file(vm, "ipa_range"), READ_WHOLE, &mine_again) ||
	    sscanf(mine_again.data, "%u", &bits) != 1 || end != 1ULL << bits) {
		tap_note("at the end: %s", mine.data + len);
		return false;
	}
	return true;
}

/* Linux 7.3 has its own columns, and the fixes of the stock dumper. */
static bool is_mainline(void)
{
	struct utsname name;
	unsigned int version;

	return !uname(&name) && sscanf(name.release, "%u.", &version) == 1 &&
	       version >= 7;
}

/*
 * The lines show what the guest did: a block with the code, a page, a block that it
 * only read. Only code is executable. Linux 6.12 prints X for XN.
 */
static bool shows_what_was_touched(void)
{
	static const char *const texts[2][4] = {
		{ "---[ Guest IPA ]---", " R W   AF BLK", " R W X AF    ",
		  " R   X AF BLK" },
		{ "---[ Guest IPA ]---", " R W px ux  AF BLK",
		  " R W PXNUXN AF    ", " R   PXNUXN AF BLK" },
	};
	const char *const *parts = texts[is_mainline()];
	char line[256];
	bool ok = true;

	for (size_t i = 0; i < 4; i++)
		if (!line_with(&mine, parts[i], line, sizeof(line))[0]) {
			tap_note("no line has '%s'", parts[i]);
			ok = false;
		}
	return ok;
}

/*
 * A guest's tables end with its process. Who has its files open still can read
 * them, and finds nothing; the stock dumper of 6.12 reads what was freed.
 */
static void files_of_a_guest_that_has_ended_are_empty(void)
{
	static const char *const names[] = {
		"stage2_page_tables", "ipa_range", "stage2_levels",
	};
	int vm, fds[3], ends[2];
	bool ok = true;
	pid_t child;

	if (pipe(ends))
		give_up("pipe: %m");
	child = fork();
	if (!child) {
		vm = run_guest().vm;
		if (write(ends[1], &vm, sizeof(vm)) == sizeof(vm))
			pause();
		_exit(1);
	}
	if (read(ends[0], &vm, sizeof(vm)) != sizeof(vm))
		give_up("there is no second guest");
	for (int i = 0; i < 3; i++) {
		fds[i] = open(file_of(child, vm, names[i]), O_RDONLY);
		ok = ok && fds[i] >= 0 &&
		     read_file(file_of(child, vm, names[i]), READ_WHOLE, &mine) &&
		     mine.len;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	for (int i = 0; i < 3; i++) {
		mine.len = 0;
		ok = ok && read_rest(fds[i], READ_WHOLE, &mine) && !mine.len;
		close(fds[i]);
	}
	close(ends[0]);
	close(ends[1]);
	tap_result(ok, __func__, NULL);
}

/*
 * A guest without tables: its process has ended, and this one has its descriptor,
 * because both had one table of descriptors.
 */
static int guest_without_tables(const char **file)
{
	int status, vm;
	pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);

	if (!child) {
		int kvm = open("/dev/kvm", O_RDWR);

		vm = ioctl(kvm, KVM_CREATE_VM, 0UL);
		close(kvm);
		_exit(vm);
	}
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status) || WEXITSTATUS(status) == 255)
		give_up("no guest without tables: %m");
	vm = WEXITSTATUS(status);
	*file = file_of(child, vm, "stage2_page_tables");
	return vm;
}

/* In a child: opens the file until it is gone. */
static _Noreturn void open_until_it_is_gone(const char *file, int ready)
{
	int fd;

	if (write(ready, "", 1) != 1)
		_exit(1);
	for (;;) {
		fd = open(file, O_RDONLY);
		if (fd >= 0)
			close(fd);
		else if (errno == ENOENT && access(file, F_OK))
			_exit(0);
	}
}

static bool ends_in_time(pid_t child)
{
	time_t end = time(NULL) + OPEN_SECONDS;
	int status;

	while (!waitpid(child, &status, WNOHANG)) {
		if (time(NULL) > end)
			return false;
		usleep(1000);
	}
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/*
 * The last reference to a guest goes while its file is opened. An open that drops the
 * last one removes the file, which waits for the open to end.
 */
static void no_open_waits_for_itself(void)
{
	unsigned int guests;
	bool ok = true;
	int ends[2];

	if (pipe(ends))
		give_up("pipe: %m");
	for (guests = 0; ok && guests < OPENED_GUESTS; guests++) {
		const char *file;
		int vm = guest_without_tables(&file);
		pid_t child = fork();
		char byte;

		if (!child) {
			close(vm);
			open_until_it_is_gone(file, ends[1]);
		}
		if (child < 0 || read(ends[0], &byte, 1) != 1)
			give_up("no one opens: %m");
		usleep(random_number(2000));
		close(vm);
		ok = ends_in_time(child);
	}
	close(ends[0]);
	close(ends[1]);
	tap_note("%u guests ended while their files were opened", guests);
	tap_result(ok, __func__, NULL);
}

/* Regions touch, from the first address to the last of so many bits. */
static bool is_whole(const struct text *text, unsigned int bits)
{
	unsigned long long start, end, last = 0;
	const char *line, *nl;

	for (line = text->data; line < text->data + text->len; line = nl + 1) {
		nl = memchr(line, '\n', text->data + text->len - line);
		if (!nl)
			return false;
		if (sscanf(line, "0x%llx-0x%llx ", &start, &end) != 2)
			continue;
		if (start != last || end <= start)
			return false;
		last = end;
	}
	return last == 1ULL << bits;
}

/* Not all kernels have madvise(). */
static void lose_memory(char *start)
{
	if (mmap(start, SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_FIXED |
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != start)
		give_up("no memory for a guest: %m");
}

/* A guest that runs again and again, and loses its memory each time. */
static void run_guest_for_ever(int report, unsigned int *rounds)
{
	struct guest guest = run_guest();

	if (write(report, &guest.vm, sizeof(guest.vm)) != sizeof(guest.vm))
		_exit(1);
	for (;;) {
		lose_memory(guest.code);
		lose_memory(guest.pages);
		run(&guest);
		__atomic_add_fetch(rounds, 1, __ATOMIC_RELAXED);
	}
}

/* As many dumps as are asked for, and more until some were not as the last. */
static void stage2_is_whole_while_a_guest_runs(void)
{
	unsigned int dumps, differ = 0, bits = 0;
	time_t end = time(NULL) + SECONDS;
	unsigned int *rounds;
	int vm, ends[2];
	bool ok = true;
	pid_t child;

	rounds = mmap(NULL, sizeof(*rounds), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (rounds == MAP_FAILED || pipe(ends))
		give_up("pipe: %m");
	child = fork();
	if (!child)
		run_guest_for_ever(ends[1], rounds);
	if (read(ends[0], &vm, sizeof(vm)) != sizeof(vm) ||
	    !read_file(file_of(child, vm, "ipa_range"), READ_WHOLE, &mine) ||
	    sscanf(mine.data, "%u", &bits) != 1)
		give_up("there is no guest that runs");
	first.len = 0;
	for (dumps = 0; ok && time(NULL) < end &&
	     (dumps < DUMPS || differ <= CHANGES); dumps++) {
		ok = read_file(file_of(child, vm, "stage2_page_tables"),
			       READ_WHOLE, &mine) && is_whole(&mine, bits);
		differ += !text_equal(&first, &mine);
		memcpy(first.data, mine.data, mine.len);
		first.len = mine.len;
	}
	tap_note("%u dumps, %u not as the one before; the guest ran %u times",
		 dumps, differ, *rounds);
	ok = ok && dumps >= DUMPS && differ > CHANGES &&
	     !waitpid(child, NULL, WNOHANG);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	munmap(rounds, sizeof(*rounds));
	close(ends[0]);
	close(ends[1]);
	tap_result(ok, __func__, NULL);
}

void stage2_all(void)
{
	int vm = run_guest().vm;
	bool ok = write_number(REFERENCE "/stage2", vm);
	bool fixed = option_set("PTDUMP_FIXED") || is_mainline();
	bool read;

	tap_result(ok && small_files_are_stocks(vm),
		   "files_show_the_bytes_of_stock", "stage 2, small files");
	read = ok && reads_twice(REFERENCE "/stage2_page_tables", &first,
				 &second) &&
	       reads_twice(our_file(vm, "stage2_page_tables"), &mine,
			   &mine_again);
	tap_result(read && text_equal(&first, &second) == fixed &&
		   text_equal(&mine, &mine_again),
		   "stage2_shows_the_same_at_each_read",
		   fixed ? "stock, too" : NULL);
	tap_result(read && shows_what_was_touched(),
		   "stage2_shows_what_the_guest_touched", NULL);
	tap_result(read && last_region_shows(vm, fixed),
		   "files_show_the_bytes_of_stock", fixed ?
		   "stage 2" : "stage 2, and its last region");
	for (char *line = strtok(mine.data, "\n"); line; line = strtok(NULL, "\n"))
		tap_note("%s", line);
	files_of_a_guest_that_has_ended_are_empty();
	no_open_waits_for_itself();
	stage2_is_whole_while_a_guest_runs();
	if (option_set("PTDUMP_LOCKDEP"))
		lockdep_is_alive();
}

#else

void stage2_all(void)
{
	give_up("stage 2 is arm64's");
}

#endif
