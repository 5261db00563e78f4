#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots one kernel each of x86-64, arm64 and riscv64 on a base that is not the
# default, without and with a count of instructions.
#
# usage: check-base.sh BASE

export BASE=${1:?usage: check-base.sh BASE} HOW='plain icount'
unset KSRC
. "${BASH_SOURCE[0]%/*}/lib.sh"

status=0
for part in x86=x86_64 arm64=arm64 riscv=riscv64; do
	ROW=${part#*=} "$scripts/check-kernels.sh" "${part%=*}" |
		sed -E "s/^((not )?ok - |# measure )/\\1$BASE: /" || status=$?
done
exit $status
