#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What README.md promises of make dump and make shell: what is printed, where,
# and how soon. Prints lines "ok - NAME" or "not ok - NAME". DUMPS are more
# options of make dump, for a dump each, or several for one, with commas: they
# mean other kernels.
#
# usage: [DUMPS="KASAN=1 ARCH=arm64,FILE=efi ..."] check-front.sh
#        ... check-front.sh --names	only look whether the names are known

. "${BASH_SOURCE[0]%/*}/lib.sh"

out=$logs/front.out
err=$logs/front.err
seconds=0
. "$scripts/result.sh"

# A line of a dump, and the line that stands for those past a limit.
marker='---\[ .* \]---'
entry='0x[0-9a-f]+-0x[0-9a-f]+( +0x[0-9a-f]+)? +[0-9]+[BKMGTPE] .*'
skipped='\.\.\. [0-9]+ entries skipped \.\.\. '

# The lock of whoever runs this is ours, too.
run() {
	local start=$EPOCHSECONDS status=0

	env -u PTDUMP_START make -s -C "$top" "$@" >"$out" 2>"$err" </dev/null ||
		status=$?
	seconds=$((EPOCHSECONDS - start))
	echo "# make $*: $seconds s, $(wc -l <"$out") lines"
	return $status
}

# LINES PATTERN OPTION=VALUE ...: a dump of so many lines at least, and nothing
# else on stdout, with a line that matches.
dumps() {
	local lines=$1 pattern=$2 status=0

	shift 2
	run dump "$@" || status=1
	[ "$(wc -l <"$out")" -ge "$lines" ] || status=1
	[ "$(grep -cvxE -- "$marker|$entry|$skipped" "$out")" = 0 ] || status=1
	grep -qE -- "$pattern" "$out" || status=1
	result $status "make dump${*:+ $*}"
}

says() {
	local text=$1 status=0

	shift
	run "$@" || status=1
	[ "$(cat "$out")" = "$text" ] || status=1
	result $status "make $*"
}

takes_at_most() {
	local status=0

	[ $seconds -le "$1" ] || status=1
	result $status "$2 within $1 s"
}

# Types a line when the prompt is there, as a user would.
shell_works() {
	local status=0 keys=$build/front.keys shell

	rm -f "$keys"
	mkfifo "$keys"
	timeout 120 make -s -C "$top" shell <"$keys" >"$out" 2>"$err" &
	shell=$!
	exec 7>"$keys"
	until grep -q 'The dumps are in' "$out" || ! kill -0 $shell; do
		sleep 0.5
	done 2>/dev/null
	echo 'head -n 1 kernel; cat ../check_wx_pages; exit' >&7
	wait $shell || status=1
	exec 7>&-
	rm -f "$keys"
	tr -d '\r' <"$out" | grep -qxE -- "$marker" || status=1
	tr -d '\r' <"$out" | grep -qx SUCCESS || status=1
	result $status 'make shell'
}

# What only a dump of a kernel or a machine with these options has: riscv's lines
# have two addresses more, and with 52 bits nothing is mapped where 48 begin.
pattern_of() {
	local riscv='0x[0-9a-f]{16} +0x[0-9a-f]{16} '

	case $1 in
	*FILE=efi*)		echo '^---\[ UEFI runtime start \]---' ;;
	KASAN=1)		echo '^---\[ KASAN shadow \]---' ;;
	*KASAN=1*)		echo '^---\[ Kasan shadow start \]---' ;;
	*CPU=cortex-a57*)	echo '^0xffff0000[0-9a-f]{8}-.* MEM/' ;;
	*CMDLINE=no4lvl*)	echo "^0xffffffd[0-9a-f]{9}-$riscv" ;;
	ARCH=arm64*)		echo '^0xfff0[0-9a-f]{12}-.* MEM/' ;;
	ARCH=riscv*)		echo "^0xff[12][0-9a-f]{13}-$riscv" ;;
	ARCH=i386)		echo '^0x[0-9a-f]{8}-0x[0-9a-f]{8} ' ;;
	ARCH=powerpc64)		echo '^---\[ Start of kernel VM \]---' ;;
	ARCH=s390x)		echo '^---\[ Identity Mapping Start \]---' ;;
	*)			echo "$entry" ;;
	esac
}

# ... and the log of the boot, which is told on the way, by whom it was built.
clang_built_it() {
	local row status=0

	row=$(sed -n 's/.*\] \(.*\): booting$/\1/p' "$err")
	grep -qsa 'clang version' "$logs/dump-$row.log" || status=1
	result $status "make dump $*: Clang built it"
}

# Each word of DUMPS is an option of make dump, and its value is one that it takes.
names_are_known() {
	local options words word

	for options in ${DUMPS:-}; do
		IFS=, read -ra words <<<"$options"
		for word in "${words[@]}"; do
			[[ $word == @(ARCH|CMDLINE|CPU|FILE|KASAN|LLVM|MEM|ROW)=* ]] ||
				die "DUMPS=$options: $word is no option of make dump"
		done
		env -u ARCH -u FILE -u KASAN -u LLVM -u ROW "${words[@]}" \
			"$scripts/dump.sh" --names || exit
	done
}

names_are_known
[ "${1:-}" != --names ] || exit 0
take_lock
dumps 100 '^0xff[0-9a-f]{14}-.* pmd$'
cp "$out" "$out.first"
dumps 100 "$marker"
takes_at_most 30 'with nothing changed, make dump is done'
dumps 100 '^0xff[0-9a-f]{14}-.* pmd$' FILE=current_kernel
dumps 10 '^0x0000[0-9a-f]{12}-.* USR .* pte$' FILE=current_user
dumps 10 ' pmd$' FILE=efi
says SUCCESS dump FILE=check_wx_pages
dumps 100 '^0xffff8880[0-9a-f]{8}-.* pmd$' CMDLINE='no5lvl nokaslr'
dumps 100 '^0xff11000020000000-' MEM=512M CPU=qemu64,+la57 CMDLINE=nokaslr
shell_works
for options in ${DUMPS:-}; do
	IFS=, read -ra words <<<"$options"
	lines=10
	# riscv's have three ranges in all.
	[[ $options != *FILE=efi* ]] || lines=4
	if [[ $options == *FILE=check_wx_pages* ]]; then
		says SUCCESS dump "${words[@]}"
	else
		dumps $lines "$(pattern_of "$options")" "${words[@]}"
	fi
	[[ $options != *LLVM=1* ]] || clang_built_it "${words[@]}"
done
