#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a user can do wrong, or a machine can lack: each gets one line that says
# so and a status that is not 0, and nothing half-made stays. Prints lines
# "ok - NAME" or "not ok - NAME".
#
# All is done in a second checkout, build/errors, with a base that is made of
# the files that ours replace or edit, so that nothing here takes long.
#
# usage: check-errors.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

checkout=$build/errors
source=$build/errors.source
tools=$build/errors.tools
out=$logs/errors.out
err=$logs/errors.err
. "$scripts/result.sh"

# A user's command in the second checkout, with a lock of its own.
user() {
	(cd "$checkout" && unset PTDUMP_LOCKED PTDUMP_START ARCH ROW KASAN LLVM \
			FILE FORMAT RACE PARTS DUMPS BASE MIRROR &&
		exec 9>&- && "$@") >"$out" 2>"$err" </dev/null
}

# NAME PATTERN COMMAND: it fails, says why in one line that begins with "error:",
# and prints nothing on stdout.
refused() {
	local name=$1 pattern=$2 status=0

	shift 2
	! user "$@" || status=1
	[ ! -s "$out" ] || status=1
	[ "$(grep -c '^error: ' "$err")" = 1 ] || status=1
	grep -qE "^error: .*$pattern" "$err" || status=1
	result $status "$name"
}

works() {
	local name=$1 status=0

	shift
	user "$@" || status=$?
	result $status "$name"
}

make_checkout() {
	rm -rf "$checkout" "$source" "$tools"
	mkdir -p "$checkout" "$source" "$tools"
	git -C "$top" ls-files -co --exclude-standard --deduplicate |
		while IFS= read -r f; do
			[ ! -f "$top/$f" ] || echo "$f"
		done | (cd "$top" && xargs cp --parents -pt "$checkout")
	git -C "$checkout" init -q
	# What we touch, what the reference is made of, what makes it a kernel's, and
	# what the selftest includes.
	cut -d' ' -f3 "$top/series/$(base)/sums" |
		xargs git -C "$linux" archive base Makefile Kconfig scripts \
			arch/x86/Makefile arch/powerpc/mm/ptdump \
			arch/s390/mm/dump_pagetables.c \
			tools/testing/selftests/{lib.mk,kselftest.h,kselftest_harness.h} |
		tar -x -C "$source"
}

# The tools that stay, in a PATH without the others: LESS COMMAND ...
without() {
	local less=$1 dir f

	shift
	rm -rf "${tools:?}/bin"
	mkdir -p "$tools/bin"
	for dir in /usr/sbin /usr/bin /sbin /bin; do
		for f in "$dir"/*; do
			[[ " $less " == *" ${f##*/} "* ]] ||
				ln -s "$f" "$tools/bin/${f##*/}" 2>/dev/null || true
		done
	done
	"$@"
}

# A tool that is not what it was: NAME, and its script.
instead() {
	rm -f "$tools/bin/$1"
	printf '#!/bin/bash\n%s\n' "$2" >"$tools/bin/$1"
	chmod +x "$tools/bin/$1"
}

# Names

names_are_checked() {
	refused 'an unknown FILE' 'FILE=none is unknown; known: kernel' \
		make -s dump FILE=none
	refused 'a FILE that the architecture does not have' \
		'FILE=current_user: only x86' make -s dump ARCH=arm64 FILE=current_user
	refused 'an unknown ARCH' 'ARCH=vax is unknown; known rows: x86_64' \
		make -s dump ARCH=vax
	refused 'a KASAN that is not 1' 'KASAN=y: it is 1, or 0' make -s dump KASAN=y
	refused 'an unknown BASE' 'BASE=5.10 is unknown; known: 7.3 6.12' \
		make -s dump BASE=5.10
	refused 'an unknown row' 'there is no kernel row vax; known: x86_64' \
		make -s kernel ROW=vax
	refused 'an unknown part' 'there is no part vax' make -s check-vax
	refused 'an unknown row of a part' 'x86 has no such row; known: x86_64' \
		make -s check-x86 ROW=vax
	refused 'a row of another part' 'ROW=i386 is unknown; known: x86_64' \
		make -s check-x86 ROW='x86_64 i386'
	refused 'a row, and a part that boots none' 'ROW=x86_64: .*no kernel' \
		make -s check-style ROW=x86_64
	refused 'an unknown race' 'RACE=vax is unknown; known: slow' \
		make -s check-races RACE='slow vax'
	refused 'an unknown part to bench' 'PARTS=vax is unknown; known: x86' \
		make -s bench PARTS=vax
	refused 'an unknown row to bench' 'ROW=vax is unknown; known: x86_64' \
		make -s bench ROW=vax
	refused 'a part to bench without the row' 'PARTS=arm64 is unknown; known: x86$' \
		make -s bench PARTS=arm64 ROW=x86_64
	refused 'an unknown format to fuzz' 'FORMAT=vax is unknown; known: mock' \
		make -s fuzz FORMAT=vax
	refused 'an unknown mutant' 'MUTANT=vax is unknown; known: [a-z]' \
		make -s mutants MUTANT=vax
	refused 'an unknown dump of another kernel' 'ARCH=vax is unknown; known' \
		make -s check-front DUMPS='KASAN=1 ARCH=vax,FILE=efi'
	refused 'an unknown option of such a dump' 'DUMPS=.*VAX=1' \
		make -s check-front DUMPS='KASAN=1 VAX=1'
	refused 'an unknown file of such a dump' 'FILE=vax is unknown; known' \
		make -s check-front DUMPS='FILE=vax'
	refused 'an unknown configuration' 'NAME=vax is unknown; known: arm64' \
		tools/testing/ptdump/scripts/check-cross.sh cross vax
	nothing_is_done 'a wrong name'
}

