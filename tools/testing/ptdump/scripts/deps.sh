#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Installs the missing packages for the given purposes (see the file "packages").
# Nothing missing: no call of apt.
#
# usage: deps.sh all | PURPOSE ...

. "${BASH_SOURCE[0]%/*}/lib.sh"

# Prints "package probe" for the purposes.
wanted() {
	awk -v purposes=" $* " \
		'!/^#/ && NF && (purposes == " all " ||
				 index(purposes, " " $1 " ")) { print $2, $3 }' \
		"$scripts/packages" | sort -u
}

missing_on_debian() {
	local have package probe

	have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n')
	while read -r package probe; do
		grep -qxF "installed $package" <<<"$have" || echo "$package"
	done
}

missing_elsewhere() {
	local package probe

	while read -r package probe; do
		case $probe in
		/*)	[ -e "$probe" ] || echo "$package" ;;
		*)	command -v "$probe" >/dev/null || echo "$package" ;;
		esac
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

check_rights() {
	[ "$(id -u)" != 0 ] || return 0
	command -v sudo >/dev/null ||
		die "missing: ${missing[*]}; not root and no sudo:" \
			"as root, run: apt-get install ${missing[*]}"
	# Without a terminal sudo must not ask for a password.
	[ -t 0 ] || sudo -n true 2>/dev/null ||
		die "missing: ${missing[*]}; sudo wants a password:" \
			"run this in a terminal, or as root:" \
			"apt-get install ${missing[*]}"
}

# apt-get install fails to find packages while its lists are old.
update() {
	as_root apt-get -q -o APT::Update::Error-Mode=any update
}

install() {
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends "$@"
}

run_apt() {
	local log=$logs/deps.log

	if "$@" >"$log" 2>&1; then
		return 0
	fi
	if grep -qE 'Temporary failure resolving|Could not (connect|resolve)|Failed to fetch|Network is unreachable|Connection (timed out|failed)' "$log"; then
		die "no network for apt; to install: ${missing[*]} (log: $log)"
	fi
	die_log "$log" "apt-get could not install ${missing[*]}"
}

[ $# -gt 0 ] || die "usage: deps.sh PURPOSE ..."

if ! command -v dpkg-query >/dev/null; then
	mapfile -t missing < <(wanted "$@" | missing_elsewhere)
	[ ${#missing[@]} = 0 ] ||
		die "missing: ${missing[*]} (Debian's names); this is no" \
			"Debian, so install them yourself"
	exit 0
fi

mapfile -t missing < <(wanted "$@" | missing_on_debian)
[ ${#missing[@]} -gt 0 ] || exit 0

take_lock
check_rights
say "installing with apt: ${missing[*]}"
run_apt update
run_apt install "${missing[@]}"
