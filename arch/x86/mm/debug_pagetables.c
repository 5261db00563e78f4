// SPDX-License-Identifier: GPL-2.0
/*
 * The files of page_tables/ in debugfs.
 */

#include <linux/debugfs.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/mm_types.h>
#include <linux/ptdump.h>

static const struct {
	const char *name;
	struct ptdump_target info;
} files[] = {
	{ "kernel",		{ .mm = &init_mm } },
	{ "current_kernel",	{ } },
#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
	{ "current_user",	{ .user = true } },
#endif
#if defined(CONFIG_EFI) && defined(CONFIG_X86_64)
	{ "efi",		{ .mm = &efi_mm } },
#endif
};

static int __init page_tables_init(void)
{
	struct dentry *dir = debugfs_create_dir("page_tables", NULL);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		ptdump_create_file(files[i].name, dir, &files[i].info);
	return 0;
}
device_initcall(page_tables_init);
