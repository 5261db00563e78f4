#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots a row's kernel under QEMU's software emulation. The console goes to
# build/logs/NAME.log, the guest's second port, raw, to
# build/logs/NAME.raw. Fails when the guest does not end by itself in time, or
# panics, or when its log lacks a feature that the row promises.
#
# usage: boot.sh [-n NAME] [-t SECONDS] [-e] [-x] [-i] [-m MEMORY] [-c CPU]
#                [-a COMMAND-LINE] [-q QEMU-OPTIONS] ROW INITRAMFS
#   -n  name of the logs (default: the row's)
#   -t  time limit (default 300)
#   -e  boot by the UEFI firmware
#   -x  boot as the first guest of a Xen hypervisor
#   -i  interactive: the console is this terminal, no time limit
#   -m, -c  another memory size, another -cpu
#   -a  appended to the kernel's command line
#   -q  appended to QEMU's command line; an @ is a name of this boot alone

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

usage() {
	sed -n '/^# usage:/,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

name='' limit=300 efi='' xen='' interactive='' memory='' cpu='' append='' extra=''
while getopts n:t:exim:c:a:q: opt; do
	case $opt in
	n) name=$OPTARG ;;
	t) limit=$OPTARG ;;
	e) efi=1 ;;
	x) xen=1 ;;
	i) interactive=1 ;;
	m) memory=$OPTARG ;;
	c) cpu=$OPTARG ;;
	a) append=$OPTARG ;;
	q) extra=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 2 ] || usage

row_load "$1"
initrd=$2
name=${name:-$row}
log=$logs/$name.log
raw=$logs/$name.raw
mkdir -p "$logs"
: >"$log"
: >"$raw"

# shellcheck disable=SC2206	# these fields hold several words
qemu=($row_qemu -m "${memory:-$row_memory}" ${extra//@/ptdump-$$})
[ -z "$cpu" ] || qemu+=(-cpu "$cpu")
command -v "${qemu[0]}" >/dev/null || die "${qemu[0]} is missing: make deps"
[ -f "$row_image" ] || die "there is no kernel $row_image: build.sh $row"

firmware() {
	local code vars

	if [ "$row_arch" = riscv ]; then
		u_boot
		return
	fi
	case $row_arch in
	x86_64)	code=/usr/share/OVMF/OVMF_CODE_4M.fd
		vars=/usr/share/OVMF/OVMF_VARS_4M.fd ;;
	arm64)	code=/usr/share/AAVMF/AAVMF_CODE.fd
		vars=/usr/share/AAVMF/AAVMF_VARS.fd
		# Else it hides the devicetree.
		qemu+=(-machine acpi=off) ;;
	*)	die "there is no UEFI boot for row $row" ;;
	esac
	[ -f $code ] || die "$code is missing: make deps"
	# The firmware writes its variables: each boot gets a fresh copy.
	cp "$vars" "$logs/$name.vars"
	qemu+=(-drive "if=pflash,format=raw,readonly=on,file=$code"
		-drive "if=pflash,format=raw,file=$logs/$name.vars")
}

# U-Boot is UEFI firmware that takes its orders from a script on a disk. The
# EFI stub would put the initramfs next to the kernel, into what the kernel then
# takes for its own last 2 MB: the devicetree tells the kernel of it instead.
u_boot() {
	local disk=$logs/$name.disk
	local u_boot=/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin

	[ -f $u_boot ] || die "$u_boot is missing: make deps"
	rm -rf "$disk"
	mkdir "$disk"
	cp "$row_image" "$disk/Image"
	cp "$initrd" "$disk/initrd"
	cat >"$disk/boot.cmd" <<-END
		load virtio 0:1 \${kernel_addr_r} Image
		load virtio 0:1 \${ramdisk_addr_r} initrd
		setexpr end \${ramdisk_addr_r} + \${filesize}
		fdt addr \${fdtcontroladdr}
		fdt move \${fdtcontroladdr} \${fdt_addr_r} 40000
		fdt set /chosen linux,initrd-start <0x0 \${ramdisk_addr_r}>
		fdt set /chosen linux,initrd-end <0x0 0x\${end}>
		fdt set /cpus/cpu@0 mmu-type riscv,sv57
		setenv bootargs "$command_line"
		bootefi \${kernel_addr_r} \${fdt_addr_r}
	END
	mkimage -T script -C none -n boot -d "$disk/boot.cmd" \
		"$disk/boot.scr" >/dev/null || die "mkimage failed: make deps"
	# After the port: virtio counts its devices from the last.
	row_port+=(-drive "if=none,id=disk,format=raw,readonly=on,file=fat:$disk"
		-device 'virtio-blk-device,drive=disk')
	image=(-kernel "$u_boot")
}

