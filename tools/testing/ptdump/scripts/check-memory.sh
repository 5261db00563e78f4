#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Holds the host's page-table formats to the truth: dumps the kernel's tables
# from the memory that a boot of the kind "memory" left behind, by the shipped
# files as the host tests compile them, and compares with what the guest itself
# said last. The areas are where that text has them. Prints the first difference.
#
# usage: check-memory.sh BOOT ROW FORMAT

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"
. "$scripts/boots.sh"

# The host's names, without what a kernel finds at run time.
program_of() {
	case $1 in
	x86_64-*)	echo x86_64 ;;
	riscv-*)	echo riscv64 ;;
	*)		echo "${1%-off}" ;;
	esac
}

# Where QEMU's machine has it.
memory_start() {
	case $row_arch in
	arm64)	echo 0x40000000 ;;
	riscv)	echo 0x80000000 ;;
	*)	echo 0 ;;
	esac
}

# What decides which areas there are.
options() {
	sed -nE 's/^CONFIG_(KASAN|KASAN_GENERIC|MODIFY_LDT_SYSCALL|X86_ESPFIX64|EFI|HIGHMEM|SPARSEMEM_VMEMMAP|PTDUMP|PTDUMP_DEBUGFS|DEBUG_WX)=y$/\1/p' \
		"$row_dir/.config" | xargs
}

boot=${1:?usage: check-memory.sh BOOT ROW FORMAT}
row_load "${2:?usage: check-memory.sh BOOT ROW FORMAT}"
format=${3:?usage: check-memory.sh BOOT ROW FORMAT}
dir=$build/memory/$row
program=$dir/memory-$(program_of "$format")
text=$logs/$boot.text
mkdir -p "$dir"
rm -f "$program"	# it may be that of other options
run_logged "$logs/$boot.cc" make -s -C "$ptdump/host" out="$dir" \
	config="$(options)" "$program"

root=$(sed -n 's/^# begin root //p' "$logs/$boot.raw")
sed -n '/^# begin root /,/^# end$/{/^# /!p}' "$logs/$boot.raw" >"$text"
[[ -n $root && -s $text ]] || die "the guest has printed nothing"
timeout 120 "$program" "$format" "$(memory_file "$boot")" "$(memory_start)" "$root" "$text" \
	>"$logs/$boot.host" 2>&1 || {
	echo "status $?"
	grep -v '^ok ' "$logs/$boot.host" | head -n 20
	exit 1
}
echo "$(wc -l <"$text") lines"
rm "$(memory_file "$boot")"
