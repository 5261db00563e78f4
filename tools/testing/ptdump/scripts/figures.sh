#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The measures (kernels/measures) of a boot that counted instructions, from what
# the guest printed, beside their targets (kernels/targets): a line each,
# separated by tabs: boot, measure, stock, ours, ratio, target, and "reached",
# "missed", or "-" where there is no target. What has a target and no figure is
# missed.
#
# usage: figures.sh BOOT RAW

. "${BASH_SOURCE[0]%/*}/lib.sh"

boot=${1:?usage: figures.sh BOOT RAW}
raw=${2:?usage: figures.sh BOOT RAW}

targets() {
	table targets | awk -F'|' -v boot="$boot" -v base="$(base)" '
		($1 == boot || $1 == "*") && ($3 == base || $3 == "*") {
			print $2 "|" $4 "|" $5 "|" $6 }'
}

# One table after the other, then the guest's lines "# measure WHAT STOCK OURS
# RATIO". Only ratios are not whole.
awk -v boot="$boot" -v OFS='\t' '
	FILENAME == ARGV[1] {
		split($0, f, "|")
		names[++n] = f[1]
		figures[f[1]] = f[2]
		next
	}
	FILENAME == ARGV[2] {
		split($0, f, "|")
		ratio[f[1]] = f[2]
		most[f[1]] = f[3]
		stock_most[f[1]] = f[4]
		next
	}
	$1 == "#" && $2 == "measure" { stock[$3] = $4; ours[$3] = $5 }

	# The largest of the figures, "-" unless all are there.
	function of(values, name,	i, k, list, largest) {
		largest = "-"
		k = split(figures[name], list, " ")
		for (i = 1; i <= k; i++) {
			if (!(list[i] in values) || values[list[i]] == "-")
				return "-"
			if (largest == "-" || values[list[i]] + 0 > largest)
				largest = values[list[i]] + 0
		}
		return largest
	}
	function falls_short(name, theirs, mine, times) {
		if (mine == "-")
			return 1
		if (stock_most[name] != "" &&
		    (theirs == "-" || theirs > stock_most[name] + 0))
			return 1
		if (ratio[name] != "-" && (times == "-" || times < ratio[name] + 0))
			return 1
		return most[name] != "-" && mine > most[name] + 0
	}
	function whole(value) {
		return value == "-" ? "-" : sprintf("%.0f", value)
	}
	END {
		for (i = 1; i <= n; i++) {
			name = names[i]
			theirs = of(stock, name)
			mine = of(ours, name)
			times = target = verdict = "-"
			if (theirs != "-" && mine != "-" && mine > 0)
				times = theirs / mine
			if (name in ratio) {
				target = "ours<=" most[name]
				if (ratio[name] != "-")
					target = "ratio>=" ratio[name]
				if (stock_most[name] != "")
					target = "stock<=" stock_most[name]
				verdict = falls_short(name, theirs, mine, times) ? \
					  "missed" : "reached"
			}
			print boot, name, whole(theirs), whole(mine),
			      (times == "-" ? times : sprintf("%.2f", times)),
			      target, verdict
		}
	}' <(table measures) <(targets) "$raw"
