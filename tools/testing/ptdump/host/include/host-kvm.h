/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_KVM_H
#define _PTDUMP_HOST_KVM_H

/* What arch/arm64/kvm/ptdump.c wants of the kernel. */
#include <host-dump.h>

#define KVM_PGTABLE_LAST_LEVEL	3

/* Stage 2 descriptors: S2AP, AF, XN[1:0]. */
#define KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R	(1ull << 6)
#define KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W	(1ull << 7)
#define KVM_PTE_LEAF_ATTR_LO_S2_AF	(1ull << 10)
#define KVM_PTE_LEAF_ATTR_HI_S2_XN	(3ull << 53)

#define FIELD_PREP_CONST(mask, val)	((val) * ((mask) & -(mask)))

/* The size of an entry of that level: a table of each level but the root is a page. */
#define kvm_granule_size(level) \
	(1ull << (HOST_PAGE_SHIFT + (3 - (level)) * (HOST_PAGE_SHIFT - 3)))
#define round_up(value, size)	((((value) - 1) | ((size) - 1)) + 1)

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

/* The state of an MMU under its mmu_lock. */
struct host_mmu {
	struct kvm_pgtable *pgt;
	unsigned long long tlb_vttbr;
	unsigned long long tlb_vtcr;
	bool nested_stage2_enabled;
};

struct kvm_s2_mmu {
	struct kvm_pgtable *pgt;
	struct kvm_arch *arch;
	unsigned long long tlb_vttbr;
	unsigned long long tlb_vtcr;
	bool nested_stage2_enabled;
	struct host_mmu locked;
};

enum { KVM_UNLOCKED, KVM_READ_LOCKED, KVM_WRITE_LOCKED };

struct rwlock {
	int held;
};

struct kvm_arch {
	struct kvm_s2_mmu mmu;
	struct dentry *debugfs_nv_dentry;
};

struct kvm {
	struct kvm_arch arch;
	struct dentry *debugfs_dentry;
	struct kvm_s2_mmu *nested;	/* one, or NULL */
	struct rwlock mmu_lock;
	unsigned int periods;		/* how often it was taken */
	int users;
	bool opening;			/* debugfs waits for an open to end */
};

int kvm_pgtable_walk(struct kvm_pgtable *pgt, u64 addr, u64 size,
		     struct kvm_pgtable_walker *walker);
void kvm_s2_ptdump_create_debugfs(struct kvm *kvm);
void kvm_nested_s2_ptdump_create_debugfs(struct kvm_s2_mmu *mmu, int idx);

extern bool host_protected_kvm;

#define is_protected_kvm_enabled()	host_protected_kvm

static inline struct kvm *kvm_s2_mmu_to_kvm(struct kvm_s2_mmu *mmu)
{
	return container_of(mmu->arch, struct kvm, arch);
}

static inline bool kvm_is_nested_s2_mmu(struct kvm *kvm, struct kvm_s2_mmu *mmu)
{
	return mmu != &kvm->arch.mmu;
}

#define VTTBR_CNP_BIT	1

static inline bool kvm_s2_mmu_valid(struct kvm_s2_mmu *mmu)
{
	return !(mmu->tlb_vttbr & VTTBR_CNP_BIT);
}

static inline bool kvm_get_kvm_safe(struct kvm *kvm)
{
	return kvm->users && kvm->users++;
}

/*
 * A put can be the last, which removes the files, which waits for each open and each
 * read to end: an open that puts can wait for itself.
 */
static inline void kvm_put_kvm(struct kvm *kvm)
{
	host_lock_errors += kvm->opening;
	kvm->users--;
}

/* An MMU may change at any time: a look at it without the lock finds nothing. */
static inline void host_show_mmu(struct kvm_s2_mmu *mmu, const struct host_mmu *as)
{
	mmu->pgt = as->pgt;
	mmu->tlb_vttbr = as->tlb_vttbr;
	mmu->tlb_vtcr = as->tlb_vtcr;
	mmu->nested_stage2_enabled = as->nested_stage2_enabled;
}

static inline struct rwlock *host_kvm_lock(struct rwlock *lock, int how)
{
	struct kvm *kvm = container_of(lock, struct kvm, mmu_lock);

	host_lock_errors += lock->held != KVM_UNLOCKED;
	lock->held = how;
	kvm->periods++;
	host_show_mmu(&kvm->arch.mmu, &kvm->arch.mmu.locked);
	if (kvm->nested)
		host_show_mmu(kvm->nested, &kvm->nested->locked);
	return lock;
}

static inline void host_kvm_unlock(struct rwlock **guard)
{
	static const struct host_mmu nothing = { .tlb_vttbr = VTTBR_CNP_BIT };
	struct kvm *kvm = container_of(*guard, struct kvm, mmu_lock);

	host_lock_errors += kvm->mmu_lock.held == KVM_UNLOCKED;
	kvm->mmu_lock.held = KVM_UNLOCKED;
	host_show_mmu(&kvm->arch.mmu, &nothing);
	if (kvm->nested)
		host_show_mmu(kvm->nested, &nothing);
	if (host_on_unlock)
		host_on_unlock();
}

#define host_guard_write_lock(lock)	host_kvm_lock(lock, KVM_WRITE_LOCKED)
#define host_guard_read_lock(lock)	host_kvm_lock(lock, KVM_READ_LOCKED)
#define guard(lock)							\
	struct rwlock *guard_of_##lock					\
		__attribute__((__cleanup__(host_kvm_unlock), __unused__)) = \
		host_guard_##lock
#define lockdep_assert_held_write(lock) \
	(host_lock_errors += (lock)->held != KVM_WRITE_LOCKED)

#endif /* _PTDUMP_HOST_KVM_H */