# Nothing was unpacked, compiled or installed.
nothing_is_done() {
	local status=0

	[ -z "$(find "$checkout/build" -mindepth 1 ! -name .lock ! -name logs)" ] ||
		status=1
	result $status "$1 is refused before anything is done"
}

# ROW COMMAND ...: the command is for this row.
row_of() {
	local row=$1 status=0

	shift
	user "$@" || true
	grep -q "^row $row\$" "$err" || status=1
	result $status "make ${*:3} is of $row"
}

rows_are_found() {
	local dir=$checkout/tools/testing/ptdump/scripts name

	# The first that each target starts once the row is known.
	cp "$dir/deps.sh" "$tools/deps.sh"
	# shellcheck disable=SC2016 # expanded by the inner shell
	printf '%s\n' '#!/bin/bash' 'echo "row $row" >&2; exit 1' >"$dir/deps.sh"
	# shellcheck disable=SC2016 # expanded by the script
	sed -i 's/^\t"$scripts\/deps.sh"/\trow=$row &/' "$dir/row.sh"
	for name in dump kernel; do
		row_of i386 make -s $name ROW=i386
		row_of arm64-llvm make -s $name ROW=arm64-llvm
	done
	row_of x86_64-kasan make -s shell ROW=x86_64-kasan
	for name in x86=x86_64 x86_64=x86_64 i386=i386 i686=i386 arm64=arm64 \
		aarch64=arm64 riscv=riscv64 riscv64=riscv64 powerpc=powerpc64 \
		ppc64=powerpc64 s390=s390x s390x=s390x; do
		row_of "${name#*=}" make -s dump ARCH="${name%=*}"
	done
	row_of x86_64-kasan-llvm make -s dump ARCH=x86 KASAN=1 LLVM=1
	refused 'a row and an ARCH' 'ROW=i386 and ARCH=x86: give one' \
		make -s dump ROW=i386 ARCH=x86
	refused 'a row and KASAN' 'ROW=i386 and KASAN=1: give one' \
		make -s dump ROW=i386 KASAN=1
	refused 'a row and LLVM' 'ROW=i386 and LLVM=1: give one' \
		make -s kernel ROW=i386 LLVM=1
	refused 'an unknown row to dump' 'there is no kernel row vax; known: x86_64' \
		make -s dump ROW=vax
	refused 'a row that has no shell' 'has a busybox for ARCH=x86_64 only' \
		make -s shell ROW=i386
	refused 'an architecture of the other byte order' \
		'ARCH=ppc64le is unknown; known rows' make -s dump ARCH=ppc64le
	cp "$tools/deps.sh" "$dir/deps.sh"
	cp "$scripts/row.sh" "$dir/row.sh"
}

# Sources

nothing_is_left() {
	local status=0

	[ -z "$(find "$checkout/build" -maxdepth 1 -name 'linux*')" ] || status=1
	result $status "$1 leaves nothing behind"
}

sources_are_checked() {
	mkdir "$tools/empty"
	echo 'no archive' >"$tools/file"
	refused 'a KSRC that is not there' 'there is no kernel source /nowhere' \
		make -s base KSRC=/nowhere
	refused 'a KSRC that is no kernel tree' 'is not a kernel source tree' \
		make -s base "KSRC=$tools/empty"
	refused 'a KSRC that is no tarball' 'is neither a directory nor a tarball' \
		make -s base "KSRC=$tools/file"
	tar -cf "$tools/other.tar" -C "$tools" empty
	refused 'a KSRC that is a tarball of something else' \
		'holds no kernel source tree' make -s base "KSRC=$tools/other.tar"
	nothing_is_left 'a wrong KSRC'
}

moved_files_are_named() {
	local moved=$tools/moved status=0

	cp -a "$source" "$moved"
	echo 'not ours' >>"$moved/CREDITS"
	works 'a KSRC with other files than ours' make -s base "KSRC=$moved"
	! grep -q '^warning' "$err" || result 1 'no warning about them'
	echo '/* moved */' >>"$moved/mm/ptdump.c"
	works 'a KSRC with other files of ours' make -s base "KSRC=$moved"
	grep -qx '  mm/ptdump.c' "$err" &&
		[ "$(grep -c '^  ' "$err")" = 1 ] || status=1
	result $status 'a file that moved is named, and no other'
	grep -qxF 'warning: ours replace mm/ptdump.c; what the base changed in them is lost' \
		"$err" && status=0 || status=1
	result $status 'a warning says that its change is lost'
}

# VERSION BASE: a source of that version gets the edits for that base.
version_is_of() {
	local status=0 words

	IFS=. read -ra words <<<"$1"
	sed -i "s/^VERSION = .*/VERSION = ${words[0]}/
		s/^PATCHLEVEL = .*/PATCHLEVEL = ${words[1]}/
		s/^SUBLEVEL = .*/SUBLEVEL = ${words[2]:-0}/
		s/^EXTRAVERSION = .*/EXTRAVERSION = ${words[3]:-}/" "$version/Makefile"
	user make -s base "KSRC=$version" "${@:3}" || true
	[ "$(cat "$checkout/build/linux/.git/ptdump-series")" = "$2" ] || status=1
	result $status "Linux $1${3:+ with $3} gets the edits for $2"
}

