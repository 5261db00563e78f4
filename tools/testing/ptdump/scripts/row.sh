# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Reads a row of kernels/matrix into variables row_*. To be sourced after
# lib.sh, which sets the places that shellcheck misses.
# shellcheck disable=SC2154

# The default base requires at least Clang 17.
clang='clang-19'

# The row's fields are for the scripts that source this.
# shellcheck disable=SC2034
row_load() {
	local base=$1 fields

	row=$1
	row_llvm='' row_ref='' row_fixed=''
	[[ $base != *-ref ]] || { base=${base%-ref}; row_ref=1; }
	[[ $base != *-fixed ]] || { base=${base%-fixed}; row_fixed=1; }
	[[ $base != *-llvm ]] || { base=${base%-llvm}; row_llvm=1; }
	IFS='|' read -ra fields < <(table matrix "$base") || true
	[ ${#fields[@]} = 9 ] ||
		die "there is no kernel row $row; known: $(row_names | xargs)"
	row_arch=${fields[1]}
	row_config="${fields[2]}${row_ref:+ reference}"
	row_config+="${row_fixed:+ PTDUMP_REFERENCE_FIXED}"
	row_cc=${fields[3]}
	row_qemu=${fields[4]}
	row_memory=${fields[5]}
	row_cmdline=${fields[6]}
	row_log=${fields[7]}
	row_lines=${fields[8]}
	row_base=$base
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
	row_bus=device
	case $row_arch in
	arm64)	row_console=ttyAMA0 ;;
	riscv)	;;
	powerpc)
		row_target=vmlinux
		row_image=$row_dir/vmlinux
		row_console=hvc0
		row_bus=pci ;;
	s390)	row_target=bzImage
		row_image=$row_dir/arch/s390/boot/bzImage
		row_console=ttysclp0
		row_bus=ccw ;;
	*)	row_prefix=
		row_target=bzImage
		row_image=$row_dir/arch/x86/boot/bzImage
		row_emulator=qemu
		row_firmware=efi
		row_port=(-serial 'chardev:raw')
		return ;;
	esac
	row_port=(-device "virtio-serial-$row_bus"
		-device 'virtserialport,chardev=raw')
}

row_names() {
	table matrix | cut -d'|' -f1
}

# What the tests must know of a row of the matrix is in its columns: ARCH CONFIG QEMU
options_of_row() {
	case "$1 $2 " in
	powerpc* | s390*)	echo PTDUMP_TESTS=text ;;
	i386*' pae '*)		echo PTDUMP_PAE=1 ;;
	i386*)			echo PTDUMP_NX=0 ;;
	x86_64*' kasan '*)	echo no5lvl PTDUMP_KASAN=1 ;;
	*' kasan'*)		echo PTDUMP_KASAN=1 ;;
	esac
	[[ $3 != *svpbmt=on* ]] || echo PTDUMP_PBMT=1
}

# kernels/boots, and for each row of the matrix that has none there a plain boot and
# one that counts instructions, in the part "rest". The host dumps memory as the
# default base does, so no other base has boots of the kind "memory".
boots() {
	if [ "$build" = "$top/build" ]; then
		all_boots
	else
		all_boots | awk -F'|' '$4 !~ /^memory/'
	fi
}

