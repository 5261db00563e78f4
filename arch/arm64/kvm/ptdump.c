// SPDX-License-Identifier: GPL-2.0
/*
 * Show the stage-2 page tables of a guest in debugfs. KVM has a walker of its own
 * for them: each leaf entry that it visits is noted in the core's dump.
 */

#include <linux/bitfield.h>
#include <linux/debugfs.h>
#include <linux/kvm_host.h>

#include <asm/cpufeature.h>
#include <asm/kvm_mmu.h>
#include <asm/kvm_pgtable.h>
#include <asm/ptdump.h>

#define XN(value)	FIELD_PREP_CONST(KVM_PTE_LEAF_ATTR_HI_S2_XN, value)

static const struct ptdump_column columns[] = {
	PTDUMP_FLAG(PTE_VALID, " ", .clear = "F"),
	PTDUMP_FLAG(KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R, "R"),
	PTDUMP_FLAG(KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, "W"),
	PTDUMP_VALUE(KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(0), "px ux "),
	PTDUMP_VALUE(KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(1), "PXNux "),
	PTDUMP_VALUE(KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(2), "PXNUXN"),
	PTDUMP_VALUE(KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(3), "px UXN"),
	PTDUMP_FLAG(KVM_PTE_LEAF_ATTR_LO_S2_AF, "AF"),
	PTDUMP_ARM64_BLK,
};

static const struct ptdump_format stage2 = {
	PTDUMP_ARM64_LAYOUT(columns),
	.levels = { "0", "1", "2", "3" },
};

static const struct ptdump_marker markers[] = { { 0, "Guest IPA" }, { ~0UL } };

static int note_leaf(const struct kvm_pgtable_visit_ctx *ctx,
		     enum kvm_pgtable_walk_flags visit)
{
	struct ptdump *pd = ctx->arg;
	bool stop;

	/* Faults of the guest change its tables under the lock for reading. */
	lockdep_assert_held_write(&kvm_s2_mmu_to_kvm(pd->private)->mmu_lock);
	pd->next = (struct ptdump_run) {
		.start = ctx->addr,
		.depth = ctx->level,
		.prot = ctx->old & pd->mask,
	};
	stop = !ptdump_extend_run(pd, ctx->old) && ptdump_end_run(pd);
	pd->next.start = round_up(ctx->addr + 1, kvm_granule_size(ctx->level));
	pd->budget -= PTDUMP_STEP_COST;
	return stop || pd->budget <= 0 ? -ECANCELED : 0;
}

/*
 * The first line of a nested MMU names the tables that it shadows. The dump ends if
 * the MMU is invalid, or has been given to other tables since the last piece.
 */
static bool begin_nested(struct ptdump *pd, struct kvm_s2_mmu *mmu)
{
	/* Bit 0 of the VTTBR of a valid MMU is clear. */
	u64 tables = mmu->tlb_vttbr | mmu->nested_stage2_enabled;

	if (!kvm_s2_mmu_valid(mmu))
		return false;
	if (pd->run.depth == PTDUMP_NO_DEPTH) {
		pd->tables = tables;
		seq_buf_printf(pd->out, "VTCR: 0x%016llx VTTBR: 0x%016llx s2: %s\n",
			       mmu->tlb_vtcr, mmu->tlb_vttbr,
			       mmu->nested_stage2_enabled ? "enabled" : "disabled");
	}
	return pd->tables == tables;
}

/* The tables end with the guest's process. An open file keeps only the guest. */
static int walk_piece(struct ptdump *pd)
{
	struct kvm_s2_mmu *mmu = pd->private;
	struct kvm *kvm = kvm_s2_mmu_to_kvm(mmu);
	struct kvm_pgtable_walker walker = {
		.cb = note_leaf, .arg = pd, .flags = KVM_PGTABLE_WALK_LEAF,
	};
	u64 start = pd->next.start, end;
	int ret;

	guard(write_lock)(&kvm->mmu_lock);
	pd->done = !mmu->pgt ||
		   (kvm_is_nested_s2_mmu(kvm, mmu) && !begin_nested(pd, mmu));
	if (pd->done)
		return 0;
	if (WARN_ON_ONCE(mmu->pgt->start_level < 0))
		return -EINVAL;
	pd->format = &stage2;
	pd->mask = ptdump_columns_mask(&stage2);
	end = BIT(mmu->pgt->ia_bits);
	ret = kvm_pgtable_walk(mmu->pgt, start, end - start, &walker);
	if (ret)
		return ret == -ECANCELED ? 0 : ret;
	pd->next = (struct ptdump_run) { .start = end, .depth = PTDUMP_NO_DEPTH };
	ptdump_end_run(pd);
	pd->done = true;
	return 0;
}

