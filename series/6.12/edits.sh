# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The edits that only Linux 6.12 needs. ../edits.sh sources this.

step stage2-fix

edit arch/arm64/kvm/ptdump.c 1 replace \
	'(?<=ipa_marker\[1\]\.start_address = )BIT\(.*(?=;)' \
	< <(printf ULONG_MAX)

edit arch/arm64/kvm/ptdump.c 1 after '^\tparser_state->seq = m;\n' <<'END'

	/* each show is a new one: a second read, or a larger buffer */
	parser_state->marker = &st->ipa_marker[0];
	parser_state->level = -1;
	parser_state->current_prot = 0;
	parser_state->start_address = 0;
END

edit arch/arm64/kvm/ptdump.c 1 after '^\tret = kvm_pgtable_walk\(.*\n' <<'END'
	if (!ret)
		note_page(&parser_state->ptdump, BIT(mmu->pgt->ia_bits), -1, 0);
END

step walk-kunit

edit mm/tests/mm_walk_kunit.c 1 replace \
	'^#if .*_DEVMAP.*\n\tKUNIT_CASE\(devmap_entries_yield_no_page\),\n#endif\n' </dev/null

edit mm/Makefile 1 after '^obj-\$\(CONFIG_MEMTEST\)[ \t]+\+= memtest\.o\n' <<'END'
obj-$(CONFIG_MM_WALK_KUNIT_TEST) += tests/page_tables.o tests/mm_walk_kunit.o
END

step arena

edit kernel/bpf/arena.c 1 replace \
	'^static int existing_page_cb\((?s:.*?)^\}\n\n' <<'END'
/*
 * The last reference to the arena is gone, and the caller owns the range. The
 * PTEs stay as they are: only a buggy kernel still uses the range, and a TLB may
 * keep them in any case until the area is unmapped.
 */
static void free_pages_of(struct bpf_arena *arena)
{
	unsigned long start = bpf_arena_get_kern_vm_start(arena);
	struct mm_walk_state state = {
		.mm = &init_mm,
		.start = start,
		.end = start + KERN_VM_SZ - GUARD_SZ,
		.flags = MM_WALK_EXCLUSIVE,
	};
	struct page *page;

	for_each_page_range(&state, page)
		__free_page(page);
}

END

edit kernel/bpf/arena.c 1 replace \
	'^\t \* Call apply_to_existing_page_range\(\) first (?s:.*?)existing_page_cb, NULL\);\n' <<'END'
	 * Free the pages that are there before that.
	 */
	free_pages_of(arena);
END

step core

edit include/linux/ptdump.h 1 after '^\tvoid \(\*note_page_flush\).*\n' <<'END'
	void (*effective_prot)(struct ptdump_state *st, int level, u64 val);
END

step pagewalk

edit mm/internal.h 1 replace \
	'^/\* pagewalk\.c \*/\nint walk_page_range_debug\([^;]*;\n\n' </dev/null

step documentation

# Kconfig has neither any more: PTDUMP_DEBUGFS selects what it needs.
edit Documentation/arch/arm64/ptdump.rst 1 replace \
	'^ CONFIG_GENERIC_PTDUMP=y\n CONFIG_PTDUMP_CORE=y\n' </dev/null

step maintainers

