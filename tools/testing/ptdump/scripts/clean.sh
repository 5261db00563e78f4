#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: clean.sh clean		removes what was built, keeps the kernel sources
#        clean.sh distclean	removes all of build/, if no user changed build/linux
#
# With BASE=... only what belongs to that base.

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/worktree.sh"

# New files are changes, too, and a stash, and branches except that of base.sh.
nothing_of_user() {
	local changes branches new

	[ -e "$linux/.git" ] || return 0
	changes=$(changes_of_user HEAD)
	mapfile -t new < <(in_linux -c core.quotePath=off ls-files -o \
		--exclude-standard)
	[ ${#new[@]} = 0 ] ||
		changes+=${changes:+, }"new files ${new[*]:0:5}"
	[ ${#new[@]} -le 5 ] || changes+=" and $((${#new[@]} - 5)) more"
	branches=$(in_linux for-each-ref --format='%(refname:short)' refs/heads |
		sed '/^ptdump$/d' | xargs)
	changes+=${branches:+${changes:+, }branches $branches}
	! in_linux rev-parse -q --verify refs/stash >/dev/null ||
		changes+=${changes:+, }'a stash'
	[ -z "$changes" ] ||
		die "build/linux has changes of yours: $changes; rm -rf" \
			"$linux removes them"
}

# The folders of all other bases, which lie in build/.
others=()
for series in $bases; do
	if [ "$build" = "$top/build" ] && [ -d "$build/$series" ]; then
		others+=(! -name "$series")
		[ -n "${BASE:-}" ] || BASE=$series "$0" "$@"
	fi
done

take_lock
# The lock stays: another make may wait for it.
case ${1:-} in
clean)		set -- ! -name .lock ! -name linux ! -name source "${others[@]}" ;;
distclean)	nothing_of_user
		set -- ! -name .lock "${others[@]}" ;;
*)		die "usage: clean.sh clean|distclean" ;;
esac
rm -rf "$linux"/b-*
find "$build" -mindepth 1 -maxdepth 1 "$@" -exec rm -rf {} +
