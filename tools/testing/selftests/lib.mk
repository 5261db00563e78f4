# SPDX-License-Identifier: GPL-2.0
#
# Stands in for the kernel's lib.mk, which a kernel tree has in this place: hands
# each target to the kernel's lib.mk in build/linux. This file is not a part of
# the series.

top := $(realpath $(dir $(lastword $(MAKEFILE_LIST)))../../..)
OUTPUT ?= $(CURDIR)

$(or $(MAKECMDGOALS),all):
	@$(MAKE) -s -C $(top) base
	@$(MAKE) -C $(CURDIR:$(top)/%=$(top)/build/linux/%) OUTPUT=$(OUTPUT) $@

.PHONY: $(or $(MAKECMDGOALS),all)