edit MAINTAINERS 1 before '^PANASONIC LAPTOP ACPI EXTRAS DRIVER\n' <<'END'
PAGE TABLE WALK AND DUMP
L:	linux-mm@kvack.org
S:	Orphan
F:	Documentation/mm/mm_walk.rst
F:	Documentation/mm/ptdump.rst
F:	arch/*/include/asm/mm_walk.h
F:	include/asm-generic/mm_walk.h
F:	include/linux/mm_walk.h
F:	include/linux/ptdump.h
F:	mm/mm_walk.c
F:	mm/ptdump*
F:	mm/tests/mm_walk_kunit.c
F:	mm/tests/page_tables.*
F:	mm/tests/ptdump_kunit.c
F:	tools/testing/selftests/ptdump/

END

step skip-fix

edit mm/pagewalk.c 2 before '^\t\tif \(ops->p[4u]d_entry \|\| ' <<'END'
		if (walk->action == ACTION_CONTINUE)
			continue;
END

# Our own files.

step backport

# linux/pgtable.h has no names for the levels.
edit include/linux/mm_walk.h 1 before '^/\*\*\n \* DOC: Levels\n' <<'END'
enum pgtable_level {
	PGTABLE_LEVEL_PTE,
	PGTABLE_LEVEL_PMD,
	PGTABLE_LEVEL_PUD,
	PGTABLE_LEVEL_P4D,
	PGTABLE_LEVEL_PGD,
};

END

# DAX pages hold no reference for their mapping: their entries are devmap.
edit mm/mm_walk.c 1 after '\bpud_special\(state->pud\)' \
	< <(printf ' ||\n\t\t    pud_devmap(state->pud)')
edit mm/mm_walk.c 1 after '\bpmd_special\(state->pmd\) \|\|\n' \
	< <(printf '\t\t    pmd_devmap(state->pmd) ||\n')
edit mm/mm_walk.c 1 after '\bpte_special\(state->pte\)' \
	< <(printf ' ||\n\t\t    pte_devmap(state->pte)')
edit mm/mm_walk.c 1 after 'special \(PFN mappings, zero pages\),' \
	< <(printf ' devmap (DAX),')

devmap='defined(CONFIG_ARCH_HAS_PTE_DEVMAP) && defined(CONFIG_TRANSPARENT_HUGEPAGE)'
edit mm/tests/mm_walk_kunit.c 1 before '^static void pte_range_yields_ptes_only\(' <<END
#if $devmap
static void devmap_entries_yield_no_page(struct kunit *test)
{
	struct walk_test *wt = test->priv;
	unsigned long pfn = ALIGN_DOWN(page_to_pfn(virt_to_page(wt)), PTRS_PER_PTE);
	const u64 pte = test_leaf(PE_SIZE_PTE, pfn, PAGE_KERNEL);
	const u64 pmd = test_leaf(PE_SIZE_PMD, pfn, PAGE_KERNEL);
	struct page *page;
	unsigned int n;
	int devmap;

	for (devmap = 0; devmap < 2; devmap++) {
		struct mm_walk_state state =
			begin_walk(wt, READ_LOCKED, 0, 2 * PMD_SIZE,
				   MM_WALK_ALL_SIZES);

		test_set(&wt->tt, PE_SIZE_PTE, 0, devmap ?
			 pte_val(pte_mkdevmap(__pte(pte))) : pte);
		test_set(&wt->tt, PE_SIZE_PMD, PMD_SIZE, devmap ?
			 pmd_val(pmd_mkdevmap(__pmd(pmd))) : pmd);
		n = 0;
		lock(READ_LOCKED, wt->tt.mm);
		for_each_page_range(&state, page)
			n++;
		unlock(READ_LOCKED, wt->tt.mm);
		KUNIT_EXPECT_EQ(test, n, devmap ? 0 : 2);
	}
}
#endif

END
edit mm/tests/mm_walk_kunit.c 1 before '^\tKUNIT_CASE\(pte_range_yields_ptes_only\),\n' <<END
#if $devmap
	KUNIT_CASE(devmap_entries_yield_no_page),
#endif
END

# set_memory_*() of x86 collapses no page tables.
edit include/linux/mm_walk.h 1 replace \
	' It excludes\n \*\tthe collapse of page tables by .*(?=\n)' </dev/null
edit include/linux/mm_walk.h 1 replace \
	'(?<=The two exclude munmap\(\)), the promotion, and the collapse(?=\.)' \
	< <(printf ' and the promotion')
edit Documentation/mm/mm_walk.rst 1 replace "^x86's set_memory_.*\n" </dev/null
# Stage 2: XN has one bit, and a column shows a bit only if the entry is valid.
edit arch/arm64/kvm/ptdump.c 2 replace \
	'^#(include <linux/bitfield\.h>|define XN\(value\).*\n)\n' </dev/null
edit arch/arm64/kvm/ptdump.c 3 after 'KVM_PTE_LEAF_ATTR_LO_S2_\w+' \
	< <(printf ' | PTE_VALID')
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^\tPTDUMP_VALUE\(KVM_PTE_LEAF_ATTR_HI_S2_XN, XN\(0\)(?s:.*?)"px UXN"\),\n' <<'END'
	{ KVM_PTE_LEAF_ATTR_HI_S2_XN | PTE_VALID, PTE_VALID, " ", "X" },
END
edit arch/arm64/kvm/ptdump.c 1 replace '\bPTDUMP_ARM64_BLK\b' \
	< <(printf '{ PMD_TYPE_MASK, PMD_TYPE_SECT, "BLK" }')

# Nested MMUs have no files, and protected KVM has tables.
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^/\*\n \* The first line of a nested MMU (?s:.*?)^\}\n\n' </dev/null
edit arch/arm64/kvm/ptdump.c 1 replace \
	'!mmu->pgt \|\|\n\t\t   \(kvm_is_nested_s2_mmu\(.*\)(?=;\n)' < <(printf '!mmu->pgt')
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^/\*.*\nvoid kvm_nested_s2_ptdump_create_debugfs\((?s:.*?)^\}\n\n' </dev/null
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^\t/\*.*\n\tif \(is_protected_kvm_enabled\(\)\)\n\t\treturn;\n' </dev/null
edit arch/arm64/kvm/ptdump.c 1 replace \
	'^\tif \(cpus_have_final_cap\(ARM64_HAS_NESTED_VIRT\)\)(?s:.*?);\n' </dev/null

edit Documentation/mm/ptdump.rst 1 replace \
	'^kvm/\.\.\./nested/(?s:.*?)(?=^kvm/\.\.\./ipa_range)' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=the process of the guest ends), or (?s:.*?)\n(?=other tables\.\n)other tables' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=   2M 2   R W )px ux  AF BLK(?=\n)' < <(printf '  AF BLK')
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=^The level \(0 to 3\), then: F \(not valid\), R, W, )(?s:.*?)(?= AF, BLK\.)' \
	< <(printf 'X (for XN: may not be executed, as\nnothing may that is not valid),')
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=stage 2\n     - )bit 1(?= of an entry)' < <(printf 'bits 1, 6, 7, 10 and 54')
edit Documentation/mm/ptdump.rst 1 replace \
	'^   \* - files of a guest, arm64, when(?s:.*?)(?=^   \* - files of a guest, arm64, opened)' <<'END'
   * - stage2_page_tables on arm64
     - the last region was not shown; a second read, or one of more than 4 KB, began
       with what the one before had left
     - all regions, at each read
   * - files of a guest, arm64, when its process has ended
     - showed what the freed tables hold, or crashed
     - empty
END

# KUnit suppresses no warnings: the console is silent, and the log is counted.
edit mm/tests/page_tables.c 1 after '^#include <linux/bug\.h>\n' <<'END'
#include <linux/console.h>
END
edit mm/tests/page_tables.c 1 after '^#include <linux/mm\.h>\n' <<'END'
#include <linux/panic.h>
#include <linux/printk.h>
END
edit mm/tests/page_tables.c 1 replace '^/\* WARN_ONCE\(\) keeps in (?s:.*)' <<'END'
/* Print all that was logged to the console. */
static void flush_console(void)
{
	console_lock();
	console_unlock();
}

