#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Takes away, one at a time, what kernels/races says, locks above all, boots each
# such kernel, into the stress for most, and looks for what must notice. Prints
# "ok - RACE: ..." or "not ok - RACE: ...". Only the file in question is
# compiled again. The change is a commit over "reference", which is checked out
# again at the end, or by the next run. With -n, only whether each change finds its
# place.
#
# usage: [RACE="RACE ..."] check-races.sh [-n]

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"
. "$scripts/boots.sh"
. "$scripts/result.sh"
. "$scripts/worktree.sh"

limit=600
# Enough to notice, and an end with the first warning.
options_of_all='PTDUMP_DUMPS=300 PTDUMP_SECONDS=400 panic_on_warn=1'
# Where there is no KASAN, a page that is free is not mapped. Other boots of such a
# kernel compare dumps, which change with each page then.
options_of_pagealloc='debug_pagealloc=on PTDUMP_PAGEALLOC=1'

put_back() {
	write_worktree reference
}

# The commit with the change of race $1.
commit_of() (
	export GIT_INDEX_FILE=$build/race.index

	in_linux read-tree reference
	change "$1"
	in_linux commit-tree "$(in_linux write-tree)" -p reference -m "race $1"
)

# Makes the change of race $1 in the index, and before it those that it comes with.
change() {
	local race with boot file shows script blob

	IFS='|' read -r race with boot file shows script < <(table races "$1")
	[ "$with" = - ] || change "$with"
	[ "$script" != - ] || return 0
	in_linux cat-file blob ":$file" >"$build/race.old"
	sed -E "$script" "$build/race.old" >"$build/race.c"
	! cmp -s "$build/race.c" "$build/race.old" ||
		die "kernels/races: $race changes nothing in $file"
	blob=$(in_linux hash-object -w --no-filters "$build/race.c")
	in_linux update-index --cacheinfo "100644,$blob,$file"
}

# What the boot of race $1 left behind has a line of @shows, or, for "-", nothing
# to complain about.
noticed() {
	local log=$logs/race-$1.log raw=$logs/race-$1.raw

	if [ "$2" = - ]; then
		console_complaints "$log" && ! grep -a '^not ok' "$raw" &&
			grep -qa '^1\.\.' "$raw"
	else
		grep -ahE -m 1 -- "$2" "$log" "$raw"
	fi
}

run_race() {
	local race=$1 boot=$2 shows=$3 boot_args kernel how options initrd line
	local start=$EPOCHSECONDS commit

	IFS='|' read -r _ _ kernel how options _ < <(table boots "$boot")
	commit=$(commit_of "$race")
	write_worktree "$commit"
	row_load "$(test_row "$kernel")"
	"$scripts/build.sh" "$row"
	initrd=$(check_initrd)
	! grep -q '^CONFIG_DEBUG_PAGEALLOC=y' "$row_dir/.config" ||
		options+=" $options_of_pagealloc"
	boot_args "$boot" "$how"
	say "boot $boot, $race"
	# What must be noticed may be the end of the kernel.
	"$scripts/boot.sh" -n "race-$race" -t "$limit" "${boot_args[@]}" \
		-a "$options $options_of_all" "$row" "$initrd" </dev/null \
		>"$logs/race-$race.boot" 2>&1 || true
	if line=$(noticed "$race" "$shows"); then
		echo "# $race: ${line:-nothing to complain about}"
		result 0 "$race: shows $shows"
	else
		printf '%s\n' "$line" | sed "s/^/# $race: /"
		result 1 "$race: shows $shows"
	fi
	echo "# $race: $((EPOCHSECONDS - start)) s"
}

known RACE "$(race_names)"
take_lock
"$scripts/base.sh"
"$scripts/tree.sh"
if [ "${1:-}" = -n ]; then
	for race in $(race_names); do
		commit_of "$race" >/dev/null || failed=1
	done
	exit "$failed"
fi
trap put_back EXIT
while IFS='|' read -r race _ boot _ shows _; do
	[[ -z ${RACE:-} || " $RACE " == *" $race "* ]] || continue
	run_race "$race" "$boot" "$shows"
done < <(table races)
