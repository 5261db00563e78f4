#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds the test kernels of a part of the check and runs their boots
# (kernels/boots), each while the next kernel builds. Prints a line a test,
# "ok - BOOT: NAME" or "not ok - BOOT: NAME", with notes before it; logs are
# in build/logs, and what a row printed is build/rows/ROW.tap. With RESUME=1 a
# row that passed before, and whose inputs are the same, is not run again. With
# HOW=icount only such boots are run, and what they printed is in
# build/bench/rows.
#
# usage: [RESUME=1] [ROW="ROW ..."] [HOW="WAY ..."] check-kernels.sh PART

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"
. "$scripts/boots.sh"
. "$scripts/result.sh"

limit=900
# PTDUMP_SECONDS, and what comes before and after.
limit_of_stress=1500

passes() {
	local name=$1 why

	shift
	if why=$("$@"); then
		[ -z "$why" ] || printf '%s\n' "$why" | sed 's/^/# /'
		result 0 "$name"
	else
		printf '%s\n' "$why" | sed 's/^/# /'
		result 1 "$name"
	fi
}

boots_of() {
	boots | awk -F'|' -v part="$1" -v row="$2" -v how="${HOW:-}" '
		split($4, words, " ") &&
		(how == "" || index(" " how " ", " " words[1] " ")) &&
		$2 == part && $3 == row { print $1 "|" $4 "|" $5 "|" $6 }'
}

# Each target of a boot is a test.
targets_of() {
	local boot=$1 measure stock ours ratio target verdict name

	while IFS=$'\t' read -r boot measure stock ours ratio target verdict; do
		name="$boot: $measure $target: stock $stock, ours $ours, ratio $ratio"
		case $verdict in
		reached) result 0 "$name" ;;
		missed)  result 1 "$name" ;;
		esac
	done < <("$scripts/figures.sh" "$boot" "$logs/$boot.raw")
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
				result 0 "$boot: ${line#*- }" ;;
		'not ok '*)	seen=$((seen + 1))
				result 1 "$boot: ${line#*- }" ;;
		'# measure '*)	echo "# measure $boot ${line#\# measure }" ;;
		'#'*)		echo "# $boot: ${line#\# }" ;;
		'Bail out!'*)	echo "# $boot: $line" ;;
		1..*)		plan=${line#1..} ;;
		esac
	done <"$raw"
	if [ "$plan" != "$seen" ] || [ "$seen" = 0 ]; then
		echo "# $boot: $seen results, expected ${plan:-more}"
		result 1 "$boot: ran to its end"
	fi
}

run_boot() {
	local boot=$1 how=$2 options=$3 features=$4 format
	local boot_args start=$EPOCHSECONDS

	boot_args "$boot" "$how"
	mkdir -p "$build/memory"
	rm -f "$(memory_file "$boot")"
	read -r how format _ <<<"$how"
	! kunit_runs "$how" || options+=' kunit.enable=1'
	options+=" PTDUMP_LINES=$row_lines"
	say "boot $boot"
	passes "$boot: boots" boot_quietly -n "$boot" -t "$limit" \
		"${boot_args[@]}" -a "$options" "$row" "$initrd"
	! kunit_runs "$how" || kunit_results "$boot" "$logs/$boot.log"
	guest_results "$boot" "$logs/$boot.raw"
	[ "$how" != icount ] || targets_of "$boot"
	[ "$how" != memory ] ||
		passes "$boot: the host dumps the same from its memory" \
			same_from_memory "$boot" "$row" "$format"
	passes "$boot: the log shows what the boot is about" \
		log_shows "$logs/$boot.log" "$features"
	passes "$boot: the check at boot finds no W+X page" \
		first_verdict_passes "$logs/$boot.log"
	passes "$boot: the console has nothing to complain about" \
		console_complaints "$logs/$boot.log"
	echo "# $boot: $((EPOCHSECONDS - start)) s"
}

# Boots of the kinds icount and memory are of a kernel that did nothing else. Xen
# refuses the tables of the mm that KUnit makes for a test (kunit_vm_mmap()): they were
# not announced as page tables.
kunit_runs() {
	[[ $1 != @(icount|memory|xen) ]]
}

# Where the dumper is not its architecture's own, none are built.
kunit_suites() {
	[[ $row_arch == @(powerpc|s390) ]] || echo mm_walk ptdump
}

# What kunit.py made of the log, as lines "STATUS|SUITE.TEST"; a test with
# parameters is one, which passes when it does with each.
kunit_tests() {
	jq -r 'def verdict: if [.. | .status? // empty] | all(. == "PASS")
			    then "0" else "1" end;
		.sub_groups[] | .name as $suite |
		(.test_cases + .sub_groups)[] |
		verdict + "|" + $suite + "." + .name' "$1"
}

