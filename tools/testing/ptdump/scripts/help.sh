#!/bin/bash
# SPDX-License-Identifier: GPL-2.0

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

cat <<END
make dump         build a kernel, boot it under QEMU, print its page tables
make shell        the same, to a shell on this terminal (Ctrl-A x ends it)
make kernel       only build it
make check        run the tests; the last line counts them; the output is TAP,
                  for prove --exec cat build/logs/check.tap, too
make check-host   the tests that need no kernel build (a minute, and more to
                  compile)
make check-host-all  the same, with each combination of what a walk can be asked
                  for (a quarter of an hour)
make check-x86    the tests that boot x86-64 kernels; other such parts:
                  $(table boots | cut -d'|' -f2 | sort -u | grep -vx x86 | xargs)
                  (ROW=row: only that kernel)
make check-cross  compile in configurations that are not booted; those of
                  check-corners, in corners of Kconfig
make check-series apply the series, compile after each patch, run the kernel's
                  own checkers
make check-front  what make dump and make shell promise (DUMPS="KASAN=1 LLVM=1"
                  for dumps of other kernels, too)
make check-errors what wrong input and poor machines are told
make check-6.12   boot one kernel each of x86-64, arm64 and riscv64 with BASE=6.12
make check-races  take away the locks, one at a time, and see that something
                  notices (RACE=name: only that one)
make check-all    all other parts, and a table of all kernels; can be stopped,
                  and goes on with the kernels that are left. Not in it:
                  check-races, check-host-all, mutants, fuzz, bench, bench-host
make mutants      break our files on purpose, see a host test find each mistake
                  (MUTANT=name: only that one)
make fuzz         feed walks and dumps with garbage, against an oracle, for
                  SECONDS=60; FORMAT=x86_64 (any other name: the list); a
                  night: SECONDS=1250, which is 8 hours for all formats
make bench        count instructions, stock's and ours, beside the targets
                  (PARTS=x86 for a part, ROW=row for a kernel):
                  build/bench/icount.tsv
make bench-host   nanoseconds an entry, on this machine: build/bench/host.tsv
make deps         install, with apt, what the targets need
make base         download the kernel source, lay our tree over it: build/linux
make series       write our tree as patches against the source: build/series
make clean        remove what was built; the kernel source stays
make distclean    remove all of build/, unless you changed build/linux

Variables of dump, shell and kernel (make dump FILE=efi MEM=2G):
  FILE=kernel          which file dump prints: kernel, current_kernel,
                       current_user, efi (boots by UEFI), check_wx_pages;
                       only x86 has current_*; x86-64, arm64 and riscv64
                       have efi
  ARCH=x86_64          or arm64, riscv64, any other row of the matrix; the
                       names of the kernel's make and of uname do, too (x86,
                       i686, aarch64, ppc64); a shell is there on x86_64 only
  KASAN=1              with the kernel address sanitizer
  LLVM=1               built with Clang and lld
  ROW=row              a row of the matrix below, in place of these three
  BASE=${bases%% *}             the kernel that our tree is laid over: $bases;
                       also for base, check, bench and series. Every base except
                       the first is built in build/BASE
  KSRC=path            another kernel source: a directory, which is not
                       changed, or a tarball
  MIRROR=URL           a mirror of Debian that has the source, if apt has none
  ASIDE=1              put changes that you made in build/linux, edits and commits,
                       on a branch there, and go on; without it they stop make
  CMDLINE="no5lvl"     more words for the kernel's command line
  MEM=1G  CPU=max      the guest's memory and -cpu
  JOBS=$(nproc)               compilers at a time

Rows of the matrix (suffix -ref: with the stock dumper beside ours, for tests;
-llvm: built with Clang):
  $(row_names | xargs)

Output goes to build/, messages to stderr, logs to build/logs. ccache is used
where it is installed. build/linux is made from our files: edit those.
END
