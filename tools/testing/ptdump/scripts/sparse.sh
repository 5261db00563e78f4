#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Debian's sparse knows neither riscv's extensions by name nor __typeof_unqual__.
# It stops at both.
#
# usage: sparse.sh ARGUMENT ...

exec sparse -D__typeof_unqual__=__typeof__ "${@/#-march=rv*/-march=rv64imac}"
