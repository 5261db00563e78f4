#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Prints the path of a base's kernel source, a tarball in build/source. Downloads
# the tarball with apt if it is missing. apt uses lists and a cache of its own
# and the keyring of the machine; the system's apt is not changed. If the archive
# no longer has the version of series/bases, the newest of the series is taken.
#
# usage: [BASE=...] [MIRROR=URL] source.sh [BASE]
#
# The status is 3 if the archive has no version of the series.

. "${BASH_SOURCE[0]%/*}/lib.sh"

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

series=${1:-${BASE:-${bases%% *}}}
IFS='|' read -r _ version package suite < <(table "$top/series/bases" "$series")
sources=$top/build/source
apt=$sources/apt.$series
log=$sources/$series.log

# Where this machine's own apt finds the folder of the archive.
mirror() {
	local uri

	if [ -n "${MIRROR:-}" ]; then
		[[ $MIRROR == *:/* ]] || die "MIRROR=$MIRROR is no URL"
		echo "${MIRROR%/}"
		return
	fi
	# shellcheck disable=SC2016 # apt-get expands this
	uri=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
		sed 's|/*$||' | awk -F/ -v folder="${suite%/*}" \
			'$NF == folder && !n++')
	[ -n "$uri" ] ||
		die "apt has no mirror of ${suite%/*}; MIRROR=URL names one," \
			"KSRC=path another source"
	echo "$uri"
}

run_apt() {
	apt-get -q -o Dir::Etc::sourcelist="$apt/sources.list" \
		-o Dir::Etc::sourceparts="$apt/none" \
		-o Dir::Etc::preferences="$apt/none" \
		-o Dir::Etc::preferencesparts="$apt/none" \
		-o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" \
		-o APT::Sandbox::User= -o APT::Default-Release= \
		-o APT::Update::Error-Mode=any "$@" >>"$log" 2>&1
}

# One line about what apt could not do. apt also calls a suite unsigned if the
# server answers with another error than 404.
refuse() {
	local answer what="Linux $series from $uri, ${suite#*/}"

	answer=$(sed -nE 's/^E: Failed to fetch [^ ]+ +([45][0-9]{2} .*[^ ]) +\[IP.*/\1/p' "$log" |
		tr -s ' ' | sort -u | tail -n 1)
	if disk_is_full; then
		disk_full
	elif [ -n "$answer" ]; then
		die "$what: the server answers $answer (log: $log)"
	elif grep -qE 'Temporary failure resolving|Could not (connect|resolve)|Network is unreachable|Connection (timed out|failed|refused)' "$log"; then
		die "$what: no network (log: $log); KSRC=path takes another source"
	elif [ ! -e "$keyring" ]; then
		die "$what: there is no $keyring: the package" \
			"debian-archive-keyring has it"
	elif grep -qE 'GPG error|NO_PUBKEY|not signed' "$log"; then
		die "$what: the signature does not verify with $keyring (log: $log)"
	elif grep -qE 'does not have a Release file|404 +Not Found|File not found' "$log"; then
		die "$what: the mirror has no such suite (log: $log)"
	elif grep -qE 'Hash Sum mismatch|unexpected size' "$log"; then
		die "$what: a file does not have the sum that the suite signs (log: $log)"
	fi
	die_log "$log" "$what: apt-get failed"
}

take_lock
file=$sources/${package}_$version.tar.xz
if [ -e "$file" ]; then
	echo "$file"
	exit 0
fi
command -v apt-get >/dev/null ||
	die "no apt-get here to download Linux $series: KSRC=path names a source"

mkdir -p "$sources"
rm -rf "$apt"
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/none" "$apt/deb"
uri=$(mirror)
echo "deb [signed-by=$keyring] $uri ${suite#*/} main" >"$apt/sources.list"
: >"$log"
say "source: downloading Linux $series from $uri, ${suite#*/}"
run_apt update || refuse

# The versions that the archive has, the newest first.
mapfile -t have < <(find "$apt/lists" -name '*_Packages*' -exec \
	/usr/lib/apt/apt-helper cat-file {} + | awk -v package="$package" '
		$1 == "Package:" { wanted = $2 == package }
		$1 == "Version:" && wanted { print $2 }' | sort -rV)
[ ${#have[@]} -gt 0 ] || exit 3
known=$file
if [[ " ${have[*]} " != *" $version "* ]]; then
	say "source: $package $version has left the archive: taking ${have[0]}"
	version=${have[0]}
	file=$sources/${package}_$version.tar.xz
fi
(cd "$apt/deb" && run_apt download "$package=$version") || refuse
dpkg-deb -x "$apt"/deb/*.deb "$apt/deb" >>"$log" 2>&1 || refuse
mv "$apt/deb/usr/src/$package.tar.xz" "$file.new"
mv "$file.new" "$file"
# The next run finds the newest without asking the archive.
[ "$known" = "$file" ] || ln -sf "${file##*/}" "$known"
echo "$known"
