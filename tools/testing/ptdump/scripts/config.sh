#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Configures a row's kernel: what tinyconfig consists of, the row's fragments
# on top, and no to everything else. Does nothing when neither the fragments
# nor the tree's Kconfig files changed.
#
# usage: config.sh ROW

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

# A fragment has a part of its own for a base whose Kconfig differs.
fragments() {
	local dir=$ptdump/kernels/fragments word

	for word in $row_config; do
		case $word in
		[-A-Z]*)	fragment "$word" ;;
		*)		cat "$dir/$word.config"
				[ ! -e "$dir/$(base)/$word.config" ] ||
					cat "$dir/$(base)/$word.config" ;;
		esac
	done
}

key() {
	echo "$row_arch"
	if [ -n "$row_llvm" ]; then "$clang" --version; else "${row_prefix}gcc" --version; fi
	cat "$scripts/config.sh" "$scripts/row.sh"
	fragments
	git -C "$linux" ls-tree -r HEAD |
		grep -E 'Kconfig|/configs/|/scripts/kconfig/'
}

# Not "make tinyconfig" and the fragments over it: what becomes visible by the
# fragments would then get its default, and much of that is yes.
configure() {
	fragments >"$row_dir/ptdump-fragment"
	(cd "$linux" && scripts/kconfig/merge_config.sh -m -O "b-$row" \
		kernel/configs/tiny-base.config kernel/configs/tiny.config \
		"b-$row/ptdump-fragment")
	mv "$row_dir/.config" "$row_dir/ptdump-merged"
	row_make KCONFIG_ALLCONFIG="$row_dir/ptdump-merged" allnoconfig
}

take_lock
row_load "${1:?usage: config.sh ROW}"

new=$(key | sha256sum)
if [ "$(cat "$row_dir/ptdump-config" 2>/dev/null)" = "$new" ]; then
	exit 0
fi
say "$row: configuring"
mkdir -p "$row_dir"
rm -f "$row_dir/ptdump-config"
run_logged "$logs/$row-config.log" configure
dropped=$(lost "$row_dir/.config" <"$row_dir/ptdump-fragment")
[ -z "$dropped" ] || {
	printf '%s\n' "$dropped" | sed 's/^/  | /' >&2
	die "$row: Kconfig did not take these lines of the fragments"
}
echo "$new" >"$row_dir/ptdump-config"
