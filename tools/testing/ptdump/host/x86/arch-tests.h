/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_X86_TESTS_H
#define _PTDUMP_HOST_X86_TESTS_H

void user_tables_are_shown_and_checked_when_they_are_isolated(void **state);
void efi_tables_without_a_root_are_not_dumped(void **state);
void lines_past_a_limit_are_counted(void **state);
void pci_bios_may_be_writable_and_executable(void **state);

#if CONFIG_PGTABLE_LEVELS == 3
#define PCI_BIOS_TESTS	, cmocka_unit_test(pci_bios_may_be_writable_and_executable)
#else
#define PCI_BIOS_TESTS		/* no NX, or no such BIOS */
#endif

#define ARCH_TESTS							\
	cmocka_unit_test(user_tables_are_shown_and_checked_when_they_are_isolated), \
	cmocka_unit_test(efi_tables_without_a_root_are_not_dumped),	\
	cmocka_unit_test(lines_past_a_limit_are_counted)		\
	PCI_BIOS_TESTS

#endif /* _PTDUMP_HOST_X86_TESTS_H */