kunit_ran() {
	local suites

	# It passes over a suite without a result, or with one of its own, and is
	# led astray by another line of the log between a version and its test.
	if ! grep -aE '^(\[[^]]*\] )? *(KTAP version|# |(not )?ok |1\.\.)' "$1" |
	     python3 "$linux/tools/testing/kunit/kunit.py" parse --json="$2" \
			>"$2.log" 2>&1 ||
	   grep -qF '[ERROR]' "$2.log" ||
	   grep -qE '^(\[[^]]*\] )? *not ok ' "$1"; then
		grep -E 'FAILED|ERROR|CRASHED|EXPECTATION|ASSERTION|Error' \
			"$2.log" | head -n 10
		return 1
	fi
	suites=$(kunit_tests "$2" | sed 's/.*|//; s/\..*//' | sort -u | xargs)
	[ "$suites" = "$(kunit_suites)" ] || {
		echo "only these suites ran: $suites"
		return 1
	}
}

# Passes on what the tests inside the kernel say in the log.
kunit_results() {
	local boot=$1 said status name

	[ -n "$(kunit_suites)" ] || return 0
	said=$logs/$boot.kunit
	rm -f "$said"
	passes "$boot: each KUnit test ran and passed" kunit_ran "$2" "$said"
	[ -s "$said" ] || return 0
	while IFS='|' read -r status name; do
		result "$status" "$boot: $name"
	done < <(kunit_tests "$said")
}

same_from_memory() {
	"$scripts/check-memory.sh" "$@" 2>&1
}

boot_quietly() {
	"$scripts/boot.sh" "$@" 2>&1
}

build_all() {
	local r

	for r; do
		if "$scripts/build.sh" "$(test_row "$r")"; then
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

# All that decides how a row's boots end, but for the tools installed.
key() {
	git -C "$linux" ls-tree reference |
		grep -vP '\t(Documentation|MAINTAINERS|tools)$'
	git -C "$linux" rev-parse reference:tools/testing/selftests/ptdump
	row_load "$1"
	table matrix "$row_base"
	boots_of "$part" "$1"
	! boots_of "$part" "$1" | grep -q '|memory ' ||
		(cd "$ptdump/host" && cat Makefile ./*.[ch] ./*/*.[ch] ./*/asm/*.h)
	(cd "$ptdump" && cat kernels/fragments/{,*/}*.config guest/*.[ch] \
		kernels/{measures,targets} \
		scripts/{boot,boots,build,check-{code,kernels,memory,reference},config,figures,guest,lib,result,row,xen}.sh)
}

passed_before() {
	[ "${RESUME:-}" = 1 ] &&
		[ "$(cat "$rows/$1.key" 2>/dev/null)" = \
		  "$(key "$1" | sha256sum)" ]
}

show_again() {
	echo "# $1: passed before"
	touch "$rows/$1.tap"
	cat "$rows/$1.tap"
}

run_row() {
	local boot how options features

	passes "$1: the kernel builds" is_built "$1"
	[ -e "$state/$1.built" ] || return 0
	row_load "$(test_row "$1")"
	echo "# $1: built with $(compiler)"
	passes "$1: the reference is stock${row_fixed:+ with the fixes}" \
		"$scripts/check-reference.sh" "$row"
	! has_plain_loops || passes "$1: the loops over entries call nothing" \
		"$scripts/check-code.sh" "$row"
	initrd=$(check_initrd)
	while IFS='|' read -r boot how options features; do
		run_boot "$boot" "$how" "$options" "$features" </dev/null
	done < <(boots_of "$part" "$1")
}

# What check-code.sh has an eye for.
has_plain_loops() {
	[ "$row_arch" = x86_64 ] &&
		! grep -qE '^CONFIG_(KASAN|KCSAN|DEBUG_VM|PARAVIRT_XXL)=y' "$row_dir/.config"
}

compiler() {
	sed -n 's/^CONFIG_CC_VERSION_TEXT="\(.*\)"$/\1/p' "$row_dir/.config"
}

part=${1:?usage: check-kernels.sh PART}
[ "$part" != stress ] || limit=$limit_of_stress
take_lock
asked=$(rows_asked "$part" "${HOW:-}")
mapfile -t wanted <<<"$asked"
rows=$build/${HOW:+bench/}rows
mkdir -p "$logs" "$rows"
"$scripts/base.sh"
"$scripts/tree.sh"
moved=$(cat "$linux/.git/ptdump-moved")
echo "# stock is Linux $(git -C "$linux" log -1 --format=%s base |
	sed 's/.*Linux //')${moved:+, which is not the known $(base): $moved}"
missing=()
for name in "${wanted[@]}"; do
	passed_before "$name" || missing+=("$name")
done
state=$(mktemp -d "$build/check.XXXXXX")
build_all "${missing[@]}" &
builder=$!
trap stop EXIT

for name in "${wanted[@]}"; do
	if passed_before "$name"; then
		show_again "$name"
		continue
	fi
	rm -f "$rows/$name.key"
	start=$EPOCHSECONDS
	run_row "$name" | tee "$rows/$name.tap"
	echo "# row $name: $((EPOCHSECONDS - start)) s" | tee -a "$rows/$name.tap"
	grep -q '^not ok ' "$rows/$name.tap" ||
		key "$name" | sha256sum >"$rows/$name.key"
done