# QEMU's devicetree limits the kernel to sv48, whatever the CPU has.
devicetree() {
	local dtb=$logs/$name.dtb

	"${qemu[@]}" -accel tcg -nodefaults -display none "${row_port[@]}" \
		-chardev null,id=raw "${image[@]}" -machine dumpdtb="$dtb" \
		>/dev/null 2>&1 9>&- || die "$name: QEMU gives no devicetree"
	sed -i 's/riscv,sv48/riscv,sv57/g' "$dtb"
	image+=(-dtb "$dtb")
}

# The hypervisor is a multiboot kernel. Its modules are the guest's kernel, with the
# guest's command line, and the initramfs; a comma parts them. The hypervisor uses
# the first serial line, and shows the guest's console there. The second line is the
# guest's own. Spectre has no victim here, and TCG is slow.
hypervisor() {
	local options='com1=115200,8n1 console=com1 loglvl=all guest_loglvl=all'

	options+=' dom0_mem=1G,max:1G spec-ctrl=no xpti=no'
	image=(-kernel "$("$scripts/xen.sh")"
		-initrd "$row_image ${command_line//,/,,},$initrd"
		-append "$options")
}

[ -z "$xen" ] || row_console=hvc0
command_line="console=$row_console $row_cmdline $append"
image=(-kernel "$row_image" -initrd "$initrd" -append "$command_line")
[ -z "$efi" ] || firmware
[ -z "$xen" ] || hypervisor
[ "$row_arch$efi" != riscv ] || devicetree
if [ -n "$interactive" ]; then
	console=(-chardev 'stdio,id=console,mux=on,signal=off' -mon console)
	watch=()
else
	console=(-chardev "file,id=console,path=$log")
	# --foreground: an interrupt at the terminal reaches QEMU too.
	watch=(timeout --foreground -k 5 "$limit")
fi
# The lock is not QEMU's to keep, should this script be killed.
run_qemu() {
	status=0
	"${watch[@]}" "${qemu[@]}" -accel tcg \
		-nodefaults -display none -no-reboot \
		"${console[@]}" -serial chardev:console \
		-chardev "file,id=raw,path=$raw" "${row_port[@]}" \
		"${image[@]}" \
		9>&- 2>"$logs/$name.qemu" || status=$?
}

kernel_began() {
	grep -q 'Linux version' "$log"
}

run_qemu
# One in thousands of machines with two CPUs is reset between the firmware's last
# line and the kernel's first.
if [ -z "$interactive" ] && [ $status = 0 ] && ! kernel_began; then
	say "$name: the machine was reset before the kernel began: once more"
	run_qemu
fi
if [ -n "$interactive" ]; then
	[ $status = 0 ] ||
		die_log "$logs/$name.qemu" "$name: QEMU failed (status $status)"
	exit
fi

sed -i 's/\r//g' "$log"
if panic=$(grep -m 1 -E 'Kernel panic|\(XEN\) Panic on CPU' "$log"); then
	die_log "$log" "$name: the kernel died: ${panic#*] }"
fi
case $status in
0)	;;
124|137)
	die_log "$log" "$name: the guest did not end within $limit seconds" ;;
*)	die_log "$logs/$name.qemu" "$name: QEMU failed (status $status)" ;;
esac
[ -s "$log" ] || die "$name: the guest ended without a word on its console" \
	"(too little memory, or the wrong CPU?); the log is $log"
kernel_began || die_log "$log" "$name: the guest ended before the kernel began"
while IFS= read -r feature; do
	grep -qE -- "$feature" "$log" ||
		die_log "$log" "$name: the boot log shows no '$feature'"
done < <(awk -F' && ' '{ for (i = 1; i <= NF; i++) print $i }' <<<"$row_log")
