#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds a row's kernel.
#
# usage: [JOBS=N] build.sh ROW [TARGET ...]	(default: the image, and modules)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

every=15

# Keeps make's output in the log and says now and then how far it is.
progress() {
	local line objects=0 shown=$EPOCHSECONDS

	while IFS= read -r line; do
		printf '%s\n' "$line"
		[[ $line =~ ^\ \ (CC|AS|HOSTCC|LD|AR)\  ]] || continue
		((++objects))
		if ((EPOCHSECONDS - shown >= every)); then
			shown=$EPOCHSECONDS
			say "$row: $objects objects"
		fi
	done
	[ $objects = 0 ] || say "$row: $objects objects, done"
}

take_lock
row_load "${1:?usage: build.sh ROW [TARGET ...]}"
shift

"$scripts/config.sh" "$row"
if [ $# = 0 ]; then
	set -- "$row_target"
	! has_modules || set -- "$@" modules
fi
say "$row: building"
log=$logs/$row-build.log
row_make -j"${JOBS:-$(nproc)}" "$@" 2>&1 </dev/null | progress >"$log" ||
	die_log "$log" "$row: the kernel does not build"
