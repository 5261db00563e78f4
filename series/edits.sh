#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The small edits in files that are not ours. Each says how often its pattern
# has to match.
#
# usage: edits.sh files		list the files
#        edits.sh apply DIR	edit them below DIR

set -euo pipefail

series=$(cd "${BASH_SOURCE[0]%/*}" && pwd)

usage() {
	sed -n 's/^# usage: //p; s/^#        //p' "$0" >&2
	exit 2
}

case ${1:-} in
files)	edit() { echo "$1"; } ;;
apply)	cd "${2:?}"; edit() { "$series/edit" "$@"; } ;;
*)	usage ;;
esac

edit mm/Makefile 1 after '^obj-\$\(CONFIG_PTDUMP\) \+= ptdump\.o\n' <<'END'
obj-$(CONFIG_PTDUMP_CALLBACKS) += ptdump_callbacks.o
obj-$(CONFIG_MM_WALK) += mm_walk.o
END

edit mm/Makefile 1 after '^obj-\$\(CONFIG_MEMTEST\)[ \t]+\+= memtest\.o\n' <<'END'
obj-$(CONFIG_MM_WALK_KUNIT_TEST) += tests/page_tables.o tests/mm_walk_kunit.o
END

edit mm/Makefile 1 after '^obj-\$\(CONFIG_MM_WALK_KUNIT_TEST\).*\n' <<'END'
obj-$(CONFIG_PTDUMP_KUNIT_TEST) += tests/page_tables.o tests/ptdump_kunit.o
END

# The walk checks a table once, as a whole, not at every entry.
edit mm/Makefile 1 after '^KASAN_SANITIZE_kmemleak\.o := n\n' <<'END'
KASAN_SANITIZE_mm_walk.o := n
END

edit mm/Kconfig 1 before '^config LOCK_MM_AND_FIND_VMA\n' <<'END'
config MM_WALK
	bool

END

edit mm/Kconfig.debug 1 replace '^config PTDUMP\n\tbool\n' <<'END'
# Architectures whose dumpers still bring their own note_page callbacks.
config PTDUMP_CALLBACKS
	def_bool y
	depends on PTDUMP && (PPC || S390)

config PTDUMP
	bool
	select MM_WALK
END

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

edit mm/Kconfig.debug 1 before '^config HAVE_DEBUG_KMEMLEAK\n' <<'END'
config PTDUMP_KUNIT_TEST
	bool "KUnit tests of the page-table dumper" if !KUNIT_ALL_TESTS
	depends on KUNIT=y && PTDUMP
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

edit include/asm-generic/Kbuild 1 before '^mandatory-y \+= mmiowb\.h\n' <<'END'
mandatory-y += mm_walk.h
END

# Streamed now: nobody dumps a whole mm into a seq_file any more.
edit arch/x86/include/asm/pgtable.h 1 replace \
	'^void ptdump_walk_pgd_level_debugfs\([^;]*;\n' </dev/null

edit tools/testing/selftests/Makefile 1 after '^TARGETS \+= pstore\n' <<'END'
TARGETS += ptdump
END

edit Documentation/mm/index.rst 1 after '^   page_tables\n' <<'END'
   mm_walk
   ptdump
END
