#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Compiles our walk and dumper, and the base's, for this machine, and measures
# both beside a raw scan of the same tables: nanoseconds an entry, to
# build/bench/host.tsv. Then a check of what would be the tables of 1 to 64 TiB:
# build/bench/scale.tsv. Prints both, and whether the targets were reached. Only
# counts decide how it ends: nanoseconds depend on the machine and its load.
#
# usage: [MBYTES="0.5 ..."] bench-host.sh	(of tables; default: L2, L3, memory)

. "${BASH_SOURCE[0]%/*}/lib.sh"

out=$build/bench
programs=$ptdump/host/bench

show() {
	column -t -s $'\t'
}

# The median of a way, in ns, for a size of tables and what is in them.
ns_of() {
	awk -F'\t' -v mbytes="$1" -v content="$2" -v way="$3" '
		$1 == mbytes && $2 == content && $3 == way { print $4 }' \
		"$out/host.tsv"
}

# judge WHAT FIGURE RELATION LIMIT
judge() {
	awk -v what="$1" -v figure="$2" -v relation="$3" -v limit="$4" 'BEGIN {
		reached = relation == "<=" ? figure <= limit : figure >= limit
		printf "%s\t%.2f\t%s\t%s\n", what, figure, relation limit,
		       reached ? "reached" : "missed"
	}'
}

quotient() {
	awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

verdicts() {
	local mbytes ours raw stock	# of pages all alike

	printf 'target\tfigure\tlimit\treached\n'
	while IFS= read -r mbytes; do
		raw=$(ns_of "$mbytes" even 'raw scan')
		ours=$(ns_of "$mbytes" even 'ours, dumper')
		stock=$(ns_of "$mbytes" even 'stock, dumper, retpolines')
		judge "$mbytes MB: ours to a raw scan" \
			"$(quotient "$ours" "$raw")" '<=' 1.5
		judge "$mbytes MB: stock with retpolines to ours" \
			"$(quotient "$stock" "$ours")" '>=' 10
		awk -v what="$mbytes MB: ours, ns for each run that ends" \
			-v even="$ours" \
			-v mixed="$(ns_of "$mbytes" mixed 'ours, dumper')" \
			'BEGIN { printf "%s\t%.1f\t-\t-\n", what, (mixed - even) * 32 }'
	done < <(awk -F'\t' 'NR > 1 && !seen[$1]++ { print $1 }' \
		"$out/host.tsv")
}

take_lock
"$scripts/deps.sh" build host
"$scripts/base.sh"
mkdir -p "$out"
make -s -C "$programs"
echo "# load: $(cut -d' ' -f1-3 /proc/loadavg)"
read -ra sizes <<<"${MBYTES:-}"
"$out/host/bench" "${sizes[@]}" >"$out/host.new"
mv "$out/host.new" "$out/host.tsv"
show <"$out/host.tsv"
verdicts | show
echo "# load: $(cut -d' ' -f1-3 /proc/loadavg)"
"$out/host/scale" >"$out/scale.new" ||
	die "more was read than there is, or the locks were held for too long:" \
		"$out/scale.new"
mv "$out/scale.new" "$out/scale.tsv"
show <"$out/scale.tsv"
