#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds and boots a kernel, and prints one of its page-table files on stdout.
#
# usage: [FILE=...] [ROW=... | ARCH=... KASAN=1 LLVM=1] [KSRC=...]
#        [CMDLINE=...] [MEM=...] [CPU=...] dump.sh
#        ... dump.sh --names	only look whether the names are known

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

file=${FILE:-kernel}
case $file in
kernel|current_kernel|current_user|efi)	path=page_tables/$file ;;
check_wx_pages)				path=$file ;;
*)	die "FILE=$file is unknown; known:" \
		"kernel current_kernel current_user efi check_wx_pages" ;;
esac

# Not every architecture has all of the files, or a folder for them.
file_of_row() {
	case $row_arch:$file in
	x86_64:*|*:check_wx_pages)	;;
	arm64:efi|riscv:efi)		path=efi_page_tables ;;
	*:efi)	die "FILE=efi needs UEFI: ARCH=x86_64, arm64 or riscv64" ;;
	i386:*)				;;
	*:kernel)			path=kernel_page_tables ;;
	*)	die "FILE=$file: only x86 has such a file" ;;
	esac
}

# The guest sends "begin\n", BYTES bytes, and "\nend BYTES\n". Firmware may
# have used the port before.
print_whole() {
	local end bytes mark='begin'

	end=$(tail -n 1 "$raw")
	[[ $end =~ ^end\ ([0-9]+)$ ]] ||
		die_log "$log" "the guest did not send the whole of $path"
	bytes=${BASH_REMATCH[1]}
	tail -c $((${#mark} + 1 + bytes + 1 + ${#end} + 1)) "$raw" >"$raw.dump"
	[ "$(head -n 1 "$raw.dump")" = "$mark" ] ||
		die_log "$log" "a part of $path was lost on its way"
	[ "$bytes" -gt 0 ] || die_log "$log" "$path is empty"
	head -c $((${#mark} + 1 + bytes)) "$raw.dump" | tail -n +2
}

row_from_options
file_of_row
[ "${1:-}" != --names ] || exit 0
take_lock
purposes=(build "$row_emulator")
[ "$file" != efi ] || purposes+=("$row_firmware")
prepare "${purposes[@]}"

initramfs=$("$scripts/guest.sh" "$row" dump)
log=$logs/dump-$row.log
raw=$logs/dump-$row.raw
options=(-n "dump-$row" -a "ptdump_file=$path ${CMDLINE:-}")
[ "$file" != efi ] || options+=(-e)
[ -z "${MEM:-}" ] || options+=(-m "$MEM")
[ -z "${CPU:-}" ] || options+=(-c "$CPU")
say "$row: booting"
"$scripts/boot.sh" "${options[@]}" "$row" "$initramfs"
print_whole
say "done"
