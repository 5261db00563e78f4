/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_X86_TESTS_H
#define _PTDUMP_HOST_X86_TESTS_H

void lines_that_look_the_same_differ_in_bits_without_a_column(void **state);
void user_tables_are_shown_and_checked_when_they_are_isolated(void **state);
void efi_tables_without_a_root_are_not_dumped(void **state);
void each_half_has_its_first_and_last_page(void **state);
void huge_pages_of_each_memory_type_have_a_line(void **state);
void lines_past_a_limit_are_counted(void **state);
void lines_past_a_limit_are_counted_in_shared_tables(void **state);
void pci_bios_may_be_writable_and_executable(void **state);

/*
 * Only 64 bits have ESPfix and two halves, and only PAE has both NX and a BIOS for
 * PCI. Two levels cannot have tables of user space isolated.
 */
#if CONFIG_PGTABLE_LEVELS == 5
#define SOME_TESTS	\
	, cmocka_unit_test(user_tables_are_shown_and_checked_when_they_are_isolated) \
	, cmocka_unit_test(lines_past_a_limit_are_counted_in_shared_tables) \
	, cmocka_unit_test(each_half_has_its_first_and_last_page)
#elif CONFIG_PGTABLE_LEVELS == 3
#define SOME_TESTS	\
	, cmocka_unit_test(user_tables_are_shown_and_checked_when_they_are_isolated) \
	, cmocka_unit_test(pci_bios_may_be_writable_and_executable)
#else
#define SOME_TESTS
#endif

#define ARCH_TESTS							\
	cmocka_unit_test(lines_that_look_the_same_differ_in_bits_without_a_column), \
	cmocka_unit_test(efi_tables_without_a_root_are_not_dumped),	\
	cmocka_unit_test(huge_pages_of_each_memory_type_have_a_line),	\
	cmocka_unit_test(lines_past_a_limit_are_counted)		\
	SOME_TESTS

#endif /* _PTDUMP_HOST_X86_TESTS_H */