/* WARN_ONCE() keeps in one place that it came, WARN_ON_ONCE() in another. */
static void forget_warnings(void)
{
	generic_bug_clear_once();
	memset(__start_once, 0, __end_once - __start_once);
}

/**
 * test_warnings_begin - warnings from here on are provoked
 * @tw: keeps count
 * @test: skipped where it cannot
 *
 * Those that come once a boot only can come, even if they did before.
 */
void test_warnings_begin(struct test_warnings *tw, struct kunit *test)
{
	if (!IS_ENABLED(CONFIG_PRINTK) || !IS_ENABLED(CONFIG_BUG))
		kunit_skip(test, "warnings are not logged: no PRINTK or no BUG");
	if (panic_on_warn)
		kunit_skip(test, "would panic: panic_on_warn is set");

	/* a line that has no end yet waits for the next one */
	kunit_info(test, "warnings are provoked, and not shown\n");
	flush_console();
	kmsg_dump_rewind(&tw->log);
	tw->log.cur_seq = tw->log.next_seq;
	tw->loglevel = console_loglevel;
	console_loglevel = CONSOLE_LOGLEVEL_SILENT;
	forget_warnings();
}

/**
 * test_warnings_end - end what test_warnings_begin() began
 * @tw: keeps count
 *
 * Return: how many warnings there were. Those that come once a boot only can come
 * again.
 */
