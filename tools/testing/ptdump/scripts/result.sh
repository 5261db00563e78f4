# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The results of a part of the check. To be sourced.

number=0

# A test's result, by its STATUS. One that failed shows the end of the file $err,
# where a script has one.
result() {
	local status=$1 word='ok'

	shift
	if [ "$status" != 0 ]; then
		word='not ok'
		[ -z "${err:-}" ] || tail -n 10 "$err" | sed 's/^/# /'
	fi
	number=$((number + 1))
	echo "$word $number - $*"
}
