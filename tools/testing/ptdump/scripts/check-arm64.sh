#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The boots of the arm64 kernels.

exec "${BASH_SOURCE[0]%/*}/check-kernels.sh" arm64
