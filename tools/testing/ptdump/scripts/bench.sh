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
# usage: [PARTS="x86 ..."] bench.sh	(default: all parts of the check)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

with_figures() {
	local part

	while IFS= read -r part; do
		[ -z "$(rows_of "$part" icount)" ] || echo "$part"
	done < <(boots | cut -d'|' -f2 | awk '!seen[$0]++')
}

boots_of_part() {
	boots | awk -F'|' -v part="$1" \
		'$2 == part && $4 ~ /^icount/ { print $1 }'
}

print_table() {
	cut -f 1-7 "$1" | column -t -s $'\t' -R 3,4,5
}

mapfile -t all < <(with_figures)
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
