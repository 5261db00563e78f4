#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The boots of the i386 kernels, without PAE and with it.

exec "${BASH_SOURCE[0]%/*}/check-kernels.sh" i386 i386-pae
