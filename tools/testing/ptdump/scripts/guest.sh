#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes the initramfs of a guest, build/guest/CC/NAME.cpio, whose init is
# guest/NAME.c with more sources of guest/, or a busybox shell for the name
# "shell". With the name "check", the selftest is in it as well. That of a row
# whose kernel has modules is build/guest/ROW/NAME.cpio, with these in /modules.
# Prints its path.
#
# usage: guest.sh ROW NAME [SOURCE.c ...]

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

compile() {
	"$row_cc" -static -O2 -D_GNU_SOURCE -Wall -Wextra -Werror \
		-o "$root/init" "${sources[@]}"
}

# As it stands in the tree, by its own Makefile there.
selftest() {
	env -u CFLAGS -u CPPFLAGS -u LDFLAGS \
		make -s -C "$linux/tools/testing/selftests/ptdump" LLVM= \
		OUTPUT="$root" CROSS_COMPILE="${row_cc%gcc}" \
		USERCFLAGS=-Werror USERLDFLAGS=-static
}

modules() {
	mkdir "$root/modules"
	(cd "$row_dir" && sed 's/o$/ko/' modules.order | xargs cp -t "$root/modules")
}

busybox() {
	[ "$row_cc" = gcc ] || die "make shell works on ARCH=x86_64 only"
	[ -x /bin/busybox ] || die "/bin/busybox is missing: make deps"
	mkdir -p "$root/bin"
	cp /bin/busybox "$root/bin/"
	cp "$ptdump/guest/shell-init" "$root/init"
}

# An initramfs without /dev/console leaves init without stdin and stdout, and
# a user may not make devices: the kernel's own tool needs no device, only a
# line that describes it.
list() {
	echo 'dir /dev 755 0 0'
	echo 'nod /dev/console 600 0 0 c 5 1'
	(cd "$root" && find . -mindepth 1 -type d \
		-printf 'dir /%P 755 0 0\n' -o -type f \
		-printf "file /%P $root/%P 755 0 0\n") | sort
}

pack() {
	gcc -O2 -o "$dir/gen_init_cpio" "$linux/usr/gen_init_cpio.c"
	list >"$root.list"
	"$dir/gen_init_cpio" -t 0 "$root.list" >"$image.new"
	mv "$image.new" "$image"
}

take_lock
[ $# -ge 2 ] || die "usage: guest.sh ROW NAME [SOURCE.c ...]"
row_load "$1"
name=$2
shift 2
sources=("$ptdump/guest/$name.c" "${@/#/$ptdump/guest/}")
dir=$build/guest/$row_cc
inputs=("$ptdump/guest" "$scripts/guest.sh")
if has_modules; then
	dir=$build/guest/$row
	inputs+=("$row_dir/modules.order" "$row_image")
fi
root=$dir/$name
image=$dir/$name.cpio
inputs+=("$top/tools/testing/selftests/ptdump")

if [ -e "$image" ] &&
   [ -z "$(find "${inputs[@]}" -newer "$image")" ]; then
	echo "$image"
	exit 0
fi
rm -rf "$root" "$image"
mkdir -p "$root"
if [ "$name" = shell ]; then
	run_logged "$logs/guest-$name.log" busybox
else
	command -v "$row_cc" >/dev/null || die "$row_cc is missing: make deps"
	run_logged "$logs/guest-$name.log" compile
	[ "$name" != check ] || run_logged "$logs/guest-$name.log" selftest
	! has_modules || run_logged "$logs/guest-$name.log" modules
fi
run_logged "$logs/guest-$name.log" pack
echo "$image"
