#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes build/linux from a pristine kernel source: a git repository whose
# first commit, tagged "base", holds exactly that source.
#
# usage: [KSRC=directory or tarball] base.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

src=${KSRC:-/usr/src/linux-source-6.12.tar.xz}
new=$build/linux.new
need_mb=6000

is_kernel_tree() {
	[ -f "$1/Kconfig" ] && [ -f "$1/mm/Makefile" ] &&
		grep -qs '^PATCHLEVEL = ' "$1/Makefile"
}

# head ends tar early: that is no failure.
is_tarball() {
	[ -n "$(tar -tf "$src" 2>/dev/null | head -n 1 || true)" ]
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
		tar -C "$src" --exclude-vcs -cf - . | tar -C "$new" -xf -
	else
		tar -C "$new" --strip-components=1 -xf "$src"
	fi
}

# Someone else's tree may have been built in: kbuild refuses such a source.
unbuild() {
	[ -e "$new/.config" ] || [ -e "$new/include/generated" ] || return 0
	make -C "$new" ARCH=x86 mrproper
}

commit() {
	local version

	# Our own ARCH, which may be empty, is not the kernel's.
	version=$(make -s -C "$new" ARCH=x86 kernelversion)
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
}

take_lock
[ -e "$src" ] || die "there is no kernel source $src" \
	"(make deps installs it, KSRC=path names another)"
id=$(fingerprint)
if [ "$(cat "$linux/.git/ptdump-base" 2>/dev/null)" = "$id" ]; then
	exit 0
fi

if [ -d "$src" ]; then
	is_kernel_tree "$src" || die "KSRC=$src is not a kernel source tree"
else
	is_tarball || die "KSRC=$src is neither a directory nor a tarball"
fi

rm -rf "$new" "$linux.old"
trap 'rm -rf "$new"' EXIT
mkdir -p "$new" "$logs"
[ "$(free_mb)" -ge $need_mb ] ||
	die "the disk is full: $build needs $need_mb MB free, has $(free_mb) MB"

say "base: unpacking $src"
run_logged "$logs/base.log" unpack
is_kernel_tree "$new" || die "KSRC=$src holds no kernel source tree"
run_logged "$logs/base.log" unbuild
say "base: committing it to build/linux (about a minute)"
run_logged "$logs/base.log" commit

# Only a finished base ever gets the name that the other scripts look for.
echo "$id" >"$new/.git/ptdump-base"
[ ! -e "$linux" ] || mv "$linux" "$linux.old"
mv "$new" "$linux"
rm -rf "$linux.old"
say "base: $(git -C "$linux" log -1 --format=%s base)"