static const struct ptdump_target ipa_range_target;

static int print_geometry(struct ptdump *pd)
{
	struct kvm_s2_mmu *mmu = pd->private;

	guard(read_lock)(&kvm_s2_mmu_to_kvm(mmu)->mmu_lock);
	if (mmu->pgt && pd->info == &ipa_range_target)
		seq_buf_printf(pd->out, "%2u\n", mmu->pgt->ia_bits);
	else if (mmu->pgt)
		seq_buf_printf(pd->out, "%1d\n",
			       KVM_PGTABLE_LAST_LEVEL + 1 - mmu->pgt->start_level);
	pd->done = true;
	return 0;
}

/*
 * debugfs keeps the guest while an open runs. The reference is taken last: an open
 * that drops the last one removes the file, and waits for itself.
 */
static int kvm_ptdump_open(struct inode *inode, struct file *file,
			   const struct ptdump_target *target)
{
	int ret = ptdump_open(inode, file, target);

	if (!ret && !kvm_get_kvm_safe(kvm_s2_mmu_to_kvm(inode->i_private))) {
		ptdump_release(inode, file);
		ret = -ENOENT;
	}
	return ret;
}

static int kvm_ptdump_release(struct inode *inode, struct file *file)
{
	kvm_put_kvm(kvm_s2_mmu_to_kvm(inode->i_private));
	return ptdump_release(inode, file);
}

#define DEFINE_KVM_PTDUMP_FILE(name, _walk_piece)			\
static const struct ptdump_target name##_target = {			\
	.markers = markers, .walk_piece = _walk_piece,			\
};									\
									\
static int name##_open(struct inode *inode, struct file *file)		\
{									\
	return kvm_ptdump_open(inode, file, &name##_target);		\
}									\
									\
static const struct file_operations name##_fops =			\
	PTDUMP_FOPS(name##_open, kvm_ptdump_release)

DEFINE_KVM_PTDUMP_FILE(page_tables, walk_piece);
DEFINE_KVM_PTDUMP_FILE(ipa_range, print_geometry);
DEFINE_KVM_PTDUMP_FILE(levels, print_geometry);

/* The shadow tables, for a guest of the guest. */
void kvm_nested_s2_ptdump_create_debugfs(struct kvm_s2_mmu *mmu, int idx)
{
	struct dentry *dir = mmu->arch->debugfs_nv_dentry;
	char name[sizeof("nested_mmu0000")];

	/* A second guest of a name has no directory, and NULL is the root of debugfs. */
	if (!dir)
		return;
	snprintf(name, sizeof(name), "nested_mmu%d", idx);
	debugfs_create_file(name, 0400, dir, mmu, &page_tables_fops);
}

void kvm_s2_ptdump_create_debugfs(struct kvm *kvm)
{
	struct kvm_s2_mmu *mmu = &kvm->arch.mmu;
	struct dentry *dir = kvm->debugfs_dentry;

	/* EL2 has the tables; struct kvm_pgtable holds something else. */
	if (is_protected_kvm_enabled())
		return;
	debugfs_create_file("stage2_page_tables", 0400, dir, mmu, &page_tables_fops);
	debugfs_create_file("ipa_range", 0400, dir, mmu, &ipa_range_fops);
	debugfs_create_file("stage2_levels", 0400, dir, mmu, &levels_fops);
	if (cpus_have_final_cap(ARM64_HAS_NESTED_VIRT))
		kvm->arch.debugfs_nv_dentry = debugfs_create_dir("nested", dir);
}
