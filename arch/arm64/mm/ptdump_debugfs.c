// SPDX-License-Identifier: GPL-2.0
#include <linux/init.h>

#include <asm/ptdump.h>

void __init ptdump_debugfs_register(struct ptdump_target *info, const char *name)
{
	ptdump_create_file(name, NULL, info);
}
