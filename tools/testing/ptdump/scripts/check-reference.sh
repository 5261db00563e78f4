#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Shows that the reference in a row's kernel is the base's own dumper, or that with
# the fixes for it: it has those sources, and calls nothing that ours defines.
# Prints what is wrong.
#
# usage: check-reference.sh ROW

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

row_load "${1:?usage: check-reference.sh ROW}"
reference=mm/ptdump_reference
from=stock tag=base
! grep -q '^CONFIG_PTDUMP_REFERENCE_FIXED=y' "$row_dir/.config" ||
	from=fixed tag=stock-fixes
stock=$linux/$reference/$from
object=$row_dir/$reference/stock.o
status=0

complain() {
	echo "$*"
	status=1
}

stock_sources() {
	(cd "$stock" && find . -type f -printf '%P\n')
}

# What is ours whole or in part, and what the reference has a copy of.
our_objects() {
	{
		git -C "$linux" diff --name-only base published -- '*.c'
		stock_sources
	} | sed -n 's/\.c$/.o/p' | sort -u | while IFS= read -r f; do
		[ ! -f "$row_dir/$f" ] || echo "$row_dir/$f"
	done
}

[ -f "$object" ] || die "there is no $object"
sources=0
while IFS= read -r f; do
	git -C "$linux" show "$tag:$f" | cmp -s - "$stock/$f" ||
		complain "$f is not that of $tag"
	sources=$((sources + 1))
done < <(stock_sources)
[ $sources -ge 4 ] || complain "there are only $sources sources"

mapfile -t objects < <(our_objects)
[ ${#objects[@]} -ge 4 ] || complain "there are only ${#objects[@]} objects"
while IFS= read -r symbol; do
	complain "it calls $symbol, which is ours"
done < <(comm -12 <("${row_prefix}nm" -u "$object" | awk '{ print $2 }' | sort) \
	<("${row_prefix}nm" -g --defined-only "${objects[@]}" | awk 'NF == 3 { print $3 }' |
		sort -u))
exit $status
