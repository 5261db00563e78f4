/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What scripts and crash triage know the dumper by differs between
 * architectures: as the base has it.
 */
#ifndef PTDUMP_ARCH_H
#define PTDUMP_ARCH_H

#if defined(__x86_64__) || defined(__i386__)
#define RAW_PORT	"/dev/ttyS1"
#define KERNEL_FILE	"page_tables/kernel"
#define EFI_FILE	"page_tables/efi"
#define LOG		"x86/mm: "
#define CHECKED		LOG "Checked W+X mappings: "
#define FAILED		"FAILED"
#define FULL_STOP	"."
#define NOTE_PAGE_FILE	"arch/x86/mm/dump_pagetables.c"
#define READ_ONLY	" ro "
#define SHOWS_HOLES	true
#define KNOBS		{ "log_dump", NULL }, { "wx_last", "PTDUMP_KASAN" }, \
			{ "user_check", NULL }, { "not_present", NULL }, \
			{ "huge_pat", NULL }, \
			{ "page_tables/current_user", "PTDUMP_PTI" }, \
			{ "root_entry", "PTDUMP_ROOT" },
#define UNCACHED	" PCD "
/* writable, but not present; and a bit that no table has */
#define ROOT_NOTHING	0x202
#elif defined(__aarch64__)
#define LOG		"arm64/mm: "
#define CHECKED		"Checked W+X mappings: "
#define FAILED		"FAILED"
#define FULL_STOP	""
#define NOTE_PAGE_FILE	"arch/arm64/mm/ptdump.c"
#define READ_ONLY	" ro "
#define SHOWS_HOLES	true
#define KNOBS		{ "non_uxn", NULL }, { "efi_page_tables", "PTDUMP_EFI" }, \
			{ "pte_bits", NULL }, { "root_entry", "PTDUMP_ROOT" },
/*
 * Flags, and kinds of memory besides MT_NORMAL's 0, of which the last has no name:
 * of that there is only stock to compare with.
 */
#define PTE_BITS	{ 1 << 6, " USR " }, { 1 << 11, " NG " }, \
			{ 1ull << 50, " GP " }, { 1ull << 52, " CON " }, \
			{ 2 << 2, "MEM/NORMAL-NC" }, { 3 << 2, "DEVICE/nGnRnE" }, \
			{ 4 << 2, "DEVICE/nGnRE" }, { 7 << 2, " UXN " },
/* of the type's two bits neither is set; or not the valid bit, but the other */
#define ROOT_NOTHING	0x04
#define ROOT_NO_TABLE	0x02
/* 6.12 takes bit 1 alone for a table. */
#define ROOT_NO_TABLE_IS_CLEARED	(!release_is("6.12"))
#define ROOT_SHOWS	" F "
#define UNCACHED	"DEVICE/nGnRnE"
#elif defined(__riscv)
#define LOG		"riscv/mm: "
#define CHECKED		"Checked W+X mappings: "
#define FAILED		"failed"
#define FULL_STOP	""
#define NOTE_PAGE_FILE	"arch/riscv/mm/ptdump.c"
#define READ_ONLY	" . R V"
#define SHOWS_HOLES	false
#define KNOBS		{ "efi_last", "PTDUMP_EFI" }, { "pte_bits", NULL }, \
			{ "root_entry", "PTDUMP_ROOT" },
/* a PTE of 64K; what software has; kinds of memory */
#define PTE_BITS	{ 1ull << 63 | 8 << 10, " N " }, \
			{ 1 << 8, "RSW(1)" }, { 2 << 8, "RSW(2)" }, \
			{ 3 << 8, "RSW(3)" }, { 1ull << 61, "MT(NC)" }, \
			{ 2ull << 61, "MT(IO)" }, { 3ull << 61, "MT(\?\?)" },
/* where the CPU has neither Svnapot nor Svpbmt */
#define RESERVED_BITS	(option_set("PTDUMP_PBMT") ? 0 : 7ull << 61)
/* writable and executable without V: nothing; read-only with it, G, A, D: a leaf */
#define ROOT_NOTHING	0x0c
#define ROOT_NO_TABLE	0xe3
#define ROOT_SHOWS	" D A G . . . R V"
/* where the CPU has Svpbmt */
#define UNCACHED	(option_set("PTDUMP_PBMT") ? " MT(IO) " : " ..   D A G . . W ")
#elif defined(__powerpc64__)
#define LOG		"powerpc/mm: "
#define CHECKED		"Checked W+X mappings: "
#define FAILED		"FAILED"
#define FULL_STOP	""
#define NOTE_PAGE_FILE	"arch/powerpc/mm/ptdump/ptdump.c"
/* Big-endian code has a descriptor and an entry point a function. */
#define NOTE_PAGE	".note_page"
#define READ_ONLY	" r "
#define SHOWS_HOLES	true
#define KNOBS		{ "kernel_hash_pagetable", "PTDUMP_HASH" },
#define LINEAR_MAP	0xc000000000000000ULL
#elif defined(__s390x__)
#define LOG		"s390/mm: "
#define CHECKED		"Checked W+X mappings: "
#define EXPECTED	"unexpected "
#define FAILED		"FAILED"
#define FULL_STOP	""
#define NOTE_PAGE_FILE	"arch/s390/mm/dump_pagetables.c"
#define READ_ONLY	" RO "
#define SHOWS_HOLES	true
#define KNOBS		{ "ro_table", NULL },
#else
#error "no such architecture"
#endif

/* What of the reference's files only some have: without it tests do not run. */
#ifndef KNOBS
#define KNOBS
#endif

/* Entries that stock takes for nothing, or for a table; 0: there is none. */
#ifndef ROOT_NOTHING
#define ROOT_NOTHING	0
#endif
#ifndef ROOT_NO_TABLE_IS_CLEARED
#define ROOT_NO_TABLE_IS_CLEARED	false
#endif
#ifndef ROOT_NO_TABLE
#define ROOT_NO_TABLE	0
#define ROOT_SHOWS	""
#endif

/* Bits of a PTE that a kernel sets in few of its own, and what a line says. */
#ifndef PTE_BITS
#define PTE_BITS
#endif
#ifndef RESERVED_BITS
#define RESERVED_BITS	0
#endif

/* What a line says of memory that is not cached; "": not looked at. */
#ifndef UNCACHED
#define UNCACHED	""
#endif

/* Where memory is mapped, if the log names the sizes of the pages there; or 0. */
#ifndef LINEAR_MAP
#define LINEAR_MAP	0ULL
#endif

/* Of the W+X pages: s390 may have some in its lowcore. */
#ifndef EXPECTED
#define EXPECTED	""
#endif

#ifndef NOTE_PAGE
#define NOTE_PAGE	"note_page"
#endif

/* A port of virtio where the machine has but one serial line. */
#ifndef RAW_PORT
#define RAW_PORT	"/dev/vport0p1"
#endif

#ifndef KERNEL_FILE
#define KERNEL_FILE	"kernel_page_tables"
#define EFI_FILE	"efi_page_tables"
#endif

#endif /* PTDUMP_ARCH_H */
