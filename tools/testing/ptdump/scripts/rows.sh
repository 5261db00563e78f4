#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A table of all rows that a boot of kernels/boots or of the part "rest" has: what
# their tests said since FILE was made. One that was stopped says so.
#
# usage: rows.sh FILE

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

# What belongs to the columns of the table.
bytes='files_show_the_bytes_of_stock|efi_file_ends|have_(a_)?lines?|is_that_of_stock|(is|are)_shown_as_stock|early_dump_to_the_log'
wx='(wx|non_uxn)_(pages_are|check)|shadow_behind_a_wx|root_counts_as_its_bits|finds no W.X page'

# Passed of all tests that match a pattern, or "-".
of_all() {
	local all passed

	all=$(grep -cE "^(not )?ok .*($1)" "$tap" || true)
	passed=$(grep -cE "^ok .*($1)" "$tap" || true)
	[ "$all" = 0 ] && echo - || echo "$passed of $all"
}

note() {
	sed -n "s/^# $1\$/\\1/p" "$tap" | tail -n 1
}

print_row() {
	local name=$1 tap=$build/rows/$1.tap built time

	[ "$tap" -nt "$begun" ] || {
		echo "$name|not run"
		return
	}
	built=$(note "$name: built with \(.*\)")
	time=$(note "row $name: \([0-9]* s\)")
	printf '%s|%s|%s|%s|%s|%s\n' "$name" "${built:--}" "$(of_all "$bytes")" \
		"$(of_all "$wx")" "$(of_all '')" "${time:-stopped}"
}

begun=${1:?usage: rows.sh FILE}
{
	echo 'row|built with|same bytes|W+X|tests|time'
	boots | cut -d'|' -f3 | awk '!seen[$0]++' |
		while IFS= read -r name; do
			print_row "$name"
		done
} | column -t -s '|'
