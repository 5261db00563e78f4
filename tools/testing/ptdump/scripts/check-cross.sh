#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Compiles our objects and those that call them in the configurations that
# kernels/objects has for a part of the check. Prints a line a configuration,
# "ok - NAME" or "not ok - NAME"; logs are in build/logs.
#
# usage: check-cross.sh PART [NAME ...]	(default: all)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"
. "$scripts/result.sh"

compile() {
	local targets

	read -ra targets <<<"$2"
	configure "$1"
	nothing_dropped
	row_make -j"${JOBS:-$(nproc)}" prepare "${targets[@]}"
}

# Warnings in our own files count too.
quiet_about_ours() {
	local ours

	ours=$(our_files | grep '\.[ch]$' | paste -sd '|')
	! grep -E "($ours):[0-9]+.*(warning|error):" "$1"
}

why() {
	grep -m 10 -E 'error|warning|Error|did not take' "$1" | sed 's/^/# /' ||
		tail -n 10 "$1" | sed 's/^/# /'
}

part=${1:?usage: check-cross.sh PART [NAME ...]}
shift
NAME=$* known NAME "$(table objects |
	awk -F'|' -v part="$part" '$2 == part { print $1 }' | xargs)"
take_lock
"$scripts/base.sh"
"$scripts/tree.sh"
while IFS='|' read -r name in row_arch row_prefix symbols targets; do
	[ "$in" = "$part" ] || continue
	[ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
	row=objects-$name
	row_llvm=
	[[ $name != *-llvm ]] || row_llvm=1
	row_dir=$linux/b-$row
	log=$logs/$row.log
	say "$name: compiling"
	# Not "if compile": that would switch errexit off inside.
	set +e
	(set -e; compile "$symbols" "$targets") >"$log" 2>&1 </dev/null
	status=$?
	set -e
	if [ $status = 0 ] && quiet_about_ours "$log" >&2; then
		result 0 "$name compiles"
	else
		why "$log"
		result 1 "$name compiles"
	fi
done < <(table objects)

# What else nothing compiles as its users do: NAME COMMAND ...
also() {
	local name=$1
	local log=$logs/$name.log

	if "${@:2}" >"$log" 2>&1; then
		result 0 "$name"
	else
		why "$log"
		result 1 "$name"
	fi
}

# With all kselftests, and alone as the documentation has it.
install_selftest() {
	local to=$build/selftests/installed

	rm -rf "$build/selftests"
	mkdir -p "$build/selftests"
	grep -x 'TARGETS += ptdump' "$linux/tools/testing/selftests/Makefile" &&
		env -u ARCH -u CFLAGS -u CPPFLAGS -u LDFLAGS \
			make -C "$linux/tools/testing/selftests" LLVM= \
			TARGETS=ptdump O="$build/selftests" \
			INSTALL_PATH="$to" install &&
		grep -x ptdump:ptdump_test "$to/kselftest-list.txt" &&
		[ -x "$to/ptdump/ptdump_test" ] && [ -e "$to/ptdump/settings" ]
}

# DEBUG_WX alone, as a row of kernels/objects has it: the sum of the stack from the W+X
# check down to the walk, without locks, WARN and printk; and no file but one.
check_alone() {
	local row=objects-x86-check-alone row_arch=x86_64 row_prefix='' row_llvm=''
	local row_dir=$linux/b-objects-x86-check-alone
	local files=(mm/ptdump mm/mm_walk arch/x86/mm/dump_pagetables)

	row_make KCFLAGS=-fstack-usage "${files[@]/%/.o}" &&
		(cd "$row_dir" && cat "${files[@]/%/.su}") | awk '
		BEGIN {
			split("ptdump_walk_pgd_level_checkwx check_wx ptdump_check " \
			      "ptdump_walk_whole ptdump_fetch ptdump_walk " \
			      "__mm_walk_next", chain, " ")
			for (i in chain)
				wanted[chain[i]]
		}
		{
			sub(/.*:/, "", $1)
			sub(/\..*/, "", $1)
		}
		# The rest is part of its caller.
		$1 in wanted {
			sum += $2
			seen[$1]
		}
		END {
			print "stack: " sum " bytes"
			exit !("ptdump_check" in seen && "__mm_walk_next" in seen &&
			       sum <= 512)
		}' &&
		grep -q check_wx_show <(nm "$row_dir/mm/ptdump.o") &&
		! grep -E 'seq_open_private|ptdump_open' \
			<(nm "$row_dir/mm/ptdump.o") &&
		[ ! -e "$row_dir/mm/ptdump_file.o" ]
}

if [ "$part $#" = 'cross 0' ]; then
	also check-alone-is-small check_alone
	also bench-host-compiles make -s -C "$ptdump/host/bench"
	also selftest-installs install_selftest
	# One that moved would be noticed only by make check-races.
	also races-have-their-places "$scripts/check-races.sh" -n
fi
if [ "$part" = corners ] && { [ $# = 0 ] || [[ " $* " == *" arm64-stage2-only "* ]]; }; then
	also stage2-alone-has-the-files \
		nm "$linux/b-objects-arm64-stage2-only/mm/ptdump_file.o"
fi
