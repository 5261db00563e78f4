#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# All parts of the check, and a table of all rows, also when it is stopped: of
# those that this run came to. The next run does not boot again the kernels that
# have passed, as long as nothing changed.
#
# usage: check-all.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

take_lock
begun=$build/check-all.begun
touch "$begun"
mapfile -t parts < <(boots | cut -d'|' -f2 | awk '!seen[$0]++')
trap '"$scripts/rows.sh" "$begun"' EXIT
export RESUME=1 DUMPS='KASAN=1 LLVM=1 ARCH=i386 ARCH=powerpc64 ARCH=s390x'
DUMPS+=' ARCH=arm64 ARCH=arm64,FILE=efi ARCH=arm64,CPU=cortex-a57'
DUMPS+=' ARCH=arm64,FILE=check_wx_pages ARCH=arm64,KASAN=1 ARCH=arm64,LLVM=1'
DUMPS+=' ARCH=riscv ARCH=riscv,FILE=efi ARCH=riscv,CMDLINE=no4lvl'
DUMPS+=' ARCH=riscv,FILE=check_wx_pages ARCH=riscv,KASAN=1 ARCH=riscv,LLVM=1'
"$scripts/check.sh" style errors host cross corners "${parts[@]}" front \
	series
