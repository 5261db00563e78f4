// SPDX-License-Identifier: GPL-2.0
#include <host.h>

void (*host_on_read)(const void *ptr, size_t size);
void (*host_on_irqs_off)(void);
unsigned int host_irq_sections;
unsigned long host_zero_pfn = -1ul, host_huge_zero_pfn = -1ul;
unsigned int host_warnings;
int host_rcu_depth;
bool host_irqs_off, host_in_two;
void (*host_on_check)(const char *start, const char *end);
struct mm_struct init_mm = { .lock = HOST_WRITE_LOCKED };
