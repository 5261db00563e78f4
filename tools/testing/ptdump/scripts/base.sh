#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes build/linux from a pristine kernel source: a git repository whose
# first commit, tagged "base", holds exactly that source. Another source becomes
# another base of the same repository; tree.sh then writes only files that differ.
# Without KSRC the source is Debian's, of the base that BASE names.
#
# usage: [BASE=...] [KSRC=directory or tarball] base.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

new=$build/linux.new

is_kernel_tree() {
	[ -f "$1/Kconfig" ] && [ -f "$1/mm/Makefile" ] &&
		grep -qs '^PATCHLEVEL = ' "$1/Makefile"
}

# head ends tar early: that is no failure.
is_tarball() {
	[ -n "$(tar -tf "$src" 2>/dev/null | head -n 1 || true)" ]
}

# Sets src to Debian's source. If a series has left the archive, the next row of
# series/bases takes its place, unless BASE names the series.
find_source() {
	local series status

	for series in ${BASE:-$bases}; do
		status=0
		src=$("$scripts/source.sh" "$series") || status=$?
		case $status in
		0)	return ;;
		3)	say "base: Linux $series has left the archive" ;;
		*)	exit $status ;;
		esac
	done
	die "the archive has no source of ${BASE:-any base}: KSRC=path names one"
}

# Sets version, and series to the base whose edits the source in folder $1 gets:
# BASE, the base of its own series, or the newest.
find_series() {
	version=$(version_of "$1")
	for series in ${BASE:-$bases}; do
		if [ -n "${BASE:-}" ] || [[ $version. == "$series".* ]] ||
		   [[ $version == "$series"-* ]]; then
			return
		fi
	done
	series=${bases%% *}
	say "base: Linux $version is none of $bases: it gets the edits for $series"
}

# A source is the same as last time when no name, size or time in it changed.
fingerprint() {
	realpath "$src"
	if [ -d "$src" ]; then
		find "$src" -name .git -prune -o -type f \
			-printf '%P %s %T@\n' | sort | sha256sum
	else
		stat -L -c '%s %Y' "$src"
	fi
}

unpack() {
	if [ -d "$src" ]; then
		tar -C "$src" --exclude=.git -cf - . | tar -C "$new" -xf -
	else
		tar -C "$new" --strip-components=1 -xf "$src"
	fi
}

# Someone else's tree may have been built in: kbuild refuses such a source.
is_built() {
	[ -e "$1/.config" ] || [ -e "$1/include/generated" ]
}

unbuild() {
	! is_built "$new" || make -C "$new" ARCH=x86 mrproper
}

# So many MB, and the source, in a folder of its own.
unpack_with() {
	mkdir -p "$new" "$logs"
	[ "$(free_mb)" -ge "$1" ] ||
		die "the disk is full: $build needs $1 MB free, has $(free_mb) MB"
	say "base: unpacking $src"
	run_logged "$logs/base.log" unpack
	is_kernel_tree "$new" || die "KSRC=$src holds no kernel source tree"
	run_logged "$logs/base.log" unbuild
}

# Our own ARCH, which may be empty, is not the kernel's.
version_of() {
	make -s -C "$1" ARCH=x86 kernelversion
}

commit() {
	git -C "$new" init -q -b ptdump --template= .
	git -C "$new" config gc.auto 0
	git -C "$new" config core.hooksPath /dev/null
	git -C "$new" config core.looseCompression 1
	git -C "$new" config advice.detachedHead false
	mkdir -p "$new/.git/info"
	# Kernels are built in b-ROW.
	echo '/b-*/' >"$new/.git/info/exclude"
	git -C "$new" add -A -f
	git -C "$new" commit -q --no-verify \
		-m "base: Linux $version"
	git -C "$new" tag base
	echo "$series" >"$new/.git/ptdump-series"
}

# The source in folder $1 becomes the base. An index of its own makes this quick
# when only a few files of the same folder changed.
commit_again() {
	local commit tree

	export GIT_INDEX_FILE=$linux/.git/ptdump-base.index
	git -C "$1" --git-dir="$linux/.git" --work-tree=. add -A -f .
	tree=$(git -C "$linux" write-tree)
	commit=$(git -C "$linux" commit-tree "$tree" -m "base: Linux $version")
	echo "$series" >"$linux/.git/ptdump-series"
	git -C "$linux" tag -f base "$commit"
}

take_lock
[ ! -e "$linux" ] || [ -e "$linux/.git/ptdump-base" ] ||
	die "build/linux is not a tree that make base made: move it away"
src=${KSRC:-}
[ -n "$src" ] || find_source
[ -e "$src" ] || die "there is no kernel source $src"
# BASE decides only for a KSRC.
id="${KSRC:+${BASE:-}} $(fingerprint)"
if [ "$(cat "$linux/.git/ptdump-base" 2>/dev/null)" = "$id" ]; then
	exit 0
fi

if [ -d "$src" ]; then
	is_kernel_tree "$src" || die "KSRC=$src is not a kernel source tree"
else
	is_tarball || die "KSRC=$src is neither a directory nor a tarball"
fi

rm -rf "$new"
trap 'rm -rf "$new"' EXIT
if [ -e "$linux" ]; then
	from=$src
	if [ ! -d "$src" ] || is_built "$src"; then
		unpack_with 2000
		from=$new
	fi
	find_series "$from"
	say "base: committing it to build/linux (up to a minute)"
	rm -f "$linux/.git/ptdump-base.index.lock"
	run_logged "$logs/base.log" commit_again "$from"
	echo "$id" >"$linux/.git/ptdump-base.new"
	mv "$linux/.git/ptdump-base.new" "$linux/.git/ptdump-base"
else
	unpack_with 6000
	find_series "$new"
	say "base: committing it to build/linux (about a minute)"
	run_logged "$logs/base.log" commit
	# Only a finished base gets the name that the other scripts look for.
	echo "$id" >"$new/.git/ptdump-base"
	mv "$new" "$linux"
fi
say "$(git -C "$linux" log -1 --format=%s base)"
