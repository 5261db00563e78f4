#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The sums of the stock files that our tree replaces or edits. They decide
# whether a base is the one that our tree was written for.
#
# usage: sums.sh --check	compare the base in build/linux with BASE/sums
#        sums.sh --update	record the base's

# shellcheck source=lib.sh
. "${BASH_SOURCE[0]%/*}/../tools/testing/ptdump/scripts/lib.sh"


# The files of the base that we replace or edit.
stock_files() {
	local files

	mapfile -t files < <(touched_files)
	[ ${#files[@]} -gt 0 ] || return 0
	git -C "$linux" ls-tree -r --name-only base -- "${files[@]}"
}

stock_sums() {
	local dir=$build/sums.tmp files

	mapfile -t files < <(stock_files)
	[ ${#files[@]} -gt 0 ] || return 0
	rm -rf "$dir"
	mkdir "$dir"
	git -C "$linux" archive base -- "${files[@]}" | tar -x -C "$dir"
	(cd "$dir" && sha256sum -- "${files[@]}")
	rm -rf "$dir"
}

# Files of the base that stand in the place of ours, among those that moved.
replaced() {
	comm -12 - <(our_files | sort) | xargs
}

# Is the base of the version that the sums are of?
is_known() {
	local known version

	version=$(git -C "$linux" log -1 --format=%s base)
	IFS='|' read -r _ known _ < <(table "$top/series/bases" "$(base)")
	[ "${version##* }" = "${known%%-*}" ]
}

# NEW: the files without a sum.
describe() {
	local f

	while IFS= read -r f; do
		if grep -qxF "$f" <<<"$1"; then
			f+=' (new)'
		elif ! git -C "$linux" cat-file -e "base:$f" 2>/dev/null; then
			f+=' (gone)'
		fi
		echo "  $f"
	done
}

# A base that moved is no error, as long as all edits find their places.
check() {
	local moved new now ours

	# Recorded, but not so in this base: changed or gone. An entry that is
	# no longer ours to touch is only old.
	now=$(stock_sums)
	moved=$(comm -13 <(sort <<<"$now") <(sort "$sums") |
		cut -d' ' -f3 | sort | comm -12 - <(touched_files))
	# Not recorded: the base got the file, or our tree began to touch it.
	new=$(comm -13 <(cut -d' ' -f3 "$sums" | sort) \
		<(cut -d' ' -f3 <<<"$now" | sort))
	if [ -n "$new" ] && [ -z "$moved" ] && is_known; then
		die "series/$(base)/sums has no sum of $(xargs <<<"$new");" \
			"series/sums.sh --update records it"
	fi
	moved=$(printf '%s\n' "$moved" "$new" | sed '/^$/d' | sort)
	echo "${moved:+$(xargs <<<"$moved")}" >"$linux/.git/ptdump-moved"
	[ -n "$moved" ] || return 0
	echo "warning: these files of the base are not those of" \
		"Linux $(base) that our tree was written for:" >&2
	describe "$new" <<<"$moved" >&2
	ours=$(replaced <<<"$moved")
	[ -z "$ours" ] ||
		echo "warning: ours replace $ours;" \
			"what the base changed in them is lost" >&2
}

take_lock
sums=$top/series/$(base)/sums
case ${1:-} in
--check)	check ;;
--update)	stock_sums >"$sums.new" && mv "$sums.new" "$sums" ;;
*)		die "usage: sums.sh --check|--update" ;;
esac