all_boots() {
	local name arch config qemu options

	table boots
	while IFS='|' read -r name arch config _ qemu _; do
		options=$(options_of_row "$arch" "$config" "$qemu" | xargs)
		echo "$name|rest|$name|plain|$options|"
		[[ $arch == @(powerpc|s390) ]] ||
			echo "$name-figures|rest|$name|icount|PTDUMP_TESTS=measure $options|"
	done < <(table matrix | awk -F'|' '
		NR == FNR { sub(/-llvm$/, "", $3); boots[$3]; next }
		!($1 in boots)' <(table boots) -)
}

# The rows that a part of the check boots, in the table's order; with a second
# argument, plain, efi, icount or memory, only those with a boot of such a kind.
rows_of() {
	boots | awk -F'|' -v part="$1" -v how="${2:-}" '
		split($4, words, " ") &&
		(how == "" || index(" " how " ", " " words[1] " ")) &&
		$2 == part && !seen[$3]++ { print $3 }'
}

# The rows of a part among a user's ROW, or all: there must be one.
rows_asked() {
	local rows

	rows=$(rows_of "$1" "${2:-}" | among "${ROW:-}")
	[ -n "$rows" ] ||
		die "$1 has no such row; known: $(rows_of "$1" "${2:-}" | xargs)"
	echo "$rows"
}

# The lines that are one of some words, or all if there is no word.
among() {
	local line

	while IFS= read -r line; do
		[ -z "$1" ] || [[ " $1 " == *" $line "* ]] || continue
		echo "$line"
	done
}

race_names() {
	table races | cut -d'|' -f1 | xargs
}

# What must be installed for that, as the file "packages" names it.
needs_of() {
	local name

	echo build kunit
	for name in $(rows_of "$1"); do
		row_load "$name"
		echo "$row_emulator" "$row_arch" ${row_llvm:+llvm}
		! boots | awk -F'|' -v part="$1" -v row="$name" '
			$2 == part && $3 == row && $4 ~ /^efi/ { found = 1 }
			END { exit !found }' || echo "$row_firmware"
	done
	[ -z "$(rows_of "$1" memory)" ] || echo host
}

# Whether the row that is loaded, and configured, has any.
has_modules() {
	grep -qs '^CONFIG_MODULES=y' "$row_dir/.config"
}

# Where there is KCSAN, it watches our files alone: each report is about one of them.
# Words for the kernel's make.
kcsan_of_ours() {
	local f

	[[ " $row_config " == *' kcsan '* ]] || return 0
	echo KCSAN_SANITIZE=n
	for f in $(our_files arch mm | sed -n 's/\.c$//p'); do
		echo "KCSAN_SANITIZE_${f##*/}.o=y"
	done
}

# The kernel's own make, for the row that is loaded.
row_make() {
	local cc=${row_prefix}gcc hostcc=gcc launcher='' kcsan

	mapfile -t kcsan < <(kcsan_of_ours)
	[ -z "$row_llvm" ] || cc=$clang hostcc=$clang
	! command -v ccache >/dev/null || launcher='ccache '
	env -u KASAN -u FILE -u CMDLINE -u MEM -u CPU -u KSRC -u BASE \
		-u MIRROR -u JOBS \
		make -C "$linux" O="b-$row" ARCH="$row_arch" LLVM="${row_llvm:+${clang#clang}}" \
		CROSS_COMPILE="$row_prefix" \
		CC="$launcher$cc" HOSTCC="$launcher$hostcc" \
		KBUILD_BUILD_TIMESTAMP="$GIT_AUTHOR_DATE" \
		KBUILD_BUILD_USER=ptdump KBUILD_BUILD_HOST=localhost \
		KBUILD_BUILD_VERSION=1 LOCALVERSION= "${kcsan[@]}" "$@"
}

# Makes the row's .config: words of a configuration over tinyconfig.
configure() {
	local symbols

	read -ra symbols <<<"$1"
	mkdir -p "$row_dir"
	row_make tinyconfig
	fragment "${symbols[@]}" >"$row_dir/fragment"
	(cd "$linux" && scripts/kconfig/merge_config.sh -m -O "b-$row" \
		"b-$row/.config" "b-$row/fragment")
	# Its default is by the size of a word, which the fragment may change.
	sed -i '/^CONFIG_FRAME_WARN=/d' "$row_dir/.config"
	row_make olddefconfig
}

nothing_dropped() {
	local dropped

	dropped=$(lost "$row_dir/.config" <"$row_dir/fragment")
	[ -z "$dropped" ] || {
		echo "Kconfig did not take:" "$dropped"
		return 1
	}
}

# Loads the row that a user's ROW names, or ARCH, KASAN and LLVM mean. ARCH takes
# the names of the kernel's make and of uname, too.
row_from_options() {
	local name=${ARCH:-x86_64} option

	for option in KASAN LLVM; do
		[[ ${!option:-} == @(|0|1) ]] ||
			die "$option=${!option}: it is 1, or 0 or left out"
	done
	if [ -n "${ROW:-}" ]; then
		for option in ARCH KASAN LLVM; do
			[[ ${!option:-} == @(|0) ]] ||
				die "ROW=$ROW and $option=${!option}: give one;" \
					"a row decides all three"
		done
		row_load "$ROW"
		return
	fi

	case $name in
	x86)		name=x86_64 ;;
	i[3-6]86)	name=i386 ;;
	aarch64)	name=arm64 ;;
	riscv|powerpc)	name+=64 ;;
	ppc64)		name=powerpc64 ;;
	s390)		name+=x ;;
	esac
	[ "${KASAN:-}" != 1 ] || name+=-kasan
	[[ " $(row_names | xargs) " == *" $name "* ]] ||
		die "ARCH=${ARCH:-x86_64}${KASAN:+ KASAN=$KASAN} is unknown;" \
			"known rows: $(row_names | xargs); other names:" \
			"x86 i686 aarch64 riscv powerpc ppc64 s390"
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
