#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs parts of the check. Each part prints lines "ok - name", "not ok - name", or
# "ok - name # SKIP why", and notes. The output is TAP (version 13), as in
# build/logs/check.tap: a part is one test, and its lines are a subtest, indented by
# four blanks. Plans are at the end. After the last plan comes the time of each part,
# and a line that counts the tests of all parts. Fails when a test fails, or a part
# does, or ran no test. The parts of $default_base run with the default base only.
#
# usage: check.sh PART ...

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

# A part's script, which is told its name; what is no script of its own is a part
# of kernels/boots.
declare -A parts=(
	[style]=$scripts/check-style.sh
	[errors]=$scripts/check-errors.sh
	[front]=$scripts/check-front.sh
	[host]=$ptdump/host/check.sh
	[cross]=$scripts/check-cross.sh
	[corners]=$scripts/check-cross.sh
	[series]=$scripts/check-series.sh
	[races]=$scripts/check-races.sh
	[6.12]=$scripts/check-base.sh
)
default_base='style errors front host 6.12'
declare -A needs=(
	[style]='style'
	[errors]='build qemu host'
	[front]='build qemu efi shell'
	[host]='host'
	[cross]='build cross llvm host'
	[corners]='build cross corners'
	[series]='build cross llvm series'
	[races]='build qemu efi arm64 qemu-arm64 powerpc qemu-powerpc'
	[6.12]='build kunit qemu arm64 qemu-arm64 riscv qemu-riscv'
)

# The results of all parts in $out, and those that failed.
any='^    (not )?ok ' fail='^    not ok '

run_part() {
	if [ -n "${parts[$1]:-}" ]; then
		"${parts[$1]}" "$1"
	else
		"$scripts/check-kernels.sh" "$1"
	fi
}

count() {
	grep -cE "$1" "$out" || true
}

show() {
	echo "$1" | tee -a "$out"
}

# Prints the lines before the first line of a part. The error of a check that cannot
# begin has nothing before it.
heading() {
	[ -s "$out" ] || echo 'TAP version 13'
	grep -qxF "# Subtest: $1" "$out" || echo "# Subtest: $1"
}

# PART N: prints the lines of a part that has printed N results. Other lines are notes.
subtest() {
	local part=$1 n=$2 line begun=''

	while IFS= read -r line; do
		[ -n "$begun" ] || heading "$part"
		begun=1
		case $line in
		'ok - '* | 'not ok - '*)
			line="${line%%- *}$((++n)) - ${line#*- }" ;;
		'#'*)	;;
		*)	line="# $line" ;;
		esac
		printf '    %s\n' "$line"
	done | tee -a "$out"
}

# A part, and what a user's variables ask of it.
name_is_known() {
	[ -n "${parts[$1]:-}$(rows_of "$1")" ] || die "there is no part $1"
	case $1 in
	front)	"$scripts/check-front.sh" --names ;;
	races)	known RACE "$(race_names)" ;;
	esac
	[ -n "${parts[$1]:-}" ] || [ -z "${ROW:-}" ] || {
		rows_asked "$1" >/dev/null
		with_rows+=("$1")
	}
}

# Before anything is installed or unpacked.
names_are_known() {
	local part with_rows=()

	for part; do
		name_is_known "$part"
	done
	[ -n "${ROW:-}" ] || return 0
	[ ${#with_rows[@]} -gt 0 ] ||
		die "ROW=$ROW: check-$1 boots no kernel of the matrix"
	known ROW "$(for part in "${with_rows[@]}"; do rows_of "$part"; done |
		xargs)"
}

# The parts that run with this base.
of_this_base() {
	local part

	for part; do
		if [ "$build" = "$top/build" ] ||
		   [[ " $default_base " != *" $part "* ]]; then
			echo "$part"
		else
			say "check-$part runs with BASE=${bases%% *} only"
		fi
	done
}

names_are_known "$@"
mapfile -t run < <(of_this_base "$@")
[ ${#run[@]} -gt 0 ] || die "nothing to check with BASE=$BASE"
set -- "${run[@]}"
take_lock
out=$logs/check.tap
: >"$out"
times=() parts_run=0
for part; do
	read -ra purposes <<<"${needs[$part]:-$(needs_of "$part" | xargs)}"
	"$scripts/deps.sh" "${purposes[@]}"
	say "check-$part"
	start=$EPOCHSECONDS
	before=$(count "$any")
	failed_before=$(count "$fail")
	status=0
	run_part "$part" | subtest "$part" 0 || status=$?
	[ $status = 0 ] || ! disk_is_full || disk_full
	times+=("$part $((EPOCHSECONDS - start)) s")
	ran=$(($(count "$any") - before))
	if [ "$ran" = 0 ]; then
		echo "not ok - check-$part ran no test" | subtest "$part" 0
	elif [ $status != 0 ] && [ "$(count "$fail")" = "$failed_before" ]; then
		echo "not ok - check-$part ended with status $status" |
			subtest "$part" "$ran"
	fi
	show "    1..$(($(count "$any") - before))"
	word='ok'
	[ "$(count "$fail")" = "$failed_before" ] || word='not ok'
	show "$word $((++parts_run)) - $part"
done

show "1..$parts_run"
printf '# time: %s\n' "${times[@]}"
failed=$(count "$fail")
skipped=$(count '^    ok .*# SKIP')
passed=$(($(count '^    ok ') - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
