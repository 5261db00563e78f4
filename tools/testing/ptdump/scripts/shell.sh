#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds a kernel and boots it to a shell on this terminal.
#
# usage: [ROW=... | KASAN=1 LLVM=1] [KSRC=...] [CMDLINE=...] [MEM=...] [CPU=...] shell.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

take_lock
row_from_options
[ "$row_cc" = gcc ] || die "make shell has a busybox for ARCH=x86_64 only"
prepare build qemu shell

initramfs=$("$scripts/guest.sh" "$row" shell)
options=(-i -n "shell-$row" -a "quiet ${CMDLINE:-}")
[ -z "${MEM:-}" ] || options+=(-m "$MEM")
[ -z "${CPU:-}" ] || options+=(-c "$CPU")
say "$row: booting"
# QEMU reads its files before the guest runs: another make may go on then.
exec 9>&-
exec "$scripts/boot.sh" "${options[@]}" "$row" "$initramfs"
