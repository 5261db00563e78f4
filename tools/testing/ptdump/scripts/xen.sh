#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Fetches Debian's hypervisor and prints the path of its image in build/xen. The
# package is unpacked, not installed: its scripts would change this machine's boot
# menu.
#
# usage: xen.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

package=xen-hypervisor-4.17-amd64
dir=$build/xen
image=$dir/xen

fetch() {
	rm -f $package*.deb
	apt-get -q download $package
	dpkg -x $package*.deb .
	# QEMU takes no packed multiboot kernel.
	gunzip -c boot/xen-4.17-amd64.gz >xen.new
	mv xen.new xen
}

take_lock
if [ ! -f "$image" ]; then
	command -v apt-get >/dev/null ||
		die "this is no Debian: put a Xen hypervisor at $image yourself"
	say "fetching $package"
	mkdir -p "$dir"
	cd "$dir"
	run_logged "$logs/xen.log" fetch
fi
echo "$image"