versions_are_told() {
	local version=$tools/version status=0

	cp -a "$source" "$version"
	version_is_of 7.3.99 7.3
	! grep -q 'is none of' "$err" || result 1 'its series is known'
	echo '/* not ours */' >"$version/include/linux/mm_walk.h"
	works 'a base that has got a file of ours' make -s base "KSRC=$version"
	grep -qxF '  include/linux/mm_walk.h (new)' "$err" &&
		grep -q '^warning: ours replace include/linux/mm_walk.h;' "$err" ||
		status=1
	result $status 'such a file is named as new'
	rm "$version/include/linux/mm_walk.h"
	status=0
	version_is_of 6.12.1 6.12
	version_is_of 7.2.5 7.3
	grep -q 'Linux 7.2.5 is none of 7.3 6.12: it gets the edits for 7.3' "$err" ||
		status=1
	result $status 'a version of no known series is told'
	version_is_of 7.30.1 7.3
	version_is_of 7.4.0.-rc1 7.3
	rm -rf "$checkout/build/6.12"
	user make -s base "KSRC=$version" BASE=6.12 || true
	[ "$(cat "$checkout/build/6.12/linux/.git/ptdump-series")" = 6.12 ] &&
		status=0 || status=1
	result $status 'BASE decides for a KSRC of any version'
	rm -rf "$checkout/build/6.12"
}

# Edits that find no place are listed all at once, in words.
lost_edits_are_told() {
	local moved=$tools/lost status=0 line

	cp -a "$source" "$moved"
	sed -i 's/^config LOCK_MM_AND_FIND_VMA/&2/' "$moved/mm/Kconfig"
	sed -i 's/.*mm\/memory\.c$/&\nF:\tmm\/mmu_notifier.c\n&/' "$moved/MAINTAINERS"
	sed -i 's/^ \* @pgd:/ * @root:/' "$moved/include/linux/pagewalk.h"
	sed -i '/note_page_flush/s/void/int/' "$moved/include/linux/ptdump.h"
	sed -i 's/KERN_VIRT_START/VIRT_START/' \
		"$moved/arch/powerpc/mm/ptdump/hashpagetable.c"
	rm "$moved/tools/testing/selftests/Makefile"
	echo '/* moved */' >>"$moved/mm/internal.h"
	refused 'edits that find no place' '5 edits find no place in this base' \
		make -s base "KSRC=$moved"
	while IFS= read -r line; do
		grep -qxF "  $line" "$err" || {
			echo "# not told: $line"
			status=1
		}
	done <<-'END'
		MAINTAINERS
		arch/powerpc/mm/ptdump/hashpagetable.c
		include/linux/pagewalk.h
		include/linux/ptdump.h
		mm/Kconfig
		mm/internal.h
		tools/testing/selftests/Makefile (gone)
		mm/Kconfig, step iterator: add "config MM_WALK" before "config LOCK_MM_AND_FIND_VMA": 0 places instead of 1
		MAINTAINERS, step maintainers: add "F: mm/mm_walk.c" after "F: mm/memory.c F: mm/mmu_notifier.c": 2 places instead of 1
		include/linux/pagewalk.h, step pagewalk: remove "* @pgd:...": 0 places instead of 1
		arch/powerpc/mm/ptdump/hashpagetable.c, step hash-fix: replace "addr = KERN_VIRT_START + i * PGDIR_SIZE;" by "PAGE_OFFSET": 0 places instead of 1
		tools/testing/selftests/Makefile, step selftests: add "TARGETS += ptdump" after "TARGETS += pstore": the file is gone
	END
	! grep -qE '\(\?|\\|at .* line [0-9]' "$err" || status=1
	result $status 'each is told in words'
	[ ! -e "$checkout/build/tree.tmp" ] && status=0 || status=1
	result $status 'nothing of the attempt stays'
	cp -a "$source/." "$moved"
	sed -i 's/^config LOCK_MM_AND_FIND_VMA/&2/' "$moved/mm/Kconfig"
	refused 'an edit that finds no place' '1 edit finds no place in this base' \
		make -s base "KSRC=$moved"
}

# The selftest builds from the repository as it does in a kernel tree.
selftest_is_built() {
	local dir=tools/testing/selftests/ptdump status=0

	user make -s -C $dir "KSRC=$source" || status=1
	[ -x "$checkout/$dir/ptdump_test" ] || status=1
	git -C "$checkout" check-ignore -q $dir/ptdump_test || status=1
	result $status 'the selftest builds from the repository'
	user make -s -C $dir "KSRC=$source" clean && status=0 || status=1
	[ ! -e "$checkout/$dir/ptdump_test" ] || status=1
	result $status 'and is cleaned from there'
}

# Debian's sources

