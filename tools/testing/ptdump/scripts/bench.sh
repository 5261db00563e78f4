#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Boots every test kernel that counts instructions (kernels/boots, icount), and
# writes what the stock dumper and ours take to build/bench/icount.tsv: row,
# measure, stock, ours, ratio, target, and whether it was reached. Prints it as
# a table. The figures are the same on each run and each machine, so a row whose
# inputs did not change is not booted again. Fails when a boot does, or a target
# is missed.
#
# usage: [PARTS="x86 ..."] [ROW="ROW ..."] bench.sh	(default: all)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

# The parts, and the rows, that have such a boot.
with_figures() {
	boots | awk -F'|' -v column="$1" '
		$4 ~ /^icount/ && !seen[$column]++ { print $column }'
}

# The parts that have one of a user's rows, or all.
parts_asked() {
	local part

	for part in $(with_figures 2); do
		[ -z "$(rows_of "$part" icount | among "${ROW:-}")" ] || echo "$part"
	done
}

boots_of_part() {
	boots | awk -F'|' -v part="$1" -v rows=" ${ROW:-} " '
		$2 == part && $4 ~ /^icount/ &&
		(rows == "  " || index(rows, " " $3 " ")) { print $1 }'
}

print_table() {
	cut -f 1-7 "$1" | column -t -s $'\t' -R 3,4,5
}

known ROW "$(with_figures 3 | xargs)"
mapfile -t all < <(parts_asked)
known PARTS "${all[*]}"
take_lock
out=$build/bench
mkdir -p "$out"
read -ra parts <<<"${PARTS:-${all[*]}}"
status=0
printf 'row\tmeasure\tstock\tours\tratio\ttarget\treached\n' >"$out/icount.new"
for part in "${parts[@]}"; do
	read -ra purposes < <(needs_of "$part" | xargs)
	"$scripts/deps.sh" "${purposes[@]}"
	HOW=icount RESUME=1 "$scripts/check-kernels.sh" "$part" \
		>"$out/$part.tap" || status=$?
	grep -B 3 '^not ok ' "$out/$part.tap" >&2 && status=1
	for boot in $(boots_of_part "$part"); do
		"$scripts/figures.sh" "$boot" "$logs/$boot.raw" \
			>>"$out/icount.new"
	done
done
mv "$out/icount.new" "$out/icount.tsv"
print_table "$out/icount.tsv"
exit $status
