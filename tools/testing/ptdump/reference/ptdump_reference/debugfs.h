/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PTDUMP_REFERENCE_DEBUGFS_H
#define PTDUMP_REFERENCE_DEBUGFS_H

#include <linux/debugfs.h>

/*
 * Both dumpers ask for the same names. What the base's would put at the root
 * of debugfs goes to ptdump_reference/.
 */
struct dentry *ptdump_reference_dir(void);

#define debugfs_create_dir(name, parent) \
	debugfs_create_dir(name, (parent) ?: ptdump_reference_dir())
#define debugfs_create_file(name, mode, parent, data, fops) \
	debugfs_create_file(name, mode, (parent) ?: ptdump_reference_dir(), \
			    data, fops)

#endif /* PTDUMP_REFERENCE_DEBUGFS_H */
