# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The results of a part of the check, in one form: "ok - NAME" or "not ok - NAME".
# check.sh numbers them. To be sourced.

# Set once a test has failed.
# shellcheck disable=SC2034
failed=0

# A test's result, by its STATUS. One that failed shows the end of the file $err,
# where a script has one.
result() {
	local status=$1 word='ok'

	shift
	if [ "$status" != 0 ]; then
		word='not ok'
		failed=1
		[ -z "${err:-}" ] || tail -n 10 "$err" | sed 's/^/# /'
	fi
	echo "$word - $*"
}
