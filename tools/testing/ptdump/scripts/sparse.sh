#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Debian's sparse takes no riscv extension by its name, and then does nothing.
#
# usage: sparse.sh ARGUMENT ...

exec sparse "${@/#-march=rv*/-march=rv64imac}"
