#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The small edits in files that are not ours, and in those of ours that are to be
# another for some steps of the series. Each says how often its pattern has to
# match. What stands below "step NAME" belongs to that step. All edits of a step are
# tried; a line on stderr describes each that fails. BASE/edits.sh has the edits that
# only one base needs; the step "backport" there edits our own files.
#
# usage: edits.sh files BASE [STEP]		list the files
#        edits.sh apply BASE STEP DIR	edit them below DIR

set -euo pipefail

series=$(cd "${BASH_SOURCE[0]%/*}" && pwd)

usage() {
	sed -n 's/^# usage: //p; s/^#        //p' "$0" >&2
	exit 2
}

base=${2:-}
wanted=${3:-}
current=
status=0

step() { current=$1; }
is_wanted() { [ -z "$wanted" ] || [ "$current" = "$wanted" ]; }

case ${1:-} in
files)	edit() { ! is_wanted || echo "$1"; } ;;
apply)	cd "${4:?}"
	edit() {
		! is_wanted || STEP=$current "$series/edit" "$@" || status=1
	} ;;
*)	usage ;;
esac
[ -e "$series/$base/edits.sh" ] || usage

step hash-fix

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 replace \
	'(?<=^\tpgd_t \*pgd = pgd_offset_k\()0UL(?=\);)' \
	< <(printf KERN_VIRT_START)

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 replace \
	'(?<=^\tfor \(i = )0; (?=i < PTRS_PER_PGD; i\+\+, pgd\+\+)' \
	< <(printf 'pgd_index(KERN_VIRT_START); ')

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 replace \
	'(?<=^\t\taddr = )KERN_VIRT_START(?= \+ i \* PGDIR_SIZE;)' \
	< <(printf PAGE_OFFSET)

step iterator

edit mm/Makefile 1 before '^obj-\$\(CONFIG_PTDUMP\) \+= ptdump\.o\n' <<'END'
obj-$(CONFIG_MM_WALK) += mm_walk.o
END

# The walk checks a table once, as a whole. With DEBUG_VM, KASAN checks every read:
# it then reports a table that is freed in the middle of a walk.
edit mm/Makefile 1 after '^KASAN_SANITIZE_kmemleak\.o := n\n' <<'END'
ifndef CONFIG_DEBUG_VM
KASAN_SANITIZE_mm_walk.o := n
endif
END

edit mm/Kconfig 1 before '^config LOCK_MM_AND_FIND_VMA\n' <<'END'
config MM_WALK
	bool

END

edit include/asm-generic/Kbuild 1 before '^mandatory-y \+= mmiowb\.h\n' <<'END'
mandatory-y += mm_walk.h
END

# What it does not have, it takes from the machine that it runs on.
edit arch/um/include/asm/Kbuild 1 before '^generic-y \+= mmiowb\.h\n' <<'END'
generic-y += mm_walk.h
END

# What no one needs yet comes in a step of its own, with its tests.
edit include/linux/mm_walk.h 2 replace \
	'^/\*\*\n \* for_each_\w+_range - (?s:.*?)\n\n(?=/\*\*)' </dev/null
edit include/linux/mm_walk.h 2 replace '^.*\w+_range_walk_next\([^;]*;\n' \
	</dev/null
edit mm/mm_walk.c 1 replace '\n/\* A page of the memory management(?s:.*)' </dev/null

step walk-kunit

edit mm/tests/mm_walk_kunit.c 1 replace \
	'^/\* Tests: the loops that (?s:.*?)(?=^/\* Tests: )' </dev/null
edit mm/tests/mm_walk_kunit.c 1 replace \
	'^#define VMA_PAGES.*\n\nstatic void pages_of_a_vma_(?s:.*?)^\}\n\n' </dev/null
edit mm/tests/mm_walk_kunit.c 3 replace \
	'^\tKUNIT_CASE\((page_range|pte_range|pages_of_a_vma)_\w+\),\n' </dev/null

