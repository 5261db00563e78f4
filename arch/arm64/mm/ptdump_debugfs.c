// SPDX-License-Identifier: GPL-2.0
#include <linux/debugfs.h>
#include <linux/init.h>

#include <asm/ptdump.h>

void __init ptdump_debugfs_register(struct ptdump_target *info, const char *name)
{
	debugfs_create_file(name, 0400, NULL, info, &ptdump_file_fops);
}
