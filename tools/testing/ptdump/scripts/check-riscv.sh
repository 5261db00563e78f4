#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The boots of the riscv kernels.

exec "${BASH_SOURCE[0]%/*}/check-kernels.sh" riscv64
