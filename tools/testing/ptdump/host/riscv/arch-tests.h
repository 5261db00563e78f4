/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_RISCV_TESTS_H
#define _PTDUMP_HOST_RISCV_TESTS_H

#include "../dump-oracle.h"

/* As oracle_dump(), for the tables of EFI. */
bool oracle_dump_range(phys_addr_t root, const struct area_marker *areas,
		       unsigned long start, unsigned long end, struct dump *dump);

void efi_tables_have_a_file_of_their_own(void **state);
void a_huge_page_that_comes_is_shown_from_the_position_on(void **state);
void many_areas_may_begin_in_one_entry(void **state);

#define ARCH_TESTS							\
	cmocka_unit_test(efi_tables_have_a_file_of_their_own),		\
	cmocka_unit_test(many_areas_may_begin_in_one_entry),		\
	cmocka_unit_test(a_huge_page_that_comes_is_shown_from_the_position_on)

#endif /* _PTDUMP_HOST_RISCV_TESTS_H */
