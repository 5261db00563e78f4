#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs parts of the check. Each part prints lines "ok - name", "not ok - name", or
# "ok - name # SKIP why", and notes that begin with "#". They are numbered, and
# shown as one stream of TAP (version 13), with the plan at the end, as in
# build/logs/check.tap. After the plan comes the time of each part, and a line that
# counts. Fails when a test fails, or a part does, or ran no test. Parts that boot no
# kernel run with the default base only.
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

# A part's results go on where the last one's ended.
number() {
	local line n begun=''

	n=$(count '^(not )?ok ')
	[ ! -s "$out" ] || begun=1
	while IFS= read -r line; do
		[ -n "$begun" ] || echo 'TAP version 13'
		begun=1
		case $line in
		'ok - '* | 'not ok - '*)
			line="${line%%- *}$((++n)) - ${line#*- }" ;;
		esac
		printf '%s\n' "$line"
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
times=() broken=0
for part; do
	read -ra purposes <<<"${needs[$part]:-$(needs_of "$part" | xargs)}"
	"$scripts/deps.sh" "${purposes[@]}"
	say "check-$part"
	start=$EPOCHSECONDS
	before=$(count '^(not )?ok ')
	status=0
	run_part "$part" | number || status=$?
	[ $status = 0 ] || ! disk_is_full || disk_full
	times+=("$part $((EPOCHSECONDS - start)) s")
	failed_lines=$(count '^not ok ')
	if [ "$(count '^(not )?ok ')" = "$before" ]; then
		echo "not ok - check-$part ran no test" | number
	elif [ $status != 0 ] && [ "$failed_lines" = "$broken" ]; then
		echo "not ok - check-$part ended with status $status" |
			number
	fi
	broken=$(count '^not ok ')
done

echo "1..$(count '^(not )?ok ')" | tee -a "$out"
printf '# time: %s\n' "${times[@]}"
failed=$(count '^not ok ')
skipped=$(count '^ok .*# SKIP')
passed=$(($(count '^ok ') - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
