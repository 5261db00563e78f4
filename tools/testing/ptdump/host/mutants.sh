#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Breaks the kernel's files on purpose, one line of the file "mutants" at a time,
# in a copy, and looks which host test goes red: a table on stdout. Fails when a
# mutant survives, does not compile, or does not apply. With -n, only whether they
# apply.
#
# usage: [SEED=n] [MUTANT="NAME ..."] mutants.sh [-n] [NAME ...]
set -euo pipefail

cd "$(dirname "$0")"
top=$(cd ../../../.. && pwd -P)
copy=$top/build/mutants
dry=
if [ "${1:-}" = -n ]; then
	dry=1
	copy+=.dry
	shift
fi
out=$copy/build/host
export SEED=${SEED:-1}
limit=30	# seconds of CPU; the tests of one format take one or two

make_copy()
{
	local dir

	rm -rf "$copy"
	for dir in include mm arch tools/testing/ptdump/host; do
		mkdir -p "$copy/$dir"
		cp -a "$top/$dir/." "$copy/$dir"
	done
}

build()
{
	make -s -j"${JOBS:-$(nproc)}" -C "$copy/tools/testing/ptdump/host" \
		COVERAGE= "${@/#/../../../../build/host/}" >"$copy/make.log" 2>&1
}

# The test that goes red, or nothing: red PROGRAM
red()
{
	local program=$1 format log status n name draws=100

	[[ $program != walk-* ]] || draws=2000
	for format in $("$out/$program" --formats); do
		log=$copy/$program-$format.log
		status=0
		(ulimit -t "$limit"
		 DRAWS=$draws exec "$out/$program" "$format") >"$log" 2>&1 || status=$?
		[ $status != 0 ] || continue
		if grep -q '^not ok' "$log"; then
			sed -n 's/^not ok [0-9]* - //p' "$log" | head -n 1
			return
		fi
		# It died, or hangs, in the one after those that have ended.
		n=$(($(grep -c '^ok ' "$log" || true) + 1))
		name=$(grep -s "^ok $n - " "$copy/$program.tests" | head -n 1) || true
		name=${name#ok * - }
		echo "${name:-test $n}"
		return
	done
}

# Replace the lines in $old by those in $new, in a file: fails unless they are
# there once.
replace()
{
	local text others

	text=$'\n'$(<"$1")$'\n'
	others=${text//"$old"}
	[ $((${#text} - ${#others})) = ${#old} ] || return 1
	text=${text/"$old"/"$new"}
	printf '%s' "${text#$'\n'}" >"$1"
}

# Without a mutant all must be well; it leaves the names of the tests.
declare -A is_well
check_well()
{
	local program test

	for program; do
		[ -z "${is_well[$program]:-}" ] || continue
		build "$program" || { cat "$copy/make.log" >&2; exit 1; }
		test=$(red "$program")
		if [ -n "$test" ]; then
			echo "without a mutant, $program fails in $test" >&2
			exit 1
		fi
		cat "$copy/$program"-*.log >"$copy/$program.tests"
		is_well[$program]=1
	done
}

# One row of the table, and whether it is a good one.
try()
{
	local start program test=''

	[ -n "$dry" ] || check_well "${programs[@]}"
	start=$EPOCHSECONDS
	if ! replace "$copy/$file"; then
		verdict="does not apply"
	elif [ -n "$dry" ]; then
		verdict=applies
		test=none
	elif ! build "${programs[@]}"; then
		verdict="does not compile"
	else
		verdict=survives
		for program in "${programs[@]}"; do
			test=$(red "$program")
			[ -z "$test" ] || break
		done
		[ -z "$test" ] || verdict="$program: $test"
	fi
	cp "$top/$file" "$copy/$file"
	printf '%-46s | %-34s | %-80s | %3d s\n' "$name" "$file" "$verdict" \
		$((EPOCHSECONDS - start))
	[ -n "$test" ]
}

# A paragraph of the file is complete, or it is that of a mutant not asked for.
end_row()
{
	[ -z "$name" ] || [[ $wanted != "  " && $wanted != *" $name "* ]] ||
		try || bad=1
	name='' old=$'\n' new=$'\n'
}

read -ra asked <<<"$* ${MUTANT:-}"
names=$(sed -n 's/^name: //p' mutants | xargs)
for name in "${asked[@]}"; do
	if [[ " $names " != *" $name "* ]]; then
		echo "error: MUTANT=$name is unknown; known: $names" >&2
		exit 1
	fi
done
[ -n "$dry" ] || ../scripts/deps.sh host
wanted=" ${asked[*]} "
bad=0
name='' old=$'\n' new=$'\n'
make_copy
while IFS= read -r line; do
	case $line in
	'#'*)		;;
	'name: '*)	name=${line#* } ;;
	'file: '*)	file=${line#* } ;;
	'run: '*)	read -ra programs <<<"${line#* }" ;;
	-*)		old+=${line#-}$'\n' ;;
	+*)		new+=${line#+}$'\n' ;;
	'')		end_row ;;
	*)		echo "mutants: $line?" >&2; exit 1 ;;
	esac
done < <(cat mutants; echo)
exit "$bad"
