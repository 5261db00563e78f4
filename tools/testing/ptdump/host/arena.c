// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sanitizer/asan_interface.h>

#include "arena.h"
#include "format.h"

static char *ro, *rw;
static size_t slot_size, arena_size;

static void *map(int fd, int prot)
{
	void *mem = mmap(NULL, arena_size, prot, MAP_SHARED, fd, 0);

	if (mem == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return mem;
}

void arena_init(void)
{
	unsigned int slot;
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

	__asan_poison_memory_region(ro, arena_size);
	for (slot = 1; slot < ARENA_SLOTS; slot++)
		__asan_unpoison_memory_region(ro + slot_pa(slot),
					      (slot == ROOT_SLOT ? root_entries :
					       table_entries) * entry_bytes);
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
	return ro + pa;
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
	return true;
}
