#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs parts of the check. Each part prints lines "ok N - name",
# "not ok N - name", or "ok N - name # SKIP why"; they are shown, counted and
# timed. Fails when a test fails, or a part does, or ran no test.
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
)
declare -A needs=(
	[style]='style'
	[errors]='build qemu host'
	[front]='build qemu efi shell'
	[host]='host'
	[cross]='build cross llvm host'
	[corners]='build cross corners'
	[series]='build cross llvm series'
	[races]='build qemu efi arm64 qemu-arm64 powerpc qemu-powerpc'
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

take_lock
out=$logs/check.tap
: >"$out"
times=() broken=0
for part; do
	[ -n "${parts[$part]:-}$(rows_of "$part")" ] ||
		die "there is no part $part"
	read -ra purposes <<<"${needs[$part]:-$(needs_of "$part" | xargs)}"
	"$scripts/deps.sh" "${purposes[@]}"
	say "check-$part"
	start=$EPOCHSECONDS
	before=$(count '^(not )?ok ')
	status=0
	run_part "$part" | tee -a "$out" || status=$?
	[ $status = 0 ] || ! disk_is_full || disk_full
	times+=("$part $((EPOCHSECONDS - start)) s")
	failed_lines=$(count '^not ok ')
	if [ "$(count '^(not )?ok ')" = "$before" ]; then
		echo "not ok - check-$part ran no test" | tee -a "$out"
	elif [ $status != 0 ] && [ "$failed_lines" = "$broken" ]; then
		echo "not ok - check-$part ended with status $status" |
			tee -a "$out"
	fi
	broken=$(count '^not ok ')
done

printf '# time: %s\n' "${times[@]}"
failed=$(count '^not ok ')
skipped=$(count '^ok .*# SKIP')
passed=$(($(count '^ok ') - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