# Where the others are that look at page tables.
edit mm/Kconfig.debug 1 before '^config HAVE_DEBUG_KMEMLEAK\n' <<'END'
config MM_WALK_KUNIT_TEST
	bool "KUnit tests of the page-table iterator" if !KUNIT_ALL_TESTS
	depends on KUNIT=y && MMU
	depends on X86 || ARM64 || RISCV
	select MM_WALK
	default KUNIT_ALL_TESTS
	help
	  Walks page tables that the tests build, with entries of each kind at
	  each level that the kernel runs with, by include/linux/mm_walk.h:
	  what is yielded, skips, pauses, runs, ends, locks. The tests run at
	  boot. They are built in, since what they test is not exported to
	  modules.

	  For more information on KUnit and unit tests in general, please
	  refer to Documentation/dev-tools/kunit/.

	  If in doubt, say N.

END

step arena

edit kernel/bpf/Kconfig 1 after '^config BPF_SYSCALL\n(?s:.*?)\tselect IRQ_WORK\n' <<'END'
	select MM_WALK if MMU && 64BIT
END

edit kernel/bpf/arena.c 1 after '^#include <linux/btf_ids\.h>\n' <<'END'
#include <linux/mm_walk.h>
END

step killable-nested

edit include/linux/mmap_lock.h 1 after \
	'^static inline int __must_check mmap_write_lock_killable\((?s:.*?)^\}\n' <<'END'

static inline int __must_check
mmap_write_lock_killable_nested(struct mm_struct *mm, int subclass)
{
	int ret;

	__mmap_lock_trace_start_locking(mm, true);
	ret = down_write_killable_nested(&mm->mmap_lock, subclass);
	if (!ret)
		mm_lock_seqcount_begin(mm);
	__mmap_lock_trace_acquire_returned(mm, true, ret == 0);
	return ret;
}
END

step core

# The walker by callbacks, which the architectures have until they are converted.
edit mm/Makefile 1 replace '^obj-\$\(CONFIG_PTDUMP\) \+= ptdump\.o\n' <<'END'
ifdef CONFIG_PTDUMP_CALLBACKS
obj-y += ptdump_callbacks.o
else
obj-$(CONFIG_PTDUMP) += ptdump.o
obj-$(CONFIG_PTDUMP_DEBUGFS) += ptdump_file.o
endif
END

edit mm/Kconfig.debug 1 replace '^config PTDUMP\n\tbool\n' <<'END'
# Architectures whose dumpers still bring their own note_page callbacks.
config PTDUMP_CALLBACKS
	def_bool y
	depends on PTDUMP && (ARM64 || PPC || RISCV || S390 || X86)

config PTDUMP
	bool
	select MM_WALK
END

edit include/linux/ptdump.h 1 before '^#endif /\* CONFIG_PTDUMP \*/\n' <<'END'
/* The walker by callbacks, for the architectures that are not converted yet. */
struct ptdump_state {
	void (*note_page_pte)(struct ptdump_state *st, unsigned long addr, pte_t pte);
	void (*note_page_pmd)(struct ptdump_state *st, unsigned long addr, pmd_t pmd);
	void (*note_page_pud)(struct ptdump_state *st, unsigned long addr, pud_t pud);
	void (*note_page_p4d)(struct ptdump_state *st, unsigned long addr, p4d_t p4d);
	void (*note_page_pgd)(struct ptdump_state *st, unsigned long addr, pgd_t pgd);
	void (*note_page_flush)(struct ptdump_state *st);
	const struct ptdump_range *range;
};

bool ptdump_walk_pgd_level_core(struct seq_file *m, struct mm_struct *mm,
				pgd_t *pgd, bool checkwx, bool dmesg);
void ptdump_walk_pgd(struct ptdump_state *st, struct mm_struct *mm, pgd_t *pgd);

END

# The unconverted have a static note_page() of their own.
edit include/linux/ptdump.h 1 replace \
	'^bool note_page\(struct ptdump \*pd, u64 val\);\n' <<'END'
#ifndef CONFIG_PTDUMP_CALLBACKS
bool note_page(struct ptdump *pd, u64 val);
#endif
END

step x86

edit mm/Kconfig.debug 1 replace '^\tdepends on PTDUMP && .*\n' <<'END'
	depends on PTDUMP && (ARM64 || PPC || RISCV || S390)
END

# Streamed now: nobody dumps a whole mm into a seq_file any more.
edit arch/x86/include/asm/pgtable.h 1 replace \
	'^void ptdump_walk_pgd_level_debugfs\([^;]*;\n' </dev/null

