// SPDX-License-Identifier: GPL-2.0
#include <host.h>

void (*host_on_read)(const void *ptr, size_t size);
void (*host_on_rcu_lock)(void);
unsigned int host_warnings;
int host_rcu_depth;
struct mm_struct init_mm = { .lock = HOST_WRITE_LOCKED };
