#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lays our tree over the base, one commit a step of series/steps; the last is
# tagged "published". On top of it, for tests only, comes the commit "reference",
# which is checked out. A file whose content stays is not written, so that
# nothing rebuilds. The series of fixes for the base alone ends at the tag
# "stock-fixes". Stops if a user changed build/linux: with ASIDE=1 a branch there
# takes the changes.
#
# usage: [ASIDE=1] tree.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/worktree.sh"

reference=tools/testing/ptdump/reference
step=$linux/b-step
tmp=$build/tree.tmp
# Our files as this base wants them.
laid=$tmp/ours

# The steps of a table are put together in an index of their own: the work tree
# changes once, at the end. Prints the last commit.
lay_steps() {
	local head=base tree before name files moved

	git -C "$linux" read-tree base
	before=$(git -C "$linux" rev-parse 'base^{tree}')
	while IFS='|' read -r name files moved; do
		read -ra files <<<"$files"
		read -ra moved <<<"$moved"
		move "${moved[@]}"
		lay "${files[@]}"
		edit "$name"
		tree=$(git -C "$linux" write-tree)
		if [ "$tree" = "$before" ]; then
			continue
		fi
		head=$(commit "$tree" "$head" -F "$(message "$name")")
		before=$tree
	done < <(table "$1")
	echo "$head"
}

# The message of a step: the base's own, or that of all bases.
message() {
	local file

	for file in "$top/series/$base/$1.txt" "$top/series/$1.txt"; do
		if [ -s "$file" ]; then
			echo "$file"
			return
		fi
	done
	die "step $1 has no message series/$1.txt"
}

# Our files are mainline's. The step "backport" edits copies of them for a base
# that is older.
copy_ours() {
	mkdir "$laid"
	{ our_files; our_files "$reference"; } | sort -u |
		(cd "$top" && xargs -d '\n' cp --parents -pt "$laid")
	"$top/series/edits.sh" apply "$base" backport "$laid" 2>>"$tmp/lost" ||
		[ -s "$tmp/lost" ] || die "series/edits.sh failed in step backport"
}

# Files of the base get other names; FROM stays until it is replaced. Without a name,
# FROM is removed.
move() {
	local f

	for f; do
		if [ -z "${f#*=}" ]; then
			printf '0 %040d\t%s\n' 0 "${f%=}"
			continue
		fi
		git -C "$linux" ls-files -s -- "${f%=*}" |
			sed "s|\t.*|\t${f#*=}|"
	done | into_index
}

