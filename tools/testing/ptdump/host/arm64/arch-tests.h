/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_ARM64_TESTS_H
#define _PTDUMP_HOST_ARM64_TESTS_H

#include "../dump-oracle.h"

/* From format.c: TCR_EL1.DS is set, OA[51:50] are bits 9:8, and there is no SH. */
extern bool lpa2;

/* CPUs have TCR_EL1.HD set. Kernels of 16K pages are configured without it here. */
#define has_tcr_hd	(HOST_PAGE_SHIFT != 14)

/* As oracle_dump(), for the tables of EFI. */
bool oracle_dump_range(phys_addr_t root, const struct area_marker *areas,
		       unsigned long start, unsigned long end, struct dump *dump);

void lines_that_look_the_same_differ_in_bits_without_a_column(void **state);
void oa_51_50_do_not_split_a_run_with_lpa2(void **state);
void the_check_is_of_indirect_permissions_where_they_are(void **state);
void a_check_counts_what_the_tables_leave(void **state);
void a_check_tells_shared_tables_apart_by_those_above(void **state);
void efi_tables_have_a_file_of_their_own(void **state);
void the_first_of_those_that_share_a_table_may_be_cut(void **state);

#define ARCH_TESTS							\
	cmocka_unit_test(lines_that_look_the_same_differ_in_bits_without_a_column), \
	cmocka_unit_test(oa_51_50_do_not_split_a_run_with_lpa2),	\
	cmocka_unit_test(efi_tables_have_a_file_of_their_own),		\
	cmocka_unit_test(the_first_of_those_that_share_a_table_may_be_cut), \
	cmocka_unit_test(a_check_counts_what_the_tables_leave),	\
	cmocka_unit_test(a_check_tells_shared_tables_apart_by_those_above), \
	cmocka_unit_test(the_check_is_of_indirect_permissions_where_they_are)

#endif /* _PTDUMP_HOST_ARM64_TESTS_H */
