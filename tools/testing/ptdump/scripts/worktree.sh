# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Writes the work tree of build/linux, and never over a user's change: a file that
# git tracks there, or a commit. A run that is killed while it writes leaves files
# of another commit: the file ptdump-writing names that commit, so that the next
# run tells them apart. To be sourced after lib.sh, which sets the places.
# shellcheck disable=SC2154

writing=$linux/.git/ptdump-writing
# The commit that the last run left checked out.
left=$linux/.git/ptdump-head

in_linux() {
	git -C "$linux" "$@"
}

# Commits up to HEAD that no script here made.
commits_of_user() {
	local name ours=()

	for name in $(cat "$left" "$writing" 2>/dev/null) \
			refs/tags/{base,stock-fixes,published,reference}; do
		! in_linux rev-parse -q --verify "$name^{commit}" >/dev/null ||
			ours+=("$name")
	done
	in_linux rev-list HEAD --not "${ours[@]}"
}

# Files that the user changed, and those that git does not track and that commit $1
# would overwrite.
files_of_user() {
	{
		in_linux -c core.quotePath=off status --porcelain --no-renames \
			--untracked-files=no | cut -c 4-
		in_linux diff --name-only --no-renames --diff-filter=A HEAD "$1" |
			while IFS= read -r f; do
				[ ! -e "$linux/$f" ] || echo "$f"
			done
	} | sort -u | not_of_a_killed_run
}

# A run that was killed has written some files, removed some, and one it may have
# begun.
not_of_a_killed_run() {
	local -A new
	local f blob target

	if ! [ -e "$writing" ]; then
		cat
		return
	fi
	target=$(cat "$writing")
	while IFS=$'\t' read -r blob f; do
		new[$f]=$blob
	done < <(in_linux diff --raw --no-renames --no-abbrev HEAD "$target" |
		sed -E 's/^([^ ]+ ){3}([^ ]+) [A-Z]\t/\2\t/')
	while IFS= read -r f; do
		blob=${new[$f]:-}
		[ -n "$blob" ] && { [ ! -e "$linux/$f" ] ||
			begins_as "$linux/$f" "$blob"; } || echo "$f"
	done
}

# No pipe: cmp ends before it has read all, and what writes would fail.
begins_as() {
	cmp -s -n "$(stat -c %s "$1")" "$1" \
		<(in_linux cat-file blob "$2" 2>/dev/null)
}

# Stops if the user changed something: with ASIDE=1 a branch of build/linux takes
# it. Commit $1 is what is going to be checked out.
keep_changes() {
	local changes

	changes=$(changes_of_user "$1")
	[ -n "$changes" ] || return 0
	[ "${ASIDE:-}" = 1 ] ||
		die "build/linux has changes of yours: $changes; make base" \
			"ASIDE=1 puts them on a branch there and goes on"
	put_aside "$(files_of_user "$1")"
}

# What a user changed, in words.
changes_of_user() {
	local files commits text

	files=$(files_of_user "$1")
	commits=$(commits_of_user)
	mapfile -t files <<<"$files"
	mapfile -t commits < <(printf '%s' "$commits")
	text=${files[*]:0:5}
	[ ${#files[@]} -le 5 ] || text+=" and $((${#files[@]} - 5)) more"
	[ ${#commits[@]} = 0 ] || text+="${text:+, }${#commits[@]} commit"
	[ ${#commits[@]} -le 1 ] || text+=s
	echo "$text"
}

# HEAD's tree with these files as they are in the work tree.
tree_with() {
	local index=$linux/.git/ptdump-aside

	GIT_INDEX_FILE=$index in_linux read-tree HEAD
	GIT_INDEX_FILE=$index in_linux update-index --add --remove --stdin <<<"$1"
	GIT_INDEX_FILE=$index in_linux write-tree
}

put_aside() {
	local commit n=1 tree

	commit=$(in_linux rev-parse HEAD)
	if [ -n "$1" ]; then
		tree=$(tree_with "$1")
		commit=$(in_linux commit-tree "$tree" -p HEAD \
			-m 'changes in build/linux, put aside')
	fi
	while in_linux rev-parse -q --verify "refs/heads/aside-$n" >/dev/null; do
		n=$((n + 1))
	done
	in_linux branch "aside-$n" "$commit"
	say "tree: your changes in build/linux are on its branch aside-$n"
}

# A branch that the user checked out stays where it is.
check_out() {
	in_linux update-ref --no-deref HEAD "$(in_linux rev-parse HEAD)"
	in_linux reset -q --hard "$1"
	echo "$1" >"$left"
	rm -f "$writing"
}

# Looks for changes of the user, and finishes what a run that was killed began.
begin_worktree() {
	local target

	target=$(cat "$writing" 2>/dev/null || in_linux rev-parse HEAD)
	keep_changes "$target"
	if [ -e "$writing" ] || [ "${ASIDE:-}" = 1 ]; then
		check_out "$target"
	else
		in_linux rev-parse HEAD >"$left"
	fi
}

# Checks commit $1 out. A file whose content stays is not written.
write_worktree() {
	local commit

	commit=$(in_linux rev-parse "$1^{commit}")
	[ "$commit" != "$(in_linux rev-parse HEAD)" ] || return 0
	keep_changes "$commit"
	echo "$commit" >"$writing.new"
	mv "$writing.new" "$writing"
	check_out "$commit"
}