step arm64

edit mm/Kconfig.debug 1 replace '^\tdepends on PTDUMP && .*\n' <<'END'
	depends on PTDUMP && (PPC || RISCV || S390)
END

edit mm/Makefile 1 after '^obj-\$\(CONFIG_PTDUMP_DEBUGFS\) \+= ptdump_file\.o\n' <<'END'
obj-$(CONFIG_PTDUMP_STAGE2_DEBUGFS) += ptdump_file.o
END

step riscv

edit mm/Kconfig.debug 1 replace '^\tdepends on PTDUMP && .*\n' <<'END'
	depends on PTDUMP && (PPC || S390)
END

step powerpc

edit mm/Kconfig.debug 1 replace '^\tdepends on PTDUMP && .*\n' <<'END'
	depends on PTDUMP && S390
END

step s390

# All are converted.
edit mm/Kconfig.debug 1 replace \
	'^# Architectures whose dumpers still (?s:.*?)(?=^config PTDUMP\n)' </dev/null

edit mm/Makefile 1 replace \
	'^ifdef CONFIG_PTDUMP_CALLBACKS\nobj-y.*\nelse\n' </dev/null

edit mm/Makefile 1 replace \
	'^obj-\$\(CONFIG_PTDUMP_STAGE2_DEBUGFS\) \+= ptdump_file\.o\n\Kendif\n' </dev/null

step hash

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 after \
	'^#include <linux/io\.h>\n' <<'END'
#include <linux/memory_hotplug.h>
END

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 after \
	'^#include <linux/mm\.h>\n' <<'END'
#include <linux/mm_walk.h>
END

edit arch/powerpc/mm/ptdump/hashpagetable.c 1 replace \
	'^static void walk_pte\((?s:.*?)(?=^\n+static void walk_linearmapping\()' <<'END'
/* The page of each PTE, none or not: what is hashed may be stale. */
static void walk_pagetables(struct pg_state *st)
{
	DECLARE_MM_WALK_FLAGS(state, &init_mm, KERN_VIRT_START,
			      PAGE_OFFSET + PTRS_PER_PGD * PGDIR_SIZE,
			      MM_WALK_HOLES | MM_WALK_ALL_SIZES);
	unsigned long psize;
	pte_t pte;
	int status;

	get_online_mems();
	mmap_write_lock(&init_mm);
	for_each_pte_range(state, pte) {
		psize = state->curr < VMALLOC_END ? mmu_vmalloc_psize :
						    mmu_io_psize;
		/* a 64K page may be hashed as 4K pages */
		if (IS_ENABLED(CONFIG_PPC_64K_PAGES) &&
		    (pte_val(pte) & (H_PAGE_COMBO | H_PAGE_4K_PFN)))
			psize = mmu_io_psize;

		status = hpte_find(st, state->curr, psize);
		if (status != -1 && !(pte_val(pte) & H_PAGE_HASHPTE))
			seq_printf(st->seq,
				   "page probably bolted before linux pagetables were set: addr:%lx, pteval:%lx\n",
				   state->curr, pte_val(pte));

		if (need_resched()) {
			mm_walk_pause(state);
			mmap_write_unlock(&init_mm);
			put_online_mems();
			cond_resched();
			get_online_mems();
			mmap_write_lock(&init_mm);
		}
	}
	mmap_write_unlock(&init_mm);
	put_online_mems();
}
END

step pagewalk

edit mm/pagewalk.c 1 replace \
	'^/\*\*\n \* walk_page_range_debug (?s:.*?)^\}\n\n' </dev/null

# Without VMAs, only init_mm's own tables are walked now.
edit mm/pagewalk.c 1 replace \
	'(?<=^\tif \(walk->no_vma\) \{\n)(?s:.*?)(?=^\t\} else \{)' <<'END'
		pte = pte_offset_kernel(pmd, addr);
		err = walk_pte_range_inner(pte, addr, end, walk);
END

edit mm/pagewalk.c 1 replace \
	'^\tif \(walk->pgd\)\n.*\n\telse\n\t(?=\tpgd = )' </dev/null

