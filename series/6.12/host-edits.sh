# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Edits that turn our files for mainline into files for 6.12: the part of
# arch/arm64/mm, mm/tests and the documentation. See edits.sh for the form.

step backport

# 6.12 has no ptval_t.
edit arch/arm64/include/asm/ptdump.h 3 replace '\bptval_t\b' < <(printf u64)
edit arch/arm64/mm/ptdump.c 11 replace '\bptval_t\b' < <(printf u64)

# Stock prints BLK if bit 1 is clear, for entries that are not valid, too.
edit arch/arm64/mm/ptdump.c 1 replace \
	'^\t\{ PMD_TYPE_MASK,\tPMD_TYPE_SECT,\t"BLK",\t"   " \},\n' <<'END'
	{ PTE_TABLE_BIT,	PTE_TABLE_BIT,	"   ",	"BLK" },
END

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