# apt fails. Debian's keyring verifies no mirror of ours.
archives_are_checked() {
	local mirror=$tools/mirror suite

	rm -rf "$checkout/build"
	refused 'no network' 'no network .*; KSRC=path takes another source' \
		make -s base MIRROR=http://127.0.0.1:1/debian
	refused 'a MIRROR that is no URL' 'MIRROR=x is no URL' make -s base MIRROR=x
	suite=$mirror/dists/trixie-backports
	mkdir -p "$mirror"
	refused 'a mirror without the suite' 'the mirror has no such suite' \
		make -s base "MIRROR=file:$mirror"
	mkdir -p "$suite/main/binary-all"
	: >"$suite/main/binary-all/Packages"
	printf 'Suite: trixie-backports\nCodename: trixie-backports\nArchitectures: all amd64\nComponents: main\nDate: %s\n' \
		"$(date -Ru)" >"$suite/Release"
	refused 'a suite that nobody signed' 'the signature does not verify with' \
		make -s base "MIRROR=file:$mirror"
	printf -- '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n' \
		>"$suite/InRelease"
	cat "$suite/Release" >>"$suite/InRelease"
	printf -- '-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n' \
		>>"$suite/InRelease"
	refused 'a suite with a wrong signature' 'the signature does not verify with' \
		make -s base "MIRROR=file:$mirror"
	[ -z "$(find "$checkout/build" -mindepth 1 ! -path '*/source' ! -name '*.log' \
		! -name .lock ! -path '*/logs')" ] || result 1 'nothing is left'
}

# An apt-get that finds the versions in $tools/versions, and the package that is
# made of the source.
make_up_archive() {
	local deb=$tools/deb

	mkdir -p "$deb/DEBIAN" "$deb/usr/src"
	printf 'Package: linux-source-7.3\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: none\n' \
		>"$deb/DEBIAN/control"
	tar -C "${source%/*}" -cJf "$deb/usr/src/linux-source-7.3.tar.xz" "${source##*/}"
	cp "$deb/usr/src/linux-source-7.3.tar.xz" "$deb/usr/src/linux-source-6.12.tar.xz"
	dpkg-deb -Zxz -z0 -b "$deb" "$tools/source.package" >/dev/null
	# shellcheck disable=SC2016 # expanded by the script
	instead apt-get '
for word; do
	case $word in Dir::State::lists=*) lists=${word#*=} ;; esac
done
case $* in
*update) cp '"$tools"'/versions "$lists/x_Packages" ;;
*download*) cp '"$tools"'/source.package x.deb ;;
*) exit 100 ;;
esac'
}

# PATTERN NAME OPTION ...: the base is made, and a line says so.
falls_back() {
	local status=0

	rm -rf "$checkout/build"
	user env PATH="$tools/bin:$PATH" make -s base MIRROR=file:/x "${@:3}" || status=1
	grep -qE "$1" "$err" || status=1
	tree_is_whole || status=1
	result $status "$2"
}

# apt calls a suite unsigned if the server answers with an error.
servers_refuse() {
	without 'apt-get' instead apt-get '
echo "E: Failed to fetch http://x/InRelease  400  Bad Request [IP: 127.0.0.1 80]"
echo "E: The repository '"'http://x InRelease'"' is not signed."
exit 100'
	refused 'a server that answers with an error' \
		'the server answers 400 Bad Request' \
		env PATH="$tools/bin:$PATH" make -s base MIRROR=http://x
}

old_versions_leave() {
	without 'apt-get' make_up_archive
	printf 'Package: linux-source-7.3\nVersion: %s\n\n' 7.3.9-1 7.3.10-1 \
		>"$tools/versions"
	falls_back 'linux-source-7.3 7.3.4-.* has left the archive: taking 7.3.10-1' \
		'a version that has left the archive gives way to the newest'
	works 'which is downloaded once' env PATH="$tools/bin:$PATH" \
		make -s base MIRROR=http://127.0.0.1:1/x
	printf 'Package: linux-source-6.12\nVersion: 6.12.117-1~deb12u1\n\n' \
		>"$tools/versions"
	falls_back 'base: Linux 7.3 has left the archive' \
		'a series that has left the archive gives way to the next'
	rm -rf "$checkout/build"
	refused 'a series that BASE names and that has left' \
		'the archive has no source of 7.3: KSRC=path names one' \
		env PATH="$tools/bin:$PATH" make -s base BASE=7.3 MIRROR=file:/x
	rm -rf "$checkout/build"
}

# Machines

tools_are_checked() {
	without 'dpkg-query flex' true
	refused 'a tool that is missing, not on Debian' \
		'missing: flex \(Debian.s names\); this is no Debian' \
		env PATH="$tools/bin" make -s base "KSRC=$source"

	without 'sudo' instead dpkg-query 'echo installed bash'
	instead id 'echo 1000'
	refused 'packages that are missing, not root and no sudo' \
		'not root and no sudo: as root, run: apt-get install .*flex' \
		env PATH="$tools/bin" make -s base "KSRC=$source"

	without '' instead dpkg-query 'echo installed bash'
	instead id 'echo 0'
	instead apt-get 'echo "Temporary failure resolving a name"; exit 100'
	refused 'packages that are missing, and no network' \
		'no network for apt; to install: .*flex' \
		env PATH="$tools/bin" make -s base "KSRC=$source"
}

# A file system of its own, which is full, in a namespace of its own.
on_small_disk() {
	unshare --map-root-user --mount bash -c "
		rm -rf build && mkdir build &&
		mount -t tmpfs -o size=$1 none build && shift && \"\$@\"" - "$@"
}

