// SPDX-License-Identifier: GPL-2.0
/*
 * Show the stage-2 page tables of a guest in debugfs.
 *
 * They belong to no mm, and KVM has a walker of its own for them; runs, columns
 * and text are those of the kernel's page-table dump. A show walks all of the
 * tables under the mmu_lock, into one buffer.
 */

#include <linux/bitfield.h>
#include <linux/debugfs.h>
#include <linux/kvm_host.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <asm/cpufeature.h>
#include <asm/kvm_mmu.h>
#include <asm/kvm_pgtable.h>
#include <asm/ptdump.h>

#define XN(value)	FIELD_PREP_CONST(KVM_PTE_LEAF_ATTR_HI_S2_XN, value)

static const struct ptdump_prot_bits columns[] = {
	{ PTE_VALID, PTE_VALID, " ", "F" },
	{ KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R,
	  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R, "R", " " },
	{ KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
	  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, "W", " " },
	{ KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(0), "px ux " },
	{ KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(1), "PXNux " },
	{ KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(2), "PXNUXN" },
	{ KVM_PTE_LEAF_ATTR_HI_S2_XN, XN(3), "px UXN" },
	{ KVM_PTE_LEAF_ATTR_LO_S2_AF,
	  KVM_PTE_LEAF_ATTR_LO_S2_AF, "AF", "  " },
	{ PMD_TYPE_MASK, PMD_TYPE_SECT, "BLK", "   " },
};

static const char * const levels[] = { "0", "1", "2", "3" };

static const struct ptdump_format stage2 = {
	.bits = columns,
	.nr_bits = ARRAY_SIZE(columns),
	.levels = levels,
};

static const struct ptdump_marker markers[] = {
	{ 0, "Guest IPA" }, { ~0UL, NULL },
};

/* One show: of the dump, only its run, markers and text are used. */
struct kvm_ptdump {
	struct ptdump pd;
	struct seq_buf out;
	char text[PTDUMP_TEXT];
	struct seq_file *m;
};

/* NULL when the guest's process has ended; a file may still be open. */
static struct kvm_pgtable *kvm_ptdump_pgt(struct kvm_s2_mmu *mmu)
{
	lockdep_assert_held(&kvm_s2_mmu_to_kvm(mmu)->mmu_lock);
	return mmu->pgt;
}

static void note(struct kvm_ptdump *st, const struct ptdump_run *next)
{
	if (!ptdump_ends(&st->pd, next))
		return;
	ptdump_turn(&st->pd, &stage2, next);
	seq_write(st->m, st->text, st->out.len);
	seq_buf_clear(&st->out);
}

static int visit_leaf(const struct kvm_pgtable_visit_ctx *ctx,
		      enum kvm_pgtable_walk_flags visit)
{
	struct kvm_ptdump *st = ctx->arg;
	const struct ptdump_run next = {
		.start = ctx->addr,
		.depth = ctx->level,
		.prot = ctx->old & st->pd.mask,
	};

	note(st, &next);
	return fatal_signal_pending(current) ? -EINTR : 0;
}

static int walk(struct kvm_s2_mmu *mmu, struct kvm_ptdump *st)
{
	struct kvm *kvm = kvm_s2_mmu_to_kvm(mmu);
	struct kvm_pgtable *pgt = kvm_ptdump_pgt(mmu);
	struct kvm_pgtable_walker walker = {
		.cb = visit_leaf,
		.arg = st,
		.flags = KVM_PGTABLE_WALK_LEAF,
	};
	struct ptdump_run end = { .depth = PTDUMP_NO_DEPTH };
	int ret;

	/* Faults of the guest change its tables under the lock for reading. */
	lockdep_assert_held_write(&kvm->mmu_lock);
	if (!pgt)
		return 0;
	if (kvm_is_nested_s2_mmu(kvm, mmu)) {
		if (!kvm_s2_mmu_valid(mmu))
			return 0;
		seq_printf(st->m, "VTCR: 0x%016llx VTTBR: 0x%016llx s2: %s\n",
			   mmu->tlb_vtcr, mmu->tlb_vttbr,
			   mmu->nested_stage2_enabled ? "enabled" : "disabled");
	}
	if (WARN_ON_ONCE(pgt->start_level < 0))
		return -EINVAL;
	ret = kvm_pgtable_walk(pgt, 0, BIT(pgt->ia_bits), &walker);
	end.start = BIT(pgt->ia_bits);
	if (!ret)
		note(st, &end);
	return ret;
}

