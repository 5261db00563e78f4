/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PTDUMP_GRAMMAR_H
#define PTDUMP_GRAMMAR_H

#define ADDRESS		"0x[0-9a-f]{8,16}"

/*
 * The grammar of a line, as an extended regular expression: what follows the
 * two addresses.
 */
#define SIZE	" *[0-9]+[BKMGTPE] "
#if defined(__x86_64__) || defined(__i386__)
#define LINE	"  " SIZE						\
		"((    |USR )(ro |RW )(    |PWT )(    |PCD )(    |PSE )" \
		"(    |PAT )(    |GLB )(x  |NX )| {30})"		\
		"(pgd|p4d|pud|pmd|pte)"
#define SHOWS_HOLES	true
#elif defined(__aarch64__)
#define LINE	"  " SIZE "(PGD|P4D|PUD|PMD|PTE)"			\
		"( [ F] (   |USR) (ro|RW) (NX|x ) (   |SHD) (  |AF) (  |NG)" \
		" (   |CON) (   |BLK) (   |UXN) (  |GP)"		\
		"( (DEVICE/nGnRnE|DEVICE/nGnRE|MEM/NORMAL|MEM/NORMAL-NC|" \
		"MEM/NORMAL-TAGGED))?)?"
#define SHOWS_HOLES	true
#elif defined(__riscv)
#if __riscv_xlen == 64
#define NAPOT_AND_TYPE	" [.N] (  \\.\\.  |MT\\((NC|IO|\\?\\?)\\))"
#else
#define NAPOT_AND_TYPE	""
#endif
#define LINE	"   0x[0-9a-f]+ " SIZE "(PGD|P4D|PUD|PMD|PTE)"		\
		NAPOT_AND_TYPE " (  \\.\\.  |RSW\\([0-3]\\))"		\
		" [.D] [.A] [.G] [.U] [.X] [.W] [.R] [.V]"
#define SHOWS_HOLES	false
#elif defined(__powerpc__)
/* Each MMU has columns of its own, with some of these words. */
#define WORD	"(user|r|w|rw|X|pte|valid|present|hpte|dirty|accessed|"	\
		"non-idempotent|tolerant|busy|combo|4K_pfn|f_gix:[0-9a-f]+|" \
		"f_second|special|huge|coherent|guarded|no cache|"	\
		"write through|unknown flags:[0-9a-f]+)"
#define LINE	" " ADDRESS " *[0-9]+[KMGTPE] (PGD|P4D|PUD|PMD|PTE) ( +" WORD ")* *"
#define SHOWS_HOLES	false
#elif defined(__s390__)
#define LINE	SIZE "(ASCE|PGD|PUD|PMD|PTE) (I|(RO|RW) (NX|X))"
#define SHOWS_HOLES	true
#else
/* Others have columns of their own. */
#define LINE	" .*"
#define SHOWS_HOLES	false
#endif

#define MARKER		"---\\[ .+ \\]---"
#define SKIPPED		"\\.\\.\\. ([0-9]+ entries|1 entry) skipped \\.\\.\\. "
#define GRAMMAR							\
	"^(" ADDRESS "-" ADDRESS " " LINE "|" MARKER "|" SKIPPED ")$"

/* What must be added to the second address for it to be the end. */
#ifdef __powerpc__
#define BEHIND_LAST	1
#else
#define BEHIND_LAST	0
#endif

#endif /* PTDUMP_GRAMMAR_H */
