#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lays our tree over the base: the commit "published" in build/linux, and on
# top of it, for tests only, the commit "reference", which is checked out.
# A file whose content stays is not written, so that nothing rebuilds.
#
# usage: tree.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

reference=$ptdump/reference
step=$linux/b-step
tmp=$build/tree.tmp

# The published tree is put together in an index of its own: the work tree
# changes once, at the end.
published_tree() {
	local f

	export GIT_INDEX_FILE=$tmp/index
	git -C "$linux" read-tree base
	our_files | while IFS= read -r f; do
		put "$top/$f" "$f"
	done
	mkdir "$tmp/edits"
	for f in $("$top/series/edits.sh" files | sort -u); do
		[ ! -f "$top/$f" ] || die "series/edits.sh edits our own $f"
		mkdir -p "$tmp/edits/${f%/*}"
		git -C "$linux" cat-file blob "base:$f" >"$tmp/edits/$f" ||
			die "series/edits.sh: the base has no $f"
	done
	"$top/series/edits.sh" apply "$tmp/edits" || die "series/edits.sh failed"
	(cd "$tmp/edits" && find . -type f -printf '%P\n') |
		while IFS= read -r f; do
			put "$tmp/edits/$f" "$f"
		done
	git -C "$linux" update-index --index-info <"$tmp/entries"
	git -C "$linux" write-tree
	unset GIT_INDEX_FILE
}

put() {
	local mode=100644

	[ ! -x "$1" ] || mode=100755
	printf '%s %s\t%s\n' $mode \
		"$(git -C "$linux" hash-object -w --no-filters "$1")" "$2" \
		>>"$tmp/entries"
}

commit() {
	git -C "$linux" commit-tree -p "$2" -m "$3" "$1"
}

# What the reference step was made from: the tree below it and its own files.
step_key() {
	git -C "$linux" rev-parse published
	git -C "$top" ls-files -co --exclude-standard -- "$reference" |
		while IFS= read -r f; do
			[ ! -f "$top/$f" ] || (cd "$top" && sha256sum "$f")
		done
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
		"$reference/apply.sh" "$step" >&2 &&
		git -C "$step" add -A -f &&
		git -C "$step" write-tree
}

take_lock
[ -e "$linux/.git/ptdump-base" ] || die "there is no build/linux: run make base"
# What a run that was killed left over; the lock is ours.
find "$linux/.git" -name objects -prune -o -name '*.lock' -exec rm -f {} +
rm -rf "$tmp"
mkdir "$tmp"
: >"$tmp/entries"

"$top/series/sums.sh" --check

tree=$(published_tree)
git -C "$linux" tag -f published \
	"$(commit "$tree" base 'our tree over the base')" >/dev/null

if [ -x "$reference/apply.sh" ]; then
	key=$(step_key)
	if [ "$(cat "$linux/.git/ptdump-step" 2>/dev/null)" != "$key" ]; then
		say "tree: adding the stock reference"
		if tree=$(reference_tree); then
			tree=$(commit "$tree" published \
				'the stock reference, for tests only')
		elif [ "${KSRC_DRIFT:-}" = 1 ]; then
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

git -C "$linux" reset -q --hard reference
rm -rf "$tmp"
