#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds rows' test kernels and runs all their boots (kernels/boots), each
# while the next kernel builds. Prints a line a test, "ok N - BOOT: NAME" or
# "not ok N - BOOT: NAME", with notes before it; logs are in build/logs.
#
# usage: check-kernels.sh ROW ...

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

limit=900
complaints='BUG:|WARNING:|KASAN:|UBSAN:|INFO: |Oops|lockdep|stack guard'
# The W+X page that the tests make on purpose is warned about by both dumpers.
on_purpose='WARNING: CPU: [0-9]+ PID: [0-9]+ at (mm/ptdump_reference/stock/)?'
on_purpose+='arch/(x86/mm/dump_pagetables|(arm64|riscv)/mm/ptdump).c:[0-9]+ '
on_purpose+='(stock_)?note_page\+'

number=0

result() {
	number=$((number + 1))
	echo "$1 $number - $2"
}

passes() {
	local name=$1 why

	shift
	if why=$("$@"); then
		result ok "$name"
	else
		printf '%s\n' "$why" | sed 's/^/# /'
		result 'not ok' "$name"
	fi
}

boots_of() {
	awk -F'|' -v row="$1" '
		/^#/ { next }
		{ for (i = 1; i <= NF; i++) gsub(/^[ \t]+|[ \t]+$/, "", $i) }
		$2 == row { print $1 "|" $3 "|" $4 "|" $5 }
	' "$ptdump/kernels/boots"
}

console_complaints() {
	local log=$1 bad

	bad=$(grep -nE "$complaints" "$log" | grep -vE "$on_purpose" || true)
	[ -n "$bad" ] || return 0
	printf '%s\n' "$bad" | head -n 5
	return 1
}

log_shows() {
	local log=$1 feature status=0

	while IFS= read -r feature; do
		grep -qE -- "$feature" "$log" || {
			echo "the console log shows no '$feature'"
			status=1
		}
	done < <(awk -F' && ' '{ for (i = 1; i <= NF; i++) print $i }' <<<"$2")
	return $status
}

# The boot's own check found nothing: later ones are made to fail on purpose.
first_verdict_passes() {
	local verdict

	verdict=$(grep -m 1 'Checked W+X mappings' "$1" || true)
	[[ -z $verdict || $verdict == *passed* ]] || {
		echo "$verdict"
		return 1
	}
}

# Passes the guest's TAP on, under the boot's name.
guest_results() {
	local boot=$1 raw=$2 line seen=0 plan=

	while IFS= read -r line; do
		case $line in
		'ok '*)		seen=$((seen + 1))
				result ok "$boot: ${line#*- }" ;;
		'not ok '*)	seen=$((seen + 1))
				result 'not ok' "$boot: ${line#*- }" ;;
		'# measure '*)	echo "# measure $boot ${line#\# measure }" ;;
		'#'*)		echo "# $boot: ${line#\# }" ;;
		'Bail out!'*)	echo "# $boot: $line" ;;
		1..*)		plan=${line#1..} ;;
		esac
	done <"$raw"
	if [ "$plan" != "$seen" ] || [ "$seen" = 0 ]; then
		echo "# $boot: $seen results, expected ${plan:-more}"
		result 'not ok' "$boot: ran to its end"
	fi
}

run_boot() {
	local boot=$1 how=$2 options=$3 features=$4
	local args=(-n "$boot" -t "$limit") start=$EPOCHSECONDS cpu

	read -r how cpu <<<"$how"
	[ -z "$cpu" ] || args+=(-c "$cpu")
	case $how in
	plain)	args+=(-q '-smp 2') ;;
	efi)	args+=(-e -q '-smp 2') ;;
	icount)	args+=(-q '-smp 1 -icount shift=0,sleep=off -seed 1 -rtc base=2025-01-01,clock=vm') ;;
	*)	die "kernels/boots: boot $boot: there is no way '$how'" ;;
	esac
	options+=" PTDUMP_LINES=$row_lines"
	say "boot $boot"
	passes "$boot: boots" boot_quietly "${args[@]}" -a "$options" "$row" \
		"$initrd"
	guest_results "$boot" "$logs/$boot.raw"
	passes "$boot: the log shows what the boot is about" \
		log_shows "$logs/$boot.log" "$features"
	passes "$boot: the check at boot finds no W+X page" \
		first_verdict_passes "$logs/$boot.log"
	passes "$boot: the console has nothing to complain about" \
		console_complaints "$logs/$boot.log"
	echo "# $boot: $((EPOCHSECONDS - start)) s"
}

boot_quietly() {
	"$scripts/boot.sh" "$@" 2>&1
}

build_all() {
	local r

	for r; do
		if "$scripts/build.sh" "$r-ref"; then
			touch "$state/$r.built"
		else
			touch "$state/$r.failed"
		fi
	done
}

is_built() {
	until [ -e "$state/$1.built" ] || [ -e "$state/$1.failed" ]; do
		kill -0 "$builder" 2>/dev/null || [ -e "$state/$1.built" ] ||
			return 1
		sleep 0.5
	done
	[ -e "$state/$1.built" ]
}

stop() {
	kill "$builder" 2>/dev/null || true
	rm -rf "$state"
}

[ $# -gt 0 ] || die 'usage: check-kernels.sh ROW ...'
take_lock
mkdir -p "$logs"
"$scripts/base.sh"
"$scripts/tree.sh"
state=$(mktemp -d "$build/check.XXXXXX")
build_all "$@" &
builder=$!
trap stop EXIT

for base; do
	passes "$base: the kernel builds" is_built "$base"
	[ -e "$state/$base.built" ] || continue
	row_load "$base-ref"
	passes "$base: the reference is stock" \
		"$scripts/check-reference.sh" "$row"
	initrd=$("$scripts/guest.sh" "$row" check lib.c measure.c mistakes.c)
	while IFS='|' read -r boot how options features; do
		run_boot "$boot" "$how" "$options" "$features" </dev/null
	done < <(boots_of "$base")
done