edit mm/pagewalk.c 1 replace '^\t\t\.pgd\t\t= pgd,\n' </dev/null
edit mm/pagewalk.c 1 replace '^ \* @pgd:.*\n' </dev/null
edit mm/pagewalk.c 1 replace \
	'^int walk_kernel_page_table_range\([^)]*\K pgd_t \*pgd,' </dev/null

edit include/linux/pagewalk.h 1 replace '^ \* @pgd:.*\n' </dev/null
edit include/linux/pagewalk.h 1 replace '^\tpgd_t \*pgd;\n' </dev/null
edit include/linux/pagewalk.h 1 replace \
	'^int walk_kernel_page_table_range\([^;]*\Kpgd_t \*pgd, ' </dev/null

no_root='walk_kernel_page_table_range\([^;]*\K NULL,'
edit mm/hugetlb_vmemmap.c 1 replace "$no_root" </dev/null
edit arch/loongarch/mm/pageattr.c 1 replace "$no_root" </dev/null
edit arch/openrisc/kernel/dma.c 2 replace "$no_root" </dev/null
edit arch/riscv/mm/pageattr.c 4 replace "$no_root"'\s+(?=&masks)' \
	< <(printf ' ')

step ptdump-kunit

edit mm/Makefile 1 after '^obj-\$\(CONFIG_MM_WALK_KUNIT_TEST\).*\n' <<'END'
obj-$(CONFIG_PTDUMP_KUNIT_TEST) += tests/page_tables.o tests/ptdump_kunit.o
END

edit mm/Kconfig.debug 1 before '^config HAVE_DEBUG_KMEMLEAK\n' <<'END'
config PTDUMP_KUNIT_TEST
	bool "KUnit tests of the page-table dumper" if !KUNIT_ALL_TESTS
	depends on KUNIT=y && PTDUMP_DEBUGFS
	depends on X86 || ARM64 || RISCV
	default KUNIT_ALL_TESTS
	help
	  Dumps page tables that the tests build, and the kernel's own, and
	  checks the text, reads of any size, and how many pages the W+X check
	  finds. The tests run at boot. They are built in, since what they
	  test is not exported to modules.

	  For more information on KUnit and unit tests in general, please
	  refer to Documentation/dev-tools/kunit/.

	  If in doubt, say N.

END

step selftests

edit tools/testing/selftests/Makefile 1 after '^TARGETS \+= pstore\n' <<'END'
TARGETS += ptdump
END

step documentation

edit Documentation/mm/index.rst 1 after '^   page_tables\n' <<'END'
   mm_walk
   ptdump
END

edit Documentation/arch/arm64/ptdump.rst 1 before \
	'^In order to dump the kernel page tables' <<'END'
The locks are dropped between two reads, and now and then within one: a dump
is no snapshot. Documentation/mm/ptdump.rst says what that means, and what the
columns and the other files are.

END

# For the series of fixes alone.

step skip-fix

edit mm/pagewalk.c 2 before '^\t\tif \(ops->p[g4]d_entry\) \{\n' <<'END'
		walk->action = ACTION_SUBTREE;
END

edit mm/ptdump.c 1 before '^#endif\n\nstatic int ptdump_pgd_entry' <<'END'

/* Where the shadow begins and where it ends, a name is due: look closer. */
static inline bool has_kasan_edge(unsigned long addr, unsigned long next)
{
	return (addr < KASAN_SHADOW_START && KASAN_SHADOW_START < next) ||
	       (addr < KASAN_SHADOW_END && KASAN_SHADOW_END < next);
}
END

edit mm/ptdump.c 2 replace \
	'\(lm_alias\(kasan_early_shadow_p(4d|ud)\)\)\K\)(?=\n)' \
	< <(printf ' &&\n\t    !has_kasan_edge(addr, next))')

step swallowed-fix

edit mm/ptdump.c 1 replace '(?<=^\tif \(pmd_leaf\(val\))(?=\) \{)' \
	< <(printf ' || !pmd_present(val)')

edit mm/ptdump.c 1 replace '(?<=^\tif \(pud_leaf\(val\))(?=\) \{)' \
	< <(printf ' || !pud_present(val)')

# shellcheck source-path=SCRIPTDIR disable=SC1090
. "$series/$base/edits.sh"

exit $status
