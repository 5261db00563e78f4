# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What all scripts here share: places, messages, the lock. To be sourced.

set -euo pipefail
shopt -s inherit_errexit

# Not every script goes to every place.
# shellcheck disable=SC2034
{
top=$(cd "${BASH_SOURCE[0]%/*}/../../../.." && pwd -P)
ptdump=$top/tools/testing/ptdump
scripts=$ptdump/scripts
}

# Elapsed times count from the start of the whole run, in all its scripts.
export PTDUMP_START=${PTDUMP_START:-$EPOCHSECONDS}

# The steps in build/linux must have the same names everywhere, whatever the
# user's own settings are, and a checkout may belong to another user than the
# one who builds (a container's mount).
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export GIT_AUTHOR_NAME=ptdump GIT_AUTHOR_EMAIL=ptdump@localhost
export GIT_COMMITTER_NAME=ptdump GIT_COMMITTER_EMAIL=ptdump@localhost
export GIT_AUTHOR_DATE='2025-01-01T00:00:00Z'
export GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

# Variables given to our make are not meant for the kernel's.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
export LC_ALL=C

say() {
	local s=$((EPOCHSECONDS - PTDUMP_START))

	printf '[%2d:%02d] %s\n' $((s / 60)) $((s % 60)) "$*" >&2
}

die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# known VARIABLE WORDS: each word of the variable must be one of these.
known() {
	local word words

	read -ra words <<<"${!1:-}"
	for word in "${words[@]}"; do
		[[ " $2 " == *" $word "* ]] ||
			die "$1=$word is unknown; known: $2"
	done
}

# Runs a command with its output in a log; the last lines show when it fails.
run_logged() {
	local log=$1

	local status=0

	shift
	# Not "if cmd": that would switch errexit off inside a function.
	set +e
	(set -e; "$@") >"$log" 2>&1
	status=$?
	set -e
	[ $status = 0 ] || die_log "$log" "$1 failed"
}

# Says why a step failed, with the end of its log, and ends the script.
die_log() {
	local log=$1 what=$2

	if grep -qsi 'no space left on device' "$log" || disk_is_full; then
		disk_full
	fi
	tail -n "${LOG_LINES:-20}" "$log" | sed 's/^/  | /' >&2
	die "$what; the whole log is $log"
}

free_mb() {
	df --output=avail -BM "$build" | tail -n 1 | tr -dc 0-9
}

disk_full() {
	die "the disk is full: $build needs more room (df -h $build)"
}

# A step that could not write its log cannot tell that the disk is full.
disk_is_full() {
	[ "$(free_mb)" -lt 8 ]
}

# One run per base at a time in a checkout. Child scripts inherit the lock.
take_lock() {
	[ "${PTDUMP_LOCKED:-}" != "$build" ] || return 0
	mkdir -p "$build" "$logs" || die "cannot make $build"
	exec 9>"$build/.lock"
	if ! flock -n 9; then
		echo "waiting for another make in this checkout" >&2
		flock 9
	fi
	export PTDUMP_LOCKED=$build
}

# Files of ours that are laid over a kernel tree: whatever git knows or would
# take, in the folders that are the kernel's own, or in those given.
our_files() {
	[ $# -gt 0 ] ||
		set -- arch include mm Documentation tools/testing/selftests/ptdump
	git -C "$top" ls-files -co --exclude-standard --deduplicate -- "$@" |
		while IFS= read -r f; do
			[ ! -f "$top/$f" ] || echo "$f"
		done
}

# Those, and the files of the base that series/edits.sh edits.
touched_files() {
	{ our_files; "$top/series/edits.sh" files "$(base)"; } | sort -u
}

# The rows of a table whose columns are separated by "|", without comments and
# blanks around the columns. With a name: only the rows with that first column.
# Tables are those of kernels/, and files that are named by their whole path.
table() {
	local file=$1

	[[ $file == /* ]] || file=$ptdump/kernels/$file

	awk -F'|' -v row="${2:-}" '
		/^#/ || !NF { next }
		{
			for (i = 1; i <= NF; i++)
				gsub(/^[ \t]+|[ \t]+$/, "", $i)
		}
		row == "" || $1 == row {
			for (i = 1; i < NF; i++)
				printf "%s|", $i
			print $NF
		}' "$file"
}

known_bases() {
	table "$top/series/bases" | cut -d'|' -f1
}

# The base that build/linux is made from, or the base whose edits an unknown
# kernel source gets.
base() {
	cat "$build/linux/.git/ptdump-series"
}

# Lines of a configuration from words: SYMBOL, SYMBOL=VALUE, or -SYMBOL for no.
fragment() {
	local symbol

	for symbol; do
		case $symbol in
		-*)	echo "# CONFIG_${symbol#-} is not set" ;;
		*=*)	echo "CONFIG_$symbol" ;;
		*)	echo "CONFIG_$symbol=y" ;;
		esac
	done
}

# Kconfig drops silently what it cannot satisfy. Prints what of a fragment, on
# stdin, a .config does not have. The last word on a symbol counts, as in the
# merge.
lost() {
	local config=$1 line

	awk '/^CONFIG_/ { split($0, a, "="); want[a[1]] = $0 }
	     /^# CONFIG_.* is not set$/ { want[$2] = $0 }
	     END { for (s in want) print want[s] }' | sort |
		while IFS= read -r line; do
			case $line in
			'#'*)	! grep -q "^$(cut -d' ' -f2 <<<"$line")=" \
					"$config" || echo "$line" ;;
			*)	grep -qxF "$line" "$config" || echo "$line" ;;
			esac
		done
}

# The default base is built in build/, every other one in build/BASE.
# shellcheck disable=SC2034
{
bases=$(known_bases | xargs)
[[ -z ${BASE:-} || " $bases " == *" $BASE "* ]] ||
	die "BASE=$BASE is unknown; known: $bases"
build=$top/build
[ "${BASE:-${bases%% *}}" = "${bases%% *}" ] || build+=/$BASE
linux=$build/linux
logs=$build/logs
}