# Files of ours come, as they are in the end.
lay() {
	[ $# -gt 0 ] || return 0
	our_files "$@" | entries_of_ours | into_index
}

# Files are edited, as the step finds them. Edits that fail are described in
# $tmp/lost, one a line.
edit() {
	local dir=$tmp/edits/$1 f files

	files=$("$top/series/edits.sh" files "$base" "$1" | sort -u)
	[ -n "$files" ] || return 0
	for f in $files; do
		mkdir -p "$(dirname "$dir/$f")"
		git -C "$linux" cat-file blob ":$f" >"$dir/$f" 2>/dev/null ||
			rm "$dir/$f"
	done
	"$top/series/edits.sh" apply "$base" "$1" "$dir" 2>>"$tmp/lost" ||
		[ -s "$tmp/lost" ] || die "series/edits.sh failed in step $1"
	for f in $files; do
		[ ! -e "$dir/$f" ] || entry "$(git -C "$linux" ls-files -s -- "$f" | cut -d' ' -f1)" \
			"$dir/$f" "$f"
	done | into_index
}

all_edits_have_a_place() {
	local lost what='edits find'

	[ -s "$tmp/lost" ] || return 0
	# A step can be one of both series.
	mapfile -t lost < <(awk '!seen[$0]++' "$tmp/lost")
	[ ${#lost[@]} -gt 1 ] || what='edit finds'
	printf '%s\n' "${lost[@]}" >&2
	die "${#lost[@]} $what no place in this base:" \
		"series/edits.sh and series/$base/edits.sh have them"
}

all_of_ours_are_in() {
	local missing

	missing=$(comm -23 <(our_files | entries_of_ours | sort) \
		<(git -C "$linux" ls-files -s | sed 's/ 0\t/\t/' | sort) |
		cut -f 2)
	[ -z "$missing" ] ||
		die "series/steps leaves out, or series/edits.sh leaves edited:" \
			"$(xargs <<<"$missing")"
}

# Lines for the index: the files of ours that stdin names.
entries_of_ours() {
	local files blob i=0 mode

	mapfile -t files
	[ ${#files[@]} -gt 0 ] || return 0
	printf '%s\n' "${files[@]/#/$laid/}" |
		git -C "$linux" hash-object -w --no-filters --stdin-paths |
		while IFS= read -r blob; do
			mode=100644
			[ ! -x "$laid/${files[i]}" ] || mode=100755
			printf '%s %s\t%s\n' $mode "$blob" "${files[i++]}"
		done
}

# A line for the index: file $2 as $3.
entry() {
	printf '%s %s\t%s\n' "$1" \
		"$(git -C "$linux" hash-object -w --no-filters "$2")" "$3"
}

into_index() {
	git -C "$linux" update-index --index-info
}

commit() {
	git -C "$linux" commit-tree "$1" -p "$2" "${@:3}"
}

# What the steps are made from: the base, our files with their modes, the series.
laid_key() {
	echo "$base"
	git -C "$linux" rev-parse base
	(cd "$top" && { our_files; our_files series "$scripts/tree.sh"; } |
		xargs -d '\n' sha256sum)
	(cd "$top" && our_files | xargs -d '\n' stat -c '%A %n')
}

# What the reference step was made from: the tree below it, the fixes for the base,
# and its own files.
step_key() {
	git -C "$linux" rev-parse published stock-fixes
	(cd "$laid" && find "$reference" -type f -exec sha256sum {} + | sort)
}

# The step works in a small checkout of its own, of the folders that it may
# change.
reference_tree() {
	# A checkout that was copied together with build/ still has its step in
	# the original's repository.
	if [ "$(git -C "$step" rev-parse --git-common-dir 2>&1)" != \
	     "$linux/.git" ]; then
		rm -rf "$step"
		git -C "$linux" worktree prune
		git -C "$linux" worktree add -f --no-checkout --detach -q \
			"$step" published
		git -C "$step" sparse-checkout set \
			arch/x86 fs include mm >&2
	fi
	# The caller asks whether this worked: errexit is off here.
	git -C "$step" reset -q --hard published &&
		git -C "$step" clean -qfdx &&
		"$laid/$reference/apply.sh" "$step" >&2 &&
		git -C "$step" add -A -f &&
		git -C "$step" write-tree
}

take_lock
[ -e "$linux/.git/ptdump-base" ] || die "there is no build/linux: run make base"
# What a run that was killed left over; the lock is ours.
find "$linux/.git" -name objects -prune -o -name '*.lock' -exec rm -f {} +
begin_worktree
rm -rf "$tmp"
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp"
base=$(base)

"$top/series/sums.sh" --check
copy_ours

key=$(laid_key)
if [ "$(cat "$linux/.git/ptdump-laid" 2>/dev/null)" != "$key" ]; then
	export GIT_INDEX_FILE=$tmp/index
	fixes=$(lay_steps "$top/series/stock-fixes")
	head=$(lay_steps "$top/series/steps")
	all_edits_have_a_place
	all_of_ours_are_in
	unset GIT_INDEX_FILE
	git -C "$linux" tag -f stock-fixes "$fixes" >/dev/null
	git -C "$linux" tag -f published "$head" >/dev/null
	echo "$key" >"$linux/.git/ptdump-laid"
fi

if [ -x "$laid/$reference/apply.sh" ]; then
	key=$(step_key)
	if [ "$(cat "$linux/.git/ptdump-step" 2>/dev/null)" != "$key" ]; then
		say "tree: adding the stock reference"
		if tree=$(reference_tree); then
			tree=$(commit "$tree" published \
				-m 'the stock reference, for tests only')
		elif [ -s "$linux/.git/ptdump-moved" ]; then
			say "tree: no stock reference from this base: no tests"
			tree=published
		else
			die "the stock reference cannot be made from this base"
		fi
		git -C "$linux" tag -f reference "$tree" >/dev/null
		echo "$key" >"$linux/.git/ptdump-step"
	fi
else
	git -C "$linux" tag -f reference published >/dev/null
fi

write_worktree reference
