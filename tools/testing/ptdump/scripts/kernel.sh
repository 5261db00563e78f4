#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds one kernel and prints where it is.
#
# usage: [ROW=... | ARCH=... KASAN=1 LLVM=1] [KSRC=...] kernel.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

take_lock
row_from_options
prepare build
echo "$row_image"
