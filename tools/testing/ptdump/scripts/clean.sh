#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# usage: clean.sh clean		removes what was built, keeps the kernel source
#        clean.sh distclean	removes all of build/

. "${BASH_SOURCE[0]%/*}/lib.sh"

take_lock
# The lock stays: another make may wait for it.
case ${1:-} in
clean)		set -- ! -name .lock ! -name linux ;;
distclean)	set -- ! -name .lock ;;
*)		die "usage: clean.sh clean|distclean" ;;
esac
rm -rf "$linux"/b-*
find "$build" -mindepth 1 -maxdepth 1 "$@" -exec rm -rf {} +
