#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Build and run the host tests: one line a test on stdout. SEED= repeats a run's
# random draws, DRAWS= says how many: else 10,000 walks and 100 dumps a format. ALL=1
# has every combination of flags and answers over every kind of range, not over a
# few, 2,000 dumps, and the texts of all fuzzers. What the programs print is in
# build/host/*.log. Ends with a table of the lines that were reached.
set -euo pipefail

cd "$(dirname "$0")"
top=../../../..
out=$top/build/host
. ../scripts/result.sh

# What must run: a program that does not start has no formats to tell.
formats=(x86_64-{5,4} i386-pae i386 riscv-sv{32,39,48,57,39-thead,48-off}
	 arm64-4k-{39,48,52,52-off} arm64-16k-{36,47,48,52,52-off}
	 arm64-64k-{42,48,52,52-off})
expected=(walk-mock-{5x2,4x2,3x2,2x2,4x5,4x2x48} "${formats[@]/#/walk-}"
	  "${formats[@]/#/dump-}" stage2-arm64-{4k,16k,64k}-48
	  format-mock-{5x2,4x2x48} range-s390)

check_formats()
{
	local status=0

	diff <(printf '%s\n' "${expected[@]}" | sort) \
		<(sed 's/-[^ ]* /-/' "$out/runs" | sort) >"$out/formats.diff" ||
		status=1
	result $status "each format has its programs"
	sed 's/^/# /' "$out/formats.diff"
}

# Each program with each of its formats: "PROGRAM FORMAT" a line
runs()
{
	local program format

	for program in $(make -s list); do
		for format in $("$out/$program" --formats); do
			echo "$program $format"
		done
	done
}

# report PROGRAM FORMAT: its tests become ours; one that died is a failure too
report()
{
	local log=$out/${1%%-*}-$2.log line

	while IFS= read -r line; do
		case $line in
		"not ok "*)	result 1 "${1%%-*} $2: ${line#not ok * - }" ;;
		*)		result 0 "${1%%-*} $2: ${line#ok * - }" ;;
		esac
	done < <(grep -E '^(not )?ok [0-9]' "$log")
	if [ "$(grep -cE '^(not )?ok [0-9]' "$log")" != \
	     "$(sed -n 's/^1\.\.//p' "$log")" ]; then
		result 1 "${1%%-*} $2: runs to its end"
	fi
	if ! grep -q '^# status 0$' "$log"; then
		result 1 "${1%%-*} $2: ends well"
		# The last draw is of interest where the test failed.
		awk '/^# last draw/ { draw = $0; next }
		     /^not ok/ { print draw }
		     !/^ok /' "$log" | sed 's/^\([^#]\)/# \1/' | head -n 40
	fi
}

# compile COMPILER FILE: syntax and types only
compile()
{
	"$1" -std=gnu11 -fsyntax-only -Wall \
		-Werror=incompatible-pointer-types -Werror=enum-conversion \
		-Werror=enum-compare -DCONFIG_PGTABLE_LEVELS=5 \
		-Iinclude -Ix86 -I"$out/include" -I$top/include \
		-I$top/arch/x86/include "$2" 2>"$out/nocompile.log"
}

# Files that take one level for another must not compile, for that reason and
# no other, and the one that does not must.
check_types()
{
	local cc file name status

	for cc in gcc clang; do
		compile $cc nocompile/right_types.c && status=0 || status=1
		result $status "$cc: right_types compiles"
		for file in nocompile/*_as_*.c; do
			name=${file##*/}
			status=1
			if ! compile $cc "$file" &&
			   [ "$(grep -c 'error: ' "$out/nocompile.log")" = 1 ] &&
			   grep -qE 'error: .*(incompatible ([a-z]+ )?type|implicit conversion)' \
				"$out/nocompile.log"; then
				status=0
			fi
			result $status "$cc: ${name%.c} does not compile"
		done
	done
}

# What the fuzzer is told of, and what earlier runs found; nothing by chance.
smoke=(mock-5x2 x86_64 i386-pae riscv64 arm64-64k-52 stage2-arm64-4k-48)
[ -z "${ALL:-}" ] || read -ra smoke <<<"$(make -s list-fuzz)"
check_fuzz()
{
	local format log status

	for format in "${smoke[@]}"; do
		log=$out/fuzz-$format.log
		status=0
		FORMAT="$format" RUNS=0 ./fuzz.sh >"$log" 2>&1 ||
			status=1
		result $status "fuzz $format: from the texts"
		[ $status = 0 ] || tail -n 20 "$log" | sed 's/^/# /'
	done
}

# Fewer draws, of which some tests take a part, need not reach all.
check_coverage()
{
	local status=0

	./coverage.sh || status=1
	[ -n "${DRAWS:-}" ] ||
		result $status "each line is reached, or it is explained why not"
}

# A line that has changed since, and make mutants would say so only when it is run.
check_mutants()
{
	local status=0

	./mutants.sh -n >"$out/mutants.log" || status=1
	result $status "each mutant has its place"
	sed -n 's/ *| .* | does not apply .*//p' "$out/mutants.log" | sed 's/^/# /'
}

mkdir -p "$out"
make -s -j"$(nproc)" all "${smoke[@]/#/$out/fuzz-}" >&2

start=$EPOCHSECONDS
rm -f "$out"/*.gcda
limit=300
[ -z "${ALL:-}${DRAWS:-}" ] || limit=3600
export out limit
runs >"$out/runs"
# shellcheck disable=SC2016 # expanded by the inner shell
xargs -P "$(nproc)" -L 1 bash -c \
	'timeout "$limit" "$out/$0" "$1" >"$out/${0%%-*}-$1.log" 2>&1
	 echo "# status $?" >>"$out/${0%%-*}-$1.log"' <"$out/runs"
while read -r program format; do
	report "$program" "$format"
done <"$out/runs"
check_formats
check_types
check_mutants
[ -n "${DRAWS:-}" ] || check_fuzz
check_coverage
echo "# $((EPOCHSECONDS - start)) s, compilation aside"
exit "$failed"
