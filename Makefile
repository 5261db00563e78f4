# SPDX-License-Identifier: GPL-2.0
#
# A thin front: the work is done by the scripts. They read the variables of
# make's command line from their environment, where make puts them.

scripts := tools/testing/ptdump/scripts

help:
	@$(scripts)/help.sh

deps:
	@$(scripts)/deps.sh all
	@$(scripts)/source.sh >/dev/null

base:
	@$(scripts)/deps.sh build
	@$(scripts)/base.sh
	@$(scripts)/tree.sh

dump shell kernel series:
	@$(scripts)/$@.sh

check:
	@$(scripts)/check.sh style errors host cross x86 arm64 riscv front 6.12

check-host-all:
	@ALL=1 $(scripts)/check.sh host

check-%:
	@$(scripts)/check.sh $*

check-all:
	@$(scripts)/check-all.sh

bench bench-host:
	@$(scripts)/$@.sh

mutants fuzz:
	@tools/testing/ptdump/host/$@.sh

clean distclean:
	@$(scripts)/clean.sh $@

.PHONY: help deps base dump shell kernel series check check-all bench bench-host \
	check-host-all mutants fuzz clean distclean
