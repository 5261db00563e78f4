#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The boots of the x86-64 kernels.

exec "${BASH_SOURCE[0]%/*}/check-kernels.sh" x86_64 x86_64-kasan
