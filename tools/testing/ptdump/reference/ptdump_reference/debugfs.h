/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PTDUMP_REFERENCE_DEBUGFS_H
#define PTDUMP_REFERENCE_DEBUGFS_H

#include <linux/debugfs.h>

/*
 * Both dumpers ask for the same names. What the base's would put at the root
 * of debugfs goes to ptdump_reference/.
 */
struct dentry *ptdump_reference_dir(void);

#ifdef PTDUMP_REFERENCE_ALL
#define ptdump_reference_parent(parent) ptdump_reference_dir()
#else
#define ptdump_reference_parent(parent) ((parent) ?: ptdump_reference_dir())
#endif

#define debugfs_create_dir(name, parent) \
	debugfs_create_dir(name, ptdump_reference_parent(parent))
#undef debugfs_create_file
#define debugfs_create_file(name, mode, parent, data, fops) \
	debugfs_create_file_aux(name, mode, ptdump_reference_parent(parent), \
				data, NULL, fops)

#endif /* PTDUMP_REFERENCE_DEBUGFS_H */
