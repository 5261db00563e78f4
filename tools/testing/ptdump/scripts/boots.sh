# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A boot of kernels/boots: how it is started, and what its console must not say.
# To be sourced after lib.sh and row.sh, which set the places that shellcheck
# misses.
# shellcheck disable=SC2154

complaints='BUG:|[Kk]ernel BUG|WARNING:|KASAN:|UBSAN:|INFO: |Oops|Internal error|lockdep|stack guard'
complaints+='|Unable to handle|general protection|allocation failure'
in_passing='RCU lockdep checking is enabled|\(XEN\) ACPI: SLEEP INFO: '
# Both dumpers warn about the W+X page that the tests make on purpose. Linux 6.12
# prints CPU and PID before the place, 7.3 after it.
no_complaint='WARNING: (CPU: [0-9]+ PID: [0-9]+ at )?(mm/ptdump_reference/(stock|fixed)/)?'
no_complaint+='arch/(x86/mm/dump_pagetables|(arm64|riscv)/mm/ptdump|powerpc/mm/ptdump/ptdump|s390/mm/dump_pagetables).c:[0-9]+ (at )?'
no_complaint+="[.]?(stock_)?note_page\\+|$in_passing"

# Where a boot of the kind "memory" has it.
memory_file() {
	echo "$build/memory/$1.ram"
}

memory_in_a_file() {
	echo "-object memory-backend-file,id=ram,share=on,size=$row_memory,mem-path=$(memory_file "$1")" \
		'-machine memory-backend=ram'
}

# Sets boot_args, for boot.sh, from the column "how" of boot $1.
# shellcheck disable=SC2034
boot_args() {
	local how more

	read -r how more <<<"$2"
	case $how in
	plain)	boot_args=(-q "-smp 2 $more") ;;
	efi)	boot_args=(-e -q "-smp 2 $more") ;;
	xen)	boot_args=(-x -q "-smp 2 $more") ;;
	memory)	read -r _ more <<<"$more"
		boot_args=(-q "-smp 1 $(memory_in_a_file "$1") $more") ;;
	icount)	boot_args=(-q "-smp 1 -icount shift=0,sleep=off -seed 1
			-rtc base=2025-01-01,clock=vm $more") ;;
	*)	die "kernels/boots: boot $1: there is no way '$how'" ;;
	esac
}

console_complaints() {
	local log=$1 bad wanted=$complaints unwanted=$no_complaint

	# Under stress no page is W+X on purpose, and no entry bad.
	if grep -qF 'PTDUMP_TESTS=stress' "$log"; then
		wanted+='|bad p[g4um]d '
		unwanted=$in_passing
	fi
	bad=$(grep -nE "$wanted" "$log" | grep -vE "$unwanted" || true)
	[ -n "$bad" ] || return 0
	printf '%s\n' "$bad" | head -n 5
	return 1
}

# The test program for the guests of the row that is loaded.
check_initrd() {
	"$scripts/guest.sh" "$row" check lib.c measure.c mistakes.c stage2.c \
		stress.c
}

# A row's kernel with the stock dumper beside ours.
test_row() {
	echo "$1-ref"
}
