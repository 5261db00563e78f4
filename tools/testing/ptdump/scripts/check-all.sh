#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# All parts of the check, and a table of all rows, also when it is stopped: of
# those that this run came to. The next run does not repeat what has passed, as
# long as nothing changed.
#
# usage: check-all.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

# Passed of all tests that match a pattern, or "-".
of_all() {
	local all passed

	all=$(grep -cE "^(not )?ok .*$1" "$tap" || true)
	passed=$(grep -cE "^ok .*$1" "$tap" || true)
	[ "$all" = 0 ] && echo - || echo "$passed of $all"
}

note() {
	sed -n "s/^# $name: $1\$/\\1/p" "$tap" | tail -n 1
}

print_table() {
	local name tap built

	printf '%s|%s|%s|%s|%s|%s\n' row 'built with' 'same bytes' W+X tests time
	while IFS= read -r name; do
		tap=$build/rows/$name.tap
		[ "$tap" -nt "$begun" ] || {
			echo "$name|not run"
			continue
		}
		built=$(note 'built with \(.*\)')
		printf '%s|%s|%s|%s|%s|%s\n' "$name" "${built:--}" \
			"$(of_all "$bytes")" \
			"$(of_all "$wx")" \
			"$(of_all '')" "$(note '\([0-9]* s\)')"
	done < <(boots | cut -d'|' -f3 | awk '!seen[$0]++')
}

# What belongs to the columns of the table.
bytes='files_show_the_bytes_of_stock|efi_file_ends|have_(a_)?lines?|is_that_of_stock|is_shown_as_stock'
wx='(wx|non_uxn)_(pages_are|check)|shadow_behind_a_wx|finds no W.X page'

take_lock
begun=$build/check-all.begun
touch "$begun"
mapfile -t parts < <(boots | cut -d'|' -f2 | awk '!seen[$0]++')
trap 'print_table | column -t -s "|"' EXIT
export RESUME=1 DUMPS='KASAN=1 LLVM=1 ARCH=i386 ARCH=powerpc64 ARCH=s390x'
DUMPS+=' ARCH=arm64 ARCH=arm64,FILE=efi ARCH=arm64,CPU=cortex-a57'
DUMPS+=' ARCH=riscv ARCH=riscv,FILE=efi ARCH=riscv,CMDLINE=no4lvl'
"$scripts/check.sh" style errors host cross "${parts[@]}" front series
