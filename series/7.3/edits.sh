# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The edits that only Linux 7.3 needs. ../edits.sh sources this.

step stage2-fix

edit arch/arm64/kvm/ptdump.c 2 replace \
	'^\tif \(!kvm_get_kvm_safe\(kvm\)\)\n\t\treturn -ENOENT;\n\n' </dev/null

edit arch/arm64/kvm/ptdump.c 1 replace \
	'(?<=^\tif \(IS_ERR\(st\)\)) \{\n.*\n\t\tgoto err_with_kvm_ref;\n\t\}\n' <<'END'

		return PTR_ERR(st);
END

# Nothing can fail after the reference is taken.
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^\tif \(!ret\)\n\t\treturn 0;\n\n\tkfree\(st\);\nerr_with_kvm_ref:\n\tkvm_put_kvm\(kvm\);\n' <<'END'
	if (!ret && !kvm_get_kvm_safe(kvm)) {
		single_release(m, file);
		ret = -ENOENT;
	}
	if (ret)
		kfree(st);
END

edit arch/arm64/kvm/ptdump.c 1 replace \
	'^\tif \(ret < 0\)\n\t\tkvm_put_kvm\(kvm\);\n' <<'END'
	if (!ret && !kvm_get_kvm_safe(kvm)) {
		single_release(m, file);
		ret = -ENOENT;
	}
END

step directory-fix

edit arch/arm64/kvm/ptdump.c 1 after \
	'^void kvm_nested_s2_ptdump_create_debugfs\(.*\n\{\n\tchar file_name.*\n' <<'END'

	/* a guest without a directory; debugfs takes NULL for its root */
	if (!mmu->arch->debugfs_nv_dentry)
		return;
END

step pkvm-fix

edit arch/arm64/kvm/ptdump.c 1 after \
	'^void kvm_s2_ptdump_create_debugfs\(.*\n\{\n' <<'END'
	/* EL2 has the tables; struct kvm_pgtable holds something else */
	if (is_protected_kvm_enabled())
		return;

END

step walk-kunit

edit mm/Makefile 1 after '^obj-\$\(CONFIG_LAZY_MMU_MODE_KUNIT_TEST\).*\n' <<'END'
obj-$(CONFIG_MM_WALK_KUNIT_TEST) += tests/page_tables.o tests/mm_walk_kunit.o
END

step arena

edit kernel/bpf/arena.c 1 replace \
	'^static int existing_page_cb\((?s:.*?)^\}\n\n' <<'END'
/*
 * The last reference to the arena is gone, and the caller owns the range. The
 * PTEs stay as they are: only a buggy kernel still uses the range, and a TLB may
 * keep them in any case until the area is unmapped. A fault of the program puts
 * the scratch page at addresses without a page: arena_map_free() frees it, once.
 */
static void free_pages_of(struct bpf_arena *arena)
{
	unsigned long start = bpf_arena_get_kern_vm_start(arena);
	struct mm_walk_state state = {
		.mm = &init_mm,
		.start = start,
		.end = start + SZ_4G + GUARD_SZ / 2,
		.flags = MM_WALK_EXCLUSIVE,
	};
	struct page *page;

	for_each_page_range(&state, page) {
		if (page != arena->scratch_page)
			__free_page(page);
	}
}

END

edit kernel/bpf/arena.c 1 replace \
	'^\t \* Call apply_to_existing_page_range\(\) first (?s:.*?)existing_page_cb, arena\);\n' <<'END'
	 * Free the pages that are there before that.
	 */
	free_pages_of(arena);
END

step core

edit include/linux/ptdump.h 1 after '^\tvoid \(\*note_page_flush\).*\n' <<'END'
	void (*effective_prot_pte)(struct ptdump_state *st, pte_t pte);
	void (*effective_prot_pmd)(struct ptdump_state *st, pmd_t pmd);
	void (*effective_prot_pud)(struct ptdump_state *st, pud_t pud);
	void (*effective_prot_p4d)(struct ptdump_state *st, p4d_t p4d);
	void (*effective_prot_pgd)(struct ptdump_state *st, pgd_t pgd);
END

step pagewalk

edit mm/internal.h 1 replace '^int walk_page_range_debug\([^;]*;\n' </dev/null

edit mm/pagewalk.c 1 replace \
	'^int walk_kernel_page_table_range_lockless\([^)]*\K pgd_t \*pgd,' </dev/null
edit mm/pagewalk.c 1 replace \
	'^\treturn walk_kernel_page_table_range_lockless\(start, end, ops,\K pgd,\n\s+(?=private\);)' \
	< <(printf ' ')
edit include/linux/pagewalk.h 1 replace \
	'^int walk_kernel_page_table_range_lockless\([^;]*\Kpgd_t \*pgd, ' </dev/null

no_root='walk_kernel_page_table_range_lockless\([^;]*\K NULL,'
edit arch/arm64/mm/mmu.c 1 replace "$no_root" </dev/null
edit arch/arm64/mm/pageattr.c 1 replace "$no_root" </dev/null

# The dumper walks such ranges by the iterator now.
# shellcheck disable=SC2016
edit Documentation/mm/process_addrs.rst 1 replace \
	'(?<=:c:func:`!)walk_page_range_debug(?=`\.$)' < <(printf walk_each_pte)

step maintainers

edit MAINTAINERS 1 after '^F:\tDocumentation/admin-guide/sysctl/vm\.rst\n(?=F:\tinclude/linux/folio_batch\.h\n)' <<'END'
F:	Documentation/mm/mm_walk.rst
F:	Documentation/mm/ptdump.rst
F:	arch/*/include/asm/mm_walk.h
F:	include/asm-generic/mm_walk.h
END

edit MAINTAINERS 1 after '^F:\tmm/memory\.c\n(?=F:\tmm/mmu_notifier\.c\n)' <<'END'
F:	mm/mm_walk.c
END

edit MAINTAINERS 1 replace '^F:\tmm/ptdump\K\.c(?=\nF:\tmm/sparse-vmemmap\.c\n)' \
	< <(printf '*')

edit MAINTAINERS 1 after '^F:\tmm/sparse\.h\n(?=F:\tmm/util\.c\nF:\tmm/vmpressure\.c\n)' <<'END'
F:	mm/tests/mm_walk_kunit.c
F:	mm/tests/page_tables.*
F:	mm/tests/ptdump_kunit.c
END

edit MAINTAINERS 1 after '^F:\tmm/vmstat\.c\n(?=N:.*\n\nMEMORY MANAGEMENT - EXECMEM\n)' <<'END'
F:	tools/testing/selftests/ptdump/
END

step skip-fix

edit mm/pagewalk.c 2 before '^\t\tif \(has_handler \|\| has_install\)\n(?=\t\t\terr = walk_p[4u]d_range\()' <<'END'
		if (walk->action == ACTION_CONTINUE)
			continue;
END
