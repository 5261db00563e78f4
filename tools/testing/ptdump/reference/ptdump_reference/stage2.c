// SPDX-License-Identifier: GPL-2.0
/*
 * The base's files of a guest's stage 2. KVM makes ours, in the guest's folder.
 *
 * stage2	write the number of a VM's descriptor: makes the base's files of
 *		that guest under debugfs/ptdump_reference, for good. One guest
 *		a boot.
 */
#include <linux/debugfs.h>
#include <linux/file.h>
#include <linux/init.h>
#include <linux/kvm_host.h>

#include "debugfs.h"

void stock_kvm_s2_ptdump_create_debugfs(struct kvm *kvm);

static int stage2_set(void *data, u64 fd)
{
	struct file *file = fget(fd);
	int err = -EINVAL;

	if (!file)
		return -EBADF;
	if (file_is_kvm(file)) {
		stock_kvm_s2_ptdump_create_debugfs(file->private_data);
		err = 0;
	}
	fput(file);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(stage2_fops, NULL, stage2_set, "%llu\n");

static int __init ptdump_reference_stage2_init(void)
{
	debugfs_create_file("stage2", 0200, NULL, NULL, &stage2_fops);
	return 0;
}
device_initcall(ptdump_reference_stage2_init);
