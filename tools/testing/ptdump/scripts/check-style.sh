#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Shell scripts are code too.

. "${BASH_SOURCE[0]%/*}/lib.sh"

n=0
while IFS= read -r f; do
	[ -f "$top/$f" ] || continue
	case $(head -c 64 "$top/$f" | head -n 1 | tr -d '\0') in
	'#!/bin/bash')		shell='bash' ;;
	'#!/bin/busybox sh')	shell='sh' ;;
	*)	[[ $f == *.sh ]] || continue
		shell='bash' ;;
	esac
	if shellcheck -s "$shell" -x -P "$scripts" "$top/$f" >&2; then
		echo "ok $((++n)) - shellcheck $f"
	else
		echo "not ok $((++n)) - shellcheck $f"
	fi
done < <(git -C "$top" ls-files -co --exclude-standard --deduplicate)