unsigned int test_warnings_end(struct test_warnings *tw)
{
	unsigned int count = 0;
	char line[256];
	size_t len;

	flush_console();
	console_loglevel = tw->loglevel;
	forget_warnings();

	while (kmsg_dump_get_line(&tw->log, false, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		count += !!strstr(line, "WARNING: CPU");
	}
	return count;
}
END
edit mm/tests/page_tables.h 1 after '^#include <kunit/test\.h>\n' <<'END'
#include <linux/kmsg_dump.h>
END
edit mm/tests/page_tables.h 1 replace \
	'^/\* Between the two, warnings of (?s:.*?)(?=^void test_warnings_begin)' <<'END'
/*
 * Between the two, warnings stay off the console: they are provoked, and the
 * test counts them. Skips the test where that cannot be done.
 */
struct test_warnings {
	struct kmsg_dump_iter log;
	int loglevel;
};

END

reference=tools/testing/ptdump/reference/ptdump_reference

edit $reference/control.c 2 replace '^#include "\.\./(page_alloc|vmalloc)\.h"\n' </dev/null
edit $reference/control.c 1 replace '(?<=PAGE_SHIFT), GFP_KERNEL' </dev/null

edit $reference/debugfs.h 1 replace '^#undef debugfs_create_file\n' </dev/null
edit $reference/debugfs.h 1 replace '(?<=^\tdebugfs_create_file)_aux' </dev/null
edit $reference/debugfs.h 1 replace '(?<=data,) NULL,' </dev/null

edit $reference/x86.c 2 replace 'global_node_page_state\(NR_VMALLOC\)' \
	< <(printf 'vmalloc_nr_pages()')

# 6.12 has no ptval_t.
edit arch/arm64/mm/ptdump.c 5 replace '\bptval_t\b' < <(printf u64)

# Stock prints BLK if bit 1 is clear, for entries that are not valid, too.
edit arch/arm64/include/asm/ptdump.h 1 replace 'PMD_TYPE_MASK, PMD_TYPE_SECT' \
	< <(printf 'PTE_TABLE_BIT, 0')

edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=^BLK \(a huge page): valid, bits 1:0 are 01(?=\), UXN)' \
	< <(printf ': bit 1 is clear, valid or not')
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=linear map have F) and NG(?=\.)' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=^     - )bit 1 of an entry that is not valid; (?=shareability)' </dev/null

# Generators of parameters get no struct kunit.
edit mm/tests/mm_walk_kunit.c 5 replace \
	'(?<=\()struct kunit \*test, const void \*prev,\s+char \*desc(?=\)\n)' \
	< <(printf 'const void *prev, char *desc')

# No _PAGE_KERNEL_4K.
edit Documentation/mm/ptdump.rst 1 replace \
	'; set_memory_4k\(\)\n       sets bit 11, and the kernel makes no huge page of such pages\)' \
	< <(printf ')')
edit Documentation/mm/ptdump.rst 1 replace \
	'; set_memory_4k\(\) sets\n       bit 11\)' < <(printf ')')

# powerpc prints no level, and has devmap.
edit arch/powerpc/mm/ptdump/ptdump.c 5 replace '"P(GD|4D|UD|MD|TE) "' < <(printf '""')
edit Documentation/mm/ptdump.rst 1 replace '(?<=    64K) PTE(?=  .*accessed\n)' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=first page, size,) level,(?= then words: user,\n)' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=powerpc, all\n     - )only the bits of the rows below' \
	< <(printf 'the level of the entry')
edit Documentation/mm/ptdump.rst 1 after '^     - soft dirty, ' < <(printf 'devmap, ')
edit Documentation/mm/ptdump.rst 2 replace \
	'(?:(?<=powerpc, book3s of 32 bits\n     - )|(?<=powerpc, 44x\n     - ))nothing' \
	< <(printf 'only the level')
edit tools/testing/selftests/ptdump/grammar.h 1 replace \
	'\(PGD\|P4D\|PUD\|PMD\|PTE\) (?=\( \+" WORD)' </dev/null

# arm64 follows entries of the two highest levels that have bit 1 but are not valid.
edit Documentation/mm/ptdump.rst 1 replace \
	'(?<=in the two highest levels cleared); in the\n       root of three levels of 64K pages, arm64, followed as if they were tables, if\n       they are valid or have NG' \
	< <(printf ', or on\n       arm64, for some values, followed as if they were tables')

# s390 has other names for what the CPU can do.
edit arch/s390/mm/dump_pagetables.c 1 replace '^#include <linux/cpufeature\.h>\n' </dev/null
edit arch/s390/mm/dump_pagetables.c 1 replace '\bcpu_has_edat1\(\)' \
	< <(printf MACHINE_HAS_EDAT1)
edit arch/s390/mm/dump_pagetables.c 1 replace '\bcpu_has_bear\(\)' \
	< <(printf 'static_key_enabled(&cpu_has_bear)')
edit arch/s390/mm/dump_pagetables.c 1 replace '\bcpu_has_nx\(\)' \
	< <(printf MACHINE_HAS_NX)

# arm64 has no huge pages in vmalloc, and only riscv changes attributes under the lock.
edit Documentation/mm/ptdump.rst 1 replace '(?<=^  it exists\. x86), arm64(?=, riscv and powerpc)' </dev/null
edit Documentation/mm/ptdump.rst 1 replace \
	'^- set_memory_\*\(\) waits on x86 and riscv\.(?s:.*?)(?=^- The vmemmap)' <<'END'
- set_memory_*() waits on riscv.
END
