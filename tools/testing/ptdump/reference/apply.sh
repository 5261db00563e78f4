#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: apply.sh LINUX_TREE
#
# Adds the base's own dumper, under other names, to a work tree that has ours: as
# it is, and with the fixes for the base alone. The tree is a git repository in
# which the tags "base", "stock-fixes" and "published" are the pristine base, the
# base with those fixes, and our tree over the base. Changes the work tree only.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tree=$1
dir=mm/ptdump_reference

die() {
	echo "apply.sh: $*" >&2
	exit 1
}

# Writes stdin to file $1 of the tree, unless it has that content already:
# make goes by the times of files.
put() {
	local to=$tree/$1 new

	mkdir -p "$(dirname "$to")"
	new=$(mktemp "$to.XXXXXX")
	cat >"$new"
	if cmp -s "$new" "$to"; then
		rm "$new"
	else
		chmod 644 "$new"
		mv "$new" "$to"
	fi
}

# Appends line $2 to file $1 of the tree as published.
hook() {
	{ git -C "$tree" show "published:$1" && echo "$2"; } | put "$1"
}

# What the reference compiles, and the base's text of each header that ours
# replaces or edits.
stock_files() {
	sed -n 's/^pristine.*[:+]= *//p' "$here/ptdump_reference/Makefile" |
		tr ' ' '\n' | sed 's/\.o$/.c/'
	git -C "$tree" diff --name-only --diff-filter=MD base published -- '*.h'
}

for ref in base stock-fixes published; do
	git -C "$tree" rev-parse -q --verify "$ref^{commit}" >/dev/null ||
		die "$tree has no commit named $ref"
done

for file in "$here"/ptdump_reference/*; do
	name=$(basename "$file")
	put "$dir/$name" <"$file"
done
for file in $(stock_files); do
	git -C "$tree" show "base:$file" | put "$dir/stock/$file"
	git -C "$tree" show "stock-fixes:$file" | put "$dir/fixed/$file"
done

# "ours" are measured where they stand.
meter="-include \$(src)/ptdump_reference/meter.h"
hook mm/Makefile "
obj-\$(CONFIG_PTDUMP_REFERENCE) += ptdump_reference/
ifdef CONFIG_PTDUMP_REFERENCE
CFLAGS_ptdump.o := -DPTDUMP_METER=ptdump_meter_ours $meter
CFLAGS_mm_walk.o := -DPTDUMP_METER_WALK $meter
endif"
hook mm/Kconfig.debug "
source \"$dir/Kconfig\""