disks_are_checked() {
	export -f on_small_disk
	refused 'a disk without room for the base' \
		'the disk is full: .* needs [0-9]+ MB free, has [0-9]+ MB' \
		bash -c 'on_small_disk 64M "$@"' - make -s base "KSRC=$source"
	refused 'a disk that gets full' 'the disk is full: .* needs more room' \
		bash -c 'on_small_disk 2M "$@"' - make -s check-host
}

# A kernel of one instruction: INSTRUCTION
kernel_of() {
	local image=$checkout/build/linux/b-x86_64/arch/x86/boot/bzImage

	mkdir -p "${image%/*}"
	# by the Multiboot standard: magic, flags, checksum, entry
	printf '.long 0x1badb002, 0, -0x1badb002\n.globl _start\n_start: %s\n' \
		"$1" >"$tools/kernel.s"
	gcc -m32 -nostdlib -static -Wl,-Ttext=0x100000,--build-id=none \
		-o "$image" "$tools/kernel.s"
	: >"$tools/initramfs"
}

kernels_are_watched() {
	kernel_of 'jmp .'
	refused 'a kernel that hangs' 'did not end within 3 seconds' \
		tools/testing/ptdump/scripts/boot.sh -t 3 x86_64 "$tools/initramfs"
	kernel_of 'ud2'
	refused 'a kernel that does not boot' 'ended without a word on its console' \
		tools/testing/ptdump/scripts/boot.sh -t 60 x86_64 "$tools/initramfs"
	refused 'a machine that QEMU does not have' 'QEMU failed' \
		tools/testing/ptdump/scripts/boot.sh -t 60 -c vax x86_64 \
		"$tools/initramfs"
	refused 'the same for a shell' 'QEMU failed' \
		tools/testing/ptdump/scripts/boot.sh -i -c vax x86_64 \
		"$tools/initramfs"
}

# Runs at once, and runs that are killed

tree_is_whole() {
	git -C "$checkout/build/linux" fsck --strict --no-dangling >/dev/null &&
		[ -z "$(git -C "$checkout/build/linux" status --porcelain)" ]
}

one_run_at_a_time() {
	local status=0 first

	rm -rf "$checkout/build"
	user make -s base "KSRC=$source" &
	first=$!
	until [ -e "$checkout/build/.lock" ] || ! kill -0 $first; do
		sleep 0.01
	done 2>/dev/null
	err=$err.2 out=$out.2 user make -s base "KSRC=$source" ||
		status=1
	wait $first || status=1
	cat "$err.2" >>"$err"
	grep -q 'waiting for another make in this checkout' "$err" || status=1
	tree_is_whole || status=1
	result $status 'of two runs at once the second waits, and both work'
}

# All processes of the run at once: nobody cleans up.
killed_run_does_not_count() {
	local status=0 i

	for i in 0.2 0.5 1 2; do
		rm -rf "$checkout/build"
		{ user timeout -s KILL $i make -s base "KSRC=$source" ||
			true; } 2>/dev/null
		user make -s base "KSRC=$source" || status=1
		tree_is_whole || status=1
	done
	result $status 'the run after one that was killed starts anew'
}

# The check's output. Two parts stand for all: STYLE and CROSS print. More words
# are a command that runs it.
parts_print() {
	local dir=$checkout/tools/testing/ptdump/scripts

	printf '#!/bin/bash\n%s\n' "$1" >"$dir/check-style.sh"
	printf '#!/bin/bash\n%s\n' "$2" >"$dir/check-cross.sh"
	printf '#!/bin/bash\n' >"$dir/deps.sh"
	user "${@:3}" make -s check-two || true
}

# prove finds no fault in a file of TAP. Its output goes to $tools/prove.
prove_reads() {
	prove -v --exec cat "$1" >"$tools/prove" 2>&1 || true
	! grep -q 'Parse errors' "$tools/prove"
}

# LINE PATTERN NAME: the check ends with this line, and a reader of TAP that counts parts
# says PATTERN. In the log and on the terminal, it finds no fault.
reads() {
	local status=0

	[ "$(tail -n 1 "$out")" = "$1" ] || status=1
	prove_reads "$out" || status=1
	prove_reads "$checkout/build/logs/check.tap" || status=1
	grep -qE "$2" "$tools/prove" || status=1
	result $status "$3"
}

# PART PATTERN NAME: a part is a subtest with a plan, and such a reader of the subtest
# alone says PATTERN.
part_reads() {
	local status=0

	awk -v part="$1" '
		/^# Subtest: / { inside = $3 == part; next }
		/^[^ ]/ { inside = 0 }
		inside' "$checkout/build/logs/check.tap" |
		sed 's/^    //' >"$tools/part" || status=1
	[ "$(grep -c '^1\.\.' "$tools/part")" = 1 ] || status=1
	prove_reads "$tools/part" || status=1
	grep -qE "$2" "$tools/prove" || status=1
	result $status "$3"
}

