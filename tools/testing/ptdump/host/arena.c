// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sanitizer/asan_interface.h>

#include "arena.h"
#include "format.h"

static char *ro, *rw;
static size_t slot_size, arena_size;
static phys_addr_t arena_start;

/* A root that is folded is found by aligning down, so a table has to be aligned. */
static void *map(int fd, int prot)
{
	char *mem = mmap(NULL, arena_size + table_align, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem != MAP_FAILED) {
		mem += -(uintptr_t)mem % table_align;
		mem = mmap(mem, arena_size, prot, MAP_SHARED | MAP_FIXED, fd, 0);
	}
	if (mem == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return mem;
}

/*
 * A tree of garbage has tables wherever its entries say. Let there be one, of a
 * few; their number is odd, so that no bit of an address is without effect.
 */
bool arena_wraps;

static phys_addr_t wrap(phys_addr_t pa)
{
	unsigned int first = ROOT_SLOT + (root_entries != table_entries);
	u64 slot;

	if (likely(!arena_wraps))
		return pa - arena_start;
	if (pa & WRAPPED_ROOT)
		return pa & ~WRAPPED_ROOT;
	slot = pa / slot_size + WRAPPED_SLOTS - first;
	return slot_pa(first + slot % WRAPPED_SLOTS) + pa % table_align;
}

/* What is in no table is poisoned; a format may have another root than the last. */
void arena_lay_out(void)
{
	unsigned int slot;

	__asan_poison_memory_region(ro, arena_size);
	for (slot = 1; slot < ARENA_SLOTS; slot++)
		__asan_unpoison_memory_region(ro + slot_pa(slot),
					      (slot == ROOT_SLOT ? root_entries :
					       table_entries) * entry_bytes);
}

void arena_init(void)
{
	int fd;

	/* What lies between two tables is as large as a table. */
	slot_size = 2 * table_align;
	arena_size = ARENA_SLOTS * slot_size;
	fd = memfd_create("tables", 0);
	if (fd < 0 || ftruncate(fd, arena_size)) {
		perror("memfd");
		exit(1);
	}
	ro = map(fd, PROT_READ);
	rw = map(fd, PROT_READ | PROT_WRITE);
	close(fd);

	arena_lay_out();
}

void arena_take(const char *path, phys_addr_t start)
{
	int fd = open(path, O_RDONLY);
	off_t size = lseek(fd, 0, SEEK_END);

	if (size < 0) {
		perror(path);
		exit(1);
	}
	arena_size = size;
	arena_start = start;
	ro = map(fd, PROT_READ);
	rw = ro;
	close(fd);
}

bool arena_holds(const void *va)
{
	return (const char *)va >= ro && (const char *)va < ro + arena_size;
}

void *arena_rw(phys_addr_t pa)
{
	return rw + pa;
}

void *__va(phys_addr_t pa)
{
	return ro + wrap(pa);
}

u64 load_entry(phys_addr_t table, unsigned long index)
{
	const char *entry = rw + wrap(table) + index * entry_bytes;

	return entry_bytes == 8 ? *(const u64 *)entry : *(const u32 *)entry;
}

void store_entry(phys_addr_t table, unsigned long index, u64 raw)
{
	char *entry = rw + wrap(table) + index * entry_bytes;

	if (entry_bytes == 8)
		*(u64 *)entry = raw;
	else
		*(u32 *)entry = raw;
}

phys_addr_t slot_pa(unsigned int slot)
{
	return slot * slot_size;
}

bool __kasan_check_read(const volatile void *ptr, unsigned int size)
{
	void *bad = __asan_region_is_poisoned((void *)ptr, size);

	if (bad) {
		fprintf(stderr, "%p of [%p, +%u) is in no table\n", bad,
			(void *)ptr, size);
		abort();
	}
	if (host_on_check)
		host_on_check((const char *)ptr, (const char *)ptr + size);
	return true;
}
