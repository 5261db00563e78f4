// SPDX-License-Identifier: GPL-2.0
/*
 * The EFI driver asks ours for efi_page_tables; here the base's is asked, too.
 * The header is the base's.
 */
#include <linux/efi.h>
#include <linux/init.h>

#include <asm/ptdump.h>

void stock_ptdump_debugfs_register(struct ptdump_info *info, const char *name);

static const struct addr_marker markers[] = {
	{ 0, "UEFI runtime start" },
	{ EFI_RUNTIME_MAP_END, "UEFI runtime end" },
	{ -1, NULL },
};

static int __init ptdump_reference_arm64_init(void)
{
	static struct ptdump_info info = { .markers = markers };

	if (!IS_ENABLED(CONFIG_EFI) || !efi_enabled(EFI_RUNTIME_SERVICES))
		return 0;
	info.mm = &efi_mm;
	stock_ptdump_debugfs_register(&info, "efi_page_tables");
	return 0;
}
device_initcall(ptdump_reference_arm64_init);