output_is_tap() {
	local dir=$checkout/tools/testing/ptdump/scripts f

	for f in check-style check-cross deps; do
		cp "$dir/$f.sh" "$tools/$f.sh"
	done
	cp "$checkout/Makefile" "$tools/Makefile"
	# shellcheck disable=SC2016 # expanded by make
	printf 'check-two:\n\t@$(scripts)/check.sh style cross\n' \
		>>"$checkout/Makefile"
	parts_print 'echo "ok - a"; echo "# note"; echo "---[ x ]---"; echo "ok - b - c"' \
		'echo "ok - d"'
	reads '3 passed, 0 failed, 0 skipped' 'Tests=2,' \
		'a reader of TAP takes each part for a test'
	part_reads style 'Tests=2,' 'and the tests of a part for those of a subtest'
	part_reads cross 'Tests=1,' 'and those of the next part, from 1 on'
	parts_print 'echo "ok - a # SKIP why"; echo "not ok - b"' 'echo "ok - d"'
	reads '1 passed, 1 failed, 1 skipped' 'Failed test: +1$' \
		'and a part that failed'
	part_reads style 'Failed test: +2$' 'and the test in it that failed'
	part_reads style 'ok 1 - a # SKIP why$' 'and the one that was skipped'
	parts_print 'true' 'echo "ok - d"; exit 3'
	reads '1 passed, 2 failed, 0 skipped' 'Failed tests: +1-2$' \
		'and a part without a test, and one with a status'
	part_reads style 'not ok 1 - check-style ran no test$' 'and why the first failed'
	part_reads cross 'not ok 2 - check-cross ended with status 3$' \
		'and why the second failed'
	rm "$checkout/build/logs/check.tap"
	{ parts_print 'echo "ok - a"' 'sleep 9' timeout -s KILL 2; } 2>/dev/null
	prove_reads "$checkout/build/logs/check.tap" && status=1 || status=0
	grep -q 'No plan found' "$tools/prove" || status=1
	result "$status" 'a check that was killed has no plan'
	for f in check-style check-cross deps; do
		cp "$tools/$f.sh" "$dir/$f.sh"
	done
	cp "$tools/Makefile" "$checkout/Makefile"
}

# Another base

in_tree() {
	git -C "$checkout/build/linux" "$@"
}

# Writes what of build/linux changed since $tools/then: names, and no kernel build.
changed() {
	(cd "$checkout/build/linux" && find . -name .git -prune -o \
		-path './b-step' -prune -o -type f -newer "$tools/then" -print) | sort | xargs
}

# NAME FILES KSRC: the base follows the source, only these files are written, and
# what was built stays.
follows() {
	local status=0 want

	touch -d '1 second ago' "$tools/then"
	find "$checkout/build/linux" -type f -newer "$tools/then" \
		-exec touch -d '1 hour ago' {} +
	user make -s base "KSRC=$3" || status=1
	[ "$(changed)" = "$2" ] || {
		echo "# written: $(changed)"
		status=1
	}
	[ -e "$checkout/build/linux/b-x86_64/mm/mm.o" ] || status=1
	tree_is_whole || status=1
	want=$(tree_of "$3")
	[ "$(in_tree rev-parse 'base^{tree}')" = "$want" ] || status=1
	result $status "$1"
}

# The tree that a fresh repository has of a source.
tree_of() (
	export GIT_DIR=$tools/fresh.git GIT_INDEX_FILE=$tools/fresh.index
	local dir=$1

	if [ -f "$1" ]; then
		dir=$tools/fresh
		rm -rf "$dir"
		mkdir "$dir"
		tar -C "$dir" --strip-components=1 -xf "$1"
	fi
	git init -q --bare
	git --work-tree="$dir" add -A -f "$dir"
	git write-tree
)

base_follows_the_source() {
	local status=0 moved=$tools/follow

	cp -a "$source" "$moved"
	user make -s base "KSRC=$moved" || status=1
	mkdir -p "$checkout/build/linux/b-x86_64/mm"
	touch "$checkout/build/linux/b-x86_64/mm/mm.o"
	result $status 'a base from a directory'
	touch "$moved/Kconfig" "$moved/mm/ptdump.c"
	follows 'a source whose files were only touched' '' "$moved"
	echo '# another' >>"$moved/Kconfig"
	echo '# new' >"$moved/mm/new.c"
	rm "$moved/scripts/Lindent"
	touch -d '1 minute ago' "$tools/source"
	find "$moved" -newer "$tools/source" -exec touch -d '1 hour ago' {} +
	touch "$tools/source"
	follows 'a source in which three files are others' './Kconfig ./mm/new.c' \
		"$moved"
	[ ! -e "$checkout/build/linux/scripts/Lindent" ] ||
		result 1 'the third is gone'
	[ -z "$(find "$moved" -newer "$tools/source")" ] ||
		result 1 'the source is not written'
	echo '# a third' >>"$moved/Kconfig"
	tar -C "$tools" -cJf "$moved.tar.xz" follow
	follows 'a tarball of such a source' './Kconfig' "$moved.tar.xz"
}

# Changes that a user made in build/linux

# NAME PATTERN OPTION ...: make base refuses, by what the user changed, and the
# change to mm/Makefile is still there.
keeps() {
	refused "$1" "build/linux has changes of yours: $2; .*make base ASIDE=1" \
		make -s base "KSRC=$source" "${@:3}"
	tail -n 1 "$checkout/build/linux/mm/Makefile" | grep -qx '# mine' ||
		result 1 "$1: it is kept"
}

mine() {
	echo '# mine' >>"$checkout/build/linux/${1:-mm/Makefile}"
}

