# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Reads a row of kernels/matrix into variables row_*. To be sourced after
# lib.sh, which sets the places that shellcheck misses.
# shellcheck disable=SC2154

# The row's fields are for the scripts that source this.
# shellcheck disable=SC2034
row_load() {
	local fields base=$1

	row=$1
	row_llvm='' row_ref=''
	[[ $base != *-llvm ]] || { base=${base%-llvm}; row_llvm=1; }
	[[ $base != *-ref ]] || { base=${base%-ref}; row_ref=1; }
	mapfile -t fields < <(awk -F'|' -v row="$base" '
		/^#/ { next }
		{ for (i = 1; i <= NF; i++) gsub(/^[ \t]+|[ \t]+$/, "", $i) }
		$1 == row { for (i = 1; i <= NF; i++) print $i }
	' "$ptdump/kernels/matrix")
	[ ${#fields[@]} = 9 ] ||
		die "there is no kernel row $row; known: $(row_names | xargs)"
	row_arch=${fields[1]}
	row_fragments=${fields[2]}${row_ref:+ reference}
	row_cc=${fields[3]}
	row_qemu=${fields[4]}
	row_memory=${fields[5]}
	row_cmdline=${fields[6]}
	row_log=${fields[7]}
	row_lines=${fields[8]}
	row_dir=$linux/b-$row
	row_machine
}

# What the row's architecture decides: the compiler, the image, the purposes by
# which deps.sh knows emulator and firmware, the console, and the raw port: a
# second serial line, or, where the machine has but one, a port of virtio.
# shellcheck disable=SC2034
row_machine() {
	row_prefix=${row_cc%gcc}
	row_target=Image
	row_image=$row_dir/arch/$row_arch/boot/Image
	row_emulator=qemu-$row_arch
	row_firmware=efi-$row_arch
	row_console=ttyS0
	row_port=(-device virtio-serial-device
		-device 'virtserialport,chardev=raw')
	case $row_arch in
	arm64)	row_console=ttyAMA0 ;;
	riscv)	;;
	*)	row_prefix=
		row_target=bzImage
		row_image=$row_dir/arch/x86/boot/bzImage
		row_emulator=qemu
		row_firmware=efi
		row_port=(-serial 'chardev:raw') ;;
	esac
}

row_names() {
	awk -F'|' '!/^#/ && NF { gsub(/ /, "", $1); print $1 }' \
		"$ptdump/kernels/matrix"
}

# The kernel's own make, for the row that is loaded.
row_make() {
	local cc=${row_prefix}gcc hostcc=gcc launcher=

	[ -z "$row_llvm" ] || cc=clang hostcc=clang
	! command -v ccache >/dev/null || launcher='ccache '
	env -u KASAN -u FILE -u CMDLINE -u MEM -u CPU -u KSRC -u JOBS \
		make -C "$linux" O="b-$row" ARCH="$row_arch" LLVM="$row_llvm" \
		CROSS_COMPILE="$row_prefix" \
		CC="$launcher$cc" HOSTCC="$launcher$hostcc" \
		KBUILD_BUILD_TIMESTAMP="$GIT_AUTHOR_DATE" \
		KBUILD_BUILD_USER=ptdump KBUILD_BUILD_HOST=localhost \
		KBUILD_BUILD_VERSION=1 LOCALVERSION= "$@"
}

# Loads the row that a user's ARCH, KASAN and LLVM mean.
row_from_options() {
	local name=${ARCH:-x86_64}

	[ "$name" != riscv ] || name=riscv64
	[ "${KASAN:-}" != 1 ] || name+=-kasan
	[[ " $(row_names | xargs) " == *" $name "* ]] ||
		die "ARCH=${ARCH:-x86_64}${KASAN:+ KASAN=$KASAN} is unknown;" \
			"known rows: $(row_names | xargs)"
	[ "${LLVM:-}" != 1 ] || name+=-llvm
	row_load "$name"
}

# Everything up to the kernel of the row that is loaded: tools for these
# purposes, base, tree, kernel.
prepare() {
	[ -z "$row_llvm" ] || set -- "$@" llvm
	"$scripts/deps.sh" "$@" "$row_arch"
	"$scripts/base.sh"
	"$scripts/tree.sh"
	"$scripts/build.sh" "$row"
}
