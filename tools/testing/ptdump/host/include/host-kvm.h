/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_KVM_H
#define _PTDUMP_HOST_KVM_H

/* What arch/arm64/kvm/ptdump.c wants of the kernel. */
#include <host-dump.h>

#define KVM_PGTABLE_LAST_LEVEL	3

/* Stage 2 descriptors: S2AP, AF, XN. */
#define KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R	(1ull << 6)
#define KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W	(1ull << 7)
#define KVM_PTE_LEAF_ATTR_LO_S2_AF	(1ull << 10)
#define KVM_PTE_LEAF_ATTR_HI_S2_XN	(1ull << 54)
/* Linux 7.3 has no such name; arch/arm64/kvm/ptdump.c still uses it. */
#define PTE_TABLE_BIT			(1ull << 1)

enum kvm_pgtable_walk_flags { KVM_PGTABLE_WALK_LEAF = 1 };

struct kvm_pgtable_visit_ctx {
	u64 old;
	void *arg;
	u64 addr;
	signed char level;
};

struct kvm_pgtable_walker {
	int (*cb)(const struct kvm_pgtable_visit_ctx *ctx,
		  enum kvm_pgtable_walk_flags visit);
	void *arg;
	enum kvm_pgtable_walk_flags flags;
};

struct kvm_pgtable {
	u32 ia_bits;
	signed char start_level;
	u64 *pgd;
};

struct kvm {
	struct {
		struct {
			struct kvm_pgtable *pgt;
		} mmu;
	} arch;
	struct dentry *debugfs_dentry;
	int mmu_lock;			/* how it is held */
	struct kvm_pgtable *tables;	/* what is at arch.mmu.pgt meanwhile */
	int users;
};

int kvm_pgtable_walk(struct kvm_pgtable *pgt, u64 addr, u64 size,
		     struct kvm_pgtable_walker *walker);
void kvm_s2_ptdump_create_debugfs(struct kvm *kvm);

static inline bool kvm_get_kvm_safe(struct kvm *kvm)
{
	return kvm->users && kvm->users++;
}

static inline void kvm_put_kvm(struct kvm *kvm)
{
	kvm->users--;
}

enum { KVM_UNLOCKED, KVM_READ_LOCKED, KVM_WRITE_LOCKED };

/* Tables that may go at any time are to be seen under the lock only. */
static inline void host_kvm_lock(int *lock, int how)
{
	struct kvm *kvm = container_of(lock, struct kvm, mmu_lock);

	host_lock_errors += *lock != KVM_UNLOCKED;
	*lock = how;
	kvm->arch.mmu.pgt = kvm->tables;
}

static inline void host_kvm_unlock(int *lock, int how)
{
	struct kvm *kvm = container_of(lock, struct kvm, mmu_lock);

	host_lock_errors += *lock != how;
	*lock = KVM_UNLOCKED;
	kvm->arch.mmu.pgt = NULL;
}

#define write_lock(lock)	host_kvm_lock(lock, KVM_WRITE_LOCKED)
#define write_unlock(lock)	host_kvm_unlock(lock, KVM_WRITE_LOCKED)
#define read_lock(lock)		host_kvm_lock(lock, KVM_READ_LOCKED)
#define read_unlock(lock)	host_kvm_unlock(lock, KVM_READ_LOCKED)
#define lockdep_assert_held(lock) \
	(host_lock_errors += *(lock) == KVM_UNLOCKED)
#define lockdep_assert_held_write(lock) \
	(host_lock_errors += *(lock) != KVM_WRITE_LOCKED)

#define GFP_KERNEL_ACCOUNT	0
#define kzalloc(size, gfp)	(host_no_memory ? NULL : calloc(1, size))
#define kfree(ptr)		free(ptr)

#endif /* _PTDUMP_HOST_KVM_H */