user_changes_are_kept() {
	local status=0 other=$tools/other

	rm -rf "$checkout/build"
	works 'a base' make -s base "KSRC=$source"
	mkdir "$checkout/build/linux/b-mine"
	touch "$checkout/build/linux/"{b-mine/mm.o,notes}
	works 'files that git does not track' make -s base "KSRC=$source"
	refused 'make distclean with such a file' \
		'build/linux has changes of yours: new files notes; rm -rf' \
		make -s distclean
	rm "$checkout/build/linux/notes" || result 1 'they stay'

	mine
	keeps 'a file that a user edited' mm/Makefile
	cp -a "$source" "$other"
	touch "$other/CREDITS"
	keeps 'such a file, and another KSRC' mm/Makefile "KSRC=$other"
	rm "$checkout/build/linux/mm/ptdump.c"
	keeps 'a file that a user removed' 'mm/Makefile mm/ptdump.c'
	refused 'make distclean with such files' \
		'build/linux has changes of yours: mm/Makefile mm/ptdump.c; rm -rf' \
		make -s distclean
	in_tree commit -qam mine
	keeps "a user's commit" '1 commit' "KSRC=$other"
	mine MAINTAINERS
	keeps 'a commit and an edited file' 'MAINTAINERS, 1 commit'
	works 'make base ASIDE=1' make -s base "KSRC=$source" ASIDE=1
	in_tree diff --quiet HEAD reference && [ -z "$(in_tree status -s -uno)" ] &&
		in_tree show aside-1:MAINTAINERS | grep -qx '# mine' &&
		in_tree show aside-1:mm/Makefile | grep -qx '# mine' || status=1
	result $status 'it puts them on a branch, and goes on'

	in_tree checkout -q -b theirs published
	works 'a commit of ours on a branch of a user' make -s base "KSRC=$source"
	[ "$(in_tree rev-parse theirs)" = "$(in_tree rev-parse published)" ] ||
		result 1 'the branch stays'
	mine tools/testing/selftests/ptdump/new.h
	touch "$checkout/tools/testing/selftests/ptdump/new.h"
	refused 'a file that git does not track, where one of ours comes' \
		'changes of yours: tools/testing/selftests/ptdump/new.h; ' \
		make -s base "KSRC=$source"
	works 'the same, put aside' make -s base "KSRC=$source" ASIDE=1
	in_tree show aside-2:tools/testing/selftests/ptdump/new.h |
		grep -qx '# mine' || result 1 'it is on the next branch'
	rm "$checkout/tools/testing/selftests/ptdump/new.h"
	refused "make distclean with a user's branches" \
		'changes of yours: branches aside-1 aside-2 theirs; rm -rf' \
		make -s distclean
	mine
	in_tree stash -q
	refused "make distclean with a user's stash" \
		'changes of yours: branches .* theirs, a stash; rm -rf' \
		make -s distclean
	mv "$checkout/build/linux/.git/ptdump-base" "$tools/ptdump-base"
	refused 'a build/linux of someone else' \
		'build/linux is not a tree that make base made' \
		make -s base "KSRC=$source"
	mv "$tools/ptdump-base" "$checkout/build/linux/.git/ptdump-base"
}

# A killed run leaves files that nobody edited: they are told apart.
race_is_killed() {
	user timeout 60 env RACE=slow "KSRC=$source" \
		tools/testing/ptdump/scripts/check-races.sh || true
	grep -q schedule_timeout "$checkout/build/linux/mm/ptdump.c"
}

killed_run_is_no_user() {
	local status=0 dir=$checkout/tools/testing/ptdump/scripts

	cp "$dir/build.sh" "$tools/build.sh"
	stub build.sh 'kill -KILL 0'
	{ race_is_killed; } 2>/dev/null || result 1 'a race'
	user make -s base "KSRC=$source" || status=1
	tree_is_whole && in_tree diff --quiet reference || status=1
	result $status 'what a race changed before it was killed is put back'
	{ race_is_killed; } 2>/dev/null || result 1 'a race'
	mine mm/ptdump.c
	refused 'a user who edits the file of a race that was killed' \
		'changes of yours: mm/ptdump.c; ' make -s base "KSRC=$source"
	in_tree reset -q --hard
	user make -s base "KSRC=$source" || true
	# shellcheck disable=SC2016 # expanded by the script
	stub build.sh 'echo "# mine" >>"$linux/mm/Makefile"; false'
	user env RACE=slow "KSRC=$source" \
		tools/testing/ptdump/scripts/check-races.sh && status=1 || status=0
	tail -n 1 "$checkout/build/linux/mm/Makefile" | grep -qx '# mine' ||
		status=1
	result $status 'a file that a user edits meanwhile is kept'
	works 'make base ASIDE=1 after that' make -s base "KSRC=$source" ASIDE=1
	tree_is_whole || result 1 'the race is put back'
	cp "$tools/build.sh" "$dir/build.sh"

	# As if a run had been killed while it went from the base to our tree.
	in_tree reset -q --hard base
	in_tree rev-parse base >"$checkout/build/linux/.git/ptdump-head"
	in_tree rev-parse reference >"$checkout/build/linux/.git/ptdump-writing"
	in_tree show reference:mm/mm_walk.c >"$tools/mm_walk.c"
	head -c 1000 "$tools/mm_walk.c" >"$checkout/build/linux/mm/mm_walk.c"
	in_tree show reference:mm/Makefile >"$checkout/build/linux/mm/Makefile"
	rm "$checkout/build/linux/mm/ptdump.c"
	mine Kconfig
	refused 'a user who edits after a run that was killed' \
		'changes of yours: Kconfig; ' make -s base "KSRC=$source"
	in_tree checkout -q base -- Kconfig
	user make -s base "KSRC=$source" && status=0 || status=1
	tree_is_whole && in_tree diff --quiet reference || status=1
	result $status 'a run that was killed while it wrote is finished'
}