static int stage2_page_tables_show(struct seq_file *m, void *unused)
{
	struct kvm_s2_mmu *mmu = m->private;
	struct kvm *kvm = kvm_s2_mmu_to_kvm(mmu);
	struct kvm_ptdump *st = kzalloc(sizeof(*st), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!st)
		return -ENOMEM;
	st->m = m;
	st->pd.marker = markers;
	st->pd.printed = markers;
	st->pd.mask = ptdump_format_mask(&stage2);
	st->pd.run.depth = PTDUMP_NO_DEPTH;
	st->pd.out = &st->out;
	seq_buf_init(&st->out, st->text, sizeof(st->text));

	write_lock(&kvm->mmu_lock);
	ret = walk(mmu, st);
	write_unlock(&kvm->mmu_lock);

	kfree(st);
	return ret;
}

static int ipa_range_show(struct seq_file *m, void *unused)
{
	struct kvm_s2_mmu *mmu = m->private;
	struct kvm *kvm = kvm_s2_mmu_to_kvm(mmu);
	const struct kvm_pgtable *pgt;

	read_lock(&kvm->mmu_lock);
	pgt = kvm_ptdump_pgt(mmu);
	if (pgt)
		seq_printf(m, "%2u\n", pgt->ia_bits);
	read_unlock(&kvm->mmu_lock);
	return 0;
}

static int stage2_levels_show(struct seq_file *m, void *unused)
{
	struct kvm_s2_mmu *mmu = m->private;
	struct kvm *kvm = kvm_s2_mmu_to_kvm(mmu);
	const struct kvm_pgtable *pgt;

	read_lock(&kvm->mmu_lock);
	pgt = kvm_ptdump_pgt(mmu);
	if (pgt)
		seq_printf(m, "%1d\n",
			   KVM_PGTABLE_LAST_LEVEL + 1 - pgt->start_level);
	read_unlock(&kvm->mmu_lock);
	return 0;
}

/*
 * An open file keeps the guest, and debugfs keeps it while an open runs: a removal
 * of the file waits for the open to end. The reference is taken last, because an open
 * that drops one can drop the last, remove the file, and wait for itself.
 */
static int kvm_ptdump_open(struct inode *inode, struct file *file,
			   int (*show)(struct seq_file *, void *))
{
	struct kvm_s2_mmu *mmu = inode->i_private;
	int ret = single_open(file, show, mmu);

	if (!ret && !kvm_get_kvm_safe(kvm_s2_mmu_to_kvm(mmu))) {
		single_release(inode, file);
		ret = -ENOENT;
	}
	return ret;
}

static int kvm_ptdump_release(struct inode *inode, struct file *file)
{
	kvm_put_kvm(kvm_s2_mmu_to_kvm(inode->i_private));
	return single_release(inode, file);
}

#define DEFINE_KVM_PTDUMP_FOPS(name)					\
static int name##_open(struct inode *inode, struct file *file)		\
{									\
	return kvm_ptdump_open(inode, file, name##_show);		\
}									\
									\
static const struct file_operations name##_fops = {			\
	.open		= name##_open,					\
	.read		= seq_read,					\
	.llseek		= seq_lseek,					\
	.release	= kvm_ptdump_release,				\
}

DEFINE_KVM_PTDUMP_FOPS(stage2_page_tables);
DEFINE_KVM_PTDUMP_FOPS(ipa_range);
DEFINE_KVM_PTDUMP_FOPS(stage2_levels);

/* The shadow tables, for a guest of the guest. */
void kvm_nested_s2_ptdump_create_debugfs(struct kvm_s2_mmu *mmu, int idx)
{
	struct dentry *dir = mmu->arch->debugfs_nv_dentry;
	char name[sizeof("nested_mmu0000")];

	/*
	 * A guest has no directory if another has one of the same name. NULL is the
	 * root of debugfs, where the file would outlive the MMU.
	 */
	if (!dir)
		return;
	snprintf(name, sizeof(name), "nested_mmu%d", idx);
	debugfs_create_file(name, 0400, dir, mmu, &stage2_page_tables_fops);
}

void kvm_s2_ptdump_create_debugfs(struct kvm *kvm)
{
	struct kvm_s2_mmu *mmu = &kvm->arch.mmu;

	/* EL2 has the tables; struct kvm_pgtable holds something else. */
	if (is_protected_kvm_enabled())
		return;

	debugfs_create_file("stage2_page_tables", 0400, kvm->debugfs_dentry,
			    mmu, &stage2_page_tables_fops);
	debugfs_create_file("ipa_range", 0400, kvm->debugfs_dentry, mmu,
			    &ipa_range_fops);
	debugfs_create_file("stage2_levels", 0400, kvm->debugfs_dentry, mmu,
			    &stage2_levels_fops);
	if (cpus_have_final_cap(ARM64_HAS_NESTED_VIRT))
		kvm->arch.debugfs_nv_dentry =
			debugfs_create_dir("nested", kvm->debugfs_dentry);
}
