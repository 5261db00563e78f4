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

edit include/asm-generic/Kbuild 1 before '^mandatory-y \+= mmiowb\.h\n' <<'END'
mandatory-y += mm_walk.h
END

# Streamed now: nobody dumps a whole mm into a seq_file any more.
edit arch/x86/include/asm/pgtable.h 1 replace \
	'^void ptdump_walk_pgd_level_debugfs\([^;]*;\n' </dev/null

edit Documentation/mm/index.rst 1 after '^   page_tables\n' <<'END'
   mm_walk
   ptdump
END