# Rows, with a kernel and a machine that are made up

row=s390x
boots=$tools/boots

# SCRIPT, and what it does instead.
# shellcheck disable=SC2016 # expanded by the script
stub() {
	printf '#!/bin/bash\n. "${BASH_SOURCE[0]%%/*}/lib.sh"\n%s\n' "$2" \
		>"$checkout/tools/testing/ptdump/scripts/$1"
}

# The boot says what is in $tools/said.
# shellcheck disable=SC2016 # expanded by the scripts
make_up_machines() {
	stub build.sh 'mkdir -p "$linux/b-$1" && : >"$linux/b-$1/.config"'
	stub guest.sh 'echo initramfs'
	stub check-reference.sh 'true'
	stub boot.sh "echo \"\$2\" >>$boots
		echo 'Checked W+X mappings: passed' >\"\$logs/\$2.log\"
		cp $tools/said \"\$logs/\$2.raw\""
	printf '%s\n' 'ok 1 - files_show_the_bytes_of_stock' 'ok 2 - wx_check' \
		'ok 3 - pages_have_lines' '1..3' >"$tools/said"
}

# Is there a boot when the row is asked for again?
boots_again() {
	: >"$boots"
	user env RESUME=1 ROW=$row "KSRC=$source" \
		tools/testing/ptdump/scripts/check-kernels.sh s390
	[ -s "$boots" ]
}

rows_are_resumed() {
	local status=0

	boots_again || status=1
	result $status 'a row that did not run is booted'
	boots_again && status=1 || status=0
	grep -q '^ok .*files_show_the_bytes_of_stock' "$out" || status=1
	result $status 'one that passed is not, and its results are shown'
	echo '# another' >>"$checkout/tools/testing/ptdump/kernels/measures"
	boots_again && status=0 || status=1
	result $status 'one whose inputs changed is booted again'
	sed -i 's/^ok/not ok/' "$tools/said"
	echo '# a third' >>"$checkout/tools/testing/ptdump/kernels/measures"
	boots_again && boots_again && status=0 || status=1
	result $status 'one that failed is booted again'
}

# PATTERN: a line of the table of rows
table_says() {
	user tools/testing/ptdump/scripts/rows.sh "$tools/begun" &&
		grep -qE "$1" "$out"
}

rows_are_told() {
	local tap=$checkout/build/rows/$row.tap status=0

	touch -d '1 hour ago' "$tools/begun"
	table_says "^$row +- +0 of 2 +1 of 2 +[0-9]+ of [0-9]+ +[0-9]+ s\$" ||
		status=1
	result $status 'the table of rows does not count what failed'
	sed -i '/^# row/d' "$tap"
	table_says "^$row .* stopped\$" && status=0 || status=1
	result $status 'a row that was stopped is told as such'
	touch -d '2 hours ago' "$tap"
	table_says "^$row +not run *\$" && status=0 || status=1
	result $status 'a row of an earlier run is not told as one of this'
}

# LINE OPTIONS: a line of the matrix that has none in kernels/boots
boots_with() {
	local tests=$checkout/tools/testing/ptdump status=0

	echo "$1" >"$tests/kernels/matrix"
	# shellcheck disable=SC2016 # expanded by the inner shell
	user bash -c '. tools/testing/ptdump/scripts/lib.sh
		. "$scripts/row.sh"; boots' || status=1
	grep -qxF "made-up|rest|made-up|plain|$2|" "$out" || status=1
	result $status "a row without boots is booted with ${2:-nothing more}"
}

# The last that needs the second checkout's matrix.
rows_boot_by_default() {
	boots_with 'made-up | arm64 | base arm64 | gcc | qemu' ''
	boots_with 'made-up | x86_64 | base x86 kasan | gcc | qemu' \
		'no5lvl PTDUMP_KASAN=1'
	boots_with 'made-up | i386 | base x86 | gcc | qemu' PTDUMP_NX=0
	boots_with 'made-up | i386 | base pae x86 | gcc | qemu' PTDUMP_PAE=1
	boots_with 'made-up | riscv | base kasan | gcc | qemu -cpu rv64,svpbmt=on' \
		'PTDUMP_KASAN=1 PTDUMP_PBMT=1'
	boots_with 'made-up | s390 | base kasan | gcc | qemu' PTDUMP_TESTS=text
}

take_lock
"$scripts/base.sh"
make_checkout
names_are_checked
rows_are_found
sources_are_checked
moved_files_are_named
versions_are_told
archives_are_checked
servers_refuse
old_versions_leave
lost_edits_are_told
selftest_is_built
output_is_tap
tools_are_checked
disks_are_checked
kernels_are_watched
one_run_at_a_time
killed_run_does_not_count
base_follows_the_source
user_changes_are_kept
killed_run_is_no_user
make_up_machines
rows_are_resumed
rows_are_told
rows_boot_by_default
rm -rf "$checkout" "$source" "$tools"
