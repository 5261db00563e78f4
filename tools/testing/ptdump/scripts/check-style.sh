#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Shell scripts are code too.

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/result.sh"

while IFS= read -r f; do
	[ -f "$top/$f" ] || continue
	case $(head -c 64 "$top/$f" | head -n 1 | tr -d '\0') in
	'#!/bin/bash')		shell='bash' ;;
	'#!/bin/busybox sh')	shell='sh' ;;
	*)	[[ $f == *.sh ]] || continue
		shell='bash' ;;
	esac
	status=0
	shellcheck -s "$shell" -x -P "$scripts" "$top/$f" >&2 || status=1
	result $status "shellcheck $f"
done < <(git -C "$top" ls-files -co --exclude-standard --deduplicate)
