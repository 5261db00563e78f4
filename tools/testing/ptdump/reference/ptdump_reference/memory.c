// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that comes and goes, as debugfs/ptdump_reference/memory: write an
 * address, and a block of memory is added there, as firmware would that tells of
 * a new module; write it again, and the block is put out of use and removed.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mutex.h>

#include "debugfs.h"

static DEFINE_MUTEX(memory_mutex);
static u64 memory_added;

static int memory_set(void *data, u64 start)
{
	u64 size = memory_block_size_bytes();
	int err;

	guard(mutex)(&memory_mutex);
	if (memory_added)
		err = offline_and_remove_memory(memory_added, size);
	else
		err = add_memory(0, start, size, MHP_NONE);
	if (!err)
		memory_added = memory_added ? 0 : start;
	return err;
}

static int memory_get(void *data, u64 *start)
{
	guard(mutex)(&memory_mutex);
	*start = memory_added;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(memory_fops, memory_get, memory_set, "0x%llx\n");

static int __init ptdump_reference_memory_init(void)
{
	debugfs_create_file("memory", 0600, NULL, NULL, &memory_fops);
	return 0;
}
device_initcall(ptdump_reference_memory_init);
